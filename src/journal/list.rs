//! ASKS: finds entries in the order of time, wherever they are kept.

use super::flushes::{self, Flush};
use super::model::{Filter, Position, Row};
use super::{runs, store};
use crate::db::Conn;
use crate::error::Result;
use crate::values::Moment;

/// Rows of packed entries that are read at a time.
const FLUSHES: i64 = 8;
/// Places of entries about a worker that are looked at together.
const PLACES: usize = 200;

/// A page of entries: those that are asked for, after a position.
struct Page<'f> {
    filter: &'f Filter,
    after: Option<Position>,
    most: usize,
}

impl Page<'_> {
    fn has(&self, row: &Row) -> bool {
        let Filter { worker, client, from, until } = self.filter;
        self.after.is_none_or(|after| position(row) > after)
            && client.is_none_or(|client| row.client_id == client)
            && from.is_none_or(|from| row.at >= from)
            && until.is_none_or(|until| row.at <= until)
            && worker.is_none_or(|worker| row.workers().any(|about| about == worker))
    }

    /// The first moment at which an entry of the page can be.
    fn begin(&self) -> Option<Moment> {
        self.after.map(|(at, ..)| Moment::from_microsecond(at)).max(self.filter.from)
    }
}

fn position(row: &Row) -> Position {
    (row.at.as_microsecond(), row.lane, row.seq)
}

/// Entries in the order of time, after a position.
///
/// # Errors
/// The database cannot be read.
pub fn list(conn: &mut Conn, filter: &Filter, after: Option<Position>, limit: i64) -> Result<Vec<Row>> {
    let page = Page { filter, after, most: usize::try_from(limit).unwrap_or_default() };
    let mut rows = Vec::new();
    if let Some(worker) = filter.worker {
        for lane in store::entry_lanes(conn)? {
            let places = runs::places(conn, lane, worker)?;
            rows.extend(about(
                conn,
                &page,
                &places,
                &|conn, seq| store::moment(conn, lane, seq),
                &|conn, seqs| store::at(conn, lane, seqs),
            )?);
        }
        for lane in flushes::lanes(conn)? {
            let places = runs::places(conn, lane, worker)?;
            rows.extend(about(
                conn,
                &page,
                &places,
                &|conn, seq| flushes::moment(conn, lane, seq),
                &|conn, seqs| packed_at(conn, lane, seqs),
            )?);
        }
    } else {
        rows.extend(store::by_time(conn, filter, after, limit)?);
        rows.extend(packed_by_time(conn, &page)?);
    }
    rows.sort_unstable_by_key(position);
    rows.truncate(page.most);
    Ok(rows)
}

type MomentOf<'a> = &'a dyn Fn(&mut Conn, i64) -> Result<Option<Moment>>;
type RowsAt<'a> = &'a dyn Fn(&mut Conn, &[i64]) -> Result<Vec<Row>>;

/// Entries of a lane at places, which are in order, as their moments are.
fn about(
    conn: &mut Conn,
    page: &Page<'_>,
    places: &[i64],
    moment_of: MomentOf<'_>,
    rows_at: RowsAt<'_>,
) -> Result<Vec<Row>> {
    let mut places = places;
    if let Some(begin) = page.begin() {
        let (mut low, mut high) = (0, places.len());
        while low < high {
            let middle = low.midpoint(high);
            if moment_of(conn, places[middle])?.is_some_and(|at| at < begin) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        places = &places[low..];
    }
    let mut found = Vec::new();
    for some in places.chunks(PLACES) {
        let rows = rows_at(conn, some)?;
        let is_past = |row: &Row| page.filter.until.is_some_and(|until| row.at > until);
        let is_last = rows.last().is_some_and(is_past);
        found.extend(rows.into_iter().filter(|row| page.has(row)));
        if is_last || found.len() >= page.most {
            break;
        }
    }
    Ok(found)
}

/// Packed entries of a lane at places, which are in order.
fn packed_at(conn: &mut Conn, lane: i32, places: &[i64]) -> Result<Vec<Row>> {
    let (mut found, mut places) = (Vec::new(), places.iter().peekable());
    while let Some(&&first) = places.peek() {
        let Some(flush) = flushes::with(conn, lane, first)? else { break };
        let mut rows = flush.expect_rows()?.into_iter().peekable();
        while let Some(&seq) = places.next_if(|seq| **seq <= flush.last) {
            while rows.next_if(|row| row.seq < seq).is_some() {}
            found.extend(rows.next_if(|row| row.seq == seq));
        }
    }
    Ok(found)
}

/// Packed entries in the order of time.
fn packed_by_time(conn: &mut Conn, page: &Page<'_>) -> Result<Vec<Row>> {
    let mut found = Vec::new();
    let mut place = (page.begin().unwrap_or(Moment::from_microsecond(i64::MIN)), i32::MIN, i64::MIN);
    while found.len() < page.most {
        let flushes = flushes::by_time(conn, page.filter, place, FLUSHES)?;
        let Some(Flush { at, lane, last, .. }) = flushes.last() else { break };
        place = (*at, *lane, *last);
        for flush in flushes {
            found.extend(flush.expect_rows()?.into_iter().filter(|row| page.has(row)));
        }
    }
    Ok(found)
}
