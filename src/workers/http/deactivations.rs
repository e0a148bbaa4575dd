//! ASKS: records that are closed, and those that were closed in error.

use actix_web::{post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::Traced;
use crate::auth::permission::{CloseWorkers, WORKERS_CLOSE};
use crate::error::Result;
use crate::http::{Hall, IdempotencyKey, Json, Path, Reply};
use crate::values::WorkerId;
use crate::workers::actions::address;
use crate::workers::deactivations::{self, ClosingListener};
use crate::workers::model::{Deactivation, DeactivationCorrection, DeactivationWithdrawal, Worker};

pub(super) fn routes(to: &mut ServiceConfig) {
    to.service(create_worker_deactivation)
        .service(create_worker_deactivation_correction)
        .service(create_worker_deactivation_withdrawal);
}

/// Close a worker's record
///
/// Nothing more is recorded about the worker, and reading the record answers 410. What was recorded stays:
/// the status of days before `effectiveOn` is answered as it was. Awards that were decided on `effectiveOn`
/// or later are reviewed (`factKind` `deactivation`, `cause` `closed`).
#[utoipa::path(
    tag = "workers", operation_id = "create_worker_deactivation", security(("oauth2" = [WORKERS_CLOSE])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker")),
    request_body(content = Deactivation, description = "Why, and from which day on"),
    responses((status = 201, description = "Closed", body = Worker))
)]
#[post("/workers/{id}/deactivations")]
async fn create_worker_deactivation(
    traced: Traced<CloseWorkers>,
    hall: web::Data<Hall>,
    listener: web::Data<ClosingListener>,
    once: IdempotencyKey,
    Path(id): Path<WorkerId>,
    why: Json<Deactivation>,
) -> Result<Reply> {
    let (call, listener) = (traced.call, **listener);
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let worker = deactivations::deactivate(tx, &call, id, &why.value, listener)?;
            Reply::created(address(id), &worker)
        })
        .await
}

/// Correct the day from which a record is closed
///
/// Earlier or later, and not in the future; why the record was closed stays. Answers as known before keep the
/// former day. Awards that now were decided on a day on which the record was closed are reviewed; of those
/// that no longer were, the ones that were revoked because of it. A record that was merged into another one
/// is a conflict (`workerClosedByMerge`), and so is one that is open (`workerNotClosed`).
#[utoipa::path(
    tag = "workers", operation_id = "create_worker_deactivation_correction",
    security(("oauth2" = [WORKERS_CLOSE])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker")),
    request_body(content = DeactivationCorrection, description = "The right day, and why"),
    responses((status = 201, description = "Corrected", body = Worker))
)]
#[post("/workers/{id}/deactivation-corrections")]
async fn create_worker_deactivation_correction(
    traced: Traced<CloseWorkers>,
    hall: web::Data<Hall>,
    listener: web::Data<ClosingListener>,
    once: IdempotencyKey,
    Path(id): Path<WorkerId>,
    correction: Json<DeactivationCorrection>,
) -> Result<Reply> {
    let (call, listener) = (traced.call, **listener);
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let worker = deactivations::correct(tx, &call, id, &correction.value, listener)?;
            Reply::created(address(id), &worker)
        })
        .await
}

/// Withdraw the closing of a record
///
/// For a record that was closed in error: it is open again, as if it had been all the time. Answers as known
/// before stay `deactivated`. Awards that were revoked because of the closing are reviewed. A record that was
/// merged into another one is a conflict (`workerClosedByMerge`), and so is one that is open
/// (`workerNotClosed`).
#[utoipa::path(
    tag = "workers", operation_id = "create_worker_deactivation_withdrawal",
    security(("oauth2" = [WORKERS_CLOSE])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker")),
    request_body(content = DeactivationWithdrawal, description = "Why"),
    responses((status = 201, description = "In use again", body = Worker))
)]
#[post("/workers/{id}/deactivation-withdrawals")]
async fn create_worker_deactivation_withdrawal(
    traced: Traced<CloseWorkers>,
    hall: web::Data<Hall>,
    listener: web::Data<ClosingListener>,
    once: IdempotencyKey,
    Path(id): Path<WorkerId>,
    why: Json<DeactivationWithdrawal>,
) -> Result<Reply> {
    let (call, listener) = (traced.call, **listener);
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let worker = deactivations::withdraw(tx, &call, id, &why.value, listener)?;
            Reply::created(address(id), &worker)
        })
        .await
}
