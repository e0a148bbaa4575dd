//! KNOWS: what a rule set would change, worker by worker. Pure.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::sums::{ChangeTally, GradeChange, PayTotal, Shortage, Sums};
use crate::record::{Columns, EmploymentTerms, RegisterPart};
use crate::rules::language::{GradeRule, GradeSupplement};
use crate::rules::record::Service;
use crate::rules::{CompiledRules, DayRules, Record, Shortfall};
use crate::values::{Code, Day, LegalBasis, Lei};

/// The question that is asked of the register.
pub struct TrialQuestion<'q> {
    /// The day.
    pub day: Day,
    /// The rule set on trial.
    pub candidate: &'q Arc<CompiledRules>,
    /// The rule set that it is compared with; without it nobody had a grade before.
    pub against: Option<&'q Arc<CompiledRules>>,
    /// The workers that it is about.
    pub scope: TrialScope,
    /// The base pay that is assumed where none is known.
    pub assumed: Lei,
}

/// The workers that a simulation is about.
pub enum TrialScope {
    /// Everyone on the register.
    Everyone,
    /// Workers employed on the day by one of these, by their places.
    Employers(Vec<bool>),
    /// Workers in this post on the day, by its place; nobody where none ever was.
    Post(Option<u32>),
}

impl TrialScope {
    fn has(&self, service: &Service, terms: EmploymentTerms) -> bool {
        match self {
            Self::Everyone => true,
            Self::Employers(those) => those.get(terms.employer as usize).copied().unwrap_or_default(),
            Self::Post(post) => *post == Some(service.post),
        }
    }
}

/// A grade of either rule set.
pub struct GradePair {
    /// The grade.
    pub code: Code,
    /// Its places in the two rule sets, where they have it.
    before: Option<usize>,
    after: Option<usize>,
    /// Whether both ask for the same, so that it need not be asked twice.
    is_same: bool,
    supplement_before: Option<GradeSupplement>,
    supplement_after: Option<GradeSupplement>,
    /// The act that the grade stands on: after, where it is there.
    pub basis: Option<LegalBasis>,
}

/// The supplement of a grade by one of the two rule sets.
type SupplementSide = fn(&GradePair) -> Option<GradeSupplement>;

/// The grades of both rule sets in the order of the ladder.
#[must_use]
pub fn steps(columns: &Columns, question: &TrialQuestion<'_>) -> Vec<GradePair> {
    let rank = |code: &Code| columns.catalogue.rank(code).unwrap_or(i32::MAX);
    let before = question.against.map_or(&[] as &[_], |compiled| &compiled.rules().grades);
    let after = &question.candidate.rules().grades;
    let mut codes: Vec<&Code> = before.iter().chain(after).map(|rule| &rule.grade).collect();
    codes.sort_by_key(|code| (rank(code), *code));
    codes.dedup();
    let find = |grades: &[GradeRule], code: &Code| grades.iter().position(|rule| rule.grade == *code);
    let step = |code: &Code| {
        let (at_before, at_after) = (find(before, code), find(after, code));
        let (rule_before, rule_after) = (at_before.map(|at| &before[at]), at_after.map(|at| &after[at]));
        GradePair {
            code: code.clone(),
            before: at_before,
            after: at_after,
            is_same: rule_before
                .zip(rule_after)
                .is_some_and(|(before, after)| before.requirement == after.requirement),
            supplement_before: rule_before.and_then(|rule| rule.supplement),
            supplement_after: rule_after.and_then(|rule| rule.supplement),
            basis: match (at_after, at_before.zip(question.against)) {
                (Some(at), _) => question.candidate.grade_basis(at).cloned(),
                (None, Some((at, against))) => against.grade_basis(at).cloned(),
                (None, None) => None,
            },
        }
    };
    codes.into_iter().map(step).collect()
}

