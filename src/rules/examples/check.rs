//! Checks the examples of a rule set: that what they name exists, and that they do not contradict themselves
//! or each other.

use std::collections::{BTreeMap, BTreeSet};

use super::super::faults;
use super::super::language::{Requirement, Rules};
use super::super::record::Catalogue;
use super::super::terms::PayReason;
use super::{Example, Expected, ExpectedGrade, ExpectedObligation, ObligationOutcome};
use crate::error::Faults;
use crate::values::Code;

/// Names every fault of the examples of a rule set, by its JSON pointer.
pub fn check_examples(rules: &Rules, examples: &[Example], catalogue: &Catalogue, faults: &mut Faults) {
    let mut names = BTreeSet::new();
    for (index, example) in examples.iter().enumerate() {
        let at = format!("/examples/{index}");
        faults.require(names.insert(&example.name), &format!("{at}/name"), faults::example_name_taken());
        check_history(example, &at, catalogue, faults);
        check_grades(&example.expected, &format!("{at}/expected/grades"), rules, faults);
        check_obligations(&example.expected, &format!("{at}/expected/obligations"), rules, faults);
        let supplement = example.expected.supplement.as_ref();
        let is_sound = supplement.is_none_or(|supplement| {
            supplement.reason.is_none_or(|reason| supplement.due == (reason == PayReason::Awarded))
        });
        let (place, other) =
            (format!("{at}/expected/supplement/reason"), format!("{at}/expected/supplement/due"));
        faults.require(is_sound, &place, faults::example_contradicts(other));
    }
    check_pairs(examples, faults);
}

/// Checks that all that facts name is there. A programme, or a part of it, is completed on a day once.
fn check_history(example: &Example, at: &str, catalogue: &Catalogue, faults: &mut Faults) {
    let history = &example.history;
    let mut completed = BTreeSet::new();
    for (index, fact) in history.completions.iter().enumerate() {
        let place = format!("{at}/history/completions/{index}");
        let is_known = catalogue.programmes().iter().any(|programme| programme.code == fact.programme);
        faults.require(is_known, &format!("{place}/programme"), faults::programme_unknown());
        let is_first = completed.insert((&fact.programme, fact.completed_on, &fact.part));
        faults.require(is_first, &place, faults::item_twice());
    }
    for (index, award) in history.awards.iter().enumerate() {
        let is_known = catalogue.rank(&award.grade).is_some();
        let place = format!("{at}/history/awards/{index}/grade");
        faults.require(is_known, &place, faults::grade_unknown());
    }
}

/// Grades are of the rule set, each once; requirements are of their grade, and both met and unmet is none.
fn check_grades(expected: &Expected, at: &str, rules: &Rules, faults: &mut Faults) {
    let mut grades = BTreeSet::new();
    for (index, expected) in expected.grades.iter().enumerate() {
        let at = format!("{at}/{index}");
        faults.require(grades.insert(&expected.grade), &format!("{at}/grade"), faults::item_twice());
        let Some(rule) = rules.grades.iter().find(|rule| rule.grade == expected.grade) else {
            faults.add(format!("{at}/grade"), faults::example_grade_absent());
            continue;
        };
        let mut ids = BTreeSet::new();
        rule.requirement.walk("", &mut |_, requirement| {
            ids.insert(&requirement.id);
        });
        let mut is_known = true;
        for (list, named) in [("met", &expected.met), ("unmet", &expected.unmet)] {
            for (index, _) in named.iter().enumerate().filter(|(_, id)| !ids.contains(id)) {
                is_known = false;
                faults.add(format!("{at}/{list}/{index}"), faults::example_requirement_absent());
            }
        }
        let mut is_sound = true;
        for (index, id) in expected.unmet.iter().enumerate() {
            if let Some(other) = expected.met.iter().position(|met| met == id) {
                is_sound = false;
                let other = format!("{at}/met/{other}");
                faults.add(format!("{at}/unmet/{index}"), faults::example_contradicts(other));
            }
        }
        let ends_unmet = expected.valid_until.is_some() && expected.eligible == Some(false);
        let other = || format!("{at}/eligible");
        faults.require(!ends_unmet, &format!("{at}/validUntil"), faults::example_contradicts(other()));
        if is_known && is_sound {
            check_logic(&rule.requirement, expected, &at, faults);
        }
    }
}

/// Checks that what is expected of a requirement agrees with what follows for it from those inside it.
fn check_logic(root: &Requirement, expected: &ExpectedGrade, at: &str, faults: &mut Faults) {
    let is_met = expected.eligible.or(expected.valid_until.map(|_| true));
    let mut said: BTreeMap<&Code, (bool, String)> = BTreeMap::new();
    said.extend(is_met.map(|is_met| (&root.id, (is_met, format!("{at}/eligible")))));
    for (list, named, is_met) in [("met", &expected.met, true), ("unmet", &expected.unmet, false)] {
        for (index, id) in named.iter().enumerate() {
            let place = format!("{at}/{list}/{index}");
            match said.get(id) {
                Some((other, at)) if *other != is_met => {
                    faults.add(place, faults::example_contradicts(at.clone()));
                }
                _ => _ = said.insert(id, (is_met, place)),
            }
        }
    }
    follows(root, &said, faults);
}

