//! KNOWS: what an entry says, and the exact bytes that its digest covers.

use aws_lc_rs::hmac;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::call::Event;
use crate::db::schema::journal_entries;
use crate::values::{ClientId, Moment, Note, OrganisationId, WorkerId};

/// The most workers that one entry is about.
pub const MOST_SUBJECTS: usize = 1_000;

/// The note that is made of one operation.
#[derive(Clone, Copy)]
pub struct JournalNote<'a> {
    /// The kind of deed.
    pub event: Event,
    /// The operation's id in the contract.
    pub operation: &'a str,
    /// The kind of thing that it was done to.
    pub object_type: &'a str,
    /// Its id, where it is one thing.
    pub object: Option<Uuid>,
    /// About whom; empty when nobody was found.
    pub subjects: &'a [WorkerId],
}

/// An entry as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = journal_entries)]
#[diesel(treat_none_as_default_value = false)]
pub struct Row {
    /// The chain that it is a link of.
    pub lane: i32,
    /// Its place in the chain, from 1.
    pub seq: i64,
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
    /// The kind of deed.
    pub event: Event,
    /// The operation's id in the contract.
    pub operation: String,
    /// The kind of thing that it was done to.
    pub object_type: String,
    /// Its id, where it is one thing.
    pub object_id: Option<ObjectId>,
    /// The ids of the workers that it is about, one after the other.
    pub subjects: Vec<u8>,
    /// The request's trace.
    pub trace_id: String,
    /// Its digest.
    pub digest: Vec<u8>,
    /// Rows that left as a file, where it was an export.
    pub row_count: Option<i64>,
    /// The last link of the lane in the other file that was on the disk, where no entry before has named it.
    pub witness: Option<Vec<u8>>,
}

crate::values::id_type! {
    /// The id of the thing that an entry is about, of any kind.
    ObjectId
}

impl Row {
    /// The workers that it is about.
    pub fn workers(&self) -> impl Iterator<Item = WorkerId> {
        workers(&self.subjects)
    }

    /// The digest of this entry after the one before it.
    ///
    /// Every field is preceded by its length, so that no two entries have the same bytes.
    pub(super) fn digest_after(&self, before: &[u8], key: &hmac::Key) -> [u8; 32] {
        let mut context = hmac::Context::with_key(key);
        let mut field = |bytes: &[u8]| {
            context.update(&(bytes.len() as u64).to_be_bytes());
            context.update(bytes);
        };
        // Absent and empty are two things.
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
        // Entries from before exports, and from before there were two files, have no such field.
        if let Some(rows) = self.row_count {
            field(&rows.to_be_bytes());
        }
        if let Some(witness) = &self.witness {
            field(witness);
        }
        let mut digest = [0; 32];
        digest.copy_from_slice(context.sign().as_ref());
        digest
    }
}

/// A link of a lane: sequence number and digest of an entry.
type Link = (i64, [u8; 32]);

/// A link of a lane, as the bytes of an entry that names it.
pub(super) fn witness_of((lane, (seq, digest)): (i32, Link)) -> Vec<u8> {
    [lane.to_be_bytes().as_slice(), &seq.to_be_bytes(), &digest].concat()
}

/// The link that an entry names; none where the bytes are not one.
pub(super) fn witnessed(bytes: &[u8]) -> Option<(i32, Link)> {
    let (lane, link) = bytes.split_first_chunk()?;
    let (seq, digest) = link.split_first_chunk()?;
    Some((i32::from_be_bytes(*lane), (i64::from_be_bytes(*seq), digest.try_into().ok()?)))
}

/// The workers that an entry is about.
pub(super) fn workers(subjects: &[u8]) -> impl Iterator<Item = WorkerId> {
    subjects.chunks_exact(16).filter_map(|id| Uuid::from_slice(id).ok()).map(WorkerId)
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

/// The entries that an auditor asks for.
#[derive(Default)]
pub struct Filter {
    /// Only those about this worker.
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