/// Evaluates the whole register on all cores; nothing when it was told to stop, which it asks between parts.
#[must_use]
pub fn evaluate(
    columns: &Columns,
    question: &TrialQuestion<'_>,
    steps: &[GradePair],
    goes_on: &(dyn Fn(usize) -> bool + Sync),
) -> Option<Sums> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let all: Mutex<Sums> = Mutex::new(Sums::empty(columns, steps.len()));
    let work = || {
        let pass = RegisterPass {
            columns,
            question,
            steps,
            before: question.against.map(|compiled| compiled.on(question.day)),
            after: question.candidate.on(question.day),
        };
        let mut sums = Sums::empty(columns, steps.len());
        let mut is_whole = true;
        while let Some(part) = columns.parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            if !goes_on(done.load(Ordering::Relaxed)) {
                is_whole = false;
                break;
            }
            for at in 0..part.workers.len() {
                pass.worker(part, at, &mut sums);
            }
            done.fetch_add(part.workers.len(), Ordering::Relaxed);
        }
        all.lock().unwrap_or_else(PoisonError::into_inner).add(sums);
        is_whole
    };
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let is_whole = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        // Every one is waited for, whatever the others said; a panic goes on to whoever asked.
        let ended = workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.fold(true, |all, one| all & one)
    });
    let mut sums = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    sums.changes.sort_unstable_by_key(|change| change.worker);
    is_whole.then_some(sums)
}

/// One thread's way through the register.
struct RegisterPass<'p> {
    columns: &'p Columns,
    question: &'p TrialQuestion<'p>,
    steps: &'p [GradePair],
    before: Option<DayRules>,
    after: DayRules,
}

