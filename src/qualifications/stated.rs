//! KNOWS: what an award that was decided elsewhere is beside those on the register.

use super::model::{Award, NewAward};
use crate::values::{AwardId, Note, OrganisationId};

/// Award as whoever brings it states it.
#[derive(Debug, Clone)]
pub struct StatedAward {
    /// Its id, when it is kept.
    pub id: AwardId,
    /// The award.
    pub award: NewAward,
    /// The commission that decided.
    pub commission_id: OrganisationId,
    /// The act on which it was brought in, where its commission did not record it itself.
    pub migration_basis: Option<Note>,
}

/// Relation of a stated award to those that its worker has.
#[derive(Debug)]
pub enum AwardRelation<'h> {
    /// None of them has to do with it.
    New,
    /// The same is on the register.
    Equal(&'h Award),
    /// The same is on the register, and was revoked since.
    Revoked(&'h Award),
    /// The decision is on the register, with other days in these columns.
    Differs(&'h Award, Vec<&'static str>),
    /// The worker holds the grade on a day of it by another award.
    Overlaps(&'h Award),
}

impl StatedAward {
    /// Finds how it stands to the awards of its worker.
    #[must_use]
    pub fn relation<'h>(&self, held: &'h [Award]) -> AwardRelation<'h> {
        let NewAward { grade_id, decision_number, decided_on, valid_from, valid_until, worker_id: _ } =
            &self.award;
        let of_grade = || held.iter().filter(|other| other.grade_id == *grade_id);
        let decisions = || {
            of_grade().filter(|other| {
                other.commission_id == self.commission_id && other.decision_number == *decision_number
            })
        };
        let differing = |other: &Award| {
            let compared = [
                (other.decided_on == *decided_on, "decidedOn"),
                (other.valid_from == *valid_from, "validFrom"),
                (other.valid_until == *valid_until, "validUntil"),
            ];
            compared.into_iter().filter(|(is_same, _)| !is_same).map(|(_, field)| field).collect::<Vec<_>>()
        };
        if let Some(same) = decisions().find(|other| other.revoked_at.is_none()) {
            let fields = differing(same);
            return if fields.is_empty() {
                AwardRelation::Equal(same)
            } else {
                AwardRelation::Differs(same, fields)
            };
        }
        // One that was revoked because it was wrong makes room for the same decision as it should be.
        if let Some(same) = decisions().find(|other| differing(other).is_empty()) {
            return AwardRelation::Revoked(same);
        }
        let overlapping = of_grade().find(|other| other.overlaps(*valid_from, *valid_until));
        overlapping.map_or(AwardRelation::New, AwardRelation::Overlaps)
    }

    /// Whether another stated award of the same worker says the same.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let said = |stated: &Self| {
            let NewAward { grade_id, decision_number, decided_on, valid_from, valid_until, worker_id: _ } =
                stated.award.clone();
            let days = (decided_on, valid_from, valid_until);
            (grade_id, decision_number, days, stated.commission_id, stated.migration_basis.clone())
        };
        said(self) == said(other)
    }

    /// Whether another stated award of the same worker stands in its way: the same decision, or a day of the
    /// same grade.
    #[must_use]
    pub fn collides(&self, other: &Self) -> bool {
        let (one, two) = (&self.award, &other.award);
        let is_decision =
            self.commission_id == other.commission_id && one.decision_number == two.decision_number;
        let is_apart = one.valid_until.is_some_and(|last| last < two.valid_from)
            || two.valid_until.is_some_and(|last| last < one.valid_from);
        one.grade_id == two.grade_id && (is_decision || !is_apart)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{ClientId, Day, GradeId, Moment, Reference, WorkerId};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn stated(
        commission: OrganisationId,
        grade: GradeId,
        number: &str,
        from: &str,
        until: &str,
    ) -> StatedAward {
        let award = NewAward {
            worker_id: WorkerId::new(),
            grade_id: grade,
            decision_number: Reference::parse(number).expect("a number"),
            decided_on: day("2025-02-20"),
            valid_from: day(from),
            valid_until: Some(day(until)),
        };
        StatedAward { id: AwardId::new(), award, commission_id: commission, migration_basis: None }
    }

    fn held(stated: &StatedAward, revoked_from: Option<&str>) -> Award {
        let StatedAward { id, award, commission_id, migration_basis } = stated.clone();
        Award {
            id,
            worker_id: award.worker_id,
            grade_id: award.grade_id,
            commission_id,
            decision_number: award.decision_number,
            decided_on: award.decided_on,
            valid_from: award.valid_from,
            valid_until: award.valid_until,
            recorded_at: Moment::from_microsecond(0),
            recorded_by: ClientId::new(),
            revoked_from: revoked_from.map(day),
            revoked_at: revoked_from.map(|_| Moment::from_microsecond(1)),
            revoked_by: None,
            revocation_reason: None,
            migration_basis,
            revocation_withdrawn_at: None,
            revocation_withdrawal_reason: None,
            corrected_at: None,
            correction_reason: None,
        }
    }

    #[test]
    fn an_award_is_new_equal_other_or_overlaps() {
        let (here, elsewhere) = (OrganisationId::new(), OrganisationId::new());
        let (grade, other) = (GradeId::new(), GradeId::new());
        let first = stated(here, grade, "17/2025", "2025-03-01", "2030-02-28");
        let revoked = held(&first, Some("2026-01-01"));
        let stands = [held(&first, None)];
        for (new, expected) in [
            (stated(here, grade, "17/2025", "2025-03-01", "2030-02-28"), "equal"),
            (stated(here, grade, "17/2025", "2025-03-02", "2030-02-27"), "differs validFrom validUntil"),
            (stated(here, grade, "18/2025", "2030-02-28", "2031-01-01"), "overlaps"),
            (stated(elsewhere, grade, "17/2025", "2025-03-01", "2030-02-28"), "overlaps"),
            (stated(here, grade, "18/2025", "2030-03-01", "2031-01-01"), "new"),
            (stated(here, grade, "18/2025", "2020-03-01", "2025-02-28"), "new"),
            (stated(here, other, "17/2025", "2025-03-01", "2030-02-28"), "new"),
        ] {
            let told = match new.relation(&stands) {
                AwardRelation::New => "new".to_owned(),
                AwardRelation::Equal(_) => "equal".to_owned(),
                AwardRelation::Revoked(_) => "revoked".to_owned(),
                AwardRelation::Differs(_, fields) => format!("differs {}", fields.join(" ")),
                AwardRelation::Overlaps(_) => "overlaps".to_owned(),
            };
            assert_eq!(told, expected, "{new:?}");
            assert_eq!(new.collides(&first), expected != "new", "{new:?}");
        }
        // A revoked award is not the same as one that is stated, and makes room for the right one.
        let wrong = held(&first, Some("2025-03-01"));
        let mended = stated(here, grade, "17/2025", "2025-04-01", "2030-03-31");
        assert!(matches!(mended.relation(std::slice::from_ref(&wrong)), AwardRelation::New));
        assert!(matches!(mended.relation(&[wrong, held(&first, None)]), AwardRelation::Differs(..)));
        assert!(matches!(first.relation(std::slice::from_ref(&revoked)), AwardRelation::Revoked(_)));
        // Behind a revocation there is room.
        let after = stated(here, grade, "18/2025", "2026-01-01", "2031-01-01");
        assert!(matches!(after.relation(&[revoked]), AwardRelation::New));
    }
}
