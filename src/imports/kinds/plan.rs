//! Plans of rows: for whom they are made, and what is to become of each row.

use std::sync::Arc;

use uuid::Uuid;

use crate::call::Call;
use crate::imports::faults;
use crate::imports::words::{OnChange, RowOutcome};
use crate::keys::Keys;
use crate::tables::{Finding, masked};
use crate::values::{BatchId, Fault, WorkerId};
use crate::workers::Guess;

/// Context of the work on a file: for whom, and how.
pub struct ImportContext {
    /// The file.
    pub batch: BatchId,
    /// The call that sent it, as of today.
    pub call: Call,
    /// Keys for IDNPs.
    pub keys: Arc<Keys>,
    /// Treatment of a row that differs from what is on the register.
    pub on_change: OnChange,
}

/// Row with its outcome, before it is written.
pub struct PlannedRow<C> {
    /// Its number, as the caller counts.
    pub number: u32,
    /// Outcome that it would have.
    pub outcome: RowOutcome,
    /// The object that it would create, or that is on the register already.
    pub object: Option<Uuid>,
    /// The worker that it is about.
    pub worker: Option<WorkerId>,
    /// Whether the worker would be new as well, or is not to be told from one who would.
    pub is_of_new: bool,
    /// Other people whom it is about.
    pub others: Vec<WorkerId>,
    /// The caller's own reference.
    pub reference: Option<String>,
    /// Findings about it.
    pub findings: Vec<Finding>,
    /// Number and name that do not go together, where it says so of a person.
    pub guess: Option<Guess>,
    /// Change that it makes, if it makes one.
    pub change: Option<C>,
}

impl<C> PlannedRow<C> {
    /// A row that comes to this.
    #[must_use]
    pub const fn to(number: u32, outcome: RowOutcome, reference: Option<String>) -> Self {
        Self {
            number,
            outcome,
            object: None,
            worker: None,
            is_of_new: false,
            others: Vec::new(),
            reference,
            findings: Vec::new(),
            guess: None,
            change: None,
        }
    }

    /// A row that is rejected.
    #[must_use]
    pub fn rejected(number: u32, reference: Option<String>, findings: Vec<Finding>) -> Self {
        Self { findings, ..Self::to(number, RowOutcome::Rejected, reference) }
    }

    /// Adds the object and the worker that it is about.
    #[must_use]
    pub fn about(self, object: Option<Uuid>, worker: WorkerId) -> Self {
        Self { object, worker: Some(worker), ..self }
    }

    /// Adds a finding.
    #[must_use]
    pub fn found(mut self, finding: Finding) -> Self {
        self.findings.push(finding);
        self
    }

    /// Adds findings about columns of which nothing was found yet.
    pub fn find_more(&mut self, findings: Vec<Finding>) {
        let is_told = |told: &[Finding], found: &Finding| {
            found.column.is_some() && told.iter().any(|other| other.column == found.column)
        };
        let more: Vec<_> = findings.into_iter().filter(|found| !is_told(&self.findings, found)).collect();
        self.findings.extend(more);
    }

    /// Adds a warning for each of these changes, which the row makes.
    #[must_use]
    pub fn correcting(mut self, changes: &[FieldChange]) -> Self {
        let told = |change: &FieldChange| {
            let (before, after) = change.values.clone().unzip();
            Finding::at(faults::corrects(before, after), change.field)
        };
        self.findings.extend(changes.iter().map(told));
        self
    }

    /// Adds a finding in each of these fields.
    #[must_use]
    pub fn found_in(mut self, fault: &Fault, fields: &[&str]) -> Self {
        self.findings.extend(fields.iter().map(|field| Finding::at(fault.clone(), field)));
        self
    }

    /// Adds the change that it makes.
    #[must_use]
    pub fn changing(self, change: C) -> Self {
        Self { change: Some(change), ..self }
    }

    /// Without the ids of what would be made, because it is not: of a new worker, the record's; of a new
    /// fact, the fact's.
    pub fn without_ids(&mut self) {
        let of_worker = |worker: &WorkerId| Some(worker.0) == self.object;
        if self.is_of_new {
            self.worker = None;
        }
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
            is_of_new: self.is_of_new,
            others: self.others.clone(),
            findings: self.findings.clone(),
            guess: self.guess.clone(),
            ..same
        }
    }
}

/// Change of a field, by a row that says it otherwise than the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The column.
    pub field: &'static str,
    /// The value on the register, and the row's, as they are told; of people neither.
    pub values: Option<(String, String)>,
}

impl FieldChange {
    /// The change of a field from one value to another, if it is one.
    pub fn of<T: PartialEq>(
        field: &'static str,
        [before, after]: [&T; 2],
        told: impl Fn(&T) -> String,
    ) -> Option<Self> {
        (before != after).then(|| Self::telling(field, [told(before), told(after)]))
    }

    /// The change of a field that may have no value.
    pub fn of_optional<T: PartialEq + ToString>(
        field: &'static str,
        values: [Option<&T>; 2],
    ) -> Option<Self> {
        let [before, after] = values;
        (before != after).then(|| Self::telling(field, values.map(|value| or_none(value))))
    }

    /// The change of a field, with both values in words.
    pub fn telling(field: &'static str, values: [String; 2]) -> Self {
        let [before, after] = values.map(|value| masked(&value));
        Self { field, values: Some((before, after)) }
    }

    /// The change of a field that names something by the ids that the register gave.
    pub fn telling_ids(field: &'static str, [before, after]: [String; 2]) -> Self {
        Self { field, values: Some((before, after)) }
    }

    /// The change of a field whose values are not told.
    pub fn untold(is_same: bool, field: &'static str) -> Option<Self> {
        (!is_same).then_some(Self { field, values: None })
    }
}

/// A value as it is told; a dash where there is none.
pub fn or_none(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| "–".to_owned(), ToString::to_string)
}

/// The fields of changes.
pub fn fields(changes: &[FieldChange]) -> Vec<&'static str> {
    changes.iter().map(|change| change.field).collect()
}
