//! DOES: gathers all that is known of a person, from the rooms to the left, into one record.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::db::Conn;
use crate::error::Result;
use crate::qualifications::{self, Award, Grade};
use crate::rule_sets::Shelf;
use crate::rules::record::{
    Catalogue, Holding, Names, Record, Service, Session, Standing, Suspension, Training,
};
use crate::values::{
    AwardId, Code, CompletionId, Day, EmploymentId, Moment, OrganisationId, OrganisationKind, SessionId,
    SuspensionId, Withdrawal, WorkerId,
};
use crate::{completions, organisations, supervision, workers};

/// All that is known of a person.
pub struct Gathered {
    /// What the programmes of its completions are found in.
    pub catalogue: Arc<Catalogue>,
    /// Its awards, also those that no longer hold.
    pub awards: Vec<(Award, Grade)>,
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
pub struct Gatherer<'q> {
    shelf: &'q Shelf,
    known_at: Moment,
    later: bool,
    /// Providers met so far.
    kinds: HashMap<OrganisationId, OrganisationKind>,
}

impl<'q> Gatherer<'q> {
    /// Gathers what was known at a moment; what became known `later` only to say that it did not count.
    #[must_use]
    pub fn new(shelf: &'q Shelf, known_at: Moment, later: bool) -> Self {
        Self { shelf, known_at, later, kinds: HashMap::new() }
    }

    /// All that is known of the person whose records these are.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn gather(&mut self, conn: &mut Conn, records: &[WorkerId]) -> Result<Gathered> {
        let mut all = Gathered {
            catalogue: self.shelf.catalogue(conn)?,
            awards: Vec::new(),
            trainings: Facts::new(),
            sessions: Facts::new(),
            services: Facts::new(),
            holdings: Facts::new(),
            suspensions: Facts::new(),
            posts: Vec::new(),
        };
        // Two records of one person may both have been named as attendees of a session.
        let mut sat = BTreeSet::new();
        for worker in records {
            self.trainings(conn, *worker, &mut all)?;
            for told in supervision::of_worker(conn, *worker)? {
                let Some(standing) =
                    self.standing(told.recorded_at, told.withdrawn_at, Some(Withdrawal::Voided))
                else {
                    continue;
                };
                if records.len() == 1 || sat.insert(told.session_id) {
                    let minutes = i16::try_from(told.minutes).unwrap_or(i16::MAX);
                    all.sessions.push(
                        Session { on: told.held_on, minutes, kind: told.kind, standing },
                        told.session_id,
                    );
                }
            }
            for told in workers::employed(conn, *worker)? {
                let Some(standing) = self.standing(told.recorded_at, told.withdrawn_at, told.withdrawal)
                else {
                    continue;
                };
                let post = all.post(told.post);
                all.services.push(
                    Service {
                        from: told.valid_from,
                        until: told.valid_until.unwrap_or(Day::LAST),
                        post,
                        standing,
                    },
                    told.id,
                );
            }
            for (award, grade) in qualifications::graded(conn, *worker)? {
                let Some(standing) = self.standing(award.recorded_at, None, None) else { continue };
                let until = award.last_day_known_at(self.known_at).unwrap_or(Day::LAST);
                all.holdings
                    .push(Holding { from: award.valid_from, until, rank: grade.rank, standing }, award.id);
                all.awards.push((award, grade));
            }
            for told in qualifications::suspended(conn, *worker)? {
                let Some(standing) = self.standing(told.recorded_at, told.withdrawn_at, told.withdrawal)
                else {
                    continue;
                };
                let until = told.valid_until.unwrap_or(Day::LAST);
                all.suspensions.push(Suspension { from: told.valid_from, until, standing }, told.id);
            }
        }
        if records.len() > 1 {
            all.trainings.sort_by_key(|fact| fact.on);
            all.sessions.sort_by_key(|fact| fact.on);
            all.services.sort_by_key(|fact| fact.from);
            all.holdings.sort_by_key(|fact| fact.from);
            all.suspensions.sort_by_key(|fact| fact.from);
        }
        Ok(all)
    }

    fn trainings(&mut self, conn: &mut Conn, worker: WorkerId, all: &mut Gathered) -> Result<()> {
        for told in completions::of_worker(conn, worker)? {
            let Some(standing) = self.standing(told.recorded_at, told.withdrawn_at, told.withdrawal) else {
                continue;
            };
            if all.catalogue.place(told.programme_id).is_none() {
                all.catalogue = self.shelf.catalogue_with(conn, told.programme_id)?;
            }
            let Some(programme) = all.catalogue.place(told.programme_id) else { continue };
            let provider = self.kind(conn, told.provider_id)?;
            let fact = Training {
                on: told.completed_on,
                hours: told.hours,
                programme,
                provider,
                result: told.result,
                standing,
            };
            all.trainings.push(fact, told.id);
        }
        Ok(())
    }

    fn kind(&mut self, conn: &mut Conn, provider: OrganisationId) -> Result<OrganisationKind> {
        if let Some(kind) = self.kinds.get(&provider) {
            return Ok(*kind);
        }
        let kind = organisations::find(conn, provider)?
            .map_or(OrganisationKind::Provider, |organisation| organisation.kind);
        self.kinds.insert(provider, kind);
        Ok(kind)
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

impl Gathered {
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

    fn post(&mut self, post: Code) -> u32 {
        let place = self.posts.iter().position(|known| *known == post).unwrap_or_else(|| {
            self.posts.push(post);
            self.posts.len() - 1
        });
        u32::try_from(place).unwrap_or(u32::MAX)
    }
}

impl<F: Copy, I: Copy + Ord> Facts<F, I> {
    const fn new() -> Self {
        Self { facts: Vec::new(), ids: Vec::new() }
    }

    fn push(&mut self, fact: F, id: I) {
        self.facts.push(fact);
        self.ids.push(id);
    }

    /// In the order of the days, and of the ids within a day.
    fn sort_by_key<K: Ord>(&mut self, day: impl Fn(&F) -> K) {
        let mut both: Vec<_> = self.facts.iter().copied().zip(self.ids.iter().copied()).collect();
        both.sort_by_key(|(fact, id)| (day(fact), *id));
        (self.facts, self.ids) = both.into_iter().unzip();
    }
}
