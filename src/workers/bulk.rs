//! KEEPS many workers at once, for files of them, and finds many, for files that name them: as each engine
//! does it best, and by the same rules of the database.

use std::collections::HashMap;
use std::hash::Hash;

use diesel::prelude::*;

use super::amendments::{self, Amendment};
use super::events;
use super::faults;
use super::hirings;
use super::model::{Employment, NewEmployment, NewWorker, Sight, Worker, WorkerStatus};
use super::staffing::{EmploymentPeriod, ListedEmployment};
use super::store::{self, NewRow};
use crate::call::Actor;
use crate::db::schema::{employments, workers};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::events::record;
use crate::keys::Keys;
use crate::values::{Moment, Name, Note, Withdrawal, WorkerId};

/// As much of a worker as says whether something may be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NamedWorker {
    /// The record that was named; by IDNP the one in use, where another one was merged into it.
    pub id: WorkerId,
    /// Whether it takes facts.
    pub is_active: bool,
    /// The record under which the person goes on: of two records of one person the same.
    pub person: WorkerId,
}

impl NamedWorker {
    /// The worker of whom a fact is on the register, whatever became of the record since.
    #[must_use]
    pub const fn of(id: WorkerId) -> Self {
        Self { id, is_active: true, person: id }
    }
}

/// The workers with these hashes of their IDNPs, in their order, under the records that are in use.
///
/// # Errors
/// The database cannot be read.
pub fn by_hashes(conn: &mut Conn, hashes: &[Vec<u8>]) -> Result<Vec<Option<NamedWorker>>> {
    let columns = (workers::id, workers::status);
    let found: Vec<Option<(WorkerId, WorkerStatus)>> = match conn {
        // One prepared statement many times: a list would be compiled anew each time.
        Conn::Sqlite(c) => {
            let one = |hash: &Vec<u8>| {
                let worker = workers::table.filter(workers::idnp_hash.eq(hash)).select(columns);
                worker.get_result(c).optional()
            };
            hashes.iter().map(one).collect::<Result<_, _>>()?
        }
        Conn::Postgres(c) => {
            let many = workers::table.filter(workers::idnp_hash.eq_any(hashes));
            let many: Vec<(Vec<u8>, _)> = many.select((workers::idnp_hash, columns)).load(c)?;
            let many: HashMap<_, _> = many.into_iter().collect();
            hashes.iter().map(|hash| many.get(hash).copied()).collect()
        }
    };
    let named = |found: Option<_>| found.map(|(id, status)| in_use(conn, id, status)).transpose();
    found.into_iter().map(named).collect()
}

/// The workers with these ids. A record that was merged into another one takes no facts itself.
///
/// # Errors
/// The database cannot be read.
pub fn by_ids(conn: &mut Conn, ids: &[WorkerId]) -> Result<HashMap<WorkerId, NamedWorker>> {
    let found = statuses(conn, ids)?;
    let named = |(id, status)| {
        let person = in_use(conn, id, status)?.person;
        Ok((id, NamedWorker { id, is_active: status == WorkerStatus::Active, person }))
    };
    found.into_iter().map(named).collect()
}

/// The family and given names of workers.
///
/// # Errors
/// The database cannot be read.
pub fn names(conn: &mut Conn, ids: &[WorkerId]) -> Result<HashMap<WorkerId, (Name, Name)>> {
    let columns = (workers::id, (workers::family_name, workers::given_name));
    match conn {
        Conn::Sqlite(c) => {
            let mut found = HashMap::with_capacity(ids.len());
            for id in ids {
                let one = workers::table.find(id).select(columns);
                found.extend(one.get_result::<(WorkerId, (Name, Name))>(c).optional()?);
            }
            Ok(found)
        }
        Conn::Postgres(c) => {
            let many = workers::table.filter(workers::id.eq_any(ids)).select(columns);
            Ok(many.load::<(WorkerId, (Name, Name))>(c)?.into_iter().collect())
        }
    }
}

