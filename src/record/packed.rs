//! KNOWS: a record in its packed form, in which one look-up brings what six tables tell of a worker.
//!
//! Organisations, posts and parts stand in it once, and facts name them by their place. Both times of every
//! fact are in it, so that it answers as of any day and any moment.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::facts::PersonFacts;
use super::packed_facts::{
    Dated, Lists, PackedAbsence, PackedAward, PackedCompletion, PackedEmployment, PackedSession,
    PackedSuspension,
};
use crate::completions::CompletionFact;
use crate::error::{Error, Result};
use crate::qualifications::{Award, Grade, SuspensionFact};
use crate::supervision::SessionFact;
use crate::values::{GradeId, Moment, Recorded};
use crate::workers::{AbsenceFact, EmploymentFact};

/// The version of the form, to be raised with each change of it: what is packed in another one is read from
/// the facts until it is packed again.
pub(super) const FORM: i32 = 1;

/// A record's own state, as far as it decides what else a status has to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RecordState {
    created_at: i64,
    is_plain: bool,
}

impl RecordState {
    /// The state of a record that was put on the register at a moment. One is plain that is in use, was never
    /// closed, and into which no other was merged.
    pub fn of(created_at: Moment, is_plain: bool) -> Self {
        Self { created_at: created_at.as_microsecond(), is_plain }
    }

    /// Whether the record is plain, and was on the register at a moment.
    pub fn is_plain_at(self, known_at: Moment) -> bool {
        self.is_plain && self.created_at <= known_at.as_microsecond()
    }
}

/// The facts of one record, as they are to be packed: awards as they are known now.
#[derive(Default)]
pub(super) struct RecordFacts {
    pub completions: Vec<Recorded<CompletionFact>>,
    pub sessions: Vec<Recorded<SessionFact>>,
    pub employments: Vec<Recorded<EmploymentFact>>,
    pub awards: Vec<Award>,
    pub suspensions: Vec<Recorded<SuspensionFact>>,
    pub absences: Vec<Recorded<AbsenceFact>>,
}

/// A packed record.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PackedRecord<'p> {
    pub state: RecordState,
    #[serde(borrow)]
    lists: Lists<'p>,
    completions: Vec<Dated<PackedCompletion>>,
    sessions: Vec<Dated<PackedSession>>,
    employments: Vec<Dated<PackedEmployment>>,
    #[serde(borrow)]
    awards: Vec<PackedAward<'p>>,
    suspensions: Vec<Dated<PackedSuspension>>,
    absences: Vec<Dated<PackedAbsence>>,
}

impl<'p> PackedRecord<'p> {
    /// Puts facts into the form.
    pub fn of(state: RecordState, facts: &'p RecordFacts) -> Self {
        let mut lists = Lists::default();
        let completions = facts.completions.iter();
        let completions = completions.map(|one| Dated::of(one, PackedCompletion::of(&one.fact, &mut lists)));
        let completions = completions.collect();
        let employments = facts.employments.iter();
        let employments = employments.map(|one| Dated::of(one, PackedEmployment::of(&one.fact, &mut lists)));
        let employments = employments.collect();
        Self {
            state,
            completions,
            sessions: facts.sessions.iter().map(|one| Dated::of(one, PackedSession::of(&one.fact))).collect(),
            employments,
            awards: facts.awards.iter().map(PackedAward::of).collect(),
            suspensions: facts
                .suspensions
                .iter()
                .map(|one| Dated::of(one, PackedSuspension::of(&one.fact)))
                .collect(),
            absences: facts.absences.iter().map(|one| Dated::of(one, PackedAbsence::of(&one.fact))).collect(),
            lists,
        }
    }

    /// Reads bytes in the form; nothing if they are not in it, for then the facts are read.
    pub fn read(bytes: &'p [u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    /// Its bytes.
    ///
    /// # Errors
    /// None that is known of: memory is all that it takes.
    pub fn bytes(&self) -> Result<Vec<u8>> {
        postcard::to_allocvec(self).map_err(|_| Error::internal("a record cannot be packed"))
    }

    /// Takes the facts out of the form, as they were known at a moment; nothing if an award was another one
    /// then, or a grade is not among these.
    pub fn facts(&self, grades: &HashMap<GradeId, Arc<Grade>>, known_at: Moment) -> Option<PersonFacts> {
        Some(PersonFacts {
            awards: self.awards.iter().map(|award| award.graded(grades, known_at)).collect::<Option<_>>()?,
            completions: taken_out(&self.completions, |one| one.fact(&self.lists))?,
            sessions: taken_out(&self.sessions, PackedSession::fact)?,
            employments: taken_out(&self.employments, |one| one.fact(&self.lists))?,
            suspensions: taken_out(&self.suspensions, PackedSuspension::fact)?,
            absences: taken_out(&self.absences, PackedAbsence::fact)?,
        })
    }
}

fn taken_out<P, F>(packed: &[Dated<P>], fact: impl Fn(&P) -> Option<F>) -> Option<Vec<Recorded<F>>> {
    packed.iter().map(|dated| dated.recorded(&fact)).collect()
}
