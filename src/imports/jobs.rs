//! DOES: works on batches, one at a time, beside the requests, and forgets files that nobody needs any more.

use std::sync::Arc;
use std::time::Duration;

use super::actions;
use super::engine::{self, Ending};
use super::model::Batch;
use super::store;
use super::words::BatchStatus;
use crate::db::{Tx, View};
use crate::error::{Error, Kind, Result};
use crate::http::Hall;
use crate::jobs::{MOST_ATTEMPTS, RunnerId, Shift};
use crate::values::BatchId;

/// For how long the file of a batch that ended is kept, so that it can be given back with its outcomes, in
/// seconds: 30 days.
const FILE_KEPT: i64 = 30 * 24 * 60 * 60;
/// After how long a file that never arrived whole is swept away, in seconds.
const STRAY: i64 = 60 * 60;

/// For how long a batch waits that the database could not take.
const PAUSE: Duration = Duration::from_secs(1);
/// How often the process says that it is at work, also while it reads and plans.
const BEAT: Duration = Duration::from_secs(10);

/// What works on batches in this process.
pub struct Importer {
    pub(super) hall: Hall,
    shift: Arc<Shift>,
}

impl Importer {
    /// An importer that is idle.
    #[must_use]
    pub fn new(hall: &Hall) -> Self {
        Self { hall: hall.clone(), shift: Arc::default() }
    }
}

/// Takes up what waits, and forgets what is no longer needed. Called at the start and every now and then.
///
/// # Errors
/// The database cannot do it.
pub async fn keep_house(importer: &Arc<Importer>) -> Result<()> {
    take_up(importer);
    let hall = &importer.hall;
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

/// Works on what waits until nothing does, unless that is being done or the service is about to stop.
pub fn take_up(importer: &Arc<Importer>) {
    if importer.hall.is_ready() {
        let ours = Arc::clone(importer);
        importer.shift.take_up(move || work_off(Arc::clone(&ours)));
    }
}

async fn work_off(importer: Arc<Importer>) {
    let (hall, runner) = (&importer.hall, importer.shift.runner);
    while hall.is_ready() {
        let claimed = hall.db.write(move |tx| {
            let now = tx.now;
            store::claim(tx, runner, now)
        });
        match claimed.await {
            Ok(Some(batch)) => run(hall, batch, runner).await,
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(%error, "waiting batches could not be looked for; tried again later");
                return;
            }
        }
    }
}

/// Says that the process is at work, for as long as it is.
async fn beat(hall: &Hall, id: BatchId, runner: RunnerId) -> std::convert::Infallible {
    loop {
        tokio::time::sleep(BEAT).await;
        let told = hall.db.write(move |tx| {
            let now = tx.now;
            store::beat(tx, id, runner, now)
        });
        if let Err(error) = told.await {
            tracing::warn!(%error, batch = %id, "it could not be said that a batch is worked on");
        }
    }
}

/// How a batch ends that is not worked on.
async fn refused(hall: &Hall, batch: &Batch) -> Option<Result<Ending>> {
    let batch = batch.clone();
    match hall.db.read(move |view| actions::is_trusted(view, &batch)).await {
        Ok(true) => None,
        Ok(false) => Some(Ok(Ending::Failed("the client that sent it was revoked".to_owned()))),
        Err(error) => Some(Err(error)),
    }
}

async fn run(hall: &Hall, batch: Batch, runner: RunnerId) {
    let (id, attempts) = (batch.id, batch.attempts);
    let done = if attempts > MOST_ATTEMPTS {
        Err(Error::internal(format!("it was taken up {MOST_ATTEMPTS} times and never got on")))
    } else if let Some(refused) = refused(hall, &batch).await {
        refused
    } else {
        let ours = hall.clone();
        let work = tokio::task::spawn_blocking(move || engine::work(&ours, batch, runner));
        tokio::select! {
            done = work => done.unwrap_or_else(|_| Err(Error::internal("the work on it panicked"))),
            never = beat(hall, id, runner) => match never {},
        }
    };
    let end = async |status, failure: Option<String>| {
        let ended = hall.db.write(move |tx| {
            let now = tx.now;
            store::end(tx, id, runner, status, failure.as_deref(), now)
        });
        ended.await.map(drop)
    };
    let ended = match done {
        Ok(Ending::Completed) => end(BatchStatus::Completed, None).await,
        Ok(Ending::Failed(why)) => end(BatchStatus::Failed, Some(why)).await,
        // The next process goes on.
        Ok(Ending::Left) if !hall.is_ready() => {
            hall.db.write(move |tx| store::lay_down(tx, id, runner, -1)).await
        }
        Ok(Ending::Left) => Ok(()),
        // The database may take it in a moment; what was committed is not done again, and a batch that got on
        // begins to count anew.
        Err(error) if error.kind() == Kind::Unavailable => {
            tracing::warn!(%error, batch = %id, "a batch waits and is taken up again");
            tokio::time::sleep(PAUSE).await;
            hall.db.write(move |tx| store::lay_down(tx, id, runner, 0)).await
        }
        Err(error) => {
            tracing::error!(%error, batch = %id, "a batch failed");
            end(BatchStatus::Failed, Some(error.detail().into_owned())).await
        }
    };
    if let Err(error) = ended {
        tracing::warn!(%error, batch = %id, "the end of a batch could not be kept");
    }
}
