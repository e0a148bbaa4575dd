//! A slow and obvious evaluator, written from what the language means and not from how it is evaluated: one
//! pass over plain facts a requirement, and for "valid until" one a day.
//!
//! Points that the language leaves open are read like this:
//! - A window of n months that ends with a day begins the day after the same day n months before (its last
//!   day, where that month is shorter).
//! - "If nothing more happens": of completions and sessions only those up to the day count on later days too.
//!   Employments, awards and suspensions have their days; those that are known hold on their days, also on
//!   later ones.
//! - Of one programme completed twice on one day, by two records that were merged, that one counts which the
//!   record lists last; one that could not count by itself takes nothing from the other.
//! - A break is longer than n months when it has a day more than n calendar months from its first day on.
//! - A clock stands on the days of the absences that pause a requirement, its own or those that it is in:
//!   they are passed over where days are counted. On such a day the window begins where it began before, and
//!   nothing is due.
//! - A requirement stands on the act that it names, else on that of what it stands in.
//! - An award that begins later helps to say how long a grade will be held, and does not count as held.

use std::cell::RefCell;

use registry::rules::language::{Demand, Requirement};
use registry::rules::record::Standing;
use registry::rules::{Reason, ShortfallCode};
use registry::values::{AbsenceKind, Day, LegalBasis};

use crate::calendar::last_of_months;
use crate::case::{Case, LADDER, Span};
use crate::leaves::{Clock, Leaf, OnDay, Pause, absent, covers, jobs, pausing, whole};

/// The days that "valid until" is walked: three years and some days.
pub const BOUND: i32 = 1_100;

/// Until when something is met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Until {
    NotMet,
    Day(i32),
    /// Longer than we look, perhaps for ever.
    Beyond,
}

/// The result of one requirement. Facts are by their ids, the latest first; what is taken of one is in
/// hundredths of an hour or credit, or in minutes of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub id: String,
    pub basis: Option<LegalBasis>,
    pub met: bool,
    pub required: i64,
    pub actual: i64,
    pub missing: i64,
    pub shortfall: Option<ShortfallCode>,
    pub window: Option<(i32, i32)>,
    pub missed: Vec<(i32, i32)>,
    pub counted: Vec<(u128, Option<i64>)>,
    pub not_counted: Vec<(u128, Reason)>,
    pub paused: Vec<Pause>,
    pub until: Until,
    pub due: Option<i32>,
    pub of: Vec<Outcome>,
}

/// The result of a grade's requirement.
pub fn grade(case: &Case, grade: usize) -> Outcome {
    let rule = &case.rules.grades[grade];
    let mut outcome = requirement(case, &rule.requirement, &[]).0;
    stand(&mut outcome, &rule.requirement, &[&case.basis, &rule.legal_basis]);
    outcome
}

/// Says on which act an outcome stands: the innermost that is named.
fn stand(outcome: &mut Outcome, asked: &Requirement, around: &[&Option<LegalBasis>]) {
    let all = [around, &[&asked.legal_basis]].concat();
    outcome.basis = all.iter().rev().find_map(|basis| (*basis).clone());
    for (inner, asked) in outcome.of.iter_mut().zip(asked.demand.group().map_or(&[] as &[_], |(_, of)| of)) {
        stand(inner, asked, &all);
    }
}

/// The results of the obligations of the posts held on the day.
pub fn obligations(case: &Case) -> Vec<Outcome> {
    let mut all = Vec::new();
    for obligation in &case.rules.obligations {
        let jobs = jobs(case, &obligation.posts);
        let at_work = |day: i32| jobs.iter().any(|job| covers(job, day));
        if !at_work(case.day) {
            continue;
        }
        let mut hired = case.day;
        while at_work(hired - 1) {
            hired -= 1;
        }
        let mut outcome = requirement(case, &obligation.requirement, &[]).0;
        stand(&mut outcome, &obligation.requirement, &[&case.basis, &obligation.legal_basis]);
        let kinds = &obligation.requirement.paused_by;
        outcome.due = obligation
            .months_after_hire
            .map(|months| running(case, kinds, hired, last_of_months(hired, months) + 1 - hired))
            .filter(|due| case.day < *due && !outcome.met);
        if let Some(due) = outcome.due {
            let first = outcome.window.map_or(hired, |(first, _)| first.min(hired));
            let is_absence = |id: u128| case.absences.iter().any(|absence| absence.id == id);
            if !kinds.is_empty() {
                outcome.not_counted.retain(|(id, _)| !is_absence(*id));
                let (paused, not) = absent(case, kinds, (first, due));
                outcome.paused = paused;
                outcome.not_counted.extend(not);
            }
        }
        all.push(outcome);
    }
    all
}

