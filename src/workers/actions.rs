//! DOES: puts people on the register, changes and closes records, records employments.

use uuid::Uuid;

use super::closures::Closing;
use super::idnps::CorrectIdnp;
use super::model::{
    Employment, EmploymentCorrection, IdnpCorrection, Merge, MergeWithdrawal, NewEmployment, NewWorker,
    Sight, Worker, WorkerChange, WorkerStatus, misnamed,
};
use super::sight::{pay_sight, sight};
use super::{closures, employments, events, faults, hirings, idnps, store};
use crate::call::{Actor, Call, Reach};
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Kind, Result};
use crate::events::{happened, record};
use crate::http::FactPage;
use crate::keys::Keys;
use crate::organisations;
use crate::reviews::{self, Cause, FactKind, WithdrawnFact};
use crate::tables;
use crate::values::{self, EmploymentId, Idnp, Moment, Name, OrganisationId, Void, Withdrawal, WorkerId};
use crate::version::Condition;

/// The employments of a person, under whichever record, as a caller is told of them.
///
/// # Errors
/// The worker's record is out of sight, closed or merged.
pub(super) fn list_employments(
    conn: &mut Conn,
    call: &Call,
    worker: WorkerId,
    page: FactPage<EmploymentId>,
    limit: i64,
) -> Result<Vec<Employment>> {
    let sight = sight(conn, call)?;
    look_at(conn, worker, &sight)?;
    let records = store::records_of_person(conn, worker)?;
    let pay = pay_sight(conn, &call.actor)?;
    let found = employments::list(conn, &records, page, limit)?;
    Ok(found.into_iter().map(|employment| employment.told(&pay)).collect())
}

