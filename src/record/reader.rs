//! DOES: reads all that is known of a person, from the rooms of facts, and makes one record of it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::mapping::{self, merge};
use super::owned::PersonRecord;
use crate::completions::{self, CompletionFact};
use crate::db::{Conn, Question, View};
use crate::error::Result;
use crate::organisations::{self, KindsByDay, StateHistory};
use crate::qualifications::{self, Award, AwardFact, Grade, SuspensionFact};
use crate::rules::Catalogue;
use crate::rules::record::Standing;
use crate::supervision::{self, SessionFact};
use crate::values::{Day, Moment, OrganisationId, Recorded};
use crate::workers::{self, AbsenceFact, EmploymentFact, Worker};

/// All that is on the register of a person, under whichever record, withdrawn or not.
#[derive(Default)]
pub struct PersonFacts {
    /// The person's awards, also those that no longer hold.
    pub awards: Vec<(Award, Grade)>,
    completions: Vec<Recorded<CompletionFact>>,
    sessions: Vec<Recorded<SessionFact>>,
    employments: Vec<Recorded<EmploymentFact>>,
    suspensions: Vec<Recorded<SuspensionFact>>,
    absences: Vec<Recorded<AbsenceFact>>,
}

impl PersonFacts {
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

/// The treatment of facts that became known after the moment asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LaterFacts {
    /// They are left out.
    LeftOut,
    /// They are in the record, so that an explanation can say that they were not yet known.
    Told,
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
    /// by the moment.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn facts(&mut self, conn: &mut Conn, worker: &Worker) -> Result<PersonFacts> {
        let all = self.read(conn, worker)?;
        self.meet(&all, |provider| organisations::history(conn, provider).map(Arc::new))?;
        Ok(all)
    }

    /// As [`Self::facts`]; what providers were is asked of the database once in a snapshot.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn facts_in(&mut self, view: &mut View<'_>, worker: &Worker) -> Result<PersonFacts> {
        let all = self.read(view, worker)?;
        self.meet(&all, |provider| view.answer(&ProviderStates(provider)))?;
        Ok(all)
    }

    fn read(&self, conn: &mut Conn, worker: &Worker) -> Result<PersonFacts> {
        let mut records = vec![worker.id];
        if worker.absorbed {
            records.extend(workers::absorbed(conn, worker.id, self.known_at)?);
        }
        let mut all = PersonFacts::default();
        for record in records {
            if self.part == RecordPart::Whole {
                all.completions.extend(completions::history(conn, record)?);
                all.sessions.extend(supervision::history(conn, record)?);
                all.absences.extend(workers::absence_history(conn, record)?);
            }
            all.employments.extend(workers::employment_history(conn, record)?);
            all.awards.extend(qualifications::graded_at(conn, record, self.known_at)?);
            all.suspensions.extend(qualifications::suspension_history(conn, record)?);
        }
        if worker.absorbed {
            merge(&mut all.completions);
            merge(&mut all.sessions);
            merge(&mut all.employments);
            merge(&mut all.suspensions);
            merge(&mut all.absences);
        }
        Ok(all)
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
fn recorded((award, grade): &(Award, Grade)) -> Recorded<AwardFact> {
    let (fact, recorded_at) = (AwardFact::of(award, grade), award.recorded_at);
    Recorded { fact, recorded_at, withdrawn_at: None, withdrawal: None }
}
