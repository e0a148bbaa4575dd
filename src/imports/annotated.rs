//! The caller's own file given back: what became of each row stands behind it, and why, in the caller's
//! language. The rows' outcomes are read as the file is, so that of neither more than a little is in memory.

use std::collections::VecDeque;
use std::fs::File;
use std::sync::Arc;

use actix_web::web::Bytes;
use futures_util::stream::{Stream, try_unfold};
use tokio::runtime::Handle;

use super::faults;
use super::kinds::BatchKind;
use super::model::{Batch, StoredRow};
use super::report::{BatchRow, FindingReport};
use super::upload::{self, WorkbookPermit};
use super::words::{Atomicity, BatchStatus, Mode, RowOutcome};
use super::{actions, file, store};
use crate::call::Call;
use crate::error::{Error, Result};
use crate::http::Hall;
use crate::tables::write::{Csv, Xlsx};
use crate::tables::{self, ADDED, Cell, Code, FileForm, Format, Layout, Part, Record, Sheet};
use crate::values::{BatchId, Language, TranslatedText};

/// Outcomes that are read at a time.
const PAGE: i64 = 2_000;
/// Bytes of a file that are made at a time, about.
const PART: usize = 256 * 1024;
/// Characters of a message, so that the file can be sent again.
const MOST_SAID: usize = 3_000;

/// A file that is being given back. Read on a thread that may wait.
pub struct AnnotatedFile {
    hall: Hall,
    batch: Batch,
    layout: &'static Layout,
    language: Language,
    sheet: Sheet,
    form: FileForm,
    /// Once the titles of the sheet at hand are read.
    columns: Option<SheetColumns>,
    outcomes: VecDeque<StoredRow>,
    /// The last row whose outcome was read; none when all were.
    after: Option<i32>,
    begun: bool,
    /// A workbook's place in memory, from its first to its last row.
    _permit: Option<WorkbookPermit>,
}

/// Columns of the file, by its titles.
struct SheetColumns {
    /// Columns that are the caller's own.
    width: usize,
    /// Places of those that were added when the file was given back before.
    added: Vec<usize>,
}

impl AnnotatedFile {
    /// Opens the file of a batch for a caller, once the journal has it that it is given back.
    ///
    /// # Errors
    /// Those of [`actions::annotated`]; or it cannot be read, or noted.
    pub async fn give(
        hall: &Hall,
        call: &Arc<Call>,
        operation: &'static str,
        (kind, id): (BatchKind, BatchId),
        language: Language,
    ) -> Result<Self> {
        let (actor, call) = (call.actor, Arc::clone(call));
        let found = hall.db.scan(move |view| actions::annotated(view, &actor, kind, id)).await?;
        let (batch, ours) = (found.0.clone(), hall.clone());
        let permit = upload::permit(batch.format).await?;
        let opened = tokio::task::spawn_blocking(move || Self::open(&ours, batch, language, permit)).await;
        let file = opened.map_err(|_| Error::internal("the opening of a file panicked"))??;
        hall.db
            .access(
                |_| Ok(()),
                move |notes, (): &()| actions::note_annotated(notes, &call, operation, &found),
            )
            .await?;
        Ok(file)
    }

    /// The form in which it is given back: its own.
    pub const fn format(&self) -> Format {
        self.batch.format
    }

    fn open(hall: &Hall, batch: Batch, language: Language, permit: Option<WorkbookPermit>) -> Result<Self> {
        let layout = batch.kind.layout_for(&batch.call(hall.today()).actor);
        let sheet = tables::sheet(batch.format, Box::new(file::kept(hall, &batch)), layout)
            .map_err(|_| unreadable())?;
        let (hall, outcomes, form) = (hall.clone(), VecDeque::new(), batch.form());
        Ok(Self {
            hall,
            batch,
            layout,
            language,
            sheet,
            form,
            columns: None,
            outcomes,
            after: Some(0),
            begun: false,
            _permit: permit,
        })
    }

    /// The file as CSV, as its parts are made.
    pub fn csv(self) -> impl Stream<Item = Result<Bytes>> {
        try_unfold(self, |mut file| async move {
            let part = tokio::task::spawn_blocking(move || Ok(file.part()?.map(|part| (part, file))));
            part.await.unwrap_or_else(|_| Err(panicked()))
        })
    }

    /// The file as a workbook.
    ///
    /// # Errors
    /// It cannot be read, or there is no room for it.
    pub async fn workbook(mut self) -> Result<File> {
        let full = |_| Error::unavailable(faults::unwritten());
        let made = tokio::task::spawn_blocking(move || {
            let mut workbook = Xlsx::default();
            let (mut sheet, mut has_any) = (None, false);
            while let Some((number, part, cells)) = self.row()? {
                let name = self.form.place(number).0.map(str::to_owned);
                if !has_any || name != sheet {
                    has_any = true;
                    workbook.begin(name.as_deref()).map_err(full)?;
                    sheet = name;
                }
                workbook.record(&cells, part == Part::Titles).map_err(full)?;
            }
            workbook.finish().map_err(full)
        });
        made.await.unwrap_or_else(|_| Err(panicked()))
    }

    /// The next lines; none at the end.
    fn part(&mut self) -> Result<Option<Bytes>> {
        let full = |_| Error::internal("a row cannot be written");
        let delimiter = self.sheet.delimiter().unwrap_or(b';');
        let mut csv = if self.begun {
            Csv::going_on(Vec::new(), delimiter)
        } else {
            Csv::new(Vec::new(), delimiter).map_err(full)?
        };
        self.begun = true;
        let mut size = 0;
        while size < PART {
            let Some((_, _, cells)) = self.row()? else { break };
            size += cells.iter().map(|cell| cell.written().len() + 1).sum::<usize>() + 1;
            csv.row(&cells).map_err(full)?;
        }
        Ok(if size == 0 { None } else { Some(csv.finish().map_err(full)?.into()) })
    }

