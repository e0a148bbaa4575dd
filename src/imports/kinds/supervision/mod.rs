//! Files of supervision sessions.

mod columns;
mod parsed;
mod resolved;

use columns::{LAYOUT, example};
use parsed::{ATTENDEES, ParsedRow, SUPERVISOR, SessionDetails};
use resolved::{ResolvedSession, differences, is_among, said_before};

use super::cells::{Cells, PersonRef};
use super::facts::{FactLookups, FactRow, FoundRow};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::LookupCache;
use super::names::SaidNames;
use super::{ImportContext, PlannedRow, facts};
use crate::auth::permission::RecordSupervision;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::words::RowOutcome;
use crate::supervision::{self, Change, Misfit, SessionOutline, SupervisionSession};
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

    fn read(row: &Row, findings: &mut Vec<Finding>) -> ParsedRow {
        FactRow::read(&mut Cells::of(&LAYOUT, row, findings), "organisation", SessionDetails::read)
    }

    fn key(_: &ImportContext, parsed: &ParsedRow) -> String {
        parsed.key()
    }

    fn said_names(parsed: &ParsedRow) -> String {
        parsed.said().map_or_else(String::new, |details| {
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
        let found = self.find(conn, context, rows)?;
        let mut planned = Vec::with_capacity(rows.len());
        for row in found {
            if let Some(repeated) = self.lookups.claim(&row, SessionDetails::is_of_others) {
                planned.push(repeated);
                continue;
            }
            planned.push(match (row.owner, &row.row.details) {
                (Some(organisation), None) => self.void(conn, context, row, organisation)?,
                (_, details) => match self.resolve(conn, context, details.as_ref(), row)? {
                    Ok(row) => row.decide(conn, context)?,
                    Err(rejected) => rejected,
                },
            });
        }
        Ok(planned)
    }

    fn judge(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let found = self.find(conn, context, rows)?;
        let judged = found.into_iter().map(|row| match (row.owner, &row.row.details) {
            (Some(organisation), None) => self.void(conn, context, row, organisation),
            (_, details) => Ok(match self.resolve(conn, context, details.as_ref(), row)? {
                Ok(row) => row.settled(context).unwrap_or_else(|| row.to(RowOutcome::Rejected)),
                Err(rejected) => rejected,
            }),
        });
        judged.collect()
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

/// People of a session, as far as a row names them and the caller may name them.
#[derive(Default)]
struct SessionPeople {
    supervisor: Option<NamedWorker>,
    attendees: Vec<NamedWorker>,
    /// Ids of those who attended, in their places; of somebody who is not known one of nobody's.
    attendee_ids: Option<Vec<WorkerId>>,
    /// People of whom the caller learns that they are on the register, whatever is wrong about the row.
    met: Vec<WorkerId>,
    /// The supervisor, where nothing is hidden of that.
    worker: Option<WorkerId>,
    findings: Vec<Finding>,
}

impl SessionFile {
    /// Looks up, all together, what rows name.
    fn find<'r>(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &'r [(u32, ParsedRow)],
    ) -> Result<Vec<FoundRow<'r, SessionDetails, SupervisionSession>>> {
        let details = || rows.iter().filter_map(|(_, parsed)| parsed.said());
        let people = &mut self.lookups.people;
        people.resolve(conn, context, details().flat_map(SessionDetails::people))?;
        let named = details().filter(|details| details.has_names());
        people.learn_names(conn, named.flat_map(SessionDetails::people))?;
        let (look, look_voided) = (supervision::by_references, supervision::voided_by_references);
        self.lookups.find(conn, context, rows, look, look_voided)
    }

    /// Finds on the register what a row names; or every fault that only the register shows.
    fn resolve(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        details: Option<&SessionDetails>,
        found: FoundRow<'_, SessionDetails, SupervisionSession>,
    ) -> Result<Result<ResolvedSession, PlannedRow<Change>>> {
        let mut findings: Vec<_> = found.of_owner("organisation").into_iter().collect();
        let of_nothing = found.of_nothing();
        let FoundRow { number, row: parsed, owner: organisation, before, voided } = found;
        let Some(details) = details else {
            return Ok(Err(PlannedRow::rejected(number, parsed.told(), findings)));
        };
        let mut people = self.people(conn, context, details, before.as_deref())?;
        findings.append(&mut people.findings);
        let compared = details.compare_names(&self.lookups.people, people.supervisor, &people.attendees);
        let (doubts, differ): (Vec<_>, Vec<_>) =
            compared.into_iter().partition(|finding| finding.severity() == Severity::Warning);
        let is_misnamed = !differ.is_empty();
        findings.extend(differ);
        let outline = SessionOutline {
            supervisor_id: people.supervisor.map(|supervisor| supervisor.id),
            kind: details.kind,
            held_on: details.held_on,
            minutes: details.minutes,
            attendee_ids: people.attendee_ids.as_deref(),
        };
        let misfits = outline.misfits(context.call.today);
        let is_whole = details.held_on.is_some() && details.attended().all(|one| one.is_some());
        let said = (people.supervisor.map(|one| one.id), people.attendee_ids.take().filter(|_| is_whole));
        let session = organisation.zip(parsed.reference.as_ref());
        let session = session.and_then(|(organisation, reference)| {
            details.stated(organisation, reference, said, before.as_deref())
        });
        if let (None, Some(session)) = (&before, &session) {
            findings.extend(said_before(conn, &voided, session)?);
        }
        findings.extend(misfits.into_iter().map(|misfit| finding(misfit, context, details)));
        findings.extend(of_nothing);
        let row = match (organisation, session) {
            (Some(organisation), Some(session)) => Some(ResolvedSession {
                number,
                action: parsed.action,
                organisation,
                differences: before
                    .as_ref()
                    .map(|one| differences(conn, one, &session, details.supervisor_column()))
                    .transpose()?,
                session,
                reason: parsed.reason.clone(),
                before,
                doubts,
            }),
            _ => None,
        };
        Ok(match row {
            Some(row) if findings.is_empty() => Ok(row),
            row => {
                // Of a row of others nobody knows what it should have said.
                let differs = row.filter(|_| !is_misnamed).and_then(|row| row.settled(context));
                let mut planned = PlannedRow::rejected(number, parsed.told(), findings);
                planned.find_more(differs.map(|differs| differs.findings).unwrap_or_default());
                Err(PlannedRow { worker: people.worker, others: people.met, ..planned })
            }
        })
    }

    /// A row that voids what has its reference, and is about that by whatever else it says.
    fn void(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        found: FoundRow<'_, SessionDetails, SupervisionSession>,
        organisation: OrganisationId,
    ) -> Result<PlannedRow<Change>> {
        let (number, parsed) = (found.number, found.row);
        let Some(reference) = &parsed.reference else {
            return Ok(PlannedRow::rejected(number, None, Vec::new()));
        };
        let Some(before) = found.before else {
            // The same file once more; or a mistyped reference of something that was voided.
            let mut voided = supervision::voided_by_references(conn, organisation, &[reference])?;
            let mut planned = facts::nothing_to_void(number, reference);
            for before in voided.remove(reference).unwrap_or_default() {
                match self.contradicted(conn, context, (number, parsed, organisation), &before)? {
                    Some(rejected) => planned = rejected,
                    None => return Ok(PlannedRow::to(number, RowOutcome::Unchanged, parsed.told())),
                }
            }
            return Ok(planned);
        };
        if let Some(rejected) = self.contradicted(conn, context, (number, parsed, organisation), &before)? {
            return Ok(rejected);
        }
        let planned = PlannedRow::to(number, RowOutcome::Voided, parsed.told());
        let planned = PlannedRow { others: before.attendee_ids.clone(), ..planned }
            .about(Some(before.id.0), before.supervisor_id);
        Ok(planned.changing(Change::void(before, facts::reason(context, parsed.reason.as_ref()))))
    }

    /// A row that voids and says something else than what it would void, as it is rejected.
    fn contradicted(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        (number, row, organisation): (u32, &ParsedRow, OrganisationId),
        before: &SupervisionSession,
    ) -> Result<Option<PlannedRow<Change>>> {
        let said = row.voids.clone().map(|said| said.completed_by(before));
        self.lookups.people.add(conn, said.iter().flat_map(SessionDetails::people))?;
        let before = Some(Box::new(before.clone()));
        let found = FoundRow { number, row, owner: Some(organisation), before, voided: Vec::new() };
        Ok(match self.resolve(conn, context, said.as_ref(), found)?.map(|row| row.settled(context)) {
            Ok(settled) => settled.filter(|row| row.outcome == RowOutcome::Rejected),
            Err(rejected) => Some(rejected),
        })
    }

    /// Finds the people whom a row names. Whom the caller may name is a matter of the day: where that is not
    /// known nothing is told of anybody.
    fn people(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        details: &SessionDetails,
        before: Option<&SupervisionSession>,
    ) -> Result<SessionPeople> {
        let mut people = SessionPeople::default();
        let Some(held_on) = details.held_on else {
            people.attendee_ids =
                details.attendees.as_ref().map(|named| named.iter().map(|_| WorkerId::new()).collect());
            return Ok(people);
        };
        if let Some(person) = &details.supervisor {
            people.met.extend(self.lookups.people.found(person));
            match self.supervisor(conn, context, (person, held_on), before)? {
                Ok(supervisor) => people.supervisor = Some(supervisor),
                Err(finding) => people.findings.push(finding),
            }
            // Somebody whom the caller may not name is told to it no more than somebody who is not there.
            let is_hidden = people.findings.iter().any(|found| found.fault == workers::faults::unknown());
            let named = self.lookups.people.identify(person, SUPERVISOR).ok().filter(|_| !is_hidden);
            people.worker = named.map(|supervisor| supervisor.id);
        }
        let mut ids = Vec::new();
        for person in details.attended() {
            let Some(person) = person else {
                ids.push(WorkerId::new());
                continue;
            };
            match self.attendee(conn, context, (person, held_on), before)? {
                Ok(attendee) => {
                    people.met.push(attendee.id);
                    people.attendees.push(attendee);
                    ids.push(attendee.id);
                }
                Err(finding) => {
                    // Nothing is learnt of who is out of the caller's sight.
                    if finding.fault != workers::faults::unknown() {
                        people.met.extend(self.lookups.people.found(person));
                    }
                    people.findings.push(finding.with_value(&shown(person)));
                    // Somebody who is not known is nobody else of the session.
                    ids.push(WorkerId::new());
                }
            }
        }
        people.attendee_ids = details.attendees.is_some().then_some(ids);
        Ok(people)
    }

    /// Finds the supervisor.
    fn supervisor(
        &self,
        conn: &mut Conn,
        context: &ImportContext,
        (person, held_on): (&PersonRef, Day),
        before: Option<&SupervisionSession>,
    ) -> Result<Result<NamedWorker, Finding>> {
        let supervisor = match self.lookups.people.identify(person, SUPERVISOR) {
            Ok(supervisor) => supervisor,
            Err(finding) => return Ok(Err(finding)),
        };
        // A fact of a closed record may still be corrected.
        let is_known = match before {
            Some(before) => is_among(conn, supervisor.id, &[before.supervisor_id])?,
            None => false,
        };
        let field = person.column(SUPERVISOR);
        if !is_known && !supervision::may_supervise(conn, &context.call.actor, supervisor.id, held_on)? {
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
        (person, held_on): (&PersonRef, Day),
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
    let at = |place: usize| details.attended().nth(place).flatten().map_or_else(String::new, shown);
    let said = |value: Option<String>| value.unwrap_or_default();
    match misfit {
        Misfit::DayInFuture => {
            Finding::at(fault, "heldOn").with_value(&said(details.held_on.map(|day| day.to_string())))
        }
        Misfit::Minutes => {
            Finding::at(fault, "minutes").with_value(&said(details.minutes.map(|many| many.to_string())))
        }
        Misfit::NoAttendees | Misfit::TooManyAttendees | Misfit::NotIndividual | Misfit::NotGroup => {
            Finding::at(fault, "attendees")
        }
        Misfit::Supervisor(place) | Misfit::NamedBefore(place) => {
            Finding::at(fault, "attendees").with_value(&at(place))
        }
    }
}
