//! KEEPS: entries of reads on SQLite, one row for those that were committed together.
//!
//! On PostgreSQL there are none: a read's entry is a row of its own, in the transaction that reads.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::model::{Filter, Row};
use super::packed;
use crate::db::schema::{journal_flush_clients as clients, journal_flushes as flushes};
use crate::db::{Conn, Link, Tx};
use crate::error::{Error, Result};
use crate::values::{ClientId, Moment};

/// A row of entries.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = flushes)]
pub(super) struct Flush {
    /// The chain of which they are links.
    pub lane: i32,
    /// The sequence number of the last one.
    pub last: i64,
    /// The digest of the last one.
    pub digest: Vec<u8>,
    /// The moment of all.
    pub at: Moment,
    packed: Vec<u8>,
}

impl Flush {
    /// Its entries; none where the row does not hold what we have put there.
    pub fn rows(&self) -> Option<Vec<Row>> {
        packed::unpack(self.lane, self.last, self.at, &self.packed)
    }

    /// The clients of its entries, as the index by client has them.
    pub fn callers(&self, rows: &[Row]) -> Vec<Caller> {
        callers_of(rows, self.at, self.lane, self.last)
    }

    /// Its entries.
    ///
    /// # Errors
    /// The row does not hold what we have put there.
    pub fn expect_rows(&self) -> Result<Vec<Row>> {
        let unreadable = || Error::internal("entries of the journal cannot be read: registry journal verify");
        self.rows().ok_or_else(unreadable)
    }
}

/// A client, and the place in time of a row with entries of it.
pub(super) type Caller = (ClientId, Moment, i32, i64);

fn callers_of(rows: &[Row], at: Moment, lane: i32, last: i64) -> Vec<Caller> {
    let clients: BTreeSet<_> = rows.iter().map(|row| row.client_id).collect();
    clients.into_iter().map(|client| (client, at, lane, last)).collect()
}

/// The index by client after a place in it.
pub(super) fn callers(conn: &mut Conn, after: Option<Caller>, most: i64) -> Result<Vec<Caller>> {
    if !are_in(conn) {
        return Ok(Vec::new());
    }
    let mut query = clients::table
        .order((clients::client_id, clients::at, clients::lane, clients::last))
        .limit(most)
        .into_boxed();
    if let Some((client, at, lane, last)) = after {
        query = query.filter(
            clients::client_id.ge(client).and(
                clients::client_id
                    .gt(client)
                    .or(clients::at.gt(at))
                    .or(clients::at.eq(at).and(clients::lane.gt(lane)))
                    .or(clients::at.eq(at).and(clients::lane.eq(lane)).and(clients::last.gt(last))),
            ),
        );
    }
    Ok(query.load(conn)?)
}

/// Keeps entries of one lane and one moment as a row.
pub(super) fn keep(tx: &mut Tx<'_>, rows: &[Row]) -> Result<()> {
    let Some(last) = rows.last() else { return Ok(()) };
    let (lane, at, packed) = (last.lane, last.at, packed::pack(rows)?);
    let flush = Flush { lane, last: last.seq, digest: last.digest.clone(), at, packed };
    diesel::insert_into(flushes::table).values(&flush).execute(tx.conn())?;
    for (client, at, lane, last) in callers_of(rows, at, lane, last.seq) {
        let of_client = (
            clients::client_id.eq(client),
            clients::at.eq(at),
            clients::lane.eq(lane),
            clients::last.eq(last),
        );
        diesel::insert_into(clients::table).values(of_client).execute(tx.conn())?;
    }
    Ok(())
}

/// Whether a database has flushes.
const fn are_in(conn: &Conn) -> bool {
    matches!(conn, Conn::Sqlite(_))
}

/// The lanes there are.
pub(super) fn lanes(conn: &mut Conn) -> Result<Vec<i32>> {
    let mut lanes = Vec::new();
    while are_in(conn) {
        let after = lanes.last().copied().unwrap_or(i32::MIN);
        let next = flushes::table.filter(flushes::lane.gt(after)).select(flushes::lane);
        let Some(lane) = next.order(flushes::lane).first(conn).optional()? else { break };
        lanes.push(lane);
    }
    Ok(lanes)
}