/// The outcome that follows for a requirement from what is said of it and inside it, with the place that says
/// so.
fn follows(
    requirement: &Requirement,
    said: &BTreeMap<&Code, (bool, String)>,
    faults: &mut Faults,
) -> Option<(bool, String)> {
    let own = said.get(&requirement.id).cloned();
    let (needed, of) = requirement.demand.group()?;
    let inner: Vec<_> = of
        .iter()
        .map(|inner| follows(inner, said, faults).or_else(|| said.get(&inner.id).cloned()))
        .collect();
    let known = |met: bool| inner.iter().flatten().filter(move |(is_met, _)| *is_met == met);
    let result = if known(true).count() >= needed {
        known(true).next_back().cloned()
    } else if of.len() - known(false).count() < needed {
        known(false).next_back().map(|(_, place)| (false, place.clone()))
    } else {
        None
    };
    match (&own, &result) {
        (Some((own, at)), Some((other, from))) if own != other => {
            faults.add(at.clone(), faults::example_contradicts(from.clone()));
        }
        _ => {}
    }
    own.or(result)
}

/// Requirements are of obligations, each once; only an obligation itself has a day by which it is due.
fn check_obligations(expected: &Expected, at: &str, rules: &Rules, faults: &mut Faults) {
    let mut seen = BTreeSet::new();
    for (index, expected) in expected.obligations.iter().enumerate() {
        let at = format!("{at}/{index}");
        let ExpectedObligation { requirement, outcome, due } = expected;
        faults.require(seen.insert(requirement), &format!("{at}/requirement"), faults::item_twice());
        let mut is_known = false;
        for obligation in &rules.obligations {
            obligation.requirement.walk("", &mut |_, inner| is_known |= inner.id == *requirement);
        }
        let place = format!("{at}/requirement");
        faults.require(is_known, &place, faults::example_requirement_absent());
        let waits = |id: &Code| {
            rules.obligations.iter().any(|one| one.requirement.id == *id && one.months_after_hire.is_some())
        };
        let is_later = *outcome == ObligationOutcome::NotYetDue;
        if is_known && is_later && !waits(requirement) {
            faults.add(format!("{at}/outcome"), faults::example_never_later());
        }
        let place = format!("{at}/due");
        let other = format!("{at}/outcome");
        faults.require(due.is_none() || is_later, &place, faults::example_contradicts(other));
    }
}

/// Two examples of one history and one day agree.
fn check_pairs(examples: &[Example], faults: &mut Faults) {
    let histories: Vec<_> = examples.iter().map(|example| example.history.ordered()).collect();
    for (later, example) in examples.iter().enumerate() {
        for earlier in 0..later {
            let other = &examples[earlier];
            if other.day == example.day && histories[earlier] == histories[later] {
                let (at, from) =
                    (format!("/examples/{later}/expected"), format!("/examples/{earlier}/expected"));
                check_pair((&example.expected, &at), (&other.expected, &from), faults);
            }
        }
    }
}

fn check_pair((one, at): (&Expected, &str), (other, from): (&Expected, &str), faults: &mut Faults) {
    let mut differ = |place: String, other: String| faults.add(place, faults::example_contradicts(other));
    for (index, grade) in one.grades.iter().enumerate() {
        let Some(place) = other.grades.iter().position(|before| before.grade == grade.grade) else {
            continue;
        };
        let before = &other.grades[place];
        let (at, from) = (format!("{at}/grades/{index}"), format!("{from}/grades/{place}"));
        if before.eligible.zip(grade.eligible).is_some_and(|(one, other)| one != other) {
            differ(format!("{at}/eligible"), format!("{from}/eligible"));
        }
        if before.valid_until.zip(grade.valid_until).is_some_and(|(one, other)| one != other) {
            differ(format!("{at}/validUntil"), format!("{from}/validUntil"));
        }
        let lists =
            [("met", &grade.met, "unmet", &before.unmet), ("unmet", &grade.unmet, "met", &before.met)];
        for (list, named, opposite, others) in lists {
            for (index, id) in named.iter().enumerate() {
                if let Some(other) = others.iter().position(|other| other == id) {
                    differ(format!("{at}/{list}/{index}"), format!("{from}/{opposite}/{other}"));
                }
            }
        }
    }
    for (index, obligation) in one.obligations.iter().enumerate() {
        let is_it = |before: &ExpectedObligation| before.requirement == obligation.requirement;
        let Some(place) = other.obligations.iter().position(is_it) else { continue };
        let before = &other.obligations[place];
        let (at, from) = (format!("{at}/obligations/{index}"), format!("{from}/obligations/{place}"));
        if before.outcome != obligation.outcome {
            differ(format!("{at}/outcome"), format!("{from}/outcome"));
        } else if before.due.zip(obligation.due).is_some_and(|(one, other)| one != other) {
            differ(format!("{at}/due"), format!("{from}/due"));
        }
    }
    if let (Some(one), Some(before)) = (&one.supplement, &other.supplement) {
        if one.due != before.due {
            differ(format!("{at}/supplement/due"), format!("{from}/supplement/due"));
        } else if before.reason.zip(one.reason).is_some_and(|(one, other)| one != other) {
            differ(format!("{at}/supplement/reason"), format!("{from}/supplement/reason"));
        }
    }
}
