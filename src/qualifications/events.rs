//! SAYS: what those who follow the register are told of grades and awards.

use super::grades::Grade;
use super::model::Award;
use crate::events::{self, Body, Happening};
use crate::values::Day;

pub(super) fn added(grade: &Grade) -> Happening {
    of_ladder(grade, Body::GradeAdded)
}

pub(super) fn grade_corrected(grade: &Grade) -> Happening {
    of_ladder(grade, Body::GradeCorrected)
}

pub(super) fn grade_withdrawn(grade: &Grade) -> Happening {
    of_ladder(grade, Body::GradeWithdrawn)
}

fn of_ladder(grade: &Grade, body: fn(events::Grade) -> Body) -> Happening {
    Happening::to(grade.id.0, body(events::Grade { code: grade.code.clone(), rank: grade.rank }))
}

pub(super) fn awarded(award: &Award) -> Happening {
    happening(award, Body::AwardRecorded).on(award.valid_from)
}

pub(super) fn corrected(award: &Award) -> Happening {
    happening(award, Body::AwardCorrected).on(award.valid_from)
}

pub(super) fn revoked(award: &Award) -> Happening {
    Happening { valid_on: award.revoked_from, ..happening(award, Body::AwardRevoked) }
}

/// From the day from which it had been revoked it holds again.
pub(super) fn revocation_withdrawn(award: &Award, from: Day) -> Happening {
    Happening { valid_on: Some(from), ..happening(award, Body::AwardRevocationWithdrawn) }
}

fn happening(award: &Award, body: fn(events::Award) -> Body) -> Happening {
    let about = events::Award { grade_id: award.grade_id, valid_until: award.valid_until };
    Happening::to(award.id.0, body(about)).about([award.worker_id]).at(award.commission_id)
}
