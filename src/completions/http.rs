//! ASKS: completions, for who taught them, for whom the worker works, and for who keeps the register.

use std::sync::Arc;

use actix_web::{Either, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::answer::RecordedCompletion;
use super::model::Completion;
use super::request::{CompletionCorrection, NewCompletion};
use super::store::Filter;
use crate::auth::Traced;
use crate::auth::permission::{COMPLETIONS_READ, COMPLETIONS_RECORD, ReadCompletions, RecordCompletions};
use crate::db::View;
use crate::error::Result;
use crate::http::export::{self, ExportForm, ExportRows, ImportColumns};
use crate::http::problem::Problem;
use crate::http::{FactPage, Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply, Representation};
use crate::journal::{self, Event, JournalNote};
use crate::values::{Believed, CompletionId, Day, Moment, OrganisationId, ProgrammeId, Void, WorkerId};

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_completions).service(create_completion).service(get_completion);
    to.service(create_completion_void).service(create_completion_correction);
}

/// A page of completions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "completions": [], "nextCursor": "" }))]
struct CompletionPage {
    /// The completions, in the order in which they became known.
    #[schema(max_items = 200)]
    completions: Vec<Completion>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CompletionFilter {
    /// Only those of this worker, and of the records merged into the worker's. An employer must give it.
    #[param(inline)]
    worker_id: Option<WorkerId>,
    /// Only those of this programme.
    #[param(inline)]
    programme_id: Option<ProgrammeId>,
    /// Only those that this organisation taught.
    #[param(inline)]
    provider_id: Option<OrganisationId>,
    /// Only those completed on this day or later.
    #[param(inline)]
    from: Option<Day>,
    /// Only those completed on this day or earlier.
    #[param(inline)]
    until: Option<Day>,
    /// Those that are believed (`current`, unless asked), those that were voided or corrected, or both.
    #[serde(default)]
    #[param(inline)]
    state: Believed,
    /// Only those completed on this day or before.
    #[param(inline)]
    valid_at: Option<Day>,
    /// As they were known at this moment; `state` is of that moment; not in the future.
    #[param(inline)]
    known_at: Option<Moment>,
    /// The columns of a file: every field of each record (`record`, unless asked), or those in which such a
    /// file is sent in (`import`).
    #[serde(default)]
    #[param(inline)]
    form: ExportForm,
    /// Items at the most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List completions
///
/// A provider or university is given what it taught itself. An employer names one of its present workers.
///
/// `Accept` with `application/x-ndjson`, `text/csv` or the type of an Excel workbook gives all of them as a
/// file instead of a page. `validAt` and `knownAt` ask about a day and about what was known at a moment; a
/// file is of the moment at which it is asked for, however long it takes.
///
/// `form=import` gives a file the columns in which such a file is sent in, with people by their ids: what is
/// sent back as it left is unchanged, and what was edited is corrected.
#[utoipa::path(
    tag = "completions", operation_id = "list_completions", params(CompletionFilter),
    security(("oauth2" = [COMPLETIONS_READ])),
    extensions(("x-personal-data" = json!(true))),
    responses(
        (status = 200, description = "A page of completions, or all of them as a file", content(
            (CompletionPage = "application/json"),
            (inline(ExportRows) = "application/x-ndjson",
                example = json!("{\"id\":\"01990000-0000-7000-8000-0000000000d1\",\
                    \"workerId\":\"01990000-0000-7000-8000-000000000001\"}\n")),
            (inline(ExportRows) = "text/csv",
                example = json!("id,workerId\r\n01990000-0000-7000-8000-0000000000d1,\
                    01990000-0000-7000-8000-000000000001\r\n")),
            (inline(ExportRows) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                example = json!("(a workbook)")),
        )),
        (status = 404, description = "The worker is not there, or not for you to see", body = Problem,
            content_type = "application/problem+json"),
    )
)]
#[get("/completions")]
async fn list_completions(
    traced: Traced<ReadCompletions>,
    hall: web::Data<Hall>,
    wanted: Representation,
    Query(asked): Query<CompletionFilter>,
) -> Result<Either<Reply, HttpResponse>> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let (worker, limit) = (asked.worker_id, asked.limit);
    let filter = Filter {
        programme: asked.programme_id,
        provider: asked.provider_id,
        from: asked.from,
        until: asked.until,
        state: asked.state,
        valid_at: asked.valid_at,
        known_at: asked.known_at,
    };
    let is_import = asked.form.is_import(&wanted, asked.state)?;
    if let Some(file) = wanted.file {
        let select = move |view: &mut View<'_>, known_at| {
            let (filter, now) = (Filter { known_at: Some(known_at), ..filter }, view.now);
            actions::select(view, &call, worker, filter, now)
        };
        let sent = if is_import {
            let select = move |view: &mut View<'_>, known_at| select(view, known_at).map(ImportColumns);
            export::send(&hall, noted, file, asked.known_at, select).await
        } else {
            export::send(&hall, noted, file, asked.known_at, select).await
        };
        return sent.map(Either::Right);
    }
    let question =
        (asked.worker_id, asked.programme_id, asked.provider_id, asked.from, asked.until, asked.state);
    let pages = Pages::of(&hall.keys, "list_completions", &(question, asked.valid_at, asked.known_at));
    let page: FactPage<CompletionId> = pages.facts(asked.cursor.as_deref(), asked.known_at)?;
    let filter = Filter { known_at: page.known_at, ..filter };
    let read = move |view: &mut View<'_>| {
        let now = view.now;
        export::known(view, asked.known_at)?;
        Ok((actions::select(view, &call, worker, filter, now)?.list(view, page.after, limit.0 + 1)?, now))
    };
    let (mut completions, now) = hall
        .db
        .access(read, move |notes, (found, _)| {
            let subjects = limit.subjects(worker, found, |completion| completion.worker_id);
            let (operation, object_type) = ("list_completions", "completion");
            journal::note(
                notes,
                &noted,
                &JournalNote {
                    event: Event::Access,
                    operation,
                    object_type,
                    object: None,
                    subjects: &subjects,
                },
            )
        })
        .await?;
    let next_cursor = pages.cut(&mut completions, limit, |completion| page.place(completion.id, now));
    Reply::ok(&CompletionPage { completions, next_cursor }).map(Either::Left)
}

