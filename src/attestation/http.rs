//! ASKS: applications for grades: made, put forward and appealed by employers, decided on by commissions.

mod decisions;
mod submissions;

use std::sync::Arc;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::model::{
    ApplicationWithdrawal, AttestationAppeal, AttestationApplication, AttestationStatus,
    NewAttestationApplication,
};
use crate::auth::Traced;
use crate::auth::permission::{ATTESTATION_APPLY, ATTESTATION_READ, ApplyForAttestation, ReadAttestation};
use crate::error::Result;
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply};
use crate::journal::Event;
use crate::values::{ApplicationId, WorkerId};

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_attestation_applications)
        .service(create_attestation_application)
        .service(get_attestation_application);
    to.service(create_attestation_appeal).service(create_attestation_withdrawal);
    submissions::routes(to);
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
    /// Only those in this state.
    #[param(inline)]
    status: Option<AttestationStatus>,
    /// Items at the most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
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
    hall: web::Data<Hall>,
    Query(asked): Query<AttestationApplicationFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_attestation_applications", &(asked.worker_id, asked.status));
    let after = pages.position(asked.cursor.as_deref())?;
    let call = traced.call;
    let noted = Arc::clone(&call);
    let limit = asked.limit;
    let (status, worker) = (asked.status, asked.worker_id);
    let mut attestation_applications = hall
        .db
        .access(
            move |view| actions::list(view, &call, (status, worker), after, limit.0 + 1),
            move |notes, found| {
                let subjects = limit.subjects(worker, found, |application| application.worker_id);
                actions::note(notes, &noted, Event::Access, "list_attestation_applications", None, &subjects)
            },
        )
        .await?;
    let next_cursor = pages.cut(&mut attestation_applications, limit, |application| application.id);
    Reply::ok(&AttestationApplicationPage { attestation_applications, next_cursor })
}

/// Apply for a grade
///
/// On behalf of a worker: an employer for one of its present workers, the registrar for anyone. The
/// application is a draft until it is put forward. A second one for the same grade while the first is under
/// way is a conflict that names the first.
#[utoipa::path(
    tag = "attestation", operation_id = "create_attestation_application",
    security(("oauth2" = [ATTESTATION_APPLY])),
    extensions(("x-personal-data" = json!(true))),
    request_body(content = NewAttestationApplication, description = "For whom, and which grade"),
    responses((status = 201, description = "Drafted", body = AttestationApplication))
)]
#[post("/attestation-applications")]
async fn create_attestation_application(
    traced: Traced<ApplyForAttestation>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewAttestationApplication>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let application = actions::apply(tx, &call, &new.value)?;
            Reply::created(actions::address(application.id), &application)
        })
        .await
}

/// Read an application for a grade
///
/// Where it stands. What was put forward and what was decided is listed under it.
#[utoipa::path(
    tag = "attestation", operation_id = "get_attestation_application",
    security(("oauth2" = [ATTESTATION_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, description = "The application", body = AttestationApplication))
)]
#[get("/attestation-applications/{id}")]
async fn get_attestation_application(
    traced: Traced<ReadAttestation>,
    hall: web::Data<Hall>,
    Path(id): Path<ApplicationId>,
) -> Result<Reply> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let application = hall
        .db
        .access(
            move |view| actions::look_at(view, &call, id),
            move |notes, one| {
                actions::note(
                    notes,
                    &noted,
                    Event::Access,
                    "get_attestation_application",
                    Some(id),
                    &[one.worker_id],
                )
            },
        )
        .await?;
    Reply::ok(&application)
}

/// Withdraw an application for a grade
///
/// For one that was made in error, by whoever may put it forward: while it is under way and not decided on.
/// Its submissions stay to be read; another application for the grade may be made.
#[utoipa::path(
    tag = "attestation", operation_id = "create_attestation_withdrawal",
    security(("oauth2" = [ATTESTATION_APPLY])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    request_body(content = ApplicationWithdrawal, description = "Why"),
    responses((status = 201, description = "Withdrawn: the application as it is now",
        body = AttestationApplication))
)]
#[post("/attestation-applications/{id}/withdrawals")]
async fn create_attestation_withdrawal(
    traced: Traced<ApplyForAttestation>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<ApplicationId>,
    why: Json<ApplicationWithdrawal>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let application = actions::withdraw(tx, &call, id, &why.value)?;
            Reply::created(actions::address(id), &application)
        })
        .await
}

/// Appeal against a refusal
///
/// Opens a refused application once more, for its second round: it is put forward again and evaluated anew.
#[utoipa::path(
    tag = "attestation", operation_id = "create_attestation_appeal",
    security(("oauth2" = [ATTESTATION_APPLY])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    request_body(content = AttestationAppeal, description = "Why it is to be looked at again"),
    responses((status = 201, description = "Open again: the application as it is now",
        body = AttestationApplication))
)]
#[post("/attestation-applications/{id}/appeals")]
async fn create_attestation_appeal(
    traced: Traced<ApplyForAttestation>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<ApplicationId>,
    appeal: Json<AttestationAppeal>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, appeal.fingerprint, move |tx| {
            let application = actions::appeal(tx, &call, id, &appeal.value)?;
            Reply::created(actions::address(id), &application)
        })
        .await
}
