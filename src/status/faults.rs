//! Faults of a question for the status of workers.

use crate::values::{Day, faults};

faults! {
    /// A rule set that the caller does not see.
    rule_set_unknown() = "ruleSetUnknown" {
        ro: "Identificatorul unui set de reguli pe care îl puteți vedea",
        en: "expected the id of a rule set that you may see",
        ru: "Идентификатор доступного вам набора правил",
    }

    /// No parts of the answer, or more than there are.
    parts_out_of_bounds(most: usize) = "partsOutOfBounds" {
        ro: "De la 1 la {most} părți ale răspunsului, sau câmpul lipsă pentru toate",
        en: "expected 1 to {most} parts of the answer, or the field left out for all of them",
        ru: "От 1 до {most} частей ответа, или без этого поля для всех",
    }

    /// Nothing in force.
    no_rules() = "noRulesToday" {
        ro: "Astăzi nu este în vigoare niciun set de reguli",
        en: "no rule set is in force today",
        ru: "Сегодня не действует ни один набор правил",
    }

    /// A grade that the rules asked about do not have.
    grade_of_another_set(code: &str, version: i32) = "targetGradeUnknown" case "asked" {
        ro: "Un grad al setului de reguli {code}, versiunea {version}",
        en: "expected a grade of the rule set {code} version {version}",
        ru: "Степень из набора правил {code}, версия {version}",
    }

    /// A grade where there are no rules.
    no_rules_on(day: Day) = "targetGradeUnknown" case "noRules" {
        ro: "null: la {day} nu este în vigoare niciun set de reguli, după cum se știa în momentul cerut",
        en: "expected null: on {day} no rule set is in force, as known at the moment asked about",
        ru: "null: на {day} не действует ни один набор правил, по сведениям на указанный момент",
    }

    /// A grade that the rules do not have.
    grade_without_rules() = "targetGradeUnknown" case "today" {
        ro: "Un grad al setului de reguli în vigoare",
        en: "expected a grade of the rule set in force",
        ru: "Степень из действующего набора правил",
    }
}
