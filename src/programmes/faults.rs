//! Faults of a programme of the catalogue.

use crate::values::{Day, faults};

faults! {
    /// Neither the last day to finish it nor the first one after that.
    last_day_missing() = "lastDayMissing" {
        ro: "Ultima zi în care se poate absolvi (lastCompletionOn), sau ziua de după ea (retiredFrom)",
        en: "expected the last day to finish it (lastCompletionOn), or the day after that (retiredFrom)",
        ru: "Последний день завершения (lastCompletionOn) или день после него (retiredFrom)",
    }

    /// None that is approved.
    unknown() = "programmeUnknown" {
        message {
            ro: "Programul nu există în catalog",
            en: "The programme is not in the catalogue",
            ru: "Программы нет в каталоге",
        }
        ro: "Un program aprobat din catalog",
        en: "expected an approved programme of the catalogue",
        ru: "Утверждённая программа из каталога",
    }

    /// Found by its title.
    by_title(code: &str) = warning "programmeByTitle" {
        message {
            ro: "Programul s-a găsit după denumire: {code}",
            en: "The programme was found by its title: {code}",
            ru: "Программа найдена по названию: {code}",
        }
        ro: "Verificați codul; scris în coloana Cod program, nu se mai caută",
        en: "Look whether the code is right; written into the column Programme code, it is not looked for",
        ru: "Проверьте код; если указать его в столбце «Код программы», поиск не нужен",
    }

    /// A title to confirm, which is that of another programme in the catalogue itself.
    title_of_catalogue(code: &str) = "titleOfAnother" {
        message {
            ro: "În catalog aceasta este denumirea programului {code}",
            en: "In the catalogue this is the title of the programme {code}",
            ru: "В каталоге так называется программа {code}",
        }
        ro: "O denumire pe care nu o are alt program; în fișiere, codul programului",
        en: "expected a title that no other programme has; in files, the code of the programme",
        ru: "Название, которого нет у другой программы; в файлах — код программы",
    }

    /// A code, and a title that is that of another one.
    title_of_another(code: &str, other: &str) = "programmeContradicts" {
        message {
            ro: "Denumirea este a programului {other}, iar codul este {code}",
            en: "The title is that of the programme {other}, and the code is {code}",
            ru: "Название принадлежит программе {other}, а код — {code}",
        }
        ro: "Codul și denumirea aceluiași program; verificați dacă o coloană nu s-a deplasat",
        en: "The code and the title of one programme; look whether a column was moved",
        ru: "Код и название одной программы; проверьте, не сдвинут ли столбец",
    }

    /// A code, and a title that no programme has.
    title_differs(code: &str, title: &str) = warning "programmeTitleDiffers" {
        message {
            ro: "În catalog programul {code} are altă denumire: {title}",
            en: "In the catalogue the programme {code} has another title: {title}",
            ru: "В каталоге у программы {code} другое название: {title}",
        }
        ro: "Verificați codul; s-a preluat programul cu acest cod",
        en: "Look whether the code is right; the programme with this code was taken",
        ru: "Проверьте код; принята программа с этим кодом",
    }

    /// Several have the title.
    title_of_several(codes: &str) = "programmeTitleUnclear" case "several" {
        message {
            ro: "Mai multe programe au această denumire",
            en: "Several programmes have this title",
            ru: "Это название у нескольких программ",
        }
        ro: "Codul unuia dintre ele: {codes}",
        en: "the code of one of them: {codes}",
        ru: "Код одной из них: {codes}",
    }

    /// None has the title, and some have one that is like it.
    title_near(codes: &str) = "programmeTitleUnclear" case "near" {
        message {
            ro: "Niciun program nu are exact această denumire",
            en: "No programme has exactly this title",
            ru: "Ни у одной программы нет в точности такого названия",
        }
        ro: "Codul programului; apropiate după denumire: {codes}",
        en: "the code of the programme; near by their titles: {codes}",
        ru: "Код программы; близкие по названию: {codes}",
    }

    /// A title of signs alone.
    title_bare() = "titleBare" {
        ro: "O denumire cu litere sau cifre", en: "expected a title with letters or digits",
        ru: "Название с буквами или цифрами",
    }

    /// An organisation has confirmed as many titles as it may.
    too_many_aliases(most: i32) = "tooManyAliases" {
        ro: "Cel mult {most} de denumiri confirmate de o organizație",
        en: "expected at most {most} titles confirmed by one organisation",
        ru: "Не более {most} названий, подтверждённых одной организацией",
    }

    /// The same title was confirmed at the same moment.
    alias_come_meanwhile() = "aliasComeMeanwhile" {
        ro: "Aceeași denumire a fost confirmată între timp",
        en: "the same title was confirmed meanwhile",
        ru: "То же название тем временем подтверждено",
    }

    /// A draft.
    draft() = "programmeNotTaught" case "draft" {
        message {
            ro: "La acea dată programul nu se preda",
            en: "The programme was not taught on that day",
            ru: "В этот день программа не преподавалась",
        }
        ro: "Un program aprobat; acesta este un proiect",
        en: "expected an approved programme; this one is a draft",
        ru: "Утверждённая программа; эта является проектом",
    }

    /// Not approved yet on that day.
    not_yet_taught(approved: Day) = "programmeNotTaught" case "notYet" {
        message {
            ro: "La acea dată programul nu se preda",
            en: "The programme was not taught on that day",
            ru: "В этот день программа не преподавалась",
        }
        ro: "Un program aprobat la acea dată; acesta este aprobat din {approved}",
        en: "expected a programme approved on that day; this one is approved from {approved}",
        ru: "Программа, утверждённая на этот день; эта утверждена с {approved}",
    }

    /// Retired by that day.
    no_longer_taught(retired: Day) = "programmeNotTaught" case "noLonger" {
        message {
            ro: "La acea dată programul nu se preda",
            en: "The programme was not taught on that day",
            ru: "В этот день программа не преподавалась",
        }
        ro: "Un program aprobat la acea dată; acesta este retras din {retired}",
        en: "expected a programme approved on that day; this one is retired from {retired}",
        ru: "Программа, утверждённая на этот день; эта отменена с {retired}",
    }

    /// Begun after the last day to begin it.
    no_longer_begun(last: Day) = "programmeNotBegun" {
        message {
            ro: "La acea dată programul nu se mai începea",
            en: "The programme could not be begun on that day any more",
            ru: "В этот день программу уже нельзя было начать",
        }
        ro: "O zi până la {last}, ultima în care programul a putut fi început",
        en: "expected a day until {last}, the last one to begin the programme",
        ru: "День не позднее {last}, последнего для начала программы",
    }

    /// Retired before it began.
    retired_before_approved(approved: Day) = "retiredBeforeApproved" {
        ro: "O zi după {approved}, de când programul este aprobat",
        en: "expected a day after {approved}, from which the programme is approved",
        ru: "День после {approved}, с которого программа утверждена",
    }

    /// Its last day lies before its first.
    ends_before_approved(approved: Day) = "endsBeforeApproved" {
        ro: "O zi de la {approved}, de când programul este aprobat",
        en: "expected a day from {approved} on, from which the programme is approved",
        ru: "День не раньше {approved}, с которого программа утверждена",
    }

    /// The two days that say when it ends do not agree.
    retirement_contradicts(after: Day) = "retirementContradicts" {
        ro: "Ziua de după lastCompletionOn: {after}",
        en: "expected the day after lastCompletionOn: {after}",
        ru: "День после lastCompletionOn: {after}",
    }

    /// Begun when it can no longer be finished.
    starts_after_last_completion(last: Day) = "startsAfterLastCompletion" {
        ro: "O zi până la {last}, ultima în care programul poate fi absolvit",
        en: "expected a day until {last}, the last on which the programme can be completed",
        ru: "День не позже {last}, последнего, когда программу можно завершить",
    }

    /// Not retired.
    only_retired_corrected(status: &str) = "programmeNotRetired" {
        ro: "Numai retragerea unui program retras poate fi corectată; starea acestui program: {status~}",
        en: "only the retirement of a retired programme is corrected; this one is {status~}",
        ru: "Исправить можно только отмену отменённой программы; состояние этой программы: {status~}",
    }

    /// The approval of a draft.
    only_approved_corrected() = "programmeNotYetApproved" {
        ro: "Acest program este un proiect: nu are aprobare de corectat",
        en: "this programme is a draft: it has no approval to correct",
        ru: "Эта программа — проект: утверждения, которое можно исправить, нет",
    }

    /// Approved from a day after its last one to begin.
    approved_after_its_end(last: Day) = "approvedAfterItsEnd" {
        ro: "O zi până la {last}, ultima în care programul poate fi început",
        en: "expected a day up to {last}, the last one to begin the programme",
        ru: "День не позже {last}, последнего для начала программы",
    }

    /// No draft any more.
    only_draft_approved(status: &str) = "programmeNotDraft" case "approve" {
        ro: "Numai un proiect poate fi aprobat; starea acestui program: {status~}",
        en: "only a draft can be approved; this one is {status~}",
        ru: "Утвердить можно только проект; состояние этой программы: {status~}",
    }

    /// Not approved.
    only_approved_retired(status: &str) = "programmeNotApproved" {
        ro: "Numai un program aprobat poate fi retras; starea acestui program: {status~}",
        en: "only an approved programme can be retired; this one is {status~}",
        ru: "Отменить можно только утверждённую программу; состояние этой программы: {status~}",
    }

    /// Changed after its approval.
    only_draft_edited(status: &str) = "programmeNotDraft" case "edit" {
        ro: "Numai un proiect poate fi modificat; starea acestui program: {status~}",
        en: "only a draft can be edited; this one is {status~}",
        ru: "Изменить можно только проект; состояние этой программы: {status~}",
    }

    /// One with this code is there.
    code_taken() = "programmeKnown" {
        ro: "În catalog există deja un program cu acest cod",
        en: "a programme with this code is in the catalogue",
        ru: "Программа с этим кодом уже есть в каталоге",
    }

    /// An owner that is not the caller's organisation.
    owner_not_own() = "ownerNotOwn" {
        ro: "Propria organizație; nu completați câmpul",
        en: "expected your own organisation; leave it out",
        ru: "Ваша собственная организация; не заполняйте поле",
    }

    /// It takes the place of none that was approved.
    superseded_unknown() = "supersededUnknown" {
        ro: "Identificatorul altui program, aprobat sau retras",
        en: "expected the id of another programme that is approved or retired",
        ru: "Идентификатор другой программы, утверждённой или отменённой",
    }

    /// Equivalent to none.
    superseded_missing() = "supersededMissing" {
        ro: "Și supersedesId, programul cu care acesta este echivalent",
        en: "expected supersedesId as well, the programme that this one is equivalent to",
        ru: "Также supersedesId, программа, которой эта равнозначна",
    }
}
