//! KEEPS: what organisations are from day to day.

use std::collections::HashMap;

use diesel::prelude::*;

use super::faults;
use super::model::{OrganisationState, OrganisationStateId, Span, Terms};
use super::store::{Filter, unknown_parent};
use super::timeline::StateHistory;
use crate::db::conflict::{Unique, is_dangling};
use crate::db::schema::organisation_states as states;
use crate::db::{Conn, Tx, believed, each};
use crate::error::{Error, Result};
use crate::values::{ClientId, Day, Moment, Note, OrganisationId};

const ONCE: Unique = Unique {
    name: "organisation_states_once",
    columns: "organisation_states.organisation_id, organisation_states.valid_from",
};

/// All that was ever recorded of what an organisation is.
///
/// # Errors
/// The database cannot be read.
pub fn history(conn: &mut Conn, organisation: OrganisationId) -> Result<StateHistory> {
    let own = states::table.filter(states::organisation_id.eq(organisation));
    Ok(StateHistory(each!(conn, c => own.select(OrganisationState::as_select()).load(c)?)))
}

/// The same of every organisation.
///
/// # Errors
/// The database cannot be read.
pub fn histories(conn: &mut Conn) -> Result<HashMap<OrganisationId, StateHistory>> {
    let mut all: HashMap<OrganisationId, StateHistory> = HashMap::new();
    for state in states::table.select(OrganisationState::as_select()).load::<OrganisationState>(conn)? {
        all.entry(state.organisation_id).or_default().0.push(state);
    }
    Ok(all)
}

/// The states of an organisation that are believed, in the order of the days.
pub(super) fn believed_of(conn: &mut Conn, organisation: OrganisationId) -> Result<Vec<OrganisationState>> {
    let own = states::table.filter(states::organisation_id.eq(organisation));
    let believed = own.filter(states::withdrawn_at.is_null()).order(states::valid_from);
    Ok(believed.select(OrganisationState::as_select()).load(conn)?)
}

/// States of an organisation in the order in which they became known, withdrawn ones as well.
pub(super) fn list(
    conn: &mut Conn,
    organisation: OrganisationId,
    after: Option<(Moment, OrganisationStateId)>,
    limit: i64,
) -> Result<Vec<OrganisationState>> {
    let mut query = states::table
        .filter(states::organisation_id.eq(organisation))
        .select(OrganisationState::as_select())
        .order((states::recorded_at, states::id))
        .limit(limit)
        .into_boxed();
    if let Some((moment, id)) = after {
        let later = states::recorded_at.gt(moment);
        query = query.filter(later.or(states::recorded_at.eq(moment).and(states::id.gt(id))));
    }
    Ok(query.load(conn)?)
}

/// The states of a day, as known at a moment, by what is asked; in the order of the organisations' ids.
pub(super) fn on(
    conn: &mut Conn,
    filter: &Filter,
    (day, known_at): (Day, Moment),
    after: Option<OrganisationId>,
    limit: i64,
) -> Result<Vec<OrganisationState>> {
    let mut query = states::table
        .filter(believed!(states, known_at))
        .filter(states::valid_from.le(day))
        .filter(states::valid_until.is_null().or(states::valid_until.ge(day)))
        .select(OrganisationState::as_select())
        .order(states::organisation_id)
        .limit(limit)
        .into_boxed();
    if let Some(one) = filter.one {
        query = query.filter(states::organisation_id.eq(one));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(states::kind.eq(kind));
    }
    if let Some(district) = &filter.district {
        query = query.filter(states::district.eq(district));
    }
    if let Some(parent) = filter.parent {
        query = query.filter(states::parent_id.eq(parent));
    }
    if let Some(after) = after {
        query = query.filter(states::organisation_id.gt(after));
    }
    Ok(query.load(conn)?)
}

/// Ids of the organisations that are directly below any of these on a day, as known at a moment, or now.
pub(super) fn children_on(
    conn: &mut Conn,
    of: &[OrganisationId],
    day: Day,
    known_at: Option<Moment>,
) -> Result<Vec<OrganisationId>> {
    let mut query = states::table
        .filter(states::parent_id.eq_any(of))
        .filter(states::valid_from.le(day))
        .filter(states::valid_until.is_null().or(states::valid_until.ge(day)))
        .select(states::organisation_id)
        .into_boxed();
    query = match known_at {
        Some(known_at) => query.filter(believed!(states, known_at)),
        None => query.filter(states::withdrawn_at.is_null()),
    };
    Ok(query.load(conn)?)
}

/// The beginning of a belief: by whom, and why.
#[derive(Clone, Copy)]
pub(super) struct Statement<'s> {
    pub by: ClientId,
    pub reason: Option<&'s Note>,
}

/// Keeps the first state of an organisation.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    from: Day,
    terms: &Terms,
    by: ClientId,
) -> Result<()> {
    let span = Span { from, until: None, terms: terms.clone() };
    let stated = Statement { by, reason: None };
    insert(tx, OrganisationStateId(organisation.0), organisation, &span, stated)
}

/// Withdraws what is no longer believed of an organisation, and keeps what is believed instead.
pub(super) fn replace(
    tx: &mut Tx<'_>,
    organisation: OrganisationId,
    before: &[OrganisationState],
    after: &[Span],
    stated: Statement<'_>,
) -> Result<()> {
    let now = tx.now;
    let former: Vec<_> = before.iter().map(OrganisationState::span).collect();
    for (state, _) in before.iter().zip(&former).filter(|(_, span)| !after.contains(span)) {
        let believed = states::table.find((organisation, state.valid_from, state.id));
        let withdrawn = (states::withdrawn_at.eq(now), states::withdrawn_by.eq(stated.by));
        diesel::update(believed.filter(states::withdrawn_at.is_null())).set(withdrawn).execute(tx.conn())?;
    }
    for span in after.iter().filter(|span| !former.contains(span)) {
        insert(tx, OrganisationStateId::new(), organisation, span, stated)?;
    }
    Ok(())
}

fn insert(
    tx: &mut Tx<'_>,
    id: OrganisationStateId,
    organisation: OrganisationId,
    span: &Span,
    stated: Statement<'_>,
) -> Result<()> {
    let Terms { kind, parent_id, district } = span.terms.clone();
    let state = OrganisationState {
        id,
        organisation_id: organisation,
        valid_from: span.from,
        valid_until: span.until,
        kind,
        parent_id,
        district,
        reason: stated.reason.cloned(),
        recorded_at: tx.now,
        recorded_by: Some(stated.by),
        withdrawn_at: None,
    };
    match diesel::insert_into(states::table).values(&state).execute(tx.conn()) {
        Ok(_) => Ok(()),
        // Changed by another call at the same moment; run again, the look finds it.
        Err(error) if ONCE.is_broken_by(&error) => Err(Error::conflict(faults::changed_meanwhile()).raced()),
        Err(error) if is_dangling(&error) => Err(unknown_parent()),
        Err(error) => Err(error.into()),
    }
}
