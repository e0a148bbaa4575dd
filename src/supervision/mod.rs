//! Supervision sessions: who, when, how long, on which theme; never what was said.
//!
//! A session belongs to the organisation that keeps it. It is recorded and voided, and a file of sessions may
//! correct one by another; it is never changed.

mod actions;
mod bulk;
mod events;
mod export;
mod facts;
pub mod faults;
mod http;
mod import_form;
mod model;
mod store;

pub use actions::{attendees_in_sight, may_supervise};
pub use bulk::{Change, by_references, find_equal, keep, voided_by_references};
pub use facts::{SessionFact, each_believed, history, withdrawn_since};
pub use http::routes;
pub use model::{
    MOST_ATTENDEES, Misfit, NewSupervisionSession, SessionMethod, SessionOutline, SessionSetting,
    SupervisionSession, minutes_invalid,
};
