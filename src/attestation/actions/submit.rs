//! DOES: puts an application forward, by the rules that judge it.

use std::sync::Arc;

use super::super::evidence::{Canonical, EvaluationTerms, Evidence, RulesChoice};
use super::super::faults;
use super::super::model::{AttestationApplication, AttestationStatus, Submission};
use super::super::{events, store};
use super::{address, own, present};
use crate::call::Call;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::events::happened;
use crate::record::{LaterFacts, RecordReader};
use crate::rule_sets::{self, RuleSet};
use crate::rules::terms::UnderWayRule;
use crate::rules::{Catalogue, CompiledRules, Explained, Record};
use crate::values::{ApplicationId, Code, Day, LegalBasis};

/// Puts an application forward: evaluates what is known of the worker today by the rule set that judges it,
/// and freezes both. After an appeal the rule set in force says whether that is itself or the one of the
/// first submission.
///
/// # Errors
/// It is out of reach or was put forward before, no rule set is in force, or that does not have the grade.
pub(in super::super) fn submit(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ApplicationId,
) -> Result<(AttestationApplication, Submission, RuleSet)> {
    let application = own(tx, call, id)?;
    if application.status == AttestationStatus::Withdrawn {
        return Err(Error::conflict(faults::withdrawn()).at(address(id)));
    }
    if !matches!(application.status, AttestationStatus::Draft | AttestationStatus::Appealed) {
        return Err(Error::conflict(faults::put_forward()).at(address(id)));
    }
    let worker = present(tx, application.worker_id)?;
    let now = tx.now;
    let in_force = rule_sets::in_force(tx, call.today, now)?;
    let in_force = in_force.ok_or_else(|| Error::conflict(faults::no_rules()))?;
    let mut reader = RecordReader::new(now, LaterFacts::LeftOut);
    let facts = reader.facts(tx, &worker)?;
    // Not from the cache: what other writes of the batch have done may yet be undone, and is not to be kept.
    let catalogue = Arc::new(rule_sets::catalogue(tx)?);
    let record = reader.record(&facts, &catalogue);
    let case =
        Case { catalogue: &catalogue, record: &record.record(), grade: &application.grade, day: call.today };
    let (judgement, under_way) = judge(tx, &application, in_force, &case)?;
    let Judgement { rule_set, compiled, explained } = judgement;
    let Some(explained) = explained else {
        let at = format!("/api/v1/rule-sets/{}", rule_set.id);
        let refused =
            faults::grade_without_rules().resting_on(Some(LegalBasis::from(rule_set.legal_basis).in_words()));
        return Err(Error::conflict(refused).at(at));
    };
    let question = EvaluationTerms {
        rule_set: rule_set.id,
        code: &rule_set.code,
        version: rule_set.version,
        rules: compiled.rules(),
        legal_basis: Some(&rule_set.legal_basis),
        grade: &application.grade,
        day: call.today,
        known_at: now,
        under_way,
    };
    let evidence = Canonical::of(&Evidence::freeze(&question, &catalogue, case.record)?)?;
    let explanation = Canonical::of(&explained)?;
    // An evaluation that cannot be shown again is not decided on.
    if Evidence::replay(&evidence.text)? != explanation {
        return Err(Error::internal("the evidence of a submission does not lead to its explanation"));
    }
    let submission = Submission {
        application_id: id,
        round: application.round,
        rule_set_id: rule_set.id,
        valid_at: call.today,
        known_at: now,
        eligible: explained.met,
        evidence: evidence.text,
        evidence_sha256: evidence.sha256,
        explanation: explanation.text,
        explanation_sha256: explanation.sha256,
        submitted_at: now,
        submitted_by: call.actor.client,
    };
    store::insert_submission(tx, &submission)?;
    store::step(tx, id, AttestationStatus::Submitted, now)?;
    happened(tx, call, "create_attestation_submission", &events::submitted(&application, &submission))?;
    let application =
        AttestationApplication { status: AttestationStatus::Submitted, updated_at: now, ..application };
    Ok((application, submission, rule_set))
}

/// The case that is judged, by whichever rules.
struct Case<'c> {
    catalogue: &'c Arc<Catalogue>,
    record: &'c Record<'c>,
    grade: &'c Code,
    day: Day,
}

/// A rule set with the judgement that follows from it; none where it does not have the grade.
struct Judgement {
    rule_set: RuleSet,
    compiled: Arc<CompiledRules>,
    explained: Option<Explained>,
}

impl Judgement {
    fn by(rule_set: RuleSet, case: &Case<'_>) -> Result<Self> {
        let compiled = Arc::new(rule_set.compiled(case.catalogue)?);
        let place = compiled.rules().grades.iter().position(|rule| rule.grade == *case.grade);
        let explained = place.and_then(|place| compiled.on(case.day).explain(case.record, place));
        Ok(Self { rule_set, compiled, explained })
    }

    fn is_met(&self) -> bool {
        self.explained.as_ref().is_some_and(|explained| explained.met)
    }

    fn under_way(&self) -> Option<UnderWayRule> {
        self.compiled.rules().applications_under_way
    }
}

/// Judges by the rule set in force or, where an application comes again and that says so, by the one of its
/// first submission; and tells how that was chosen.
fn judge(
    conn: &mut Conn,
    application: &AttestationApplication,
    in_force: RuleSet,
    case: &Case<'_>,
) -> Result<(Judgement, Option<RulesChoice>)> {
    let today = Judgement::by(in_force, case)?;
    let Some(first) = store::submissions(conn, application.id)?.into_iter().next() else {
        return Ok((today, None));
    };
    let first = rule_sets::find(conn, first.rule_set_id)?.ok_or_else(Error::not_found)?;
    let first = Judgement::by(first, case)?;
    // The rules in force say; where they do not, the word of the former ones holds on.
    let rule = today.under_way().or(first.under_way()).unwrap_or(UnderWayRule::Today);
    let (in_force, first_submission) = (today.rule_set.id, first.rule_set.id);
    let judgement = if rule.takes_first(first.is_met(), today.is_met()) { first } else { today };
    let judged_by = judgement.rule_set.id;
    Ok((judgement, Some(RulesChoice { rule, judged_by, first_submission, in_force })))
}
