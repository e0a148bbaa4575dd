//! DOES: asks for simulations, cancels them, and tells what they found.

use super::faults;
use super::findings::Findings;
use super::jobs::{KIND, job};
use super::model::{NewSimulation, Simulation, SimulationChange, SimulationReport, SimulationStatus};
use super::result::SimulationResult;
use super::store;
use super::told::Detail;
use crate::call::Call;
use crate::db::{Conn, Tx, View};
use crate::error::{Error, Faults, Result};
use crate::events::{self, Body, Happening};
use crate::jobs::{self, NewJob, Size};
use crate::journal::{self, Event, JournalNote, Trail};
use crate::organisations;
use crate::programmes;
use crate::rule_sets::{self, RuleSet};
use crate::rules;
use crate::values;
use crate::values::{Day, Lei, ProgrammeCode, RuleSetId, SimulationId, WorkerId};

/// The base pay a month that is taken where none is known and none is given: an assumption, and told as one.
const ASSUMED_BASE_PAY: &str = "10000.00";

/// Asks for a simulation.
///
/// # Errors
/// Something that it names is not on the register, nobody can be taught what it asks for, or it looks into
/// the future.
pub fn create(tx: &mut Tx<'_>, call: &Call, new: &NewSimulation) -> Result<Simulation> {
    let mut faults = Faults::default();
    new.check(&mut faults);
    let now = tx.now;
    let known_at = new.known_at.unwrap_or(now);
    faults.require(known_at <= now, "/knownAt", values::faults::moment_in_future());
    if let Some(employer) = new.employer_id {
        faults.require(
            organisations::find(tx, employer)?.is_some(),
            "/employerId",
            values::faults::organisation_absent(),
        );
    }
    let candidate = rule_set(tx, new.rule_set_id, "/ruleSetId", &mut faults)?;
    let valid_at = new
        .valid_at
        .or_else(|| candidate.as_ref().map(|rule_set| rule_set.effective_from.max(call.today)))
        .unwrap_or(call.today);
    if let Some(candidate) = &candidate {
        check_taught(tx, candidate, valid_at, &mut faults)?;
    }
    let against = match new.against_id {
        Some(id) => rule_set(tx, id, "/againstId", &mut faults)?,
        None => rule_sets::in_force(tx, valid_at, known_at)?,
    };
    faults.check()?;
    let simulation = Simulation {
        id: SimulationId::new(),
        organisation_id: call.actor.organisation,
        rule_set_id: new.rule_set_id,
        against_id: against.map(|rule_set| rule_set.id),
        valid_at,
        known_at,
        district: new.district.clone(),
        employer_id: new.employer_id,
        post: new.post.clone(),
        assumed_base_pay: new
            .assumed_base_pay
            .map_or_else(|| Lei::parse(ASSUMED_BASE_PAY).map_err(Error::internal), Ok)?,
        status: SimulationStatus::Queued,
        processed: 0,
        total: None,
        failure: None,
        created_at: now,
        created_by: call.actor.client,
        started_at: None,
        finished_at: None,
    };
    store::insert(tx, &simulation)?;
    let (id, kind) = (job(simulation.id), KIND);
    jobs::add(tx, &NewJob { id, kind, size: Size::Large, ordering_key: None })?;
    // It looks at everyone, and names nobody: whose changes are read is noted when they are.
    note(tx, call, Event::Access, "create_rule_set_simulation", Some(simulation.id), &[])?;
    events::record(tx, &[happening(&simulation, Body::SimulationRequested)])?;
    Ok(simulation)
}

fn rule_set(conn: &mut Conn, id: RuleSetId, place: &str, faults: &mut Faults) -> Result<Option<RuleSet>> {
    let found = rule_sets::find(conn, id)?;
    faults.require(found.is_some(), place, faults::rule_set_absent());
    Ok(found)
}

/// Requirements that nobody can come to meet any more on the day are named by their places in the rule set.
fn check_taught(conn: &mut Conn, rule_set: &RuleSet, day: Day, faults: &mut Faults) -> Result<()> {
    let (rules, catalogue) = (rule_set.rules()?, rule_sets::catalogue(conn)?);
    let taught = programmes::taught(conn, day)?;
    let mut found = Faults::default();
    rules::check_taught(&rules, &catalogue, &|code: &ProgrammeCode| taught.contains(code), &mut found);
    for (place, expected) in found.0 {
        for expected in expected {
            faults.add(format!("/ruleSet{place}"), expected);
        }
    }
    Ok(())
}

/// Cancels a simulation; one that was cancelled before stays so.
///
/// # Errors
/// It does not exist, or has ended.
pub fn cancel(tx: &mut Tx<'_>, call: &Call, id: SimulationId) -> Result<Simulation> {
    let simulation = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    if simulation.status == SimulationStatus::Cancelled {
        return Ok(simulation);
    }
    if !store::cancel(tx, id)? {
        return Err(Error::conflict(faults::ended()).at(address(id)));
    }
    jobs::cancel(tx, job(id))?;
    let event = happening(&simulation, Body::SimulationCancelled);
    events::happened(tx, call, "cancel_rule_set_simulation", &event)?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// A simulation and what is told of its result.
///
/// # Errors
/// It does not exist, or what is kept cannot be read.
pub fn report(conn: &mut Conn, id: SimulationId, detail: Detail) -> Result<SimulationReport> {
    let (simulation, result) = store::find_with_result(conn, id)?.ok_or_else(Error::not_found)?;
    let unreadable = |_| Error::internal("the result of a simulation cannot be read");
    let findings: Option<Findings> =
        result.map(|result| serde_json::from_str(&result).map_err(unreadable)).transpose()?;
    let result = findings.map(|findings| SimulationResult::of(findings, simulation.assumed_base_pay, detail));
    Ok(SimulationReport { simulation, result })
}

/// The changes that a simulation found, by worker.
///
/// # Errors
/// It does not exist, or is not completed.
pub fn changes(
    view: &mut View<'_>,
    id: SimulationId,
    after: Option<WorkerId>,
    limit: i64,
) -> Result<Vec<SimulationChange>> {
    let simulation = store::find(view, id)?.ok_or_else(Error::not_found)?;
    let fault = match simulation.status {
        SimulationStatus::Completed => return store::list_changes(view, id, after, limit),
        SimulationStatus::Failed => faults::failed(),
        status => faults::not_completed(status.as_str()),
    };
    Err(Error::conflict(fault).at(address(id)))
}

fn happening(simulation: &Simulation, body: fn(events::Simulation) -> Body) -> Happening {
    let about = events::Simulation { rule_set_id: simulation.rule_set_id };
    Happening::to(simulation.id.0, body(about)).at(simulation.organisation_id).on(simulation.valid_at)
}

/// Notes who read what a simulation found.
///
/// # Errors
/// It cannot be kept; then neither may the answer be given.
pub(super) fn note(
    trail: &mut impl Trail,
    call: &Call,
    event: Event,
    operation: &'static str,
    simulation: Option<SimulationId>,
    subjects: &[WorkerId],
) -> Result<()> {
    let object = simulation.map(|simulation| simulation.0);
    journal::note(
        trail,
        call,
        &JournalNote { event, operation, object_type: "rule_set_simulation", object, subjects },
    )
}

pub(super) fn address(id: SimulationId) -> String {
    format!("/api/v1/rule-set-simulations/{id}")
}
