//! An import as a command orders it, and the words about how it ended.

use std::path::Path;

use serde_json::Value;

use super::output::usage;
use super::words;
use crate::config::{AtomicityOption, ImportOptions, OnChangeOption};
use crate::error::{Error, Result};
use crate::imports::{Atomicity, BatchKind, Mode, OnChange, Order};
use crate::tables::Format;
use crate::values::{Language, Note};

/// Request to import a file, as the command line makes it.
pub(super) struct ImportRequest {
    pub kind: BatchKind,
    pub order: Order,
    pub format: Format,
    pub reason: Note,
    pub basis: Option<Note>,
    /// The language in which people are told.
    pub language: Language,
}

/// Answer to a file that was sent.
pub(super) enum UploadAnswer {
    /// The batch that it became.
    Accepted(Value),
    /// The problem with it.
    Refused(Value),
}

impl ImportRequest {
    /// The job that the command line asks for.
    pub fn of(asked: &ImportOptions) -> Result<Self> {
        let order = Order {
            mode: if asked.dry_run { Mode::Validate } else { Mode::Commit },
            atomicity: match asked.atomicity {
                AtomicityOption::All => Atomicity::All,
                AtomicityOption::Row => Atomicity::Row,
            },
            on_change: match asked.on_change {
                OnChangeOption::Reject => OnChange::Reject,
                OnChangeOption::Correct => OnChange::Correct,
            },
        };
        let unknown = || usage("--format", words::format_unsaid(asked.language));
        let format = asked.format.or_else(|| format_of(&asked.file)).ok_or_else(unknown)?;
        let reason =
            Note::parse(&asked.reason).map_err(|expected| usage("--reason", expected.say(asked.language)))?;
        let basis = asked
            .basis
            .as_deref()
            .map(Note::parse)
            .transpose()
            .map_err(|expected| usage("--basis", expected.say(asked.language)))?;
        Ok(Self { kind: asked.kind, order, format, reason, basis, language: asked.language })
    }
}

/// The form of a file, by the end of its name.
pub(super) fn format_of(file: &Path) -> Option<Format> {
    let extension =
        file.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "csv" | "tsv" | "txt" => Some(Format::Csv),
        "xlsx" | "xlsm" => Some(Format::Xlsx),
        "json" => Some(Format::Json),
        "ndjson" | "jsonl" => Some(Format::Ndjson),
        _ => None,
    }
}

/// A batch or a row as it is answered over HTTP.
pub(super) fn json_of(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(|_| Error::internal("the answer cannot be written as JSON"))
}
