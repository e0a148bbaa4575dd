//! KEEPS: rule sets.

use diesel::prelude::*;

use super::model::RuleSet;
use crate::db::schema::rule_sets;
use crate::db::{Conn, each};
use crate::error::Result;
use crate::values::{Day, Moment, RuleSetId};

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
    // A draft has no moment of publication, so it is none of these.
    let begun = rule_sets::table.filter(rule_sets::published_at.le(known_at)).filter(rule_sets::effective_from.le(valid_at));
    let latest = begun.order(rule_sets::effective_from.desc());
    Ok(each!(conn, c => latest.select(RuleSet::as_select()).first(c).optional()?))
}
