//! ASKS: the rules that hold or held, for everyone; drafts and their publication, for those who write them.

use actix_web::{get, post, put, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::model::{RuleSet, RuleSetStatus};
use super::request::{NewRuleSet, Publication};
use super::store::{self, Filter};
use crate::auth::permission::{DraftRuleSets, PublishRuleSets, RULE_SETS_DRAFT, RULE_SETS_PUBLISH};
use crate::auth::{Allowed, Visitor};
use crate::error::{Error, Result};
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply};
use crate::values::{Code, RuleSetId};
use crate::version::Condition;

/// The largest rule set, in bytes; a document of many requirements is longer than other requests.
const LARGEST: usize = 512 * 1024;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_rule_sets).service(create_rule_set).service(get_rule_set).service(replace_rule_set);
    to.service(create_rule_set_publication);
}

/// A page of rule sets.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "ruleSets": [], "nextCursor": "" }))]
struct RuleSetPage {
    /// The rule sets, in the order in which they were put on the register.
    #[schema(max_items = 200)]
    rule_sets: Vec<RuleSet>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RuleSetFilter {
    /// Only those that stand here; the published and the superseded ones where it is left out.
    #[param(inline)]
    status: Option<RuleSetStatus>,
    /// Only the versions of this one.
    #[param(inline)]
    code: Option<Code>,
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// An answer with drafts in it is for its caller alone; any other is the same for everyone.
fn reply(value: &impl Serialize, is_draft: bool) -> Result<Reply> {
    if is_draft { Reply::ok(value) } else { Reply::public(value) }
}

/// List rule sets
///
/// Those in force now, before or later. Drafts, asked for by `status`, are seen by registrar and ministry; to
/// others they do not exist.
#[utoipa::path(
    tag = "rule sets", operation_id = "list_rule_sets", params(RuleSetFilter), security(()),
    extensions(("x-visitor" = json!(true))),
    responses((status = 200, description = "A page of rule sets", body = RuleSetPage))
)]
#[get("/rule-sets")]
async fn list_rule_sets(
    visitor: Visitor,
    hall: web::Data<Hall>,
    Query(asked): Query<RuleSetFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_rule_sets", &(asked.status, &asked.code));
    let after = pages.position(asked.cursor.as_deref())?;
    let limit = asked.limit;
    let drafts = actions::sees_drafts(visitor.0.as_ref());
    let filter = Filter { status: asked.status, code: asked.code, drafts };
    let mut rule_sets = hall.db.read(move |view| store::list(view, &filter, after, limit.0 + 1)).await?;
    let next_cursor = pages.cut(&mut rule_sets, limit, |rule_set| rule_set.id);
    reply(&RuleSetPage { rule_sets, next_cursor }, asked.status == Some(RuleSetStatus::Draft))
}

/// Draft a rule set
///
/// The next version of its code. The document is checked wholly, and every fault is named by its place. It
/// begins after every rule set that is published. Its language is at `/schemas/rule-set.json`. Its examples
/// are run: the first thing that comes out otherwise than they say is told (`exampleDifference`), and the
/// draft is taken nevertheless.
#[utoipa::path(
    tag = "rule sets", operation_id = "create_rule_set", security(("oauth2" = [RULE_SETS_DRAFT])),
    request_body(content = NewRuleSet, description = "The rule set to draft"),
    responses((status = 201, description = "Drafted", body = RuleSet))
)]
#[post("/rule-sets")]
async fn create_rule_set(
    allowed: Allowed<DraftRuleSets>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewRuleSet, LARGEST>,
) -> Result<Reply> {
    let call = allowed.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let rule_set = actions::create(tx, &call, &new.value)?;
            Reply::created(actions::address(rule_set.id), &rule_set)
        })
        .await
}

/// Read a rule set
///
/// A draft is there for registrar and ministry; the `ETag` is what its replacement asks for.
#[utoipa::path(
    tag = "rule sets", operation_id = "get_rule_set", security(()), extensions(("x-visitor" = json!(true))),
    params(("id" = RuleSetId, Path, description = "The rule set")),
    responses((status = 200, description = "The rule set", body = RuleSet))
)]
#[get("/rule-sets/{id}")]
async fn get_rule_set(visitor: Visitor, hall: web::Data<Hall>, Path(id): Path<RuleSetId>) -> Result<Reply> {
    let drafts = actions::sees_drafts(visitor.0.as_ref());
    let found = hall.db.read(move |view| store::find(view, id)).await?;
    let rule_set =
        found.filter(|rule_set| drafts || rule_set.published_at.is_some()).ok_or_else(Error::not_found)?;
    reply(&rule_set, rule_set.status == RuleSetStatus::Draft)
}

/// Replace a draft
///
/// The whole document: what is left out is gone, and its examples are run. Send the `ETag` that you read as
/// `If-Match`. A published rule set never changes: that is a conflict; draft its next version.
#[utoipa::path(
    tag = "rule sets", operation_id = "replace_rule_set", security(("oauth2" = [RULE_SETS_DRAFT])),
    params(("id" = RuleSetId, Path, description = "The rule set")),
    request_body(content = NewRuleSet, description = "The rule set that takes its place"),
    responses((status = 200, description = "Replaced", body = RuleSet))
)]
#[put("/rule-sets/{id}")]
async fn replace_rule_set(
    allowed: Allowed<DraftRuleSets>,
    hall: web::Data<Hall>,
    Path(id): Path<RuleSetId>,
    condition: Condition,
    new: Json<NewRuleSet, LARGEST>,
) -> Result<Reply> {
    let call = allowed.call;
    let replaced = hall.db.write(move |tx| actions::replace(tx, &call, id, &condition, &new.value)).await?;
    Reply::ok(&replaced)
}

/// Publish a rule set
///
/// From `effectiveFrom` on it is in force, and the one before it ends on the day before. The document is
/// checked again, against the catalogue as it stands, and its examples are run again: one that comes out
/// otherwise than it says is a conflict (`exampleDiffers`). Send the `ETag` that you read as `If-Match`: what
/// was tried is what is published. Only a draft that begins after every published one is published; anything
/// else is a conflict.
#[utoipa::path(
    tag = "rule sets", operation_id = "create_rule_set_publication",
    security(("oauth2" = [RULE_SETS_PUBLISH])),
    extensions(("x-if-match" = json!(true))),
    params(("id" = RuleSetId, Path, description = "The rule set")),
    request_body(content = Publication, description = "The publication"),
    responses((status = 201, description = "Published", body = RuleSet))
)]
#[post("/rule-sets/{id}/publications")]
async fn create_rule_set_publication(
    allowed: Allowed<PublishRuleSets>,
    hall: web::Data<Hall>,
    Path(id): Path<RuleSetId>,
    once: IdempotencyKey,
    condition: Condition,
    publication: Json<Publication>,
) -> Result<Reply> {
    let call = allowed.call;
    once.by(&call)
        .run(&hall, publication.fingerprint, move |tx| {
            let rule_set = actions::publish(tx, &call, id, &condition, &publication.value)?;
            Reply::created(actions::address(id), &rule_set)
        })
        .await
}
