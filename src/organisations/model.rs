//! KNOWS: what an organisation is.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::db::schema::organisations;
use crate::values::{District, Idno, Moment, Name, OrganisationId, OrganisationKind};

/// An organisation.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = organisations)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000a1", "idno": "1008600038413",
    "name": "Agenția Teritorială de Asistență Socială Chișinău",
    "kind": "agency", "parentId": null, "district": "MD-CU", "sample": false,
    "createdAt": "2026-11-23T10:00:00.000000Z", "updatedAt": "2026-11-23T10:00:00.000000Z"
}))]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its identification number.
    pub idno: Idno,
    /// Its official name, in Romanian.
    pub name: Name,
    /// Its kind.
    pub kind: OrganisationKind,
    /// The organisation above it.
    pub parent_id: Option<OrganisationId>,
    /// Its district, by ISO 3166-2:MD.
    pub district: Option<District>,
    /// Whether it is sample data.
    pub sample: bool,
    /// The moment at which it was put on the register.
    pub created_at: Moment,
    /// The moment at which it was last changed.
    pub updated_at: Moment,
}

/// An organisation to put on the register.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "idno": "1008600038413", "name": "Agenția Teritorială de Asistență Socială Chișinău", "kind": "agency",
    "district": "MD-CU"
}))]
pub struct NewOrganisation {
    /// Its identification number.
    pub idno: Idno,
    /// Its official name, in Romanian.
    pub name: Name,
    /// Its kind.
    pub kind: OrganisationKind,
    /// The organisation above it.
    pub parent_id: Option<OrganisationId>,
    /// Its district, by ISO 3166-2:MD.
    pub district: Option<District>,
    /// Whether it is sample data.
    #[serde(default)]
    pub sample: bool,
}

/// Changes of an organisation; fields that are left out stay.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema, AsChangeset)]
#[diesel(table_name = organisations)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "name": "Agenția Teritorială de Asistență Socială Centru" }))]
pub struct OrganisationChange {
    /// Its official name, in Romanian.
    pub name: Option<Name>,
    /// Its kind.
    pub kind: Option<OrganisationKind>,
    /// The organisation above it.
    pub parent_id: Option<OrganisationId>,
    /// Its district, by ISO 3166-2:MD.
    pub district: Option<District>,
}
