//! KEEPS: writes events into the outbox, and reads them in their order.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::Value;

use super::vocabulary::Happening;
use crate::call::Call;
use crate::db::schema::outbox;
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::journal::{self, Event, JournalNote};
use crate::values::Moment;

/// Events that one row of the outbox holds, at the most: of a file of thousands of rows a few rows are
/// written, and one row still is little to read.
pub const PACK: usize = 500;

/// Writes that something happened, in the transaction in which it does: its event, and the journal's entry of
/// who did it by which operation.
///
/// # Errors
/// It cannot be kept; then neither may the change be.
pub fn happened(tx: &mut Tx<'_>, call: &Call, operation: &'static str, happening: &Happening) -> Result<()> {
    // The event's bytes are known before the entry is sealed: a digest of them has its place in the entry.
    record(tx, std::slice::from_ref(happening))?;
    let note = JournalNote {
        event: Event::Change,
        operation,
        object_type: happening.body.kind().object_type(),
        object: Some(happening.object),
        subjects: &happening.workers,
    };
    journal::note(tx, call, &note)
}

/// Writes events of which the journal has the entry of the operation that they come with: what follows from
/// another change, and the rows of a file. What nobody asked for (the samples) has no entry at all.
///
/// # Errors
/// They cannot be kept; then neither may what happened be.
pub fn record(tx: &mut Tx<'_>, happenings: &[Happening]) -> Result<()> {
    let unwritten = || Error::internal("an event cannot be written as JSON");
    for happening in happenings {
        let mut event = Vec::with_capacity(TYPICAL);
        serde_json::to_writer(&mut event, happening).map_err(|_| unwritten())?;
        tx.leave(String::from_utf8(event).map_err(|_| unwritten())?);
    }
    Ok(())
}

/// Bytes that most events have room in: those of a completion have some 400.
const TYPICAL: usize = 512;

/// Writes into the outbox what transactions that share a commit have left, in packs.
///
/// # Errors
/// The database cannot take it; then nothing is committed.
pub fn write(tx: &mut Tx<'_>, events: &[String]) -> Result<()> {
    for pack in events.chunks(PACK) {
        let pack = list(pack);
        let row = (outbox::recorded_at.eq(tx.now), outbox::events.eq(&pack));
        each!(tx.conn(), c => diesel::insert_into(outbox::table).values(row).execute(c)?);
    }
    Ok(())
}

/// A list of events, each as JSON.
fn list(events: &[String]) -> String {
    let mut list = String::with_capacity(events.iter().map(|event| event.len() + 1).sum::<usize>() + 1);
    for (number, event) in events.iter().enumerate() {
        list.push(if number == 0 { '[' } else { ',' });
        list.push_str(event);
    }
    list.push(']');
    list
}

/// A place in the outbox. The first one is before everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct OutboxPosition {
    /// The transaction, in the order in which PostgreSQL began them; on SQLite there is one writer, and the
    /// order of rows is that of commits.
    transaction: i64,
    seq: i64,
}

/// A row of the outbox.
#[derive(Debug)]
pub struct OutboxEntry {
    /// Its place: whoever has read this entry asks for those after it.
    pub position: OutboxPosition,
    /// Transaction time: the moment of the last of the writes that share the commit.
    pub recorded_at: Moment,
    /// The events, in the order in which they happened.
    pub events: Vec<Value>,
}

/// The entries after a place, in their one order. On PostgreSQL those of transactions that began before one
/// which still runs: what that one commits comes after all that was read, and so is never missed.
///
/// # Errors
/// The database cannot be read.
pub fn follow(conn: &mut Conn, after: OutboxPosition, limit: i64) -> Result<Vec<OutboxEntry>> {
    let columns = (outbox::transaction_id, outbox::seq, outbox::recorded_at, outbox::events);
    let rows: Vec<(i64, i64, Moment, String)> = match conn {
        Conn::Sqlite(c) => outbox::table
            .filter(outbox::seq.gt(after.seq))
            .order(outbox::seq)
            .limit(limit)
            .select(columns)
            .load(c)?,
        Conn::Postgres(c) => outbox::table
            .filter(outbox::transaction_id.ge(after.transaction))
            .filter(outbox::transaction_id.gt(after.transaction).or(outbox::seq.gt(after.seq)))
            .filter(
                outbox::transaction_id
                    .lt(sql::<BigInt>("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")),
            )
            .order((outbox::transaction_id, outbox::seq))
            .limit(limit)
            .select(columns)
            .load(c)?,
    };
    let entry = |(transaction, seq, recorded_at, events): (i64, i64, Moment, String)| {
        let events =
            serde_json::from_str(&events).map_err(|_| Error::internal("an event cannot be read as JSON"))?;
        Ok(OutboxEntry { position: OutboxPosition { transaction, seq }, recorded_at, events })
    };
    rows.into_iter().map(entry).collect()
}
