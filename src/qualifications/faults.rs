//! Faults of grades, awards and suspensions.

use crate::values::faults;

faults! {
    /// No grade with this id.
    grade_absent() = "gradeAbsent" {
        ro: "Identificatorul unui grad din scara gradelor",
        en: "expected the id of a grade on the ladder",
        ru: "Идентификатор степени из шкалы",
    }

    /// A grade with this code is there.
    code_taken() = "gradeCodeKnown" {
        ro: "În scara gradelor există deja un grad cu acest cod",
        en: "a grade with this code is on the ladder",
        ru: "Степень с этим кодом уже есть в шкале",
    }

    /// A grade with this rank is there.
    rank_taken() = "gradeRankKnown" {
        ro: "În scara gradelor există deja un grad cu acest rang",
        en: "a grade with this rank is on the ladder",
        ru: "Степень с этим рангом уже есть в шкале",
    }

    /// The worker holds the grade by another award.
    held() = "gradeHeld" {
        ro: "Lucrătorul deține deja acest grad într-o parte a acestei perioade, prin altă acordare",
        en: "the worker already holds this grade for part of this period, by another award",
        ru: "Работник уже имеет эту степень в части этого периода по другому присвоению",
    }

    /// The decision is there.
    decision_known() = "decisionKnown" {
        ro: "Această decizie privind acest lucrător și acest grad este deja în registru",
        en: "this decision on this worker and grade is on the register",
        ru: "Это решение об этом работнике и степени уже есть в реестре",
    }

    /// Revoked on a day on which it was not in force.
    revoked_outside() = "revokedOutside" {
        ro: "O zi din perioada acordării, de la validFrom până la validUntil",
        en: "expected a day of the award's period, from validFrom to validUntil",
        ru: "День в пределах срока присвоения, от validFrom до validUntil",
    }

    /// Revoked before.
    revoked() = "awardRevoked" {
        ro: "Acordarea a fost revocată anterior",
        en: "the award was revoked before",
        ru: "Присвоение уже отменено",
    }

    /// A suspension that says the same is there.
    suspension_known() = "suspensionKnown" {
        ro: "Aceeași suspendare este deja în registru",
        en: "the same suspension is on the register",
        ru: "Такое же отстранение уже есть в реестре",
    }

    /// A suspension that is no longer believed.
    suspension_withdrawn() = "suspensionWithdrawn" {
        ro: "Suspendarea a fost retrasă anterior",
        en: "the suspension was withdrawn before",
        ru: "Отстранение уже отозвано",
    }
}
