//! Supervision sessions in the columns in which files of them are sent in.

use serde::Serialize;

use super::model::{SessionMethod, SessionSetting, SupervisionSession};
use super::store::Selection;
use crate::db::Conn;
use crate::error::Result;
use crate::http::export::{ExportSource, ImportColumns};
use crate::tables::Cell;
use crate::tables::write::{FileRow, said};
use crate::values::{Code, Day, OrganisationId, SessionId, SessionKind, WorkerId};

/// Session as a row of a file that is sent in says it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionRow {
    #[serde(skip)]
    id: SessionId,
    supervisor_id: WorkerId,
    attendees: Vec<WorkerId>,
    kind: SessionKind,
    setting: SessionSetting,
    method: SessionMethod,
    held_on: Day,
    minutes: i32,
    theme: Code,
    /// The session's own reference; of one without, its id, by which it is found again.
    reference: String,
    organisation: OrganisationId,
}

impl From<SupervisionSession> for SessionRow {
    fn from(session: SupervisionSession) -> Self {
        let id = session.id;
        Self {
            id,
            supervisor_id: session.supervisor_id,
            attendees: session.attendee_ids,
            kind: session.kind,
            setting: session.setting,
            method: session.method,
            held_on: session.held_on,
            minutes: session.minutes,
            theme: session.theme,
            reference: session.reference.map_or_else(|| id.to_string(), |reference| reference.to_string()),
            organisation: session.organisation_id,
        }
    }
}

impl ExportSource for ImportColumns<Selection> {
    type Row = SessionRow;
    type Position = SessionId;

    const NAME: &'static str = "supervision-sessions";
    const OPERATION: &'static str = "list_supervision_sessions";
    const OBJECT_TYPE: &'static str = "supervision_session";

    fn count(&self, conn: &mut Conn) -> Result<i64> {
        self.0.count(conn)
    }

    fn subjects(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        self.0.people(conn, most)
    }

    fn page(&self, conn: &mut Conn, after: Option<SessionId>, limit: i64) -> Result<Vec<SessionRow>> {
        Ok(self.0.list(conn, after, limit)?.into_iter().map(SessionRow::from).collect())
    }

    fn position(row: &SessionRow) -> SessionId {
        row.id
    }
}

impl FileRow for SessionRow {
    const TITLES: &'static [&'static str] = &[
        "supervisorId",
        "attendees",
        "kind",
        "setting",
        "method",
        "heldOn",
        "minutes",
        "theme",
        "reference",
        "organisation",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            said(self.supervisor_id),
            Cell::List(self.attendees.iter().map(ToString::to_string).collect()),
            said(self.kind),
            said(self.setting),
            said(self.method),
            Cell::Day(self.held_on),
            Cell::Number(f64::from(self.minutes)),
            said(&self.theme),
            said(&self.reference),
            said(self.organisation),
        ]
    }
}
