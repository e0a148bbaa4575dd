//! Faults of a completion.

use crate::values::faults;

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
                 această zi ({fields}: {has}; referința {reference})",
            en: "the register says something else of this worker's completion of this programme on this day \
                 ({fields}: {has}; reference {reference})",
            ru: "В реестре другие данные о завершении этой программы этим работником в этот день \
                 ({fields}: {has}; номер {reference})",
        }
        ro: "Un modul sau o reexaminare are partea sa (Parte); dacă greșește registrul, cereți corectarea \
             (onChange: correct sau o corectare a absolvirii)",
        en: "A module or a resit has a part of its own (Part); if the register is wrong, ask for a \
             correction (onChange: correct, or one of that completion)",
        ru: "У модуля или пересдачи своя часть (Часть); если неверен реестр, запросите исправление \
             (onChange: correct или исправление той записи)",
    }

    /// Another row of the file says something else of the same worker, programme and day.
    row_differs(fields: &str, has: &str; about) = "factDiffers" case "row" {
        message {
            ro: "Rândul {about} are alte date despre absolvirea acestui program de către acest lucrător în \
                 această zi ({fields}: {has})",
            en: "Row {about} says something else of this worker's completion of this programme on this day \
                 ({fields}: {has})",
            ru: "В строке {about} другие данные о завершении этой программы этим работником в этот день \
                 ({fields}: {has})",
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
