//! Files of workers: who comes onto the register, and where they work at present.

mod attempts;
mod columns;
mod compared;
mod known;
mod members;
mod parsed;

use std::collections::HashMap;

use attempts::Attempts;
use columns::{EMPLOYMENT, LAYOUT, example};
use compared::{ComparedRow, voided};
use known::KnownPeople;
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
use crate::tables::{self, Cell, Finding, Row};
use crate::values::{Fault, Idnp, Name, WorkerId};
use crate::workers::{
    self, Amendment, Change, ListedEmployment, NewEmployment, NewWorker, RefusedGuess, WorkerSnapshot,
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
        let person = cells.worker("idnp", "workerId");
        // Of who is named by the id, letters are looked at beside those that the register has.
        let is_by_id = !cells.cell("workerId").is_empty();
        let name = move |cell: &Cell| {
            if is_by_id { cells::plain::<Name>(cell).map_err(Fault::from) } else { cells::person_name(cell) }
        };
        let (family_name, given_name) =
            (cells.required("familyName", name), cells.required("givenName", name));
        let employment = EmploymentCells::are_in(&cells).then(|| EmploymentCells::read(&mut cells));
        Some(ParsedRow {
            person: person?,
            family_name: family_name?,
            given_name: given_name?,
            employment: match employment {
                Some(read) => Some(read?),
                None => None,
            },
        })
    }

    fn key(_: &ImportContext, parsed: &ParsedRow) -> String {
        let mut key = parsed.person.id.map_or_else(String::new, |id| id.to_string());
        if let Some(idnp) = &parsed.person.idnp {
            key = idnp.digits().iter().map(|digit| char::from(*digit)).collect();
        }
        // A second job is a row of its own.
        if let Some(EmploymentCells { id, organisation, post, valid_from, .. }) = &parsed.employment {
            if let Some(id) = id {
                return id.to_string();
            }
            let organisation = match organisation {
                OrganisationRef::Id(id) => id.to_string(),
                OrganisationRef::Idno(idno) => idno.to_string(),
            };
            key = format!("{key}/{organisation}/{post}/{valid_from}");
        }
        key
    }

    fn key_twice(parsed: &ParsedRow) -> Fault {
        let is_named = parsed.employment.as_ref().is_some_and(|employment| employment.id.is_some());
        if is_named { faults::employment_id_twice() } else { faults::job_twice() }
    }

    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let hash = |parsed: &ParsedRow| parsed.person.idnp.as_ref().map(|idnp| context.keys.idnp_hash(idnp));
        let hashes: Vec<_> = rows.iter().map(|(_, parsed)| hash(parsed)).collect();
        let known = KnownPeople::look(conn, context, rows, &hashes)?;
        self.attempts.look(conn, context)?;
        if std::mem::take(&mut self.is_again) {
            let again = rows.iter().map(|(number, _)| *number).collect();
            self.members.values_mut().for_each(|member| member.forget(&again));
        }
        let mut stated = Vec::with_capacity(rows.len());
        for ((number, parsed), hash) in rows.iter().zip(&hashes) {
            let kept = known.find(parsed, hash.as_ref());
            let mut employment = self.employment(conn, context, (*number, parsed))?;
            if let (Ok(kept), Ok(Some(row))) = (&kept, &employment) {
                employment = self.named(conn, context, *kept, row)?.map(Some).map_err(|fault| vec![fault]);
            }
            if let (Ok(Some(kept)), Ok(Some(employment))) = (&kept, &employment) {
                self.members.entry(kept.worker.id).or_default().name(employment);
            }
            stated.push((kept, employment));
        }
        let mut planned = Vec::with_capacity(rows.len());
        for (((number, parsed), hash), (kept, employment)) in rows.iter().zip(hashes).zip(stated) {
            let row = (*number, parsed, hash);
            planned.push(match (kept, employment) {
                (Err(finding), _) => PlannedRow::rejected(*number, None, vec![finding]),
                (_, Err(findings)) => PlannedRow::rejected(*number, None, findings),
                (Ok(kept), Ok(employment)) => self.plan_one(context, row, &known, (kept, employment))?,
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
    /// Plans a row about a person who is on the register, or is not.
    fn plan_one(
        &mut self,
        context: &ImportContext,
        (number, parsed, hash): (u32, &ParsedRow, Option<Vec<u8>>),
        known: &KnownPeople,
        (kept, employment): (Option<&WorkerSnapshot>, Option<ListedEmployment>),
    ) -> Result<PlannedRow<Change>> {
        let row = (number, parsed);
        let is_seen = kept.is_some_and(|kept| kept.is_seen(&known.sight));
        let (None, Some(idnp), Some(hash)) = (parsed.person.id, &parsed.person.idnp, hash) else {
            return Ok(self.compare((context, is_seen), row, employment.as_ref(), kept));
        };
        let is_hired =
            workers::must_employ(&context.call.actor) && !self.coming.contains_key(&hash) && !is_seen;
        if is_hired {
            if let Some(refused) = self.refuse(context, row, &hash, kept) {
                return Ok(refused);
            }
            if !kept.is_some_and(|kept| kept.is_own(&known.sight)) {
                return self.hire(context, row, (hash, idnp), employment, kept);
            }
            // Its own employments are compared, whether they have ended or are yet to begin.
            return Ok(self.compare((context, false), row, employment.as_ref(), kept));
        }
        match kept {
            None => self.come(context, row, (hash, idnp), employment),
            kept => Ok(self.compare((context, true), row, employment.as_ref(), kept)),
        }
    }

    /// The employment that a row says, where it names one that the register has. Sent once more, a row names
    /// one that it corrected itself; then it goes by what it says.
    fn named(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        kept: Option<&WorkerSnapshot>,
        row: &ListedEmployment,
    ) -> Result<Result<ListedEmployment, Finding>> {
        let Some(id) = row.id else { return Ok(Ok(row.clone())) };
        let believed = kept.map_or(&[][..], |kept| &kept.employments);
        if let Some(held) = believed.iter().find(|held| held.id == id) {
            let at = OrganisationRef::Id(held.organisation_id);
            if self.organisations.find(conn, context, Some(&at))?.is_some() {
                return Ok(Ok(row.clone()));
            }
        } else if believed.iter().any(|held| held.differing(row).is_empty()) {
            return Ok(Ok(ListedEmployment { id: None, ..row.clone() }));
        }
        Ok(Err(Finding::at(workers::faults::employment_unknown(), "employmentId")))
    }

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
        (hash, idnp): (Vec<u8>, &Idnp),
        employment: Option<ListedEmployment>,
        kept: Option<&WorkerSnapshot>,
    ) -> Result<PlannedRow<Change>> {
        let (Some(kept), Some(new)) = (kept, &employment) else {
            return self.come(context, (number, parsed), (hash, idnp), employment);
        };
        let (id, member) = (kept.worker.id, self.members.entry(kept.worker.id).or_default());
        if let Some((outcome, twice)) = member.repeated(new).or_else(|| member.held_twice(new)) {
            let repeated = PlannedRow::to(number, outcome, None).about(None, id).found(twice);
            return Ok(PlannedRow { is_of_new: true, ..repeated });
        }
        // Its own employment, which it was told of: a hiring that was withdrawn.
        if let Some(voided) = voided(context, kept, new) {
            let rejected = PlannedRow::to(number, RowOutcome::Rejected, None).about(None, id).found(voided);
            return Ok(PlannedRow { is_of_new: true, ..rejected });
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
        (number, parsed): (u32, &ParsedRow),
        (hash, idnp): (Vec<u8>, &Idnp),
        employment: Option<ListedEmployment>,
    ) -> Result<PlannedRow<Change>> {
        let actor = &context.call.actor;
        let Some(worker) = self.coming.get(&hash).copied() else {
            let new = new_worker(idnp, parsed, employment.clone().map(|row| row.employment));
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
        let EmploymentCells { id, organisation: _, post, valid_from, valid_until, is_open_ended } =
            named.clone();
        let employment = NewEmployment { organisation_id, post, valid_from, valid_until, base_pay: None };
        Ok(Ok(Some(ListedEmployment { number, id, employment, is_open_ended })))
    }
}

/// A row as a person to register.
fn new_worker(idnp: &Idnp, parsed: &ParsedRow, employment: Option<NewEmployment>) -> NewWorker {
    let ParsedRow { person: _, family_name, given_name, employment: _ } = parsed.clone();
    NewWorker { idnp: idnp.clone(), family_name, given_name, employment }
}
