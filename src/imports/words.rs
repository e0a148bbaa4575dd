//! Words of batches: how a file is to be worked on, where a batch stands, and what a row came to.

use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use validator::Validate;

use crate::values::vocabulary;

vocabulary! {
    /// Whether a batch changes anything.
    pub enum Mode {
        /// Nothing is changed: each row says what would become of it.
        Validate = "validate",
        /// The rows that can be are put on the register.
        Commit = "commit",
    }
}

vocabulary! {
    /// Consequence of one rejected row for the others.
    pub enum Atomicity {
        /// All rows or none: one that is rejected keeps all from the register.
        All = "all",
        /// Each row by itself.
        Row = "row",
    }
}

vocabulary! {
    /// Treatment of a row that is on the register and differs.
    pub enum OnChange {
        /// It is rejected.
        Reject = "reject",
        /// It corrects what is there.
        Correct = "correct",
    }
}

vocabulary! {
    /// State of a batch.
    pub enum BatchStatus {
        /// The file is kept, and its form is good.
        Received = "received",
        /// Its rows are looked at.
        Validating = "validating",
        /// Its rows are put on the register.
        Committing = "committing",
        /// Every row has its outcome.
        Completed = "completed",
        /// It could not be done; `failure` says why. Under `all` nothing is on the register.
        Failed = "failed",
    }
}

vocabulary! {
    /// Outcome of a row; in `validate` mode, and in a batch that failed, what it would have been.
    pub enum RowOutcome {
        /// It is on the register, new.
        Created = "created",
        /// It takes the place of what was there.
        Corrected = "corrected",
        /// The fact that was there was voided.
        Voided = "voided",
        /// It was there already, the same.
        Unchanged = "unchanged",
        /// Another row, or the register under another reference, says the same.
        Duplicate = "duplicate",
        /// It has faults.
        Rejected = "rejected",
    }
}

/// Order how a file is to be worked on.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Order {
    /// `validate` to see what would happen, `commit` to have it happen. It has no default: nobody is to take
    /// the one for the other.
    #[param(inline)]
    pub mode: Mode,
    /// Whether one rejected row keeps all others from the register (`all`, unless asked), or each row stands
    /// by itself (`row`).
    #[serde(default = "Order::atomicity")]
    #[param(inline)]
    pub atomicity: Atomicity,
    /// Whether a row that is on the register and differs is rejected (`reject`, unless asked), or corrects
    /// what is there (`correct`).
    #[serde(default = "Order::on_change")]
    #[param(inline)]
    pub on_change: OnChange,
}

impl Order {
    const fn atomicity() -> Atomicity {
        Atomicity::All
    }

    const fn on_change() -> OnChange {
        OnChange::Reject
    }
}
