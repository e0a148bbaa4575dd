//! KEEPS: grades and awards.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::faults;
use super::grades::Grade;
use super::model::Award;
use super::{corrections, revocations};
use crate::db::conflict::{Unique, is_dangling};
use crate::db::schema::{awards, corrected_awards as corrected, grades, withdrawn_revocations as withdrawn};
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::sql::MultiBackend;
use crate::values::{AwardId, Code, Day, GradeId, Moment, OrganisationId, WorkerId};

const CODE: Unique = Unique { name: "grades_code_key", columns: "grades.code" };
const RANK: Unique = Unique { name: "grades_rank_key", columns: "grades.rank" };

pub(super) fn list_grades(conn: &mut Conn, after: Option<i32>, limit: i64) -> Result<Vec<Grade>> {
    let above = grades::table.filter(grades::rank.gt(after.unwrap_or(0)));
    Ok(above.select(Grade::as_select()).order(grades::rank).limit(limit).load(conn)?)
}

/// Every grade's code and rank.
///
/// # Errors
/// The database cannot be read.
pub fn ladder(conn: &mut Conn) -> Result<Vec<(Code, i32)>> {
    Ok(each!(conn, c => grades::table.select((grades::code, grades::rank)).order(grades::rank).load(c)?))
}

/// Every grade, by its rank.
///
/// # Errors
/// The database cannot be read.
pub fn grades(conn: &mut Conn) -> Result<Vec<Grade>> {
    Ok(each!(conn, c => grades::table.select(Grade::as_select()).order(grades::rank).load(c)?))
}

pub(super) fn find_grade(conn: &mut Conn, id: GradeId) -> Result<Option<Grade>> {
    Ok(grades::table.find(id).select(Grade::as_select()).get_result(conn).optional()?)
}

/// The grade with this code.
///
/// # Errors
/// The database cannot be read.
pub fn find_code(conn: &mut Conn, code: &Code) -> Result<Option<Grade>> {
    Ok(grades::table.filter(grades::code.eq(code)).select(Grade::as_select()).get_result(conn).optional()?)
}

pub(super) fn find_rank(conn: &mut Conn, rank: i32) -> Result<Option<Grade>> {
    Ok(grades::table.filter(grades::rank.eq(rank)).select(Grade::as_select()).get_result(conn).optional()?)
}

