//! Reads the whole journal and says where it is not as it was written.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::{digest, hmac};
use data_encoding::HEXLOWER;
use serde::Serialize;

use super::flushes::{self, Caller};
use super::model::{Head, Heads, Row, witnessed};
use super::{runs, store};
use crate::db::{Conn, Db, Link as Named};
use crate::error::{Error, Result};
use crate::values::WorkerId;

/// Entries, and rows of packed entries and of the index, that are read at a time.
const PAGE: i64 = 2_000;
const FLUSHES: i64 = 64;
const RUNS: i64 = 256;

/// Lanes of changes that entries of reads name: of the server, and of commands.
const LANES_OF_CHANGES: usize = 2;

/// The result of a check.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Places where the journal is not as it was written; empty if it is whole.
    pub faults: Vec<String>,
    /// Places from which on one of the two files goes on from an older copy: what the other had seen of it
    /// by then is lost, and the register has been used since.
    pub restored: Vec<String>,
}

/// Checks the whole journal, also beside a server that writes it.
///
/// # Errors
/// The database cannot be read.
pub async fn verify_all(db: &Db, key: hmac::Key, expected: Option<Heads>) -> Result<Report> {
    // What one file has seen of the other before that is read is in it, if nothing was taken away.
    db.refresh();
    let witnesses = db.read(|view| witnesses(view)).await?;
    db.refresh();
    db.read(move |view| verify(view, &key, expected.as_ref(), &witnesses)).await
}

/// Checks every link of every lane, the index by worker, where heads are given, that nothing is cut off, and
/// that what the two files have `seen` of each other is there.
///
/// # Errors
/// The database cannot be read.
pub fn verify(conn: &mut Conn, key: &hmac::Key, expected: Option<&Heads>, seen: &Heads) -> Result<Report> {
    let mut report = Report::default();
    let mut expected_sums = IndexSums::default();
    for lane in store::entry_lanes(conn)? {
        lane_in_order(conn, (lane, Kind::Rows), key, &mut report, &mut expected_sums)?;
    }
    for lane in flushes::lanes(conn)? {
        lane_in_order(conn, (lane, Kind::Packed), key, &mut report, &mut expected_sums)?;
    }
    if client_sum(conn)? != expected_sums.clients {
        report.faults.push("the index of entries by client differs from the entries".into());
    }
    let whole = match worker_sum(conn) {
        Ok(sum) => sum.is_some_and(|sum| sum == expected_sums.workers),
        Err(error) if is_unreadable(&error) => false,
        Err(error) => return Err(error),
    };
    if !whole {
        report.faults.push("the index of entries by worker differs from the entries".into());
    }
    for head in expected.map(|heads| heads.heads.as_slice()).unwrap_or_default() {
        if !is_there(conn, head)? {
            report.faults.push(format!(
                "lane {}: entry {} of the given heads is missing or another: the tail was cut",
                head.lane, head.sequence
            ));
        }
    }
    for head in &seen.heads {
        if !is_there(conn, head)? {
            report.faults.push(format!(
                "lane {}: entry {}, which the other file has seen, is missing or another: its file is older \
                    than the other one",
                head.lane, head.sequence
            ));
        }
    }
    Ok(report)
}

fn is_there(conn: &mut Conn, head: &Head) -> Result<bool> {
    let kept = store::digest(conn, head.lane, head.sequence)?;
    Ok(kept.is_some_and(|digest| HEXLOWER.encode(&digest) == head.digest))
}

/// The last links of each file that the other one has seen. None where all is in one database.
///
/// # Errors
/// The database cannot be read.
pub fn witnesses(conn: &mut Conn) -> Result<Heads> {
    let mut seen = BTreeMap::new();
    for lane in store::entry_lanes(conn)? {
        let last = store::last_witness(conn, lane)?;
        seen.extend(last.as_deref().and_then(witnessed));
    }
    for lane in flushes::lanes(conn)? {
        seen.extend(last_packed_witnesses(conn, lane)?);
    }
    let heads = seen.into_iter().map(|(lane, (sequence, digest))| head_of(lane, sequence, &digest));
    Ok(Heads { heads: heads.collect() })
}

fn head_of(lane: i32, sequence: i64, digest: &[u8]) -> Head {
    Head { lane, sequence, digest: HEXLOWER.encode(digest) }
}

