//! ASKS: the titles by which an organisation names programmes, for the organisation itself.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use super::aliases::{self, AliasWithdrawal, NewProgrammeAlias, ProgrammeAlias};
use crate::auth::Allowed;
use crate::auth::permission::{COMPLETIONS_RECORD, RecordCompletions};
use crate::error::Result;
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply};
use crate::values::AliasId;

/// A page of titles.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "programmeAliases": [], "nextCursor": "" }))]
struct ProgrammeAliasPage {
    /// The titles, in the order in which they were first confirmed.
    #[schema(max_items = 200)]
    programme_aliases: Vec<ProgrammeAlias>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AliasFilter {
    /// Items at the most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List confirmed titles
///
/// Titles by which the caller's organisation names programmes in its files.
#[utoipa::path(
    tag = "programmes", operation_id = "list_programme_aliases", params(AliasFilter),
    security(("oauth2" = [COMPLETIONS_RECORD])),
    responses((status = 200, description = "A page of titles", body = ProgrammeAliasPage))
)]
#[get("/programme-aliases")]
pub(super) async fn list_programme_aliases(
    allowed: Allowed<RecordCompletions>,
    hall: web::Data<Hall>,
    Query(asked): Query<AliasFilter>,
) -> Result<Reply> {
    let (organisation, limit) = (allowed.call.actor.organisation, asked.limit);
    let pages = Pages::of(&hall.keys, "list_programme_aliases", &organisation);
    let after = pages.position(asked.cursor.as_deref())?;
    let mut programme_aliases =
        hall.db.read(move |view| aliases::list(view, organisation, after, limit.0 + 1)).await?;
    let next_cursor = pages.cut(&mut programme_aliases, limit, |alias| alias.id);
    Reply::ok(&ProgrammeAliasPage { programme_aliases, next_cursor })
}

/// Confirm a title
///
/// From now on the files of the caller's organisation mean this programme by the title, without a warning. A
/// title that was confirmed before means this programme instead.
#[utoipa::path(
    tag = "programmes", operation_id = "create_programme_alias", security(("oauth2" = [COMPLETIONS_RECORD])),
    request_body(content = NewProgrammeAlias, description = "The title and the programme that is meant"),
    responses((status = 201, description = "Confirmed", body = ProgrammeAlias))
)]
#[post("/programme-aliases")]
pub(super) async fn create_programme_alias(
    allowed: Allowed<RecordCompletions>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewProgrammeAlias>,
) -> Result<Reply> {
    let call = allowed.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let alias = aliases::confirm(tx, &call, &new.value)?;
            Reply::created("/api/v1/programme-aliases".to_owned(), &alias)
        })
        .await
}

/// Withdraw a title
///
/// For one that was confirmed in error: the files of the caller's organisation are read as before it was. (A
/// title that means another programme is confirmed again, with that one.)
#[utoipa::path(
    tag = "programmes", operation_id = "create_programme_alias_withdrawal",
    security(("oauth2" = [COMPLETIONS_RECORD])),
    params(("id" = AliasId, Path, description = "The title")),
    request_body(content = AliasWithdrawal, description = "Why"),
    responses((status = 201, description = "No longer meant: the title as it was", body = ProgrammeAlias))
)]
#[post("/programme-aliases/{id}/withdrawals")]
pub(super) async fn create_programme_alias_withdrawal(
    allowed: Allowed<RecordCompletions>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<AliasId>,
    why: Json<AliasWithdrawal>,
) -> Result<Reply> {
    let call = allowed.call;
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let alias = aliases::withdraw(tx, &call, id, &why.value)?;
            Reply::created("/api/v1/programme-aliases".to_owned(), &alias)
        })
        .await
}
