//! Files of supervision sessions.

mod columns;
mod parsed;
mod resolved;

use columns::{LAYOUT, example};
use parsed::{ATTENDEES, ParsedRow, SUPERVISOR, SessionDetails};
use resolved::{ResolvedSession, is_among, said_before};

use super::cells::{Action, Cells, PersonRef};
use super::facts::{FactLookups, FactRow, FoundRow};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::LookupCache;
use super::names::SaidNames;
use super::{ImportContext, PlannedRow, facts};
use crate::auth::permission::RecordSupervision;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::faults;
use crate::imports::words::RowOutcome;
use crate::organisations;
use crate::supervision::{self, Change, Misfit, NewSupervisionSession, SupervisionSession};
use crate::tables::{Finding, Row, Severity};
use crate::values::{Day, OrganisationId, WorkerId};
use crate::workers::{self, NamedWorker, Sight};

/// Look-ups for a file of sessions.
#[derive(Default)]
pub struct SessionFile {
    lookups: FactLookups,
    /// Among whom the caller finds those who attended on a day.
    sights: LookupCache<Day, Option<Sight>>,
}

impl FileKind for SessionFile {
    type Permission = RecordSupervision;
    const DESCRIPTOR: Descriptor = Descriptor {
        title: "Supervision sessions",
        command: "supervision",
        path: "/supervision-session-batches",
        operations: Operations {
            create: "create_supervision_session_batch",
            list: "list_supervision_session_batches",
            get: "get_supervision_session_batch",
            list_rows: "list_supervision_session_batch_rows",
            get_annotated: "get_supervision_session_batch_annotated",
        },
        layout: &LAYOUT,
        lists: &["attendees", "attendeeNames"],
        example,
    };
    type ParsedRow = ParsedRow;
    type Change = Change;

    fn read(row: &Row, findings: &mut Vec<Finding>) -> Option<ParsedRow> {
        FactRow::read(&mut Cells::of(&LAYOUT, row, findings), "organisation", SessionDetails::read)
    }

    fn key(_: &ImportContext, parsed: &ParsedRow) -> String {
        parsed.key()
    }

    fn said_names(parsed: &ParsedRow) -> String {
        parsed.details.as_ref().map_or_else(String::new, |details| {
            let first = [&details.names, &details.supervisor_names].into_iter();
            let all: Vec<_> = first.chain(&details.attendee_names).map(SaidNames::written).collect();
            all.join("\r")
        })
    }

    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let details = rows.iter().filter_map(|(_, parsed)| parsed.details.as_ref());
        self.lookups.people.resolve(conn, context, details.flat_map(SessionDetails::people))?;
        let named = rows.iter().filter_map(|(_, parsed)| parsed.details.as_ref());
        let named = named.filter(|details| details.has_names());
        self.lookups.people.learn_names(conn, named.flat_map(SessionDetails::people))?;
        let mut planned = Vec::with_capacity(rows.len());
        let found = self.lookups.find(
            conn,
            context,
            rows,
            SessionDetails::is_of_others,
            supervision::by_references,
            supervision::voided_by_references,
        )?;
        for row in found {
            planned.push(match row {
                Err(rejected) => rejected,
                Ok(row) => match (row.owner, &row.row.details) {
                    (Some(organisation), None) => void(conn, context, row, organisation)?,
                    (_, details) => match self.resolve(conn, context, details.as_ref(), row)? {
                        Ok(row) => row.decide(conn, context)?,
                        Err(rejected) => rejected,
                    },
                },
            });
        }
        Ok(planned)
    }

    fn invalidate(&mut self) {
        self.lookups.invalidate();
        self.sights = LookupCache::default();
    }

    fn keep(tx: &mut Tx<'_>, context: &ImportContext, changes: &[&Change]) -> Result<()> {
        facts::require_active(tx, changes.iter().flat_map(|change| change.records_of()))?;
        supervision::keep(tx, &context.call.actor, changes)
    }
}

