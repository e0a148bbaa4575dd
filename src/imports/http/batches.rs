//! Handlers of batches, the same for every kind of file.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::auth::{Allowed, Traced};
use crate::db::View;
use crate::error::Result;
use crate::http::body::{content_length, expect_one_of};
use crate::http::connections::Connection;
use crate::http::export;
use crate::http::{Hall, IdempotencyKey, Limit, Pages, Path, PreferredLanguage, Query, Reply};
use crate::imports::annotated::AnnotatedFile;
use crate::imports::contract::FileBody;
use crate::imports::jobs::Importer;
use crate::imports::kinds::{FileKind, ListedKind};
use crate::imports::report::{BatchReport, BatchRow};
use crate::imports::upload::{self, Upload};
use crate::imports::words::{BatchStatus, Order, RowOutcome};
use crate::imports::{actions, store};
use crate::tables::Format;
use crate::values::BatchId;

/// A page of batches.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "batches": [], "nextCursor": "" }))]
pub struct BatchPage {
    /// The batches, the newest first.
    #[schema(max_items = 200)]
    pub batches: Vec<BatchReport>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    pub next_cursor: String,
}

/// A page of rows.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "rows": [], "nextCursor": "" }))]
pub struct BatchRowPage {
    /// The rows, by their numbers.
    #[schema(max_items = 200)]
    pub rows: Vec<BatchRow>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    pub next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BatchFilter {
    /// Only those in this state.
    #[param(inline)]
    pub status: Option<BatchStatus>,
    /// Items at the most.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct BatchRowFilter {
    /// Only those with this outcome.
    #[param(inline)]
    pub outcome: Option<RowOutcome>,
    /// Items at the most.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
}

// Operations as they are documented for every kind; a kind adds its path, its operation id and its scope.
pub struct CreateOperation;
pub struct ListOperation;
pub struct FindOperation;
pub struct ListRowsOperation;
pub struct AnnotatedOperation;

/// Send a file
///
/// As JSON (a list of objects), NDJSON, CSV or XLSX, with up to 100,000 rows or 64 MB. The form
/// of the whole file is looked at before it is acknowledged; the rows are worked on beside the
/// requests: read the batch to see how far it is, and its rows to see what became of each. A row
/// is known by its reference, and a worker by the IDNP: what is sent again has its effect once.
#[utoipa::path(
    post, path = "", impl_for = CreateOperation, tag = "imports", params(Order),
    request_body(description = "The file", content(
        (inline(FileBody) = "application/json"),
        (inline(FileBody) = "application/x-ndjson"),
        (inline(FileBody) = "text/csv"),
        (inline(FileBody) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )),
    extensions(("x-personal-data" = json!(true))),
    responses((status = 201, description = "Received", body = BatchReport))
)]
pub async fn create<K: ListedKind>(
    traced: Traced<K::Permission>,
    importer: web::Data<Importer>,
    Query(order): Query<Order>,
    once: IdempotencyKey,
    request: HttpRequest,
    payload: web::Payload,
) -> Result<Reply> {
    let known: Vec<_> = Format::ALL.iter().map(|format| format.media_type()).collect();
    let format = expect_one_of(&request, Format::of_media_type, &known.join(", "))?;
    let asked = [request.query_string(), format.as_str()].join("\n");
    let importer = importer.into_inner();
    let hall = &importer.hall;
    let upload = Upload::receive(hall, payload, content_length(&request), asked.as_bytes()).await?;
    let id = upload.id;
    let accepted = accept::<K>(traced, hall, (order, format), once, upload).await;
    match &accepted {
        // Another batch is answered: this request was made before.
        Ok(reply) if !reply.is_at(&address::<K>(id)) => upload::discard(hall, id).await,
        Ok(_) => importer.wake(),
        Err(_) => upload::discard(hall, id).await,
    }
    accepted
}

/// Makes a batch of a file that has arrived: once, whatever becomes of the connection.
async fn accept<K: ListedKind>(
    traced: Traced<K::Permission>,
    hall: &Hall,
    (order, format): (Order, Format),
    once: IdempotencyKey,
    upload: Upload,
) -> Result<Reply> {
    let arrived = upload.arrived(hall, (K::KIND, &traced.call.actor), order, format).await?;
    let call = traced.call;
    once.by(&call)
        .run(hall, upload.fingerprint, move |tx| {
            let batch = actions::create(tx, &call, K::DESCRIPTOR.operations.create, &arrived)?;
            Reply::created(address::<K>(batch.id), &BatchReport::from(batch))
        })
        .await
}

