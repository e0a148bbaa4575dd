//! Files of completions.

mod columns;
mod resolved;
mod room;

use columns::{LAYOUT, RESULTS, example};
use resolved::{Resolved, differences};
use room::Room;

use super::cells::{Action, Cells, Whom};
use super::facts::{FactLookups, FactRow, FoundRow};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::Once;
use super::{Desk, Judged, facts};
use crate::auth::permission::RecordCompletions;
use crate::completions::{self, Change, Completion, StatedCompletion};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::words::RowOutcome;
use crate::programmes::{self, Programme, ProgrammeStatus};
use crate::tables::{Cell, Code, Finding, Row, value};
use crate::values::{CompletionResult, Day, Hours, OrganisationId, ProgrammeCode, ProgrammeId};

/// What a row says.
pub type Said = FactRow<Details>;

/// What a row says of a completion.
#[derive(Clone, Hash)]
pub struct Details {
    whom: Whom,
    programme: ProgrammeName,
    completed_on: Day,
    hours: Hours,
    result: CompletionResult,
}

impl Details {
    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let whom = cells.worker("idnp", "workerId");
        let programme = cells.required("programme", programme);
        let completed_on = cells.required("completedOn", value::day);
        let hours = cells.required("hours", value::hours);
        let result = cells.required("result", |cell| value::word(cell, &RESULTS));
        Some(Self {
            whom: whom?,
            programme: programme?,
            completed_on: completed_on?,
            hours: hours?,
            result: result?,
        })
    }
}

/// A programme as a row names it.
#[derive(Clone, PartialEq, Eq, Hash)]
enum ProgrammeName {
    Code(ProgrammeCode),
    Id(ProgrammeId),
}

fn programme(cell: &Cell) -> Result<ProgrammeName, Code> {
    let given = cell.written();
    given
        .parse()
        .map(ProgrammeName::Id)
        .or_else(|_| given.parse().map(ProgrammeName::Code))
        .map_err(|_| Code::ProgrammeUnknown)
}

/// What a file of completions has been looked up for, and says.
#[derive(Default)]
pub struct Completions {
    lookups: FactLookups,
    programmes: Once<ProgrammeName, Option<Programme>>,
    room: Room,
}

impl FileKind for Completions {
    type Permission = RecordCompletions;
    const DESCRIPTOR: Descriptor = Descriptor {
        title: "Completions",
        command: "completions",
        path: "/completion-batches",
        operations: Operations {
            create: "create_completion_batch",
            list: "list_completion_batches",
            get: "get_completion_batch",
            list_rows: "list_completion_batch_rows",
            get_annotated: "get_completion_batch_annotated",
        },
        layout: &LAYOUT,
        lists: &[],
        example,
    };
    type Said = Said;
    type Change = Change;

    fn read(row: &Row, findings: &mut Vec<Finding>) -> Option<Said> {
        FactRow::read(&mut Cells::of(&LAYOUT, row, findings), "provider", Details::read)
    }

    fn key(_: &Desk, said: &Said) -> String {
        said.key()
    }

    fn plan(&mut self, conn: &mut Conn, desk: &Desk, rows: &[(u32, Said)]) -> Result<Vec<Judged<Change>>> {
        let details = rows.iter().filter_map(|(_, said)| said.details.as_ref());
        self.lookups.people.meet(conn, desk, details.map(|details| &details.whom))?;
        let found = self.lookups.find(conn, desk, rows, completions::by_references)?;
        let elsewhere = self.room.forget(rows.iter().map(|(number, _)| *number));
        let (mut judged, mut resolved) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for row in found {
            match row {
                Err(rejected) => judged.push(rejected),
                Ok(row) => match (row.owner, &row.row.details) {
                    (Some(provider), None) => judged.push(self.void(conn, desk, row, provider)?),
                    (_, details) => match self.resolve(conn, desk, details.as_ref(), row)? {
                        Ok(row) => match row.settled(desk) {
                            Some(done) => judged.push(done),
                            None => resolved.push(row),
                        },
                        Err(rejected) => judged.push(rejected),
                    },
                },
            }
        }
        // In the order in which they are written, so that the ids of what is new follow it.
        resolved.sort_by_key(|row| row.worker.id);
        let facts: Vec<_> = resolved.iter().map(Resolved::fact).collect();
        let same = completions::by_facts(conn, &facts)?;
        self.room.make_room(&resolved, &same);
        for row in resolved {
            judged.push(self.room.judge(desk, &row, &same));
        }
        self.room.leave_also(elsewhere);
        judged.sort_unstable_by_key(|row| row.number);
        Ok(judged)
    }

    fn look_anew(&mut self) {
        self.lookups.invalidate();
        self.programmes = Once::default();
        self.room.look_anew();
    }

