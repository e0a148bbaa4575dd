//! KNOWS: what is asked of a programme: to be drafted, edited, approved, retired.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::words::{DeliveryMode, HoursBasis};
use crate::values::{
    Code, Credits, Day, Hours, Language, Link, Name, Note, OrganisationId, ProgrammeCode, ProgrammeId,
};

/// A programme to draft.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "code": "CFP-101", "titleRo": "Supervizarea cazurilor de neglijare",
    "titleEn": "Supervising cases of neglect",
    "titleRu": "Супервизия случаев пренебрежения", "domain": "supervision", "hours": "24",
    "hoursBasis": "documented",
    "credits": "1.5", "deliveryMode": "blended", "language": "ro", "provenance": "university curriculum",
    "source": "Universitatea de Stat din Moldova",
    "sourceUrl": "https://usm.md/programe", "sample": false
}))]
pub struct NewProgramme {
    /// Its code in the catalogue; no other programme has it.
    pub code: ProgrammeCode,
    /// Its title in Romanian.
    pub title_ro: Name,
    /// Its title in English.
    pub title_en: Option<Name>,
    /// Its title in Russian.
    pub title_ru: Option<Name>,
    /// Its subject, as a code.
    pub domain: Code,
    /// Its length.
    pub hours: Hours,
    /// The ground on which its hours are known.
    pub hours_basis: HoursBasis,
    /// Its study credits, where it gives any.
    pub credits: Option<Credits>,
    /// The form in which it is taught, where that is settled.
    pub delivery_mode: Option<DeliveryMode>,
    /// The language it is taught in, where that is settled.
    pub language: Option<Language>,
    /// The programme that it takes the place of; one that was approved.
    pub supersedes_id: Option<ProgrammeId>,
    /// Whether who completes this one counts as having completed the one that it supersedes.
    #[serde(default)]
    pub equivalent: bool,
    /// The organisation that keeps it; the caller's own where it is left out.
    pub owner_id: Option<OrganisationId>,
    /// Its way into the catalogue.
    pub provenance: Name,
    /// The source's name.
    pub source: Option<Name>,
    /// The address at which the source can be read.
    pub source_url: Option<Link>,
    /// Whether it is sample data.
    #[serde(default)]
    pub sample: bool,
}

/// Changes of a draft; fields that are left out stay.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "titleEn": "Supervision in cases of neglect", "hours": "30", "hoursBasis": "documented"
}))]
pub struct ProgrammeChange {
    /// Its code in the catalogue; no other programme has it.
    pub code: Option<ProgrammeCode>,
    /// Its title in Romanian.
    pub title_ro: Option<Name>,
    /// Its title in English.
    pub title_en: Option<Name>,
    /// Its title in Russian.
    pub title_ru: Option<Name>,
    /// Its subject, as a code.
    pub domain: Option<Code>,
    /// Its length.
    pub hours: Option<Hours>,
    /// The ground on which its hours are known.
    pub hours_basis: Option<HoursBasis>,
    /// Its study credits.
    pub credits: Option<Credits>,
    /// The form in which it is taught.
    pub delivery_mode: Option<DeliveryMode>,
    /// The language it is taught in.
    pub language: Option<Language>,
    /// The programme that it takes the place of; one that was approved.
    pub supersedes_id: Option<ProgrammeId>,
    /// Whether who completes this one counts as having completed the one that it supersedes.
    pub equivalent: Option<bool>,
    /// Its way into the catalogue.
    pub provenance: Option<Name>,
    /// The source's name.
    pub source: Option<Name>,
    /// The address at which the source can be read.
    pub source_url: Option<Link>,
}

/// The approval of a draft.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[schema(as = NewProgrammeApproval)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "approvedFrom": "2026-12-01", "legalBasis": "Ordinul ministrului nr. 41 din 2026-11-20"
}))]
pub struct Approval {
    /// The first day on which the programme can be completed.
    pub approved_from: Day,
    /// On what it is approved.
    pub legal_basis: Note,
}

/// A correction of an approval: all of it as it should be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[schema(as = ProgrammeApprovalCorrection)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "approval": { "approvedFrom": "2026-11-01", "legalBasis": "Ordinul ministrului nr. 41 din 2026-10-20" },
    "reason": "data ordinului introdusă greșit"
}))]
pub struct ApprovalCorrection {
    /// The approval as it should be.
    #[validate(nested)]
    pub approval: Approval,
    /// Why it is corrected.
    pub reason: Note,
}

/// The retirement of an approved programme.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[schema(as = NewProgrammeRetirement)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "lastStartOn": "2027-05-31", "lastCompletionOn": "2027-08-31", "reason": "înlocuit de CFP-102"
}))]
pub struct Retirement {
    /// The last day on which the programme can be begun; left out, the last on which it can be completed.
    pub last_start_on: Option<Day>,
    /// The last day on which the programme can be completed; it or `retiredFrom` is required.
    pub last_completion_on: Option<Day>,
    /// The first day on which the programme can no longer be completed: the day after `lastCompletionOn`,
    /// which says the same.
    pub retired_from: Option<Day>,
    /// Why it is retired.
    pub reason: Note,
}

/// A correction of a retirement: all of it as it should be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "retirement": {
        "lastStartOn": "2027-05-31", "lastCompletionOn": "2027-12-31", "reason": "înlocuit de CFP-102"
    },
    "reason": "cursurile începute în mai se încheie în decembrie"
}))]
pub struct RetirementCorrection {
    /// The retirement as it should be.
    #[validate(nested)]
    pub retirement: Retirement,
    /// Why it is corrected.
    pub reason: Note,
}
