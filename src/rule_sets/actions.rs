//! DOES: drafts rule sets, replaces drafts, and publishes them.

use std::sync::Arc;

use super::faults;
use super::model::{RuleSet, RuleSetContent, RulesJson};
use super::request::{NewRuleSet, Publication};
use super::{cache, store};
use crate::auth::permission::{DraftRuleSets, Permission};
use crate::call::{Actor, Call};
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Result};
use crate::events::{self, Body, Happening};
use crate::programmes;
use crate::rules::examples::Difference;
use crate::rules::{self, CompiledRules};
use crate::values::{ClientId, Code, LegalBasis, RuleSetId};
use crate::version::Condition;

/// Whether a caller may see drafts: who may write them.
pub(super) fn sees_drafts(actor: Option<&Actor>) -> bool {
    actor.is_some_and(|actor| DraftRuleSets::ROLES.contains(&actor.role))
}

/// Drafts the next version of a rule set.
///
/// # Errors
/// It names what is not there, cannot be met, or would begin before one that is published.
pub(super) fn create(tx: &mut Tx<'_>, call: &Call, new: &NewRuleSet) -> Result<RuleSet> {
    let rule_set = draft(tx, new)?;
    events::happened(tx, call, "create_rule_set", &happening(&rule_set, None, Body::RuleSetDrafted))?;
    Ok(rule_set)
}

/// Puts another document in the place of a draft that is as the caller read it.
///
/// # Errors
/// It does not exist, has changed meanwhile, or is no draft any more; or the document has faults.
pub(super) fn replace(
    tx: &mut Tx<'_>,
    call: &Call,
    id: RuleSetId,
    condition: &Condition,
    new: &NewRuleSet,
) -> Result<RuleSet> {
    let current = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    condition.check(&current)?;
    current.expect_draft(crate::rule_sets::faults::only_draft_replaced)?;
    let content = take_in(tx, new)?;
    // Under another code it is the next version of that.
    let version =
        if current.code == new.code { current.version } else { store::latest_version(tx, &new.code)? + 1 };
    let replaced =
        RuleSet { id, created_at: current.created_at, ..RuleSet::draft(new, &content, version, tx.now)? };
    store::update(tx, &replaced)?;
    events::happened(tx, call, "replace_rule_set", &happening(&replaced, None, Body::RuleSetReplaced))?;
    Ok(replaced)
}

/// Publishes a draft; the one in force before ends on the day before it begins.
///
/// # Errors
/// It does not exist, is no draft any more, is not as the caller read it, would begin before one that is
/// published, does not fit the catalogue as that stands now, or has an example that comes out otherwise.
pub(super) fn publish(
    tx: &mut Tx<'_>,
    call: &Call,
    id: RuleSetId,
    condition: &Condition,
    publication: &Publication,
) -> Result<RuleSet> {
    let rule_set = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    rule_set.expect_draft(crate::rule_sets::faults::only_draft_published)?;
    // Publishing cannot be undone: it takes what was read and tried, not what was put in its place meanwhile.
    condition.check(&rule_set)?;
    let (published, ends) = put_in_force(tx, rule_set, Some(call.actor.client))?;
    let call = Call { reason: publication.reason.clone(), ..call.clone() };
    let event = happening(&published, ends, Body::RuleSetPublished);
    events::happened(tx, &call, "create_rule_set_publication", &event)?;
    Ok(published)
}

/// Puts the sample rule set on the register, published. Nobody asked for it, so nobody is noted.
///
/// # Errors
/// It does not fit the catalogue, or another one is published that begins on its day or later.
pub fn insert_sample(tx: &mut Tx<'_>, new: &NewRuleSet) -> Result<RuleSet> {
    let rule_set = draft(tx, new)?;
    let (published, ends) = put_in_force(tx, rule_set, None)?;
    events::record(tx, &[happening(&published, ends, Body::RuleSetPublished)])?;
    Ok(published)
}

fn happening(rule_set: &RuleSet, ends: Option<RuleSetId>, body: fn(events::RuleSet) -> Body) -> Happening {
    let about = events::RuleSet { code: rule_set.code.clone(), version: rule_set.version, ends };
    Happening::to(rule_set.id.0, body(about)).on(rule_set.effective_from)
}