impl SessionFile {
    /// Finds on the register what a row names; or every fault that only the register shows.
    fn resolve(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        details: Option<&SessionDetails>,
        found: FoundRow<'_, SessionDetails, SupervisionSession>,
    ) -> Result<Result<ResolvedSession, PlannedRow<Change>>> {
        let FoundRow { number, row: parsed, owner: organisation, before, voided } = found;
        let (mut findings, reference) = (Vec::new(), Some(parsed.reference.to_string()));
        if organisation.is_none() {
            findings.push(Finding::at(organisations::faults::unknown(), "organisation"));
        }
        let Some(details) = details else {
            return Ok(Err(PlannedRow::rejected(number, reference, findings)));
        };
        // People of whom the caller learns that they are on the register, whatever is wrong about the row.
        let mut met: Vec<_> = self.lookups.people.found(&details.supervisor).collect();
        let supervisor = self.supervisor(conn, context, details, before.as_ref())?;
        // Somebody whom the caller may not name is told to it no more than somebody who is not there.
        let is_hidden = supervisor.as_ref().is_err_and(|found| found.fault == workers::faults::unknown());
        let supervisor = supervisor.map_err(|finding| findings.push(finding)).ok();
        let mut attendee_ids = Vec::with_capacity(details.attendees.len());
        let mut attendees = Vec::with_capacity(details.attendees.len());
        for person in &details.attendees {
            match self.attendee(conn, context, person, details.held_on, before.as_ref())? {
                Ok(attendee) => {
                    met.push(attendee.id);
                    attendees.push(attendee);
                    attendee_ids.push(attendee.id);
                }
                Err(finding) => {
                    // Nothing is learnt of who is out of the caller's sight.
                    if finding.fault != workers::faults::unknown() {
                        met.extend(self.lookups.people.found(person));
                    }
                    findings.push(finding.with_value(&shown(person)));
                    // Somebody who is not known is nobody else of the session.
                    attendee_ids.push(WorkerId::new());
                }
            }
        }
        let compared = details.compare_names(&self.lookups.people, supervisor, &attendees);
        let (doubts, differ): (Vec<_>, Vec<_>) =
            compared.into_iter().partition(|finding| finding.severity() == Severity::Warning);
        findings.extend(differ);
        let session = NewSupervisionSession {
            organisation_id: organisation,
            supervisor_id: supervisor.map_or_else(WorkerId::new, |supervisor| supervisor.id),
            kind: details.kind,
            setting: details.setting,
            method: details.method,
            held_on: details.held_on,
            minutes: details.minutes,
            theme: details.theme.clone(),
            attendee_ids,
            reference: Some(parsed.reference.clone()),
        };
        if before.is_none() {
            findings.extend(said_before(conn, &voided, &session)?);
        }
        findings.extend(
            session.misfits(context.call.today).into_iter().map(|misfit| finding(misfit, context, details)),
        );
        if parsed.action == Action::Correct && before.is_none() {
            findings.push(
                Finding::at(faults::reference_unknown(), "reference").with_value(parsed.reference.as_str()),
            );
        }
        Ok(match organisation {
            Some(organisation) if findings.is_empty() => Ok(ResolvedSession {
                number,
                action: parsed.action,
                organisation,
                session,
                reason: parsed.reason.clone(),
                before,
                doubts,
            }),
            _ => {
                let worker = self
                    .lookups
                    .people
                    .identify(&details.supervisor, SUPERVISOR)
                    .ok()
                    .filter(|_| !is_hidden)
                    .map(|supervisor| supervisor.id);
                Err(PlannedRow { worker, others: met, ..PlannedRow::rejected(number, reference, findings) })
            }
        })
    }

