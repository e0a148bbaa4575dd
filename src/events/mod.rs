//! The outbox: of every change of the register an event, written in the same transaction or not at all.
//!
//! [`happened`] is the one call for a change: it writes the journal's entry, which says who did it and why
//! and is kept secret, and the event, which says what there is to know for those who follow the register, and
//! names nobody: it has ids, days and words, and neither names nor personal codes nor free text.
//! [`KINDS`] has every kind of event.
//!
//! Those who follow the register read the outbox in one order by [`follow`], and miss nothing that is
//! committed later.

mod store;
mod vocabulary;

pub use store::{OutboxEntry, OutboxPosition, PACK, follow, happened, record, write};
pub use vocabulary::*;
