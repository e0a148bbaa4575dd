//! DOES: works on simulations beside the requests.
//!
//! A process that takes one up begins anew, so that a restart loses nothing but time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;

use super::evaluate::{self, GradePair, TrialQuestion, TrialScope};
use super::findings::Findings;
use super::model::{Simulation, SimulationChange};
use super::result::PayDifference;
use super::store;
use super::sums::GradeChange;
use crate::db::{Conn, Tx, View};
use crate::error::{Error, Result};
use crate::http::Hall;
use crate::jobs::{Failure, Job, JobId, JobStanding, Lease};
use crate::organisations;
use crate::record::{Columns, Employer, employers, load};
use crate::rule_sets::{self, RuleCache, RuleSet};
use crate::rules::Catalogue;
use crate::values::{Moment, OrganisationId, SimulationId};

/// The name of simulations among jobs.
pub const KIND: &str = "simulation";

/// Changes that are written at a time, so that other writes come between.
const CHUNK: usize = 2_000;
/// For how long the register is kept in memory after it was last asked about, in seconds.
const KEPT_SECONDS: i64 = 600;

/// Does simulations in this process.
pub struct Simulator {
    hall: Hall,
    rule_cache: Arc<RuleCache>,
    /// The register as it was last read, and when it was last asked about.
    kept: Mutex<Option<(Arc<Columns>, Moment)>>,
}

impl Simulator {
    /// A simulator that is idle.
    #[must_use]
    pub fn new(hall: &Hall, rule_cache: &Arc<RuleCache>) -> Self {
        Self { hall: hall.clone(), rule_cache: Arc::clone(rule_cache), kept: Mutex::default() }
    }

    /// The register as it was read before for this moment and a day with the same workers, if the catalogue
    /// and the organisations are still the same.
    fn kept(&self, asked: &Simulation, subject: &Subject, now: Moment) -> Option<Arc<Columns>> {
        let mut kept = lock(&self.kept);
        // Columns of no use make room before the register is read again.
        kept.take_if(|(columns, _)| {
            let is_same = Arc::ptr_eq(&columns.catalogue, &subject.catalogue)
                && columns.employers == subject.organisations;
            let (first, after) = columns.days;
            let is_on = first <= asked.valid_at && after.is_none_or(|after| asked.valid_at < after);
            columns.known_at != asked.known_at || !is_on || !is_same
        });
        let (columns, used) = kept.as_mut()?;
        *used = now;
        Some(Arc::clone(columns))
    }

    fn keep_columns(&self, columns: &Arc<Columns>, now: Moment) {
        *lock(&self.kept) = Some((Arc::clone(columns), now));
    }

    /// Lets the register go when nobody has asked about it for ten minutes.
    fn tidy(&self, now: Moment) {
        lock(&self.kept).take_if(|(_, used)| used.plus_seconds(KEPT_SECONDS) <= now);
    }

    /// Writes in the turn of a lease. Whether that still holds.
    fn write(
        &self,
        lease: &Lease,
        f: impl Fn(&mut Tx<'_>, SimulationId) -> Result<()> + Send + 'static,
    ) -> Result<bool> {
        let lease = lease.clone();
        wait(self.hall.db.write(move |tx| {
            let is_held = lease.hold(tx)?;
            if is_held {
                f(tx, simulation(lease.job()))?;
            }
            Ok(is_held)
        }))
    }

    /// Deletes what was found before, step by step, so that other writes come between.
    fn begin_anew(&self, lease: &Lease) -> Result<()> {
        loop {
            let lease = lease.clone();
            let may_have_more = wait(self.hall.db.write(move |tx| {
                Ok(lease.hold(tx)? && store::delete_changes(tx, simulation(lease.job()), most())?)
            }))?;
            if !may_have_more {
                return Ok(());
            }
        }
    }

    /// Writes what was found, and ends the simulation.
    fn end(
        &self,
        lease: &Lease,
        Computation { findings, steps, changes, workers }: &Computation,
    ) -> Result<()> {
        let grade = |place: Option<u8>| {
            place.and_then(|place| steps.get(usize::from(place))).map(|step: &GradePair| step.code.clone())
        };
        let row = |change: &GradeChange| SimulationChange {
            simulation_id: simulation(lease.job()),
            worker_id: change.worker,
            before_grade: grade(change.before),
            after_grade: grade(change.after),
            pay_difference: PayDifference(change.difference),
        };
        for chunk in changes.chunks(CHUNK) {
            let rows: Vec<_> = chunk.iter().map(row).collect();
            if !self.write(lease, move |tx, _| store::insert_changes(tx, &rows))? {
                return Ok(());
            }
        }
        let result = serde_json::to_string(findings)
            .map_err(|_| Error::internal("the result of a simulation cannot be written as JSON"))?;
        let (lease, total) = (lease.clone(), i32::try_from(*workers).unwrap_or(i32::MAX));
        wait(self.hall.db.write(move |tx| {
            if lease.end(tx)? {
                store::complete(tx, simulation(lease.job()), total, &result)?;
            }
            Ok(())
        }))
    }
}

impl Job for Simulator {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn keep(&self, tx: &mut Tx<'_>, id: JobId, standing: &JobStanding<'_>) -> Result<()> {
        let id = simulation(id);
        match *standing {
            JobStanding::Waiting => store::wait(tx, id),
            JobStanding::Begun => store::begin(tx, id),
            JobStanding::At { done, total } => store::progress(tx, id, done, total),
            JobStanding::Failed(fault) => store::fail(tx, id, &Failure::of(fault)?),
        }
    }

