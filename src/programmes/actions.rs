//! DOES: drafts programmes, edits drafts, approves and retires.

use super::faults;
use super::model::{Drafts, Programme, ProgrammeStatus};
use super::request::{
    Approval, ApprovalCorrection, NewProgramme, ProgrammeChange, Retirement, RetirementCorrection,
};
use super::teaching::{TeachingChange, TeachingListener};
use super::{stages, store};
use crate::auth::permission::{DraftProgrammes, Permission};
use crate::call::{Actor, Call};
use crate::db::{Conn, Tx, View};
use crate::error::{Error, Faults, Result};
use crate::events::{self, Body, Happening};
use crate::http::export;
use crate::organisations;
use crate::values;
use crate::values::{Moment, OrganisationId, ProgrammeId};
use crate::version::Condition;

/// Drafts that a caller may see: one who may draft sees its own organisation's, or everybody's.
pub(super) fn drafts(actor: Option<&Actor>) -> Drafts {
    match actor {
        Some(actor) if actor.acts_for_anyone() => Drafts::Everybodys,
        Some(actor) if DraftProgrammes::ROLES.contains(&actor.role) => Drafts::Of(actor.organisation),
        _ => Drafts::Nobodys,
    }
}

/// Drafts a programme.
///
/// # Errors
/// Its code is in the catalogue, its owner is not one that the caller may draft for, or it takes the place of
/// none that was approved.
pub(super) fn create(tx: &mut Tx<'_>, call: &Call, new: &NewProgramme) -> Result<Programme> {
    let owner = new.owner_id.unwrap_or(call.actor.organisation);
    let programme = Programme::draft(new, owner, tx.now);
    let mut faults = Faults::default();
    if owner != call.actor.organisation {
        if call.actor.acts_for_anyone() {
            faults.require(
                organisations::find(tx, owner)?.is_some(),
                "/ownerId",
                values::faults::organisation_absent(),
            );
        } else {
            faults.add("/ownerId", faults::owner_not_own());
        }
    }
    check_superseded(tx, &programme, &mut faults)?;
    faults.check()?;
    expect_free_code(tx, &programme, drafts(Some(&call.actor)))?;
    store::insert(tx, &programme)?;
    events::happened(tx, call, "create_programme", &happening(&programme, Body::ProgrammeDrafted))?;
    Ok(programme)
}

/// Edits a draft that is as the caller read it.
///
/// # Errors
/// It is out of sight, has changed meanwhile, or is no draft any more; its new code is in the catalogue, or
/// it takes the place of none that was approved.
pub(super) fn change(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ProgrammeId,
    condition: &Condition,
    change: &ProgrammeChange,
) -> Result<Programme> {
    let sight = drafts(Some(&call.actor));
    let mut programme = store::find_in_sight(tx, id, sight)?;
    condition.check(&programme)?;
    programme.edit(change, tx.now)?;
    let mut faults = Faults::default();
    check_superseded(tx, &programme, &mut faults)?;
    faults.check()?;
    expect_free_code(tx, &programme, sight)?;
    store::update(tx, &programme)?;
    events::happened(tx, call, "update_programme", &happening(&programme, Body::ProgrammeChanged))?;
    Ok(programme)
}

/// Approves a draft.
///
/// # Errors
/// It does not exist, or is no draft any more.
pub(super) fn approve(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ProgrammeId,
    approval: &Approval,
) -> Result<Programme> {
    let mut programme = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let before = programme.clone();
    programme.approve(approval, tx.now)?;
    stages::keep(tx, &before, call.actor.client)?;
    store::update(tx, &programme)?;
    events::happened(tx, call, "create_programme_approval", &approved(&programme))?;
    Ok(programme)
}

/// Corrects the approval of a programme. What was completed before stays as it was taken; awards that rest on
/// what was completed on days that it loses are looked at again.
///
/// # Errors
/// It does not exist, is a draft, or would begin after it ends.
pub(super) fn correct_approval(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ProgrammeId,
    correction: &ApprovalCorrection,
    listener: TeachingListener,
) -> Result<Programme> {
    let before = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let mut programme = before.clone();
    programme.correct_approval(correction, tx.now)?;
    step(tx, call, (&before, &programme), listener)?;
    let event = happening(&programme, Body::ProgrammeApprovalCorrected);
    let event = Happening { valid_on: programme.approved_from, ..event };
    events::happened(tx, call, "create_programme_approval_correction", &event)?;
    Ok(programme)
}

/// Retires an approved programme.
///
/// # Errors
/// It does not exist, is not approved, or would end before it began.
pub(super) fn retire(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ProgrammeId,
    retirement: &Retirement,
    listener: TeachingListener,
) -> Result<Programme> {
    let before = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let mut programme = before.clone();
    programme.retire(retirement, tx.now)?;
    step(tx, call, (&before, &programme), listener)?;
    let event =
        Happening { valid_on: programme.retired_from, ..happening(&programme, Body::ProgrammeRetired) };
    events::happened(tx, call, "create_programme_retirement", &event)?;
    Ok(programme)
}