fn draft(tx: &mut Tx<'_>, new: &NewRuleSet) -> Result<RuleSet> {
    let content = take_in(tx, new)?;
    let rule_set = RuleSet::draft(new, &content, store::latest_version(tx, &new.code)? + 1, tx.now)?;
    store::insert(tx, &rule_set)?;
    Ok(rule_set)
}

/// The content of a document that can be drafted as it is, and what comes of its examples.
fn take_in(conn: &mut Conn, new: &NewRuleSet) -> Result<RuleSetContent> {
    let mut faults = Faults::default();
    let (rules, examples) = (new.rules(&mut faults), new.examples(&mut faults));
    let catalogue = Arc::new(cache::catalogue(conn)?);
    if let Some(rules) = &rules {
        rules::check(rules, &catalogue, &mut faults);
        rules::check_examples(rules, examples.as_deref().unwrap_or_default(), &catalogue, &mut faults);
    }
    if let Some(latest) = store::latest_published(conn)? {
        faults.require(latest.effective_from < new.effective_from, "/effectiveFrom", latest.expected_after());
    }
    faults.check()?;
    let (rules, examples) =
        rules.zip(examples).ok_or_else(|| Error::internal("a rule set without faults cannot be read"))?;
    let basis = Some(LegalBasis::from(new.legal_basis.clone()));
    let compiled = Arc::new(CompiledRules::on_basis(rules.clone(), basis, &catalogue));
    let difference = rules::first_difference(&compiled, &examples).map(Difference::told);
    Ok(RuleSetContent { rules, examples, difference })
}

/// Publishes a rule set; that which ends on the day before it begins, where one does.
fn put_in_force(
    tx: &mut Tx<'_>,
    mut rule_set: RuleSet,
    by: Option<ClientId>,
) -> Result<(RuleSet, Option<RuleSetId>)> {
    let before = store::latest_published(tx)?;
    if let Some(before) = &before
        && rule_set.effective_from <= before.effective_from
    {
        return Err(Error::conflict(faults::draft_too_early(
            before.effective_from,
            before.version,
            before.code.as_str(),
        ))
        .at(address(before.id)));
    }
    let content = check(tx, &rule_set)?;
    let ends = before.as_ref().map(|before| before.id);
    if let Some(mut before) = before {
        before.give_way(&rule_set);
        store::update(tx, &before)?;
    }
    rule_set.publish(RulesJson::of(&content)?, by, tx.now);
    store::update(tx, &rule_set)?;
    Ok((rule_set, ends))
}

/// A draft may have been written long ago: what it names is looked for again, and has to be taught when it
/// begins; and what its examples say has to come out.
fn check(conn: &mut Conn, rule_set: &RuleSet) -> Result<RuleSetContent> {
    let (rules, examples) = (rule_set.rules()?, rule_set.examples()?);
    let (mut faults, catalogue) = (Faults::default(), Arc::new(cache::catalogue(conn)?));
    rules::check(&rules, &catalogue, &mut faults);
    rules::check_examples(&rules, &examples, &catalogue, &mut faults);
    let taught = programmes::taught(conn, rule_set.effective_from)?;
    rules::check_taught(&rules, &catalogue, &|code| taught.contains(code), &mut faults);
    faults.check()?;
    let compiled = Arc::new(rule_set.compiled(&catalogue)?);
    match rules::first_difference(&compiled, &examples) {
        Some(difference) => Err(Error::conflict(difference.fault()).at(address(rule_set.id))),
        None => Ok(RuleSetContent { rules, examples, difference: None }),
    }
}

/// The latest rule set that was ever published and names a grade, with its address.
///
/// # Errors
/// The database cannot be read, or what is kept of a rule set cannot.
pub fn naming(conn: &mut Conn, grade: &Code) -> Result<Option<(RuleSet, String)>> {
    for rule_set in store::published(conn)? {
        if rule_set.rules()?.grades_named().contains(grade) {
            let address = address(rule_set.id);
            return Ok(Some((rule_set, address)));
        }
    }
    Ok(None)
}

pub(super) fn address(id: RuleSetId) -> String {
    format!("/api/v1/rule-sets/{id}")
}
