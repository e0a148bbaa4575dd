//! KEEPS many sessions at once, for files of them: as each engine does it best, and by the same rules of the
//! database.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use super::events;
use super::faults;
use super::model::{NewSupervisionSession, Row, SupervisionSession};
use super::store::{self, Attendance};
use crate::call::Actor;
use crate::db::schema::{supervision_attendances, supervision_sessions as sessions};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::events::{Happening, record};
use crate::reviews::{self, Cause, FactKind};
use crate::values::{Moment, Note, OrganisationId, Reference, SessionId, Withdrawal, WorkerId};

/// The change that one row of a file makes.
#[derive(Debug)]
pub struct Change {
    /// A session that is no longer believed, and why.
    before: Option<(Box<SupervisionSession>, Note)>,
    /// A session to record, and who attended it. With one before, it takes its place.
    after: Option<Box<(Row, Vec<WorkerId>)>>,
}

impl Change {
    /// The session that would be recorded; the moment is that of the commit.
    #[must_use]
    pub fn record(
        organisation: OrganisationId,
        new: &NewSupervisionSession,
        actor: &Actor,
    ) -> (SessionId, Self) {
        let row = Row::of(organisation, new, actor.client, Moment::from_microsecond(0));
        let mut attendees = new.attendee_ids.clone();
        attendees.sort_unstable();
        (row.id, Self { before: None, after: Some(Box::new((row, attendees))) })
    }

    /// The session that would take the place of another.
    #[must_use]
    pub fn correct(
        before: Box<SupervisionSession>,
        new: &NewSupervisionSession,
        reason: Note,
        actor: &Actor,
    ) -> (SessionId, Self) {
        let (id, recorded) = Self::record(before.organisation_id, new, actor);
        (id, Self { before: Some((before, reason)), ..recorded })
    }

    /// A session that never was.
    #[must_use]
    pub fn void(before: Box<SupervisionSession>, reason: Note) -> Self {
        Self { before: Some((before, reason)), after: None }
    }

    fn happening(&self) -> Option<Happening> {
        let before = self.before.as_ref().map(|(before, _)| before);
        match self.after.as_deref() {
            Some((row, attendees)) => Some(events::recorded(row, attendees, before.map(|before| before.id))),
            None => before.map(|before| events::voided(before)),
        }
    }

    /// Of whom something is recorded that was not on the register before.
    pub fn records_of(&self) -> impl Iterator<Item = WorkerId> + '_ {
        let after = self
            .after
            .iter()
            .flat_map(|after| std::iter::once(after.0.supervisor_id).chain(after.1.iter().copied()));
        after.filter(|worker| {
            self.before.as_ref().is_none_or(|(before, _)| before.people().all(|known| known != *worker))
        })
    }
}

/// The sessions that are believed and have one of these references of an organisation; a session without a
/// reference is known by its id.
///
/// # Errors
/// The database cannot be read.
pub fn by_references(
    conn: &mut Conn,
    organisation: OrganisationId,
    references: &[&Reference],
) -> Result<HashMap<Reference, SupervisionSession>> {
    let believed = sessions::table
        .filter(sessions::organisation_id.eq(organisation))
        .filter(sessions::withdrawn_at.is_null());
    let mut found: Vec<Row> = Vec::new();
    match conn {
        // One prepared statement many times: a list would be compiled anew each time.
        Conn::Sqlite(c) => {
            for reference in references {
                let one = believed.filter(sessions::reference.eq(*reference)).select(Row::as_select());
                found.extend(one.get_result(c).optional()?);
            }
        }
        Conn::Postgres(c) => {
            found = believed
                .filter(sessions::reference.eq_any(references.iter().copied()))
                .select(Row::as_select())
                .load(c)?;
        }
    }
    let named: HashSet<_> = found.iter().filter_map(|row| row.reference.clone()).collect();
    let by_id: HashMap<SessionId, &Reference> = references
        .iter()
        .filter(|reference| !named.contains(**reference))
        .filter_map(|reference| Some((reference.as_str().parse().ok()?, *reference)))
        .collect();
    if !by_id.is_empty() {
        let ids: Vec<_> = by_id.keys().copied().collect();
        let nameless = believed.filter(sessions::reference.is_null());
        let nameless = nameless.filter(sessions::id.eq_any(ids));
        found.extend(nameless.select(Row::as_select()).load::<Row>(conn)?);
    }
    if found.is_empty() {
        return Ok(HashMap::new());
    }
    let found = store::with_attendees(conn, found)?;
    let known_as = |session: &SupervisionSession| match &session.reference {
        Some(reference) => Some(reference.clone()),
        None => by_id.get(&session.id).map(|reference| Reference::clone(reference)),
    };
    Ok(found.into_iter().filter_map(|session| Some((known_as(&session)?, session))).collect())
}

