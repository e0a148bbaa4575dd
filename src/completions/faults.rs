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
