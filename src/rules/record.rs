//! Facts of a worker, and the catalogue that rules speak of: the values that an evaluation is a function of.
//!
//! Facts are small and flat, so that a register of a million workers fits in memory as it stands. Ids are
//! kept beside them, for only an explanation names facts.

use std::collections::HashMap;

use crate::values::{
    AbsenceId, AbsenceKind, AwardId, Code, CompletionId, CompletionResult, Credits, Day, EmploymentId, Hours,
    OrganisationKind, Part, ProgrammeCode, ProgrammeId, SessionId, SessionKind, SuspensionId, vocabulary,
};

vocabulary! {
    /// Whether a fact is believed, as known at the moment asked about.
    #[derive(Default)]
    pub enum Standing {
        /// It is.
        #[default]
        Believed = "believed",
        /// It was voided.
        Voided = "voided",
        /// Another fact corrects it.
        Superseded = "superseded",
        /// It became known later.
        NotYetKnown = "notYetKnown",
    }
}

/// A completion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Training {
    /// The day.
    pub on: Day,
    /// Its length in seconds, in which hundredths of an hour and minutes are both exact.
    pub seconds: i32,
    /// The programme, by its place in the catalogue.
    pub programme: u32,
    /// The part of the programme, by its place among the record's parts, counted from 1; 0 for all of it.
    pub part: u32,
    /// The kind of organisation that taught it.
    pub provider: OrganisationKind,
    /// Its result.
    pub result: CompletionResult,
    /// Whether it is believed.
    pub standing: Standing,
}

/// A supervision session that the worker attended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// The day.
    pub on: Day,
    /// Its length.
    pub minutes: i16,
    /// Alone or with others.
    pub kind: SessionKind,
    /// Whether it is believed.
    pub standing: Standing,
}

/// An employment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// First day.
    pub from: Day,
    /// Last day; [`Day::LAST`] where there is none.
    pub until: Day,
    /// The post, by its place among the record's posts.
    pub post: u32,
    /// Whether it is believed.
    pub standing: Standing,
}

/// A grade held by an award.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// First day.
    pub from: Day,
    /// Last day, also by a revocation that is known; [`Day::LAST`] where there is none.
    pub until: Day,
    /// The grade's rank on the ladder.
    pub rank: i32,
    /// Whether its last day is that of a revocation.
    pub revoked: bool,
    /// Whether it is believed.
    pub standing: Standing,
}

/// A suspension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuspensionPeriod {
    /// First day.
    pub from: Day,
    /// Last day; [`Day::LAST`] where there is none.
    pub until: Day,
    /// Whether it is believed.
    pub standing: Standing,
}

/// An absence from work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AbsencePeriod {
    /// First day.
    pub from: Day,
    /// Last day; [`Day::LAST`] where there is none.
    pub until: Day,
    /// Its kind.
    pub kind: AbsenceKind,
    /// Whether it is believed.
    pub standing: Standing,
}

/// The facts of a worker. Each list is in the order of its days.
#[derive(Debug, Clone, Copy, Default)]
pub struct Record<'a> {
    /// Completions.
    pub trainings: &'a [Training],
    /// Supervision sessions attended.
    pub sessions: &'a [Session],
    /// Employments.
    pub services: &'a [Service],
    /// Grades held.
    pub holdings: &'a [Holding],
    /// Suspensions.
    pub suspensions: &'a [SuspensionPeriod],
    /// Absences.
    pub absences: &'a [AbsencePeriod],
    /// The posts that employments name.
    pub posts: &'a [Code],
    /// The parts of programmes that completions name.
    pub parts: &'a [Part],
    /// The ids of all these, to explain with.
    pub names: Names<'a>,
}

impl Record<'_> {
    /// The part of its programme that a completion is of, where it is not all of it.
    #[must_use]
    pub fn part(&self, fact: &Training) -> Option<&Part> {
        let place = fact.part.checked_sub(1)?;
        self.parts.get(place as usize)
    }
}

/// The ids of a record's facts, in the order of the facts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Names<'a> {
    /// Of completions.
    pub trainings: &'a [CompletionId],
    /// Of sessions.
    pub sessions: &'a [SessionId],
    /// Of employments.
    pub services: &'a [EmploymentId],
    /// Of awards.
    pub holdings: &'a [AwardId],
    /// Of suspensions.
    pub suspensions: &'a [SuspensionId],
    /// Of absences.
    pub absences: &'a [AbsenceId],
}

/// A programme as rules see it. Nothing of it changes once it can be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownProgramme {
    /// Its id.
    pub id: ProgrammeId,
    /// Its code.
    pub code: ProgrammeCode,
    /// Its subject, as a code.
    pub domain: Code,
    /// Its length, where rules ask about it.
    pub hours: Option<Hours>,
    /// The credits that it gives, if it does.
    pub credits: Option<Credits>,
    /// The programme that it supersedes and is called equivalent to.
    pub stands_for: Option<ProgrammeId>,
}

/// The things that rules speak of: programmes, and the ranks of grades.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    programmes: Vec<KnownProgramme>,
    places: HashMap<ProgrammeId, u32>,
    ranks: HashMap<Code, i32>,
}

impl Catalogue {
    /// A catalogue of programmes and of grades with their ranks.
    #[must_use]
    pub fn new(programmes: Vec<KnownProgramme>, grades: impl IntoIterator<Item = (Code, i32)>) -> Self {
        let places = (0..).zip(&programmes).map(|(place, programme)| (programme.id, place)).collect();
        Self { programmes, places, ranks: grades.into_iter().collect() }
    }

    /// This catalogue with what another one has more, and with the ranks of that; none where that comes to
    /// the same. Places stay, so that facts which name programmes by them need not be looked at again.
    #[must_use]
    pub fn extended(&self, other: Self) -> Option<Self> {
        let mut all = self.clone();
        for programme in other.programmes {
            if all.place(programme.id).is_none() {
                all.places.insert(programme.id, u32::try_from(all.programmes.len()).unwrap_or(u32::MAX));
                all.programmes.push(programme);
            }
        }
        all.ranks = other.ranks;
        let is_more = all.programmes.len() > self.programmes.len() || all.ranks != self.ranks;
        is_more.then_some(all)
    }

    /// All programmes; a completion names one by its place here.
    #[must_use]
    pub fn programmes(&self) -> &[KnownProgramme] {
        &self.programmes
    }

    /// The place of a programme.
    #[must_use]
    pub fn place(&self, programme: ProgrammeId) -> Option<u32> {
        self.places.get(&programme).copied()
    }

    /// The rank of a grade on the ladder.
    #[must_use]
    pub fn rank(&self, grade: &Code) -> Option<i32> {
        self.ranks.get(grade).copied()
    }

    /// The code of a programme and of those that it stands for, one by way of another.
    pub fn stands_for(&self, programme: &KnownProgramme) -> impl Iterator<Item = &ProgrammeCode> {
        // A programme supersedes an older one, so there are no circles; the bound keeps a damaged catalogue
        // from turning for ever.
        let older = |one: &&KnownProgramme| {
            one.stands_for.and_then(|id| self.place(id)).and_then(|place| self.programmes.get(place as usize))
        };
        let first = self.place(programme.id).and_then(|place| self.programmes.get(place as usize));
        std::iter::successors(first, older).take(self.programmes.len()).map(|one| &one.code)
    }
}
