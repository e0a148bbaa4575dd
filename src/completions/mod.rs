//! Completions: who completed which programme, where, on what day, with what result.
//!
//! A completion is recorded, voided or corrected, never overwritten. A provider sees what it recorded itself,
//! an employer what its present workers completed; everything else does not exist for them.

mod actions;
mod export;
mod http;
mod model;
mod store;

pub use http::routes;
pub use model::Told;
pub use store::{Learnt, each_learnt, of_worker, withdrawn_since};
