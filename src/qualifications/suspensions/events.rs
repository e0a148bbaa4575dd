//! SAYS: what those who follow the register are told of suspensions.

use super::model::Suspension;
use crate::events::{self, Body, Happening};

pub(super) fn recorded(suspension: &Suspension) -> Happening {
    happening(suspension, Body::SuspensionRecorded)
}

pub(super) fn corrected(suspension: &Suspension) -> Happening {
    happening(suspension, Body::SuspensionCorrected)
}

pub(super) fn voided(suspension: &Suspension) -> Happening {
    happening(suspension, Body::SuspensionVoided)
}

fn happening(suspension: &Suspension, body: fn(events::Suspension) -> Body) -> Happening {
    let Suspension { id, worker_id, organisation_id, valid_from, valid_until, supersedes, .. } = *suspension;
    let body = body(events::Suspension { valid_until, supersedes });
    let event = Happening::to(id.0, body).about([worker_id]);
    event.at(organisation_id).on(valid_from)
}
