//! KNOWS whom a client sees, and whose pay it is told: by its role, its organisation and the day.

use std::sync::Arc;

use super::model::Sight;
use super::pay::PaySight;
use crate::auth::permission::{Permission, ReadPay};
use crate::call::{Actor, Call, Reach, Role};
use crate::db::{Conn, Question, View};
use crate::error::Result;
use crate::organisations;
use crate::values::{Day, OrganisationId, OrganisationKind};

/// The workers that a caller sees today.
///
/// # Errors
/// The database cannot be read.
pub fn sight(conn: &mut Conn, call: &Call) -> Result<Sight> {
    sight_of(conn, &call.actor, call.today, organisations::below)
}

/// The workers that a client sees as of a day: those who worked then for what was below its organisation
/// then.
///
/// # Errors
/// The database cannot be read.
pub fn sight_on(conn: &mut Conn, actor: &Actor, day: Day) -> Result<Sight> {
    sight_of(conn, actor, day, |conn, id| organisations::below_on(conn, id, day, None))
}

fn sight_of(
    conn: &mut Conn,
    actor: &Actor,
    day: Day,
    below: impl Fn(&mut Conn, OrganisationId) -> Result<Vec<OrganisationId>>,
) -> Result<Sight> {
    match reach(conn, actor)? {
        Reach::Everyone => Ok(Sight::Everyone),
        Reach::EmployedBy(organisation) => Ok(Sight::EmployedBy(below(conn, organisation)?, day)),
        Reach::RecordedBy(_) => Ok(Sight::Nobody),
    }
}

/// The people whom a caller sees today, and whose pay it is told.
#[derive(Debug, Clone)]
pub struct CallerSight {
    /// The workers that it sees.
    pub workers: Arc<Sight>,
    /// The workers whose pay it is told.
    pub pay: Arc<PaySight>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct SightOfCaller {
    actor: Actor,
    today: Day,
}

impl Question for SightOfCaller {
    type Answer = CallerSight;

    fn ask(&self, conn: &mut Conn) -> Result<CallerSight> {
        let workers = Arc::new(sight_of(conn, &self.actor, self.today, organisations::below)?);
        Ok(CallerSight { workers, pay: Arc::new(pay_sight(conn, &self.actor)?) })
    }
}

/// As [`sight`] and [`pay_sight`], asked of the database once in a snapshot.
///
/// # Errors
/// The database cannot be read.
pub fn caller_sight(view: &mut View<'_>, call: &Call) -> Result<CallerSight> {
    view.answer(&SightOfCaller { actor: call.actor, today: call.today })
}

/// The people about whom a client may ask: payroll of the ministry about everyone, that of an employer about
/// its own workers.
fn reach(conn: &mut Conn, actor: &Actor) -> Result<Reach> {
    if actor.role != Role::Payroll {
        return Ok(actor.reach());
    }
    let organisation = organisations::find(conn, actor.organisation)?;
    let is_ministry = organisation.is_some_and(|one| one.kind == OrganisationKind::Ministry);
    Ok(if is_ministry { Reach::Everyone } else { Reach::EmployedBy(actor.organisation) })
}

/// The workers whose pay a caller is told.
///
/// # Errors
/// The database cannot be read.
pub fn pay_sight(conn: &mut Conn, actor: &Actor) -> Result<PaySight> {
    if !ReadPay::ROLES.contains(&actor.role) {
        return Ok(PaySight::Nobody);
    }
    match reach(conn, actor)? {
        Reach::Everyone => Ok(PaySight::Everyone),
        Reach::EmployedBy(organisation) => {
            Ok(PaySight::EmployedBy(organisations::below(conn, organisation)?))
        }
        Reach::RecordedBy(_) => Ok(PaySight::Nobody),
    }
}
