//! Notes of reads, each to be an entry of the journal before the answer is given. A read has nothing else to
//! write, and no transaction to write it in.

use uuid::Uuid;

use super::chain::Link;
use super::transaction::Tx;
use crate::call::{Call, Event};
use crate::error::Result;
use crate::sql::Conn;
use crate::values::WorkerId;

/// An entry of the journal that has no place in its chain yet.
#[derive(Clone)]
pub struct NewEntry {
    /// The call that it is of.
    pub call: Call,
    /// The kind of deed.
    pub event: Event,
    /// The operation's id in the contract.
    pub operation: String,
    /// The kind of thing that it was done to.
    pub object_type: String,
    /// Its id, where it is one thing.
    pub object: Option<Uuid>,
    /// The workers that it is about.
    pub subjects: Vec<WorkerId>,
    /// Rows that left as a file, where it was an export.
    pub rows: Option<i64>,
}

/// The entries that one read leaves.
#[derive(Default)]
pub struct Notes(pub(super) Vec<NewEntry>);

impl Notes {
    /// Leaves an entry.
    pub fn leave(&mut self, entry: NewEntry) {
        self.0.push(entry);
    }
}

/// The part of the journal that the cellar calls by itself.
#[derive(Clone, Copy)]
pub struct JournalKeeper {
    /// Appends entries to the transaction's lane.
    pub append: fn(&mut Tx<'_>, &[NewEntry]) -> Result<()>,
    /// Finds the last link of a lane.
    pub head: fn(&mut Conn, i32) -> Result<Option<Link>>,
}
