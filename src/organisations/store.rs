//! KEEPS: organisations.

use diesel::prelude::*;

use super::faults;
use super::model::{Organisation, Span, since};
use crate::db::conflict::{Unique, is_dangling};
use crate::db::schema::organisations;
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::values;
use crate::values::{District, Idno, Moment, Name, OrganisationId, OrganisationKind};

const IDNO: Unique = Unique { name: "organisations_idno_key", columns: "organisations.idno" };

/// Any organisation, by its id.
///
/// # Errors
/// The database cannot be read.
pub fn find(conn: &mut Conn, id: OrganisationId) -> Result<Option<Organisation>> {
    Ok(each!(
        conn,
        c => organisations::table.find(id).select(Organisation::as_select()).get_result(c).optional()?
    ))
}

/// Any organisation, by its IDNO.
///
/// # Errors
/// The database cannot be read.
pub fn find_by_idno(conn: &mut Conn, idno: &Idno) -> Result<Option<Organisation>> {
    Ok(organisations::table
        .filter(organisations::idno.eq(idno))
        .select(Organisation::as_select())
        .get_result(conn)
        .optional()?)
}

/// Whether there is any organisation: a register without one is new.
///
/// # Errors
/// The database cannot be read.
pub fn any(conn: &mut Conn) -> Result<bool> {
    let first: Option<OrganisationId> =
        organisations::table.select(organisations::id).first(conn).optional()?;
    Ok(first.is_some())
}

/// Every organisation, in the order of their ids.
///
/// # Errors
/// The database cannot be read.
pub fn all(conn: &mut Conn) -> Result<Vec<Organisation>> {
    Ok(organisations::table.select(Organisation::as_select()).order(organisations::id).load(conn)?)
}

/// The organisations that are asked for.
#[derive(Default)]
pub(super) struct Filter {
    pub one: Option<OrganisationId>,
    pub kind: Option<OrganisationKind>,
    pub district: Option<District>,
    pub parent: Option<OrganisationId>,
}

pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<OrganisationId>,
    limit: i64,
) -> Result<Vec<Organisation>> {
    let mut query = organisations::table
        .select(Organisation::as_select())
        .order(organisations::id)
        .limit(limit)
        .into_boxed();
    if let Some(one) = filter.one {
        query = query.filter(organisations::id.eq(one));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(organisations::kind.eq(kind));
    }
    if let Some(district) = &filter.district {
        query = query.filter(organisations::district.eq(district));
    }
    if let Some(parent) = filter.parent {
        query = query.filter(organisations::parent_id.eq(parent));
    }
    if let Some(after) = after {
        query = query.filter(organisations::id.gt(after));
    }
    Ok(query.load(conn)?)
}

/// Ids of the organisations directly below any of these.
pub(super) fn children(conn: &mut Conn, of: &[OrganisationId]) -> Result<Vec<OrganisationId>> {
    Ok(organisations::table
        .filter(organisations::parent_id.eq_any(of))
        .select(organisations::id)
        .load(conn)?)
}

pub(super) fn insert(tx: &mut Tx<'_>, organisation: &Organisation) -> Result<()> {
    let inserted = diesel::insert_into(organisations::table).values(organisation).execute(tx.conn());
    match inserted {
        Ok(_) => Ok(()),
        Err(error) if IDNO.is_broken_by(&error) => Err(known_idno().raced()),
        Err(error) if is_dangling(&error) => Err(unknown_parent()),
        Err(error) => Err(error.into()),
    }
}

/// Gives an organisation another name, where one is said, and says when it was changed.
pub(super) fn update(tx: &mut Tx<'_>, id: OrganisationId, name: Option<&Name>, now: Moment) -> Result<()> {
    let one = organisations::table.find(id);
    let name = name.map(|name| organisations::name.eq(name));
    diesel::update(one).set((name, organisations::updated_at.eq(now))).execute(tx.conn())?;
    Ok(())
}

/// Gives an organisation another number. Whether it had the one before until now.
pub(super) fn renumber(tx: &mut Tx<'_>, before: &Organisation, idno: &Idno, now: Moment) -> Result<bool> {
    let one = organisations::table.find(before.id).filter(organisations::idno.eq(&before.idno));
    let number = (organisations::idno.eq(idno), organisations::updated_at.eq(now));
    match diesel::update(one).set(number).execute(tx.conn()) {
        Ok(changed) => Ok(changed == 1),
        Err(error) if IDNO.is_broken_by(&error) => Err(known_idno().raced()),
        Err(error) => Err(error.into()),
    }
}

/// Makes an organisation what it is in its last span, which is now.
pub(super) fn settle(tx: &mut Tx<'_>, id: OrganisationId, now: &Span) -> Result<()> {
    let state = (
        organisations::kind.eq(now.terms.kind),
        organisations::parent_id.eq(now.terms.parent_id),
        organisations::district.eq(&now.terms.district),
        organisations::valid_from.eq(since(now.from)),
    );
    diesel::update(organisations::table.find(id)).set(state).execute(tx.conn())?;
    Ok(())
}

/// The organisations with these ids.
pub(super) fn find_all(conn: &mut Conn, ids: &[OrganisationId]) -> Result<Vec<Organisation>> {
    let these = organisations::table.filter(organisations::id.eq_any(ids)).order(organisations::id);
    Ok(these.select(Organisation::as_select()).load(conn)?)
}

pub(super) fn known_idno() -> Error {
    Error::conflict(faults::idno_taken())
}

pub(super) fn unknown_parent() -> Error {
    Error::fault("/parentId", values::faults::organisation_absent())
}
