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
        let SessionDifferences { fields, is_of_others } = differences(conn, &before, &self.session)?;
        if fields.is_empty() {
            return Ok(self.to(RowOutcome::Unchanged));
        }
        // Lists that count from 1 each month, or in each house, have the references of others.
        if is_of_another(&fields, is_of_others) && self.action != Action::Correct {
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
/// others or about something else; or with nobody of those who attended, and otherwise in anything else.
fn is_of_another(fields: &[&str], is_of_others: bool) -> bool {
    let is_other = |field: &&str| fields.contains(field);
    let is_elsewhere = is_other(&"heldOn") && ["supervisorIdnp", "attendees", "theme"].iter().any(is_other);
    is_elsewhere || is_of_others && fields.len() > 1
}

/// Differences of a row from the session that has its reference.
struct SessionDifferences {
    /// The fields in which it differs.
    fields: Vec<&'static str>,
    /// Whether nobody attended both.
    is_of_others: bool,
}

/// Compares a row with what has its reference. A field that a session gains is asked for here by the
/// compiler.
fn differences(
    conn: &mut Conn,
    before: &SupervisionSession,
    after: &NewSupervisionSession,
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
    let mut of_both = 0;
    for attendee in attendee_ids {
        of_both += usize::from(is_among(conn, *attendee, &before.attendee_ids)?);
    }
    let same_attendees = of_both == attendee_ids.len() && of_both == before.attendee_ids.len();
    let fields = differing([
        (is_among(conn, *supervisor_id, &[before.supervisor_id])?, "supervisorIdnp"),
        (same_attendees, "attendees"),
        (before.kind == *kind, "kind"),
        (before.setting == *setting, "setting"),
        (before.method == *method, "method"),
        (before.held_on == *held_on, "heldOn"),
        (before.minutes == *minutes, "minutes"),
        (before.theme == *theme, "theme"),
    ]);
    Ok(SessionDifferences { fields, is_of_others: of_both == 0 })
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
        if differences(conn, one, session)?.fields.is_empty() {
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
