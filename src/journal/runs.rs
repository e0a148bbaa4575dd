//! KEEPS: the index by worker, in sorted runs.
//!
//! An entry is written for every answer about a person, and a place of its own in an index for each worker
//! would cost more than the answer. So thousands of entries are indexed together, beside the requests: a run
//! is one row for each of 256 buckets of workers. Whoever looks for a worker reads one bucket, all of whose
//! rows stand together, and the few entries that are in no run yet.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::model::workers;
use super::{flushes, store};
use crate::db::schema::{journal_indexed as indexed, journal_runs as runs};
use crate::db::{Conn, Db, Tx, each};
use crate::error::{Error, Result};
use crate::values::WorkerId;

/// Entries and places of workers from which a run is made: fewer are looked through as quickly.
const LEAST: usize = 4_096;
/// The same after which a run ends.
const MOST: usize = 32_768;
/// Entries, and rows of packed entries, that are read at a time.
const PAGE: i64 = 2_000;
const FLUSHES: i64 = 16;

/// An id's bytes.
type Id = [u8; 16];

/// The workers of a bucket, each with the entries about it.
type Bucket = BTreeMap<Id, Vec<i64>>;

/// The next step of the index.
enum Step {
    /// A lane has another entry where its last run ends: its file was put back from an older copy.
    Discard(i32),
    /// More entries are put in the index.
    Keep(Run),
}

/// Entries of a lane, by worker.
struct Run {
    lane: i32,
    /// The end of the run before.
    known: Option<i64>,
    /// Its last entry, and the digest of that.
    last: i64,
    digest: Vec<u8>,
    buckets: BTreeMap<i32, Bucket>,
}

/// The bucket of a worker: the last byte of its id, which is random (RFC 9562, UUID version 7).
fn bucket_of(worker: WorkerId) -> i32 {
    i32::from(worker.0.as_bytes()[15])
}

/// Puts entries in the index by worker as long as there are enough for a run, beside the requests.
///
/// # Errors
/// The database cannot be read or written.
pub async fn index(db: &Db) -> Result<()> {
    loop {
        db.refresh();
        let Some(step) = db.scan(|view| next(view)).await? else { return Ok(()) };
        db.write_journal(move |tx| match &step {
            Step::Discard(lane) => discard(tx, *lane),
            Step::Keep(run) => keep(tx, run),
        })
        .await?;
    }
}

fn next(conn: &mut Conn) -> Result<Option<Step>> {
    let lanes = [store::entry_lanes(conn)?, flushes::lanes(conn)?].concat();
    for lane in lanes {
        let end = end(conn, lane)?;
        if let End::Another = end {
            return Ok(Some(Step::Discard(lane)));
        }
        let known = end.seq();
        let (mut last, mut size, mut buckets) = (known.unwrap_or(0), 0, BTreeMap::<_, Bucket>::new());
        while size < MOST {
            let entries = after(conn, lane, last)?;
            if entries.is_empty() {
                break;
            }
            for (seq, subjects) in entries {
                (last, size) = (seq, size + 1);
                for worker in workers(&subjects) {
                    let places = buckets.entry(bucket_of(worker)).or_default();
                    let places = places.entry(*worker.0.as_bytes()).or_default();
                    // An entry may name a worker twice.
                    if places.last() != Some(&seq) {
                        places.push(seq);
                        size += 1;
                    }
                }
            }
        }
        if size >= LEAST {
            let digest = store::digest(conn, lane, last)?.unwrap_or_default();
            return Ok(Some(Step::Keep(Run { lane, known, last, digest, buckets })));
        }
    }
    Ok(None)
}

/// The end of the last run of a lane.
enum End {
    /// There is no run.
    None,
    /// An entry of the lane.
    At(i64),
    /// An entry that the lane does not have.
    Another,
}

impl End {
    const fn seq(&self) -> Option<i64> {
        if let Self::At(seq) = self { Some(*seq) } else { None }
    }
}

fn end(conn: &mut Conn, lane: i32) -> Result<End> {
    let end = indexed::table.find(lane).select((indexed::seq, indexed::digest));
    let Some((seq, digest)) = end.get_result::<(i64, Vec<u8>)>(conn).optional()? else {
        return Ok(End::None);
    };
    let is_there = store::digest(conn, lane, seq)?.is_some_and(|there| there == digest);
    Ok(if is_there { End::At(seq) } else { End::Another })
}

/// The next entries of a lane, wherever they are kept: at least one, if there are any, with its subjects.
fn after(conn: &mut Conn, lane: i32, seq: i64) -> Result<Vec<(i64, Vec<u8>)>> {
    let entries = store::subjects(conn, lane, seq, PAGE)?;
    if !entries.is_empty() {
        return Ok(entries);
    }
    let mut entries = Vec::new();
    for flush in flushes::after(conn, lane, seq, FLUSHES)? {
        let rows = flush.expect_rows()?.into_iter().filter(|row| row.seq > seq);
        entries.extend(rows.map(|row| (row.seq, row.subjects)));
    }
    Ok(entries)
}

