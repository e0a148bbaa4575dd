//! ASKS: commissions, to resolve the reviews of awards.

use actix_web::{post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::auth::Traced;
use crate::auth::permission::{REVIEWS_RESOLVE, ResolveReviews};
use crate::error::Result;
use crate::http::{Hall, IdempotencyKey, Json, Path, Reply};
use crate::qualifications::actions;
use crate::reviews::{self, AwardReview, ReviewResolution};
use crate::values::ReviewId;

pub(super) fn routes(to: &mut ServiceConfig) {
    to.service(create_award_review_resolution);
}

/// Resolve a review of an award
///
/// States what the commission did, and why; it changes no award. An award that does not stand is revoked
/// first, by `POST /api/v1/awards/{id}/revocations`, and the outcome here says so: `revoked` of an award that
/// was not is a conflict (`awardNotRevoked`), and so is `upheld` of one that was (`awardNotStanding`). A
/// review is resolved once.
#[utoipa::path(
    tag = "qualifications", operation_id = "create_award_review_resolution",
    security(("oauth2" = [REVIEWS_RESOLVE])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ReviewId, Path, description = "The review")),
    request_body(content = ReviewResolution, description = "What the commission did, and why"),
    responses((status = 201, description = "Resolved: the review as it is now", body = AwardReview))
)]
#[post("/award-reviews/{id}/resolutions")]
async fn create_award_review_resolution(
    traced: Traced<ResolveReviews>,
    hall: web::Data<Hall>,
    Path(id): Path<ReviewId>,
    once: IdempotencyKey,
    resolution: Json<ReviewResolution>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, resolution.fingerprint, move |tx| {
            let review = actions::resolve_review(tx, &call, id, &resolution.value)?;
            Reply::created(reviews::address(id), &review)
        })
        .await
}
