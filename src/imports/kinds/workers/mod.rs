//! Files of workers: who comes onto the register, and where they work at present.

mod attempts;
mod columns;
mod compared;
mod known;
mod members;
mod parsed;

use std::collections::HashMap;

use attempts::Attempts;
use columns::{EMPLOYMENT, LAYOUT, LAYOUT_OF_EMPLOYERS, example};
use compared::{ComparedRow, voided};
use known::KnownPeople;
use members::StaffMember;
use parsed::{EmploymentCells, ParsedRow, SaidPerson};

use super::cells::{Cells, OrganisationRef, PersonRef};
use super::kind::{Descriptor, FileKind, Operations};
use super::lookups::Organisations;
use super::{ImportContext, PlannedRow, or_none};
use crate::auth::permission::RegisterWorkers;
use crate::call::Actor;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::imports::faults;
use crate::imports::words::RowOutcome;
use crate::organisations;
use crate::tables::{self, Finding, Layout, Row};
use crate::values::{Code, Fault, Idnp, WorkerId};
use crate::workers::{
    self, Amendment, Change, ListedEmployment, NewEmployment, NewWorker, RefusedGuess, Sight, WorkerSnapshot,
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

    fn layout_for(actor: &Actor) -> &'static Layout {
        if workers::must_employ(actor) { &LAYOUT_OF_EMPLOYERS } else { &LAYOUT }
    }

    fn read(row: &Row, findings: &mut Vec<Finding>) -> ParsedRow {
        ParsedRow::read(&mut Cells::of(&LAYOUT, row, findings))
    }

    fn key(_: &ImportContext, parsed: &ParsedRow) -> String {
        let mut key = match &parsed.person {
            Some(PersonRef { idnp: Some(idnp), .. }) => {
                idnp.digits().iter().map(|digit| char::from(*digit)).collect()
            }
            Some(PersonRef { id: Some(id), .. }) => id.to_string(),
            _ => String::new(),
        };
        // A second job is a row of its own.
        if let Some(EmploymentCells { id, organisation, post, valid_from, .. }) = &parsed.employment {
            if let Some(id) = id.said() {
                return id.to_string();
            }
            let organisation = match organisation {
                Some(OrganisationRef::Id(id)) => id.to_string(),
                Some(OrganisationRef::Idno(idno)) => idno.to_string(),
                None => String::new(),
            };
            let post = post.as_ref().map_or("", Code::as_str);
            key = format!("{key}/{organisation}/{post}/{}", or_none(valid_from.as_ref()));
        }
        key
    }

    fn key_twice(parsed: &ParsedRow) -> Fault {
        let is_named = parsed.employment.as_ref().is_some_and(|employment| employment.id.said().is_some());
        if is_named { faults::employment_id_twice() } else { faults::job_twice() }
    }

    fn plan(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let (known, hashes) = KnownPeople::look(conn, context, rows)?;
        self.attempts.look(conn, context)?;
        if std::mem::take(&mut self.is_again) {
            let again = rows.iter().map(|(number, _)| *number).collect();
            self.members.values_mut().for_each(|member| member.forget(&again));
        }
        let mut stated = Vec::with_capacity(rows.len());
        for ((number, parsed), hash) in rows.iter().zip(&hashes) {
            let said = self.said(conn, context, (*number, parsed), known.find(parsed, hash.as_ref()))?;
            if let (Some(kept), Some(employment)) = (said.kept, &said.employment) {
                self.members.entry(kept.worker.id).or_default().name(employment);
            }
            stated.push(said);
        }
        let mut planned = Vec::with_capacity(rows.len());
        for (((number, parsed), hash), said) in rows.iter().zip(hashes).zip(stated) {
            planned.push(match parsed.said().filter(|_| said.findings.is_empty()) {
                Some(person) => {
                    let row = (*number, person, hash);
                    let planned = self.plan_one(context, row, &known, (said.kept, said.employment))?;
                    let is_taken = matches!(planned.outcome, RowOutcome::Created | RowOutcome::Corrected);
                    match parsed.mistyped().filter(|_| is_taken) {
                        Some(mistyped) => planned.found(mistyped),
                        None => planned,
                    }
                }
                None => self.refused(context, (*number, parsed), &known, said),
            });
        }
        Ok(planned)
    }

    fn judge(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &[(u32, ParsedRow)],
    ) -> Result<Vec<PlannedRow<Change>>> {
        let (known, hashes) = KnownPeople::look(conn, context, rows)?;
        let judged = rows.iter().zip(&hashes).map(|((number, parsed), hash)| {
            let said = self.said(conn, context, (*number, parsed), known.find(parsed, hash.as_ref()))?;
            self.leave_standing(conn, context, (*number, parsed), said.kept)?;
            Ok(self.refused(context, (*number, parsed), &known, said))
        });
        judged.collect()
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

/// Row beside the register: the person, the employment, and every fault that only the register shows.
struct SaidRow<'k> {
    kept: Option<&'k WorkerSnapshot>,
    employment: Option<ListedEmployment>,
    findings: Vec<Finding>,
}

