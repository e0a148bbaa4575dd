//! Files of workers: who comes onto the register, and where they work at present.

mod columns;

use std::collections::HashMap;
use std::str::FromStr;

use columns::{EMPLOYMENT, LAYOUT, POSTS, example};

use super::cells::{self, Cells, OrganisationRef};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::Organisations;
use super::{ImportContext, PlannedRow, differing};
use crate::auth::permission::{ChangeWorkers, Permission, RegisterWorkers};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::faults;
use crate::imports::words::{OnChange, RowOutcome};
use crate::organisations;
use crate::tables::{self, Cell, Finding, Row, value};
use crate::values::{Code, Day, Fault, Idnp, Name, WorkerId};
use crate::workers::{self, Change, EmploymentPeriod, NewEmployment, NewWorker, Worker, WorkerSnapshot};

/// Row of a file of workers as it was read.
#[derive(Clone, Hash)]
pub struct ParsedRow {
    idnp: Idnp,
    family_name: Name,
    given_name: Name,
    employment: Option<EmploymentCells>,
}

/// The present employment.
#[derive(Clone, Hash)]
struct EmploymentCells {
    organisation: OrganisationRef,
    post: Code,
    valid_from: Day,
}

/// Reads a post: its code, or its title.
fn post(cell: &Cell) -> Result<Code, tables::Code> {
    let written = cell.written();
    if Idnp::is_within(&written) {
        return Err(tables::Code::TextHasIdnp);
    }
    let titled = || value::word::<Post>(cell, &POSTS.map(|(title, code)| (title, Post(code))));
    written.parse().or_else(|_| titled().map(|Post(code)| Code::ours(code)))
}

/// Code of a post that has titles.
#[derive(Clone)]
struct Post(&'static str);

impl FromStr for Post {
    type Err = ();

    /// None but by its titles.
    fn from_str(_: &str) -> Result<Self, ()> {
        Err(())
    }
}

/// Look-ups for a file of workers.
#[derive(Default)]
pub struct WorkerFile {
    organisations: Organisations,
    /// The row that first was about a person and was taken, and the names that it says: two records of one
    /// person may have been merged, and a file may name both.
    met: HashMap<WorkerId, (u32, Name, Name)>,
    /// Times today that the client was told that a number and a name do not go together, once that was asked.
    refused: Option<i32>,
}

impl FileKind for WorkerFile {
    type Permission = RegisterWorkers;
    const DESCRIPTOR: Descriptor = Descriptor {
        title: "Workers",
        command: "workers",
        path: "/worker-batches",
        operations: Operations {
            create: "create_worker_batch",
            list: "list_worker_batches",
            get: "get_worker_batch",
            list_rows: "list_worker_batch_rows",
            get_annotated: "get_worker_batch_annotated",
        },
        layout: &LAYOUT,
        lists: &[],
        example,
    };
    type ParsedRow = ParsedRow;
    type Change = Change;

    fn read(row: &Row, findings: &mut Vec<Finding>) -> Option<ParsedRow> {
        let mut cells = Cells::of(&LAYOUT, row, findings);
        let idnp = cells.required("idnp", value::idnp);
        let (family_name, given_name) = (
            cells.required("familyName", cells::person_name),
            cells.required("givenName", cells::person_name),
        );
        let employment = if EMPLOYMENT.iter().all(|field| cells.cell(field).is_empty()) {
            None
        } else {
            let organisation = cells.required("organisation", cells::organisation);
            let post = cells.required("post", post);
            let valid_from = cells.required("validFrom", value::day);
            Some(EmploymentCells { organisation: organisation?, post: post?, valid_from: valid_from? })
        };
        Some(ParsedRow { idnp: idnp?, family_name: family_name?, given_name: given_name?, employment })
    }

    fn key(_: &ImportContext, parsed: &ParsedRow) -> String {
        parsed.idnp.digits().iter().map(|digit| char::from(*digit)).collect()
    }

    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let hashes: Vec<_> = rows.iter().map(|(_, parsed)| context.keys.idnp_hash(&parsed.idnp)).collect();
        let mut known = workers::snapshots_by_hashes(conn, &hashes)?;
        let sight = workers::sight(conn, &context.call)?;
        let mut planned = Vec::with_capacity(rows.len());
        for ((number, parsed), hash) in rows.iter().zip(hashes) {
            let employment = match self.employment(conn, context, parsed)? {
                Ok(employment) => employment,
                Err(findings) => {
                    planned.push(PlannedRow::rejected(*number, None, findings));
                    continue;
                }
            };
            let kept = known.remove(&hash);
            let is_hired = workers::must_employ(&context.call.actor)
                && !kept.as_ref().is_some_and(|kept| kept.is_seen(&sight));
            planned.push(match kept {
                kept if is_hired => self.hire(conn, context, (*number, parsed), hash, employment, kept)?,
                Some(kept) => {
                    let person = kept.worker.id;
                    self.once(person, parsed, compare(context, *number, parsed, employment.as_ref(), kept))
                }
                None => register(context, *number, &new_worker(parsed, employment), hash)?,
            });
        }
        Ok(planned)
    }

    fn invalidate(&mut self) {
        self.organisations = Organisations::default();
    }

    fn note_refused(tx: &mut Tx<'_>, context: &ImportContext, rows: &[&PlannedRow<Change>]) -> Result<()> {
        let code = workers::faults::identity_to_confirm().code().name;
        let is_told = |row: &&&PlannedRow<Change>| row.findings.iter().any(|found| found.code() == code);
        let count = i32::try_from(rows.iter().filter(is_told).count()).unwrap_or(i32::MAX);
        if count == 0 {
            return Ok(());
        }
        workers::count_refusals(tx, context.call.actor.client, context.call.today, count)
    }

    fn keep(tx: &mut Tx<'_>, _: &ImportContext, changes: &[&Change]) -> Result<()> {
        workers::keep(tx, changes)
    }
}

