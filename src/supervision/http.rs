//! ASKS: supervision sessions, for who keeps them and for who answers for them.

use std::sync::Arc;

use actix_web::{Either, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use validator::Validate;

use super::actions;
use super::model::{NewSupervisionSession, SessionCorrection, SupervisionSession};
use super::store::{self, Filter, Selection};
use crate::auth::Traced;
use crate::auth::permission::{ReadSupervision, RecordSupervision, SUPERVISION_READ, SUPERVISION_RECORD};
use crate::db::{Notes, View};
use crate::error::{Error, Result};
use crate::http::export::{self, ExportForm, ExportRows, ImportColumns};
use crate::http::{FactPage, Hall, IdempotencyKey, Json, Limit, Pages, Path, Query, Reply, Representation};
use crate::journal::Event;
use crate::values::{Believed, Day, Moment, OrganisationId, SessionId, Void, WorkerId};

/// Under `/api/v1`.
pub fn routes(to: &mut ServiceConfig) {
    to.service(list_supervision_sessions)
        .service(create_supervision_session)
        .service(get_supervision_session)
        .service(create_supervision_session_correction)
        .service(create_supervision_session_void);
}

/// A page of supervision sessions.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "supervisionSessions": [], "nextCursor": "" }))]
struct SupervisionSessionPage {
    /// The sessions, in the order in which they became known.
    #[schema(max_items = 200)]
    supervision_sessions: Vec<SupervisionSession>,
    /// Asks for the next page; empty at the end.
    #[schema(max_length = 500)]
    next_cursor: String,
}

#[derive(Deserialize, Validate, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SupervisionSessionFilter {
    /// Only those that this worker attended.
    #[param(inline)]
    worker_id: Option<WorkerId>,
    /// Only those that this worker supervised.
    #[param(inline)]
    supervisor_id: Option<WorkerId>,
    /// Only those that this organisation keeps.
    #[param(inline)]
    organisation_id: Option<OrganisationId>,
    /// Only those held on this day or later.
    #[param(inline)]
    from: Option<Day>,
    /// Only those held on this day or earlier.
    #[param(inline)]
    until: Option<Day>,
    /// Those that are believed, unless others are asked for.
    #[serde(default)]
    #[param(inline)]
    state: Believed,
    /// Only those held on this day or before.
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
    /// The most items that the page holds.
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `nextCursor` of the page before.
    #[param(max_length = 500)]
    cursor: Option<String>,
}

/// List supervision sessions
///
/// A supervisor reads the sessions that its own organisation keeps, an employer those of its own organisation
/// and of the ones below it.
///
/// `Accept` with `application/x-ndjson`, `text/csv` or the type of an Excel workbook gives all of them as a
/// file instead of a page. `validAt` and `knownAt` ask about a day and about what was known at a moment; a
/// file is of the moment at which it is asked for, however long it takes.
///
/// `form=import` gives a file the columns in which such a file is sent in, with people by their ids: what is
/// sent back as it left is unchanged, and what was edited is corrected. A session without a reference has its
/// id as one.
#[utoipa::path(
    tag = "supervision", operation_id = "list_supervision_sessions", params(SupervisionSessionFilter),
    security(("oauth2" = [SUPERVISION_READ])), extensions(("x-personal-data" = json!(true))),
    responses((
        status = 200, description = "A page of supervision sessions, or all of them as a file", content(
            (SupervisionSessionPage = "application/json"),
            (
                inline(ExportRows) = "application/x-ndjson",
                example = json!(
                    "{\"id\":\"01990000-0000-7000-8000-0000000000f1\",\
                     \"supervisorId\":\"01990000-0000-7000-8000-000000000002\"}\n"
                )
            ),
            (
                inline(ExportRows) = "text/csv",
                example = json!(
                    "id,supervisorId\r\n\
                     01990000-0000-7000-8000-0000000000f1,01990000-0000-7000-8000-000000000002\r\n"
                )
            ),
            (
                inline(ExportRows) = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                example = json!("(a workbook)")
            ),
        )))
)]
#[get("/supervision-sessions")]
async fn list_supervision_sessions(
    traced: Traced<ReadSupervision>,
    hall: web::Data<Hall>,
    wanted: Representation,
    Query(asked): Query<SupervisionSessionFilter>,
) -> Result<Either<Reply, HttpResponse>> {
    let question =
        (asked.worker_id, asked.supervisor_id, asked.organisation_id, asked.from, asked.until, asked.state);
    let call = traced.call;
    let noted = Arc::clone(&call);
    let limit = asked.limit;
    let select = move |view: &mut View<'_>, known_at: Option<Moment>| {
        let now = known_at.unwrap_or(view.now);
        let filter = Filter {
            attendee: asked.worker_id.map(|worker| actions::records(view, worker, now)).transpose()?,
            supervisor: asked.supervisor_id.map(|worker| actions::records(view, worker, now)).transpose()?,
            organisation: asked.organisation_id,
            from: asked.from,
            until: asked.until,
            state: asked.state,
            valid_at: asked.valid_at,
            known_at,
        };
        Ok(Selection { sight: actions::sight(view, &call.actor)?, filter })
    };
    let is_import = asked.form.is_import(&wanted, asked.state)?;
    if let Some(file) = wanted.file {
        let select = move |view: &mut View<'_>, known_at| select(view, Some(known_at));
        let sent = if is_import {
            let select = move |view: &mut View<'_>, known_at| select(view, known_at).map(ImportColumns);
            export::send(&hall, noted, file, asked.known_at, select).await
        } else {
            export::send(&hall, noted, file, asked.known_at, select).await
        };
        return sent.map(Either::Right);
    }
    let pages =
        Pages::of(&hall.keys, "list_supervision_sessions", &(question, asked.valid_at, asked.known_at));
    let page: FactPage<SessionId> = pages.facts(asked.cursor.as_deref(), asked.known_at)?;
    let people: Vec<_> = asked.worker_id.into_iter().chain(asked.supervisor_id).collect();
    let read = move |view: &mut View<'_>| {
        let now = view.now;
        export::known(view, asked.known_at)?;
        let mut sessions = select(view, page.known_at)?.list(view, page.after, limit.0 + 1)?;
        let next_cursor = pages.cut(&mut sessions, limit, |session| page.place(session.id, now));
        Ok(SupervisionSessionPage { supervision_sessions: sessions, next_cursor })
    };
    let page = hall
        .db
        .access(read, move |notes, page| {
            actions::note_list(notes, &noted, &page.supervision_sessions, &people)
        })
        .await?;
    Reply::ok(&page).map(Either::Left)
}