    /// The next record with what became of it; none at the end.
    fn row(&mut self) -> Result<Option<(u32, Part, Vec<Cell>)>> {
        let Some(record) = self.sheet.next() else { return Ok(None) };
        let Record { number, mut cells, part } = record.map_err(|_| unreadable())?;
        let said = match part {
            Part::Titles | Part::Beside(Code::TitlesAgain) => {
                self.columns = Some(SheetColumns::of(&cells));
                ADDED.map(|titles| Cell::text(in_language(self.language, titles)))
            }
            Part::Around | Part::Beside(_) => return Ok(Some((number, part, cells))),
            Part::Row => self.outcome(number)?.map_or([Cell::Empty, Cell::Empty], |row| self.said(row)),
        };
        let Some(columns) = &self.columns else { return Ok(Some((number, part, cells))) };
        let mut place = 0;
        cells.retain(|_| {
            place += 1;
            !columns.added.contains(&(place - 1))
        });
        // Values beyond the last title stay, behind what is added.
        if cells.len() < columns.width {
            cells.resize(columns.width, Cell::Empty);
        }
        cells.splice(columns.width..columns.width, said);
        Ok(Some((number, part, cells)))
    }

    /// Outcome of the row with a number.
    fn outcome(&mut self, number: u32) -> Result<Option<StoredRow>> {
        let number = i32::try_from(number).unwrap_or(i32::MAX);
        loop {
            while self.outcomes.front().is_some_and(|row| row.number < number) {
                self.outcomes.pop_front();
            }
            if let Some(next) = self.outcomes.front() {
                return Ok(if next.number == number { self.outcomes.pop_front() } else { None });
            }
            let (Some(after), id) = (self.after, self.batch.id) else { return Ok(None) };
            let read = self.hall.db.read(move |view| store::rows(view, id, None, Some(after), PAGE));
            self.outcomes = Handle::current().block_on(read)?.into();
            self.after = self.outcomes.back().map(|row| row.number);
        }
    }

    fn said(&self, row: StoredRow) -> [Cell; 2] {
        // A row that was only looked at, or fell with the others, is told by what it would have been.
        let batch = &self.batch;
        let is_done = batch.mode == Mode::Commit
            && (batch.status == BatchStatus::Completed || batch.atomicity == Atomicity::Row);
        let outcome = in_language(self.language, word(row.outcome, is_done));
        let BatchRow { errors, warnings, .. } = BatchRow::of(row, &self.form);
        let findings: Vec<_> = errors.iter().chain(&warnings).map(|finding| self.sentence(finding)).collect();
        let mut message = findings.join("; ");
        if let Some((end, _)) = message.char_indices().nth(MOST_SAID) {
            message.truncate(end);
            message.push('…');
        }
        [Cell::text(outcome), Cell::text(&message)]
    }

    /// A finding with the title of its column.
    fn sentence(&self, finding: &FindingReport) -> String {
        let said = |said: &TranslatedText| {
            in_language(self.language, [said.ro.clone(), said.en.clone(), said.ru.clone()])
        };
        let sentence = format!("{}. {}", said(&finding.message), said(&finding.expected));
        let Some(field) = &finding.column else { return sentence };
        let column = self.layout.columns.iter().find(|column| column.field == field);
        let title = column.map_or(field.as_str(), |column| in_language(self.language, column.titles));
        format!("{title}: {sentence}")
    }
}

impl SheetColumns {
    fn of(titles: &[Cell]) -> Self {
        let added: Vec<_> = titles
            .iter()
            .enumerate()
            .filter(|(_, title)| tables::is_added(title))
            .map(|(place, _)| place)
            .collect();
        let own =
            titles.iter().enumerate().filter(|(_, title)| !title.is_empty() && !tables::is_added(title));
        let end = own.map(|(place, _)| place + 1).max().unwrap_or_default();
        Self { width: end - added.iter().filter(|place| **place < end).count(), added }
    }
}

/// Outcome of a row, or what it would have been, in three languages.
const fn word(outcome: RowOutcome, is_done: bool) -> [&'static str; 3] {
    match (outcome, is_done) {
        (RowOutcome::Created, true) => ["înregistrat", "created", "записано"],
        (RowOutcome::Created, false) => ["ar fi înregistrat", "would be created", "было бы записано"],
        (RowOutcome::Corrected, true) => ["corectat", "corrected", "исправлено"],
        (RowOutcome::Corrected, false) => ["ar fi corectat", "would be corrected", "было бы исправлено"],
        (RowOutcome::Voided, true) => ["anulat", "voided", "аннулировано"],
        (RowOutcome::Voided, false) => ["ar fi anulat", "would be voided", "было бы аннулировано"],
        (RowOutcome::Unchanged, _) => ["neschimbat", "unchanged", "без изменений"],
        (RowOutcome::Duplicate, _) => ["dublură", "duplicate", "повтор"],
        (RowOutcome::Rejected, _) => ["respins", "rejected", "отклонено"],
    }
}

fn in_language<T>(language: Language, [ro, en, ru]: [T; 3]) -> T {
    match language {
        Language::Ro => ro,
        Language::En => en,
        Language::Ru => ru,
    }
}

fn unreadable() -> Error {
    Error::unavailable(faults::unread())
}

fn panicked() -> Error {
    Error::internal("the annotation of a file panicked")
}
