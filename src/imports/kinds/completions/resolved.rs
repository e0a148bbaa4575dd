//! Rows of which everything that they name is known.

use uuid::Uuid;

use crate::completions::{Attainment, Change, Completion, FactKey, StatedCompletion};
use crate::db::Conn;
use crate::error::Result;
use crate::imports::faults;
use crate::imports::kinds::cells::{Action, Given};
use crate::imports::kinds::{FieldChange, ImportContext, PlannedRow, fields};
use crate::imports::words::{OnChange, RowOutcome};
use crate::programmes;
use crate::tables::Finding;
use crate::values::{CompletionId, Day, Note, OrganisationId, ProgrammeId};
use crate::workers::{self, NamedWorker};

/// A row of which everything that it names is known.
pub struct ResolvedCompletion {
    pub number: u32,
    /// Action that it asks for; none where that cannot be read.
    pub action: Option<Action>,
    pub provider: OrganisationId,
    pub worker: NamedWorker,
    /// The column by which it names the worker.
    pub person: &'static str,
    /// Day of beginning as it stands in the row.
    pub started_on: Given<Day>,
    pub stated: StatedCompletion,
    pub reason: Option<Note>,
    /// Completion that has its reference.
    pub before: Option<Box<Completion>>,
    /// Changes that the row would make of that.
    pub changes: Vec<FieldChange>,
    /// Doubts about the row, which are told where it is taken.
    pub doubts: Vec<Finding>,
}

impl ResolvedCompletion {
    /// The fact as it would be kept: a correction stays under the record that it corrects, though that was
    /// merged since.
    pub fn fact(&self) -> FactKey {
        let worker = self.before.as_ref().map_or(self.worker.id, |before| before.worker_id);
        (worker, self.stated.programme_id, self.stated.completed_on, self.stated.part.clone())
    }

    /// Completion that the row would correct away from its fact.
    pub fn leaves(&self) -> Option<CompletionId> {
        let before = self.before.as_ref()?;
        (self.fact() != before.fact()).then_some(before.id)
    }

    /// Content of the fact, as the row says it.
    pub fn attainment(&self) -> Attainment {
        Attainment::from(&self.stated)
    }

    /// A row whose fact is there already and says the same: a new one is nothing to do, a correction cannot
    /// be made.
    pub fn repeats(&self, known: Finding, object: Option<Uuid>) -> PlannedRow<Change> {
        if self.before.is_none() {
            return self.to(RowOutcome::Duplicate).about(object, self.worker.id).found(known);
        }
        self.collides().found(known)
    }

    /// A row whose fact is there already and says something else.
    pub fn contradicts(&self, differences: Vec<Finding>, object: Option<Uuid>) -> PlannedRow<Change> {
        let rejected = match self.before {
            None => self.to(RowOutcome::Rejected).about(object, self.worker.id),
            Some(_) => self.collides(),
        };
        differences.into_iter().fold(rejected, PlannedRow::found)
    }

    /// A correction of the fact itself, onto one that stays.
    fn collides(&self) -> PlannedRow<Change> {
        let is_of_fact = |field: &&str| matches!(*field, "programme" | "completedOn" | "part");
        let of_fact: Vec<_> = fields(&self.changes).into_iter().filter(is_of_fact).collect();
        self.to(RowOutcome::Rejected).found_in(&faults::cannot_correct(), &of_fact)
    }

    /// The row that comes to this.
    pub fn to(&self, outcome: RowOutcome) -> PlannedRow<Change> {
        let reference = Some(self.stated.reference.to_string());
        PlannedRow::to(self.number, outcome, reference)
            .about(self.before.as_ref().map(|before| before.id.0), self.worker.id)
    }

    /// The row that is taken, and what may be wrong about it.
    pub fn taken(&self, outcome: RowOutcome) -> PlannedRow<Change> {
        self.doubts.iter().cloned().fold(self.to(outcome), PlannedRow::found)
    }

