//! Supervision sessions as a file.

use super::model::SupervisionSession;
use super::store::Selection;
use crate::db::Conn;
use crate::error::Result;
use crate::http::export::ExportSource;
use crate::tables::Cell;
use crate::tables::write::{FileRow, given, said};
use crate::values::{SessionId, WorkerId};

impl ExportSource for Selection {
    type Row = SupervisionSession;
    type Position = SessionId;

    const NAME: &'static str = "supervision-sessions";
    const OPERATION: &'static str = "list_supervision_sessions";
    const OBJECT_TYPE: &'static str = "supervision_session";

    fn count(&self, conn: &mut Conn) -> Result<i64> {
        self.count(conn)
    }

    fn subjects(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        self.people(conn, most)
    }

    fn page(&self, conn: &mut Conn, after: Option<SessionId>, limit: i64) -> Result<Vec<SupervisionSession>> {
        self.list(conn, after, limit)
    }

    fn position(row: &SupervisionSession) -> SessionId {
        row.id
    }
}

impl FileRow for SupervisionSession {
    const TITLES: &'static [&'static str] = &[
        "id",
        "organisationId",
        "supervisorId",
        "kind",
        "setting",
        "method",
        "heldOn",
        "minutes",
        "theme",
        "attendeeIds",
        "reference",
        "recordedAt",
        "recordedBy",
        "withdrawnAt",
        "withdrawal",
        "withdrawalReason",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            said(self.id),
            said(self.organisation_id),
            said(self.supervisor_id),
            said(self.kind),
            said(self.setting),
            said(self.method),
            Cell::Day(self.held_on),
            Cell::Number(f64::from(self.minutes)),
            said(&self.theme),
            Cell::List(self.attendee_ids.iter().map(ToString::to_string).collect()),
            given(self.reference.as_ref()),
            said(self.recorded_at),
            said(self.recorded_by),
            given(self.withdrawn_at),
            given(self.withdrawal),
            given(self.withdrawal_reason.as_ref()),
        ]
    }
}
