//! ASKS: the question that the register is for.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpResponse, Responder, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::actions::{self, Means};
use super::model::{StatusAnswer, StatusQuery};
use crate::auth::Traced;
use crate::auth::permission::{QueryStatus, STATUS_QUERY};
use crate::error::Result;
use crate::http::{Json, Spoken};
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
/// For 1 to 1,000 workers, by IDNP or id: the grade held on a day and its supplement, whether the worker meets what the next
/// or a named grade asks for, and what its posts ask for every year. Each requirement says what is required, what there is
/// and what is missing, which facts counted and why others did not. `validAt` asks about any day, `knownAt` for what was
/// known at a moment; the two combine freely, and the rule set is the one in force on the day as known at the moment.
/// Workers that are unknown and workers that you may not see look the same.
#[utoipa::path(
    tag = "status", operation_id = "query_qualification_status", security(("oauth2" = [STATUS_QUERY])),
    extensions(("x-personal-data" = json!(true)), ("x-languages" = json!(true))),
    request_body(content = StatusQuery, description = "About whom, for which day, as known when"),
    responses((status = 200, description = "One result a worker, in the order of the question", body = StatusAnswer))
)]
#[post("/qualification-status-queries")]
async fn query_qualification_status(
    traced: Traced<QueryStatus>,
    state: web::Data<State>,
    Spoken(language): Spoken,
    query: Json<StatusQuery, LARGEST>,
) -> Result<impl Responder> {
    let (caller, keys, shelf) = (traced.caller, Arc::clone(&state.keys), Arc::clone(&state.shelf));
    let means = Means { keys, shelf, actor: traced.actor, today: state.today(), language };
    let answer = state
        .db
        .access(
            move |view| actions::query(view, &means, &query.value),
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
    let spoken = (header::CONTENT_LANGUAGE, language.as_str());
    Ok(HttpResponse::Ok().insert_header(spoken).insert_header((header::VARY, "Accept-Language")).json(answer))
}
