//! SAYS: what those who follow the register are told of completions.

use super::model::Completion;
use crate::events::{self, Body, Empty, Happening};

pub(super) fn recorded(completion: &Completion) -> Happening {
    happening(completion, Body::CompletionRecorded(body(completion)))
}

pub(super) fn corrected(completion: &Completion) -> Happening {
    happening(completion, Body::CompletionCorrected(body(completion)))
}

pub(super) fn voided(completion: &Completion) -> Happening {
    happening(completion, Body::CompletionVoided(Empty {}))
}

fn happening(completion: &Completion, body: Body) -> Happening {
    let Completion { id, worker_id, provider_id, completed_on, .. } = *completion;
    Happening::to(id.0, body).about([worker_id]).at(provider_id).on(completed_on)
}

fn body(completion: &Completion) -> events::Completion {
    events::Completion {
        programme_id: completion.programme_id,
        started_on: completion.started_on,
        part: completion.part.0.clone(),
        hours: completion.hours,
        minutes: completion.minutes,
        result: completion.result,
        supersedes: completion.supersedes,
    }
}
