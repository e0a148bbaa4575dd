//! Reading the journal: who saw or changed what about whom, for auditors. Every look is itself noted.

mod http;
mod model;

pub use http::routes;
