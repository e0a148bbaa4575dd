//! KNOWS: what an application, a submission and a decision are, and which decision needs a reason.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::faults;
use crate::db::schema::{attestation_applications, attestation_decisions, attestation_submissions};
use crate::error::Faults;
use crate::values::{
    ApplicationId, AwardId, ClientId, Code, Day, DecisionId, LegalBasis, Moment, Note, OrganisationId,
    Reference, RuleSetId, WorkerId, vocabulary,
};

vocabulary! {
    /// State of an application.
    pub enum AttestationStatus {
        /// Not yet put forward.
        Draft = "draft",
        /// Put forward: a commission is to decide.
        Submitted = "submitted",
        /// The grade was granted.
        Granted = "granted",
        /// It was refused.
        Refused = "refused",
        /// Refused and opened once more: to be put forward again.
        Appealed = "appealed",
        /// Made in error: nobody decides on it.
        Withdrawn = "withdrawn",
    }
}

vocabulary! {
    /// Outcome of a decision.
    pub enum AttestationOutcome {
        /// The grade is granted, by an award.
        Granted = "granted",
        /// It is refused.
        Refused = "refused",
    }
}

/// A worker's application for a grade.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = attestation_applications)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000e1", "workerId": "01990000-0000-7000-8000-000000000001",
    "grade": "grade-2",
    "organisationId": "01990000-0000-7000-8000-0000000000a1", "status": "appealed", "round": 2,
    "createdAt": "2026-11-23T10:00:00.000000Z", "updatedAt": "2026-12-10T10:00:00.000000Z",
    "appealedAt": "2026-12-10T10:00:00.000000Z", "appealReason": "orele din octombrie nu erau înscrise",
    "withdrawnAt": null, "withdrawalReason": null
}))]
pub struct AttestationApplication {
    /// Its id.
    pub id: ApplicationId,
    /// The worker.
    pub worker_id: WorkerId,
    /// The grade applied for, by its code on the ladder.
    pub grade: Code,
    /// The organisation that applies: the worker's employer, or the registrar's.
    pub organisation_id: OrganisationId,
    /// Its state.
    pub status: AttestationStatus,
    /// 1, and 2 after an appeal.
    #[schema(minimum = 1, maximum = 2)]
    pub round: i32,
    /// The moment at which it was made.
    pub created_at: Moment,
    /// The client that made it.
    #[serde(skip)]
    pub created_by: ClientId,
    /// The moment at which it last went a step further.
    pub updated_at: Moment,
    /// The moment at which a refusal was appealed against, if it was.
    pub appealed_at: Option<Moment>,
    /// Reason of the appeal.
    pub appeal_reason: Option<Note>,
    /// The moment at which it was withdrawn, if it was made in error.
    pub withdrawn_at: Option<Moment>,
    /// Why it was made in error.
    pub withdrawal_reason: Option<Note>,
}

/// The withdrawal of an application that was made in error.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "depusă pentru alt grad" }))]
pub struct ApplicationWithdrawal {
    /// Why it was made in error.
    pub reason: Note,
}

/// An application to make.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "workerId": "01990000-0000-7000-8000-000000000001", "grade": "grade-2" }))]
pub struct NewAttestationApplication {
    /// The worker; for an employer one of its present workers.
    pub worker_id: WorkerId,
    /// The grade applied for, by its code on the ladder.
    pub grade: Code,
}

/// An appeal against a refusal.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "orele din octombrie nu erau înscrise" }))]
pub struct AttestationAppeal {
    /// Reason to look at the application again.
    pub reason: Note,
}

