//! SAYS: what those who follow the register are told of suspensions.

use super::model::Suspension;
use crate::events::{self, Body, Happening};

pub(super) fn recorded(suspension: &Suspension) -> Happening {
    happening(suspension, Body::SuspensionRecorded)
}

pub(super) fn voided(suspension: &Suspension) -> Happening {
    happening(suspension, Body::SuspensionVoided)
}

fn happening(suspension: &Suspension, body: fn(events::Suspension) -> Body) -> Happening {
    let Suspension { id, worker_id, organisation_id, valid_from, valid_until, .. } = *suspension;
    let event = Happening::to(id.0, body(events::Suspension { valid_until })).about([worker_id]);
    event.at(organisation_id).on(valid_from)
}
