//! Claims on facts: rows of one file take a fact, and others leave it to them.

use std::collections::{HashMap, HashSet};

use super::resolved::{ResolvedCompletion, of_content};
use crate::completions::{self, Attainment, Change, Completion, FactKey};
use crate::imports::faults;
use crate::imports::kinds::cells::Given;
use crate::imports::kinds::{FieldChange, FileMap, ImportContext, PlannedRow, facts};
use crate::imports::words::{OnChange, RowOutcome};
use crate::tables::Finding;
use crate::values::CompletionId;

/// The facts that the rows of a file take, and those that they leave to others.
#[derive(Default)]
pub struct FactClaims {
    /// The row that first said that a worker completed a programme on a day, and may, and what else it says.
    facts: FileMap<FactKey, (u32, Attainment)>,
    /// Completions that rows void, or correct away from their facts, and the numbers of these rows: their
    /// facts are free for others.
    gone: HashMap<CompletionId, u32>,
    /// Rows are planned again that met with another change of the register.
    is_again: bool,
}

impl FactClaims {
    /// Rows are planned anew.
    pub const fn invalidate(&mut self) {
        self.is_again = true;
    }

    /// A row voids this.
    pub fn leave(&mut self, id: CompletionId, number: u32) {
        self.gone.insert(id, number);
    }

    /// Adds what rows of other plans leave, once the rows that are planned again are decided.
    pub fn leave_also(&mut self, elsewhere: HashMap<CompletionId, u32>) {
        self.gone.extend(elsewhere);
    }

    /// Forgets the claims of rows that are planned again. What other rows leave does not count among them,
    /// for these may be committed later; it is returned for [`Self::leave_also`].
    pub fn forget(&mut self, rows: impl Iterator<Item = u32>) -> HashMap<CompletionId, u32> {
        if !std::mem::take(&mut self.is_again) {
            return HashMap::new();
        }
        let again: HashSet<u32> = rows.collect();
        self.facts.retain(|_, (number, _)| !again.contains(number));
        let mut elsewhere = std::mem::take(&mut self.gone);
        elsewhere.retain(|_, number| !again.contains(number));
        elsewhere
    }

    /// Finds which corrections leave their facts to others: those that do not meet with a fact that stays.
    pub fn release(&mut self, rows: &[ResolvedCompletion], same: &HashMap<FactKey, Completion>) {
        let mut leaving: Vec<_> = rows.iter().filter_map(|row| Some((row, row.leaves()?))).collect();
        if leaving.is_empty() {
            return;
        }
        let mut first = FileMap::default();
        for row in rows {
            first.entry(row.fact()).or_insert(row.number);
        }
        self.gone.extend(leaving.iter().map(|(row, id)| (*id, row.number)));
        loop {
            let before = leaving.len();
            leaving.retain(|(row, id)| {
                let fact = row.fact();
                let is_first = [first.get(&fact), self.facts.get(&fact).map(|(number, _)| number)]
                    .into_iter()
                    .flatten()
                    .all(|number| *number == row.number);
                let is_free =
                    is_first && same.get(&fact).is_none_or(|known| self.gone.contains_key(&known.id));
                if !is_free {
                    self.gone.remove(id);
                }
                is_free
            });
            // A completion that stays may be in the way of another one.
            if leaving.len() == before {
                return;
            }
        }
    }

    /// Has a row that finds its fact as it says it keep the fact; what it comes to where another row is to
    /// change that.
    pub fn hold(&mut self, row: &ResolvedCompletion) -> Option<PlannedRow<Change>> {
        let (first, claimed) = *self.facts.entry(row.fact()).or_insert((row.number, row.attainment()));
        let differences = row.attainment().differences(claimed);
        (first != row.number && !differences.is_empty())
            .then(|| row.contradicts(of_row(first, differences), None))
    }

    /// Decides what a row comes to; `same` are the facts of rows that are on the register.
    pub fn decide(
        &mut self,
        context: &ImportContext,
        row: &ResolvedCompletion,
        same: &HashMap<FactKey, Completion>,
    ) -> PlannedRow<Change> {
        let own = row.before.as_ref().map(|before| before.id);
        let known =
            same.get(&row.fact()).filter(|known| Some(known.id) != own && !self.gone.contains_key(&known.id));
        let mut replaced = row.before.clone();
        if let Some(known) = known {
            // Another provider's completion is not the caller's to see.
            let is_own = known.provider_id == row.provider;
            let object = Some(known.id.0).filter(|_| is_own);
            let differences = row.attainment().differences(Attainment::from(known));
            if differences.is_empty() {
                return row.repeats(Finding::of(faults::fact_known()), object);
            }
            if !is_own {
                let elsewhere = Finding::of(completions::faults::differs_elsewhere());
                return row.contradicts(vec![elsewhere], None);
            }
            if row.before.is_some() || context.on_change == OnChange::Reject {
                return row.contradicts(of_register(known, differences), object);
            }
            replaced = Some(Box::new(known.clone()));
        }
        let (first, claimed) = *self.facts.entry(row.fact()).or_insert((row.number, row.attainment()));
        if first != row.number {
            let differences = row.attainment().differences(claimed);
            return if differences.is_empty() {
                row.repeats(Finding::of(faults::row_twice()).about(first), None)
            } else {
                row.contradicts(of_row(first, differences), None)
            };
        }
        let Some(before) = replaced else {
            let (id, change) = Change::record(row.worker.id, row.provider, &row.stated, &context.call.actor);
            return row.taken(RowOutcome::Created).about(Some(id.0), row.worker.id).changing(change);
        };
        let (mut stated, mut changes) = (row.stated.clone(), row.changes.clone());
        if row.before.is_none() {
            // It is known by its fact: what it says of that, and its reference, are new.
            if !matches!(row.started_on, Given::Said(_) | Given::Empty) {
                stated.started_on = before.started_on;
            }
            changes.extend(of_content(&before, &stated));
            let references = [&before.reference, &stated.reference];
            changes.extend(FieldChange::of("reference", references, ToString::to_string));
        }
        let (id, change) = Change::correct(
            before,
            &stated,
            facts::reason(context, row.reason.as_ref()),
            &context.call.actor,
        );
        row.taken(RowOutcome::Corrected)
            .about(Some(id.0), row.worker.id)
            .correcting(&changes)
            .changing(change)
    }
}

/// Differences of a row from what the register knows of its fact, in their columns.
fn of_register(known: &Completion, differences: Vec<(&'static str, String)>) -> Vec<Finding> {
    let finding = |(field, has): (&'static str, String)| {
        Finding::at(completions::faults::fact_differs(field, &has, known.reference.as_str()), field)
    };
    differences.into_iter().map(finding).collect()
}

/// Differences of a row from an earlier one of its file, in their columns.
fn of_row(number: u32, differences: Vec<(&'static str, String)>) -> Vec<Finding> {
    let finding = |(field, has): (&'static str, String)| {
        Finding::at(completions::faults::row_differs(field, &has), field).about(number)
    };
    differences.into_iter().map(finding).collect()
}
