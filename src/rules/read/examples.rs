//! Reads the examples of a rule set, in the manner of the language itself.

use serde_json::Value;

use super::super::examples::{
    Example, ExampleAbsence, ExampleAward, ExampleCompletion, ExampleEmployment, ExampleHistory,
    ExampleSession, ExampleSuspension, Expected, ExpectedGrade, ExpectedObligation, ExpectedSupplement,
    MOST_EXAMPLES, MOST_FACTS,
};
use super::{MOST_GRADES, MOST_ITEMS, RequirementFields, RuleReader, faults, text, truth, whole};
use crate::error::Faults;
use crate::values::{Day, OrganisationKind, TrainingTime};

/// Minutes of a supervision session at the most.
const MOST_SESSION_MINUTES: i32 = 720;

/// Reads the examples of a rule set; nothing if there is any fault in them.
pub fn read_examples(document: &Value, faults: &mut Faults) -> Option<Vec<Example>> {
    let mut found = Faults::default();
    let mut reader = RuleReader { faults: &mut found, requirements: 0 };
    let examples = match document {
        Value::Null => Some(Vec::new()),
        given => reader.items(given, "/examples", 0..=MOST_EXAMPLES, RuleReader::example),
    };
    let is_sound = found.0.is_empty();
    for (place, all) in found.0 {
        for fault in all {
            faults.add(place.clone(), fault);
        }
    }
    examples.filter(|_| is_sound)
}

