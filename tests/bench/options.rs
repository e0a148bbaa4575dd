//! The command line: sizes, engines, rounds and measures.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};
use serde::Serialize;

/// Measures that take some minutes on a small register; the others take longer.
const USUAL: [Measure; 5] =
    [Measure::Statuses, Measure::Calls, Measure::Completions, Measure::Files, Measure::Start];

/// Measures the register: `cargo bench --bench suite -- [OPTIONS]`.
#[derive(Parser)]
#[command(name = "suite")]
pub struct Options {
    /// Engines; those of them that are not installed are left out.
    #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Engine::Sqlite, Engine::Postgres])]
    pub engines: Vec<Engine>,
    /// Sizes of registers, in workers. Everything is measured on the first; on the others what one status
    /// costs, as it grows.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000])]
    pub workers: Vec<usize>,
    /// Rounds: in each, every measure is taken once on every register.
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// Seconds of one measure.
    #[arg(long, default_value_t = 2.0)]
    pub seconds: f64,
    /// Measures to be taken.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_values_t = USUAL
    )]
    pub measures: Vec<Measure>,
    /// Seed of the registers.
    #[arg(long, default_value_t = 12)]
    pub seed: u64,
    /// Folder for the results; with --write they go beside the papers.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/target/suite"))]
    pub results: PathBuf,
    /// Write the results beside the papers, and the tables into them.
    #[arg(long)]
    pub write: bool,
    /// Given by cargo.
    #[arg(long, hide = true)]
    pub bench: bool,
}

/// An engine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A group of measures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Measure {
    /// Statuses of single workers, beside a constant answer and plain SQL.
    Statuses,
    /// A thousand workers in a call.
    Calls,
    /// Single completions, beside what the disk flushes and a plain insert.
    Completions,
    /// Files of ten thousand completions, beside a plain loop; statuses meanwhile.
    Files,
    /// A minute after a thousand calls of a thousand workers.
    Aftermath,
    /// A large workbook; a million rows of files one after the other, and the log meanwhile.
    Flood,
    /// The start on the register as it is then.
    Start,
}

impl Options {
    pub fn measures(&self, measure: Measure) -> bool {
        self.measures.contains(&measure)
    }

    pub fn time(&self) -> Duration {
        Duration::from_secs_f64(self.seconds)
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}
