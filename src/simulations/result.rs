//! KNOWS: what is told of a simulation's findings, in full or without small numbers of people.
//!
//! Who may not see each worker's changes is not told a number of 1 to 4 workers, nor what would give it away: a number
//! that follows from a total and its neighbours, and sums of money that so few people make.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use super::evaluate::{Lack, Tally};
use super::findings::{Findings, Group, Key};
use crate::rules::explanation::Amount;
use crate::values::{Code, District, Lei, Moment, Name, OrganisationId, vocabulary};

/// Fewer workers than this are not told of.
const FEWEST: i64 = 5;

/// Money in lei, more or less than nothing, in bani; written with two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum(pub i64);

impl Serialize for Sum {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let (sign, bani) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        to.collect_str(&format_args!("{sign}{}.{:02}", bani / 100, bani % 100))
    }
}

impl ToSchema for Sum {}
impl utoipa::PartialSchema for Sum {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(4))
            .max_length(Some(20))
            .pattern(Some(r"^-?[0-9]{1,16}\.[0-9]{2}$"))
            .description(Some("A sum in Moldovan lei (MDL) as an exact decimal string"))
            .into()
    }
}

/// The difference of one worker's supplement, in bani.
#[derive(Debug, Clone, Copy, PartialEq, Eq, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Integer)]
pub struct PayDifference(pub i32);

crate::db::columns::number_column!(PayDifference);

impl Serialize for PayDifference {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Sum(self.0.into()).serialize(to)
    }
}

/// What a simulation found. Numbers are null where they would tell of 1 to 4 workers; then `suppressed` is true.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "ruleSetUpdatedAt": "2026-11-23T09:00:00.000000Z",
    "evaluated": 5200, "gains": 1204, "losses": 310, "unchanged": 3686, "monthlyDifference": "2100000.00", "suppressed": false,
    "grades": [{ "grade": "grade-2", "gains": 1204, "losses": 310, "unchanged": 2100, "neither": 1586, "suppressed": false }],
    "districts": [{
        "group": "named", "district": "MD-CU", "evaluated": 3000, "gains": 700, "losses": 100, "unchanged": 2200,
        "monthlyDifference": "1200000.00", "suppressed": false
    }],
    "employers": [], "posts": [],
    "cost": {
        "currency": "MDL", "monthlyBefore": "1000000.00", "monthlyAfter": "3100000.00", "monthlyDifference": "2100000.00",
        "assumedBasePay": "10000.00", "assumedFor": 1200, "notEmployed": 40, "suppressed": false
    },
    "demand": {
        "training": [{ "domains": ["child_protection"], "hours": "15600.5", "workers": 900, "suppressed": false }],
        "supervisionHours": { "amount": "7200", "workers": 800, "suppressed": false },
        "supervisionSessions": { "amount": "2400", "workers": 600, "suppressed": false }
    }
}))]
pub struct SimulationResult {
    /// When the rule set on trial had last been changed; a draft may have been changed since.
    pub rule_set_updated_at: Moment,
    /// Over all workers, by the highest grade of each.
    #[serde(flatten)]
    pub total: SimulationTally,
    /// Grade by grade, the lowest first.
    #[schema(max_items = 40)]
    pub grades: Vec<SimulationGrade>,
    /// By the district of the employer on the day; of several employments the one that began last counts.
    #[schema(max_items = 500)]
    pub districts: Vec<SimulationGroup>,
    /// By employer.
    #[schema(max_items = 500)]
    pub employers: Vec<SimulationGroup>,
    /// By post.
    #[schema(max_items = 500)]
    pub posts: Vec<SimulationGroup>,
    /// What supplements cost.
    pub cost: SimulationCost,
    /// What is missing for the next grade that each worker is not eligible for.
    pub demand: SimulationDemand,
}

/// How many workers gain and lose, and what that costs.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SimulationTally {
    /// Workers looked at.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub evaluated: Option<i64>,
    /// Workers whose highest grade rises.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub gains: Option<i64>,
    /// Workers whose highest grade falls.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub losses: Option<i64>,
    /// Workers whose highest grade stays the same.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub unchanged: Option<i64>,
    /// What their supplements together cost more a month.
    pub monthly_difference: Option<Sum>,
    /// Whether anything is left out.
    pub suppressed: bool,
}

/// How many workers gain and lose eligibility for one grade.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SimulationGrade {
    /// The grade.
    pub grade: Code,
    /// Workers who become eligible.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub gains: Option<i64>,
    /// Workers who are no longer eligible.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub losses: Option<i64>,
    /// Workers who are eligible under both rule sets.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub unchanged: Option<i64>,
    /// Workers who are eligible under neither.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub neither: Option<i64>,
    /// Whether anything is left out.
    pub suppressed: bool,
}

