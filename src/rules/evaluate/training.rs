//! Checks over completions: hours, credits and programmes.

use super::{CheckFinding, FactTally};
use crate::rules::compiled::DayRules;
use crate::rules::explanation::{Amount, Counted, NotCounted, Reason};
use crate::rules::language::LeastResult;
use crate::rules::leaf::{CreditsCheck, DomainFilter, ProgrammesCheck, TrainingHoursCheck, bit};
use crate::rules::record::{Record, Standing, Training};
use crate::values::{CompletionId, CompletionResult, Hours, Part};

/// The part of a completion that counts.
#[derive(Default)]
struct Contribution {
    /// In hundredths of the requirement's unit.
    amount: i64,
    /// Seconds of training.
    seconds: Option<i32>,
    /// Seconds over what a programme's own length lets count.
    over: Option<i32>,
    credits: Option<Amount>,
}

impl TrainingHoursCheck {
    pub(super) fn finding<const EXPLAIN: bool>(
        &self,
        day_rules: &DayRules,
        record: &Record<'_>,
    ) -> CheckFinding {
        let (mut used, mut sum): (Vec<(u32, i32)>, i64) = (Vec::new(), 0);
        let suits = |fact: &Training| {
            good_enough(fact, self.least)?;
            in_domain(fact, &self.domain_filter)?;
            match self.providers {
                Some(kinds) if kinds & bit(fact.provider) == 0 => Err(Reason::WrongProviderKind),
                _ => Ok(()),
            }
        };
        count::<EXPLAIN>(
            day_rules.tally::<EXPLAIN>(self.required, self.window, record),
            record,
            |at, fact| {
                suits(fact)?;
                if told_twice(record, at, suits) {
                    return Err(Reason::DuplicateProgramme);
                }
                let seconds = match self.caps.of(fact.programme) {
                    None => fact.seconds,
                    Some(cap) => capped(&mut used, fact, cap).ok_or(Reason::CapReached)?,
                };
                let over = Some(fact.seconds - seconds).filter(|over| *over > 0 && self.caps.own.is_some());
                // The sum is cut to the hundredth, not each part of it.
                let before = hundredths(sum);
                sum += i64::from(seconds);
                let amount = hundredths(sum) - before;
                Ok(Contribution { amount, seconds: Some(seconds), over, ..Contribution::default() })
            },
        )
    }
}

impl CreditsCheck {
    pub(super) fn finding<const EXPLAIN: bool>(
        &self,
        day_rules: &DayRules,
        record: &Record<'_>,
    ) -> CheckFinding {
        let mut seen: Vec<u32> = Vec::new();
        count::<EXPLAIN>(day_rules.tally::<EXPLAIN>(self.required, self.window, record), record, |_, fact| {
            good_enough(fact, LeastResult::Attended)?;
            in_domain(fact, &self.domain_filter)?;
            let credits = self.worth.get(fact.programme as usize).copied().unwrap_or_default();
            if credits == 0 {
                return Err(Reason::NoCredits);
            }
            if seen.contains(&fact.programme) {
                return Err(Reason::DuplicateProgramme);
            }
            seen.push(fact.programme);
            let (amount, credits) = (credits.into(), Some(Amount(credits.into())));
            Ok(Contribution { amount, credits, ..Contribution::default() })
        })
    }
}

impl ProgrammesCheck {
    pub(super) fn finding<const EXPLAIN: bool>(
        &self,
        day_rules: &DayRules,
        record: &Record<'_>,
    ) -> CheckFinding {
        let mut done = 0_u64;
        let required = i64::from(self.needed) * 100;
        count::<EXPLAIN>(day_rules.tally::<EXPLAIN>(required, self.window, record), record, |_, fact| {
            good_enough(fact, self.least)?;
            let codes = self.good_for.get(fact.programme as usize).copied().unwrap_or_default();
            let new = codes & !done;
            if codes == 0 {
                return Err(Reason::WrongProgramme);
            }
            if new == 0 {
                return Err(Reason::DuplicateProgramme);
            }
            done |= codes;
            Ok(Contribution { amount: i64::from(new.count_ones()) * 100, ..Contribution::default() })
        })
    }
}

