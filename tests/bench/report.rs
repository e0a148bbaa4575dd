//! The results of a run: every number as JSON, the tables, and the drawing of the growth.

use std::path::Path;
use std::process::Command;

use serde::Serialize;

use crate::Run;
use crate::figures::{Figures, Subject};
use crate::{drawing, program, table};

/// Where the papers stand, and between which marks in which of them the tables do.
const PAPERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/figures");
const PAPER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/figures.md");
const MARKS: [&str; 2] = ["<!-- from here on by the suite -->\n", "<!-- up to here by the suite -->\n"];

/// Everything of a run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'r> {
    machine: Machine,
    commit: Option<String>,
    version: &'static str,
    command: String,
    binary_megabytes: f64,
    runs: &'r Figures,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Machine {
    processor: Option<String>,
    cores: usize,
    memory: Option<String>,
    system: Option<String>,
    rust: Option<String>,
    postgres: Option<String>,
}

/// Writes all of it, and says where.
pub fn write(run: &Run, subjects: &[Subject]) {
    let tables = format!("{}\n{}", told_of(run), table::tables(&run.figures, subjects));
    let folder = if run.options.write { Path::new(PAPERS) } else { &run.options.results };
    std::fs::create_dir_all(folder).expect("a folder");
    let report = Report {
        machine: machine(),
        commit: said_by("git", &["rev-parse", "HEAD"]),
        version: env!("CARGO_PKG_VERSION"),
        command: command(),
        binary_megabytes: program::size(),
        runs: &run.figures,
    };
    let json = serde_json::to_string_pretty(&report).expect("JSON");
    std::fs::write(folder.join("suite.json"), json + "\n").expect("written");
    if let Some(svg) = drawing::growth(&run.figures, subjects) {
        std::fs::write(folder.join("growth.svg"), svg).expect("written");
    }
    if run.options.write {
        renew(&tables);
    } else {
        std::fs::write(folder.join("suite.md"), &tables).expect("written");
    }
    println!("\n{tables}\nin {}", folder.display());
}

/// Puts the tables into the paper, between the marks.
fn renew(tables: &str) {
    let paper = std::fs::read_to_string(PAPER).expect("the paper");
    let (before, rest) = paper.split_once(MARKS[0]).expect("the first mark");
    let (_, after) = rest.split_once(MARKS[1]).expect("the second mark");
    let [from, to] = MARKS;
    std::fs::write(PAPER, format!("{before}{from}\n{tables}\n{to}{after}")).expect("written");
}

fn told_of(run: &Run) -> String {
    let (machine, options) = (machine(), &run.options);
    format!(
        "`{}`, {} rounds of {} s, on {} cores ({}); the program has {:.1} MB.\n",
        command(),
        options.rounds,
        options.seconds,
        machine.cores,
        machine.processor.as_deref().unwrap_or("processor unknown"),
        program::size(),
    )
}

/// The command that measured.
fn command() -> String {
    let given: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let dashes = if given.is_empty() { "" } else { " -- " };
    format!("cargo bench --bench suite{dashes}{}", given.join(" "))
}

fn machine() -> Machine {
    let field = |file: &str, name: &str| {
        let text = std::fs::read_to_string(file).ok()?;
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    Machine {
        processor: field("/proc/cpuinfo", "model name"),
        cores: std::thread::available_parallelism().map_or(1, usize::from),
        memory: field("/proc/meminfo", "MemTotal"),
        system: said_by("uname", &["-sr"]),
        rust: said_by("rustc", &["--version"]),
        postgres: said_by("pg_config", &["--version"]),
    }
}

/// The line that a command says, where it is installed and does.
fn said_by(command: &str, arguments: &[&str]) -> Option<String> {
    let answer =
        Command::new(command).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
    answer.status.success().then(|| String::from_utf8_lossy(&answer.stdout).trim().to_owned())
}
