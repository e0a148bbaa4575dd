//! Workers as a file.

use super::store::Selection;
use crate::db::Conn;
use crate::error::Result;
use crate::http::export::ExportSource;
use crate::tables::Cell;
use crate::tables::write::{FileRow, given, said};
use crate::values::WorkerId;
use crate::workers::model::Worker;

impl ExportSource for Selection {
    type Row = Worker;
    type Position = WorkerId;

    const NAME: &'static str = "workers";
    const OPERATION: &'static str = "list_workers";
    const OBJECT_TYPE: &'static str = "worker";

    fn count(&self, conn: &mut Conn) -> Result<i64> {
        self.count(conn)
    }

    fn subjects(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        self.workers(conn, most)
    }

    fn page(&self, conn: &mut Conn, after: Option<WorkerId>, limit: i64) -> Result<Vec<Worker>> {
        self.list(conn, after, limit)
    }

    fn position(row: &Worker) -> WorkerId {
        row.id
    }
}

impl FileRow for Worker {
    const TITLES: &'static [&'static str] = &[
        "id",
        "idnpLast4",
        "familyName",
        "givenName",
        "status",
        "statusReason",
        "statusSince",
        "mergedInto",
        "createdAt",
        "updatedAt",
        "deactivatedFrom",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            said(self.id),
            said(&self.idnp_last4),
            said(&self.family_name),
            said(&self.given_name),
            said(self.status),
            given(self.status_reason.as_ref()),
            said(self.status_since),
            given(self.merged_into),
            said(self.created_at),
            said(self.updated_at),
            self.deactivated_from.map_or(Cell::Empty, Cell::Day),
        ]
    }
}
