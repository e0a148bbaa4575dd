//! Faults of a rule set beside its rules.

use crate::values::{Day, faults};

faults! {
    /// It would begin too early.
    begins_too_early(day: Day, version: i32, code: &str) = "ruleSetBeginsTooEarly" {
        ro: "O zi după {day}, când începe versiunea {version} a setului {code}",
        en: "expected a day after {day}, on which version {version} of {code} begins",
        ru: "День после {day}, когда начинает действовать версия {version} набора {code}",
    }

    /// A draft that would begin too early by now.
    draft_too_early(day: Day, version: i32, code: &str) = "ruleSetOvertaken" {
        ro: "effectiveFrom: o zi după {day}, când începe versiunea {version} a setului {code}",
        en: "effectiveFrom: expected a day after {day}, on which version {version} of {code} begins",
        ru: "effectiveFrom: день после {day}, когда начинает действовать версия {version} набора {code}",
    }

    /// No draft any more, and not to be replaced.
    only_draft_replaced(status: &str) = "ruleSetNotDraft" case "replace" {
        ro: "Numai un proiect poate fi înlocuit; starea acestuia: {status~}",
        en: "only a draft can be replaced; this one is {status~}",
        ru: "Заменить можно только проект; состояние этого: {status~}",
    }

    /// No draft any more, and not to be published.
    only_draft_published(status: &str) = "ruleSetNotDraft" case "publish" {
        ro: "Numai un proiect poate fi publicat; starea acestuia: {status~}",
        en: "only a draft can be published; this one is {status~}",
        ru: "Опубликовать можно только проект; состояние этого: {status~}",
    }

    /// Two drafts at once.
    drafted_meanwhile() = "ruleSetDrafted" {
        ro: "Altă versiune a acestui set de reguli a fost întocmită în același timp",
        en: "another version of this rule set was drafted at the same time",
        ru: "В то же время составлена другая версия этого набора правил",
    }

    /// Two publications at once.
    published_meanwhile() = "ruleSetPublished" {
        ro: "Alt set de reguli care începe în această zi a fost publicat în același timp",
        en: "another rule set that begins on this day was published at the same time",
        ru: "В то же время опубликован другой набор правил, действующий с этого дня",
    }
}
