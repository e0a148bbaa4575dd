//! KNOWS: how findings are told, in full or without small numbers of people.
//!
//! A caller who may not see each worker's changes is not told a number of 1 to 4 workers. Every other number
//! is rounded, so that what is left out does not follow from totals and neighbours; money is told only over
//! everyone, and only where neither those whose base pay is known nor those for whom one was assumed are few:
//! what the others are paid can be computed.

use std::cmp::Reverse;

use super::findings::{Findings, GroupKey, WorkerGroup};
use super::result::{
    GroupKind, SimulationCost, SimulationDemand, SimulationGrade, SimulationGroup, SimulationResult,
    SimulationTally, Sum, SupervisionDemand, TrainingDemand,
};
use super::sums::{ChangeTally, PayTotal, Shortage};
use crate::rules::explanation::Amount;
use crate::values::{Code, Lei};

/// Fewer workers than this are not told of; other numbers of workers are rounded to its multiples.
const FEWEST: i64 = 5;
/// Hours and sessions that are missing are rounded to multiples of this, in hundredths.
const AMOUNTS: i64 = 10 * 100;
/// Money is rounded to multiples of this, in bani.
const MONEY: i64 = 1_000 * 100;

/// The detail told: everything, or only rounded numbers and nothing of few workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    Full,
    /// Rounded, and nothing of few workers.
    Suppressed,
}

impl Detail {
    const fn is_rounded(self) -> bool {
        matches!(self, Self::Suppressed)
    }

    /// A number of workers as it is told.
    fn count(self, workers: i64) -> Option<i64> {
        match self {
            Self::Full => Some(workers),
            Self::Suppressed => (!is_few(workers)).then(|| nearest(workers, FEWEST)),
        }
    }

    /// Money as it is told, where it is.
    fn money(self, bani: i64) -> Sum {
        Sum(if self.is_rounded() { nearest(bani, MONEY) } else { bani })
    }

    fn lack(self, lack: Shortage) -> (Option<Amount>, Option<i64>) {
        let workers = self.count(lack.workers);
        let hundredths = if self.is_rounded() { nearest(lack.hundredths, AMOUNTS) } else { lack.hundredths };
        (workers.map(|_| Amount(hundredths)), workers)
    }
}

fn is_few(workers: i64) -> bool {
    (1..FEWEST).contains(&workers)
}

/// The nearest multiple of a step, the greater one of two.
const fn nearest(number: i64, step: i64) -> i64 {
    (2 * number + step).div_euclid(2 * step) * step
}

impl SimulationResult {
    /// The result as it is told.
    #[must_use]
    pub fn of(findings: Findings, assumed_base_pay: Lei, detail: Detail) -> Self {
        let is_money_told = detail == Detail::Full || is_money_of_many(&findings);
        let total = told_tally(&findings.total, detail, is_money_told);
        let mut bases = findings.bases;
        let mut grade = |(grade, counts): (Code, [i64; 4])| {
            let legal_basis = bases.remove(&grade);
            SimulationGrade { legal_basis, ..told_grade(grade, counts, detail) }
        };
        let grades = findings.grades.into_iter().map(&mut grade).collect();
        let of = |groups: Vec<WorkerGroup>| told_groups(groups, detail);
        let (districts, employers, posts) =
            (of(findings.districts), of(findings.employers), of(findings.posts));
        let money = |bani: i64| is_money_told.then(|| detail.money(bani));
        let (assumed_for, not_employed) =
            (detail.count(findings.assumed), detail.count(findings.not_employed));
        let cost = SimulationCost {
            currency: "MDL",
            monthly_before: money(findings.before.bani),
            monthly_after: money(findings.after.bani),
            monthly_difference: money(findings.total.difference),
            assumed_base_pay,
            assumed_for,
            not_employed,
            suppressed: !is_money_told || assumed_for.is_none() || not_employed.is_none(),
            rounded: detail.is_rounded(),
        };
        let rounded = detail.is_rounded();
        let supervision = |lack: Shortage| {
            let (amount, workers) = detail.lack(lack);
            SupervisionDemand { amount, workers, suppressed: workers.is_none(), rounded }
        };
        let training = findings.training.into_iter().map(|(domains, lack)| {
            let (hours, workers) = detail.lack(lack);
            TrainingDemand { domains, hours, workers, suppressed: workers.is_none(), rounded }
        });
        let demand = SimulationDemand {
            training: training.collect(),
            supervision_hours: supervision(findings.hours),
            supervision_sessions: supervision(findings.sessions),
        };
        Self {
            rule_set_updated_at: findings.rule_set_updated_at,
            total,
            grades,
            districts,
            employers,
            posts,
            cost,
            demand,
        }
    }
}

/// Whether each sum of money is made by nobody or many of those whose base pay is known, and so of the
/// others.
fn is_money_of_many(findings: &Findings) -> bool {
    let is_of_many = |paid: PayTotal| !is_few(paid.known) && !is_few(paid.assumed);
    !is_few(findings.total.evaluated)
        && [findings.before, findings.after, findings.repaid].into_iter().all(is_of_many)
}

fn told_tally(tally: &ChangeTally, detail: Detail, is_money_told: bool) -> SimulationTally {
    let evaluated = detail.count(tally.evaluated);
    // Of few workers nothing is told, also not that nobody gains.
    let told = |workers: i64| evaluated.and_then(|_| detail.count(workers));
    let (gains, losses, unchanged) = (told(tally.gains), told(tally.losses), told(tally.unchanged));
    let monthly_difference = is_money_told.then(|| detail.money(tally.difference));
    let suppressed = [evaluated, gains, losses, unchanged].contains(&None) || monthly_difference.is_none();
    SimulationTally {
        evaluated,
        gains,
        losses,
        unchanged,
        monthly_difference,
        suppressed,
        rounded: detail.is_rounded(),
    }
}

