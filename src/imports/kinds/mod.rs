//! What the engine asks of each kind of file, and the three kinds.

mod cells;
mod columns;
mod completions;
mod facts;
mod lookups;
mod supervision;
mod workers;

use std::hash::Hash;
use std::sync::Arc;

use uuid::Uuid;

use super::model::{OnChange, RowOutcome};
use crate::auth::Actor;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::journal::Caller;
use crate::keys::Keys;
use crate::tables::{Code, Finding, Layout, Row};
use crate::values::{Day, WorkerId};

pub use completions::Completions;
pub use facts::reference;
pub use supervision::SupervisionSessions;
pub use workers::Workers;

/// For whom a file is worked on, and how.
pub struct Desk {
    /// Who sent it.
    pub actor: Actor,
    /// What the journal says of the sender.
    pub caller: Caller,
    /// Keys for IDNPs.
    pub keys: Arc<Keys>,
    /// The day it is.
    pub today: Day,
    /// What becomes of a row that differs from what is on the register.
    pub on_change: OnChange,
}

/// What is to become of a row.
pub struct Judged<C> {
    /// Its number, as the caller counts.
    pub number: u32,
    /// What it would come to.
    pub outcome: RowOutcome,
    /// What it would create, or what is on the register already.
    pub object: Option<Uuid>,
    /// The worker that it is about.
    pub worker: Option<WorkerId>,
    /// Who else it is about.
    pub others: Vec<WorkerId>,
    /// The caller's own reference.
    pub reference: Option<String>,
    /// What was found about it.
    pub findings: Vec<Finding>,
    /// What changes, if anything does.
    pub change: Option<C>,
}

impl<C> Judged<C> {
    /// A row that comes to this.
    #[must_use]
    pub const fn to(number: u32, outcome: RowOutcome, reference: Option<String>) -> Self {
        Self {
            number,
            outcome,
            object: None,
            worker: None,
            others: Vec::new(),
            reference,
            findings: Vec::new(),
            change: None,
        }
    }

    /// A row that is rejected.
    #[must_use]
    pub fn rejected(number: u32, reference: Option<String>, findings: Vec<Finding>) -> Self {
        Self { findings, ..Self::to(number, RowOutcome::Rejected, reference) }
    }

    /// With what it is about.
    #[must_use]
    pub fn about(self, object: Option<Uuid>, worker: WorkerId) -> Self {
        Self { object, worker: Some(worker), ..self }
    }

    /// With something found.
    #[must_use]
    pub fn found(mut self, finding: Finding) -> Self {
        self.findings.push(finding);
        self
    }

    /// With something found in each of these fields.
    #[must_use]
    pub fn found_in(mut self, code: Code, fields: &[&str]) -> Self {
        self.findings.extend(fields.iter().map(|field| Finding::at(code, field)));
        self
    }

    /// With what changes.
    #[must_use]
    pub fn changing(self, change: C) -> Self {
        Self { change: Some(change), ..self }
    }

    /// Without the ids of what would be made, because it is not: of a new worker, the record's; of a new
    /// fact, the fact's.
    pub fn unmade(&mut self) {
        let of_worker = |worker: &WorkerId| Some(worker.0) == self.object;
        match self.outcome {
            RowOutcome::Created => {
                self.worker = self.worker.filter(|worker| !of_worker(worker));
                self.object = None;
            }
            // A worker's record keeps its id.
            RowOutcome::Corrected if !self.worker.as_ref().is_some_and(of_worker) => self.object = None,
            _ => {}
        }
    }

    /// The same row, of which nothing changes anyhow.
    #[must_use]
    pub fn without_change(&self) -> Self {
        let same = Self::to(self.number, self.outcome, self.reference.clone());
        Self {
            object: self.object,
            worker: self.worker,
            others: self.others.clone(),
            findings: self.findings.clone(),
            ..same
        }
    }
}

/// One kind of file: its columns, what its rows say, and what they change. It may remember what it has looked
/// up, and which facts the file's rows name, for as long as one file is worked on.
pub trait Kind: Default + Send + 'static {
    /// Its columns.
    const LAYOUT: &'static Layout;
    /// The operation by which the journal knows it.
    const OPERATION: &'static str;
    /// What a row says.
    type Said: Clone + Hash + Send + Sync + 'static;
    /// What a row changes.
    type Change: Send + Sync + 'static;

    /// Reads a row's values; every fault is found, and then there is nothing.
    fn read(row: &Row, findings: &mut Vec<Finding>) -> Option<Self::Said>;

    /// By what the row is told from every other of the file; two that share it must say the same.
    fn key(desk: &Desk, said: &Self::Said) -> String;

    /// What each of these rows would come to, by what is on the register, in their order. Called again for
    /// rows that met with another change of the register.
    ///
    /// # Errors
    /// The database cannot be read.
    fn plan(
        &mut self,
        conn: &mut Conn,
        desk: &Desk,
        rows: &[(u32, Self::Said)],
    ) -> Result<Vec<Judged<Self::Change>>>;

    /// Forgets what was looked up on the register, because it has changed since; what the file's rows say is
    /// remembered.
    fn look_anew(&mut self);

    /// Makes these changes.
    ///
    /// # Errors
    /// [`crate::error::Kind::Conflict`] when the register has changed since they were planned; they are
    /// planned anew.
    fn keep(tx: &mut Tx<'_>, desk: &Desk, changes: &[&Self::Change]) -> Result<()>;
}

/// The fields that are not the same, of those that are compared.
fn differing<const N: usize>(compared: [(bool, &'static str); N]) -> Vec<&'static str> {
    compared.into_iter().filter(|(is_same, _)| !is_same).map(|(_, field)| field).collect()
}
