//! ASKS: files of rows, for who records what they hold: sent, followed, and read row by row.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions::{self, Arrived};
use super::annotated::Annotated;
use super::contract::{self, File};
use super::model::{BatchKind, BatchReport, BatchRow, BatchStatus, Order, RowOutcome};
use super::templates::{MOST_PROGRAMMES, Template};
use super::upload::{self, Upload};
use super::{completions, file, jobs, store, supervision, workers};
use crate::auth::permission::Permission;
use crate::auth::{Allowed, Traced, Visitor};
use crate::db::View;
use crate::error::{Error, Result};
use crate::http::body::{content_length, expect_one_of};
use crate::http::connections::Connection;
use crate::http::export;
use crate::http::{Limit, Once, Pages, Path, Query, Reply, Spoken};
use crate::programmes;
use crate::state::State;
use crate::tables::{Format, Layout};
use crate::values::{BatchId, Language};

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    completion_batches::routes(to);
    worker_batches::routes(to);
    supervision_session_batches::routes(to);
    to.service(get_template);
}

/// A page of batches.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "batches": [], "nextCursor": "" }))]
struct BatchPage {
    /// The batches, the newest first.
    #[schema(max_items = 200)]
    batches: Vec<BatchReport>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

/// A page of rows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "rows": [], "nextCursor": "" }))]
struct BatchRowPage {
    /// The rows, by their numbers.
    #[schema(max_items = 200)]
    rows: Vec<BatchRow>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BatchFilter {
    /// Only those that stand here.
    #[param(inline)]
    status: Option<BatchStatus>,
    /// How many at the most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BatchRowFilter {
    /// Only those that came to this.
    #[param(inline)]
    outcome: Option<RowOutcome>,
    /// How many at the most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// One kind of batch, as its handlers know it.
struct Door {
    kind: BatchKind,
    layout: &'static Layout,
    /// Under which it is found.
    path: &'static str,
}

/// The handlers of one kind of batch: the same for each, under its own path and permission.
// rustfmt moves the attributes in it further to the right each time.
#[rustfmt::skip]
macro_rules! batches {
    (
        $room:ident, $kind:ident, $layout:expr, $path:tt, $one:tt, $rows:tt, $given_back:tt, $permission:ident, $scope:ident,
        $create:tt, $list:tt, $get:tt, $list_rows:tt, $annotated:tt, example $example:tt
    ) => {
        mod $room {
            use super::*;
            use crate::auth::permission::{$permission, $scope};

            const DOOR: Door = Door { kind: BatchKind::$kind, layout: $layout, path: $path };

            /// The rows as JSON.
            struct Rows;

            impl ToSchema for Rows {}
            impl utoipa::PartialSchema for Rows {
                fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                    contract::rows($layout)
                }
            }

            pub fn routes(to: &mut ServiceConfig) {
                to.service(create).service(list).service(find).service(rows).service(annotated);
            }

            /// Send a file
            ///
            /// As JSON (a list of objects), NDJSON, CSV or XLSX, with up to 100,000 rows or 64 MB. The form of the whole file is
            /// looked at before it is acknowledged; the rows are worked on beside the requests: read the batch to see how far it is,
            /// and its rows to see what became of each. A row is known by its reference, and a worker
            /// by the IDNP: what is sent again has its effect once.
            #[utoipa::path(
                tag = "imports", operation_id = $create, params(Order), security(("oauth2" = [$scope])),
                request_body(description = "The file", content(
                    (inline(Rows) = "application/json", example = json!([$example])),
                    (inline(File) = "application/x-ndjson", example = json!(format!("{}\n", serde_json::json!($example)))),
                    (inline(File) = "text/csv", example = json!(contract::csv($layout))),
                    (inline(File) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = json!("(a workbook)")),
                )),
                extensions(("x-personal-data" = json!(true))),
                responses((status = 201, description = "Received", body = BatchReport))
            )]
            #[post($path)]
            async fn create(
                traced: Traced<$permission>,
                state: web::Data<State>,
                order: Query<Order>,
                once: Once,
                request: HttpRequest,
                payload: web::Payload,
            ) -> Result<Reply> {
                take_in(&DOOR, $create, traced, state, order, once, &request, payload).await
            }

            /// List batches
            ///
            /// Those that your organisation's clients of your role sent, the newest first.
            #[utoipa::path(
                tag = "imports", operation_id = $list, params(BatchFilter), security(("oauth2" = [$scope])),
                responses((status = 200, description = "A page of batches", body = BatchPage))
            )]
            #[get($path)]
            async fn list(allowed: Allowed<$permission>, state: web::Data<State>, asked: Query<BatchFilter>) -> Result<Reply> {
                tell_all(&DOOR, $list, allowed, state, asked).await
            }

