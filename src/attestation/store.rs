//! KEEPS: applications, what was put forward of them, and the decisions.

use diesel::prelude::*;

use super::faults;
use super::model::{AttestationApplication, AttestationDecision, AttestationStatus, Submission};
use crate::db::conflict::Unique;
use crate::db::schema::{
    attestation_applications as applications, attestation_decisions as decisions,
    attestation_submissions as submissions,
};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::values::{ApplicationId, AwardId, Code, DecisionId, Moment, Note, WorkerId};

const OPEN: Unique = Unique {
    name: "attestation_applications_open",
    columns: "attestation_applications.worker_id, attestation_applications.grade",
};
const SUBMITTED: Unique = Unique {
    name: "attestation_submissions_pkey",
    columns: "attestation_submissions.application_id, attestation_submissions.round",
};
const DECIDED: Unique = Unique {
    name: "attestation_decisions_application_id_round_key",
    columns: "attestation_decisions.application_id, attestation_decisions.round",
};

pub(super) fn find(conn: &mut Conn, id: ApplicationId) -> Result<Option<AttestationApplication>> {
    Ok(applications::table
        .find(id)
        .select(AttestationApplication::as_select())
        .get_result(conn)
        .optional()?)
}

/// The application for a grade that is under way under one of these records.
pub(super) fn find_open(
    conn: &mut Conn,
    records: &[WorkerId],
    grade: &Code,
) -> Result<Option<ApplicationId>> {
    let open = applications::table
        .filter(applications::worker_id.eq_any(records))
        .filter(applications::grade.eq(grade))
        .filter(applications::status.eq_any(AttestationStatus::OPEN));
    Ok(open.select(applications::id).order(applications::id).first(conn).optional()?)
}

/// The first application for a grade that was ever made: withdrawn, it names the grade all the same.
pub(super) fn find_for(conn: &mut Conn, grade: &Code) -> Result<Option<ApplicationId>> {
    let made = applications::table.filter(applications::grade.eq(grade));
    Ok(made.select(applications::id).order(applications::id).first(conn).optional()?)
}

/// Applications under these records, or everyone's, in the order in which they were made.
pub(super) fn list(
    conn: &mut Conn,
    status: Option<AttestationStatus>,
    records: Option<&[WorkerId]>,
    after: Option<ApplicationId>,
    limit: i64,
) -> Result<Vec<AttestationApplication>> {
    let mut query = applications::table
        .select(AttestationApplication::as_select())
        .order(applications::id)
        .limit(limit)
        .into_boxed();
    if let Some(records) = records {
        query = query.filter(applications::worker_id.eq_any(records));
    }
    if let Some(status) = status {
        query = query.filter(applications::status.eq(status));
    }
    if let Some(after) = after {
        query = query.filter(applications::id.gt(after));
    }
    Ok(query.load(conn)?)
}

pub(super) fn insert(tx: &mut Tx<'_>, application: &AttestationApplication) -> Result<()> {
    let inserted = diesel::insert_into(applications::table).values(application).execute(tx.conn());
    opened(inserted)
}

/// Takes an application a step further.
pub(super) fn step(tx: &mut Tx<'_>, id: ApplicationId, status: AttestationStatus, now: Moment) -> Result<()> {
    let step = (applications::status.eq(status), applications::updated_at.eq(now));
    diesel::update(applications::table.find(id)).set(step).execute(tx.conn())?;
    Ok(())
}

/// Withdraws an application that is under way until now. Whether it was.
pub(super) fn withdraw(tx: &mut Tx<'_>, id: ApplicationId, reason: &Note, now: Moment) -> Result<bool> {
    let open = applications::table.find(id).filter(applications::status.eq_any(AttestationStatus::OPEN));
    let withdrawn = (
        applications::status.eq(AttestationStatus::Withdrawn),
        applications::updated_at.eq(now),
        applications::withdrawn_at.eq(now),
        applications::withdrawal_reason.eq(reason),
    );
    Ok(diesel::update(open).set(withdrawn).execute(tx.conn())? == 1)
}