/// The last link of a lane.
pub(super) fn head(conn: &mut Conn, lane: i32) -> Result<Option<Link>> {
    if !are_in(conn) {
        return Ok(None);
    }
    let last = flushes::table.filter(flushes::lane.eq(lane)).order(flushes::last.desc());
    let last = last.select((flushes::last, flushes::digest)).first::<(i64, Vec<u8>)>(conn).optional()?;
    Ok(last.and_then(|(seq, digest)| Some((seq, digest.try_into().ok()?))))
}

/// The row in which an entry is, if there is one.
pub(super) fn with(conn: &mut Conn, lane: i32, seq: i64) -> Result<Option<Flush>> {
    Ok(after(conn, lane, seq.saturating_sub(1), 1)?.pop())
}

/// The moment of an entry.
pub(super) fn moment(conn: &mut Conn, lane: i32, seq: i64) -> Result<Option<Moment>> {
    let with = flushes::table.filter(flushes::lane.eq(lane).and(flushes::last.ge(seq)));
    Ok(with.order(flushes::last).select(flushes::at).first(conn).optional()?)
}

/// Rows of a lane with entries after a sequence number, in order.
pub(super) fn after(conn: &mut Conn, lane: i32, seq: i64, most: i64) -> Result<Vec<Flush>> {
    if !are_in(conn) {
        return Ok(Vec::new());
    }
    let rows = flushes::table.filter(flushes::lane.eq(lane).and(flushes::last.gt(seq)));
    Ok(rows.order(flushes::last).limit(most).select(Flush::as_select()).load(conn)?)
}

/// Rows of a lane up to a sequence number, the last first.
pub(super) fn before(conn: &mut Conn, lane: i32, seq: i64, most: i64) -> Result<Vec<Flush>> {
    let rows = flushes::table.filter(flushes::lane.eq(lane).and(flushes::last.lt(seq)));
    Ok(rows.order(flushes::last.desc()).limit(most).select(Flush::as_select()).load(conn)?)
}

/// The place of a row in the order of time.
pub(super) type FlushPosition = (Moment, i32, i64);

/// Rows in the order of time after a place, as far as they may have entries that are asked for.
pub(super) fn by_time(
    conn: &mut Conn,
    filter: &Filter,
    after: FlushPosition,
    most: i64,
) -> Result<Vec<Flush>> {
    if !are_in(conn) {
        return Ok(Vec::new());
    }
    if let Some(client) = filter.client {
        return of_client(conn, client, filter.until, after, most);
    }
    let (at, lane, last) = after;
    let later = flushes::lane.gt(lane).or(flushes::lane.eq(lane).and(flushes::last.gt(last)));
    let mut query = flushes::table
        .select(Flush::as_select())
        .filter(flushes::at.ge(at).and(flushes::at.gt(at).or(later)))
        .order((flushes::at, flushes::lane, flushes::last))
        .limit(most)
        .into_boxed();
    if let Some(until) = filter.until {
        query = query.filter(flushes::at.le(until));
    }
    Ok(query.load(conn)?)
}

/// The same by the index by client.
fn of_client(
    conn: &mut Conn,
    client: ClientId,
    until: Option<Moment>,
    (at, lane, last): FlushPosition,
    most: i64,
) -> Result<Vec<Flush>> {
    let later = clients::lane.gt(lane).or(clients::lane.eq(lane).and(clients::last.gt(last)));
    let mut query = clients::table
        .select((clients::lane, clients::last))
        .filter(clients::client_id.eq(client))
        .filter(clients::at.ge(at).and(clients::at.gt(at).or(later)))
        .order((clients::at, clients::lane, clients::last))
        .limit(most)
        .into_boxed();
    if let Some(until) = until {
        query = query.filter(clients::at.le(until));
    }
    let places: Vec<(i32, i64)> = query.load(conn)?;
    places.into_iter().filter_map(|(lane, last)| with(conn, lane, last).transpose()).collect()
}
