//! KNOWS: a worker's record as evidence keeps it, and as the rules take it.

use serde::{Deserialize, Serialize};

use crate::rules::record::{Holding, Names, Service, Session, Standing, Suspension, Training};
use crate::rules::{Catalogue, Record};
use crate::values::{
    AwardId, Code, CompletionId, CompletionResult, Day, EmploymentId, Hours, OrganisationKind, ProgrammeId,
    SessionId, SessionKind, SuspensionId,
};

/// Each list in the order in which it was evaluated.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FrozenRecord {
    completions: Vec<FrozenCompletion>,
    sessions: Vec<FrozenSession>,
    employments: Vec<FrozenEmployment>,
    awards: Vec<FrozenAward>,
    suspensions: Vec<FrozenSuspension>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FrozenCompletion {
    id: CompletionId,
    on: Day,
    hours: Hours,
    programme: ProgrammeId,
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

impl FrozenRecord {
    /// Nothing if a fact names what the catalogue or the record does not have.
    pub fn of(catalogue: &Catalogue, record: &Record<'_>) -> Option<Self> {
        let names = &record.names;
        let completion = |(fact, id): (&Training, &CompletionId)| {
            let programme = catalogue.programmes().get(fact.programme as usize)?.id;
            let Training { on, hours, provider, result, standing, .. } = *fact;
            Some(FrozenCompletion { id: *id, on, hours, programme, provider, result, standing })
        };
        let employment = |(fact, id): (&Service, &EmploymentId)| {
            let post = record.posts.get(fact.post as usize)?.clone();
            Some(FrozenEmployment {
                id: *id,
                from: fact.from,
                until: fact.until,
                post,
                standing: fact.standing,
            })
        };
        let session = |(fact, id): (&Session, &SessionId)| {
            let Session { on, minutes, kind, standing } = *fact;
            FrozenSession { id: *id, on, minutes, kind, standing }
        };
        let award = |(fact, id): (&Holding, &AwardId)| {
            let Holding { from, until, rank, standing } = *fact;
            FrozenAward { id: *id, from, until, rank, standing }
        };
        let suspension = |(fact, id): (&Suspension, &SuspensionId)| {
            let Suspension { from, until, standing } = *fact;
            FrozenSuspension { id: *id, from, until, standing }
        };
        Some(Self {
            completions: record
                .trainings
                .iter()
                .zip(names.trainings)
                .map(completion)
                .collect::<Option<_>>()?,
            sessions: record.sessions.iter().zip(names.sessions).map(session).collect(),
            employments: record.services.iter().zip(names.services).map(employment).collect::<Option<_>>()?,
            awards: record.holdings.iter().zip(names.holdings).map(award).collect(),
            suspensions: record.suspensions.iter().zip(names.suspensions).map(suspension).collect(),
        })
    }
}

/// A frozen record as the rules take it.
#[derive(Default)]
pub(super) struct Facts {
    trainings: Vec<Training>,
    sessions: Vec<Session>,
    services: Vec<Service>,
    holdings: Vec<Holding>,
    suspensions: Vec<Suspension>,
    posts: Vec<Code>,
    training_ids: Vec<CompletionId>,
    session_ids: Vec<SessionId>,
    service_ids: Vec<EmploymentId>,
    holding_ids: Vec<AwardId>,
    suspension_ids: Vec<SuspensionId>,
}

impl Facts {
    /// Nothing if a completion is of a programme that the catalogue does not have.
    pub fn of(frozen: &FrozenRecord, catalogue: &Catalogue) -> Option<Self> {
        let mut facts = Self::default();
        for FrozenCompletion { id, on, hours, programme, provider, result, standing } in &frozen.completions {
            let programme = catalogue.place(*programme)?;
            facts.trainings.push(Training {
                on: *on,
                hours: *hours,
                programme,
                provider: *provider,
                result: *result,
                standing: *standing,
            });
            facts.training_ids.push(*id);
        }
        for FrozenSession { id, on, minutes, kind, standing } in &frozen.sessions {
            facts.sessions.push(Session { on: *on, minutes: *minutes, kind: *kind, standing: *standing });
            facts.session_ids.push(*id);
        }
        for FrozenEmployment { id, from, until, post, standing } in &frozen.employments {
            let place = facts.posts.iter().position(|known| known == post).unwrap_or_else(|| {
                facts.posts.push(post.clone());
                facts.posts.len() - 1
            });
            facts.services.push(Service {
                from: *from,
                until: *until,
                post: u32::try_from(place).ok()?,
                standing: *standing,
            });
            facts.service_ids.push(*id);
        }
        for FrozenAward { id, from, until, rank, standing } in &frozen.awards {
            facts.holdings.push(Holding { from: *from, until: *until, rank: *rank, standing: *standing });
            facts.holding_ids.push(*id);
        }
        for FrozenSuspension { id, from, until, standing } in &frozen.suspensions {
            facts.suspensions.push(Suspension { from: *from, until: *until, standing: *standing });
            facts.suspension_ids.push(*id);
        }
        Some(facts)
    }

    pub fn record(&self) -> Record<'_> {
        Record {
            trainings: &self.trainings,
            sessions: &self.sessions,
            services: &self.services,
            holdings: &self.holdings,
            suspensions: &self.suspensions,
            posts: &self.posts,
            names: Names {
                trainings: &self.training_ids,
                sessions: &self.session_ids,
                services: &self.service_ids,
                holdings: &self.holding_ids,
                suspensions: &self.suspension_ids,
            },
        }
    }
}
