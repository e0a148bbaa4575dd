//! KEEPS: what files change of people who are on the register.

use super::model::{Employment, NewEmployment, Worker, WorkerChange};
use super::staffing::EmploymentPeriod;
use super::{employments, events, faults, store};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::Happening;
use crate::reviews::{self, Cause, FactKind};
use crate::values::{ClientId, Moment, Name, Note, Withdrawal, WorkerId};

/// Change that a row of a file makes of somebody on the register.
pub struct Amendment {
    /// The record in use.
    pub worker: WorkerId,
    /// Other names.
    pub names: Option<Renaming>,
    /// An employment that is otherwise, or ends.
    pub corrects: Option<Correcting>,
    /// An employment that is new.
    pub begins: Option<Employment>,
}

/// A person, and what becomes of the name.
pub struct Renaming {
    before: Worker,
    after: WorkerChange,
}

impl Renaming {
    /// The worker with other names.
    #[must_use]
    pub const fn of(before: Worker, family_name: Name, given_name: Name) -> Self {
        let after = WorkerChange { family_name: Some(family_name), given_name: Some(given_name) };
        Self { before, after }
    }
}

/// An employment as it should be: the id is that of the one that is corrected.
pub struct Correcting {
    /// The employment as it should be.
    pub after: EmploymentPeriod,
    /// Why it is corrected.
    pub reason: Note,
    /// The client that corrects.
    pub by: ClientId,
}

/// An employment that a file brings; the moment is that of the commit.
#[must_use]
pub fn beginning(worker: WorkerId, new: &NewEmployment, by: ClientId) -> Employment {
    Employment::stated(worker, new, by, Moment::from_microsecond(0))
}

/// Makes a change of somebody who is as when that was planned.
pub(super) fn make(tx: &mut Tx<'_>, amendment: &Amendment, happened: &mut Vec<Happening>) -> Result<()> {
    let Amendment { worker, names, corrects, begins } = amendment;
    if store::find(tx, *worker)?.is_none_or(|worker| worker.takes_facts().is_err()) {
        return Err(Error::conflict(faults::closed_meanwhile()));
    }
    if let Some(renaming) = names {
        rename(tx, renaming)?;
        happened.push(events::changed(*worker));
    }
    if let Some(correcting) = corrects {
        happened.push(events::employed(&correct(tx, correcting)?));
    }
    if let Some(begun) = begins {
        let begun = Employment { recorded_at: tx.now, ..begun.clone() };
        employments::insert(tx, &begun)?;
        happened.push(events::employed(&begun));
    }
    Ok(())
}

/// Changes the name of a worker who is as when that was planned.
fn rename(tx: &mut Tx<'_>, renaming: &Renaming) -> Result<()> {
    let Renaming { before, after } = renaming;
    let same = store::find(tx, before.id)?.is_some_and(|worker| worker.updated_at == before.updated_at);
    if !same {
        return Err(Error::conflict(faults::changed_meanwhile()));
    }
    let now = tx.now;
    store::update(tx, before.id, after, now)
}

/// Corrects an employment that is believed; what it pays stays.
fn correct(tx: &mut Tx<'_>, correcting: &Correcting) -> Result<Employment> {
    let Correcting { after: EmploymentPeriod { id, organisation_id, post, valid_from, valid_until }, .. } =
        correcting;
    let withdrawn = || Error::conflict(faults::employment_withdrawn());
    let before = employments::find(tx, *id)?.ok_or_else(withdrawn)?;
    let new = NewEmployment {
        organisation_id: *organisation_id,
        post: post.clone(),
        valid_from: *valid_from,
        valid_until: *valid_until,
        base_pay: before.base_pay.into(),
    };
    let (by, now) = (correcting.by, tx.now);
    let after = Employment { supersedes: Some(*id), ..Employment::stated(before.worker_id, &new, by, now) };
    let how = Withdrawal::Corrected;
    employments::withdraw(tx, &before, how, &correcting.reason, by, Some(after.id), now)?;
    employments::insert(tx, &after)?;
    reviews::raise(tx, FactKind::Employment, id.0, Cause::Corrected, Some(after.id.0))?;
    Ok(after)
}
