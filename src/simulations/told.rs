//! KNOWS: how findings are told, in full or without small numbers of people.
//!
//! Who may not see each worker's changes is not told a number of 1 to 4 workers, nor what would give it away: a number
//! that follows from a total and its neighbours, and sums of money that so few people make.

use super::findings::{Findings, Group, Key};
use super::result::{
    GroupKind, SimulationCost, SimulationDemand, SimulationGrade, SimulationGroup, SimulationResult, SimulationTally, Sum,
    SupervisionDemand, TrainingDemand,
};
use super::sums::{Lack, Tally};
use crate::rules::explanation::Amount;
use crate::values::{Code, Lei};

/// Fewer workers than this are not told of.
const FEWEST: i64 = 5;

/// What is told: everything, or nothing of few workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Everything.
    Full,
    /// Nothing of few workers.
    Suppressed,
}

impl SimulationResult {
    /// What is told of findings.
    #[must_use]
    pub fn of(findings: Findings, assumed_base_pay: Lei, detail: Detail) -> Self {
        let total = told_tally(&findings.total, detail);
        let grades = findings.grades.into_iter().map(|(grade, counts)| told_grade(grade, counts, detail)).collect();
        let of = |groups: Vec<Group>| told_groups(groups, total, detail);
        let (districts, employers, posts) = (of(findings.districts), of(findings.employers), of(findings.posts));
        let is_few = |count: i64| detail == Detail::Suppressed && is_few(count);
        let is_cost_told = !total.suppressed && ![findings.before.1, findings.after.1].into_iter().any(is_few);
        let money = |bani: i64| is_cost_told.then_some(Sum(bani));
        let (assumed_for, not_employed) = (
            Some(findings.assumed).filter(|count| !is_few(*count)),
            Some(findings.not_employed).filter(|count| !is_few(*count) && total.evaluated.is_some()),
        );
        let cost = SimulationCost {
            currency: "MDL",
            monthly_before: money(findings.before.0),
            monthly_after: money(findings.after.0),
            monthly_difference: money(findings.after.0 - findings.before.0),
            assumed_base_pay,
            assumed_for,
            not_employed,
            suppressed: !is_cost_told || assumed_for.is_none() || not_employed.is_none(),
        };
        let told = |lack: Lack| {
            let suppressed = is_few(lack.workers);
            ((!suppressed).then_some(Amount(lack.hundredths)), (!suppressed).then_some(lack.workers), suppressed)
        };
        let supervision = |lack: Lack| {
            let (amount, workers, suppressed) = told(lack);
            SupervisionDemand { amount, workers, suppressed }
        };
        let training = findings.training.into_iter().map(|(domains, lack)| {
            let (hours, workers, suppressed) = told(lack);
            TrainingDemand { domains, hours, workers, suppressed }
        });
        let demand = SimulationDemand {
            training: training.collect(),
            supervision_hours: supervision(findings.hours),
            supervision_sessions: supervision(findings.sessions),
        };
        Self { rule_set_updated_at: findings.rule_set_updated_at, total, grades, districts, employers, posts, cost, demand }
    }
}

fn is_few(count: i64) -> bool {
    (1..FEWEST).contains(&count)
}

/// Which counts of a row that adds up to a known sum are left out: the small ones, and as many more as it takes that what
/// is left out together is not small either, the smallest first.
fn hidden<const N: usize>(counts: [i64; N]) -> [bool; N] {
    let mut hidden = counts.map(is_few);
    loop {
        let left_out: Vec<_> = counts.iter().zip(hidden).filter(|(_, hidden)| *hidden).map(|(count, _)| *count).collect();
        if left_out.is_empty() || left_out.len() > 1 && !is_few(left_out.iter().sum()) {
            return hidden;
        }
        // A count of nobody hides nothing, and is taken last.
        let shown = (0..N).filter(|at| !hidden[*at]);
        let Some(smallest) = shown.min_by_key(|at| (counts[*at] == 0, counts[*at])) else { return hidden };
        hidden[smallest] = true;
    }
}

fn told_tally(tally: &Tally, detail: Detail) -> SimulationTally {
    let Tally { evaluated, gains, losses, unchanged, repaid, difference } = *tally;
    if detail == Detail::Suppressed && is_few(evaluated) {
        return NOTHING;
    }
    let hidden = if detail == Detail::Full { [false; 3] } else { hidden([gains, losses, unchanged]) };
    let is_money_hidden = detail == Detail::Suppressed && (hidden.contains(&true) || is_few(repaid));
    let told = |at: usize, count: i64| (!hidden[at]).then_some(count);
    SimulationTally {
        evaluated: Some(evaluated),
        gains: told(0, gains),
        losses: told(1, losses),
        unchanged: told(2, unchanged),
        monthly_difference: (!is_money_hidden).then_some(Sum(difference)),
        suppressed: is_money_hidden,
    }
}

/// A row of which nothing is told.
const NOTHING: SimulationTally =
    SimulationTally { evaluated: None, gains: None, losses: None, unchanged: None, monthly_difference: None, suppressed: true };

