//! Supervision sessions: who, when, how long, on which theme; never what was said.

mod http;

pub use http::routes;
