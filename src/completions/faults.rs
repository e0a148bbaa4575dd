//! Faults of a completion.

use crate::values::{Day, faults};

faults! {
    /// One with this reference is there.
    reference_taken() = "completionReferenceKnown" {
        ro: "În registru există deja o absolvire cu această referință a acestui prestator",
        en: "a completion with this reference of this provider is on the register",
        ru: "Запись о завершении с этой ссылкой этого поставщика уже есть в реестре",
    }

    /// The same fact is there.
    known() = "completionKnown" {
        ro: "Registrul are deja absolvirea acestui program de către acest lucrător în această zi",
        en: "the register already has this worker's completion of this programme on this day",
        ru: "В реестре уже есть завершение этой программы этим работником в этот день",
    }

    /// Something else is known of the same worker, programme and day.
    fact_differs(fields: &str, has: &str, reference: &str) = "factDiffers" case "known" {
        message {
            ro: "Registrul are alte date despre absolvirea acestui program de către acest lucrător în \
                 această zi ({fields~}: {has~}; referința {reference})",
            en: "the register says something else of this worker's completion of this programme on this day \
                 ({fields~}: {has~}; reference {reference})",
            ru: "В реестре другие данные о завершении этой программы этим работником в этот день \
                 ({fields~}: {has~}; номер {reference})",
        }
        ro: "Un modul sau o reexaminare are partea sa (Parte); dacă greșește registrul: o corectare a acelei \
             absolviri, sau fișierul trimis cu corectări (în linia de comandă --on-change correct, prin API \
             onChange=correct)",
        en: "A module or a resit has a part of its own (Part); if the register is wrong: a correction of \
             that completion, or the file sent with corrections (on the command line --on-change correct, by \
             the API onChange=correct)",
        ru: "У модуля или пересдачи своя часть (Часть); если неверен реестр: исправление той записи либо \
             файл, отправленный с исправлениями (в командной строке --on-change correct, через API \
             onChange=correct)",
    }

    /// Begun after it was completed.
    starts_after_it_ends(completed: Day) = "startsAfterItEnds" {
        message {
            ro: "Începută după ce s-a absolvit",
            en: "It begins after it was completed",
            ru: "Начато после завершения",
        }
        ro: "O zi până la {completed}, când s-a absolvit",
        en: "expected a day until {completed}, on which it was completed",
        ru: "День не позднее {completed}, дня завершения",
    }

    /// Neither hours nor minutes.
    time_missing() = "timeMissing" {
        ro: "Durata: fie ore (hours), fie minute (minutes)",
        en: "expected the time: hours, or minutes",
        ru: "Длительность: часы (hours) или минуты (minutes)",
    }

    /// Hours and minutes that are not the same time.
    time_contradicts() = "timeContradicts" {
        message {
            ro: "Orele și minutele nu spun aceeași durată",
            en: "Hours and minutes do not say the same time",
            ru: "Часы и минуты не указывают одно и то же время",
        }
        ro: "Numai ore sau numai minute; 7 ore și 20 de minute se scriu 7:20 la ore, sau 440 la minute",
        en: "hours alone or minutes alone; 7 hours 20 are 7:20 of a file's hours, or 440 minutes",
        ru: "Только часы или только минуты; 7 часов 20 минут пишутся 7:20 в часах либо 440 в минутах",
    }

    /// More hours than the programme has.
    hours_over(hours: &str, most: &str) = warning "hoursOverProgramme" {
        message {
            ro: "Mai multe ore ({hours}) decât are programul ({most})",
            en: "More hours ({hours}) than the programme has ({most})",
            ru: "Больше часов ({hours}), чем в программе ({most})",
        }
        ro: "Verificați orele; nu cumva sunt minute? S-a preluat așa cum este scris",
        en: "Look whether the hours are right; were they minutes? They were taken as they stand",
        ru: "Проверьте часы; не минуты ли это? Принято так, как указано",
    }

    /// Another row of the file says something else of the same worker, programme and day.
    row_differs(fields: &str, has: &str; about) = "factDiffers" case "row" {
        message {
            ro: "Rândul {about} are alte date despre absolvirea acestui program de către acest lucrător în \
                 această zi ({fields~}: {has~})",
            en: "Row {about} says something else of this worker's completion of this programme on this day \
                 ({fields~}: {has~})",
            ru: "В строке {about} другие данные о завершении этой программы этим работником в этот день \
                 ({fields~}: {has~})",
        }
        ro: "Un modul sau o reexaminare are partea sa (Parte); altfel păstrați numai rândul potrivit",
        en: "A module or a resit has a part of its own (Part); otherwise keep the row that is right",
        ru: "У модуля или пересдачи своя часть (Часть); иначе оставьте верную строку",
    }

    /// Another provider has something else of the same worker, programme and day.
    differs_elsewhere() = "factDiffers" case "elsewhere" {
        message {
            ro: "Registrul are alte date, de la alt prestator, despre absolvirea acestui program de către \
                 acest lucrător în această zi",
            en: "the register has something else, of another provider, of this worker's completion of this \
                 programme on this day",
            ru: "В реестре другие данные, от другого поставщика, о завершении этой программы этим работником \
                 в этот день",
        }
        ro: "Verificați lucrătorul, programul și ziua; registratorul poate lămuri care date sunt bune",
        en: "Look whether worker, programme and day are right; the registrar can find out which data are",
        ru: "Проверьте работника, программу и день; регистратор может выяснить, какие данные верны",
    }

    /// One that is no longer believed.
    withdrawn() = "completionWithdrawn" {
        ro: "Absolvirea a fost retrasă anterior",
        en: "the completion was withdrawn before",
        ru: "Запись о завершении уже отозвана",
    }

    /// Recorded while others were worked on.
    come_meanwhile() = "completionComeMeanwhile" {
        ro: "O absolvire a fost înregistrată între timp",
        en: "a completion has come onto the register meanwhile",
        ru: "Запись о завершении тем временем внесена в реестр",
    }
}
