//! The rules against a slow, obvious reference: on ten thousand random workers under random rules there is no
//! difference.
#![expect(
    clippy::expect_used,
    clippy::unreachable,
    reason = "a test stops at the first surprise, its helpers too"
)]

mod calendar;
mod case;
mod examples;
mod golden;
mod histories;
mod leaves;
mod pay;
mod reference;

use std::collections::BTreeMap;

use registry::error::Faults;
use registry::rules::explanation::{Counted, NotCounted};
use registry::rules::language::RequirementKind;
use registry::rules::{DayRules, Explained, PayReason, Reason, Window};
use registry::values::{CompletionId, SessionId};
use serde_json::json;

use calendar::day;
use case::{Case, Ready};
use reference::{BOUND, Outcome, Until};

const HISTORIES: u64 = 10_000;

#[test]
fn ten_thousand_histories_have_no_difference() {
    let threads = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    let first = std::thread::scope(|scope| {
        let part = |part: usize| move || (0..HISTORIES).skip(part).step_by(threads).find_map(told);
        let parts: Vec<_> = (0..threads).map(|at| scope.spawn(part(at))).collect();
        parts.into_iter().find_map(|part| part.join().expect("the reference itself does not fail"))
    });
    if let Some(difference) = first {
        panic!("{difference}");
    }
}

/// The smallest case of a difference that is like that of a number, in words.
fn told(number: u64) -> Option<String> {
    let mut case = histories::case(number);
    let mut difference = difference(&case)?;
    while let Some((smaller, said)) =
        case.smaller().into_iter().find_map(|smaller| self::difference(&smaller).map(|said| (smaller, said)))
    {
        (case, difference) = (smaller, said);
    }
    Some(format!("history {number}\n{case}\n{difference}"))
}

/// The first difference between the evaluator and the reference in a case.
fn difference(case: &Case) -> Option<String> {
    let ready = case.ready();
    let (day_rules, record) = (ready.compiled.on(day(case.day)), ready.record());
    let grades: Vec<_> = (0..case.rules.grades.len()).map(|grade| reference::grade(case, grade)).collect();
    for (grade, expected) in grades.iter().enumerate() {
        let explained = day_rules.explain(&record, grade).expect("the grade");
        let mut silent = None;
        explained.walk(&mut |one| {
            let says_how_much = one.missing.is_some_and(|missing| missing.0 > 0);
            let says_what = one.shortfall.is_some();
            let is_right = match (one.met, one.missing) {
                (true, missing) => missing.is_some_and(|missing| missing.0 == 0) && !says_what,
                (false, None) => says_what,
                (false, Some(_)) => says_how_much,
            };
            if !is_right {
                silent = Some(format!("{} does not say what is missing: {one:?}", one.id));
            }
        });
        if silent.is_some() {
            return silent;
        }
        let found = outcome(case, &explained);
        if *expected != found {
            return Some(first_difference(expected, &found));
        }
        if day_rules.is_met(&record, grade) != expected.met {
            return Some(format!("is_met of grade {grade} is not {}", expected.met));
        }
        if day_rules.valid_until(&record, grade) != explained.valid_until {
            return Some(format!("valid_until of grade {grade} is not {:?}", explained.valid_until));
        }
    }
    let (expected, explained) = (reference::obligations(case), day_rules.obligations(&record, true));
    let found: Vec<_> = explained.iter().map(|explained| outcome(case, explained)).collect();
    if let Some((expected, found)) = expected.iter().zip(&found).find(|(expected, found)| expected != found) {
        return Some(format!("obligation: {}", first_difference(expected, found)));
    }
    let (expected, found) = (pay::pay(case), pay::found(case, &ready));
    if expected != found {
        return Some(format!("pay: expected {expected:#?}\nfound {found:#?}"));
    }
    short_form(&day_rules, &ready, &explained)
}

