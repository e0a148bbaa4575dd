//! ASKS: workers' records.

mod deactivations;
mod employments;

use std::sync::Arc;

use actix_web::{HttpResponse, Responder, get, patch, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::actions::MergeListener;
use super::model::{
    IdnpCorrection, Merge, MergeWithdrawal, NewWorker, Worker, WorkerChange, WorkerLookup, WorkerReference,
};
use super::{absences, actions, hirings, lists, sight, store};
use crate::auth::Traced;
use crate::auth::permission::{
    ChangeWorkers, CloseWorkers, CorrectIdnps, FindWorkers, IDNPS_CORRECT, ReadWorkers, RegisterWorkers,
    WORKERS_CHANGE, WORKERS_CLOSE, WORKERS_FIND, WORKERS_READ, WORKERS_REGISTER,
};
use crate::call::Call;
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::http::{Hall, IdempotencyKey, Json, LookedAt, Path, Reply};
use crate::journal::{self, Event, JournalNote};
use crate::values::{Idnp, WorkerId};
use crate::version::Condition;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(create_worker).service(get_worker).service(update_worker);
    to.service(create_worker_lookup).service(create_worker_merge);
    to.service(create_worker_merge_withdrawal).service(create_worker_idnp_correction);
    deactivations::routes(to);
    employments::routes(to);
    absences::routes(to);
    hirings::routes(to);
    lists::routes(to);
}

/// Register a worker
///
/// One worker per IDNP: a second registration is a conflict that names the first.
///
/// For an employer it is hiring: it gives the employment and gets the record, whether the person is new or on
/// the register under this number and name (compared without case and diacritics). Where number and name do
/// not go together it is a conflict (`identityToConfirm`) that says nothing else; after five a day a client
/// hires nobody more that day. An employer that employed the person before is told that the record is closed
/// (`workerClosed`). Those who employed the person before are told (`/hirings`).
#[utoipa::path(
    tag = "workers", operation_id = "create_worker", security(("oauth2" = [WORKERS_REGISTER])),
    extensions(("x-personal-data" = json!(true))),
    request_body(content = NewWorker, description = "The person to put on the register"),
    responses(
        (status = 201, description = "On the register", body = Worker),
        (status = 429, description = "Number and name did not go together too often today"),
    )
)]
#[post("/workers")]
async fn create_worker(
    traced: Traced<RegisterWorkers>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewWorker>,
) -> Result<Reply> {
    let call = traced.call;
    let keys = Arc::clone(&hall.keys);
    let is_hiring = actions::must_employ(&call.actor);
    if !is_hiring {
        note_if_known(&hall, &call, "create_worker", &new.value.idnp).await?;
    }
    let Json { value: new, fingerprint } = new;
    let refused = {
        let (keys, call, new) = (Arc::clone(&keys), Arc::clone(&call), new.clone());
        // The look of others was noted before.
        move |tx: &mut Tx<'_>, refusal: &Error| {
            if is_hiring { hirings::note_refused(tx, &keys, &call, &new, refusal) } else { Ok(()) }
        }
    };
    let once = once.by(&call);
    let register = move |tx: &mut Tx<'_>| {
        let worker = actions::register(tx, &keys, &call, &new)?;
        Reply::created(actions::address(worker.id), &worker)
    };
    once.run_noting(&hall, fingerprint, register, refused).await
}

/// Notes that a caller who gives somebody a number learns that a person with it is on the register, whatever
/// comes of it.
async fn note_if_known(hall: &Hall, call: &Arc<Call>, operation: &'static str, idnp: &Idnp) -> Result<()> {
    let (hash, call) = (hall.keys.idnp_hash(idnp), Arc::clone(call));
    let look = move |view: &mut View<'_>| store::find_by_hash(view, &hash);
    let noted = hall.db.access(look, move |notes, known: &Option<Worker>| {
        let Some(known) = known else { return Ok(()) };
        let (object, subjects) = (Some(known.id.0), &[known.id]);
        journal::note(
            notes,
            &call,
            &JournalNote { event: Event::Search, operation, object_type: "worker", object, subjects },
        )
    });
    noted.await.map(drop)
}

/// Read a worker's record
///
/// A merged record is a 308 that names the one under which it goes on, a closed one is a 410.
#[utoipa::path(
    tag = "workers", operation_id = "get_worker", security(("oauth2" = [WORKERS_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker")),
    responses(
        (status = 200, description = "The record", body = Worker),
        (status = 308, description = "Merged: the record goes on at Location"),
        (status = 410, description = "The record is closed"),
    )
)]
#[get("/workers/{id}")]
async fn get_worker(
    traced: Traced<ReadWorkers>,
    hall: web::Data<Hall>,
    Path(id): Path<WorkerId>,
) -> Result<Reply> {
    let at = LookedAt { operation: "get_worker", object_type: "worker", object: id.0 };
    let looked = hall.look(
        traced.call,
        at,
        move |view, call| {
            let sight = sight::sight(view, call)?;
            actions::look_at(view, id, &sight)
        },
        |worker| worker.id,
    );
    Reply::ok(&looked.await?)
}

/// Change a worker's name
///
/// Send the `ETag` that you read as `If-Match`; what is left out of the body stays as it is.
#[utoipa::path(
    tag = "workers", operation_id = "update_worker", security(("oauth2" = [WORKERS_CHANGE])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker")),
    request_body(content = WorkerChange, description = "What changes"),
    responses(
        (status = 200, description = "Changed", body = Worker),
        (status = 308, description = "Merged: the record goes on at Location"),
        (status = 410, description = "The record is closed"),
    )
)]
#[patch("/workers/{id}")]
async fn update_worker(
    traced: Traced<ChangeWorkers>,
    hall: web::Data<Hall>,
    Path(id): Path<WorkerId>,
    condition: Condition,
    change: Json<WorkerChange>,
) -> Result<Reply> {
    let call = traced.call;
    let act = move |tx: &mut crate::db::Tx<'_>| {
        let sight = sight::sight(tx, &call)?;
        actions::change(tx, &call, id, &sight, &condition, &change.value)
    };
    Reply::ok(&hall.db.write(act).await?)
}

