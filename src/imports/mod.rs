//! Imports: files of completions, workers and supervision sessions, looked at or put on the register.
//!
//! One engine for every kind and form of file. A file is kept, encrypted, before it is acknowledged; its rows
//! are planned by a picture of the register and committed in windows, each with its outcomes, its progress
//! and its note in the journal. Whatever breaks in between, each row has its effect exactly once.

mod actions;
mod annotated;
mod contract;
mod engine;
pub mod faults;
mod file;
mod http;
mod jobs;
mod kinds;
mod local;
mod model;
mod report;
mod store;
mod templates;
mod upload;
mod words;

pub use http::routes;
pub use jobs::{BatchJob, Importer, housekeeping};
pub use kinds::BatchKind;
pub use local::{begin, download, report, rows};
pub use upload::LARGEST as LARGEST_FILE;
pub use words::{Atomicity, Mode, OnChange, Order};