/// Seconds as hundredths of an hour, cut.
fn hundredths(seconds: i64) -> i64 {
    Hours::from_seconds(seconds).hundredths().into()
}

impl Contribution {
    /// The completion with what was taken from it; minutes where its hours are not exact.
    fn counted(self, completion_id: CompletionId, part: Option<Part>) -> Counted {
        let hours = self.seconds.map(|seconds| Hours::from_seconds(seconds.into()));
        let inexact = self.seconds.filter(|seconds| hours.is_some_and(|hours| hours.seconds() != *seconds));
        Counted::Completion {
            completion_id,
            part,
            hours,
            minutes: inexact.filter(|seconds| seconds % 60 == 0).map(|seconds| seconds / 60),
            hours_over: self.over.map(|over| Hours::from_seconds(over.into())),
            credits: self.credits,
        }
    }
}

/// Goes through completions, the latest first: what `take` gives of one in the window counts.
fn count<const EXPLAIN: bool>(
    mut tally: FactTally,
    record: &Record<'_>,
    mut take: impl FnMut(usize, &Training) -> Result<Contribution, Reason>,
) -> CheckFinding {
    for (at, fact) in record.trainings.iter().enumerate().rev() {
        if !EXPLAIN && fact.on < tally.window.from {
            break;
        }
        let taken = tally.fits(fact.standing, fact.on).and_then(|()| take(at, fact));
        if let Ok(taken) = &taken {
            tally.add(taken.amount, fact.on);
        }
        if let Some(id) = record.names.trainings.get(at).copied().filter(|_| EXPLAIN) {
            match taken {
                Ok(taken) => {
                    let part = record.part(fact).cloned();
                    tally.found.counted.push(taken.counted(id, part));
                }
                Err(reason) => tally.found.refuse(|| {
                    let part = record.part(fact).cloned();
                    NotCounted::Completion { completion_id: id, part, reason }
                }),
            }
        }
    }
    tally.close()
}

fn good_enough(fact: &Training, least: LeastResult) -> Result<(), Reason> {
    match (fact.result, least) {
        (CompletionResult::Failed, _) => Err(Reason::FailedResult),
        (CompletionResult::Attended, LeastResult::Passed) => Err(Reason::ResultTooLow),
        (CompletionResult::Attended, LeastResult::Attended) | (CompletionResult::Passed, _) => Ok(()),
    }
}

fn in_domain(fact: &Training, wanted: &DomainFilter) -> Result<(), Reason> {
    if wanted.has(fact.programme) { Ok(()) } else { Err(Reason::WrongDomain) }
}

/// Whether a later one of the list that would count says the same day, programme and part: two records of a
/// person that were merged may both. Two parts of one programme are two facts.
fn told_twice(record: &Record<'_>, at: usize, suits: impl Fn(&Training) -> Result<(), Reason>) -> bool {
    let fact = &record.trainings[at];
    let mut later = record.trainings[at + 1..].iter().take_while(|other| other.on == fact.on);
    later.any(|other| {
        (other.programme, other.part) == (fact.programme, fact.part)
            && other.standing == Standing::Believed
            && suits(other).is_ok()
    })
}

/// The seconds that a programme's cap leaves of a fact; none when it is used up.
fn capped(used: &mut Vec<(u32, i32)>, fact: &Training, cap: i32) -> Option<i32> {
    let at = used.iter().position(|(programme, _)| *programme == fact.programme).unwrap_or_else(|| {
        used.push((fact.programme, 0));
        used.len() - 1
    });
    let taken = fact.seconds.min(cap - used[at].1);
    used[at].1 += taken;
    Some(taken).filter(|taken| *taken > 0)
}
