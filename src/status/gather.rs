//! DOES: reads all that is known of a person, from the rooms to the left, and makes one record of it.

use std::collections::{BTreeSet, HashMap};

use crate::completions::{self, Told as Completed};
use crate::db::Conn;
use crate::error::Result;
use crate::organisations;
use crate::qualifications::{self, Award, Grade, Suspended};
use crate::rules::record::{
    Catalogue, Holding, Names, Record, Service, Session, Standing, Suspension, Training,
};
use crate::supervision::{self, Told as Attended};
use crate::values::{
    AwardId, Code, CompletionId, Day, EmploymentId, Moment, OrganisationId, OrganisationKind, SessionId,
    SuspensionId, Withdrawal, WorkerId,
};
use crate::workers::{self, Employed};

/// All that is on the register of a person, under whichever record, withdrawn or not.
#[derive(Default)]
pub struct PersonFacts {
    /// The person's awards, also those that no longer hold.
    pub awards: Vec<(Award, Grade)>,
    completions: Vec<Completed>,
    sessions: Vec<Attended>,
    employments: Vec<Employed>,
    suspensions: Vec<Suspended>,
}

/// What is known of a person, as rules take it.
#[derive(Default)]
pub struct PersonRecord {
    trainings: Facts<Training, CompletionId>,
    sessions: Facts<Session, SessionId>,
    services: Facts<Service, EmploymentId>,
    holdings: Facts<Holding, AwardId>,
    suspensions: Facts<Suspension, SuspensionId>,
    posts: Vec<Code>,
}

/// Facts and their ids, side by side.
struct Facts<F, I> {
    facts: Vec<F>,
    ids: Vec<I>,
}

/// Gathers for one question about any number of people.
pub struct Gatherer {
    known_at: Moment,
    later: bool,
    /// Providers met so far.
    kinds: HashMap<OrganisationId, OrganisationKind>,
}

impl PersonFacts {
    /// Whether a catalogue has every programme that they name.
    #[must_use]
    pub fn are_within(&self, catalogue: &Catalogue) -> bool {
        self.completions.iter().all(|fact| catalogue.place(fact.programme_id).is_some())
    }
}

impl Gatherer {
    /// Gathers what was known at a moment; what became known `later` only to say that it did not count.
    #[must_use]
    pub fn new(known_at: Moment, later: bool) -> Self {
        Self { known_at, later, kinds: HashMap::new() }
    }