fn told_grade(grade: Code, counts: [i64; 4], detail: Detail) -> SimulationGrade {
    // The counts of a grade add up to the workers looked at; where these are few, so is every count.
    let is_few = detail == Detail::Suppressed && is_few(counts.iter().sum());
    let hidden = match detail {
        Detail::Full => [false; 4],
        Detail::Suppressed if is_few => [true; 4],
        Detail::Suppressed => hidden(counts),
    };
    let told = |at: usize| (!hidden[at]).then_some(counts[at]);
    let suppressed = hidden.contains(&true);
    SimulationGrade { grade, gains: told(0), losses: told(1), unchanged: told(2), neither: told(3), suppressed }
}

/// Groups add up to the total in every count. Of a group with any small count nothing is told, and of as many more groups,
/// the smallest first, as it takes that what is left out of a told total is not small either.
fn told_groups(groups: Vec<Group>, total: SimulationTally, detail: Detail) -> Vec<SimulationGroup> {
    let counts = |tally: &Tally| [tally.evaluated, tally.gains, tally.losses, tally.unchanged, tally.repaid];
    let [evaluated, gains, losses, unchanged] = [total.evaluated, total.gains, total.losses, total.unchanged].map(|count| count.is_some());
    let is_told = [evaluated, gains, losses, unchanged, total.monthly_difference.is_some()];
    let mut hidden: Vec<bool> =
        groups.iter().map(|group| detail == Detail::Suppressed && counts(&group.tally).into_iter().any(is_few)).collect();
    loop {
        let left_out = groups.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(group, _)| counts(&group.tally));
        let (number, sums) = left_out.fold((0, [0; 5]), |(number, mut sums), counts| {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            (number + 1, sums)
        });
        let gives_away = |sums: [i64; 5]| sums.into_iter().zip(is_told).any(|(sum, is_told)| is_told && is_few(sum));
        if number == 0 || number > 1 && !gives_away(sums) {
            break;
        }
        let with = |at: usize| {
            let mut sums = sums;
            for (sum, count) in sums.iter_mut().zip(counts(&groups[at].tally)) {
                *sum += count;
            }
            sums
        };
        // The smallest with which it is enough, if there is one.
        let shown = (0..groups.len()).filter(|at| !hidden[*at]);
        let Some(next) = shown.min_by_key(|at| (gives_away(with(*at)), groups[*at].tally.evaluated)) else { break };
        hidden[next] = true;
    }
    groups.into_iter().zip(hidden).map(|(group, hidden)| told_group(group, hidden)).collect()
}

fn told_group(group: Group, hidden: bool) -> SimulationGroup {
    let tally = if hidden { NOTHING } else { told_tally(&group.tally, Detail::Full) };
    let mut told =
        SimulationGroup { group: GroupKind::Named, district: None, organisation_id: None, organisation_name: None, post: None, tally };
    match group.key {
        Key::District(district) => told.district = Some(district),
        Key::Employer(id, name) => (told.organisation_id, told.organisation_name) = (Some(id), Some(name)),
        Key::Post(post) => told.post = Some(post),
        Key::None => told.group = GroupKind::None,
        Key::Other => told.group = GroupKind::Other,
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_counts_are_left_out_and_what_would_give_them_away() {
        let table = [
            ([10, 0, 20], [false, false, false]),
            // One alone would follow from the total.
            ([3, 10, 20], [true, true, false]),
            // Together they are few as well.
            ([1, 2, 20], [true, true, true]),
            ([2, 4, 20], [true, true, false]),
            ([3, 0, 20], [true, false, true]),
        ];
        for (counts, expected) in table {
            assert_eq!(hidden(counts), expected, "{counts:?}");
        }
    }

    #[test]
    fn of_groups_nothing_is_left_that_gives_a_small_one_away() {
        let group = |evaluated: i64, gains: i64| Group {
            key: Key::Post(Code::parse(&format!("post-{evaluated}")).expect("a code")),
            tally: Tally { evaluated, gains, unchanged: evaluated - gains, ..Tally::default() },
        };
        let told = |groups: Vec<Group>| {
            let mut total = Tally::default();
            for group in &groups {
                total += group.tally;
            }
            let total = told_tally(&total, Detail::Suppressed);
            let told = told_groups(groups, total, Detail::Suppressed);
            told.iter().map(|group| group.tally.evaluated.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(told(vec![group(100, 0), group(50, 10)]), [true, true]);
        // The one of three follows from the total unless another is left out; the smallest is.
        assert_eq!(told(vec![group(100, 20), group(50, 10), group(3, 0)]), [true, false, false]);
        assert_eq!(told(vec![group(100, 20), group(3, 0), group(2, 0)]), [true, false, false]);
        assert_eq!(told(vec![group(100, 20), group(2, 0), group(1, 0)]), [false, false, false]);
        // Of a hundred workers three gain, which the ones of whom nobody does would not hide.
        assert_eq!(told(vec![group(100, 3), group(50, 0), group(70, 9)]), [false, true, false]);
    }
}
