//! KNOWS: a person's record in the form in which evidence keeps it.
//!
//! Every later version of the program reads again what is written here: see `attestation/evidence.rs`.

use serde::{Deserialize, Serialize};

use super::owned::PersonRecord;
use crate::rules::record::{AbsencePeriod, Holding, Service, Session, Standing, SuspensionPeriod, Training};
use crate::rules::{Catalogue, Record};
use crate::values::{
    AbsenceId, AbsenceKind, AwardId, Code, CompletionId, CompletionResult, Day, EmploymentId, Hours,
    OrganisationKind, Part, ProgrammeId, SessionId, SessionKind, SuspensionId, TrainingTime,
};

/// A record as it is kept, each list in the order in which it was evaluated.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenRecord {
    completions: Vec<FrozenCompletion>,
    sessions: Vec<FrozenSession>,
    employments: Vec<FrozenEmployment>,
    awards: Vec<FrozenAward>,
    suspensions: Vec<FrozenSuspension>,
    /// Nothing in what was frozen before there were absences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    absences: Vec<FrozenAbsence>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenCompletion {
    id: CompletionId,
    on: Day,
    hours: Hours,
    /// Left out where the hours are exact, as before there were minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    minutes: Option<i32>,
    programme: ProgrammeId,
    /// Left out for all of the programme, as before there were parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<Part>,
    provider: OrganisationKind,
    result: CompletionResult,
    standing: Standing,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenSession {
    id: SessionId,
    on: Day,
    minutes: i16,
    kind: SessionKind,
    standing: Standing,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenEmployment {
    id: EmploymentId,
    from: Day,
    until: Day,
    post: Code,
    standing: Standing,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenAward {
    id: AwardId,
    from: Day,
    until: Day,
    rank: i32,
    standing: Standing,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenSuspension {
    id: SuspensionId,
    from: Day,
    until: Day,
    standing: Standing,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenAbsence {
    id: AbsenceId,
    from: Day,
    until: Day,
    kind: AbsenceKind,
    standing: Standing,
}

impl FrozenRecord {
    /// A record to keep; nothing if a fact names what the catalogue or the record does not have.
    #[must_use]
    pub fn of(catalogue: &Catalogue, record: &Record<'_>) -> Option<Self> {
        let Record { trainings, sessions, services, holdings, suspensions, absences, .. } = *record;
        // The part of a completion is looked up beside it.
        let Record { posts, parts: _, names, .. } = *record;
        let completion = |(fact, id): (&Training, &CompletionId)| {
            let Training { on, seconds, programme, part: _, provider, result, standing } = *fact;
            let hours = Hours::from_seconds(seconds.into());
            let minutes = (hours.seconds() != seconds).then_some(seconds / 60);
            let part = record.part(fact).cloned();
            let programme = catalogue.programmes().get(programme as usize)?.id;
            Some(FrozenCompletion {
                id: *id,
                on,
                hours,
                minutes,
                programme,
                part,
                provider,
                result,
                standing,
            })
        };
        let employment = |(fact, id): (&Service, &EmploymentId)| {
            let Service { from, until, post, standing } = *fact;
            let post = posts.get(post as usize)?.clone();
            Some(FrozenEmployment { id: *id, from, until, post, standing })
        };
        let session = |(fact, id): (&Session, &SessionId)| {
            let Session { on, minutes, kind, standing } = *fact;
            FrozenSession { id: *id, on, minutes, kind, standing }
        };
        let award = |(fact, id): (&Holding, &AwardId)| {
            // How it ended asks nobody who evaluates a requirement.
            let Holding { from, until, rank, revoked: _, standing } = *fact;
            FrozenAward { id: *id, from, until, rank, standing }
        };
        let suspension = |(fact, id): (&SuspensionPeriod, &SuspensionId)| {
            let SuspensionPeriod { from, until, standing } = *fact;
            FrozenSuspension { id: *id, from, until, standing }
        };
        let absence = |(fact, id): (&AbsencePeriod, &AbsenceId)| {
            let AbsencePeriod { from, until, kind, standing } = *fact;
            FrozenAbsence { id: *id, from, until, kind, standing }
        };
        Some(Self {
            completions: trainings.iter().zip(names.trainings).map(completion).collect::<Option<_>>()?,
            sessions: sessions.iter().zip(names.sessions).map(session).collect(),
            employments: services.iter().zip(names.services).map(employment).collect::<Option<_>>()?,
            awards: holdings.iter().zip(names.holdings).map(award).collect(),
            suspensions: suspensions.iter().zip(names.suspensions).map(suspension).collect(),
            absences: absences.iter().zip(names.absences).map(absence).collect(),
        })
    }

    /// The record once more; nothing if a completion is of a programme that the catalogue does not have.
    #[must_use]
    pub fn thawed(&self, catalogue: &Catalogue) -> Option<PersonRecord> {
        let mut record = PersonRecord::default();
        for FrozenCompletion { id, on, hours, minutes, programme, part, provider, result, standing } in
            &self.completions
        {
            let programme = catalogue.place(*programme)?;
            let fact = Training {
                on: *on,
                seconds: TrainingTime { hours: *hours, minutes: *minutes }.seconds(),
                programme,
                part: record.parts.place(part.as_ref()),
                provider: *provider,
                result: *result,
                standing: *standing,
            };
            record.trainings.push(fact, *id);
        }
        for FrozenSession { id, on, minutes, kind, standing } in &self.sessions {
            let fact = Session { on: *on, minutes: *minutes, kind: *kind, standing: *standing };
            record.sessions.push(fact, *id);
        }
        for FrozenEmployment { id, from, until, post, standing } in &self.employments {
            let post = record.posts.place(post);
            record.services.push(Service { from: *from, until: *until, post, standing: *standing }, *id);
        }
        for FrozenAward { id, from, until, rank, standing } in &self.awards {
            let (revoked, standing) = (false, *standing);
            let fact = Holding { from: *from, until: *until, rank: *rank, revoked, standing };
            record.holdings.push(fact, *id);
        }
        for FrozenSuspension { id, from, until, standing } in &self.suspensions {
            let fact = SuspensionPeriod { from: *from, until: *until, standing: *standing };
            record.suspensions.push(fact, *id);
        }
        for FrozenAbsence { id, from, until, kind, standing } in &self.absences {
            let fact = AbsencePeriod { from: *from, until: *until, kind: *kind, standing: *standing };
            record.absences.push(fact, *id);
        }
        Some(record)
    }
}
