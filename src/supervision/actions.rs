//! DOES: records supervision sessions, withdraws those that never were, and finds what a caller may see.

use super::model::{NewSupervisionSession, Row, SessionCorrection, SessionSight, SupervisionSession};
use super::{events, faults, store};
use crate::call::{Actor, Call, Reach, Role};
use crate::clients;
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Result};
use crate::events::happened;
use crate::journal::{self, Event, JournalNote, Trail};
use crate::organisations;
use crate::reviews::{self, Cause, FactKind};
use crate::values::{self, Day, Moment, SessionId, Void, Withdrawal, WorkerId};
use crate::workers::{self, Sight, Worker};

/// The organisations whose sessions a caller reads and records.
///
/// # Errors
/// The database cannot be read.
pub fn sight(conn: &mut Conn, actor: &Actor) -> Result<SessionSight> {
    match actor.reach() {
        Reach::Everyone => Ok(SessionSight::Everyone),
        Reach::EmployedBy(organisation) => {
            Ok(SessionSight::KeptBy(organisations::below(conn, organisation)?))
        }
        Reach::RecordedBy(organisation) => Ok(SessionSight::KeptBy(vec![organisation])),
    }
}

/// Every record of a person: what was recorded under one that was merged into this one is this one's.
///
/// # Errors
/// The database cannot be read.
pub fn records(conn: &mut Conn, worker: WorkerId, now: Moment) -> Result<Vec<WorkerId>> {
    let mut records = workers::absorbed(conn, worker, now)?;
    records.push(worker);
    Ok(records)
}

/// Records a session.
///
/// # Errors
/// It has faults (all are named), or the organisation has a session with its reference, or, where it has
/// none, one that says the same (the conflict names it).
pub fn record(tx: &mut Tx<'_>, call: &Call, new: &NewSupervisionSession) -> Result<SupervisionSession> {
    let organisation = new.organisation_id.unwrap_or(call.actor.organisation);
    let mut faults = new.faults(call.today);
    let may_keep =
        organisations::find(tx, organisation)?.is_some() && sight(tx, &call.actor)?.takes(organisation);
    faults.require(may_keep, "/organisationId", organisations::faults::unknown());
    check_people(tx, &call.actor, new, ("", &[]), &mut faults)?;
    faults.check()?;
    if let Some(reference) = &new.reference
        && let Some(existing) = store::find_by_reference(tx, organisation, reference)?
    {
        return Err(store::known_reference().at(address(existing)));
    }
    let row = Row::of(organisation, new, call.actor.client, tx.now);
    let mut attendees = new.attendee_ids.clone();
    attendees.sort_unstable();
    if new.reference.is_none()
        && let Some(first) = store::find_equal(tx, &row, &attendees)?
    {
        return Err(Error::conflict(faults::known()).at(address(first)));
    }
    store::insert(tx, &row, &attendees)?;
    happened(tx, call, "create_supervision_session", &events::recorded(&row, &attendees, None))?;
    Ok(SupervisionSession::of(row, attendees))
}

/// Corrects a session by another one that takes its place, at the same organisation.
///
/// # Errors
/// It is out of sight, or withdrawn already; the correction has faults (all are named; who was named before
/// is not looked at again) or changes nothing, or has the reference of another session, or says what another
/// one says.
pub fn correct(
    tx: &mut Tx<'_>,
    call: &Call,
    id: SessionId,
    correction: &SessionCorrection,
) -> Result<SupervisionSession> {
    let sight = sight(tx, &call.actor)?;
    let before = store::find(tx, id, &sight)?.ok_or_else(Error::not_found)?;
    if before.withdrawn_at.is_some() {
        return Err(Error::conflict(faults::withdrawn()).at(address(id)));
    }
    let (new, organisation) = (&correction.session, before.organisation_id);
    let mut faults = new.faults_at("/session", call.today);
    let is_kept = new.organisation_id.is_none_or(|said| said == organisation);
    faults.require(is_kept, "/session/organisationId", faults::organisation_kept());
    let known: Vec<_> = before.people().collect();
    check_people(tx, &call.actor, new, ("/session", &known), &mut faults)?;
    faults.check()?;
    if let Some(reference) = &new.reference
        && let Some(other) =
            store::find_by_reference(tx, organisation, reference)?.filter(|other| *other != id)
    {
        return Err(store::known_reference().at(address(other)));
    }
    let (by, now) = (call.actor.client, tx.now);
    let row = Row::of(organisation, new, by, now);
    let mut attendees = new.attendee_ids.clone();
    attendees.sort_unstable();
    if before.says(&row, &attendees) && before.reference == row.reference {
        return Err(Error::fault("/session", values::faults::nothing_corrected()));
    }
    // First of all, so that what it corrects is not what it is compared with.
    store::withdraw(tx, id, (Withdrawal::Corrected, Some(row.id)), &correction.reason, by, now)?;
    if new.reference.is_none()
        && let Some(other) = store::find_equal(tx, &row, &attendees)?
    {
        return Err(Error::conflict(faults::known()).at(address(other)));
    }
    store::insert(tx, &row, &attendees)?;
    reviews::raise(tx, FactKind::SupervisionSession, id.0, Cause::Corrected, Some(row.id.0))?;
    let happening = events::recorded(&row, &attendees, Some(id));
    happened(tx, call, "create_supervision_session_correction", &happening)?;
    Ok(SupervisionSession::of(row, attendees))
}

