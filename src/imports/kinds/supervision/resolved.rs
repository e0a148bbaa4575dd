//! Rows of which everything that they name is known.

use crate::db::Conn;
use crate::error::Result;
use crate::imports::faults;
use crate::imports::kinds::cells::Action;
use crate::imports::kinds::{ImportContext, PlannedRow, differing, facts};
use crate::imports::words::{OnChange, RowOutcome};
use crate::supervision::{self, Change, NewSupervisionSession, SupervisionSession};
use crate::tables::Finding;
use crate::values::{Note, OrganisationId, Reference, WorkerId};
use crate::workers;

/// A row of which everything that it names is known.
pub struct ResolvedSession {
    pub number: u32,
    pub action: Action,
    pub organisation: OrganisationId,
    pub session: NewSupervisionSession,
    pub reason: Option<Note>,
    /// Session that has its reference.
    pub before: Option<SupervisionSession>,
    /// Doubts about the row, which are told where it is taken.
    pub doubts: Vec<Finding>,
}

impl ResolvedSession {
    fn to(&self, outcome: RowOutcome) -> PlannedRow<Change> {
        let reference = self.session.reference.as_ref().map(Reference::to_string);
        let others = self
            .before
            .iter()
            .flat_map(SupervisionSession::people)
            .chain(self.session.attendee_ids.iter().copied());
        let planned =
            PlannedRow { others: others.collect(), ..PlannedRow::to(self.number, outcome, reference) };
        planned.about(self.before.as_ref().map(|before| before.id.0), self.session.supervisor_id)
    }

    /// The row that is taken, and what may be wrong about it.
    fn taken(&self, outcome: RowOutcome) -> PlannedRow<Change> {
        self.doubts.iter().cloned().fold(self.to(outcome), PlannedRow::found)
    }

    /// Decides what the row comes to.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn decide(&self, conn: &mut Conn, context: &ImportContext) -> Result<PlannedRow<Change>> {
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
        let fields = differences(conn, &before, &self.session)?;
        if fields.is_empty() {
            return Ok(self.to(RowOutcome::Unchanged));
        }
        // Lists that count from 1 each month have the references of the month before.
        if is_of_another(&fields) && self.action != Action::Correct {
            return Ok(self.to(RowOutcome::Rejected).found_in(&faults::reference_of_another(), &fields));
        }
        if self.action != Action::Correct && context.on_change == OnChange::Reject {
            return Ok(self.to(RowOutcome::Rejected).found_in(&faults::differs(), &fields));
        }
        let (id, change) = Change::correct(
            before,
            &self.session,
            facts::reason(context, self.reason.as_ref()),
            &context.call.actor,
        );
        Ok(self
            .taken(RowOutcome::Corrected)
            .about(Some(id.0), self.session.supervisor_id)
            .found_in(&faults::corrects(), &fields)
            .changing(change))
    }
}

/// Whether a row is about another session than the one that has its reference: on another day, and with
/// others or about something else.
fn is_of_another(fields: &[&str]) -> bool {
    let is_other = |field: &&str| fields.contains(field);
    is_other(&"heldOn") && ["supervisorIdnp", "attendees", "theme"].iter().any(is_other)
}

/// The fields in which a row differs from what has its reference. A field that a session gains is asked for
/// here by the compiler.
fn differences(
    conn: &mut Conn,
    before: &SupervisionSession,
    after: &NewSupervisionSession,
) -> Result<Vec<&'static str>> {
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
    let mut same_attendees = before.attendee_ids.len() == attendee_ids.len();
    for attendee in attendee_ids {
        same_attendees = same_attendees && is_among(conn, *attendee, &before.attendee_ids)?;
    }
    Ok(differing([
        (is_among(conn, *supervisor_id, &[before.supervisor_id])?, "supervisorIdnp"),
        (same_attendees, "attendees"),
        (before.kind == *kind, "kind"),
        (before.setting == *setting, "setting"),
        (before.method == *method, "method"),
        (before.held_on == *held_on, "heldOn"),
        (before.minutes == *minutes, "minutes"),
        (before.theme == *theme, "theme"),
    ]))
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
    fn a_reference_is_another_sessions_on_another_day_with_others_or_about_something_else() {
        for (fields, expected) in [
            (&["attendees", "heldOn"][..], true),
            (&["supervisorIdnp", "heldOn", "minutes"], true),
            (&["heldOn", "theme"], true),
            (&["heldOn", "minutes"], false),
            (&["supervisorIdnp", "attendees", "theme"], false),
            (&[], false),
        ] {
            assert_eq!(is_of_another(fields), expected, "{fields:?}");
        }
    }
}
