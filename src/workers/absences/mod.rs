//! Absences: from which day to which day a worker is on leave, or in service, and by which act.
//!
//! An absence is recorded, corrected and voided, never changed. Rule sets say which kinds stop the clock of a
//! requirement (`pausedBy`).

mod actions;
mod events;
mod facts;
mod http;
mod model;
mod store;

pub use facts::{AbsenceFact, absence_history, absences_withdrawn_since, each_believed_absence};
pub(super) use http::routes;
