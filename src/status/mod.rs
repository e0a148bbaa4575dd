//! Status: what a worker is qualified for on a day, as known at a moment.
//!
//! One question for one worker or a thousand. The facts are gathered from the rooms that keep them and summed
//! by [`crate::rules`]; the same code answers for today, for a past day and for what was known then.

mod actions;
pub mod faults;
mod http;
mod model;
mod pathway;
mod pay;
mod query;

pub use http::routes;
