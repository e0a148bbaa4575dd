//! The real program as a child process: its command line, its start and stop, and what survives `kill -9`.
//! On SQLite and (`TEST_ENGINE=postgres`) on PostgreSQL.

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
