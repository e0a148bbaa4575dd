//! SAYS: what those who follow the register are told of supervision sessions.

use super::model::{Row, SupervisionSession};
use crate::events::{Body, Empty, Happening, Session};
use crate::values::{SessionId, WorkerId};

/// A session that was recorded, in the place of another one where there is one.
pub(super) fn recorded(row: &Row, attendees: &[WorkerId], supersedes: Option<SessionId>) -> Happening {
    let body = Session { kind: row.kind, minutes: row.minutes, supersedes };
    let body = match supersedes {
        None => Body::SessionRecorded(body),
        Some(_) => Body::SessionCorrected(body),
    };
    let people: Vec<_> = std::iter::once(row.supervisor_id).chain(attendees.iter().copied()).collect();
    Happening::to(row.id.0, body).about(people).at(row.organisation_id).on(row.held_on)
}

pub(super) fn voided(session: &SupervisionSession) -> Happening {
    let people: Vec<_> = session.people().collect();
    let event = Happening::to(session.id.0, Body::SessionVoided(Empty {})).about(people);
    event.at(session.organisation_id).on(session.held_on)
}
