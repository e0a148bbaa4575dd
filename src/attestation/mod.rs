//! Attestation: a worker's application for a grade, what was known when it was put forward, and what a
//! commission decided.
//!
//! A submission evaluates the worker's record by the rule set in force and freezes both, so that a decision
//! can be understood, and evaluated again to the same byte, whatever is recorded or published afterwards.

mod actions;
mod events;
mod evidence;
pub mod faults;
mod http;
mod model;
mod store;

pub use actions::{expect_grade_unused, review_kinds};
pub use evidence::{Canonical, EvaluationTerms, Evidence, SCHEMA};
pub use http::routes;
