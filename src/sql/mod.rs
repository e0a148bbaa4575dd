//! The language of both engines: one connection type, and how the register's values become columns of it.
//!
//! It knows neither a table nor a transaction; those are [`crate::db`]'s.

pub mod columns;
mod engines;
mod insert;

pub use engines::{Conn, MultiBackend, MultiRawValue};
pub(crate) use engines::{believed, each, each_row};
pub(crate) use insert::insert_statement;
