//! Reviews: a second look at an award, because a fact that it rests on was withdrawn.
//!
//! A decision is never changed by what becomes known later. Whoever grants an award says which facts it rests
//! on ([`rest`]); whoever withdraws a fact says so here ([`raise`]), in the same transaction, and each award
//! that rests on it is listed until a commission has resolved it with a reason. This room knows neither facts
//! nor awards; the room of awards lets a commission resolve what it can say of one ([`resolve`]).

mod actions;
pub mod faults;
mod http;
mod model;
mod store;

pub use actions::{address, raise, raise_of, raise_taken_back, raise_unrevoked, resolve, rest};
pub use http::routes;
pub use model::{AwardReview, Cause, FactKind, ReviewResolution, WithdrawnFact};
pub use store::{find, resting_on_any};
