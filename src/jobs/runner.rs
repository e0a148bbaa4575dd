//! DOES: works on jobs in this process, and keeps their leases alive.
//!
//! Of each kind and size one job is worked on at a time, so that a small one waits for no large one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::job::{Job, JobStanding};
use super::lease::Lease;
use super::model::{ClaimedJob, JobId, LeaseId, Size};
use super::{faults, store};
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::error::{Error, Kind, Result};
use crate::readiness::Readiness;
use crate::values::Fault;

/// The pause after which leases are renewed and waiting jobs looked for: three times while a lease holds.
const BEAT: Duration = Duration::from_secs(2);
/// After which pause the database is told again what became of a job.
const PAUSE: Duration = Duration::from_secs(1);
/// Times that a job is taken up which does not get on: one that ends its process would do so for ever. More
/// than somebody restarts a server within seconds.
const MOST_ATTEMPTS: i32 = 5;

/// The worker on jobs of this process. Cheap to clone.
#[derive(Clone)]
pub struct Runner(Arc<RunnerState>);

struct RunnerState {
    db: Db,
    clock: Clock,
    readiness: Readiness,
    /// The runtime on which the work goes on, whoever asked for it.
    runtime: Handle,
    slots: Vec<Arc<Slot>>,
}

/// The place for one job of a kind and size.
struct Slot {
    job: Arc<dyn Job>,
    size: Size,
    state: Mutex<SlotState>,
}

#[derive(Default)]
struct SlotState {
    /// The thread at work here, if there is one.
    at_work: Option<JoinHandle<()>>,
    /// Whether somebody asked for work since the last look.
    is_asked: bool,
    /// The lease on the job that is worked on.
    lease: Option<Lease>,
}

impl Slot {
    fn lock(&self) -> MutexGuard<'_, SlotState> {
        // Its fields say each for itself what is.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lease(&self) -> Option<Lease> {
        self.lock().lease.clone()
    }

    /// Whether somebody asked for work since the last look; otherwise who asks from now on finds nobody here.
    fn is_wanted(&self) -> bool {
        let mut state = self.lock();
        let is_wanted = std::mem::take(&mut state.is_asked);
        if !is_wanted {
            state.at_work = None;
        }
        is_wanted
    }
}

impl Runner {
    /// A process that works on jobs of these kinds, once it is [woken](Self::wake) or [started](Self::start).
    /// Made within the runtime on which the work goes on.
    #[must_use]
    pub fn new(db: Db, clock: Clock, readiness: Readiness, jobs: &[Arc<dyn Job>]) -> Self {
        let slot =
            |job: &Arc<dyn Job>, size| Arc::new(Slot { job: Arc::clone(job), size, state: Mutex::default() });
        let slots = jobs.iter().flat_map(|job| Size::ALL.iter().map(move |size| slot(job, *size))).collect();
        Self(Arc::new(RunnerState { db, clock, readiness, runtime: Handle::current(), slots }))
    }

    /// Looks for jobs of a kind, and works until none waits. To be called when one was added.
    pub fn wake(&self, kind: &str) {
        for slot in self.0.slots.iter().filter(|slot| slot.job.kind() == kind) {
            self.0.wake(slot);
        }
    }

    /// Stops work on a job that was cancelled, if it is this process that works on it.
    pub fn stop(&self, job: JobId) {
        let leases = self.0.slots.iter().filter_map(|slot| slot.lease());
        leases.filter(|lease| lease.job() == job).for_each(|lease| lease.lose());
    }

    /// Keeps the leases of this process alive from now on, and takes up what waits or what others left, on a
    /// thread of its own: it depends on no request and on no work. Ends with the last clone of this.
    ///
    /// # Errors
    /// There is no thread.
    pub fn start(&self) -> Result<()> {
        let (runner, runtime) = (Arc::downgrade(&self.0), self.0.runtime.clone());
        let beat = move || {
            while let Some(inner) = Weak::upgrade(&runner) {
                if let Err(error) = runtime.block_on(Runner(inner).beat()) {
                    tracing::warn!(%error, "jobs could not be looked for; tried again in a moment");
                }
                std::thread::sleep(BEAT);
            }
        };
        let started = std::thread::Builder::new().name("registry-jobs".into()).spawn(beat);
        started.map(drop).map_err(|_| Error::unavailable(faults::no_thread()))
    }