/// Whether all of these are on the register and take facts.
///
/// # Errors
/// The database cannot be read.
pub fn all_active(conn: &mut Conn, ids: &[WorkerId]) -> Result<bool> {
    let found = statuses(conn, ids)?;
    Ok(found.len() == ids.len() && found.iter().all(|(_, status)| *status == WorkerStatus::Active))
}

/// The records of these people, each with the person whose it is: those merged into the one in use as well.
///
/// # Errors
/// The database cannot be read.
pub fn records_of_people(conn: &mut Conn, people: &[WorkerId]) -> Result<HashMap<WorkerId, WorkerId>> {
    let absorbing = workers::table.filter(workers::id.eq_any(people)).filter(workers::absorbed.eq(true));
    let absorbing: Vec<WorkerId> = absorbing.select(workers::id).load(conn)?;
    let mut records: HashMap<_, _> = people.iter().map(|person| (*person, *person)).collect();
    for person in absorbing {
        records.extend(store::records_of_person(conn, person)?.into_iter().map(|record| (record, person)));
    }
    Ok(records)
}

fn statuses(conn: &mut Conn, ids: &[WorkerId]) -> Result<Vec<(WorkerId, WorkerStatus)>> {
    let columns = (workers::id, workers::status);
    match conn {
        Conn::Sqlite(c) => {
            let mut found = Vec::with_capacity(ids.len());
            for id in ids {
                found.extend(
                    workers::table
                        .find(id)
                        .select(columns)
                        .get_result::<(WorkerId, WorkerStatus)>(c)
                        .optional()?,
                );
            }
            Ok(found)
        }
        Conn::Postgres(c) => Ok(workers::table.filter(workers::id.eq_any(ids)).select(columns).load(c)?),
    }
}

fn in_use(conn: &mut Conn, id: WorkerId, status: WorkerStatus) -> Result<NamedWorker> {
    let (mut id, mut status) = (id, status);
    while status == WorkerStatus::Merged {
        let Some(survivor) = store::find(conn, id)?.and_then(|worker| worker.merged_into) else { break };
        let Some(worker) = store::find(conn, survivor)? else { break };
        (id, status) = (survivor, worker.status);
    }
    Ok(NamedWorker { id, is_active: status == WorkerStatus::Active, person: id })
}

/// A worker as a file of workers is compared with it.
#[derive(Debug, Clone)]
pub struct WorkerSnapshot {
    /// The record in use, where another one was merged into it; otherwise the record itself.
    pub worker: Worker,
    /// The employments that are believed of the person, under whichever record.
    pub employments: Vec<EmploymentPeriod>,
    /// Those that were voided, each with the reason.
    pub voided: Vec<(EmploymentPeriod, Note)>,
}

impl WorkerSnapshot {
    /// Reason for which the employment that a row says anew was voided, if it was.
    #[must_use]
    pub fn voided_for(&self, row: &ListedEmployment) -> Option<&Note> {
        let named = self.voided.iter().find(|(voided, _)| row.id.is_none() && voided.is_named_by(row));
        named.map(|(_, reason)| reason)
    }

    /// Whether one of the person's employments, of whichever days, is the caller's own.
    #[must_use]
    pub fn is_own(&self, sight: &Sight) -> bool {
        let Sight::EmployedBy(organisations, _) = sight else { return false };
        self.employments.iter().any(|held| organisations.contains(&held.organisation_id))
    }

    /// Whether a caller sees the worker: what [`super::sees`] asks the database.
    #[must_use]
    pub fn is_seen(&self, sight: &Sight) -> bool {
        match sight {
            Sight::Everyone => true,
            Sight::Nobody => false,
            Sight::EmployedBy(organisations, day) => self.employments.iter().any(|held| {
                held.valid_from <= *day
                    && held.valid_until.is_none_or(|until| until >= *day)
                    && organisations.contains(&held.organisation_id)
            }),
        }
    }
}

