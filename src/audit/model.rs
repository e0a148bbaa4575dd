//! KNOWS: what an auditor is told of an entry.

use serde::Serialize;
use utoipa::ToSchema;

use crate::journal::{Event, ObjectId, Row};
use crate::values::{ClientId, Moment, Note, OrganisationId, WorkerId};

/// An entry of the journal.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "lane": 0, "sequence": 42, "at": "2026-11-23T10:00:00.000000Z",
    "clientId": "01990000-0000-7000-8000-0000000000c1",
    "organisationId": "01990000-0000-7000-8000-0000000000a1",
    "callingUser": null, "basis": "Legea 140/2001, art. 5", "reason": "monthly payroll", "event": "access",
    "operation": "query_qualification_status", "objectType": "status", "objectId": null,
    "workerIds": ["01990000-0000-7000-8000-000000000001"], "rowCount": null,
    "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
}))]
pub struct Entry {
    /// The chain that the entry is a link of. The embedded database has 0 for changes and 2 for reads, and 1
    /// and 3 for those of commands.
    #[schema(minimum = 0, maximum = 2_147_483_647)]
    pub lane: i32,
    /// Its place in the chain, from 1.
    #[schema(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub sequence: i64,
    /// The moment at which it happened.
    pub at: Moment,
    /// The calling system.
    pub client_id: ClientId,
    /// The organisation that it belongs to.
    pub organisation_id: OrganisationId,
    /// The person behind the call, where there was one.
    pub calling_user: Option<Note>,
    /// The legal basis given.
    pub basis: Note,
    /// The reason given.
    pub reason: Note,
    /// The event.
    pub event: Event,
    /// The operation's id in this contract.
    #[schema(max_length = 80)]
    pub operation: String,
    /// Type of the object that it was done to.
    #[schema(max_length = 40)]
    pub object_type: String,
    /// The object, where it is one.
    pub object_id: Option<ObjectId>,
    /// The workers concerned; nobody is named of a file with more than 1,000 people, which says how many rows
    /// it has.
    #[schema(max_items = 1000)]
    pub worker_ids: Vec<WorkerId>,
    /// Number of rows that left as a file, where it was an export.
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
            worker_ids: row.workers().collect(),
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
