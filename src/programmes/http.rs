//! ASKS: the catalogue, for everyone; drafts and decisions, for those who make them.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::alias_http::{create_programme_alias, create_programme_alias_withdrawal, list_programme_aliases};
use super::model::{Programme, ProgrammeStatus};
use super::request::{
    Approval, ApprovalCorrection, NewProgramme, ProgrammeChange, Retirement, RetirementCorrection,
};
use super::store::{self, Filter};
use super::teaching::TeachingListener;
use crate::auth::permission::{ApproveProgrammes, DraftProgrammes, PROGRAMMES_APPROVE, PROGRAMMES_DRAFT};
use crate::auth::{Allowed, Visitor};
use crate::error::Result;
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply};
use crate::values::{Code, Language, Moment, OrganisationId, ProgrammeCode, ProgrammeId, Words};
use crate::version::Condition;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_programmes).service(create_programme).service(get_programme).service(update_programme);
    to.service(create_programme_approval).service(create_programme_retirement);
    to.service(create_programme_approval_correction).service(create_programme_retirement_correction);
    to.service(list_programme_aliases)
        .service(create_programme_alias)
        .service(create_programme_alias_withdrawal);
}

/// A page of programmes.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "programmes": [], "nextCursor": "" }))]
struct ProgrammePage {
    /// The programmes, in the order of their codes.
    #[schema(max_items = 200)]
    programmes: Vec<Programme>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ProgrammeFilter {
    /// Only those with all these words in their code or titles, in any case, with diacritics or without.
    #[param(inline)]
    q: Option<Words>,
    /// Only this domain.
    #[param(inline)]
    domain: Option<Code>,
    /// Only those taught in this language.
    #[param(inline)]
    language: Option<Language>,
    /// Only those that stand here; the approved ones where it is left out.
    #[param(inline)]
    status: Option<ProgrammeStatus>,
    /// Only those that this organisation keeps.
    #[param(inline)]
    owner_id: Option<OrganisationId>,
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// The moment that a question about a programme may be about.
#[derive(Clone, Copy, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ProgrammeTime {
    /// As it was known to stand at this moment; not in the future.
    #[param(inline)]
    known_at: Option<Moment>,
}

/// An answer with drafts in it is for its caller alone; any other is the same for everyone.
fn reply(value: &impl Serialize, status: ProgrammeStatus) -> Result<Reply> {
    if status == ProgrammeStatus::Draft { Reply::ok(value) } else { Reply::public(value) }
}

/// List programmes
///
/// The approved ones, unless another `status` is asked for. Drafts are seen by registrar and ministry, and by
/// a university that keeps them; to others they do not exist.
#[utoipa::path(
    tag = "programmes", operation_id = "list_programmes", params(ProgrammeFilter), security(()),
    extensions(("x-visitor" = json!(true))),
    responses((status = 200, description = "A page of programmes", body = ProgrammePage))
)]
#[get("/programmes")]
async fn list_programmes(
    visitor: Visitor,
    hall: web::Data<Hall>,
    Query(asked): Query<ProgrammeFilter>,
) -> Result<Reply> {
    let status = asked.status.unwrap_or(ProgrammeStatus::Approved);
    let pages = Pages::of(
        &hall.keys,
        "list_programmes",
        &(&asked.q, &asked.domain, asked.language, status, asked.owner_id),
    );
    let after: Option<ProgrammeCode> = pages.position(asked.cursor.as_deref())?;
    let limit = asked.limit;
    let drafts = actions::drafts(visitor.0.as_ref());
    let filter = Filter {
        words: asked.q,
        domain: asked.domain,
        language: asked.language,
        status,
        owner: asked.owner_id,
        drafts,
    };
    let mut programmes =
        hall.db.read(move |view| store::list(view, &filter, after.as_ref(), limit.0 + 1)).await?;
    let next_cursor = pages.cut(&mut programmes, limit, |programme| programme.code.clone());
    reply(&ProgrammePage { programmes, next_cursor }, status)
}