vocabulary! {
    /// Which workers a group has.
    pub enum GroupKind {
        /// Those of the district, employer or post that is named.
        Named = "named",
        /// Those without any: not employed on the day, or by an employer without a district.
        None = "none",
        /// Those of all the groups that are too small to be among the 500 that are told.
        Other = "other",
    }
}

/// What changes for some workers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SimulationGroup {
    /// Which workers these are.
    pub group: GroupKind,
    /// The district, where they are summed by district.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<District>,
    /// The employer, where they are summed by employer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation_id: Option<OrganisationId>,
    /// The employer's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation_name: Option<Name>,
    /// The post, where they are summed by post.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub post: Option<Code>,
    /// What changes for them.
    #[serde(flatten)]
    pub tally: SimulationTally,
}

/// What supplements cost: for each worker who is employed on the day the supplement of the highest grade that the worker
/// is eligible for, in percent of base pay rounded half up to the ban, or as a sum.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SimulationCost {
    /// The currency, by ISO 4217.
    #[schema(min_length = 3, max_length = 3)]
    pub currency: &'static str,
    /// A month, under the rule set compared with.
    pub monthly_before: Option<Sum>,
    /// A month, under the rule set on trial.
    pub monthly_after: Option<Sum>,
    /// How much more that is.
    pub monthly_difference: Option<Sum>,
    /// An assumption: the base pay a month that was taken where none is known.
    pub assumed_base_pay: Lei,
    /// For how many workers it was taken.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub assumed_for: Option<i64>,
    /// Workers who are not employed on the day, and so are paid nothing.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub not_employed: Option<i64>,
    /// Whether anything is left out.
    pub suppressed: bool,
}

/// What is missing for the next grade that each worker is not eligible for under the rule set on trial; of
/// alternatives what is nearest.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SimulationDemand {
    /// Hours of training, by the domains that they may be of.
    #[schema(max_items = 500)]
    pub training: Vec<TrainingDemand>,
    /// Hours of supervision.
    pub supervision_hours: SupervisionDemand,
    /// Supervision sessions.
    pub supervision_sessions: SupervisionDemand,
}

/// Training that is missing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrainingDemand {
    /// The domains that it may be of; any where there are none.
    #[schema(max_items = 100)]
    pub domains: Vec<Code>,
    /// How many hours.
    pub hours: Option<Amount>,
    /// How many workers lack some.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub workers: Option<i64>,
    /// Whether anything is left out.
    pub suppressed: bool,
}

/// Supervision that is missing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SupervisionDemand {
    /// How much, in hours or sessions.
    pub amount: Option<Amount>,
    /// How many workers lack some.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub workers: Option<i64>,
    /// Whether anything is left out.
    pub suppressed: bool,
}

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
    let is_told = [total.evaluated, total.gains, total.losses, total.unchanged].map(|count| count.is_some());
    let mut hidden: Vec<bool> =
        groups.iter().map(|group| detail == Detail::Suppressed && counts(&group.tally).into_iter().any(is_few)).collect();
    loop {
        let left_out = groups.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(group, _)| counts(&group.tally));
        let (number, sums) = left_out.fold((0, [0; 5]), |(number, mut sums), counts| {
            sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            (number + 1, sums)
        });
        let gives_away = sums.iter().zip(is_told).any(|(sum, is_told)| is_told && is_few(*sum));
        if number == 0 || number > 1 && !gives_away {
            break;
        }
        let shown = (0..groups.len()).filter(|at| !hidden[*at]);
        let Some(smallest) = shown.min_by_key(|at| groups[*at].tally.evaluated) else { break };
        hidden[smallest] = true;
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
            groups.iter().for_each(|group| total += group.tally);
            let total = told_tally(&total, Detail::Suppressed);
            let told = told_groups(groups, total, Detail::Suppressed);
            told.iter().map(|group| group.tally.evaluated.is_some()).collect::<Vec<_>>()
        };
        assert_eq!(told(vec![group(100, 0), group(50, 10)]), [true, true]);
        // The one of three follows from the total unless another is left out; the smallest is.
        assert_eq!(told(vec![group(100, 20), group(50, 10), group(3, 0)]), [true, false, false]);
        assert_eq!(told(vec![group(100, 20), group(3, 0), group(2, 0)]), [true, false, false]);
        assert_eq!(told(vec![group(100, 20), group(2, 0), group(1, 0)]), [false, false, false]);
        // Of a hundred workers three gain.
        assert_eq!(told(vec![group(100, 3), group(50, 0), group(70, 9)]), [false, false, true]);
    }

    #[test]
    fn money_has_two_decimals_and_a_sign() {
        for (bani, text) in [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-123_456, "-1234.56"), (210_000_000, "2100000.00")] {
            assert_eq!(serde_json::to_value(Sum(bani)).expect("json"), text);
        }
    }
}