    /// All that is on the register of the person whose records these are.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn read(&mut self, conn: &mut Conn, records: &[WorkerId]) -> Result<PersonFacts> {
        let mut all = PersonFacts::default();
        for worker in records {
            all.completions.extend(completions::of_worker(conn, *worker)?);
            all.sessions.extend(supervision::of_worker(conn, *worker)?);
            all.employments.extend(workers::employed(conn, *worker)?);
            all.awards.extend(qualifications::graded(conn, *worker)?);
            all.suspensions.extend(qualifications::suspended(conn, *worker)?);
        }
        if records.len() > 1 {
            // Two records of one person may both have been named as attendees of a session.
            let mut attended = BTreeSet::new();
            all.sessions.retain(|session| attended.insert(session.session_id));
            all.completions.sort_by_key(|fact| (fact.completed_on, fact.id));
            all.sessions.sort_by_key(|fact| (fact.held_on, fact.session_id));
            all.employments.sort_by_key(|fact| (fact.valid_from, fact.id));
            all.awards.sort_by_key(|(award, _)| (award.valid_from, award.id));
            all.suspensions.sort_by_key(|fact| (fact.valid_from, fact.id));
        }
        for completion in &all.completions {
            self.meet(conn, completion.provider_id)?;
        }
        Ok(all)
    }

    fn meet(&mut self, conn: &mut Conn, provider: OrganisationId) -> Result<()> {
        if !self.kinds.contains_key(&provider) {
            let kind = organisations::find(conn, provider)?
                .map_or(OrganisationKind::Provider, |organisation| organisation.kind);
            self.kinds.insert(provider, kind);
        }
        Ok(())
    }

    /// The record that facts make, of completions those whose programmes the catalogue has.
    #[must_use]
    pub fn record(&self, facts: &PersonFacts, catalogue: &Catalogue) -> PersonRecord {
        let mut record = PersonRecord::default();
        for told in &facts.completions {
            let standing = self.standing(told.recorded_at, told.withdrawn_at, told.withdrawal);
            let Some((standing, programme)) = standing.zip(catalogue.place(told.programme_id)) else {
                continue;
            };
            let provider = self.kinds.get(&told.provider_id).copied();
            let fact = Training {
                on: told.completed_on,
                hours: told.hours,
                programme,
                provider: provider.unwrap_or(OrganisationKind::Provider),
                result: told.result,
                standing,
            };
            record.trainings.push(fact, told.id);
        }
        for told in &facts.sessions {
            let standing = self.standing(told.recorded_at, told.withdrawn_at, Some(Withdrawal::Voided));
            let Some(standing) = standing else { continue };
            let minutes = i16::try_from(told.minutes).unwrap_or(i16::MAX);
            let fact = Session { on: told.held_on, minutes, kind: told.kind, standing };
            record.sessions.push(fact, told.session_id);
        }
        for told in &facts.employments {
            let standing = self.standing(told.recorded_at, told.withdrawn_at, told.withdrawal);
            let Some(standing) = standing else { continue };
            let (from, until) = (told.valid_from, told.valid_until.unwrap_or(Day::LAST));
            let post = record.post(&told.post);
            record.services.push(Service { from, until, post, standing }, told.id);
        }
        for (award, grade) in &facts.awards {
            let Some(standing) = self.standing(award.recorded_at, None, None) else { continue };
            let until = award.last_day_known_at(self.known_at).unwrap_or(Day::LAST);
            let fact = Holding { from: award.valid_from, until, rank: grade.rank, standing };
            record.holdings.push(fact, award.id);
        }
        for told in &facts.suspensions {
            let standing = self.standing(told.recorded_at, told.withdrawn_at, told.withdrawal);
            let Some(standing) = standing else { continue };
            let until = told.valid_until.unwrap_or(Day::LAST);
            record.suspensions.push(Suspension { from: told.valid_from, until, standing }, told.id);
        }
        record
    }

    /// Whether a fact was believed; nothing of one that became known later, unless that is to be said.
    fn standing(
        &self,
        recorded_at: Moment,
        withdrawn_at: Option<Moment>,
        how: Option<Withdrawal>,
    ) -> Option<Standing> {
        if recorded_at > self.known_at {
            return self.later.then_some(Standing::NotYetKnown);
        }
        Some(match (withdrawn_at.filter(|moment| *moment <= self.known_at), how) {
            (None, _) => Standing::Believed,
            (Some(_), Some(Withdrawal::Corrected)) => Standing::Superseded,
            (Some(_), _) => Standing::Voided,
        })
    }
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
            posts: &self.posts,
            names: Names {
                trainings: &self.trainings.ids,
                sessions: &self.sessions.ids,
                services: &self.services.ids,
                holdings: &self.holdings.ids,
                suspensions: &self.suspensions.ids,
            },
        }
    }

    fn post(&mut self, post: &Code) -> u32 {
        let place = self.posts.iter().position(|known| known == post).unwrap_or_else(|| {
            self.posts.push(post.clone());
            self.posts.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}

impl<F, I> Default for Facts<F, I> {
    fn default() -> Self {
        Self { facts: Vec::new(), ids: Vec::new() }
    }
}

impl<F, I> Facts<F, I> {
    fn push(&mut self, fact: F, id: I) {
        self.facts.push(fact);
        self.ids.push(id);
    }
}
