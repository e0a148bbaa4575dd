//! Faults of a review.

use crate::values::faults;

faults! {
    /// Resolved before.
    resolved() = "reviewResolved" {
        ro: "Reexaminarea a fost soluționată anterior",
        en: "the review was resolved before",
        ru: "Пересмотр уже завершён",
    }

    /// Raised before.
    raised() = "reviewRaised" {
        ro: "Reexaminarea a fost inițiată anterior",
        en: "the review was raised before",
        ru: "Пересмотр уже начат",
    }
}
