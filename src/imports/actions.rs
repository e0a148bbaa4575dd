//! DOES: takes files in, and tells what became of them.

use std::collections::BTreeSet;

use super::faults;
use super::kinds::BatchKind;
use super::model::{Batch, Counts, StoredRow};
use super::store;
use super::words::{BatchStatus, Order, RowOutcome};
use crate::auth;
use crate::call::{Actor, Call, Reach, Role};
use crate::db::{Conn, Tx};
use crate::error::{Error, Kind, Result};
use crate::events::{self, Body, Happening};
use crate::jobs;
use crate::journal::{self, Event, JournalNote, Trail};
use crate::tables::{FileForm, Finding, Format};
use crate::values::{BatchId, OrganisationId, WorkerId};

/// A file that has arrived, and whose form is good.
#[derive(Debug, Clone)]
pub(super) struct ArrivedFile {
    pub id: BatchId,
    pub kind: BatchKind,
    pub order: Order,
    pub format: Format,
    /// Bytes.
    pub size: u64,
    /// Rows.
    pub total: u32,
    pub warnings: Vec<Finding>,
    /// The form that only the whole file shows.
    pub form: FileForm,
    /// The last piece of the file, sealed, and its place; the others are kept already.
    pub last: (i32, Vec<u8>),
}

/// Takes a file in: from now on it is worked on, whatever happens.
///
/// # Errors
/// The database cannot take it.
pub(super) fn create(
    tx: &mut Tx<'_>,
    call: &Call,
    operation: &'static str,
    arrived: &ArrivedFile,
) -> Result<Batch> {
    let now = tx.now;
    let unwritten = |_| Error::internal("what a file shows cannot be written as JSON");
    let warnings = serde_json::to_string(&arrived.warnings).map_err(unwritten)?;
    let form = serde_json::to_string(&arrived.form).map_err(unwritten)?;
    let batch = Batch {
        id: arrived.id,
        kind: arrived.kind,
        client_id: call.actor.client,
        organisation_id: call.actor.organisation,
        role: call.actor.role,
        calling_user: call.user.clone(),
        basis: call.basis.clone(),
        reason: call.reason.clone(),
        trace_id: call.trace_id.clone(),
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
        received_at: now,
        started_at: None,
        finished_at: None,
        forgotten_at: None,
        form: Some(form),
    };
    store::insert_piece(tx, arrived.id, arrived.last.0, &arrived.last.1, now)?;
    store::insert(tx, &batch)?;
    jobs::add(tx, &batch.job())?;
    let about = events::Batch { kind: batch.kind.as_str(), rows: batch.total };
    let event = Happening::to(batch.id.0, Body::BatchReceived(about)).at(batch.organisation_id);
    events::happened(tx, call, operation, &event)?;
    Ok(batch)
}

/// Organisation and role whose batches a caller sees; none for everybody's. A caller sees those of its own
/// role only: what a registrar's file says of people is not for whoever employs them.
pub(super) fn sight(actor: &Actor) -> Option<(OrganisationId, Role)> {
    match actor.reach() {
        Reach::Everyone => None,
        Reach::EmployedBy(own) | Reach::RecordedBy(own) => Some((own, actor.role)),
    }
}

/// A batch that the caller sees.
///
/// # Errors
/// 404 out of sight.
pub(super) fn find(conn: &mut Conn, actor: &Actor, kind: BatchKind, id: BatchId) -> Result<Batch> {
    store::find(conn, kind, id, sight(actor))?.ok_or_else(Error::not_found)
}

/// Rows of a batch that the caller sees, and the form of its file.
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
) -> Result<(FileForm, Vec<StoredRow>)> {
    let batch = find(conn, actor, kind, id)?;
    Ok((batch.form(), store::rows(conn, id, outcome, after, limit)?))
}

/// A batch whose file can be given back, and whom its rows are about; nobody, where they are too many to
/// name.
///
/// # Errors
/// 404 out of sight, 409 while it is worked on and for a list of objects, 410 when the file is forgotten.
pub(super) fn annotated(
    conn: &mut Conn,
    actor: &Actor,
    kind: BatchKind,
    id: BatchId,
) -> Result<(Batch, Vec<WorkerId>)> {
    let batch = find(conn, actor, kind, id)?;
    if matches!(batch.format, Format::Json | Format::Ndjson) {
        return Err(Error::conflict(faults::not_given_back()));
    }
    if batch.finished_at.is_none() {
        return Err(Error::conflict(faults::worked_on()));
    }
    if batch.forgotten_at.is_some() {
        return Err(Error::new(Kind::Gone, faults::forgotten()));
    }
    let mut subjects = store::subjects(conn, id, journal::MOST_SUBJECTS)?;
    if subjects.len() > journal::MOST_SUBJECTS {
        subjects.clear();
    }
    Ok((batch, subjects.into_iter().collect()))
}

/// Whether the sender of a batch is still a client: what was sent with a stolen secret is not put on the
/// register.
pub(super) fn is_trusted(conn: &mut Conn, batch: &Batch) -> Result<bool> {
    Ok(auth::identity(conn, batch.client_id)?.is_some())
}

/// Notes a file that is given back.
///
/// # Errors
/// It cannot be kept; then neither may the file be given.
pub(super) fn note_annotated(
    trail: &mut impl Trail,
    call: &Call,
    operation: &'static str,
    (batch, subjects): &(Batch, Vec<WorkerId>),
) -> Result<()> {
    let note = JournalNote {
        event: Event::Export,
        operation,
        object_type: "batch",
        object: Some(batch.id.0),
        subjects,
    };
    journal::note_export(trail, call, &note, i64::from(batch.total))
}

/// Notes rows that are told, and whom they are about.
///
/// # Errors
/// It cannot be kept; then neither may they be told.
pub(super) fn note_rows(
    trail: &mut impl Trail,
    call: &Call,
    operation: &'static str,
    id: BatchId,
    rows: &[StoredRow],
) -> Result<()> {
    let subjects: BTreeSet<_> = rows.iter().flat_map(StoredRow::subjects).collect();
    note(trail, call, Event::Access, operation, id, &subjects.into_iter().collect::<Vec<_>>())
}

/// Notes what was done with a batch, and whom it is about.
///
/// # Errors
/// It cannot be kept; then neither may the answer be given.
pub(super) fn note(
    trail: &mut impl Trail,
    call: &Call,
    event: Event,
    operation: &'static str,
    id: BatchId,
    subjects: &[WorkerId],
) -> Result<()> {
    journal::note_all(
        trail,
        call,
        &JournalNote { event, operation, object_type: "batch", object: Some(id.0), subjects },
    )
}
