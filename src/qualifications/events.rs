//! SAYS: what those who follow the register are told of grades and awards.

use super::model::{Award, Grade};
use crate::events::{self, Body, Happening};

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

fn happening(award: &Award, body: fn(events::Award) -> Body) -> Happening {
    let about = events::Award { grade_id: award.grade_id, valid_until: award.valid_until };
    Happening::to(award.id.0, body(about)).about([award.worker_id]).at(award.commission_id)
}
