//! Everything a user of the API would notice, through HTTP, on SQLite and (`TEST_ENGINE=postgres`) on PostgreSQL.

mod access;
mod architecture;
mod clients;
mod completions;
mod concurrency;
mod contract;
mod idempotency;
mod journal;
mod migrations;
mod openapi;
mod organisations;
mod postgres;
mod problems;
mod programmes;
mod qualifications;
mod service;
mod status;
mod supervision;
mod tokens;
mod workers;
