//! ASKS: simulations, for registrar and ministry; what they found, for commissions as well.

use std::sync::Arc;

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::jobs::{self, KIND};
use super::model::{NewSimulation, Simulation, SimulationChange, SimulationReport, SimulationStatus};
use super::told::Detail;
use super::{actions, store};
use crate::auth::permission::{
    Permission, ReadSimulationChanges, ReadSimulations, SIMULATIONS_CHANGES, SIMULATIONS_READ,
    SIMULATIONS_RUN, SimulateRuleSets,
};
use crate::auth::{Allowed, Traced};
use crate::error::Result;
use crate::http::{Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply};
use crate::jobs::Runner;
use crate::journal::Event;
use crate::values::SimulationId;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(create_rule_set_simulation)
        .service(list_rule_set_simulations)
        .service(get_rule_set_simulation);
    to.service(cancel_rule_set_simulation).service(list_rule_set_simulation_changes);
}

/// A page of simulations.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "ruleSetSimulations": [], "nextCursor": "" }))]
struct SimulationPage {
    /// The simulations, in the order in which they were asked for, without their results.
    #[schema(max_items = 200)]
    rule_set_simulations: Vec<Simulation>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

/// A page of what a simulation found for each worker.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "changes": [], "nextCursor": "" }))]
struct SimulationChangePage {
    /// The changes, in the order of the workers' ids; who keeps grade and supplement is not among them.
    #[schema(max_items = 200)]
    changes: Vec<SimulationChange>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SimulationFilter {
    /// Only those that stand here.
    #[param(inline)]
    status: Option<SimulationStatus>,
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SimulationChangeFilter {
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// Try a rule set on the register
///
/// Compares for each worker the grades that the worker is eligible for under a rule set, also a draft, with
/// those under the one in force. The simulation runs beside the requests, one at a time: read it to see how
/// far it is, and what it found.
#[utoipa::path(
    tag = "simulations", operation_id = "create_rule_set_simulation",
    security(("oauth2" = [SIMULATIONS_RUN])),
    request_body(content = NewSimulation, description = "Which rule set, on which day, for whom"),
    responses((status = 201, description = "Queued", body = Simulation))
)]
#[post("/rule-set-simulations")]
async fn create_rule_set_simulation(
    allowed: Allowed<SimulateRuleSets>,
    hall: web::Data<Hall>,
    runner: web::Data<Runner>,
    once: IdempotencyKey,
    new: Json<NewSimulation>,
) -> Result<Reply> {
    let call = allowed.call;
    let reply = once
        .by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let simulation = actions::create(tx, &call, &new.value)?;
            Reply::created(actions::address(simulation.id), &simulation)
        })
        .await?;
    runner.wake(KIND);
    Ok(reply)
}

/// List simulations
///
/// Without their results: read one for that.
#[utoipa::path(
    tag = "simulations", operation_id = "list_rule_set_simulations", params(SimulationFilter),
    security(("oauth2" = [SIMULATIONS_READ])),
    responses((status = 200, description = "A page of simulations", body = SimulationPage))
)]
#[get("/rule-set-simulations")]
async fn list_rule_set_simulations(
    _: Allowed<ReadSimulations>,
    hall: web::Data<Hall>,
    Query(asked): Query<SimulationFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_rule_set_simulations", &asked.status);
    let after = pages.position(asked.cursor.as_deref())?;
    let limit = asked.limit;
    let mut rule_set_simulations =
        hall.db.read(move |view| store::list(view, asked.status, after, limit.0 + 1)).await?;
    let next_cursor = pages.cut(&mut rule_set_simulations, limit, |simulation| simulation.id);
    Reply::ok(&SimulationPage { rule_set_simulations, next_cursor })
}

/// Read a simulation
///
/// Its progress, and once it is completed its findings. A caller who may not read each worker's changes is
/// not told of 1 to 4 workers: such numbers are null. Other numbers of workers are rounded to the nearest
/// multiple of 5, missing hours and sessions to the nearest multiple of 10, and money, which is told only
/// over all, to the nearest 1000 lei.
#[utoipa::path(
    tag = "simulations", operation_id = "get_rule_set_simulation", security(("oauth2" = [SIMULATIONS_READ])),
    params(("id" = SimulationId, Path, description = "The simulation")),
    responses((status = 200, description = "The simulation", body = SimulationReport))
)]
#[get("/rule-set-simulations/{id}")]
async fn get_rule_set_simulation(
    allowed: Allowed<ReadSimulations>,
    hall: web::Data<Hall>,
    Path(id): Path<SimulationId>,
) -> Result<Reply> {
    let detail = if ReadSimulationChanges::ROLES.contains(&allowed.call.actor.role) {
        Detail::Full
    } else {
        Detail::Suppressed
    };
    Reply::ok(&hall.db.read(move |view| actions::report(view, id, detail)).await?)
}

/// Cancel a simulation
///
/// It stops within moments and keeps nothing of what it found. Cancelling twice changes nothing; one that has
/// ended is a conflict.
#[utoipa::path(
    tag = "simulations", operation_id = "cancel_rule_set_simulation",
    security(("oauth2" = [SIMULATIONS_RUN])),
    params(("id" = SimulationId, Path, description = "The simulation")),
    responses((status = 201, description = "Cancelled", body = Simulation))
)]
#[post("/rule-set-simulations/{id}/cancellations")]
async fn cancel_rule_set_simulation(
    allowed: Allowed<SimulateRuleSets>,
    hall: web::Data<Hall>,
    runner: web::Data<Runner>,
    once: IdempotencyKey,
    Path(id): Path<SimulationId>,
) -> Result<Reply> {
    let call = allowed.call;
    let reply = once
        .by(&call)
        .run(&hall, [0; 32], move |tx| Reply::created(actions::address(id), &actions::cancel(tx, &call, id)?))
        .await?;
    runner.stop(jobs::job(id));
    Ok(reply)
}

/// List what a simulation found for each worker
///
/// Only who gains, loses or is paid another supplement. A simulation that is not completed has none yet: that
/// is a conflict.
#[utoipa::path(
    tag = "simulations", operation_id = "list_rule_set_simulation_changes",
    security(("oauth2" = [SIMULATIONS_CHANGES])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = SimulationId, Path, description = "The simulation"), SimulationChangeFilter),
    responses(
        (status = 200, description = "A page of changes", body = SimulationChangePage),
        (status = 409, description = "The simulation is not completed")
    )
)]
#[get("/rule-set-simulations/{id}/changes")]
async fn list_rule_set_simulation_changes(
    traced: Traced<ReadSimulationChanges>,
    hall: web::Data<Hall>,
    Path(id): Path<SimulationId>,
    Query(asked): Query<SimulationChangeFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, "list_rule_set_simulation_changes", &id);
    let after = pages.position(asked.cursor.as_deref())?;
    let call = traced.call;
    let noted = Arc::clone(&call);
    let limit = asked.limit;
    let mut changes = hall
        .db
        .access(
            move |view| actions::changes(view, id, after, limit.0 + 1),
            move |notes, found| {
                let subjects = limit.subjects(None, found, |change| change.worker_id);
                actions::note(
                    notes,
                    &noted,
                    Event::Access,
                    "list_rule_set_simulation_changes",
                    Some(id),
                    &subjects,
                )
            },
        )
        .await?;
    let next_cursor = pages.cut(&mut changes, limit, |change| change.worker_id);
    Reply::ok(&SimulationChangePage { changes, next_cursor })
}
