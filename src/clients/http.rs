//! ASKS: the systems that call the register, and their credentials.

use std::sync::Arc;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::model::{Client, NewClient, NewClientCredentials};
use super::{actions, store};
use crate::auth::permission::{CLIENTS_MANAGE, ManageClients};
use crate::auth::{Allowed, Gate};
use crate::error::{Error, Result};
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply};
use crate::values::ClientId;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_clients).service(create_client).service(get_client).service(revoke_client);
}

/// A page of clients.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "clients": [], "nextCursor": "" }))]
struct ClientPage {
    /// The clients, by id.
    #[schema(max_items = 200)]
    clients: Vec<Client>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ClientFilter {
    /// Items at the most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List clients
///
/// Revoked ones too; never a secret.
#[utoipa::path(
    tag = "clients", operation_id = "list_clients", params(ClientFilter),
    security(("oauth2" = [CLIENTS_MANAGE])),
    responses((status = 200, description = "A page of clients", body = ClientPage))
)]
#[get("/clients")]
async fn list_clients(
    _: Allowed<ManageClients>,
    hall: web::Data<Hall>,
    Query(filter): Query<ClientFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_clients", &());
    let after = pages.position(filter.cursor.as_deref())?;
    let mut clients = hall.db.read(move |view| store::list(view, after, filter.limit.0 + 1)).await?;
    let next_cursor = pages.cut(&mut clients, filter.limit, |client| client.id);
    Reply::ok(&ClientPage { clients, next_cursor })
}

/// Create a client
///
/// The answer shows the secret, once.
#[utoipa::path(
    tag = "clients", operation_id = "create_client", security(("oauth2" = [CLIENTS_MANAGE])),
    request_body(content = NewClient, description = "The client to create"),
    responses((status = 201, description = "Created; the secret is shown this once",
        body = NewClientCredentials))
)]
#[post("/clients")]
async fn create_client(
    allowed: Allowed<ManageClients>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewClient>,
) -> Result<Reply> {
    let (keys, call) = (Arc::clone(&hall.keys), allowed.call);
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let credentials = actions::create(tx, &keys, &call, &new.value)?;
            Reply::created(format!("/api/v1/clients/{}", credentials.client_id), &credentials)
        })
        .await
}

/// Read a client
///
/// The organisation that it belongs to, its role, and when it was revoked, if it was.
#[utoipa::path(
    tag = "clients", operation_id = "get_client", security(("oauth2" = [CLIENTS_MANAGE])),
    params(("id" = ClientId, Path, description = "The client")),
    responses((status = 200, description = "The client", body = Client))
)]
#[get("/clients/{id}")]
async fn get_client(
    _: Allowed<ManageClients>,
    hall: web::Data<Hall>,
    Path(id): Path<ClientId>,
) -> Result<Reply> {
    let client = hall.db.read(move |view| store::find(view, id)).await?;
    Reply::ok(&client.ok_or_else(Error::not_found)?)
}

/// Revoke a client
///
/// It gets no more tokens, and those that it has stop working within a minute. Revoking twice changes
/// nothing.
#[utoipa::path(
    tag = "clients", operation_id = "revoke_client", security(("oauth2" = [CLIENTS_MANAGE])),
    params(("id" = ClientId, Path, description = "The client")),
    responses((status = 201, description = "Revoked", body = Client))
)]
#[post("/clients/{id}/revocations")]
async fn revoke_client(
    allowed: Allowed<ManageClients>,
    hall: web::Data<Hall>,
    gate: web::Data<Gate>,
    once: IdempotencyKey,
    Path(id): Path<ClientId>,
) -> Result<Reply> {
    let call = allowed.call;
    let reply = once
        .by(&call)
        .run(&hall, [0; 32], move |tx| {
            Reply::created(format!("/api/v1/clients/{id}"), &actions::revoke(tx, &call, id)?)
        })
        .await?;
    gate.forget();
    Ok(reply)
}
