//! DOES: takes files in, and tells what became of them.

use super::model::{Batch, BatchKind, BatchStatus, Counts, Order, Row, RowOutcome};
use super::store;
use crate::auth::{Actor, Reach};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::journal::{self, Caller, Event, Note};
use crate::tables::{Finding, Format};
use crate::values::{BatchId, OrganisationId, WorkerId};

/// Whom one entry of the journal is about, at the most.
const MOST_SUBJECTS: usize = 1_000;

/// A file that has arrived, and whose form is good.
#[derive(Debug, Clone)]
pub(super) struct Arrived {
    pub id: BatchId,
    pub kind: BatchKind,
    pub order: Order,
    pub format: Format,
    /// Bytes.
    pub size: u64,
    /// Rows.
    pub total: u32,
    pub warnings: Vec<Finding>,
    /// The last piece of the file, sealed, and its place; the others are kept already.
    pub last: (i32, Vec<u8>),
}

/// Takes a file in: from now on it is worked on, whatever happens.
///
/// # Errors
/// The database cannot take it.
pub(super) fn create(tx: &mut Tx<'_>, actor: &Actor, caller: &Caller, operation: &'static str, arrived: &Arrived) -> Result<Batch> {
    let now = tx.now;
    let warnings = serde_json::to_string(&arrived.warnings).map_err(|_| Error::internal("warnings cannot be written as JSON"))?;
    let batch = Batch {
        id: arrived.id,
        kind: arrived.kind,
        client_id: actor.client,
        organisation_id: actor.organisation,
        role: actor.role,
        calling_user: caller.user.clone(),
        basis: caller.basis.clone(),
        reason: caller.reason.clone(),
        trace_id: caller.trace_id.clone(),
        mode: arrived.order.mode,
        atomicity: arrived.order.atomicity,
        on_change: arrived.order.on_change,
        format: arrived.format,
        size: i64::try_from(arrived.size).unwrap_or(i64::MAX),
        status: BatchStatus::Received,
        total: i32::try_from(arrived.total).unwrap_or(i32::MAX),
        processed: 0,
        counts: Counts::default(),
        warnings,
        failure: None,
        attempts: 0,
        received_at: now,
        started_at: None,
        finished_at: None,
        forgotten_at: None,
    };
    store::insert_piece(tx, arrived.id, arrived.last.0, &arrived.last.1, now)?;
    store::insert(tx, &batch)?;
    note(tx, caller, Event::Change, operation, arrived.id, &[])?;
    Ok(batch)
}

/// Whose batches a caller sees; none for everybody's.
pub(super) fn sight(actor: &Actor) -> Option<OrganisationId> {
    match actor.reach() {
        Reach::Everyone => None,
        Reach::EmployedBy(own) | Reach::RecordedBy(own) => Some(own),
    }
}

/// A batch that the caller sees.
///
/// # Errors
/// 404 out of sight.
pub(super) fn find(conn: &mut Conn, actor: &Actor, kind: BatchKind, id: BatchId) -> Result<Batch> {
    store::find(conn, kind, id, sight(actor))?.ok_or_else(Error::not_found)
}

/// Rows of a batch that the caller sees.
///
/// # Errors
/// 404 out of sight.
pub(super) fn rows(
    conn: &mut Conn,
    actor: &Actor,
    (kind, id): (BatchKind, BatchId),
    outcome: Option<RowOutcome>,
    after: Option<i32>,
    limit: i64,
) -> Result<Vec<Row>> {
    find(conn, actor, kind, id)?;
    store::rows(conn, id, outcome, after, limit)
}

/// Notes what was done with a batch, and whom it is about.
///
/// # Errors
/// It cannot be kept; then neither may the answer be given.
pub(super) fn note(
    tx: &mut Tx<'_>,
    caller: &Caller,
    event: Event,
    operation: &'static str,
    id: BatchId,
    subjects: &[WorkerId],
) -> Result<()> {
    let mut note =
        |subjects: &[WorkerId]| journal::note(tx, caller, &Note { event, operation, object_type: "batch", object: Some(id.0), subjects });
    if subjects.is_empty() {
        return note(subjects);
    }
    subjects.chunks(MOST_SUBJECTS).try_for_each(note)
}
