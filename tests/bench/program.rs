//! The program as it is installed: how large it is, how fast it starts, and what memory it has then.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use registry::config::DataOptions;

use crate::figures::{Figure, Values};
use crate::server;

const PROGRAM: &str = env!("CARGO_BIN_EXE_registry");

/// Its size in megabytes.
pub fn size() -> f64 {
    std::fs::metadata(PROGRAM).expect("the program").len() as f64 / 1_000_000.0
}

/// Starts it on a register, until it says where it serves, and ends it again.
pub fn start(place: &DataOptions) -> Values {
    let begun = Instant::now();
    let mut child = command(place)
        .args(["--bind", "127.0.0.1:0", "--log", "off", "serve"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("a process");
    let mut said = String::new();
    BufReader::new(child.stderr.as_mut().expect("piped")).read_line(&mut said).expect("a line");
    assert!(said.contains("serves http://"), "{said}");
    let seconds = begun.elapsed().as_secs_f64();
    let memory = server::memory(&child);
    end(&mut child);
    Values::from([(Figure::Seconds, seconds), (Figure::MemoryMegabytes, memory)])
}

/// Checks the journal and the packed records, as an operator does, and says what came of it.
pub fn verify(place: &DataOptions) -> String {
    let answer = command(place).arg("verify").output().expect("a process");
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stdout));
    String::from_utf8_lossy(&answer.stdout).trim().to_owned()
}

fn command(place: &DataOptions) -> Command {
    let mut command = Command::new(PROGRAM);
    command.arg("--data-dir").arg(&place.data_dir);
    match &place.database_url {
        Some(url) => command.env("DATABASE_URL", url),
        None => command.env_remove("DATABASE_URL"),
    };
    command
}

/// Asks a process to stop, as a service manager does, and waits for it: what is killed leaves a log to be
/// read by the next start.
fn end(child: &mut Child) {
    let asked = Command::new("kill").arg(child.id().to_string()).status();
    assert!(asked.expect("a signal").success() && child.wait().is_ok(), "stopped");
}
