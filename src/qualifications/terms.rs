//! KNOWS: what is corrected of an award, and what an award was before. Pure.

use diesel::prelude::*;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::faults;
use super::model::{Award, Obstacle};
use crate::db::schema::corrected_awards;
use crate::error::Faults;
use crate::values::{self, AwardId, Day, GradeId, Moment, Note, Reference, WorkerId};

/// First day and last, where there is one.
pub(super) type AwardDays = (Day, Option<Day>);

/// The part of an award that the decision says besides worker and grade.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = corrected_awards)]
pub(super) struct AwardTerms {
    pub decision_number: Reference,
    pub decided_on: Day,
    pub valid_from: Day,
    pub valid_until: Option<Day>,
}

/// An award as it was before it was corrected.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = corrected_awards)]
pub(super) struct CorrectedAward {
    award_id: AwardId,
    #[diesel(embed)]
    terms: AwardTerms,
    corrected_at: Moment,
    correction_reason: Note,
}

/// An award as its decision says it.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "decisionNumber": "71/2025", "decidedOn": "2025-02-20", "validFrom": "2025-03-01",
    "validUntil": "2030-02-28"
}))]
pub struct RestatedAward {
    /// The worker, who stays the same; may be left out.
    pub worker_id: Option<WorkerId>,
    /// The grade, which stays the same; may be left out.
    pub grade_id: Option<GradeId>,
    /// The decision's number, as the commission keeps it.
    pub decision_number: Reference,
    /// The day of the decision, not in the future.
    pub decided_on: Day,
    /// First day; it may lie before the decision.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
}

/// A correction of an award: all of it as its decision says.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "award": {
        "decisionNumber": "71/2025", "decidedOn": "2025-02-20", "validFrom": "2025-03-01",
        "validUntil": "2030-02-28"
    },
    "reason": "număr introdus greșit"
}))]
pub struct AwardCorrection {
    /// The award as it should be.
    #[validate(nested)]
    pub award: RestatedAward,
    /// Why it is corrected.
    pub reason: Note,
}

impl RestatedAward {
    /// Names what is wrong with it as a correction of an award.
    pub(super) fn check(&self, award: &Award, today: Day, faults: &mut Faults) {
        let is_own = self.worker_id.is_none_or(|worker| worker == award.worker_id);
        faults.require(is_own, "/award/workerId", faults::award_not_moved());
        let is_of_grade = self.grade_id.is_none_or(|grade| grade == award.grade_id);
        faults.require(is_of_grade, "/award/gradeId", faults::award_not_moved());
        faults.require(self.decided_on <= today, "/award/decidedOn", values::faults::day_in_future(today));
        let is_ordered = self.valid_until.is_none_or(|until| self.valid_from <= until);
        faults.require(is_ordered, "/award/validUntil", values::faults::ends_before_it_begins());
        let Some(revoked) = award.revoked_from else { return };
        faults.require(self.valid_from <= revoked, "/award/validFrom", faults::ends_by_revocation(revoked));
        let reaches = !is_ordered || self.valid_until.is_none_or(|until| revoked <= until);
        faults.require(reaches, "/award/validUntil", faults::ends_by_revocation(revoked));
    }

    pub(super) fn terms(&self) -> AwardTerms {
        AwardTerms::of(&self.decision_number, self.decided_on, (self.valid_from, self.valid_until))
    }
}

impl AwardTerms {
    fn of(decision_number: &Reference, decided_on: Day, (valid_from, valid_until): AwardDays) -> Self {
        Self { decision_number: decision_number.clone(), decided_on, valid_from, valid_until }
    }

    /// First and last day.
    pub(super) const fn days(&self) -> AwardDays {
        (self.valid_from, self.valid_until)
    }
}

impl Award {
    /// The part of it that may be corrected.
    pub(super) fn terms(&self) -> AwardTerms {
        AwardTerms::of(&self.decision_number, self.decided_on, (self.valid_from, self.valid_until))
    }

    /// The award on other terms.
    #[must_use]
    pub(super) fn on(self, terms: AwardTerms) -> Self {
        let AwardTerms { decision_number, decided_on, valid_from, valid_until } = terms;
        Self { decision_number, decided_on, valid_from, valid_until, ..self }
    }

    /// Whether it was corrected after a moment.
    #[must_use]
    pub(super) fn corrected_since(&self, moment: Moment) -> bool {
        self.corrected_at.is_some_and(|corrected| moment < corrected)
    }

    /// The award on the terms that were believed at a moment. Of awards that were corrected since, what they
    /// were before each correction is handed in, in that order.
    #[must_use]
    pub(super) fn worded_at(self, moment: Moment, corrected: &[CorrectedAward]) -> Self {
        if !self.corrected_since(moment) {
            return self;
        }
        let own = || corrected.iter().filter(|one| one.award_id == self.id);
        let then = own().find(|one| moment < one.corrected_at).map(|one| one.terms.clone());
        let last = own().rfind(|one| one.corrected_at <= moment);
        let (corrected_at, reason) =
            (last.map(|one| one.corrected_at), last.map(|one| &one.correction_reason));
        let correction_reason = reason.cloned();
        let terms = then.unwrap_or_else(|| self.terms());
        Self { corrected_at, correction_reason, ..self }.on(terms)
    }