            /// Read a batch
            ///
            /// How far it is, and how many of its rows came to what.
            #[utoipa::path(
                tag = "imports", operation_id = $get, security(("oauth2" = [$scope])),
                params(("id" = BatchId, Path, description = "The batch")),
                responses((status = 200, description = "The batch", body = BatchReport))
            )]
            #[get($one)]
            async fn find(allowed: Allowed<$permission>, state: web::Data<State>, Path(id): Path<BatchId>) -> Result<Reply> {
                let actor = allowed.actor;
                Reply::ok(&BatchReport::from(state.db.read(move |view| actions::find(view, &actor, DOOR.kind, id)).await?))
            }

            /// List a batch's rows
            ///
            /// What became of each, or would: what it created, or all its faults, each with its column, what stands there, and what was
            /// expected, in Romanian, English and Russian.
            #[utoipa::path(
                tag = "imports", operation_id = $list_rows, security(("oauth2" = [$scope])),
                params(("id" = BatchId, Path, description = "The batch"), BatchRowFilter),
                extensions(("x-personal-data" = json!(true))),
                responses((status = 200, description = "A page of rows", body = BatchRowPage))
            )]
            #[get($rows)]
            async fn rows(
                traced: Traced<$permission>,
                state: web::Data<State>,
                Path(id): Path<BatchId>,
                asked: Query<BatchRowFilter>,
            ) -> Result<Reply> {
                tell_rows(&DOOR, $list_rows, traced, state, id, asked).await
            }

            /// Get the file back
            ///
            /// Your own file, CSV or XLSX, with what became of each row and why in two more columns, in your language. They are not
            /// read: mend the rows that were rejected, and send the file again. It is kept for 30 days after the work on it; JSON is
            /// not given back.
            #[utoipa::path(
                tag = "imports", operation_id = $annotated, security(("oauth2" = [$scope])),
                params(("id" = BatchId, Path, description = "The batch")),
                extensions(("x-personal-data" = json!(true)), ("x-languages" = json!(true))),
                responses(
                    (status = 200, description = "The file", content(
                        (inline(File) = "text/csv", example = json!(contract::csv($layout))),
                        (inline(File) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = json!("(a workbook)")),
                    )),
                    (status = 409, description = "It is still worked on, or was JSON"),
                    (status = 410, description = "The file is forgotten"),
                )
            )]
            #[get($given_back)]
            async fn annotated(
                traced: Traced<$permission>,
                state: web::Data<State>,
                Path(id): Path<BatchId>,
                Spoken(language): Spoken,
                request: HttpRequest,
            ) -> Result<HttpResponse> {
                give_back(&DOOR, $annotated, traced, state, id, language, &request).await
            }
        }
    };
}

batches! {
    completion_batches, Completions, &completions::LAYOUT,
    "/completion-batches", "/completion-batches/{id}", "/completion-batches/{id}/rows", "/completion-batches/{id}/annotated", RecordCompletions, COMPLETIONS_RECORD,
    "create_completion_batch", "list_completion_batches", "get_completion_batch", "list_completion_batch_rows", "get_completion_batch_annotated",
    example {
        "idnp": "2000000000004", "programme": "CFP-001", "completedOn": "2026-10-30", "hours": "24", "result": "passed",
        "reference": "2026/118-04"
    }
}

batches! {
    worker_batches, Workers, &workers::LAYOUT,
    "/worker-batches", "/worker-batches/{id}", "/worker-batches/{id}/rows", "/worker-batches/{id}/annotated", RegisterWorkers, WORKERS_REGISTER,
    "create_worker_batch", "list_worker_batches", "get_worker_batch", "list_worker_batch_rows", "get_worker_batch_annotated",
    example {
        "idnp": "2000000000004", "familyName": "Rusu", "givenName": "Ana", "organisation": "1008600038413", "post": "asistent-social",
        "validFrom": "2025-03-01"
    }
}

batches! {
    supervision_session_batches, SupervisionSessions, &supervision::LAYOUT,
    "/supervision-session-batches", "/supervision-session-batches/{id}", "/supervision-session-batches/{id}/rows", "/supervision-session-batches/{id}/annotated",
    RecordSupervision, SUPERVISION_RECORD,
    "create_supervision_session_batch", "list_supervision_session_batches", "get_supervision_session_batch",
    "list_supervision_session_batch_rows", "get_supervision_session_batch_annotated",
    example {
        "supervisorIdnp": "2000000000004", "attendees": ["2001000000012"], "kind": "individual", "setting": "internal",
        "method": "in_person", "heldOn": "2026-11-20", "minutes": 90, "theme": "burnout-prevention", "reference": "SUP-2026-0117"
    }
}

