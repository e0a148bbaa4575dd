//! SAYS: what those who follow the register are told of grades and awards.

use super::model::{Award, Grade};
use crate::events::{self, Body, Happening};
use crate::values::Day;

pub(super) fn added(grade: &Grade) -> Happening {
    let body = events::Grade { code: grade.code.clone(), rank: grade.rank };
    Happening::to(grade.id.0, Body::GradeAdded(body))
}

pub(super) fn awarded(award: &Award) -> Happening {
    happening(award, Body::AwardRecorded).on(award.valid_from)
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
