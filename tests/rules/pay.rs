//! The reference's answer to who is paid a supplement: day after day, from what the words mean.
//!
//! A supplement is of the highest grade held on the day. Without one it was lost with the award that ended last,
//! by its time or by a revocation. What a rule set asks of pay is asked in this order: to be employed, in a post
//! that carries it, and not to be suspended.

use registry::rules::language::GradeSupplement;
use registry::rules::record::Standing;
use registry::rules::{Pay, PayReason};

use crate::calendar::day;
use crate::case::{Case, LADDER, POSTS, Ready, Span};
use crate::leaves::covers;

/// The days that "since" and "until" are walked, there and back.
const WALK: i32 = 700;

/// The answer for a day.
#[derive(Debug, Clone, PartialEq)]
pub struct PayOutcome {
    pub reason: PayReason,
    pub award: Option<u128>,
    pub amount: Option<GradeSupplement>,
    pub suspension: Option<u128>,
    /// None where that is further away than we walk, perhaps for ever.
    pub since: Option<i32>,
    pub until: Option<i32>,
}

fn believed(spans: &[Span]) -> Vec<Span> {
    spans.iter().filter(|span| span.standing == Standing::Believed).copied().collect()
}

fn supplement(case: &Case, award: &Span) -> Option<GradeSupplement> {
    let (grade, _) = LADDER.iter().find(|(_, rank)| *rank == award.what)?;
    case.rules.grades.iter().find(|rule| rule.grade.to_string() == *grade)?.supplement
}

/// Why on a day, and by which award.
fn reason(case: &Case, on: i32) -> (PayReason, Option<u128>) {
    let awards = believed(&case.awards);
    let mut highest: Option<Span> = None;
    for award in awards.iter().filter(|award| covers(award, on)) {
        if highest.is_none_or(|known| (known.what, known.from) <= (award.what, award.from)) {
            highest = Some(*award);
        }
    }
    let Some(award) = highest else {
        let mut last: Option<Span> = None;
        for award in awards.iter().filter(|award| award.from <= on && award.until < on) {
            let is_later =
                |known: Span| (known.until, known.what, known.from) <= (award.until, award.what, award.from);
            if last.is_none_or(is_later) {
                last = Some(*award);
            }
        }
        return match last {
            None => (PayReason::NoGrade, None),
            Some(award) if award.revoked => (PayReason::Revoked, Some(award.id)),
            Some(award) => (PayReason::Expired, Some(award.id)),
        };
    };
    let jobs: Vec<_> = believed(&case.employments).into_iter().filter(|job| covers(job, on)).collect();
    let asked = &case.rules.payable_while;
    let post = |job: &Span| POSTS[usize::try_from(job.what).expect("a post")];
    let named = |job: &Span| asked.posts.iter().any(|named| named.to_string() == post(job));
    let is_suspended = believed(&case.suspensions).iter().any(|span| covers(span, on));
    let reason = if supplement(case, &award).is_none() {
        PayReason::GradeWithoutSupplement
    } else if asked.employed && jobs.is_empty() {
        PayReason::NotEmployed
    } else if !asked.posts.is_empty() && !jobs.iter().any(named) {
        PayReason::PostWithoutSupplement
    } else if asked.not_suspended && is_suspended {
        PayReason::Suspended
    } else {
        PayReason::Awarded
    };
    (reason, Some(award.id))
}

/// The answer for the day of a case.
pub fn pay(case: &Case) -> PayOutcome {
    let now = reason(case, case.day);
    let differs = |on: &i32| reason(case, *on) != now;
    let award = case.awards.iter().find(|award| now == (PayReason::Awarded, Some(award.id)));
    let suspensions = believed(&case.suspensions);
    PayOutcome {
        reason: now.0,
        award: now.1,
        amount: award.and_then(|award| supplement(case, award)),
        suspension: suspensions.iter().rev().find(|span| covers(span, case.day)).map(|span| span.id),
        since: (1..WALK).map(|back| case.day - back).find(differs).map(|on| on + 1),
        until: (1..WALK).map(|ahead| case.day + ahead).find(differs).map(|on| on - 1),
    }
}

/// The evaluator's answer in these terms.
pub fn found(case: &Case, ready: &Ready) -> PayOutcome {
    let record = ready.record();
    let Pay { reason, amount, award, suspension, since, until } =
        ready.compiled.on(day(case.day)).pay(&record);
    let near = |on: registry::values::Day, edge: i32| {
        Some(on.since_epoch()).filter(|on| (on - case.day).abs() < WALK - edge)
    };
    PayOutcome {
        reason,
        award: award.map(|at| record.names.holdings[at].0.as_u128()),
        amount,
        suspension: suspension.map(|at| record.names.suspensions[at].0.as_u128()),
        since: since.and_then(|on| near(on, 1)),
        until: until.and_then(|on| near(on, 1)),
    }
}