    fn run(&self, lease: &Lease) -> Result<()> {
        self.begin_anew(lease)?;
        let id = simulation(lease.job());
        let gone = || Error::internal("a simulation is no longer on the register");
        let simulation = wait(self.hall.db.read(move |view| store::find(view, id)))?.ok_or_else(gone)?;
        match compute(self, &simulation, lease)? {
            Some(found) => self.end(lease, &found),
            None => Ok(()),
        }
    }
}

/// The job that a simulation is.
pub(super) fn job(id: SimulationId) -> JobId {
    JobId(id.0)
}

fn simulation(job: JobId) -> SimulationId {
    SimulationId(job.0)
}

fn most() -> i64 {
    i64::try_from(CHUNK).unwrap_or(i64::MAX)
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits on a thread that may.
fn wait<T>(work: impl Future<Output = T>) -> T {
    Handle::current().block_on(work)
}

/// Lets go what is no longer needed: the register in memory, and step by step what was found by simulations
/// that were cancelled or failed. Called every now and then.
///
/// # Errors
/// The database cannot do it.
pub async fn housekeeping(simulator: &Simulator) -> Result<()> {
    let Hall { db, clock, .. } = &simulator.hall;
    simulator.tidy(clock.now());
    while let Some(id) = db.scan(|view| store::left_behind(view)).await? {
        while db.write(move |tx| store::delete_changes(tx, id, most())).await? {}
    }
    Ok(())
}

/// Findings before they are kept.
struct Computation {
    findings: Findings,
    steps: Vec<GradePair>,
    changes: Vec<GradeChange>,
    workers: usize,
}

/// The subject of a simulation, read at its beginning.
struct Subject {
    candidate: RuleSet,
    against: Option<RuleSet>,
    catalogue: Arc<Catalogue>,
    /// The organisations as they are on the day, as known at the moment.
    organisations: Vec<Employer>,
    /// Those that it is about.
    employers: Option<Vec<OrganisationId>>,
}

/// Nothing when it was stopped. Takes a thread of its own, which may wait.
fn compute(simulator: &Simulator, simulation: &Simulation, lease: &Lease) -> Result<Option<Computation>> {
    let Simulator { hall, rule_cache, .. } = simulator;
    let subject = {
        let (simulation, rule_cache) = (simulation.clone(), Arc::clone(rule_cache));
        let read = hall.db.read(move |view: &mut View<'_>| {
            let catalogue = rule_cache.reload(view)?;
            subject(view, &simulation, catalogue)
        });
        wait(read)?
    };
    let columns = match simulator.kept(simulation, &subject, hall.clock.now()) {
        Some(columns) => columns,
        None => {
            let (valid_at, known_at) = (simulation.valid_at, simulation.known_at);
            let goes_on = |_| lease.goes_on();
            let Some(columns) = load(&hall.db, rule_cache, valid_at, known_at, &goes_on)? else {
                return Ok(None);
            };
            let columns = Arc::new(columns);
            simulator.keep_columns(&columns, hall.clock.now());
            columns
        }
    };
    let workers = columns.workers();
    lease.tell(0, workers);
    let compiled = |rule_set: &RuleSet| rule_set.compiled(&columns.catalogue).map(Arc::new);
    let (candidate, against) =
        (compiled(&subject.candidate)?, subject.against.as_ref().map(compiled).transpose()?);
    let (day, assumed) = (simulation.valid_at, simulation.assumed_base_pay);
    let scope = scope(&columns, simulation, subject.employers.as_deref());
    let question = TrialQuestion { day, candidate: &candidate, against: against.as_ref(), scope, assumed };
    let steps = evaluate::steps(&columns, &question);
    let counts = |done: usize| {
        lease.tell(done, workers);
        lease.goes_on()
    };
    let Some(mut sums) = evaluate::evaluate(&columns, &question, &steps, &counts) else { return Ok(None) };
    lease.tell(workers, workers);
    let changes = std::mem::take(&mut sums.changes);
    let findings = Findings::of(&columns, &steps, sums, subject.candidate.updated_at);
    Ok(Some(Computation { findings, steps, changes, workers }))
}

fn subject(conn: &mut Conn, simulation: &Simulation, catalogue: Arc<Catalogue>) -> Result<Subject> {
    let gone = || Error::internal("a rule set of a simulation is no longer on the register");
    let candidate = rule_sets::find(conn, simulation.rule_set_id)?.ok_or_else(gone)?;
    let against = simulation.against_id.map(|id| rule_sets::find(conn, id)?.ok_or_else(gone)).transpose()?;
    let (valid_at, known_at) = (simulation.valid_at, simulation.known_at);
    let below = |id| organisations::below_on(conn, id, valid_at, Some(known_at));
    let scope = simulation.employer_id.map(below).transpose()?;
    let organisations = employers(conn, valid_at, known_at)?;
    Ok(Subject { candidate, against, catalogue, organisations, employers: scope })
}

fn scope(columns: &Columns, simulation: &Simulation, employers: Option<&[OrganisationId]>) -> TrialScope {
    if let Some(employers) = employers {
        TrialScope::Employers(
            columns.employers.iter().map(|employer| employers.contains(&employer.id)).collect(),
        )
    } else if let Some(district) = &simulation.district {
        TrialScope::Employers(
            columns.employers.iter().map(|employer| employer.district.as_ref() == Some(district)).collect(),
        )
    } else if let Some(post) = &simulation.post {
        TrialScope::Post(
            columns.posts.iter().position(|known| known == post).and_then(|place| u32::try_from(place).ok()),
        )
    } else {
        TrialScope::Everyone
    }
}
