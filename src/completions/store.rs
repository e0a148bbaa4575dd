//! KEEPS: completions.

use diesel::dsl::{IntoBoxed, max};
use diesel::prelude::*;

use super::faults;
use super::model::{Completion, FactKey};
use super::numbers::{self, Named, Numbers, named};
use crate::db::conflict::Unique;
use crate::db::schema::completions;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::sql::{MultiBackend, insert_statement};
use crate::values::{
    Believed, ClientId, CompletionId, Day, Hours, Moment, Note, OrganisationId, ProgrammeId, ProgrammePart,
    Reference, Withdrawal, WorkerId,
};

const REFERENCE: Unique =
    Unique { name: "completions_reference", columns: "completions.provider_number, completions.reference" };
/// Rule that a worker completes a part of a programme on a day once, as far as it is believed.
const ONCE: Unique = Unique {
    name: "completions_pkey",
    columns: "completions.worker_id, completions.completed_on, completions.programme_number, \
        completions.part, completions.withdrawn_as",
};

/// A completion, whoever asks.
pub(super) fn find(conn: &mut Conn, id: CompletionId) -> Result<Option<Completion>> {
    Ok(named().filter(completions::id.eq(id)).select(Completion::as_select()).get_result(conn).optional()?)
}

/// The completion that is believed and has this reference of this provider.
pub(super) fn find_by_reference(
    conn: &mut Conn,
    provider: OrganisationId,
    reference: &Reference,
) -> Result<Option<CompletionId>> {
    let provider = numbers::of_provider(conn, provider)?;
    let same = completions::table
        .filter(completions::provider_number.eq(provider))
        .filter(completions::reference.eq(reference));
    Ok(same
        .filter(completions::withdrawn_at.is_null())
        .select(completions::id)
        .get_result(conn)
        .optional()?)
}

/// The completion that is believed of this fact.
pub(super) fn find_same(
    conn: &mut Conn,
    (worker, programme, on, part): &FactKey,
) -> Result<Option<Completion>> {
    let programme = numbers::of_programme(conn, *programme)?;
    let same = named()
        .filter(completions::worker_id.eq(worker))
        .filter(completions::programme_number.eq(programme))
        .filter(completions::completed_on.eq(on))
        .filter(completions::part.eq(part));
    Ok(same
        .filter(completions::withdrawn_at.is_null())
        .select(Completion::as_select())
        .get_result(conn)
        .optional()?)
}

/// Completions that a caller may see.
pub(super) struct Visibility {
    /// Only those of these records; without them, everyone's.
    pub workers: Option<Vec<WorkerId>>,
    /// Only those that this organisation taught; without it, everybody's.
    pub taught_by: Option<OrganisationId>,
}

/// Conditions on the completions that are asked for.
#[derive(Clone, Copy)]
pub(super) struct Filter {
    pub programme: Option<ProgrammeId>,
    pub provider: Option<OrganisationId>,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub state: Believed,
    /// Day on which they were true.
    pub valid_at: Option<Day>,
    /// Moment at which they were known so.
    pub known_at: Option<Moment>,
}

/// The completions that a caller is given: of those that it may see, those that it asks for.
pub struct Selection {
    pub(super) visibility: Visibility,
    pub(super) filter: Filter,
}

impl Selection {
    fn rows(&self, conn: &mut Conn) -> Result<IntoBoxed<'_, Named, MultiBackend>> {
        let (visibility, filter) = (&self.visibility, &self.filter);
        let mut query = named().into_boxed();
        let mut providers = Vec::new();
        for provider in visibility.taught_by.iter().chain(&filter.provider) {
            providers.push(numbers::of_provider(conn, *provider)?);
        }
        if let Some(workers) = &visibility.workers {
            query = query.filter(completions::worker_id.eq_any(workers));
            for provider in providers {
                // A range, so that SQLite goes through the worker's few rows and not through the provider's
                // many.
                query = query.filter(completions::provider_number.between(provider, provider));
            }
        } else {
            for provider in providers {
                query = query.filter(completions::provider_number.eq(provider));
            }
        }
        if let Some(programme) = filter.programme {
            let programme = numbers::of_programme(conn, programme)?;
            query = query.filter(completions::programme_number.eq(programme));
        }
        if let Some(from) = filter.from {
            query = query.filter(completions::completed_on.ge(from));
        }
        for until in filter.until.iter().chain(&filter.valid_at) {
            query = query.filter(completions::completed_on.le(until));
        }
        if let Some(known_at) = filter.known_at {
            query = query.filter(completions::recorded_at.le(known_at));
        }
        Ok(match (filter.state, filter.known_at) {
            (Believed::All, _) => query,
            (Believed::Current, None) => query.filter(completions::withdrawn_at.is_null()),
            (Believed::Current, Some(known_at)) => {
                query.filter(completions::withdrawn_at.is_null().or(completions::withdrawn_at.gt(known_at)))
            }
            (Believed::Withdrawn, None) => query.filter(completions::withdrawn_at.is_not_null()),
            (Believed::Withdrawn, Some(known_at)) => query.filter(completions::withdrawn_at.le(known_at)),
        })
    }

    /// Completions in the order in which they became known, as they were known.
    pub(super) fn list(
        &self,
        conn: &mut Conn,
        after: Option<CompletionId>,
        limit: i64,
    ) -> Result<Vec<Completion>> {
        let mut query = self.rows(conn)?.select(Completion::as_select()).order(completions::id).limit(limit);
        if let Some(after) = after {
            query = query.filter(completions::id.gt(after));
        }
        let found: Vec<Completion> = query.load(conn)?;
        Ok(match self.filter.known_at {
            Some(known_at) => found.into_iter().map(|completion| completion.known_at(known_at)).collect(),
            None => found,
        })
    }

    /// Number of completions.
    pub(super) fn count(&self, conn: &mut Conn) -> Result<i64> {
        Ok(self.rows(conn)?.count().get_result(conn)?)
    }

    /// The workers concerned, each once, at most `most`.
    pub(super) fn workers(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>> {
        Ok(self
            .rows(conn)?
            .select(completions::worker_id)
            .distinct()
            .limit(i64::try_from(most).unwrap_or(i64::MAX))
            .load(conn)?)
    }
}

