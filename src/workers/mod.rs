//! The people on the register, and where they work.

mod http;

pub use http::routes;