/// A submission, one for each round, as it is kept. It never changes.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = attestation_submissions)]
pub struct Submission {
    /// The application.
    pub application_id: ApplicationId,
    /// The round.
    pub round: i32,
    /// The rule set that was in force.
    pub rule_set_id: RuleSetId,
    /// The day evaluated.
    pub valid_at: Day,
    /// The moment up to which facts were known.
    pub known_at: Moment,
    /// Whether the requirement was met.
    pub eligible: bool,
    /// Everything that the evaluation is a function of, in canonical JSON.
    pub evidence: String,
    /// Its SHA-256, in hexadecimal.
    pub evidence_sha256: String,
    /// The explanation that followed, in canonical JSON.
    pub explanation: String,
    /// Its SHA-256, in hexadecimal.
    pub explanation_sha256: String,
    /// The moment at which it was put forward.
    pub submitted_at: Moment,
    /// The client that put it forward.
    pub submitted_by: ClientId,
}

/// A commission's decision on an application.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = attestation_decisions)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000e2", "applicationId": "01990000-0000-7000-8000-0000000000e1",
    "round": 1,
    "commissionId": "01990000-0000-7000-8000-0000000000a1", "outcome": "granted", "reason": null,
    "departs": false,
    "decisionNumber": "17/2026", "decidedOn": "2026-11-23", "awardId": "01990000-0000-7000-8000-0000000000f1",
    "recordedAt": "2026-11-23T10:00:00.000000Z"
}))]
pub struct AttestationDecision {
    /// Its id.
    pub id: DecisionId,
    /// The application.
    pub application_id: ApplicationId,
    /// The round that it decides.
    #[schema(minimum = 1, maximum = 2)]
    pub round: i32,
    /// The commission that decided.
    pub commission_id: OrganisationId,
    /// Its outcome.
    pub outcome: AttestationOutcome,
    /// Reason; always there for a refusal, and where the decision departs from the evaluation.
    pub reason: Option<Note>,
    /// Whether it departs from the evaluation: grants what that finds unmet, or refuses what that finds met.
    pub departs: bool,
    /// The decision's number.
    pub decision_number: Reference,
    /// The day of the decision.
    pub decided_on: Day,
    /// The award, where the grade was granted.
    pub award_id: Option<AwardId>,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The client that recorded it.
    #[serde(skip)]
    pub recorded_by: ClientId,
}

/// A decision to record.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "outcome": "granted", "decisionNumber": "17/2026", "decidedOn": "2026-11-23", "validFrom": "2026-12-01"
}))]
pub struct NewAttestationDecision {
    /// Its outcome.
    pub outcome: AttestationOutcome,
    /// Reason; needed for a refusal, and for a decision that departs from the evaluation.
    pub reason: Option<Note>,
    /// The decision's number, as the commission keeps it.
    pub decision_number: Reference,
    /// The day of the decision: not before the application was put forward, and not in the future.
    pub decided_on: Day,
    /// First day of the award; the day of the decision when left out.
    pub valid_from: Option<Day>,
    /// Last day of the award; when left out, what the rule set says of the grade.
    pub valid_until: Option<Day>,
}

impl AttestationStatus {
    /// Whether the application is under way: nobody applies for the same again meanwhile.
    pub const OPEN: [Self; 3] = [Self::Draft, Self::Submitted, Self::Appealed];
}

impl From<AttestationOutcome> for AttestationStatus {
    fn from(outcome: AttestationOutcome) -> Self {
        match outcome {
            AttestationOutcome::Granted => Self::Granted,
            AttestationOutcome::Refused => Self::Refused,
        }
    }
}

impl NewAttestationDecision {
    /// Whether it departs from what the evaluation found.
    #[must_use]
    pub fn departs(&self, eligible: bool) -> bool {
        eligible != (self.outcome == AttestationOutcome::Granted)
    }

    /// Names the faults that it has of itself, beside a submission that was evaluated: met or not, by the act
    /// that the grade stands on.
    pub fn check(
        &self,
        submitted: Day,
        (eligible, basis): (bool, Option<LegalBasis>),
        today: Day,
        faults: &mut Faults,
    ) {
        let decidable = (submitted..=today).contains(&self.decided_on);
        faults.require(decidable, "/decidedOn", faults::decided_outside());
        let is_refusal = self.outcome == AttestationOutcome::Refused;
        let is_reasoned = self.reason.is_some();
        faults.require(is_reasoned || !is_refusal, "/reason", faults::refusal_without_reason());
        let departure = faults::departure_without_reason().resting_on(basis.map(|basis| basis.in_words()));
        faults.require(is_reasoned || is_refusal || eligible, "/reason", departure);
        for (given, at) in [(self.valid_from, "/validFrom"), (self.valid_until, "/validUntil")] {
            faults.require(given.is_none() || !is_refusal, at, faults::refusal_with_days());
        }
    }