/// Download a template
///
/// A file to fill in: the columns with their titles in your language, one example row to be deleted, and in the workbook lists to
/// choose from, with the approved programmes by their codes, and what each column holds. Nobody has the IDNP of the example.
#[utoipa::path(
    tag = "imports", operation_id = "get_template", security(()),
    params((
        "name" = String, Path, description = "What is imported, and the form of the file", example = "completions.xlsx",
        pattern = "^(completions|workers|supervision-sessions)\\.(csv|xlsx)$", max_length = 30
    )),
    extensions(("x-languages" = json!(true)), ("x-visitor" = json!(true))),
    responses((status = 200, description = "The file", content(
        (inline(File) = "text/csv", example = "IDNP;Cod program"),
        (inline(File) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", example = "(a workbook)"),
    )))
)]
#[get("/templates/{name}")]
async fn get_template(_: Visitor, state: web::Data<State>, Spoken(language): Spoken, request: HttpRequest) -> Result<HttpResponse> {
    let name = request.match_info().get("name").unwrap_or_default().to_owned();
    let template = Template::named(&name, language).ok_or_else(Error::not_found)?;
    let programmes =
        if template.has_programmes() { state.db.read(|view| programmes::approved(view, MOST_PROGRAMMES)).await? } else { Vec::new() };
    let made = tokio::task::spawn_blocking(move || template.file(&programmes)).await;
    let file = made.map_err(|_| Error::internal("the making of a template panicked"))??;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, template.media_type()))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .body(file))
}

#[expect(clippy::too_many_arguments, reason = "all that a request has")]
async fn take_in<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    traced: Traced<P>,
    state: web::Data<State>,
    Query(order): Query<Order>,
    once: Once,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Reply> {
    let known: Vec<_> = Format::ALL.iter().map(|format| format.media_type()).collect();
    let format = expect_one_of(request, Format::of_media_type, &known.join(", "))?;
    let asked = [request.query_string(), format.as_str()].join("\n");
    let upload = Upload::receive(&state, payload, content_length(request), asked.as_bytes()).await?;
    let id = upload.id;
    let taken = take_up(door, operation, traced, &state, (order, format), once, upload).await;
    match &taken {
        // Another batch is answered: this request was made before.
        Ok(reply) if !reply.is_at(&address(door, id)) => upload::discard(&state, id).await,
        Ok(_) => jobs::take_up(&state),
        Err(_) => upload::discard(&state, id).await,
    }
    taken
}

async fn take_up<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    traced: Traced<P>,
    state: &State,
    (order, format): (Order, Format),
    once: Once,
    upload: Upload,
) -> Result<Reply> {
    let form = upload.look(state, format, door.layout).await?;
    let (actor, caller) = (traced.actor, traced.caller);
    let place = upload.last_place();
    let arrived = Arrived {
        id: upload.id,
        kind: door.kind,
        order,
        format,
        size: upload.size,
        total: form.total,
        warnings: form.warnings,
        last: (file::place_of(place), file::seal(&state.keys, upload.id, place, &upload.last)?),
    };
    once.run(state, actor.client, upload.fingerprint, move |tx| {
        let batch = actions::create(tx, &actor, &caller, operation, &arrived)?;
        Reply::created(address(door, batch.id), &BatchReport::from(batch))
    })
    .await
}

async fn tell_all<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    allowed: Allowed<P>,
    state: web::Data<State>,
    Query(asked): Query<BatchFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&state.keys, operation, &asked.status);
    let before = pages.position(asked.cursor.as_deref())?;
    let (actor, limit, status) = (allowed.actor, asked.limit, asked.status);
    let read = move |view: &mut View<'_>| store::list(view, door.kind, actions::sight(&actor), status, before, limit.0 + 1);
    let mut batches = state.db.read(read).await?;
    let next_cursor = pages.cut(&mut batches, limit, |batch| batch.id);
    Reply::ok(&BatchPage { batches: batches.into_iter().map(BatchReport::from).collect(), next_cursor })
}

async fn tell_rows<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    traced: Traced<P>,
    state: web::Data<State>,
    id: BatchId,
    Query(asked): Query<BatchRowFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&state.keys, operation, &(id, asked.outcome));
    let after = pages.position(asked.cursor.as_deref())?;
    let (actor, caller, limit) = (traced.actor, traced.caller, asked.limit);
    let mut rows = state
        .db
        .access(
            move |view| actions::rows(view, &actor, (door.kind, id), asked.outcome, after, limit.0 + 1),
            move |tx, found| {
                let shown = usize::try_from(limit.0).unwrap_or_default();
                actions::note_rows(tx, &caller, operation, id, found.get(..shown).unwrap_or(found))
            },
        )
        .await?;
    let next_cursor = pages.cut(&mut rows, limit, |row| row.number);
    Reply::ok(&BatchRowPage { rows: rows.into_iter().map(BatchRow::from).collect(), next_cursor })
}

async fn give_back<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    traced: Traced<P>,
    state: web::Data<State>,
    id: BatchId,
    language: Language,
    request: &HttpRequest,
) -> Result<HttpResponse> {
    let file = Annotated::give(&state, &traced.actor, &traced.caller, operation, (door.kind, id), door.layout, language).await?;
    let (name, connection) = (format!("{}-{id}", door.layout.name), request.conn_data::<Arc<Connection>>().cloned());
    if file.format() == Format::Csv {
        return Ok(export::send_csv(&name, file.csv(), connection));
    }
    Ok(export::send_workbook(&name, file.workbook().await?, connection))
}

fn address(door: &Door, id: BatchId) -> String {
    format!("/api/v1{}/{id}", door.path)
}
