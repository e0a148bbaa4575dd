//! KEEPS: appends entries, and finds those that have a row of their own: of changes, and on PostgreSQL of
//! reads too.

use diesel::prelude::*;

use super::flushes;
use super::model::{Filter, ObjectId, Position, Row, witness_of};
use crate::db::schema::journal_entries as entries;
use crate::db::{Conn, Link, NewEntry, Tx, each};
use crate::error::Result;
use crate::values::Moment;

/// Appends entries to the transaction's lane.
///
/// # Errors
/// The database cannot take them.
pub(super) fn append(tx: &mut Tx<'_>, new: &[NewEntry]) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let lane = tx.chain.lane;
    let known = match (tx.chain.head, tx.chain.is_packed) {
        (Some(head), _) => Some(head),
        (None, true) => flushes::head(tx, lane)?,
        (None, false) => last(tx, lane)?,
    };
    let (mut seq, mut digest) = known.unwrap_or((0, [0; 32]));
    let mut rows = Vec::with_capacity(new.len());
    for entry in new {
        seq += 1;
        let mut row = Row {
            lane,
            seq,
            at: tx.now,
            client_id: entry.call.actor.client,
            organisation_id: entry.call.actor.organisation,
            calling_user: entry.call.user.clone(),
            basis: entry.call.basis.clone(),
            reason: entry.call.reason.clone(),
            event: entry.event,
            operation: entry.operation.clone(),
            object_type: entry.object_type.clone(),
            object_id: entry.object.map(ObjectId),
            subjects: entry.subjects.iter().flat_map(|worker| worker.0.as_bytes()).copied().collect(),
            trace_id: entry.call.trace_id.clone(),
            digest: Vec::new(),
            row_count: entry.rows,
            witness: tx.chain.witness().map(witness_of),
        };
        digest = row.digest_after(&digest, &tx.chain.key);
        row.digest = digest.to_vec();
        rows.push(row);
    }
    if tx.chain.is_packed {
        flushes::keep(tx, &rows)?;
    } else {
        for row in &rows {
            each!(tx.conn(), c => diesel::insert_into(entries::table).values(row).execute(c)?);
        }
    }
    tx.chain.head = Some((seq, digest));
    Ok(())
}

/// The last link of a lane.
///
/// # Errors
/// The database cannot be read.
pub(super) fn head(conn: &mut Conn, lane: i32) -> Result<Option<Link>> {
    match last(conn, lane)? {
        None => flushes::head(conn, lane),
        last => Ok(last),
    }
}

fn last(conn: &mut Conn, lane: i32) -> Result<Option<Link>> {
    let last: Option<(i64, Vec<u8>)> = entries::table
        .filter(entries::lane.eq(lane))
        .order(entries::seq.desc())
        .select((entries::seq, entries::digest))
        .first(conn)
        .optional()?;
    Ok(last.and_then(|(seq, digest)| digest.try_into().ok().map(|digest| (seq, digest))))
}

/// The digest of an entry, wherever it is kept.
pub(super) fn digest(conn: &mut Conn, lane: i32, seq: i64) -> Result<Option<Vec<u8>>> {
    let of_row = digests(conn, lane, seq.saturating_sub(1), 1)?.pop().filter(|(found, _)| *found == seq);
    if let Some((_, digest)) = of_row {
        return Ok(Some(digest));
    }
    let Some(flush) = flushes::with(conn, lane, seq)? else { return Ok(None) };
    if flush.last == seq {
        return Ok(Some(flush.digest));
    }
    let rows = flush.rows().into_iter().flatten();
    Ok(rows.into_iter().find(|row| row.seq == seq).map(|row| row.digest))
}

/// An entry of a lane.
pub(super) fn find(conn: &mut Conn, place: (i32, i64)) -> Result<Option<Row>> {
    Ok(entries::table.find(place).select(Row::as_select()).get_result(conn).optional()?)
}

/// The moment of an entry.
pub(super) fn moment(conn: &mut Conn, lane: i32, seq: i64) -> Result<Option<Moment>> {
    Ok(entries::table.find((lane, seq)).select(entries::at).get_result(conn).optional()?)
}

/// Entries of a lane at these places, in order.
pub(super) fn at(conn: &mut Conn, lane: i32, places: &[i64]) -> Result<Vec<Row>> {
    let rows = entries::table.filter(entries::lane.eq(lane).and(entries::seq.eq_any(places)));
    Ok(rows.order(entries::seq).select(Row::as_select()).load(conn)?)
}

/// Entries in the order of time, after a position, whomever they are about.
pub(super) fn by_time(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<Row>> {
    let mut query = entries::table
        .select(Row::as_select())
        .order((entries::at, entries::lane, entries::seq))
        .limit(limit)
        .into_boxed();
    if let Some(client) = filter.client {
        query = query.filter(entries::client_id.eq(client));
    }
    if let Some(from) = filter.from {
        query = query.filter(entries::at.ge(from));
    }
    if let Some(until) = filter.until {
        query = query.filter(entries::at.le(until));
    }
    if let Some((at, lane, seq)) = after {
        let at = Moment::from_microsecond(at);
        query = query.filter(
            entries::at.ge(at).and(
                entries::at
                    .gt(at)
                    .or(entries::lane.gt(lane))
                    .or(entries::lane.eq(lane).and(entries::seq.gt(seq))),
            ),
        );
    }
    Ok(query.load(conn)?)
}

/// Entries of a lane after a sequence number, in order.
pub(super) fn links(conn: &mut Conn, lane: i32, after: i64, limit: i64) -> Result<Vec<Row>> {
    let query =
        entries::table.select(Row::as_select()).filter(entries::lane.eq(lane).and(entries::seq.gt(after)));
    Ok(query.order(entries::seq).limit(limit).load(conn)?)
}

/// Sequence numbers and digests of a lane: what can be read of any entry, whatever was done to it.
pub(super) fn digests(conn: &mut Conn, lane: i32, after: i64, limit: i64) -> Result<Vec<(i64, Vec<u8>)>> {
    let query = entries::table
        .select((entries::seq, entries::digest))
        .filter(entries::lane.eq(lane).and(entries::seq.gt(after)));
    Ok(query.order(entries::seq).limit(limit).load(conn)?)
}

/// Sequence numbers and subjects of a lane after a sequence number, in order.
pub(super) fn subjects(conn: &mut Conn, lane: i32, after: i64, limit: i64) -> Result<Vec<(i64, Vec<u8>)>> {
    let query = entries::table
        .select((entries::seq, entries::subjects))
        .filter(entries::lane.eq(lane).and(entries::seq.gt(after)));
    Ok(query.order(entries::seq).limit(limit).load(conn)?)
}

/// The last link of another lane that an entry of this one names, as its bytes.
pub(super) fn last_witness(conn: &mut Conn, lane: i32) -> Result<Option<Vec<u8>>> {
    let naming = entries::table.filter(entries::lane.eq(lane)).filter(entries::witness.is_not_null());
    let last = naming.order(entries::seq.desc()).select(entries::witness).first::<Option<Vec<u8>>>(conn);
    Ok(last.optional()?.flatten())
}

/// The lanes with entries that have a row of their own. One look-up a lane, however long it is.
pub(super) fn entry_lanes(conn: &mut Conn) -> Result<Vec<i32>> {
    let mut lanes = Vec::new();
    loop {
        let after = lanes.last().copied().unwrap_or(i32::MIN);
        let next = entries::table.filter(entries::lane.gt(after)).select(entries::lane);
        let Some(lane) = next.order(entries::lane).first(conn).optional()? else { return Ok(lanes) };
        lanes.push(lane);
    }
}
