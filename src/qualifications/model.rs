//! KNOWS: what an award is, and on which days it holds.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::db::schema::{awards, withdrawn_revocations};
use crate::values::{AwardId, ClientId, Day, GradeId, Moment, Note, OrganisationId, Reference, WorkerId};

/// A grade given to a worker by a commission's decision, from a day to a day.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = awards)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000f1", "workerId": "01990000-0000-7000-8000-000000000001",
    "gradeId": "01990000-0000-7000-8000-0000000000d1", "commissionId": "01990000-0000-7000-8000-0000000000a1",
    "decisionNumber": "17/2025", "decidedOn": "2025-02-20", "validFrom": "2025-03-01",
    "validUntil": "2030-02-28",
    "recordedAt": "2026-11-23T10:00:00.000000Z", "recordedBy": "01990000-0000-7000-8000-0000000000c1",
    "revokedFrom": null, "revokedAt": null, "revocationReason": null, "migrationBasis": null,
    "revocationWithdrawnAt": null, "revocationWithdrawalReason": null, "correctedAt": null,
    "correctionReason": null
}))]
pub struct Award {
    /// Its id.
    pub id: AwardId,
    /// The worker.
    pub worker_id: WorkerId,
    /// The grade.
    pub grade_id: GradeId,
    /// The commission that decided.
    pub commission_id: OrganisationId,
    /// The decision's number.
    pub decision_number: Reference,
    /// The day of the decision.
    pub decided_on: Day,
    /// First day.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The client that recorded it.
    pub recorded_by: ClientId,
    /// The first day on which it no longer holds, if it was revoked.
    pub revoked_from: Option<Day>,
    /// The moment at which the revocation became known.
    pub revoked_at: Option<Moment>,
    /// The client that recorded the revocation.
    #[serde(skip)]
    pub revoked_by: Option<ClientId>,
    /// Why it was revoked.
    pub revocation_reason: Option<Note>,
    /// The act on which it was brought in, where it was decided before the register, or by a commission that
    /// does not record itself.
    pub migration_basis: Option<Note>,
    /// The moment at which a revocation of it, recorded in error, was last withdrawn.
    pub revocation_withdrawn_at: Option<Moment>,
    /// Why that revocation was recorded in error.
    pub revocation_withdrawal_reason: Option<Note>,
    /// The moment at which it was last corrected: number, day of the decision, first or last day.
    pub corrected_at: Option<Moment>,
    /// Why it was corrected.
    pub correction_reason: Option<Note>,
}

/// A revocation that was withdrawn: as long as it was believed, the award was revoked.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = withdrawn_revocations)]
pub(super) struct WithdrawnRevocation {
    award_id: AwardId,
    revoked_from: Day,
    revoked_at: Moment,
    revoked_by: Option<ClientId>,
    revocation_reason: Option<Note>,
    withdrawn_at: Moment,
    withdrawal_reason: Note,
}

/// An award to record.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "workerId": "01990000-0000-7000-8000-000000000001", "gradeId": "01990000-0000-7000-8000-0000000000d1",
    "decisionNumber": "17/2025", "decidedOn": "2025-02-20", "validFrom": "2025-03-01",
    "validUntil": "2030-02-28"
}))]
pub struct NewAward {
    /// The worker.
    pub worker_id: WorkerId,
    /// The grade.
    pub grade_id: GradeId,
    /// The decision's number, as the commission keeps it.
    pub decision_number: Reference,
    /// The day of the decision, not in the future.
    pub decided_on: Day,
    /// First day; it may lie before the decision.
    pub valid_from: Day,
    /// Last day, where there is one.
    pub valid_until: Option<Day>,
}

/// The revocation of an award.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "revokedFrom": "2026-12-01", "reason": "decizia a fost anulată" }))]
pub struct Revocation {
    /// The first day on which the award no longer holds; a day of the award's period.
    pub revoked_from: Day,
    /// Why.
    pub reason: Note,
}

/// The withdrawal of a revocation that was recorded in error.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "revocarea privea altă decizie" }))]
pub struct RevocationWithdrawal {
    /// Why it was recorded in error.
    pub reason: Note,
}

