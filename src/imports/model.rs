//! KNOWS: what a batch is, and what becomes of its rows.

use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::kinds::BatchKind;
use super::words::{Atomicity, BatchStatus, Mode, OnChange, RowOutcome};
use crate::call::{Actor, Call, Role};
use crate::db::schema::{batch_rows, batches};
use crate::jobs::{Failure, JobId, NewJob, OrderingKey, Size};
use crate::tables::{FileForm, Format};
use crate::values::{BatchId, ClientId, Day, Moment, Note, OrganisationId, WorkerId, id_type};

id_type! {
    /// Id of the object that a row is about.
    ObjectId
}

/// Number of rows that came to each outcome.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Queryable,
    Selectable,
    Insertable,
    AsChangeset,
    Serialize,
    ToSchema,
)]
#[diesel(table_name = batches)]
#[schema(example = json!({
    "created": 9950, "corrected": 0, "voided": 0, "unchanged": 40, "duplicates": 7, "rejected": 3
}))]
pub struct Counts {
    /// Created.
    #[schema(minimum = 0, maximum = 100_000)]
    pub created: i32,
    /// Corrected.
    #[schema(minimum = 0, maximum = 100_000)]
    pub corrected: i32,
    /// Voided.
    #[schema(minimum = 0, maximum = 100_000)]
    pub voided: i32,
    /// Unchanged.
    #[schema(minimum = 0, maximum = 100_000)]
    pub unchanged: i32,
    /// Duplicates.
    #[schema(minimum = 0, maximum = 100_000)]
    pub duplicates: i32,
    /// Rejected.
    #[schema(minimum = 0, maximum = 100_000)]
    pub rejected: i32,
}

impl Counts {
    /// One row more.
    pub fn add(&mut self, outcome: RowOutcome) {
        let count = match outcome {
            RowOutcome::Created => &mut self.created,
            RowOutcome::Corrected => &mut self.corrected,
            RowOutcome::Voided => &mut self.voided,
            RowOutcome::Unchanged => &mut self.unchanged,
            RowOutcome::Duplicate => &mut self.duplicates,
            RowOutcome::Rejected => &mut self.rejected,
        };
        *count += 1;
    }
}

/// The name of batches among jobs.
pub(super) const JOB: &str = "batch";
/// Rows of a batch that does not wait for larger ones: what is planned together, a fraction of a second.
const SMALL: i32 = 5_000;

/// A file of rows that was sent.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = batches)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct Batch {
    pub id: BatchId,
    pub kind: BatchKind,
    pub client_id: ClientId,
    pub organisation_id: OrganisationId,
    pub role: Role,
    pub calling_user: Option<Note>,
    pub basis: Note,
    pub reason: Note,
    pub trace_id: String,
    pub mode: Mode,
    pub atomicity: Atomicity,
    pub on_change: OnChange,
    pub format: Format,
    pub size: i64,
    pub status: BatchStatus,
    pub total: i32,
    pub processed: i32,
    #[diesel(embed)]
    pub counts: Counts,
    pub warnings: String,
    pub failure: Option<Failure>,
    pub received_at: Moment,
    pub started_at: Option<Moment>,
    pub finished_at: Option<Moment>,
    pub forgotten_at: Option<Moment>,
    /// The form that the look through the whole file showed, as JSON; none of a file that was taken in before
    /// that was kept.
    pub form: Option<String>,
}

impl Batch {
    /// The form that the look through the whole file showed.
    pub fn form(&self) -> FileForm {
        self.form.as_deref().and_then(|form| serde_json::from_str(form).ok()).unwrap_or_default()
    }

    /// The job that it is. Those of an organisation that change something are done in the order in which they
    /// came: the next one may build on the one before.
    pub fn job(&self) -> NewJob {
        let size = if self.total <= SMALL { Size::Small } else { Size::Large };
        let ordering_key = (self.mode == Mode::Commit).then_some(OrderingKey(self.organisation_id.0));
        NewJob { id: JobId(self.id.0), kind: JOB, size, ordering_key }
    }

    /// The call that sent it, made again on the day on which it is worked on.
    pub fn call(&self, today: Day) -> Call {
        let actor = Actor { client: self.client_id, organisation: self.organisation_id, role: self.role };
        Call {
            actor,
            user: self.calling_user.clone(),
            basis: self.basis.clone(),
            reason: self.reason.clone(),
            trace_id: self.trace_id.clone(),
            today,
        }
    }
}

/// Outcome of a row, as it is kept.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = batch_rows)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct StoredRow {
    pub batch_id: BatchId,
    pub number: i32,
    pub outcome: RowOutcome,
    pub object_id: Option<ObjectId>,
    pub worker_id: Option<WorkerId>,
    pub reference: Option<String>,
    pub findings: Option<String>,
    /// The ids of who else it is about, one behind the other.
    pub others: Option<Vec<u8>>,
}

impl StoredRow {
    /// The ids of who else a row is about, as they are kept.
    pub fn others(of: &[WorkerId]) -> Option<Vec<u8>> {
        (!of.is_empty()).then(|| of.iter().flat_map(|worker| worker.0.as_bytes()).copied().collect())
    }

    /// The workers that it is about.
    pub fn subjects(&self) -> impl Iterator<Item = WorkerId> {
        let others = self.others.as_deref().unwrap_or_default().chunks_exact(16);
        self.worker_id.into_iter().chain(others.filter_map(|id| Uuid::from_slice(id).ok()).map(WorkerId))
    }
}

impl From<Uuid> for ObjectId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}
