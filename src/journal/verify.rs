//! Reads the whole journal and says where it is not as it was written.

use std::collections::BTreeSet;

use aws_lc_rs::{digest, hmac};
use data_encoding::HEXLOWER;
use serde::Serialize;

use super::model::{Head, Heads, Row};
use super::store;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::values::WorkerId;

/// Entries read at a time.
const PAGE: i64 = 2_000;

/// The result of a check.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Places where the journal is not as it was written; empty if it is whole.
    pub faults: Vec<String>,
}

/// Checks every link of every lane, the index by worker, and, where heads are given, that nothing is cut off.
///
/// # Errors
/// The database cannot be read.
pub fn verify(conn: &mut Conn, key: &hmac::Key, expected: Option<&Heads>) -> Result<Report> {
    let mut report = Report::default();
    let mut indexed = IndexSum::default();
    for lane in store::lanes(conn)? {
        lane_in_order(conn, lane, key, &mut report, &mut indexed)?;
    }
    let whole = match index_sum(conn) {
        Ok(sum) => sum == indexed,
        Err(error) if is_unreadable(&error) => false,
        Err(error) => return Err(error),
    };
    if !whole {
        report.faults.push("the index of entries by worker differs from the entries".into());
    }
    for head in expected.map(|heads| heads.heads.as_slice()).unwrap_or_default() {
        let kept = store::digests(conn, head.lane, head.sequence.saturating_sub(1), 1)?;
        let same = kept
            .first()
            .is_some_and(|(seq, digest)| *seq == head.sequence && HEXLOWER.encode(digest) == head.digest);
        if !same {
            report.faults.push(format!(
                "lane {}: entry {} of the given heads is missing or another: the tail was cut",
                head.lane, head.sequence
            ));
        }
    }
    Ok(report)
}

fn lane_in_order(
    conn: &mut Conn,
    lane: i32,
    key: &hmac::Key,
    report: &mut Report,
    indexed: &mut IndexSum,
) -> Result<()> {
    // From before the first number that we give, so that nothing hides there.
    let (mut next, mut after, mut before) = (1, i64::MIN, vec![0; 32]);
    let in_index = store::indexed_up_to(conn, lane)?;
    loop {
        let links = links(conn, lane, after)?;
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
            if let Some(row) = row.filter(|row| row.seq <= in_index) {
                indexed.add_entry(&row);
            }
            (next, after, before) = (seq.saturating_add(1).max(1), seq, digest);
        }
    }
}

/// An entry; without its row where that holds what no entry of ours can hold.
struct Link {
    seq: i64,
    digest: Vec<u8>,
    row: Option<Row>,
}

fn links(conn: &mut Conn, lane: i32, after: i64) -> Result<Vec<Link>> {
    match store::links(conn, lane, after, PAGE) {
        Ok(rows) => Ok(rows
            .into_iter()
            .map(|row| Link { seq: row.seq, digest: row.digest.clone(), row: Some(row) })
            .collect()),
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

fn is_unreadable(error: &Error) -> bool {
    matches!(error.database(), Some(diesel::result::Error::DeserializationError(_)))
}

/// The last link of each lane.
///
/// # Errors
/// The database cannot be read.
pub fn heads(conn: &mut Conn) -> Result<Heads> {
    let mut heads = Heads::default();
    for lane in store::lanes(conn)? {
        if let Some((sequence, digest)) = store::head(conn, lane)? {
            heads.heads.push(Head { lane, sequence, digest: HEXLOWER.encode(&digest) });
        }
    }
    Ok(heads)
}

/// A sum over (worker, entry) pairs that does not depend on their order, so that two tables of any size
/// compare in one pass each.
#[derive(Default, PartialEq, Eq)]
struct IndexSum {
    pairs: u64,
    total: [u64; 4],
}

impl IndexSum {
    fn add(&mut self, worker: WorkerId, lane: i32, seq: i64) {
        let pair = [worker.0.as_bytes().as_slice(), &lane.to_be_bytes(), &seq.to_be_bytes()].concat();
        let hash = digest::digest(&digest::SHA256, &pair);
        for (total, part) in self.total.iter_mut().zip(hash.as_ref().chunks_exact(8)) {
            *total = total.wrapping_add(part.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
        }
        self.pairs += 1;
    }

    fn add_entry(&mut self, row: &Row) {
        for worker in row.workers().collect::<BTreeSet<_>>() {
            self.add(worker, row.lane, row.seq);
        }
    }
}

fn index_sum(conn: &mut Conn) -> Result<IndexSum> {
    let mut sum = IndexSum::default();
    let mut after = None;
    loop {
        let rows = store::pairs(conn, after, PAGE)?;
        let Some(last) = rows.last().copied() else { return Ok(sum) };
        for (worker, lane, seq) in rows {
            sum.add(worker, lane, seq);
        }
        after = Some(last);
    }
}
