//! KNOWS: entries that were committed together, as the bytes of one row. What they have in common (who
//! called, why, for what) stands in it once.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{ObjectId, Row};
use crate::call::Event;
use crate::error::{Error, Result};
use crate::values::{ClientId, Moment, Note, OrganisationId};

/// The part that several entries have in common.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Heading<'h> {
    client_id: [u8; 16],
    organisation_id: [u8; 16],
    calling_user: Option<&'h str>,
    basis: &'h str,
    reason: &'h str,
    event: &'h str,
    operation: &'h str,
    object_type: &'h str,
}

/// An entry, but for its heading, and for its place and moment, which the row has.
#[derive(Serialize, Deserialize)]
struct PackedEntry {
    heading: u32,
    object_id: Option<[u8; 16]>,
    subjects: Vec<u8>,
    trace_id: String,
    digest: [u8; 32],
    row_count: Option<i64>,
    witness: Option<Vec<u8>>,
}

#[derive(Default, Serialize, Deserialize)]
struct PackedEntries<'h> {
    #[serde(borrow)]
    headings: Vec<Heading<'h>>,
    entries: Vec<PackedEntry>,
}

/// Packs entries of one lane and one moment, each the next after the one before.
///
/// # Errors
/// A digest is not one.
pub(super) fn pack(rows: &[Row]) -> Result<Vec<u8>> {
    let unpackable = || Error::internal("entries of the journal cannot be packed");
    let (mut packed, mut places) = (PackedEntries::default(), HashMap::new());
    for row in rows {
        let heading = Heading {
            client_id: *row.client_id.0.as_bytes(),
            organisation_id: *row.organisation_id.0.as_bytes(),
            calling_user: row.calling_user.as_ref().map(Note::as_str),
            basis: row.basis.as_str(),
            reason: row.reason.as_str(),
            event: row.event.as_str(),
            operation: &row.operation,
            object_type: &row.object_type,
        };
        let next = u32::try_from(packed.headings.len()).map_err(|_| unpackable())?;
        let place = *places.entry(heading).or_insert_with(|| {
            packed.headings.push(heading);
            next
        });
        packed.entries.push(PackedEntry {
            heading: place,
            object_id: row.object_id.map(|object| *object.0.as_bytes()),
            subjects: row.subjects.clone(),
            trace_id: row.trace_id.clone(),
            digest: row.digest.as_slice().try_into().map_err(|_| unpackable())?,
            row_count: row.row_count,
            witness: row.witness.clone(),
        });
    }
    postcard::to_allocvec(&packed).map_err(|_| unpackable())
}

/// The entries of a row, of which the last has the sequence number `last`. None where the bytes are not those
/// of entries.
pub(super) fn unpack(lane: i32, last: i64, at: Moment, bytes: &[u8]) -> Option<Vec<Row>> {
    let (packed, rest) = postcard::take_from_bytes::<PackedEntries<'_>>(bytes).ok()?;
    if !rest.is_empty() {
        return None;
    }
    let before = last.checked_sub(i64::try_from(packed.entries.len()).ok()?)?;
    let rows = (1..).zip(packed.entries).map(|(number, entry)| {
        let heading = packed.headings.get(usize::try_from(entry.heading).ok()?)?;
        Some(Row {
            lane,
            seq: before + number,
            at,
            client_id: ClientId(Uuid::from_bytes(heading.client_id)),
            organisation_id: OrganisationId(Uuid::from_bytes(heading.organisation_id)),
            calling_user: heading.calling_user.map(Note::kept),
            basis: Note::kept(heading.basis),
            reason: Note::kept(heading.reason),
            event: Event::named(heading.event)?,
            operation: heading.operation.to_owned(),
            object_type: heading.object_type.to_owned(),
            object_id: entry.object_id.map(|id| ObjectId(Uuid::from_bytes(id))),
            subjects: entry.subjects,
            trace_id: entry.trace_id,
            digest: entry.digest.to_vec(),
            row_count: entry.row_count,
            witness: entry.witness,
        })
    });
    rows.collect()
}
