//! DOES: applies for a grade, puts the application forward, appeals against a refusal, decides.

mod decide;
mod kinds;
mod submit;

use super::faults;
use super::model::{
    ApplicationWithdrawal, AttestationAppeal, AttestationApplication, AttestationStatus,
    NewAttestationApplication, Submission,
};
use super::{events, store};
use crate::call::{Call, Reach};
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Result};
use crate::events::happened;
use crate::journal::{self, Event, JournalNote, Trail};
use crate::rule_sets::{self, RuleSet};
use crate::values::{ApplicationId, Code, DecisionId, WorkerId};
use crate::workers::{self, Sight, Worker};
use crate::{organisations, qualifications};

pub(super) use decide::{decide, replay};
pub use kinds::review_kinds;
pub(super) use submit::submit;

/// Applies for a grade on behalf of a worker whom the caller sees.
///
/// # Errors
/// It has faults, or an application of the worker for the grade is under way (the conflict names it).
pub(super) fn apply(
    tx: &mut Tx<'_>,
    call: &Call,
    new: &NewAttestationApplication,
) -> Result<AttestationApplication> {
    let mut faults = Faults::default();
    let sight = workers::sight(tx, call)?;
    let worker = workers::find_seen(tx, new.worker_id, &sight)?;
    match worker.as_ref().map(Worker::takes_facts) {
        None => faults.add("/workerId", faults::worker_unknown()),
        Some(Err(expected)) => faults.add("/workerId", expected),
        Some(Ok(())) => {}
    }
    let grade = qualifications::find_code(tx, &new.grade)?;
    faults.require(grade.is_some(), "/grade", faults::grade_unknown());
    faults.check()?;
    refuse_open(tx, new.worker_id, &new.grade)?;
    let application = AttestationApplication {
        id: ApplicationId::new(),
        worker_id: new.worker_id,
        grade: new.grade.clone(),
        organisation_id: call.actor.organisation,
        status: AttestationStatus::Draft,
        round: 1,
        created_at: tx.now,
        created_by: call.actor.client,
        updated_at: tx.now,
        appealed_at: None,
        appeal_reason: None,
        withdrawn_at: None,
        withdrawal_reason: None,
    };
    store::insert(tx, &application)?;
    happened(tx, call, "create_attestation_application", &events::created(&application))?;
    Ok(application)
}

/// Looks whether applications or published rules rest on a grade.
///
/// # Errors
/// They do: a conflict that names the first.
pub fn expect_grade_unused(tx: &mut Tx<'_>, grade: &Code) -> Result<()> {
    if let Some(application) = store::find_for(tx, grade)? {
        return Err(Error::conflict(faults::grade_applied_for()).at(address(application)));
    }
    if let Some((rules, at)) = rule_sets::naming(tx, grade)? {
        return Err(Error::conflict(faults::grade_in_rules(rules.code.as_str(), rules.version)).at(at));
    }
    Ok(())
}

/// Withdraws an application that was made in error, before it is decided on.
///
/// # Errors
/// It is out of reach, or is not under way: it was decided on, or withdrawn before.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ApplicationId,
    why: &ApplicationWithdrawal,
) -> Result<AttestationApplication> {
    let application = own(tx, call, id)?;
    let now = tx.now;
    if !store::withdraw(tx, id, &why.reason, now)? {
        let fault = faults::not_under_way(application.status.as_str());
        return Err(Error::conflict(fault).at(address(id)));
    }
    let withdrawn = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    happened(tx, call, "create_attestation_withdrawal", &events::withdrawn(&withdrawn))?;
    Ok(withdrawn)
}

/// Opens a refused application once more.
///
/// # Errors
/// It is out of reach, was not refused or was appealed before, or another one for the grade is under way.
pub(super) fn appeal(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ApplicationId,
    appeal: &AttestationAppeal,
) -> Result<AttestationApplication> {
    let application = own(tx, call, id)?;
    if application.appealed_at.is_some() {
        return Err(Error::conflict(faults::appealed()).at(address(id)));
    }
    if application.status != AttestationStatus::Refused {
        return Err(Error::conflict(faults::not_refused()).at(address(id)));
    }
    refuse_open(tx, application.worker_id, &application.grade)?;
    let now = tx.now;
    store::reopen(tx, id, &appeal.reason, now)?;
    let appealed = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    happened(tx, call, "create_attestation_appeal", &events::appealed(&appealed))?;
    Ok(appealed)
}

