//! KEEPS: lists of workers, and of where they are employed.

use std::collections::{HashMap, HashSet};

use diesel::dsl::{count, exists, not};
use diesel::prelude::*;

use crate::db::schema::{employments, workers};
use crate::db::{Conn, believed};
use crate::error::Result;
use crate::sql::MultiBackend;
use crate::values::{Day, EmploymentId, Moment, OrganisationId, WorkerId};
use crate::workers::model::{Worker, WorkerStatus};
use crate::workers::staffing::EmploymentPeriod;

/// Condition that somebody is employed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Employed {
    /// By one of these organisations; by whichever where there are none.
    pub at: Option<Vec<OrganisationId>>,
    /// The day.
    pub on: Day,
    /// Moment at which it is known so.
    pub known_at: Moment,
}

/// An employment as far as conditions ask about it.
type Held = (OrganisationId, Day, Option<Day>, Moment, Option<Moment>);

impl Employed {
    /// Whether an employment meets it: what [`employed!`] asks the database.
    fn is_met_by(&self, (organisation, from, until, recorded_at, withdrawn_at): &Held) -> bool {
        self.at.as_ref().is_none_or(|at| at.contains(organisation))
            && *from <= self.on
            && until.is_none_or(|until| until >= self.on)
            && *recorded_at <= self.known_at
            && withdrawn_at.is_none_or(|withdrawn| withdrawn > self.known_at)
    }
}

/// Condition on an employment's days and belief.
macro_rules! employed {
    ($employed:expr) => {
        employments::valid_from
            .le($employed.on)
            .and(employments::valid_until.is_null().or(employments::valid_until.ge($employed.on)))
            .and(believed!(employments, $employed.known_at))
    };
}

diesel::alias! {
    const PRESENT: Alias<Present> = employments as present;
}

/// Condition that somebody whose employment is asked for is also employed so.
macro_rules! is_present {
    ($employed:expr, $at:expr) => {{
        let until = PRESENT.field(employments::valid_until);
        let withdrawn = PRESENT.field(employments::withdrawn_at);
        exists(
            PRESENT
                .filter(PRESENT.field(employments::worker_id).eq(employments::worker_id))
                .filter(PRESENT.field(employments::organisation_id).eq_any($at))
                .filter(PRESENT.field(employments::valid_from).le($employed.on))
                .filter(until.is_null().or(until.ge($employed.on)))
                .filter(PRESENT.field(employments::recorded_at).le($employed.known_at))
                .filter(withdrawn.is_null().or(withdrawn.gt($employed.known_at))),
        )
    }};
}

/// The workers that a caller is given: of those whom it sees, those for whom it asks. Records that are in use
/// alone; who is employed under a record that was merged into one is employed.
pub struct Selection {
    /// Condition on whom the caller sees; without one, everyone.
    seen: Option<Employed>,
    /// Condition on whom it asks for.
    asked: Option<Employed>,
    known_at: Moment,
    families: Families,
}

/// The people who meet the conditions with the help of a record that was merged into another one. They are
/// few, so that they are found beforehand.
#[derive(Default)]
struct Families {
    /// All their records, each with the one that is in use.
    records: HashMap<WorkerId, WorkerId>,
    /// Records in use that do not meet the conditions by themselves, in order.
    beside: Vec<WorkerId>,
}

/// Row of a staff list: one employment of somebody on the list.
pub(super) struct StaffRow {
    /// Record under which it stands.
    pub record: WorkerId,
    /// The record in use.
    pub worker: Worker,
    pub employment: EmploymentPeriod,
}

/// Place of an employment in a staff list.
pub(super) type StaffPlace = (WorkerId, Day, EmploymentId);

/// Employments that are looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// Those under records in use.
    OfRecordsInUse,
    /// Those under records that were merged into them as well.
    All,
}

/// Before every record.
const FIRST: WorkerId = WorkerId(uuid::Uuid::nil());

impl Selection {
    pub(super) fn of(
        conn: &mut Conn,
        seen: Option<Employed>,
        asked: Option<Employed>,
        known_at: Moment,
    ) -> Result<Self> {
        // Where both are one, it is asked once.
        let seen = seen.filter(|seen| asked.as_ref() != Some(seen));
        let conditions: Vec<_> = seen.iter().chain(&asked).collect();
        let families = Families::find(conn, &conditions)?;
        Ok(Self { seen, asked, known_at, families })
    }