/// The workers with these hashes of their IDNPs, under the records that are in use.
///
/// # Errors
/// The database cannot be read.
pub fn snapshots_by_hashes(conn: &mut Conn, hashes: &[Vec<u8>]) -> Result<HashMap<Vec<u8>, WorkerSnapshot>> {
    let mut found: Vec<(Vec<u8>, Worker)> = Vec::new();
    match conn {
        Conn::Sqlite(c) => {
            for hash in hashes {
                let one = workers::table
                    .filter(workers::idnp_hash.eq(hash))
                    .select((workers::idnp_hash, Worker::as_select()));
                found.extend(one.get_result(c).optional()?);
            }
        }
        Conn::Postgres(c) => {
            let many = workers::table
                .filter(workers::idnp_hash.eq_any(hashes))
                .select((workers::idnp_hash, Worker::as_select()));
            found = many.load(c)?;
        }
    }
    snapshots(conn, found)
}

/// The workers with these ids, under the records that are in use.
///
/// # Errors
/// The database cannot be read.
pub fn snapshots_by_ids(conn: &mut Conn, ids: &[WorkerId]) -> Result<HashMap<WorkerId, WorkerSnapshot>> {
    let mut found: Vec<Worker> = Vec::with_capacity(ids.len());
    match conn {
        Conn::Sqlite(c) => {
            for id in ids {
                found.extend(workers::table.find(id).select(Worker::as_select()).get_result(c).optional()?);
            }
        }
        Conn::Postgres(c) => {
            found = workers::table.filter(workers::id.eq_any(ids)).select(Worker::as_select()).load(c)?;
        }
    }
    snapshots(conn, found.into_iter().map(|worker| (worker.id, worker)).collect())
}

/// Adds the employments of people to the records that were found by a key of theirs.
fn snapshots<K: Eq + Hash + Clone>(
    conn: &mut Conn,
    found: Vec<(K, Worker)>,
) -> Result<HashMap<K, WorkerSnapshot>> {
    let (mut kept, mut whose) = (HashMap::with_capacity(found.len()), Vec::with_capacity(found.len()));
    for (key, mut worker) in found {
        while let Some(survivor) = worker.merged_into {
            worker = store::find(conn, survivor)?.ok_or_else(Error::not_found)?;
        }
        // Few records were merged; of the others the person's only record is this one.
        let records =
            if worker.absorbed { store::records_of_person(conn, worker.id)? } else { vec![worker.id] };
        whose.extend(records.into_iter().map(|record| (record, key.clone())));
        kept.insert(key, WorkerSnapshot { worker, employments: Vec::new(), voided: Vec::new() });
    }
    let held = held(conn, whose.iter().map(|(record, _)| *record).collect())?;
    for (record, key) in &whose {
        if let Some(kept) = kept.get_mut(key) {
            // Not taken away: a file may name a person by two records.
            for (employment, voided) in held.get(record).into_iter().flatten().cloned() {
                match voided {
                    Some(reason) => kept.voided.push((employment, reason)),
                    None => kept.employments.push(employment),
                }
            }
        }
    }
    Ok(kept)
}

/// An employment, and why it was voided, if it was.
type HeldEmployment = (EmploymentPeriod, Option<Note>);

/// The employments of these records' people that are believed, or were voided.
fn held(conn: &mut Conn, records: Vec<WorkerId>) -> Result<HashMap<WorkerId, Vec<HeldEmployment>>> {
    let columns = (
        (
            employments::id,
            employments::organisation_id,
            employments::post,
            employments::valid_from,
            employments::valid_until,
        ),
        employments::withdrawal_reason,
    );
    let is_believed = employments::withdrawn_at.is_null();
    let believed = employments::table.filter(is_believed.or(employments::withdrawal.eq(Withdrawal::Voided)));
    let mut all: HashMap<WorkerId, Vec<HeldEmployment>> = HashMap::with_capacity(records.len());
    match conn {
        Conn::Sqlite(c) => {
            for record in records {
                all.insert(
                    record,
                    believed.filter(employments::worker_id.eq(record)).select(columns).load(c)?,
                );
            }
        }
        Conn::Postgres(c) => {
            let many = believed
                .filter(employments::worker_id.eq_any(records))
                .select((employments::worker_id, columns));
            for (record, one) in many.load::<(WorkerId, HeldEmployment)>(c)? {
                all.entry(record).or_default().push(one);
            }
        }
    }
    Ok(all)
}

