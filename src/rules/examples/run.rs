//! Runs the examples of a rule set, and tells the first thing that comes out otherwise.

use std::sync::Arc;

use super::super::compiled::{CompiledRules, DayRules};
use super::super::faults;
use super::super::record::{
    AbsencePeriod, Catalogue, Holding, Names, Record, Service, Session, Standing, SuspensionPeriod, Training,
};
use super::{
    Example, ExampleDifference, ExampleHistory, ExpectedGrade, ExpectedObligation, ExpectedSupplement,
    ObligationOutcome,
};
use crate::values::{CaseName, Code, Day, Fault, LegalBasis, Part, TrainingTime, TranslatedText};

/// The first thing that comes out otherwise than an example says.
#[derive(Debug)]
pub struct Difference {
    at: String,
    name: CaseName,
    expected: String,
    actual: String,
    fault: Fault,
    basis: Option<LegalBasis>,
}

impl Difference {
    /// It, as a fault that names the act of the rule.
    #[must_use]
    pub fn fault(&self) -> Fault {
        self.fault.clone().resting_on(self.basis.as_ref().map(|basis| basis.in_words()))
    }

    /// It, as it is told beside a draft.
    #[must_use]
    pub fn told(self) -> ExampleDifference {
        let Self { at, name, expected, actual, fault, basis: legal_basis } = self;
        let text = TranslatedText::by(|language| fault.say(language));
        ExampleDifference { at, name, expected, actual, text, legal_basis }
    }
}

/// The first difference between what examples say and what comes out by a rule set.
#[must_use]
pub fn first_difference(compiled: &Arc<CompiledRules>, examples: &[Example]) -> Option<Difference> {
    examples.iter().enumerate().find_map(|(index, example)| {
        let facts = ExampleRecord::of(&example.history, compiled.catalogue());
        let (rules, record) = (compiled.on(example.day), facts.record());
        let run = ExampleRun { rules: &rules, record: &record, name: &example.name };
        let (expected, at) = (&example.expected, format!("/examples/{index}/expected"));
        let grades = || {
            let mut all = expected.grades.iter().enumerate();
            all.find_map(|(index, grade)| run.grade(grade, &format!("{at}/grades/{index}")))
        };
        let obligations = || {
            let mut all = expected.obligations.iter().enumerate();
            all.find_map(|(index, one)| run.obligation(one, &format!("{at}/obligations/{index}")))
        };
        let supplement = || run.supplement(expected.supplement.as_ref()?, &format!("{at}/supplement"));
        grades().or_else(obligations).or_else(supplement)
    })
}

/// One example under the rules of its day.
struct ExampleRun<'r> {
    rules: &'r DayRules,
    record: &'r Record<'r>,
    name: &'r CaseName,
}

impl ExampleRun<'_> {
    fn grade(&self, expected: &ExpectedGrade, at: &str) -> Option<Difference> {
        let place = self.rules.rules().grades.iter().position(|rule| rule.grade == expected.grade)?;
        let basis = || self.rules.grade_basis(place).cloned();
        let grade = expected.grade.as_str();
        let is_met = self.rules.is_met(self.record, place);
        if let Some(eligible) = expected.eligible.filter(|eligible| *eligible != is_met) {
            let at = format!("{at}/eligible");
            let fault = if eligible {
                faults::example_eligible(self.name.as_str(), &at, grade)
            } else {
                faults::example_not_eligible(self.name.as_str(), &at, grade)
            };
            return Some(self.difference(at, (&eligible, &is_met), fault, basis()));
        }
        if let Some(until) = expected.valid_until {
            let found = self.rules.valid_until(self.record, place);
            if found != Some(until) {
                let at = format!("{at}/validUntil");
                let fault = faults::example_valid_until(self.name.as_str(), &at, grade, until, found);
                return Some(self.difference(at, (&until, &shown(found)), fault, basis()));
            }
        }
        let lists = [("met", &expected.met, true), ("unmet", &expected.unmet, false)];
        lists.into_iter().find_map(|(list, named, is_met)| {
            let mut named = named.iter().enumerate();
            named.find_map(|(index, id)| {
                let found = self.rules.differing(self.record, (place, id), is_met)?;
                let (at, name) = (format!("{at}/{list}/{index}"), self.name.as_str());
                let (actual, required) = (found.actual.to_string(), found.required.to_string());
                // A requirement that counts nothing says nothing by a quantity.
                let figures = found.shortfall.is_none().then_some((actual, required)).unzip();
                let (fault, outcomes): (_, (&str, &str)) = if is_met {
                    (faults::example_met(name, &at, id.as_str(), figures.0, figures.1), ("met", "unmet"))
                } else {
                    (faults::example_unmet(name, &at, id.as_str(), figures.0, figures.1), ("unmet", "met"))
                };
                Some(self.difference(at, (&outcomes.0, &outcomes.1), fault, found.legal_basis))
            })
        })
    }

    fn obligation(&self, expected: &ExpectedObligation, at: &str) -> Option<Difference> {
        let found = self.rules.duty(self.record, &expected.requirement)?;
        let (id, name) = (expected.requirement.as_str(), self.name.as_str());
        let outcome = match (found.asked, found.due) {
            (None, _) => ObligationOutcome::NotAsked,
            (Some(true), _) => ObligationOutcome::Met,
            (Some(false), Some(_)) => ObligationOutcome::NotYetDue,
            (Some(false), None) => ObligationOutcome::Unmet,
        };
        if outcome != expected.outcome {
            let at = format!("{at}/outcome");
            let (wanted, actual) = (expected.outcome.as_str(), outcome.as_str());
            let fault = faults::example_obligation(name, &at, id, wanted, actual);
            return Some(self.difference(at, (&wanted, &actual), fault, found.basis));
        }
        let due = expected.due.filter(|due| found.due != Some(*due))?;
        let at = format!("{at}/due");
        let fault = faults::example_due(name, &at, id, due, found.due);
        Some(self.difference(at, (&due, &shown(found.due)), fault, found.basis))
    }

    fn supplement(&self, expected: &ExpectedSupplement, at: &str) -> Option<Difference> {
        let pay = self.rules.pay(self.record);
        let held = pay.award.and_then(|at| self.record.holdings.get(at));
        let basis = held.and_then(|held| self.rules.own_basis(held.rank)).or(self.rules.basis()).cloned();
        let (name, reason) = (self.name.as_str(), pay.reason.as_str());
        if expected.due != pay.is_due() {
            let at = format!("{at}/due");
            let fault = if expected.due {
                faults::example_owed(name, &at, reason)
            } else {
                faults::example_not_owed(name, &at)
            };
            return Some(self.difference(at, (&expected.due, &pay.is_due()), fault, basis));
        }
        let wanted = expected.reason.filter(|wanted| *wanted != pay.reason)?;
        let at = format!("{at}/reason");
        let fault = faults::example_reason(name, &at, wanted.as_str(), reason);
        Some(self.difference(at, (&wanted, &reason), fault, basis))
    }

    fn difference(
        &self,
        at: String,
        (expected, actual): (&dyn ToString, &dyn ToString),
        fault: Fault,
        basis: Option<LegalBasis>,
    ) -> Difference {
        let (expected, actual) = (expected.to_string(), actual.to_string());
        Difference { at, name: self.name.clone(), expected, actual, fault, basis }
    }
}