/// The last links that a lane of packed entries names, of each lane of changes.
fn last_packed_witnesses(conn: &mut Conn, lane: i32) -> Result<BTreeMap<i32, Named>> {
    let (mut seen, mut end) = (BTreeMap::new(), i64::MAX);
    while seen.len() < LANES_OF_CHANGES {
        let flushes = flushes::before(conn, lane, end, FLUSHES)?;
        let Some(first) = flushes.last() else { break };
        end = first.last;
        let rows = flushes.iter().flat_map(|flush| flush.rows().into_iter().flatten().rev());
        let named = rows.filter_map(|row| row.witness).filter_map(|witness| witnessed(&witness));
        for (other, link) in named {
            seen.entry(other).or_insert(link);
        }
    }
    Ok(seen)
}

/// The way in which the entries of a lane are kept.
#[derive(Clone, Copy)]
enum Kind {
    Rows,
    Packed,
}

fn lane_in_order(
    conn: &mut Conn,
    (lane, kind): (i32, Kind),
    key: &hmac::Key,
    report: &mut Report,
    sums: &mut IndexSums,
) -> Result<()> {
    // From before the first number that we give, so that nothing hides there.
    let (mut next, mut after, mut before) = (1, i64::MIN, vec![0; 32]);
    let in_index = runs::indexed_up_to(conn, lane)?;
    let mut sight = Sight::default();
    loop {
        let links = match kind {
            Kind::Rows => links(conn, lane, after)?,
            Kind::Packed => packed_links(conn, lane, after, report, sums)?,
        };
        if links.is_empty() {
            return Ok(());
        }
        for Link { seq, digest, row } in links {
            report.entries += 1;
            if seq > next {
                report.faults.push(format!("lane {lane}: entries {next} to {} are missing", seq - 1));
            }
            let faulty = row
                .as_ref()
                .is_none_or(|row| seq < next || row.digest_after(&before, key).as_slice() != digest);
            if faulty {
                report.faults.push(format!("lane {lane}, entry {seq}: it or the one before it was changed"));
            }
            if let Some(row) = row {
                if let Some((other, named)) = row.witness.as_deref().and_then(witnessed) {
                    sight.of(conn, (lane, seq), (other, named), report)?;
                }
                if row.seq <= in_index {
                    sums.add_places(&row);
                }
            }
            (next, after, before) = (seq.saturating_add(1).max(1), seq, digest);
        }
    }
}

/// Sight that the entries of a lane have of another one, entry after entry.
#[derive(Default)]
struct Sight {
    /// Whether the last one seen of each lane is there no more.
    is_lost: BTreeMap<i32, bool>,
    /// The last number seen of each lane.
    last: BTreeMap<i32, i64>,
}

impl Sight {
    /// Says where what was seen is there no more, or less is seen than before. What lies past the other
    /// lane's end may have been written since that was read.
    fn of(
        &mut self,
        conn: &mut Conn,
        (lane, seq): (i32, i64),
        (other, (number, digest)): (i32, Named),
        report: &mut Report,
    ) -> Result<()> {
        let is_past = store::head(conn, other)?.is_none_or(|(head, _)| number > head);
        let is_lost = !is_past && !is_there(conn, &head_of(other, number, &digest))?;
        let before = self.last.insert(other, number).filter(|before| *before > number);
        if let Some(before) = before {
            report.restored.push(format!(
                "lane {lane}, entry {seq}: it sees no more than entry {number} of lane {other}, of which \
                    entry {before} had been seen: the file of lane {other} went on from an older copy"
            ));
        } else if is_lost && self.is_lost.get(&other) != Some(&true) {
            report.restored.push(format!(
                "lane {lane}, entry {seq}: it has seen entry {number} of lane {other}, which is another now: \
                    the file of lane {other} went on from an older copy"
            ));
        }
        self.is_lost.insert(other, is_lost);
        Ok(())
    }
}

/// An entry; without its row where that holds what no entry of ours can hold.
struct Link {
    seq: i64,
    digest: Vec<u8>,
    row: Option<Row>,
}

impl From<Row> for Link {
    fn from(row: Row) -> Self {
        Self { seq: row.seq, digest: row.digest.clone(), row: Some(row) }
    }
}

fn links(conn: &mut Conn, lane: i32, after: i64) -> Result<Vec<Link>> {
    match store::links(conn, lane, after, PAGE) {
        Ok(rows) => Ok(rows.into_iter().map(Link::from).collect()),
        Err(error) if is_unreadable(&error) => one_by_one(conn, lane, after),
        Err(error) => Err(error),
    }
}

