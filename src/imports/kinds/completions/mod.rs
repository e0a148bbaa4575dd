//! Files of completions.

mod claims;
mod columns;
mod programmes;
mod resolved;

use claims::FactClaims;
use columns::{LAYOUT, RESULTS, example};
use programmes::{NamedProgramme, ProgrammeCells, ProgrammeLookups};
use resolved::{ResolvedCompletion, differences};

use super::cells::{self, Action, Cells, PersonRef};
use super::facts::{FactLookups, FactRow, FoundRow};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::People;
use super::names::SaidNames;
use super::{ImportContext, PlannedRow, facts};
use crate::auth::permission::RecordCompletions;
use crate::completions::{self, Change, Completion, CourseDays, StatedCompletion};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::faults;
use crate::imports::words::RowOutcome;
use crate::organisations;
use crate::tables::{Cell, Code, Finding, Row, Severity, value};
use crate::values::{
    self, CompletionResult, Day, Fault, Note, OrganisationId, Part, ProgrammeId, ProgrammePart, Reference,
    TrainingTime,
};
use crate::workers::{self, NamedWorker};

/// Row of a file of completions as it was read.
pub type ParsedRow = FactRow<CompletionDetails>;

/// Details of a completion, as a row states them.
#[derive(Clone, Hash)]
pub struct CompletionDetails {
    person: PersonRef,
    names: SaidNames,
    programme: ProgrammeCells,
    started_on: Option<Day>,
    completed_on: Day,
    /// Part of the programme; none where the file has no column of parts.
    part: Option<ProgrammePart>,
    time: TrainingTime,
    result: CompletionResult,
}

impl CompletionDetails {
    fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let person = cells.worker("idnp", "workerId");
        let names = SaidNames::read(cells);
        let programme = ProgrammeCells::read(cells);
        let started_on = cells.optional("startedOn", value::day);
        let completed_on = cells.required("completedOn", value::day);
        let part = (!cells.lacks("part")).then(|| ProgrammePart(cells.optional("part", part)));
        let time = time(cells);
        let result = cells.required("result", |cell| value::word(cell, &RESULTS));
        Some(Self {
            person: person?,
            names,
            programme: programme?,
            started_on,
            completed_on: completed_on?,
            part,
            time: time?,
            result: result?,
        })
    }

    /// Whether the names of the row are another person's.
    fn is_of_another(&self, people: &People) -> bool {
        if self.names.is_empty() {
            return false;
        }
        let known = people.identify(&self.person, ("idnp", "workerId")).ok();
        let known = known.and_then(|worker| people.names(worker));
        let differs = self.names.compare(known.into_iter());
        differs.is_some_and(|found| found.severity() == Severity::Error)
    }

    /// The completion of a programme that the row states. An empty cell says nothing of when it was begun.
    fn stated(
        &self,
        programme_id: ProgrammeId,
        reference: Reference,
        before: Option<&Completion>,
    ) -> StatedCompletion {
        StatedCompletion {
            programme_id,
            started_on: self.started_on.or_else(|| before.and_then(|before| before.started_on)),
            completed_on: self.completed_on,
            part: self.part.clone().or_else(|| before.map(|before| before.part.clone())).unwrap_or_default(),
            time: self.time,
            result: self.result,
            reference,
        }
    }
}

/// Findings about what cannot have been, in the columns of a row.
fn misfits(
    details: &CompletionDetails,
    named: &NamedProgramme,
    resolved: Option<&ResolvedCompletion>,
    today: Day,
) -> Vec<Finding> {
    let before = resolved.and_then(|row| row.before.as_ref());
    let started_on = resolved.map_or(details.started_on, |row| row.stated.started_on);
    let days = CourseDays { started_on, completed_on: details.completed_on };
    let misfits = completions::misfits(days, named.programme.as_ref(), before, today);
    let finding = |(field, fault)| match (field, &named.told) {
        ("programmeId", Some(unclear)) => unclear.clone(),
        ("programmeId", None) => Finding::at(fault, details.programme.column),
        ("startedOn", _) => Finding::at(fault, field),
        _ => Finding::at(fault, "completedOn").with_value(&details.completed_on.to_string()),
    };
    misfits.into_iter().map(finding).collect()
}

/// Characters of a part, at the most.
const LONGEST_PART: usize = 16;

