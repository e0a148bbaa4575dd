//! Callers, and what they may do.
//!
//! A client gets a 15-minute token for its secret (`token`); its role decides what it may do ([`permission`],
//! one table), and its organisation about whom ([`Reach`](crate::call::Reach)). Handlers state what they need
//! in their signature: [`Allowed`] for the register's own data, [`Traced`] for personal data. Nothing is
//! allowed that is not stated.

mod allowed;
pub mod faults;
mod gate;
mod http;
mod identity;
pub mod permission;
mod store;
mod token;

pub use allowed::{Allowed, Traced, Visitor, recognise};
pub use gate::Gate;
pub use http::routes;
pub use identity::Identity;
pub use store::identity;
pub use token::{LIFETIME_SECONDS, SigningKeys};
