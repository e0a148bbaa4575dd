//! Faults of an application for a grade, and of a decision on it.

use crate::values::faults;

faults! {
    /// Nobody for whom the caller may apply.
    worker_unknown() = "applicantUnknown" {
        ro: "Identificatorul unui lucrător din registru pentru care puteți depune cerere",
        en: "expected the id of a worker on the register for whom you may apply",
        ru: "Идентификатор работника из реестра, за которого вы можете подать заявление",
    }

    /// A grade to be corrected that somebody applied for.
    grade_applied_for() = "gradeAppliedFor" {
        ro: "Pentru acest grad s-a depus o cerere; de acum se corectează numai denumirile lui",
        en: "this grade was applied for; from then on nothing but its names is corrected",
        ru: "На эту степень подавали заявление; теперь исправляются только её названия",
    }

    /// A grade to be corrected that rules name which were published.
    grade_in_rules(code: &str, version: i32) = "gradeInRules" {
        ro: "Setul de reguli publicat {code}, versiunea {version}, numește acest grad",
        en: "the published rule set {code}, version {version}, names this grade",
        ru: "Эту степень называет опубликованный набор правил {code}, версия {version}",
    }

    /// A grade that is not on the ladder.
    grade_unknown() = "gradeUnknown" {
        ro: "Codul unui grad din scara gradelor",
        en: "expected the code of a grade on the ladder",
        ru: "Код степени из шкалы",
    }

    /// Put forward before.
    put_forward() = "applicationPutForward" {
        ro: "Cererea a fost înaintată anterior",
        en: "the application was put forward before",
        ru: "Заявление уже представлено",
    }

    /// Not put forward yet.
    not_put_forward() = "applicationNotPutForward" {
        ro: "Cererea nu este înaintată; încă nu este nimic de decis",
        en: "the application is not put forward; there is nothing to decide on yet",
        ru: "Заявление не представлено; решать пока нечего",
    }

    /// Nothing to judge it by.
    no_rules() = "nothingInForce" {
        ro: "Astăzi nu este în vigoare niciun set de reguli; nu se poate înainta nimic",
        en: "no rule set is in force today; nothing can be put forward",
        ru: "Сегодня не действует ни один набор правил; представить ничего нельзя",
    }

    /// A grade of which the rules say nothing.
    grade_without_rules() = "gradeWithoutRules" {
        ro: "Setul de reguli în vigoare nu are gradul cerut",
        en: "the rule set in force does not have the grade applied for",
        ru: "В действующем наборе правил нет запрошенной степени",
    }

    /// Decided on, or withdrawn before.
    not_under_way(status: &str) = "applicationNotUnderWay" {
        ro: "Se retrage numai o cerere în curs; starea acesteia: {status~}",
        en: "only an application that is under way is withdrawn; this one is {status~}",
        ru: "Отозвать можно только рассматриваемое заявление; состояние этого: {status~}",
    }

    /// Made in error.
    withdrawn() = "applicationWithdrawn" {
        ro: "Cererea a fost retrasă; se depune alta",
        en: "the application was withdrawn; another one is made",
        ru: "Заявление отозвано; подаётся другое",
    }

    /// Appealed before.
    appealed() = "applicationAppealed" {
        ro: "Cererea a fost contestată anterior, ceea ce este posibil o singură dată",
        en: "the application was appealed before, which is possible once",
        ru: "Заявление уже обжаловано, а это возможно один раз",
    }

    /// Not refused.
    not_refused() = "applicationNotRefused" {
        ro: "Cererea nu a fost respinsă; se contestă numai o respingere",
        en: "the application was not refused; only a refusal is appealed against",
        ru: "В заявлении не отказано; обжалуется только отказ",
    }

    /// Another application is open.
    under_way() = "applicationUnderWay" {
        ro: "O cerere a acestui lucrător pentru acest grad este în curs",
        en: "an application of this worker for this grade is under way",
        ru: "Заявление этого работника на эту степень уже рассматривается",
    }

    /// Decided before.
    decided() = "applicationDecided" {
        ro: "Asupra cererii s-a decis anterior",
        en: "the application was decided on before",
        ru: "По заявлению уже принято решение",
    }

    /// Decided on another day.
    decided_outside() = "decidedOutside" {
        ro: "O zi nu mai devreme de ziua înaintării și nu în viitor",
        en: "expected a day not before that of the submission and not in the future",
        ru: "День не раньше дня представления и не в будущем",
    }

    /// A refusal without a reason.
    refusal_without_reason() = "refusalWithoutReason" {
        ro: "Este obligatoriu pentru o respingere",
        en: "is required of a refusal",
        ru: "Обязательно при отказе",
    }

    /// A departure without a reason.
    departure_without_reason() = "departureWithoutReason" {
        ro: "Este obligatoriu pentru o decizie care se abate de la evaluare",
        en: "is required of a decision that departs from the evaluation",
        ru: "Обязательно для решения, которое отступает от оценки",
    }

    /// A refusal with days.
    refusal_with_days() = "refusalWithDays" {
        ro: "Nimic: numai o acordare are zile",
        en: "expected nothing: only a grant has an award with days",
        ru: "Ничего: дни есть только у присвоения",
    }
}
