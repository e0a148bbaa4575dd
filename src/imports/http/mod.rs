//! ASKS: files of rows, for who records what they hold: sent, followed, and read row by row.

mod answers;
mod templates;

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use answers::{
    BatchFilter, BatchPage, BatchRowFilter, BatchRowPage, Door, give_back, take_in, tell_all, tell_rows,
};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::actions;
use super::contract::{self, File};
use super::jobs::Importer;
use super::kinds::{Completions, Kind as _, SupervisionSessions, Workers};
use super::model::{BatchKind, Order};
use super::report::BatchReport;
use crate::auth::{Allowed, Traced};
use crate::error::Result;
use crate::http::{Hall, Once, Path, Query, Reply, Spoken};
use crate::values::BatchId;

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    completion_batches::routes(to);
    worker_batches::routes(to);
    supervision_session_batches::routes(to);
    to.service(templates::get_template);
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
            /// As JSON (a list of objects), NDJSON, CSV or XLSX, with up to 100,000 rows or 64 MB. The form
            /// of the whole file is looked at before it is acknowledged; the rows are worked on beside the
            /// requests: read the batch to see how far it is, and its rows to see what became of each. A row
            /// is known by its reference, and a worker by the IDNP: what is sent again has its effect once.
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
                importer: web::Data<Importer>,
                order: Query<Order>,
                once: Once,
                request: HttpRequest,
                payload: web::Payload,
            ) -> Result<Reply> {
                take_in(&DOOR, $create, traced, importer, order, once, &request, payload).await
            }

            /// List batches
            ///
            /// Those that your organisation's clients of your role sent, the newest first.
            #[utoipa::path(
                tag = "imports", operation_id = $list, params(BatchFilter), security(("oauth2" = [$scope])),
                responses((status = 200, description = "A page of batches", body = BatchPage))
            )]
            #[get($path)]
            async fn list(allowed: Allowed<$permission>, hall: web::Data<Hall>, asked: Query<BatchFilter>) -> Result<Reply> {
                tell_all(&DOOR, $list, allowed, hall, asked).await
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
            async fn find(allowed: Allowed<$permission>, hall: web::Data<Hall>, Path(id): Path<BatchId>) -> Result<Reply> {
                let actor = allowed.actor;
                Reply::ok(&BatchReport::from(hall.db.read(move |view| actions::find(view, &actor, DOOR.kind, id)).await?))
            }

            /// List a batch's rows
            ///
            /// What became of each, or would: what it created, or all its faults, each with its column, what
            /// stands there, and what was expected, in Romanian, English and Russian.
            #[utoipa::path(
                tag = "imports", operation_id = $list_rows, security(("oauth2" = [$scope])),
                params(("id" = BatchId, Path, description = "The batch"), BatchRowFilter),
                extensions(("x-personal-data" = json!(true))),
                responses((status = 200, description = "A page of rows", body = BatchRowPage))
            )]
            #[get($rows)]
            async fn rows(
                traced: Traced<$permission>,
                hall: web::Data<Hall>,
                Path(id): Path<BatchId>,
                asked: Query<BatchRowFilter>,
            ) -> Result<Reply> {
                tell_rows(&DOOR, $list_rows, traced, hall, id, asked).await
            }

            /// Get the file back
            ///
            /// Your own file, CSV or XLSX, with what became of each row and why in two more columns, in your
            /// language. They are not read: mend the rows that were rejected, and send the file again. It is
            /// kept for 30 days after the work on it; JSON is not given back.
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
                hall: web::Data<Hall>,
                Path(id): Path<BatchId>,
                Spoken(language): Spoken,
                request: HttpRequest,
            ) -> Result<HttpResponse> {
                give_back(&DOOR, $annotated, traced, hall, id, language, &request).await
            }
        }
    };
}

batches! {
    completion_batches, Completions, Completions::LAYOUT,
    "/completion-batches", "/completion-batches/{id}", "/completion-batches/{id}/rows", "/completion-batches/{id}/annotated", RecordCompletions, COMPLETIONS_RECORD,
    "create_completion_batch", "list_completion_batches", "get_completion_batch", "list_completion_batch_rows", "get_completion_batch_annotated",
    example {
        "idnp": "2000000000004", "programme": "CFP-001", "completedOn": "2026-10-30", "hours": "24", "result": "passed",
        "reference": "2026/118-04"
    }
}

batches! {
    worker_batches, Workers, Workers::LAYOUT,
    "/worker-batches", "/worker-batches/{id}", "/worker-batches/{id}/rows", "/worker-batches/{id}/annotated", RegisterWorkers, WORKERS_REGISTER,
    "create_worker_batch", "list_worker_batches", "get_worker_batch", "list_worker_batch_rows", "get_worker_batch_annotated",
    example {
        "idnp": "2000000000004", "familyName": "Rusu", "givenName": "Ana", "organisation": "1008600038413", "post": "asistent-social",
        "validFrom": "2025-03-01"
    }
}

batches! {
    supervision_session_batches, SupervisionSessions, SupervisionSessions::LAYOUT,
    "/supervision-session-batches", "/supervision-session-batches/{id}", "/supervision-session-batches/{id}/rows", "/supervision-session-batches/{id}/annotated",
    RecordSupervision, SUPERVISION_RECORD,
    "create_supervision_session_batch", "list_supervision_session_batches", "get_supervision_session_batch",
    "list_supervision_session_batch_rows", "get_supervision_session_batch_annotated",
    example {
        "supervisorIdnp": "2000000000004", "attendees": ["2001000000012"], "kind": "individual", "setting": "internal",
        "method": "in_person", "heldOn": "2026-11-20", "minutes": 90, "theme": "burnout-prevention", "reference": "SUP-2026-0117"
    }
}