    fn keep(tx: &mut Tx<'_>, desk: &Desk, changes: &[&Change]) -> Result<()> {
        facts::require_active(tx, changes.iter().filter_map(|change| change.records_of()))?;
        completions::keep(tx, &desk.call.actor, changes)
    }
}

impl Completions {
    /// What a row names, by what the register knows of it; or every fault that only the register shows.
    fn resolve(
        &mut self,
        conn: &mut Conn,
        desk: &Desk,
        details: Option<&Details>,
        found: FoundRow<'_, Details, Completion>,
    ) -> Result<Result<Resolved, Judged<Change>>> {
        let FoundRow { number, row: said, owner: provider, before } = found;
        let mut findings = Vec::new();
        if provider.is_none() {
            findings.push(Finding::at(Code::OrganisationUnknown, "provider"));
        }
        let reference = said.reference.clone();
        let Some(details) = details else {
            return Ok(Err(Judged::rejected(number, Some(reference.to_string()), findings)));
        };
        let worker = self
            .lookups
            .people
            .who(&details.whom, ("idnp", "workerId"))
            .map_err(|finding| findings.push(finding))
            .ok();
        let programme = self.programmes.get(&details.programme, || match &details.programme {
            ProgrammeName::Code(code) => programmes::find_by_code(conn, code),
            ProgrammeName::Id(id) => programmes::find(conn, *id),
        })?;
        let (day, is_new) = (details.completed_on, before.is_none());
        let is_closed = worker.is_some_and(|worker| !worker.is_active);
        let resolved = match (provider, worker, &programme) {
            (Some(provider), Some(worker), Some(programme)) => {
                let (programme_id, hours, result) = (programme.id, details.hours, details.result);
                let stated = StatedCompletion {
                    programme_id,
                    completed_on: day,
                    hours,
                    result,
                    reference: reference.clone(),
                };
                let fields = before
                    .as_ref()
                    .map_or(Ok(Vec::new()), |before| differences(conn, before, worker, &stated))?;
                Some(Resolved {
                    number,
                    action: said.action,
                    provider,
                    worker,
                    stated,
                    reason: said.reason.clone(),
                    before,
                    fields,
                })
            }
            _ => None,
        };
        let resolved = match resolved {
            // What was taken before stays, whatever became of the catalogue since.
            Some(row) if row.before.is_some() && row.fields.is_empty() => return Ok(Ok(row)),
            resolved => resolved,
        };
        // What is wrong about a closed record is corrected as well.
        if is_new && is_closed {
            findings.push(Finding::at(
                Code::WorkerClosed,
                if details.whom.idnp.is_some() { "idnp" } else { "workerId" },
            ));
        }
        if day > desk.call.today {
            findings.push(
                Finding::at(Code::DayInFuture, "completedOn")
                    .with_value(&day.to_string())
                    .about(desk.call.today),
            );
        }
        // A draft and a programme that is not there look the same.
        match programme.filter(|programme| programme.status != ProgrammeStatus::Draft) {
            None => findings.push(Finding::at(Code::ProgrammeUnknown, "programme")),
            Some(programme) if programme.taught_on(day).is_err() => {
                findings.push(
                    Finding::at(Code::ProgrammeNotTaught, "completedOn")
                        .with_value(&day.to_string())
                        .about(taught(&programme)),
                );
            }
            Some(_) => {}
        }
        if said.action == Action::Correct && is_new {
            findings.push(Finding::at(Code::ReferenceUnknown, "reference").with_value(reference.as_str()));
        }
        Ok(match resolved {
            Some(row) if findings.is_empty() => Ok(row),
            _ => {
                let (worker, others) =
                    (worker.map(|worker| worker.id), self.lookups.people.met(&details.whom).collect());
                Err(Judged {
                    worker,
                    others,
                    ..Judged::rejected(number, Some(reference.to_string()), findings)
                })
            }
        })
    }

    /// A row that voids what has its reference.
    fn void(
        &mut self,
        conn: &mut Conn,
        desk: &Desk,
        found: FoundRow<'_, Details, Completion>,
        provider: OrganisationId,
    ) -> Result<Judged<Change>> {
        let FoundRow { number, row: said, before, .. } = found;
        let Some(before) = before else {
            // The same file once more.
            return Ok(facts::nothing_to_void(
                number,
                &said.reference,
                completions::was_voided(conn, provider, &said.reference)?,
            ));
        };
        self.room.leave(before.id, number);
        let (id, worker) = (before.id.0, before.worker_id);
        let change = Change::Void(Box::new(before), facts::reason(desk, said.reason.as_ref()));
        Ok(Judged::to(number, RowOutcome::Voided, Some(said.reference.to_string()))
            .about(Some(id), worker)
            .changing(change))
    }
}

/// When a programme is taught, for a message.
fn taught(programme: &Programme) -> String {
    let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
    format!("{}…{}", day(programme.approved_from), day(programme.retired_from))
}