/// Record a supervision session
///
/// The people, the day, the length and the theme; never what was said. An organisation's reference is on the
/// register once; a second session with it is a conflict that names the first.
#[utoipa::path(
    tag = "supervision", operation_id = "create_supervision_session",
    security(("oauth2" = [SUPERVISION_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    request_body(content = NewSupervisionSession, description = "The session to record"),
    responses((status = 201, description = "Recorded", body = SupervisionSession))
)]
#[post("/supervision-sessions")]
async fn create_supervision_session(
    traced: Traced<RecordSupervision>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    new: Json<NewSupervisionSession>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let session = actions::record(tx, &call, &new.value)?;
            Reply::created(actions::address(session.id), &session)
        })
        .await
}

/// Read a supervision session
///
/// Withdrawn ones stay to be read.
#[utoipa::path(
    tag = "supervision", operation_id = "get_supervision_session", security(("oauth2" = [SUPERVISION_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = SessionId, Path, description = "The session")),
    responses((status = 200, description = "The session", body = SupervisionSession))
)]
#[get("/supervision-sessions/{id}")]
async fn get_supervision_session(
    traced: Traced<ReadSupervision>,
    hall: web::Data<Hall>,
    Path(id): Path<SessionId>,
) -> Result<Reply> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let read = move |view: &mut View<'_>| {
        let sight = actions::sight(view, &call.actor)?;
        store::find(view, id, &sight)?.ok_or_else(Error::not_found)
    };
    let note = move |notes: &mut Notes, session: &SupervisionSession| {
        actions::note_one(notes, &noted, Event::Access, "get_supervision_session", session)
    };
    Reply::ok(&hall.db.access(read, note).await?)
}

/// Correct a supervision session
///
/// All of it as it should be, at the organisation that keeps it, takes the place of the one in the path;
/// answers as known before still count that. Who was named before may have left since; whoever is new is
/// looked at as in a new session. Awards that rest on it are reviewed.
#[utoipa::path(
    tag = "supervision", operation_id = "create_supervision_session_correction",
    security(("oauth2" = [SUPERVISION_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = SessionId, Path, description = "The session that is corrected")),
    request_body(content = SessionCorrection, description = "The session as it should be, and why"),
    responses((status = 201, description = "Corrected", body = SupervisionSession))
)]
#[post("/supervision-sessions/{id}/corrections")]
async fn create_supervision_session_correction(
    traced: Traced<RecordSupervision>,
    hall: web::Data<Hall>,
    Path(id): Path<SessionId>,
    once: IdempotencyKey,
    correction: Json<SessionCorrection>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, correction.fingerprint, move |tx| {
            let session = actions::correct(tx, &call, id, &correction.value)?;
            Reply::created(actions::address(session.id), &session)
        })
        .await
}

/// Void a supervision session
///
/// It never was: since now nobody attended it. It stays on the register, withdrawn, and answers as known
/// before still count it.
#[utoipa::path(
    tag = "supervision", operation_id = "create_supervision_session_void",
    security(("oauth2" = [SUPERVISION_RECORD])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = SessionId, Path, description = "The session")),
    request_body(content = Void, description = "Why it never was"),
    responses((status = 201, description = "Withdrawn", body = SupervisionSession))
)]
#[post("/supervision-sessions/{id}/voids")]
async fn create_supervision_session_void(
    traced: Traced<RecordSupervision>,
    hall: web::Data<Hall>,
    Path(id): Path<SessionId>,
    once: IdempotencyKey,
    why: Json<Void>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, why.fingerprint, move |tx| {
            let session = actions::void(tx, &call, id, &why.value)?;
            Reply::created(actions::address(id), &session)
        })
        .await
}