/// Draft a programme
///
/// A university drafts its own; registrar and ministry for any organisation. A code is in the catalogue once;
/// a second programme with it is a conflict that names the first.
#[utoipa::path(
    tag = "programmes", operation_id = "create_programme", security(("oauth2" = [PROGRAMMES_DRAFT])),
    request_body(content = NewProgramme, description = "The programme to draft"),
    responses((status = 201, description = "Drafted", body = Programme))
)]
#[post("/programmes")]
async fn create_programme(
    allowed: Allowed<DraftProgrammes>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewProgramme>,
) -> Result<Reply> {
    let call = allowed.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let programme = actions::create(tx, &call, &new.value)?;
            Reply::created(actions::address(programme.id), &programme)
        })
        .await
}

/// Read a programme
///
/// A draft is there for registrar and ministry, and for a university that keeps it. `knownAt` asks how it
/// stood at a moment: its status, its approval and its retirement as they were known, all else as it is now.
/// Steps that an older version of the register took, which did not keep how a programme stood, are answered
/// as they are now.
#[utoipa::path(
    tag = "programmes", operation_id = "get_programme", security(()), extensions(("x-visitor" = json!(true))),
    params(("id" = ProgrammeId, Path, description = "The programme"), ProgrammeTime),
    responses((status = 200, description = "The programme", body = Programme))
)]
#[get("/programmes/{id}")]
async fn get_programme(
    visitor: Visitor,
    hall: web::Data<Hall>,
    Path(id): Path<ProgrammeId>,
    Query(at): Query<ProgrammeTime>,
) -> Result<Reply> {
    let drafts = actions::drafts(visitor.0.as_ref());
    hall.db.reach(at.known_at).await?;
    let programme = hall.db.read(move |view| actions::look_at(view, id, drafts, at.known_at)).await?;
    reply(&programme, programme.status)
}

/// Edit a draft
///
/// Send the `ETag` that you read as `If-Match`; what is left out of the body stays as it is. An approved or
/// retired programme is not edited: that is a conflict.
#[utoipa::path(
    tag = "programmes", operation_id = "update_programme", security(("oauth2" = [PROGRAMMES_DRAFT])),
    params(("id" = ProgrammeId, Path, description = "The programme")),
    request_body(content = ProgrammeChange, description = "What changes"),
    responses((status = 200, description = "Changed", body = Programme))
)]
#[patch("/programmes/{id}")]
async fn update_programme(
    allowed: Allowed<DraftProgrammes>,
    hall: web::Data<Hall>,
    Path(id): Path<ProgrammeId>,
    condition: Condition,
    change: Json<ProgrammeChange>,
) -> Result<Reply> {
    let call = allowed.call;
    let changed = hall.db.write(move |tx| actions::change(tx, &call, id, &condition, &change.value)).await?;
    Reply::ok(&changed)
}

/// Approve a programme
///
/// From `approvedFrom` on it can be completed. Only a draft is approved; anything else is a conflict.
#[utoipa::path(
    tag = "programmes", operation_id = "create_programme_approval",
    security(("oauth2" = [PROGRAMMES_APPROVE])),
    params(("id" = ProgrammeId, Path, description = "The programme")),
    request_body(content = Approval, description = "The approval"),
    responses((status = 201, description = "Approved", body = Programme))
)]
#[post("/programmes/{id}/approvals")]
async fn create_programme_approval(
    allowed: Allowed<ApproveProgrammes>,
    hall: web::Data<Hall>,
    Path(id): Path<ProgrammeId>,
    once: IdempotencyKey,
    approval: Json<Approval>,
) -> Result<Reply> {
    let call = allowed.call;
    once.by(&call)
        .run(&hall, approval.fingerprint, move |tx| {
            let programme = actions::approve(tx, &call, id, &approval.value)?;
            Reply::created(actions::address(id), &programme)
        })
        .await
}

