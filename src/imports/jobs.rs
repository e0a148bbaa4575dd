//! DOES: works on batches beside the requests, and forgets files that nobody needs any more.

use tokio::runtime::Handle;

use super::engine::{self, Ending};
use super::model::JOB;
use super::words::BatchStatus;
use super::{actions, faults, store};
use crate::db::{Tx, View};
use crate::error::{Error, Result};
use crate::http::Hall;
use crate::jobs::{Failure, Job, JobId, JobStanding, Lease, Runner};
use crate::values::{BatchId, Fault};

/// Seconds for which the file of a batch that ended is kept, so that it can be given back with its outcomes:
/// 30 days.
const FILE_KEPT: i64 = 30 * 24 * 60 * 60;
/// Seconds after which a file that never arrived whole is swept away.
const STRAY: i64 = 60 * 60;

/// The importer: accepts files, and has them worked on.
pub struct Importer {
    pub(super) hall: Hall,
    runner: Runner,
}

impl Importer {
    /// An importer whose batches are worked on by these jobs.
    #[must_use]
    pub fn new(hall: &Hall, runner: &Runner) -> Self {
        Self { hall: hall.clone(), runner: runner.clone() }
    }

    /// Has batches worked on that wait.
    pub(super) fn wake(&self) {
        self.runner.wake(JOB);
    }
}

/// Works on batches.
pub struct BatchJob(Hall);

impl BatchJob {
    /// The work in a hall.
    #[must_use]
    pub fn new(hall: &Hall) -> Self {
        Self(hall.clone())
    }

    fn end(&self, lease: &Lease, status: BatchStatus, fault: Option<&Fault>) -> Result<()> {
        let (lease, failure) = (lease.clone(), fault.map(Failure::of).transpose()?);
        wait(self.0.db.write(move |tx| {
            let now = tx.now;
            if lease.end(tx)? {
                store::end(tx, batch(lease.job()), status, failure.as_ref(), now)?;
            }
            Ok(())
        }))
    }
}

impl Job for BatchJob {
    fn kind(&self) -> &'static str {
        JOB
    }

    fn keep(&self, tx: &mut Tx<'_>, id: JobId, standing: &JobStanding<'_>) -> Result<()> {
        let (id, now) = (batch(id), tx.now);
        match *standing {
            JobStanding::Waiting => store::wait(tx, id),
            JobStanding::Begun => store::begin(tx, id),
            // It is kept with the rows.
            JobStanding::At { .. } => Ok(()),
            JobStanding::Failed(fault) => {
                store::end(tx, id, BatchStatus::Failed, Some(&Failure::of(fault)?), now)
            }
        }
    }

    fn run(&self, lease: &Lease) -> Result<()> {
        let id = batch(lease.job());
        let found = wait(self.0.db.read(move |view| {
            let Some(batch) = store::of_job(view, id)? else { return Ok(None) };
            let is_trusted = actions::is_trusted(view, &batch)?;
            Ok(Some((batch, is_trusted)))
        }))?;
        let (batch, is_trusted) = found.ok_or_else(|| Error::internal("a batch is no longer there"))?;
        let ending = if is_trusted {
            engine::work(&self.0, batch, lease)?
        } else {
            Ending::Failed(faults::sender_revoked())
        };
        match ending {
            Ending::Completed => self.end(lease, BatchStatus::Completed, None),
            Ending::Failed(fault) => self.end(lease, BatchStatus::Failed, Some(&fault)),
            Ending::Left => Ok(()),
        }
    }
}

fn batch(job: JobId) -> BatchId {
    BatchId(job.0)
}

/// Waits on a thread that may.
fn wait<T>(work: impl Future<Output = T>) -> T {
    Handle::current().block_on(work)
}

/// Forgets files that nobody needs any more. Called every now and then.
///
/// # Errors
/// The database cannot do it.
pub async fn housekeeping(hall: &Hall) -> Result<()> {
    // Looked for beside the writer, who has better to do; and step by step, so that other writes come
    // between.
    let stray = |view: &mut View<'_>| {
        let now = view.now;
        store::stray(view, now.plus_seconds(-STRAY))
    };
    while let Some(id) = hall.db.scan(stray).await? {
        hall.db.write(move |tx| store::sweep(tx, id)).await?;
    }
    let outdated = |view: &mut View<'_>| {
        let now = view.now;
        store::outdated(view, now.plus_seconds(-FILE_KEPT))
    };
    while let Some(id) = hall.db.scan(outdated).await? {
        let forget = move |tx: &mut Tx<'_>| {
            let now = tx.now;
            store::forget(tx, id, now)
        };
        hall.db.write(forget).await?;
    }
    Ok(())
}