/// Corrects the days of a retirement. Whoever follows the register is told of them; what was completed before
/// stays as it was taken.
///
/// # Errors
/// It does not exist, is not retired, or would end before it began.
pub(super) fn correct_retirement(
    tx: &mut Tx<'_>,
    call: &Call,
    id: ProgrammeId,
    correction: &RetirementCorrection,
    listener: TeachingListener,
) -> Result<Programme> {
    let before = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let mut programme = before.clone();
    programme.correct_retirement(correction, tx.now)?;
    step(tx, call, (&before, &programme), listener)?;
    let body = Body::ProgrammeRetirementCorrected(events::RetirementDays {
        last_start_on: programme.last_start_on,
        last_completion_on: programme.last_completion_on,
    });
    let event = Happening::to(id.0, body).at(programme.owner_id);
    let event = Happening { valid_on: programme.retired_from, ..event };
    events::happened(tx, call, "create_programme_retirement_correction", &event)?;
    Ok(programme)
}

/// Keeps a programme as it stands from now on, and how it stood before; whoever rests on the days on which it
/// is taught hears of others.
fn step(
    tx: &mut Tx<'_>,
    call: &Call,
    (before, after): (&Programme, &Programme),
    listener: TeachingListener,
) -> Result<()> {
    stages::keep(tx, before, call.actor.client)?;
    store::update(tx, after)?;
    let change = TeachingChange::between(before, after, call.today);
    if change.lost.is_empty() && change.gained.is_empty() {
        return Ok(());
    }
    (listener.0)(tx, &change)
}

/// The programme in sight of who may see these drafts, as it stood at a moment or stands now.
///
/// # Errors
/// It is out of sight, or was then.
pub(super) fn look_at(
    view: &mut View<'_>,
    id: ProgrammeId,
    drafts: Drafts,
    known_at: Option<Moment>,
) -> Result<Programme> {
    let programme = store::find_in_sight(view, id, drafts)?;
    let Some(moment) = export::known(view, known_at)? else { return Ok(programme) };
    let then = stages::known_at(view, programme, moment)?;
    then.filter(|then| drafts.show(then)).ok_or_else(Error::not_found)
}

/// Puts a programme of the sample catalogue on the register, approved. Nobody asked for it, so nobody is
/// noted.
///
/// # Errors
/// Its code is in the catalogue, or its owner is not on the register.
pub fn insert_sample(
    tx: &mut Tx<'_>,
    owner: OrganisationId,
    new: &NewProgramme,
    approval: &Approval,
) -> Result<Programme> {
    let mut programme = Programme { sample: true, ..Programme::draft(new, owner, tx.now) };
    programme.approve(approval, tx.now)?;
    expect_free_code(tx, &programme, Drafts::Everybodys)?;
    store::insert(tx, &programme)?;
    events::record(tx, &[approved(&programme)])?;
    Ok(programme)
}

fn happening(programme: &Programme, body: fn(events::Programme) -> Body) -> Happening {
    let about = events::Programme { code: programme.code.clone(), supersedes_id: programme.supersedes_id };
    Happening::to(programme.id.0, body(about)).at(programme.owner_id)
}

fn approved(programme: &Programme) -> Happening {
    Happening { valid_on: programme.approved_from, ..happening(programme, Body::ProgrammeApproved) }
}

/// A programme takes the place of one that was approved. Since it is itself a draft then, none takes its own
/// place, not even over several others.
fn check_superseded(conn: &mut Conn, programme: &Programme, faults: &mut Faults) -> Result<()> {
    if let Some(superseded) = programme.supersedes_id {
        let was_approved =
            store::find(conn, superseded)?.is_some_and(|other| other.status != ProgrammeStatus::Draft);
        faults.require(was_approved, "/supersedesId", faults::superseded_unknown());
    }
    let has_one = programme.supersedes_id.is_some();
    faults.require(has_one || !programme.equivalent, "/equivalent", faults::superseded_missing());
    Ok(())
}

/// A code belongs to one programme. The other one is named only to those who may see it.
fn expect_free_code(tx: &mut Tx<'_>, programme: &Programme, drafts: Drafts) -> Result<()> {
    match store::find_by_code(tx, &programme.code)? {
        Some(other) if other.id == programme.id => Ok(()),
        Some(other) if drafts.show(&other) => Err(store::known_code().at(address(other.id))),
        Some(_) => Err(store::known_code()),
        None => Ok(()),
    }
}

pub(super) fn address(id: ProgrammeId) -> String {
    format!("/api/v1/programmes/{id}")
}
