//! DOES: says whether a number and a name go together, and to each client how often they do not.

use diesel::prelude::*;

use crate::call::Call;
use crate::db::schema::identity_refusals as refusals;
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Kind, Result};
use crate::journal::{self, Event, JournalNote};
use crate::keys::{Keys, sha256};
use crate::values::{BatchId, ClientId, Day, Name, fold};
use crate::workers::model::{NewWorker, Worker, WorkerStatus};
use crate::workers::{faults, store};

/// Times a day that a client is told that a number and a name do not go together.
pub const MOST_A_DAY: i32 = 5;

/// Digest of a number and a name that a client put together.
pub type Guess = Vec<u8>;

/// Makes the digest, by the hash of the number.
#[must_use]
pub fn guess(idnp_hash: &[u8], family_name: &Name, given_name: &Name) -> Guess {
    let names = format!("{}\n{}", fold(family_name.as_str()), fold(given_name.as_str()));
    sha256(&[idnp_hash, names.as_bytes()].concat()).to_vec()
}

/// Whether a person in use on the register is called so.
#[must_use]
pub fn is_named(worker: &Worker, family_name: &Name, given_name: &Name) -> bool {
    worker.status == WorkerStatus::Active && is_called(worker, family_name, given_name)
}

/// Whether a person on the register is called so, also one whose record is closed: for those who employed the
/// person alone.
#[must_use]
pub fn is_called(worker: &Worker, family_name: &Name, given_name: &Name) -> bool {
    worker.family_name.is_alike(family_name) && worker.given_name.is_alike(given_name)
}

/// The one refusal, whatever is on the register.
pub(super) fn to_confirm() -> Error {
    Error::conflict(faults::identity_to_confirm())
}

/// Lets a client go on that was not refused too often today. Of one that was nothing is looked at.
///
/// # Errors
/// It was.
pub(in crate::workers) fn admit(conn: &mut Conn, call: &Call) -> Result<()> {
    let times: i32 = told(conn, call.actor.client, call.today)?.iter().map(|told| told.times).sum();
    if times < MOST_A_DAY {
        return Ok(());
    }
    Err(Error::new(Kind::TooMany, faults::identities_refused(MOST_A_DAY)))
}

/// Notes that an employer asked by a number about somebody who is on the register, though its call was
/// refused, and counts it where number and name do not go together.
///
/// # Errors
/// The database cannot take it; then the refusal is not given either.
pub(in crate::workers) fn note_refused(
    tx: &mut Tx<'_>,
    keys: &Keys,
    call: &Call,
    new: &NewWorker,
    refusal: &Error,
) -> Result<()> {
    // A request with faults, and one too many, was not looked at.
    if refusal.kind() != Kind::Conflict {
        return Ok(());
    }
    let hash = keys.idnp_hash(&new.idnp);
    let Some(known) = store::find_by_hash(tx, &hash)? else { return Ok(()) };
    let worker = store::survivor(tx, known.id)?;
    let note = JournalNote {
        event: Event::Search,
        operation: "create_worker",
        object_type: "worker",
        object: Some(worker.0),
        subjects: &[worker],
    };
    journal::note(tx, call, &note)?;
    if refusal.told().code().name != faults::identity_to_confirm().code().name {
        return Ok(());
    }
    let guess = guess(&hash, &new.family_name, &new.given_name);
    let first =
        RefusedGuess { client_id: call.actor.client, on_day: call.today, guess, batch_id: None, times: 1 };
    each!(tx.conn(), c => {
        diesel::insert_into(refusals::table)
            .values(first)
            .on_conflict((refusals::client_id, refusals::on_day, refusals::guess))
            .do_update()
            .set(refusals::times.eq(refusals::times + 1))
            .execute(c)?
    });
    Ok(())
}

/// A guess of which a client was told that number and name do not go together.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = refusals)]
pub struct RefusedGuess {
    /// The client.
    pub client_id: ClientId,
    /// The day.
    pub on_day: Day,
    /// The guess.
    pub guess: Guess,
    /// The file that first was told; none of a call.
    pub batch_id: Option<BatchId>,
    /// Times that it was told; a file is told once, however many of its rows say it.
    pub times: i32,
}

/// Looks up the guesses of which a client was told on a day; they are few.
///
/// # Errors
/// The database cannot be read.
pub fn told(conn: &mut Conn, client: ClientId, day: Day) -> Result<Vec<RefusedGuess>> {
    let own = refusals::table.filter(refusals::client_id.eq(client)).filter(refusals::on_day.eq(day));
    Ok(own.select(RefusedGuess::as_select()).load(conn)?)
}

/// Counts guesses of a file, each once: also when its rows are written again.
///
/// # Errors
/// The database cannot take it.
pub fn count_guesses(tx: &mut Tx<'_>, guesses: &[RefusedGuess]) -> Result<()> {
    for guess in guesses {
        each!(tx.conn(), c => {
            diesel::insert_into(refusals::table).values(guess).on_conflict_do_nothing().execute(c)?
        });
    }
    Ok(())
}
