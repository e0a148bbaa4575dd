//! The real program as a child process: its command line, its start and stop, and what survives `kill -9`.
//! On SQLite and (`TEST_ENGINE=postgres`) on PostgreSQL.
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise, its helpers too")]
#![expect(
    clippy::disallowed_methods,
    reason = "the engine to test and the dose are named in the environment"
)]

mod commands;
mod durability;
#[path = "../api/engine.rs"]
mod engine;
mod first_start;
mod import;
mod imports;
#[path = "../api/postgres.rs"]
mod postgres;
mod privacy;
mod program;
mod slow;
mod stop;
mod wire;