/// Find a worker by IDNP
///
/// The IDNP goes in the body, never in an address. The answer is enough to log something about the right
/// person.
#[utoipa::path(
    tag = "workers", operation_id = "create_worker_lookup", security(("oauth2" = [WORKERS_FIND])),
    extensions(("x-personal-data" = json!(true))),
    request_body(content = WorkerLookup, description = "Whom to find"),
    responses(
        (status = 200, description = "Found", body = WorkerReference),
        (status = 404, description = "Not on the register, or not for you to see"),
    )
)]
#[post("/worker-lookups")]
async fn create_worker_lookup(
    traced: Traced<FindWorkers>,
    hall: web::Data<Hall>,
    lookup: Json<WorkerLookup>,
) -> Result<impl Responder> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let keys = Arc::clone(&hall.keys);
    let found = hall
        .db
        .access(
            move |view| actions::look_up(view, &keys, &call, &lookup.value.idnp),
            // The search is noted also when nobody was found.
            move |notes, found| {
                let subjects: Vec<_> = found.iter().map(|worker| worker.id).collect();
                let object = subjects.first().map(|worker| worker.0);
                let note = JournalNote {
                    event: Event::Search,
                    operation: "create_worker_lookup",
                    object_type: "worker",
                    object,
                    subjects: &subjects,
                };
                journal::note(notes, &noted, &note)
            },
        )
        .await?;
    let reference = WorkerReference::from(found.ok_or_else(Error::not_found)?);
    Ok(HttpResponse::Ok().json(reference))
}

/// Merge two records of one person
///
/// The record in the path goes on under the one in the body: reading it answers 308, and its facts count
/// there.
#[utoipa::path(
    tag = "workers", operation_id = "create_worker_merge", security(("oauth2" = [WORKERS_CLOSE])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The record that goes on under another one")),
    request_body(content = Merge, description = "Under which one, and why"),
    responses((status = 201, description = "Merged", body = Worker))
)]
#[post("/workers/{id}/merges")]
async fn create_worker_merge(
    traced: Traced<CloseWorkers>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<WorkerId>,
    listener: web::Data<MergeListener>,
    merge: Json<Merge>,
) -> Result<Reply> {
    let (call, listener) = (traced.call, **listener);
    once.by(&call)
        .run(&hall, merge.fingerprint, move |tx| {
            let worker = actions::merge(tx, &call, id, &merge.value, listener)?;
            Reply::created(actions::address(merge.value.into), &worker)
        })
        .await
}

/// Withdraw a merge of two records
///
/// For two people who were taken for one. The record in the path, which was merged away, is in use again with
/// the facts that were recorded under it; what was recorded under the other one stays there. Awards decided
/// while they were one are reviewed. Answers as known before stay as they were.
#[utoipa::path(
    tag = "workers", operation_id = "create_worker_merge_withdrawal", security(("oauth2" = [WORKERS_CLOSE])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The record that was merged into another one")),
    request_body(content = MergeWithdrawal, description = "Why"),
    responses((status = 201, description = "In use again", body = Worker))
)]
#[post("/workers/{id}/merge-withdrawals")]
async fn create_worker_merge_withdrawal(
    traced: Traced<CloseWorkers>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<WorkerId>,
    listener: web::Data<MergeListener>,
    why: Json<MergeWithdrawal>,
) -> Result<Reply> {
    let (call, listener) = (traced.call, **listener);
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let worker = actions::withdraw_merge(tx, &call, id, &why.value, listener)?;
            Reply::created(actions::address(id), &worker)
        })
        .await
}

/// Correct the IDNP of a record
///
/// For a number that was recorded in error: it is free again, and leads nowhere. Answers as known before find
/// the record by it, awards that rest on whose record it is are reviewed, and a number that another person
/// has is a conflict. Also the number of a closed record is corrected; one that was merged into another
/// record may be given the number of that one, which goes on leading to that one alone.
#[utoipa::path(
    tag = "workers", operation_id = "create_worker_idnp_correction", security(("oauth2" = [IDNPS_CORRECT])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker")),
    request_body(content = IdnpCorrection, description = "The right number, and why"),
    responses((status = 201, description = "Corrected", body = Worker))
)]
#[post("/workers/{id}/idnp-corrections")]
async fn create_worker_idnp_correction(
    traced: Traced<CorrectIdnps>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<WorkerId>,
    correction: Json<IdnpCorrection>,
) -> Result<Reply> {
    let call = traced.call;
    let keys = Arc::clone(&hall.keys);
    note_if_known(&hall, &call, "create_worker_idnp_correction", &correction.value.idnp).await?;
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let worker = actions::correct_idnp(tx, &keys, &call, id, &correction.value)?;
            Reply::created(actions::address(id), &worker)
        })
        .await
}