    /// Workers in the order of their ids, in which they came onto the register.
    pub(super) fn list(&self, conn: &mut Conn, after: Option<WorkerId>, limit: i64) -> Result<Vec<Worker>> {
        let after = after.unwrap_or(FIRST);
        if self.asked.is_none() {
            let page = self.everyone().filter(workers::id.gt(after)).order(workers::id).limit(limit);
            return Ok(page.select(Worker::as_select()).load(conn)?);
        }
        // Along the index of whom an organisation employs, and no further than the page.
        let employed = self.employments(after, Rows::OfRecordsInUse).filter(employments::worker_id.gt(after));
        let employed = employed.select(employments::worker_id).distinct();
        let mut page: Vec<WorkerId> = employed.order(employments::worker_id).limit(limit).load(conn)?;
        page.extend(self.families.beside.iter().filter(|person| **person > after));
        page.sort_unstable();
        page.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let found = workers::table.filter(workers::id.eq_any(page)).order(workers::id);
        Ok(found.select(Worker::as_select()).load(conn)?)
    }

    /// Number of workers.
    pub(super) fn count(&self, conn: &mut Conn) -> Result<i64> {
        if self.asked.is_none() {
            return Ok(self.everyone().count().get_result(conn)?);
        }
        let own = self.employments(FIRST, Rows::OfRecordsInUse);
        let own: i64 = own.select(count(employments::worker_id).aggregate_distinct()).get_result(conn)?;
        Ok(own.saturating_add(i64::try_from(self.families.beside.len()).unwrap_or(i64::MAX)))
    }

    /// The workers, each once, at most `most`.
    pub(super) fn workers(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        if self.asked.is_none() {
            return Ok(self.everyone().select(workers::id).order(workers::id).limit(limit).load(conn)?);
        }
        let own = self.employments(FIRST, Rows::OfRecordsInUse).select(employments::worker_id).distinct();
        let mut found: Vec<WorkerId> = own.limit(limit).load(conn)?;
        found.extend(&self.families.beside);
        found.truncate(most);
        Ok(found)
    }

    /// Every record in use.
    fn everyone(&self) -> workers::BoxedQuery<'_, MultiBackend> {
        let in_use = workers::table.filter(workers::status.eq(WorkerStatus::Active));
        in_use.filter(workers::created_at.le(self.known_at)).into_boxed()
    }

    /// The employments that are asked for, of those who are listed.
    fn employments(&self, after: WorkerId, rows: Rows) -> employments::BoxedQuery<'_, MultiBackend> {
        let mut query = employments::table.filter(employments::worker_id.ge(after)).into_boxed();
        if let Some(asked) = &self.asked {
            query = query.filter(employed!(asked));
            if let Some(at) = &asked.at {
                query = query.filter(employments::organisation_id.eq_any(at));
            }
        }
        let in_use = exists(
            workers::table
                .filter(workers::id.eq(employments::worker_id))
                .filter(workers::status.eq(WorkerStatus::Active))
                .filter(workers::created_at.le(self.known_at)),
        );
        let is_of_family = employments::worker_id.eq_any(self.families.records.keys());
        let is_alone = rows == Rows::OfRecordsInUse || self.families.records.is_empty();
        let seen = self.seen.as_ref().and_then(|seen| seen.at.as_ref().map(|at| (seen, at)));
        match (seen, is_alone) {
            (None, true) => query.filter(in_use),
            (None, false) => query.filter(in_use.or(is_of_family)),
            (Some((seen, at)), true) => query.filter(in_use).filter(is_present!(seen, at)),
            (Some((seen, at)), false) => query.filter(in_use.and(is_present!(seen, at)).or(is_of_family)),
        }
    }

    /// The employments as rows of a staff list, in the order of the records that they stand under and of
    /// their days.
    pub(super) fn staff(
        &self,
        conn: &mut Conn,
        after: Option<StaffPlace>,
        limit: i64,
    ) -> Result<Vec<StaffRow>> {
        let first = after.map_or(FIRST, |(record, ..)| record);
        let mut query = self.employments(first, Rows::All);
        if let Some((record, from, id)) = after {
            let is_before = employments::valid_from
                .lt(from)
                .or(employments::valid_from.eq(from).and(employments::id.le(id)));
            query = query.filter(not(employments::worker_id.eq(record).and(is_before)));
        }
        let columns = (
            employments::worker_id,
            (
                employments::id,
                employments::organisation_id,
                employments::post,
                employments::valid_from,
                employments::valid_until,
            ),
        );
        let order = (employments::worker_id, employments::valid_from, employments::id);
        let found: Vec<(WorkerId, EmploymentPeriod)> =
            query.select(columns).order(order).limit(limit).load(conn)?;
        let mut people: Vec<_> = found.iter().map(|(record, _)| self.families.in_use(*record)).collect();
        people.dedup();
        let people = workers::table.filter(workers::id.eq_any(people)).select(Worker::as_select());
        let people: HashMap<_, _> =
            people.load::<Worker>(conn)?.into_iter().map(|worker| (worker.id, worker)).collect();
        let row = |(record, employment)| {
            let worker = people.get(&self.families.in_use(record))?.clone();
            Some(StaffRow { record, worker, employment })
        };
        Ok(found.into_iter().filter_map(row).collect())
    }

    /// Number of rows of the staff list.
    pub(super) fn count_staff(&self, conn: &mut Conn) -> Result<i64> {
        Ok(self.employments(FIRST, Rows::All).count().get_result(conn)?)
    }

    /// The workers of the staff list, each once, at most `most`.
    pub(super) fn workers_of_staff(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let records =
            self.employments(FIRST, Rows::All).select(employments::worker_id).distinct().limit(limit);
        let records: Vec<WorkerId> = records.load(conn)?;
        let people: HashSet<_> = records.into_iter().map(|record| self.families.in_use(record)).collect();
        Ok(people.into_iter().collect())
    }
}

