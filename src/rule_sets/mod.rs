//! Rule sets: what grades ask for and posts oblige to, as a document with a legal basis and a date.
//!
//! A rule set is drafted, replaced as a whole while it is a draft, and published; from its day on it is in
//! force, until the next one begins. A published one never changes, so what was decided by it can be
//! understood for ever.

mod actions;
mod cache;
pub mod faults;
mod http;
mod model;
mod publications;
mod request;
mod store;

pub use actions::{insert_sample, naming};
pub use cache::{RuleCache, catalogue};
pub use http::routes;
pub use model::{RuleSet, RuleSetStatus};
pub use publications::RulesOnDay;
pub use request::NewRuleSet;
pub use store::{find, in_force};
