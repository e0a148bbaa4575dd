//! KNOWS: what a programme is, how it changes, and on which days it is taught.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

use super::faults;
use super::request::{
    Approval, ApprovalCorrection, NewProgramme, ProgrammeChange, Retirement, RetirementCorrection,
};
use super::words::{DeliveryMode, HoursBasis};
use crate::db::schema::programmes;
use crate::error::{Error, Result};
use crate::values::{
    self, Code, Credits, Day, Fault, Hours, Language, Link, Moment, Name, Note, OrganisationId,
    ProgrammeCode, ProgrammeId, fold, vocabulary,
};

vocabulary! {
    /// The stage that a programme has reached.
    pub enum ProgrammeStatus {
        /// Being written; nobody can complete it.
        Draft = "draft",
        /// Approved from a day on.
        Approved = "approved",
        /// Approved once, and retired from a day on.
        Retired = "retired",
    }
}

/// A programme of the catalogue.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = programmes)]
#[diesel(treat_none_as_default_value = false, treat_none_as_null = true)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000b1", "code": "CFP-050",
    "titleRo": "Tehnici de prevenire a epuizării profesionale",
    "titleEn": "Techniques to prevent occupational burnout", "titleRu": null,
    "domain": "burnout_prevention", "hours": "12", "hoursBasis": "indicative", "credits": null,
    "deliveryMode": "in_person", "language": "ro",
    "supersedesId": null, "equivalent": false,
    "ownerId": "01990000-0000-7000-8000-0000000000a1", "provenance": "topic named in a source",
    "source": "SocioPolis / Caritas CZ",
    "sourceUrl": "https://sociopolis.md/eng/training-of-specialists-from-social-services",
    "status": "approved", "approvedFrom": "2020-01-01",
    "approvalCorrection": null, "approvalBasis": "sample data, not an official approval",
    "retiredFrom": null, "lastStartOn": null, "lastCompletionOn": null, "retirementReason": null,
    "retirementCorrection": null, "sample": true,
    "createdAt": "2026-11-23T10:00:00.000000Z", "updatedAt": "2026-11-23T10:00:00.000000Z"
}))]
pub struct Programme {
    /// Its id.
    pub id: ProgrammeId,
    /// Its code in the catalogue.
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
    /// The programme that it takes the place of.
    pub supersedes_id: Option<ProgrammeId>,
    /// Whether who completes this one counts as having completed the one that it supersedes.
    pub equivalent: bool,
    /// The organisation that keeps it.
    pub owner_id: OrganisationId,
    /// Its way into the catalogue.
    pub provenance: Name,
    /// The source's name.
    pub source: Option<Name>,
    /// The address at which the source can be read.
    pub source_url: Option<Link>,
    /// The stage that it has reached.
    pub status: ProgrammeStatus,
    /// The first day on which it can be completed.
    pub approved_from: Option<Day>,
    /// On what it was approved.
    pub approval_basis: Option<Note>,
    /// Why day or basis of its approval were corrected last.
    pub approval_correction: Option<Note>,
    /// The first day on which it can no longer be completed: the day after `lastCompletionOn`.
    pub retired_from: Option<Day>,
    /// The last day on which it can be begun.
    pub last_start_on: Option<Day>,
    /// The last day on which it can be completed.
    pub last_completion_on: Option<Day>,
    /// Why it was retired.
    pub retirement_reason: Option<Note>,
    /// Why the days of its retirement were corrected last.
    pub retirement_correction: Option<Note>,
    /// Whether it is sample data.
    pub sample: bool,
    /// The moment at which it was put on the register.
    pub created_at: Moment,
    /// The moment at which it was last changed.
    pub updated_at: Moment,
}

/// The drafts that a caller may see. A programme that was ever approved is for everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// Nobody's.
    Nobodys,
    /// An organisation's own.
    Of(OrganisationId),
    /// Everybody's.
    Everybodys,
}

impl Drafts {
    /// Whether a programme is in sight of one who may see these drafts.
    #[must_use]
    pub fn show(self, programme: &Programme) -> bool {
        programme.status != ProgrammeStatus::Draft
            || match self {
                Self::Nobodys => false,
                Self::Of(owner) => programme.owner_id == owner,
                Self::Everybodys => true,
            }
    }
}

