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
use crate::workers::{
    self, Change, EmploymentPeriod, NewEmployment, NewWorker, Sight, Worker, WorkerSnapshot,
};

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
            planned.push(match known.remove(&hash) {
                Some(kept) => {
                    let person = kept.worker.id;
                    self.once(
                        person,
                        parsed,
                        compare(context, *number, parsed, employment.as_ref(), &sight, kept),
                    )
                }
                None => {
                    let (idnp, family_name, given_name) =
                        (parsed.idnp.clone(), parsed.family_name.clone(), parsed.given_name.clone());
                    let new = NewWorker { idnp, family_name, given_name, employment };
                    let (id, change) = Change::register(&context.keys, hash, &new, &context.call.actor)?;
                    PlannedRow::to(*number, RowOutcome::Created, None).about(Some(id.0), id).changing(change)
                }
            });
        }
        Ok(planned)
    }

    fn invalidate(&mut self) {
        self.organisations = Organisations::default();
    }

    fn keep(tx: &mut Tx<'_>, _: &ImportContext, changes: &[&Change]) -> Result<()> {
        workers::keep(tx, changes)
    }
}

impl WorkerFile {
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
        let is_same = (&*family_name, &*given_name) == (&parsed.family_name, &parsed.given_name);
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

/// Plans a row about somebody who is on the register.
fn compare(
    context: &ImportContext,
    number: u32,
    parsed: &ParsedRow,
    employment: Option<&NewEmployment>,
    sight: &Sight,
    kept: WorkerSnapshot,
) -> PlannedRow<Change> {
    let id = kept.worker.id;
    let to = |outcome| PlannedRow::to(number, outcome, None).about(Some(id.0), id);
    let found = |fault: Fault, fields: &[&str], instead: &str| {
        let at = |field: &&str| Finding::at(fault.clone(), field).about(instead);
        fields.iter().map(at).collect::<Vec<_>>()
    };
    let employments = format!("POST /api/v1/workers/{id}/employments");
    if !kept.is_seen(sight) {
        // The record's id is told to whoever knows the IDNP; nothing else of it is, but an employment with
        // the caller's own organisation.
        let known = Finding::of(faults::fact_known()).about(&employments);
        let is_held =
            employment.is_none_or(|employment| differences(&kept.employments, employment).is_empty());
        if is_held {
            return to(RowOutcome::Duplicate).found(known);
        }
        // A file does not record it, so that two of them at once do not record it twice.
        return to(RowOutcome::Rejected)
            .found(Finding::at(faults::cannot_correct(), "organisation").about(employments))
            .found(known);
    }
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
    let fields = renamed(&kept.worker, parsed);
    if !fields.is_empty() && context.on_change == OnChange::Reject {
        faults.extend(found(faults::differs(), &fields, "IDNP"));
    } else if !fields.is_empty() && !ChangeWorkers::ROLES.contains(&context.call.actor.role) {
        faults.extend(found(faults::cannot_correct(), &fields, &format!("PATCH /api/v1/workers/{id}")));
    }
    if !faults.is_empty() {
        return PlannedRow { findings: faults, ..to(RowOutcome::Rejected) };
    }
    if fields.is_empty() {
        return to(RowOutcome::Unchanged);
    }
    let change = Change::rename(kept.worker, parsed.family_name.clone(), parsed.given_name.clone());
    to(RowOutcome::Corrected).found_in(&faults::corrects(), &fields).changing(change)
}

/// The columns of the names that a row has otherwise. A field that a row of workers gains is asked for here
/// by the compiler.
fn renamed(worker: &Worker, parsed: &ParsedRow) -> Vec<&'static str> {
    // The IDNP found the worker; the employment is compared with the employments.
    let ParsedRow { idnp: _, family_name, given_name, employment: _ } = parsed;
    differing([
        (worker.family_name == *family_name, "familyName"),
        (worker.given_name == *given_name, "givenName"),
    ])
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
