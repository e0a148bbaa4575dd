//! Faults of a worker.

use crate::values::{Day, EmploymentId, WorkerId, faults};

faults! {
    /// Nobody on the register, or nobody whom the caller sees.
    unknown() = "workerUnknown" {
        message {
            ro: "Persoana nu se află în registru sau nu vă este accesibilă",
            en: "The person is not on the register, or not within your reach",
            ru: "Лица нет в реестре, или оно вам недоступно",
        }
        ro: "O persoană din registru; o înregistrează angajatorul ei sau registratorul",
        en: "expected a worker on the register: the employer or the registrar registers people",
        ru: "Лицо из реестра; его вносит работодатель или регистратор",
    }

    /// A record that is closed.
    closed() = "workerClosed" case "closed" {
        message {
            ro: "Dosarul persoanei este închis",
            en: "The person's record is closed",
            ru: "Запись о лице закрыта",
        }
        ro: "O persoană cu dosar deschis; acest dosar este închis",
        en: "expected an active worker; this record is closed",
        ru: "Лицо с открытой записью; эта запись закрыта",
    }

    /// A record that goes on as another one.
    merged(survivor: WorkerId) = "workerClosed" case "merged" {
        message {
            ro: "Dosarul persoanei este închis",
            en: "The person's record is closed",
            ru: "Запись о лице закрыта",
        }
        ro: "O persoană cu dosar deschis; acest dosar continuă ca {survivor}",
        en: "expected an active worker; this record goes on as {survivor}",
        ru: "Лицо с открытой записью; эта запись продолжается как {survivor}",
    }

    /// An employer asks about nobody.
    required_of_employer() = "workerRequired" {
        ro: "Este obligatoriu pentru un angajator, care vede numai lucrătorii săi",
        en: "is required of an employer, which sees its own workers",
        ru: "Обязательно для работодателя, который видит только своих работников",
    }

    /// An employer registers somebody who does not work for it.
    employment_required() = "employmentRequired" {
        ro: "Este obligatoriu pentru un angajator, care înregistrează numai lucrătorii săi",
        en: "is required of an employer, which registers its own workers",
        ru: "Обязательно для работодателя, который регистрирует только своих работников",
    }

    /// Two records were merged.
    moved() = "workerMerged" {
        ro: "Două dosare ale acestei persoane au fost unite; citiți celălalt dosar",
        en: "two records of this person were merged; read the other one",
        ru: "Две записи об этом лице объединены; прочитайте другую",
    }

    /// The record is closed, and nothing is read of it.
    gone() = "workerGone" {
        ro: "Dosarul lucrătorului este închis",
        en: "the worker's record is closed",
        ru: "Запись о работнике закрыта",
    }

    /// Merged into itself.
    merged_into_itself() = "mergedIntoItself" {
        ro: "Alt lucrător decât cel al cărui dosar se unește",
        en: "expected another worker than the one that is merged",
        ru: "Другой работник, а не тот, чья запись присоединяется",
    }

    /// No merge to withdraw.
    not_merged() = "workerNotMerged" {
        ro: "Dosarul nu este unit cu alt dosar",
        en: "the record is not merged into another one",
        ru: "Запись не присоединена к другой",
    }

    /// A contest that is not there.
    hiring_not_contested() = "hiringNotContested" {
        ro: "Organizația dumneavoastră nu contestă această angajare",
        en: "your organisation does not contest this hiring",
        ru: "Ваша организация не оспаривает этот приём на работу",
    }

    /// A record that is open.
    not_closed() = "workerNotClosed" {
        ro: "Dosarul nu este închis: nu a fost sau închiderea a fost deja retrasă",
        en: "the record is not closed: it never was, or its closing was withdrawn before",
        ru: "Запись не закрыта: закрытия не было или оно уже отозвано",
    }

    /// A record that is closed because it goes on under another one.
    closed_by_merge(survivor: WorkerId) = "workerClosedByMerge" {
        ro: "Dosarul a fost unit cu {survivor} și nu închis; unirea se retrage prin merge-withdrawals",
        en: "the record was merged into {survivor} and not closed; a merge is withdrawn by merge-withdrawals",
        ru: "Запись присоединена к {survivor}, а не закрыта; объединение отзывается через merge-withdrawals",
    }

    /// The day from which the record is closed already.
    closing_unchanged(since: Day) = "closingUnchanged" {
        ro: "Altă zi decât {since}, din care dosarul este închis",
        en: "expected another day than {since}, from which the record is closed",
        ru: "Другой день, а не {since}, с которого запись закрыта",
    }

    /// A record that only the number of another one leads to.
    without_own_idnp() = "workerWithoutIdnp" {
        ro: "Dosarul nu are IDNP propriu; corectați mai întâi IDNP-ul lui",
        en: "the record has no IDNP of its own; correct its IDNP first",
        ru: "У записи нет своего IDNP; сначала исправьте её IDNP",
    }

    /// The number that the record has.
    idnp_unchanged() = "idnpUnchanged" {
        ro: "Alt IDNP decât cel pe care îl are dosarul",
        en: "expected another IDNP than the one that the record has",
        ru: "Другой IDNP, а не тот, который уже стоит в записи",
    }

    /// Changed while it was worked on.
    changed_meanwhile() = "workerChanged" {
        ro: "Dosarul lucrătorului s-a schimbat între timp",
        en: "the worker's record has changed meanwhile",
        ru: "Запись о работнике тем временем изменилась",
    }

    /// Closed while it was worked on.
    closed_meanwhile() = "workerClosedMeanwhile" {
        ro: "Dosarul unui lucrător a fost închis între timp",
        en: "a worker's record was closed meanwhile",
        ru: "Запись о работнике тем временем закрыта",
    }

    /// Put on the register while it was worked on.
    come_meanwhile() = "workerComeMeanwhile" {
        ro: "Un lucrător a fost înregistrat între timp",
        en: "a worker has come onto the register meanwhile",
        ru: "Работник тем временем внесён в реестр",
    }

    /// Somebody with this IDNP is there.
    idnp_taken() = "workerKnown" {
        ro: "În registru există deja un lucrător cu acest IDNP",
        en: "a worker with this IDNP is on the register",
        ru: "Работник с этим IDNP уже есть в реестре",
    }

    /// An employment that says the same is there.
    employment_known(employment: EmploymentId) = "employmentKnown" {
        ro: "Aceeași angajare (organizație, funcție, zile) este deja în registru: {employment}",
        en: "the same employment (organisation, post, days) is on the register: {employment}",
        ru: "Такая же запись о работе (организация, должность, дни) уже есть в реестре: {employment}",
    }

    /// A number and a name that do not go together.
    identity_to_confirm() = "identityToConfirm" {
        message {
            ro: "IDNP-ul și numele nu se potrivesc",
            en: "The IDNP and the name do not go together",
            ru: "IDNP и имя не соответствуют друг другу",
        }
        ro: "IDNP-ul și numele unei singure persoane, ca în actul de identitate; dacă acolo sunt tot așa, \
             registratorul le verifică",
        en: "expected the IDNP and the name of one person, as on the identity document; if they are the same \
             there, the registrar looks into it",
        ru: "IDNP и имя одного лица, как в удостоверении личности; если там так же, это проверит регистратор",
    }

    /// A text that is no person's name.
    name_unfit() = "nameUnfit" {
        message {
            ro: "Nu este numele unei persoane",
            en: "This is not a person's name",
            ru: "Это не имя человека",
        }
        ro: "Numele ca în actul de identitate: din litere, fără cifre și fără semne ca #, / sau @",
        en: "expected the name as on the identity document: of letters, without digits and without signs \
             such as #, / or @",
        ru: "Имя как в удостоверении личности: из букв, без цифр и без знаков вроде #, / или @",
    }

    /// A word of a name in letters of two alphabets.
    name_mixed() = "nameMixed" {
        message {
            ro: "Un cuvânt al numelui amestecă litere latine și chirilice, care arată la fel",
            en: "A word of the name mixes Latin and Cyrillic letters that look alike",
            ru: "В одном слове имени смешаны похожие латинские и кириллические буквы",
        }
        ro: "Cuvântul scris din nou, cu literele unui singur alfabet",
        en: "expected the word typed again, in the letters of one alphabet",
        ru: "Слово, набранное заново буквами одного алфавита",
    }

    /// Too many of these in a day.
    identities_refused(most: i32) = "identitiesRefused" {
        message {
            ro: "Persoana nu a fost căutată",
            en: "The person was not looked for",
            ru: "Поиск лица не выполнялся",
        }
        ro: "Încercați mâine sau adresați-vă registratorului: IDNP-ul și numele nu s-au potrivit de {most} \
             ori astăzi",
        en: "try tomorrow, or ask the registrar: the IDNP and the name did not go together {most} times \
             today",
        ru: "Попробуйте завтра или обратитесь к регистратору: IDNP и имя сегодня не соответствовали {most} \
             раз",
    }

    /// A hiring that was contested before.
    hiring_contested() = "hiringContested" {
        ro: "Angajarea a fost contestată anterior",
        en: "the hiring was contested before",
        ru: "Приём на работу уже оспорен",
    }

    /// A hiring that does not stand any more.
    hiring_withdrawn() = "hiringWithdrawn" {
        ro: "Angajarea a fost retrasă anterior",
        en: "the hiring was withdrawn before",
        ru: "Приём на работу уже отозван",
    }

    /// An absence of the same kind on the same days.
    absence_known() = "absenceKnown" {
        ro: "Aceeași absență (tip, zile) este deja în registru",
        en: "the same absence (kind, days) is on the register",
        ru: "Такое же отсутствие (вид, дни) уже есть в реестре",
    }

    /// An absence that is no longer believed.
    absence_withdrawn() = "absenceWithdrawn" {
        ro: "Absența a fost retrasă anterior",
        en: "the absence was withdrawn before",
        ru: "Отсутствие уже отозвано",
    }

    /// An employment that came at the same moment.
    employment_come_meanwhile() = "employmentComeMeanwhile" {
        ro: "Aceeași angajare a fost înregistrată între timp",
        en: "the same employment has come onto the register meanwhile",
        ru: "Такая же запись о работе тем временем внесена в реестр",
    }

    /// Another post at the same organisation goes on beside one that a file brings.
    employment_beside(post: &str, since: &str) = warning "employmentBeside" {
        message {
            ro: "În registru persoana are la această organizație și funcția {post}, din {since}",
            en: "On the register the person also holds the post {post} at this organisation, since {since}",
            ru: "В реестре у лица в этой организации есть и должность {post}, с {since}",
        }
        ro: "Dacă aceea a încetat: un rând al ei cu ultima zi («Angajat până la»), iar fișierul trimis \
             cu corectări (în linia de comandă --on-change correct, prin API onChange=correct)",
        en: "If that has ended: a row of it with its last day (\"Employed until\"), and the file sent with \
             corrections (on the command line --on-change correct, by the API onChange=correct)",
        ru: "Если та прекращена: её строка с последним днём («Работает до»), а файл отправлен с \
             исправлениями (в командной строке --on-change correct, через API onChange=correct)",
    }

    /// The former employment at the same organisation ends the day before the one that a file brings.
    employment_ends(post: &str, since: &str, until: &str) = warning "employmentEnds" {
        message {
            ro: "Funcția {post}, deținută din {since} la această organizație, se încheie la {until}",
            en: "The post {post}, held since {since} at this organisation, ends on {until}",
            ru: "Должность {post}, занимаемая с {since} в этой организации, заканчивается {until}",
        }
        ro: "Verificați că aceasta s-a intenționat; dacă persoana le are pe ambele, adăugați și rândul \
             aceleia, cu «fără termen» la «Angajat până la»",
        en: "Look whether that is what was meant; if the person holds both, add a row of that one as well, \
             with \"no last day\" under \"Employed until\"",
        ru: "Проверьте, что именно это имелось в виду; если лицо занимает обе, добавьте и строку той, \
             с «бессрочно» в «Работает до»",
    }

    /// A row would follow an employment that began later.
    employment_later(post: &str, since: &str) = "employmentLater" {
        message {
            ro: "În registru persoana are la această organizație funcția {post} abia din {since}; rândul \
                 nu îi urmează",
            en: "On the register the person holds the post {post} at this organisation only since {since}; \
                 the row does not follow it",
            ru: "В реестре у лица в этой организации должность {post} лишь с {since}; строка за ней \
                 не следует",
        }
        ro: "Ultima zi a acestei angajări, sau câte un rând pentru fiecare funcție deținută în același timp",
        en: "The last day of this employment, or a row for each post that is held at the same time",
        ru: "Последний день этой работы или по строке на каждую должность, занимаемую одновременно",
    }

    /// A row may follow any of several employments.
    employment_unclear() = "employmentUnclear" {
        message {
            ro: "În registru persoana are la această organizație mai multe funcții; nu reiese care a încetat",
            en: "On the register the person holds several posts here; nothing tells which of them ended",
            ru: "В реестре у лица в этой организации несколько должностей; неясно, какая прекращена",
        }
        ro: "Câte un rând pentru fiecare funcție care continuă, sau ultima zi a celei încheiate",
        en: "A row for each post that goes on, or the last day of the one that ended",
        ru: "По строке на каждую продолжающуюся должность или последний день прекращённой",
    }

    /// Another row of the file ends the employment that a row names or would follow.
    employment_ended(; about) = "employmentEnded" case "named" {
        message {
            ro: "Rândul {about} încheie deja angajarea de care ține acest rând",
            en: "Row {about} ends the employment that this row is about already",
            ru: "Строка {about} уже завершает работу, о которой эта строка",
        }
        ro: "Rândurile unei persoane unul după altul, în ordinea zilelor",
        en: "The rows of a person one after the other, in the order of their days",
        ru: "Строки одного лица подряд, в порядке дней",
    }

    /// Another row of the file ends the employment that a row would follow or change.
    employment_followed(; about) = "employmentEnded" case "followed" {
        message {
            ro: "Rândul {about} urmează aceleiași angajări, pe care și acest rând ar încheia-o",
            en: "Row {about} follows the same employment, which this row would end as well",
            ru: "Строка {about} следует за той же работой, которую завершила бы и эта строка",
        }
        ro: "Dacă o funcție urmează celeilalte: ultima zi a celei dintâi («Angajat până la»); dacă le are pe \
             ambele: și rândul angajării încheiate, cu ultima ei zi",
        en: "If one post follows the other: the last day of the first (\"Employed until\"); if both are \
             held: a row of the employment that ended as well, with its last day",
        ru: "Если одна должность следует за другой: последний день первой («Работает до»); если занимает \
             обе: и строка прекращённой работы с её последним днём",
    }

    /// The same post at the same organisation on common days.
    employment_twice(post: &str, since: &str) = "employmentTwice" {
        message {
            ro: "Aceeași funcție {post} este deținută la această organizație și din {since}, în zile comune",
            en: "The same post {post} at this organisation is held since {since} as well, on common days",
            ru: "Та же должность {post} в этой организации занята и с {since}, в общие дни",
        }
        ro: "Ultima zi a angajării dintâi («Angajat până la»), sau numai rândul potrivit",
        en: "The last day of the first employment (\"Employed until\"), or only the row that is right",
        ru: "Последний день первой работы («Работает до») или только верная строка",
    }

    /// The first day of an employment becomes a later one of the same month.
    employment_moved(post: &str, since: &str) = warning "employmentMoved" {
        message {
            ro: "Prima zi a funcției {post} a fost {since}; se corectează, nu este o angajare nouă",
            en: "The first day of the post {post} was {since}; it is corrected, and no new employment begins",
            ru: "Первым днём должности {post} было {since}; он исправляется, новая работа не начинается",
        }
        ro: "Dacă este o angajare nouă: și rândul celei dinainte, cu ultima ei zi («Angajat până la»)",
        en: "If it is a new employment: a row of the former one as well, with its last day (\"Employed \
             until\")",
        ru: "Если это новая работа: и строка прежней с её последним днём («Работает до»)",
    }

    /// A post that is nearly one that is known.
    post_near(known: &str) = warning "postNear" {
        message {
            ro: "Funcția este aproape ca {known}, dar nu aceeași",
            en: "The post is nearly {known}, and not the same",
            ru: "Должность почти как {known}, но не она",
        }
        ro: "Dacă este o greșeală de scriere: {known}; altfel nimic, orice cod poate fi o funcție",
        en: "If it was mistyped: {known}; otherwise nothing, any code may be a post",
        ru: "Если это опечатка: {known}; иначе ничего, должностью может быть любой код",
    }

    /// A list that was downloaded before a colleague corrected the name.
    list_outdated() = "listOutdated" {
        message {
            ro: "Fișa a fost schimbată după ce lista a fost descărcată, iar rândul îi dă alt nume decât cel \
                 de acum",
            en: "The record was changed since the list was downloaded, and the row says another name than it \
                 has now",
            ru: "Запись изменена после того, как список был скачан, а в строке другое имя, чем в ней сейчас",
        }
        ro: "Lista descărcată din nou, cu schimbările făcute în ea; dacă numele din rând este totuși cel \
             bun, celula versiunii goală",
        en: "The list downloaded once more, and the changes made in that; if the name of the row is right \
             all the same, the cell of the version empty",
        ru: "Список, скачанный заново, с изменениями в нём; если имя в строке всё же верное, пустая ячейка \
             версии",
    }

    /// An empty cell that leaves the last day as it is.
    last_day_stays(until: &str) = warning "lastDayStays" {
        message {
            ro: "Ultima zi din registru, {until}, rămâne: celula goală nu spune nimic despre ea",
            en: "The last day on the register, {until}, stays: an empty cell says nothing of it",
            ru: "Последний день из реестра, {until}, остаётся: пустая ячейка ничего о нём не говорит",
        }
        ro: "Dacă nu mai are o ultimă zi: «fără termen» în celulă",
        en: "If it has no last day any more: \"no last day\" in the cell",
        ru: "Если последнего дня больше нет: «бессрочно» в ячейке",
    }

    /// An id that a row of a file gives to an employment which the register does not have so.
    employment_unknown() = "employmentUnknown" {
        message {
            ro: "Angajarea cu acest ID nu este în registru la această persoană, sau a fost corectată \
                 între timp",
            en: "The register has no employment of this person under this id, or it was corrected meanwhile",
            ru: "Записи о работе с этим ID у этого лица в реестре нет, или она тем временем исправлена",
        }
        ro: "Lista descărcată din nou; pentru o angajare nouă celula rămâne goală",
        en: "The list downloaded once more; for a new employment the cell stays empty",
        ru: "Список, скачанный заново; для новой работы ячейка остаётся пустой",
    }

    /// An employment that is no longer believed.
    employment_withdrawn() = "employmentWithdrawn" {
        ro: "Angajarea a fost retrasă anterior",
        en: "the employment was withdrawn before",
        ru: "Запись о работе уже отозвана",
    }
}
