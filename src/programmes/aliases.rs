//! KEEPS: titles by which an organisation names programmes, once it has confirmed them.

use std::collections::HashMap;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::model::ProgrammeStatus;
use super::titles::plain_title;
use super::{faults, store};
use crate::call::Call;
use crate::db::conflict::Unique;
use crate::db::schema::programme_aliases;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Body, Happening};
use crate::values::{AliasId, ClientId, Moment, Name, Note, OrganisationId, ProgrammeId};

/// Titles that one organisation may confirm.
const MOST_ALIASES: i32 = 2_000;

const TITLE: Unique = Unique {
    name: "programme_aliases_title",
    columns: "programme_aliases.organisation_id, programme_aliases.plain",
};

/// A title by which an organisation names a programme.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, Serialize, ToSchema)]
#[diesel(table_name = programme_aliases)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "01990000-0000-7000-8000-0000000000ba",
    "organisationId": "01990000-0000-7000-8000-0000000000a2", "title": "Supervizare, nivelul I",
    "programmeId": "01990000-0000-7000-8000-0000000000b1",
    "confirmedAt": "2026-11-23T10:00:00.000000Z", "confirmedBy": "01990000-0000-7000-8000-0000000000c1"
}))]
pub struct ProgrammeAlias {
    /// Its id.
    pub id: AliasId,
    /// The organisation whose files are read by it.
    pub organisation_id: OrganisationId,
    /// The title as it is compared.
    #[serde(skip)]
    pub plain: String,
    /// The title.
    pub title: Name,
    /// The programme.
    pub programme_id: ProgrammeId,
    /// The moment at which it was confirmed.
    pub confirmed_at: Moment,
    /// The client that confirmed it.
    pub confirmed_by: ClientId,
}

/// A title to confirm.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({
    "title": "Supervizare, nivelul I", "programmeId": "01990000-0000-7000-8000-0000000000b1"
}))]
pub struct NewProgrammeAlias {
    /// The title as it stands in files; compared without capitals, diacritics and signs.
    pub title: Name,
    /// The programme that is meant: one that was ever approved.
    pub programme_id: ProgrammeId,
}

/// The withdrawal of a title that was confirmed in error.
#[derive(Debug, Clone, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(example = json!({ "reason": "titlul are mai multe înțelesuri" }))]
pub struct AliasWithdrawal {
    /// Why it was confirmed in error; noted in the journal.
    pub reason: Note,
}

/// Forgets what an organisation meant by a title: files that have it are read as before it was confirmed.
///
/// # Errors
/// There is none of the caller's organisation.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    call: &Call,
    id: AliasId,
    why: &AliasWithdrawal,
) -> Result<ProgrammeAlias> {
    let own = programme_aliases::table
        .find(id)
        .filter(programme_aliases::organisation_id.eq(call.actor.organisation));
    let alias: Option<ProgrammeAlias> =
        own.select(ProgrammeAlias::as_select()).get_result(tx.conn()).optional()?;
    let alias = alias.ok_or_else(Error::not_found)?;
    if diesel::delete(programme_aliases::table.find(id)).execute(tx.conn())? == 0 {
        return Err(Error::not_found());
    }
    let call = Call { reason: why.reason.clone(), ..call.clone() };
    let body = Body::ProgrammeAliasWithdrawn(events::Alias { programme_id: alias.programme_id });
    let event = Happening::to(alias.id.0, body).at(alias.organisation_id);
    events::happened(tx, &call, "create_programme_alias_withdrawal", &event)?;
    Ok(alias)
}

/// Remembers what an organisation means by a title; one that it has confirmed before means this from now on.
///
/// # Errors
/// There is no such programme, the title has neither a letter nor a digit or is that of another programme, or
/// the organisation has too many.
pub(super) fn confirm(tx: &mut Tx<'_>, call: &Call, new: &NewProgrammeAlias) -> Result<ProgrammeAlias> {
    let programme = store::find(tx, new.programme_id)?;
    if programme.is_none_or(|programme| programme.status == ProgrammeStatus::Draft) {
        return Err(Error::fault("/programmeId", faults::unknown()));
    }
    let (organisation, plain) = (call.actor.organisation, plain_title(&new.title));
    if plain.is_empty() {
        return Err(Error::fault("/title", faults::title_bare()));
    }
    let mut of_catalogue = store::titled(tx)?;
    of_catalogue.retain(|one| one.titles().any(|title| plain_title(title) == plain));
    if let Some(first) = of_catalogue.first()
        && of_catalogue.iter().all(|one| one.id != new.programme_id)
    {
        return Err(Error::fault("/title", faults::title_of_catalogue(first.code.as_str())));
    }
    let own = programme_aliases::table.filter(programme_aliases::organisation_id.eq(organisation));
    let known: Option<AliasId> = own
        .filter(programme_aliases::plain.eq(&plain))
        .select(programme_aliases::id)
        .get_result(tx.conn())
        .optional()?;
    let alias = ProgrammeAlias {
        id: known.unwrap_or_default(),
        organisation_id: organisation,
        plain,
        title: new.title.clone(),
        programme_id: new.programme_id,
        confirmed_at: tx.now,
        confirmed_by: call.actor.client,
    };
    if known.is_some() {
        diesel::delete(programme_aliases::table.find(alias.id)).execute(tx.conn())?;
    } else if own.count().get_result::<i64>(tx.conn())? >= i64::from(MOST_ALIASES) {
        return Err(Error::fault("/title", faults::too_many_aliases(MOST_ALIASES)));
    }
    match diesel::insert_into(programme_aliases::table).values(&alias).execute(tx.conn()) {
        Ok(_) => {}
        Err(error) if TITLE.is_broken_by(&error) => {
            return Err(Error::conflict(faults::alias_come_meanwhile()).raced());
        }
        Err(error) => return Err(error.into()),
    }
    let body = Body::ProgrammeAliasConfirmed(events::Alias { programme_id: alias.programme_id });
    let happening = Happening::to(alias.id.0, body).at(organisation);
    events::happened(tx, call, "create_programme_alias", &happening)?;
    Ok(alias)
}

/// An organisation's titles, in the order of their ids.
pub(super) fn list(
    conn: &mut Conn,
    organisation: OrganisationId,
    after: Option<AliasId>,
    limit: i64,
) -> Result<Vec<ProgrammeAlias>> {
    let mut own = programme_aliases::table
        .filter(programme_aliases::organisation_id.eq(organisation))
        .order(programme_aliases::id)
        .limit(limit)
        .select(ProgrammeAlias::as_select())
        .into_boxed();
    if let Some(after) = after {
        own = own.filter(programme_aliases::id.gt(after));
    }
    Ok(own.load(conn)?)
}

/// The programmes that an organisation means by titles, as these are compared.
///
/// # Errors
/// The database cannot be read.
pub fn aliases_of(conn: &mut Conn, organisation: OrganisationId) -> Result<HashMap<String, ProgrammeId>> {
    let own = programme_aliases::table.filter(programme_aliases::organisation_id.eq(organisation));
    let pairs = own.select((programme_aliases::plain, programme_aliases::programme_id));
    Ok(pairs.limit(MOST_ALIASES.into()).load(conn)?.into_iter().collect())
}
