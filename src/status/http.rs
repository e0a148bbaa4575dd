//! ASKS: the question that the register is for.

use std::sync::Arc;

use actix_web::http::header::{self, ContentType};
use actix_web::{HttpResponse, Responder, get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use super::actions::{self, QueryMeans};
use super::model::StatusAnswer;
use super::pathway::{self, PathwayAnswer, PathwayQuestion};
use super::query::StatusQuery;
use crate::auth::Traced;
use crate::auth::permission::{QueryStatus, STATUS_QUERY};
use crate::error::{Error, Result};
use crate::http::{Hall, Json, Path, PreferredLanguage, Query, Reply};
use crate::journal::{self, Event, JournalNote};
use crate::rule_sets::RuleCache;
use crate::values::{Language, WorkerId};

/// Largest question, in bytes: a thousand workers, generously spaced.
const LARGEST: usize = 256 * 1024;

/// Bytes for which there is room from the beginning, for each worker: an answer of megabytes that grows piece
/// by piece is copied several times. By the sample rule set a worker with ten completions takes 1,084, and
/// 2,753 explained.
const SHORT: usize = 1_536;
const EXPLAINED: usize = 4_096;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(query_qualification_status).service(get_worker_pathway);
}

/// Ask what workers are qualified for
///
/// For 1 to 1,000 workers, by IDNP or id: the grade held on a day and its supplement, whether the worker
/// meets what the next or a named grade asks for, and what its posts ask for every year. Each requirement
/// says what is required, what there is and what is missing, which facts counted and why others did not.
/// `validAt` asks about any day, `knownAt` for what was known at a moment; the two combine freely, and the
/// rule set is the one in force on the day as known at the moment. Workers that are unknown and workers that
/// you may not see look the same.
#[utoipa::path(
    tag = "status", operation_id = "query_qualification_status", security(("oauth2" = [STATUS_QUERY])),
    extensions(("x-personal-data" = json!(true)), ("x-languages" = json!(true))),
    request_body(content = StatusQuery, description = "About whom, for which day, as known when"),
    responses(
        (status = 200, description = "One result a worker, in the order of the question", body = StatusAnswer)
    )
)]
#[post("/qualification-status-queries")]
async fn query_qualification_status(
    traced: Traced<QueryStatus>,
    hall: web::Data<Hall>,
    rule_cache: web::Data<RuleCache>,
    PreferredLanguage(language): PreferredLanguage,
    query: Json<StatusQuery, LARGEST>,
) -> Result<impl Responder> {
    let (call, is_explained) = (traced.call, query.value.explain);
    let noted = Arc::clone(&call);
    let (keys, rule_cache) = (Arc::clone(&hall.keys), rule_cache.into_inner());
    let means = QueryMeans { keys, rule_cache, call, language };
    let answer = hall
        .db
        .access(
            move |view| actions::query(view, &means, &query.value),
            move |notes, answer| {
                let found =
                    answer.results.iter().filter(|result| result.outcome != super::model::Outcome::Unknown);
                let subjects: Vec<_> = found.filter_map(|result| result.worker.worker_id).collect();
                let note = JournalNote {
                    event: Event::Access,
                    operation: "query_qualification_status",
                    object_type: "status",
                    object: None,
                    subjects: &subjects,
                };
                journal::note(notes, &noted, &note)
            },
        )
        .await?;
    let room = answer.results.len() * if is_explained { EXPLAINED } else { SHORT };
    let mut body = Vec::with_capacity(room);
    serde_json::to_writer(&mut body, &answer)
        .map_err(|_| Error::internal("an answer cannot be written as JSON"))?;
    Ok(in_language(HttpResponse::Ok().content_type(ContentType::json()).body(body), language))
}

/// Find the way to a grade
///
/// Approved programmes that would close, with the fewest hours, what training can close of a worker's gap to
/// the next or a named grade, by the rule set in force today; and what is missing beside. Dated offerings of
/// these programmes are not on the register yet.
#[utoipa::path(
    tag = "status", operation_id = "get_worker_pathway", security(("oauth2" = [STATUS_QUERY])),
    extensions(("x-personal-data" = json!(true)), ("x-languages" = json!(true))),
    params(("id" = WorkerId, Path, description = "The worker"), PathwayQuestion),
    responses(
        (status = 200, description = "The way", body = PathwayAnswer),
        (status = 308, description = "Merged: the record goes on at Location"),
        (status = 409, description = "No rule set is in force today"),
        (status = 410, description = "The record is closed"),
    )
)]
#[get("/workers/{id}/pathway")]
async fn get_worker_pathway(
    traced: Traced<QueryStatus>,
    hall: web::Data<Hall>,
    rule_cache: web::Data<RuleCache>,
    Path(id): Path<WorkerId>,
    PreferredLanguage(language): PreferredLanguage,
    Query(asked): Query<PathwayQuestion>,
) -> Result<impl Responder> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let (keys, rule_cache) = (Arc::clone(&hall.keys), rule_cache.into_inner());
    let means = QueryMeans { keys, rule_cache, call, language };
    let answer = hall
        .db
        .access(
            move |view| pathway::find(view, &means, id, asked.target_grade.as_ref()),
            move |notes, answer| {
                let (event, operation, subjects) = (Event::Access, "get_worker_pathway", &[answer.worker_id]);
                journal::note(
                    notes,
                    &noted,
                    &JournalNote {
                        event,
                        operation,
                        object_type: "worker",
                        object: Some(answer.worker_id.0),
                        subjects,
                    },
                )
            },
        )
        .await?;
    Ok(in_language(Reply::ok(&answer)?, language))
}

/// Says in which language the texts of an answer are, and that others may be had.
fn in_language(answer: impl Responder, language: Language) -> impl Responder {
    answer
        .customize()
        .insert_header((header::CONTENT_LANGUAGE, language.as_str()))
        .insert_header((header::VARY, "Accept-Language"))
}