fn one_by_one(conn: &mut Conn, lane: i32, after: i64) -> Result<Vec<Link>> {
    let mut links = Vec::new();
    for (seq, digest) in store::digests(conn, lane, after, PAGE)? {
        let row = match store::links(conn, lane, seq.saturating_sub(1), 1) {
            Ok(mut rows) => rows.pop(),
            Err(error) if is_unreadable(&error) => None,
            Err(error) => return Err(error),
        };
        links.push(Link { seq, digest, row });
    }
    Ok(links)
}

/// Entries of rows after a number; of a row that is not one of ours its last entry alone.
fn packed_links(
    conn: &mut Conn,
    lane: i32,
    after: i64,
    report: &mut Report,
    sums: &mut IndexSums,
) -> Result<Vec<Link>> {
    let mut links = Vec::new();
    for flush in flushes::after(conn, lane, after, FLUSHES)? {
        let rows = flush.rows().filter(|rows| rows.last().is_some_and(|last| last.digest == flush.digest));
        match rows {
            Some(rows) => {
                flush.callers(&rows).iter().for_each(|caller| sums.clients.add_caller(caller));
                links.extend(rows.into_iter().map(Link::from));
            }
            None => links.push(Link { seq: flush.last, digest: flush.digest, row: None }),
        }
    }
    // A row that begins before the end of the one before it repeats entries.
    if let Some(first) = links.first().filter(|first| first.seq <= after) {
        report.faults.push(format!("lane {lane}, entry {}: it is there twice", first.seq));
    }
    Ok(links)
}

fn is_unreadable(error: &Error) -> bool {
    matches!(error.database(), Some(diesel::result::Error::DeserializationError(_)))
}

/// The last link of each lane.
///
/// # Errors
/// The database cannot be read.
pub fn heads(conn: &mut Conn) -> Result<Heads> {
    let mut heads = Heads::default();
    let lanes: BTreeSet<_> =
        [store::entry_lanes(conn)?, flushes::lanes(conn)?].concat().into_iter().collect();
    for lane in lanes {
        if let Some((sequence, digest)) = store::head(conn, lane)? {
            heads.heads.push(head_of(lane, sequence, &digest));
        }
    }
    Ok(heads)
}

/// A sum over rows that does not depend on their order, so that two tables of any size compare in one pass
/// each.
#[derive(Default, PartialEq, Eq)]
struct Sum {
    rows: u64,
    total: [u64; 4],
}

impl Sum {
    fn add(&mut self, row: &[&[u8]]) {
        let hash = digest::digest(&digest::SHA256, &row.concat());
        for (total, part) in self.total.iter_mut().zip(hash.as_ref().chunks_exact(8)) {
            *total = total.wrapping_add(part.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
        }
        self.rows += 1;
    }

    fn add_place(&mut self, worker: WorkerId, lane: i32, seq: i64) {
        self.add(&[worker.0.as_bytes(), &lane.to_be_bytes(), &seq.to_be_bytes()]);
    }

    fn add_caller(&mut self, (client, at, lane, last): &Caller) {
        let (at, lane, last) = (at.as_microsecond().to_be_bytes(), lane.to_be_bytes(), last.to_be_bytes());
        self.add(&[client.0.as_bytes(), &at, &lane, &last]);
    }
}

/// Sums over the rows that the indexes have to have, by the entries.
#[derive(Default)]
struct IndexSums {
    workers: Sum,
    clients: Sum,
}

impl IndexSums {
    fn add_places(&mut self, row: &Row) {
        for worker in row.workers().collect::<BTreeSet<_>>() {
            self.workers.add_place(worker, row.lane, row.seq);
        }
    }
}

/// The sum over the index by client.
fn client_sum(conn: &mut Conn) -> Result<Sum> {
    let (mut sum, mut after) = (Sum::default(), None);
    loop {
        let callers = flushes::callers(conn, after, PAGE)?;
        let Some(last) = callers.last().copied() else { return Ok(sum) };
        after = Some(last);
        for caller in &callers {
            sum.add_caller(caller);
        }
    }
}

/// The sum over the index by worker; none where a row of it is not one of ours.
fn worker_sum(conn: &mut Conn) -> Result<Option<Sum>> {
    let mut sum = Sum::default();
    let mut after = None;
    loop {
        let rows = runs::rows(conn, after, RUNS)?;
        let Some((last, _)) = rows.last() else { return Ok(Some(sum)) };
        after = Some(*last);
        for ((_, lane, _), workers) in rows {
            let Some(workers) = workers else { return Ok(None) };
            for (worker, places) in workers {
                for seq in places {
                    sum.add_place(worker, lane, seq);
                }
            }
        }
    }
}