/// Reads a part.
fn part(cell: &Cell) -> Result<Part, Fault> {
    let is_long = || cell.written().chars().count() > LONGEST_PART;
    cells::plain(cell).map_err(|code| if is_long() { values::faults::not_a_part() } else { code.into() })
}

/// Reads the time: hours, minutes in all, or both where they say the same.
fn time(cells: &mut Cells<'_>) -> Option<TrainingTime> {
    if cells.cell("hours").is_empty() && cells.cell("minutes").is_empty() {
        cells.fault(Code::Required, "hours");
    }
    let hours = cells.optional("hours", value::hours);
    let minutes = cells.optional("minutes", |cell| {
        let time = value::minutes(cell).and_then(TrainingTime::of_minutes);
        time.ok_or_else(|| values::faults::not_a_whole_number(1, TrainingTime::MOST_MINUTES))
    });
    if let (Some(hours), Some(minutes)) = (hours, minutes)
        && !hours.agrees(minutes)
    {
        cells.fault(completions::faults::time_contradicts(), "minutes");
    }
    minutes.or(hours)
}

/// Look-ups for a file of completions, and the facts that its rows claim.
#[derive(Default)]
pub struct CompletionFile {
    lookups: FactLookups,
    programmes: ProgrammeLookups,
    claims: FactClaims,
}

impl FileKind for CompletionFile {
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
    type ParsedRow = ParsedRow;
    type Change = Change;

    fn read(row: &Row, findings: &mut Vec<Finding>) -> Option<ParsedRow> {
        FactRow::read(&mut Cells::of(&LAYOUT, row, findings), "provider", CompletionDetails::read)
    }

    fn key(_: &ImportContext, parsed: &ParsedRow) -> String {
        parsed.key()
    }

    fn said_names(parsed: &ParsedRow) -> String {
        parsed.details.as_ref().map_or_else(String::new, |details| details.names.written())
    }

    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let details = rows.iter().filter_map(|(_, parsed)| parsed.details.as_ref());
        self.lookups.people.resolve(conn, context, details.map(|details| &details.person))?;
        let named = rows.iter().filter_map(|(_, parsed)| parsed.details.as_ref());
        let named = named.filter(|details| !details.names.is_empty());
        self.lookups.people.learn_names(conn, named.map(|details| &details.person))?;
        let found = self.lookups.find(
            conn,
            context,
            rows,
            CompletionDetails::is_of_another,
            completions::by_references,
            completions::voided_by_references,
        )?;
        let elsewhere = self.claims.forget(rows.iter().map(|(number, _)| *number));
        let (mut planned, mut resolved) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for row in found {
            match row {
                Err(rejected) => planned.push(rejected),
                Ok(row) => match (row.owner, &row.row.details) {
                    (Some(provider), None) => planned.push(self.void(conn, context, row, provider)?),
                    (_, details) => match self.resolve(conn, context, details.as_ref(), row)? {
                        Ok(row) => match row.settled(context) {
                            Some(done) if done.outcome == RowOutcome::Unchanged => {
                                planned.push(self.claims.hold(&row).unwrap_or(done));
                            }
                            Some(done) => planned.push(done),
                            None => resolved.push(row),
                        },
                        Err(rejected) => planned.push(rejected),
                    },
                },
            }
        }
        // In the order in which they are written, so that the ids of what is new follow it.
        resolved.sort_by_key(|row| row.worker.id);
        let facts: Vec<_> = resolved.iter().map(ResolvedCompletion::fact).collect();
        let same = completions::by_facts(conn, &facts)?;
        self.claims.release(&resolved, &same);
        for row in resolved {
            planned.push(self.claims.decide(context, &row, &same));
        }
        self.claims.leave_also(elsewhere);
        planned.sort_unstable_by_key(|row| row.number);
        Ok(planned)
    }

    fn invalidate(&mut self) {
        self.lookups.invalidate();
        self.programmes = ProgrammeLookups::default();
        self.claims.invalidate();
    }

    fn keep(tx: &mut Tx<'_>, context: &ImportContext, changes: &[&Change]) -> Result<()> {
        facts::require_active(tx, changes.iter().filter_map(|change| change.records_of()))?;
        completions::keep(tx, &context.call.actor, changes)
    }
}

