//! Awards as a file.

use super::model::Award;
use super::store::Selection;
use crate::db::Conn;
use crate::error::Result;
use crate::http::export::ExportSource;
use crate::tables::Cell;
use crate::tables::write::{FileRow, given, said};
use crate::values::{AwardId, WorkerId};

impl ExportSource for Selection {
    type Row = Award;
    type Position = AwardId;

    const NAME: &'static str = "awards";
    const OPERATION: &'static str = "list_awards";
    const OBJECT_TYPE: &'static str = "award";

    fn count(&self, conn: &mut Conn) -> Result<i64> {
        self.count(conn)
    }

    fn subjects(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        self.workers(conn, most)
    }

    fn page(&self, conn: &mut Conn, after: Option<AwardId>, limit: i64) -> Result<Vec<Award>> {
        self.list(conn, after, limit)
    }

    fn position(row: &Award) -> AwardId {
        row.id
    }
}

impl FileRow for Award {
    const TITLES: &'static [&'static str] = &[
        "id",
        "workerId",
        "gradeId",
        "commissionId",
        "decisionNumber",
        "decidedOn",
        "validFrom",
        "validUntil",
        "recordedAt",
        "recordedBy",
        "revokedFrom",
        "revokedAt",
        "revocationReason",
        "migrationBasis",
        "revocationWithdrawnAt",
        "revocationWithdrawalReason",
        "correctedAt",
        "correctionReason",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            said(self.id),
            said(self.worker_id),
            said(self.grade_id),
            said(self.commission_id),
            said(&self.decision_number),
            Cell::Day(self.decided_on),
            Cell::Day(self.valid_from),
            self.valid_until.map_or(Cell::Empty, Cell::Day),
            said(self.recorded_at),
            said(self.recorded_by),
            self.revoked_from.map_or(Cell::Empty, Cell::Day),
            given(self.revoked_at),
            given(self.revocation_reason.as_ref()),
            given(self.migration_basis.as_ref()),
            given(self.revocation_withdrawn_at),
            given(self.revocation_withdrawal_reason.as_ref()),
            given(self.corrected_at),
            given(self.correction_reason.as_ref()),
        ]
    }
}
