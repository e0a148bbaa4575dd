//! KNOWS: clients and their credentials.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::call::Role;
use crate::db::schema::clients;
use crate::values::{ClientId, Moment, Name, Note, OrganisationId};

/// A system that calls the API.
#[derive(Debug, Clone, Queryable, Selectable, Serialize, ToSchema)]
#[diesel(table_name = clients)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000c1", "organisationId": "01990000-0000-7000-8000-0000000000a1",
    "name": "Payroll system", "role": "payroll", "standingBasis": "Legea 270/2018, art. 12",
    "createdAt": "2026-11-23T10:00:00.000000Z", "revokedAt": null
}))]
pub struct Client {
    /// The client's id, its `client_id` for a token.
    pub id: ClientId,
    /// The organisation that it belongs to.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: Name,
    /// Its role.
    pub role: Role,
    /// The legal basis that it stands on when a call names none.
    pub standing_basis: Option<Note>,
    /// The moment at which it was created.
    pub created_at: Moment,
    /// The moment at which it was revoked, if it was.
    pub revoked_at: Option<Moment>,
}

/// A client to create.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "organisationId": "01990000-0000-7000-8000-0000000000a1", "name": "Payroll system",
    "role": "payroll", "standingBasis": "Legea 270/2018, art. 12"
}))]
pub struct NewClient {
    /// The organisation that it belongs to.
    pub organisation_id: OrganisationId,
    /// Its name.
    pub name: Name,
    /// Its role.
    pub role: Role,
    /// The legal basis of all its calls, if it has one; else each call names its own in `Call-Basis`.
    pub standing_basis: Option<Note>,
}

/// A client's credentials, shown once.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "clientId": "01990000-0000-7000-8000-0000000000c1",
    "clientSecret": "an-example-as-long-as-a-secret-43-character",
    "organisationId": "01990000-0000-7000-8000-0000000000a1"
}))]
pub struct NewClientCredentials {
    /// The client's id.
    pub client_id: ClientId,
    /// Its secret: 256 random bits in base64url. It is not kept; a lost one is replaced by a new client.
    #[schema(min_length = 43, max_length = 43)]
    pub client_secret: String,
    /// The organisation that it belongs to.
    pub organisation_id: OrganisationId,
}
