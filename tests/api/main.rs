//! Everything a user of the API would notice, through HTTP, on SQLite and (`TEST_ENGINE=postgres`) on PostgreSQL.

mod organisations;
mod postgres;
mod service;
