//! KNOWS: what a simulation is, and what is asked of it.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::faults;
use super::result::SimulationResult;
use crate::db::schema::{rule_set_simulation_changes, rule_set_simulations};
use crate::error::Faults;
use crate::jobs::{Failure, FailureReport};
use crate::values::{
    ClientId, Code, Day, District, Lei, Moment, OrganisationId, RuleSetId, SimulationId, WorkerId, vocabulary,
};

vocabulary! {
    /// The stage that a simulation has reached.
    pub enum SimulationStatus {
        /// It waits for its turn.
        Queued = "queued",
        /// It is at work.
        Running = "running",
        /// It has its result.
        Completed = "completed",
        /// It could not be finished, for the reason given.
        Failed = "failed",
        /// It was told to stop.
        Cancelled = "cancelled",
    }
}

/// A trial of a rule set over the register.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = rule_set_simulations)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000f5", "organisationId": "01990000-0000-7000-8000-0000000000a1",
    "ruleSetId": "01990000-0000-7000-8000-0000000000e2", "againstId": "01990000-0000-7000-8000-0000000000e1",
    "validAt": "2027-01-01", "knownAt": "2026-11-23T10:00:00.000000Z", "district": null, "employerId": null,
    "post": null,
    "assumedBasePay": "10000.00", "status": "running", "processed": 40960, "total": 81920, "failure": null,
    "createdAt": "2026-11-23T10:00:00.000000Z", "startedAt": "2026-11-23T10:00:01.000000Z", "finishedAt": null
}))]
pub struct Simulation {
    /// Its id.
    pub id: SimulationId,
    /// The organisation that asked for it.
    pub organisation_id: OrganisationId,
    /// The rule set on trial.
    pub rule_set_id: RuleSetId,
    /// The rule set that it is compared with; null where none was in force, so that nobody had a grade
    /// before.
    pub against_id: Option<RuleSetId>,
    /// The day for which workers are evaluated.
    pub valid_at: Day,
    /// The moment up to which facts are known.
    pub known_at: Moment,
    /// Only who works in this district on that day.
    pub district: Option<District>,
    /// Only who works on that day for this organisation or one below it.
    pub employer_id: Option<OrganisationId>,
    /// Only who holds this post on that day.
    pub post: Option<Code>,
    /// The base pay a month that is taken where none is known.
    pub assumed_base_pay: Lei,
    /// The stage that it has reached.
    pub status: SimulationStatus,
    /// Workers looked at so far.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub processed: i32,
    /// Workers to look at; null until the register has been read.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub total: Option<i32>,
    /// The reason why it could not be finished.
    #[schema(value_type = Option<FailureReport>)]
    pub failure: Option<Failure>,
    /// The moment at which it was asked for.
    pub created_at: Moment,
    /// The client that asked for it.
    #[serde(skip)]
    pub created_by: ClientId,
    /// The moment at which work on it began, the last time if it was taken up again.
    pub started_at: Option<Moment>,
    /// The moment at which it ended, in whichever way.
    pub finished_at: Option<Moment>,
}

/// A simulation and, once it is completed, what it found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000f5", "organisationId": "01990000-0000-7000-8000-0000000000a1",
    "ruleSetId": "01990000-0000-7000-8000-0000000000e2", "againstId": null,
    "validAt": "2027-01-01", "knownAt": "2026-11-23T10:00:00.000000Z", "district": null, "employerId": null,
    "post": null,
    "assumedBasePay": "10000.00", "status": "queued", "processed": 0, "total": null, "failure": null,
    "createdAt": "2026-11-23T10:00:00.000000Z", "startedAt": null, "finishedAt": null, "result": null
}))]
pub struct SimulationReport {
    /// The simulation.
    #[serde(flatten)]
    pub simulation: Simulation,
    /// Its findings; null until it is completed.
    pub result: Option<SimulationResult>,
}

/// A simulation to run.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "ruleSetId": "01990000-0000-7000-8000-0000000000e2", "validAt": "2027-01-01", "district": "MD-CU",
    "assumedBasePay": "10000.00"
}))]
pub struct NewSimulation {
    /// The rule set on trial, published or a draft; a draft is tried as it stands when the work on it begins.
    pub rule_set_id: RuleSetId,
    /// The rule set to compare it with; the one in force on `validAt` as known at `knownAt` where it is left
    /// out.
    pub against_id: Option<RuleSetId>,
    /// The day for which workers are evaluated; where it is left out the first day of the rule set on trial,
    /// or today if that day is past.
    pub valid_at: Option<Day>,
    /// The moment up to which facts are known; now where it is left out. Several drafts tried with the same
    /// moment one after the other share one reading of the register.
    pub known_at: Option<Moment>,
    /// Only who works in this district on the day. At most one of `district`, `employerId` and `post` is
    /// given.
    pub district: Option<District>,
    /// Only who works on the day for this organisation or one below it.
    pub employer_id: Option<OrganisationId>,
    /// Only who holds this post on the day.
    pub post: Option<Code>,
    /// The base pay a month that is taken where none is known; 10000.00 where it is left out.
    pub assumed_base_pay: Option<Lei>,
}

impl NewSimulation {
    /// Names what contradicts itself.
    pub fn check(&self, faults: &mut Faults) {
        let given = [
            ("/district", self.district.is_some()),
            ("/employerId", self.employer_id.is_some()),
            ("/post", self.post.is_some()),
        ];
        if given.iter().filter(|(_, is_given)| *is_given).count() > 1 {
            for (place, _) in given.iter().filter(|(_, is_given)| *is_given) {
                faults.add(*place, faults::one_choice());
            }
        }
    }
}

/// The change that a rule set would bring for one worker.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = rule_set_simulation_changes)]
#[diesel(treat_none_as_default_value = false)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "workerId": "01990000-0000-7000-8000-000000000001", "beforeGrade": null, "afterGrade": "grade-2",
    "payDifference": "850.00"
}))]
pub struct SimulationChange {
    #[serde(skip)]
    pub(super) simulation_id: SimulationId,
    /// The worker.
    pub worker_id: WorkerId,
    /// The highest grade that the worker is eligible for under the rule set compared with.
    pub before_grade: Option<Code>,
    /// The highest grade that the worker is eligible for under the rule set on trial.
    pub after_grade: Option<Code>,
    /// The difference of the supplement, in lei a month; with a minus where it is less.
    #[schema(value_type = super::result::Sum)]
    pub pay_difference: super::result::PayDifference,
}
