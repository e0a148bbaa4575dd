//! KEEPS: rule sets.

use diesel::prelude::*;

use super::faults;
use super::model::{Publication, RuleSet, RuleSetStatus};
use super::publications::Publications;
use crate::db::conflict::Unique;
use crate::db::schema::rule_sets;
use crate::db::{Conn, Tx, each};
use crate::error::{Error, Result};
use crate::values::{Code, Day, Moment, RuleSetId};

const VERSION: Unique =
    Unique { name: "rule_sets_code_version_key", columns: "rule_sets.code, rule_sets.version" };
const EFFECTIVE: Unique = Unique { name: "rule_sets_effective", columns: "rule_sets.effective_from" };

/// Any rule set, drafts as well.
///
/// # Errors
/// The database cannot be read.
pub fn find(conn: &mut Conn, id: RuleSetId) -> Result<Option<RuleSet>> {
    Ok(each!(conn, c => rule_sets::table.find(id).select(RuleSet::as_select()).get_result(c).optional()?))
}

/// The rule set in force on a day, as known at a moment.
///
/// # Errors
/// The database cannot be read.
pub fn in_force(conn: &mut Conn, valid_at: Day, known_at: Moment) -> Result<Option<RuleSet>> {
    match Publications(publications(conn)?.into()).on(valid_at, known_at).id {
        Some(id) => find(conn, id),
        None => Ok(None),
    }
}

/// The publications of rule sets, the one that begins last first.
pub(super) fn publications(conn: &mut Conn) -> Result<Vec<Publication>> {
    let published = rule_sets::table.filter(rule_sets::published_at.is_not_null());
    Ok(published.order(rule_sets::effective_from.desc()).select(Publication::as_select()).load(conn)?)
}

/// Every rule set that was ever published, the latest first.
pub(super) fn published(conn: &mut Conn) -> Result<Vec<RuleSet>> {
    let published = rule_sets::table
        .filter(rule_sets::published_at.is_not_null())
        .order(rule_sets::effective_from.desc());
    Ok(published.select(RuleSet::as_select()).load(conn)?)
}

/// The published rule set that begins last.
pub(super) fn latest_published(conn: &mut Conn) -> Result<Option<RuleSet>> {
    let published = rule_sets::table
        .filter(rule_sets::published_at.is_not_null())
        .order(rule_sets::effective_from.desc());
    Ok(published.select(RuleSet::as_select()).first(conn).optional()?)
}

/// The highest version of a code, 0 where there is none.
pub(super) fn latest_version(conn: &mut Conn, code: &Code) -> Result<i32> {
    let versions = rule_sets::table.filter(rule_sets::code.eq(code)).select(rule_sets::version);
    let latest: Option<i32> = versions.order(rule_sets::version.desc()).first(conn).optional()?;
    Ok(latest.unwrap_or_default())
}

/// The rule sets that are asked for.
pub(super) struct Filter {
    /// Those that were ever published where there is none.
    pub status: Option<RuleSetStatus>,
    pub code: Option<Code>,
    pub drafts: bool,
}

pub(super) fn list(
    conn: &mut Conn,
    filter: &Filter,
    after: Option<RuleSetId>,
    limit: i64,
) -> Result<Vec<RuleSet>> {
    let mut query =
        rule_sets::table.select(RuleSet::as_select()).order(rule_sets::id).limit(limit).into_boxed();
    query = match filter.status {
        Some(status) => query.filter(rule_sets::status.eq(status)),
        None => query.filter(rule_sets::published_at.is_not_null()),
    };
    if !filter.drafts {
        query = query.filter(rule_sets::published_at.is_not_null());
    }
    if let Some(code) = &filter.code {
        query = query.filter(rule_sets::code.eq(code));
    }
    if let Some(after) = after {
        query = query.filter(rule_sets::id.gt(after));
    }
    Ok(query.load(conn)?)
}

pub(super) fn insert(tx: &mut Tx<'_>, rule_set: &RuleSet) -> Result<()> {
    let inserted = diesel::insert_into(rule_sets::table).values(rule_set).execute(tx.conn());
    inserted.map(|_| ()).map_err(refused)
}

pub(super) fn update(tx: &mut Tx<'_>, rule_set: &RuleSet) -> Result<()> {
    let updated = diesel::update(rule_sets::table.find(rule_set.id)).set(rule_set).execute(tx.conn());
    updated.map(|_| ()).map_err(refused)
}

/// Two at once: run again, the later one sees what the earlier one did.
fn refused(error: diesel::result::Error) -> Error {
    if VERSION.is_broken_by(&error) {
        Error::conflict(faults::drafted_meanwhile()).raced()
    } else if EFFECTIVE.is_broken_by(&error) {
        Error::conflict(faults::published_meanwhile()).raced()
    } else {
        error.into()
    }
}