    /// Renews the leases of this process, keeps what was told of its jobs, and takes up what waits or what
    /// others left.
    ///
    /// # Errors
    /// The database cannot be asked.
    pub async fn beat(&self) -> Result<()> {
        // One beside the other: a long transaction of one job keeps no other from its renewal.
        join_all(self.0.slots.iter().map(|slot| self.0.renew(slot))).await;
        if !self.0.readiness.is_ready() {
            return Ok(());
        }
        let (clock, held) = (self.0.clock.clone(), self.0.held());
        let due = self.0.db.read(move |view| store::kinds_due(view, &clock, held)).await?;
        let is_due =
            |slot: &Slot| due.iter().any(|(kind, size)| (slot.job.kind(), slot.size) == (kind, *size));
        for slot in self.0.slots.iter().filter(|slot| is_due(slot)) {
            self.0.wake(slot);
        }
        Ok(())
    }

    /// Waits until nothing is worked on any more, once the process is about to stop.
    pub async fn rest(&self) {
        for slot in &self.0.slots {
            let at_work = slot.lock().at_work.take();
            if let Some(at_work) = at_work {
                // A panic was told as the failure of its job.
                let _ = at_work.await;
            }
        }
    }
}

impl RunnerState {
    /// The leases of this process.
    fn held(&self) -> Vec<LeaseId> {
        self.slots.iter().filter_map(|slot| slot.lease()).map(|lease| lease.id()).collect()
    }

    fn wake(self: &Arc<Self>, slot: &Arc<Slot>) {
        let mut state = slot.lock();
        state.is_asked = true;
        let is_free = state.at_work.as_ref().is_none_or(JoinHandle::is_finished);
        if is_free && self.readiness.is_ready() {
            let (inner, slot) = (Arc::clone(self), Arc::clone(slot));
            state.lease = None;
            state.at_work = Some(self.runtime.spawn_blocking(move || inner.work(&slot)));
        }
    }

    /// Works until nobody asks for work any more.
    fn work(self: &Arc<Self>, slot: &Arc<Slot>) {
        while slot.is_wanted() {
            while self.readiness.is_ready()
                && let Some(claimed) = self.claim(slot)
            {
                self.run(slot, claimed);
            }
        }
    }

    fn claim(&self, slot: &Slot) -> Option<(ClaimedJob, Lease)> {
        let (clock, held, id) = (self.clock.clone(), self.held(), LeaseId::new());
        let (job, size) = (Arc::clone(&slot.job), slot.size);
        let claimed = self.wait(self.db.write(move |tx| {
            let claimed = store::claim(tx, &clock, (job.kind(), size), held.clone(), id)?;
            if let Some(claimed) = claimed {
                job.keep(tx, claimed.id, &JobStanding::Begun)?;
            }
            Ok(claimed)
        }));
        match claimed {
            Ok(claimed) => claimed.map(|claimed| {
                let lease = Lease::new(claimed.id, id, self.clock.clone(), self.readiness.clone());
                (claimed, lease)
            }),
            Err(error) => {
                let kind = slot.job.kind();
                tracing::warn!(%error, kind, "no job could be taken up; tried again in a moment");
                None
            }
        }
    }

