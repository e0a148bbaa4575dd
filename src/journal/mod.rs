//! The trace: who saw or changed what about whom, on what basis. A change is noted in its own transaction or
//! not done; a read is noted before it is answered or not answered.
//!
//! Append-only and chained: each entry's digest (HMAC-SHA-256 under a key that the database does not hold)
//! covers the entry and the digest before it, so that an edit, a deletion, an exchange or an insertion is
//! found by [`verify`]. A cut tail is found against a head kept elsewhere (`registry journal heads`), and on
//! SQLite, where the entries of reads have a file of their own, by the lane in the other file.

mod flushes;
mod list;
mod model;
mod noting;
mod packed;
mod runs;
mod store;
mod verify;

pub use list::list;
pub use model::{Filter, Heads, JournalNote, MOST_SUBJECTS, ObjectId, Position, Row};
pub use noting::{KEEPER, Trail, note, note_again, note_all, note_export};
pub use runs::index;
pub use verify::{Report, heads, verify, verify_all, witnesses};

pub use crate::call::Event;