/// Opens a refused application once more.
pub(super) fn reopen(tx: &mut Tx<'_>, id: ApplicationId, reason: &Note, now: Moment) -> Result<()> {
    let reopened = (
        applications::status.eq(AttestationStatus::Appealed),
        applications::round.eq(2),
        applications::updated_at.eq(now),
        applications::appealed_at.eq(now),
        applications::appeal_reason.eq(reason),
    );
    let updated = diesel::update(applications::table.find(id)).set(reopened).execute(tx.conn());
    opened(updated)
}

fn opened(result: QueryResult<usize>) -> Result<()> {
    match result {
        Ok(_) => Ok(()),
        Err(error) if OPEN.is_broken_by(&error) => Err(known_open().raced()),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn known_open() -> Error {
    Error::conflict(faults::under_way())
}

/// The submissions, one for each round, the first one first.
pub(super) fn submissions(conn: &mut Conn, application: ApplicationId) -> Result<Vec<Submission>> {
    let own =
        submissions::table.filter(submissions::application_id.eq(application)).order(submissions::round);
    Ok(own.select(Submission::as_select()).load(conn)?)
}

pub(super) fn find_submission(
    conn: &mut Conn,
    application: ApplicationId,
    round: i32,
) -> Result<Option<Submission>> {
    Ok(submissions::table
        .find((application, round))
        .select(Submission::as_select())
        .get_result(conn)
        .optional()?)
}

pub(super) fn insert_submission(tx: &mut Tx<'_>, submission: &Submission) -> Result<()> {
    let inserted = diesel::insert_into(submissions::table).values(submission).execute(tx.conn());
    match inserted {
        Ok(_) => Ok(()),
        // Put forward by another call at the same moment; run again, the look finds it.
        Err(error) if SUBMITTED.is_broken_by(&error) => Err(Error::conflict(faults::put_forward()).raced()),
        Err(error) => Err(error.into()),
    }
}

/// The decision of each round, the first one first.
pub(super) fn decisions(conn: &mut Conn, application: ApplicationId) -> Result<Vec<AttestationDecision>> {
    let own = decisions::table.filter(decisions::application_id.eq(application)).order(decisions::round);
    Ok(own.select(AttestationDecision::as_select()).load(conn)?)
}

pub(super) fn find_decision(
    conn: &mut Conn,
    application: ApplicationId,
    id: DecisionId,
) -> Result<Option<AttestationDecision>> {
    let own = decisions::table.find(id).filter(decisions::application_id.eq(application));
    Ok(own.select(AttestationDecision::as_select()).get_result(conn).optional()?)
}

/// The submission that an award was decided on; none where no decision here awarded it.
pub(super) fn submission_of(conn: &mut Conn, award: AwardId) -> Result<Option<Submission>> {
    let decision = decisions::table.filter(decisions::award_id.eq(award));
    let decision: Option<(ApplicationId, i32)> =
        decision.select((decisions::application_id, decisions::round)).get_result(conn).optional()?;
    decision.map_or(Ok(None), |(application, round)| find_submission(conn, application, round))
}

/// The decision of a round.
pub(super) fn decision_of(
    conn: &mut Conn,
    application: ApplicationId,
    round: i32,
) -> Result<Option<AttestationDecision>> {
    let own =
        decisions::table.filter(decisions::application_id.eq(application)).filter(decisions::round.eq(round));
    Ok(own.select(AttestationDecision::as_select()).get_result(conn).optional()?)
}

pub(super) fn insert_decision(tx: &mut Tx<'_>, decision: &AttestationDecision) -> Result<()> {
    let inserted = diesel::insert_into(decisions::table).values(decision).execute(tx.conn());
    match inserted {
        Ok(_) => Ok(()),
        Err(error) if DECIDED.is_broken_by(&error) => Err(known_decision().raced()),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn known_decision() -> Error {
    Error::conflict(faults::decided())
}
