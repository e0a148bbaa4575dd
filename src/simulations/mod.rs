//! Trials of a rule set on the whole register before it is published ("what if").
//!
//! A simulation is a job: it waits, runs beside the requests, says how far it is, can be cancelled, and is
//! taken up again after a restart. The register is read into memory as it was believed at a moment and
//! evaluated there by the same code that answers for one worker.

mod actions;
pub mod evaluate;
pub mod faults;
mod findings;
mod http;
mod jobs;
mod model;
mod result;
mod store;
pub mod sums;
mod told;

pub use http::routes;
pub use jobs::{KIND, Simulator, housekeeping};
