//! ASKS: what an auditor reads.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::model::Entry;
use crate::auth::Traced;
use crate::auth::permission::{JOURNAL_READ, ReadJournal};
use crate::error::Result;
use crate::http::{Hall, Limit, Pages, Query, Reply};
use crate::journal::{self, Event, Filter, JournalNote, Position};
use crate::values::{ClientId, Moment, WorkerId};

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_journal_entries);
}

/// A page of the journal.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "journalEntries": [], "nextCursor": "" }))]
struct EntryPage {
    /// The entries, in the order of time.
    #[schema(max_items = 200)]
    journal_entries: Vec<Entry>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EntryFilter {
    /// Only entries about this worker.
    worker_id: Option<WorkerId>,
    /// Only entries of this client.
    client_id: Option<ClientId>,
    /// Only entries from this moment on.
    #[param(inline)]
    from: Option<Moment>,
    /// Only entries up to this moment.
    #[param(inline)]
    until: Option<Moment>,
    /// Items at the most.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// Read the journal
///
/// Entries of who saw or changed what about whom, when and on what basis. Reading them is noted too.
#[utoipa::path(
    tag = "journal", operation_id = "list_journal_entries", params(EntryFilter),
    security(("oauth2" = [JOURNAL_READ])),
    extensions(("x-personal-data" = json!(true))),
    responses((status = 200, description = "A page of the journal", body = EntryPage))
)]
#[get("/journal-entries")]
async fn list_journal_entries(
    traced: Traced<ReadJournal>,
    hall: web::Data<Hall>,
    Query(asked): Query<EntryFilter>,
) -> Result<Reply> {
    let pages = Pages::of(
        &hall.keys,
        "list_journal_entries",
        &(asked.worker_id, asked.client_id, asked.from, asked.until),
    );
    let after: Option<Position> = pages.position(asked.cursor.as_deref())?;
    let limit = asked.limit;
    let call = traced.call;
    let subjects: Vec<_> = asked.worker_id.into_iter().collect();
    if asked.worker_id.is_some() {
        journal::index(&hall.db).await?;
    }
    // An entry that comes later must not come before the end of this page.
    let complete = hall.db.journal_complete_until();
    let until = asked.until.map_or(complete, |until| until.min(complete));
    let read = move |view: &mut crate::db::View<'_>| {
        let (worker, client, from) = (asked.worker_id, asked.client_id, asked.from);
        journal::list(view, &Filter { worker, client, from, until: Some(until) }, after, limit.0 + 1)
    };
    hall.db.refresh();
    let mut rows = hall
        .db
        .access(read, move |notes, _| {
            let note = JournalNote {
                event: Event::Access,
                operation: "list_journal_entries",
                object_type: "journal",
                object: None,
                subjects: &subjects,
            };
            journal::note(notes, &call, &note)
        })
        .await?;
    let next_cursor = pages.cut(&mut rows, limit, |row| (row.at.as_microsecond(), row.lane, row.seq));
    Reply::ok(&EntryPage { journal_entries: rows.into_iter().map(Entry::from).collect(), next_cursor })
}