/// A completion as it is first kept: without what its withdrawal will say.
#[derive(Insertable)]
#[diesel(table_name = completions)]
#[diesel(treat_none_as_default_value = false)]
pub(super) struct CompletionRow<'c> {
    id: CompletionId,
    pub(super) worker_id: WorkerId,
    programme_number: i32,
    provider_number: i32,
    reference: &'c Reference,
    started_on: Option<Day>,
    pub(super) completed_on: Day,
    part: &'c ProgrammePart,
    hours: Hours,
    minutes: Option<i32>,
    result: i32,
    recorded_at: Moment,
    recorded_by: i32,
    supersedes: Option<CompletionId>,
}

insert_statement! {
    /// The statement that keeps it.
    CompletionInsert<'r>(CompletionRow<'r>) into completions {
        id, worker_id, programme_number, provider_number, reference, started_on, completed_on, part, hours,
        minutes, result, recorded_at, recorded_by, supersedes,
    }
}

impl<'c> CompletionRow<'c> {
    /// The row of a completion that becomes known now.
    pub(super) const fn of(completion: &'c Completion, numbers: Numbers, now: Moment) -> Self {
        Self {
            id: completion.id,
            worker_id: completion.worker_id,
            programme_number: numbers.programme,
            provider_number: numbers.provider,
            reference: &completion.reference,
            started_on: completion.started_on,
            completed_on: completion.completed_on,
            part: &completion.part,
            hours: completion.hours,
            minutes: completion.minutes,
            result: completion.result.number(),
            recorded_at: now,
            recorded_by: numbers.client,
            supersedes: completion.supersedes,
        }
    }
}

/// Keeps a completion, with the numbers of what it names.
///
/// # Errors
/// A conflict, without the name of what it met with. The transaction goes on, on PostgreSQL as well, where an
/// insert that breaks a rule would end it.
pub(super) fn insert(tx: &mut Tx<'_>, completion: &Completion, numbers: Numbers) -> Result<()> {
    let row = CompletionRow::of(completion, numbers, completion.recorded_at);
    let inserted = match tx.conn() {
        Conn::Sqlite(c) => CompletionInsert(&row).execute(c),
        Conn::Postgres(c) => {
            diesel::insert_into(completions::table).values(&row).on_conflict_do_nothing().execute(c)
        }
    };
    match inserted {
        Ok(0) => Err(Error::conflict(faults::come_meanwhile()).raced()),
        Ok(_) => Ok(()),
        Err(error) if REFERENCE.is_broken_by(&error) => Err(known_reference().raced()),
        Err(error) if ONCE.is_broken_by(&error) => Err(known_day().raced()),
        Err(error) => Err(error.into()),
    }
}

/// Keeps many completions, as each engine does it best.
///
/// # Errors
/// A conflict where one of them meets with what came meanwhile.
pub(super) fn insert_all(tx: &mut Tx<'_>, new: &Vec<CompletionRow<'_>>) -> Result<()> {
    let inserted = match tx.conn() {
        Conn::Sqlite(c) => new.iter().try_for_each(|row| CompletionInsert(row).execute(c).map(drop)),
        Conn::Postgres(c) => diesel::copy_from(completions::table).from_insertable(new).execute(c).map(drop),
    };
    inserted.map_err(|error| {
        if REFERENCE.is_broken_by(&error) || ONCE.is_broken_by(&error) {
            Error::conflict(faults::come_meanwhile())
        } else {
            error.into()
        }
    })
}

/// Withdraws a fact that is believed until now.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    completion: &Completion,
    how: Withdrawal,
    reason: &Note,
    by: ClientId,
    superseded_by: Option<CompletionId>,
    now: Moment,
) -> Result<()> {
    let names = (completion.programme_id, completion.provider_id, by);
    let Numbers { programme, client, .. } = numbers::given(tx, names)?;
    let key = completions::table
        .filter(completions::worker_id.eq(completion.worker_id))
        .filter(completions::completed_on.eq(completion.completed_on))
        .filter(completions::programme_number.eq(programme))
        .filter(completions::part.eq(&completion.part));
    let last: Option<i32> = key.select(max(completions::withdrawn_as)).get_result(tx.conn())?;
    let believed = key.filter(completions::id.eq(completion.id)).filter(completions::withdrawn_at.is_null());
    let changed = diesel::update(believed)
        .set((
            completions::withdrawn_as.eq(last.unwrap_or_default() + 1),
            completions::withdrawn_at.eq(now),
            completions::withdrawn_by.eq(client),
            completions::withdrawal.eq(how.number()),
            completions::withdrawal_reason.eq(reason),
            completions::superseded_by.eq(superseded_by),
        ))
        .execute(tx.conn())?;
    if changed == 1 { Ok(()) } else { Err(withdrawn_before()) }
}

pub(super) fn known_reference() -> Error {
    Error::conflict(faults::reference_taken())
}

pub(super) fn known_day() -> Error {
    Error::conflict(faults::known())
}

pub(super) fn withdrawn_before() -> Error {
    Error::conflict(faults::withdrawn())
}
