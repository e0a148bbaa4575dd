//! Files of supervision sessions.

mod columns;
mod resolved;

use columns::{KINDS, LAYOUT, METHODS, SETTINGS, example};
use resolved::{Resolved, is_among};

use super::cells::{self, Action, Cells, Whom};
use super::facts::{FactLookups, FactRow, FoundRow};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::Once;
use super::{Desk, Judged, facts};
use crate::auth::permission::RecordSupervision;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::words::RowOutcome;
use crate::supervision::{
    self, Change, MOST_ATTENDEES, Misfit, NewSupervisionSession, SessionMethod, SessionSetting,
    SupervisionSession,
};
use crate::tables::{Cell, Code, Finding, Row, value};
use crate::values::{Code as Theme, Day, OrganisationId, SessionKind, WorkerId};
use crate::workers::{self, Named, Sight};

/// What a row says.
pub type Said = FactRow<Details>;

/// What a row says of a session.
#[derive(Clone, Hash)]
pub struct Details {
    supervisor: Whom,
    attendees: Vec<Whom>,
    kind: SessionKind,
    setting: SessionSetting,
    method: SessionMethod,
    held_on: Day,
    minutes: i32,
    theme: Theme,
}

impl Details {
    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let supervisor = cells.worker(SUPERVISOR.0, SUPERVISOR.1);
        let attendees = attendees(cells);
        let kind = cells.required("kind", |cell| value::word(cell, &KINDS));
        let setting = cells.required("setting", |cell| value::word(cell, &SETTINGS));
        let method = cells.required("method", |cell| value::word(cell, &METHODS));
        let held_on = cells.required("heldOn", value::day);
        let minutes = cells.required("minutes", |cell| value::whole(cell).ok_or(Code::MinutesInvalid));
        let theme = cells.required("theme", cells::plain);
        Some(Self {
            supervisor: supervisor?,
            attendees: attendees?,
            kind: kind?,
            setting: setting?,
            method: method?,
            held_on: held_on?,
            minutes: minutes?,
            theme: theme?,
        })
    }

    fn people(&self) -> impl Iterator<Item = &Whom> {
        std::iter::once(&self.supervisor).chain(&self.attendees)
    }
}

/// The columns that name the supervisor, and those who attended.
const SUPERVISOR: (&str, &str) = ("supervisorIdnp", "supervisorId");
const ATTENDEES: (&str, &str) = ("attendees", "attendees");

/// What a file of sessions has been looked up for.
#[derive(Default)]
pub struct SupervisionSessions {
    lookups: FactLookups,
    /// Among whom the caller finds those who attended on a day.
    sights: Once<Day, Option<Sight>>,
}

impl FileKind for SupervisionSessions {
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
        lists: &["attendees"],
        example,
    };
    type Said = Said;
    type Change = Change;

    fn read(row: &Row, findings: &mut Vec<Finding>) -> Option<Said> {
        FactRow::read(&mut Cells::of(&LAYOUT, row, findings), "organisation", Details::read)
    }

    fn key(_: &Desk, said: &Said) -> String {
        said.key()
    }

    fn plan(&mut self, conn: &mut Conn, desk: &Desk, rows: &[(u32, Said)]) -> Result<Vec<Judged<Change>>> {
        let details = rows.iter().filter_map(|(_, said)| said.details.as_ref());
        self.lookups.people.meet(conn, desk, details.flat_map(Details::people))?;
        let mut judged = Vec::with_capacity(rows.len());
        for row in self.lookups.find(conn, desk, rows, supervision::by_references)? {
            judged.push(match row {
                Err(rejected) => rejected,
                Ok(row) => match (row.owner, &row.row.details) {
                    (Some(organisation), None) => void(conn, desk, row, organisation)?,
                    (_, details) => match self.resolve(conn, desk, details.as_ref(), row)? {
                        Ok(row) => row.judge(conn, desk)?,
                        Err(rejected) => rejected,
                    },
                },
            });
        }
        Ok(judged)
    }

    fn look_anew(&mut self) {
        self.lookups.invalidate();
        self.sights = Once::default();
    }

    fn keep(tx: &mut Tx<'_>, desk: &Desk, changes: &[&Change]) -> Result<()> {
        facts::require_active(tx, changes.iter().flat_map(|change| change.records_of()))?;
        supervision::keep(tx, &desk.call.actor, changes)
    }
}