    fn run(self: &Arc<Self>, slot: &Arc<Slot>, (claimed, lease): (ClaimedJob, Lease)) {
        slot.lock().lease = Some(lease.clone());
        let done = if claimed.attempts > MOST_ATTEMPTS {
            Err(Error::conflict(faults::ends_its_process(MOST_ATTEMPTS)))
        } else {
            catch_unwind(AssertUnwindSafe(|| slot.job.run(&lease)))
                .unwrap_or_else(|_| Err(Error::internal("the work on it panicked")))
        };
        self.settle(slot, &lease, done);
        slot.lock().lease = None;
        // The next one with the same key may be of the other size.
        for other in self.slots.iter().filter(|other| other.job.kind() == slot.job.kind()) {
            if !Arc::ptr_eq(other, slot) {
                self.wake(other);
            }
        }
    }

    /// Keeps how a turn at a job ended, unless the work did so itself.
    fn settle(&self, slot: &Slot, lease: &Lease, done: Result<()>) {
        let (id, kind) = (lease.job(), slot.job.kind());
        let end = match done {
            Ok(()) if self.readiness.is_ready() => return,
            Ok(()) => End::Left,
            Err(error) => {
                tracing::error!(%error, job = %id, kind, "a job failed");
                match error.kind() {
                    Kind::Unavailable => End::MayPass(error.told()),
                    Kind::Internal => End::Failed(faults::our_own()),
                    _ => End::Failed(error.told()),
                }
            }
        };
        let end = Arc::new(end);
        while let Err(error) = self.keep(slot, lease, &end) {
            tracing::error!(%error, job = %id, kind, "the end of a turn at a job could not be kept");
            // Its lease ends by itself, and it is taken up again.
            if error.kind() != Kind::Unavailable || !self.readiness.is_ready() {
                return;
            }
            std::thread::sleep(PAUSE);
        }
    }

    fn keep(&self, slot: &Slot, lease: &Lease, end: &Arc<End>) -> Result<()> {
        let (job, end, lease, clock) =
            (Arc::clone(&slot.job), Arc::clone(end), lease.clone(), self.clock.clone());
        self.wait(self.db.write(move |tx| end.keep(tx, &*job, &lease, &clock)))
    }

    /// Renews the lease in a slot, and keeps what was told of its job.
    async fn renew(&self, slot: &Slot) {
        let Some(lease) = slot.lease() else { return };
        let (job, renewed, told) = (Arc::clone(&slot.job), lease.clone(), lease.told());
        let is_held = self.db.write(move |tx| {
            let is_held = renewed.hold(tx)?;
            if let Some((done, total)) = told
                && is_held
            {
                job.keep(tx, renewed.job(), &JobStanding::At { done, total })?;
            }
            Ok(is_held)
        });
        match is_held.await {
            Ok(true) => {}
            Ok(false) => lease.lose(),
            // Every write for the job asks again.
            Err(error) => tracing::warn!(%error, job = %lease.job(), "a lease could not be renewed"),
        }
    }

    /// Waits on a thread that may.
    fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}

/// The end of a turn at a job that did not end the job itself.
enum End {
    /// The next process goes on at once.
    Left,
    /// It is done again after a pause, unless it failed too often.
    MayPass(Fault),
    /// It is given up.
    Failed(Fault),
}

impl End {
    fn keep(&self, tx: &mut Tx<'_>, job: &dyn Job, lease: &Lease, clock: &Clock) -> Result<()> {
        let id = lease.job();
        let again = match self {
            Self::MayPass(_) => job.retries().pause(store::failures(tx, lease.id(), id)? + 1),
            Self::Left | Self::Failed(_) => None,
        };
        let (was_held, standing) = match (self, again) {
            (Self::Left, _) => (store::release(tx, lease.id(), id)?, JobStanding::Waiting),
            (Self::MayPass(why), Some(pause)) => {
                (store::put_off(tx, clock, lease.id(), id, (pause, &why.to_string()))?, JobStanding::Waiting)
            }
            (Self::MayPass(why) | Self::Failed(why), _) => (lease.end(tx)?, JobStanding::Failed(why)),
        };
        // It may be another's by now, cancelled, or ended though that was not heard.
        if was_held { job.keep(tx, id, &standing) } else { Ok(()) }
    }
}
