//! Reads a file's rows, and finds those that say what another one said.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::BuildHasher;
use std::sync::Arc;

use crate::imports::kinds::{self, Desk, FileKind, Judged};
use crate::imports::words::RowOutcome;
use crate::tables::{Code, Finding, Refusal, Row, Table};

/// A row as it was read.
pub(super) enum Taken<K: FileKind> {
    /// What it says.
    Said(u32, K::Said),
    /// It need not be looked for on the register.
    Judged(Judged<K::Change>),
}

/// Whether a row says what no other row said.
enum Seen {
    First,
    /// The row with this number says the same.
    Again(u32),
    /// The row with this number has the same key and says something else.
    Differently(u32),
}

/// A file that is being read, and what is remembered of it.
pub(super) struct Reading<K: FileKind> {
    table: Table,
    desk: Arc<Desk>,
    /// The row that first had a key, and a digest of what it says.
    seen: HashMap<String, (u32, u64)>,
    hasher: RandomState,
    kind: std::marker::PhantomData<K>,
}

impl<K: FileKind> Reading<K> {
    pub(super) fn of(table: Table, desk: Arc<Desk>) -> Self {
        Self { table, desk, seen: HashMap::new(), hasher: RandomState::new(), kind: std::marker::PhantomData }
    }

    /// The next rows; none at the end.
    pub(super) fn take(&mut self, most: usize) -> Result<Vec<Taken<K>>, Refusal> {
        let mut taken = Vec::with_capacity(most);
        while taken.len() < most {
            let Some(row) = self.table.next().transpose()? else { break };
            taken.push(self.look(row));
        }
        Ok(taken)
    }

    fn look(&mut self, mut row: Row) -> Taken<K> {
        let mut findings = std::mem::take(&mut row.findings);
        let said = K::read(&row, &mut findings);
        let reference = kinds::reference(K::DESCRIPTOR.layout, &row);
        let Some(said) = said.filter(|_| findings.is_empty()) else {
            return Taken::Judged(Judged::rejected(row.number, reference, findings));
        };
        match self.see(row.number, &said, K::key(&self.desk, &said)) {
            Seen::First => Taken::Said(row.number, said),
            Seen::Again(first) => {
                let duplicate = Judged::to(row.number, RowOutcome::Duplicate, reference);
                Taken::Judged(duplicate.found(Finding::of(Code::RowTwice).about(first)))
            }
            Seen::Differently(first) => Taken::Judged(Judged::rejected(
                row.number,
                reference,
                vec![Finding::of(Code::ReferenceTwice).about(first)],
            )),
        }
    }

    fn see(&mut self, number: u32, said: &K::Said, key: String) -> Seen {
        let digest = self.hasher.hash_one(said);
        match self.seen.entry(key) {
            Entry::Vacant(place) => {
                place.insert((number, digest));
                Seen::First
            }
            Entry::Occupied(first) if first.get().1 == digest => Seen::Again(first.get().0),
            Entry::Occupied(first) => Seen::Differently(first.get().0),
        }
    }
}
