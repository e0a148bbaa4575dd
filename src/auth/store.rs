//! KEEPS: nothing; looks up clients, which the room of clients keeps.

use diesel::prelude::*;

use super::identity::Identity;
use crate::call::{Actor, Role};
use crate::db::Conn;
use crate::db::schema::clients;
use crate::error::Result;
use crate::values::{ClientId, Note, OrganisationId};

/// The client, its role, its standing basis, and the keyed hash of its secret.
type ClientRow = (OrganisationId, Role, Option<Note>, Vec<u8>);

/// A living client.
///
/// # Errors
/// The database cannot be read.
pub fn identity(conn: &mut Conn, id: ClientId) -> Result<Option<Identity>> {
    Ok(credentials(conn, id)?.map(|(identity, _)| identity))
}

/// A living client, and the keyed hash of its secret.
pub(super) fn credentials(conn: &mut Conn, id: ClientId) -> Result<Option<(Identity, Vec<u8>)>> {
    let living = clients::table.find(id).filter(clients::revoked_at.is_null());
    let columns = (clients::organisation_id, clients::role, clients::standing_basis, clients::secret_hash);
    let found: Option<ClientRow> = living.select(columns).get_result(conn).optional()?;
    Ok(found.map(|(organisation, role, standing_basis, hash)| {
        (Identity { actor: Actor { client: id, organisation, role }, standing_basis }, hash)
    }))
}