/// Who attended: IDNPs and ids in one cell.
fn attendees(cells: &mut Cells<'_>) -> Option<Vec<Whom>> {
    let named = cells.required("attendees", |cell| match cell {
        // One IDNP that a workbook keeps as a number is looked at as one.
        Cell::Number(_) => Ok(vec![cell.clone()]),
        _ => Ok(value::list(cell).iter().map(|one| Cell::text(one)).collect()),
    })?;
    if named.is_empty() || named.len() > MOST_ATTENDEES {
        cells.fault(Code::AttendeesInvalid, "attendees");
        return None;
    }
    let mut attendees = Vec::with_capacity(named.len());
    for one in &named {
        match one.written().parse() {
            Ok(id) => attendees.push(Whom { idnp: None, id: Some(id) }),
            Err(_) => match value::idnp(one) {
                Ok(idnp) => attendees.push(Whom { idnp: Some(idnp), id: None }),
                Err(code) => cells.found(Finding::at(code, "attendees").with_value(&one.written())),
            },
        }
    }
    (attendees.len() == named.len()).then_some(attendees)
}

impl SupervisionSessions {
    /// What a row names, by what the register knows of it; or every fault that only the register shows.
    fn resolve(
        &mut self,
        conn: &mut Conn,
        desk: &Desk,
        details: Option<&Details>,
        found: FoundRow<'_, Details, SupervisionSession>,
    ) -> Result<Result<Resolved, Judged<Change>>> {
        let FoundRow { number, row: said, owner: organisation, before } = found;
        let (mut findings, reference) = (Vec::new(), Some(said.reference.to_string()));
        if organisation.is_none() {
            findings.push(Finding::at(Code::OrganisationUnknown, "organisation"));
        }
        let Some(details) = details else { return Ok(Err(Judged::rejected(number, reference, findings))) };
        // Of whom it is learnt that they are on the register, whatever is wrong about the row.
        let mut met: Vec<_> = self.lookups.people.met(&details.supervisor).collect();
        let supervisor =
            self.supervisor(conn, details, before.as_ref())?.map_err(|finding| findings.push(finding)).ok();
        let mut attendee_ids = Vec::with_capacity(details.attendees.len());
        for whom in &details.attendees {
            match self.attendee(conn, desk, whom, details.held_on, before.as_ref())? {
                Ok(attendee) => {
                    met.push(attendee.id);
                    attendee_ids.push(attendee.id);
                }
                Err(finding) => {
                    // Nothing is learnt of who is out of the caller's sight.
                    if finding.code != Code::WorkerUnknown {
                        met.extend(self.lookups.people.met(whom));
                    }
                    findings.push(finding.with_value(&shown(whom)));
                    // Somebody who is not known is nobody else of the session.
                    attendee_ids.push(WorkerId::new());
                }
            }
        }
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
            reference: Some(said.reference.clone()),
        };
        findings.extend(
            session.misfits(desk.call.today).into_iter().map(|misfit| finding(misfit, desk, details)),
        );
        if said.action == Action::Correct && before.is_none() {
            findings
                .push(Finding::at(Code::ReferenceUnknown, "reference").with_value(said.reference.as_str()));
        }
        Ok(match organisation {
            Some(organisation) if findings.is_empty() => Ok(Resolved {
                number,
                action: said.action,
                organisation,
                session,
                reason: said.reason.clone(),
                before,
            }),
            _ => {
                let worker = self
                    .lookups
                    .people
                    .who(&details.supervisor, SUPERVISOR)
                    .ok()
                    .map(|supervisor| supervisor.id);
                Err(Judged { worker, others: met, ..Judged::rejected(number, reference, findings) })
            }
        })
    }

    /// Who supervised.
    fn supervisor(
        &self,
        conn: &mut Conn,
        details: &Details,
        before: Option<&SupervisionSession>,
    ) -> Result<Result<Named, Finding>> {
        let supervisor = match self.lookups.people.who(&details.supervisor, SUPERVISOR) {
            Ok(supervisor) => supervisor,
            Err(finding) => return Ok(Err(finding)),
        };
        // What is wrong about a closed record is corrected as well.
        let is_known = match before {
            Some(before) => is_among(conn, supervisor.id, &[before.supervisor_id])?,
            None => false,
        };
        let field = if details.supervisor.idnp.is_some() { SUPERVISOR.0 } else { SUPERVISOR.1 };
        Ok(if supervisor.is_active || is_known {
            Ok(supervisor)
        } else {
            Err(Finding::at(Code::WorkerClosed, field))
        })
    }

    /// Who attended, if the caller may record that.
    fn attendee(
        &mut self,
        conn: &mut Conn,
        desk: &Desk,
        whom: &Whom,
        held_on: Day,
        before: Option<&SupervisionSession>,
    ) -> Result<Result<Named, Finding>> {
        let attendee = match self.lookups.people.who(whom, ATTENDEES) {
            Ok(attendee) => attendee,
            Err(finding) => return Ok(Err(finding)),
        };
        let is_known = match before {
            Some(before) => is_among(conn, attendee.id, &before.attendee_ids)?,
            None => false,
        };
        // That somebody attended on that day is there already, whatever became of the person since.
        if is_known && before.is_some_and(|before| before.held_on == held_on) {
            return Ok(Ok(attendee));
        }
        let sight =
            self.sights.get(&held_on, || supervision::attendees_in_sight(conn, &desk.call.actor, held_on))?;
        let is_seen = match sight {
            None => true,
            Some(sight) => workers::sees(conn, attendee.id, &sight)?,
        };
        Ok(match (is_seen, attendee.is_active || is_known) {
            (false, _) => Err(Finding::at(Code::WorkerUnknown, "attendees")),
            (true, false) => Err(Finding::at(Code::WorkerClosed, "attendees")),
            (true, true) => Ok(attendee),
        })
    }
}