impl WorkerFile {
    /// A row that is refused, with everything that is wrong about it. Of somebody whom the caller does not
    /// see nothing is told: not even whether there is anybody.
    fn refused(
        &self,
        context: &ImportContext,
        (number, parsed): (u32, &ParsedRow),
        known: &KnownPeople,
        said: SaidRow<'_>,
    ) -> PlannedRow<Change> {
        let mut refused = PlannedRow::rejected(number, None, said.findings);
        let is_by_id = parsed.person.as_ref().is_some_and(|person| person.id.is_some());
        let told = said.kept.filter(|kept| is_by_id || kept.is_seen(&known.sight));
        if let Some(kept) = told
            && let Some(person) = parsed.said_beside(&kept.worker)
        {
            let member = self.members.get(&kept.worker.id).cloned().unwrap_or_default();
            let (employment, is_seen) = (said.employment.as_ref(), kept.is_seen(&known.sight));
            let compared = ComparedRow { context, number, parsed: person, employment, kept, is_seen };
            refused.find_more(compared.faults(&member));
            // The journal has whom it was about.
            refused.others.push(kept.worker.id);
        }
        refused
    }

    /// Has the employment on the register that a refused row names go on: no other row of the person ends it
    /// because of what could not be read.
    fn leave_standing(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        (number, parsed): (u32, &ParsedRow),
        kept: Option<&WorkerSnapshot>,
    ) -> Result<()> {
        let (Some(kept), Some(said)) = (kept, &parsed.employment) else { return Ok(()) };
        let organisation = match &said.organisation {
            Some(named) => self.organisations.find(conn, context, Some(named))?,
            None => None,
        };
        if let Some(one) = said.names(organisation, &kept.employments) {
            let member = self.members.entry(kept.worker.id).or_default();
            member.stand(ListedEmployment::going_on(number, one));
        }
        Ok(())
    }

    /// Looks up what a row says.
    fn said<'k>(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        (number, parsed): (u32, &ParsedRow),
        kept: Result<Option<&'k WorkerSnapshot>, Finding>,
    ) -> Result<SaidRow<'k>> {
        let mut findings = Vec::new();
        let kept = kept.map_err(|finding| findings.push(finding)).ok().flatten();
        let is_known = findings.is_empty();
        let mut employment = None;
        match self.employment(conn, context, (number, parsed))? {
            Err(more) => findings.extend(more),
            // An employment is looked for among those of the person.
            Ok(Some(row)) if is_known => match self.named(conn, context, kept, &row)? {
                Ok(row) => employment = Some(row),
                Err(finding) => findings.push(finding),
            },
            Ok(_) => {}
        }
        Ok(SaidRow { kept, employment, findings })
    }

    /// Plans a row about a person who is on the register, or is not.
    fn plan_one(
        &mut self,
        context: &ImportContext,
        (number, parsed, hash): (u32, SaidPerson<'_>, Option<Vec<u8>>),
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
            if let Some(refused) = self.refuse((context, &known.sight), row, &hash, kept) {
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
    /// go together, or did not too often today: by the law of a single call. To name somebody whom it
    /// employed before is no guess, whatever became of the record and however often others were not named.
    fn refuse(
        &mut self,
        (context, sight): (&ImportContext, &Sight),
        (number, parsed): (u32, SaidPerson<'_>),
        hash: &[u8],
        kept: Option<&WorkerSnapshot>,
    ) -> Option<PlannedRow<Change>> {
        let guess = workers::guess(hash, parsed.family_name, parsed.given_name);
        let is_called =
            |kept: &&WorkerSnapshot| workers::is_called(&kept.worker, parsed.family_name, parsed.given_name);
        let is_own = kept.filter(is_called).is_some_and(|kept| kept.is_own(sight));
        if !is_own && self.attempts.are_used_up(context.batch, number) {
            let found = Finding::of(workers::faults::identities_refused(workers::MOST_A_DAY));
            return Some(PlannedRow::rejected(number, None, vec![found]));
        }
        let kept = kept?;
        let id = kept.worker.id;
        let member = self.members.entry(id).or_default();
        if let Some(twice) = member.contradicted(number, parsed) {
            return Some(PlannedRow { others: vec![id], ..PlannedRow::rejected(number, None, vec![twice]) });
        }
        if is_own || workers::is_named(&kept.worker, parsed.family_name, parsed.given_name) {
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
        (number, parsed): (u32, SaidPerson<'_>),
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
        (number, parsed): (u32, SaidPerson<'_>),
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
        (number, parsed): (u32, SaidPerson<'_>),
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
        let Some(organisation) = &named.organisation else { return Ok(Ok(None)) };
        Ok(match self.organisations.find(conn, context, Some(organisation))? {
            Some(organisation_id) => Ok(named.listed(number, organisation_id)),
            None => Err(vec![Finding::at(organisations::faults::unknown(), "organisation")]),
        })
    }
}

/// A row as a person to register.
fn new_worker(idnp: &Idnp, parsed: SaidPerson<'_>, employment: Option<NewEmployment>) -> NewWorker {
    let SaidPerson { family_name, given_name, .. } = parsed;
    let (family_name, given_name) = (family_name.clone(), given_name.clone());
    NewWorker { idnp: idnp.clone(), family_name, given_name, employment }
}
