//! What all facts have in common: how one ends being believed.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::Note;

super::vocabulary! {
    /// How a fact was withdrawn. It stays on the register: answers as known before then still count it.
    pub enum Withdrawal {
        /// It was never true.
        Voided = "voided",
        /// Another fact says it better.
        Corrected = "corrected",
    }
}

super::vocabulary! {
    /// Which facts a list holds.
    #[derive(Default)]
    pub enum Believed {
        /// Those that are believed.
        #[default]
        Current = "current",
        /// Those that were voided or corrected.
        Withdrawn = "withdrawn",
        /// Both.
        All = "all",
    }
}

/// The voiding of a fact.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "introdus din greșeală" }))]
pub struct Void {
    /// Why it was never true.
    pub reason: Note,
}