/// A day, or that there is none.
fn shown(day: Option<Day>) -> String {
    day.map_or_else(|| "null".to_owned(), |day| day.to_string())
}

/// The facts of an example, as rules take them.
#[derive(Default)]
struct ExampleRecord {
    trainings: Vec<Training>,
    sessions: Vec<Session>,
    services: Vec<Service>,
    holdings: Vec<Holding>,
    suspensions: Vec<SuspensionPeriod>,
    absences: Vec<AbsencePeriod>,
    posts: Vec<Code>,
    parts: Vec<Part>,
}

/// The place of a value in a list, to which it is added where it is not there.
fn place<T: Clone + PartialEq>(of: &T, among: &mut Vec<T>) -> u32 {
    let place = among.iter().position(|known| known == of).unwrap_or_else(|| {
        among.push(of.clone());
        among.len() - 1
    });
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl ExampleRecord {
    fn of(history: &ExampleHistory, catalogue: &Catalogue) -> Self {
        let (mut all, standing) = (Self::default(), Standing::Believed);
        let last = |until: Option<Day>| until.unwrap_or(Day::LAST);
        for fact in &history.completions {
            let of = catalogue.programmes().iter().position(|programme| programme.code == fact.programme);
            let Some(programme) = of.and_then(|place| u32::try_from(place).ok()) else { continue };
            let hours = fact.hours.map(TrainingTime::of_hours);
            let time = hours.or_else(|| TrainingTime::of_minutes(fact.minutes?));
            all.trainings.push(Training {
                on: fact.completed_on,
                seconds: time.map_or(0, TrainingTime::seconds),
                programme,
                part: fact.part.as_ref().map_or(0, |part| place(part, &mut all.parts) + 1),
                provider: fact.provider_kind,
                result: fact.result,
                standing,
            });
        }
        for fact in &history.sessions {
            let minutes = i16::try_from(fact.minutes).unwrap_or(i16::MAX);
            all.sessions.push(Session { on: fact.held_on, minutes, kind: fact.kind, standing });
        }
        for fact in &history.employments {
            let (post, until) = (place(&fact.post, &mut all.posts), last(fact.valid_until));
            all.services.push(Service { from: fact.valid_from, until, post, standing });
        }
        for fact in &history.awards {
            let Some(rank) = catalogue.rank(&fact.grade) else { continue };
            let (ends, revoked) = (last(fact.valid_until), fact.revoked_from.map(Day::previous));
            all.holdings.push(Holding {
                from: fact.valid_from,
                until: revoked.map_or(ends, |revoked| revoked.min(ends)),
                rank,
                revoked: revoked.is_some(),
                standing,
            });
        }
        for fact in &history.suspensions {
            let until = last(fact.valid_until);
            all.suspensions.push(SuspensionPeriod { from: fact.valid_from, until, standing });
        }
        for fact in &history.absences {
            let until = last(fact.valid_until);
            all.absences.push(AbsencePeriod { from: fact.valid_from, until, kind: fact.kind, standing });
        }
        // A record lists its facts by their days.
        all.trainings.sort_by_key(|fact| fact.on);
        all.sessions.sort_by_key(|fact| fact.on);
        all.services.sort_by_key(|fact| fact.from);
        all.holdings.sort_by_key(|fact| fact.from);
        all.suspensions.sort_by_key(|fact| fact.from);
        all.absences.sort_by_key(|fact| fact.from);
        all
    }

    fn record(&self) -> Record<'_> {
        Record {
            trainings: &self.trainings,
            sessions: &self.sessions,
            services: &self.services,
            holdings: &self.holdings,
            suspensions: &self.suspensions,
            absences: &self.absences,
            posts: &self.posts,
            parts: &self.parts,
            names: Names::default(),
        }
    }
}
