//! ASKS: applications for grades: made, put forward and appealed by employers, decided on by commissions.

mod decisions;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::model::{AttestationAppeal, AttestationApplication, AttestationStatus, NewAttestationApplication, Submission};
use crate::auth::Traced;
use crate::auth::permission::{ATTESTATION_APPLY, ATTESTATION_READ, ApplyForAttestation, ReadAttestation};
use crate::error::{Error, Result};
use crate::http::{Json, Limit, Once, Pages, Path, Query, Reply};
use crate::journal::Event;
use crate::rule_sets::RuleSet;
use crate::rules::Explained;
use crate::state::State;
use crate::values::{ApplicationId, Code, Day, Moment, RuleSetId, WorkerId};

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_attestation_applications).service(create_attestation_application).service(get_attestation_application);
    to.service(list_attestation_submissions).service(create_attestation_submission).service(create_attestation_appeal);
    decisions::routes(to);
}

/// A page of applications.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "attestationApplications": [], "nextCursor": "" }))]
struct AttestationApplicationPage {
    /// The applications, in the order in which they were made.
    #[schema(max_items = 200)]
    attestation_applications: Vec<AttestationApplication>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AttestationApplicationFilter {
    /// Only those of this worker; an employer must say whom it asks about.
    #[param(inline)]
    worker_id: Option<WorkerId>,
    /// Only those that stand here.
    #[param(inline)]
    status: Option<AttestationStatus>,
    /// How many at the most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// The rule set that a submission was evaluated by.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "id": "01990000-0000-7000-8000-0000000000b1", "code": "qualification-rules", "version": 1 }))]
struct AttestationRuleSet {
    /// Its id.
    id: RuleSetId,
    /// Its code.
    code: Code,
    /// Its version.
    #[schema(minimum = 1, maximum = 100_000)]
    version: i32,
}

/// What was put forward: the worker's record evaluated by the rule set in force, both frozen.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "applicationId": "01990000-0000-7000-8000-0000000000e1", "round": 1,
    "ruleSet": { "id": "01990000-0000-7000-8000-0000000000b1", "code": "qualification-rules", "version": 1 },
    "validAt": "2026-11-23", "knownAt": "2026-11-23T10:00:00.000000Z", "eligible": true,
    "evidenceSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "explanation": {
        "id": "hours", "kind": "trainingHours", "met": true, "required": "60", "actual": "64", "missing": "0", "unit": "hour",
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
    /// The rule set that was in force. What is published later changes nothing here.
    rule_set: AttestationRuleSet,
    /// The day evaluated.
    valid_at: Day,
    /// The moment up to which facts were known.
    known_at: Moment,
    /// Whether what the grade asks for was met.
    eligible: bool,
    /// SHA-256 of the frozen evidence, of its canonical JSON (RFC 8785), in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    evidence_sha256: String,
    /// What the grade asks for, requirement by requirement, as it was found.
    #[schema(value_type = Explained)]
    explanation: Value,
    /// SHA-256 of the frozen explanation, of its canonical JSON (RFC 8785), in hexadecimal.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    explanation_sha256: String,
    /// When it was put forward.
    submitted_at: Moment,
}

impl AttestationSubmission {
    fn of(submission: Submission, rule_set: RuleSet) -> Result<Self> {
        let unreadable = |_| Error::internal("the explanation of a submission cannot be read");
        Ok(Self {
            application_id: submission.application_id,
            round: submission.round,
            rule_set: AttestationRuleSet { id: rule_set.id, code: rule_set.code, version: rule_set.version },
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
    /// What was put forward.
    submission: AttestationSubmission,
}

/// What was put forward of an application.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "attestationSubmissions": [] }))]
struct AttestationSubmissions {
    /// One for each round, the first one first.
    #[schema(max_items = 2)]
    attestation_submissions: Vec<AttestationSubmission>,
}

/// List applications for grades
///
/// An employer asks about one of its present workers at a time, by `workerId`.
#[utoipa::path(
    tag = "attestation", operation_id = "list_attestation_applications", params(AttestationApplicationFilter),
    security(("oauth2" = [ATTESTATION_READ])), extensions(("x-personal-data" = json!(true))),
    responses(
        (status = 200, description = "A page of applications", body = AttestationApplicationPage),
        (status = 404, description = "The worker is not one that an employer sees"),
    )
)]
#[get("/attestation-applications")]
async fn list_attestation_applications(
    traced: Traced<ReadAttestation>,
    state: web::Data<State>,
    Query(asked): Query<AttestationApplicationFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&state.keys, "list_attestation_applications", &(asked.worker_id, asked.status));
    let after = pages.position(asked.cursor.as_deref())?;
    let (actor, caller, today, limit) = (traced.actor, traced.caller, state.today(), asked.limit);
    let (status, worker) = (asked.status, asked.worker_id);
    let mut attestation_applications = state
        .db
        .access(
            move |view| actions::list(view, &actor, today, (status, worker), after, limit.0 + 1),
            move |tx, found| {
                // Whom the answer is about: the one left for the next page is not yet told.
                let shown = usize::try_from(limit.0).unwrap_or_default();
                let mut subjects: Vec<_> = worker.into_iter().chain(found.iter().take(shown).map(|one| one.worker_id)).collect();
                subjects.sort_unstable();
                subjects.dedup();
                actions::note(tx, &caller, Event::Access, "list_attestation_applications", None, &subjects)
            },
        )
        .await?;
    let next_cursor = pages.cut(&mut attestation_applications, limit, |application| application.id);
    Reply::ok(&AttestationApplicationPage { attestation_applications, next_cursor })
}

/// Apply for a grade
///
/// On behalf of a worker: an employer for one of its present workers, the registrar for anyone. The application is a draft
/// until it is put forward. A second one for the same grade while the first is under way is a conflict that names the first.
#[utoipa::path(
    tag = "attestation", operation_id = "create_attestation_application", security(("oauth2" = [ATTESTATION_APPLY])),
    extensions(("x-personal-data" = json!(true))),
    request_body(content = NewAttestationApplication, description = "For whom, and which grade"),
    responses((status = 201, description = "Drafted", body = AttestationApplication))
)]
#[post("/attestation-applications")]
async fn create_attestation_application(
    traced: Traced<ApplyForAttestation>,
    state: web::Data<State>,
    once: Once,
    new: Json<NewAttestationApplication>,
) -> Result<Reply> {
    let (actor, caller, today) = (traced.actor, traced.caller, state.today());
    once.run(&state, caller.client, new.fingerprint, move |tx| {
        let application = actions::apply(tx, &actor, &caller, today, &new.value)?;
        Reply::created(actions::address(application.id), &application)
    })
    .await
}

