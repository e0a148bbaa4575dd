//! Everything a user of the API would notice, through HTTP, on SQLite and (`TEST_ENGINE=postgres`) on PostgreSQL.

mod completions;
mod organisations;
mod postgres;
mod programmes;
mod qualifications;
mod service;
mod status;
mod supervision;
mod workers;
