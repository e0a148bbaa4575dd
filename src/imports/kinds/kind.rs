//! Descriptor of a kind of file: all that the engine, the paths, the templates and the command line ask of
//! it.

use std::hash::Hash;

use serde_json::Value;

use super::{ImportContext, PlannedRow};
use crate::auth::permission::Permission;
use crate::call::Actor;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::faults;
use crate::tables::{Finding, Layout, Row};
use crate::values::Fault;

/// Names and columns by which a kind of file is known.
pub struct Descriptor {
    /// Its rows, in a word or two.
    pub title: &'static str,
    /// Word of the command line, behind `registry import`.
    pub command: &'static str,
    /// Path of its batches under `/api/v1`.
    pub path: &'static str,
    /// Operations on its batches.
    pub operations: Operations,
    /// Columns of the file.
    pub layout: &'static Layout,
    /// Columns of which a row of JSON may hold several values as a list.
    pub lists: &'static [&'static str],
    /// Row as JSON, for the contract.
    pub example: fn() -> Value,
}

/// Operations on the batches of a kind, by their ids in the contract and in the journal.
pub struct Operations {
    /// Sends a file.
    pub create: &'static str,
    /// Lists batches.
    pub list: &'static str,
    /// Reads a batch.
    pub get: &'static str,
    /// Lists what became of the rows of a batch.
    pub list_rows: &'static str,
    /// Gives the file back with what became of its rows.
    pub get_annotated: &'static str,
}

/// One kind of file: how it is known, what its rows say, and what they change. It may remember what it has
/// looked up, and which facts the file's rows name, for as long as one file is worked on.
pub trait FileKind: Default + Send + 'static {
    /// Permission to send such files and to follow what becomes of them.
    type Permission: Permission;
    /// Names and columns.
    const DESCRIPTOR: Descriptor;
    /// Row as it was read; it says nothing of cells that cannot be.
    type ParsedRow: Clone + Hash + Send + Sync + 'static;
    /// Change that a row makes.
    type Change: Send + Sync + 'static;

    /// Layout by which a client's file is looked at: it needs also the columns without which each of the
    /// client's rows would be refused.
    fn layout_for(_: &Actor) -> &'static Layout {
        Self::DESCRIPTOR.layout
    }

    /// Reads a row's values; every fault is found.
    fn read(row: &Row, findings: &mut Vec<Finding>) -> Self::ParsedRow;

    /// Key in its file of a row of which everything could be read; two rows that share it must say the same.
    fn key(context: &ImportContext, parsed: &Self::ParsedRow) -> String;

    /// Names that a row says to be compared with the register only. Of rows that say the same but for them
    /// each is judged by its own: the first may be the wrong one.
    fn said_names(_: &Self::ParsedRow) -> String {
        String::new()
    }

    /// The fault of a row that has the key of another one and does not say the same.
    fn key_twice(_: &Self::ParsedRow) -> Fault {
        faults::reference_twice()
    }

    /// Plans what each of these rows comes to, by what is on the register, in their order; everything of them
    /// could be read. Called again for rows that met with another change of the register.
    ///
    /// # Errors
    /// The database cannot be read.
    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, Self::ParsedRow)],
    ) -> Result<Vec<PlannedRow<Self::Change>>>;

    /// Finds what else is wrong about rows that are refused already: whatever could be read of them is looked
    /// at by the same rules. They take nothing that another row has, and leave nothing to any.
    ///
    /// # Errors
    /// The database cannot be read.
    fn judge(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, Self::ParsedRow)],
    ) -> Result<Vec<PlannedRow<Self::Change>>>;

    /// Forgets what was looked up on the register, because it has changed since; what the file's rows say is
    /// remembered.
    fn invalidate(&mut self);

    /// Keeps what is kept of rows that were refused, whatever becomes of the file; of most there is nothing.
    ///
    /// # Errors
    /// The database cannot take it.
    fn note_refused(_: &mut Tx<'_>, _: &ImportContext, _: &[&PlannedRow<Self::Change>]) -> Result<()> {
        Ok(())
    }

    /// Makes these changes.
    ///
    /// # Errors
    /// [`crate::error::Kind::Conflict`] when the register has changed since they were planned; they are
    /// planned anew.
    fn keep(tx: &mut Tx<'_>, context: &ImportContext, changes: &[&Self::Change]) -> Result<()>;
}
