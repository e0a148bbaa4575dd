//! KNOWS: what a supervision session is, which ones cannot have been, and who keeps them.

use std::collections::HashSet;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::faults;
use crate::db::schema::supervision_sessions;
use crate::error::Faults;
use crate::values;
use crate::values::{
    ClientId, Code, Day, Fault, Moment, Note, OrganisationId, Reference, SessionId, SessionKind, Withdrawal,
    WorkerId, vocabulary,
};

/// The longest session, in minutes: twelve hours.
const MOST_MINUTES: i32 = 720;
/// Attendees of one session at the most.
pub const MOST_ATTENDEES: usize = 50;

vocabulary! {
    /// The setting: the place that the supervisor comes from.
    pub enum SessionSetting {
        /// From the attendees' own organisation.
        Internal = "internal",
        /// From another one.
        External = "external",
    }
}

vocabulary! {
    /// The way in which they meet.
    pub enum SessionMethod {
        /// In one room.
        InPerson = "in_person",
        /// At a distance.
        Online = "online",
    }
}

/// A session as it is kept; its attendees have rows of their own.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = supervision_sessions)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct Row {
    pub id: SessionId,
    pub organisation_id: OrganisationId,
    pub supervisor_id: WorkerId,
    pub kind: SessionKind,
    pub setting: SessionSetting,
    pub method: SessionMethod,
    pub held_on: Day,
    pub minutes: i32,
    pub theme: Code,
    pub reference: Option<Reference>,
    pub recorded_at: Moment,
    pub recorded_by: ClientId,
    pub withdrawn_at: Option<Moment>,
    pub withdrawal: Option<Withdrawal>,
    pub withdrawal_reason: Option<Note>,
}

impl Row {
    /// A session as it is first believed.
    pub fn of(organisation: OrganisationId, new: &NewSupervisionSession, by: ClientId, now: Moment) -> Self {
        Self {
            id: SessionId::new(),
            organisation_id: organisation,
            supervisor_id: new.supervisor_id,
            kind: new.kind,
            setting: new.setting,
            method: new.method,
            held_on: new.held_on,
            minutes: new.minutes,
            theme: new.theme.clone(),
            reference: new.reference.clone(),
            recorded_at: now,
            recorded_by: by,
            withdrawn_at: None,
            withdrawal: None,
            withdrawal_reason: None,
        }
    }

    /// All that it says, with those who attended in the order of their ids, but its reference.
    pub fn said<'a>(&'a self, attendees: &'a [WorkerId]) -> impl Serialize + 'a {
        let Self { organisation_id, supervisor_id, kind, setting, method, held_on, minutes, theme, .. } =
            self;
        let how = (kind, setting, method);
        (organisation_id, supervisor_id, how, held_on, minutes, theme, attendees)
    }

    /// The session as it was known at a moment: what was withdrawn later was still believed.
    pub fn known_at(self, moment: Moment) -> Self {
        if self.withdrawn_at.is_none_or(|withdrawn| withdrawn <= moment) {
            return self;
        }
        Self { withdrawn_at: None, withdrawal: None, withdrawal_reason: None, ..self }
    }
}

/// A supervision session.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000f1", "organisationId": "01990000-0000-7000-8000-0000000000a1",
    "supervisorId": "01990000-0000-7000-8000-000000000002", "kind": "individual", "setting": "internal",
    "method": "in_person",
    "heldOn": "2026-11-20", "minutes": 90, "theme": "burnout-prevention",
    "attendeeIds": ["01990000-0000-7000-8000-000000000001"],
    "reference": "SUP-2026-0117", "recordedAt": "2026-11-23T10:00:00.000000Z",
    "recordedBy": "01990000-0000-7000-8000-0000000000c1",
    "withdrawnAt": null, "withdrawal": null, "withdrawalReason": null
}))]
pub struct SupervisionSession {
    /// Its id.
    pub id: SessionId,
    /// The organisation that keeps it.
    pub organisation_id: OrganisationId,
    /// The worker who supervised.
    pub supervisor_id: WorkerId,
    /// With how many.
    pub kind: SessionKind,
    /// The place that the supervisor came from.
    pub setting: SessionSetting,
    /// The way in which they met.
    pub method: SessionMethod,
    /// The day on which it was held.
    pub held_on: Day,
    /// Its length in minutes.
    #[schema(minimum = 1, maximum = 720)]
    pub minutes: i32,
    /// Its theme, by its code; never the content of a case.
    pub theme: Code,
    /// The workers who attended, in the order of their ids.
    #[schema(min_items = 1, max_items = 50)]
    pub attendee_ids: Vec<WorkerId>,
    /// The organisation's own reference, if it gave one.
    pub reference: Option<Reference>,
    /// The moment at which it became known.
    pub recorded_at: Moment,
    /// The client that recorded it.
    pub recorded_by: ClientId,
    /// Since when it is no longer believed.
    pub withdrawn_at: Option<Moment>,
    /// The way in which it was withdrawn.
    pub withdrawal: Option<Withdrawal>,
    /// Why it was withdrawn.
    pub withdrawal_reason: Option<Note>,
}

