//! Files of workers: who comes onto the register, and where they work at present.

mod columns;

use std::collections::HashMap;

use columns::{EMPLOYMENT, LAYOUT, example};

use super::cells::{self, Body, Cells};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::Bodies;
use super::{Desk, Judged, differing};
use crate::auth::permission::{ChangeWorkers, Permission, RegisterWorkers};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::words::{OnChange, RowOutcome};
use crate::tables::{self, Finding, Row, value};
use crate::values::{Code, Day, Idnp, Name, WorkerId};
use crate::workers::{self, Change, Held, Kept, NewEmployment, NewWorker, Sight, Worker};

/// What a row says.
#[derive(Clone, Hash)]
pub struct Said {
    idnp: Idnp,
    family_name: Name,
    given_name: Name,
    employment: Option<Employment>,
}

/// The present employment.
#[derive(Clone, Hash)]
struct Employment {
    organisation: Body,
    post: Code,
    valid_from: Day,
}

/// What a file of workers has been looked up for.
#[derive(Default)]
pub struct Workers {
    bodies: Bodies,
    /// The row that first was about a person and was taken, and the names that it says: two records of one
    /// person may have been merged, and a file may name both.
    met: HashMap<WorkerId, (u32, Name, Name)>,
}

impl FileKind for Workers {
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
    type Said = Said;
    type Change = Change;

    fn read(row: &Row, findings: &mut Vec<Finding>) -> Option<Said> {
        let mut cells = Cells::of(&LAYOUT, row, findings);
        let idnp = cells.required("idnp", value::idnp);
        let (family_name, given_name) =
            (cells.required("familyName", cells::plain), cells.required("givenName", cells::plain));
        let employment = if EMPLOYMENT.iter().all(|field| cells.cell(field).is_empty()) {
            None
        } else {
            let organisation = cells.required("organisation", cells::body);
            let post = cells.required("post", cells::plain);
            let valid_from = cells.required("validFrom", value::day);
            Some(Employment { organisation: organisation?, post: post?, valid_from: valid_from? })
        };
        Some(Said { idnp: idnp?, family_name: family_name?, given_name: given_name?, employment })
    }

    fn key(_: &Desk, said: &Said) -> String {
        said.idnp.digits().iter().map(|digit| char::from(*digit)).collect()
    }

    fn plan(&mut self, conn: &mut Conn, desk: &Desk, rows: &[(u32, Said)]) -> Result<Vec<Judged<Change>>> {
        let hashes: Vec<_> = rows.iter().map(|(_, said)| desk.keys.idnp_hash(&said.idnp)).collect();
        let mut known = workers::kept_by_hashes(conn, &hashes)?;
        let sight = workers::sight(conn, &desk.call)?;
        let mut judged = Vec::with_capacity(rows.len());
        for ((number, said), hash) in rows.iter().zip(hashes) {
            let employment = match self.employment(conn, desk, said)? {
                Ok(employment) => employment,
                Err(findings) => {
                    judged.push(Judged::rejected(*number, None, findings));
                    continue;
                }
            };
            judged.push(match known.remove(&hash) {
                Some(kept) => {
                    let person = kept.worker.id;
                    self.once(person, said, compare(desk, *number, said, employment.as_ref(), &sight, kept))
                }
                None => {
                    let (idnp, family_name, given_name) =
                        (said.idnp.clone(), said.family_name.clone(), said.given_name.clone());
                    let new = NewWorker { idnp, family_name, given_name, employment };
                    let (id, change) = Change::register(&desk.keys, hash, &new, &desk.call.actor)?;
                    Judged::to(*number, RowOutcome::Created, None).about(Some(id.0), id).changing(change)
                }
            });
        }
        Ok(judged)
    }

    fn look_anew(&mut self) {
        self.bodies = Bodies::default();
    }

    fn keep(tx: &mut Tx<'_>, _: &Desk, changes: &[&Change]) -> Result<()> {
        workers::keep(tx, changes)
    }
}

impl Workers {
    /// A row about somebody about whom another row may be as well, by another IDNP: it says the same, or is
    /// refused.
    fn once(&mut self, person: WorkerId, said: &Said, judged: Judged<Change>) -> Judged<Change> {
        let number = judged.number;
        if !matches!(judged.outcome, RowOutcome::Corrected | RowOutcome::Unchanged) {
            if self.met.get(&person).is_some_and(|(first, ..)| *first == number) {
                self.met.remove(&person);
            }
            return judged;
        }
        let own = || (number, said.family_name.clone(), said.given_name.clone());
        let (first, family_name, given_name) = self.met.entry(person).or_insert_with(own);
        if *first == number {
            return judged;
        }
        let is_same = (&*family_name, &*given_name) == (&said.family_name, &said.given_name);
        let (outcome, code) = match (is_same, judged.outcome) {
            (true, RowOutcome::Unchanged) => return judged,
            (true, _) => (RowOutcome::Duplicate, tables::Code::RowTwice),
            (false, _) => (RowOutcome::Rejected, tables::Code::ReferenceTwice),
        };
        Judged::to(number, outcome, None).about(judged.object, person).found(Finding::of(code).about(*first))
    }