impl Programme {
    /// A programme as it begins: a draft.
    #[must_use]
    pub fn draft(new: &NewProgramme, owner: OrganisationId, now: Moment) -> Self {
        Self {
            id: ProgrammeId::new(),
            code: new.code.clone(),
            title_ro: new.title_ro.clone(),
            title_en: new.title_en.clone(),
            title_ru: new.title_ru.clone(),
            domain: new.domain.clone(),
            hours: new.hours,
            hours_basis: new.hours_basis,
            credits: new.credits,
            delivery_mode: new.delivery_mode,
            language: new.language,
            supersedes_id: new.supersedes_id,
            equivalent: new.equivalent,
            owner_id: owner,
            provenance: new.provenance.clone(),
            source: new.source.clone(),
            source_url: new.source_url.clone(),
            status: ProgrammeStatus::Draft,
            approved_from: None,
            approval_basis: None,
            approval_correction: None,
            retired_from: None,
            last_start_on: None,
            last_completion_on: None,
            retirement_reason: None,
            retirement_correction: None,
            sample: new.sample,
            created_at: now,
            updated_at: now,
        }
    }

    /// Edits a draft.
    ///
    /// # Errors
    /// It is no draft any more.
    pub fn edit(&mut self, change: &ProgrammeChange, now: Moment) -> Result<()> {
        self.expect(ProgrammeStatus::Draft, faults::only_draft_edited)?;
        set(&mut self.code, change.code.as_ref());
        set(&mut self.title_ro, change.title_ro.as_ref());
        set(&mut self.domain, change.domain.as_ref());
        set(&mut self.hours, change.hours.as_ref());
        set(&mut self.hours_basis, change.hours_basis.as_ref());
        set(&mut self.equivalent, change.equivalent.as_ref());
        set(&mut self.provenance, change.provenance.as_ref());
        fill(&mut self.title_en, change.title_en.as_ref());
        fill(&mut self.title_ru, change.title_ru.as_ref());
        fill(&mut self.credits, change.credits.as_ref());
        fill(&mut self.supersedes_id, change.supersedes_id.as_ref());
        fill(&mut self.delivery_mode, change.delivery_mode.as_ref());
        fill(&mut self.language, change.language.as_ref());
        fill(&mut self.source, change.source.as_ref());
        fill(&mut self.source_url, change.source_url.as_ref());
        self.updated_at = now;
        Ok(())
    }

    /// Approves a draft.
    ///
    /// # Errors
    /// It is no draft any more.
    pub fn approve(&mut self, approval: &Approval, now: Moment) -> Result<()> {
        self.expect(ProgrammeStatus::Draft, faults::only_draft_approved)?;
        self.status = ProgrammeStatus::Approved;
        self.approved_from = Some(approval.approved_from);
        self.approval_basis = Some(approval.legal_basis.clone());
        self.updated_at = now;
        Ok(())
    }

    /// Corrects the day and the basis of an approval.
    ///
    /// # Errors
    /// It is a draft, would begin after it ends, or stays as it is.
    pub fn correct_approval(&mut self, correction: &ApprovalCorrection, now: Moment) -> Result<()> {
        if self.status == ProgrammeStatus::Draft {
            return Err(Error::conflict(faults::only_approved_corrected()));
        }
        let from = correction.approval.approved_from;
        if let Some(last) = self.last_start_on.filter(|last| *last < from) {
            return Err(Error::fault("/approval/approvedFrom", faults::approved_after_its_end(last)));
        }
        let (before, basis) = (self.approved_from, Some(correction.approval.legal_basis.clone()));
        if before == Some(from) && self.approval_basis == basis {
            return Err(Error::fault("/approval", values::faults::nothing_corrected()));
        }
        self.approved_from = Some(from);
        self.approval_basis = basis;
        self.approval_correction = Some(correction.reason.clone());
        self.updated_at = now;
        Ok(())
    }

    /// Retires an approved programme.
    ///
    /// # Errors
    /// It is not approved, or would end before it began.
    pub fn retire(&mut self, retirement: &Retirement, now: Moment) -> Result<()> {
        self.expect(ProgrammeStatus::Approved, faults::only_approved_retired)?;
        self.end(retirement, "", now)?;
        self.status = ProgrammeStatus::Retired;
        Ok(())
    }

    /// Corrects the days of a retirement.
    ///
    /// # Errors
    /// It is not retired, would end before it began, or stays as it is.
    pub fn correct_retirement(&mut self, correction: &RetirementCorrection, now: Moment) -> Result<()> {
        self.expect(ProgrammeStatus::Retired, faults::only_retired_corrected)?;
        let said = |one: &Self| (one.last_start_on, one.last_completion_on, one.retirement_reason.clone());
        let before = said(self);
        self.end(&correction.retirement, "/retirement", now)?;
        if said(self) == before {
            return Err(Error::fault("/retirement", values::faults::nothing_corrected()));
        }
        self.retirement_correction = Some(correction.reason.clone());
        Ok(())
    }

