//! DOES: packs the records of workers of whom something changed, a few at a time, and looks whether what is
//! packed is what the facts say.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::{Duration, Instant};

use super::packed::{PackedRecord, RecordFacts, RecordState};
use super::store;
use crate::db::{Conn, Db, Tx};
use crate::error::Result;
use crate::values::WorkerId;
use crate::workers::{self, Worker, WorkerStatus};
use crate::{completions, qualifications, supervision};

/// Changes that a step takes at most: other writes wait while it does.
const STEP: i64 = 64;
/// Rest after a step, in times of what it took, so that packing a whole register leaves time for others.
const REST: u32 = 3;
/// Rest where nothing is stale, or others wait to write.
const PAUSE: Duration = Duration::from_secs(1);
/// Records that are compared at a time.
const PAGE: i64 = 500;

/// Rest of the work after a step of packing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// Nothing.
    Done,
    /// More of the same, at once.
    More,
    /// More, when nobody waits to write.
    Later,
}

/// Packs some of the records that changed. What changes while it does stays to be packed.
///
/// # Errors
/// The database cannot be read or written.
pub fn pack(tx: &mut Tx<'_>) -> Result<Packing> {
    let changes = store::changes(tx, STEP)?;
    let is_last = i64::try_from(changes.len()).is_ok_and(|found| found < STEP);
    let mut changed: BTreeMap<WorkerId, Vec<i64>> = BTreeMap::new();
    for (worker, change) in changes {
        changed.entry(worker).or_default().push(change);
    }
    for (worker, changes) in changed {
        if let Some(known) = workers::find(tx, worker)? {
            let (state, facts) = read(tx, &known)?;
            store::keep(tx, worker, &PackedRecord::of(state, &facts).bytes()?)?;
        }
        for change in changes {
            store::take_away(tx, (worker, change))?;
        }
    }
    Ok(match (is_last, tx.is_waited_for()) {
        (true, _) => Packing::Done,
        (false, true) => Packing::Later,
        (false, false) => Packing::More,
    })
}

/// Packs records as they change, also those that an earlier version of the program packed in another form.
/// What is not packed yet is read from the facts.
pub async fn keep_packed(db: Db) -> Infallible {
    if let Err(error) = db.tidy(store::mark_other_forms).await {
        tracing::warn!(%error, "records of an earlier form could not be marked; their facts are read");
    }
    loop {
        let began = Instant::now();
        let rest = match db.tidy(pack).await {
            Ok(Packing::More) => began.elapsed() * REST,
            Ok(Packing::Done | Packing::Later) => PAUSE,
            Err(error) => {
                tracing::warn!(%error, "records could not be packed; tried again");
                PAUSE
            }
        };
        tokio::time::sleep(rest).await;
    }
}

/// Workers whose packed record is not what their facts say, of those that are not to be packed again anyway;
/// and how many were compared.
///
/// # Errors
/// The database cannot be read.
pub fn differing(conn: &mut Conn) -> Result<(Vec<WorkerId>, u64)> {
    let (mut differing, mut compared, mut after) = (Vec::new(), 0, None);
    loop {
        let page = store::list(conn, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok((differing, compared)) };
        after = Some(*last);
        for (worker, bytes) in page {
            compared += 1;
            let Some(known) = workers::find(conn, worker)? else {
                differing.push(worker);
                continue;
            };
            let (state, facts) = read(conn, &known)?;
            if PackedRecord::of(state, &facts).bytes()? != bytes {
                differing.push(worker);
            }
        }
    }
}

/// Reads what is packed of a worker: the facts of this record alone, as they are known now.
fn read(conn: &mut Conn, worker: &Worker) -> Result<(RecordState, RecordFacts)> {
    let is_plain = worker.status == WorkerStatus::Active
        && !worker.absorbed
        && !workers::was_ever_closed(conn, worker.id)?;
    let awards = qualifications::graded(conn, worker.id)?;
    let facts = RecordFacts {
        completions: completions::history(conn, worker.id)?,
        sessions: supervision::history(conn, worker.id)?,
        employments: workers::employment_history(conn, worker.id)?,
        awards: awards.into_iter().map(|(award, _)| award).collect(),
        suspensions: qualifications::suspension_history(conn, worker.id)?,
        absences: workers::absence_history(conn, worker.id)?,
    };
    Ok((RecordState::of(worker.created_at, is_plain), facts))
}
