//! KEEPS: appends entries and finds them.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::model::{Event, JournalNote, MOST_SUBJECTS, ObjectId, Row, workers};
use crate::call::Call;
use crate::db::schema::{
    journal_entries as entries, journal_indexed as indexed, journal_subjects as subjects,
};
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::values::{ClientId, Moment, WorkerId};

/// Appends an entry to the chain, in the transaction of what it is about.
///
/// # Errors
/// It cannot be kept; then neither may the answer be given.
pub fn note(tx: &mut Tx<'_>, call: &Call, note: &JournalNote<'_>) -> Result<()> {
    append(tx, call, note, None)
}

/// As [`note`], of an operation about any number of workers: in as many entries as it takes.
///
/// # Errors
/// Those of [`note`].
pub fn note_all(tx: &mut Tx<'_>, call: &Call, noted: &JournalNote<'_>) -> Result<()> {
    if noted.subjects.len() <= MOST_SUBJECTS {
        return note(tx, call, noted);
    }
    noted
        .subjects
        .chunks(MOST_SUBJECTS)
        .try_for_each(|subjects| note(tx, call, &JournalNote { subjects, ..*noted }))
}

/// Appends the entry of a file that leaves the register, with its rows.
///
/// # Errors
/// It cannot be kept; then neither may the file be given.
pub fn note_export(tx: &mut Tx<'_>, call: &Call, note: &JournalNote<'_>, rows: i64) -> Result<()> {
    append(tx, call, note, Some(rows))
}

/// Appends the entry of a kept answer that is given once more: of the same operation, about the same, by who
/// asks again. `first` is the link of the answer's own entry.
///
/// # Errors
/// Those of [`note`].
pub fn note_again(tx: &mut Tx<'_>, call: &Call, (lane, seq): (i32, i64)) -> Result<()> {
    let first = entries::table.find((lane, seq)).select(Row::as_select());
    let Some(first) = first.get_result::<Row>(tx.conn()).optional()? else { return Ok(()) };
    let subjects: Vec<_> = first.workers().collect();
    let again = JournalNote {
        event: Event::Repeat,
        operation: &first.operation,
        object_type: &first.object_type,
        object: first.object_id.map(|object| object.0),
        subjects: &subjects,
    };
    append(tx, call, &again, None)
}

fn append(tx: &mut Tx<'_>, call: &Call, note: &JournalNote<'_>, rows: Option<i64>) -> Result<()> {
    let lane = tx.chain.lane;
    let (seq, before) = match tx.chain.head {
        Some(head) => head,
        None => last(tx, lane)?.unwrap_or((0, [0; 32])),
    };
    let mut row = Row {
        lane,
        seq: seq + 1,
        at: tx.now,
        client_id: call.actor.client,
        organisation_id: call.actor.organisation,
        calling_user: call.user.clone(),
        basis: call.basis.clone(),
        reason: call.reason.clone(),
        event: note.event,
        operation: note.operation.to_owned(),
        object_type: note.object_type.to_owned(),
        object_id: note.object.map(ObjectId),
        subjects: note.subjects.iter().flat_map(|worker| worker.0.as_bytes()).copied().collect(),
        trace_id: call.trace_id.clone(),
        digest: Vec::new(),
        row_count: rows,
    };
    let digest = row.digest_after(&before, &tx.chain.key);
    row.digest = digest.to_vec();
    each!(tx.conn(), c => diesel::insert_into(entries::table).values(&row).execute(c)?);
    tx.chain.head = Some((row.seq, digest));
    Ok(())
}

/// Entries that one step of the index by worker looks at.
const STEP: i64 = 2_000;
/// Places of the index that one step fills at most, unless its first entry alone has more: other writes wait
/// while it does.
const STEP_PLACES: usize = 2_000;

/// Puts the next entries of each lane in the index by worker, in the order of the index. Whether there are
/// more.
///
/// # Errors
/// The database cannot take it.
pub fn index(tx: &mut Tx<'_>) -> Result<bool> {
    let mut more = false;
    for lane in lanes(tx)? {
        let known: Option<i64> =
            indexed::table.find(lane).select(indexed::seq).get_result(tx.conn()).optional()?;
        let next = entries::table.filter(entries::lane.eq(lane).and(entries::seq.gt(known.unwrap_or(0))));
        let next: Vec<(i64, Vec<u8>)> =
            next.select((entries::seq, entries::subjects)).order(entries::seq).limit(STEP).load(tx.conn())?;
        let step = step_of(next.iter().map(|(_, about)| workers(about).count()));
        let Some(last) = next[..step].last().map(|(seq, _)| *seq) else { continue };
        more |= step < next.len() || next.len() >= usize::try_from(STEP).unwrap_or_default();
        let about: BTreeSet<_> = next[..step]
            .iter()
            .flat_map(|(seq, about)| workers(about).map(move |worker| (worker, lane, *seq)))
            .collect();
        for (worker, lane, seq) in about {
            let subject = (subjects::worker_id.eq(worker), subjects::lane.eq(lane), subjects::seq.eq(seq));
            // Taken by another process at the same time, the step is done again, from where that one has come
            // to.
            each!(tx.conn(), c => diesel::insert_into(subjects::table).values(subject).execute(c))
                .map_err(|error| Error::from(error).raced())?;
        }
        if known.is_none() {
            let begun = diesel::insert_into(indexed::table)
                .values((indexed::lane.eq(lane), indexed::seq.eq(last)))
                .execute(tx.conn());
            begun.map_err(|error| Error::from(error).raced())?;
        } else {
            diesel::update(indexed::table.find(lane)).set(indexed::seq.eq(last)).execute(tx.conn())?;
        }
    }
    Ok(more)
}

