//! What is asked and answered of every kind of batch.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::auth::permission::Permission;
use crate::auth::{Allowed, Traced};
use crate::db::View;
use crate::error::Result;
use crate::http::body::{content_length, expect_one_of};
use crate::http::connections::Connection;
use crate::http::export;
use crate::http::{Hall, Limit, Once, Pages, Query, Reply};
use crate::imports::actions::{self, Arrived};
use crate::imports::annotated::Annotated;
use crate::imports::jobs::{self, Importer};
use crate::imports::model::{BatchKind, BatchStatus, Order, RowOutcome};
use crate::imports::report::{BatchReport, BatchRow};
use crate::imports::upload::{self, Upload};
use crate::imports::{file, store};
use crate::tables::{Format, Layout};
use crate::values::{BatchId, Language};

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
    /// Only those that stand here.
    #[param(inline)]
    pub status: Option<BatchStatus>,
    /// How many at the most.
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
    /// Only those that came to this.
    #[param(inline)]
    pub outcome: Option<RowOutcome>,
    /// How many at the most.
    #[serde(default)]
    #[param(inline)]
    pub limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    pub cursor: Option<String>,
}

/// One kind of batch, as its handlers know it.
pub struct Door {
    pub kind: BatchKind,
    pub layout: &'static Layout,
    /// Under which it is found.
    pub path: &'static str,
}

/// Takes a file in: once, whatever becomes of the connection.
#[expect(clippy::too_many_arguments, reason = "all that a request has")]
pub async fn take_in<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    traced: Traced<P>,
    importer: web::Data<Importer>,
    Query(order): Query<Order>,
    once: Once,
    request: &HttpRequest,
    payload: web::Payload,
) -> Result<Reply> {
    let known: Vec<_> = Format::ALL.iter().map(|format| format.media_type()).collect();
    let format = expect_one_of(request, Format::of_media_type, &known.join(", "))?;
    let asked = [request.query_string(), format.as_str()].join("\n");
    let importer = importer.into_inner();
    let hall = &importer.hall;
    let upload = Upload::receive(hall, payload, content_length(request), asked.as_bytes()).await?;
    let id = upload.id;
    let taken = take_up(door, operation, traced, hall, (order, format), once, upload).await;
    match &taken {
        // Another batch is answered: this request was made before.
        Ok(reply) if !reply.is_at(&address(door, id)) => upload::discard(hall, id).await,
        Ok(_) => jobs::take_up(&importer),
        Err(_) => upload::discard(hall, id).await,
    }
    taken
}

async fn take_up<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    traced: Traced<P>,
    hall: &Hall,
    (order, format): (Order, Format),
    once: Once,
    upload: Upload,
) -> Result<Reply> {
    let form = upload.look(hall, format, door.layout).await?;
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
        last: (file::place_of(place), file::seal(&hall.keys, upload.id, place, &upload.last)?),
    };
    once.run(hall, actor.client, upload.fingerprint, move |tx| {
        let batch = actions::create(tx, &actor, &caller, operation, &arrived)?;
        Reply::created(address(door, batch.id), &BatchReport::from(batch))
    })
    .await
}

/// A page of batches.
pub async fn tell_all<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    allowed: Allowed<P>,
    hall: web::Data<Hall>,
    Query(asked): Query<BatchFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, operation, &asked.status);
    let before = pages.position(asked.cursor.as_deref())?;
    let (actor, limit, status) = (allowed.actor, asked.limit, asked.status);
    let read = move |view: &mut View<'_>| {
        store::list(view, door.kind, actions::sight(&actor), status, before, limit.0 + 1)
    };
    let mut batches = hall.db.read(read).await?;
    let next_cursor = pages.cut(&mut batches, limit, |batch| batch.id);
    Reply::ok(&BatchPage { batches: batches.into_iter().map(BatchReport::from).collect(), next_cursor })
}

/// A page of rows, noted in the journal.
pub async fn tell_rows<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    traced: Traced<P>,
    hall: web::Data<Hall>,
    id: BatchId,
    Query(asked): Query<BatchRowFilter>,
) -> Result<Reply> {
    let pages = Pages::of(&hall.keys, operation, &(id, asked.outcome));
    let after = pages.position(asked.cursor.as_deref())?;
    let (actor, caller, limit) = (traced.actor, traced.caller, asked.limit);
    let mut rows = hall
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

/// The caller's own file with what became of its rows.
pub async fn give_back<P: Permission>(
    door: &'static Door,
    operation: &'static str,
    traced: Traced<P>,
    hall: web::Data<Hall>,
    id: BatchId,
    language: Language,
    request: &HttpRequest,
) -> Result<HttpResponse> {
    let file = Annotated::give(
        &hall,
        &traced.actor,
        &traced.caller,
        operation,
        (door.kind, id),
        door.layout,
        language,
    )
    .await?;
    let (name, connection) =
        (format!("{}-{id}", door.layout.name), request.conn_data::<Arc<Connection>>().cloned());
    if file.format() == Format::Csv {
        return Ok(export::send_csv(&name, file.csv(), connection));
    }
    Ok(export::send_workbook(&name, file.workbook().await?, connection))
}

fn address(door: &Door, id: BatchId) -> String {
    format!("/api/v1{}/{id}", door.path)
}