/// Finding of a row that says again what was voided.
fn said_before(
    conn: &mut Conn,
    voided: &[Completion],
    worker: (NamedWorker, &'static str),
    stated: &StatedCompletion,
) -> Result<Option<Finding>> {
    for one in voided {
        if differences(conn, one, worker, stated)?.is_empty() {
            let reason = one.withdrawal_reason.as_ref().map_or("", Note::as_str);
            return Ok(Some(Finding::at(faults::voided(reason), "reference")));
        }
    }
    Ok(None)
}

impl CompletionFile {
    /// Finds on the register what a row names; or every fault that only the register shows.
    fn resolve(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        details: Option<&CompletionDetails>,
        found: FoundRow<'_, CompletionDetails, Completion>,
    ) -> Result<Result<ResolvedCompletion, PlannedRow<Change>>> {
        let FoundRow { number, row: parsed, owner: provider, before, voided } = found;
        let mut findings = Vec::new();
        if provider.is_none() {
            findings.push(Finding::at(organisations::faults::unknown(), "provider"));
        }
        let reference = parsed.reference.clone();
        let Some(details) = details else {
            return Ok(Err(PlannedRow::rejected(number, Some(reference.to_string()), findings)));
        };
        let worker = self
            .lookups
            .people
            .identify(&details.person, ("idnp", "workerId"))
            .map_err(|finding| findings.push(finding))
            .ok();
        let person = if details.person.idnp.is_some() { "idnp" } else { "workerId" };
        let named = self.programmes.named(conn, &details.programme, provider, details.completed_on)?;
        let (is_new, mut resolved) = (before.is_none(), None);
        if let (Some(provider), Some(worker), Some(programme)) = (provider, worker, &named.programme) {
            let stated = details.stated(programme.id, reference.clone(), before.as_ref());
            let fields = match &before {
                Some(before) => differences(conn, before, (worker, person), &stated)?,
                None => Vec::new(),
            };
            if before.is_none()
                && let Some(voided) = said_before(conn, &voided, (worker, person), &stated)?
            {
                findings.push(voided);
            }
            let doubts = completions::doubts(details.time, programme);
            let doubts = doubts.into_iter().map(|(field, fault)| Finding::at(fault, field));
            let row = ResolvedCompletion {
                number,
                action: parsed.action,
                provider,
                worker,
                person,
                stated,
                reason: parsed.reason.clone(),
                before,
                fields,
                doubts: doubts.chain(named.told.clone()).collect(),
            };
            // A row that was taken before stays, whatever became of the catalogue since.
            if row.before.is_some() && row.fields.is_empty() {
                return Ok(Ok(row));
            }
            resolved = Some(row);
        }
        let known = worker.and_then(|worker| self.lookups.people.names(worker));
        let names = details.names.compare(known.into_iter());
        for finding in names.into_iter().chain(named.titled.clone()) {
            match &mut resolved {
                Some(row) if finding.severity() == Severity::Warning => row.doubts.push(finding),
                _ => findings.push(finding),
            }
        }
        // A fact of a closed record may still be corrected.
        if is_new && worker.is_some_and(|worker| !worker.is_active) {
            findings.push(Finding::at(workers::faults::closed(), person));
        }
        findings.extend(misfits(details, &named, resolved.as_ref(), context.call.today));
        if parsed.action == Action::Correct && is_new {
            findings
                .push(Finding::at(faults::reference_unknown(), "reference").with_value(reference.as_str()));
        }
        Ok(match resolved {
            Some(row) if findings.is_empty() => Ok(row),
            _ => {
                let (worker, others) =
                    (worker.map(|worker| worker.id), self.lookups.people.found(&details.person).collect());
                Err(PlannedRow {
                    worker,
                    others,
                    ..PlannedRow::rejected(number, Some(reference.to_string()), findings)
                })
            }
        })
    }

    /// A row that voids what has its reference.
    fn void(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        found: FoundRow<'_, CompletionDetails, Completion>,
        provider: OrganisationId,
    ) -> Result<PlannedRow<Change>> {
        let FoundRow { number, row: parsed, before, .. } = found;
        let Some(before) = before else {
            // The same file once more.
            return Ok(facts::nothing_to_void(
                number,
                &parsed.reference,
                completions::was_voided(conn, provider, &parsed.reference)?,
            ));
        };
        self.claims.leave(before.id, number);
        let (id, worker) = (before.id.0, before.worker_id);
        let change = Change::Void(Box::new(before), facts::reason(context, parsed.reason.as_ref()));
        Ok(PlannedRow::to(number, RowOutcome::Voided, Some(parsed.reference.to_string()))
            .about(Some(id), worker)
            .changing(change))
    }
}
