//! DOES: decides on an application, and evaluates again what was decided on.

use super::super::evidence::{Canonical, Evidence, counted};
use super::super::model::{
    AttestationApplication, AttestationDecision, AttestationOutcome, AttestationStatus,
    NewAttestationDecision, Submission,
};
use super::super::{events, store};
use super::kinds::review_kinds_since;
use super::{address, decision_address, present};
use crate::attestation::faults;
use crate::call::Call;
use crate::completions;
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Result};
use crate::events::happened;
use crate::qualifications::{self, NewAward};
use crate::record;
use crate::reviews;
use crate::values::{ApplicationId, AwardId, DecisionId};
use crate::workers;

/// Seconds by which, on PostgreSQL, a void may have an earlier moment than a submission that does not see it:
/// as long as a statement may take.
const OVERLAP_SECONDS: i64 = 60;

/// Decides on an application by the caller's commission. A grant awards the grade, resting on the facts that
/// counted; what has been withdrawn of them since the submission is reviewed at once.
///
/// # Errors
/// It was not put forward, or was decided on before (the conflict names the decision); the decision has
/// faults, or the worker holds the grade by another award.
pub(in super::super) fn decide(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ApplicationId,
    new: &NewAttestationDecision,
) -> Result<AttestationDecision> {
    let application = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    if let Some(decision) = store::decision_of(tx, id, application.round)? {
        return Err(store::known_decision().at(decision_address(id, decision.id)));
    }
    if application.status == AttestationStatus::Withdrawn {
        return Err(Error::conflict(faults::withdrawn()).at(address(id)));
    }
    if application.status != AttestationStatus::Submitted {
        return Err(Error::conflict(faults::not_put_forward()).at(address(id)));
    }
    let submission = store::find_submission(tx, id, application.round)?.ok_or_else(Error::not_found)?;
    let mut faults = Faults::default();
    let evidence = Evidence::read(&submission.evidence)?;
    let found = (submission.eligible, evidence.legal_basis()?);
    new.check(submission.valid_at, found, call.today, &mut faults);
    faults.check()?;
    let award = match new.outcome {
        AttestationOutcome::Granted => Some(grant(tx, call, &application, (&submission, &evidence), new)?),
        AttestationOutcome::Refused => None,
    };
    let now = tx.now;
    let decision = AttestationDecision {
        id: DecisionId::new(),
        application_id: id,
        round: application.round,
        commission_id: call.actor.organisation,
        outcome: new.outcome,
        reason: new.reason.clone(),
        departs: new.departs(submission.eligible),
        decision_number: new.decision_number.clone(),
        decided_on: new.decided_on,
        award_id: award,
        recorded_at: now,
        recorded_by: call.actor.client,
    };
    store::step(tx, id, new.outcome.into(), now)?;
    store::insert_decision(tx, &decision)?;
    happened(tx, call, "create_attestation_decision", &events::decided(&application, &decision))?;
    Ok(decision)
}

/// Awards the grade to the person, under the record that is in use now.
fn grant(
    tx: &mut Tx<'_>,
    call: &Call,
    application: &AttestationApplication,
    (submission, evidence): (&Submission, &Evidence),
    new: &NewAttestationDecision,
) -> Result<AwardId> {
    let worker = present(tx, application.worker_id)?;
    let grade = qualifications::find_code(tx, &application.grade)?.ok_or_else(Error::not_found)?;
    let (valid_from, valid_until) = new.days(evidence.validity_months()?);
    let award = NewAward {
        worker_id: worker.id,
        grade_id: grade.id,
        decision_number: new.decision_number.clone(),
        decided_on: new.decided_on,
        valid_from,
        valid_until,
    };
    let award = qualifications::award_by_decision(tx, call, &award)?;
    let mut facts = counted(&evidence.explain()?);
    let rests_on: Vec<_> = facts.iter().copied().collect();
    reviews::rest(tx, award.id, worker.id, &rests_on)?;
    let since = submission.known_at.plus_seconds(-OVERLAP_SECONDS);
    // Numbers and merges that were put right after the facts were put forward: they were somebody else's.
    for withdrawn in workers::grounds_withdrawn_since(tx, worker.id, since)? {
        reviews::raise_of(tx, award.id, worker.id, &withdrawn)?;
    }
    for withdrawn in record::withdrawn_since(tx, worker.id, (since, submission.known_at))? {
        if facts.contains(&withdrawn.fact) {
            reviews::raise_of(tx, award.id, worker.id, &withdrawn)?;
            facts.extend(withdrawn.superseded_by);
        }
    }
    // Suspensions that became known, or the worker's, after the facts were put forward.
    qualifications::review_suspensions_since(tx, &award, application.worker_id, since)?;
    completions::review_teaching_since(tx, (award.id, worker.id), &facts, submission.known_at)?;
    review_kinds_since(tx, (award.id, worker.id), (evidence, &facts), submission.known_at)?;
    Ok(award.id)
}

/// Evaluates again what a decision was made on: the same explanation, to the byte.
///
/// # Errors
/// There is no such decision, or the evidence no longer leads to the explanation that was frozen with it.
pub(in super::super) fn replay(
    conn: &mut Conn,
    application: ApplicationId,
    decision: DecisionId,
) -> Result<Canonical> {
    let decision = store::find_decision(conn, application, decision)?.ok_or_else(Error::not_found)?;
    let submission =
        store::find_submission(conn, application, decision.round)?.ok_or_else(Error::not_found)?;
    let again = Evidence::replay(&submission.evidence)?;
    if again.text == submission.explanation && again.sha256 == submission.explanation_sha256 {
        Ok(again)
    } else {
        Err(Error::internal(format!(
            "the evidence of decision {} no longer leads to its explanation",
            decision.id
        )))
    }
}
