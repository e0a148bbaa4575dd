//! DOES: works on simulations, one at a time, beside the requests.
//!
//! A row says who works on it and when that was last said. Whoever finds one that waits, or whose process is
//! gone, takes it and begins anew, so that a restart loses nothing but time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::evaluate::{self, Question, Scope, Step};
use super::findings::Findings;
use super::model::{Simulation, SimulationChange};
use super::result::PayDifference;
use super::store;
use super::sums::Changed;
use crate::db::{Conn, View};
use crate::error::{Error, Result};
use crate::http::Hall;
use crate::jobs::{MOST_ATTEMPTS, Shift};
use crate::organisations;
use crate::record::{Columns, Employer, employers, load};
use crate::rule_sets::{self, RuleSet, Shelf};
use crate::rules::{Book, Catalogue};
use crate::values::{Moment, OrganisationId, SimulationId};

/// How often it is said how far a simulation is, and asked whether it is still wanted.
const BEAT: Duration = Duration::from_secs(1);
/// Changes that are written at a time, so that other writes come between.
const CHUNK: usize = 2_000;
/// For how long the register is kept in memory after it was last asked about, in seconds.
const KEPT_SECONDS: i64 = 600;

/// What works on simulations in this process.
pub struct Simulator {
    hall: Hall,
    shelf: Arc<Shelf>,
    shift: Arc<Shift>,
    /// The simulation that is worked on, and whether it is to stop.
    current: Mutex<Option<(SimulationId, Arc<AtomicBool>)>>,
    /// The register as it was last read, and when it was last asked about.
    kept: Mutex<Option<(Arc<Columns>, Moment)>>,
}

impl Simulator {
    /// A simulator that is idle.
    #[must_use]
    pub fn new(hall: &Hall, shelf: &Arc<Shelf>) -> Self {
        Self {
            hall: hall.clone(),
            shelf: Arc::clone(shelf),
            shift: Arc::default(),
            current: Mutex::default(),
            kept: Mutex::default(),
        }
    }

