//! Who asks and what they may do.
//!
//! A client gets a 15-minute token for its secret (`token`); its role decides what it may do ([`permission`],
//! one table), and its organisation about whom ([`Reach`](crate::call::Reach)). Handlers state what they need in their signature:
//! [`Allowed`] for the register's own data, [`Traced`] for personal data. Nothing is allowed that is not
//! stated.

mod actions;
mod allowed;
mod client;
mod gate;
mod http;
pub mod permission;
mod store;
mod token;

pub use actions::{create, revoke};
pub use allowed::{Allowed, Traced, Visitor, recognise};
pub use client::{Client, Identity, NewClient, NewClientCredentials};
pub use gate::Gate;
pub use http::{routes, well_known};
pub use store::{identity, list as list_clients};
pub use token::{LIFETIME_SECONDS, SigningKeys};