    /// The days of the award, where the rule set gives the grade for so many months.
    #[must_use]
    pub fn days(&self, validity_months: Option<i32>) -> (Day, Option<Day>) {
        let from = self.valid_from.unwrap_or(self.decided_on);
        let by_rule = || validity_months.map(|months| from.last_of_months(months));
        (from, self.valid_until.or_else(by_rule))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn decision(outcome: AttestationOutcome, reason: Option<&str>) -> NewAttestationDecision {
        NewAttestationDecision {
            outcome,
            reason: reason.map(|text| Note::parse(text).expect("a reason")),
            decision_number: Reference::parse("17/2026").expect("a number"),
            decided_on: day("2026-11-30"),
            valid_from: None,
            valid_until: None,
        }
    }

    fn faults(decision: &NewAttestationDecision, eligible: bool) -> Vec<String> {
        let mut faults = Faults::default();
        decision.check(day("2026-11-23"), (eligible, None), day("2026-12-01"), &mut faults);
        faults.0.into_keys().collect()
    }

    #[test]
    fn refusals_and_departures_need_a_reason() {
        use AttestationOutcome::{Granted, Refused};
        let table = [
            (Granted, None, true, false, vec![]),
            (Granted, None, false, true, vec!["/reason"]),
            (Granted, Some("experiență deosebită"), false, true, vec![]),
            (Refused, None, false, false, vec!["/reason"]),
            (Refused, Some("ore lipsă"), false, false, vec![]),
            (Refused, None, true, true, vec!["/reason"]),
            (Refused, Some("dosar incomplet"), true, true, vec![]),
        ];
        for (outcome, reason, eligible, departs, expected) in table {
            let decision = decision(outcome, reason);
            assert_eq!(faults(&decision, eligible), expected, "{outcome} of {eligible} because {reason:?}");
            assert_eq!(decision.departs(eligible), departs, "{outcome} of {eligible}");
        }
    }

    #[test]
    fn a_decision_has_a_day_since_the_submission_and_a_refusal_no_other_days() {
        let decided = |on: &str| NewAttestationDecision {
            decided_on: day(on),
            ..decision(AttestationOutcome::Granted, None)
        };
        for (on, expected) in [
            ("2026-11-22", vec!["/decidedOn"]),
            ("2026-11-23", vec![]),
            ("2026-12-01", vec![]),
            ("2026-12-02", vec!["/decidedOn"]),
        ] {
            assert_eq!(faults(&decided(on), true), expected, "{on}");
        }
        let refused = decision(AttestationOutcome::Refused, Some("ore lipsă"));
        let dated = NewAttestationDecision {
            valid_from: Some(day("2026-12-01")),
            valid_until: Some(day("2027-12-01")),
            ..refused
        };
        assert_eq!(faults(&dated, false), ["/validFrom", "/validUntil"]);
    }

    #[test]
    fn an_award_lasts_as_long_as_the_rule_set_says_unless_the_commission_says_otherwise() {
        let plain = decision(AttestationOutcome::Granted, None);
        assert_eq!(plain.days(Some(60)), (day("2026-11-30"), Some(day("2031-11-29"))));
        assert_eq!(plain.days(None), (day("2026-11-30"), None));
        let dated = NewAttestationDecision { valid_from: Some(day("2027-01-01")), ..plain.clone() };
        assert_eq!(dated.days(Some(12)), (day("2027-01-01"), Some(day("2027-12-31"))));
        let limited = NewAttestationDecision { valid_until: Some(day("2027-06-30")), ..plain };
        assert_eq!(limited.days(Some(60)), (day("2026-11-30"), Some(day("2027-06-30"))));
    }
}
