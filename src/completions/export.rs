//! Completions as a file.

use super::model::Completion;
use super::store::Selection;
use crate::db::Conn;
use crate::error::Result;
use crate::http::export::ExportSource;
use crate::tables::Cell;
use crate::tables::write::{FileRow, given, said};
use crate::values::{CompletionId, WorkerId};

impl ExportSource for Selection {
    type Row = Completion;
    type Position = CompletionId;

    const NAME: &'static str = "completions";
    const OPERATION: &'static str = "list_completions";
    const OBJECT_TYPE: &'static str = "completion";

    fn count(&self, conn: &mut Conn) -> Result<i64> {
        self.count(conn)
    }

    fn subjects(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        self.workers(conn, most)
    }

    fn page(&self, conn: &mut Conn, after: Option<CompletionId>, limit: i64) -> Result<Vec<Completion>> {
        self.list(conn, after, limit)
    }

    fn position(row: &Completion) -> CompletionId {
        row.id
    }
}

impl FileRow for Completion {
    const TITLES: &'static [&'static str] = &[
        "id",
        "workerId",
        "programmeId",
        "providerId",
        "reference",
        "startedOn",
        "completedOn",
        "part",
        "hours",
        "minutes",
        "result",
        "recordedAt",
        "recordedBy",
        "supersedes",
        "withdrawnAt",
        "withdrawal",
        "withdrawalReason",
        "supersededBy",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            said(self.id),
            said(self.worker_id),
            said(self.programme_id),
            said(self.provider_id),
            said(&self.reference),
            self.started_on.map_or(Cell::Empty, Cell::Day),
            Cell::Day(self.completed_on),
            given(self.part.0.as_ref()),
            Cell::Number(f64::from(self.hours.hundredths()) / 100.0),
            self.minutes.map_or(Cell::Empty, |minutes| Cell::Number(minutes.into())),
            said(self.result),
            said(self.recorded_at),
            said(self.recorded_by),
            given(self.supersedes),
            given(self.withdrawn_at),
            given(self.withdrawal),
            given(self.withdrawal_reason.as_ref()),
            given(self.superseded_by),
        ]
    }
}
