//! KNOWS: a record of one person, with the ids of its facts.

use std::collections::HashMap;

use crate::rules::Record;
use crate::rules::record::{AbsencePeriod, Holding, Names, Service, Session, SuspensionPeriod, Training};
use crate::values::{AbsenceId, AwardId, Code, CompletionId, EmploymentId, Part, SessionId, SuspensionId};

/// The facts of a person, as rules take them. Each list is in the order of the days.
#[derive(Default)]
pub struct PersonRecord {
    pub(super) trainings: NamedFacts<Training, CompletionId>,
    pub(super) sessions: NamedFacts<Session, SessionId>,
    pub(super) services: NamedFacts<Service, EmploymentId>,
    pub(super) holdings: NamedFacts<Holding, AwardId>,
    pub(super) suspensions: NamedFacts<SuspensionPeriod, SuspensionId>,
    pub(super) absences: NamedFacts<AbsencePeriod, AbsenceId>,
    pub(super) posts: Posts,
    pub(super) parts: Parts,
}

/// Facts and their ids, side by side.
pub(super) struct NamedFacts<F, I> {
    facts: Vec<F>,
    ids: Vec<I>,
}

/// The posts that employments name, each known by its place.
#[derive(Default)]
pub(super) struct Posts {
    places: HashMap<Code, u32>,
    codes: Vec<Code>,
}

/// The parts of programmes that completions name, each known by its place, counted from 1.
#[derive(Default)]
pub(super) struct Parts {
    places: HashMap<Part, u32>,
    named: Vec<Part>,
}

impl PersonRecord {
    /// The record, to be evaluated.
    #[must_use]
    pub fn record(&self) -> Record<'_> {
        Record {
            trainings: &self.trainings.facts,
            sessions: &self.sessions.facts,
            services: &self.services.facts,
            holdings: &self.holdings.facts,
            suspensions: &self.suspensions.facts,
            absences: &self.absences.facts,
            posts: &self.posts.codes,
            parts: &self.parts.named,
            names: Names {
                trainings: &self.trainings.ids,
                sessions: &self.sessions.ids,
                services: &self.services.ids,
                holdings: &self.holdings.ids,
                suspensions: &self.suspensions.ids,
                absences: &self.absences.ids,
            },
        }
    }
}

impl<F, I> Default for NamedFacts<F, I> {
    fn default() -> Self {
        Self { facts: Vec::new(), ids: Vec::new() }
    }
}

impl<F, I> NamedFacts<F, I> {
    pub fn push(&mut self, fact: F, id: I) {
        self.facts.push(fact);
        self.ids.push(id);
    }
}

impl Posts {
    pub fn place(&mut self, post: &Code) -> u32 {
        if let Some(place) = self.places.get(post) {
            return *place;
        }
        let place = u32::try_from(self.codes.len()).unwrap_or(u32::MAX);
        self.codes.push(post.clone());
        self.places.insert(post.clone(), place);
        place
    }

    pub fn into_codes(self) -> Vec<Code> {
        self.codes
    }
}

impl Parts {
    /// The place of a part; 0 for all of a programme.
    pub fn place(&mut self, part: Option<&Part>) -> u32 {
        let Some(part) = part else { return 0 };
        if let Some(place) = self.places.get(part) {
            return *place;
        }
        self.named.push(part.clone());
        let place = u32::try_from(self.named.len()).unwrap_or(u32::MAX);
        self.places.insert(part.clone(), place);
        place
    }
}
