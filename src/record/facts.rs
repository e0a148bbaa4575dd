//! KNOWS: all that is on the register of a person.

use crate::completions::{self, CompletionFact};
use crate::db::Conn;
use crate::error::Result;
use crate::qualifications::{self, GradedAward, SuspensionFact};
use crate::rules::Catalogue;
use crate::rules::record::Standing;
use crate::supervision::{self, SessionFact};
use crate::values::{Day, Moment, Recorded, WorkerId};
use crate::workers::{self, AbsenceFact, EmploymentFact};

use super::mapping::{self, merge};

/// All that is on the register of a person, under whichever record, withdrawn or not.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PersonFacts {
    /// The person's awards, also those that no longer hold.
    pub awards: Vec<GradedAward>,
    pub(super) completions: Vec<Recorded<CompletionFact>>,
    pub(super) sessions: Vec<Recorded<SessionFact>>,
    pub(super) employments: Vec<Recorded<EmploymentFact>>,
    pub(super) suspensions: Vec<Recorded<SuspensionFact>>,
    pub(super) absences: Vec<Recorded<AbsenceFact>>,
}

/// The part of a record that a question has need of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordPart {
    /// All of it.
    Whole,
    /// Employments, awards and suspensions: what pay asks about. Neither training nor the absences that pause
    /// what is asked of it.
    WithoutTraining,
}

impl PersonFacts {
    /// Reads what every room of facts tells of one record; awards as they were known at a moment.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn read(
        conn: &mut Conn,
        record: WorkerId,
        part: RecordPart,
        known_at: Moment,
    ) -> Result<Self> {
        let mut facts = Self {
            employments: workers::employment_history(conn, record)?,
            awards: qualifications::graded_at(conn, record, known_at)?,
            suspensions: qualifications::suspension_history(conn, record)?,
            ..Self::default()
        };
        if part == RecordPart::Whole {
            facts.completions = completions::history(conn, record)?;
            facts.sessions = supervision::history(conn, record)?;
            facts.absences = workers::absence_history(conn, record)?;
        }
        Ok(facts)
    }

    /// Adds what is told under another record of the same person.
    pub(super) fn join(&mut self, other: Self) {
        self.awards.extend(other.awards);
        self.completions.extend(other.completions);
        self.sessions.extend(other.sessions);
        self.employments.extend(other.employments);
        self.suspensions.extend(other.suspensions);
        self.absences.extend(other.absences);
        merge(&mut self.completions);
        merge(&mut self.sessions);
        merge(&mut self.employments);
        merge(&mut self.suspensions);
        merge(&mut self.absences);
    }

    /// Whether a catalogue has every programme that they name.
    #[must_use]
    pub fn are_within(&self, catalogue: &Catalogue) -> bool {
        self.completions.iter().all(|recorded| catalogue.place(recorded.fact.programme_id).is_some())
    }

    /// The employments on a day, as known at a moment, in the order in which they began.
    pub fn employments_on(&self, day: Day, known_at: Moment) -> impl Iterator<Item = &EmploymentFact> {
        let believed =
            move |one: &&Recorded<EmploymentFact>| mapping::standing(one, known_at) == Standing::Believed;
        let facts = self.employments.iter().filter(believed).map(|one| &one.fact);
        facts.filter(move |fact| fact.valid_from <= day && fact.valid_until.is_none_or(|last| day <= last))
    }
}
