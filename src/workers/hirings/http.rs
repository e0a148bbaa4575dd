//! ASKS: who took on somebody who worked elsewhere.

use std::sync::Arc;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::model::{Contest, ContestWithdrawal, Hiring, HiringContest, HiringWithdrawal};
use crate::auth::Traced;
use crate::auth::permission::{
    ContestHirings, HIRINGS_CONTEST, HIRINGS_READ, HIRINGS_WITHDRAW, ReadHirings, WithdrawHirings,
};
use crate::error::Result;
use crate::http::{Hall, IdempotencyKey, Json, Limit, LookedAt, Pages, Path, Query, Reply};
use crate::journal::{self, Event, JournalNote};
use crate::values::{HiringId, WorkerId};

/// Under `/api/v1`.
pub(in crate::workers) fn routes(to: &mut ServiceConfig) {
    to.service(list_hirings).service(get_hiring).service(list_hiring_contests);
    to.service(create_hiring_contest)
        .service(create_hiring_contest_withdrawal)
        .service(create_hiring_withdrawal);
}

/// A page of hirings.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "hirings": [], "nextCursor": "" }))]
struct HiringPage {
    /// The hirings in the order in which they were recorded, withdrawn ones as well.
    #[schema(max_items = 200)]
    hirings: Vec<Hiring>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HiringPaging {
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List hirings
///
/// An employer registered somebody who was on the register. An employer is told of those of people whom it,
/// or an organisation below it, employed before; others of all.
#[utoipa::path(
    tag = "workers", operation_id = "list_hirings", params(HiringPaging),
    security(("oauth2" = [HIRINGS_READ])),
    extensions(("x-personal-data" = json!(true))),
    responses((status = 200, description = "A page of hirings", body = HiringPage))
)]
#[get("/hirings")]
async fn list_hirings(
    traced: Traced<ReadHirings>,
    hall: web::Data<Hall>,
    Query(asked): Query<HiringPaging>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_hirings", &());
    let after = pages.position(asked.cursor.as_deref())?;
    let call = traced.call;
    let noted = Arc::clone(&call);
    let limit = asked.limit;
    let mut hirings = hall
        .db
        .access(
            move |view| actions::list(view, &call, after, limit.0 + 1),
            move |notes, found| {
                let nobody: Option<WorkerId> = None;
                let subjects = limit.subjects(nobody, found, |hiring| hiring.worker_id);
                let note = JournalNote {
                    event: Event::Access,
                    operation: "list_hirings",
                    object_type: "hiring",
                    object: None,
                    subjects: &subjects,
                };
                journal::note(notes, &noted, &note)
            },
        )
        .await?;
    let next_cursor = pages.cut(&mut hirings, limit, |hiring| hiring.id);
    Reply::ok(&HiringPage { hirings, next_cursor })
}

/// Read a hiring
///
/// With what was said of it since: by whom it was contested, and why it was withdrawn.
#[utoipa::path(
    tag = "workers", operation_id = "get_hiring", security(("oauth2" = [HIRINGS_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = HiringId, Path, description = "The hiring")),
    responses((status = 200, description = "The hiring", body = Hiring))
)]
#[get("/hirings/{id}")]
async fn get_hiring(
    traced: Traced<ReadHirings>,
    hall: web::Data<Hall>,
    Path(id): Path<HiringId>,
) -> Result<Reply> {
    let at = LookedAt { operation: "get_hiring", object_type: "hiring", object: id.0 };
    let looked = hall.look(
        traced.call,
        at,
        move |view, call| actions::look_at(view, call, id),
        |hiring| hiring.worker_id,
    );
    Reply::ok(&looked.await?)
}

