//! Files of completions.

mod claims;
mod columns;
mod parsed;
mod programmes;
mod resolved;

use claims::FactClaims;
use columns::{LAYOUT, example};
use parsed::{CompletionDetails, ParsedRow};
use programmes::{NamedProgramme, ProgrammeLookups};
use resolved::{ResolvedCompletion, differences};

use super::cells::Cells;
use super::facts::{FactLookups, FactRow, FoundRow};
use super::kind::{Descriptor, FileKind, Operations};
use super::{ImportContext, PlannedRow, facts};
use crate::auth::permission::RecordCompletions;
use crate::completions::{self, Change, Completion, CourseDays};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::faults;
use crate::imports::words::RowOutcome;
use crate::programmes::Programme;
use crate::tables::{Finding, Row, Severity};
use crate::values::{CompletionId, Day, Note, OrganisationId};
use crate::workers::{self, NamedWorker};

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

    fn read(row: &Row, findings: &mut Vec<Finding>) -> ParsedRow {
        FactRow::read(&mut Cells::of(&LAYOUT, row, findings), "provider", CompletionDetails::read)
    }

    fn key(_: &ImportContext, parsed: &ParsedRow) -> String {
        parsed.key()
    }

    fn said_names(parsed: &ParsedRow) -> String {
        parsed.said().map_or_else(String::new, |details| details.names.written())
    }

    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let found = self.find(conn, context, rows)?;
        let elsewhere = self.claims.forget(rows.iter().map(|(number, _)| *number));
        let (mut planned, mut resolved) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for row in found {
            if let Some(repeated) = self.lookups.claim(&row, CompletionDetails::is_of_another) {
                planned.push(repeated);
                continue;
            }
            match (row.owner, &row.row.details) {
                (Some(provider), None) => {
                    let (row, gone) = self.void(conn, context, row, provider)?;
                    if let Some(id) = gone {
                        self.claims.leave(id, row.number);
                    }
                    planned.push(row);
                }
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

    fn judge(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let found = self.find(conn, context, rows)?;
        let judged = found.into_iter().map(|row| match (row.owner, &row.row.details) {
            (Some(provider), None) => Ok(self.void(conn, context, row, provider)?.0),
            (_, details) => Ok(match self.resolve(conn, context, details.as_ref(), row)? {
                Ok(row) => row.settled(context).unwrap_or_else(|| row.to(RowOutcome::Rejected)),
                Err(rejected) => rejected,
            }),
        });
        judged.collect()
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

impl CompletionFile {
    /// Looks up, all together, what rows name.
    fn find<'r>(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &'r [(u32, ParsedRow)],
    ) -> Result<Vec<FoundRow<'r, CompletionDetails, Completion>>> {
        let details = || rows.iter().filter_map(|(_, parsed)| parsed.said());
        let people = &mut self.lookups.people;
        people.resolve(conn, context, details().filter_map(|details| details.person.as_ref()))?;
        let named = details().filter(|details| !details.names.is_empty());
        people.learn_names(conn, named.filter_map(|details| details.person.as_ref()))?;
        let (look, look_voided) = (completions::by_references, completions::voided_by_references);
        self.lookups.find(conn, context, rows, look, look_voided)
    }

    /// Finds on the register what a row names; or every fault that only the register shows.
    fn resolve(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        details: Option<&CompletionDetails>,
        found: FoundRow<'_, CompletionDetails, Completion>,
    ) -> Result<Result<ResolvedCompletion, PlannedRow<Change>>> {
        let mut findings: Vec<_> = found.of_owner("provider").into_iter().collect();
        let (number, parsed, is_new) = (found.number, found.row, found.before.is_none());
        let Some(details) = details else {
            return Ok(Err(PlannedRow::rejected(number, parsed.told(), findings)));
        };
        let identified = details.identify(&self.lookups.people);
        let worker = identified.map_err(|finding| findings.push(finding)).ok().flatten();
        let named = match &details.programme {
            Some(cells) => {
                let day = details.completed_on.unwrap_or(context.call.today);
                self.programmes.named(conn, cells, found.owner, day)?
            }
            None => NamedProgramme::default(),
        };
        let of_nothing = found.of_nothing();
        let (voided, mut row) = state(conn, context, details, found, (worker, named.programme.as_deref()))?;
        if is_new && let Some(row) = &row {
            findings.extend(said_before(conn, &voided, row)?);
        }
        let is_found = worker.is_some() && named.programme.is_some();
        // A row that was taken before stays, whatever became of the catalogue since.
        if let Some(row) = row.take_if(|row| is_found && !is_new && row.changes.is_empty()) {
            return Ok(Ok(row));
        }
        let known = worker.and_then(|worker| self.lookups.people.names(worker));
        let mut is_unclear = false;
        for finding in details.names.compare(known.into_iter()).into_iter().chain(named.titled.clone()) {
            is_unclear |= finding.severity() == Severity::Error;
            match &mut row {
                Some(row) if finding.severity() == Severity::Warning => row.doubts.push(finding),
                _ => findings.push(finding),
            }
        }
        // A fact of a closed record may still be corrected.
        if is_new && worker.is_some_and(|worker| !worker.is_active) {
            findings.push(Finding::at(workers::faults::closed(), details.person_column()));
        }
        findings.extend(misfits(details, &named, row.as_ref(), context.call.today));
        findings.extend(of_nothing);
        Ok(match row {
            Some(mut row) if findings.is_empty() => {
                row.doubts.extend(named.told);
                Ok(row)
            }
            row => {
                // Of a row of somebody else, or of another course, nobody knows what it should have said.
                let differs = row.filter(|_| !is_unclear).and_then(|row| row.settled(context));
                let mut planned = PlannedRow::rejected(number, parsed.told(), findings);
                planned.find_more(differs.map(|differs| differs.findings).unwrap_or_default());
                planned.worker = worker.map(|worker| worker.id);
                let person = details.person.iter();
                planned.others = person.flat_map(|person| self.lookups.people.found(person)).collect();
                Err(planned)
            }
        })
    }

    /// A row that voids what has its reference, and that. It is about that by whatever else it says: one
    /// mistyped reference takes nothing from somebody else.
    fn void(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        found: FoundRow<'_, CompletionDetails, Completion>,
        provider: OrganisationId,
    ) -> Result<(PlannedRow<Change>, Option<CompletionId>)> {
        let (number, parsed) = (found.number, found.row);
        let Some(reference) = &parsed.reference else {
            return Ok((PlannedRow::rejected(number, None, Vec::new()), None));
        };
        let Some(before) = found.before else {
            // The same file once more; or a mistyped reference of something that was voided.
            let mut voided = completions::voided_by_references(conn, provider, &[reference])?;
            let mut planned = facts::nothing_to_void(number, reference);
            for before in voided.remove(reference).unwrap_or_default() {
                match self.contradicted(conn, context, (number, parsed, provider), &before)? {
                    Some(rejected) => planned = rejected,
                    None => return Ok((PlannedRow::to(number, RowOutcome::Unchanged, parsed.told()), None)),
                }
            }
            return Ok((planned, None));
        };
        if let Some(rejected) = self.contradicted(conn, context, (number, parsed, provider), &before)? {
            return Ok((rejected, None));
        }
        let (id, worker) = (before.id, before.worker_id);
        let change = Change::Void(before, facts::reason(context, parsed.reason.as_ref()));
        let planned = PlannedRow::to(number, RowOutcome::Voided, parsed.told()).about(Some(id.0), worker);
        Ok((planned.changing(change), Some(id)))
    }
}

impl CompletionFile {
    /// A row that voids and says something else than what it would void, as it is rejected.
    fn contradicted(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        (number, row, provider): (u32, &ParsedRow, OrganisationId),
        before: &Completion,
    ) -> Result<Option<PlannedRow<Change>>> {
        let said = row.voids.clone().map(|said| said.completed_by(before));
        self.lookups.people.add(conn, said.iter().filter_map(|said| said.person.as_ref()))?;
        let before = Some(Box::new(before.clone()));
        let found = FoundRow { number, row, owner: Some(provider), before, voided: Vec::new() };
        Ok(match self.resolve(conn, context, said.as_ref(), found)?.map(|row| row.settled(context)) {
            Ok(settled) => settled.filter(|row| row.outcome == RowOutcome::Rejected),
            Err(rejected) => Some(rejected),
        })
    }
}

/// The row with what it states, as far as that is known, and the voided completions that had its reference.
fn state(
    conn: &mut Conn,
    context: &ImportContext,
    details: &CompletionDetails,
    found: FoundRow<'_, CompletionDetails, Completion>,
    (worker, programme): (Option<NamedWorker>, Option<&Programme>),
) -> Result<(Vec<Completion>, Option<ResolvedCompletion>)> {
    let FoundRow { number, row: parsed, owner, before, voided } = found;
    let worker = worker.or_else(|| before.as_ref().map(|before| NamedWorker::of(before.worker_id)));
    let (Some(provider), Some(worker), Some(reference)) = (owner, worker, &parsed.reference) else {
        return Ok((voided, None));
    };
    let is_correction = parsed.corrects(context);
    let programme_id = programme.map(|programme| programme.id);
    let Some(stated) = details.stated(programme_id, reference, before.as_deref(), is_correction) else {
        return Ok((voided, None));
    };
    let person = details.person_column();
    let changes = match &before {
        Some(before) => differences(conn, before, (worker, person), &stated)?,
        None => Vec::new(),
    };
    let over = details.time.zip(programme).and_then(|(time, programme)| completions::doubts(time, programme));
    let doubts = over.into_iter().map(|(field, fault)| Finding::at(fault, field)).collect();
    let row = ResolvedCompletion {
        number,
        action: parsed.action,
        provider,
        worker,
        person,
        started_on: details.started_on.clone(),
        stated,
        reason: parsed.reason.clone(),
        before,
        changes,
        doubts,
    };
    Ok((voided, Some(row)))
}

/// Findings about what cannot have been, in the columns of a row.
fn misfits(
    details: &CompletionDetails,
    named: &NamedProgramme,
    row: Option<&ResolvedCompletion>,
    today: Day,
) -> Vec<Finding> {
    let before = row.and_then(|row| row.before.as_deref());
    let started_on = row.map_or_else(|| details.started_on.said().copied(), |row| row.stated.started_on);
    let days = CourseDays { started_on, completed_on: details.completed_on };
    let misfits = completions::misfits(days, named.programme.as_deref(), before, today);
    let finding = |(field, fault)| match (field, &named.told, &details.programme, details.completed_on) {
        ("programmeId", Some(unclear), ..) => Some(unclear.clone()),
        ("programmeId", None, Some(programme), _) => Some(Finding::at(fault, programme.column)),
        // It could not be read, which is told already.
        ("programmeId", None, None, _) => None,
        ("completedOn", _, _, Some(day)) => Some(Finding::at(fault, field).with_value(&day.to_string())),
        _ => Some(Finding::at(fault, field)),
    };
    misfits.into_iter().filter_map(finding).collect()
}

/// Finding of a row that says again what was voided.
fn said_before(conn: &mut Conn, voided: &[Completion], row: &ResolvedCompletion) -> Result<Option<Finding>> {
    for one in voided {
        if differences(conn, one, (row.worker, row.person), &row.stated)?.is_empty() {
            let reason = one.withdrawal_reason.as_ref().map_or("", Note::as_str);
            return Ok(Some(Finding::at(faults::voided(reason), "reference")));
        }
    }
    Ok(None)
}
