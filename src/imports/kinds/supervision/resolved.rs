//! Rows of which everything that they name is known.

use super::parsed::SUPERVISOR;
use crate::db::Conn;
use crate::error::Result;
use crate::imports::faults;
use crate::imports::kinds::cells::Action;
use crate::imports::kinds::{FieldChange, ImportContext, PlannedRow, facts, fields};
use crate::imports::words::{OnChange, RowOutcome};
use crate::supervision::{self, Change, NewSupervisionSession, SupervisionSession};
use crate::tables::Finding;
use crate::values::{Note, OrganisationId, Reference, WorkerId};
use crate::workers;

/// A row of which everything that it names is known.
pub struct ResolvedSession {
    pub number: u32,
    /// Action that it asks for; none where that cannot be read.
    pub action: Option<Action>,
    pub organisation: OrganisationId,
    pub session: NewSupervisionSession,
    pub reason: Option<Note>,
    /// Session that has its reference.
    pub before: Option<Box<SupervisionSession>>,
    /// Differences of the row from that.
    pub differences: Option<SessionDifferences>,
    /// Doubts about the row, which are told where it is taken.
    pub doubts: Vec<Finding>,
}

impl ResolvedSession {
    /// The row that comes to this.
    pub fn to(&self, outcome: RowOutcome) -> PlannedRow<Change> {
        let reference = self.session.reference.as_ref().map(Reference::to_string);
        let others = self
            .before
            .iter()
            .flat_map(|before| before.people())
            .chain(self.session.attendee_ids.iter().copied());
        let planned =
            PlannedRow { others: others.collect(), ..PlannedRow::to(self.number, outcome, reference) };
        planned.about(self.before.as_ref().map(|before| before.id.0), self.session.supervisor_id)
    }

    /// Changes that the row would make of the session that has its reference.
    pub fn changes(&self) -> &[FieldChange] {
        self.differences.as_ref().map_or(&[], |differences| &differences.changes)
    }

    /// The row that is taken, and what may be wrong about it.
    fn taken(&self, outcome: RowOutcome) -> PlannedRow<Change> {
        self.doubts.iter().cloned().fold(self.to(outcome), PlannedRow::found)
    }

    /// Outcome of a row that asks for no change, or for one that is not made.
    pub fn settled(&self, context: &ImportContext) -> Option<PlannedRow<Change>> {
        let SessionDifferences { changes, is_of_others } = self.differences.as_ref()?;
        let (action, fields) = (self.action?, fields(changes));
        if fields.is_empty() {
            return Some(self.to(RowOutcome::Unchanged));
        }
        if action == Action::Void {
            return Some(self.to(RowOutcome::Rejected).found_in(&faults::voids_another(), &fields));
        }
        // Lists that count from 1 each month, or in each house, have the references of others.
        if is_of_another(&fields, *is_of_others) && action != Action::Correct {
            return Some(self.to(RowOutcome::Rejected).found_in(&faults::reference_of_another(), &fields));
        }
        let may = action == Action::Correct || context.on_change != OnChange::Reject;
        (!may).then(|| self.to(RowOutcome::Rejected).found_in(&faults::differs(), &fields))
    }

    /// Decides what the row comes to.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn decide(&self, conn: &mut Conn, context: &ImportContext) -> Result<PlannedRow<Change>> {
        if let Some(settled) = self.settled(context) {
            return Ok(settled);
        }
        let Some(before) = self.before.clone() else {
            // Recorded by hand without a reference, and now by file.
            let actor = &context.call.actor;
            if let Some(first) = supervision::find_equal(conn, self.organisation, &self.session, actor)? {
                let known = Finding::of(faults::fact_known());
                let duplicate = self.to(RowOutcome::Duplicate).found(known);
                return Ok(duplicate.about(Some(first.0), self.session.supervisor_id));
            }
            let (id, change) = Change::record(self.organisation, &self.session, &context.call.actor);
            return Ok(self
                .taken(RowOutcome::Created)
                .about(Some(id.0), self.session.supervisor_id)
                .changing(change));
        };
        let (id, change) = Change::correct(
            before,
            &self.session,
            facts::reason(context, self.reason.as_ref()),
            &context.call.actor,
        );
        Ok(self
            .taken(RowOutcome::Corrected)
            .about(Some(id.0), self.session.supervisor_id)
            .correcting(self.changes())
            .changing(change))
    }
}

/// Whether a row is about another session than the one that has its reference: on another day, and with
/// others or about something else; or with nobody of those who attended, and otherwise in anything else.
fn is_of_another(fields: &[&str], is_of_others: bool) -> bool {
    let is_other = |field: &&str| fields.contains(field);
    let is_elsewhere =
        is_other(&"heldOn") && ["supervisorIdnp", "supervisorId", "attendees", "theme"].iter().any(is_other);
    is_elsewhere || is_of_others && fields.len() > 1
}

