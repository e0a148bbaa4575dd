//! Faults of grades, awards and suspensions.

use crate::values::{Day, faults};

faults! {
    /// No grade with this id.
    grade_absent() = "gradeAbsent" {
        ro: "Identificatorul unui grad din scara gradelor",
        en: "expected the id of a grade on the ladder",
        ru: "Идентификатор степени из шкалы",
    }

    /// No grade with this code or name.
    grade_code_unknown(; about) = "gradeCodeUnknown" {
        message {
            ro: "În scara gradelor nu există un grad cu acest cod sau cu această denumire",
            en: "No grade with this code or name is on the ladder",
            ru: "В шкале нет степени с этим кодом или названием",
        }
        ro: "Codul sau denumirea unui grad din scara gradelor⟨: {about}⟩",
        en: "The code or the name of a grade on the ladder⟨: {about}⟩",
        ru: "Код или название степени из шкалы⟨: {about}⟩",
    }

    /// The award of a row is there.
    award_known() = warning "awardKnown" {
        message {
            ro: "Această acordare este deja în registru",
            en: "This award is on the register already",
            ru: "Это присвоение уже есть в реестре",
        }
        ro: "Fiecare acordare o singură dată; nu este nimic de făcut",
        en: "Each award once; there is nothing to do",
        ru: "Каждое присвоение один раз; ничего делать не нужно",
    }

    /// The decision of a row is there, with other days.
    decision_differs() = "decisionDiffers" {
        message {
            ro: "Registrul are această decizie privind acest lucrător și acest grad cu alte zile",
            en: "The register has this decision on this worker and grade with other days",
            ru: "В реестре это решение об этом работнике и степени с другими днями",
        }
        ro: "Aceleași zile ca în registru; dacă acolo sunt greșite, comisia le corectează",
        en: "The same days as on the register; where they are wrong there, the commission corrects them",
        ru: "Те же дни, что в реестре; если они там неверны, комиссия исправляет их",
    }

    /// The decision of a row is there, and what it awarded was revoked since.
    decision_revoked() = "decisionRevoked" {
        message {
            ro: "Acordarea prin această decizie este în registru și a fost revocată",
            en: "What this decision awarded is on the register and was revoked",
            ru: "Присвоение по этому решению есть в реестре и было отменено",
        }
        ro: "O acordare nouă are o decizie nouă; dacă revocarea este corectă, scoateți rândul; dacă este \
             greșită, comisia o retrage",
        en: "A new award has a decision of its own; where the revocation is right, leave the row out; where \
             it is wrong, the commission withdraws it",
        ru: "Для нового присвоения нужно новое решение; если отмена верна, уберите строку; если ошибочна, \
             комиссия отзывает её",
    }

    /// The worker of a row holds the grade by another award.
    held_by(decision: &str, since: &str) = "gradeHeldBy" {
        message {
            ro: "Lucrătorul deține deja acest grad într-o parte a acestei perioade, prin decizia {decision}, \
                 din {since}",
            en: "The worker already holds this grade for part of this period, by the decision {decision}, \
                 since {since}",
            ru: "Работник уже имеет эту степень в части этого периода по решению {decision}, с {since}",
        }
        ro: "O perioadă care începe după cealaltă acordare sau după revocarea ei",
        en: "A period that begins after the other award, or after its revocation",
        ru: "Период, начинающийся после другого присвоения или его отмены",
    }

    /// Another row of the file awards the grade.
    held_in_row(; about) = "gradeHeldInRow" {
        message {
            ro: "Rândul {about} acordă aceleiași persoane acest grad prin aceeași decizie sau în zile comune",
            en: "Row {about} awards this grade to the same person, by the same decision or on common days",
            ru: "Строка {about} присваивает тому же лицу ту же степень тем же решением или в общие дни",
        }
        ro: "Păstrați numai rândul potrivit",
        en: "Keep the row that is right",
        ru: "Оставьте верную строку",
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

    /// A grade that somebody was awarded.
    grade_awarded() = "gradeAwarded" {
        ro: "Acest grad a fost acordat; de acum se corectează numai denumirile lui",
        en: "this grade was awarded; from then on nothing but its names is corrected",
        ru: "Эта степень уже присваивалась; теперь исправляются только её названия",
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

    /// A withdrawal of a revocation that is not there.
    award_stands() = "awardStands" {
        ro: "Acordarea nu este revocată: nu a fost sau revocarea a fost deja retrasă; nu este nimic de \
             retras",
        en: "the award is not revoked: it never was, or the revocation was withdrawn before; there is \
             nothing to withdraw",
        ru: "Присвоение не отменено: отмены не было или она уже отозвана; отзывать нечего",
    }

    /// A correction that would give an award to somebody else, or another grade.
    award_not_moved() = "awardNotMoved" {
        ro: "Același lucrător și același grad; pentru altul, revocați acordarea din prima ei zi și acordați \
             din nou, prin aceeași decizie",
        en: "expected the same worker and grade; for another one revoke the award from its first day, and \
             award anew under the same decision",
        ru: "Тот же работник и та же степень; для других отмените присвоение с его первого дня и присвойте \
             заново по тому же решению",
    }

    /// A period that does not reach the day from which the award was revoked.
    ends_by_revocation(revoked: Day) = "revokedOutsideCorrection" {
        ro: "O perioadă care cuprinde {revoked}, ziua din care acordarea este revocată; dacă revocarea este \
             greșită, retrageți-o mai întâi",
        en: "expected a period with {revoked} in it, the day from which the award was revoked; where the \
             revocation is wrong, withdraw it first",
        ru: "Период, включающий {revoked}, день, с которого присвоение отменено; если отмена ошибочна, \
             сначала отзовите её",
    }

    /// The registrar, of an award that its commission recorded itself.
    award_of_its_commission() = "awardOfItsCommission" {
        ro: "Această acordare a înregistrat-o comisia; ea însăși o corectează sau o revocă",
        en: "this award was recorded by its commission, which corrects or revokes it itself",
        ru: "Это присвоение внесла комиссия; она сама его исправляет или отменяет",
    }

    /// An award that was corrected by another call meanwhile.
    award_changed() = "awardChanged" {
        ro: "Acordarea s-a schimbat între timp; citiți-o din nou",
        en: "the award was changed meanwhile; read it again",
        ru: "Присвоение тем временем изменилось; прочитайте его снова",
    }

    /// Another award took the place of the revoked one under its decision.
    decision_replaced(decision: &str) = "decisionReplaced" {
        ro: "Prin aceeași decizie, {decision}, este în vigoare între timp altă acordare; dacă aceasta este \
             cea greșită, revocați-o mai întâi",
        en: "another award stands meanwhile under the same decision, {decision}; if that one is wrong, \
             revoke it first",
        ru: "По тому же решению, {decision}, тем временем действует другое присвоение; если ошибочно оно, \
             сначала отмените его",
    }

    /// The worker holds the grade by an award that came to stand after the revocation.
    held_meanwhile(decision: &str, since: &str) = "gradeHeldMeanwhile" {
        ro: "Lucrătorul deține între timp acest grad prin altă acordare, decizia {decision}, din {since}; \
             dacă aceasta este cea greșită, revocați-o mai întâi",
        en: "the worker holds the grade meanwhile by another award, by the decision {decision}, since \
             {since}; if that one is wrong, revoke it first",
        ru: "Работник тем временем имеет эту степень по другому присвоению, решение {decision}, с {since}; \
             если ошибочно оно, сначала отмените его",
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
