//! ASKS: where a worker works when.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Traced;
use crate::auth::permission::{EMPLOYMENTS_RECORD, ReadWorkers, RecordEmployments, WORKERS_READ};
use crate::call::Call;
use crate::db::View;
use crate::error::Result;
use crate::http::{FactPage, Hall, IdempotencyKey, Json, Limit, LookedAt, Pages, Path, Query, Reply};
use crate::values::{EmploymentId, Void, WorkerId};
use crate::workers::actions;
use crate::workers::model::{Employment, EmploymentCorrection, NewEmployment};

pub(super) fn routes(to: &mut ServiceConfig) {
    to.service(list_employments)
        .service(create_employment)
        .service(create_employment_correction)
        .service(create_employment_void);
}

/// A page of employments.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "employments": [], "nextCursor": "" }))]
struct EmploymentPage {
    /// The employments in the order in which they became known, withdrawn ones as well.
    #[schema(max_items = 200)]
    employments: Vec<Employment>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Paging {
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List a worker's employments
///
/// In the order in which they became known, withdrawn ones as well; later pages are of what the first one
/// knew. `basePay` is told to registrar, ministry
/// and payroll, and to an employer about employments of its own and of organisations below it; for others it
/// is left out.
#[utoipa::path(
    tag = "workers", operation_id = "list_employments", security(("oauth2" = [WORKERS_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker"), Paging),
    responses(
        (status = 200, description = "A page of employments", body = EmploymentPage),
        (status = 308, description = "Merged: the record goes on at Location"),
        (status = 410, description = "The record is closed"),
    )
)]
#[get("/workers/{id}/employments")]
async fn list_employments(
    traced: Traced<ReadWorkers>,
    hall: web::Data<Hall>,
    Path(id): Path<WorkerId>,
    Query(paging): Query<Paging>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_employments", &id);
    let page: FactPage<EmploymentId> = pages.facts(paging.cursor.as_deref(), None)?;
    let limit = paging.limit;
    let at = LookedAt { operation: "list_employments", object_type: "worker", object: id.0 };
    let read = move |view: &mut View<'_>, call: &Call| {
        let now = view.now;
        Ok((actions::list_employments(view, call, id, page, limit.0 + 1)?, now))
    };
    let (mut found, now) = hall.look(traced.call, at, read, move |_| id).await?;
    let next_cursor = pages.cut(&mut found, limit, |employment| page.place(employment.id, now));
    Reply::ok(&EmploymentPage { employments: found, next_cursor })
}

/// Record an employment
///
/// An employer records its own and those of organisations below it, of workers whom it sees; whom it does not
/// see it hires (`POST /workers`). One that is believed already, at the same
/// organisation in the same post on the same days, is a conflict that names it.
#[utoipa::path(
    tag = "workers", operation_id = "create_employment", security(("oauth2" = [EMPLOYMENTS_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker")),
    request_body(content = NewEmployment, description = "The employment"),
    responses((status = 201, description = "Recorded", body = Employment))
)]
#[post("/workers/{id}/employments")]
async fn create_employment(
    traced: Traced<RecordEmployments>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<WorkerId>,
    new: Json<NewEmployment>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let employment = actions::employ(tx, &call, id, &new.value)?;
            Reply::created(address(id), &employment)
        })
        .await
}

/// Correct an employment
///
/// Also its end: the corrected employment, with its last day, supersedes the one in the path.
#[utoipa::path(
    tag = "workers", operation_id = "create_employment_correction",
    security(("oauth2" = [EMPLOYMENTS_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = EmploymentId, Path, description = "The employment that is corrected")),
    request_body(content = EmploymentCorrection, description = "The employment as it should be, and why"),
    responses((status = 201, description = "Corrected", body = Employment))
)]
#[post("/employments/{id}/corrections")]
async fn create_employment_correction(
    traced: Traced<RecordEmployments>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<EmploymentId>,
    correction: Json<EmploymentCorrection>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let employment = actions::correct_employment(tx, &call, id, &correction.value)?;
            Reply::created(address(employment.worker_id), &employment)
        })
        .await
}

/// Void an employment
///
/// For one that never was; one that has ended is corrected.
#[utoipa::path(
    tag = "workers", operation_id = "create_employment_void", security(("oauth2" = [EMPLOYMENTS_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = EmploymentId, Path, description = "The employment")),
    request_body(content = Void, description = "Why"),
    responses((status = 201, description = "Voided", body = Employment))
)]
#[post("/employments/{id}/voids")]
async fn create_employment_void(
    traced: Traced<RecordEmployments>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<EmploymentId>,
    void: Json<Void>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, void.fingerprint, move |tx| {
            let employment = actions::void_employment(tx, &call, id, &void.value)?;
            Reply::created(address(employment.worker_id), &employment)
        })
        .await
}

/// Employments are read as a worker's list.
fn address(worker: WorkerId) -> String {
    format!("{}/employments", actions::address(worker))
}