impl Families {
    /// The record in use of one that is listed.
    fn in_use(&self, record: WorkerId) -> WorkerId {
        self.records.get(&record).copied().unwrap_or(record)
    }

    /// Finds those who meet all conditions, some of them by a record that was merged into another one.
    fn find(conn: &mut Conn, conditions: &[&Employed]) -> Result<Self> {
        if conditions.is_empty() {
            return Ok(Self::default());
        }
        let merged = workers::table.filter(workers::merged_into.is_not_null()).select(workers::id);
        let mut employed = employments::table.filter(employments::worker_id.eq_any(merged)).into_boxed();
        let places: Option<Vec<_>> = conditions.iter().map(|one| one.at.as_ref()).collect();
        if let Some(places) = places {
            let all: HashSet<OrganisationId> = places.into_iter().flatten().copied().collect();
            employed = employed.filter(employments::organisation_id.eq_any(all));
        }
        let merged: Vec<WorkerId> = employed.select(employments::worker_id).distinct().load(conn)?;
        let in_use = in_use(conn, merged)?;
        let mut records = in_use.clone();
        records.extend(in_use.values().map(|person| (*person, *person)));
        let held = held(conn, &records)?;
        let meets = |records: &[WorkerId]| {
            let all = || records.iter().filter_map(|record| held.get(record)).flatten();
            conditions.iter().all(|condition| all().any(|one| condition.is_met_by(one)))
        };
        let mut people: HashMap<WorkerId, Vec<WorkerId>> = HashMap::new();
        for (record, person) in &records {
            people.entry(*person).or_default().push(*record);
        }
        people.retain(|_, own| meets(own));
        records.retain(|_, person| people.contains_key(person));
        let mut beside: Vec<_> = people.into_keys().filter(|person| !meets(&[*person])).collect();
        beside.sort_unstable();
        Ok(Self { records, beside })
    }
}

/// The records in use into which these were merged, one after the other; of those that are closed, none.
fn in_use(conn: &mut Conn, merged: Vec<WorkerId>) -> Result<HashMap<WorkerId, WorkerId>> {
    let mut known: HashMap<WorkerId, (WorkerStatus, Option<WorkerId>)> = HashMap::new();
    let mut level = merged.clone();
    while !level.is_empty() {
        let columns = (workers::id, (workers::status, workers::merged_into));
        let found = workers::table.filter(workers::id.eq_any(&level)).select(columns);
        let found: Vec<(WorkerId, (WorkerStatus, Option<WorkerId>))> = found.load(conn)?;
        level = found.iter().filter_map(|(_, (_, into))| *into).collect();
        known.extend(found);
        level.retain(|record| !known.contains_key(record));
    }
    let end = |record: WorkerId| {
        let mut at = record;
        while let (_, Some(into)) = known.get(&at)? {
            at = *into;
        }
        known.get(&at).filter(|(status, _)| *status == WorkerStatus::Active).map(|_| (record, at))
    };
    Ok(merged.into_iter().filter_map(end).collect())
}

/// All that was ever recorded of where these records' people worked.
fn held(conn: &mut Conn, records: &HashMap<WorkerId, WorkerId>) -> Result<HashMap<WorkerId, Vec<Held>>> {
    let columns = (
        employments::organisation_id,
        employments::valid_from,
        employments::valid_until,
        employments::recorded_at,
        employments::withdrawn_at,
    );
    let found = employments::table
        .filter(employments::worker_id.eq_any(records.keys()))
        .select((employments::worker_id, columns));
    let mut all: HashMap<WorkerId, Vec<Held>> = HashMap::new();
    for (record, one) in found.load::<(WorkerId, Held)>(conn)? {
        all.entry(record).or_default().push(one);
    }
    Ok(all)
}
