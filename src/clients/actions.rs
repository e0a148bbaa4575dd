//! DOES: creates and revokes clients.

use data_encoding::BASE64URL_NOPAD;

use super::model::{Client, NewClient, NewClientCredentials};
use super::store;
use crate::call::Call;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{self, Body, Empty, Happening};
use crate::keys::{Keys, random};
use crate::values::ClientId;

/// Creates a client with a secret that only this answer shows.
///
/// # Errors
/// The organisation does not exist, or the database cannot take it.
pub fn create(tx: &mut Tx<'_>, keys: &Keys, call: &Call, new: &NewClient) -> Result<NewClientCredentials> {
    let (id, secret) = (ClientId::new(), BASE64URL_NOPAD.encode(&random::<32>()?));
    let now = tx.now;
    store::insert(tx, id, new, &keys.secret_hash(&secret), now)?;
    let event = Happening::to(id.0, Body::ClientCreated(events::Client { role: new.role.as_str() }));
    events::happened(tx, call, "create_client", &event.at(new.organisation_id))?;
    Ok(NewClientCredentials { client_id: id, client_secret: secret, organisation_id: new.organisation_id })
}

/// Revokes a client: no new token at once, its tokens within half a minute. Doing it twice changes nothing.
///
/// # Errors
/// There is no such client, or the database cannot take it.
pub fn revoke(tx: &mut Tx<'_>, call: &Call, id: ClientId) -> Result<Client> {
    let now = tx.now;
    if store::revoke(tx, id, now)? {
        let event = Happening::to(id.0, Body::ClientRevoked(Empty {}));
        events::happened(tx, call, "revoke_client", &event)?;
    }
    store::find(tx, id)?.ok_or_else(Error::not_found)
}
