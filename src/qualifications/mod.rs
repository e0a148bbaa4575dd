//! The ladder of grades, and awards of a grade by decision.

mod http;

pub use http::routes;
