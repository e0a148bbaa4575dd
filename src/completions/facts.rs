//! KEEPS: completions as facts of a person's record, of one worker or of many.

use diesel::dsl::{AssumeNotNull, Nullable};
use diesel::prelude::*;
use uuid::Uuid;

use super::numbers::{self, named};
use crate::db::schema::{completion_programmes, completion_providers, completions};
use crate::db::{Conn, believed, each, each_row};
use crate::error::Result;
use crate::values::{
    CompletionId, CompletionResult, Day, Fact, Hours, Moment, OrganisationId, ProgrammeId, ProgrammePart,
    Recorded, TrainingTime, WorkerId,
};

/// Part of a completion that rules ask about.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = completions)]
pub struct CompletionFact {
    /// The day on which it was completed.
    pub completed_on: Day,
    /// The programme.
    #[diesel(select_expression = completion_programmes::programme_id.nullable().assume_not_null())]
    #[diesel(select_expression_type = AssumeNotNull<Nullable<completion_programmes::programme_id>>)]
    pub programme_id: ProgrammeId,
    /// The part of the programme.
    pub part: ProgrammePart,
    /// The organisation that taught it.
    #[diesel(select_expression = completion_providers::provider_id.nullable().assume_not_null())]
    #[diesel(select_expression_type = AssumeNotNull<Nullable<completion_providers::provider_id>>)]
    pub provider_id: OrganisationId,
    /// The hours that the worker took part in.
    pub hours: Hours,
    /// The same in whole minutes, where that is known.
    pub minutes: Option<i32>,
    /// The result.
    pub result: CompletionResult,
    /// Its id.
    pub id: CompletionId,
}

impl CompletionFact {
    /// The time that the worker took part, exactly.
    #[must_use]
    pub const fn time(&self) -> TrainingTime {
        TrainingTime { hours: self.hours, minutes: self.minutes }
    }
}

impl Fact for CompletionFact {
    fn place(&self) -> (Day, Uuid) {
        (self.completed_on, self.id.0)
    }
}

/// All that was ever recorded of what a worker completed, withdrawn or not, in the order of the days.
///
/// # Errors
/// The database cannot be read.
pub fn history(conn: &mut Conn, worker: WorkerId) -> Result<Vec<Recorded<CompletionFact>>> {
    let latest_first = named()
        .filter(completions::worker_id.eq(worker))
        // The order in which they are kept.
        .order((
            completions::completed_on.desc(),
            completions::programme_number.desc(),
            completions::part.desc(),
            completions::withdrawn_as.desc(),
        ));
    let mut history: Vec<Recorded<CompletionFact>> = each!(conn, c => {
        let columns = (
            CompletionFact::as_select(),
            completions::recorded_at,
            completions::withdrawn_at,
            completions::withdrawal,
        );
        latest_first.select(columns).load(c)?
    });
    history.sort_unstable_by_key(Fact::place);
    Ok(history)
}

/// Completions that an organisation taught on days from one to another, believed or not.
///
/// # Errors
/// The database cannot be read.
pub fn taught_between(
    conn: &mut Conn,
    provider: OrganisationId,
    (from, until): (Day, Day),
) -> Result<Vec<CompletionId>> {
    let provider = numbers::of_provider(conn, provider)?;
    let taught = completions::table.filter(completions::provider_number.eq(provider));
    let taught = taught.filter(completions::completed_on.between(from, until)).order(completions::id);
    Ok(taught.select(completions::id).load(conn)?)
}

/// Completions of a programme on days from one to another, believed or not.
///
/// # Errors
/// The database cannot be read.
pub(super) fn completed_between(
    conn: &mut Conn,
    programme: ProgrammeId,
    (from, until): (Day, Day),
) -> Result<Vec<CompletionId>> {
    let programme = numbers::of_programme(conn, programme)?;
    let completed = completions::table.filter(completions::programme_number.eq(programme));
    let completed = completed.filter(completions::completed_on.between(from, until)).order(completions::id);
    Ok(completed.select(completions::id).load(conn)?)
}

/// Completions of a worker that were withdrawn since a moment, in that order, and what supersedes each.
///
/// # Errors
/// The database cannot be read.
pub fn withdrawn_since(
    conn: &mut Conn,
    worker: WorkerId,
    since: Moment,
) -> Result<Vec<(CompletionId, Option<CompletionId>)>> {
    let withdrawn = completions::table
        .filter(completions::worker_id.eq(worker))
        .filter(completions::withdrawn_at.gt(since));
    let withdrawn = withdrawn.order((completions::withdrawn_at, completions::id));
    Ok(withdrawn.select((completions::id, completions::superseded_by)).load(conn)?)
}

/// Hands on what was believed at a moment of what the workers of a range of ids completed, by worker and day.
///
/// # Errors
/// The database cannot be read.
pub fn each_believed(
    conn: &mut Conn,
    known_at: Moment,
    of: (WorkerId, WorkerId),
    mut take: impl FnMut((WorkerId, CompletionFact)),
) -> Result<()> {
    let facts = named()
        .filter(completions::worker_id.between(of.0, of.1))
        .filter(believed!(completions, known_at))
        .order((completions::worker_id, completions::completed_on, completions::id));
    each_row!(
        conn,
        facts.select((completions::worker_id, CompletionFact::as_select())),
        (WorkerId, CompletionFact),
        take
    );
    Ok(())
}
