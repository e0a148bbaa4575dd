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
        /// What can be is put on the register.
        Commit = "commit",
    }
}

vocabulary! {
    /// What one rejected row means for the others.
    pub enum Atomicity {
        /// All rows or none: one that is rejected keeps all from the register.
        All = "all",
        /// Each row by itself.
        Row = "row",
    }
}

vocabulary! {
    /// What becomes of a row that is on the register and differs.
    pub enum OnChange {
        /// It is rejected.
        Reject = "reject",
        /// It corrects what is there.
        Correct = "correct",
    }
}

vocabulary! {
    /// Where a batch stands.
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
    /// What became of a row; in `validate` mode, and of a batch that failed, what would have.
    pub enum RowOutcome {
        /// It is on the register, new.
        Created = "created",
        /// It takes the place of what was there.
        Corrected = "corrected",
        /// What was there was voided.
        Voided = "voided",
        /// It was there already, the same.
        Unchanged = "unchanged",
        /// Another row, or the register under another reference, says the same.
        Duplicate = "duplicate",
        /// It has faults.
        Rejected = "rejected",
    }
}

/// How a file is to be worked on.
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