/// The change that one row of a file makes.
pub enum Change {
    /// A person to put on the register.
    Register(Box<Registration>),
    /// A person on the register, of whom something is otherwise.
    Amend(Box<Amendment>),
    /// A person on the register whom an employer takes on.
    Hire(Box<NewHire>),
}

/// A person on the register whom an employer takes on, by number and name.
pub struct NewHire {
    employment: Employment,
    family_name: Name,
    given_name: Name,
}

/// A person to put on the register, and the present employment.
pub struct Registration {
    row: NewRow,
    employment: Option<Employment>,
}

impl Change {
    /// The worker who would be put on the register; the moment is that of the commit.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn register(keys: &Keys, hash: Vec<u8>, new: &NewWorker, actor: &Actor) -> Result<(WorkerId, Self)> {
        let later = Moment::from_microsecond(0);
        let row = NewRow::of(keys, &new.idnp, hash, (&new.family_name, &new.given_name), later)?;
        let (id, employment) = (row.id, new.employment.as_ref());
        let employment = employment.map(|employment| Employment::stated(id, employment, actor.client, later));
        Ok((id, Self::Register(Box::new(Registration { row, employment }))))
    }

    /// The employment of somebody on the register whom an employer takes on under this name.
    #[must_use]
    pub fn hire(
        worker: WorkerId,
        (family_name, given_name): (Name, Name),
        employment: &NewEmployment,
        actor: &Actor,
    ) -> Self {
        let employment = amendments::beginning(worker, employment, actor.client);
        Self::Hire(Box::new(NewHire { employment, family_name, given_name }))
    }
}

/// Makes these changes at once.
///
/// # Errors
/// A conflict when one of them meets with another change of the register; then none is made.
pub fn keep(tx: &mut Tx<'_>, changes: &[&Change]) -> Result<()> {
    let now = tx.now;
    let (mut new, mut employed) = (Vec::with_capacity(changes.len()), Vec::with_capacity(changes.len()));
    let mut happened = Vec::with_capacity(2 * changes.len());
    let (mut amended, mut hired) = (Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::Register(arrival) => {
                happened.push(events::registered(arrival.row.id));
                happened.extend(arrival.employment.as_ref().map(events::employed));
                new.push(arrival.row.clone().from(now));
                employed.extend(
                    arrival
                        .employment
                        .clone()
                        .map(|employment| Employment { recorded_at: now, ..employment }),
                );
            }
            Change::Hire(hire) => hired.push(hire),
            Change::Amend(amendment) => amended.push(amendment),
        }
    }
    insert(tx, &new, employed)?;
    for NewHire { employment, family_name, given_name } in hired.into_iter().map(AsRef::as_ref) {
        let worker = store::find(tx, employment.worker_id)?;
        if !worker.is_some_and(|worker| hirings::is_named(&worker, family_name, given_name)) {
            return Err(Error::conflict(faults::changed_meanwhile()));
        }
        let employment = Employment { recorded_at: now, ..employment.clone() };
        hirings::take_on(tx, &employment)?;
        happened.push(events::employed(&employment));
    }
    // After those who come: a file may name another job of theirs as well.
    for amendment in amended {
        amendments::make(tx, amendment, &mut happened)?;
    }
    record(tx, &happened)
}

fn insert(tx: &mut Tx<'_>, new: &Vec<NewRow>, employed: Vec<Employment>) -> Result<()> {
    let inserted = match tx.conn() {
        Conn::Sqlite(c) => new
            .iter()
            .try_for_each(|row| diesel::insert_into(workers::table).values(row).execute(c).map(drop))
            .and_then(|()| {
                let mut employed = employed.into_iter();
                employed.try_for_each(|one| {
                    diesel::insert_into(employments::table).values(one).execute(c).map(drop)
                })
            }),
        Conn::Postgres(c) => {
            diesel::copy_from(workers::table).from_insertable(new).execute(c).and_then(|_| {
                diesel::copy_from(employments::table).from_insertable(employed).execute(c).map(drop)
            })
        }
    };
    inserted.map_err(|error| match error {
        error if store::is_known(&error) => Error::conflict(faults::come_meanwhile()),
        error => error.into(),
    })
}
