//! Who completed which programme when.

mod http;

pub use http::routes;
