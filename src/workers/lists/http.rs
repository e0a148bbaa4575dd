//! ASKS: who works here.

use std::sync::Arc;

use actix_web::{Either, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions::{self, Filter};
use crate::auth::Traced;
use crate::auth::permission::{ReadWorkers, WORKERS_READ};
use crate::db::View;
use crate::error::Result;
use crate::http::export::{self, ExportForm, ExportRows, ImportColumns};
use crate::http::{FactPage, Hall, Limit, Pages, Query, Reply, Representation};
use crate::journal::{self, Event, JournalNote};
use crate::values::{Believed, Day, Moment, OrganisationId, WorkerId};
use crate::workers::model::Worker;

pub fn routes(to: &mut ServiceConfig) {
    to.service(list_workers);
}

/// A page of workers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "workers": [], "nextCursor": "" }))]
struct WorkerPage {
    /// The workers, in the order in which they came onto the register.
    #[schema(max_items = 200)]
    workers: Vec<Worker>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WorkerFilter {
    /// Only those whom this organisation employs itself.
    #[param(inline)]
    organisation_id: Option<OrganisationId>,
    /// Only those who are employed on this day; today where an organisation or an employer asks.
    #[param(inline)]
    valid_at: Option<Day>,
    /// Employed as it was known at this moment; not in the future.
    #[param(inline)]
    known_at: Option<Moment>,
    /// The columns of a file: every field of each record (`record`, unless asked), or those of a staff list,
    /// in which such a file is sent in (`import`).
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

/// List workers
///
/// Records in use of those whom the caller sees today: an employer and its payroll are given those whom they
/// employ on the day, others everyone, or those who are employed on the day that they ask about. Names are
/// told as they are now, and IDNPs to nobody; a record that is closed or merged between two pages may be on
/// neither.
///
/// `Accept` with `application/x-ndjson`, `text/csv` or the type of an Excel workbook gives all of them as a
/// file instead of a page. `knownAt` asks about what was known at a moment; a file is of the moment at which
/// it is asked for, however long it takes.
///
/// `form=import` gives a file the columns of a staff list: a row for each employment on the day (`validAt`,
/// else today), of an employer those at its own organisations. A row names the person by `workerId` and the
/// employment by `employmentId`. What is sent to `/worker-batches` as it left is unchanged; with
/// `onChange=correct` what was edited is corrected, and a last day that was taken out is taken away. A row
/// without `employmentId` brings another job, one with an IDNP in place of the `workerId` a person. A name is
/// changed in every row of its person.
#[utoipa::path(
    tag = "workers", operation_id = "list_workers", params(WorkerFilter),
    security(("oauth2" = [WORKERS_READ])),
    extensions(("x-personal-data" = json!(true))),
    responses(
        (status = 200, description = "A page of workers, or all of them as a file", content(
            (WorkerPage = "application/json"),
            (inline(ExportRows) = "application/x-ndjson",
                example = json!("{\"id\":\"01990000-0000-7000-8000-000000000001\",\
                    \"idnpLast4\":\"0004\"}\n")),
            (inline(ExportRows) = "text/csv",
                example = json!("id,idnpLast4\r\n01990000-0000-7000-8000-000000000001,0004\r\n")),
            (inline(ExportRows) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                example = json!("(a workbook)")),
        )),
    )
)]
#[get("/workers")]
async fn list_workers(
    traced: Traced<ReadWorkers>,
    hall: web::Data<Hall>,
    wanted: Representation,
    Query(asked): Query<WorkerFilter>,
) -> Result<Either<Reply, HttpResponse>> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let limit = asked.limit;
    let is_of_staff = asked.form.is_import(&wanted, Believed::Current)?;
    let filter = Filter {
        organisation: asked.organisation_id,
        valid_at: asked.valid_at,
        known_at: asked.known_at,
        is_of_staff,
    };
    if let Some(file) = wanted.file {
        let select = move |view: &mut View<'_>, known_at| {
            actions::select(view, &call, Filter { known_at: Some(known_at), ..filter })
        };
        let sent = if is_of_staff {
            let select = move |view: &mut View<'_>, known_at| select(view, known_at).map(ImportColumns);
            export::send(&hall, noted, file, asked.known_at, select).await
        } else {
            export::send(&hall, noted, file, asked.known_at, select).await
        };
        return sent.map(Either::Right);
    }
    let question = (asked.organisation_id, asked.valid_at, asked.known_at);
    let pages = Pages::of(&hall.keys, "list_workers", &question);
    let page: FactPage<WorkerId> = pages.facts(asked.cursor.as_deref(), asked.known_at)?;
    let filter = Filter { known_at: page.known_at, ..filter };
    let read = move |view: &mut View<'_>| {
        let now = view.now;
        export::known(view, asked.known_at)?;
        Ok((actions::select(view, &call, filter)?.list(view, page.after, limit.0 + 1)?, now))
    };
    let (mut workers, now) = hall
        .db
        .access(read, move |notes, (found, _)| {
            let subjects = limit.subjects(None, found, |worker| worker.id);
            let (event, operation, object_type) = (Event::Access, "list_workers", "worker");
            let note = JournalNote { event, operation, object_type, object: None, subjects: &subjects };
            journal::note(notes, &noted, &note)
        })
        .await?;
    let next_cursor = pages.cut(&mut workers, limit, |worker| page.place(worker.id, now));
    Reply::ok(&WorkerPage { workers, next_cursor }).map(Either::Left)
}
