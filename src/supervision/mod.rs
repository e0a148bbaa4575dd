//! Supervision sessions: who, when, how long, on which theme; never what was said.
//!
//! A session belongs to the organisation that keeps it. It is recorded and voided, never changed.

mod actions;
mod export;
mod http;
mod model;
mod store;

pub use http::routes;
pub use store::{Sat, Told, each_sat, of_worker, voided_since};
