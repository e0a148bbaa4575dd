//! ASKS: who may not practise from when to when.

use std::sync::Arc;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::model::{NewSuspension, Suspension, SuspensionCorrection};
use crate::auth::Traced;
use crate::auth::permission::{ReadSuspensions, RecordSuspensions, SUSPENSIONS_READ, SUSPENSIONS_RECORD};
use crate::error::Result;
use crate::http::{FactPage, Hall, IdempotencyKey, Json, Limit, LookedAt, Pages, Path, Query, Reply};
use crate::journal::{self, Event, JournalNote};
use crate::values::{SuspensionId, Void, WorkerId};

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_suspensions)
        .service(create_suspension)
        .service(get_suspension)
        .service(create_suspension_correction)
        .service(create_suspension_void);
}

/// A page of suspensions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "suspensions": [], "nextCursor": "" }))]
struct SuspensionPage {
    /// The suspensions in the order in which they became known, withdrawn ones as well.
    #[schema(max_items = 200)]
    suspensions: Vec<Suspension>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SuspensionFilter {
    /// Only those of this worker; an employer must say whom it asks about.
    #[param(inline)]
    worker_id: Option<WorkerId>,
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List suspensions
///
/// An employer asks about one of its present workers at a time, by `workerId`.
#[utoipa::path(
    tag = "qualifications", operation_id = "list_suspensions", params(SuspensionFilter),
    security(("oauth2" = [SUSPENSIONS_READ])),
    extensions(("x-personal-data" = json!(true))),
    responses(
        (status = 200, description = "A page of suspensions", body = SuspensionPage),
        (status = 404, description = "The worker is not one that an employer sees"),
    )
)]
#[get("/suspensions")]
async fn list_suspensions(
    traced: Traced<ReadSuspensions>,
    hall: web::Data<Hall>,
    Query(asked): Query<SuspensionFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_suspensions", &asked.worker_id);
    let page: FactPage<SuspensionId> = pages.facts(asked.cursor.as_deref(), None)?;
    let call = traced.call;
    let noted = Arc::clone(&call);
    let (limit, worker) = (asked.limit, asked.worker_id);
    let (mut suspensions, now) = hall
        .db
        .access(
            move |view| {
                let now = view.now;
                Ok((actions::list(view, &call, worker, page, limit.0 + 1)?, now))
            },
            move |notes, (found, _)| {
                let subjects = limit.subjects(worker, found, |suspension| suspension.worker_id);
                let operation = "list_suspensions";
                let note = JournalNote {
                    event: Event::Access,
                    operation,
                    object_type: "suspension",
                    object: None,
                    subjects: &subjects,
                };
                journal::note(notes, &noted, &note)
            },
        )
        .await?;
    let next_cursor = pages.cut(&mut suspensions, limit, |suspension| page.place(suspension.id, now));
    Reply::ok(&SuspensionPage { suspensions, next_cursor })
}

/// Record a suspension
///
/// From `validFrom` to `validUntil`, both inclusive, the worker may not practise; without an end, until it is
/// corrected. Suspensions may overlap; one that says the same as one that is believed is a conflict that
/// names it.
#[utoipa::path(
    tag = "qualifications", operation_id = "create_suspension", security(("oauth2" = [SUSPENSIONS_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    request_body(content = NewSuspension, description = "The suspension"),
    responses((status = 201, description = "Recorded", body = Suspension))
)]
#[post("/suspensions")]
async fn create_suspension(
    traced: Traced<RecordSuspensions>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewSuspension>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let suspension = actions::suspend(tx, &call, &new.value)?;
            Reply::created(actions::address(suspension.id), &suspension)
        })
        .await
}

/// Read a suspension
///
/// As it is believed now; a voided one says since when and why.
#[utoipa::path(
    tag = "qualifications", operation_id = "get_suspension", security(("oauth2" = [SUSPENSIONS_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = SuspensionId, Path, description = "The suspension")),
    responses((status = 200, description = "The suspension", body = Suspension))
)]
#[get("/suspensions/{id}")]
async fn get_suspension(
    traced: Traced<ReadSuspensions>,
    hall: web::Data<Hall>,
    Path(id): Path<SuspensionId>,
) -> Result<Reply> {
    let at = LookedAt { operation: "get_suspension", object_type: "suspension", object: id.0 };
    let looked = hall.look(
        traced.call,
        at,
        move |view, call| actions::look_at(view, call, id),
        |suspension| suspension.worker_id,
    );
    Reply::ok(&looked.await?)
}

/// Correct a suspension
///
/// Also its early end: the corrected suspension, with its last day, supersedes the one in the path. Whoever
/// may record suspensions may correct any. Answers as known before still count the one before.
#[utoipa::path(
    tag = "qualifications", operation_id = "create_suspension_correction",
    security(("oauth2" = [SUSPENSIONS_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = SuspensionId, Path, description = "The suspension that is corrected")),
    request_body(content = SuspensionCorrection, description = "The suspension as it should be, and why"),
    responses((status = 201, description = "Corrected", body = Suspension))
)]
#[post("/suspensions/{id}/corrections")]
async fn create_suspension_correction(
    traced: Traced<RecordSuspensions>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<SuspensionId>,
    correction: Json<SuspensionCorrection>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let suspension = actions::correct(tx, &call, id, &correction.value)?;
            Reply::created(actions::address(suspension.id), &suspension)
        })
        .await
}

/// Void a suspension
///
/// For one that never was; one that ends early is corrected.
/// Whoever may record suspensions may void any. It stays on the register: answers as known before still count
/// it.
#[utoipa::path(
    tag = "qualifications", operation_id = "create_suspension_void",
    security(("oauth2" = [SUSPENSIONS_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = SuspensionId, Path, description = "The suspension")),
    request_body(content = Void, description = "Why"),
    responses((status = 201, description = "Voided", body = Suspension))
)]
#[post("/suspensions/{id}/voids")]
async fn create_suspension_void(
    traced: Traced<RecordSuspensions>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<SuspensionId>,
    void: Json<Void>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, void.fingerprint, move |tx| {
            let suspension = actions::void(tx, &call, id, &void.value)?;
            Reply::created(actions::address(id), &suspension)
        })
        .await
}
