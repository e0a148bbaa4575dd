//! KEEPS: programmes as they stood before each decision about them, and each correction of one.

use diesel::prelude::*;

use super::model::{Programme, ProgrammeStatus};
use crate::db::schema::programme_stages as stages;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::values::{ClientId, Day, Moment, Note, ProgrammeId};

crate::values::id_type! {
    /// The id of a stage of a programme that ended.
    StageId
}

/// The part of a programme that decisions say.
#[derive(Queryable, Selectable)]
#[diesel(table_name = stages)]
struct Stage {
    status: ProgrammeStatus,
    approved_from: Option<Day>,
    approval_basis: Option<Note>,
    approval_correction: Option<Note>,
    retired_from: Option<Day>,
    last_start_on: Option<Day>,
    last_completion_on: Option<Day>,
    retirement_reason: Option<Note>,
    retirement_correction: Option<Note>,
    updated_at: Moment,
}

/// Keeps how a programme stood until now.
pub(super) fn keep(tx: &mut Tx<'_>, before: &Programme, by: ClientId) -> Result<()> {
    let row = (
        stages::id.eq(StageId::new()),
        stages::programme_id.eq(before.id),
        stages::status.eq(before.status),
        stages::approved_from.eq(before.approved_from),
        stages::approval_basis.eq(&before.approval_basis),
        stages::approval_correction.eq(&before.approval_correction),
        stages::retired_from.eq(before.retired_from),
        stages::last_start_on.eq(before.last_start_on),
        stages::last_completion_on.eq(before.last_completion_on),
        stages::retirement_reason.eq(&before.retirement_reason),
        stages::retirement_correction.eq(&before.retirement_correction),
        stages::updated_at.eq(before.updated_at),
        stages::ended_at.eq(tx.now),
        stages::ended_by.eq(by),
    );
    diesel::insert_into(stages::table).values(row).execute(tx.conn())?;
    Ok(())
}

/// A programme as it was known to stand at a moment; none before it was drafted.
///
/// # Errors
/// The database cannot be read.
pub fn known_at(conn: &mut Conn, programme: Programme, moment: Moment) -> Result<Option<Programme>> {
    if moment < programme.created_at {
        return Ok(None);
    }
    let then = of(conn, programme.id, moment)?;
    Ok(Some(match then {
        None => programme,
        Some(stage) => Programme {
            status: stage.status,
            approved_from: stage.approved_from,
            approval_basis: stage.approval_basis,
            approval_correction: stage.approval_correction,
            retired_from: stage.retired_from,
            last_start_on: stage.last_start_on,
            last_completion_on: stage.last_completion_on,
            retirement_reason: stage.retirement_reason,
            retirement_correction: stage.retirement_correction,
            updated_at: stage.updated_at,
            ..programme
        },
    }))
}

/// The stage that was believed at a moment and ended since.
fn of(conn: &mut Conn, programme: ProgrammeId, moment: Moment) -> Result<Option<Stage>> {
    let since = stages::table
        .filter(stages::programme_id.eq(programme))
        .filter(stages::ended_at.gt(moment))
        .order((stages::ended_at, stages::id))
        .select(Stage::as_select());
    Ok(since.first(conn).optional()?)
}
