//! Reads a file's rows, and finds those that say what another one said.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher;
use std::sync::Arc;

use crate::imports::faults;
use crate::imports::kinds::{self, FileKind, ImportContext, PlannedRow};
use crate::imports::words::RowOutcome;
use crate::tables::{Finding, Refusal, Row, Table};

/// A row as it was read.
pub(super) enum ReadRow<K: FileKind> {
    /// Number and values.
    Parsed(u32, K::ParsedRow),
    /// It need not be looked for on the register.
    Planned(PlannedRow<K::Change>),
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
    seen: HashMap<String, (u32, [u64; 2])>,
    hasher: RandomState,
    kind: std::marker::PhantomData<K>,
}

impl<K: FileKind> RowReader<K> {
    pub(super) fn of(table: Table, context: Arc<ImportContext>) -> Self {
        Self {
            table,
            context,
            seen: HashMap::new(),
            hasher: RandomState::new(),
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
        let Some(parsed) = parsed.filter(|_| findings.is_empty()) else {
            return ReadRow::Planned(PlannedRow::rejected(row.number, reference, findings));
        };
        match self.see(row.number, &parsed, K::key(&self.context, &parsed)) {
            Occurrence::First | Occurrence::OtherNames => ReadRow::Parsed(row.number, parsed),
            Occurrence::Again(first) => {
                let duplicate = PlannedRow::to(row.number, RowOutcome::Duplicate, reference);
                ReadRow::Planned(duplicate.found(Finding::of(faults::row_twice()).about(first)))
            }
            Occurrence::Differently(first) => ReadRow::Planned(PlannedRow::rejected(
                row.number,
                reference,
                vec![Finding::of(K::key_twice(&parsed)).about(first)],
            )),
        }
    }

    fn see(&mut self, number: u32, parsed: &K::ParsedRow, key: String) -> Occurrence {
        let digest = [self.hasher.hash_one(parsed), self.hasher.hash_one(K::said_names(parsed))];
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
