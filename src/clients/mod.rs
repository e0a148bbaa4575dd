//! The systems that call the register: created and revoked by who keeps it.
//!
//! A client's secret is shown once and kept as a keyed hash; the gate ([`crate::auth`]) lets in who shows it.

mod actions;
mod http;
mod model;
mod store;

pub use actions::{create, revoke};
pub use http::routes;
pub use model::{Client, NewClient, NewClientCredentials};
pub use store::{list, of_organisations, organisations_with};