/// The short form says the same, and nothing of facts.
fn short_form(day_rules: &DayRules, ready: &Ready, expected: &[Explained]) -> Option<String> {
    let short = day_rules.obligations(&ready.record(), false);
    if short.len() != expected.len() {
        return Some(format!("{} obligations, not {}", short.len(), expected.len()));
    }
    let figures = |one: &Explained| {
        let Explained { met, required, actual, missing, shortfall, valid_until, due, .. } = *one;
        (met, required, actual, missing, shortfall, valid_until, due)
    };
    let same = short.iter().zip(expected).all(|(short, expected)| {
        let is_bare = short.counted.is_empty() && short.not_counted.is_empty() && short.of.is_empty();
        is_bare && short.legal_basis.is_none() && figures(short) == figures(expected)
    });
    (!same).then(|| format!("the short form of an obligation: {short:?}"))
}

/// The innermost requirement of which two outcomes differ, and in what.
fn first_difference(expected: &Outcome, found: &Outcome) -> String {
    if let Some((expected, found)) =
        expected.of.iter().zip(&found.of).find(|(expected, found)| expected != found)
    {
        return first_difference(expected, found);
    }
    let bare = |outcome: &Outcome| format!("{:#?}", Outcome { of: Vec::new(), ..outcome.clone() });
    let (expected, found) = (bare(expected), bare(found));
    format!("expected {expected}\nfound {found}")
}

/// The evaluator's answer in the terms of the reference.
fn outcome(case: &Case, explained: &Explained) -> Outcome {
    let days = |window: &Window| (window.from.since_epoch(), window.to.since_epoch());
    let counted = |counted: &Counted| match counted {
        Counted::Completion { completion_id: CompletionId(id), hours, credits, .. } => (
            id.as_u128(),
            hours.map(|hours| i64::from(hours.hundredths())).or(credits.map(|credits| credits.0)),
        ),
        Counted::Session { session_id: SessionId(id), minutes } => (id.as_u128(), Some(i64::from(*minutes))),
        Counted::Employment { employment_id } => (employment_id.0.as_u128(), None),
        Counted::Award { award_id } => (award_id.0.as_u128(), None),
    };
    let not_counted = |fact: &NotCounted| match fact {
        NotCounted::Completion { completion_id, reason, .. } => (completion_id.0.as_u128(), *reason),
        NotCounted::Session { session_id, reason } => (session_id.0.as_u128(), *reason),
        NotCounted::Employment { employment_id, reason } => (employment_id.0.as_u128(), *reason),
        NotCounted::Award { award_id, reason } => (award_id.0.as_u128(), *reason),
        NotCounted::Suspension { suspension_id, reason } => (suspension_id.0.as_u128(), *reason),
        NotCounted::Absence { absence_id, reason } => (absence_id.0.as_u128(), *reason),
    };
    let until = match explained.valid_until.map(registry::values::Day::since_epoch) {
        _ if !explained.met => Until::NotMet,
        Some(last) if last < case.day + BOUND => Until::Day(last),
        _ => Until::Beyond,
    };
    Outcome {
        id: explained.id.to_string(),
        basis: explained.legal_basis.clone(),
        met: explained.met,
        required: explained.required.0,
        actual: explained.actual.0,
        missing: explained.missing.map_or(0, |missing| missing.0),
        shortfall: explained.shortfall,
        window: explained.window.as_ref().map(days),
        missed: explained.missed.iter().map(days).collect(),
        counted: explained.counted.iter().map(counted).collect(),
        not_counted: explained.not_counted.iter().map(not_counted).collect(),
        paused: explained
            .paused
            .iter()
            .map(|one| (one.absence_id.0.as_u128(), one.from.since_epoch(), one.to.since_epoch()))
            .collect(),
        until,
        due: explained.due.map(registry::values::Day::since_epoch),
        of: explained.of.iter().map(|inner| outcome(case, inner)).collect(),
    }
}

/// Rules that are written and read are the same rules, and a second writing is the same to the byte.
#[test]
fn rules_are_read_as_they_were_written() {
    for number in 0..3_000 {
        let rules = histories::case(number).rules;
        let written = serde_json::to_value(&rules).expect("JSON");
        let mut faults = Faults::default();
        let read = registry::rules::read(&written, &mut faults);
        assert_eq!(read.as_ref(), Some(&rules), "history {number}: {faults:?} in {written:#}");
        assert_eq!(serde_json::to_value(read).expect("JSON"), written, "history {number}");
    }
}