    /// Finds whether another award of the person keeps this one from being corrected to `after`. One that was
    /// beside it before is none.
    #[must_use]
    pub(super) fn obstacle_to(&self, after: &Self, other: &Self) -> Option<Obstacle> {
        if other.id == self.id || other.grade_id != self.grade_id {
            return None;
        }
        let is_decision =
            other.commission_id == after.commission_id && other.decision_number == after.decision_number;
        if is_decision && after.revoked_at.is_none() && other.revoked_at.is_none() {
            return Some(Obstacle::Replaced);
        }
        let meets = |one: &Self| one.has_days() && other.overlaps(one.valid_from, one.last_day());
        Some(Obstacle::Held).filter(|_| meets(after) && !meets(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{ClientId, OrganisationId};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn moment(second: i64) -> Moment {
        Moment::from_microsecond(second * 1_000_000)
    }

    fn terms(number: &str, from: &str, until: &str) -> AwardTerms {
        AwardTerms {
            decision_number: Reference::parse(number).expect("a number"),
            decided_on: day("2025-02-20"),
            valid_from: day(from),
            valid_until: Some(day(until)),
        }
    }

    fn award(number: &str, from: &str, until: &str) -> Award {
        Award {
            id: AwardId::new(),
            worker_id: WorkerId::new(),
            grade_id: GradeId::new(),
            commission_id: OrganisationId::new(),
            decision_number: Reference::parse(number).expect("a number"),
            decided_on: day("2025-02-20"),
            valid_from: day(from),
            valid_until: Some(day(until)),
            recorded_at: moment(100),
            recorded_by: ClientId::new(),
            revoked_from: None,
            revoked_at: None,
            revoked_by: None,
            revocation_reason: None,
            migration_basis: None,
            revocation_withdrawn_at: None,
            revocation_withdrawal_reason: None,
            corrected_at: None,
            correction_reason: None,
        }
    }

    #[test]
    fn an_award_is_on_the_terms_that_were_believed() {
        let now = award("3/2025", "2025-03-01", "2030-02-28");
        let kept = |number: &str, until: &str, at: i64| CorrectedAward {
            award_id: now.id,
            terms: terms(number, "2025-03-01", until),
            corrected_at: moment(at),
            correction_reason: Note::ours("greșit"),
        };
        let of_another = CorrectedAward { award_id: AwardId::new(), ..kept("9/2025", "2040-01-01", 400) };
        let kept = [kept("1/2025", "2030-02-28", 200), of_another, kept("2/2025", "2031-02-28", 500)];
        let now =
            Award { corrected_at: Some(moment(500)), correction_reason: Some(Note::ours("greșit")), ..now };
        for (known_at, number, until, corrected_at) in [
            (150, "1/2025", "2030-02-28", None),
            (199, "1/2025", "2030-02-28", None),
            (200, "2/2025", "2031-02-28", Some(200)),
            (499, "2/2025", "2031-02-28", Some(200)),
            (500, "3/2025", "2030-02-28", Some(500)),
            (999, "3/2025", "2030-02-28", Some(500)),
        ] {
            let known = now.clone().worded_at(moment(known_at), &kept);
            assert_eq!(known.terms(), terms(number, "2025-03-01", until), "{known_at}");
            assert_eq!(known.corrected_at, corrected_at.map(moment), "{known_at}");
            assert_eq!(known.correction_reason.is_some(), corrected_at.is_some(), "{known_at}");
        }
    }

    #[test]
    fn another_award_is_an_obstacle_to_a_correction_where_it_did_not_stand_beside_before() {
        let before = award("17/2025", "2025-03-01", "2030-02-28");
        let other = |number: &str, from: &str, until: &str| Award {
            grade_id: before.grade_id,
            commission_id: before.commission_id,
            ..award(number, from, until)
        };
        let revoked = |one: Award, from: &str| Award {
            revoked_from: Some(day(from)),
            revoked_at: Some(moment(300)),
            ..one
        };
        let (held, replaced) = (Some(Obstacle::Held), Some(Obstacle::Replaced));
        let later = || other("18/2025", "2030-03-01", "2035-02-28");
        let elsewhere =
            Award { commission_id: OrganisationId::new(), ..other("71/2025", "2040-01-01", "2041-01-01") };
        for (after, other, obstacle) in [
            (terms("71/2025", "2025-03-01", "2030-02-28"), before.clone(), None),
            (terms("71/2025", "2025-03-01", "2030-02-28"), later(), None),
            (terms("17/2025", "2025-03-01", "2030-03-01"), later(), held),
            (
                terms("17/2025", "2025-03-01", "2030-03-01"),
                Award { grade_id: GradeId::new(), ..later() },
                None,
            ),
            (terms("17/2025", "2025-03-01", "2030-03-01"), revoked(later(), "2030-03-01"), None),
            // There before, beside it: two records of one person.
            (
                terms("71/2025", "2025-03-01", "2031-02-28"),
                other("18/2025", "2029-01-01", "2030-01-01"),
                None,
            ),
            // Its number is that of another award, which stands or does not.
            (terms("18/2025", "2025-03-01", "2030-02-28"), later(), replaced),
            (terms("18/2025", "2025-03-01", "2030-02-28"), revoked(later(), "2031-01-01"), None),
            (terms("71/2025", "2025-03-01", "2030-02-28"), elsewhere, None),
        ] {
            let found = before.obstacle_to(&before.clone().on(after.clone()), &other);
            assert_eq!(found, obstacle, "{after:?} {other:?}");
        }
        let gone = revoked(before.clone(), "2026-01-01");
        let after = gone.clone().on(terms("18/2025", "2025-03-01", "2031-02-28"));
        assert_eq!(gone.obstacle_to(&after, &later()), None, "it ends before the other begins");
    }
}
