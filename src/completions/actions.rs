//! DOES: records, corrects and voids completions, and finds those that a caller may see.

use super::answer::{CompletionWarning, RecordedCompletion};
use super::events::{corrected, recorded, voided};
use super::faults;
use super::model::{Attainment, Completion, CourseDays, StatedCompletion, doubts, misfits};
use super::naming::{Named, Naming};
use super::request::{CompletionCorrection, CorrectedCompletion, NewCompletion};
use super::store::{self, Filter, Selection, Visibility};
use crate::call::{Actor, Call, Reach};
use crate::db::{Conn, Tx};
use crate::error::{Error, Faults, Kind, Result};
use crate::events::happened;
use crate::programmes::Programme;
use crate::reviews::{self, Cause, FactKind};
use crate::values::{self, CompletionId, Day, Fault, Moment, OrganisationId, Void, Withdrawal, WorkerId};
use crate::{organisations, workers};

/// Records a completion. A provider records its own; whoever completed it, it need not see the worker's
/// record.
///
/// # Errors
/// It breaks a rule, or is on the register already (the conflict names it).
pub fn record(tx: &mut Tx<'_>, call: &Call, new: &NewCompletion) -> Result<RecordedCompletion> {
    let provider = new.provider_id.unwrap_or(call.actor.organisation);
    let mut faults = Faults::default();
    check_worker(tx, new.worker_id, &mut faults)?;
    let named = tx.answer(&Naming((new.programme_id, provider, call.actor.client)))?;
    let is_known = named.is_provider_known && may_record_for(&call.actor, provider);
    faults.require(is_known, "/providerId", organisations::faults::unknown());
    let days = CourseDays { started_on: new.started_on, completed_on: Some(new.completed_on) };
    let about = (named.programme.as_ref(), days);
    let said = checked(new.said(), about, (None, call.today), "", faults)?;
    let completion = Completion::stated(new.worker_id, provider, &said, call.actor.client, tx.now);
    keep(tx, &call.actor, &completion, &named)?;
    happened(tx, call, "create_completion", &recorded(&completion))?;
    Ok(told(completion, named.programme.as_ref()))
}

/// Withdraws a completion that never was.
///
/// # Errors
/// It is out of reach, or withdrawn already.
pub fn void(tx: &mut Tx<'_>, call: &Call, id: CompletionId, void: &Void) -> Result<Completion> {
    let completion = believed(tx, &call.actor, id)?;
    let now = tx.now;
    store::withdraw(tx, &completion, Withdrawal::Voided, &void.reason, call.actor.client, None, now)?;
    reviews::raise(tx, FactKind::Completion, id.0, Cause::Voided, None)?;
    happened(tx, call, "create_completion_void", &voided(&completion))?;
    store::find(tx, id)?.ok_or_else(Error::not_found)
}

/// Corrects a completion by another fact that supersedes it. What is wrong about a closed record is corrected
/// as well.
///
/// # Errors
/// It is out of reach or withdrawn already, or the correction breaks a rule or is on the register already.
pub fn correct(
    tx: &mut Tx<'_>,
    call: &Call,
    id: CompletionId,
    correction: &CompletionCorrection,
) -> Result<RecordedCompletion> {
    let before = believed(tx, &call.actor, id)?;
    let as_it_should_be = &correction.completion;
    let CorrectedCompletion { programme_id, started_on, completed_on, .. } = *as_it_should_be;
    let named = tx.answer(&Naming((programme_id, before.provider_id, call.actor.client)))?;
    let days = CourseDays { started_on, completed_on: Some(completed_on) };
    let (about, known) = ((named.programme.as_ref(), days), (Some(&before), call.today));
    let said = checked(as_it_should_be.said(), about, known, "/completion", Faults::default())?;
    let stated = Completion::stated(before.worker_id, before.provider_id, &said, call.actor.client, tx.now);
    let after = Completion { supersedes: Some(id), ..stated };
    if after.said() == before.said() {
        return Err(Error::fault("/completion", values::faults::nothing_corrected()));
    }
    let now = tx.now;
    // First of all, so that the correction may keep the reference and the day.
    store::withdraw(
        tx,
        &before,
        Withdrawal::Corrected,
        &correction.reason,
        call.actor.client,
        Some(after.id),
        now,
    )?;
    keep(tx, &call.actor, &after, &named)?;
    reviews::raise(tx, FactKind::Completion, id.0, Cause::Corrected, Some(after.id.0))?;
    happened(tx, call, "create_completion_correction", &corrected(&after))?;
    Ok(told(after, named.programme.as_ref()))
}

/// A completion that a caller may see.
///
/// # Errors
/// 404 out of sight.
pub fn look_at(conn: &mut Conn, call: &Call, id: CompletionId) -> Result<Completion> {
    let completion = store::find(conn, id)?.ok_or_else(Error::not_found)?;
    let seen = match call.actor.reach() {
        Reach::Everyone => true,
        Reach::RecordedBy(own) => completion.provider_id == own,
        Reach::EmployedBy(_) => {
            let sight = workers::sight(conn, call)?;
            workers::find_seen(conn, completion.worker_id, &sight)?.is_some()
        }
    };
    if seen { Ok(completion) } else { Err(Error::not_found()) }
}

/// The completions that a caller asks for, of those that it may list: in sight today, under the records that
/// were the worker's at a moment.
///
/// # Errors
/// An employer asks about nobody, or about somebody whom it does not see.
pub fn select(
    conn: &mut Conn,
    call: &Call,
    worker: Option<WorkerId>,
    filter: Filter,
    now: Moment,
) -> Result<Selection> {
    let visibility = visibility(conn, call, worker, filter.known_at.unwrap_or(now))?;
    Ok(Selection { visibility, filter })
}