/// Keeps a run, unless another process has kept one since.
fn keep(tx: &mut Tx<'_>, run: &Run) -> Result<()> {
    let Run { lane, known, last, digest, buckets } = run;
    let (lane, end) = (*lane, (indexed::seq.eq(*last), indexed::digest.eq(digest)));
    let moved = if let Some(known) = known {
        let from = indexed::table.filter(indexed::lane.eq(lane).and(indexed::seq.eq(*known)));
        diesel::update(from).set(end).execute(tx.conn())?
    } else {
        each!(tx.conn(), c => diesel::insert_into(indexed::table)
            .values((indexed::lane.eq(lane), indexed::seq.eq(*last), indexed::digest.eq(digest)))
            .on_conflict_do_nothing()
            .execute(c)?)
    };
    if moved == 0 {
        return Ok(());
    }
    for (bucket, workers) in buckets {
        let packed = pack(*last, workers)?;
        let row =
            (runs::bucket.eq(*bucket), runs::lane.eq(lane), runs::last.eq(*last), runs::packed.eq(packed));
        diesel::insert_into(runs::table).values(row).execute(tx.conn())?;
    }
    Ok(())
}

/// Takes the runs of a lane away, for them to be made anew.
fn discard(tx: &mut Tx<'_>, lane: i32) -> Result<()> {
    diesel::delete(runs::table.filter(runs::lane.eq(lane))).execute(tx.conn())?;
    diesel::delete(indexed::table.find(lane)).execute(tx.conn())?;
    Ok(())
}

/// A bucket's bytes: each worker, with how far before the run's end its entries are.
fn pack(last: i64, bucket: &Bucket) -> Result<Vec<u8>> {
    let before = |seq: &i64| u64::try_from(last - seq).unwrap_or_default();
    let packed: Vec<(&Id, Vec<u64>)> =
        bucket.iter().map(|(worker, places)| (worker, places.iter().map(before).collect())).collect();
    postcard::to_allocvec(&packed).map_err(|_| Error::internal("a run of the journal cannot be packed"))
}

/// The workers of a bucket and the entries about them. None where the bytes are not ours.
fn unpack(last: i64, bytes: &[u8]) -> Option<Vec<(Id, Vec<i64>)>> {
    let packed: Vec<(Id, Vec<u64>)> = postcard::from_bytes(bytes).ok()?;
    let seq = |before: u64| last.checked_sub(i64::try_from(before).ok()?);
    let workers = packed.into_iter().map(|(worker, places)| {
        let places = places.into_iter().map(seq).collect::<Option<_>>()?;
        Some((worker, places))
    });
    workers.collect()
}

/// Sequence numbers of the entries of a lane about a worker, in order.
///
/// # Errors
/// The database cannot be read.
pub(super) fn places(conn: &mut Conn, lane: i32, worker: WorkerId) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    let known = end(conn, lane)?.seq();
    if known.is_some() {
        let bucket = runs::table.filter(runs::bucket.eq(bucket_of(worker)).and(runs::lane.eq(lane)));
        let rows = bucket.order(runs::last).select((runs::last, runs::packed));
        for (last, packed) in rows.load::<(i64, Vec<u8>)>(conn)? {
            let unreadable =
                || Error::internal("the journal's index cannot be read: registry journal verify");
            let about = unpack(last, &packed).ok_or_else(unreadable)?;
            found.extend(
                about.into_iter().filter(|(id, _)| id == worker.0.as_bytes()).flat_map(|(_, places)| places),
            );
        }
    }
    let mut last = known.unwrap_or(0);
    loop {
        let entries = after(conn, lane, last)?;
        let Some((end, _)) = entries.last() else { return Ok(found) };
        last = *end;
        let about = entries.into_iter().filter(|(_, subjects)| workers(subjects).any(|one| one == worker));
        found.extend(about.map(|(seq, _)| seq));
    }
}

/// The place in a lane up to which the index has it, whether or not that is still there.
pub(super) fn indexed_up_to(conn: &mut Conn, lane: i32) -> Result<i64> {
    Ok(indexed::table.find(lane).select(indexed::seq).get_result(conn).optional()?.unwrap_or(0))
}

/// The place of a row of the index.
pub(super) type RunPlace = (i32, i32, i64);

/// A row of the index, and what it says: who is in which entries; none where it is not one of ours.
pub(super) type RunRow = (RunPlace, Option<Vec<(WorkerId, Vec<i64>)>>);

/// Rows of the index after a place.
pub(super) fn rows(conn: &mut Conn, after: Option<RunPlace>, limit: i64) -> Result<Vec<RunRow>> {
    let mut query = runs::table.order((runs::bucket, runs::lane, runs::last)).limit(limit).into_boxed();
    if let Some((bucket, lane, last)) = after {
        query = query.filter(runs::bucket.ge(bucket).and(
            runs::bucket.gt(bucket).or(runs::lane.gt(lane)).or(runs::lane.eq(lane).and(runs::last.gt(last))),
        ));
    }
    let rows: Vec<(i32, i32, i64, Vec<u8>)> = query.load(conn)?;
    let row = |(bucket, lane, last, packed): (i32, i32, i64, Vec<u8>)| {
        let workers = unpack(last, &packed).map(|workers| {
            workers.into_iter().map(|(id, places)| (WorkerId(uuid::Uuid::from_bytes(id)), places)).collect()
        });
        let is_of_bucket =
            |workers: &Vec<(WorkerId, Vec<i64>)>| workers.iter().all(|(one, _)| bucket_of(*one) == bucket);
        ((bucket, lane, last), workers.filter(is_of_bucket))
    };
    Ok(rows.into_iter().map(row).collect())
}
