//! KEEPS: sessions and who attended them.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;

use super::faults;
use super::model::{Row, SessionSight, SupervisionSession};
use crate::db::conflict::Unique;
use crate::db::schema::{supervision_attendances as attendances, supervision_sessions as sessions};
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::keys;
use crate::sql::MultiBackend;
use crate::values::{
    Believed, ClientId, Day, Moment, Note, OrganisationId, Reference, SessionId, SessionKind, Withdrawal,
    WorkerId,
};

const REFERENCE: Unique = Unique {
    name: "supervision_sessions_reference",
    columns: "supervision_sessions.organisation_id, supervision_sessions.reference",
};

const ONCE: Unique = Unique { name: "supervision_sessions_said", columns: "supervision_sessions.said" };

pub(super) fn find(
    conn: &mut Conn,
    id: SessionId,
    sight: &SessionSight,
) -> Result<Option<SupervisionSession>> {
    let row = sessions::table.find(id).select(Row::as_select()).get_result(conn).optional()?;
    let Some(row) = row.filter(|row| sight.takes(row.organisation_id)) else { return Ok(None) };
    let attendees = attendances::table.filter(attendances::session_id.eq(id)).order(attendances::worker_id);
    let attendees = attendees.select(attendances::worker_id).load(conn)?;
    Ok(Some(SupervisionSession::of(row, attendees)))
}

/// The session with this reference of an organisation that is believed.
pub(super) fn find_by_reference(
    conn: &mut Conn,
    organisation: OrganisationId,
    reference: &Reference,
) -> Result<Option<SessionId>> {
    let believed = sessions::table
        .filter(sessions::organisation_id.eq(organisation))
        .filter(sessions::reference.eq(reference))
        .filter(sessions::withdrawn_at.is_null());
    Ok(believed.select(sessions::id).get_result(conn).optional()?)
}

/// Sessions among whose people it is looked at a time.
const STEP: i64 = 500;

/// The sessions that are asked for.
#[derive(Clone, Default)]
pub(super) struct Filter {
    /// Attended by one of these records, all of one person.
    pub attendee: Option<Vec<WorkerId>>,
    /// Held by one of these records, all of one person.
    pub supervisor: Option<Vec<WorkerId>>,
    pub organisation: Option<OrganisationId>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub state: Believed,
    /// Only what was true on this day.
    pub valid_at: Option<Day>,
    /// As it was known at this moment.
    pub known_at: Option<Moment>,
}

/// The part of a list that a caller both may see and asks for.
pub struct Selection {
    pub(super) sight: SessionSight,
    pub(super) filter: Filter,
}

impl Selection {
    fn rows(&self) -> sessions::BoxedQuery<'_, MultiBackend> {
        let filter = &self.filter;
        let mut query = sessions::table.into_boxed();
        if let SessionSight::KeptBy(organisations) = &self.sight {
            query = query.filter(sessions::organisation_id.eq_any(organisations));
        }
        if let Some(attendee) = &filter.attendee {
            let attended = attendances::table
                .filter(attendances::worker_id.eq_any(attendee))
                .select(attendances::session_id);
            query = query.filter(sessions::id.eq_any(attended));
        }
        if let Some(supervisor) = &filter.supervisor {
            query = query.filter(sessions::supervisor_id.eq_any(supervisor));
        }
        if let Some(organisation) = filter.organisation {
            query = query.filter(sessions::organisation_id.eq(organisation));
        }
        if let Some(from) = filter.from {
            query = query.filter(sessions::held_on.ge(from));
        }
        for until in filter.until.iter().chain(&filter.valid_at) {
            query = query.filter(sessions::held_on.le(until));
        }
        if let Some(known_at) = filter.known_at {
            query = query.filter(sessions::recorded_at.le(known_at));
        }
        match (filter.state, filter.known_at) {
            (Believed::All, _) => query,
            (Believed::Current, None) => query.filter(sessions::withdrawn_at.is_null()),
            (Believed::Current, Some(known_at)) => {
                query.filter(sessions::withdrawn_at.is_null().or(sessions::withdrawn_at.gt(known_at)))
            }
            (Believed::Withdrawn, None) => query.filter(sessions::withdrawn_at.is_not_null()),
            (Believed::Withdrawn, Some(known_at)) => query.filter(sessions::withdrawn_at.le(known_at)),
        }
    }

    /// Sessions in the order in which they became known, as they were known.
    pub(super) fn list(
        &self,
        conn: &mut Conn,
        after: Option<SessionId>,
        limit: i64,
    ) -> Result<Vec<SupervisionSession>> {
        let mut query = self.rows().select(Row::as_select()).order(sessions::id).limit(limit);
        if let Some(after) = after {
            query = query.filter(sessions::id.gt(after));
        }
        let mut rows: Vec<Row> = query.load(conn)?;
        if let Some(known_at) = self.filter.known_at {
            rows = rows.into_iter().map(|row| row.known_at(known_at)).collect();
        }
        with_attendees(conn, rows)
    }

    /// Their number.
    pub(super) fn count(&self, conn: &mut Conn) -> Result<i64> {
        Ok(self.rows().count().get_result(conn)?)
    }

    /// The people who supervised and attended, each once; of more than `most` at least so many.
    pub(super) fn people(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        let (mut people, mut after) = (BTreeSet::new(), None);
        loop {
            let sessions = self.list(conn, after, STEP)?;
            people.extend(sessions.iter().flat_map(SupervisionSession::people));
            after = sessions.last().map(|last| last.id);
            if after.is_none() || people.len() >= most {
                return Ok(people.into_iter().collect());
            }
        }
    }
}