impl WorkerFile {
    /// A row of an employer about somebody whom it does not see: it hires, by the law of a single call.
    /// Whether the person is new is not told.
    fn hire(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        (number, parsed): (u32, &ParsedRow),
        hash: Vec<u8>,
        employment: Option<NewEmployment>,
        kept: Option<WorkerSnapshot>,
    ) -> Result<PlannedRow<Change>> {
        let actor = &context.call.actor;
        let refused = match &mut self.refused {
            Some(refused) => refused,
            none => none.insert(workers::refusals(conn, actor.client, context.call.today)?),
        };
        if *refused >= workers::MOST_A_DAY {
            let found = Finding::of(workers::faults::identities_refused(workers::MOST_A_DAY));
            return Ok(PlannedRow::rejected(number, None, vec![found]));
        }
        let new = new_worker(parsed, employment);
        let Some(kept) = kept else { return register(context, number, &new, hash) };
        let id = kept.worker.id;
        if !workers::is_named(&kept.worker, &new) {
            *refused += 1;
            let found = Finding::of(workers::faults::identity_to_confirm());
            // The journal has whom it was about; the answer has not.
            return Ok(PlannedRow { others: vec![id], ..PlannedRow::rejected(number, None, vec![found]) });
        }
        let hired = new.employment.as_ref().filter(|one| !differences(&kept.employments, one).is_empty());
        let Some(hired) = hired else {
            let known = Finding::of(faults::fact_known()).about("POST /api/v1/workers");
            return Ok(PlannedRow::to(number, RowOutcome::Duplicate, None)
                .about(Some(id.0), id)
                .found(known));
        };
        let change = Change::hire(id, hired, actor);
        Ok(PlannedRow::to(number, RowOutcome::Created, None).about(Some(id.0), id).changing(change))
    }

    /// A row about somebody about whom another row may be as well, by another IDNP: it says the same, or is
    /// refused.
    fn once(
        &mut self,
        person: WorkerId,
        parsed: &ParsedRow,
        planned: PlannedRow<Change>,
    ) -> PlannedRow<Change> {
        let number = planned.number;
        if !matches!(planned.outcome, RowOutcome::Corrected | RowOutcome::Unchanged) {
            if self.met.get(&person).is_some_and(|(first, ..)| *first == number) {
                self.met.remove(&person);
            }
            return planned;
        }
        let own = || (number, parsed.family_name.clone(), parsed.given_name.clone());
        let (first, family_name, given_name) = self.met.entry(person).or_insert_with(own);
        if *first == number {
            return planned;
        }
        let is_same = family_name.is_alike(&parsed.family_name) && given_name.is_alike(&parsed.given_name);
        let (outcome, fault) = match (is_same, planned.outcome) {
            (true, RowOutcome::Unchanged) => return planned,
            (true, _) => (RowOutcome::Duplicate, faults::row_twice()),
            (false, _) => (RowOutcome::Rejected, faults::reference_twice()),
        };
        PlannedRow::to(number, outcome, None)
            .about(planned.object, person)
            .found(Finding::of(fault).about(*first))
    }

    /// The employment that a row names, if it names one; or every fault that only the register shows.
    fn employment(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        parsed: &ParsedRow,
    ) -> Result<Result<Option<NewEmployment>, Vec<Finding>>> {
        let Some(named) = &parsed.employment else {
            let missing =
                || EMPLOYMENT.iter().map(|field| Finding::at(tables::Code::Required, field)).collect();
            return Ok(if workers::must_employ(&context.call.actor) { Err(missing()) } else { Ok(None) });
        };
        let Some(organisation_id) = self.organisations.find(conn, context, Some(&named.organisation))? else {
            return Ok(Err(vec![Finding::at(organisations::faults::unknown(), "organisation")]));
        };
        let (post, valid_from) = (named.post.clone(), named.valid_from);
        Ok(Ok(Some(NewEmployment { organisation_id, post, valid_from, valid_until: None, base_pay: None })))
    }
}