/// Finds the session without a reference that is believed and says the same as one of a file.
///
/// # Errors
/// The database cannot be read.
pub fn find_equal(
    conn: &mut Conn,
    organisation: OrganisationId,
    new: &NewSupervisionSession,
    actor: &Actor,
) -> Result<Option<SessionId>> {
    let row = Row::of(organisation, new, actor.client, Moment::from_microsecond(0));
    let mut attendees = new.attendee_ids.clone();
    attendees.sort_unstable();
    store::find_equal(conn, &row, &attendees)
}

/// The sessions that were voided and have one of these references of an organisation.
///
/// # Errors
/// The database cannot be read.
pub fn voided_by_references(
    conn: &mut Conn,
    organisation: OrganisationId,
    references: &[&Reference],
) -> Result<HashMap<Reference, Vec<SupervisionSession>>> {
    let voided = sessions::table
        .filter(sessions::organisation_id.eq(organisation))
        .filter(sessions::withdrawn_at.is_not_null())
        .filter(sessions::withdrawal.eq(Withdrawal::Voided));
    // Few ever voided anything; one look tells so for all rows.
    if !diesel::select(diesel::dsl::exists(voided)).get_result(conn)? {
        return Ok(HashMap::new());
    }
    let some = voided.filter(sessions::reference.eq_any(references.iter().copied()));
    let rows: Vec<Row> = some.select(Row::as_select()).load(conn)?;
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for session in store::with_attendees(conn, rows)? {
        if let Some(reference) = session.reference.clone() {
            found.entry(reference).or_default().push(session);
        }
    }
    Ok(found)
}

/// Makes these changes at once.
///
/// # Errors
/// A conflict when one of them meets with another change of the register; then none is made.
pub fn keep(tx: &mut Tx<'_>, actor: &Actor, changes: &[&Change]) -> Result<()> {
    let now = tx.now;
    let (mut new, mut attended) = (Vec::with_capacity(changes.len()), Vec::with_capacity(changes.len()));
    let mut happened = Vec::with_capacity(changes.len());
    for change in changes {
        let after = change.after.as_deref();
        if let Some((before, reason)) = &change.before {
            let (how, cause) = match after {
                Some(_) => (Withdrawal::Corrected, Cause::Corrected),
                None => (Withdrawal::Voided, Cause::Voided),
            };
            let successor = after.map(|(row, _)| row.id);
            store::withdraw(tx, before.id, (how, successor), reason, actor.client, now)?;
            reviews::raise(
                tx,
                FactKind::SupervisionSession,
                before.id.0,
                cause,
                successor.map(|after| after.0),
            )?;
        }
        happened.extend(change.happening());
        if let Some((row, attendees)) = after {
            let row = Row { recorded_at: now, ..row.clone() };
            attended.extend(store::attended(&row, attendees));
            new.push(row);
        }
    }
    record(tx, &happened)?;
    insert(tx, &new, &attended)
}

fn insert(tx: &mut Tx<'_>, new: &Vec<Row>, attended: &Vec<Attendance>) -> Result<()> {
    let inserted = match tx.conn() {
        Conn::Sqlite(c) => new
            .iter()
            .try_for_each(|row| diesel::insert_into(sessions::table).values(row).execute(c).map(drop))
            .and_then(|()| {
                let mut attended = attended.iter();
                attended.try_for_each(|one| {
                    diesel::insert_into(supervision_attendances::table).values(one).execute(c).map(drop)
                })
            }),
        Conn::Postgres(c) => {
            diesel::copy_from(sessions::table).from_insertable(new).execute(c).and_then(|_| {
                diesel::copy_from(supervision_attendances::table)
                    .from_insertable(attended)
                    .execute(c)
                    .map(drop)
            })
        }
    };
    inserted.map_err(|error| match error {
        error if store::is_known(&error) => Error::conflict(faults::come_meanwhile()),
        error => error.into(),
    })
}
