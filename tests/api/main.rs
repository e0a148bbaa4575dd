//! Everything a user of the API would notice, through HTTP, on SQLite and (`TEST_ENGINE=postgres`) on
//! PostgreSQL.
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise, its helpers too")]
#![expect(clippy::disallowed_methods, reason = "the engine to test is named in the environment")]

mod access;
mod annotated;
mod architecture;
mod attestation;
mod clients;
mod completions;
mod concurrency;
mod contract;
mod engine;
mod events;
mod explained;
mod exports;
mod faults;
mod fixtures;
mod idempotency;
mod imports;
mod imports_bad;
mod imports_corrections;
mod imports_meanwhile;
mod imports_supervision;
mod imports_workers;
mod jobs;
mod journal;
mod migrations;
mod openapi;
mod organisations;
mod papers;
mod postgres;
mod problems;
mod programmes;
mod prose;
mod qualifications;
mod reviews;
mod rule_sets;
mod service;
mod simulations;
mod status;
mod supervision;
mod suspensions;
mod templates;
mod tokens;
mod workers;
mod writes;