/// The sums that a status shows beside its requirements are what requirements count.
#[test]
fn sums_are_what_requirements_count() {
    let leaves = json!([
        { "id": "hours", "kind": "trainingHours", "hours": "1", "withinMonths": 12 },
        { "id": "supervision", "kind": "supervisionHours", "hours": "1", "withinMonths": 12 }
    ]);
    let grades =
        json!([{ "grade": "grade-1", "requirement": { "id": "both", "kind": "allOf", "of": leaves } }]);
    let document = json!({ "grades": grades });
    let rules = registry::rules::read(&document, &mut Faults::default()).expect("rules");
    for number in 0..1_000 {
        let case = Case { rules: rules.clone(), ..histories::case(number) };
        let ready = case.ready();
        let (record, window) = (ready.record(), Window::of_months(12, day(case.day)));
        let explained = ready.compiled.on(day(case.day)).explain(&record, 0).expect("the grade");
        let (training, supervision) = (
            registry::rules::training(record.trainings, window),
            registry::rules::supervision(record.sessions, window),
        );
        let sums = [(training.hours, training.completions), (supervision.hours, supervision.sessions)];
        for (leaf, (hours, facts)) in explained.of.iter().zip(sums) {
            assert_eq!(
                (leaf.actual.to_string(), leaf.counted.len()),
                (hours.to_string(), facts),
                "history {number}\n{case}"
            );
        }
    }
}

/// Cases that are never drawn prove nothing: every kind is met and not met, lapses and lasts, and every
/// reason is given.
#[test]
fn the_histories_show_everything() {
    let (mut kinds, mut reasons): (BTreeMap<_, [u32; 4]>, BTreeMap<Reason, u32>) =
        (BTreeMap::new(), BTreeMap::new());
    let mut paid: BTreeMap<PayReason, u32> = BTreeMap::new();
    let (mut due, mut missed, mut eligible, mut paused, mut later) = (0, 0, 0, 0, 0);
    for number in 0..4_000 {
        let case = histories::case(number);
        let ready = case.ready();
        let day_rules = ready.compiled.on(day(case.day));
        let (record, mut all) = (ready.record(), day_rules.obligations(&ready.record(), true));
        *paid.entry(day_rules.pay(&record).reason).or_default() += 1;
        due += all.iter().filter(|one| one.due.is_some()).count();
        later += all.iter().filter(|one| one.due.is_some() && !one.paused.is_empty()).count();
        eligible += usize::from((0..case.rules.grades.len()).any(|grade| day_rules.is_met(&record, grade)));
        all.extend((0..case.rules.grades.len()).filter_map(|grade| day_rules.explain(&record, grade)));
        for one in &all {
            one.walk(&mut |one| {
                let seen = kinds.entry(one.kind).or_default();
                let place = match (one.met, one.valid_until) {
                    (false, _) => 0,
                    (true, None) => 1,
                    (true, Some(last)) if last.since_epoch() < case.day + BOUND => 2,
                    (true, Some(_)) => 3,
                };
                seen[place] += 1;
                missed += one.missed.len();
                paused += one.paused.len();
                for fact in &one.not_counted {
                    *reasons.entry(fact.reason()).or_default() += 1;
                }
            });
        }
    }
    for kind in RequirementKind::ALL {
        let seen = kinds.get(kind).copied().unwrap_or_default();
        assert!(
            seen[..3].iter().all(|count| *count >= 40),
            "{kind}: {seen:?} are not met, last, lapse soon, lapse later"
        );
    }
    for reason in Reason::ALL {
        assert!(reasons.get(reason).is_some_and(|count| *count >= 20), "{reason}: {reasons:?}");
    }
    // A closed record is not evaluated at all.
    for reason in PayReason::ALL.iter().filter(|reason| **reason != PayReason::Deactivated) {
        assert!(paid.get(reason).is_some_and(|count| *count >= 10), "{reason}: {paid:?}");
    }
    assert!(
        due >= 50 && missed >= 500 && eligible >= 500 && paused >= 500 && later >= 20,
        "{due} due, {later} of them later, {missed} parts missed, {paused} paused, {eligible} with a grade"
    );
}
