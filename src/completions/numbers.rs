//! KEEPS: the small numbers by which completions name programmes, providers and clients.
//!
//! A number is given with the first completion that needs it, and never taken back. Zero is nobody's.

use std::collections::HashMap;

use diesel::dsl::auto_type;
use diesel::prelude::*;

use crate::db::schema::{completion_clients, completion_programmes, completion_providers, completions};
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::values::{ClientId, OrganisationId, ProgrammeId};

/// A programme, a provider and a client that a completion names.
pub(super) type Names = (ProgrammeId, OrganisationId, ClientId);

/// The numbers of these.
#[derive(Clone, Copy)]
pub(super) struct Numbers {
    pub programme: i32,
    pub provider: i32,
    pub client: i32,
}

/// Completions and what each names. It names one of each, so nothing is left out by a join from the left,
/// which leaves the order to the completions.
#[auto_type(type_case = "PascalCase")]
pub(super) fn named() -> _ {
    completions::table
        .left_join(
            completion_programmes::table.on(completion_programmes::number.eq(completions::programme_number)),
        )
        .left_join(
            completion_providers::table.on(completion_providers::number.eq(completions::provider_number)),
        )
        .left_join(completion_clients::table.on(completion_clients::number.eq(completions::recorded_by)))
}

/// The number of a programme.
pub(super) fn of_programme(conn: &mut Conn, id: ProgrammeId) -> Result<i32> {
    let known = completion_programmes::table.filter(completion_programmes::programme_id.eq(id));
    let number = each!(conn, c => known.select(completion_programmes::number).get_result(c).optional()?);
    Ok(number.unwrap_or_default())
}

/// The number of a provider.
pub(super) fn of_provider(conn: &mut Conn, id: OrganisationId) -> Result<i32> {
    let known = completion_providers::table.filter(completion_providers::provider_id.eq(id));
    let number = each!(conn, c => known.select(completion_providers::number).get_result(c).optional()?);
    Ok(number.unwrap_or_default())
}

/// The numbers of what a completion names, looked up in one statement; those that are missing are given.
pub(super) fn given(tx: &mut Tx<'_>, names: Names) -> Result<Numbers> {
    if let Some(numbers) = find(tx, names)? {
        return Ok(numbers);
    }
    let (programme, provider, client) = names;
    each!(tx.conn(), c => {
        diesel::insert_into(completion_programmes::table)
            .values(completion_programmes::programme_id.eq(programme))
            .on_conflict_do_nothing()
            .execute(c)?;
        diesel::insert_into(completion_providers::table)
            .values(completion_providers::provider_id.eq(provider))
            .on_conflict_do_nothing()
            .execute(c)?;
        diesel::insert_into(completion_clients::table)
            .values(completion_clients::client_id.eq(client))
            .on_conflict_do_nothing()
            .execute(c)?;
    });
    find(tx, names)?.ok_or_else(|| Error::internal("a number that was given is not there"))
}

/// The numbers of these, looked up in one statement. None while one of them has none.
pub(super) fn find(conn: &mut Conn, (programme, provider, client): Names) -> Result<Option<Numbers>> {
    let numbers = diesel::select((
        completion_programmes::table
            .filter(completion_programmes::programme_id.eq(programme))
            .select(completion_programmes::number)
            .single_value(),
        completion_providers::table
            .filter(completion_providers::provider_id.eq(provider))
            .select(completion_providers::number)
            .single_value(),
        completion_clients::table
            .filter(completion_clients::client_id.eq(client))
            .select(completion_clients::number)
            .single_value(),
    ));
    let found: (Option<i32>, Option<i32>, Option<i32>) = each!(conn, c => numbers.get_result(c)?);
    Ok(match found {
        (Some(programme), Some(provider), Some(client)) => Some(Numbers { programme, provider, client }),
        _ => None,
    })
}

/// Numbers for completions that are kept together: each is looked up once.
#[derive(Default)]
pub(super) struct Numbering(HashMap<Names, Numbers>);

impl Numbering {
    /// The numbers of what a completion names.
    pub(super) fn given(&mut self, tx: &mut Tx<'_>, names: Names) -> Result<Numbers> {
        if let Some(numbers) = self.0.get(&names) {
            return Ok(*numbers);
        }
        let numbers = given(tx, names)?;
        self.0.insert(names, numbers);
        Ok(numbers)
    }
}
