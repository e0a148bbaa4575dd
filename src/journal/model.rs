//! KNOWS: what an entry says, and the exact bytes that its digest covers.

use aws_lc_rs::hmac;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::schema::journal_entries;
use crate::values::{ClientId, Moment, Note as Text, OrganisationId, WorkerId, vocabulary};

vocabulary! {
    /// What was done, after the event types of the national journal (MLog).
    pub enum Event {
        /// Personal data was read.
        Access = "access",
        /// A person was looked for.
        Search = "search",
        /// Something was recorded, changed or withdrawn.
        Change = "change",
        /// Personal data left as a file.
        Export = "export",
    }
}

/// Whom one entry is about, at the most.
pub const MOST_SUBJECTS: usize = 1_000;

/// What is noted of one operation.
#[derive(Clone, Copy)]
pub struct Note<'a> {
    /// What was done.
    pub event: Event,
    /// The operation's id in the contract.
    pub operation: &'static str,
    /// What kind of thing it was done to.
    pub object_type: &'static str,
    /// Which one, where it is one.
    pub object: Option<Uuid>,
    /// About whom; empty when nobody was found.
    pub subjects: &'a [WorkerId],
}

/// An entry as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = journal_entries)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct Row {
    pub lane: i32,
    pub seq: i64,
    pub at: Moment,
    pub client_id: ClientId,
    pub organisation_id: OrganisationId,
    pub calling_user: Option<Text>,
    pub basis: Text,
    pub reason: Text,
    pub event: Event,
    pub operation: String,
    pub object_type: String,
    pub object_id: Option<ObjectId>,
    pub subjects: Vec<u8>,
    pub trace_id: String,
    pub digest: Vec<u8>,
    pub row_count: Option<i64>,
}

crate::values::id_type! {
    /// Whatever an entry is about.
    ObjectId
}

impl Row {
    /// The digest of this entry after the one before it.
    ///
    /// Every field is preceded by its length, so that no two entries have the same bytes.
    pub fn digest_after(&self, before: &[u8], key: &hmac::Key) -> [u8; 32] {
        let mut context = hmac::Context::with_key(key);
        let mut field = |bytes: &[u8]| {
            context.update(&(bytes.len() as u64).to_be_bytes());
            context.update(bytes);
        };
        // What is absent is not what is empty.
        let given = |bytes: Option<&[u8]>| bytes.map_or_else(Vec::new, |bytes| [b"=", bytes].concat());
        field(before);
        field(&self.lane.to_be_bytes());
        field(&self.seq.to_be_bytes());
        field(&self.at.as_microsecond().to_be_bytes());
        field(self.client_id.0.as_bytes());
        field(self.organisation_id.0.as_bytes());
        field(&given(self.calling_user.as_ref().map(|user| user.as_str().as_bytes())));
        field(self.basis.as_str().as_bytes());
        field(self.reason.as_str().as_bytes());
        field(self.event.as_str().as_bytes());
        field(self.operation.as_bytes());
        field(self.object_type.as_bytes());
        field(&given(self.object_id.as_ref().map(|id| id.0.as_bytes().as_slice())));
        field(&self.subjects);
        field(self.trace_id.as_bytes());
        // Entries from before exports have no such field.
        if let Some(rows) = self.row_count {
            field(&rows.to_be_bytes());
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(context.sign().as_ref());
        digest
    }
}

/// The workers that an entry is about.
pub(super) fn workers(subjects: &[u8]) -> impl Iterator<Item = WorkerId> {
    subjects.chunks_exact(16).filter_map(|id| Uuid::from_slice(id).ok()).map(WorkerId)
}

/// An entry of the journal.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "lane": 0, "sequence": 42, "at": "2026-11-23T10:00:00.000000Z",
    "clientId": "01990000-0000-7000-8000-0000000000c1", "organisationId": "01990000-0000-7000-8000-0000000000a1",
    "callingUser": null, "basis": "Legea 140/2001, art. 5", "reason": "monthly payroll", "event": "access",
    "operation": "query_qualification_status", "objectType": "status", "objectId": null,
    "workerIds": ["01990000-0000-7000-8000-000000000001"], "rowCount": null, "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
}))]
pub struct Entry {
    /// The chain that the entry is a link of; the embedded database has one, 0.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub lane: i32,
    /// Its place in the chain, from 1.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub sequence: i64,
    /// When it happened.
    pub at: Moment,
    /// The calling system.
    pub client_id: ClientId,
    /// The organisation that it belongs to.
    pub organisation_id: OrganisationId,
    /// The person behind the call, where there was one.
    pub calling_user: Option<Text>,
    /// The legal basis given.
    pub basis: Text,
    /// The reason given.
    pub reason: Text,
    /// What was done.
    pub event: Event,
    /// The operation's id in this contract.
    #[schema(max_length = 80)]
    pub operation: String,
    /// What kind of thing it was done to.
    #[schema(max_length = 40)]
    pub object_type: String,
    /// Which one, where it is one.
    pub object_id: Option<ObjectId>,
    /// About whom; nobody is named of a file with more than 1,000 people, which says how many rows it has.
    #[schema(max_items = 1000)]
    pub worker_ids: Vec<WorkerId>,
    /// How many rows left as a file, where it was an export.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    pub row_count: Option<i64>,
    /// The request's trace.
    #[schema(min_length = 32, max_length = 32)]
    pub trace_id: String,
    /// The entry's digest, in hexadecimal.
    #[schema(min_length = 64, max_length = 64)]
    pub digest: String,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        Self {
            worker_ids: workers(&row.subjects).collect(),
            lane: row.lane,
            sequence: row.seq,
            at: row.at,
            client_id: row.client_id,
            organisation_id: row.organisation_id,
            calling_user: row.calling_user,
            basis: row.basis,
            reason: row.reason,
            event: row.event,
            operation: row.operation,
            object_type: row.object_type,
            object_id: row.object_id,
            row_count: row.row_count,
            trace_id: row.trace_id,
            digest: data_encoding::HEXLOWER.encode(&row.digest),
        }
    }
}

/// The last link of each lane, to be kept elsewhere: with it, a cut tail is found.
#[derive(Debug, Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Heads {
    /// One head a lane.
    pub heads: Vec<Head>,
}

/// The last link of a lane.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Head {
    /// The lane.
    pub lane: i32,
    /// Sequence number of its last entry.
    pub sequence: i64,
    /// Digest of its last entry, in hexadecimal.
    pub digest: String,
}
