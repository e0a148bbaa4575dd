//! KEEPS: awards with their grades, as a status tells of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::facts::{self, AwardFact};
use super::grades::Grade;
use super::model::Award;
use super::{corrections, store};
use crate::db::{Conn, Question};
use crate::error::Result;
use crate::values::{Day, GradeId, Moment, Reference, WorkerId};

/// An award with its grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradedAward {
    /// As much of the award as rules ask about.
    pub fact: AwardFact,
    /// The decision's number.
    pub decision_number: Reference,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The grade.
    pub grade: Arc<Grade>,
}

impl GradedAward {
    fn of(award: Award, grade: Grade) -> Self {
        let (fact, recorded_at) = (AwardFact::of(&award, &grade), award.recorded_at);
        Self { fact, decision_number: award.decision_number, recorded_at, grade: Arc::new(grade) }
    }

    /// Whether the worker holds the grade by this award on a day, as known at a moment.
    #[must_use]
    pub fn holds(&self, valid_at: Day, known_at: Moment) -> bool {
        let last = self.fact.last_day(known_at);
        let is_within = self.fact.valid_from <= valid_at && last.is_none_or(|last| valid_at <= last);
        self.recorded_at <= known_at && is_within
    }
}

/// All awards of a worker as they were known at a moment, revoked ones as well; also those that became known
/// later, as if they stood.
///
/// # Errors
/// The database cannot be read.
pub fn graded_at(conn: &mut Conn, worker: WorkerId, known_at: Moment) -> Result<Vec<GradedAward>> {
    let (awards, grades): (Vec<_>, Vec<_>) = facts::graded(conn, worker)?.into_iter().unzip();
    let then = corrections::known_at(conn, awards, known_at)?.into_iter().zip(grades);
    Ok(then.map(|(award, grade)| GradedAward::of(award, grade)).collect())
}

/// Asks what grades there are.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Grades;

impl Question for Grades {
    type Answer = Arc<HashMap<GradeId, Arc<Grade>>>;

    fn ask(&self, conn: &mut Conn) -> Result<Self::Answer> {
        let all = store::grades(conn)?;
        Ok(Arc::new(all.into_iter().map(|grade| (grade.id, Arc::new(grade))).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{AwardId, Code, Name, Note};

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn award(from: &str, until: Option<&str>, revoked_from: Option<&str>) -> GradedAward {
        let grade = Grade {
            id: GradeId::new(),
            code: Code::parse("grade-2").expect("a code"),
            rank: 1,
            name_ro: Name::parse("gradul II").expect("a name"),
            name_en: None,
            name_ru: None,
            supplement_percent: None,
            legal_basis: Note::parse("exemplu").expect("a note"),
            sample: true,
            created_at: Moment::from_microsecond(0),
        };
        GradedAward {
            fact: AwardFact {
                valid_from: day(from),
                valid_until: until.map(day),
                rank: 1,
                revoked_from: revoked_from.map(day),
                revoked_at: revoked_from.map(|_| Moment::from_microsecond(200)),
                id: AwardId::new(),
            },
            decision_number: Reference::parse("17/2025").expect("a number"),
            recorded_at: Moment::from_microsecond(100),
            grade: Arc::new(grade),
        }
    }

    #[test]
    fn an_award_holds_from_its_first_day_to_its_last_and_from_when_it_is_known() {
        let (limited, open) =
            (award("2025-03-01", Some("2025-03-31"), None), award("2025-03-01", None, None));
        let revoked = award("2025-03-01", Some("2025-03-31"), Some("2025-03-11"));
        let never = award("2025-03-01", None, Some("2025-03-01"));
        let table = [
            (&limited, "2025-02-28", 100, false),
            (&limited, "2025-03-01", 100, true),
            (&limited, "2025-03-01", 99, false),
            (&limited, "2025-03-31", 100, true),
            (&limited, "2025-04-01", 100, false),
            (&open, "2025-02-28", 500, false),
            (&open, "2199-12-31", 500, true),
            (&revoked, "2025-03-10", 200, true),
            (&revoked, "2025-03-11", 200, false),
            (&revoked, "2025-03-11", 199, true),
            (&revoked, "2025-03-31", 199, true),
            (&revoked, "2025-03-31", 200, false),
            (&revoked, "2025-04-01", 199, false),
            (&never, "2025-03-01", 199, true),
            (&never, "2025-03-01", 200, false),
        ];
        for (award, valid_at, known_at, holds) in table {
            assert_eq!(
                award.holds(day(valid_at), Moment::from_microsecond(known_at)),
                holds,
                "{} to {:?} on {valid_at} as known at {known_at}",
                award.fact.valid_from,
                award.fact.valid_until
            );
        }
    }
}
