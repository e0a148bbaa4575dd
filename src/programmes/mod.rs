//! The catalogue: what can be learnt.

mod http;

pub use http::routes;