/// Differences of a row from the session that has its reference.
pub struct SessionDifferences {
    /// Changes that it would make of that.
    changes: Vec<FieldChange>,
    /// Whether nobody attended both.
    is_of_others: bool,
}

/// Compares a row with what has its reference; `supervisor` is the column by which it names who supervised.
/// A field that a session gains is asked for here by the compiler.
///
/// # Errors
/// The database cannot be read.
pub fn differences(
    conn: &mut Conn,
    before: &SupervisionSession,
    after: &NewSupervisionSession,
    supervisor: &'static str,
) -> Result<SessionDifferences> {
    let NewSupervisionSession {
        // Both have the same reference of the same organisation: by it the row was found.
        organisation_id: _,
        reference: _,
        supervisor_id,
        kind,
        setting,
        method,
        held_on,
        minutes,
        theme,
        attendee_ids,
    } = after;
    let mut new = Vec::new();
    for attendee in attendee_ids {
        if !is_among(conn, *attendee, &before.attendee_ids)? {
            new.push(*attendee);
        }
    }
    let of_both = attendee_ids.len() - new.len();
    let mut gone = Vec::new();
    if of_both < before.attendee_ids.len() {
        for attendee in &before.attendee_ids {
            if !is_among(conn, *attendee, attendee_ids)? {
                gone.push(*attendee);
            }
        }
    }
    let is_same_supervisor = is_among(conn, *supervisor_id, &[before.supervisor_id])?;
    let supervisors = [&before.supervisor_id, supervisor_id].map(|one| some_of(&[*one]));
    let are_same = new.is_empty() && of_both == before.attendee_ids.len();
    let changes = [
        (!is_same_supervisor).then(|| FieldChange::telling_ids(supervisor, supervisors)),
        (!are_same).then(|| FieldChange::telling_ids("attendees", [some_of(&gone), some_of(&new)])),
        FieldChange::of("kind", [&before.kind, kind], |word| word.as_str().to_owned()),
        FieldChange::of("setting", [&before.setting, setting], |word| word.as_str().to_owned()),
        FieldChange::of("method", [&before.method, method], |word| word.as_str().to_owned()),
        FieldChange::of("heldOn", [&before.held_on, held_on], ToString::to_string),
        FieldChange::of("minutes", [&before.minutes, minutes], ToString::to_string),
        FieldChange::of("theme", [&before.theme, theme], ToString::to_string),
    ];
    Ok(SessionDifferences { changes: changes.into_iter().flatten().collect(), is_of_others: of_both == 0 })
}

/// The first of some people by their ids, and how many there are besides; a dash where there is nobody.
fn some_of(people: &[WorkerId]) -> String {
    match people {
        [] => "–".to_owned(),
        [one] => one.to_string(),
        [first, others @ ..] => format!("{first} +{}", others.len()),
    }
}

/// Finding of a row that says again what was voided.
///
/// # Errors
/// The database cannot be read.
pub fn said_before(
    conn: &mut Conn,
    voided: &[SupervisionSession],
    session: &NewSupervisionSession,
) -> Result<Option<Finding>> {
    for one in voided {
        if differences(conn, one, session, SUPERVISOR.0)?.changes.is_empty() {
            let reason = one.withdrawal_reason.as_ref().map_or("", Note::as_str);
            return Ok(Some(Finding::at(faults::voided(reason), "reference")));
        }
    }
    Ok(None)
}

/// Tells whether somebody is one of these, under whichever record.
///
/// # Errors
/// The database cannot be read.
pub fn is_among(conn: &mut Conn, worker: WorkerId, people: &[WorkerId]) -> Result<bool> {
    // Two records of one person may have been merged since.
    Ok(people.contains(&worker)
        || workers::records_of_person(conn, worker)?.iter().any(|record| people.contains(record)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_another_sessions_on_another_day_or_with_others_and_otherwise() {
        for (fields, is_of_others, expected) in [
            (&["attendees", "heldOn"][..], false, true),
            (&["supervisorIdnp", "heldOn", "minutes"], false, true),
            (&["supervisorId", "heldOn", "minutes"], false, true),
            (&["heldOn", "theme"], false, true),
            (&["heldOn", "minutes"], false, false),
            (&["supervisorIdnp", "attendees", "theme"], false, false),
            (&["supervisorIdnp", "attendees", "minutes"], true, true),
            (&["attendees", "minutes"], true, true),
            // The wrong person was named.
            (&["attendees"], true, false),
            (&["supervisorIdnp"], false, false),
            (&[], false, false),
        ] {
            assert_eq!(is_of_another(fields, is_of_others), expected, "{fields:?}");
        }
    }
}