/// A page of the contests of a hiring.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "contests": [], "nextCursor": "" }))]
struct ContestPage {
    /// The contests in the order in which they were filed, withdrawn ones as well.
    #[schema(max_items = 200)]
    contests: Vec<Contest>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

/// List the contests of a hiring
///
/// All that were ever filed, for those who are told of the hiring: which itself tells the last.
#[utoipa::path(
    tag = "workers", operation_id = "list_hiring_contests", security(("oauth2" = [HIRINGS_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = HiringId, Path, description = "The hiring"), HiringPaging),
    responses((status = 200, description = "A page of contests", body = ContestPage))
)]
#[get("/hirings/{id}/contests")]
async fn list_hiring_contests(
    traced: Traced<ReadHirings>,
    hall: web::Data<Hall>,
    Path(id): Path<HiringId>,
    Query(asked): Query<HiringPaging>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_hiring_contests", &id);
    let after = pages.position(asked.cursor.as_deref())?;
    let limit = asked.limit;
    let at = LookedAt { operation: "list_hiring_contests", object_type: "hiring", object: id.0 };
    let looked = hall.look(
        traced.call,
        at,
        move |view, call| actions::contests(view, call, id, after, limit.0 + 1),
        |(worker, _)| *worker,
    );
    let (_, mut contests) = looked.await?;
    let next_cursor = pages.cut(&mut contests, limit, |contest| contest.contested_at);
    Reply::ok(&ContestPage { contests, next_cursor })
}

/// Contest a hiring
///
/// A former employer says, once unless it withdraws that, that it does not hold. The employment stays until
/// the registrar withdraws the hiring.
#[utoipa::path(
    tag = "workers", operation_id = "create_hiring_contest", security(("oauth2" = [HIRINGS_CONTEST])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = HiringId, Path, description = "The hiring")),
    request_body(content = HiringContest, description = "Why"),
    responses((status = 201, description = "Contested", body = Hiring))
)]
#[post("/hirings/{id}/contests")]
async fn create_hiring_contest(
    traced: Traced<ContestHirings>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<HiringId>,
    contest: Json<HiringContest>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, contest.fingerprint, move |tx| {
            let hiring = actions::contest(tx, &call, id, &contest.value)?;
            Reply::created(actions::address(id), &hiring)
        })
        .await
}

/// Withdraw the contest of a hiring
///
/// For one that was filed in error: the former employer that filed it says so, and may contest the hiring
/// again. It is a conflict where the caller's organisation, or one below it, has not contested the hiring
/// (`hiringNotContested`), and where the hiring was withdrawn.
#[utoipa::path(
    tag = "workers", operation_id = "create_hiring_contest_withdrawal",
    security(("oauth2" = [HIRINGS_CONTEST])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = HiringId, Path, description = "The hiring")),
    request_body(content = ContestWithdrawal, description = "Why"),
    responses((status = 201, description = "No longer contested", body = Hiring))
)]
#[post("/hirings/{id}/contest-withdrawals")]
async fn create_hiring_contest_withdrawal(
    traced: Traced<ContestHirings>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<HiringId>,
    why: Json<ContestWithdrawal>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let hiring = actions::withdraw_contest(tx, &call, id, &why.value)?;
            Reply::created(actions::address(id), &hiring)
        })
        .await
}

/// Withdraw a hiring
///
/// Its employment, as it is believed now, is voided: it never was. So is every employment of the worker that
/// the same employer recorded since, at whichever of its organisations, unless another hiring that stands
/// brought it; an older one that was corrected since stays. Whoever hired no longer sees the worker by these,
/// and awards that rest on them are reviewed.
#[utoipa::path(
    tag = "workers", operation_id = "create_hiring_withdrawal", security(("oauth2" = [HIRINGS_WITHDRAW])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = HiringId, Path, description = "The hiring")),
    request_body(content = HiringWithdrawal, description = "Why"),
    responses((status = 201, description = "Withdrawn", body = Hiring))
)]
#[post("/hirings/{id}/withdrawals")]
async fn create_hiring_withdrawal(
    traced: Traced<WithdrawHirings>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<HiringId>,
    withdrawal: Json<HiringWithdrawal>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, withdrawal.fingerprint, move |tx| {
            let hiring = actions::withdraw(tx, &call, id, &withdrawal.value)?;
            Reply::created(actions::address(id), &hiring)
        })
        .await
}