impl RegisterPass<'_> {
    fn worker(&self, part: &RegisterPart, at: usize, sums: &mut Sums) {
        let (day, scope) = (self.question.day, &self.question.scope);
        let employed = part.employed_on(at, day).find(|(service, terms)| scope.has(service, *terms));
        if employed.is_none() && !matches!(scope, TrialScope::Everyone) {
            return;
        }
        let record = part.record(at, &self.columns.posts);
        let (mut highest_before, mut highest_after) = (None, None);
        for ((place, step), counts) in (0_u8..).zip(self.steps).zip(&mut sums.grades) {
            let before = step
                .before
                .zip(self.before.as_ref())
                .is_some_and(|(grade, day_rules)| day_rules.is_met(&record, grade));
            let after = if step.is_same {
                before
            } else {
                step.after.is_some_and(|grade| self.after.is_met(&record, grade))
            };
            if before {
                highest_before = Some(place);
            }
            if after {
                highest_after = Some(place);
            }
            let outcome = match (before, after) {
                (false, true) => 0,
                (true, false) => 1,
                (true, true) => 2,
                (false, false) => 3,
            };
            counts[outcome] += 1;
        }
        let is_assumed = employed.as_ref().is_some_and(|(_, terms)| terms.base_pay.is_none());
        sums.assumed += i64::from(is_assumed);
        let pay = |day_rules: Option<&DayRules>, highest: Option<u8>, of: SupplementSide| {
            let base = day_rules.and_then(|day_rules| self.base(part, at, &record, day_rules));
            base.map_or(0, |base| self.supplement(highest, base, of))
        };
        let paid_before = pay(self.before.as_ref(), highest_before, |step| step.supplement_before);
        let paid_after = pay(Some(&self.after), highest_after, |step| step.supplement_after);
        let difference = paid_after - paid_before;
        let tally = ChangeTally {
            evaluated: 1,
            gains: i64::from(highest_after > highest_before),
            losses: i64::from(highest_after < highest_before),
            unchanged: i64::from(highest_after == highest_before),
            difference,
        };
        let last = (sums.employers.len() - 1, sums.posts.len() - 1);
        let place = employed.map_or(last, |(service, terms)| {
            ((terms.employer as usize).min(last.0), (service.post as usize).min(last.1))
        });
        sums.total += tally;
        sums.employers[place.0] += tally;
        sums.posts[place.1] += tally;
        sums.before += PayTotal::to(paid_before, is_assumed);
        sums.after += PayTotal::to(paid_after, is_assumed);
        sums.repaid += PayTotal::to(difference, is_assumed);
        if highest_after != highest_before || difference != 0 {
            let difference = i32::try_from(difference).unwrap_or(i32::MAX);
            sums.changes.push(GradeChange {
                worker: part.workers[at],
                before: highest_before,
                after: highest_after,
                difference,
            });
        }
        self.demand(&record, highest_after, sums);
    }

    /// Adds what is missing for the next grade of the candidate above the highest that the worker is eligible
    /// for.
    fn demand(&self, record: &Record<'_>, highest: Option<u8>, sums: &mut Sums) {
        let above = highest.map_or(0, |place| usize::from(place) + 1);
        let Some(next) = self.steps[above..].iter().find_map(|step| step.after) else { return };
        // A grade may ask for the same thing twice; who lacks it is counted once.
        let (mut lacks_hours, mut lacks_sessions) = (0, 0);
        let mut lacking: Vec<usize> = Vec::new();
        let Sums { training, hours, sessions, .. } = sums;
        self.after.shortfalls(record, next, &mut |shortfall| match shortfall {
            Shortfall::Training(domains, hundredths) => {
                let place = training.iter().position(|(known, _)| known == domains).unwrap_or_else(|| {
                    training.push((domains.to_vec(), Shortage::default()));
                    training.len() - 1
                });
                training[place].1.hundredths += hundredths;
                if !lacking.contains(&place) {
                    lacking.push(place);
                    training[place].1.workers += 1;
                }
            }
            Shortfall::SupervisionHours(hundredths) => {
                hours.hundredths += hundredths;
                lacks_hours = 1;
            }
            Shortfall::SupervisionSessions(count) => {
                sessions.hundredths += count * 100;
                lacks_sessions = 1;
            }
            // Demand is told in hours and sessions; these have no hours of their own.
            Shortfall::Credits(_) | Shortfall::Programmes(_) => {}
        });
        hours.workers += lacks_hours;
        sessions.workers += lacks_sessions;
    }

    /// The base pay of the employment that a rule set pays a supplement to; none where nothing is paid, as to
    /// a worker who is not employed on the day.
    fn base(&self, part: &RegisterPart, at: usize, record: &Record<'_>, day_rules: &DayRules) -> Option<Lei> {
        let (day, scope, conditions) =
            (self.question.day, &self.question.scope, &day_rules.rules().payable_while);
        if conditions.stops(record, day).is_some() {
            return None;
        }
        let mut employed = part.employed_on(at, day);
        let paid = employed
            .find(|(service, terms)| scope.has(service, *terms) && conditions.carries(record, service));
        paid.map(|(_, terms)| terms.base_pay.unwrap_or(self.question.assumed))
    }

    fn supplement(&self, grade: Option<u8>, base: Lei, of: SupplementSide) -> i64 {
        grade.and_then(|place| of(&self.steps[usize::from(place)])).map_or(0, |supplement| match supplement {
            GradeSupplement::Percent(percent) => share(base, percent.hundredths()),
            GradeSupplement::Lei(lei) => lei.bani().into(),
        })
    }
}

/// So many hundredths of a percent of a base pay, in bani, rounded half up.
fn share(base: Lei, hundredths: i32) -> i64 {
    (i64::from(base.bani()) * i64::from(hundredths) + 5_000) / 10_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Percent;

    #[test]
    fn a_share_is_rounded_half_up_to_the_ban() {
        let table = [
            ("8500.00", "10", 85_000),
            ("0.01", "50", 1),
            ("0.01", "49.99", 0),
            ("1234.56", "12.34", 15_234),
            ("10000", "0.00", 0),
        ];
        for (base, percent, bani) in table {
            let percent = Percent::parse(percent).expect("a percentage");
            assert_eq!(
                share(Lei::parse(base).expect("lei"), percent.hundredths()),
                bani,
                "{percent} of {base}"
            );
        }
    }
}
