//! Completions in the columns in which files of them are sent in.

use std::collections::HashMap;

use serde::Serialize;

use super::model::Completion;
use super::store::Selection;
use crate::db::Conn;
use crate::error::Result;
use crate::http::export::{ExportSource, ImportColumns};
use crate::programmes;
use crate::tables::Cell;
use crate::tables::write::{FileRow, given, said};
use crate::values::{
    CompletionId, CompletionResult, Day, OrganisationId, Part, ProgrammeCode, ProgrammeId, Reference,
    WorkerId,
};

/// Completion as a row of a file that is sent in says it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CompletionRow {
    #[serde(skip)]
    id: CompletionId,
    worker_id: WorkerId,
    programme: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_on: Option<Day>,
    completed_on: Day,
    /// The time, exactly: `7.5`, or `8:20` where no hundredths of an hour say it.
    hours: String,
    result: CompletionResult,
    reference: Reference,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<Part>,
    provider: OrganisationId,
}

impl CompletionRow {
    /// The completion of the programme with this code.
    fn of(completion: Completion, codes: &HashMap<ProgrammeId, ProgrammeCode>) -> Self {
        let hours = completion.time().to_string();
        let Completion {
            id,
            worker_id,
            programme_id,
            provider_id: provider,
            reference,
            started_on,
            completed_on,
            part,
            result,
            ..
        } = completion;
        let programme =
            codes.get(&programme_id).map_or_else(|| programme_id.to_string(), ToString::to_string);
        let part = part.0;
        Self { id, worker_id, programme, started_on, completed_on, hours, result, reference, part, provider }
    }
}

impl ExportSource for ImportColumns<Selection> {
    type Row = CompletionRow;
    type Position = CompletionId;

    const NAME: &'static str = "completions";
    const OPERATION: &'static str = "list_completions";
    const OBJECT_TYPE: &'static str = "completion";

    fn count(&self, conn: &mut Conn) -> Result<i64> {
        self.0.count(conn)
    }

    fn subjects(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        self.0.workers(conn, most)
    }

    fn page(&self, conn: &mut Conn, after: Option<CompletionId>, limit: i64) -> Result<Vec<CompletionRow>> {
        let completions = self.0.list(conn, after, limit)?;
        let mut named: Vec<_> = completions.iter().map(|completion| completion.programme_id).collect();
        named.sort_unstable();
        named.dedup();
        let codes = programmes::codes(conn, &named)?;
        Ok(completions.into_iter().map(|completion| CompletionRow::of(completion, &codes)).collect())
    }

    fn position(row: &CompletionRow) -> CompletionId {
        row.id
    }
}

impl FileRow for CompletionRow {
    const TITLES: &'static [&'static str] = &[
        "workerId",
        "programme",
        "startedOn",
        "completedOn",
        "hours",
        "result",
        "reference",
        "part",
        "provider",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            said(self.worker_id),
            said(&self.programme),
            self.started_on.map_or(Cell::Empty, Cell::Day),
            Cell::Day(self.completed_on),
            self.hours.parse().map_or_else(|_| said(&self.hours), Cell::Number),
            said(self.result),
            said(&self.reference),
            given(self.part.as_ref()),
            said(self.provider),
        ]
    }
}