/// List batches
///
/// Those that your organisation's clients of your role sent, the newest first.
#[utoipa::path(
    get, path = "", impl_for = ListOperation, tag = "imports", params(BatchFilter),
    responses((status = 200, description = "A page of batches", body = BatchPage))
)]
pub async fn list<K: ListedKind>(
    allowed: Allowed<K::Permission>,
    hall: web::Data<Hall>,
    Query(asked): Query<BatchFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, K::DESCRIPTOR.operations.list, &asked.status);
    let before = pages.position(asked.cursor.as_deref())?;
    let (actor, limit, status) = (allowed.call.actor, asked.limit, asked.status);
    let read = move |view: &mut View<'_>| {
        store::list(view, K::KIND, actions::sight(&actor), status, before, limit.0 + 1)
    };
    let mut batches = hall.db.read(read).await?;
    let next_cursor = pages.cut(&mut batches, limit, |batch| batch.id);
    Reply::ok(&BatchPage { batches: batches.into_iter().map(BatchReport::from).collect(), next_cursor })
}

/// Read a batch
///
/// Its progress, and how many of its rows came to what.
#[utoipa::path(
    get, path = "/{id}", impl_for = FindOperation, tag = "imports",
    params(("id" = BatchId, Path, description = "The batch")),
    responses((status = 200, description = "The batch", body = BatchReport))
)]
pub async fn find<K: ListedKind>(
    allowed: Allowed<K::Permission>,
    hall: web::Data<Hall>,
    Path(id): Path<BatchId>,
) -> Result<Reply> {
    let actor = allowed.call.actor;
    let batch = hall.db.read(move |view| actions::find(view, &actor, K::KIND, id)).await?;
    Reply::ok(&BatchReport::from(batch))
}

/// List a batch's rows
///
/// The outcome of each, real or predicted: what it created, or all its faults, each with its column, what
/// stands there, and what was expected, in Romanian, English and Russian.
#[utoipa::path(
    get, path = "/{id}/rows", impl_for = ListRowsOperation, tag = "imports",
    params(("id" = BatchId, Path, description = "The batch"), BatchRowFilter),
    extensions(("x-personal-data" = json!(true))),
    responses((status = 200, description = "A page of rows", body = BatchRowPage))
)]
pub async fn list_rows<K: ListedKind>(
    traced: Traced<K::Permission>,
    hall: web::Data<Hall>,
    Path(id): Path<BatchId>,
    Query(asked): Query<BatchRowFilter>,
) -> Result<Reply> {
    let operation = K::DESCRIPTOR.operations.list_rows;
    let pages = Pages::of(&hall.keys, operation, &(id, asked.outcome));
    let after = pages.position(asked.cursor.as_deref())?;
    let (actor, call, limit) = (traced.call.actor, traced.call, asked.limit);
    let (form, mut rows) = hall
        .db
        .access(
            move |view| actions::rows(view, &actor, (K::KIND, id), asked.outcome, after, limit.0 + 1),
            move |notes, (_, found): &(_, Vec<_>)| {
                let shown = usize::try_from(limit.0).unwrap_or_default();
                actions::note_rows(notes, &call, operation, id, found.get(..shown).unwrap_or(found))
            },
        )
        .await?;
    let next_cursor = pages.cut(&mut rows, limit, |row| row.number);
    Reply::ok(&BatchRowPage {
        rows: rows.into_iter().map(|row| BatchRow::of(row, &form)).collect(),
        next_cursor,
    })
}

/// Get the file back
///
/// Your own file, CSV or XLSX, with what became of each row and why in two more columns, in your
/// language. They are not read: mend the rows that were rejected, and send the file again. It is
/// kept for 30 days after the work on it; JSON is not given back.
#[utoipa::path(
    get, path = "/{id}/annotated", impl_for = AnnotatedOperation, tag = "imports",
    params(("id" = BatchId, Path, description = "The batch")),
    extensions(("x-personal-data" = json!(true)), ("x-languages" = json!(true))),
    responses(
        (status = 200, description = "The file", content(
            (inline(FileBody) = "text/csv"),
            (inline(FileBody) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        )),
        (status = 409, description = "It is still worked on, or was JSON"),
        (status = 410, description = "The file is forgotten"),
    )
)]
pub async fn get_annotated<K: ListedKind>(
    traced: Traced<K::Permission>,
    hall: web::Data<Hall>,
    Path(id): Path<BatchId>,
    PreferredLanguage(language): PreferredLanguage,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let operation = K::DESCRIPTOR.operations.get_annotated;
    let file = AnnotatedFile::give(&hall, &traced.call, operation, (K::KIND, id), language).await?;
    let name = format!("{}-{id}", K::DESCRIPTOR.layout.name);
    let connection = request.conn_data::<Arc<Connection>>().cloned();
    if file.format() == Format::Csv {
        return Ok(export::send_csv(&name, file.csv(), connection));
    }
    Ok(export::send_workbook(&name, file.workbook().await?, connection))
}

fn address<K: FileKind>(id: BatchId) -> String {
    format!("/api/v1{}/{id}", K::DESCRIPTOR.path)
}
