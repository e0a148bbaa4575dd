//! ASKS: the reviews, for who sees everyone.

use std::sync::Arc;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::model::{AwardReview, ReviewReopening, ReviewStatus};
use super::store::{self, Filter};
use crate::auth::Traced;
use crate::auth::permission::{REVIEWS_READ, REVIEWS_RESOLVE, ReadReviews, ResolveReviews};
use crate::error::{Error, Result};
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply};
use crate::journal::Event;
use crate::values::{AwardId, ReviewId, WorkerId};

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_award_reviews).service(get_award_review).service(create_award_review_reopening);
}

/// A page of reviews.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "awardReviews": [], "nextCursor": "" }))]
struct AwardReviewPage {
    /// The reviews, in the order in which they were raised.
    #[schema(max_items = 200)]
    award_reviews: Vec<AwardReview>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AwardReviewFilter {
    /// Only those that are open, or only those that were resolved.
    #[param(inline)]
    status: Option<ReviewStatus>,
    /// Only those of awards under this worker's record; one that was merged into it is asked about by its own
    /// id.
    #[param(inline)]
    worker_id: Option<WorkerId>,
    /// Only those of this award.
    #[param(inline)]
    award_id: Option<AwardId>,
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List reviews of awards
///
/// A fact on which an award rests was voided, corrected or revoked after the decision, or on the day of the
/// decision the worker's record was closed, or the worker suspended. The award stays as it was decided until
/// a commission says otherwise; of each award, fact and cause one review at the most is open. Where a
/// revocation is withdrawn, what was resolved as that revocation is raised again.
#[utoipa::path(
    tag = "qualifications", operation_id = "list_award_reviews", params(AwardReviewFilter),
    security(("oauth2" = [REVIEWS_READ])),
    extensions(("x-personal-data" = json!(true))),
    responses((status = 200, description = "A page of reviews", body = AwardReviewPage))
)]
#[get("/award-reviews")]
async fn list_award_reviews(
    traced: Traced<ReadReviews>,
    hall: web::Data<Hall>,
    Query(asked): Query<AwardReviewFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_award_reviews", &(asked.status, asked.worker_id, asked.award_id));
    let after = pages.position(asked.cursor.as_deref())?;
    let call = traced.call;
    let noted = Arc::clone(&call);
    let limit = asked.limit;
    let filter = Filter { status: asked.status, worker: asked.worker_id, award: asked.award_id };
    let mut award_reviews = hall
        .db
        .access(
            move |view| store::list(view, filter, after, limit.0 + 1),
            move |notes, found| {
                let subjects = limit.subjects(filter.worker, found, |review| review.worker_id);
                actions::note(notes, &noted, Event::Access, "list_award_reviews", None, &subjects)
            },
        )
        .await?;
    let next_cursor = pages.cut(&mut award_reviews, limit, |review| review.id);
    Reply::ok(&AwardReviewPage { award_reviews, next_cursor })
}

/// Read a review of an award
///
/// Resolved ones stay to be read, with the commission's reason.
#[utoipa::path(
    tag = "qualifications", operation_id = "get_award_review", security(("oauth2" = [REVIEWS_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ReviewId, Path, description = "The review")),
    responses((status = 200, description = "The review", body = AwardReview))
)]
#[get("/award-reviews/{id}")]
async fn get_award_review(
    traced: Traced<ReadReviews>,
    hall: web::Data<Hall>,
    Path(id): Path<ReviewId>,
) -> Result<Reply> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let review = hall
        .db
        .access(
            move |view| store::find(view, id)?.ok_or_else(Error::not_found),
            move |notes, review| {
                actions::note(notes, &noted, Event::Access, "get_award_review", Some(id), &[review.worker_id])
            },
        )
        .await?;
    Reply::ok(&review)
}

/// Ask a review again
///
/// For one that was resolved wrongly: another review of the same award for the same fact is open, and names
/// the former one, whose resolution stays to be read. It is a conflict while one that asks the same is open
/// (`reviewOpen`).
#[utoipa::path(
    tag = "qualifications", operation_id = "create_award_review_reopening",
    security(("oauth2" = [REVIEWS_RESOLVE])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ReviewId, Path, description = "The review that was resolved wrongly")),
    request_body(content = ReviewReopening, description = "Why"),
    responses((status = 201, description = "Open: the review that asks again", body = AwardReview))
)]
#[post("/award-reviews/{id}/reopenings")]
async fn create_award_review_reopening(
    traced: Traced<ResolveReviews>,
    hall: web::Data<Hall>,
    Path(id): Path<ReviewId>,
    once: IdempotencyKey,
    why: Json<ReviewReopening>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let review = actions::reopen(tx, &call, id, &why.value)?;
            Reply::created(actions::address(review.id), &review)
        })
        .await
}