/// Withdraws a session that never was.
///
/// # Errors
/// It is out of sight, or withdrawn already.
pub fn void(tx: &mut Tx<'_>, call: &Call, id: SessionId, void: &Void) -> Result<SupervisionSession> {
    let sight = sight(tx, &call.actor)?;
    store::find(tx, id, &sight)?.ok_or_else(Error::not_found)?;
    let now = tx.now;
    store::withdraw(tx, id, (Withdrawal::Voided, None), &void.reason, call.actor.client, now)?;
    reviews::raise(tx, FactKind::SupervisionSession, id.0, Cause::Voided, None)?;
    let session = store::find(tx, id, &sight)?.ok_or_else(Error::not_found)?;
    happened(tx, call, "create_supervision_session_void", &events::voided(&session))?;
    Ok(session)
}

/// Notes what was done to one session.
///
/// # Errors
/// It cannot be kept; then neither may the answer be given.
pub fn note_one(
    trail: &mut impl Trail,
    call: &Call,
    event: Event,
    operation: &'static str,
    session: &SupervisionSession,
) -> Result<()> {
    let subjects: Vec<_> = session.people().collect();
    let note = JournalNote {
        event,
        operation,
        object_type: "supervision_session",
        object: Some(session.id.0),
        subjects: &subjects,
    };
    journal::note(trail, call, &note)
}

/// Notes that these sessions were read, and about whom was asked although nothing was found.
///
/// # Errors
/// It cannot be kept; then neither may the answer be given.
pub fn note_list(
    trail: &mut impl Trail,
    call: &Call,
    sessions: &[SupervisionSession],
    asked: &[WorkerId],
) -> Result<()> {
    let mut subjects: Vec<_> =
        sessions.iter().flat_map(SupervisionSession::people).chain(asked.iter().copied()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    // A page of full groups may be about more people than one entry names.
    let operation = "list_supervision_sessions";
    journal::note_all(
        trail,
        call,
        &JournalNote {
            event: Event::Access,
            operation,
            object_type: "supervision_session",
            object: None,
            subjects: &subjects,
        },
    )
}

pub(super) fn address(id: SessionId) -> String {
    format!("/api/v1/supervision-sessions/{id}")
}

/// Among whom a caller finds those who attended on a day; nothing where it need not see the workers' records.
/// An employer records of those who worked for it on that day; whoever else records what it held itself need
/// not see them.
///
/// # Errors
/// The database cannot be read.
pub fn attendees_in_sight(conn: &mut Conn, actor: &Actor, held_on: Day) -> Result<Option<workers::Sight>> {
    Ok(Some(workers::sight_on(conn, actor, held_on)?).filter(|sight| *sight != workers::Sight::Nobody))
}

/// Supervisor and attendees are workers of whom something may be recorded; at this place of a request, but
/// for those who are known to have been there.
fn check_people(
    conn: &mut Conn,
    actor: &Actor,
    new: &NewSupervisionSession,
    (at, known): (&str, &[WorkerId]),
    faults: &mut Faults,
) -> Result<()> {
    if !known.contains(&new.supervisor_id) {
        let is_named = may_supervise(conn, actor, new.supervisor_id, new.held_on)?;
        let supervisor = if is_named { workers::find(conn, new.supervisor_id)? } else { None };
        check_worker(supervisor, &format!("{at}/supervisorId"), faults);
    }
    let sight = attendees_in_sight(conn, actor, new.held_on)?;
    for (place, attendee) in new.attendees().filter(|(_, attendee)| !known.contains(attendee)) {
        let found = match &sight {
            None => workers::find(conn, attendee)?,
            Some(sight) => workers::find_seen(conn, attendee, sight)?,
        };
        check_worker(found, &format!("{at}{place}"), faults);
    }
    Ok(())
}

/// Whether a caller may name somebody as the supervisor of a day: an employer its own workers, and those of
/// organisations that offer supervision, which have a client for it.
///
/// # Errors
/// The database cannot be read.
pub fn may_supervise(conn: &mut Conn, actor: &Actor, supervisor: WorkerId, day: Day) -> Result<bool> {
    if !matches!(actor.reach(), Reach::EmployedBy(_)) {
        return Ok(true);
    }
    let own = workers::sight_on(conn, actor, day)?;
    if workers::sees(conn, supervisor, &own)? {
        return Ok(true);
    }
    let offering = Sight::EmployedBy(clients::organisations_with(conn, Role::Supervisor)?, day);
    workers::sees(conn, supervisor, &offering)
}

fn check_worker(found: Option<Worker>, place: &str, faults: &mut Faults) {
    match found.map(|worker| worker.takes_facts()) {
        None => faults.add(place, workers::faults::unknown()),
        Some(Err(expected)) => faults.add(place, expected),
        Some(Ok(())) => {}
    }
}
