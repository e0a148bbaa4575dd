//! Output of commands: answers on standard output, the rest on standard error.

use std::io::Write;

use crate::error::{Error, Result};

pub(super) fn print(text: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{text}").map_err(|_| unprintable())
}

pub(super) fn print_json(value: &impl serde::Serialize) -> Result<()> {
    print(&serde_json::to_string(value).map_err(|_| unprintable())?)
}

pub(super) fn say(text: &str) {
    // Nobody may be reading; that stops no command.
    let _ = writeln!(std::io::stderr(), "{text}");
}

pub(super) fn unprintable() -> Error {
    Error::internal("the answer cannot be printed")
}

/// A fault of the command line: an option, and what was expected of it.
pub(super) fn usage(option: &str, expected: impl std::fmt::Display) -> Error {
    Error::internal(format!("{option}: {expected}"))
}
