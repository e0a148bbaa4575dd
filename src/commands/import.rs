//! `registry import`: sends a file, follows its batch, and tells what became of its rows.

use std::fs::File;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use super::errors_file::ErrorsFile;
use super::job::{ImportRequest, UploadAnswer};
use super::local::Local;
use super::output::{print_json, say};
use super::remote::Remote;
use super::words;
use crate::config::{DataOptions, ImportOptions};
use crate::error::{Error, Result};
use crate::tables::Format;
use crate::values::{BatchId, Language};

/// Faults that are told one by one.
const MOST_TOLD: usize = 20;
/// Pause between two looks at a batch.
const LOOK: Duration = Duration::from_millis(200);
/// Looks after which its progress is said once more, where no bar can be drawn.
const SAY: u32 = 10;

/// Register into which a file is imported: a running server, or the data folder here.
enum Register {
    There(Box<Remote>),
    Here(Box<Local>),
}

/// Imports a file. What cannot be done at all ends with 2, so that a program can tell it from rows that were
/// rejected.
pub(super) async fn import(place: &DataOptions, asked: &ImportOptions) -> Result<ExitCode> {
    match run(place, asked).await {
        Ok(code) => Ok(code),
        Err(error) => {
            say(&format!("registry: {error}"));
            Ok(ExitCode::from(2))
        }
    }
}