/// A row as a person to register.
fn new_worker(parsed: &ParsedRow, employment: Option<NewEmployment>) -> NewWorker {
    let ParsedRow { idnp, family_name, given_name, employment: _ } = parsed.clone();
    NewWorker { idnp, family_name, given_name, employment }
}

/// Plans a row about somebody who comes onto the register.
fn register(
    context: &ImportContext,
    number: u32,
    new: &NewWorker,
    hash: Vec<u8>,
) -> Result<PlannedRow<Change>> {
    let (id, change) = Change::register(&context.keys, hash, new, &context.call.actor)?;
    Ok(PlannedRow::to(number, RowOutcome::Created, None).about(Some(id.0), id).changing(change))
}

/// Plans a row about somebody who is on the register and whom the caller sees.
fn compare(
    context: &ImportContext,
    number: u32,
    parsed: &ParsedRow,
    employment: Option<&NewEmployment>,
    kept: WorkerSnapshot,
) -> PlannedRow<Change> {
    let id = kept.worker.id;
    let to = |outcome| PlannedRow::to(number, outcome, None).about(Some(id.0), id);
    let found = |fault: Fault, fields: &[&str], instead: &str| {
        let at = |field: &&str| Finding::at(fault.clone(), field).about(instead);
        fields.iter().map(at).collect::<Vec<_>>()
    };
    let employments = format!("POST /api/v1/workers/{id}/employments");
    if kept.worker.takes_facts().is_err() {
        return to(RowOutcome::Rejected).found(Finding::at(workers::faults::closed(), "idnp"));
    }
    let mut faults = Vec::new();
    let moved = employment.map_or_else(Vec::new, |employment| differences(&kept.employments, employment));
    if !moved.is_empty() {
        // An employment is a fact of its own: another one is recorded, and what is wrong about one has its
        // own corrections.
        let instead = format!("{employments}, POST /api/v1/employments/…/corrections");
        faults.extend(found(faults::cannot_correct(), &moved, &instead));
    }
    let may_rename = ChangeWorkers::ROLES.contains(&context.call.actor.role);
    let fields = renamed(&kept.worker, parsed);
    if !fields.is_empty() && context.on_change == OnChange::Reject {
        faults.extend(found(faults::differs(), &fields, "IDNP"));
    } else if !fields.is_empty() && !may_rename {
        faults.extend(found(faults::cannot_correct(), &fields, &format!("PATCH /api/v1/workers/{id}")));
    }
    if !faults.is_empty() {
        return PlannedRow { findings: faults, ..to(RowOutcome::Rejected) };
    }
    let [family_name, given_name] = spelt(&kept.worker, parsed);
    let fields = differing([
        (kept.worker.family_name == family_name, "familyName"),
        (kept.worker.given_name == given_name, "givenName"),
    ]);
    if fields.is_empty() || context.on_change == OnChange::Reject || !may_rename {
        return to(RowOutcome::Unchanged);
    }
    let change = Change::rename(kept.worker, family_name, given_name);
    to(RowOutcome::Corrected).found_in(&faults::corrects(), &fields).changing(change)
}

/// The columns of the names that are others in a row, and not only written otherwise. A field that a row of
/// workers gains is asked for here by the compiler.
fn renamed(worker: &Worker, parsed: &ParsedRow) -> Vec<&'static str> {
    // The IDNP found the worker; the employment is compared with the employments.
    let ParsedRow { idnp: _, family_name, given_name, employment: _ } = parsed;
    differing([
        (worker.family_name.is_alike(family_name), "familyName"),
        (worker.given_name.is_alike(given_name), "givenName"),
    ])
}

/// The names that a worker would have by a row: capitals or lost diacritics take no better spelling's place.
fn spelt(worker: &Worker, parsed: &ParsedRow) -> [Name; 2] {
    let pairs = [(&worker.family_name, &parsed.family_name), (&worker.given_name, &parsed.given_name)];
    pairs.map(|(known, given)| {
        let is_taken = !given.is_alike(known) || given.is_as_well_spelt(known);
        if is_taken { given.clone() } else { known.clone() }
    })
}

/// The columns in which an employment differs from the nearest of those that are believed. A field that an
/// employment gains is asked for here by the compiler.
fn differences(held: &[EmploymentPeriod], employment: &NewEmployment) -> Vec<&'static str> {
    // Files have no column for the last day and for base pay.
    let NewEmployment { organisation_id, post, valid_from, valid_until: _, base_pay: _ } = employment;
    let from = |held: &EmploymentPeriod| {
        differing([
            (held.organisation_id == *organisation_id, "organisation"),
            (held.post == *post, "post"),
            (held.valid_from == *valid_from, "validFrom"),
        ])
    };
    held.iter().map(from).min_by_key(Vec::len).unwrap_or_else(|| EMPLOYMENT.to_vec())
}
