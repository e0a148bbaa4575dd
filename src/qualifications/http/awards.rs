//! ASKS: which grade was given to whom by which decision.

use std::sync::Arc;

use actix_web::{Either, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use crate::auth::Traced;
use crate::auth::permission::{
    AWARDS_DECIDE, AWARDS_READ, AWARDS_RECORD, DecideAwards, ReadAwards, RecordAwards,
};
use crate::db::View;
use crate::error::Result;
use crate::http::export::{self, ExportRows};
use crate::http::{
    FactPage, Hall, IdempotencyKey, Json, Limit, LookedAt, Pages, Path, Query, Reply, Representation,
};
use crate::journal::{self, Event, JournalNote};
use crate::qualifications::actions;
use crate::qualifications::model::{Award, NewAward, Revocation, RevocationWithdrawal};
use crate::qualifications::store::Filter;
use crate::qualifications::terms::AwardCorrection;
use crate::values::{AwardId, Day, GradeId, Moment, OrganisationId, WorkerId};
use crate::version::Condition;

pub(super) fn routes(to: &mut ServiceConfig) {
    to.service(list_awards).service(create_award).service(get_award).service(create_award_revocation);
    to.service(create_award_correction).service(create_award_revocation_withdrawal);
}

/// A page of awards.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "awards": [], "nextCursor": "" }))]
struct AwardPage {
    /// The awards in the order in which they became known, revoked ones as well.
    #[schema(max_items = 200)]
    awards: Vec<Award>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AwardFilter {
    /// Only those of this worker; an employer must say whom it asks about.
    #[param(inline)]
    worker_id: Option<WorkerId>,
    /// Only those of this grade.
    #[param(inline)]
    grade_id: Option<GradeId>,
    /// Only those that this commission decided.
    #[param(inline)]
    commission_id: Option<OrganisationId>,
    /// Only those that hold on this day.
    #[param(inline)]
    valid_at: Option<Day>,
    /// As they were known at this moment; not in the future.
    #[param(inline)]
    known_at: Option<Moment>,
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List awards
///
/// An employer asks about one of its present workers at a time, by `workerId`.
///
/// `Accept` with `application/x-ndjson`, `text/csv` or the type of an Excel workbook gives all of them as a
/// file instead of a page. `validAt` and `knownAt` ask about a day and about what was known at a moment; a
/// file is of the moment at which it is asked for, however long it takes.
#[utoipa::path(
    tag = "qualifications", operation_id = "list_awards", params(AwardFilter),
    security(("oauth2" = [AWARDS_READ])),
    extensions(("x-personal-data" = json!(true))),
    responses(
        (status = 200, description = "A page of awards, or all of them as a file", content(
            (AwardPage = "application/json"),
            (
                inline(ExportRows) = "application/x-ndjson",
                example = json!(
                    "{\"id\":\"01990000-0000-7000-8000-0000000000f1\",\
                     \"workerId\":\"01990000-0000-7000-8000-000000000001\"}\n"
                )
            ),
            (
                inline(ExportRows) = "text/csv",
                example = json!(
                    "id,workerId\r\n\
                     01990000-0000-7000-8000-0000000000f1,01990000-0000-7000-8000-000000000001\r\n"
                )
            ),
            (
                inline(ExportRows) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                example = json!("(a workbook)")
            ),
        )),
        (status = 404, description = "The worker is not one that an employer sees"),
    )
)]
#[get("/awards")]
async fn list_awards(
    traced: Traced<ReadAwards>,
    hall: web::Data<Hall>,
    wanted: Representation,
    Query(asked): Query<AwardFilter>,
) -> Result<Either<Reply, HttpResponse>> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let limit = asked.limit;
    let filter = Filter {
        worker: asked.worker_id,
        grade: asked.grade_id,
        commission: asked.commission_id,
        valid_at: asked.valid_at,
        known_at: asked.known_at,
    };
    if let Some(file) = wanted.file {
        let select = move |view: &mut View<'_>, known_at| {
            actions::select(view, &call, Filter { known_at: Some(known_at), ..filter })
        };
        return export::send(&hall, noted, file, asked.known_at, select).await.map(Either::Right);
    }
    let question = (asked.worker_id, asked.grade_id, asked.commission_id, asked.valid_at, asked.known_at);
    let pages = Pages::of(&hall.keys, "list_awards", &question);
    let page: FactPage<AwardId> = pages.facts(asked.cursor.as_deref(), asked.known_at)?;
    let filter = Filter { known_at: page.known_at, ..filter };
    let read = move |view: &mut View<'_>| {
        let now = view.now;
        export::known(view, asked.known_at)?;
        Ok((actions::select(view, &call, filter)?.list(view, page.after, limit.0 + 1)?, now))
    };
    let (mut awards, now) = hall
        .db
        .access(read, move |notes, (found, _)| {
            let subjects = limit.subjects(filter.worker, found, |award| award.worker_id);
            let note = JournalNote {
                event: Event::Access,
                operation: "list_awards",
                object_type: "award",
                object: None,
                subjects: &subjects,
            };
            journal::note(notes, &noted, &note)
        })
        .await?;
    let next_cursor = pages.cut(&mut awards, limit, |award| page.place(award.id, now));
    Reply::ok(&AwardPage { awards, next_cursor }).map(Either::Left)
}

