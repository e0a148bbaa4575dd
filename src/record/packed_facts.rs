//! KNOWS: facts in their packed form, each as short as its days, numbers and ids.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::completions::CompletionFact;
use crate::qualifications::{Award, AwardFact, Grade, GradedAward, SuspensionFact};
use crate::supervision::SessionFact;
use crate::values::{
    AbsenceId, AbsenceKind, AwardId, Code, CompletionId, CompletionResult, Day, EmploymentId, GradeId, Hours,
    Lei, Moment, OrganisationId, Part, ProgrammeId, ProgrammePart, Recorded, Reference, SessionId,
    SessionKind, SuspensionId, Withdrawal,
};
use crate::workers::{AbsenceFact, EmploymentFact};

// A word's number is its place: a new word goes to the end.
const RESULTS: [CompletionResult; 3] =
    [CompletionResult::Passed, CompletionResult::Failed, CompletionResult::Attended];
const WITHDRAWALS: [Withdrawal; 2] = [Withdrawal::Voided, Withdrawal::Corrected];
const SESSION_KINDS: [SessionKind; 2] = [SessionKind::Individual, SessionKind::Group];
const ABSENCE_KINDS: [AbsenceKind; 6] = [
    AbsenceKind::ChildcareLeave,
    AbsenceKind::MaternityLeave,
    AbsenceKind::MedicalLeave,
    AbsenceKind::StudyLeave,
    AbsenceKind::UnpaidLeave,
    AbsenceKind::MilitaryService,
];

/// A place in a list of the record, or the number of a word.
type Place = u16;
/// An id's bytes.
type Id = [u8; 16];

/// Lists of what the facts of a record name by its place.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lists<'p> {
    organisations: Vec<Id>,
    #[serde(borrow)]
    posts: Vec<&'p str>,
    #[serde(borrow)]
    parts: Vec<&'p str>,
}

impl Lists<'_> {
    fn organisation(&self, place: Place) -> Option<OrganisationId> {
        self.organisations.get(usize::from(place)).map(|id| OrganisationId(Uuid::from_bytes(*id)))
    }
}

/// The place of a thing in a list, in which it is put where it is new. Lists are short.
fn place<T: PartialEq>(list: &mut Vec<T>, thing: T) -> Place {
    let at = list.iter().position(|one| *one == thing).unwrap_or_else(|| {
        list.push(thing);
        list.len() - 1
    });
    // A place that has no number is none that is found again, and the facts are read instead.
    Place::try_from(at).unwrap_or(Place::MAX)
}

fn number<T: PartialEq>(words: &[T], word: &T) -> Place {
    words.iter().position(|one| one == word).and_then(|at| Place::try_from(at).ok()).unwrap_or(Place::MAX)
}

fn word<T: Copy>(words: &[T], number: Place) -> Option<T> {
    words.get(usize::from(number)).copied()
}

fn id(bytes: Id) -> Uuid {
    Uuid::from_bytes(bytes)
}

/// A fact with its transaction time, in microseconds.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Dated<F> {
    fact: F,
    recorded_at: i64,
    withdrawn_at: Option<i64>,
    withdrawal: Option<Place>,
}

impl<P> Dated<P> {
    pub fn of<F>(recorded: &Recorded<F>, fact: P) -> Self {
        Self {
            fact,
            recorded_at: recorded.recorded_at.as_microsecond(),
            withdrawn_at: recorded.withdrawn_at.map(Moment::as_microsecond),
            withdrawal: recorded.withdrawal.map(|how| number(&WITHDRAWALS, &how)),
        }
    }

    pub fn recorded<F>(&self, fact: impl Fn(&P) -> Option<F>) -> Option<Recorded<F>> {
        Some(Recorded {
            fact: fact(&self.fact)?,
            recorded_at: Moment::from_microsecond(self.recorded_at),
            withdrawn_at: self.withdrawn_at.map(Moment::from_microsecond),
            withdrawal: match self.withdrawal {
                Some(how) => Some(word(&WITHDRAWALS, how)?),
                None => None,
            },
        })
    }
}

