//! Files of workers: who comes onto the register, and where they work at present.

mod columns;
mod compared;
mod members;
mod parsed;

use std::collections::HashMap;

use columns::{EMPLOYMENT, LAYOUT, example};
use compared::ComparedRow;
use members::StaffMember;
use parsed::{EmploymentCells, ParsedRow};

use super::cells::{self, Cells, OrganisationRef};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::Organisations;
use super::{ImportContext, PlannedRow};
use crate::auth::permission::RegisterWorkers;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::faults;
use crate::imports::words::RowOutcome;
use crate::organisations;
use crate::tables::{self, Finding, Row, value};
use crate::values::WorkerId;
use crate::workers::{self, Amendment, Change, NewEmployment, NewWorker, WorkerSnapshot};

/// Look-ups for a file of workers.
#[derive(Default)]
pub struct WorkerFile {
    organisations: Organisations,
    /// Memory of what its rows say of people.
    members: HashMap<WorkerId, StaffMember>,
    /// The records of those whom it brings onto the register, by the hashes of their IDNPs.
    coming: HashMap<Vec<u8>, WorkerId>,
    /// Times today that the client was told that a number and a name do not go together, once that was asked.
    refused: Option<i32>,
    /// Rows are planned again that met with another change of the register.
    is_again: bool,
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
        let employment = EmploymentCells::are_in(&cells).then(|| EmploymentCells::read(&mut cells));
        Some(ParsedRow {
            idnp: idnp?,
            family_name: family_name?,
            given_name: given_name?,
            employment: match employment {
                Some(read) => Some(read?),
                None => None,
            },
        })
    }

    fn key(_: &ImportContext, parsed: &ParsedRow) -> String {
        let mut key: String = parsed.idnp.digits().iter().map(|digit| char::from(*digit)).collect();
        // A second job is a row of its own.
        if let Some(EmploymentCells { organisation, post, valid_from, .. }) = &parsed.employment {
            let organisation = match organisation {
                OrganisationRef::Id(id) => id.to_string(),
                OrganisationRef::Idno(idno) => idno.to_string(),
            };
            key = format!("{key}/{organisation}/{post}/{valid_from}");
        }
        key
    }

    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let hashes: Vec<_> = rows.iter().map(|(_, parsed)| context.keys.idnp_hash(&parsed.idnp)).collect();
        let mut people = hashes.clone();
        people.sort_unstable();
        people.dedup();
        let known = workers::snapshots_by_hashes(conn, &people)?;
        let sight = workers::sight(conn, &context.call)?;
        if std::mem::take(&mut self.is_again) {
            let again = rows.iter().map(|(number, _)| *number).collect();
            self.members.values_mut().for_each(|member| member.forget(&again));
        }
        let mut stated = Vec::with_capacity(rows.len());
        for ((number, parsed), hash) in rows.iter().zip(&hashes) {
            let employment = self.employment(conn, context, parsed)?;
            if let (Some(kept), Ok(Some(employment))) = (known.get(hash), &employment) {
                self.members.entry(kept.worker.id).or_default().name(*number, employment);
            }
            stated.push(employment);
        }
        let mut planned = Vec::with_capacity(rows.len());
        for (((number, parsed), hash), employment) in rows.iter().zip(hashes).zip(stated) {
            let (number, kept) = (*number, known.get(&hash));
            let is_hired = workers::must_employ(&context.call.actor)
                && !self.coming.contains_key(&hash)
                && !kept.is_some_and(|kept| kept.is_seen(&sight));
            planned.push(match (employment, kept) {
                (Err(findings), _) => PlannedRow::rejected(number, None, findings),
                (Ok(employment), kept) if is_hired => {
                    self.hire(conn, context, (number, parsed), hash, employment, kept)?
                }
                (Ok(employment), None) => self.come(context, number, parsed, hash, employment)?,
                (Ok(employment), Some(kept)) => {
                    let (employment, member) =
                        (employment.as_ref(), self.members.entry(kept.worker.id).or_default());
                    ComparedRow { context, number, parsed, employment, kept }.decide(member)
                }
            });
        }
        Ok(planned)
    }

    fn invalidate(&mut self) {
        self.organisations = Organisations::default();
        self.coming.clear();
        self.is_again = true;
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
        kept: Option<&WorkerSnapshot>,
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
        let Some(kept) = kept else { return self.come(context, number, parsed, hash, employment) };
        let new = new_worker(parsed, employment);
        let id = kept.worker.id;
        if !workers::is_named(&kept.worker, &new) {
            *refused += 1;
            let found = Finding::of(workers::faults::identity_to_confirm());
            // The journal has whom it was about; the answer has not.
            return Ok(PlannedRow { others: vec![id], ..PlannedRow::rejected(number, None, vec![found]) });
        }
        let is_held = |new: &&NewEmployment| kept.employments.iter().any(|held| held.is_named_by(new));
        let hired = new.employment.as_ref().filter(|new| !is_held(new));
        let Some(hired) = hired else {
            let known = Finding::of(faults::fact_known()).about("POST /api/v1/workers");
            return Ok(PlannedRow::to(number, RowOutcome::Duplicate, None)
                .about(Some(id.0), id)
                .found(known));
        };
        let change = Change::hire(id, hired, actor);
        Ok(PlannedRow::to(number, RowOutcome::Created, None).about(Some(id.0), id).changing(change))
    }

    /// A row about somebody who is not on the register: the first brings the person, others bring jobs.
    fn come(
        &mut self,
        context: &ImportContext,
        number: u32,
        parsed: &ParsedRow,
        hash: Vec<u8>,
        employment: Option<NewEmployment>,
    ) -> Result<PlannedRow<Change>> {
        let actor = &context.call.actor;
        let Some(worker) = self.coming.get(&hash).copied() else {
            let new = new_worker(parsed, employment);
            let (id, change) = Change::register(&context.keys, hash.clone(), &new, actor)?;
            self.coming.insert(hash, id);
            let member = self.members.entry(id).or_default();
            member.take(number, parsed);
            new.employment.iter().for_each(|employment| member.name(number, employment));
            return Ok(PlannedRow::to(number, RowOutcome::Created, None)
                .about(Some(id.0), id)
                .changing(change));
        };
        let to = |outcome| PlannedRow {
            is_of_new: true,
            ..PlannedRow::to(number, outcome, None).about(None, worker)
        };
        let member = self.members.entry(worker).or_default();
        if let Some(twice) = member.contradicted(number, parsed) {
            return Ok(to(RowOutcome::Rejected).found(twice));
        }
        let Some(employment) = employment else {
            let first = member.first(number).unwrap_or(number);
            return Ok(to(RowOutcome::Duplicate).found(Finding::of(faults::row_twice()).about(first)));
        };
        if let Some((outcome, twice)) = member.repeated(number, &employment) {
            return Ok(to(outcome).found(twice));
        }
        member.name(number, &employment);
        let begun = workers::beginning(worker, &employment, actor.client);
        let object = Some(begun.id.0);
        let amendment = Amendment { worker, names: None, corrects: None, begins: Some(begun) };
        let planned = to(RowOutcome::Created).about(object, worker);
        Ok(planned.changing(Change::Amend(Box::new(amendment))))
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
        let EmploymentCells { organisation: _, post, valid_from, valid_until } = named.clone();
        Ok(Ok(Some(NewEmployment { organisation_id, post, valid_from, valid_until, base_pay: None })))
    }
}

/// A row as a person to register.
fn new_worker(parsed: &ParsedRow, employment: Option<NewEmployment>) -> NewWorker {
    let ParsedRow { idnp, family_name, given_name, employment: _ } = parsed.clone();
    NewWorker { idnp, family_name, given_name, employment }
}
