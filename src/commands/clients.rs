//! `registry clients`: creates, lists and revokes the systems that call the register.

use std::sync::Arc;

use super::opening::open;
use super::output::{print_json, usage};
use crate::clients::{self, NewClient};
use crate::config::{ClientsCommand, DataOptions};
use crate::error::Result;
use crate::http::Hall;
use crate::organisations;
use crate::start::operator;
use crate::values::{ClientId, Idno, Name, Note, OrganisationId};

/// Runs one of the commands about clients.
pub(super) async fn run(place: &DataOptions, command: ClientsCommand) -> Result<()> {
    let hall = open(place)?.hall;
    match command {
        ClientsCommand::Create { name, organisation, role, standing_basis } => {
            let name = Name::parse(&name).map_err(|expected| usage("--name", expected))?;
            let standing_basis = standing_basis
                .map(|text| Note::parse(&text))
                .transpose()
                .map_err(|expected| usage("--standing-basis", expected))?;
            let organisation_id = find_organisation(&hall, organisation).await?;
            let new = NewClient { organisation_id, name, role, standing_basis };
            let keys = Arc::clone(&hall.keys);
            let call = operator("client created at the command line", hall.today());
            let made = hall.db.write(move |tx| clients::create(tx, &keys, &call, &new)).await?;
            print_json(&made)
        }
        ClientsCommand::List => {
            let mut after = None;
            loop {
                let page = hall.db.read(move |view| clients::list(view, after, 200)).await?;
                for client in &page {
                    print_json(client)?;
                }
                after = match page.last() {
                    Some(last) => Some(last.id),
                    None => return Ok(()),
                };
            }
        }
        ClientsCommand::Revoke { client } => {
            let id: ClientId = client.parse().map_err(|expected| usage("client", expected))?;
            let call = operator("client revoked at the command line", hall.today());
            let revoked = hall.db.write(move |tx| clients::revoke(tx, &call, id)).await?;
            print_json(&revoked)
        }
    }
}

async fn find_organisation(hall: &Hall, given: String) -> Result<OrganisationId> {
    let unknown =
        || usage("--organisation", "expected the id or the IDNO of an organisation on the register");
    let found = hall
        .db
        .read(move |view| match (given.parse::<OrganisationId>(), Idno::parse(&given)) {
            (Ok(id), _) => organisations::find(view, id),
            (_, Ok(idno)) => organisations::find_by_idno(view, &idno),
            _ => Ok(None),
        })
        .await?;
    found.map(|organisation| organisation.id).ok_or_else(unknown)
}
