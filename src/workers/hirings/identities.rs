//! DOES: says whether a number and a name go together, and to each client how often they do not.

use diesel::prelude::*;

use crate::call::Call;
use crate::db::schema::identity_refusals as counts;
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Kind, Result};
use crate::journal::{self, Event, JournalNote};
use crate::keys::Keys;
use crate::values::{ClientId, Day, is_same_name};
use crate::workers::model::{NewWorker, Worker, WorkerStatus};
use crate::workers::{faults, store};

/// Times a day that a client is told that a number and a name do not go together.
pub const MOST_A_DAY: i32 = 5;

/// Lets a client hire whom it names: somebody new, or somebody who is on the register under this number and
/// name. Whoever is named otherwise is a refusal, which is counted and noted.
///
/// # Errors
/// The client was refused too often today; then nothing is looked at.
pub(in crate::workers) fn admit(
    tx: &mut Tx<'_>,
    keys: &Keys,
    call: &Call,
    new: &NewWorker,
) -> Result<Result<()>> {
    let (client, today) = (call.actor.client, call.today);
    if refusals(tx, client, today)? >= MOST_A_DAY {
        return Err(Error::new(Kind::TooMany, faults::identities_refused(MOST_A_DAY)));
    }
    let Some(known) = store::find_by_hash(tx, &keys.idnp_hash(&new.idnp))? else { return Ok(Ok(())) };
    let survivor = store::survivor(tx, known.id)?;
    let worker = store::find(tx, survivor)?.ok_or_else(Error::not_found)?;
    if is_named(&worker, new) {
        return Ok(Ok(()));
    }
    count_refusals(tx, client, today, 1)?;
    let note = JournalNote {
        event: Event::Search,
        operation: "create_worker",
        object_type: "worker",
        object: Some(worker.id.0),
        subjects: &[worker.id],
    };
    journal::note(tx, call, &note)?;
    Ok(Err(to_confirm()))
}

/// Whether a person in use on the register is called so.
#[must_use]
pub fn is_named(worker: &Worker, new: &NewWorker) -> bool {
    worker.status == WorkerStatus::Active
        && is_same_name(&worker.family_name, &new.family_name)
        && is_same_name(&worker.given_name, &new.given_name)
}

/// The one refusal, whatever is on the register.
pub(super) fn to_confirm() -> Error {
    Error::conflict(faults::identity_to_confirm())
}

/// Times that a client was refused on a day.
///
/// # Errors
/// The database cannot be read.
pub fn refusals(conn: &mut Conn, client: ClientId, day: Day) -> Result<i32> {
    let counted = counts::table.find((client, day)).select(counts::refused).get_result(conn);
    Ok(counted.optional()?.unwrap_or_default())
}

/// Counts more of them.
///
/// # Errors
/// The database cannot take it.
pub fn count_refusals(tx: &mut Tx<'_>, client: ClientId, day: Day, more: i32) -> Result<()> {
    let first = (counts::client_id.eq(client), counts::on_day.eq(day), counts::refused.eq(more));
    each!(tx.conn(), c => {
        diesel::insert_into(counts::table)
            .values(first)
            .on_conflict((counts::client_id, counts::on_day))
            .do_update()
            .set(counts::refused.eq(counts::refused + more))
            .execute(c)?
    });
    Ok(())
}