impl SupervisionSession {
    pub(super) fn of(row: Row, attendee_ids: Vec<WorkerId>) -> Self {
        Self {
            id: row.id,
            organisation_id: row.organisation_id,
            supervisor_id: row.supervisor_id,
            kind: row.kind,
            setting: row.setting,
            method: row.method,
            held_on: row.held_on,
            minutes: row.minutes,
            theme: row.theme,
            attendee_ids,
            reference: row.reference,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            withdrawn_at: row.withdrawn_at,
            withdrawal: row.withdrawal,
            withdrawal_reason: row.withdrawal_reason,
        }
    }

    /// Whether it says the same as another one with these attendees, but for the reference.
    pub(super) fn says(&self, other: &Row, attendees: &[WorkerId]) -> bool {
        let (own, others) = (
            (self.organisation_id, self.supervisor_id, self.held_on, self.minutes, &self.theme),
            (other.organisation_id, other.supervisor_id, other.held_on, other.minutes, &other.theme),
        );
        let how = (self.kind, self.setting, self.method) == (other.kind, other.setting, other.method);
        own == others && how && self.attendee_ids == attendees
    }

    /// The people that it is about: who supervised and who attended.
    pub fn people(&self) -> impl Iterator<Item = WorkerId> + '_ {
        std::iter::once(self.supervisor_id).chain(self.attendee_ids.iter().copied())
    }
}

/// A supervision session to record.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "organisationId": "01990000-0000-7000-8000-0000000000a1",
    "supervisorId": "01990000-0000-7000-8000-000000000002",
    "kind": "individual", "setting": "internal", "method": "in_person", "heldOn": "2026-11-20", "minutes": 90,
    "theme": "burnout-prevention", "attendeeIds": ["01990000-0000-7000-8000-000000000001"],
    "reference": "SUP-2026-0117"
}))]
pub struct NewSupervisionSession {
    /// The organisation that keeps it; left out, the caller's own.
    pub organisation_id: Option<OrganisationId>,
    /// The worker who supervised.
    pub supervisor_id: WorkerId,
    /// With how many: an individual session has one attendee, a group session two or more.
    pub kind: SessionKind,
    /// The place that the supervisor came from.
    pub setting: SessionSetting,
    /// The way in which they met.
    pub method: SessionMethod,
    /// The day on which it was held, not in the future.
    pub held_on: Day,
    /// Its length in minutes.
    #[schema(minimum = 1, maximum = 720)]
    pub minutes: i32,
    /// Its theme, by its code; never the content of a case.
    pub theme: Code,
    /// The workers who attended, each once; the supervisor is not one of them.
    #[schema(min_items = 1, max_items = 50)]
    pub attendee_ids: Vec<WorkerId>,
    /// The organisation's own reference; a second session with it is a conflict. Two sessions that say the
    /// same are told apart by it.
    pub reference: Option<Reference>,
}

/// A correction of a session: all of it as it should be.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "session": {
        "supervisorId": "01990000-0000-7000-8000-000000000002", "kind": "individual", "setting": "internal",
        "method": "in_person", "heldOn": "2026-11-20", "minutes": 60, "theme": "burnout-prevention",
        "attendeeIds": ["01990000-0000-7000-8000-000000000001"], "reference": "SUP-2026-0117"
    },
    "reason": "durata introdusă greșit"
}))]
pub struct SessionCorrection {
    /// The session as it should be, at the same organisation.
    #[validate(nested)]
    pub session: NewSupervisionSession,
    /// Why it is corrected.
    pub reason: Note,
}

/// The fault of minutes that no session takes.
#[must_use]
pub fn minutes_invalid() -> Fault {
    faults::minutes_invalid(1, MOST_MINUTES)
}

/// A thing that cannot have been, whoever these people are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// Held on a day that is yet to come.
    DayInFuture,
    /// Shorter or longer than a session is.
    Minutes,
    /// Nobody attended.
    NoAttendees,
    /// More attended than a session takes.
    TooManyAttendees,
    /// Several attended an individual session.
    NotIndividual,
    /// One attended a group session.
    NotGroup,
    /// The attendee at this place is the supervisor.
    Supervisor(usize),
    /// The attendee at this place is named before.
    NamedBefore(usize),
}

