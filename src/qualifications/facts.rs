//! KEEPS: awards as facts of a person's record, of one worker or of many.

use std::collections::HashMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::grades::Grade;
use super::model::{Award, last_day};
use super::{corrections, revocations};
use crate::db::schema::{awards, grades};
use crate::db::{Conn, each, each_row};
use crate::error::Result;
use crate::values::{AwardId, Day, Fact, Moment, WorkerId};
use crate::workers;

/// As much of an award as rules ask about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct AwardFact {
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// The grade's rank on the ladder.
    pub rank: i32,
    /// The first day on which it no longer holds, if it was revoked.
    pub revoked_from: Option<Day>,
    /// The moment at which the revocation became known.
    pub revoked_at: Option<Moment>,
    /// Its id.
    pub id: AwardId,
}

impl Fact for AwardFact {
    fn place(&self) -> (Day, Uuid) {
        (self.valid_from, self.id.0)
    }
}

impl AwardFact {
    /// The fact that an award of a grade is.
    #[must_use]
    pub const fn of(award: &Award, grade: &Grade) -> Self {
        Self {
            valid_from: award.valid_from,
            valid_until: award.valid_until,
            rank: grade.rank,
            revoked_from: award.revoked_from,
            revoked_at: award.revoked_at,
            id: award.id,
        }
    }

    /// The last day on which it holds, as known at a moment; before its first day where it was revoked from
    /// that on.
    #[must_use]
    pub fn last_day(&self, known_at: Moment) -> Option<Day> {
        last_day(self.valid_until, self.revoked_from, self.revoked_at, known_at)
    }

    /// Whether it was revoked, as known at a moment.
    #[must_use]
    pub fn is_revoked(&self, known_at: Moment) -> bool {
        self.revoked_at.is_some_and(|moment| moment <= known_at)
    }
}

/// Every award of the person of a record, under whichever record; revoked ones as well.
///
/// # Errors
/// The database cannot be read.
pub(super) fn awards_of(conn: &mut Conn, worker: WorkerId) -> Result<Vec<Award>> {
    let mut all = Vec::new();
    for record in workers::records_of_person(conn, worker)? {
        all.extend(graded(conn, record)?.into_iter().map(|(award, _)| award));
    }
    Ok(all)
}

/// Every award of these people, by person, under whichever record; revoked ones as well.
///
/// # Errors
/// The database cannot be read.
pub fn awards_of_people(conn: &mut Conn, people: &[WorkerId]) -> Result<HashMap<WorkerId, Vec<Award>>> {
    let records = workers::records_of_people(conn, people)?;
    let theirs = awards::table
        .filter(awards::worker_id.eq_any(records.keys()))
        .order((awards::valid_from, awards::id))
        .select(Award::as_select());
    let mut all: HashMap<WorkerId, Vec<Award>> = HashMap::new();
    for award in theirs.load::<Award>(conn)? {
        if let Some(person) = records.get(&award.worker_id) {
            all.entry(*person).or_default().push(award);
        }
    }
    Ok(all)
}

/// All awards of a worker, revoked ones as well, each with its grade; in the order of the days.
///
/// # Errors
/// The database cannot be read.
pub fn graded(conn: &mut Conn, worker: WorkerId) -> Result<Vec<(Award, Grade)>> {
    let own = awards::table
        .inner_join(grades::table.on(grades::id.eq(awards::grade_id)))
        .filter(awards::worker_id.eq(worker))
        .order((awards::valid_from, awards::id));
    Ok(each!(conn, c => own.select((Award::as_select(), Grade::as_select())).load(c)?))
}

/// Hands on what was known at a moment of the awards of the workers of a range of ids, by worker and day; of
/// a revocation the award itself tells when it became known.
///
/// # Errors
/// The database cannot be read.
pub fn each_known_award(
    conn: &mut Conn,
    known_at: Moment,
    of: (WorkerId, WorkerId),
    mut take: impl FnMut((WorkerId, AwardFact)),
) -> Result<()> {
    let fact = (
        awards::valid_from,
        awards::valid_until,
        grades::rank,
        awards::revoked_from,
        awards::revoked_at,
        awards::id,
    );
    let facts = awards::table
        .inner_join(grades::table.on(grades::id.eq(awards::grade_id)))
        .filter(awards::worker_id.between(of.0, of.1))
        .filter(awards::recorded_at.le(known_at))
        .order((awards::worker_id, awards::valid_from, awards::id))
        .select((awards::worker_id, fact));
    let revoked: HashMap<_, _> = revocations::believed_then(conn, known_at, of)?.into_iter().collect();
    let moved: HashMap<_, _> = corrections::believed_then(conn, known_at, of)?.into_iter().collect();
    let then = |(worker, fact): (WorkerId, AwardFact)| {
        let fact = match revoked.get(&fact.id) {
            None => fact,
            Some((from, at)) => AwardFact { revoked_from: Some(*from), revoked_at: Some(*at), ..fact },
        };
        let days = moved.get(&fact.id).copied();
        let (valid_from, valid_until) = days.unwrap_or((fact.valid_from, fact.valid_until));
        (worker, AwardFact { valid_from, valid_until, ..fact })
    };
    if moved.is_empty() {
        let mut take = |row| take(then(row));
        each_row!(conn, facts, (WorkerId, AwardFact), take);
        return Ok(());
    }
    // Days of then may be in another order.
    let mut all = Vec::new();
    let mut gather = |row| all.push(then(row));
    each_row!(conn, facts, (WorkerId, AwardFact), gather);
    all.sort_unstable_by_key(|(worker, fact)| (*worker, fact.place()));
    all.into_iter().for_each(take);
    Ok(())
}
