//! DOES: packs the records of workers of whom something changed, a few at a time, and looks whether what is
//! packed is what the facts say.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::packed::{PackedRecord, RecordFacts, RecordState};
use super::store;
use crate::db::{Conn, Db, Tx};
use crate::error::Result;
use crate::values::WorkerId;
use crate::workers::{self, Worker, WorkerStatus};
use crate::{completions, qualifications, supervision};

/// Workers whose records a step packs at most: other writes wait while it does.
const STEP: usize = 64;
/// Changes that a step looks at; one worker may have many, and what is cut off is the next step's.
const STEP_CHANGES: i64 = 4_096;
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
    let changes = store::changes(tx, STEP_CHANGES)?;
    let are_all = i64::try_from(changes.len()).is_ok_and(|found| found < STEP_CHANGES);
    let mut changed: BTreeMap<WorkerId, Vec<i64>> = BTreeMap::new();
    for (worker, change) in changes {
        changed.entry(worker).or_default().push(change);
    }
    let is_last = are_all && changed.len() <= STEP;
    for (worker, changes) in changed.into_iter().take(STEP) {
        if let Some(known) = workers::find(tx, worker)? {
            let (state, facts) = read(tx, &known)?;
            store::keep(tx, worker, &PackedRecord::of(state, &facts).bytes()?)?;
        }
        store::take_away(tx, worker, &changes)?;
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

/// The result of a comparison of packed records with the facts.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Records compared: all but those that are to be packed again anyway.
    pub compared: u64,
    /// Records that are not what the facts say; empty if all are.
    pub faults: Vec<String>,
}

/// Packs every record that is not stale once more, and compares it with what is kept.
///
/// # Errors
/// The database cannot be read.
pub fn verify(conn: &mut Conn) -> Result<Report> {
    let (mut report, mut after) = (Report::default(), None);
    loop {
        let page = store::list(conn, after, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(report) };
        after = Some(*last);
        for (worker, kept) in page {
            report.compared += 1;
            let packed = match workers::find(conn, worker)? {
                Some(known) => {
                    let (state, facts) = read(conn, &known)?;
                    Some(PackedRecord::of(state, &facts).bytes()?)
                }
                None => None,
            };
            if packed.as_ref() != Some(&kept) {
                report.faults.push(format!("worker {worker}: the packed record is not what the facts say"));
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