    /// Finds the supervisor.
    fn supervisor(
        &self,
        conn: &mut Conn,
        context: &ImportContext,
        details: &SessionDetails,
        before: Option<&SupervisionSession>,
    ) -> Result<Result<NamedWorker, Finding>> {
        let supervisor = match self.lookups.people.identify(&details.supervisor, SUPERVISOR) {
            Ok(supervisor) => supervisor,
            Err(finding) => return Ok(Err(finding)),
        };
        // A fact of a closed record may still be corrected.
        let is_known = match before {
            Some(before) => is_among(conn, supervisor.id, &[before.supervisor_id])?,
            None => false,
        };
        let field = if details.supervisor.idnp.is_some() { SUPERVISOR.0 } else { SUPERVISOR.1 };
        if !is_known
            && !supervision::may_supervise(conn, &context.call.actor, supervisor.id, details.held_on)?
        {
            return Ok(Err(Finding::at(workers::faults::unknown(), field)));
        }
        Ok(if supervisor.is_active || is_known {
            Ok(supervisor)
        } else {
            Err(Finding::at(workers::faults::closed(), field))
        })
    }

    /// Finds an attendee, if the caller may record the attendance.
    fn attendee(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        person: &PersonRef,
        held_on: Day,
        before: Option<&SupervisionSession>,
    ) -> Result<Result<NamedWorker, Finding>> {
        let attendee = match self.lookups.people.identify(person, ATTENDEES) {
            Ok(attendee) => attendee,
            Err(finding) => return Ok(Err(finding)),
        };
        let is_known = match before {
            Some(before) => is_among(conn, attendee.id, &before.attendee_ids)?,
            None => false,
        };
        // An attendance that is on the register stays, whatever became of the person since.
        if is_known && before.is_some_and(|before| before.held_on == held_on) {
            return Ok(Ok(attendee));
        }
        let sight = self
            .sights
            .get(&held_on, || supervision::attendees_in_sight(conn, &context.call.actor, held_on))?;
        let is_seen = match sight {
            None => true,
            Some(sight) => workers::sees(conn, attendee.id, &sight)?,
        };
        Ok(match (is_seen, attendee.is_active || is_known) {
            (false, _) => Err(Finding::at(workers::faults::unknown(), "attendees")),
            (true, false) => Err(Finding::at(workers::faults::closed(), "attendees")),
            (true, true) => Ok(attendee),
        })
    }
}

/// An attendee as a finding shows them.
fn shown(person: &PersonRef) -> String {
    match (&person.idnp, person.id) {
        (Some(idnp), _) => idnp.digits().iter().map(|digit| char::from(*digit)).collect(),
        (None, id) => id.map_or_else(String::new, |id| id.to_string()),
    }
}

/// Finding of a row that says what cannot have been.
fn finding(misfit: Misfit, context: &ImportContext, details: &SessionDetails) -> Finding {
    let (_, fault) = misfit.fault(context.call.today);
    let at = |place: usize| details.attendees.get(place).map_or_else(String::new, shown);
    match misfit {
        Misfit::DayInFuture => Finding::at(fault, "heldOn").with_value(&details.held_on.to_string()),
        Misfit::Minutes => Finding::at(fault, "minutes").with_value(&details.minutes.to_string()),
        Misfit::NoAttendees | Misfit::TooManyAttendees | Misfit::NotIndividual | Misfit::NotGroup => {
            Finding::at(fault, "attendees")
        }
        Misfit::Supervisor(place) | Misfit::NamedBefore(place) => {
            Finding::at(fault, "attendees").with_value(&at(place))
        }
    }
}

/// A row that voids what has its reference.
fn void(
    conn: &mut Conn,
    context: &ImportContext,
    found: FoundRow<'_, SessionDetails, SupervisionSession>,
    organisation: OrganisationId,
) -> Result<PlannedRow<Change>> {
    let FoundRow { number, row: parsed, before, .. } = found;
    let Some(before) = before else {
        // The same file once more.
        return Ok(facts::nothing_to_void(
            number,
            &parsed.reference,
            supervision::was_voided(conn, organisation, &parsed.reference)?,
        ));
    };
    let planned = PlannedRow::to(number, RowOutcome::Voided, Some(parsed.reference.to_string()));
    let planned = PlannedRow { others: before.attendee_ids.clone(), ..planned }
        .about(Some(before.id.0), before.supervisor_id);
    Ok(planned.changing(Change::void(before, facts::reason(context, parsed.reason.as_ref()))))
}
