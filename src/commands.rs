//! The command line. Answers go to standard output as JSON, the rest to standard error.

mod clients;
mod errors_file;
mod import;
mod job;
mod local;
mod opening;
mod output;
mod remote;
mod words;

use std::io::IsTerminal;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;
use tracing_subscriber::EnvFilter;

use self::opening::open;
use self::output::{print, print_json, say, unprintable};
use crate::app;
use crate::clock::Clock;
use crate::config::{Command, CommandLine, DataOptions, JournalCommand, KeysCommand, ServeOptions};
use crate::db::{self, Process};
use crate::error::{Error, Result};
use crate::journal::{self, Heads};
use crate::record;
use crate::start::{self, FIRST_CLIENT};

/// Runs a command to its end.
///
/// # Errors
/// What went wrong, in one line.
pub async fn run(line: CommandLine) -> Result<ExitCode> {
    let CommandLine { command, place, serve } = line;
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve_api(&place, &serve).await?,
        Command::Migrate => migrate(&place)?,
        Command::Openapi => {
            print(&serde_json::to_string_pretty(&*app::DOCUMENT).map_err(|_| unprintable())?)?;
        }
        Command::Clients(command) => clients::run(&place, command).await?,
        Command::Import(asked) => return import::import(&place, &asked).await,
        Command::Verify { heads } => return verify(&place, heads.as_deref()).await,
        Command::Journal(JournalCommand::Verify { heads }) => {
            return verify_journal(&place, heads.as_deref()).await;
        }
        Command::Journal(JournalCommand::Heads) => {
            print_json(&open(&place)?.hall.db.read(|view| journal::heads(view)).await?)?;
        }
        Command::Keys(KeysCommand::Rotate) => {
            let house = open(&place)?;
            house.gate.tokens.rotate(house.hall.clock.now())?;
            say("a new key signs tokens; a running server takes it up within half a minute");
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve_api(place: &DataOptions, serve: &ServeOptions) -> Result<()> {
    let _flush_at_end = start_log(&serve.log)?;
    place.target()?;
    let listener = TcpListener::bind(serve.bind).map_err(|error| {
        Error::internal(format!(
            "cannot listen on {}: {error}; choose another address with --bind",
            serve.bind
        ))
    })?;
    let _only = start::only_server(place)?;
    // Port 0 asks the system for a free one.
    let bound = listener
        .local_addr()
        .map_err(|error| Error::internal(format!("cannot listen on {}: {error}", serve.bind)))?;
    let house = start::open(place, &serve.issuer(bound), Clock::system(), Process::Server)?;
    let new = start::furnish(&house.hall, place, serve.empty).await?;
    let address = format!("http://{bound}");
    say(&format!(
        "registry {} serves {address}, data in {}",
        env!("CARGO_PKG_VERSION"),
        place.data_dir.display()
    ));
    if new {
        let file = place.data_dir.join(FIRST_CLIENT);
        say(&format!(
            "a new register: its first client's credentials (role registrar) are in {}",
            file.display()
        ));
    }
    say(&format!("try: curl -s '{address}/api/v1/programmes?limit=2'"));
    app::serve(house, listener, serve.docs).await
}

fn migrate(place: &DataOptions) -> Result<()> {
    start::make_folder(&place.data_dir)?;
    let applied = db::migrate(&place.target()?)?;
    match applied.as_slice() {
        [] => say("the database is up to date"),
        applied => say(&format!("applied: {}", applied.join(", "))),
    }
    Ok(())
}

/// The report on a whole register.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RegisterReport {
    journal: journal::Report,
    packed_records: record::Report,
}

async fn verify(place: &DataOptions, heads: Option<&Path>) -> Result<ExitCode> {
    let (heads, hall) = (heads.map(kept_heads).transpose()?, open(place)?.hall);
    let key = hall.keys.journal();
    let journal = journal::verify_all(&hall.db, key, heads).await?;
    let packed_records = hall.db.read(|view| record::verify(view)).await?;
    let is_whole = journal.faults.is_empty() && packed_records.faults.is_empty();
    print_json(&RegisterReport { journal, packed_records })?;
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn verify_journal(place: &DataOptions, heads: Option<&Path>) -> Result<ExitCode> {
    let (heads, hall) = (heads.map(kept_heads).transpose()?, open(place)?.hall);
    let key = hall.keys.journal();
    let report = journal::verify_all(&hall.db, key, heads).await?;
    print_json(&report)?;
    Ok(if report.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Heads that were printed and kept elsewhere.
fn kept_heads(file: &Path) -> Result<Heads> {
    let text = std::fs::read(file)
        .map_err(|error| Error::internal(format!("cannot read {}: {error}", file.display())))?;
    serde_json::from_slice(&text)
        .map_err(|_| Error::internal(format!("{} was not printed by registry journal heads", file.display())))
}

/// JSON lines for a machine, readable lines on a terminal. Written by a thread of its own, so that a slow
/// terminal slows no request.
///
/// # Errors
/// The filter is not one.
pub fn start_log(filter: &str) -> Result<tracing_appender::non_blocking::WorkerGuard> {
    let filter = EnvFilter::try_new(filter)
        .map_err(|_| Error::internal("--log: expected a level such as info, or a filter"))?;
    let (writer, guard) = tracing_appender::non_blocking(std::io::stderr());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer);
    if std::io::stderr().is_terminal() {
        log.compact().init();
    } else {
        log.with_ansi(false).json().flatten_event(true).init();
    }
    Ok(guard)
}