    /// Stops a simulation, if it is this process that works on it.
    pub fn stop(&self, id: SimulationId) {
        if let Some((current, stop)) = lock(&self.current).as_ref()
            && *current == id
        {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// The register as it was read before for this moment, if the catalogue and the organisations are still
    /// the same.
    fn kept(&self, known_at: Moment, subject: &Subject, now: Moment) -> Option<Arc<Columns>> {
        let mut kept = lock(&self.kept);
        // What is of no use makes room before the register is read again.
        kept.take_if(|(columns, _)| {
            let is_same = Arc::ptr_eq(&columns.catalogue, &subject.catalogue)
                && columns.employers == subject.organisations;
            columns.known_at != known_at || !is_same
        });
        let (columns, used) = kept.as_mut()?;
        *used = now;
        Some(Arc::clone(columns))
    }

    fn keep(&self, columns: &Arc<Columns>, now: Moment) {
        *lock(&self.kept) = Some((Arc::clone(columns), now));
    }

    /// Lets the register go when nobody has asked about it for ten minutes.
    fn tidy(&self, now: Moment) {
        lock(&self.kept).take_if(|(_, used)| used.plus_seconds(KEPT_SECONDS) <= now);
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes up what waits, and lets go what is no longer needed. Called at the start and every now and then.
pub fn keep_house(simulator: &Arc<Simulator>) {
    simulator.tidy(simulator.hall.clock.now());
    take_up(simulator);
}

/// Works on what waits until nothing does, unless that is being done or the service is about to stop.
pub fn take_up(simulator: &Arc<Simulator>) {
    if simulator.hall.is_ready() {
        let ours = Arc::clone(simulator);
        simulator.shift.take_up(move || work_off(Arc::clone(&ours)));
    }
}

async fn work_off(simulator: Arc<Simulator>) {
    let (hall, runner) = (&simulator.hall, simulator.shift.runner);
    while hall.is_ready() {
        let claimed = hall.db.write(move |tx| {
            let now = tx.now;
            store::claim(tx, runner, now)
        });
        match claimed.await {
            Ok(Some(simulation)) => run(&simulator, simulation).await,
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(%error, "waiting simulations could not be looked for; tried again later");
                return;
            }
        }
    }
}

async fn run(simulator: &Arc<Simulator>, simulation: Simulation) {
    let hall = &simulator.hall;
    let (id, attempts, runner) = (simulation.id, simulation.attempts, simulator.shift.runner);
    let stop = Arc::new(AtomicBool::new(false));
    *lock(&simulator.current) = Some((id, Arc::clone(&stop)));
    let done = if attempts > MOST_ATTEMPTS {
        Err(Error::internal(format!(
            "it was taken up {MOST_ATTEMPTS} times, and each time the process ended before it did"
        )))
    } else {
        finish(simulator, simulation, &stop).await
    };
    *lock(&simulator.current) = None;
    let ended = match done {
        Ok(true) => Ok(()),
        // The next process begins anew; what was cancelled or failed keeps nothing.
        Ok(false) if !hall.is_ready() => {
            hall.db.write(move |tx| store::lay_down(tx, id, runner, attempts)).await
        }
        Ok(false) => forget(simulator, id).await,
        Err(error) => {
            tracing::error!(%error, simulation = %id, "a simulation failed");
            let reason = error.detail().into_owned();
            let failed = hall.db.write(move |tx| {
                let now = tx.now;
                store::fail(tx, id, runner, &reason, now)
            });
            match failed.await {
                Ok(true) => forget(simulator, id).await,
                // It is another's by now, or was completed though that was not heard.
                Ok(false) => Ok(()),
                Err(error) => Err(error),
            }
        }
    };
    if let Err(error) = ended {
        tracing::warn!(%error, simulation = %id, "the end of a simulation could not be kept");
    }
}

/// How far a simulation is.
#[derive(Default)]
struct Progress {
    processed: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    fn told(&self) -> (i32, Option<i32>) {
        let count = |of: &AtomicUsize| i32::try_from(of.load(Ordering::Relaxed)).unwrap_or(i32::MAX);
        (count(&self.processed), Some(count(&self.total)).filter(|total| *total > 0))
    }
}

/// Evaluates, and keeps what is found. Whether it was not stopped before.
async fn finish(simulator: &Arc<Simulator>, simulation: Simulation, stop: &Arc<AtomicBool>) -> Result<bool> {
    let hall = &simulator.hall;
    let (id, runner) = (simulation.id, simulator.shift.runner);
    forget(simulator, id).await?;
    let progress = Arc::new(Progress::default());
    let mut work = {
        let (simulator, stop, progress) = (Arc::clone(simulator), Arc::clone(stop), Arc::clone(&progress));
        tokio::task::spawn_blocking(move || compute(&simulator, &simulation, &stop, &progress))
    };
    let mut beat = tokio::time::interval(BEAT);
    beat.tick().await;
    let computed = loop {
        tokio::select! {
            done = &mut work => break done.unwrap_or_else(|_| Err(Error::internal("the evaluation of the register panicked"))),
            _ = beat.tick() => {
                let told = progress.told();
                let is_wanted = hall.db.write(move |tx| {
                    let now = tx.now;
                    store::beat(tx, id, runner, told, now)
                });
                // A beat that cannot be kept is not yet the end.
                if matches!(is_wanted.await, Ok(false)) {
                    stop.store(true, Ordering::Relaxed);
                }
            }
        }
    };
    let Some(Found { findings, steps, changes }) = computed? else { return Ok(false) };
    let total = progress.told();
    let grade = |place: Option<u8>| {
        place.and_then(|place| steps.get(usize::from(place))).map(|step: &Step| step.code.clone())
    };
    let row = |change: &Changed| SimulationChange {
        simulation_id: id,
        worker_id: change.worker,
        before_grade: grade(change.before),
        after_grade: grade(change.after),
        pay_difference: PayDifference(change.difference),
    };
    for chunk in changes.chunks(CHUNK) {
        let rows: Vec<_> = chunk.iter().map(row).collect();
        let is_wanted = hall.db.write(move |tx| {
            let now = tx.now;
            let is_wanted = store::beat(tx, id, runner, total, now)?;
            if is_wanted {
                store::insert_changes(tx, &rows)?;
            }
            Ok(is_wanted)
        });
        if !is_wanted.await? {
            return Ok(false);
        }
    }
    let result = serde_json::to_string(&findings)
        .map_err(|_| Error::internal("the result of a simulation cannot be written as JSON"))?;
    hall.db
        .write(move |tx| {
            let now = tx.now;
            store::complete(tx, id, runner, total.0, &result, now)
        })
        .await
}

/// Deletes what was found, step by step, so that other writes come between.
async fn forget(simulator: &Simulator, id: SimulationId) -> Result<()> {
    let most = i64::try_from(CHUNK).unwrap_or(i64::MAX);
    let runner = simulator.shift.runner;
    while simulator.hall.db.write(move |tx| store::delete_changes(tx, id, runner, most)).await? {}
    Ok(())
}

/// What is found before it is kept.
struct Found {
    findings: Findings,
    steps: Vec<Step>,
    changes: Vec<Changed>,
}

/// What a simulation speaks of, read at its beginning.
struct Subject {
    candidate: RuleSet,
    against: Option<RuleSet>,
    catalogue: Arc<Catalogue>,
    /// The organisations as they are now.
    organisations: Vec<Employer>,
    /// Those that it is about.
    employers: Option<Vec<OrganisationId>>,
}

/// Nothing when it was stopped. Takes a thread of its own, which may wait.
fn compute(
    simulator: &Simulator,
    simulation: &Simulation,
    stop: &AtomicBool,
    progress: &Progress,
) -> Result<Option<Found>> {
    let Simulator { hall, shelf, .. } = simulator;
    let goes_on = || !stop.load(Ordering::Relaxed) && hall.is_ready();
    let subject = {
        let (simulation, shelf) = (simulation.clone(), Arc::clone(shelf));
        let read = hall.db.read(move |view: &mut View<'_>| {
            let catalogue = shelf.reload(view)?;
            subject(view, &simulation, catalogue)
        });
        tokio::runtime::Handle::current().block_on(read)?
    };
    let columns = match simulator.kept(simulation.known_at, &subject, hall.clock.now()) {
        Some(columns) => columns,
        None => {
            let Some(columns) = load(&hall.db, shelf, simulation.known_at, &|_| goes_on())? else {
                return Ok(None);
            };
            let columns = Arc::new(columns);
            simulator.keep(&columns, hall.clock.now());
            columns
        }
    };
    progress.total.store(columns.workers(), Ordering::Relaxed);
    let book =
        |rule_set: &RuleSet| rule_set.rules().map(|rules| Arc::new(Book::new(rules, &columns.catalogue)));
    let (candidate, against) = (book(&subject.candidate)?, subject.against.as_ref().map(book).transpose()?);
    let (day, assumed) = (simulation.valid_at, simulation.assumed_base_pay);
    let scope = scope(&columns, simulation, subject.employers.as_deref());
    let question = Question { day, candidate: &candidate, against: against.as_ref(), scope, assumed };
    let steps = evaluate::steps(&columns, &question);
    let counts = |done: usize| {
        progress.processed.store(done, Ordering::Relaxed);
        goes_on()
    };
    let Some(mut sums) = evaluate::evaluate(&columns, &question, &steps, &counts) else { return Ok(None) };
    progress.processed.store(columns.workers(), Ordering::Relaxed);
    let changes = std::mem::take(&mut sums.changes);
    let findings = Findings::of(&columns, &steps, sums, subject.candidate.updated_at);
    Ok(Some(Found { findings, steps, changes }))
}

fn subject(conn: &mut Conn, simulation: &Simulation, catalogue: Arc<Catalogue>) -> Result<Subject> {
    let gone = || Error::internal("a rule set of a simulation is no longer on the register");
    let candidate = rule_sets::find(conn, simulation.rule_set_id)?.ok_or_else(gone)?;
    let against = simulation.against_id.map(|id| rule_sets::find(conn, id)?.ok_or_else(gone)).transpose()?;
    let scope = simulation.employer_id.map(|id| organisations::below(conn, id)).transpose()?;
    Ok(Subject { candidate, against, catalogue, organisations: employers(conn)?, employers: scope })
}

fn scope(columns: &Columns, simulation: &Simulation, employers: Option<&[OrganisationId]>) -> Scope {
    if let Some(employers) = employers {
        Scope::Employers(columns.employers.iter().map(|employer| employers.contains(&employer.id)).collect())
    } else if let Some(district) = &simulation.district {
        Scope::Employers(
            columns.employers.iter().map(|employer| employer.district.as_ref() == Some(district)).collect(),
        )
    } else if let Some(post) = &simulation.post {
        Scope::Post(
            columns.posts.iter().position(|known| known == post).and_then(|place| u32::try_from(place).ok()),
        )
    } else {
        Scope::Everyone
    }
}
