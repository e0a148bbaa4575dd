//! Whole lists as files: everything that a question's filters and the caller's sight allow, in bounded
//! memory.
//!
//! A file shows what was known at one moment, so that it is read page by page without a transaction that
//! lasts as long as the caller takes. A page is read once the caller has taken the one before; who goes away
//! ends the work.

use std::future::{Ready, ready};
use std::io::Read;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header::{self, Accept, Header};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse, HttpResponseBuilder};
use futures_util::stream::{Stream, try_unfold};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use super::connections::Connection;
use super::hall::Hall;
use super::outflow::Outflow;
use super::query::form;
use crate::call::Call;
use crate::db::{Conn, Db, Notes, View};
use crate::error::{Error, Faults, Result};
use crate::journal::{self, Event, JournalNote};
use crate::tables::Format;
use crate::tables::write::{Csv, FileRow, Xlsx};
use crate::values::{Believed, Moment, WorkerId, vocabulary};

/// Rows that are read at a time.
const PAGE: i64 = 2_000;
/// Bytes of a workbook that are read at a time.
const BLOCK: u64 = 256 * 1024;

/// Source of a file: the rows that one caller may have, as they were known at one moment.
pub trait ExportSource: Send + Sync + 'static {
    /// A row.
    type Row: FileRow;
    /// Position at which a page ends.
    type Position: Send + 'static;

    /// The first part of the file's name.
    const NAME: &'static str;
    /// The operation in the contract.
    const OPERATION: &'static str;
    /// Type of the objects in the rows, as the journal calls it.
    const OBJECT_TYPE: &'static str;

    /// Number of rows.
    ///
    /// # Errors
    /// The database cannot be read.
    fn count(&self, conn: &mut Conn) -> Result<i64>;

    /// The workers concerned, each once; where there are more than `most`, at least so many of them.
    ///
    /// # Errors
    /// The database cannot be read.
    fn subjects(&self, conn: &mut Conn, most: usize) -> Result<Vec<WorkerId>>;

    /// The next rows.
    ///
    /// # Errors
    /// The database cannot be read.
    fn page(&self, conn: &mut Conn, after: Option<Self::Position>, limit: i64) -> Result<Vec<Self::Row>>;

    /// Position of a row.
    fn position(row: &Self::Row) -> Self::Position;
}

/// Source of the same rows in the columns in which files of them are sent in.
pub struct ImportColumns<S>(pub S);

vocabulary! {
    /// Columns of a file.
    #[derive(Default)]
    pub enum ExportForm {
        /// Every field of each record.
        #[default]
        Record = "record",
        /// The columns in which such a file is sent in, so that it can be edited and sent back.
        Import = "import",
    }
}

impl ExportForm {
    /// Whether the columns of the import are wanted: they are for files, of what is believed.
    ///
    /// # Errors
    /// They are wanted of a page, or of what was withdrawn.
    pub fn is_import(self, wanted: &Representation, state: Believed) -> Result<bool> {
        if self == Self::Record {
            return Ok(false);
        }
        let mut faults = Faults::default();
        faults.require(wanted.file.is_some(), "form", super::faults::for_files_only());
        faults.require(state == Believed::Current, "state", super::faults::believed_only());
        faults.check().map(|()| true)
    }
}

/// The form in which a caller wants a list: as a page of JSON, or whole and as a file.
pub struct Representation {
    /// The file, where it is one.
    pub file: Option<ExportFile>,
}

/// A file that a caller asks for, and the connection on which it leaves.
pub struct ExportFile {
    format: Format,
    connection: Option<Arc<Connection>>,
}

impl FromRequest for Representation {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let format = preferred(request);
        if format == Format::Json {
            return ready(Ok(Self { file: None }));
        }
        let mut faults = Faults::default();
        for (name, _) in form(request.query_string()).filter(|(name, _)| name == "limit" || name == "cursor")
        {
            faults.add(name, super::faults::for_pages_only());
        }
        let connection = request.conn_data::<Arc<Connection>>().cloned();
        ready(faults.check().map(|()| Self { file: Some(ExportFile { format, connection }) }))
    }
}

