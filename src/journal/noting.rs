//! DOES: notes what is done, in the transaction that does it or beside the read.

use super::model::{JournalNote, MOST_SUBJECTS};
use super::store;
use crate::call::{Call, Event};
use crate::db::{JournalKeeper, NewEntry, Notes, Tx};
use crate::error::Result;

/// The way in which the cellar appends what reads have left.
pub const KEEPER: JournalKeeper = JournalKeeper { append: store::append, head: store::head };

/// A place that takes entries of the journal.
pub trait Trail {
    /// Takes an entry, to be kept with what it is about.
    ///
    /// # Errors
    /// It cannot be kept; then neither may the answer be given.
    fn take(&mut self, entry: NewEntry) -> Result<()>;
}

/// A change has its entry in its own transaction.
impl Trail for Tx<'_> {
    fn take(&mut self, entry: NewEntry) -> Result<()> {
        store::append(self, &[entry])
    }
}

/// A read has its entries written before it is answered.
impl Trail for Notes {
    fn take(&mut self, entry: NewEntry) -> Result<()> {
        self.leave(entry);
        Ok(())
    }
}

/// Notes what is done.
///
/// # Errors
/// It cannot be kept; then neither may the answer be given.
pub fn note(trail: &mut impl Trail, call: &Call, note: &JournalNote<'_>) -> Result<()> {
    trail.take(entry(call, note, None))
}

/// As [`note`], of an operation about any number of workers: in as many entries as it takes.
///
/// # Errors
/// Those of [`note`].
pub fn note_all(trail: &mut impl Trail, call: &Call, noted: &JournalNote<'_>) -> Result<()> {
    if noted.subjects.len() <= MOST_SUBJECTS {
        return note(trail, call, noted);
    }
    noted
        .subjects
        .chunks(MOST_SUBJECTS)
        .try_for_each(|subjects| note(trail, call, &JournalNote { subjects, ..*noted }))
}

/// Notes a file that leaves the register, with its rows.
///
/// # Errors
/// It cannot be kept; then neither may the file be given.
pub fn note_export(trail: &mut impl Trail, call: &Call, note: &JournalNote<'_>, rows: i64) -> Result<()> {
    trail.take(entry(call, note, Some(rows)))
}

/// Notes a kept answer that is given once more: of the same operation, about the same, by who asks again.
/// `first` is the link of the answer's own entry.
///
/// # Errors
/// Those of [`note`].
pub fn note_again(tx: &mut Tx<'_>, call: &Call, first: (i32, i64)) -> Result<()> {
    let Some(first) = store::find(tx, first)? else { return Ok(()) };
    let subjects: Vec<_> = first.workers().collect();
    let again = JournalNote {
        event: Event::Repeat,
        operation: &first.operation,
        object_type: &first.object_type,
        object: first.object_id.map(|object| object.0),
        subjects: &subjects,
    };
    note(tx, call, &again)
}

fn entry(call: &Call, note: &JournalNote<'_>, rows: Option<i64>) -> NewEntry {
    NewEntry {
        call: call.clone(),
        event: note.event,
        operation: note.operation.to_owned(),
        object_type: note.object_type.to_owned(),
        object: note.object,
        subjects: note.subjects.to_vec(),
        rows,
    }
}
