//! `registry import`: sends a file, follows its batch, and tells what became of its rows.

use std::fs::File;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::remote::Remote;
use super::{open, print_json, say};
use crate::auth::{self, Actor};
use crate::config::{Change, Import, Place, Rows, What};
use crate::error::{Error, Kind, Result};
use crate::imports::{self, Atomicity, BatchKind, Mode, OnChange, Order};
use crate::journal::Caller;
use crate::keys::random;
use crate::start::{self, FIRST_CLIENT};
use crate::state::State;
use crate::tables::Format;
use crate::values::{BatchId, ClientId, Language, Note};

/// Faults that are told one by one.
const MOST_TOLD: usize = 20;
/// How often a batch is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// How often its progress is said where no bar can be drawn, in looks.
const SAY: u32 = 10;

/// What is to be imported, and how.
pub(super) struct Job {
    pub kind: BatchKind,
    pub order: Order,
    pub format: Format,
    pub reason: Note,
    pub basis: Option<Note>,
}

/// What was said to a file.
pub(super) enum Sent {
    /// The batch that it became.
    Taken(Value),
    /// What is wrong with it, as a problem.
    Refused(Value),
}

/// Where files are imported.
enum Register {
    There(Box<Remote>),
    Here(Box<Local>),
}

/// A data folder that no server serves.
struct Local {
    state: State,
    actor: Actor,
    caller: Caller,
    kind: BatchKind,
    /// Keeps every server away for as long as this runs.
    _only: Option<File>,
}

/// Imports a file. What cannot be done at all ends with 2, so that a program can tell it from rows that were rejected.
pub(super) async fn import(place: &Place, asked: &Import) -> Result<ExitCode> {
    match run(place, asked).await {
        Ok(code) => Ok(code),
        Err(error) => {
            say(&format!("registry: {error}"));
            Ok(ExitCode::from(2))
        }
    }
}