pub(super) fn insert_grade(tx: &mut Tx<'_>, grade: &Grade) -> Result<()> {
    let inserted = diesel::insert_into(grades::table).values(grade).execute(tx.conn());
    match inserted {
        Ok(_) => Ok(()),
        Err(error) if CODE.is_broken_by(&error) => Err(known_code().raced()),
        Err(error) if RANK.is_broken_by(&error) => Err(known_rank().raced()),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn update_grade(tx: &mut Tx<'_>, grade: &Grade) -> Result<()> {
    let updated = diesel::update(grades::table.find(grade.id)).set(grade).execute(tx.conn());
    match updated {
        Ok(_) => Ok(()),
        Err(error) if CODE.is_broken_by(&error) => Err(known_code().raced()),
        Err(error) if RANK.is_broken_by(&error) => Err(known_rank().raced()),
        // Applied for by another call at the same moment; run again, the look finds it.
        Err(error) if is_dangling(&error) => Err(Error::conflict(faults::grade_awarded()).raced()),
        Err(error) => Err(error.into()),
    }
}

/// Takes a grade off the ladder that nobody was awarded.
pub(super) fn delete_grade(tx: &mut Tx<'_>, id: GradeId) -> Result<()> {
    match diesel::delete(grades::table.find(id)).execute(tx.conn()) {
        Ok(_) => Ok(()),
        // Awarded by another call at the same moment.
        Err(error) if is_dangling(&error) => Err(Error::conflict(faults::grade_awarded()).raced()),
        Err(error) => Err(error.into()),
    }
}

/// Whether anybody was ever awarded a grade.
pub(super) fn is_awarded(conn: &mut Conn, id: GradeId) -> Result<bool> {
    let first = awards::table.filter(awards::grade_id.eq(id)).select(awards::id).limit(1);
    Ok(first.get_result::<AwardId>(conn).optional()?.is_some())
}

pub(super) fn known_code() -> Error {
    Error::conflict(faults::code_taken())
}

pub(super) fn known_rank() -> Error {
    Error::conflict(faults::rank_taken())
}

pub(super) fn find_award(conn: &mut Conn, id: AwardId) -> Result<Option<Award>> {
    Ok(awards::table.filter(awards::id.eq(id)).select(Award::as_select()).get_result(conn).optional()?)
}

/// The awards that are asked for.
#[derive(Clone, Copy)]
pub(super) struct Filter {
    pub worker: Option<WorkerId>,
    pub grade: Option<GradeId>,
    pub commission: Option<OrganisationId>,
    /// Only those that hold on this day.
    pub valid_at: Option<Day>,
    /// As it was known at this moment.
    pub known_at: Option<Moment>,
}

/// The part of a list that a caller both may see and asks for.
pub struct Selection {
    /// Awards under these records; without them, everyone's.
    pub(super) records: Option<Vec<WorkerId>>,
    pub(super) filter: Filter,
}

impl Selection {
    fn rows(&self) -> awards::BoxedQuery<'_, MultiBackend> {
        let Filter { grade, commission, valid_at, known_at, .. } = self.filter;
        let mut query = awards::table.into_boxed();
        if let Some(records) = &self.records {
            query = query.filter(awards::worker_id.eq_any(records));
        }
        if let Some(grade) = grade {
            query = query.filter(awards::grade_id.eq(grade));
        }
        if let Some(commission) = commission {
            query = query.filter(awards::commission_id.eq(commission));
        }
        if let Some(known_at) = known_at {
            query = query.filter(awards::recorded_at.le(known_at));
        }
        let Some(day) = valid_at else { return query };
        let stands = awards::revoked_from.is_null().or(awards::revoked_from.gt(day));
        let covers =
            awards::valid_from.le(day).and(awards::valid_until.is_null().or(awards::valid_until.ge(day)));
        let Some(known_at) = known_at else { return query.filter(covers).filter(stands) };
        let corrected_since = awards::corrected_at.is_not_null().and(awards::corrected_at.gt(known_at));
        let covered_then = corrected::table
            .filter(corrected::award_id.eq(awards::id))
            .filter(corrected::recorded_at.le(known_at))
            .filter(corrected::corrected_at.gt(known_at))
            .filter(corrected::valid_from.le(day))
            .filter(corrected::valid_until.is_null().or(corrected::valid_until.ge(day)));
        let revoked_then = withdrawn::table
            .filter(withdrawn::award_id.eq(awards::id))
            .filter(withdrawn::revoked_from.le(day))
            .filter(withdrawn::revoked_at.le(known_at))
            .filter(withdrawn::withdrawn_at.gt(known_at));
        query
            .filter(exists(covered_then).or(covers.and(not(corrected_since))))
            .filter(stands.or(awards::revoked_at.gt(known_at)))
            .filter(not(exists(revoked_then)))
    }

    /// Awards in the order in which they became known, as they were known.
    pub(super) fn list(&self, conn: &mut Conn, after: Option<AwardId>, limit: i64) -> Result<Vec<Award>> {
        let mut query = self.rows().select(Award::as_select()).order(awards::id).limit(limit);
        if let Some(after) = after {
            query = query.filter(awards::id.gt(after));
        }
        let found: Vec<Award> = query.load(conn)?;
        match self.filter.known_at {
            Some(known_at) => corrections::known_at(conn, found, known_at),
            None => Ok(found),
        }
    }

    /// Their number.
    pub(super) fn count(&self, conn: &mut Conn) -> Result<i64> {
        Ok(self.rows().count().get_result(conn)?)
    }

    /// The workers that they are about, each once, at most `most`.
    pub(super) fn workers(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        Ok(self
            .rows()
            .select(awards::worker_id)
            .distinct()
            .limit(i64::try_from(most).unwrap_or(i64::MAX))
            .load(conn)?)
    }
}

pub(super) fn insert_award(tx: &mut Tx<'_>, award: &Award) -> Result<()> {
    let inserted = diesel::insert_into(awards::table).values(award).execute(tx.conn());
    match inserted {
        Ok(_) => Ok(()),
        Err(error) if revocations::STANDING.is_broken_by(&error) => {
            Err(revocations::known_decision().raced())
        }
        // The grade was taken off the ladder by another call at the same moment.
        Err(error) if is_dangling(&error) => Err(Error::fault("/gradeId", faults::grade_absent()).raced()),
        Err(error) => Err(error.into()),
    }
}
