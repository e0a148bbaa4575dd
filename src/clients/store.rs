//! KEEPS: clients.

use diesel::prelude::*;

use super::model::{Client, NewClient};
use crate::call::Role;
use crate::db::conflict::is_dangling;
use crate::db::schema::clients;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::values;
use crate::values::{ClientId, Moment, OrganisationId};

/// A client, revoked or not.
pub(super) fn find(conn: &mut Conn, id: ClientId) -> Result<Option<Client>> {
    Ok(clients::table.find(id).select(Client::as_select()).get_result(conn).optional()?)
}

/// Clients by id, after one.
///
/// # Errors
/// The database cannot be read.
pub fn list(conn: &mut Conn, after: Option<ClientId>, limit: i64) -> Result<Vec<Client>> {
    let mut query = clients::table.select(Client::as_select()).order(clients::id).limit(limit).into_boxed();
    if let Some(after) = after {
        query = query.filter(clients::id.gt(after));
    }
    Ok(query.load(conn)?)
}

/// The clients that an organisation, and that of a client, ever had.
///
/// # Errors
/// The database cannot be read.
pub fn of_organisations(
    conn: &mut Conn,
    organisation: OrganisationId,
    beside: ClientId,
) -> Result<Vec<ClientId>> {
    let known = clients::table.find(beside).select(clients::organisation_id);
    let known: Option<OrganisationId> = known.get_result(conn).optional()?;
    let all: Vec<_> = known.into_iter().chain([organisation]).collect();
    Ok(clients::table.filter(clients::organisation_id.eq_any(all)).select(clients::id).load(conn)?)
}

/// The organisations that have a living client of a role.
///
/// # Errors
/// The database cannot be read.
pub fn organisations_with(conn: &mut Conn, role: Role) -> Result<Vec<OrganisationId>> {
    let living = clients::table.filter(clients::role.eq(role)).filter(clients::revoked_at.is_null());
    Ok(living.select(clients::organisation_id).distinct().load(conn)?)
}

pub(super) fn insert(
    tx: &mut Tx<'_>,
    id: ClientId,
    new: &NewClient,
    secret_hash: &[u8],
    now: Moment,
) -> Result<()> {
    diesel::insert_into(clients::table)
        .values((
            clients::id.eq(id),
            clients::organisation_id.eq(new.organisation_id),
            clients::name.eq(&new.name),
            clients::role.eq(new.role),
            clients::standing_basis.eq(&new.standing_basis),
            clients::secret_hash.eq(secret_hash),
            clients::created_at.eq(now),
        ))
        .execute(tx.conn())
        .map_err(|error| {
            if is_dangling(&error) {
                Error::fault("/organisationId", values::faults::organisation_absent())
            } else {
                error.into()
            }
        })?;
    Ok(())
}

/// Whether it was living until now.
pub(super) fn revoke(tx: &mut Tx<'_>, id: ClientId, now: Moment) -> Result<bool> {
    let living = clients::table.find(id).filter(clients::revoked_at.is_null());
    Ok(diesel::update(living).set(clients::revoked_at.eq(now)).execute(tx.conn())? == 1)
}
