//! ASKS: the question that the register is for.

use actix_web::{HttpResponse, Responder, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::actions;
use super::model::{StatusAnswer, StatusQuery};
use crate::auth::Traced;
use crate::auth::permission::{QueryStatus, STATUS_QUERY};
use crate::error::Result;
use crate::http::Json;
use crate::journal::{self, Event, Note};
use crate::state::State;

/// Largest question, in bytes: a thousand workers, generously spaced.
const LARGEST: usize = 256 * 1024;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(query_qualification_status);
}

/// Ask what workers are qualified for
///
/// For 1 to 1,000 workers, by IDNP or id: the grade held on a day and its supplement, hours of training in the five
/// years and twelve months up to the day, and of supervision in the twelve months. `validAt` asks about any day,
/// `knownAt` for what was known at a moment; the two combine freely. Workers that are unknown and workers that
/// you may not see look the same.
#[utoipa::path(
    tag = "status", operation_id = "query_qualification_status", security(("oauth2" = [STATUS_QUERY])),
    extensions(("x-personal-data" = json!(true))),
    request_body(content = StatusQuery, description = "About whom, for which day, as known when"),
    responses((status = 200, description = "One result a worker, in the order of the question", body = StatusAnswer))
)]
#[post("/qualification-status-queries")]
async fn query_qualification_status(
    traced: Traced<QueryStatus>,
    state: web::Data<State>,
    query: Json<StatusQuery, LARGEST>,
) -> Result<impl Responder> {
    let (keys, actor, caller, today) = (std::sync::Arc::clone(&state.keys), traced.actor, traced.caller, state.today());
    let answer = state
        .db
        .access(
            move |view| actions::query(view, &keys, &actor, &query.value, today),
            move |tx, answer| {
                let found = answer.results.iter().filter(|result| result.outcome != super::model::Outcome::Unknown);
                let subjects: Vec<_> = found.filter_map(|result| result.worker.worker_id).collect();
                let note = Note {
                    event: Event::Access,
                    operation: "query_qualification_status",
                    object_type: "status",
                    object: None,
                    subjects: &subjects,
                };
                journal::note(tx, &caller, &note)
            },
        )
        .await?;
    Ok(HttpResponse::Ok().json(answer))
}
