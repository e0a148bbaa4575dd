//! Reads the whole journal and says where it is not as it was written.

use std::collections::BTreeSet;

use aws_lc_rs::{digest, hmac};
use data_encoding::HEXLOWER;
use serde::Serialize;

use super::model::{Head, Heads, Row};
use super::store;
use crate::db::Conn;
use crate::error::Result;
use crate::values::WorkerId;

/// Entries read at a time.
const PAGE: i64 = 2_000;

/// What was found.
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
    let mut indexed = Sum::default();
    for lane in store::lanes(conn)? {
        lane_in_order(conn, lane, key, &mut report, &mut indexed)?;
    }
    if index_sum(conn)? != indexed {
        report.faults.push("the index of entries by worker differs from the entries".into());
    }
    for head in expected.map(|heads| heads.heads.as_slice()).unwrap_or_default() {
        let kept = store::links(conn, head.lane, head.sequence - 1, 1)?;
        let same = kept.first().is_some_and(|row| row.seq == head.sequence && HEXLOWER.encode(&row.digest) == head.digest);
        if !same {
            report
                .faults
                .push(format!("lane {}: entry {} of the given heads is missing or another: the tail was cut", head.lane, head.sequence));
        }
    }
    Ok(report)
}

fn lane_in_order(conn: &mut Conn, lane: i32, key: &hmac::Key, report: &mut Report, indexed: &mut Sum) -> Result<()> {
    let (mut seq, mut before) = (0, vec![0; 32]);
    loop {
        let rows = store::links(conn, lane, seq, PAGE)?;
        let Some(last) = rows.last() else { return Ok(()) };
        let (last_seq, last_digest) = (last.seq, last.digest.clone());
        for row in &rows {
            report.entries += 1;
            if row.seq != seq + 1 {
                report.faults.push(format!("lane {lane}: entries {} to {} are missing", seq + 1, row.seq - 1));
            }
            if row.digest_after(&before, key).as_slice() != row.digest {
                report.faults.push(format!("lane {lane}, entry {}: it or the one before it was changed", row.seq));
            }
            indexed.add_entry(row);
            (seq, before) = (row.seq, row.digest.clone());
        }
        (seq, before) = (last_seq, last_digest);
    }
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

/// A sum over (worker, entry) pairs that does not depend on their order, so that two tables of any size compare in one pass each.
#[derive(Default, PartialEq, Eq)]
struct Sum {
    pairs: u64,
    total: [u64; 4],
}

impl Sum {
    fn add(&mut self, worker: WorkerId, lane: i32, seq: i64) {
        let pair = [worker.0.as_bytes().as_slice(), &lane.to_be_bytes(), &seq.to_be_bytes()].concat();
        let hash = digest::digest(&digest::SHA256, &pair);
        for (total, part) in self.total.iter_mut().zip(hash.as_ref().chunks_exact(8)) {
            *total = total.wrapping_add(part.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
        }
        self.pairs += 1;
    }

    fn add_entry(&mut self, row: &Row) {
        for worker in row.workers().into_iter().collect::<BTreeSet<_>>() {
            self.add(worker, row.lane, row.seq);
        }
    }
}

fn index_sum(conn: &mut Conn) -> Result<Sum> {
    let mut sum = Sum::default();
    let mut after = None;
    loop {
        let rows = store::index(conn, after, PAGE)?;
        let Some(last) = rows.last().copied() else { return Ok(sum) };
        for (worker, lane, seq) in rows {
            sum.add(worker, lane, seq);
        }
        after = Some(last);
    }
}