    /// The employment that a row names, if it names one; or every fault that only the register shows.
    fn employment(
        &mut self,
        conn: &mut Conn,
        desk: &Desk,
        said: &Said,
    ) -> Result<Result<Option<NewEmployment>, Vec<Finding>>> {
        let Some(named) = &said.employment else {
            let missing =
                || EMPLOYMENT.iter().map(|field| Finding::at(tables::Code::Required, field)).collect();
            return Ok(if workers::must_employ(&desk.call.actor) { Err(missing()) } else { Ok(None) });
        };
        let Some(organisation_id) = self.bodies.find(conn, desk, Some(&named.organisation))? else {
            return Ok(Err(vec![Finding::at(tables::Code::OrganisationUnknown, "organisation")]));
        };
        let (post, valid_from) = (named.post.clone(), named.valid_from);
        Ok(Ok(Some(NewEmployment { organisation_id, post, valid_from, valid_until: None, base_pay: None })))
    }
}

/// What becomes of a row about somebody who is on the register.
fn compare(
    desk: &Desk,
    number: u32,
    said: &Said,
    employment: Option<&NewEmployment>,
    sight: &Sight,
    kept: Kept,
) -> Judged<Change> {
    let id = kept.worker.id;
    let to = |outcome| Judged::to(number, outcome, None).about(Some(id.0), id);
    let found = |code, fields: &[&str], instead: &str| {
        fields.iter().map(|field| Finding::at(code, field).about(instead)).collect::<Vec<_>>()
    };
    let employments = format!("POST /api/v1/workers/{id}/employments");
    if !kept.is_seen(sight) {
        // Which record it is, is told to who knows the IDNP; nothing else of it is, but an employment with
        // the caller's own.
        let known = Finding::of(tables::Code::FactKnown).about(&employments);
        let is_held =
            employment.is_none_or(|employment| differences(&kept.employments, employment).is_empty());
        if is_held {
            return to(RowOutcome::Duplicate).found(known);
        }
        // A file does not record it, so that two of them at once do not record it twice.
        return to(RowOutcome::Rejected)
            .found(Finding::at(tables::Code::CannotCorrect, "organisation").about(employments))
            .found(known);
    }
    if kept.worker.takes_facts().is_err() {
        return to(RowOutcome::Rejected).found(Finding::at(tables::Code::WorkerClosed, "idnp"));
    }
    let mut faults = Vec::new();
    let moved = employment.map_or_else(Vec::new, |employment| differences(&kept.employments, employment));
    if !moved.is_empty() {
        // An employment is a fact of its own: another one is recorded, and what is wrong about one has its
        // own corrections.
        let instead = format!("{employments}, POST /api/v1/employments/…/corrections");
        faults.extend(found(tables::Code::CannotCorrect, &moved, &instead));
    }
    let fields = renamed(&kept.worker, said);
    if !fields.is_empty() && desk.on_change == OnChange::Reject {
        faults.extend(found(tables::Code::Differs, &fields, "IDNP"));
    } else if !fields.is_empty() && !ChangeWorkers::ROLES.contains(&desk.call.actor.role) {
        faults.extend(found(tables::Code::CannotCorrect, &fields, &format!("PATCH /api/v1/workers/{id}")));
    }
    if !faults.is_empty() {
        return Judged { findings: faults, ..to(RowOutcome::Rejected) };
    }
    if fields.is_empty() {
        return to(RowOutcome::Unchanged);
    }
    let change = Change::rename(kept.worker, said.family_name.clone(), said.given_name.clone());
    to(RowOutcome::Corrected).found_in(tables::Code::Corrects, &fields).changing(change)
}

/// The columns of the names that a row has otherwise. A field that a row of workers gains is asked for here by
/// the compiler.
fn renamed(worker: &Worker, said: &Said) -> Vec<&'static str> {
    // By the IDNP the worker was found; the employment is compared with the employments.
    let Said { idnp: _, family_name, given_name, employment: _ } = said;
    differing([
        (worker.family_name == *family_name, "familyName"),
        (worker.given_name == *given_name, "givenName"),
    ])
}

/// The columns in which an employment differs from the nearest of those that are believed. A field that an
/// employment gains is asked for here by the compiler.
fn differences(held: &[Held], employment: &NewEmployment) -> Vec<&'static str> {
    // Files have no column for the last day and for base pay.
    let NewEmployment { organisation_id, post, valid_from, valid_until: _, base_pay: _ } = employment;
    let from = |held: &Held| {
        differing([
            (held.organisation_id == *organisation_id, "organisation"),
            (held.post == *post, "post"),
            (held.valid_from == *valid_from, "validFrom"),
        ])
    };
    held.iter().map(from).min_by_key(Vec::len).unwrap_or_else(|| EMPLOYMENT.to_vec())
}
