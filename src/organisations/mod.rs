//! Organisations: the ministry, territorial agencies and their structures, universities, providers,
//! employers.
//!
//! Public. A parent stands above its children: an agency sees the workers of the structures below it.

mod actions;
pub mod faults;
mod http;
mod model;
mod store;

pub use actions::{below, create};
pub use http::routes;
pub use model::{NewOrganisation, Organisation};
pub use store::{all, any, find, find_by_idno};
