//! ASKS: the organisations, for everyone; changes, for registrar and ministry.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::model::{NewOrganisation, Organisation, OrganisationChange};
use super::store::{self, Filter};
use crate::auth::permission::{ManageOrganisations, ORGANISATIONS_MANAGE};
use crate::auth::{Allowed, Visitor};
use crate::error::{Error, Result};
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply};
use crate::values::{District, OrganisationId, OrganisationKind};
use crate::version::Condition;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_organisations)
        .service(create_organisation)
        .service(get_organisation)
        .service(update_organisation);
}

/// A page of organisations.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "organisations": [], "nextCursor": "" }))]
struct OrganisationPage {
    /// The organisations, in the order in which they were put on the register.
    #[schema(max_items = 200)]
    organisations: Vec<Organisation>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OrganisationFilter {
    /// Only this kind.
    #[param(inline)]
    kind: Option<OrganisationKind>,
    /// Only this district, by ISO 3166-2:MD.
    #[param(inline)]
    district: Option<District>,
    /// Only those directly below this organisation.
    #[param(inline)]
    parent_id: Option<OrganisationId>,
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List organisations
///
/// For everyone, by kind, district or the organisation above.
#[utoipa::path(
    tag = "organisations", operation_id = "list_organisations", params(OrganisationFilter), security(()),
    responses((status = 200, description = "A page of organisations", body = OrganisationPage))
)]
#[get("/organisations")]
async fn list_organisations(
    _: Visitor,
    hall: web::Data<Hall>,
    Query(asked): Query<OrganisationFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_organisations", &(asked.kind, &asked.district, asked.parent_id));
    let after = pages.position(asked.cursor.as_deref())?;
    let limit = asked.limit;
    let filter = Filter { kind: asked.kind, district: asked.district, parent: asked.parent_id };
    let mut organisations = hall.db.read(move |view| store::list(view, &filter, after, limit.0 + 1)).await?;
    let next_cursor = pages.cut(&mut organisations, limit, |organisation| organisation.id);
    Reply::public(&OrganisationPage { organisations, next_cursor })
}

/// Create an organisation
///
/// An IDNO is on the register once; a second organisation with it is a conflict that names the first.
#[utoipa::path(
    tag = "organisations", operation_id = "create_organisation",
    security(("oauth2" = [ORGANISATIONS_MANAGE])),
    request_body(content = NewOrganisation, description = "The organisation to put on the register"),
    responses((status = 201, description = "On the register", body = Organisation))
)]
#[post("/organisations")]
async fn create_organisation(
    allowed: Allowed<ManageOrganisations>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewOrganisation>,
) -> Result<Reply> {
    let call = allowed.call;
    once.run(&hall, call.actor.client, new.fingerprint, move |tx| {
        let organisation = actions::create(tx, &call, &new.value)?;
        Reply::created(actions::address(organisation.id), &organisation)
    })
    .await
}

/// Read an organisation
///
/// For everyone; the `ETag` is what a change asks for.
#[utoipa::path(
    tag = "organisations", operation_id = "get_organisation", security(()),
    params(("id" = OrganisationId, Path, description = "The organisation")),
    responses((status = 200, description = "The organisation", body = Organisation))
)]
#[get("/organisations/{id}")]
async fn get_organisation(
    _: Visitor,
    hall: web::Data<Hall>,
    Path(id): Path<OrganisationId>,
) -> Result<Reply> {
    let organisation = hall.db.read(move |view| store::find(view, id)).await?;
    Reply::public(&organisation.ok_or_else(Error::not_found)?)
}

/// Change an organisation
///
/// Send the `ETag` that you read as `If-Match`; what is left out of the body stays as it is.
#[utoipa::path(
    tag = "organisations", operation_id = "update_organisation",
    security(("oauth2" = [ORGANISATIONS_MANAGE])),
    params(("id" = OrganisationId, Path, description = "The organisation")),
    request_body(content = OrganisationChange, description = "What changes"),
    responses((status = 200, description = "Changed", body = Organisation))
)]
#[patch("/organisations/{id}")]
async fn update_organisation(
    allowed: Allowed<ManageOrganisations>,
    hall: web::Data<Hall>,
    Path(id): Path<OrganisationId>,
    condition: Condition,
    change: Json<OrganisationChange>,
) -> Result<Reply> {
    let call = allowed.call;
    let changed = hall.db.write(move |tx| actions::change(tx, &call, id, &condition, &change.value)).await?;
    Reply::ok(&changed)
}
