//! Reads a file's rows, and finds those that say what another one said.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::imports::faults;
use crate::imports::kinds::{self, FileKind, FileMap, ImportContext, PlannedRow, RowDigest};
use crate::imports::words::RowOutcome;
use crate::tables::{Finding, Refusal, Row, Severity, Table};

/// A row as it was read.
pub(super) enum ReadRow<K: FileKind> {
    /// Number and values.
    Parsed(u32, K::ParsedRow),
    /// It is refused, and what else is wrong about it is yet to be found.
    Faulty(FaultyRow<K>),
    /// It need not be looked for on the register.
    Planned(PlannedRow<K::Change>),
}

/// A row that is refused for what it says.
pub(super) struct FaultyRow<K: FileKind> {
    pub number: u32,
    pub parsed: K::ParsedRow,
    reference: Option<String>,
    findings: Vec<Finding>,
}

impl<K: FileKind> FaultyRow<K> {
    /// The row with all its faults: its own, and those that the register shows, as it would be planned by
    /// that.
    pub(super) fn with(self, judged: PlannedRow<K::Change>) -> PlannedRow<K::Change> {
        let Self { number, reference, mut findings, .. } = self;
        let others = judged.findings.into_iter().filter(|found| found.severity() == Severity::Error);
        let others: Vec<_> = others.filter(|found| !findings.contains(found)).collect();
        findings.extend(others);
        let rejected = PlannedRow::rejected(number, reference, findings);
        PlannedRow { worker: judged.worker, others: judged.others, ..rejected }
    }
}

/// Occurrence of a key among the rows read so far.
enum Occurrence {
    First,
    /// A row before says the same, but for names that are compared with the register.
    OtherNames,
    /// The row with this number says the same.
    Again(u32),
    /// The row with this number has the same key and says something else.
    Differently(u32),
}

/// A file that is being read, and what is remembered of it.
pub(super) struct RowReader<K: FileKind> {
    table: Table,
    context: Arc<ImportContext>,
    /// The row that first had a key, and digests of what it says and of names that it says besides.
    seen: FileMap<String, (u32, [u64; 2])>,
    digest: RowDigest,
    kind: std::marker::PhantomData<K>,
}

impl<K: FileKind> RowReader<K> {
    pub(super) fn of(table: Table, context: Arc<ImportContext>) -> Self {
        Self {
            table,
            context,
            seen: FileMap::default(),
            digest: RowDigest::default(),
            kind: std::marker::PhantomData,
        }
    }

    /// The next rows; none at the end.
    pub(super) fn take(&mut self, most: usize) -> Result<Vec<ReadRow<K>>, Refusal> {
        let mut taken = Vec::with_capacity(most);
        while taken.len() < most {
            let Some(row) = self.table.next().transpose()? else { break };
            taken.push(self.look(row));
        }
        Ok(taken)
    }

    fn look(&mut self, mut row: Row) -> ReadRow<K> {
        let mut findings = std::mem::take(&mut row.findings);
        let parsed = K::read(&row, &mut findings);
        let reference = kinds::reference(K::DESCRIPTOR.layout, &row);
        let number = row.number;
        if !findings.is_empty() {
            return ReadRow::Faulty(FaultyRow { number, parsed, reference, findings });
        }
        match self.see(number, &parsed, K::key(&self.context, &parsed)) {
            Occurrence::First | Occurrence::OtherNames => ReadRow::Parsed(number, parsed),
            Occurrence::Again(first) => {
                let duplicate = PlannedRow::to(number, RowOutcome::Duplicate, reference);
                ReadRow::Planned(duplicate.found(Finding::of(faults::row_twice()).about(first)))
            }
            Occurrence::Differently(first) => {
                let findings = vec![Finding::of(K::key_twice(&parsed)).about(first)];
                ReadRow::Faulty(FaultyRow { number, parsed, reference, findings })
            }
        }
    }

    fn see(&mut self, number: u32, parsed: &K::ParsedRow, key: String) -> Occurrence {
        let digest = [self.digest.of(parsed), self.digest.of(K::said_names(parsed))];
        match self.seen.entry(key) {
            Entry::Vacant(place) => {
                place.insert((number, digest));
                Occurrence::First
            }
            Entry::Occupied(first) if first.get().1 == digest => Occurrence::Again(first.get().0),
            Entry::Occupied(first) if first.get().1[0] == digest[0] => Occurrence::OtherNames,
            Entry::Occupied(first) => Occurrence::Differently(first.get().0),
        }
    }
}
