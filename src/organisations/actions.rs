//! DOES: puts organisations on the register and changes them.

use super::faults;
use super::idnos;
use super::model::{
    IdnoCorrection, NewOrganisation, Organisation, OrganisationChange, OrganisationState,
    OrganisationStateId, Span, Terms,
};
use super::states::{self, Statement};
use super::store::{self, Filter};
use super::timeline;
use crate::call::Call;
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Result};
use crate::events::{self, Body, Happening};
use crate::values;
use crate::values::{Day, Moment, OrganisationId};
use crate::version::Condition;

/// Steps from a structure up to the ministry, at the most.
const DEEPEST: usize = 5;

/// Organisations one above the other that a look for circles follows: more than there are levels.
const HIGHEST: usize = 50;

/// Days on which an organisation is now known to have had another kind than was believed.
pub struct KindChange {
    /// The organisation.
    pub organisation: OrganisationId,
    /// The days, from the first to the last of each span, with the state that is no longer believed of them.
    pub days: Vec<(Day, Day, OrganisationStateId)>,
}

/// Hears of other kinds of organisations, in the transaction that records them: whoever keeps what rests on
/// them.
#[derive(Clone, Copy)]
pub struct KindListener(pub fn(&mut Tx<'_>, &KindChange) -> Result<()>);

/// Puts an organisation on the register.
///
/// # Errors
/// Its IDNO is on the register, its parent is not, or its first day is yet to come.
pub fn create(tx: &mut Tx<'_>, call: &Call, new: &NewOrganisation) -> Result<Organisation> {
    if let Some(existing) = store::find_by_idno(tx, &new.idno)? {
        return Err(store::known_idno().at(address(existing.id)));
    }
    let mut faults = Faults::default();
    let begun = new.valid_from.is_none_or(|first| first <= call.today);
    faults.require(begun, "/validFrom", values::faults::day_in_future(call.today));
    if let (Some(parent), Some(first)) = (new.parent_id, new.valid_from) {
        check_begun(tx, parent, first, &mut faults)?;
    }
    faults.check()?;
    let now = tx.now;
    let organisation = Organisation {
        id: OrganisationId::new(),
        idno: new.idno.clone(),
        name: new.name.clone(),
        kind: new.kind,
        parent_id: new.parent_id,
        district: new.district.clone(),
        valid_from: new.valid_from,
        sample: new.sample,
        created_at: now,
        updated_at: now,
    };
    store::insert(tx, &organisation)?;
    let terms = Terms { kind: new.kind, parent_id: new.parent_id, district: new.district.clone() };
    let first = new.valid_from.unwrap_or(Day::FIRST);
    states::begin(tx, organisation.id, first, &terms, call.actor.client)?;
    events::happened(tx, call, "create_organisation", &registered(&organisation))?;
    Ok(organisation)
}

/// Changes an organisation that is as the caller read it. Of the days from the one on that is said, this
/// takes the place of what was believed, and leaves what was known before as it was.
///
/// # Errors
/// It does not exist, has changed meanwhile, or would stand above itself on a day; the day is yet to come, or
/// before its first.
pub(super) fn change(
    tx: &mut Tx<'_>,
    call: &Call,
    id: OrganisationId,
    condition: &Condition,
    change: &OrganisationChange,
    listener: KindListener,
) -> Result<Organisation> {
    let current = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    condition.check(&current)?;
    let before = states::believed_of(tx, id)?;
    let former: Vec<_> = before.iter().map(OrganisationState::span).collect();
    let mut faults = Faults::default();
    change.check(call.today, former.first().map_or(Day::FIRST, |span| span.from), &mut faults);
    let from = change.valid_from.unwrap_or(call.today);
    let after = timeline::changed(&former, from, change);
    if let Some(Some(parent)) = change.parent_id {
        check_parent(tx, id, parent, from, &after, &mut faults)?;
    }
    faults.check()?;
    if let Some(last) = after.last().filter(|_| after != former) {
        let stated = Statement { by: call.actor.client, reason: change.reason.as_ref() };
        states::replace(tx, id, &before, &after, stated)?;
        store::settle(tx, id, last)?;
        let days: Vec<_> = timeline::other_kinds(&before, &after)
            .map(|(from, until, state)| (from, until, state.id))
            .collect();
        if !days.is_empty() {
            (listener.0)(tx, &KindChange { organisation: id, days })?;
        }
    }
    let now = tx.now;
    store::update(tx, id, change.name.as_ref(), now)?;
    let changed = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let event = happening(&changed, Body::OrganisationChanged(body(&changed)));
    let valid_on = Some(from).filter(|_| change.is_of_terms());
    events::happened(tx, call, "update_organisation", &Happening { valid_on, ..event })?;
    Ok(changed)
}

/// Puts right a number that was recorded in error: it is free from now on. Nothing was ever decided by the
/// number of an organisation, so that nothing is looked at again.
///
/// # Errors
/// The organisation does not exist or has the number already, or another one has (the conflict names it).
pub(super) fn correct_idno(
    tx: &mut Tx<'_>,
    call: &Call,
    id: OrganisationId,
    correction: &IdnoCorrection,
) -> Result<Organisation> {
    let before = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    if before.idno == correction.idno {
        return Err(Error::fault("/idno", values::faults::nothing_corrected()));
    }
    if let Some(holder) = store::find_by_idno(tx, &correction.idno)? {
        return Err(store::known_idno().at(address(holder.id)));
    }
    if !idnos::correct(tx, &before, correction, call.actor.client)? {
        return Err(Error::conflict(faults::changed_meanwhile()).raced());
    }
    let corrected = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let event = happening(&corrected, Body::OrganisationIdnoCorrected(body(&corrected)));
    events::happened(tx, call, "create_organisation_idno_correction", &event)?;
    Ok(corrected)
}

/// Names what is wrong with an organisation that is to stand above another one from a day on.
fn check_parent(
    conn: &mut Conn,
    id: OrganisationId,
    parent: OrganisationId,
    from: Day,
    after: &[Span],
    faults: &mut Faults,
) -> Result<()> {
    if store::find(conn, parent)?.is_none() {
        faults.add("/parentId", values::faults::organisation_absent());
        return Ok(());
    }
    check_begun(conn, parent, from, faults)?;
    // One that begins before may have been joined with what is said.
    let is_after = |span: &&Span| span.until.is_none_or(|until| until >= from);
    for span in after.iter().filter(is_after).filter(|span| span.terms.parent_id == Some(parent)) {
        let days = (span.from.max(from), span.until.unwrap_or(Day::LAST));
        if is_below(conn, parent, id, days, HIGHEST)? {
            faults.add("/parentId", faults::below_itself());
        }
    }
    Ok(())
}

fn check_begun(conn: &mut Conn, parent: OrganisationId, on: Day, faults: &mut Faults) -> Result<()> {
    if let Some(first) = states::believed_of(conn, parent)?.first() {
        let begun = first.valid_from <= on;
        faults.require(begun, "/parentId", faults::parent_not_begun(first.valid_from));
    }
    Ok(())
}

/// Whether an organisation is another one, or below it on any of these days, or stands too deep to say.
fn is_below(
    conn: &mut Conn,
    one: OrganisationId,
    other: OrganisationId,
    (from, until): (Day, Day),
    levels: usize,
) -> Result<bool> {
    if one == other || levels == 0 {
        return Ok(true);
    }
    for state in states::believed_of(conn, one)? {
        let days = (from.max(state.valid_from), until.min(state.valid_until.unwrap_or(Day::LAST)));
        if let Some(above) = state.parent_id.filter(|_| days.0 <= days.1)
            && is_below(conn, above, other, days, levels - 1)?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The organisations that are asked for, as they were on a day and as that was known at a moment.
///
/// # Errors
/// The database cannot be read.
pub(super) fn on(
    conn: &mut Conn,
    filter: &Filter,
    at: (Day, Moment),
    after: Option<OrganisationId>,
    limit: i64,
) -> Result<Vec<Organisation>> {
    let states = states::on(conn, filter, at, after, limit)?;
    let ids: Vec<_> = states.iter().map(|state| state.organisation_id).collect();
    // Both are in the order of the ids.
    let organisations = store::find_all(conn, &ids)?;
    let then = organisations.into_iter().zip(&states).map(|(one, state)| one.in_state(state)).collect();
    idnos::known_at(conn, then, at.1)
}

/// States of an organisation, in the order in which they became known.
///
/// # Errors
/// There is no such organisation.
pub(super) fn list_states(
    conn: &mut Conn,
    id: OrganisationId,
    after: Option<(Moment, OrganisationStateId)>,
    limit: i64,
) -> Result<Vec<OrganisationState>> {
    store::find(conn, id)?.ok_or_else(Error::not_found)?;
    states::list(conn, id, after, limit)
}

fn registered(organisation: &Organisation) -> Happening {
    happening(organisation, Body::OrganisationRegistered(body(organisation)))
}

fn happening(organisation: &Organisation, body: Body) -> Happening {
    Happening::to(organisation.id.0, body).at(organisation.id)
}

const fn body(organisation: &Organisation) -> events::Organisation {
    events::Organisation { kind: organisation.kind, parent_id: organisation.parent_id }
}

/// An organisation and all below it, as it is now.
///
/// # Errors
/// The database cannot be read.
pub fn below(conn: &mut Conn, id: OrganisationId) -> Result<Vec<OrganisationId>> {
    gathered(id, |level| store::children(conn, level))
}

/// An organisation and all that was below it on a day, as known at a moment, or now.
///
/// # Errors
/// The database cannot be read.
pub fn below_on(
    conn: &mut Conn,
    id: OrganisationId,
    day: Day,
    known_at: Option<Moment>,
) -> Result<Vec<OrganisationId>> {
    gathered(id, |level| states::children_on(conn, level, day, known_at))
}

/// An organisation and the levels below it.
fn gathered(
    id: OrganisationId,
    mut children: impl FnMut(&[OrganisationId]) -> Result<Vec<OrganisationId>>,
) -> Result<Vec<OrganisationId>> {
    let (mut all, mut level) = (vec![id], vec![id]);
    for _ in 0..DEEPEST {
        level = children(&level)?;
        if level.is_empty() {
            break;
        }
        all.extend(&level);
    }
    Ok(all)
}

pub(super) fn address(id: OrganisationId) -> String {
    format!("/api/v1/organisations/{id}")
}