/// Puts a person on the register, with the present employment if it is given.
///
/// # Errors
/// The IDNP is on the register (the conflict names the record; an employer hires instead, where number and
/// name go together), the employment has faults, or an employer was refused too often today.
pub fn register(tx: &mut Tx<'_>, keys: &Keys, call: &Call, new: &NewWorker) -> Result<Worker> {
    check_new(tx, call, new)?;
    if must_employ(&call.actor) {
        hirings::admit(tx, call)?;
    }
    let hash = keys.idnp_hash(&new.idnp);
    if let Some(existing) = store::find_by_hash(tx, &hash)? {
        if must_employ(&call.actor) {
            return hirings::hire(tx, call, existing.id, new);
        }
        return Err(store::known_idnp().at(address(existing.id)));
    }
    let row = store::NewRow::of(keys, &new.idnp, hash, (&new.family_name, &new.given_name), tx.now)?;
    let id = row.id;
    store::insert(tx, &row)?;
    happened(tx, call, "create_worker", &events::registered(id))?;
    if let Some(employment) = &new.employment {
        let employment = insert_employment(tx, &call.actor, id, employment)?;
        record(tx, &[events::employed(&employment)])?;
    }
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

fn check_new(conn: &mut Conn, call: &Call, new: &NewWorker) -> Result<()> {
    let mut faults = Faults::default();
    let has_employment = new.employment.is_some() || !must_employ(&call.actor);
    faults.require(has_employment, "/employment", faults::employment_required());
    if let Some(employment) = &new.employment {
        check_employer(conn, &call.actor, employment, "/employment", &mut faults)?;
    }
    check_names(&call.actor, [Some(&new.family_name), Some(&new.given_name)], &mut faults);
    faults.check()
}

/// Checks the names of a person, and whether they are in letters of the country's names: only the registrar,
/// who sees the identity document of a foreigner, has others.
fn check_names(actor: &Actor, names: [Option<&Name>; 2], faults: &mut Faults) {
    for (name, place) in names.into_iter().zip(["/familyName", "/givenName"]) {
        let Some(name) = name else { continue };
        if let Some(fault) = misnamed(name) {
            faults.add(place, fault);
        } else if must_employ(actor) && !tables::is_of_known_letters(name.as_str()) {
            faults.add(place, tables::Code::LetterForeign);
        }
    }
}

/// Whether a caller registers nobody without the present employment: an employer registers its own workers.
#[must_use]
pub const fn must_employ(actor: &Actor) -> bool {
    matches!(actor.reach(), Reach::EmployedBy(_))
}

/// The worker that a caller sees: closed records are gone, merged ones have moved.
///
/// # Errors
/// 404 out of sight, 410 for a closed record, 308 for a merged one.
pub fn look_at(conn: &mut Conn, id: WorkerId, sight: &Sight) -> Result<Worker> {
    let worker = store::find_seen(conn, id, sight)?.ok_or_else(Error::not_found)?;
    match (worker.status, worker.merged_into) {
        (WorkerStatus::Active, _) => Ok(worker),
        (_, Some(survivor)) => Err(Error::new(Kind::Moved, faults::moved()).at(address(survivor))),
        _ => Err(Error::new(Kind::Gone, faults::gone())),
    }
}

/// The worker with this IDNP: enough to log something about the right person. Nobody for a caller out of
/// whose sight it is.
///
/// # Errors
/// The database cannot be read.
pub fn look_up(conn: &mut Conn, keys: &Keys, call: &Call, idnp: &Idnp) -> Result<Option<Worker>> {
    let mut found = store::find_by_hash(conn, &keys.idnp_hash(idnp))?;
    while let Some(survivor) = found.as_ref().and_then(|worker| worker.merged_into) {
        found = store::find(conn, survivor)?;
    }
    let Some(worker) = found.filter(|worker| worker.status == WorkerStatus::Active) else { return Ok(None) };
    let seen = match sight(conn, call)? {
        // A caller who logs its own deeds may know that the person is on the register.
        Sight::Nobody => true,
        sight => store::sees(conn, worker.id, &sight)?,
    };
    Ok(Some(worker).filter(|_| seen))
}

/// Changes a worker that is as the caller read it.
///
/// # Errors
/// It is out of sight or closed, or has changed meanwhile; or a name is none.
pub fn change(
    tx: &mut Tx<'_>,
    call: &Call,
    id: WorkerId,
    sight: &Sight,
    condition: &Condition,
    change: &WorkerChange,
) -> Result<Worker> {
    condition.check(&look_at(tx, id, sight)?)?;
    let mut faults = Faults::default();
    check_names(&call.actor, [change.family_name.as_ref(), change.given_name.as_ref()], &mut faults);
    faults.check()?;
    let now = tx.now;
    store::update(tx, id, change, now)?;
    happened(tx, call, "update_worker", &events::changed(id))?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Merging of two people's records, or its withdrawal.
#[derive(Debug, Clone)]
pub struct MergeChange {
    /// The record that is merged away, with those that came with it.
    pub from: Vec<WorkerId>,
    /// The records of the person under whose it goes on.
    pub into: Vec<WorkerId>,
    /// Whether the merge is withdrawn.
    pub is_withdrawn: bool,
}

/// Those who rest on whose facts are whose: told in the same transaction.
#[derive(Clone, Copy)]
pub struct MergeListener(pub fn(&mut Tx<'_>, &MergeChange) -> Result<()>);

/// Merges a record into another one of the same person, under which it goes on.
///
/// # Errors
/// Either is closed, or they are the same.
pub fn merge(
    tx: &mut Tx<'_>,
    call: &Call,
    id: WorkerId,
    merge: &Merge,
    listener: MergeListener,
) -> Result<Worker> {
    let worker = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    worker.takes_facts().map_err(Error::conflict)?;
    let mut faults = Faults::default();
    faults.require(merge.into != id, "/into", faults::merged_into_itself());
    match store::find(tx, merge.into)?.map(|survivor| survivor.takes_facts()) {
        None => faults.add("/into", faults::unknown()),
        Some(Err(expected)) => faults.add("/into", expected),
        Some(Ok(())) => {}
    }
    faults.check()?;
    let now = tx.now;
    let (from, into) = (store::records_of_person(tx, id)?, store::records_of_person(tx, merge.into)?);
    closures::close(tx, id, Closing::Into(merge.into), &merge.reason, call.actor.client, now)?;
    (listener.0)(tx, &MergeChange { from, into, is_withdrawn: false })?;
    happened(tx, call, "create_worker_merge", &events::merged(id, merge.into))?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Withdraws the merge of a record: it is in use again, its facts are its own, and what was decided meanwhile
/// is looked at again.
///
/// # Errors
/// It is not merged, or nothing but the number of the other record leads to it.
pub fn withdraw_merge(
    tx: &mut Tx<'_>,
    call: &Call,
    id: WorkerId,
    why: &MergeWithdrawal,
    listener: MergeListener,
) -> Result<Worker> {
    store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let now = tx.now;
    let merge = closures::closed_at(tx, id, now)?;
    let Some((merge, survivor)) = merge.and_then(|merge| Some((merge, merge.merged_into?))) else {
        return Err(Error::conflict(faults::not_merged()).at(address(id)));
    };
    if !idnps::is_own(tx, id)? {
        return Err(Error::conflict(faults::without_own_idnp()).at(address(id)));
    }
    if !closures::withdraw(tx, &merge, &why.reason, call.actor.client, now)? {
        return Err(Error::conflict(faults::not_merged()).at(address(id)));
    }
    reviews::raise(tx, FactKind::Merge, merge.id.0, Cause::Voided, None)?;
    let (from, into) = (store::records_of_person(tx, id)?, store::records_of_person(tx, survivor)?);
    (listener.0)(tx, &MergeChange { from, into, is_withdrawn: true })?;
    happened(tx, call, "create_worker_merge_withdrawal", &events::merge_withdrawn(id, survivor))?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Puts right a number that was recorded in error, also of a record that is closed. The number before leads
/// nowhere from now on, and what rests on whose record it is is looked at again.
///
/// # Errors
/// The record has the number already, or somebody else has (the conflict names the record).
pub fn correct_idnp(
    tx: &mut Tx<'_>,
    keys: &Keys,
    call: &Call,
    id: WorkerId,
    correction: &IdnpCorrection,
) -> Result<Worker> {
    let worker = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let holder = store::find_by_hash(tx, &keys.idnp_hash(&correction.idnp))?;
    if holder.as_ref().is_some_and(|holder| holder.id == id) {
        return Err(Error::fault("/idnp", faults::idnp_unchanged()));
    }
    if let Some(holder) = &holder
        && !(worker.merged_into.is_some() && store::records_of_person(tx, id)?.contains(&holder.id))
    {
        return Err(store::known_idnp().at(address(holder.id)));
    }
    let new = CorrectIdnp {
        idnp: &correction.idnp,
        is_shared: holder.is_some(),
        reason: &correction.reason,
        by: call.actor.client,
    };
    let (before, after) = idnps::correct(tx, keys, id, &new)?;
    reviews::raise(tx, FactKind::Identity, before.0, Cause::Corrected, Some(after.0))?;
    happened(tx, call, "create_worker_idnp_correction", &events::idnp_corrected(id))?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Grounds on which every decision about a worker rests, for they say whose its facts are: the numbers of its
/// records, and the merges of them.
///
/// # Errors
/// The database cannot be read.
pub fn grounds(tx: &mut Tx<'_>, worker: WorkerId) -> Result<Vec<Uuid>> {
    let now = tx.now;
    let mut grounds = vec![idnps::present(tx, worker)?.0];
    for merge in closures::merges_into(tx, worker, now)? {
        grounds.push(merge.id.0);
        grounds.push(idnps::present(tx, merge.worker_id)?.0);
    }
    Ok(grounds)
}

/// Grounds of a person that were found wrong since a moment: numbers and merges.
///
/// # Errors
/// The database cannot be read.
pub fn grounds_withdrawn_since(
    conn: &mut Conn,
    worker: WorkerId,
    since: Moment,
) -> Result<Vec<WithdrawnFact>> {
    let records = store::records_of_person(conn, worker)?;
    let mut all = Vec::new();
    for (before, after) in idnps::withdrawn_since(conn, &records, since)? {
        let (fact, superseded_by) = (before.0, Some(after.0));
        let (kind, cause) = (FactKind::Identity, Cause::Corrected);
        all.push(WithdrawnFact { kind, fact, cause, superseded_by });
    }
    for merge in closures::merges_withdrawn_since(conn, &records, since)? {
        let (kind, cause) = (FactKind::Merge, Cause::Voided);
        all.push(WithdrawnFact { kind, fact: merge.0, cause, superseded_by: None });
    }
    Ok(all)
}

/// Records an employment of a worker whom the caller sees; an employer records its own.
///
/// # Errors
/// The worker's record is closed or out of sight, the employment has faults, or one that says the same is
/// believed (the conflict names it).
pub fn employ(tx: &mut Tx<'_>, call: &Call, worker: WorkerId, new: &NewEmployment) -> Result<Employment> {
    let sight = sight(tx, call)?;
    let found = store::find_seen(tx, worker, &sight)?.ok_or_else(Error::not_found)?;
    found.takes_facts().map_err(Error::conflict)?;
    let mut faults = Faults::default();
    check_employer(tx, &call.actor, new, "", &mut faults)?;
    faults.check()?;
    employments::refuse_known(tx, worker, new)?;
    let employment = insert_employment(tx, &call.actor, worker, new)?;
    happened(tx, call, "create_employment", &events::employed(&employment))?;
    tell(tx, &call.actor, employment)
}

/// Corrects an employment by another fact that supersedes it; its end is a correction as well.
///
/// # Errors
/// It is out of reach, withdrawn already, or the correction has faults or says what another one says.
pub fn correct_employment(
    tx: &mut Tx<'_>,
    call: &Call,
    id: EmploymentId,
    correction: &EmploymentCorrection,
) -> Result<Employment> {
    let before = own_employment(tx, &call.actor, id)?;
    let mut faults = Faults::default();
    check_employer(tx, &call.actor, &correction.employment, "/employment", &mut faults)?;
    faults.check()?;
    let (by, now) = (call.actor.client, tx.now);
    let stated = Employment::stated(before.worker_id, &correction.employment, by, now);
    let after = Employment { supersedes: Some(id), ..stated };
    if before.withdrawn_at.is_none() && after.said() == before.said() {
        return Err(Error::fault("/employment", values::faults::nothing_corrected()));
    }
    // First of all, so that what it corrects is not what it is compared with.
    let how = Withdrawal::Corrected;
    employments::withdraw(tx, &before, how, &correction.reason, by, Some(after.id), now)?;
    employments::refuse_known(tx, before.worker_id, &correction.employment)?;
    employments::insert(tx, &after)?;
    reviews::raise(tx, FactKind::Employment, id.0, Cause::Corrected, Some(after.id.0))?;
    happened(tx, call, "create_employment_correction", &events::employed(&after))?;
    tell(tx, &call.actor, after)
}

/// Withdraws an employment that never was.
///
/// # Errors
/// It is out of reach, or withdrawn already.
pub fn void_employment(tx: &mut Tx<'_>, call: &Call, id: EmploymentId, void: &Void) -> Result<Employment> {
    let employment = own_employment(tx, &call.actor, id)?;
    let now = tx.now;
    employments::withdraw(tx, &employment, Withdrawal::Voided, &void.reason, call.actor.client, None, now)?;
    reviews::raise(tx, FactKind::Employment, id.0, Cause::Voided, None)?;
    happened(tx, call, "create_employment_void", &events::voided(&employment))?;
    let voided = employments::find(tx, id)?.ok_or_else(Error::not_found)?;
    tell(tx, &call.actor, voided)
}

/// The employment as this caller is told of it: who records one need not be one who is told its pay.
fn tell(conn: &mut Conn, actor: &Actor, employment: Employment) -> Result<Employment> {
    Ok(employment.told(&pay_sight(conn, actor)?))
}

fn own_employment(tx: &mut Tx<'_>, actor: &Actor, id: EmploymentId) -> Result<Employment> {
    let employment = employments::find(tx, id)?.ok_or_else(Error::not_found)?;
    if may_employ_at(tx, actor, employment.organisation_id)? {
        Ok(employment)
    } else {
        Err(Error::not_found())
    }
}

pub(super) fn may_employ_at(conn: &mut Conn, actor: &Actor, organisation: OrganisationId) -> Result<bool> {
    match actor.reach() {
        Reach::Everyone => Ok(true),
        Reach::EmployedBy(own) => Ok(organisations::below(conn, own)?.contains(&organisation)),
        Reach::RecordedBy(_) => Ok(false),
    }
}

fn check_employer(
    conn: &mut Conn,
    actor: &Actor,
    new: &NewEmployment,
    at: &str,
    faults: &mut Faults,
) -> Result<()> {
    let known = organisations::find(conn, new.organisation_id)?.is_some()
        && may_employ_at(conn, actor, new.organisation_id)?;
    faults.require(known, &format!("{at}/organisationId"), organisations::faults::unknown());
    Ok(())
}

fn insert_employment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    worker: WorkerId,
    new: &NewEmployment,
) -> Result<Employment> {
    let employment = Employment::stated(worker, new, actor.client, tx.now);
    employments::insert(tx, &employment)?;
    Ok(employment)
}

pub(super) fn address(id: WorkerId) -> String {
    format!("/api/v1/workers/{id}")
}
