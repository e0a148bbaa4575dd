//! Checks over completions: hours, credits and programmes.

use super::{CheckFinding, FactTally};
use crate::rules::compiled::DayRules;
use crate::rules::explanation::{Amount, Counted, NotCounted, Reason};
use crate::rules::language::LeastResult;
use crate::rules::leaf::{CreditsCheck, DomainFilter, ProgrammesCheck, TrainingHoursCheck, bit};
use crate::rules::record::{Record, Standing, Training};
use crate::values::{CompletionResult, Hours};

/// The part of a completion that counts.
struct Contribution {
    /// In hundredths of the requirement's unit.
    amount: i64,
    hours: Option<Hours>,
    credits: Option<Amount>,
}

impl TrainingHoursCheck {
    pub(super) fn finding<const EXPLAIN: bool>(
        &self,
        day_rules: &DayRules,
        record: &Record<'_>,
    ) -> CheckFinding {
        let mut used: Vec<(u32, i32)> = Vec::new();
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
                let hundredths = match self.cap {
                    None => fact.hours.hundredths(),
                    Some(cap) => capped(&mut used, fact, cap).ok_or(Reason::CapReached)?,
                };
                Ok(Contribution {
                    amount: hundredths.into(),
                    hours: Some(Hours::from_hundredths(hundredths)),
                    credits: None,
                })
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
            Ok(Contribution { amount: credits.into(), hours: None, credits: Some(Amount(credits.into())) })
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
            Ok(Contribution { amount: i64::from(new.count_ones()) * 100, hours: None, credits: None })
        })
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
                Ok(Contribution { hours, credits, .. }) => {
                    let part = record.part(fact).cloned();
                    tally.found.counted.push(Counted::Completion { completion_id: id, part, hours, credits });
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

/// The hours that a programme's cap leaves of a fact; none when it is used up.
fn capped(used: &mut Vec<(u32, i32)>, fact: &Training, cap: i32) -> Option<i32> {
    let at = used.iter().position(|(programme, _)| *programme == fact.programme).unwrap_or_else(|| {
        used.push((fact.programme, 0));
        used.len() - 1
    });
    let taken = fact.hours.hundredths().min(cap - used[at].1);
    used[at].1 += taken;
    Some(taken).filter(|taken| *taken > 0)
}
