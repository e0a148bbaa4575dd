//! DOES: adds grades to the ladder, corrects them and takes them off, while nothing rests on them.

use super::grades::{Grade, GradeCorrection, GradeWithdrawal, NewGrade};
use super::{events, faults, former_grades, store};
use crate::call::Call;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::events::{happened, record};
use crate::values::{self, Code, GradeId, Withdrawal};
use crate::version::Condition;

/// Look-up of what rests on a grade outside of this room.
///
/// # Errors
/// Something does: a conflict that names it.
#[derive(Clone, Copy)]
pub struct GradeUse(pub fn(&mut Tx<'_>, &Code) -> Result<()>);

/// Puts a grade of the sample ladder on the register. Nobody asked for it, so nobody is noted.
///
/// # Errors
/// Its code or its rank is on the ladder.
pub fn insert_sample_grade(tx: &mut Tx<'_>, new: &NewGrade) -> Result<Grade> {
    let grade = add(tx, new)?;
    record(tx, &[events::added(&grade)])?;
    Ok(grade)
}

/// Adds a grade to the ladder on a caller's behalf.
///
/// # Errors
/// Its code or its rank is on the ladder.
pub(super) fn create(tx: &mut Tx<'_>, call: &Call, new: &NewGrade) -> Result<Grade> {
    let grade = add(tx, new)?;
    happened(tx, call, "create_grade", &events::added(&grade))?;
    Ok(grade)
}

fn add(tx: &mut Tx<'_>, new: &NewGrade) -> Result<Grade> {
    let grade = Grade::stated(GradeId::new(), new, tx.now);
    expect_free(tx, &grade)?;
    store::insert_grade(tx, &grade)?;
    Ok(grade)
}

/// Corrects a grade: its names at any time, all of it while nothing rests on it.
///
/// # Errors
/// It does not exist, is not as the caller read it or stays as it is, something rests on it, or its code or
/// its rank is another one's.
pub(super) fn correct(
    tx: &mut Tx<'_>,
    call: &Call,
    id: GradeId,
    condition: &Condition,
    correction: &GradeCorrection,
    in_use: GradeUse,
) -> Result<Grade> {
    let before = store::find_grade(tx, id)?.ok_or_else(Error::not_found)?;
    // All of it is said anew: what another one corrected meanwhile would be lost unread.
    condition.check(&before)?;
    // A grade is sample data or is not; whoever corrects it does not say so.
    let after = Grade { sample: before.sample, ..Grade::stated(id, &correction.grade, before.created_at) };
    if after == before {
        return Err(Error::fault("/grade", values::faults::nothing_corrected()));
    }
    if !after.differs_by_names(&before) {
        expect_unused(tx, &before, in_use)?;
    }
    expect_free(tx, &after)?;
    former_grades::keep(tx, &before, Withdrawal::Corrected, &correction.reason, call.actor.client)?;
    store::update_grade(tx, &after)?;
    happened(tx, call, "create_grade_correction", &events::grade_corrected(&after))?;
    Ok(after)
}

/// Takes a grade off the ladder that should not be there.
///
/// # Errors
/// It does not exist, or something rests on it.
pub(super) fn withdraw(
    tx: &mut Tx<'_>,
    call: &Call,
    id: GradeId,
    why: &GradeWithdrawal,
    in_use: GradeUse,
) -> Result<Grade> {
    let grade = store::find_grade(tx, id)?.ok_or_else(Error::not_found)?;
    expect_unused(tx, &grade, in_use)?;
    former_grades::keep(tx, &grade, Withdrawal::Voided, &why.reason, call.actor.client)?;
    store::delete_grade(tx, id)?;
    happened(tx, call, "create_grade_withdrawal", &events::grade_withdrawn(&grade))?;
    Ok(grade)
}

/// A code and a rank are one grade's.
fn expect_free(tx: &mut Tx<'_>, grade: &Grade) -> Result<()> {
    if let Some(other) = store::find_code(tx, &grade.code)?.filter(|other| other.id != grade.id) {
        return Err(store::known_code().at(address(other.id)));
    }
    if let Some(other) = store::find_rank(tx, grade.rank)?.filter(|other| other.id != grade.id) {
        return Err(store::known_rank().at(address(other.id)));
    }
    Ok(())
}

fn expect_unused(tx: &mut Tx<'_>, grade: &Grade, in_use: GradeUse) -> Result<()> {
    if store::is_awarded(tx, grade.id)? {
        return Err(Error::conflict(faults::grade_awarded()).at(address(grade.id)));
    }
    (in_use.0)(tx, &grade.code)
}

pub(super) fn address(id: GradeId) -> String {
    format!("/api/v1/grades/{id}")
}
