//! The trace: who saw or changed what about whom, on what basis, in the same transaction or not at all.
//!
//! Append-only and chained: each entry's digest (HMAC-SHA-256 under a key that the database does not hold)
//! covers the entry and the digest before it, so that an edit, a deletion, an exchange or an insertion is
//! found by [`verify`]. A cut tail is found against a head kept elsewhere (`registry journal heads`).

mod model;
mod store;
mod verify;

pub use model::{Event, Heads, JournalNote, MOST_SUBJECTS, ObjectId, Row};
pub use store::{Filter, Position, index, list, note, note_again, note_all, note_export};
pub use verify::{Report, heads, verify};
