//! A turn at a job.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::model::{JobId, LeaseId};
use super::store;
use crate::clock::Clock;
use crate::db::Tx;
use crate::error::Result;
use crate::readiness::Readiness;

/// The right to work on a job, for as long as it is renewed and nobody else took the job up. Cheap to clone.
#[derive(Clone)]
pub struct Lease(Arc<LeaseState>);

struct LeaseState {
    job: JobId,
    id: LeaseId,
    clock: Clock,
    readiness: Readiness,
    /// Whether it is known to be over.
    is_over: AtomicBool,
    /// Units of work done and in all, until they are kept.
    told: Mutex<Option<(i32, i32)>>,
}

impl Lease {
    pub(super) fn new(job: JobId, id: LeaseId, clock: Clock, readiness: Readiness) -> Self {
        let (is_over, told) = (AtomicBool::new(false), Mutex::default());
        Self(Arc::new(LeaseState { job, id, clock, readiness, is_over, told }))
    }

    /// The job: the id of what is worked on.
    #[must_use]
    pub fn job(&self) -> JobId {
        self.0.job
    }

    pub(super) fn id(&self) -> LeaseId {
        self.0.id
    }

    /// Whether to go on: as far as is known the job is still this turn's, and the process is not about to
    /// stop. Costs nothing; asked again and again.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        !self.0.is_over.load(Ordering::Relaxed) && self.0.readiness.is_ready()
    }

    /// Says that it is over.
    pub(super) fn lose(&self) {
        self.0.is_over.store(true, Ordering::Relaxed);
    }

    /// Says how much is done. Kept with the next heartbeat, so that it may be said as often as one likes.
    pub fn tell(&self, done: usize, total: usize) {
        let count = |of: usize| i32::try_from(of).unwrap_or(i32::MAX);
        *self.0.told.lock().unwrap_or_else(PoisonError::into_inner) = Some((count(done), count(total)));
    }

    /// Units of work done and in all, as told since this was asked last.
    pub(super) fn told(&self) -> Option<(i32, i32)> {
        self.0.told.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Whether the job is still this turn's; then it stays so until the transaction ends, and for some
    /// seconds after. Every transaction that writes something for the job begins with this.
    ///
    /// # Errors
    /// The database cannot take it.
    pub fn hold(&self, tx: &mut Tx<'_>) -> Result<bool> {
        store::renew(tx, &self.0.clock, self.0.id, self.0.job)
    }

    /// [Holds](Self::hold) the job, and says that something of it is done for good: what went wrong before is
    /// no longer counted.
    ///
    /// # Errors
    /// The database cannot take it.
    pub fn advance(&self, tx: &mut Tx<'_>) -> Result<bool> {
        store::advance(tx, &self.0.clock, self.0.id, self.0.job)
    }

    /// Ends the job, if it is still this turn's: the room keeps in the same transaction what came of it.
    ///
    /// # Errors
    /// The database cannot take it.
    pub fn end(&self, tx: &mut Tx<'_>) -> Result<bool> {
        store::end(tx, self.0.id, self.0.job)
    }
}
