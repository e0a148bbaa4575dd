//! SAYS: what those who follow the register are told of applications.

use super::model::{AttestationApplication, AttestationDecision, Submission};
use crate::events::{self, Body, Happening};

pub(super) fn created(application: &AttestationApplication) -> Happening {
    happening(application, Body::ApplicationCreated(body(application)))
}

pub(super) fn appealed(application: &AttestationApplication) -> Happening {
    happening(application, Body::ApplicationAppealed(body(application)))
}

pub(super) fn withdrawn(application: &AttestationApplication) -> Happening {
    happening(application, Body::ApplicationWithdrawn(body(application)))
}

pub(super) fn submitted(application: &AttestationApplication, submission: &Submission) -> Happening {
    let body = events::Submission {
        grade: application.grade.clone(),
        round: submission.round,
        rule_set_id: submission.rule_set_id,
        eligible: submission.eligible,
    };
    happening(application, Body::ApplicationSubmitted(body)).on(submission.valid_at)
}

pub(super) fn decided(application: &AttestationApplication, decision: &AttestationDecision) -> Happening {
    let body = events::Decision {
        decision_id: decision.id,
        outcome: decision.outcome.as_str(),
        award_id: decision.award_id,
    };
    happening(application, Body::ApplicationDecided(body)).on(decision.decided_on)
}

fn happening(application: &AttestationApplication, body: Body) -> Happening {
    Happening::to(application.id.0, body).about([application.worker_id]).at(application.organisation_id)
}

fn body(application: &AttestationApplication) -> events::Application {
    events::Application { grade: application.grade.clone(), round: application.round }
}