    fn end(&mut self, retirement: &Retirement, at: &str, now: Moment) -> Result<()> {
        let approved = self.approved_from.unwrap_or(Day::FIRST);
        let (begun, completed) = retirement
            .days(approved)
            .map_err(|(place, fault)| Error::fault(format!("{at}/{place}"), fault))?;
        self.retired_from = Some(completed.next());
        self.last_start_on = Some(begun);
        self.last_completion_on = Some(completed);
        self.retirement_reason = Some(retirement.reason.clone());
        self.updated_at = now;
        Ok(())
    }

    fn expect(&self, status: ProgrammeStatus, otherwise: fn(&str) -> Fault) -> Result<()> {
        if self.status == status { Ok(()) } else { Err(Error::conflict(otherwise(self.status.as_str()))) }
    }

    /// Whether it can be completed on a day: from its approval on, and until the day before its retirement.
    ///
    /// # Errors
    /// It cannot; the fault says what was expected.
    pub fn taught_on(&self, day: Day) -> Result<(), Fault> {
        match (self.approved_from, self.retired_from) {
            (None, _) => Err(faults::draft()),
            (Some(approved), _) if day < approved => Err(faults::not_yet_taught(approved)),
            (_, Some(retired)) if retired <= day => Err(faults::no_longer_taught(retired)),
            _ => Ok(()),
        }
    }

    /// Whether it can be begun on a day: until the last one to begin it, once it is retired.
    ///
    /// # Errors
    /// It cannot; the fault says what was expected.
    pub fn begun_on(&self, day: Day) -> Result<(), Fault> {
        match self.last_start_on {
            Some(last) if last < day => Err(faults::no_longer_begun(last)),
            _ => Ok(()),
        }
    }

    /// The text that a search looks through: code and titles, in lower case without diacritics.
    #[must_use]
    pub fn search_text(&self) -> String {
        let titles = [Some(&self.title_ro), self.title_en.as_ref(), self.title_ru.as_ref()];
        let texts: Vec<_> = std::iter::once(self.code.as_str())
            .chain(titles.into_iter().flatten().map(Name::as_str))
            .collect();
        fold(&texts.join(" "))
    }
}

fn set<T: Clone>(field: &mut T, change: Option<&T>) {
    if let Some(change) = change {
        field.clone_from(change);
    }
}

fn fill<T: Clone>(field: &mut Option<T>, change: Option<&T>) {
    if change.is_some() {
        *field = change.cloned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn a_programme_is_taught_from_its_approval_until_its_retirement() {
        let new: NewProgramme = serde_json::from_value(serde_json::json!({
            "code": "CFP-101", "titleRo": "Supervizare", "domain": "supervision", "hours": "24",
            "hoursBasis": "approved", "provenance": "test"
        }))
        .expect("a programme");
        let now = Moment::from_microsecond(0);
        let draft = Programme::draft(&new, OrganisationId::new(), now);
        let mut approved = draft.clone();
        approved
            .approve(&Approval { approved_from: day("2024-03-01"), legal_basis: Note::ours("order 12") }, now)
            .expect("approved");
        let mut retired = approved.clone();
        let retirement = |from| Retirement {
            last_start_on: None,
            last_completion_on: None,
            retired_from: Some(day(from)),
            reason: Note::ours("out of date"),
        };
        assert!(
            approved.clone().retire(&retirement("2024-03-01"), now).is_err(),
            "it would end on the day on which it began"
        );
        retired.retire(&retirement("2025-01-01"), now).expect("retired");

        let from = "this one is approved from 2024-03-01";
        let until = "this one is retired from 2025-01-01";
        let table = [
            (&draft, "2024-03-01", Some("this one is a draft")),
            (&approved, "2024-02-29", Some(from)),
            (&approved, "2024-03-01", None),
            (&approved, "2199-12-31", None),
            (&retired, "2024-02-29", Some(from)),
            (&retired, "2024-03-01", None),
            (&retired, "2024-12-31", None),
            (&retired, "2025-01-01", Some(until)),
            (&retired, "2025-01-02", Some(until)),
        ];
        for (programme, on, refusal) in table {
            let taught = programme.taught_on(day(on));
            match refusal {
                None => assert_eq!(taught, Ok(()), "{} on {on}", programme.status),
                Some(why) => {
                    assert!(
                        taught.is_err_and(|said| said.to_string().ends_with(why)),
                        "{} on {on}",
                        programme.status
                    );
                }
            }
        }
    }
}