/// The form that the caller likes best of those that there are (RFC 9110, 12.5.1); JSON for any other.
fn preferred(request: &HttpRequest) -> Format {
    let Ok(Accept(mut accepted)) = Accept::parse(request) else { return Format::Json };
    accepted.retain(|one| one.quality > header::Quality::ZERO);
    let known = |essence: &str| match essence {
        "*/*" | "application/*" => Some(Format::Json),
        "text/*" => Some(Format::Csv),
        essence => Format::of_media_type(essence),
    };
    Accept(accepted)
        .ranked()
        .iter()
        .find_map(|media_type| known(media_type.essence_str()))
        .unwrap_or(Format::Json)
}

/// The moment that a caller asks about, where it is not yet to come.
///
/// # Errors
/// It is.
pub fn known(view: &View<'_>, asked: Option<Moment>) -> Result<Option<Moment>> {
    asked.map_or(Ok(()), |moment| view.require_past(moment, "knownAt"))?;
    Ok(asked)
}

/// Answers with a file, once the journal has it and how many rows leave. What `select` finds is of the moment
/// it is given.
///
/// # Errors
/// Those of `select`, and whatever cannot be read or noted.
pub async fn send<S: ExportSource>(
    hall: &Hall,
    call: Arc<Call>,
    file: ExportFile,
    known_at: Option<Moment>,
    select: impl FnOnce(&mut View<'_>, Moment) -> Result<S> + Send + 'static,
) -> Result<HttpResponse> {
    let measure = move |view: &mut View<'_>| {
        let known_at = known(view, known_at)?.unwrap_or(view.now);
        let source = select(view, known_at)?;
        let rows = source.count(view)?;
        let mut subjects = source.subjects(view, journal::MOST_SUBJECTS + 1)?;
        // The rows say how many; and that nobody is named, that they were too many to name.
        if subjects.len() > journal::MOST_SUBJECTS {
            subjects.clear();
        }
        Ok((source, rows, subjects))
    };
    hall.db.reach(known_at).await?;
    let (source, rows, subjects) = hall.db.scan(measure).await?;
    let name = format!("{}-{}", S::NAME, call.today);
    let note = move |notes: &mut Notes, (): &()| {
        let (operation, object_type) = (S::OPERATION, S::OBJECT_TYPE);
        let note =
            JournalNote { event: Event::Export, operation, object_type, object: None, subjects: &subjects };
        journal::note_export(notes, &call, &note, rows)
    };
    hall.db.access(|_| Ok(()), note).await?;
    let (db, source) = (hall.db.clone(), Arc::new(source));
    if file.format != Format::Xlsx {
        return Ok(answer(&name, file.format)
            .streaming(Outflow::new(lines(db, source, file.format), file.connection)));
    }
    // It has no first byte before its last row; so what goes wrong is still said by the status.
    Ok(send_workbook(&name, workbook(db, source).await?, file.connection))
}

/// Answers with a CSV file of this name, as its parts come.
pub fn send_csv(
    name: &str,
    parts: impl Stream<Item = Result<Bytes>> + 'static,
    connection: Option<Arc<Connection>>,
) -> HttpResponse {
    answer(name, Format::Csv).streaming(Outflow::new(parts, connection))
}

/// Answers with a finished workbook of this name.
#[must_use]
pub fn send_workbook(
    name: &str,
    workbook: std::fs::File,
    connection: Option<Arc<Connection>>,
) -> HttpResponse {
    let mut response = answer(name, Format::Xlsx);
    if let Ok(about) = workbook.metadata() {
        response.no_chunking(about.len());
    }
    response.streaming(Outflow::new(blocks(workbook), connection))
}

fn answer(name: &str, format: Format) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{format}\"")));
    let media_type = if format == Format::Csv { "text/csv; charset=utf-8" } else { format.media_type() };
    response.insert_header((header::CONTENT_TYPE, media_type));
    response
}

/// The page that comes next.
enum NextPage<P> {
    First,
    After(P),
    None,
}

