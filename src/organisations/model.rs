//! KNOWS: what an organisation is.

use diesel::prelude::*;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::faults;
use crate::db::schema::{organisation_states, organisations};
use crate::error::Faults;
use crate::values::{
    self, ClientId, Day, District, Idno, Moment, Name, Note, OrganisationId, OrganisationKind,
};

/// An organisation.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = organisations)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000a1", "idno": "1008600038413",
    "name": "Agenția Teritorială de Asistență Socială Chișinău",
    "kind": "agency", "parentId": null, "district": "MD-CU", "validFrom": "2026-09-01", "sample": false,
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
    /// The day from which its kind, the organisation above it and its district are these; nothing where that
    /// is not known.
    pub valid_from: Option<Day>,
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
    /// Its first day, not in the future; left out where it is not known, and then it is so for all days
    /// before.
    pub valid_from: Option<Day>,
    /// Whether it is sample data.
    #[serde(default)]
    pub sample: bool,
}

/// Changes of an organisation; fields that are left out stay.
#[expect(clippy::option_option, reason = "left out, null and said are three things")]
#[derive(Debug, Clone, Default, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "kind": "provider", "validFrom": "2026-09-01", "reason": "acreditată" }))]
pub struct OrganisationChange {
    /// Its official name, in Romanian.
    pub name: Option<Name>,
    /// Its kind.
    pub kind: Option<OrganisationKind>,
    /// The organisation above it; null where there is none any more.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<OrganisationId>)]
    pub parent_id: Option<Option<OrganisationId>>,
    /// Its district, by ISO 3166-2:MD; null where it has none any more.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<District>)]
    pub district: Option<Option<District>>,
    /// The day from which its kind, the organisation above it or its district is this; today when left out.
    /// Not in the future, and not before its first day.
    pub valid_from: Option<Day>,
    /// Why its kind, the organisation above it or its district is this; required from a day before today on.
    pub reason: Option<Note>,
}

/// The correction of an organisation's number that was recorded in error.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "idno": "1003600015231", "reason": "IDNO-ul altei instituții" }))]
pub struct IdnoCorrection {
    /// The right number.
    pub idno: Idno,
    /// Why the one before was recorded in error.
    pub reason: Note,
}

/// A field that may be taken away: left out it stays, null it goes.
#[expect(clippy::option_option, reason = "left out, null and said are three things")]
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}

impl OrganisationChange {
    /// Whether it says what the organisation is from a day on.
    #[must_use]
    pub(super) const fn is_of_terms(&self) -> bool {
        self.kind.is_some() || self.parent_id.is_some() || self.district.is_some()
    }

    /// Names what is wrong with its day and its reason; `first` is the organisation's first day.
    pub(super) fn check(&self, today: Day, first: Day, faults: &mut Faults) {
        if !self.is_of_terms() {
            faults.require(self.valid_from.is_none(), "/validFrom", faults::nothing_from_a_day());
            faults.require(self.reason.is_none(), "/reason", faults::nothing_from_a_day());
            return;
        }
        let Some(from) = self.valid_from else { return };
        faults.require(from <= today, "/validFrom", values::faults::day_in_future(today));
        faults.require(from >= first, "/validFrom", faults::before_its_first_day(first));
        faults.require(from >= today || self.reason.is_some(), "/reason", faults::reason_of_the_past());
    }
}

/// The part of an organisation that is a fact with two times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Terms {
    pub kind: OrganisationKind,
    pub parent_id: Option<OrganisationId>,
    pub district: Option<District>,
}

/// Days on which an organisation is something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    /// First day.
    pub from: Day,
    /// Last day, where another span follows.
    pub until: Option<Day>,
    /// The kind, the parent and the district on them.
    pub terms: Terms,
}

crate::values::id_type! {
    /// A state of an organisation.
    OrganisationStateId
}

/// A state: the kind, the parent and the district of an organisation from a day to a day.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = organisation_states)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000a1", "organisationId": "01990000-0000-7000-8000-0000000000a1",
    "validFrom": "2026-09-01", "validUntil": null, "kind": "agency", "parentId": null, "district": "MD-CU",
    "reason": "reorganizare", "recordedAt": "2026-11-23T10:00:00.000000Z", "withdrawnAt": null
}))]
pub struct OrganisationState {
    /// Its id.
    pub id: OrganisationStateId,
    /// The organisation.
    pub organisation_id: OrganisationId,
    /// First day; 1900-01-01 where it is not known.
    pub valid_from: Day,
    /// Last day, where something else follows.
    pub valid_until: Option<Day>,
    /// Its kind.
    pub kind: OrganisationKind,
    /// The organisation above it.
    pub parent_id: Option<OrganisationId>,
    /// Its district, by ISO 3166-2:MD.
    pub district: Option<District>,
    /// Why it is so, where somebody said; told to those who manage organisations.
    pub reason: Option<Note>,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The client that recorded it.
    #[serde(skip)]
    pub recorded_by: Option<ClientId>,
    /// Since when it is no longer believed.
    pub withdrawn_at: Option<Moment>,
}

impl OrganisationState {
    /// Whether it was believed at a moment.
    #[must_use]
    pub(super) fn is_believed(&self, known_at: Moment) -> bool {
        self.recorded_at <= known_at && self.withdrawn_at.is_none_or(|withdrawn| withdrawn > known_at)
    }

    /// Its days, and what the organisation is on them.
    pub(super) fn span(&self) -> Span {
        let terms = Terms { kind: self.kind, parent_id: self.parent_id, district: self.district.clone() };
        Span { from: self.valid_from, until: self.valid_until, terms }
    }
}

impl Organisation {
    /// The organisation as it is in a state.
    #[must_use]
    pub(super) fn in_state(self, state: &OrganisationState) -> Self {
        Self {
            kind: state.kind,
            parent_id: state.parent_id,
            district: state.district.clone(),
            valid_from: since(state.valid_from),
            ..self
        }
    }
}

/// The day since when something is so, where that is known.
pub(super) fn since(from: Day) -> Option<Day> {
    Some(from).filter(|day| *day > Day::FIRST)
}