/// Seconds by which one server's clock may be behind another's.
const BEHIND_SECONDS: i64 = 60;

/// Another award in whose way a revoked one would stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// It stands under the same decision, which it took the place of.
    Replaced,
    /// By it the worker holds the grade on a day of the revoked one.
    Held,
}

impl Award {
    /// Whether a revocation of it was withdrawn after a moment.
    #[must_use]
    pub(super) fn turned_since(&self, moment: Moment) -> bool {
        self.revocation_withdrawn_at.is_some_and(|withdrawn| moment < withdrawn)
    }

    /// The award as it was known at a moment: what was revoked later still stood, and what was taken for
    /// revoked then is revoked. Of revocations that were withdrawn, those of awards that turned since are
    /// handed in, in that order.
    #[must_use]
    pub(super) fn known_at(self, moment: Moment, withdrawn: &[WithdrawnRevocation]) -> Self {
        let has_turned = self.turned_since(moment);
        let own = || withdrawn.iter().filter(|one| one.award_id == self.id);
        let then = own().find(|one| one.revoked_at <= moment && moment < one.withdrawn_at).cloned();
        let before = own().rfind(|one| one.withdrawn_at <= moment).cloned();
        let is_known = self.revoked_at.is_none_or(|revoked| revoked <= moment);
        let known = if is_known && !has_turned {
            self
        } else {
            Self { revoked_from: None, revoked_at: None, revoked_by: None, revocation_reason: None, ..self }
        };
        if !has_turned {
            return known;
        }
        let known = Self {
            revocation_withdrawn_at: before.as_ref().map(|one| one.withdrawn_at),
            revocation_withdrawal_reason: before.map(|one| one.withdrawal_reason),
            ..known
        };
        let Some(then) = then else { return known };
        Self {
            revoked_from: Some(then.revoked_from),
            revoked_at: Some(then.revoked_at),
            revoked_by: then.revoked_by,
            revocation_reason: then.revocation_reason,
            ..known
        }
    }

    /// Finds whether another award of the person keeps this one, which was revoked at a moment, from standing
    /// again. One that was there beside it before is none, but of the last minute before the revocation
    /// nobody knows the order.
    #[must_use]
    pub(super) fn obstacle(&self, other: &Self, revoked_at: Moment) -> Option<Obstacle> {
        if other.id == self.id || other.grade_id != self.grade_id {
            return None;
        }
        let is_decision =
            other.commission_id == self.commission_id && other.decision_number == self.decision_number;
        if is_decision && other.revoked_at.is_none() {
            return Some(Obstacle::Replaced);
        }
        // Another server's clock may be behind: what it recorded of late came after the revocation, of which
        // it knew, although its moment is earlier.
        let since = revoked_at.plus_seconds(-BEHIND_SECONDS);
        let stood_again = other.revocation_withdrawn_at.is_some_and(|again| since <= again);
        let is_later = since <= other.recorded_at || stood_again;
        let overlaps = other.overlaps(self.valid_from, self.valid_until);
        Some(Obstacle::Held).filter(|_| is_later && overlaps)
    }

    /// Whether the award, as it stands, shares a day with a period.
    #[must_use]
    pub(super) fn overlaps(&self, from: Day, until: Option<Day>) -> bool {
        let last = self.last_day();
        self.has_days()
            && until.is_none_or(|until| self.valid_from <= until)
            && last.is_none_or(|last| from <= last)
    }

    /// Whether it has a day at all: revoked from its first on it has none.
    #[must_use]
    pub(super) fn has_days(&self) -> bool {
        self.last_day().is_none_or(|last| self.valid_from <= last)
    }

    /// The last day on which it holds; a revocation may end it before its time.
    #[must_use]
    pub(super) fn last_day(&self) -> Option<Day> {
        last_day(self.valid_until, self.revoked_from, self.revoked_at, Moment::from_microsecond(i64::MAX))
    }

    /// Whether the award can be revoked from this day.
    #[must_use]
    pub(super) fn is_revocable_from(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|last| day <= last)
    }
}