/// Read an application for a grade
///
/// Where it stands. What was put forward and what was decided is listed under it.
#[utoipa::path(
    tag = "attestation", operation_id = "get_attestation_application", security(("oauth2" = [ATTESTATION_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, description = "The application", body = AttestationApplication))
)]
#[get("/attestation-applications/{id}")]
async fn get_attestation_application(
    traced: Traced<ReadAttestation>,
    state: web::Data<State>,
    Path(id): Path<ApplicationId>,
) -> Result<Reply> {
    let (actor, caller, today) = (traced.actor, traced.caller, state.today());
    let application = state
        .db
        .access(
            move |view| actions::look_at(view, &actor, today, id),
            move |tx, one| actions::note(tx, &caller, Event::Access, "get_attestation_application", Some(id), &[one.worker_id]),
        )
        .await?;
    Reply::ok(&application)
}

/// List what was put forward of an application
///
/// One submission for each round: what was known of the worker then, evaluated by the rule set that was in force.
#[utoipa::path(
    tag = "attestation", operation_id = "list_attestation_submissions", security(("oauth2" = [ATTESTATION_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, description = "The submissions", body = AttestationSubmissions))
)]
#[get("/attestation-applications/{id}/submissions")]
async fn list_attestation_submissions(
    traced: Traced<ReadAttestation>,
    state: web::Data<State>,
    Path(id): Path<ApplicationId>,
) -> Result<Reply> {
    let (actor, caller, today) = (traced.actor, traced.caller, state.today());
    let (_, found) = state
        .db
        .access(
            move |view| {
                let application = actions::look_at(view, &actor, today, id)?;
                Ok((application.worker_id, actions::submissions(view, id)?))
            },
            move |tx, (worker, _)| actions::note(tx, &caller, Event::Access, "list_attestation_submissions", Some(id), &[*worker]),
        )
        .await?;
    let found = found.into_iter().map(|(submission, rule_set)| AttestationSubmission::of(submission, rule_set));
    Reply::ok(&AttestationSubmissions { attestation_submissions: found.collect::<Result<_>>()? })
}

