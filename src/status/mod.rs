//! What a worker is qualified for on a day.

mod http;

pub use http::routes;