impl RuleReader<'_> {
    fn example(&mut self, value: &Value, at: &str) -> Option<Example> {
        let mut fields = self.open(value, at)?;
        let name = self.required(&mut fields, "name", text);
        let day = self.required(&mut fields, "day", text);
        let history = match fields.take("history") {
            None => Some(ExampleHistory::default()),
            Some(given) => self.history(given, &fields.place("history")),
        };
        let expected = self.required(&mut fields, "expected", Ok);
        let expected = expected.and_then(|given| self.expected(given, &fields.place("expected")));
        self.close(&fields);
        Some(Example { name: name?, day: day?, history: history?, expected: expected? })
    }

    fn history(&mut self, value: &Value, at: &str) -> Option<ExampleHistory> {
        let mut fields = self.open(value, at)?;
        let completions = self.facts(&mut fields, "completions", Self::completion);
        let sessions = self.facts(&mut fields, "sessions", Self::session);
        let employments = self.facts(&mut fields, "employments", |reader, fields| {
            let post = reader.required(fields, "post", text);
            let (valid_from, valid_until) = reader.days(fields)?;
            Some(ExampleEmployment { post: post?, valid_from, valid_until })
        });
        let awards = self.facts(&mut fields, "awards", Self::award);
        let suspensions = self.facts(&mut fields, "suspensions", |reader, fields| {
            let (valid_from, valid_until) = reader.days(fields)?;
            Some(ExampleSuspension { valid_from, valid_until })
        });
        let absences = self.facts(&mut fields, "absences", |reader, fields| {
            let kind = reader.required(fields, "kind", text);
            let (valid_from, valid_until) = reader.days(fields)?;
            Some(ExampleAbsence { kind: kind?, valid_from, valid_until })
        });
        self.close(&fields);
        let (completions, sessions, employments) = (completions?, sessions?, employments?);
        let (awards, suspensions, absences) = (awards?, suspensions?, absences?);
        let history = ExampleHistory { completions, sessions, employments, awards, suspensions, absences };
        if history.facts() > MOST_FACTS {
            return self.fault(at, faults::example_too_large(MOST_FACTS));
        }
        Some(history)
    }

    /// Reads a list of facts; none where it is left out. A fact that stands there twice is a fault.
    fn facts<T: PartialEq>(
        &mut self,
        fields: &mut RequirementFields<'_>,
        name: &'static str,
        read: impl Fn(&mut Self, &mut RequirementFields<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let at = fields.place(name);
        let Some(given) = fields.take(name) else { return Some(Vec::new()) };
        let facts = self.items(given, &at, 0..=MOST_FACTS, |reader, value, at| {
            let mut fields = reader.open(value, at)?;
            let fact = read(reader, &mut fields);
            reader.close(&fields);
            fact
        })?;
        let twice = (1..facts.len()).filter(|index| facts[..*index].contains(&facts[*index]));
        // Two true sessions of one day may say the same.
        for index in twice.filter(|_| name != "sessions") {
            self.faults.add(format!("{at}/{index}"), faults::item_twice());
        }
        Some(facts)
    }

    fn completion(&mut self, fields: &mut RequirementFields<'_>) -> Option<ExampleCompletion> {
        let programme = self.required(fields, "programme", text);
        let completed_on = self.required(fields, "completedOn", text);
        let part = self.optional(fields, "part", text);
        let hours = self.optional(fields, "hours", text);
        let minutes = self.optional(fields, "minutes", whole(1, TrainingTime::MOST_MINUTES));
        let result = self.required(fields, "result", text);
        let provider_kind = self.optional(fields, "providerKind", text);
        let (hours, minutes) = (hours?, minutes?);
        if hours.is_some() == minutes.is_some() {
            return self.fault(&fields.place("hours"), faults::either_hours_or_minutes());
        }
        Some(ExampleCompletion {
            programme: programme?,
            completed_on: completed_on?,
            part: part?,
            hours,
            minutes,
            result: result?,
            provider_kind: provider_kind?.unwrap_or(OrganisationKind::Provider),
        })
    }

    fn session(&mut self, fields: &mut RequirementFields<'_>) -> Option<ExampleSession> {
        let held_on = self.required(fields, "heldOn", text);
        let minutes = self.required(fields, "minutes", whole(1, MOST_SESSION_MINUTES));
        let kind = self.required(fields, "kind", text);
        Some(ExampleSession { held_on: held_on?, minutes: minutes?, kind: kind? })
    }

    fn award(&mut self, fields: &mut RequirementFields<'_>) -> Option<ExampleAward> {
        let grade = self.required(fields, "grade", text);
        let days = self.days(fields);
        let revoked_from = self.optional(fields, "revokedFrom", text);
        let ((valid_from, valid_until), revoked_from) = (days?, revoked_from?);
        if revoked_from.is_some_and(|revoked| revoked < valid_from) {
            return self.fault(&fields.place("revokedFrom"), faults::example_ends_early(valid_from));
        }
        Some(ExampleAward { grade: grade?, valid_from, valid_until, revoked_from })
    }

    /// The days of a fact, which ends on its first day or later.
    fn days(&mut self, fields: &mut RequirementFields<'_>) -> Option<(Day, Option<Day>)> {
        let from = self.required(fields, "validFrom", text);
        let until: Option<Option<Day>> = self.optional(fields, "validUntil", text);
        let (from, until) = (from?, until?);
        if until.is_some_and(|until| until < from) {
            return self.fault(&fields.place("validUntil"), faults::example_ends_early(from));
        }
        Some((from, until))
    }

    fn expected(&mut self, value: &Value, at: &str) -> Option<Expected> {
        let mut fields = self.open(value, at)?;
        let grades = match fields.take("grades") {
            None => Some(Vec::new()),
            Some(given) => self.items(given, &fields.place("grades"), 0..=MOST_GRADES, Self::expected_grade),
        };
        let obligations = match fields.take("obligations") {
            None => Some(Vec::new()),
            Some(given) => {
                let place = fields.place("obligations");
                self.items(given, &place, 0..=MOST_ITEMS, Self::expected_obligation)
            }
        };
        let supplement = match fields.take("supplement") {
            None => Some(None),
            Some(given) => self.expected_supplement(given, &fields.place("supplement")).map(Some),
        };
        self.close(&fields);
        let (grades, obligations, supplement) = (grades?, obligations?, supplement?);
        if grades.is_empty() && obligations.is_empty() && supplement.is_none() {
            return self.fault(at, faults::example_expects_nothing());
        }
        Some(Expected { grades, obligations, supplement })
    }

    fn expected_grade(&mut self, value: &Value, at: &str) -> Option<ExpectedGrade> {
        let mut fields = self.open(value, at)?;
        let grade = self.required(&mut fields, "grade", text);
        let eligible = self.optional(&mut fields, "eligible", truth);
        let valid_until = self.optional(&mut fields, "validUntil", text);
        let met = self.list(&mut fields, "met", MOST_ITEMS, text);
        let unmet = self.list(&mut fields, "unmet", MOST_ITEMS, text);
        self.close(&fields);
        let (eligible, valid_until, met, unmet) = (eligible?, valid_until?, met?, unmet?);
        if eligible.is_none() && valid_until.is_none() && met.is_empty() && unmet.is_empty() {
            return self.fault(at, faults::example_expects_nothing());
        }
        Some(ExpectedGrade { grade: grade?, eligible, valid_until, met, unmet })
    }

    fn expected_obligation(&mut self, value: &Value, at: &str) -> Option<ExpectedObligation> {
        let mut fields = self.open(value, at)?;
        let requirement = self.required(&mut fields, "requirement", text);
        let outcome = self.required(&mut fields, "outcome", text);
        let due = self.optional(&mut fields, "due", text);
        self.close(&fields);
        Some(ExpectedObligation { requirement: requirement?, outcome: outcome?, due: due? })
    }

    fn expected_supplement(&mut self, value: &Value, at: &str) -> Option<ExpectedSupplement> {
        let mut fields = self.open(value, at)?;
        let due = self.required(&mut fields, "due", truth);
        let reason = self.optional(&mut fields, "reason", text);
        self.close(&fields);
        Some(ExpectedSupplement { due: due?, reason: reason? })
    }
}
