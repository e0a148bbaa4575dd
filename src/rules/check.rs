//! Checks a rule set as a whole: that what it names exists, and that it can be met.

use std::collections::BTreeSet;

use super::faults;
use super::language::{Demand, Mentions, Requirement, Rules};
use super::record::Catalogue;
use crate::error::Faults;
use crate::values::{Code, LegalBasis, ProgrammeCode};

/// Names every fault of a rule set, by its JSON pointer.
pub fn check(rules: &Rules, catalogue: &Catalogue, faults: &mut Faults) {
    let mut found = Faults::default();
    check_order(rules, catalogue, &mut found);
    check_ids(rules, &mut found);
    rules.walk(&mut |at, requirement| check_requirement(at, requirement, catalogue, &mut found));
    check_pauses(rules, &mut found);
    check_circles(rules, &mut found);
    cite(rules, found, faults);
}

/// Adds faults, each with the act that its grade, obligation or requirement stands on where they name one:
/// who publishes a rule set, or tries it, need not have written it.
fn cite(rules: &Rules, found: Faults, faults: &mut Faults) {
    let mut bases: Vec<(String, &LegalBasis)> = Vec::new();
    for (index, rule) in rules.grades.iter().enumerate() {
        bases.extend(rule.legal_basis.as_ref().map(|basis| (format!("/grades/{index}"), basis)));
    }
    for (index, obligation) in rules.obligations.iter().enumerate() {
        bases.extend(obligation.legal_basis.as_ref().map(|basis| (format!("/obligations/{index}"), basis)));
    }
    rules.walk(&mut |at, requirement| {
        bases.extend(requirement.legal_basis.as_ref().map(|basis| (at.to_owned(), basis)));
    });
    for (place, found) in found.0 {
        let is_around = |at: &str| place.strip_prefix(at).is_some_and(|rest| rest.starts_with('/'));
        // A fault further inside has the longer pointer.
        let around = bases.iter().filter(|(at, _)| is_around(at)).max_by_key(|(at, _)| at.len());
        for fault in found {
            faults.add(place.clone(), fault.resting_on(around.map(|(_, basis)| basis.in_words())));
        }
    }
}

/// Names the requirements that nobody can come to meet any more, since too few of the programmes that they
/// ask for are still taught. One that is called equivalent to a retired one takes its place.
pub fn check_taught(
    rules: &Rules,
    catalogue: &Catalogue,
    is_taught: &dyn Fn(&ProgrammeCode) -> bool,
    faults: &mut Faults,
) {
    let living: BTreeSet<&ProgrammeCode> = catalogue
        .programmes()
        .iter()
        .filter(|programme| is_taught(&programme.code))
        .flat_map(|programme| catalogue.stands_for(programme))
        .collect();
    let mut found = Faults::default();
    rules.walk(&mut |at, requirement| {
        let Some(asked) = requirement.demand.mentions().programmes else { return };
        let retired: Vec<_> =
            asked.codes.iter().enumerate().filter(|(_, code)| !living.contains(code)).collect();
        if asked.codes.len() - retired.len() < asked.needed() {
            for (index, code) in retired {
                found.add(format!("{at}/codes/{index}"), faults::programme_retired(code.as_str()));
            }
        }
    });
    cite(rules, found, faults);
}

/// Grades are on the ladder, and stand in its order.
fn check_order(rules: &Rules, catalogue: &Catalogue, faults: &mut Faults) {
    let mut before = None;
    for (index, rule) in rules.grades.iter().enumerate() {
        let place = format!("/grades/{index}/grade");
        let Some(rank) = catalogue.rank(&rule.grade) else {
            faults.add(place, faults::grade_unknown());
            continue;
        };
        if before.is_some_and(|before| rank <= before) {
            faults.add(place, faults::grades_out_of_order());
        }
        before = before.max(Some(rank));
    }
}

/// An id names one requirement within its grade, and one among the obligations.
fn check_ids(rules: &Rules, faults: &mut Faults) {
    for (index, rule) in rules.grades.iter().enumerate() {
        let mut seen = BTreeSet::new();
        rule.requirement.walk(&format!("/grades/{index}/requirement"), &mut |at, requirement| {
            once(&mut seen, at, requirement, faults);
        });
    }
    let mut seen = BTreeSet::new();
    for (index, obligation) in rules.obligations.iter().enumerate() {
        obligation.requirement.walk(&format!("/obligations/{index}/requirement"), &mut |at, requirement| {
            once(&mut seen, at, requirement, faults);
        });
    }
}

fn once<'r>(seen: &mut BTreeSet<&'r Code>, at: &str, requirement: &'r Requirement, faults: &mut Faults) {
    if !seen.insert(&requirement.id) {
        faults.add(format!("{at}/id"), faults::id_taken());
    }
}

