//! ASKS: what was put forward of an application, and putting it forward.

use std::sync::Arc;

use actix_web::{get, post, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::actions;
use super::super::evidence::{Evidence, RulesChoice};
use super::super::model::{AttestationApplication, Submission};
use crate::auth::Traced;
use crate::auth::permission::{ATTESTATION_APPLY, ATTESTATION_READ, ApplyForAttestation, ReadAttestation};
use crate::error::{Error, Result};
use crate::http::{Hall, IdempotencyKey, Path, Reply};
use crate::journal::Event;
use crate::rule_sets::RuleSet;
use crate::rules::Explained;
use crate::values::{ApplicationId, Code, Day, Moment, RuleSetId};

pub(super) fn routes(to: &mut ServiceConfig) {
    to.service(list_attestation_submissions).service(create_attestation_submission);
}

/// The rule set that a submission was evaluated by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000b1", "code": "qualification-rules", "version": 1
}))]
struct AttestationRuleSet {
    /// Its id.
    id: RuleSetId,
    /// Its code.
    code: Code,
    /// Its version.
    #[schema(minimum = 1, maximum = 100_000)]
    version: i32,
}

/// A submission: the worker's record evaluated by the rule set in force, both frozen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "applicationId": "01990000-0000-7000-8000-0000000000e1", "round": 1,
    "ruleSet": { "id": "01990000-0000-7000-8000-0000000000b1", "code": "qualification-rules", "version": 1 },
    "validAt": "2026-11-23", "knownAt": "2026-11-23T10:00:00.000000Z", "eligible": true,
    "evidenceSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "explanation": {
        "id": "hours", "kind": "trainingHours", "met": true, "required": "60", "actual": "64", "missing": "0",
        "unit": "hour",
        "window": { "from": "2021-11-24", "to": "2026-11-23" }, "validUntil": "2027-03-01",
        "counted": [{ "completionId": "01990000-0000-7000-8000-0000000000d1", "hours": "64" }]
    },
    "explanationSha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "submittedAt": "2026-11-23T10:00:00.000000Z"
}))]
struct AttestationSubmission {
    /// The application.
    application_id: ApplicationId,
    /// The round that it was put forward for: 1, or 2 after an appeal.
    #[schema(minimum = 1, maximum = 2)]
    round: i32,
    /// The rule set that judged: the one in force or, after an appeal, the one of the first submission where
    /// the rules say so. What is published later changes nothing here.
    rule_set: AttestationRuleSet,
    /// The choice of that rule set, after an appeal.
    #[serde(skip_serializing_if = "Option::is_none")]
    under_way: Option<RulesChoice>,
    /// The day evaluated.
    valid_at: Day,
    /// The moment up to which facts were known.
    known_at: Moment,
    /// Whether what the grade asks for was met.
    eligible: bool,
    /// SHA-256 of the frozen evidence, of its canonical JSON (RFC 8785), in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    evidence_sha256: String,
    /// The requirements of the grade, one by one, as they were found.
    #[schema(value_type = Explained)]
    explanation: Value,
    /// SHA-256 of the frozen explanation, of its canonical JSON (RFC 8785), in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    explanation_sha256: String,
    /// The moment at which it was put forward.
    submitted_at: Moment,
}

impl AttestationSubmission {
    fn of(submission: Submission, rule_set: RuleSet) -> Result<Self> {
        let under_way = Evidence::read(&submission.evidence)?.under_way().cloned();
        let unreadable = |_| Error::internal("the explanation of a submission cannot be read");
        Ok(Self {
            application_id: submission.application_id,
            round: submission.round,
            rule_set: AttestationRuleSet { id: rule_set.id, code: rule_set.code, version: rule_set.version },
            under_way,
            valid_at: submission.valid_at,
            known_at: submission.known_at,
            eligible: submission.eligible,
            evidence_sha256: submission.evidence_sha256,
            explanation: serde_json::from_str(&submission.explanation).map_err(unreadable)?,
            explanation_sha256: submission.explanation_sha256,
            submitted_at: submission.submitted_at,
        })
    }
}

