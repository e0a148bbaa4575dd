//! Completions: who completed which programme, where, on what day, with what result.
//!
//! A completion is recorded, voided or corrected, never overwritten. A provider sees what it recorded itself,
//! an employer what its present workers completed; everything else does not exist for them.

mod actions;
mod answer;
mod bulk;
mod events;
mod export;
mod facts;
pub mod faults;
mod http;
mod import_form;
mod model;
mod naming;
mod numbers;
mod request;
mod store;
mod teaching;

pub use bulk::{Change, by_facts, by_references, keep, voided_by_references};
pub use facts::{CompletionFact, each_believed, history, taught_between, withdrawn_since};
pub use http::routes;
pub use model::{Attainment, Completion, CourseDays, FactKey, StatedCompletion, doubts, misfits};
pub use request::time;
pub use teaching::{review_teaching, review_teaching_since};