    /// Outcome of a row that asks for no change, or for one that is not made.
    pub fn settled(&self, context: &ImportContext) -> Option<PlannedRow<Change>> {
        self.before.as_ref()?;
        let action = self.action?;
        let fields = fields(&self.changes);
        if fields.is_empty() {
            return Some(self.to(RowOutcome::Unchanged));
        }
        if action == Action::Void {
            return Some(self.to(RowOutcome::Rejected).found_in(&faults::voids_another(), &fields));
        }
        // Only a row that itself says that it corrects may turn a fact into another one: lists that count
        // from 1 each month have the references of the month before, and what these stand for is true.
        if is_of_another(&fields, self.person) && action != Action::Correct {
            return Some(self.to(RowOutcome::Rejected).found_in(&faults::reference_of_another(), &fields));
        }
        if fields.contains(&self.person) {
            // A completion is not corrected to be about somebody else: it is voided, and recorded for the
            // right person.
            return Some(self.to(RowOutcome::Rejected).found_in(&faults::cannot_correct(), &fields));
        }
        let may = action == Action::Correct || context.on_change != OnChange::Reject;
        (!may).then(|| self.to(RowOutcome::Rejected).found_in(&faults::differs(), &fields))
    }
}

/// Whether a row is about another fact than the one that has its reference: of somebody else, as in lists
/// that count from 1 for each group, or of another programme on another day. `person` is the column of who.
fn is_of_another(fields: &[&str], person: &str) -> bool {
    let differs = |field: &str| fields.contains(&field);
    differs(person) || differs("programme") && differs("completedOn")
}

/// The changes that a row would make of what has its reference; `person` is the column by which it names who.
/// A field that a completion gains is asked for here by the compiler.
pub fn differences(
    conn: &mut Conn,
    before: &Completion,
    (worker, person): (NamedWorker, &'static str),
    after: &StatedCompletion,
) -> Result<Vec<FieldChange>> {
    // Both have the same reference: by it the row was found.
    let StatedCompletion {
        programme_id,
        started_on: _,
        completed_on,
        part,
        time: _,
        result: _,
        reference: _,
    } = after;
    // Two records of one person may have been merged since.
    let is_same_worker = before.worker_id == worker.id
        || workers::records_of_person(conn, worker.id)?.contains(&before.worker_id);
    let programme = if before.programme_id == *programme_id {
        None
    } else {
        let codes = programmes::codes(conn, &[before.programme_id, *programme_id])?;
        let code = |id: &ProgrammeId| codes.get(id).map_or_else(|| id.to_string(), ToString::to_string);
        FieldChange::of("programme", [&before.programme_id, programme_id], code)
    };
    let of_fact = [
        FieldChange::untold(is_same_worker, person),
        programme,
        FieldChange::of("completedOn", [&before.completed_on, completed_on], Day::to_string),
        FieldChange::of_optional("part", [before.part.0.as_ref(), part.0.as_ref()]),
    ];
    Ok(of_fact.into_iter().flatten().chain(of_content(before, after)).collect())
}

/// The changes that a row would make of the content of a fact.
pub fn of_content(
    before: &Completion,
    after: &StatedCompletion,
) -> impl Iterator<Item = FieldChange> + use<> {
    let time = (!before.time().agrees(after.time))
        .then(|| FieldChange::telling("hours", [before.time().to_string(), after.time.to_string()]));
    let changes = [
        FieldChange::of_optional("startedOn", [before.started_on.as_ref(), after.started_on.as_ref()]),
        time,
        FieldChange::of("result", [&before.result, &after.result], |result| result.as_str().to_owned()),
    ];
    changes.into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_another_facts_where_who_or_what_and_when_differ() {
        for (fields, expected) in [
            (&["idnp", "programme", "completedOn", "hours"][..], true),
            (&["idnp", "programme"], true),
            (&["idnp", "completedOn", "result"], true),
            (&["programme", "completedOn"], true),
            (&["idnp", "hours", "result"], true),
            (&["workerId"], false),
            (&["programme", "part"], false),
            (&["completedOn"], false),
            (&[], false),
        ] {
            assert_eq!(is_of_another(fields, "idnp"), expected, "{fields:?}");
        }
    }
}