/// The completions that a caller may list: a provider those that it taught, an employer those of one of its
/// present workers. The records that were merged into a worker's are the worker's.
fn visibility(conn: &mut Conn, call: &Call, worker: Option<WorkerId>, now: Moment) -> Result<Visibility> {
    let mut taught_by = None;
    match call.actor.reach() {
        Reach::Everyone => {}
        Reach::RecordedBy(own) => taught_by = Some(own),
        Reach::EmployedBy(_) => {
            let worker =
                worker.ok_or_else(|| Error::fault("workerId", workers::faults::required_of_employer()))?;
            let sight = workers::sight(conn, call)?;
            workers::find_seen(conn, worker, &sight)?.ok_or_else(Error::not_found)?;
        }
    }
    let mut records = None;
    if let Some(worker) = worker {
        let mut all = workers::absorbed(conn, worker, now)?;
        all.push(worker);
        records = Some(all);
    }
    Ok(Visibility { workers: records, taught_by })
}

fn believed(conn: &mut Conn, actor: &Actor, id: CompletionId) -> Result<Completion> {
    let completion =
        store::find(conn, id)?.filter(|completion| may_record_for(actor, completion.provider_id));
    let completion = completion.ok_or_else(Error::not_found)?;
    match (completion.withdrawn_at, completion.superseded_by) {
        (None, _) => Ok(completion),
        (_, Some(correction)) => Err(store::withdrawn_before().at(address(correction))),
        _ => Err(store::withdrawn_before()),
    }
}

fn may_record_for(actor: &Actor, provider: OrganisationId) -> bool {
    match actor.reach() {
        Reach::Everyone => true,
        Reach::RecordedBy(own) => provider == own,
        Reach::EmployedBy(_) => false,
    }
}

fn check_worker(conn: &mut Conn, worker: WorkerId, faults: &mut Faults) -> Result<()> {
    match workers::find(conn, worker)?.map(|worker| worker.takes_facts()) {
        None => faults.add("/workerId", workers::faults::unknown()),
        Some(Err(expected)) => faults.add("/workerId", expected),
        Some(Ok(())) => {}
    }
    Ok(())
}

/// The statement, or every fault: those that were found before, what cannot be read of the time, and what
/// cannot have been of this programme and on these days, whoever completed it, by what it corrects and today.
fn checked(
    said: std::result::Result<StatedCompletion, (&'static str, Fault)>,
    (programme, days): (Option<&Programme>, CourseDays),
    (before, today): (Option<&Completion>, Day),
    at: &str,
    mut faults: Faults,
) -> Result<StatedCompletion> {
    for (field, fault) in misfits(days, programme, before, today) {
        faults.add(format!("{at}/{field}"), fault);
    }
    match said {
        Ok(said) => faults.check().map(|()| said),
        Err((field, fault)) => {
            faults.add(format!("{at}/{field}"), fault);
            Err(Error::invalid(faults))
        }
    }
}

/// A completion that was recorded, with what may be wrong about it.
fn told(completion: Completion, programme: Option<&Programme>) -> RecordedCompletion {
    let doubts = programme.and_then(|programme| doubts(completion.time(), programme));
    RecordedCompletion { warnings: doubts.into_iter().map(CompletionWarning::of).collect(), completion }
}

/// Keeps a completion, unless it is on the register under this or another name. What it meets with is looked
/// for only then: on PostgreSQL a look beforehand would have it wait for, and be undone by, whatever else is
/// recorded on the same page of an index.
fn keep(tx: &mut Tx<'_>, actor: &Actor, completion: &Completion, named: &Named) -> Result<()> {
    let numbers = named.numbers(tx)?;
    match store::insert(tx, completion, numbers) {
        Err(error) if error.kind() == Kind::Conflict => {
            expect_unknown(tx, actor, completion)?;
            Err(error)
        }
        kept => kept,
    }
}

fn expect_unknown(conn: &mut Conn, actor: &Actor, completion: &Completion) -> Result<()> {
    if let Some(existing) = store::find_same(conn, &completion.fact())? {
        return Err(met(actor, completion, &existing));
    }
    if let Some(existing) = store::find_by_reference(conn, completion.provider_id, &completion.reference)? {
        return Err(store::known_reference().at(address(existing)));
    }
    Ok(())
}

/// Conflict with a completion of the same worker, programme and day. Another provider's is not the caller's
/// to see: it is told only whether that says the same.
fn met(actor: &Actor, completion: &Completion, existing: &Completion) -> Error {
    let differences = Attainment::from(completion).differences(Attainment::from(existing));
    let is_seen = may_record_for(actor, existing.provider_id);
    let conflict = if differences.is_empty() {
        store::known_day()
    } else if is_seen {
        let (fields, has): (Vec<_>, Vec<_>) = differences.into_iter().unzip();
        let (fields, has) = (fields.join(", "), has.join(", "));
        let fault = faults::fact_differs(&fields, &has, existing.reference.as_str());
        Error::conflict(fault.in_full(None))
    } else {
        Error::conflict(faults::differs_elsewhere().in_full(None))
    };
    if is_seen { conflict.at(address(existing.id)) } else { conflict }
}

pub(super) fn address(id: CompletionId) -> String {
    format!("/api/v1/completions/{id}")
}
