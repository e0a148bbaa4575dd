//! Examples of a rule set against the reference: what the slow evaluator finds of a history is what an
//! example of it may expect, and nothing else is.

use std::collections::BTreeSet;

use registry::rules::examples::{
    Example, ExampleAbsence, ExampleAward, ExampleCompletion, ExampleEmployment, ExampleHistory,
    ExampleSession, ExampleSuspension, Expected, ExpectedGrade, ExpectedObligation, ExpectedSupplement,
    ObligationOutcome,
};
use registry::rules::first_difference;
use registry::rules::record::Standing;
use registry::values::{CaseName, Code, Day, Hours, Part};

use crate::calendar::day;
use crate::case::{Case, LADDER, POSTS, Span, absence_kind, code, programme_code};
use crate::reference::{Outcome, Until};
use crate::{histories, pay, reference};

const HISTORIES: u64 = 600;

/// The history of a case without what is not believed, for examples have no such facts.
fn believed(mut case: Case) -> Case {
    case.completions.retain(|fact| fact.standing == Standing::Believed);
    case.sessions.retain(|fact| fact.standing == Standing::Believed);
    for spans in [&mut case.employments, &mut case.awards, &mut case.suspensions, &mut case.absences] {
        spans.retain(|span| span.standing == Standing::Believed);
    }
    case
}

fn last(span: &Span) -> Option<Day> {
    (span.until < Day::LAST.since_epoch()).then(|| day(span.until))
}

fn history(case: &Case) -> ExampleHistory {
    let grade = |rank: i32| LADDER.iter().find(|(_, known)| *known == rank).expect("a grade").0;
    let post = |what: i32| POSTS[usize::try_from(what).expect("a post")];
    ExampleHistory {
        completions: case
            .completions
            .iter()
            .map(|fact| ExampleCompletion {
                programme: programme_code(fact.programme),
                completed_on: day(fact.on),
                part: (fact.part > 0).then(|| Part::parse(&fact.part.to_string()).expect("a part")),
                hours: fact.minutes.is_none().then(|| Hours::from_hundredths(fact.hours)),
                minutes: fact.minutes,
                result: fact.result,
                provider_kind: fact.provider,
            })
            .collect(),
        sessions: case
            .sessions
            .iter()
            .map(|fact| ExampleSession {
                held_on: day(fact.on),
                minutes: fact.minutes.into(),
                kind: fact.kind,
            })
            .collect(),
        employments: case
            .employments
            .iter()
            .map(|span| ExampleEmployment {
                post: code(post(span.what)),
                valid_from: day(span.from),
                valid_until: last(span),
            })
            .collect(),
        awards: case
            .awards
            .iter()
            .map(|span| ExampleAward {
                grade: code(grade(span.what)),
                valid_from: day(span.from),
                valid_until: last(span).filter(|_| !span.revoked),
                revoked_from: span.revoked.then(|| day(span.until + 1)),
            })
            .collect(),
        suspensions: case
            .suspensions
            .iter()
            .map(|span| ExampleSuspension { valid_from: day(span.from), valid_until: last(span) })
            .collect(),
        absences: case
            .absences
            .iter()
            .map(|span| ExampleAbsence {
                kind: absence_kind(span),
                valid_from: day(span.from),
                valid_until: last(span),
            })
            .collect(),
    }
}

/// All that is met, or all that is not, by its id.
fn ids(outcome: &Outcome, met: bool, all: &mut BTreeSet<Code>) {
    if outcome.met == met {
        all.insert(code(&outcome.id));
    }
    for inner in &outcome.of {
        ids(inner, met, all);
    }
}

fn expected(case: &Case) -> Expected {
    let grade = |(at, rule): (usize, &registry::rules::language::GradeRule)| {
        let outcome = reference::grade(case, at);
        let (mut met, mut unmet) = (BTreeSet::new(), BTreeSet::new());
        ids(&outcome, true, &mut met);
        ids(&outcome, false, &mut unmet);
        let valid_until = match outcome.until {
            Until::Day(last) => Some(day(last)),
            Until::NotMet | Until::Beyond => None,
        };
        ExpectedGrade {
            grade: rule.grade.clone(),
            eligible: Some(outcome.met),
            valid_until,
            met: met.into_iter().collect(),
            unmet: unmet.into_iter().collect(),
        }
    };
    let found = reference::obligations(case);
    let obligation = |rule: &registry::rules::language::Obligation| {
        let id = rule.requirement.id.clone();
        let outcome = found.iter().find(|outcome| outcome.id == id.to_string());
        let (outcome, due) = match outcome {
            None => (ObligationOutcome::NotAsked, None),
            Some(outcome) if outcome.met => (ObligationOutcome::Met, None),
            Some(Outcome { due: Some(due), .. }) => (ObligationOutcome::NotYetDue, Some(day(*due))),
            Some(_) => (ObligationOutcome::Unmet, None),
        };
        ExpectedObligation { requirement: id, outcome, due }
    };
    let pay = pay::pay(case);
    Expected {
        grades: case.rules.grades.iter().enumerate().map(grade).collect(),
        obligations: case.rules.obligations.iter().map(obligation).collect(),
        supplement: Some(ExpectedSupplement {
            due: pay.reason == registry::rules::PayReason::Awarded,
            reason: Some(pay.reason),
        }),
    }
}

#[test]
fn what_the_reference_finds_comes_out_of_examples_and_nothing_else_does() {
    for number in 0..HISTORIES {
        let case = believed(histories::case(number));
        let compiled = case.ready().compiled;
        let example = |expected: Expected| Example {
            name: CaseName::parse("istorie").expect("a name"),
            day: day(case.day),
            history: history(&case),
            expected,
        };
        let right = expected(&case);
        let difference = first_difference(&compiled, &[example(right.clone())]);
        assert!(difference.is_none(), "history {number}: {difference:?}\n{case}");

        // Each other expectation is told at its place, whichever example it stands in.
        let mut wrong = Vec::new();
        for at in 0..right.grades.len() {
            let mut grade = right.clone();
            grade.grades[at].eligible = grade.grades[at].eligible.map(|eligible| !eligible);
            wrong.push((format!("grades/{at}/eligible"), grade));
            for (list, other) in [("met", "unmet"), ("unmet", "met")] {
                let mut moved = right.clone();
                let lists = &mut moved.grades[at];
                let (from, to) = if list == "met" {
                    (&mut lists.met, &mut lists.unmet)
                } else {
                    (&mut lists.unmet, &mut lists.met)
                };
                let Some(id) = from.pop() else { continue };
                to.push(id);
                let place = format!("grades/{at}/{other}/{}", to.len() - 1);
                // One that was moved to `met` stands before all of `unmet`.
                wrong.push((place, moved));
            }
        }
        for (at, outcome) in right.obligations.iter().map(|one| one.outcome).enumerate() {
            let other = ObligationOutcome::ALL.iter().find(|other| **other != outcome).expect("another");
            let mut turned = right.clone();
            (turned.obligations[at].outcome, turned.obligations[at].due) = (*other, None);
            wrong.push((format!("obligations/{at}/outcome"), turned));
        }
        let mut turned = right.clone();
        turned.supplement.as_mut().expect("pay").due ^= true;
        wrong.push(("supplement/due".to_owned(), turned));
        for (place, wrong) in wrong {
            let both = [example(right.clone()), example(wrong)];
            let found = first_difference(&compiled, &both).map(|difference| difference.told().at);
            assert_eq!(found, Some(format!("/examples/1/expected/{place}")), "history {number}\n{case}");
        }
    }
}
