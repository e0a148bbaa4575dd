//! KNOWS: what each kind of fact becomes in a record. Pure.

use crate::completions::CompletionFact;
use crate::qualifications::{AwardFact, SuspensionFact};
use crate::rules::Catalogue;
use crate::rules::record::{AbsencePeriod, Holding, Service, Session, Standing, SuspensionPeriod, Training};
use crate::supervision::SessionFact;
use crate::values::{Day, Fact, Moment, OrganisationKind, Recorded, Withdrawal};
use crate::workers::{AbsenceFact, EmploymentFact};

/// Nothing for a programme that was never approved, which no completion names. The part is known by its place
/// among the record's parts.
pub(super) fn training(
    fact: &CompletionFact,
    catalogue: &Catalogue,
    provider: Option<OrganisationKind>,
    part: u32,
    standing: Standing,
) -> Option<Training> {
    Some(Training {
        on: fact.completed_on,
        seconds: fact.time().seconds(),
        programme: catalogue.place(fact.programme_id)?,
        part,
        provider: provider.unwrap_or(OrganisationKind::Provider),
        result: fact.result,
        standing,
    })
}

pub(super) fn session(fact: &SessionFact, standing: Standing) -> Session {
    let minutes = i16::try_from(fact.minutes).unwrap_or(i16::MAX);
    Session { on: fact.held_on, minutes, kind: fact.kind, standing }
}

/// The post is known by its place among the record's posts.
pub(super) fn service(fact: &EmploymentFact, post: u32, standing: Standing) -> Service {
    Service { from: fact.valid_from, until: fact.valid_until.unwrap_or(Day::LAST), post, standing }
}

pub(super) fn holding(fact: &AwardFact, known_at: Moment, standing: Standing) -> Holding {
    let until = fact.last_day(known_at).unwrap_or(Day::LAST);
    let revoked = fact.is_revoked(known_at);
    Holding { from: fact.valid_from, until, rank: fact.rank, revoked, standing }
}

pub(super) fn suspension(fact: &SuspensionFact, standing: Standing) -> SuspensionPeriod {
    SuspensionPeriod { from: fact.valid_from, until: fact.valid_until.unwrap_or(Day::LAST), standing }
}

pub(super) fn absence(fact: &AbsenceFact, standing: Standing) -> AbsencePeriod {
    let AbsenceFact { valid_from, valid_until, kind, .. } = *fact;
    AbsencePeriod { from: valid_from, until: valid_until.unwrap_or(Day::LAST), kind, standing }
}

/// Whether a fact was believed at a moment.
pub(super) fn standing<F>(recorded: &Recorded<F>, known_at: Moment) -> Standing {
    let is_withdrawn = recorded.withdrawn_at.is_some_and(|moment| moment <= known_at);
    match recorded.withdrawal {
        _ if recorded.recorded_at > known_at => Standing::NotYetKnown,
        _ if !is_withdrawn => Standing::Believed,
        Some(Withdrawal::Corrected) => Standing::Superseded,
        Some(Withdrawal::Voided) | None => Standing::Voided,
    }
}

/// Puts what several records of one person tell into the order of the days, and of the ids within a day. Two
/// of them may both have been named as attendees of a session: what two tell counts once.
pub(super) fn merge<F: Fact>(facts: &mut Vec<F>) {
    facts.sort_by_key(Fact::place);
    facts.dedup_by_key(|fact| fact.place());
}
