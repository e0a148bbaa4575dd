//! Files of completions.

mod columns;
mod resolved;
mod room;

use columns::{LAYOUT, RESULTS, example};
use resolved::{Resolved, differences};
use room::Room;

use super::cells::{Action, Body, Cells, Whom};
use super::facts::Head;
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::{Bodies, Once, People, References};
use super::{Desk, Judged, facts};
use crate::auth::permission::RecordCompletions;
use crate::completions::{self, Change, Completion, StatedCompletion};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::imports::words::RowOutcome;
use crate::programmes::{self, Programme, ProgrammeStatus};
use crate::tables::{Cell, Code, Finding, Row, value};
use crate::values::{
    CompletionResult, Day, Hours, Note, OrganisationId, ProgrammeCode, ProgrammeId, Reference,
};
use crate::workers;

/// What a row says.
#[derive(Clone, Hash)]
pub struct Said {
    action: Action,
    reference: Reference,
    provider: Option<Body>,
    reason: Option<Note>,
    /// Nothing of a row that voids.
    stated: Option<Stated>,
}

#[derive(Clone, Hash)]
struct Stated {
    whom: Whom,
    programme: ProgrammeName,
    completed_on: Day,
    hours: Hours,
    result: CompletionResult,
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
    people: People,
    bodies: Bodies,
    programmes: Once<ProgrammeName, Option<Programme>>,
    references: References,
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
        let mut cells = Cells::of(&LAYOUT, row, findings);
        let Head { action, reference, owner: provider, reason } = Head::read(&mut cells, "provider");
        if action == Some(Action::Void) {
            return Some(Said {
                action: Action::Void,
                reference: reference?,
                provider,
                reason,
                stated: None,
            });
        }
        let whom = cells.worker("idnp", "workerId");
        let programme = cells.required("programme", programme);
        let completed_on = cells.required("completedOn", value::day);
        let hours = cells.required("hours", value::hours);
        let result = cells.required("result", |cell| value::word(cell, &RESULTS));
        let stated = Stated {
            whom: whom?,
            programme: programme?,
            completed_on: completed_on?,
            hours: hours?,
            result: result?,
        };
        Some(Said { action: action?, reference: reference?, provider, reason, stated: Some(stated) })
    }

    fn key(_: &Desk, said: &Said) -> String {
        facts::key(said.provider.as_ref(), &said.reference)
    }

    fn plan(&mut self, conn: &mut Conn, desk: &Desk, rows: &[(u32, Said)]) -> Result<Vec<Judged<Change>>> {
        self.people.meet(
            conn,
            desk,
            rows.iter().filter_map(|(_, said)| said.stated.as_ref()).map(|stated| &stated.whom),
        )?;
        let providers: Vec<_> = rows
            .iter()
            .map(|(_, said)| self.bodies.find(conn, desk, said.provider.as_ref()))
            .collect::<Result<_>>()?;
        let named = rows.iter().zip(&providers).map(|((_, said), provider)| (*provider, &said.reference));
        let mut known = facts::known(conn, named, completions::by_references)?;
        let elsewhere = self.room.forget(&rows.iter().map(|(number, _)| *number).collect());
        let (mut judged, mut resolved) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for ((number, said), provider) in rows.iter().zip(providers) {
            if let Some(twice) = provider.and_then(|own| self.references.meet(own, &said.reference, *number))
            {
                judged.push(Judged::rejected(*number, Some(said.reference.to_string()), vec![twice]));
                continue;
            }
            let before = provider.and_then(|provider| known.get_mut(&provider)?.remove(&said.reference));
            match (provider, &said.stated) {
                (Some(provider), None) => {
                    judged.push(self.void(conn, desk, *number, said, provider, before)?)
                }
                (_, stated) => {
                    match self.resolve(conn, desk, *number, said, stated.as_ref(), provider, before)? {
                        Ok(row) => match row.settled(desk) {
                            Some(done) => judged.push(done),
                            None => resolved.push(row),
                        },
                        Err(rejected) => judged.push(rejected),
                    }
                }
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
        self.people = People::default();
        self.bodies = Bodies::default();
        self.programmes = Once::default();
        self.room.look_anew();
    }

    fn keep(tx: &mut Tx<'_>, desk: &Desk, changes: &[&Change]) -> Result<()> {
        let mut named: Vec<_> = changes.iter().filter_map(|change| change.records_of()).collect();
        named.sort_unstable();
        named.dedup();
        if !workers::all_active(tx, &named)? {
            return Err(Error::conflict("a worker's record was closed meanwhile"));
        }
        completions::keep(tx, &desk.call.actor, changes)
    }
}

impl Completions {
    /// What a row names, by what the register knows of it; or every fault that only the register shows.
    #[expect(clippy::too_many_arguments, reason = "what a row says, and what has been looked up for it")]
    fn resolve(
        &mut self,
        conn: &mut Conn,
        desk: &Desk,
        number: u32,
        said: &Said,
        stated: Option<&Stated>,
        provider: Option<OrganisationId>,
        before: Option<Completion>,
    ) -> Result<Result<Resolved, Judged<Change>>> {
        let mut findings = Vec::new();
        if provider.is_none() {
            findings.push(Finding::at(Code::OrganisationUnknown, "provider"));
        }
        let reference = said.reference.clone();
        let Some(stated) = stated else {
            return Ok(Err(Judged::rejected(number, Some(reference.to_string()), findings)));
        };
        let worker = self
            .people
            .who(&stated.whom, ("idnp", "workerId"))
            .map_err(|finding| findings.push(finding))
            .ok();
        let programme = self.programmes.get(&stated.programme, || match &stated.programme {
            ProgrammeName::Code(code) => programmes::find_by_code(conn, code),
            ProgrammeName::Id(id) => programmes::find(conn, *id),
        })?;
        let (day, is_new) = (stated.completed_on, before.is_none());
        let is_closed = worker.is_some_and(|worker| !worker.is_active);
        let resolved = match (provider, worker, &programme) {
            (Some(provider), Some(worker), Some(programme)) => {
                let (programme_id, hours, result) = (programme.id, stated.hours, stated.result);
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
                if stated.whom.idnp.is_some() { "idnp" } else { "workerId" },
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
                    (worker.map(|worker| worker.id), self.people.met(&stated.whom).collect());
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
        number: u32,
        said: &Said,
        provider: OrganisationId,
        before: Option<Completion>,
    ) -> Result<Judged<Change>> {
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