fn check_requirement(at: &str, requirement: &Requirement, catalogue: &Catalogue, faults: &mut Faults) {
    check_mentions(at, requirement, catalogue, faults);
    match &requirement.demand {
        Demand::AtLeast(some) => {
            let enough = usize::try_from(some.count).is_ok_and(|count| count <= some.of.len());
            faults.require(enough, &format!("{at}/count"), faults::count_above_requirements());
        }
        Demand::Programmes(leaf) => {
            let enough = leaf
                .count
                .is_none_or(|count| usize::try_from(count).is_ok_and(|count| count <= leaf.codes.len()));
            faults.require(enough, &format!("{at}/count"), faults::count_above_codes());
        }
        Demand::SupervisionSessions(leaf) => {
            if let Some(period) = leaf.one_in_each {
                let months = leaf.within_months.unwrap_or_default();
                let divides = months > 0 && months % period.months() == 0;
                faults.require(divides, &format!("{at}/withinMonths"), faults::months_undivided());
            }
        }
        // These can be met in every form that can be read.
        Demand::AllOf(_)
        | Demand::AnyOf(_)
        | Demand::TrainingHours(_)
        | Demand::Credits(_)
        | Demand::SupervisionHours(_)
        | Demand::Tenure(_)
        | Demand::HoldsGrade(_)
        | Demand::NoActiveSuspension(_) => {}
    }
}

/// Checks that all that a requirement names of the catalogue is there.
fn check_mentions(at: &str, requirement: &Requirement, catalogue: &Catalogue, faults: &mut Faults) {
    let programmes = catalogue.programmes();
    let Mentions { domains, programmes: asked, grade } = requirement.demand.mentions();
    let known_domain = |code: &Code| programmes.iter().any(|programme| programme.domain == *code);
    for (index, _) in domains.iter().enumerate().filter(|(_, code)| !known_domain(code)) {
        faults.add(format!("{at}/domains/{index}"), faults::domain_unknown());
    }
    let known = |code: &ProgrammeCode| programmes.iter().any(|programme| programme.code == *code);
    let codes = asked.map_or(&[] as &[_], |asked| &asked.codes);
    for (index, _) in codes.iter().enumerate().filter(|(_, code)| !known(code)) {
        faults.add(format!("{at}/codes/{index}"), faults::programme_unknown());
    }
    let is_on_ladder = grade.is_none_or(|grade| catalogue.rank(grade).is_some());
    faults.require(is_on_ladder, &format!("{at}/grade"), faults::grade_unknown());
}

/// Only what has a clock is paused: a window of months, here or inside, or the day on which an obligation is
/// due.
fn check_pauses(rules: &Rules, faults: &mut Faults) {
    for (index, rule) in rules.grades.iter().enumerate() {
        check_clock(&rule.requirement, &format!("/grades/{index}/requirement"), false, faults);
    }
    for (index, obligation) in rules.obligations.iter().enumerate() {
        let (at, is_due) =
            (format!("/obligations/{index}/requirement"), obligation.months_after_hire.is_some());
        check_clock(&obligation.requirement, &at, is_due, faults);
    }
}

fn check_clock(root: &Requirement, at: &str, is_due: bool, faults: &mut Faults) {
    root.walk(at, &mut |place, requirement| {
        let mut has_clock = is_due && place == at;
        requirement.walk("", &mut |_, inner| has_clock |= inner.demand.within_months().is_some());
        let is_sound = requirement.paused_by.is_empty() || has_clock;
        faults.require(is_sound, &format!("{place}/pausedBy"), faults::nothing_to_pause());
    });
}

/// A grade that can only be reached by who holds it, be it by way of others, is reached by nobody.
fn check_circles(rules: &Rules, faults: &mut Faults) {
    let place = |grade: &Code| rules.grades.iter().position(|rule| rule.grade == *grade);
    // One after the other, by who holds none of them at first. What the rule set says nothing of may be held
    // already.
    let mut reached = vec![false; rules.grades.len()];
    while let Some(next) = (0..reached.len()).find(|at| {
        !reached[*at]
            && can_be_met(&rules.grades[*at].requirement, &|grade| {
                place(grade).is_none_or(|other| reached[other])
            })
    }) {
        reached[next] = true;
    }
    let asks = |at: usize| {
        let mut asked = BTreeSet::new();
        rules.grades[at].requirement.walk("", &mut |_, requirement| {
            let grade = requirement.demand.mentions().grade;
            asked.extend(grade.and_then(place).filter(|other| !reached[*other]));
        });
        asked
    };
    for (index, rule) in rules.grades.iter().enumerate().filter(|(index, _)| !reached[*index]) {
        rule.requirement.walk(&format!("/grades/{index}/requirement"), &mut |at, requirement| {
            let grade = requirement.demand.mentions().grade;
            let mut ways = BTreeSet::new();
            let mut open = Vec::from_iter(grade.and_then(place).filter(|other| !reached[*other]));
            while let Some(way) = open.pop() {
                if ways.insert(way) {
                    open.extend(asks(way));
                }
            }
            if ways.contains(&index) {
                faults.add(format!("{at}/grade"), faults::circle(rule.grade.as_str()));
            }
        });
    }
}

/// Whether a requirement can be met by who can hold these grades.
fn can_be_met(requirement: &Requirement, can_hold: &impl Fn(&Code) -> bool) -> bool {
    match requirement.demand.group() {
        Some((needed, of)) => of.iter().filter(|inner| can_be_met(inner, can_hold)).count() >= needed,
        None => requirement.demand.mentions().grade.is_none_or(can_hold),
    }
}

#[cfg(test)]
mod tests;