/// Correct an approval
///
/// Its first day and its basis are as the correction says, earlier or later; what was taken before stays, and
/// how it stood stays answerable (`knownAt`). Awards that rest on what was completed on days that it loses
/// are reviewed (`factKind` `programme`). A programme that was approved in error is retired. A draft has no
/// approval: that is a conflict.
#[utoipa::path(
    tag = "programmes", operation_id = "create_programme_approval_correction",
    security(("oauth2" = [PROGRAMMES_APPROVE])),
    params(("id" = ProgrammeId, Path, description = "The programme")),
    request_body(content = ApprovalCorrection, description = "The approval as it should be, and why"),
    responses((status = 201, description = "Corrected", body = Programme))
)]
#[post("/programmes/{id}/approval-corrections")]
async fn create_programme_approval_correction(
    allowed: Allowed<ApproveProgrammes>,
    hall: web::Data<Hall>,
    Path(id): Path<ProgrammeId>,
    once: IdempotencyKey,
    listener: web::Data<TeachingListener>,
    correction: Json<ApprovalCorrection>,
) -> Result<Reply> {
    let (call, listener) = (allowed.call, **listener);
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let programme = actions::correct_approval(tx, &call, id, &correction.value, listener)?;
            Reply::created(actions::address(id), &programme)
        })
        .await
}

/// Retire a programme
///
/// After `lastCompletionOn` it can no longer be completed, after `lastStartOn` no longer be begun; what was
/// completed before still counts. `retiredFrom`, the day after `lastCompletionOn`, may be said instead.
/// Awards that rest on what was completed after a last day that is past are reviewed (`factKind`
/// `programme`). Only an approved programme is retired; anything else is a conflict.
#[utoipa::path(
    tag = "programmes", operation_id = "create_programme_retirement",
    security(("oauth2" = [PROGRAMMES_APPROVE])),
    params(("id" = ProgrammeId, Path, description = "The programme")),
    request_body(content = Retirement, description = "The retirement"),
    responses((status = 201, description = "Retired", body = Programme))
)]
#[post("/programmes/{id}/retirements")]
async fn create_programme_retirement(
    allowed: Allowed<ApproveProgrammes>,
    hall: web::Data<Hall>,
    Path(id): Path<ProgrammeId>,
    once: IdempotencyKey,
    listener: web::Data<TeachingListener>,
    retirement: Json<Retirement>,
) -> Result<Reply> {
    let (call, listener) = (allowed.call, **listener);
    once.by(&call)
        .run(&hall, retirement.fingerprint, move |tx| {
            let programme = actions::retire(tx, &call, id, &retirement.value, listener)?;
            Reply::created(actions::address(id), &programme)
        })
        .await
}

/// Correct a retirement
///
/// Also where it came too early for a course that was under way: the days are as the correction says, and
/// what was taken before stays. Awards that rest on what was completed on days that it loses are reviewed
/// (`factKind` `programme`). Only a retired programme has one; anything else is a conflict.
#[utoipa::path(
    tag = "programmes", operation_id = "create_programme_retirement_correction",
    security(("oauth2" = [PROGRAMMES_APPROVE])),
    params(("id" = ProgrammeId, Path, description = "The programme")),
    request_body(content = RetirementCorrection, description = "The retirement as it should be, and why"),
    responses((status = 201, description = "Corrected", body = Programme))
)]
#[post("/programmes/{id}/retirement-corrections")]
async fn create_programme_retirement_correction(
    allowed: Allowed<ApproveProgrammes>,
    hall: web::Data<Hall>,
    Path(id): Path<ProgrammeId>,
    once: IdempotencyKey,
    listener: web::Data<TeachingListener>,
    correction: Json<RetirementCorrection>,
) -> Result<Reply> {
    let (call, listener) = (allowed.call, **listener);
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let programme = actions::correct_retirement(tx, &call, id, &correction.value, listener)?;
            Reply::created(actions::address(id), &programme)
        })
        .await
}