impl<P> NextPage<P> {
    /// The page behind these rows, if they are a full one.
    fn behind<S: ExportSource<Position = P>>(rows: &[S::Row]) -> Self {
        let is_full = i64::try_from(rows.len()).is_ok_and(|rows| rows >= PAGE);
        rows.last().filter(|_| is_full).map_or(Self::None, |last| Self::After(S::position(last)))
    }
}

/// The lines of a text, a page at a time.
fn lines<S: ExportSource>(db: Db, source: Arc<S>, format: Format) -> impl Stream<Item = Result<Bytes>> {
    try_unfold(NextPage::First, move |next| {
        let (db, source) = (db.clone(), Arc::clone(&source));
        async move {
            let (is_first, after) = match next {
                NextPage::None => return Ok(None),
                NextPage::First => (true, None),
                NextPage::After(position) => (false, Some(position)),
            };
            let part = move |view: &mut View<'_>| {
                let rows = source.page(view, after, PAGE)?;
                let text = if format == Format::Csv { csv(&rows, is_first) } else { ndjson(&rows) };
                let text = text.map_err(|_| Error::internal("a row cannot be written"))?;
                Ok((Bytes::from(text), NextPage::behind::<S>(&rows)))
            };
            db.scan(part).await.map(Some)
        }
    })
}

fn ndjson<R: FileRow>(rows: &[R]) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    for row in rows {
        serde_json::to_writer(&mut text, row)?;
        text.push(b'\n');
    }
    Ok(text)
}

fn csv<R: FileRow>(rows: &[R], with_titles: bool) -> std::io::Result<Vec<u8>> {
    let mut csv = if with_titles { Csv::new(Vec::new(), b',')? } else { Csv::going_on(Vec::new(), b',') };
    if with_titles {
        csv.titles(R::TITLES)?;
    }
    rows.iter().try_for_each(|row| csv.row(&row.cells()))?;
    csv.finish()
}

/// The whole workbook, in a temporary file.
async fn workbook<S: ExportSource>(db: Db, source: Arc<S>) -> Result<std::fs::File> {
    let full = |_| Error::unavailable(super::faults::workbook_unwritten());
    let mut workbook = Xlsx::default();
    workbook.titles(S::Row::TITLES).map_err(full)?;
    let mut next = NextPage::First;
    loop {
        let after = match next {
            NextPage::None => break,
            NextPage::First => None,
            NextPage::After(position) => Some(position),
        };
        let source = Arc::clone(&source);
        let part = move |view: &mut View<'_>| {
            let rows = source.page(view, after, PAGE)?;
            rows.iter().try_for_each(|row| workbook.row(&row.cells())).map_err(full)?;
            Ok((workbook, NextPage::behind::<S>(&rows)))
        };
        (workbook, next) = db.scan(part).await?;
    }
    let finished = tokio::task::spawn_blocking(move || workbook.finish().map_err(full)).await;
    finished.unwrap_or_else(|_| Err(Error::internal("the writing of a workbook panicked")))
}

/// A file from its beginning to its end, a block at a time.
fn blocks(file: std::fs::File) -> impl Stream<Item = Result<Bytes>> {
    try_unfold(file, |mut file| async move {
        let read = move || {
            let mut block = Vec::new();
            file.by_ref().take(BLOCK).read_to_end(&mut block)?;
            Ok::<_, std::io::Error>((!block.is_empty()).then(|| (Bytes::from(block), file)))
        };
        let block =
            tokio::task::spawn_blocking(read).await.map_err(std::io::Error::other).and_then(|block| block);
        block.map_err(|_| Error::unavailable(super::faults::file_unread()))
    })
}

/// Schema of a file in the contract.
pub struct ExportRows;

impl utoipa::ToSchema for ExportRows {}
impl utoipa::PartialSchema for ExportRows {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            // 2 GB.
            .max_length(Some(2_147_483_647))
            .description(Some(
                "Every row that the filters and the caller's sight allow; its fields have the \
                names of the JSON fields",
            ))
            .into()
    }
}