/// The first day, and the last where there is one, since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct PackedDays {
    from: i32,
    until: Option<i32>,
}

impl PackedDays {
    fn of(from: Day, until: Option<Day>) -> Self {
        Self { from: from.since_epoch(), until: until.map(Day::since_epoch) }
    }

    fn days(self) -> Option<(Day, Option<Day>)> {
        let until = match self.until {
            Some(until) => Some(Day::from_epoch(until)?),
            None => None,
        };
        Some((Day::from_epoch(self.from)?, until))
    }
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedCompletion {
    id: Id,
    programme: Id,
    provider: Place,
    on: i32,
    part: Option<Place>,
    hours: i32,
    minutes: Option<i32>,
    result: Place,
}

impl PackedCompletion {
    pub fn of<'p>(fact: &'p CompletionFact, lists: &mut Lists<'p>) -> Self {
        let CompletionFact { completed_on, programme_id, part, provider_id, hours, minutes, result, id } =
            fact;
        Self {
            id: id.0.into_bytes(),
            programme: programme_id.0.into_bytes(),
            provider: place(&mut lists.organisations, provider_id.0.into_bytes()),
            on: completed_on.since_epoch(),
            part: part.0.as_ref().map(|part| place(&mut lists.parts, part.as_str())),
            hours: hours.hundredths(),
            minutes: *minutes,
            result: number(&RESULTS, result),
        }
    }

    pub fn fact(&self, lists: &Lists<'_>) -> Option<CompletionFact> {
        let part = match self.part {
            Some(part) => Some(Part::kept(lists.parts.get(usize::from(part))?)),
            None => None,
        };
        Some(CompletionFact {
            completed_on: Day::from_epoch(self.on)?,
            programme_id: ProgrammeId(id(self.programme)),
            part: ProgrammePart(part),
            provider_id: lists.organisation(self.provider)?,
            hours: Hours::from_hundredths(self.hours),
            minutes: self.minutes,
            result: word(&RESULTS, self.result)?,
            id: CompletionId(id(self.id)),
        })
    }
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedSession {
    id: Id,
    on: i32,
    minutes: i32,
    kind: Place,
}

impl PackedSession {
    pub fn of(fact: &SessionFact) -> Self {
        let SessionFact { held_on, session_id, minutes, kind } = *fact;
        let (id, on) = (session_id.0.into_bytes(), held_on.since_epoch());
        Self { id, on, minutes, kind: number(&SESSION_KINDS, &kind) }
    }

    pub fn fact(&self) -> Option<SessionFact> {
        Some(SessionFact {
            held_on: Day::from_epoch(self.on)?,
            session_id: SessionId(id(self.id)),
            minutes: self.minutes,
            kind: word(&SESSION_KINDS, self.kind)?,
        })
    }
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedEmployment {
    id: Id,
    days: PackedDays,
    employer: Place,
    post: Place,
    base_pay: Option<i32>,
}

impl PackedEmployment {
    pub fn of<'p>(fact: &'p EmploymentFact, lists: &mut Lists<'p>) -> Self {
        let EmploymentFact { valid_from, valid_until, organisation_id, post, base_pay, id } = fact;
        Self {
            id: id.0.into_bytes(),
            days: PackedDays::of(*valid_from, *valid_until),
            employer: place(&mut lists.organisations, organisation_id.0.into_bytes()),
            post: place(&mut lists.posts, post.as_str()),
            base_pay: base_pay.map(Lei::bani),
        }
    }