/// The last day on which an award holds, as known at a moment; before its first day where it was revoked from
/// that on.
pub(super) fn last_day(
    valid_until: Option<Day>,
    revoked_from: Option<Day>,
    revoked_at: Option<Moment>,
    known_at: Moment,
) -> Option<Day> {
    let is_known = revoked_at.is_some_and(|moment| moment <= known_at);
    let before_revocation = revoked_from.filter(|_| is_known).map(Day::previous);
    match (valid_until, before_revocation) {
        (Some(last), Some(before)) => Some(last.min(before)),
        (last, before) => last.or(before),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn moment(second: i64) -> Moment {
        Moment::from_microsecond(second * 1_000_000)
    }

    /// An award that became known at second 100, and its revocation at second 200.
    fn award(from: &str, until: Option<&str>, revoked_from: Option<&str>) -> Award {
        Award {
            id: AwardId::new(),
            worker_id: WorkerId::new(),
            grade_id: GradeId::new(),
            commission_id: OrganisationId::new(),
            decision_number: Reference::parse("17/2025").expect("a number"),
            decided_on: day(from),
            valid_from: day(from),
            valid_until: until.map(day),
            recorded_at: moment(100),
            recorded_by: ClientId::new(),
            revoked_from: revoked_from.map(day),
            revoked_at: revoked_from.map(|_| moment(200)),
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
    fn periods_overlap_when_they_share_a_day() {
        let (limited, open) =
            (award("2025-03-01", Some("2025-03-31"), None), award("2025-03-01", None, None));
        let revoked = award("2025-03-01", Some("2025-03-31"), Some("2025-03-11"));
        let cut = award("2025-03-01", None, Some("2025-03-11"));
        let never = award("2025-03-01", Some("2025-03-31"), Some("2025-03-01"));
        let table = [
            (&limited, "2025-02-01", Some("2025-02-28"), false),
            (&limited, "2025-02-01", Some("2025-03-01"), true),
            (&limited, "2025-02-01", None, true),
            (&limited, "2025-03-10", Some("2025-03-10"), true),
            (&limited, "2025-03-31", Some("2025-04-30"), true),
            (&limited, "2025-04-01", Some("2025-04-30"), false),
            (&limited, "2025-04-01", None, false),
            (&limited, "2025-01-01", Some("2025-12-31"), true),
            (&open, "2025-02-01", Some("2025-02-28"), false),
            (&open, "2025-02-01", Some("2025-03-01"), true),
            (&open, "2199-12-31", None, true),
            (&revoked, "2025-03-10", None, true),
            (&revoked, "2025-03-11", None, false),
            (&cut, "2025-03-10", None, true),
            (&cut, "2025-03-11", None, false),
            (&never, "2025-01-01", Some("2025-12-31"), false),
            (&never, "2025-03-01", None, false),
            (&never, "2025-02-01", Some("2025-02-28"), false),
        ];
        for (award, from, until, overlaps) in table {
            let asked = award.overlaps(day(from), until.map(day));
            assert_eq!(
                asked, overlaps,
                "{from} to {until:?} beside one revoked from {:?}",
                award.revoked_from
            );
        }
    }

    #[test]
    fn an_award_is_known_as_it_was_through_revocations_and_their_withdrawals() {
        let note = |text: &str| Note::parse(text).expect("a note");
        let mut award = award("2025-03-01", None, None);
        let withdrawn = |from: &str, at: i64, until: i64| WithdrawnRevocation {
            award_id: award.id,
            revoked_from: day(from),
            revoked_at: moment(at),
            revoked_by: None,
            revocation_reason: Some(note("revocată")),
            withdrawn_at: moment(until),
            withdrawal_reason: note("greșit"),
        };
        let kept = [withdrawn("2025-05-01", 200, 300), withdrawn("2025-06-01", 400, 500)];
        award.revocation_withdrawn_at = Some(moment(500));
        award.revocation_withdrawal_reason = Some(note("greșit"));
        (award.revoked_from, award.revoked_at) = (Some(day("2025-07-01")), Some(moment(600)));
        for (known_at, revoked_from, withdrawn_at) in [
            (100, None, None),
            (199, None, None),
            (200, Some("2025-05-01"), None),
            (299, Some("2025-05-01"), None),
            (300, None, Some(300)),
            (400, Some("2025-06-01"), Some(300)),
            (499, Some("2025-06-01"), Some(300)),
            (500, None, Some(500)),
            (599, None, Some(500)),
            (600, Some("2025-07-01"), Some(500)),
            (999, Some("2025-07-01"), Some(500)),
        ] {
            let known = award.clone().known_at(moment(known_at), &kept);
            let told = (known.revoked_from, known.revocation_withdrawn_at);
            assert_eq!(told, (revoked_from.map(day), withdrawn_at.map(moment)), "{known_at}");
            assert_eq!(known.revoked_at.is_some(), revoked_from.is_some(), "{known_at}");
            assert_eq!(known.revocation_withdrawal_reason.is_some(), withdrawn_at.is_some(), "{known_at}");
            let holds = known.last_day().is_none_or(|last| day("2025-06-15") <= last);
            assert_eq!(holds, revoked_from.is_none_or(|from| from == "2025-07-01"), "{known_at}");
        }
    }

    #[test]
    fn another_award_is_an_obstacle_where_it_took_the_place_of_a_revoked_one() {
        let revoked = award("2025-03-01", Some("2030-02-28"), Some("2026-01-01"));
        let other = |from: &str, until: Option<&str>, recorded: i64| Award {
            worker_id: revoked.worker_id,
            grade_id: revoked.grade_id,
            commission_id: revoked.commission_id,
            decision_number: Reference::parse("18/2025").expect("a number"),
            recorded_at: moment(recorded),
            ..award(from, until, None)
        };
        let same = |other: Award| Award { decision_number: revoked.decision_number.clone(), ..other };
        let cut = |other: Award, from: &str| Award {
            revoked_from: Some(day(from)),
            revoked_at: Some(moment(400)),
            ..other
        };
        let again = |other: Award, at: i64| Award { revocation_withdrawn_at: Some(moment(at)), ..other };
        let (held, replaced) = (Some(Obstacle::Held), Some(Obstacle::Replaced));
        for (other, obstacle) in [
            (revoked.clone(), None),
            (other("2026-01-01", None, 300), held),
            (other("2030-03-01", None, 300), None),
            (other("2020-01-01", Some("2025-02-28"), 300), None),
            // There before, beside it: two records of one person.
            (other("2026-01-01", None, 130), None),
            (again(other("2026-01-01", None, 110), 250), held),
            (again(other("2026-01-01", None, 110), 130), None),
            // By a server whose clock is behind.
            (other("2026-01-01", None, 141), held),
            (again(other("2026-01-01", None, 110), 141), held),
            // Revoked itself, it holds on no day, or on some.
            (cut(other("2026-01-01", None, 300), "2026-01-01"), None),
            (cut(other("2026-01-01", None, 300), "2026-01-02"), held),
            (same(other("2040-01-01", None, 300)), replaced),
            (same(other("2040-01-01", None, 150)), replaced),
            (cut(same(other("2040-01-01", None, 300)), "2041-01-01"), None),
            (Award { grade_id: GradeId::new(), ..other("2026-01-01", None, 300) }, None),
        ] {
            assert_eq!(revoked.obstacle(&other, moment(200)), obstacle, "{other:?}");
        }
    }

    #[test]
    fn an_award_is_revoked_from_a_day_of_its_period() {
        let (limited, open) =
            (award("2025-03-01", Some("2025-03-31"), None), award("2025-03-01", None, None));
        let table = [
            (&limited, "2025-02-28", false),
            (&limited, "2025-03-01", true),
            (&limited, "2025-03-31", true),
            (&limited, "2025-04-01", false),
            (&open, "2199-12-31", true),
        ];
        for (award, from, revocable) in table {
            assert_eq!(award.is_revocable_from(day(from)), revocable, "{from}");
        }
    }
}