/// An attendee as a finding shows them.
fn shown(whom: &Whom) -> String {
    match (&whom.idnp, whom.id) {
        (Some(idnp), _) => idnp.digits().iter().map(|digit| char::from(*digit)).collect(),
        (None, id) => id.map_or_else(String::new, |id| id.to_string()),
    }
}

/// What cannot have been, of a row.
fn finding(misfit: Misfit, desk: &Desk, details: &Details) -> Finding {
    let attendees = Finding::at(Code::AttendeesInvalid, "attendees");
    let at = |place: usize| details.attendees.get(place).map_or_else(String::new, shown);
    match misfit {
        Misfit::DayInFuture => Finding::at(Code::DayInFuture, "heldOn")
            .with_value(&details.held_on.to_string())
            .about(desk.call.today),
        Misfit::Minutes => {
            Finding::at(Code::MinutesInvalid, "minutes").with_value(&details.minutes.to_string())
        }
        Misfit::NoAttendees | Misfit::TooManyAttendees => attendees.about(format!("1…{MOST_ATTENDEES}")),
        Misfit::NotIndividual => attendees.about(1),
        Misfit::NotGroup => attendees.about(format!("2…{MOST_ATTENDEES}")),
        Misfit::Supervisor(place) | Misfit::NamedBefore(place) => attendees.with_value(&at(place)),
    }
}

/// A row that voids what has its reference.
fn void(
    conn: &mut Conn,
    desk: &Desk,
    found: FoundRow<'_, Details, SupervisionSession>,
    organisation: OrganisationId,
) -> Result<Judged<Change>> {
    let FoundRow { number, row: said, before, .. } = found;
    let Some(before) = before else {
        // The same file once more.
        return Ok(facts::nothing_to_void(
            number,
            &said.reference,
            supervision::was_voided(conn, organisation, &said.reference)?,
        ));
    };
    let judged = Judged::to(number, RowOutcome::Voided, Some(said.reference.to_string()));
    let judged = Judged { others: before.attendee_ids.clone(), ..judged }
        .about(Some(before.id.0), before.supervisor_id);
    Ok(judged.changing(Change::void(before, facts::reason(desk, said.reason.as_ref()))))
}