/// The running day that lies so many running days after the first one from a day on.
fn running(case: &Case, kinds: &[AbsenceKind], from: i32, days: i32) -> i32 {
    let last = Day::LAST.since_epoch();
    let stands = |day: i32| pausing(case, kinds).any(|absence| covers(absence, day));
    let (mut day, mut left) = (from, days);
    while day < last && (stands(day) || left > 0) {
        left -= i32::from(!stands(day));
        day += 1;
    }
    day
}

fn requirement<'c>(case: &'c Case, asked: &'c Requirement, around: &[AbsenceKind]) -> (Outcome, OnDay<'c>) {
    let kinds = [around, &asked.paused_by].concat();
    let (mut leaf, of) = match &asked.demand {
        Demand::AllOf(all) => group(case, all.of.len(), &all.of, &kinds),
        Demand::AnyOf(any) => group(case, 1, &any.of, &kinds),
        Demand::AtLeast(some) => group(case, usize::try_from(some.count).expect("a count"), &some.of, &kinds),
        demand => (crate::leaves::leaf(case, demand, &Clock::of(case, &kinds)), Vec::new()),
    };
    leaf.is_met = remembered(case.day, leaf.is_met);
    let met = (leaf.is_met)(case.day);
    let mut until = if met { Until::Beyond } else { Until::NotMet };
    if let Some(lapsed) = (case.day..=case.day + BOUND).find(|day| !(leaf.is_met)(*day)).filter(|_| met) {
        until = Until::Day(lapsed - 1);
    }
    // The latest first.
    leaf.counted.reverse();
    leaf.not_counted.reverse();
    let Leaf { required, actual, window, missed, counted, mut not_counted, is_met } = leaf;
    let (paused, not) = window.map(|window| absent(case, &kinds, window)).unwrap_or_default();
    not_counted.extend(not);
    let missing = if met { 0 } else { (required - actual).max(0) };
    let shortfall = if met { None } else { shortfall(case, &asked.demand, &missed) };
    let id = asked.id.to_string();
    (
        Outcome {
            id,
            basis: None,
            met,
            required,
            actual,
            missing,
            shortfall,
            window,
            missed,
            counted,
            not_counted,
            paused,
            until,
            due: None,
            of,
        },
        is_met,
    )
}

/// The thing that is missing and is no quantity.
fn shortfall(case: &Case, demand: &Demand, missed: &[(i32, i32)]) -> Option<ShortfallCode> {
    match demand {
        Demand::HoldsGrade(asked) => {
            let (_, least) = LADDER.iter().find(|(grade, _)| asked.grade.to_string() == *grade)?;
            let is_it = |award: &Span| {
                award.standing == Standing::Believed && award.what >= *least && covers(award, case.day)
            };
            (!case.awards.iter().any(is_it)).then_some(ShortfallCode::GradeNotHeld)
        }
        Demand::NoActiveSuspension(_) => Some(ShortfallCode::ActiveSuspension),
        _ => (!missed.is_empty()).then_some(ShortfallCode::PeriodWithoutSession),
    }
}

/// Asked again of the same day, it says what it said.
fn remembered(from: i32, is_met: OnDay<'_>) -> OnDay<'_> {
    let said = RefCell::new(vec![None; usize::try_from(BOUND).expect("some days") + 1]);
    Box::new(move |day| {
        let at = usize::try_from(day - from).expect("a day from the day on");
        let before = said.borrow()[at];
        before.unwrap_or_else(|| {
            let answer = is_met(day);
            said.borrow_mut()[at] = Some(answer);
            answer
        })
    })
}

fn group<'c>(
    case: &'c Case,
    needed: usize,
    of: &'c [Requirement],
    kinds: &[AbsenceKind],
) -> (Leaf<'c>, Vec<Outcome>) {
    let (outcomes, days): (Vec<_>, Vec<_>) = of.iter().map(|inner| requirement(case, inner, kinds)).unzip();
    let is_met = Box::new(move |day: i32| days.iter().filter(|is_met| is_met(day)).count() >= needed);
    let (required, actual) = (whole(needed), whole(outcomes.iter().filter(|outcome| outcome.met).count()));
    let leaf = Leaf {
        required,
        actual,
        window: None,
        missed: Vec::new(),
        counted: Vec::new(),
        not_counted: Vec::new(),
        is_met,
    };
    (leaf, outcomes)
}