impl Misfit {
    /// Its place in a request, and the form expected.
    #[must_use]
    pub fn fault(self, today: Day) -> (String, Fault) {
        let at = |place: &str| place.to_owned();
        match self {
            Self::DayInFuture => (at("/heldOn"), values::faults::day_in_future(today)),
            Self::Minutes => (at("/minutes"), minutes_invalid()),
            Self::NoAttendees => (at("/attendeeIds"), faults::no_attendees()),
            Self::TooManyAttendees => (at("/attendeeIds"), faults::too_many_attendees(MOST_ATTENDEES)),
            Self::NotIndividual => (at("/attendeeIds"), faults::not_individual()),
            Self::NotGroup => (at("/attendeeIds"), faults::not_group()),
            Self::Supervisor(place) => (format!("/attendeeIds/{place}"), faults::attendee_is_supervisor()),
            Self::NamedBefore(place) => (format!("/attendeeIds/{place}"), faults::attendee_named_before()),
        }
    }
}

/// As much of a session as could be read, to be looked at for what cannot have been.
#[derive(Debug, Clone, Copy)]
pub struct SessionOutline<'s> {
    /// The worker who supervised.
    pub supervisor_id: Option<WorkerId>,
    /// With how many.
    pub kind: Option<SessionKind>,
    /// The day on which it was held.
    pub held_on: Option<Day>,
    /// Its length in minutes.
    pub minutes: Option<i32>,
    /// The workers who attended.
    pub attendee_ids: Option<&'s [WorkerId]>,
}

impl SessionOutline<'_> {
    /// The misfits of what is known.
    #[must_use]
    pub fn misfits(&self, today: Day) -> Vec<Misfit> {
        let mut misfits = Vec::new();
        misfits.extend(self.held_on.filter(|day| *day > today).map(|_| Misfit::DayInFuture));
        let is_off = |minutes: &i32| !(1..=MOST_MINUTES).contains(minutes);
        misfits.extend(self.minutes.filter(is_off).map(|_| Misfit::Minutes));
        let Some(attendees) = self.attendee_ids else { return misfits };
        misfits.extend(match (self.kind, attendees.len()) {
            (_, 0) => Some(Misfit::NoAttendees),
            (_, many) if many > MOST_ATTENDEES => Some(Misfit::TooManyAttendees),
            (Some(SessionKind::Individual), many) => (many > 1).then_some(Misfit::NotIndividual),
            (Some(SessionKind::Group), many) => (many < 2).then_some(Misfit::NotGroup),
            (None, _) => None,
        });
        let mut named = HashSet::new();
        for (place, attendee) in attendees.iter().take(MOST_ATTENDEES).enumerate() {
            misfits.extend((Some(*attendee) == self.supervisor_id).then_some(Misfit::Supervisor(place)));
            misfits.extend((!named.insert(*attendee)).then_some(Misfit::NamedBefore(place)));
        }
        misfits
    }
}

impl NewSupervisionSession {
    /// Misfits as faults of a request. The bounds are looked at here and not where the body is read, so that
    /// they are named together with what only the register knows.
    pub(super) fn faults(&self, today: Day) -> Faults {
        self.faults_at("", today)
    }

    /// The same where it stands at a place of the request.
    pub(super) fn faults_at(&self, at: &str, today: Day) -> Faults {
        let mut faults = Faults::default();
        for (place, expected) in self.misfits(today).into_iter().map(|misfit| misfit.fault(today)) {
            faults.add(format!("{at}{place}"), expected);
        }
        faults
    }

    /// The misfits of the session.
    #[must_use]
    pub fn misfits(&self, today: Day) -> Vec<Misfit> {
        let outline = SessionOutline {
            supervisor_id: Some(self.supervisor_id),
            kind: Some(self.kind),
            held_on: Some(self.held_on),
            minutes: Some(self.minutes),
            attendee_ids: Some(&self.attendee_ids),
        };
        outline.misfits(today)
    }

    /// The attendees and where in the request they are named; no more than a session takes.
    pub(super) fn attendees(&self) -> impl Iterator<Item = (String, WorkerId)> + '_ {
        let places = (0..MOST_ATTENDEES).map(|at| format!("/attendeeIds/{at}"));
        places.zip(self.attendee_ids.iter().copied())
    }
}

/// The sessions that a caller reads and records, made from its [`crate::call::Reach`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SessionSight {
    /// Every organisation's.
    Everyone,
    /// Those that one of these organisations keeps.
    KeptBy(Vec<OrganisationId>),
}

impl SessionSight {
    /// Whether the sessions of this organisation are in sight.
    pub fn takes(&self, organisation: OrganisationId) -> bool {
        match self {
            Self::Everyone => true,
            Self::KeptBy(organisations) => organisations.contains(&organisation),
        }
    }
}
