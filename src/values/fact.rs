//! The common part of all facts: when each is believed, and how that ends.

use diesel::Queryable;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{Day, Moment, Note};
use crate::sql::columns;

super::vocabulary! {
    /// The way in which a fact was withdrawn. It stays on the register: answers as known before then still
    /// count it.
    pub enum Withdrawal {
        /// It was never true.
        Voided = "voided",
        /// Another fact says it better.
        Corrected = "corrected",
    }
}
columns::word_number_column!(Withdrawal);

super::vocabulary! {
    /// The facts that a list holds.
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

/// A fact that has its place in a person's record.
pub trait Fact {
    /// Its day, and its id within the day.
    fn place(&self) -> (Day, Uuid);
}

/// A fact and its transaction time: since when and until when the register believed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Recorded<F> {
    /// The fact.
    pub fact: F,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// Since when it is no longer believed.
    pub withdrawn_at: Option<Moment>,
    /// The way in which it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
}

impl<F: Fact> Fact for Recorded<F> {
    fn place(&self) -> (Day, Uuid) {
        self.fact.place()
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