fn told_grade(grade: Code, counts: [i64; 4], detail: Detail) -> SimulationGrade {
    // The counts of a grade add up to the workers looked at; of few of these nothing is told.
    let evaluated = detail.count(counts.iter().sum());
    let told = counts.map(|workers| evaluated.and_then(|_| detail.count(workers)));
    let [gains, losses, unchanged, neither] = told;
    SimulationGrade {
        grade,
        legal_basis: None,
        gains,
        losses,
        unchanged,
        neither,
        suppressed: told.contains(&None),
        rounded: detail.is_rounded(),
    }
}

fn told_groups(mut groups: Vec<WorkerGroup>, detail: Detail) -> Vec<SimulationGroup> {
    if detail.is_rounded() {
        // The exact numbers do not show in the order either.
        groups.sort_by_cached_key(|group| {
            (group.key == GroupKey::Other, Reverse(detail.count(group.tally.evaluated)), group.key.clone())
        });
    }
    groups.into_iter().map(|group| told_group(group, detail)).collect()
}

fn told_group(group: WorkerGroup, detail: Detail) -> SimulationGroup {
    let tally = told_tally(&group.tally, detail, detail == Detail::Full);
    let mut told = SimulationGroup {
        group: GroupKind::Named,
        district: None,
        organisation_id: None,
        organisation_name: None,
        post: None,
        tally,
    };
    match group.key {
        GroupKey::District(district) => told.district = Some(district),
        GroupKey::Employer(id, name) => {
            (told.organisation_id, told.organisation_name) = (Some(id), Some(name));
        }
        GroupKey::Post(post) => told.post = Some(post),
        GroupKey::None => told.group = GroupKind::None,
        GroupKey::Other => told.group = GroupKind::Other,
    }
    told
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::values::Moment;

    #[test]
    fn few_workers_are_left_out_and_the_others_rounded() {
        let table = [
            (0, Some(0)),
            (1, None),
            (4, None),
            (5, Some(5)),
            (7, Some(5)),
            (8, Some(10)),
            (1203, Some(1205)),
        ];
        for (workers, told) in table {
            assert_eq!(Detail::Suppressed.count(workers), told, "{workers}");
            assert_eq!(Detail::Full.count(workers), Some(workers));
        }
        for (bani, told) in
            [(0, 0), (49_999, 0), (50_000, 100_000), (-149_999, -100_000), (-150_001, -200_000)]
        {
            assert_eq!(Detail::Suppressed.money(bani), Sum(told), "{bani}");
        }
    }

    #[test]
    fn of_groups_neither_money_nor_exact_numbers_nor_their_order_are_told() {
        let group = |post: &str, evaluated: i64, gains: i64| WorkerGroup {
            key: GroupKey::Post(Code::parse(post).expect("a code")),
            tally: ChangeTally { evaluated, gains, losses: 0, unchanged: evaluated - gains, difference: 5 },
        };
        let groups = vec![
            group("post-d", 102, 6),
            group("post-c", 98, 0),
            group("post-b", 7, 3),
            group("post-a", 3, 0),
        ];
        let told = told_groups(groups, Detail::Suppressed);
        let numbers: Vec<_> = told
            .iter()
            .map(|group| (group.tally.evaluated, group.tally.gains, group.tally.unchanged))
            .collect();
        let rounded = [
            (Some(100), Some(0), Some(100)),
            (Some(100), Some(5), Some(95)),
            (Some(5), None, None),
            (None, None, None),
        ];
        assert_eq!(numbers, rounded);
        assert!(told.iter().all(|group| group.tally.monthly_difference.is_none()
            && group.tally.suppressed
            && group.tally.rounded));
    }

    #[test]
    fn money_is_told_where_neither_known_nor_assumed_base_pay_is_of_few() {
        let told = |known: i64, assumed: i64| {
            let paid = PayTotal { bani: 12_345_678, known, assumed };
            let findings = Findings {
                rule_set_updated_at: Moment::from_microsecond(0),
                total: ChangeTally {
                    evaluated: 100,
                    unchanged: 100,
                    difference: 0,
                    ..ChangeTally::default()
                },
                grades: Vec::new(),
                bases: BTreeMap::new(),
                districts: Vec::new(),
                employers: Vec::new(),
                posts: Vec::new(),
                before: paid,
                after: paid,
                repaid: PayTotal::default(),
                assumed: 50,
                not_employed: 0,
                training: Vec::new(),
                hours: Shortage { hundredths: 123_400, workers: 9 },
                sessions: Shortage { hundredths: 500, workers: 2 },
            };
            let assumed_base_pay = Lei::parse("10000").expect("lei");
            let told = SimulationResult::of(findings, assumed_base_pay, Detail::Suppressed);
            assert_eq!(
                (told.demand.supervision_hours.amount, told.demand.supervision_sessions.amount),
                (Some(Amount(123_000)), None)
            );
            told.cost.monthly_before
        };
        let rounded = Some(Sum(12_300_000));
        let table = [(5, 5, rounded), (0, 9, rounded), (9, 0, rounded), (4, 90, None), (90, 1, None)];
        for (known, assumed, expected) in table {
            assert_eq!(told(known, assumed), expected, "{known} known, {assumed} assumed");
        }
    }
}
