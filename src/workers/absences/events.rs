//! SAYS: what those who follow the register are told of absences: when, and not why.

use super::model::Absence;
use crate::events::{self, Body, Happening};

pub(super) fn recorded(absence: &Absence) -> Happening {
    happening(absence, Body::AbsenceRecorded)
}

pub(super) fn corrected(absence: &Absence) -> Happening {
    happening(absence, Body::AbsenceCorrected)
}

pub(super) fn voided(absence: &Absence) -> Happening {
    happening(absence, Body::AbsenceVoided)
}

fn happening(absence: &Absence, body: fn(events::Absence) -> Body) -> Happening {
    let Absence { id, worker_id, organisation_id, valid_from, valid_until, supersedes, .. } = *absence;
    let event = Happening::to(id.0, body(events::Absence { valid_until, supersedes })).about([worker_id]);
    event.at(organisation_id).on(valid_from)
}
