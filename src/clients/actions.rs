//! DOES: creates and revokes clients.

use data_encoding::BASE64URL_NOPAD;

use super::model::{Client, NewClient, NewClientCredentials};
use super::store;
use crate::call::Call;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::journal::{self, Event, Note};
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
    journal::note(tx, call, &change("create_client", id))?;
    Ok(NewClientCredentials { client_id: id, client_secret: secret, organisation_id: new.organisation_id })
}

/// Revokes a client: no new token at once, its tokens within half a minute. Doing it twice changes nothing.
///
/// # Errors
/// There is no such client, or the database cannot take it.
pub fn revoke(tx: &mut Tx<'_>, call: &Call, id: ClientId) -> Result<Client> {
    let now = tx.now;
    if store::revoke(tx, id, now)? {
        journal::note(tx, call, &change("revoke_client", id))?;
    }
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

fn change(operation: &'static str, id: ClientId) -> Note<'static> {
    Note { event: Event::Change, operation, object_type: "client", object: Some(id.0), subjects: &[] }
}