/// Record a completion
///
/// Recorded once: the same reference of the same provider, or the same programme completed by the same worker
/// on the same day, is a conflict that names the completion on the register. Where hours or result differ its
/// code is `factDiffers`, with what the register has; of another provider's completion only that it differs.
///
/// More hours than the programme has are recorded with a warning.
#[utoipa::path(
    tag = "completions", operation_id = "create_completion", security(("oauth2" = [COMPLETIONS_RECORD])),
    request_body(content = NewCompletion, description = "The completion to record"),
    extensions(("x-personal-data" = json!(true))),
    responses((status = 201, description = "Recorded", body = RecordedCompletion))
)]
#[post("/completions")]
async fn create_completion(
    traced: Traced<RecordCompletions>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewCompletion>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let recorded = actions::record(tx, &call, &new.value)?;
            Reply::created(actions::address(recorded.completion.id), &recorded)
        })
        .await
}

/// Read a completion
///
/// One that was voided or corrected is still read here, and says so.
#[utoipa::path(
    tag = "completions", operation_id = "get_completion", security(("oauth2" = [COMPLETIONS_READ])),
    params(("id" = CompletionId, Path, description = "The completion")),
    extensions(("x-personal-data" = json!(true))),
    responses((status = 200, description = "The completion", body = Completion))
)]
#[get("/completions/{id}")]
async fn get_completion(
    traced: Traced<ReadCompletions>,
    hall: web::Data<Hall>,
    Path(id): Path<CompletionId>,
) -> Result<Reply> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let read = move |view: &mut View<'_>| actions::look_at(view, &call, id);
    let completion = hall
        .db
        .access(read, move |notes, found| {
            let (operation, object_type, subjects) = ("get_completion", "completion", &[found.worker_id]);
            journal::note(
                notes,
                &noted,
                &JournalNote { event: Event::Access, operation, object_type, object: Some(id.0), subjects },
            )
        })
        .await?;
    Reply::ok(&completion)
}

/// Void a completion
///
/// It never was: it counts no more, but stays readable, and answers as known before still count it.
#[utoipa::path(
    tag = "completions", operation_id = "create_completion_void", security(("oauth2" = [COMPLETIONS_RECORD])),
    params(("id" = CompletionId, Path, description = "The completion")),
    request_body(content = Void, description = "Why it is voided"),
    extensions(("x-personal-data" = json!(true))),
    responses((status = 201, description = "Voided: the completion as it is now", body = Completion))
)]
#[post("/completions/{id}/voids")]
async fn create_completion_void(
    traced: Traced<RecordCompletions>,
    hall: web::Data<Hall>,
    Path(id): Path<CompletionId>,
    once: IdempotencyKey,
    void: Json<Void>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, void.fingerprint, move |tx| {
            let completion = actions::void(tx, &call, id, &void.value)?;
            Reply::created(actions::address(id), &completion)
        })
        .await
}

/// Correct a completion
///
/// Another completion of the same worker at the same provider takes its place; the one corrected stays
/// readable.
#[utoipa::path(
    tag = "completions", operation_id = "create_completion_correction",
    security(("oauth2" = [COMPLETIONS_RECORD])),
    params(("id" = CompletionId, Path, description = "The completion to correct")),
    request_body(content = CompletionCorrection, description = "All of it as it should be, and why"),
    extensions(("x-personal-data" = json!(true))),
    responses((status = 201, description = "Corrected: the completion that takes its place",
        body = RecordedCompletion))
)]
#[post("/completions/{id}/corrections")]
async fn create_completion_correction(
    traced: Traced<RecordCompletions>,
    hall: web::Data<Hall>,
    Path(id): Path<CompletionId>,
    once: IdempotencyKey,
    correction: Json<CompletionCorrection>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let recorded = actions::correct(tx, &call, id, &correction.value)?;
            Reply::created(actions::address(recorded.completion.id), &recorded)
        })
        .await
}