/// The entries that a step takes, by the workers that each of the next ones is about.
fn step_of(next: impl Iterator<Item = usize>) -> usize {
    let mut places = 0;
    let fits = |(entry, about): &(usize, usize)| {
        places += about;
        *entry == 0 || places <= STEP_PLACES
    };
    next.enumerate().take_while(fits).count()
}

/// The place in a lane up to which the index by worker has it.
pub(super) fn indexed_up_to(conn: &mut Conn, lane: i32) -> Result<i64> {
    Ok(indexed::table.find(lane).select(indexed::seq).get_result(conn).optional()?.unwrap_or(0))
}

fn last(conn: &mut Conn, lane: i32) -> Result<Option<(i64, [u8; 32])>> {
    let last: Option<(i64, Vec<u8>)> = entries::table
        .filter(entries::lane.eq(lane))
        .order(entries::seq.desc())
        .select((entries::seq, entries::digest))
        .first(conn)
        .optional()?;
    Ok(last.and_then(|(seq, digest)| digest.try_into().ok().map(|digest| (seq, digest))))
}

/// The entries that an auditor asks for.
#[derive(Default)]
pub struct Filter {
    /// Only those about this worker, as far as they are in the index.
    pub worker: Option<WorkerId>,
    /// Only those of this client.
    pub client: Option<ClientId>,
    /// Only those from this moment on.
    pub from: Option<Moment>,
    /// Only those up to this moment.
    pub until: Option<Moment>,
}

/// The position of an entry in the order of time.
pub type Position = (i64, i32, i64);

/// Entries in the order of time, after a position.
///
/// # Errors
/// The database cannot be read.
pub fn list(conn: &mut Conn, filter: &Filter, after: Option<Position>, limit: i64) -> Result<Vec<Row>> {
    let mut query = entries::table
        .select(Row::as_select())
        .order((entries::at, entries::lane, entries::seq))
        .limit(limit)
        .into_boxed();
    if let Some(worker) = filter.worker {
        let about = subjects::table.filter(subjects::worker_id.eq(worker));
        let this = about.filter(subjects::lane.eq(entries::lane).and(subjects::seq.eq(entries::seq)));
        // The first two say nothing new: they let the engine begin with the worker instead of reading the
        // whole journal.
        query = query.filter(entries::lane.eq_any(about.select(subjects::lane)));
        query = query.filter(entries::seq.eq_any(about.select(subjects::seq)));
        query = query.filter(diesel::dsl::exists(this));
    }
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

/// The lanes there are.
pub(super) fn lanes(conn: &mut Conn) -> Result<Vec<i32>> {
    Ok(entries::table.select(entries::lane).distinct().order(entries::lane).load(conn)?)
}

/// The last link of a lane.
pub(super) fn head(conn: &mut Conn, lane: i32) -> Result<Option<(i64, [u8; 32])>> {
    last(conn, lane)
}

/// Rows of the index by worker, after a position.
pub(super) fn pairs(
    conn: &mut Conn,
    after: Option<(WorkerId, i32, i64)>,
    limit: i64,
) -> Result<Vec<(WorkerId, i32, i64)>> {
    let mut query =
        subjects::table.order((subjects::worker_id, subjects::lane, subjects::seq)).limit(limit).into_boxed();
    if let Some((worker, lane, seq)) = after {
        query = query.filter(
            subjects::worker_id.ge(worker).and(
                subjects::worker_id
                    .gt(worker)
                    .or(subjects::lane.gt(lane))
                    .or(subjects::lane.eq(lane).and(subjects::seq.gt(seq))),
            ),
        );
    }
    Ok(query.load(conn)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_takes_as_many_entries_as_fit_and_at_least_one() {
        for (next, step) in [
            (vec![], 0),
            (vec![1; 5_000], STEP_PLACES),
            (vec![0; 3], 3),
            (vec![MOST_SUBJECTS; 10], STEP_PLACES / MOST_SUBJECTS),
            (vec![STEP_PLACES + 1, 1], 1),
            (vec![1, STEP_PLACES], 1),
            (vec![1, STEP_PLACES - 1, 0, 1], 3),
        ] {
            assert_eq!(step_of(next.into_iter()), step);
        }
    }
}
