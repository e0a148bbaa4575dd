//! The real program as a child process: its command line, its start and stop, and what survives `kill -9`.
//! On SQLite and (`TEST_ENGINE=postgres`) on PostgreSQL.
#![expect(clippy::expect_used, clippy::panic, reason = "a test stops at the first surprise, its helpers too")]
#![expect(clippy::print_stdout, reason = "a test of many kills says how many")]
#![expect(clippy::disallowed_methods, reason = "the engine to test is named in the environment")]
#![expect(clippy::needless_pass_by_value, clippy::too_many_lines, reason = "a test reads better as one story")]

mod commands;
mod durability;
mod first_start;
#[path = "../api/postgres.rs"]
mod postgres;
mod privacy;
mod program;
mod slow;
mod stop;
mod wire;
