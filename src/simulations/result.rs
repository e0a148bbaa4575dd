//! KNOWS: what is told of a simulation, in the words of the contract.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::rules::explanation::Amount;
use crate::values::{Code, District, LegalBasis, Lei, Moment, Name, OrganisationId, vocabulary};

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
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Integer)]
pub struct PayDifference(pub i32);

crate::sql::columns::number_column!(PayDifference);

impl Serialize for PayDifference {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Sum(self.0.into()).serialize(to)
    }
}

/// The findings of a simulation. To a caller who may not read each worker's changes, `rounded` is true:
/// numbers of workers are null where they would tell of 1 to 4, and the others rounded to the nearest
/// multiple of 5; hours and sessions that are missing are rounded to the nearest multiple of 10, and money to
/// the nearest 1000 lei. Money is null by district, employer and post, and over all unless it is made of
/// nobody or at least 5 workers whose base pay is known, and of nobody or at least 5 for whom one was
/// assumed. Where anything is null, `suppressed` is true.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "ruleSetUpdatedAt": "2026-11-23T09:00:00.000000Z",
    "evaluated": 5200, "gains": 1204, "losses": 310, "unchanged": 3686, "monthlyDifference": "2100000.00",
    "suppressed": false, "rounded": false,
    "grades": [
        {
            "grade": "grade-2", "legalBasis": { "act": "Ordinul ministrului nr. 44", "day": "2026-11-20" },
            "gains": 1204, "losses": 310, "unchanged": 2100, "neither": 1586,
            "suppressed": false, "rounded": false
        }
    ],
    "districts": [{
        "group": "named", "district": "MD-CU", "evaluated": 3000, "gains": 700, "losses": 100,
        "unchanged": 2200,
        "monthlyDifference": "1200000.00", "suppressed": false, "rounded": false
    }],
    "employers": [], "posts": [],
    "cost": {
        "currency": "MDL", "monthlyBefore": "1000000.00", "monthlyAfter": "3100000.00",
        "monthlyDifference": "2100000.00",
        "assumedBasePay": "10000.00", "assumedFor": 1200, "notEmployed": 40, "suppressed": false,
        "rounded": false
    },
    "demand": {
        "training": [
            {
                "domains": ["child_protection"], "hours": "15600.5", "workers": 900, "suppressed": false,
                "rounded": false
            }
        ],
        "supervisionHours": { "amount": "7200", "workers": 800, "suppressed": false, "rounded": false },
        "supervisionSessions": { "amount": "2400", "workers": 600, "suppressed": false, "rounded": false }
    }
}))]
pub struct SimulationResult {
    /// The moment of the last change of the rule set on trial; a draft may have been changed since.
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
    /// The cost of supplements.
    pub cost: SimulationCost,
    /// The training and supervision missing for the next grade that each worker is not eligible for.
    pub demand: SimulationDemand,
}

/// Numbers of workers who gain and lose, and the cost of that.
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
    /// The rise of the sum of their supplements, a month.
    pub monthly_difference: Option<Sum>,
    /// Whether anything is left out.
    pub suppressed: bool,
    /// Whether the numbers are rounded.
    pub rounded: bool,
}

/// Numbers of workers who gain and lose eligibility for one grade.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SimulationGrade {
    /// The grade.
    pub grade: Code,
    /// The act that it stands on by the rule set on trial, or by the one it is compared with where that alone
    /// has the grade.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
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
    /// Whether the numbers are rounded.
    pub rounded: bool,
}

vocabulary! {
    /// The workers that a group has.
    pub enum GroupKind {
        /// Those of the district, employer or post that is named.
        Named = "named",
        /// Those without any: not employed on the day, or by an employer without a district.
        None = "none",
        /// Those of all the groups that are too small to be among the 500 that are told.
        Other = "other",
    }
}

/// The changes for some workers.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SimulationGroup {
    /// The kind of the group.
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
    /// The changes for them.
    #[serde(flatten)]
    pub tally: SimulationTally,
}

/// The cost of supplements: for each worker employed on the day, the supplement of the highest grade that
/// the worker is eligible for, in percent of base pay rounded half up to the ban, or as a sum; nothing where
/// the rule set's `payableWhile` stops it.
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
    /// The difference: the cost by the rule set on trial less that before.
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
    /// Whether the numbers are rounded.
    pub rounded: bool,
}

/// The training and supervision missing for the next grade that each worker is not eligible for under the
/// rule set on trial; of alternatives the nearest.
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
    /// Hours missing.
    pub hours: Option<Amount>,
    /// The number of workers who lack some.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub workers: Option<i64>,
    /// Whether anything is left out.
    pub suppressed: bool,
    /// Whether the numbers are rounded.
    pub rounded: bool,
}

/// Supervision that is missing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SupervisionDemand {
    /// The quantity missing, in hours or sessions.
    pub amount: Option<Amount>,
    /// The number of workers who lack some.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub workers: Option<i64>,
    /// Whether anything is left out.
    pub suppressed: bool,
    /// Whether the numbers are rounded.
    pub rounded: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_two_decimals_and_a_sign() {
        for (bani, text) in
            [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-123_456, "-1234.56"), (210_000_000, "2100000.00")]
        {
            assert_eq!(serde_json::to_value(Sum(bani)).expect("json"), text);
        }
    }
}
