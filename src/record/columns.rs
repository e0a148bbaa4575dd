//! KNOWS: the whole register in memory, as it was believed at a moment.
//!
//! Facts stand in long rows, worker after worker, in the very form in which rules take them; a worker is a
//! place in these rows. Ids are left out, for who looks at everyone names no facts.

use std::sync::Arc;

use crate::rules::record::{AbsencePeriod, Holding, Names, Service, Session, SuspensionPeriod, Training};
use crate::rules::{Catalogue, Record};
use crate::values::{Code, Day, District, Lei, Moment, Name, OrganisationId, WorkerId};

/// The register as it was believed at a moment.
pub struct Columns {
    /// The moment.
    pub known_at: Moment,
    /// The first of the days on which the records of these workers are in use, and the first after them: a
    /// record that is deactivated from a day on answers for days before.
    pub days: (Day, Option<Day>),
    /// The catalogue in which completions name their programmes.
    pub catalogue: Arc<Catalogue>,
    /// The organisations as they were on the day asked about, in the order of their ids.
    pub employers: Vec<Employer>,
    /// The posts that employments name.
    pub posts: Vec<Code>,
    /// The workers and their facts, a range of ids after the other.
    pub parts: Vec<RegisterPart>,
}

/// As much of an organisation as results are summed by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Employer {
    /// Its id.
    pub id: OrganisationId,
    /// Its name.
    pub name: Name,
    /// Its district on the day asked about.
    pub district: Option<District>,
}

/// Some workers and their facts.
#[derive(Default)]
pub struct RegisterPart {
    /// The workers, in the order of their ids.
    pub workers: Vec<WorkerId>,
    pub(super) trainings: Rows<Training>,
    pub(super) sessions: Rows<Session>,
    pub(super) services: Rows<Service>,
    /// In the order of the services.
    pub(super) terms: Vec<EmploymentTerms>,
    pub(super) holdings: Rows<Holding>,
    pub(super) suspensions: Rows<SuspensionPeriod>,
    pub(super) absences: Rows<AbsencePeriod>,
}

/// Terms of an employment that rules do not ask about.
#[derive(Debug, Clone, Copy)]
pub struct EmploymentTerms {
    /// The employer, by its place among the organisations.
    pub employer: u32,
    /// The base pay a month, where it is known.
    pub base_pay: Option<Lei>,
}

/// Facts of one kind, worker after worker.
pub(super) struct Rows<T> {
    facts: Vec<T>,
    /// The place at which the facts of each worker end.
    ends: Vec<u32>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { facts: Vec::new(), ends: Vec::new() }
    }
}

impl<T> Rows<T> {
    /// Adds a fact of the worker whose facts are not yet ended.
    pub fn push(&mut self, fact: T) {
        self.facts.push(fact);
    }

    /// Ends the facts of a worker; the next fact is of the next one.
    pub fn end(&mut self) {
        self.ends.push(u32::try_from(self.facts.len()).unwrap_or(u32::MAX));
    }

    /// Adds all facts of the next worker.
    pub fn add(&mut self, facts: impl IntoIterator<Item = T>) {
        self.facts.extend(facts);
        self.end();
    }

    /// The number of workers whose facts are complete.
    pub const fn ended(&self) -> usize {
        self.ends.len()
    }

    fn span(&self, at: usize) -> std::ops::Range<usize> {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        from..self.ends[at] as usize
    }

    fn of(&self, at: usize) -> &[T] {
        &self.facts[self.span(at)]
    }
}

impl RegisterPart {
    /// The record of the worker at a place.
    #[must_use]
    pub fn record<'a>(&'a self, at: usize, posts: &'a [Code]) -> Record<'a> {
        Record {
            trainings: self.trainings.of(at),
            sessions: self.sessions.of(at),
            services: self.services.of(at),
            holdings: self.holdings.of(at),
            suspensions: self.suspensions.of(at),
            absences: self.absences.of(at),
            posts,
            parts: &[],
            names: Names::default(),
        }
    }

    /// The employments of the worker at a place on a day, the one that began last first.
    pub fn employed_on(&self, at: usize, day: Day) -> impl Iterator<Item = (&Service, EmploymentTerms)> {
        let span = self.services.span(at);
        let employments = self.services.facts[span.clone()].iter().zip(&self.terms[span]).rev();
        employments
            .filter(move |(service, _)| service.from <= day && day <= service.until)
            .map(|(service, terms)| (service, *terms))
    }
}

impl Columns {
    /// The number of workers.
    #[must_use]
    pub fn workers(&self) -> usize {
        self.parts.iter().map(|part| part.workers.len()).sum()
    }
}

/// Joins facts, which come by worker, with the workers, whose ids are in the same order.
pub(super) struct Join<'j, T> {
    workers: &'j [WorkerId],
    rows: Rows<T>,
}

impl<'j, T> Join<'j, T> {
    pub fn of(workers: &'j [WorkerId]) -> Self {
        Self { workers, rows: Rows::default() }
    }

    /// Takes a fact, unless it is of somebody else: a closed or merged record.
    pub fn take(&mut self, of: WorkerId, fact: impl FnOnce() -> Option<T>) {
        while self.workers.get(self.rows.ended()).is_some_and(|worker| *worker < of) {
            self.rows.end();
        }
        if self.workers.get(self.rows.ended()) == Some(&of)
            && let Some(fact) = fact()
        {
            self.rows.push(fact);
        }
    }

    /// The facts of all the workers, without what was set aside for more.
    pub fn close(mut self) -> Rows<T> {
        while self.rows.ended() < self.workers.len() {
            self.rows.end();
        }
        self.rows.facts.shrink_to_fit();
        self.rows
    }
}