async fn run(place: &Place, asked: &Import) -> Result<ExitCode> {
    let job = job(asked)?;
    let unreadable = |error: std::io::Error| Error::internal(format!("cannot read {}: {error}", asked.file.display()));
    let file = File::open(&asked.file).map_err(unreadable)?;
    if !file.metadata().map_err(unreadable)?.is_file() {
        return Err(Error::internal(format!("{} is not a file", asked.file.display())));
    }
    let mut register = match &asked.url {
        Some(url) => Register::There(Box::new(Remote::open(url, asked, &job)?)),
        None => Register::Here(Box::new(Local::open(place, asked, &job).await?)),
    };
    let batch = match register.send(&job, file).await? {
        Sent::Taken(batch) => batch,
        Sent::Refused(problem) => {
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
        tell(&rows, rejected, asked.language);
    }
    Ok(if rejected == 0 && batch["status"] == "completed" { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn job(asked: &Import) -> Result<Job> {
    let kind = match asked.what {
        What::Completions => BatchKind::Completions,
        What::Workers => BatchKind::Workers,
        What::Supervision => BatchKind::SupervisionSessions,
    };
    let order = Order {
        mode: if asked.dry_run { Mode::Validate } else { Mode::Commit },
        atomicity: match asked.atomicity {
            Rows::All => Atomicity::All,
            Rows::Row => Atomicity::Row,
        },
        on_change: match asked.on_change {
            Change::Reject => OnChange::Reject,
            Change::Correct => OnChange::Correct,
        },
    };
    let by_name = || {
        let extension = asked.file.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
        match extension.as_str() {
            "csv" | "tsv" | "txt" => Some(Format::Csv),
            "xlsx" | "xlsm" => Some(Format::Xlsx),
            "json" => Some(Format::Json),
            "ndjson" | "jsonl" => Some(Format::Ndjson),
            _ => None,
        }
    };
    let unknown = || Error::fault("--format", "expected json, ndjson, csv or xlsx: the file's name does not say it");
    let format = asked.format.or_else(by_name).ok_or_else(unknown)?;
    let reason = Note::parse(&asked.reason).map_err(|expected| Error::fault("--reason", expected))?;
    let basis = asked.basis.as_deref().map(Note::parse).transpose().map_err(|expected| Error::fault("--basis", expected))?;
    Ok(Job { kind, order, format, reason, basis })
}

impl Register {
    async fn send(&mut self, job: &Job, file: File) -> Result<Sent> {
        match self {
            Self::There(remote) => remote.send(job, &file),
            Self::Here(local) => local.send(job, file).await,
        }
    }

    async fn find(&mut self, batch: &Value) -> Result<Value> {
        match self {
            Self::There(remote) => remote.find(id_of(batch)?),
            Self::Here(local) => json_of(&imports::report(&local.state, &local.actor, local.kind, id_of(batch)?).await?),
        }
    }

    /// The first rows that were rejected, with all their faults.
    async fn rejected(&mut self, batch: &Value) -> Result<Vec<Value>> {
        match self {
            Self::There(remote) => remote.rejected(id_of(batch)?, MOST_TOLD),
            Self::Here(local) => {
                let limit = i64::try_from(MOST_TOLD).unwrap_or(i64::MAX);
                let (actor, caller) = (&local.actor, &local.caller);
                let rows = imports::rejected(&local.state, actor, caller, local.kind, id_of(batch)?, limit).await?;
                rows.iter().map(json_of).collect()
            }
        }
    }

    /// Looks at a batch until it has ended.
    async fn follow(&mut self, mut batch: Value) -> Result<Value> {
        let mut progress = Progress::of(&batch);
        while !matches!(batch["status"].as_str(), Some("completed" | "failed")) {
            tokio::time::sleep(LOOK).await;
            batch = self.find(&batch).await?;
            progress.show(&batch);
        }
        progress.end();
        Ok(batch)
    }
}

impl Local {
    async fn open(place: &Place, asked: &Import, job: &Job) -> Result<Self> {
        let busy = |_| {
            let folder = place.data_dir.display();
            Error::internal(format!("a server runs on the data folder {folder}: send the file to it, with --url http://… and --client-id"))
        };
        let state = open(place)?;
        let only = start::only_server(place).map_err(busy)?;
        let client = match &asked.client_id {
            Some(id) => id.clone(),
            None => first_client(place)?,
        };
        let unknown = "expected the id of a client on the register that is not revoked; registry clients list names them";
        let id: ClientId = client.parse().map_err(|_: &str| Error::fault("--client-id", unknown))?;
        let found = state.db.read(move |view| auth::find_client(view, id)).await?.filter(|client| client.revoked_at.is_none());
        let client = found.ok_or_else(|| Error::fault("--client-id", unknown))?;
        let basis = job.basis.clone().or_else(|| client.standing_basis.clone());
        let basis = basis.ok_or_else(|| Error::fault("--basis", "is required: the legal basis on which people's data are changed"))?;
        let actor = Actor { client: id, organisation: client.organisation_id, role: client.role, standing_basis: client.standing_basis };
        let trace_id = random::<16>()?.iter().map(|byte| format!("{byte:02x}")).collect();
        let caller = Caller { client: id, organisation: actor.organisation, user: None, basis, reason: job.reason.clone(), trace_id };
        Ok(Self { state, actor, caller, kind: job.kind, _only: only })
    }

    async fn send(&self, job: &Job, file: File) -> Result<Sent> {
        match imports::begin(&self.state, &self.actor, &self.caller, job.kind, job.order, job.format, file).await {
            Ok(batch) => Ok(Sent::Taken(json_of(&batch)?)),
            Err(error) if matches!(error.kind(), Kind::Validation | Kind::TooLarge) => {
                let (status, _, title) = error.kind().describe();
                Ok(Sent::Refused(json!({ "title": title, "status": status, "detail": error.detail(), "errors": error.faults().0 })))
            }
            Err(error) => Err(error),
        }
    }
}

/// The client that the first start of this data folder made.
fn first_client(place: &Place) -> Result<String> {
    let told = std::fs::read(place.data_dir.join(FIRST_CLIENT)).ok();
    let told: Option<Value> = told.and_then(|told| serde_json::from_slice(&told).ok());
    let id = told.as_ref().and_then(|told| told["clientId"].as_str()).map(str::to_owned);
    id.ok_or_else(|| Error::fault("--client-id", format!("is required: {FIRST_CLIENT} is not in the data folder")))
}

fn json_of(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|_| Error::internal("the answer cannot be written as JSON"))
}

fn id_of(batch: &Value) -> Result<BatchId> {
    let id = batch["id"].as_str().and_then(|id| id.parse().ok());
    id.ok_or_else(|| Error::internal("what answered is not a register: it names no batch; check --url"))
}

/// How far a batch is: a bar on a terminal, lines elsewhere.
struct Progress {
    bar: Option<ProgressBar>,
    looks: u32,
}

impl Progress {
    fn of(batch: &Value) -> Self {
        let total = batch["total"].as_u64().unwrap_or_default();
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{msg:<10} {bar:40} {human_pos} of {human_len} rows, {elapsed}");
            ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, looks: 0 }
    }

    fn show(&mut self, batch: &Value) {
        let (status, done) = (batch["status"].as_str().unwrap_or_default(), batch["processed"].as_u64().unwrap_or_default());
        self.looks += 1;
        match &self.bar {
            Some(bar) => {
                bar.set_message(status.to_owned());
                bar.set_position(done);
            }
            None if self.looks.is_multiple_of(SAY) => say(&format!("{status}: {done} of {} rows", batch["total"])),
            None => {}
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

/// What the rows of a batch came to, in a line.
fn summary(batch: &Value) -> String {
    let count = |name: &str| batch["counts"][name].as_u64().unwrap_or_default();
    let counted = ["created", "corrected", "voided", "unchanged", "duplicates", "rejected"].map(|name| (count(name), name));
    let counted: Vec<_> = counted.iter().filter(|(count, _)| *count > 0).map(|(count, name)| format!("{count} {name}")).collect();
    let failure = batch["failure"].as_str();
    let meaning = match (batch["status"].as_str(), batch["mode"].as_str()) {
        (Some("completed"), Some("validate")) => "nothing was changed; this is what would be".to_owned(),
        (Some("completed"), _) => "done".to_owned(),
        _ if batch["atomicity"] == "all" => format!("nothing is on the register: {}", failure.unwrap_or("it failed")),
        _ => format!("it failed: {}; rows that were taken before stay", failure.unwrap_or("it is not said why")),
    };
    let counted = if counted.is_empty() { String::new() } else { format!(": {}", counted.join(", ")) };
    format!("{} rows{counted} ({meaning})", batch["total"])
}

/// Tells the first faults, row by row.
fn tell(rows: &[Value], rejected: u64, language: Language) {
    let faults = rows.iter().flat_map(|row| row["errors"].as_array().into_iter().flatten().map(move |fault| (row, fault)));
    let mut told = 0;
    for (row, fault) in faults.take(MOST_TOLD) {
        let said = |what: &str| fault[what][language.as_str()].as_str().unwrap_or_default().to_owned();
        let column = fault["column"].as_str().map(|column| format!(", {column}")).unwrap_or_default();
        let value = fault["value"].as_str().map(|value| format!(" ({value})")).unwrap_or_default();
        say(&format!("row {}{column}: {}{value}. {}", row["number"], said("message"), said("expected")));
        told = row["number"].as_u64().unwrap_or_default();
    }
    let shown = rows.iter().filter(|row| row["number"].as_u64().is_some_and(|number| number <= told)).count();
    let more = rejected.saturating_sub(u64::try_from(shown).unwrap_or(u64::MAX));
    if more > 0 {
        say(&format!("and {more} more rows"));
    }
}

/// Tells why a file was not taken.
fn refused(problem: &Value, language: Language) {
    say(&format!("the file was not taken: {}", problem["detail"].as_str().unwrap_or_default()));
    for (place, texts) in problem["errors"].as_object().into_iter().flatten() {
        let texts: Vec<_> = texts.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        // What is found in a file is said in English, Romanian and Russian, in this order; anything else in English alone.
        let own = match language {
            Language::En => 0,
            Language::Ro => 1,
            Language::Ru => 2,
        };
        let in_three = place.starts_with('/') && texts.len() % 3 == 0;
        for text in texts.iter().enumerate().filter(|(at, _)| !in_three || at % 3 == own).map(|(_, text)| text) {
            say(&format!("{place}: {text}"));
        }
    }
}
