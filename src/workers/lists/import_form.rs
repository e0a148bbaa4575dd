//! Employments in the columns of a staff list, in which files of workers are sent in.

use serde::Serialize;

use super::store::{Selection, StaffPlace, StaffRow};
use crate::db::Conn;
use crate::error::Result;
use crate::http::export::{ExportSource, ImportColumns};
use crate::tables::Cell;
use crate::tables::write::{FileRow, said};
use crate::values::{Code, Day, EmploymentId, Name, OrganisationId, WorkerId};
use crate::version;

/// Employment as a row of a staff list says it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EmploymentRow {
    #[serde(skip)]
    place: StaffPlace,
    worker_id: WorkerId,
    family_name: Name,
    given_name: Name,
    employment_id: EmploymentId,
    organisation: OrganisationId,
    post: Code,
    valid_from: Day,
    valid_until: Option<Day>,
    record_version: String,
}

impl EmploymentRow {
    fn of(StaffRow { record, worker, employment }: StaffRow) -> Result<Self> {
        Ok(Self {
            record_version: version::in_cell(&worker)?,
            place: (record, employment.valid_from, employment.id),
            worker_id: worker.id,
            family_name: worker.family_name,
            given_name: worker.given_name,
            employment_id: employment.id,
            organisation: employment.organisation_id,
            post: employment.post,
            valid_from: employment.valid_from,
            valid_until: employment.valid_until,
        })
    }
}

impl ExportSource for ImportColumns<Selection> {
    type Row = EmploymentRow;
    type Position = StaffPlace;

    const NAME: &'static str = "workers";
    const OPERATION: &'static str = "list_workers";
    const OBJECT_TYPE: &'static str = "worker";

    fn count(&self, conn: &mut Conn) -> Result<i64> {
        self.0.count_staff(conn)
    }

    fn subjects(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        self.0.workers_of_staff(conn, most)
    }

    fn page(&self, conn: &mut Conn, after: Option<StaffPlace>, limit: i64) -> Result<Vec<EmploymentRow>> {
        self.0.staff(conn, after, limit)?.into_iter().map(EmploymentRow::of).collect()
    }

    fn position(row: &EmploymentRow) -> StaffPlace {
        row.place
    }
}

impl FileRow for EmploymentRow {
    const TITLES: &'static [&'static str] = &[
        "idnp",
        "workerId",
        "familyName",
        "givenName",
        "employmentId",
        "organisation",
        "post",
        "validFrom",
        "validUntil",
        "recordVersion",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            // Never given back; the column is there for who is new.
            Cell::Empty,
            said(self.worker_id),
            said(&self.family_name),
            said(&self.given_name),
            said(self.employment_id),
            said(self.organisation),
            said(&self.post),
            Cell::Day(self.valid_from),
            self.valid_until.map_or(Cell::Empty, Cell::Day),
            said(&self.record_version),
        ]
    }
}
