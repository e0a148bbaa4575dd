//! ASKS: who is on leave, or in service, from when to when.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::model::{Absence, AbsenceCorrection, NewAbsence};
use crate::auth::Traced;
use crate::auth::permission::{ABSENCES_READ, ABSENCES_RECORD, ReadAbsences, RecordAbsences};
use crate::call::Call;
use crate::db::View;
use crate::error::Result;
use crate::http::{FactPage, Hall, IdempotencyKey, Json, Limit, LookedAt, Pages, Path, Query, Reply};
use crate::values::{AbsenceId, Void, WorkerId};

/// Under `/api/v1`.
pub(in crate::workers) fn routes(to: &mut ServiceConfig) {
    to.service(list_absences)
        .service(create_absence)
        .service(get_absence)
        .service(create_absence_correction)
        .service(create_absence_void);
}

/// A page of absences.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "absences": [], "nextCursor": "" }))]
struct AbsencePage {
    /// The absences in the order in which they became known, withdrawn ones as well.
    #[schema(max_items = 200)]
    absences: Vec<Absence>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AbsencePaging {
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List a worker's absences
///
/// In the order in which they became known, withdrawn ones as well.
#[utoipa::path(
    tag = "workers", operation_id = "list_absences", security(("oauth2" = [ABSENCES_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker"), AbsencePaging),
    responses(
        (status = 200, description = "A page of absences", body = AbsencePage),
        (status = 308, description = "Merged: the record goes on at Location"),
        (status = 410, description = "The record is closed"),
    )
)]
#[get("/workers/{id}/absences")]
async fn list_absences(
    traced: Traced<ReadAbsences>,
    hall: web::Data<Hall>,
    Path(id): Path<WorkerId>,
    Query(paging): Query<AbsencePaging>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_absences", &id);
    let page: FactPage<AbsenceId> = pages.facts(paging.cursor.as_deref(), None)?;
    let limit = paging.limit;
    let at = LookedAt { operation: "list_absences", object_type: "worker", object: id.0 };
    let read = move |view: &mut View<'_>, call: &Call| {
        let now = view.now;
        Ok((actions::list(view, call, id, page, limit.0 + 1)?, now))
    };
    let (mut absences, now) = hall.look(traced.call, at, read, move |_| id).await?;
    let next_cursor = pages.cut(&mut absences, limit, |absence| page.place(absence.id, now));
    Reply::ok(&AbsencePage { absences, next_cursor })
}

/// Record an absence
///
/// Leave or service, from `validFrom` to `validUntil`, both inclusive; without an end, until it is corrected.
/// An employer records those of its present workers. Absences may overlap; one of the same kind on the same
/// days is a conflict that names it.
#[utoipa::path(
    tag = "workers", operation_id = "create_absence", security(("oauth2" = [ABSENCES_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker")),
    request_body(content = NewAbsence, description = "The absence"),
    responses((status = 201, description = "Recorded", body = Absence))
)]
#[post("/workers/{id}/absences")]
async fn create_absence(
    traced: Traced<RecordAbsences>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<WorkerId>,
    new: Json<NewAbsence>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let absence = actions::record(tx, &call, id, &new.value)?;
            Reply::created(actions::address(absence.id), &absence)
        })
        .await
}

/// Read an absence
///
/// As it is believed now; one that was withdrawn says since when and why.
#[utoipa::path(
    tag = "workers", operation_id = "get_absence", security(("oauth2" = [ABSENCES_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = AbsenceId, Path, description = "The absence")),
    responses((status = 200, description = "The absence", body = Absence))
)]
#[get("/absences/{id}")]
async fn get_absence(
    traced: Traced<ReadAbsences>,
    hall: web::Data<Hall>,
    Path(id): Path<AbsenceId>,
) -> Result<Reply> {
    let at = LookedAt { operation: "get_absence", object_type: "absence", object: id.0 };
    let looked = hall.look(
        traced.call,
        at,
        move |view, call| actions::look_at_absence(view, call, id),
        |absence| absence.worker_id,
    );
    Reply::ok(&looked.await?)
}

/// Correct an absence
///
/// Also its end: the corrected absence, with its last day, supersedes the one in the path. An employer
/// corrects what it or an organisation below it recorded, the registrar any. Answers as known before still
/// count the one before; awards that rest on it are reviewed.
#[utoipa::path(
    tag = "workers", operation_id = "create_absence_correction", security(("oauth2" = [ABSENCES_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = AbsenceId, Path, description = "The absence that is corrected")),
    request_body(content = AbsenceCorrection, description = "The absence as it should be, and why"),
    responses((status = 201, description = "Corrected", body = Absence))
)]
#[post("/absences/{id}/corrections")]
async fn create_absence_correction(
    traced: Traced<RecordAbsences>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<AbsenceId>,
    correction: Json<AbsenceCorrection>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let absence = actions::correct(tx, &call, id, &correction.value)?;
            Reply::created(actions::address(absence.id), &absence)
        })
        .await
}

/// Void an absence
///
/// For one that never was; one that has ended is corrected. It stays on the register: answers as known before
/// still count it, and awards that rest on it are reviewed.
#[utoipa::path(
    tag = "workers", operation_id = "create_absence_void", security(("oauth2" = [ABSENCES_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = AbsenceId, Path, description = "The absence")),
    request_body(content = Void, description = "Why"),
    responses((status = 201, description = "Voided", body = Absence))
)]
#[post("/absences/{id}/voids")]
async fn create_absence_void(
    traced: Traced<RecordAbsences>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<AbsenceId>,
    void: Json<Void>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, void.fingerprint, move |tx| {
            let absence = actions::void(tx, &call, id, &void.value)?;
            Reply::created(actions::address(id), &absence)
        })
        .await
}
