//! ASKS: the organisations, for everyone; changes, for registrar and ministry.

use actix_web::{get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::actions::KindListener;
use super::model::{IdnoCorrection, NewOrganisation, Organisation, OrganisationChange, OrganisationState};
use super::store::{self, Filter};
use crate::auth::permission::{
    CorrectIdnos, IDNOS_CORRECT, ManageOrganisations, ORGANISATIONS_MANAGE, Permission,
};
use crate::auth::{Allowed, Visitor};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply, export};
use crate::values::{Day, District, Moment, OrganisationId, OrganisationKind};
use crate::version::Condition;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_organisations)
        .service(create_organisation)
        .service(get_organisation)
        .service(update_organisation)
        .service(create_organisation_idno_correction)
        .service(list_organisation_states);
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
    /// As they were on this day; today when left out.
    #[param(inline)]
    valid_at: Option<Day>,
    /// As that was known at this moment; not in the future.
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

/// The day and the moment that a question about organisations may be about.
#[derive(Clone, Copy, Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct StateTime {
    /// As it was on this day; today when left out.
    #[param(inline)]
    valid_at: Option<Day>,
    /// As that was known at this moment; not in the future.
    #[param(inline)]
    known_at: Option<Moment>,
}

impl StateTime {
    fn find(
        self,
        view: &mut View<'_>,
        today: Day,
        filter: &Filter,
        after: Option<OrganisationId>,
        limit: i64,
    ) -> Result<Vec<Organisation>> {
        if self.valid_at.is_none() && self.known_at.is_none() {
            return store::list(view, filter, after, limit);
        }
        let known_at = export::known(view, self.known_at)?.unwrap_or(view.now);
        actions::on(view, filter, (self.valid_at.unwrap_or(today), known_at), after, limit)
    }
}

/// List organisations
///
/// For everyone, by kind, district or the organisation above: as these are now, or as they were on a day
/// (`validAt`) and were known at a moment (`knownAt`), with the numbers of then. Names are those of now.
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
    let at = StateTime { valid_at: asked.valid_at, known_at: asked.known_at };
    let question = (asked.kind, &asked.district, asked.parent_id, at.valid_at, at.known_at);
    let pages = Pages::of(&hall.keys, "list_organisations", &question);
    let after = pages.position(asked.cursor.as_deref())?;
    let (limit, today) = (asked.limit, hall.today());
    let filter = Filter { one: None, kind: asked.kind, district: asked.district, parent: asked.parent_id };
    hall.db.reach(at.known_at).await?;
    let mut organisations =
        hall.db.read(move |view| at.find(view, today, &filter, after, limit.0 + 1)).await?;
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
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let organisation = actions::create(tx, &call, &new.value)?;
            Reply::created(actions::address(organisation.id), &organisation)
        })
        .await
}

/// Read an organisation
///
/// For everyone; the `ETag` of how it is now is what a change asks for. `validAt` and `knownAt` ask what its
/// kind, its district and the organisation above it were on a day, and as known at a moment; there is nothing
/// on a day before its first.
#[utoipa::path(
    tag = "organisations", operation_id = "get_organisation", security(()),
    params(("id" = OrganisationId, Path, description = "The organisation"), StateTime),
    responses((status = 200, description = "The organisation", body = Organisation))
)]
#[get("/organisations/{id}")]
async fn get_organisation(
    _: Visitor,
    hall: web::Data<Hall>,
    Path(id): Path<OrganisationId>,
    Query(at): Query<StateTime>,
) -> Result<Reply> {
    let (today, filter) = (hall.today(), Filter { one: Some(id), ..Filter::default() });
    hall.db.reach(at.known_at).await?;
    let found = hall.db.read(move |view| at.find(view, today, &filter, None, 1)).await?;
    Reply::public(&found.into_iter().next().ok_or_else(Error::not_found)?)
}

/// A page of an organisation's states.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "organisationStates": [], "nextCursor": "" }))]
struct OrganisationStatePage {
    /// The states, in the order in which they became known, withdrawn ones as well.
    #[schema(max_items = 200)]
    organisation_states: Vec<OrganisationState>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OrganisationStatePaging {
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List an organisation's states
///
/// For everyone: what its kind, its district and the organisation above it were from which day to which,
/// since when that is known, and until when it was believed. Why, those who manage organisations are told.
#[utoipa::path(
    tag = "organisations", operation_id = "list_organisation_states", security(()),
    params(("id" = OrganisationId, Path, description = "The organisation"), OrganisationStatePaging),
    responses((status = 200, description = "A page of states", body = OrganisationStatePage))
)]
#[get("/organisations/{id}/states")]
async fn list_organisation_states(
    Visitor(actor): Visitor,
    hall: web::Data<Hall>,
    Path(id): Path<OrganisationId>,
    Query(paging): Query<OrganisationStatePaging>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_organisation_states", &id);
    let after = pages.position(paging.cursor.as_deref())?;
    let limit = paging.limit;
    let read = move |view: &mut View<'_>| actions::list_states(view, id, after, limit.0 + 1);
    let mut organisation_states = hall.db.read(read).await?;
    let next_cursor = pages.cut(&mut organisation_states, limit, |state| (state.recorded_at, state.id));
    if actor.is_some_and(|actor| ManageOrganisations::ROLES.contains(&actor.role)) {
        return Reply::ok(&OrganisationStatePage { organisation_states, next_cursor });
    }
    for state in &mut organisation_states {
        state.reason = None;
    }
    Reply::public(&OrganisationStatePage { organisation_states, next_cursor })
}

/// Change an organisation
///
/// Send the `ETag` that you read as `If-Match`; what is left out of the body stays as it is, and null takes
/// district or parent away. Kind, district and parent are as said from `validFrom` on, today when left out,
/// until the day from which the same one is recorded to be otherwise; what was known before stays answerable.
/// A change of days that are over has a reason, and awards that rest on the kind of a provider on them are
/// reviewed (`factKind` `organisation`).
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
    listener: web::Data<KindListener>,
    change: Json<OrganisationChange>,
) -> Result<Reply> {
    let (call, listener) = (allowed.call, **listener);
    let change = move |tx: &mut Tx<'_>| actions::change(tx, &call, id, &condition, &change.value, listener);
    let changed = hall.db.write(change).await?;
    Reply::ok(&changed)
}

/// Correct the IDNO of an organisation
///
/// For a number that was recorded in error: it is free again, and finds nothing. Answers as known before
/// (`knownAt`) have it. A number that another organisation has is a conflict that names that one.
#[utoipa::path(
    tag = "organisations", operation_id = "create_organisation_idno_correction",
    security(("oauth2" = [IDNOS_CORRECT])),
    params(("id" = OrganisationId, Path, description = "The organisation")),
    request_body(content = IdnoCorrection, description = "The right number, and why"),
    responses((status = 201, description = "Corrected", body = Organisation))
)]
#[post("/organisations/{id}/idno-corrections")]
async fn create_organisation_idno_correction(
    allowed: Allowed<CorrectIdnos>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<OrganisationId>,
    correction: Json<IdnoCorrection>,
) -> Result<Reply> {
    let call = allowed.call;
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let organisation = actions::correct_idno(tx, &call, id, &correction.value)?;
            Reply::created(actions::address(id), &organisation)
        })
        .await
}
