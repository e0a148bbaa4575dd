//! KEEPS: which facts awards rest on, and the reviews.

use diesel::dsl::{exists, select};
use diesel::prelude::*;
use uuid::Uuid;

use super::faults;
use super::model::{
    AwardReview, FactId, FactKind, ReviewOutcome, ReviewResolution, ReviewStatus, WithdrawnFact,
};
use crate::db::conflict::Unique;
use crate::db::schema::{award_evidence as evidence, award_reviews as reviews};
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::values::{AwardId, ClientId, Moment, ReviewId, WorkerId};

const ONCE: Unique = Unique {
    name: "award_reviews_open",
    columns: "award_reviews.award_id, award_reviews.fact_kind, award_reviews.fact_id, award_reviews.cause",
};

/// The awards that rest on a fact, each with its worker. Every withdrawal of any fact waits for it.
pub(super) fn resting_on(conn: &mut Conn, fact: FactId) -> Result<Vec<(AwardId, WorkerId)>> {
    let resting = evidence::table.filter(evidence::fact_id.eq(fact)).order(evidence::award_id);
    Ok(each!(conn, c => resting.select((evidence::award_id, evidence::worker_id)).load(c)?))
}

/// The awards that rest on any of these facts, each once with its worker.
///
/// # Errors
/// The database cannot be read.
pub fn resting_on_any(conn: &mut Conn, facts: &[Uuid]) -> Result<Vec<(AwardId, WorkerId)>> {
    let facts: Vec<_> = facts.iter().copied().map(FactId).collect();
    let resting = evidence::table.filter(evidence::fact_id.eq_any(facts)).order(evidence::award_id);
    Ok(resting.select((evidence::award_id, evidence::worker_id)).distinct().load(conn)?)
}

pub(super) fn insert_evidence(tx: &mut Tx<'_>, fact: FactId, award: AwardId, worker: WorkerId) -> Result<()> {
    let row = (evidence::fact_id.eq(fact), evidence::award_id.eq(award), evidence::worker_id.eq(worker));
    // An award rests on a fact once, however often that is said.
    each!(tx.conn(), c => {
        diesel::insert_into(evidence::table).values(row).on_conflict_do_nothing().execute(c)?
    });
    Ok(())
}

/// Any review, by its id.
///
/// # Errors
/// The database cannot be read.
pub fn find(conn: &mut Conn, id: ReviewId) -> Result<Option<AwardReview>> {
    Ok(reviews::table.find(id).select(AwardReview::as_select()).get_result(conn).optional()?)
}

/// Whether an award is or was reviewed for what happened to this fact.
pub(super) fn is_raised(conn: &mut Conn, award: AwardId, withdrawn: &WithdrawnFact) -> Result<bool> {
    let raised = reviews::table
        .filter(reviews::award_id.eq(award))
        .filter(reviews::fact_kind.eq(withdrawn.kind))
        .filter(reviews::fact_id.eq(FactId(withdrawn.fact)));
    Ok(select(exists(raised)).get_result(conn)?)
}

/// The open review of an award for just this.
pub(super) fn find_open(
    conn: &mut Conn,
    award: AwardId,
    withdrawn: &WithdrawnFact,
) -> Result<Option<ReviewId>> {
    let open = reviews::table
        .filter(reviews::award_id.eq(award))
        .filter(reviews::fact_kind.eq(withdrawn.kind))
        .filter(reviews::fact_id.eq(FactId(withdrawn.fact)))
        .filter(reviews::cause.eq(withdrawn.cause))
        .filter(reviews::status.eq(ReviewStatus::Open));
    Ok(open.select(reviews::id).get_result(conn).optional()?)
}

/// Resolved reviews for what happened to this fact, in the order in which they were resolved.
pub(super) fn resolved_for(conn: &mut Conn, kind: FactKind, fact: FactId) -> Result<Vec<AwardReview>> {
    let resolved = reviews::table
        .filter(reviews::fact_kind.eq(kind))
        .filter(reviews::fact_id.eq(fact))
        .filter(reviews::status.eq(ReviewStatus::Resolved))
        .order((reviews::resolved_at, reviews::id));
    Ok(resolved.select(AwardReview::as_select()).load(conn)?)
}

/// Reviews of an award that were resolved since a moment as its revocation.
pub(super) fn revoked_since(conn: &mut Conn, award: AwardId, since: Moment) -> Result<Vec<AwardReview>> {
    let resolved = reviews::table
        .filter(reviews::award_id.eq(award))
        .filter(reviews::outcome.eq(ReviewOutcome::Revoked))
        .filter(reviews::resolved_at.ge(since))
        .order(reviews::id);
    Ok(resolved.select(AwardReview::as_select()).load(conn)?)
}

/// The reviews that are asked for.
#[derive(Clone, Copy)]
pub(super) struct Filter {
    pub status: Option<ReviewStatus>,
    pub worker: Option<WorkerId>,
    pub award: Option<AwardId>,
}

pub(super) fn list(
    conn: &mut Conn,
    filter: Filter,
    after: Option<ReviewId>,
    limit: i64,
) -> Result<Vec<AwardReview>> {
    let mut query =
        reviews::table.select(AwardReview::as_select()).order(reviews::id).limit(limit).into_boxed();
    if let Some(status) = filter.status {
        query = query.filter(reviews::status.eq(status));
    }
    if let Some(worker) = filter.worker {
        query = query.filter(reviews::worker_id.eq(worker));
    }
    if let Some(award) = filter.award {
        query = query.filter(reviews::award_id.eq(award));
    }
    if let Some(after) = after {
        query = query.filter(reviews::id.gt(after));
    }
    Ok(query.load(conn)?)
}

pub(super) fn insert(tx: &mut Tx<'_>, review: &AwardReview) -> Result<()> {
    let inserted = diesel::insert_into(reviews::table).values(review).execute(tx.conn());
    match inserted {
        Ok(_) => Ok(()),
        // Raised by another withdrawal at the same moment; run again, the look finds it.
        Err(error) if ONCE.is_broken_by(&error) => Err(Error::conflict(faults::raised()).raced()),
        Err(error) => Err(error.into()),
    }
}

/// Resolves a review that is open until now. Whether there was one.
pub(super) fn resolve(
    tx: &mut Tx<'_>,
    id: ReviewId,
    resolution: &ReviewResolution,
    by: ClientId,
    now: Moment,
) -> Result<bool> {
    let open = reviews::table.find(id).filter(reviews::status.eq(ReviewStatus::Open));
    let changed = diesel::update(open)
        .set((
            reviews::status.eq(ReviewStatus::Resolved),
            reviews::outcome.eq(resolution.outcome),
            reviews::resolution.eq(&resolution.reason),
            reviews::resolved_at.eq(now),
            reviews::resolved_by.eq(by),
        ))
        .execute(tx.conn())?;
    Ok(changed == 1)
}
