//! Hirings: an employer takes on somebody who is on the register.
//!
//! For an employer, registering a person is hiring one. Whether the person is new is not told: where number
//! and name go together it gets the record, and otherwise one refusal that says nothing else, few times a day
//! ([`identities`]). Who employed the person before is told, and may contest it; the registrar may withdraw
//! it.

mod actions;
mod events;
mod http;
mod identities;
mod model;
mod store;

pub(super) use actions::{hire, take_on};
pub(super) use http::routes;
pub use identities::{Guess, MOST_A_DAY, RefusedGuess, count_guesses, guess, is_called, is_named, told};
pub(super) use identities::{admit, note_refused};