/// Record an award
///
/// The commission is the caller's own. A decision awards a grade to a worker once, and a worker holds a grade
/// on a day by one award only: a second one is a conflict that names the first.
#[utoipa::path(
    tag = "qualifications", operation_id = "create_award", security(("oauth2" = [AWARDS_DECIDE])),
    extensions(("x-personal-data" = json!(true))),
    request_body(content = NewAward, description = "The award, as the commission decided it"),
    responses((status = 201, description = "Recorded", body = Award))
)]
#[post("/awards")]
async fn create_award(
    traced: Traced<DecideAwards>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewAward>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let award = actions::award(tx, &call, &new.value)?;
            Reply::created(actions::award_address(award.id), &award)
        })
        .await
}

/// Read an award
///
/// As it is believed now; a revoked one says since when it no longer holds, and why. One that stands again
/// says when its last revocation was withdrawn, and why.
#[utoipa::path(
    tag = "qualifications", operation_id = "get_award", security(("oauth2" = [AWARDS_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = AwardId, Path, description = "The award")),
    responses((status = 200, description = "The award", body = Award))
)]
#[get("/awards/{id}")]
async fn get_award(
    traced: Traced<ReadAwards>,
    hall: web::Data<Hall>,
    Path(id): Path<AwardId>,
) -> Result<Reply> {
    let at = LookedAt { operation: "get_award", object_type: "award", object: id.0 };
    let looked = hall.look(
        traced.call,
        at,
        move |view, call| actions::look_at(view, call, id),
        |award| award.worker_id,
    );
    Reply::ok(&looked.await?)
}

/// Correct an award
///
/// Number and day of the decision, first and last day are as the correction says; what was known before
/// stays answerable (`knownAt`). By the commission that decided, or by the registrar where the award was
/// brought in (`migrationBasis`). Worker and grade stay: for others the award is revoked, and another one
/// recorded. It is a conflict where another award stands under the decision (`decisionKnown`), or the worker
/// holds the grade by another one on a day that is added (`gradeHeld`). All of it is said anew: send the
/// `ETag` that you read as `If-Match`.
///
/// Awards that rest on its days are reviewed (`corrected`), and it is itself where its decision turns out to
/// fall on a day on which the worker was suspended or the record closed. The decision of an application stays
/// as it was given.
#[utoipa::path(
    tag = "qualifications", operation_id = "create_award_correction", security(("oauth2" = [AWARDS_RECORD])),
    extensions(("x-personal-data" = json!(true)), ("x-if-match" = json!(true))),
    params(("id" = AwardId, Path, description = "The award")),
    request_body(content = AwardCorrection, description = "The award as it should be, and why"),
    responses((status = 201, description = "Corrected", body = Award))
)]
#[post("/awards/{id}/corrections")]
async fn create_award_correction(
    traced: Traced<RecordAwards>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<AwardId>,
    condition: Condition,
    correction: Json<AwardCorrection>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let award = actions::correct(tx, &call, id, &condition, &correction.value)?;
            Reply::created(actions::award_address(id), &award)
        })
        .await
}

/// Revoke an award
///
/// From a day of its period on the award no longer holds. The commission that decided it revokes it, or the
/// registrar where it was brought in (`migrationBasis`); once, unless the revocation is withdrawn.
#[utoipa::path(
    tag = "qualifications", operation_id = "create_award_revocation", security(("oauth2" = [AWARDS_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = AwardId, Path, description = "The award")),
    request_body(content = Revocation, description = "From which day, and why"),
    responses((status = 201, description = "Revoked", body = Award))
)]
#[post("/awards/{id}/revocations")]
async fn create_award_revocation(
    traced: Traced<RecordAwards>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<AwardId>,
    revocation: Json<Revocation>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, revocation.fingerprint, move |tx| {
            let award = actions::revoke(tx, &call, id, &revocation.value)?;
            Reply::created(actions::award_address(id), &award)
        })
        .await
}

/// Withdraw the revocation of an award
///
/// For a revocation that was recorded in error: the award stands again on every day that it had held. As
/// known before it stays revoked. The commission that decided the award withdraws it, or the registrar where
/// it was brought in. It is a conflict where the award is not revoked (`awardStands`), where another award
/// stands meanwhile under the same decision (`decisionReplaced`), or where the worker holds the grade
/// meanwhile by another one (`gradeHeldMeanwhile`).
///
/// Reviews of the award that were resolved as the revocation are raised again, for what they ask is open
/// again. An award that was revoked because this one had been is reviewed (`restored`).
#[utoipa::path(
    tag = "qualifications", operation_id = "create_award_revocation_withdrawal",
    security(("oauth2" = [AWARDS_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = AwardId, Path, description = "The award")),
    request_body(content = RevocationWithdrawal, description = "Why"),
    responses((status = 201, description = "It stands again", body = Award))
)]
#[post("/awards/{id}/revocation-withdrawals")]
async fn create_award_revocation_withdrawal(
    traced: Traced<RecordAwards>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<AwardId>,
    why: Json<RevocationWithdrawal>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let award = actions::withdraw_revocation(tx, &call, id, &why.value)?;
            Reply::created(actions::award_address(id), &award)
        })
        .await
}
