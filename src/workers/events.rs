//! SAYS: what those who follow the register are told of workers and their employments: neither names nor pay.

use super::model::Employment;
use crate::events::{self, Body, Empty, Happening, Merge};
use crate::values::{Day, WorkerId};

pub(super) fn registered(worker: WorkerId) -> Happening {
    happening(worker, Body::WorkerRegistered(Empty {}))
}

pub(super) fn changed(worker: WorkerId) -> Happening {
    happening(worker, Body::WorkerChanged(Empty {}))
}

pub(super) fn idnp_corrected(worker: WorkerId) -> Happening {
    happening(worker, Body::WorkerIdnpCorrected(Empty {}))
}

pub(super) fn deactivated(worker: WorkerId, from: Day) -> Happening {
    happening(worker, Body::WorkerDeactivated(Empty {})).on(from)
}

pub(super) fn deactivation_corrected(worker: WorkerId, from: Day) -> Happening {
    happening(worker, Body::WorkerDeactivationCorrected(Empty {})).on(from)
}

/// From the day from which it had been closed it is open again.
pub(super) fn deactivation_withdrawn(worker: WorkerId, from: Day) -> Happening {
    happening(worker, Body::WorkerDeactivationWithdrawn(Empty {})).on(from)
}

/// Of a merge both records are told.
pub(super) fn merged(worker: WorkerId, into: WorkerId) -> Happening {
    happening(worker, Body::WorkerMerged(Merge { into })).about([worker, into])
}

/// Of a merge that is withdrawn both records are told.
pub(super) fn merge_withdrawn(worker: WorkerId, into: WorkerId) -> Happening {
    happening(worker, Body::WorkerMergeWithdrawn(Merge { into })).about([worker, into])
}

fn happening(worker: WorkerId, body: Body) -> Happening {
    Happening::to(worker.0, body).about([worker])
}

pub(super) fn employed(employment: &Employment) -> Happening {
    let body = events::Employment {
        post: employment.post.clone(),
        valid_until: employment.valid_until,
        supersedes: employment.supersedes,
    };
    let body = match employment.supersedes {
        None => Body::EmploymentRecorded(body),
        Some(_) => Body::EmploymentCorrected(body),
    };
    of_employment(employment, body)
}

pub(super) fn voided(employment: &Employment) -> Happening {
    of_employment(employment, Body::EmploymentVoided(Empty {}))
}

fn of_employment(employment: &Employment, body: Body) -> Happening {
    let Employment { id, worker_id, organisation_id, valid_from, .. } = *employment;
    Happening::to(id.0, body).about([worker_id]).at(organisation_id).on(valid_from)
}