async fn run(place: &DataOptions, asked: &ImportOptions) -> Result<ExitCode> {
    let job = ImportRequest::of(asked)?;
    let unreadable =
        |error: std::io::Error| Error::internal(words::unreadable(&asked.file, &error, asked.language));
    let file = File::open(&asked.file).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(Error::internal(words::not_a_file(&asked.file, asked.language)));
    }
    let errors = asked.errors.as_deref().map(|at| ErrorsFile::prepare(at, job.format)).transpose()?;
    let mut register = match &asked.url {
        Some(url) => Register::There(Box::new(Remote::open(url, asked, &job)?)),
        None => Register::Here(Box::new(Local::open(place, asked, &job).await?)),
    };
    let batch = match register.send(&job, file).await? {
        UploadAnswer::Accepted(batch) => batch,
        UploadAnswer::Refused(problem) => {
            print_json(&problem)?;
            refused(&problem, &job, asked.language);
            return Ok(ExitCode::FAILURE);
        }
    };
    let batch = register.follow(batch, asked.language).await?;
    print_json(&batch)?;
    say(&words::summary(&batch, asked.language));
    let told = Told { asked, job: &job };
    for finding in batch["warnings"].as_array().into_iter().flatten() {
        told.warn(None, finding);
    }
    let rejected = batch["counts"]["rejected"].as_u64().unwrap_or_default();
    if rejected > 0 {
        told.faults(&register.rows(&batch, "rejected").await?, rejected);
    }
    for (outcome, count) in [("created", "created"), ("corrected", "corrected"), ("duplicate", "duplicates")]
    {
        if batch["counts"][count].as_u64().unwrap_or_default() > 0 {
            told.warnings(&register.rows(&batch, outcome).await?);
        }
    }
    if let Some(errors) = errors {
        errors.write(async |into| register.download(&batch, asked.language, into).await).await?;
        let file = asked.errors.as_deref().unwrap_or(Path::new(""));
        say(&words::written(&file.display().to_string(), asked.language));
    }
    Ok(if rejected == 0 && batch["status"] == "completed" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Register {
    async fn send(&mut self, job: &ImportRequest, file: File) -> Result<UploadAnswer> {
        match self {
            Self::There(remote) => remote.send(job, &file),
            Self::Here(local) => local.send(job, file).await,
        }
    }

    async fn find(&mut self, batch: &Value) -> Result<Value> {
        match self {
            Self::There(remote) => remote.find(id_of(batch)?),
            Self::Here(local) => local.find(id_of(batch)?).await,
        }
    }

    /// The first rows that came to an outcome, with all that was found in them.
    async fn rows(&mut self, batch: &Value, outcome: &'static str) -> Result<Vec<Value>> {
        match self {
            Self::There(remote) => remote.rows(id_of(batch)?, outcome, MOST_TOLD),
            Self::Here(local) => local.rows(id_of(batch)?, outcome, MOST_TOLD).await,
        }
    }

    /// Writes the caller's own file, with what became of each row.
    async fn download(&mut self, batch: &Value, language: Language, into: &File) -> Result<()> {
        match self {
            Self::There(remote) => remote.download(id_of(batch)?, language, into),
            Self::Here(local) => local.download(id_of(batch)?, language, into).await,
        }
    }

    /// Looks at a batch until it has ended.
    async fn follow(&mut self, mut batch: Value, language: Language) -> Result<Value> {
        let mut progress = ProgressDisplay::of(&batch, language);
        while !matches!(batch["status"].as_str(), Some("completed" | "failed")) {
            tokio::time::sleep(LOOK).await;
            batch = self.find(&batch).await?;
            progress.show(&batch);
        }
        progress.end();
        Ok(batch)
    }
}

fn id_of(batch: &Value) -> Result<BatchId> {
    let id = batch["id"].as_str().and_then(|id| id.parse().ok());
    id.ok_or_else(|| Error::internal("what answered is not a register: it names no batch; check --url"))
}

/// Display of how far a batch is: a bar on a terminal, lines elsewhere.
struct ProgressDisplay {
    bar: Option<ProgressBar>,
    looks: u32,
    language: Language,
}

impl ProgressDisplay {
    fn of(batch: &Value, language: Language) -> Self {
        let total = batch["total"].as_u64().unwrap_or_default();
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg} {bar:40} {elapsed}");
            ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, looks: 0, language }
    }

    fn show(&mut self, batch: &Value) {
        let done = batch["processed"].as_u64().unwrap_or_default();
        self.looks += 1;
        let said = words::progress(batch, done, self.language);
        match &self.bar {
            Some(bar) => {
                bar.set_message(said);
                bar.set_position(done);
            }
            None if self.looks.is_multiple_of(SAY) => say(&said),
            None => {}
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Lines about rows, for the file that was sent and in the language that was asked for.
struct Told<'a> {
    asked: &'a ImportOptions,
    job: &'a ImportRequest,
}

impl Told<'_> {
    fn sentence(&self, row: Option<&Value>, finding: &Value) -> String {
        words::finding(row, finding, (self.job.kind, self.job.format), self.asked.language)
    }

    /// Tells a warning about a row, or about the file.
    fn warn(&self, row: Option<&Value>, finding: &Value) {
        say(&format!("{}: {}", words::warning(self.asked.language), self.sentence(row, finding)));
    }

    /// Tells the warnings about rows.
    fn warnings(&self, rows: &[Value]) {
        let warnings = rows.iter().flat_map(|row| findings(row, "warnings"));
        warnings.take(MOST_TOLD).for_each(|(row, finding)| self.warn(Some(row), finding));
    }

    /// Tells the first faults, row by row.
    fn faults(&self, rows: &[Value], rejected: u64) {
        let faults: Vec<_> = rows.iter().flat_map(|row| findings(row, "errors")).take(MOST_TOLD).collect();
        for (row, fault) in &faults {
            say(&self.sentence(Some(row), fault));
        }
        let last = faults.last().map(|(row, _)| *row);
        let shown = rows.iter().position(|row| Some(row) == last).map_or(0, |place| place + 1);
        let more = rejected.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
        if more > 0 {
            let is_offered =
                self.asked.errors.is_none() && matches!(self.job.format, Format::Csv | Format::Xlsx);
            say(&words::more(more, is_offered, self.asked.language));
        }
    }
}

/// A row with each of its findings of a kind.
fn findings<'r>(row: &'r Value, kind: &str) -> impl Iterator<Item = (&'r Value, &'r Value)> + use<'r> {
    row[kind].as_array().into_iter().flatten().map(move |finding| (row, finding))
}

/// Tells why a file was not taken.
fn refused(problem: &Value, job: &ImportRequest, language: Language) {
    say(&words::refused(problem["detail"].as_str().unwrap_or_default(), language));
    for (place, texts) in problem["errors"].as_object().into_iter().flatten() {
        // Faults of a whole file have no place but its titles, which the words name.
        let place = if place == "/" { String::new() } else { format!("{place}: ") };
        for text in texts.as_array().into_iter().flatten().filter_map(Value::as_str) {
            say(&format!("{place}{}", words::titled(text, job.kind, job.format, language)));
        }
    }
}
