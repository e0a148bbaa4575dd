//! SAYS: what those who follow the register are told of hirings.

use super::model::Hiring;
use crate::events::{self, Body, Happening};

pub(super) fn recorded(hiring: &Hiring) -> Happening {
    happening(hiring, Body::HiringRecorded)
}

pub(super) fn contested(hiring: &Hiring) -> Happening {
    happening(hiring, Body::HiringContested)
}

pub(super) fn contest_withdrawn(hiring: &Hiring) -> Happening {
    happening(hiring, Body::HiringContestWithdrawn)
}

pub(super) fn withdrawn(hiring: &Hiring) -> Happening {
    happening(hiring, Body::HiringWithdrawn)
}

fn happening(hiring: &Hiring, body: fn(events::Hiring) -> Body) -> Happening {
    let Hiring { id, worker_id, employment_id, organisation_id, valid_from, .. } = *hiring;
    let event = Happening::to(id.0, body(events::Hiring { employment_id })).about([worker_id]);
    event.at(organisation_id).on(valid_from)
}
