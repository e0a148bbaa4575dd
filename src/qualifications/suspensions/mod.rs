//! Suspensions: from which day to which day a worker may not practise, and by which act.
//!
//! A suspension is recorded, corrected and voided, never changed: one that ends early is corrected by another
//! one.

mod actions;
mod events;
mod facts;
mod http;
mod model;
mod store;

pub use actions::{review_decision_day, review_merge, review_suspensions_since};
pub use facts::{SuspensionFact, each_believed_suspension, suspension_history};
pub use http::routes;