    pub fn fact(&self, lists: &Lists<'_>) -> Option<EmploymentFact> {
        let (valid_from, valid_until) = self.days.days()?;
        Some(EmploymentFact {
            valid_from,
            valid_until,
            organisation_id: lists.organisation(self.employer)?,
            post: Code::kept(lists.posts.get(usize::from(self.post))?),
            base_pay: self.base_pay.map(Lei::from_bani),
            id: EmploymentId(id(self.id)),
        })
    }
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedAward<'p> {
    id: Id,
    grade: Id,
    decision_number: &'p str,
    days: PackedDays,
    recorded_at: i64,
    revoked_from: Option<i32>,
    revoked_at: Option<i64>,
    /// The last moment before which it was known otherwise than it stands here.
    changed_at: Option<i64>,
}

impl<'p> PackedAward<'p> {
    pub fn of(award: &'p Award) -> Self {
        let changed_at = award.revocation_withdrawn_at.max(award.corrected_at);
        Self {
            id: award.id.0.into_bytes(),
            grade: award.grade_id.0.into_bytes(),
            decision_number: award.decision_number.as_str(),
            days: PackedDays::of(award.valid_from, award.valid_until),
            recorded_at: award.recorded_at.as_microsecond(),
            revoked_from: award.revoked_from.map(Day::since_epoch),
            revoked_at: award.revoked_at.map(Moment::as_microsecond),
            changed_at: changed_at.map(Moment::as_microsecond),
        }
    }

    pub fn graded(&self, grades: &HashMap<GradeId, Arc<Grade>>, known_at: Moment) -> Option<GradedAward> {
        if self.changed_at.is_some_and(|changed| known_at.as_microsecond() < changed) {
            return None;
        }
        let (valid_from, valid_until) = self.days.days()?;
        let revoked_from = match self.revoked_from {
            Some(from) => Some(Day::from_epoch(from)?),
            None => None,
        };
        let grade = grades.get(&GradeId(id(self.grade)))?;
        let revoked_at = self.revoked_at.map(Moment::from_microsecond);
        // A revocation that came later was not known.
        let is_known = revoked_at.is_none_or(|revoked| revoked <= known_at);
        Some(GradedAward {
            fact: AwardFact {
                valid_from,
                valid_until,
                rank: grade.rank,
                revoked_from: revoked_from.filter(|_| is_known),
                revoked_at: revoked_at.filter(|_| is_known),
                id: AwardId(id(self.id)),
            },
            decision_number: Reference::kept(self.decision_number),
            recorded_at: Moment::from_microsecond(self.recorded_at),
            grade: Arc::clone(grade),
        })
    }
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedSuspension {
    id: Id,
    days: PackedDays,
}

impl PackedSuspension {
    pub fn of(fact: &SuspensionFact) -> Self {
        let SuspensionFact { valid_from, valid_until, id } = *fact;
        Self { id: id.0.into_bytes(), days: PackedDays::of(valid_from, valid_until) }
    }

    pub fn fact(&self) -> Option<SuspensionFact> {
        let (valid_from, valid_until) = self.days.days()?;
        Some(SuspensionFact { valid_from, valid_until, id: SuspensionId(id(self.id)) })
    }
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedAbsence {
    id: Id,
    days: PackedDays,
    kind: Place,
}

impl PackedAbsence {
    pub fn of(fact: &AbsenceFact) -> Self {
        let AbsenceFact { valid_from, valid_until, kind, id } = *fact;
        let days = PackedDays::of(valid_from, valid_until);
        Self { id: id.0.into_bytes(), days, kind: number(&ABSENCE_KINDS, &kind) }
    }

    pub fn fact(&self) -> Option<AbsenceFact> {
        let (valid_from, valid_until) = self.days.days()?;
        let (kind, id) = (word(&ABSENCE_KINDS, self.kind)?, AbsenceId(id(self.id)));
        Some(AbsenceFact { valid_from, valid_until, kind, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_number() {
        assert!(CompletionResult::ALL.iter().all(|word| RESULTS.contains(word)));
        assert!(Withdrawal::ALL.iter().all(|word| WITHDRAWALS.contains(word)));
        assert!(SessionKind::ALL.iter().all(|word| SESSION_KINDS.contains(word)));
        assert!(AbsenceKind::ALL.iter().all(|word| ABSENCE_KINDS.contains(word)));
    }
}
