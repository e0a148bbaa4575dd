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
        |error: std::io::Error| Error::internal(format!("cannot read {}: {error}", asked.file.display()));
    let file = File::open(&asked.file).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(Error::internal(format!("{} is not a file", asked.file.display())));
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
            refused(&problem, asked.language);
            return Ok(ExitCode::FAILURE);
        }
    };
    let batch = register.follow(batch).await?;
    print_json(&batch)?;
    say(&summary(&batch));
    let rejected = batch["counts"]["rejected"].as_u64().unwrap_or_default();
    if rejected > 0 {
        let rows = register.rejected(&batch).await?;
        tell(&rows, rejected, asked, job.format);
    }
    if let Some(errors) = errors {
        errors.write(async |into| register.download(&batch, asked.language, into).await).await?;
        say(&format!(
            "what became of each row is in {}",
            asked.errors.as_deref().unwrap_or(Path::new("")).display()
        ));
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

    /// The first rows that were rejected, with all their faults.
    async fn rejected(&mut self, batch: &Value) -> Result<Vec<Value>> {
        match self {
            Self::There(remote) => remote.rejected(id_of(batch)?, MOST_TOLD),
            Self::Here(local) => local.rejected(id_of(batch)?, MOST_TOLD).await,
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
    async fn follow(&mut self, mut batch: Value) -> Result<Value> {
        let mut progress = ProgressDisplay::of(&batch);
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
}

impl ProgressDisplay {
    fn of(batch: &Value) -> Self {
        let total = batch["total"].as_u64().unwrap_or_default();
        let bar = std::io::stderr().is_terminal().then(|| {
            let style =
                ProgressStyle::with_template("{msg:<10} {bar:40} {human_pos} of {human_len} rows, {elapsed}");
            ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, looks: 0 }
    }

    fn show(&mut self, batch: &Value) {
        let (status, done) =
            (batch["status"].as_str().unwrap_or_default(), batch["processed"].as_u64().unwrap_or_default());
        self.looks += 1;
        match &self.bar {
            Some(bar) => {
                bar.set_message(status.to_owned());
                bar.set_position(done);
            }
            None if self.looks.is_multiple_of(SAY) => {
                say(&format!("{status}: {done} of {} rows", batch["total"]));
            }
            None => {}
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// Sums of what the rows of a batch came to, in a line.
fn summary(batch: &Value) -> String {
    let count = |name: &str| batch["counts"][name].as_u64().unwrap_or_default();
    let counted = ["created", "corrected", "voided", "unchanged", "duplicates", "rejected"]
        .map(|name| (count(name), name));
    let counted: Vec<_> = counted
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    let failure = batch["failure"].as_str();
    let meaning = match (batch["status"].as_str(), batch["mode"].as_str()) {
        (Some("completed"), Some("validate")) => "nothing was changed; this is what would be".to_owned(),
        (Some("completed"), _) => "done".to_owned(),
        _ if batch["atomicity"] == "all" => {
            format!("nothing is on the register: {}", failure.unwrap_or("it failed"))
        }
        _ => format!(
            "it failed: {}; rows that were taken before stay",
            failure.unwrap_or("it is not said why")
        ),
    };
    let counted = if counted.is_empty() { String::new() } else { format!(": {}", counted.join(", ")) };
    format!("{} rows{counted} ({meaning})", batch["total"])
}

/// Tells the first faults, row by row.
fn tell(rows: &[Value], rejected: u64, asked: &ImportOptions, format: Format) {
    let faults = rows
        .iter()
        .flat_map(|row| row["errors"].as_array().into_iter().flatten().map(move |fault| (row, fault)));
    let mut told = 0;
    for (row, fault) in faults.take(MOST_TOLD) {
        let said = |what: &str| fault[what][asked.language.as_str()].as_str().unwrap_or_default().to_owned();
        let column = fault["column"].as_str().map(|column| format!(", {column}")).unwrap_or_default();
        let value = fault["value"].as_str().map(|value| format!(" ({value})")).unwrap_or_default();
        say(&format!("row {}{column}: {}{value}. {}", row["number"], said("message"), said("expected")));
        told = row["number"].as_u64().unwrap_or_default();
    }
    let shown = rows.iter().filter(|row| row["number"].as_u64().is_some_and(|number| number <= told)).count();
    let more = rejected.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
    if more > 0 {
        let is_offered = asked.errors.is_none() && matches!(format, Format::Csv | Format::Xlsx);
        say(&format!(
            "and {more} more rows{}",
            if is_offered { "; --errors FILE writes down what became of each" } else { "" }
        ));
    }
}

/// Tells why a file was not taken.
fn refused(problem: &Value, language: Language) {
    say(&format!("the file was not taken: {}", problem["detail"].as_str().unwrap_or_default()));
    for (place, texts) in problem["errors"].as_object().into_iter().flatten() {
        let texts: Vec<_> = texts.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // Findings in a file are said in English, Romanian and Russian, in this order; anything else in
        // English alone.
        let own = match language {
            Language::En => 0,
            Language::Ro => 1,
            Language::Ru => 2,
        };
        let in_three = place.starts_with('/') && texts.len() % 3 == 0;
        for text in
            texts.iter().enumerate().filter(|(at, _)| !in_three || at % 3 == own).map(|(_, text)| text)
        {
            say(&format!("{place}: {text}"));
        }
    }
}