/// The attendees of a whole page in one query.
pub(super) fn with_attendees(conn: &mut Conn, rows: Vec<Row>) -> Result<Vec<SupervisionSession>> {
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let pairs: Vec<(SessionId, WorkerId)> = attendances::table
        .filter(attendances::session_id.eq_any(&ids))
        .order((attendances::session_id, attendances::worker_id))
        .select((attendances::session_id, attendances::worker_id))
        .load(conn)?;
    let mut attendees: HashMap<SessionId, Vec<WorkerId>> = HashMap::new();
    for (session, attendee) in pairs {
        attendees.entry(session).or_default().push(attendee);
    }
    let complete = |row: Row| {
        let attendees = attendees.remove(&row.id).unwrap_or_default();
        SupervisionSession::of(row, attendees)
    };
    Ok(rows.into_iter().map(complete).collect())
}

/// Finds a session that is believed and says the same as this one, where references do not tell them apart.
pub(super) fn find_equal(
    conn: &mut Conn,
    session: &Row,
    attendees: &[WorkerId],
) -> Result<Option<SessionId>> {
    let Some(first) = attendees.first() else { return Ok(None) };
    let held = attendances::table
        .filter(attendances::worker_id.eq(first))
        .filter(attendances::held_on.eq(session.held_on))
        .filter(attendances::withdrawn_at.is_null())
        .order(attendances::session_id)
        .select(attendances::session_id);
    let held: Vec<SessionId> = each!(conn, c => held.load(c)?);
    for id in held {
        let other = find(conn, id, &SessionSight::Everyone)?;
        let is_told_apart =
            |other: &SupervisionSession| session.reference.is_some() && other.reference.is_some();
        let is_equal = |other: &SupervisionSession| !is_told_apart(other) && other.says(session, attendees);
        if let Some(other) = other.filter(is_equal) {
            return Ok(Some(other.id));
        }
    }
    Ok(None)
}

/// Keeps a session; one without a reference once.
pub(super) fn insert(tx: &mut Tx<'_>, session: &Row, attendees: &[WorkerId]) -> Result<()> {
    let said = match &session.reference {
        Some(_) => None,
        None => Some(keys::said(&session.said(attendees))?),
    };
    let row = (session, sessions::said.eq(said));
    match diesel::insert_into(sessions::table).values(row).execute(tx.conn()) {
        Ok(_) => {}
        Err(error) if REFERENCE.is_broken_by(&error) => return Err(known_reference().raced()),
        // Recorded by another call at the same moment; run again, the look finds it.
        Err(error) if ONCE.is_broken_by(&error) => {
            return Err(Error::conflict(faults::come_meanwhile()).raced());
        }
        Err(error) => return Err(error.into()),
    }
    for attendance in attended(session, attendees) {
        diesel::insert_into(attendances::table).values(attendance).execute(tx.conn())?;
    }
    Ok(())
}

/// The attendance of a worker at a session, as it is kept.
#[derive(Debug, Clone, Copy, Insertable)]
#[diesel(table_name = attendances)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct Attendance {
    worker_id: WorkerId,
    held_on: Day,
    session_id: SessionId,
    minutes: i32,
    recorded_at: Moment,
    kind: SessionKind,
}

/// Rows of the attendance of these workers at a session.
pub(super) fn attended<'a>(
    session: &'a Row,
    attendees: &'a [WorkerId],
) -> impl Iterator<Item = Attendance> + 'a {
    attendees.iter().map(|attendee| Attendance {
        worker_id: *attendee,
        held_on: session.held_on,
        session_id: session.id,
        minutes: session.minutes,
        recorded_at: session.recorded_at,
        kind: session.kind,
    })
}

/// Whether a statement would have given a session the reference of another one.
pub(super) fn is_known(error: &diesel::result::Error) -> bool {
    REFERENCE.is_broken_by(error)
}

/// Withdraws a session that is believed until now, and with it that anyone attended it; another one may take
/// its place.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    id: SessionId,
    (how, after): (Withdrawal, Option<SessionId>),
    reason: &Note,
    by: ClientId,
    now: Moment,
) -> Result<()> {
    let changed = diesel::update(sessions::table.find(id).filter(sessions::withdrawn_at.is_null()))
        .set((
            sessions::superseded_by.eq(after),
            sessions::withdrawn_at.eq(now),
            sessions::withdrawn_by.eq(by),
            sessions::withdrawal.eq(how),
            sessions::withdrawal_reason.eq(reason),
        ))
        .execute(tx.conn())?;
    if changed != 1 {
        return Err(Error::conflict(faults::withdrawn()));
    }
    diesel::update(attendances::table.filter(attendances::session_id.eq(id)))
        .set(attendances::withdrawn_at.eq(now))
        .execute(tx.conn())?;
    Ok(())
}

pub(super) fn known_reference() -> Error {
    Error::conflict(faults::reference_taken())
}