/// An application that was just put forward.
#[derive(Debug, Serialize, ToSchema)]
struct SubmittedAttestation {
    /// The application as it is now.
    application: AttestationApplication,
    /// The submission of this round.
    submission: AttestationSubmission,
}

/// The submissions of an application.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "attestationSubmissions": [] }))]
struct AttestationSubmissions {
    /// One for each round, the first one first.
    #[schema(max_items = 2)]
    attestation_submissions: Vec<AttestationSubmission>,
}

/// List what was put forward of an application
///
/// One submission for each round: what was known of the worker then, evaluated by the rule set that judged
/// it.
#[utoipa::path(
    tag = "attestation", operation_id = "list_attestation_submissions",
    security(("oauth2" = [ATTESTATION_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, description = "The submissions", body = AttestationSubmissions))
)]
#[get("/attestation-applications/{id}/submissions")]
async fn list_attestation_submissions(
    traced: Traced<ReadAttestation>,
    hall: web::Data<Hall>,
    Path(id): Path<ApplicationId>,
) -> Result<Reply> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let (_, found) = hall
        .db
        .access(
            move |view| {
                let application = actions::look_at(view, &call, id)?;
                Ok((application.worker_id, actions::submissions(view, id)?))
            },
            move |notes, (worker, _)| {
                actions::note(
                    notes,
                    &noted,
                    Event::Access,
                    "list_attestation_submissions",
                    Some(id),
                    &[*worker],
                )
            },
        )
        .await?;
    let found =
        found.into_iter().map(|(submission, rule_set)| AttestationSubmission::of(submission, rule_set));
    Reply::ok(&AttestationSubmissions { attestation_submissions: found.collect::<Result<_>>()? })
}

/// Put an application forward
///
/// Evaluates today what is known of the worker now by the rule set in force, and freezes all three: a
/// decision rests on that, whatever is recorded or published afterwards. After an appeal the rule set in
/// force says by `applicationsUnderWay` whether it judges itself, or the one of the first submission does;
/// `underWay` tells which of the two did, and why. Takes no body.
#[utoipa::path(
    tag = "attestation", operation_id = "create_attestation_submission",
    security(("oauth2" = [ATTESTATION_APPLY])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    responses(
        (status = 201, description = "Put forward", body = SubmittedAttestation, example = json!({
            "application": {
                "id": "01990000-0000-7000-8000-0000000000e1",
                "workerId": "01990000-0000-7000-8000-000000000001", "grade": "grade-2",
                "organisationId": "01990000-0000-7000-8000-0000000000a1", "status": "submitted", "round": 1,
                "createdAt": "2026-11-23T10:00:00.000000Z", "updatedAt": "2026-11-23T10:00:00.000000Z",
                "appealedAt": null, "appealReason": null
            },
            "submission": {
                "applicationId": "01990000-0000-7000-8000-0000000000e1", "round": 1,
                "ruleSet": { "id": "01990000-0000-7000-8000-0000000000b1", "code": "qualification-rules",
                    "version": 1 },
                "validAt": "2026-11-23", "knownAt": "2026-11-23T10:00:00.000000Z", "eligible": false,
                "evidenceSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "explanation": {
                    "id": "hours", "kind": "trainingHours", "met": false, "required": "60", "actual": "44",
                    "missing": "16",
                    "unit": "hour", "window": { "from": "2021-11-24", "to": "2026-11-23" },
                    "counted": [{ "completionId": "01990000-0000-7000-8000-0000000000d1", "hours": "44" }]
                },
                "explanationSha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
                "submittedAt": "2026-11-23T10:00:00.000000Z"
            }
        })),
        (status = 409,
            description = "No rule set is in force, it does not have the grade, or the application was put \
                forward before"),
    )
)]
#[post("/attestation-applications/{id}/submissions")]
async fn create_attestation_submission(
    traced: Traced<ApplyForAttestation>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<ApplicationId>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, [0; 32], move |tx| {
            let (application, submission, rule_set) = actions::submit(tx, &call, id)?;
            let submission = AttestationSubmission::of(submission, rule_set)?;
            Reply::created(actions::address(id), &SubmittedAttestation { application, submission })
        })
        .await
}