/// The application, for a caller that sees its worker.
///
/// # Errors
/// It does not exist, or is out of sight.
pub(super) fn look_at(conn: &mut Conn, call: &Call, id: ApplicationId) -> Result<AttestationApplication> {
    let application = store::find(conn, id)?.ok_or_else(Error::not_found)?;
    let sight = workers::sight(conn, call)?;
    if workers::sees(conn, application.worker_id, &sight)? {
        Ok(application)
    } else {
        Err(Error::not_found())
    }
}

/// Applications that the caller sees. Who does not see everyone says about whom it asks.
///
/// # Errors
/// The worker is not named, or is out of sight.
pub(super) fn list(
    conn: &mut Conn,
    call: &Call,
    (status, worker): (Option<AttestationStatus>, Option<WorkerId>),
    after: Option<ApplicationId>,
    limit: i64,
) -> Result<Vec<AttestationApplication>> {
    let sight = workers::sight(conn, call)?;
    if sight != Sight::Everyone {
        let worker =
            worker.ok_or_else(|| Error::fault("workerId", workers::faults::required_of_employer()))?;
        workers::find_seen(conn, worker, &sight)?.ok_or_else(Error::not_found)?;
    }
    let records = worker.map(|worker| workers::records_of_person(conn, worker)).transpose()?;
    store::list(conn, status, records.as_deref(), after, limit)
}

/// The submissions of an application, each with the rule set that it pins.
///
/// # Errors
/// The database cannot be read.
pub(super) fn submissions(conn: &mut Conn, id: ApplicationId) -> Result<Vec<(Submission, RuleSet)>> {
    let mut pinned = Vec::new();
    for submission in store::submissions(conn, id)? {
        let rule_set = rule_sets::find(conn, submission.rule_set_id)?.ok_or_else(Error::not_found)?;
        pinned.push((submission, rule_set));
    }
    Ok(pinned)
}

/// The application, for a caller on whose behalf it was made; the registrar acts for anyone.
fn own(conn: &mut Conn, call: &Call, id: ApplicationId) -> Result<AttestationApplication> {
    let application = look_at(conn, call, id)?;
    let may = match call.actor.reach() {
        Reach::Everyone => true,
        Reach::EmployedBy(own) => organisations::below(conn, own)?.contains(&application.organisation_id),
        Reach::RecordedBy(_) => false,
    };
    if may { Ok(application) } else { Err(Error::not_found()) }
}

/// The record under which the person goes on now.
fn present(conn: &mut Conn, worker: WorkerId) -> Result<Worker> {
    let mut found = workers::find(conn, worker)?;
    while let Some(survivor) = found.as_ref().and_then(|worker| worker.merged_into) {
        found = workers::find(conn, survivor)?;
    }
    let worker = found.ok_or_else(Error::not_found)?;
    worker.takes_facts().map_err(|_| Error::conflict(workers::faults::gone()))?;
    Ok(worker)
}

fn refuse_open(conn: &mut Conn, worker: WorkerId, grade: &Code) -> Result<()> {
    let records = workers::records_of_person(conn, worker)?;
    match store::find_open(conn, &records, grade)? {
        Some(open) => Err(store::known_open().at(address(open))),
        None => Ok(()),
    }
}

pub(super) fn address(id: ApplicationId) -> String {
    format!("/api/v1/attestation-applications/{id}")
}

pub(super) fn decision_address(application: ApplicationId, id: DecisionId) -> String {
    format!("{}/decisions/{id}", address(application))
}

/// Notes what was done to one application or to a page of them.
///
/// # Errors
/// It cannot be kept; then neither may the answer be given.
pub(super) fn note(
    trail: &mut impl Trail,
    call: &Call,
    event: Event,
    operation: &'static str,
    application: Option<ApplicationId>,
    subjects: &[WorkerId],
) -> Result<()> {
    let object = application.map(|application| application.0);
    journal::note(
        trail,
        call,
        &JournalNote { event, operation, object_type: "attestation_application", object, subjects },
    )
}
