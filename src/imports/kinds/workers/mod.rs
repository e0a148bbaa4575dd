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
use crate::values::{BatchId, Fault, WorkerId};
use crate::workers::{
    self, Amendment, Change, Guess, ListedEmployment, NewEmployment, NewWorker, RefusedGuess, WorkerSnapshot,
};

/// Look-ups for a file of workers.
#[derive(Default)]
pub struct WorkerFile {
    organisations: Organisations,
    /// Memory of what its rows say of people.
    members: HashMap<WorkerId, StaffMember>,
    /// The records of those whom it brings onto the register, by the hashes of their IDNPs.
    coming: HashMap<Vec<u8>, WorkerId>,
    /// Attempts of the client to name people.
    attempts: Attempts,
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

    fn key_twice() -> Fault {
        faults::job_twice()
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
        self.attempts.look(conn, context)?;
        if std::mem::take(&mut self.is_again) {
            let again = rows.iter().map(|(number, _)| *number).collect();
            self.members.values_mut().for_each(|member| member.forget(&again));
        }
        let mut stated = Vec::with_capacity(rows.len());
        for ((number, parsed), hash) in rows.iter().zip(&hashes) {
            let employment = self.employment(conn, context, (*number, parsed))?;
            if let (Some(kept), Ok(Some(employment))) = (known.get(hash), &employment) {
                self.members.entry(kept.worker.id).or_default().name(employment);
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
                    let is_own = kept.is_some_and(|kept| kept.is_own(&sight));
                    match self.refuse(context, (number, parsed), &hash, kept) {
                        Some(refused) => refused,
                        None if !is_own => self.hire(context, (number, parsed), hash, employment, kept)?,
                        // Its own employments are compared, whether they have ended or are yet to begin.
                        None => self.compare((context, false), (number, parsed), employment.as_ref(), kept),
                    }
                }
                (Ok(employment), None) => self.come(context, number, parsed, hash, employment)?,
                (Ok(employment), kept) => {
                    self.compare((context, true), (number, parsed), employment.as_ref(), kept)
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
        let (client_id, on_day) = (context.call.actor.client, context.call.today);
        let batch_id = Some(context.batch);
        let guesses = rows.iter().filter_map(|row| row.guess.clone());
        let guesses: Vec<_> =
            guesses.map(|guess| RefusedGuess { client_id, on_day, guess, batch_id, times: 1 }).collect();
        workers::count_guesses(tx, &guesses)
    }

    fn keep(tx: &mut Tx<'_>, _: &ImportContext, changes: &[&Change]) -> Result<()> {
        workers::keep(tx, changes)
    }
}

impl WorkerFile {
    /// The refusal of a row of an employer about somebody whom it does not see, where number and name do not
    /// go together, or did not too often today: by the law of a single call.
    fn refuse(
        &mut self,
        context: &ImportContext,
        (number, parsed): (u32, &ParsedRow),
        hash: &[u8],
        kept: Option<&WorkerSnapshot>,
    ) -> Option<PlannedRow<Change>> {
        let guess = workers::guess(hash, &parsed.family_name, &parsed.given_name);
        if self.attempts.are_used_up(context.batch, number) {
            let found = Finding::of(workers::faults::identities_refused(workers::MOST_A_DAY));
            return Some(PlannedRow::rejected(number, None, vec![found]));
        }
        let kept = kept?;
        let id = kept.worker.id;
        let member = self.members.entry(id).or_default();
        if let Some(twice) = member.contradicted(number, parsed) {
            return Some(PlannedRow { others: vec![id], ..PlannedRow::rejected(number, None, vec![twice]) });
        }
        if workers::is_named(&kept.worker, &parsed.family_name, &parsed.given_name) {
            return None;
        }
        self.attempts.take(context.batch, number, &guess);
        let found = Finding::of(workers::faults::identity_to_confirm());
        // The journal has whom it was about; the answer has not.
        let rejected = PlannedRow::rejected(number, None, vec![found]);
        Some(PlannedRow { others: vec![id], guess: Some(guess), ..rejected })
    }

    /// A row of an employer about somebody whom it does not see: it hires. Whether the person is new is not
    /// told.
    fn hire(
        &mut self,
        context: &ImportContext,
        (number, parsed): (u32, &ParsedRow),
        hash: Vec<u8>,
        employment: Option<ListedEmployment>,
        kept: Option<&WorkerSnapshot>,
    ) -> Result<PlannedRow<Change>> {
        let (Some(kept), Some(new)) = (kept, &employment) else {
            return self.come(context, number, parsed, hash, employment);
        };
        let (id, member) = (kept.worker.id, self.members.entry(kept.worker.id).or_default());
        if let Some((outcome, twice)) = member.repeated(new).or_else(|| member.held_twice(new)) {
            let repeated = PlannedRow::to(number, outcome, None).about(None, id).found(twice);
            return Ok(PlannedRow { is_of_new: true, ..repeated });
        }
        member.take(number, parsed);
        let names = (parsed.family_name.clone(), parsed.given_name.clone());
        let change = Change::hire(id, names, &new.employment, &context.call.actor);
        Ok(PlannedRow::to(number, RowOutcome::Created, None).about(Some(id.0), id).changing(change))
    }

    /// A row about somebody who is on the register, and whose employments the caller knows.
    fn compare(
        &mut self,
        (context, is_seen): (&ImportContext, bool),
        (number, parsed): (u32, &ParsedRow),
        employment: Option<&ListedEmployment>,
        kept: Option<&WorkerSnapshot>,
    ) -> PlannedRow<Change> {
        let Some(kept) = kept else {
            return PlannedRow::rejected(number, None, vec![Finding::at(workers::faults::unknown(), "idnp")]);
        };
        let member = self.members.entry(kept.worker.id).or_default();
        ComparedRow { context, number, parsed, employment, kept, is_seen }.decide(member)
    }

    /// A row about somebody who is not on the register: the first brings the person, others bring jobs.
    fn come(
        &mut self,
        context: &ImportContext,
        number: u32,
        parsed: &ParsedRow,
        hash: Vec<u8>,
        employment: Option<ListedEmployment>,
    ) -> Result<PlannedRow<Change>> {
        let actor = &context.call.actor;
        let Some(worker) = self.coming.get(&hash).copied() else {
            let new = new_worker(parsed, employment.clone().map(|row| row.employment));
            let (id, change) = Change::register(&context.keys, hash.clone(), &new, actor)?;
            self.coming.insert(hash, id);
            let member = self.members.entry(id).or_default();
            member.take(number, parsed);
            if let Some(employment) = &employment {
                member.name(employment);
            }
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
        let repeated = member.repeated(&employment).or_else(|| member.held_twice(&employment));
        if let Some((outcome, twice)) = repeated {
            return Ok(to(outcome).found(twice));
        }
        member.name(&employment);
        let begun = workers::beginning(worker, &employment.employment, actor.client);
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
        (number, parsed): (u32, &ParsedRow),
    ) -> Result<Result<Option<ListedEmployment>, Vec<Finding>>> {
        let Some(named) = &parsed.employment else {
            let missing =
                || EMPLOYMENT.iter().map(|field| Finding::at(tables::Code::Required, field)).collect();
            return Ok(if workers::must_employ(&context.call.actor) { Err(missing()) } else { Ok(None) });
        };
        let Some(organisation_id) = self.organisations.find(conn, context, Some(&named.organisation))? else {
            return Ok(Err(vec![Finding::at(organisations::faults::unknown(), "organisation")]));
        };
        let EmploymentCells { organisation: _, post, valid_from, valid_until, is_open_ended } = named.clone();
        let employment = NewEmployment { organisation_id, post, valid_from, valid_until, base_pay: None };
        Ok(Ok(Some(ListedEmployment { number, employment, is_open_ended })))
    }
}

/// Attempts of a client to name people whom it does not see.
#[derive(Default)]
struct Attempts {
    /// Guesses of which the client was told today, by whichever file or call.
    told: Vec<RefusedGuess>,
    /// Guesses of this file, each with the row that is told first.
    own: HashMap<Guess, u32>,
}

impl Attempts {
    /// Looks what the client was told by now.
    fn look(&mut self, conn: &mut Conn, context: &ImportContext) -> Result<()> {
        if workers::must_employ(&context.call.actor) {
            self.told = workers::told(conn, context.call.actor.client, context.call.today)?;
        }
        Ok(())
    }

    /// Whether nothing is looked at any more when it comes to a row. What other files and calls were told
    /// counts, and of this file the guesses of the rows before: the same when its rows are planned again.
    fn are_used_up(&self, file: BatchId, row: u32) -> bool {
        let others = self.told.iter().filter(|told| told.batch_id != Some(file));
        let others: i32 = others.map(|told| told.times).sum();
        let own = self.own.values().filter(|first| **first < row).count();
        others.saturating_add(i32::try_from(own).unwrap_or(i32::MAX)) >= workers::MOST_A_DAY
    }

    /// A row guesses; the same guess is one, also where a call or another file was told of it.
    fn take(&mut self, file: BatchId, row: u32, guess: &Guess) {
        if !self.told.iter().any(|told| told.guess == *guess && told.batch_id != Some(file)) {
            let first = self.own.entry(guess.clone()).or_insert(row);
            *first = row.min(*first);
        }
    }
}

/// A row as a person to register.
fn new_worker(parsed: &ParsedRow, employment: Option<NewEmployment>) -> NewWorker {
    let ParsedRow { idnp, family_name, given_name, employment: _ } = parsed.clone();
    NewWorker { idnp, family_name, given_name, employment }
}
