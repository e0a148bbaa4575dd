//! DOES: reads all that is known of a person, from the rooms of facts, and makes one record of it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::facts::{PersonFacts, RecordPart};
use super::mapping::{self, merge};
use super::owned::PersonRecord;
use super::packed::PackedRecord;
use super::store;
use crate::db::{Conn, Question, View};
use crate::error::Result;
use crate::organisations::{self, KindsByDay, StateHistory};
use crate::qualifications::{AwardFact, GradedAward, Grades};
use crate::rules::Catalogue;
use crate::rules::record::Standing;
use crate::values::{Moment, OrganisationId, Recorded, WorkerId};
use crate::workers::{self, Worker};

/// The treatment of facts that became known after the moment asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaterFacts {
    /// They are left out.
    LeftOut,
    /// They are in the record, so that an explanation can say that they were not yet known.
    Told,
}

/// Reads records for one question about any number of people, as of one moment.
pub struct RecordReader {
    known_at: Moment,
    later: LaterFacts,
    part: RecordPart,
    /// The kinds of the providers met so far, by day.
    providers: HashMap<OrganisationId, KindsByDay>,
}

impl RecordReader {
    /// Reads what was known at a moment.
    #[must_use]
    pub fn new(known_at: Moment, later: LaterFacts) -> Self {
        Self { known_at, later, part: RecordPart::Whole, providers: HashMap::new() }
    }

    /// Reads no more than this part of records.
    #[must_use]
    pub fn of_part(self, part: RecordPart) -> Self {
        Self { part, ..self }
    }

    /// All that is on the register of a worker, and of those whose records had been merged into the worker's
    /// by the moment; read from the facts.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn facts(&mut self, conn: &mut Conn, worker: &Worker) -> Result<PersonFacts> {
        let mut all = PersonFacts::read(conn, worker.id, self.part, self.known_at)?;
        for other in self.absorbed(conn, worker)? {
            all.join(PersonFacts::read(conn, other, self.part, self.known_at)?);
        }
        self.meet(&all, |provider| organisations::history(conn, provider).map(Arc::new))?;
        Ok(all)
    }

    /// As [`Self::facts`], from packed records where there are; what providers were is asked of the database
    /// once in a snapshot.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn facts_in(&mut self, view: &mut View<'_>, worker: &Worker) -> Result<PersonFacts> {
        let mut all = self.of_record(view, worker.id)?;
        for other in self.absorbed(view, worker)? {
            all.join(self.of_record(view, other)?);
        }
        self.meet(&all, |provider| view.answer(&ProviderStates(provider)))?;
        Ok(all)
    }

    /// As [`Self::facts_in`], of a worker whose packed record says that nothing else is to be looked at: it
    /// is in use, was never closed, no other was merged into it. Nothing where it does not, or there is none.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn facts_at_once(&mut self, view: &mut View<'_>, worker: WorkerId) -> Result<Option<PersonFacts>> {
        let Some(bytes) = store::find(view, worker)? else { return Ok(None) };
        let packed = PackedRecord::read(&bytes).filter(|packed| packed.state.is_plain_at(self.known_at));
        let Some(packed) = packed else { return Ok(None) };
        let facts = packed.facts(&*view.answer(&Grades)?, self.known_at);
        if let Some(all) = &facts {
            self.meet(all, |provider| view.answer(&ProviderStates(provider)))?;
        }
        Ok(facts)
    }

    fn of_record(&self, view: &mut View<'_>, record: WorkerId) -> Result<PersonFacts> {
        if let Some(bytes) = store::find(view, record)?
            && let Some(packed) = PackedRecord::read(&bytes)
            && let Some(facts) = packed.facts(&*view.answer(&Grades)?, self.known_at)
        {
            return Ok(facts);
        }
        PersonFacts::read(view, record, self.part, self.known_at)
    }

    fn absorbed(&self, conn: &mut Conn, worker: &Worker) -> Result<Vec<WorkerId>> {
        if worker.absorbed { workers::absorbed(conn, worker.id, self.known_at) } else { Ok(Vec::new()) }
    }

    /// Notes the kinds of providers that were not met so far.
    fn meet(
        &mut self,
        facts: &PersonFacts,
        mut states: impl FnMut(OrganisationId) -> Result<Arc<StateHistory>>,
    ) -> Result<()> {
        for recorded in &facts.completions {
            if let Entry::Vacant(place) = self.providers.entry(recorded.fact.provider_id) {
                let kinds = states(*place.key())?.kinds(self.known_at);
                place.insert(kinds);
            }
        }
        Ok(())
    }

    /// The record that facts make; of completions those whose programmes the catalogue has.
    #[must_use]
    pub fn record(&self, facts: &PersonFacts, catalogue: &Catalogue) -> PersonRecord {
        let PersonFacts { awards, completions, sessions, employments, suspensions, absences } = facts;
        let mut record = PersonRecord::default();
        for (fact, standing) in self.known(completions) {
            // The kind that it had when it taught.
            let provider =
                self.providers.get(&fact.provider_id).and_then(|kinds| kinds.on(fact.completed_on));
            let part = record.parts.place(fact.part.0.as_ref());
            if let Some(training) = mapping::training(fact, catalogue, provider, part, standing) {
                record.trainings.push(training, fact.id);
            }
        }
        for (fact, standing) in self.known(sessions) {
            record.sessions.push(mapping::session(fact, standing), fact.session_id);
        }
        for (fact, standing) in self.known(employments) {
            let post = record.posts.place(&fact.post);
            record.services.push(mapping::service(fact, post, standing), fact.id);
        }
        let mut awards: Vec<_> = awards.iter().map(recorded).collect();
        merge(&mut awards);
        for (fact, standing) in self.known(&awards) {
            record.holdings.push(mapping::holding(fact, self.known_at, standing), fact.id);
        }
        for (fact, standing) in self.known(suspensions) {
            record.suspensions.push(mapping::suspension(fact, standing), fact.id);
        }
        for (fact, standing) in self.known(absences) {
            record.absences.push(mapping::absence(fact, standing), fact.id);
        }
        record
    }

    /// The facts that belong in the record, each with whether it was believed.
    fn known<'f, F>(&self, facts: &'f [Recorded<F>]) -> impl Iterator<Item = (&'f F, Standing)> {
        let standings = facts.iter().map(|one| (&one.fact, mapping::standing(one, self.known_at)));
        standings.filter(|(_, standing)| *standing != Standing::NotYetKnown || self.later == LaterFacts::Told)
    }
}

/// Asks what a provider was from day to day.
#[derive(Clone, PartialEq, Eq, Hash)]
struct ProviderStates(OrganisationId);

impl Question for ProviderStates {
    type Answer = Arc<StateHistory>;

    fn ask(&self, conn: &mut Conn) -> Result<Arc<StateHistory>> {
        organisations::history(conn, self.0).map(Arc::new)
    }
}

/// An award is never withdrawn: of a revocation the fact itself tells when it became known.
fn recorded(award: &GradedAward) -> Recorded<AwardFact> {
    Recorded { fact: award.fact, recorded_at: award.recorded_at, withdrawn_at: None, withdrawal: None }
}