/// Put an application forward
///
/// Evaluates today what is known of the worker now by the rule set in force, and freezes all three: a decision rests on
/// that, whatever is recorded or published afterwards. Takes no body.
#[utoipa::path(
    tag = "attestation", operation_id = "create_attestation_submission", security(("oauth2" = [ATTESTATION_APPLY])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    responses(
        (status = 201, description = "Put forward", body = SubmittedAttestation, example = json!({
            "application": {
                "id": "01990000-0000-7000-8000-0000000000e1", "workerId": "01990000-0000-7000-8000-000000000001", "grade": "grade-2",
                "organisationId": "01990000-0000-7000-8000-0000000000a1", "status": "submitted", "round": 1,
                "createdAt": "2026-11-23T10:00:00.000000Z", "updatedAt": "2026-11-23T10:00:00.000000Z",
                "appealedAt": null, "appealReason": null
            },
            "submission": {
                "applicationId": "01990000-0000-7000-8000-0000000000e1", "round": 1,
                "ruleSet": { "id": "01990000-0000-7000-8000-0000000000b1", "code": "qualification-rules", "version": 1 },
                "validAt": "2026-11-23", "knownAt": "2026-11-23T10:00:00.000000Z", "eligible": false,
                "evidenceSha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "explanation": {
                    "id": "hours", "kind": "trainingHours", "met": false, "required": "60", "actual": "44", "missing": "16",
                    "unit": "hour", "window": { "from": "2021-11-24", "to": "2026-11-23" },
                    "counted": [{ "completionId": "01990000-0000-7000-8000-0000000000d1", "hours": "44" }]
                },
                "explanationSha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
                "submittedAt": "2026-11-23T10:00:00.000000Z"
            }
        })),
        (status = 409, description = "No rule set is in force, it does not have the grade, or the application was put forward before"),
    )
)]
#[post("/attestation-applications/{id}/submissions")]
async fn create_attestation_submission(
    traced: Traced<ApplyForAttestation>,
    state: web::Data<State>,
    once: Once,
    Path(id): Path<ApplicationId>,
) -> Result<Reply> {
    let (actor, caller, today) = (traced.actor, traced.caller, state.today());
    let shelf = std::sync::Arc::clone(&state.shelf);
    once.run(&state, caller.client, [0; 32], move |tx| {
        let (application, submission, rule_set) = actions::submit(tx, &shelf, &actor, &caller, today, id)?;
        let submission = AttestationSubmission::of(submission, rule_set)?;
        Reply::created(actions::address(id), &SubmittedAttestation { application, submission })
    })
    .await
}

/// Appeal against a refusal
///
/// Opens a refused application once more, for its second round: it is put forward again and evaluated anew.
#[utoipa::path(
    tag = "attestation", operation_id = "create_attestation_appeal", security(("oauth2" = [ATTESTATION_APPLY])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    request_body(content = AttestationAppeal, description = "Why it is to be looked at again"),
    responses((status = 201, description = "Open again: the application as it is now", body = AttestationApplication))
)]
#[post("/attestation-applications/{id}/appeals")]
async fn create_attestation_appeal(
    traced: Traced<ApplyForAttestation>,
    state: web::Data<State>,
    once: Once,
    Path(id): Path<ApplicationId>,
    appeal: Json<AttestationAppeal>,
) -> Result<Reply> {
    let (actor, caller, today) = (traced.actor, traced.caller, state.today());
    once.run(&state, caller.client, appeal.fingerprint, move |tx| {
        let application = actions::appeal(tx, &actor, &caller, today, id, &appeal.value)?;
        Reply::created(actions::address(id), &application)
    })
    .await
}
