//! Claims on facts: rows of one file take a fact, and others leave it to them.

use crate::imports::faults;
use std::collections::{HashMap, HashSet};

use super::resolved::ResolvedCompletion;
use crate::completions::{Change, FactKey};
use crate::imports::kinds::{ImportContext, PlannedRow, facts};
use crate::imports::words::RowOutcome;
use crate::tables::Finding;
use crate::values::{CompletionId, OrganisationId};

/// The facts that the rows of a file take, and those that they leave to others.
#[derive(Default)]
pub struct FactClaims {
    /// The row that first said that a worker completed a programme on a day, and may.
    facts: HashMap<FactKey, u32>,
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
        self.facts.retain(|_, number| !again.contains(number));
        let mut elsewhere = std::mem::take(&mut self.gone);
        elsewhere.retain(|_, number| !again.contains(number));
        elsewhere
    }

    /// Finds which corrections leave their facts to others: those that do not meet with a fact that stays.
    pub fn release(
        &mut self,
        rows: &[ResolvedCompletion],
        same: &HashMap<FactKey, (CompletionId, OrganisationId)>,
    ) {
        let mut first: HashMap<FactKey, u32> = HashMap::with_capacity(rows.len());
        for row in rows {
            first.entry(row.fact()).or_insert(row.number);
        }
        let mut leaving: Vec<_> = rows.iter().filter_map(|row| Some((row, row.leaves()?))).collect();
        self.gone.extend(leaving.iter().map(|(row, id)| (*id, row.number)));
        loop {
            let before = leaving.len();
            leaving.retain(|(row, id)| {
                let fact = row.fact();
                let is_first = [first.get(&fact), self.facts.get(&fact)]
                    .into_iter()
                    .flatten()
                    .all(|number| *number == row.number);
                let is_free =
                    is_first && same.get(&fact).is_none_or(|(known, _)| self.gone.contains_key(known));
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

    /// Decides what a row comes to; `same` are the facts of rows that are on the register.
    pub fn decide(
        &mut self,
        context: &ImportContext,
        row: &ResolvedCompletion,
        same: &HashMap<FactKey, (CompletionId, OrganisationId)>,
    ) -> PlannedRow<Change> {
        let own = row.before.as_ref().map(|before| before.id);
        let known =
            same.get(&row.fact()).filter(|(known, _)| Some(*known) != own && !self.gone.contains_key(known));
        if let Some((known, provider)) = known {
            // Another provider's completion is not the caller's to see.
            let object = Some(known.0).filter(|_| *provider == row.provider);
            return row.meets(Finding::of(faults::fact_known()), object);
        }
        let first = *self.facts.entry(row.fact()).or_insert(row.number);
        if first != row.number {
            return row.meets(Finding::of(faults::row_twice()).about(first), None);
        }
        let Some(before) = row.before.clone() else {
            let (id, change) = Change::record(row.worker.id, row.provider, &row.stated, &context.call.actor);
            return row.to(RowOutcome::Created).about(Some(id.0), row.worker.id).changing(change);
        };
        let (id, change) = Change::correct(
            before,
            &row.stated,
            facts::reason(context, row.reason.as_ref()),
            &context.call.actor,
        );
        row.to(RowOutcome::Corrected)
            .about(Some(id.0), row.worker.id)
            .found_in(&faults::corrects(), &row.fields)
            .changing(change)
    }
}
