//! KEEPS: grades as they stood before they were corrected or taken off the ladder.

use diesel::prelude::*;

use super::grades::Grade;
use crate::db::Tx;
use crate::db::schema::former_grades as former;
use crate::error::Result;
use crate::values::{ClientId, Note, Withdrawal};

crate::values::id_type! {
    /// The id of what a grade was before.
    FormerGradeId
}

/// Keeps how a grade stood until now, and why it does no longer.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    before: &Grade,
    how: Withdrawal,
    reason: &Note,
    by: ClientId,
) -> Result<()> {
    let row = (
        former::id.eq(FormerGradeId::new()),
        former::grade_id.eq(before.id),
        former::code.eq(&before.code),
        former::rank.eq(before.rank),
        former::name_ro.eq(&before.name_ro),
        former::name_en.eq(&before.name_en),
        former::name_ru.eq(&before.name_ru),
        former::supplement_percent.eq(before.supplement_percent),
        former::legal_basis.eq(&before.legal_basis),
        former::withdrawal.eq(how),
        former::withdrawn_at.eq(tx.now),
        former::withdrawn_by.eq(by),
        former::withdrawal_reason.eq(reason),
    );
    diesel::insert_into(former::table).values(row).execute(tx.conn())?;
    Ok(())
}
