//! Faults of a file, and of a row beside the register and other rows.

use crate::values::{FaultCode, faults};
use crate::{completions, organisations, programmes, qualifications, supervision, tables, values, workers};

/// Everything that can be wrong about a row.
#[must_use]
pub fn of_rows() -> [&'static [FaultCode]; 9] {
    [
        tables::FAULTS,
        FAULTS,
        values::faults::FAULTS,
        organisations::faults::FAULTS,
        programmes::faults::FAULTS,
        workers::faults::FAULTS,
        completions::faults::FAULTS,
        supervision::faults::FAULTS,
        qualifications::faults::FAULTS,
    ]
}

faults! {
    /// A list of objects is not given back.
    not_given_back() = "fileNotGivenBack" {
        ro: "Numai CSV și XLSX se restituie cu rezultatele; acest fișier a fost JSON: citiți rândurile \
             lotului",
        en: "only CSV and XLSX are given back with their outcomes; this file was JSON: read the batch's rows",
        ru: "С итогами возвращаются только CSV и XLSX; этот файл был JSON: читайте строки пакета",
    }

    /// It is worked on.
    worked_on() = "batchWorkedOn" {
        ro: "Lotul se prelucrează încă; reveniți când starea sa este completed sau failed",
        en: "the batch is still worked on; ask again when its status is completed or failed",
        ru: "Пакет ещё обрабатывается; вернитесь, когда его состояние станет completed или failed",
    }

    /// It is deleted.
    forgotten() = "fileForgotten" {
        ro: "Fișierul a fost păstrat 30 de zile și este șters; rândurile lotului se păstrează",
        en: "the file was kept for 30 days and is deleted; the batch's rows are still there",
        ru: "Файл хранился 30 дней и удалён; строки пакета остались",
    }

    /// It did not arrive.
    late() = "fileLate" {
        ro: "Fiecare megaoctet al corpului trebuie să sosească în 30 de secunde",
        en: "each megabyte of the body must arrive within 30 seconds",
        ru: "Каждый мегабайт тела должен поступить за 30 секунд",
    }

    /// It ended too early.
    broke_off() = "fileBrokeOff" {
        ro: "Corpul s-a întrerupt înainte de sfârșit; nu s-a păstrat nimic",
        en: "the body broke off before its end; nothing of it was kept",
        ru: "Тело оборвалось до конца; ничего из него не сохранено",
    }

    /// It is too large.
    too_large() = "fileTooLarge" {
        ro: "Fișierul poate avea cel mult 64 MB (67108864 de octeți) și 100000 de rânduri; trimiteți-l pe \
             părți",
        en: "the file may have at most 64 MB (67108864 bytes) and 100000 rows; send it in parts",
        ru: "Файл может иметь не более 64 МБ (67108864 байт) и 100000 строк; отправьте его частями",
    }

    /// It could not be read again.
    unread_again() = "fileUnreadAgain" {
        ro: "Fișierul nu a putut fi citit din nou; trimiteți-l încă o dată",
        en: "the file could not be read again; send it once more",
        ru: "Файл не удалось прочитать снова; отправьте его ещё раз",
    }

    /// It cannot be read now.
    unread() = "fileUnread" {
        ro: "Fișierul nu poate fi citit acum; încercați din nou",
        en: "the file cannot be read now; try again",
        ru: "Файл сейчас не читается; попробуйте снова",
    }

    /// The file of a batch cannot be read.
    batch_unread() = "batchFileUnread" {
        ro: "Fișierul unui lot nu poate fi citit",
        en: "the file of a batch cannot be read",
        ru: "Файл пакета не читается",
    }

    /// Some of its rows have faults, and it was to be taken whole or not at all.
    rows_faulty(rejected: i32, total: i32) = "rowsFaulty" {
        ro: "Rânduri cu greșeli: {rejected} din {total}, deci nimic nu a fost înregistrat: îndreptați \
             rândurile cu rezultatul rejected sau trimiteți fișierul cu atomicity=row",
        en: "{rejected} of {total} rows have faults, so nothing was put on the register: mend the rows with \
             the outcome rejected, or send the file with atomicity=row",
        ru: "Строк с ошибками: {rejected} из {total}, поэтому в реестр ничего не внесено: исправьте строки с \
             итогом rejected или отправьте файл с atomicity=row",
    }

    /// Others changed what it is about, too often.
    contested() = "fileContested" {
        ro: "Datele din fișier au fost schimbate mereu de alții în timpul prelucrării, deci nimic nu a fost \
             înregistrat: trimiteți-l din nou sau cu atomicity=row",
        en: "what the file is about was changed by others again and again while it was worked on, so nothing \
             was put on the register: send it again, or with atomicity=row",
        ru: "То, о чём файл, другие снова и снова меняли во время обработки, поэтому в реестр ничего не \
             внесено: отправьте его ещё раз или с atomicity=row",
    }

    /// The client that sent it may do nothing any more.
    sender_revoked() = "senderRevoked" {
        ro: "Clientul care l-a trimis a fost revocat",
        en: "the client that sent it was revoked",
        ru: "Клиент, отправивший файл, отозван",
    }

    /// It cannot be written now.
    unwritten() = "fileUnwritten" {
        ro: "Registrul de lucru nu poate fi scris acum; încercați din nou",
        en: "the workbook cannot be written now; try again",
        ru: "Книгу сейчас нельзя записать; попробуйте снова",
    }

    /// The id and the IDNP are of two people.
    worker_contradicts() = "workerContradicts" {
        message {
            ro: "Identificatorul și IDNP-ul sunt ale unor persoane diferite",
            en: "The id and the IDNP are of two people",
            ru: "Идентификатор и IDNP принадлежат разным лицам",
        }
        ro: "Identificatorul și IDNP-ul aceleiași persoane, sau numai unul dintre ele",
        en: "The id and the IDNP of one person, or only one of the two",
        ru: "Идентификатор и IDNP одного лица либо только одно из двух",
    }

    /// The names of the row are of somebody else than its numbers.
    name_differs() = "nameDiffers" case "row" {
        message {
            ro: "Numele din rând nu este al persoanei cu acest IDNP",
            en: "The name in the row is not that of the person with this IDNP",
            ru: "Имя в строке не принадлежит лицу с этим IDNP",
        }
        ro: "IDNP-ul și numele aceleiași persoane, ca în actul de identitate; verificați dacă o coloană nu \
             s-a deplasat",
        en: "The IDNP and the name of one person, as on the identity document; look whether a column was \
             moved",
        ru: "IDNP и имя одного лица, как в удостоверении личности; проверьте, не сдвинут ли столбец",
    }

    /// The register has the names in another alphabet.
    names_in_other_letters() = "nameDiffers" case "alphabet" {
        message {
            ro: "În registru numele acestei persoane este scris cu alt alfabet",
            en: "On the register the name of this person is written in another alphabet",
            ru: "В реестре имя этого лица записано другим алфавитом",
        }
        ro: "Numele ca în registru; dacă trebuie scris altfel, îl schimbă registratorul",
        en: "The name as on the register; if it is to be written otherwise, the registrar changes it",
        ru: "Имя, как в реестре; если его нужно писать иначе, его меняет регистратор",
    }

    /// The family name stands where the given name should, and the given name where that should.
    names_swapped() = "nameDiffers" case "swapped" {
        message {
            ro: "Numele și prenumele par inversate față de registru",
            en: "Family name and given name look swapped, beside the register",
            ru: "Фамилия и имя, похоже, переставлены по сравнению с реестром",
        }
        ro: "Numele de familie sub «Nume», prenumele sub «Prenume»; verificați titlurile coloanelor",
        en: "The family name under \"Family name\", the given name under \"Given name\"; look at the titles \
             of the columns",
        ru: "Фамилия в столбце «Фамилия», имя в столбце «Имя»; проверьте заголовки столбцов",
    }

    /// Both names of the row are others than the person's.
    names_of_another() = "nameDiffers" case "another" {
        message {
            ro: "Și numele, și prenumele sunt altele decât în registru la acest IDNP; probabil IDNP-ul este \
                 al altei persoane",
            en: "Family name and given name are both others than on the register under this IDNP; the IDNP \
                 is probably another person's",
            ru: "И фамилия, и имя не те, что в реестре под этим IDNP; вероятно, IDNP принадлежит другому \
                 лицу",
        }
        ro: "IDNP-ul persoanei din rând, ca în actul de identitate; dacă ambele nume s-au schimbat, \
             le schimbă registratorul",
        en: "The IDNP of the person in the row, as on the identity document; if both names did change, the \
             registrar changes them",
        ru: "IDNP лица из строки, как в удостоверении личности; если изменились оба имени, их меняет \
             регистратор",
    }

    /// The names of the row are in another alphabet than those on the register.
    name_uncompared() = warning "nameUncompared" {
        message {
            ro: "Numele este scris cu alte litere decât în registru și nu a fost comparat",
            en: "The name is in other letters than on the register, and was not compared",
            ru: "Имя записано не теми буквами, что в реестре, и не сверено",
        }
        ro: "Verificați că IDNP-ul este al acestei persoane",
        en: "Look whether the IDNP is this person's",
        ru: "Проверьте, что IDNP принадлежит этому лицу",
    }

    /// The last day of an employment before its first.
    employment_ends_early() = "endsBeforeItBegins" case "employment" {
        message {
            ro: "Ultima zi de angajare este înaintea primei",
            en: "The last day of the employment is before its first",
            ru: "Последний день работы раньше первого",
        }
        ro: "O zi nu mai devreme de cea din «Angajat din»",
        en: "A day not before the one under \"Employed from\"",
        ru: "День не раньше указанного в «Работает с»",
    }

    /// The last day of an award before its first.
    award_ends_early() = "endsBeforeItBegins" case "award" {
        message {
            ro: "Ultima zi a gradului este înaintea primei",
            en: "The last day of the award is before its first",
            ru: "Последний день степени раньше первого",
        }
        ro: "O zi nu mai devreme de cea din «Valabil din»",
        en: "A day not before the one under \"Valid from\"",
        ru: "День не раньше указанного в «Действует с»",
    }

    /// Another row of the file has the reference, and says something else.
    reference_twice(; about) = "referenceTwice" case "reference" {
        message {
            ro: "Rândul {about} are aceeași referință și spune altceva",
            en: "Row {about} has the same reference and says something else",
            ru: "В строке {about} та же ссылка, но другие данные",
        }
        ro: "O referință proprie pentru fiecare fapt",
        en: "A reference of its own for each fact",
        ru: "Своя ссылка для каждого факта",
    }

    /// Another row of the file is about the same person and job, and says another name or last day.
    job_twice(; about) = "referenceTwice" case "job" {
        message {
            ro: "Rândul {about} are același IDNP și aceeași angajare, dar alt nume sau altă ultimă zi",
            en: "Row {about} has the same IDNP and the same job, and another name or last day",
            ru: "В строке {about} тот же IDNP и та же работа, но другое имя или последний день",
        }
        ro: "Un singur rând pentru fiecare angajare; a doua angajare are altă organizație, funcție sau primă \
             zi",
        en: "One row for each job; a second job has another employer, post or first day",
        ru: "Одна строка на каждую работу; у второй работы другой работодатель, должность или первый день",
    }

    /// Another row of the file names the same employment on the register by its id.
    employment_id_twice(; about) = "referenceTwice" case "employmentId" {
        message {
            ro: "Rândul {about} are același ID de angajare",
            en: "Row {about} has the same employment id",
            ru: "В строке {about} тот же ID записи о работе",
        }
        ro: "Fiecare angajare din registru într-un singur rând; la o angajare nouă ID-ul rămâne gol",
        en: "Each employment on the register in one row; of a new one the id stays empty",
        ru: "Каждая запись реестра в одной строке; у новой работы ID остаётся пустым",
    }

    /// Another row of the file calls the same person otherwise.
    names_twice(; about) = "referenceTwice" case "names" {
        message {
            ro: "Rândul {about} dă persoanei cu acest IDNP alt nume",
            en: "Row {about} calls the person with this IDNP by another name",
            ru: "В строке {about} лицо с этим IDNP названо иначе",
        }
        ro: "Același nume în toate rândurile unei persoane; verificați și IDNP-ul",
        en: "The same name in all rows of a person; look at the IDNP as well",
        ru: "Одно и то же имя во всех строках лица; проверьте и IDNP",
    }

    /// Another row of the file says another last day of the same job.
    last_day_twice(; about) = "referenceTwice" case "lastDay" {
        message {
            ro: "Rândul {about} are aceeași angajare cu altă ultimă zi",
            en: "Row {about} has the same job with another last day",
            ru: "В строке {about} та же работа с другим последним днём",
        }
        ro: "Un singur rând pentru fiecare angajare, cu ultima ei zi",
        en: "One row for each job, with its last day",
        ru: "Одна строка на каждую работу, с её последним днём",
    }

    /// Another row of the file says the same.
    row_twice(; about) = warning "rowTwice" {
        message {
            ro: "Rândul {about} spune același lucru",
            en: "Row {about} says the same",
            ru: "Строка {about} содержит то же самое",
        }
        ro: "Fiecare fapt o singură dată; rândul nu a fost preluat a doua oară",
        en: "Each fact once; the row was not taken a second time",
        ru: "Каждый факт один раз; строка не принята повторно",
    }

    /// The same fact is on the register under another reference, or the worker is and out of the caller's
    /// reach.
    fact_known(; about) = warning "factKnown" {
        message {
            ro: "⟨Persoana este deja în registru și nu vă este accesibilă⟩⟦Același fapt este deja în \
                 registru, sub altă referință sau al altei organizații⟧",
            en: "⟨The person is on the register already, and not within your reach⟩⟦The same fact is on the \
                 register already, under another reference or of another organisation⟧",
            ru: "⟨Лицо уже есть в реестре, но вам недоступно⟩⟦Тот же факт уже есть в реестре, под другой \
                 ссылкой или другой организации⟧",
        }
        ro: "⟨Locul de muncă al persoanei se înregistrează prin {about}⟩⟦Fiecare fapt o singură dată; nu \
             este \
             nimic de făcut⟧",
        en: "⟨Where the person works is recorded by {about}⟩⟦Each fact once; there is nothing to do⟧",
        ru: "⟨Место работы лица вносится через {about}⟩⟦Каждый факт один раз; ничего делать не нужно⟧",
    }

    /// It is on the register and differs, and the caller did not ask for corrections.
    differs(; about) = "differs" {
        message {
            ro: "Registrul are ⟨despre această persoană⟩⟦sub această referință⟧ alte date",
            en: "The register has other data ⟨of this person⟩⟦under this reference⟧",
            ru: "⟨Об этом лице⟩⟦Под этой ссылкой⟧ в реестре другие данные",
        }
        ro: "Aceleași date, ⟨{about} al persoanei potrivite⟩⟦o referință nouă, «corectează» în coloana \
             «Acțiune» a acestui rând⟧, sau fișierul trimis cu corectări (în linia de comandă --on-change \
             correct, prin API onChange=correct)",
        en: "The same data, ⟨the {about} of the right person⟩⟦a new reference, \"correct\" in the column \
             \"Action\" of this row⟧, or the file sent with corrections (on the command line --on-change \
             correct, by the API onChange=correct)",
        ru: "Те же данные, ⟨{about} нужного лица⟩⟦новая ссылка, «исправить» в столбце «Действие» этой \
             строки⟧ либо файл, отправленный с исправлениями (в командной строке --on-change correct, через \
             API onChange=correct)",
    }

    /// Others changed what the row is about again and again while it was worked on.
    changing_meanwhile() = "changingMeanwhile" {
        message {
            ro: "Alții au modificat între timp, de mai multe ori, ceea ce privește rândul",
            en: "What the row is about was changed by others again and again meanwhile",
            ru: "То, чего касается строка, тем временем не раз меняли другие",
        }
        ro: "Același rând, trimis din nou",
        en: "The same row, sent again",
        ru: "Та же строка, отправленная снова",
    }

    /// It is on the register and differs in what a file cannot correct.
    cannot_correct() = "cannotCorrect" case "fact" {
        message {
            ro: "Registrul are alte date, pe care un fișier nu le corectează",
            en: "The register has other data, which a file does not correct",
            ru: "В реестре другие данные, которые файлом не исправляются",
        }
        ro: "Aceleași date ca în registru; pentru a le schimba: un rând cu aceeași referință și «anulează» \
             în coloana «Acțiune», apoi faptul înregistrat din nou sub altă referință",
        en: "The same data as on the register; to change them: a row with the same reference and \"void\" in \
             the column \"Action\", and the fact recorded anew under another reference",
        ru: "Те же данные, что в реестре; чтобы изменить их: строка с той же ссылкой и «аннулировать» в \
             столбце «Действие», затем факт внесён заново под другой ссылкой",
    }

    /// A name that the client of the file does not change.
    name_kept() = "cannotCorrect" case "name" {
        message {
            ro: "Registrul are alt nume, pe care acest client nu îl schimbă",
            en: "The register has another name, which this client does not change",
            ru: "В реестре другое имя, которое этот клиент не меняет",
        }
        ro: "Numele ca în registru; dacă s-a schimbat, îl corectează angajatorul persoanei sau registratorul",
        en: "The name as on the register; if it did change, the person's employer or the registrar corrects \
             it",
        ru: "Имя, как в реестре; если оно изменилось, его исправляет работодатель лица или регистратор",
    }

    /// A reference that stands for another fact: lists that count from 1 each month say the same references
    /// of different facts.
    reference_of_another() = "referenceOfAnother" {
        message {
            ro: "Referința este a altui fapt",
            en: "The reference is another fact's",
            ru: "Ссылка принадлежит другому факту",
        }
        ro: "Referința proprie a acestui rând; dacă faptul din registru este greșit, anulați-l",
        en: "A reference of this row's own; if the fact on the register is wrong, void it",
        ru: "Собственная ссылка этой строки; если факт в реестре ошибочен, аннулируйте его",
    }

    /// A row that voids, and is about something else than what has its reference.
    voids_another() = "voidsAnother" {
        message {
            ro: "Rândul spune altceva decât faptul pe care l-ar anula",
            en: "The row says something else than the fact that it would void",
            ru: "В строке сказано не то, что в факте, который она аннулировала бы",
        }
        ro: "Referința faptului greșit; comparați rândul cu faptul, sau lăsați doar referința",
        en: "The reference of the fact that is wrong; compare the row with it, or leave the reference alone",
        ru: "Ссылка ошибочного факта; сверьте строку с ним или оставьте только ссылку",
    }

    /// The same fact under the same reference was voided.
    voided(reason: &str) = "factVoided" {
        message {
            ro: "Acest fapt a fost anulat: {reason}",
            en: "This fact was voided: {reason}",
            ru: "Этот факт был аннулирован: {reason}",
        }
        ro: "Fără acest rând; dacă faptul este totuși adevărat, fișierul trimis cu corectări (în linia de \
             comandă --on-change correct, prin API onChange=correct)",
        en: "The file without this row; if the fact is true after all, the file sent with corrections (on \
             the command line --on-change correct, by the API onChange=correct)",
        ru: "Файл без этой строки; если факт всё же верен, файл, отправленный с исправлениями (в командной \
             строке --on-change correct, через API onChange=correct)",
    }

    /// Nothing with this reference is on the register.
    reference_unknown() = "referenceUnknown" {
        message {
            ro: "În registru nu este nimic cu această referință",
            en: "Nothing with this reference is on the register",
            ru: "В реестре ничего нет с этой ссылкой",
        }
        ro: "Referința unui fapt înregistrat de aceeași organizație",
        en: "The reference of a fact that the same organisation recorded",
        ru: "Ссылка на факт, внесённый той же организацией",
    }

    /// It is corrected.
    corrects(before: Option<String>, after: Option<String>) = warning "corrects" {
        message {
            ro: "Datele din registru se corectează⟨: {before~} → {after~}⟩",
            en: "The data on the register are corrected⟨: {before~} → {after~}⟩",
            ru: "Данные в реестре исправляются⟨: {before~} → {after~}⟩",
        }
        ro: "Verificați că aceasta s-a intenționat",
        en: "Look whether that is what was meant",
        ru: "Проверьте, что именно это имелось в виду",
    }
}
