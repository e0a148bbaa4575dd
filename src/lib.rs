//! Training catalogue and qualification registry of Moldova's social service workforce.
//!
//! The rooms, in the order in which a request walks through them. `README.md` has the map,
//! `.github/CONTRIBUTING.md` the recipes, [`papers`] how it is run and why it is as it is;
//! `tests/api/architecture.rs` keeps the rules of who may import whom.

/// Papers about the whole, as they stand beside the code.
#[cfg(doc)]
pub mod papers {
    #[doc = include_str!("operations.md")]
    pub mod operations {}
    #[doc = include_str!("decisions.md")]
    pub mod decisions {}
    #[doc = include_str!("figures.md")]
    pub mod figures {}
}

// The porch: the command line, and what opens, starts and furnishes the house.
pub mod app;
pub mod commands;
pub mod config;
pub mod samples;
pub mod start;

// The words that all speak.
pub mod call;
pub mod clock;
pub mod error;
pub mod keys;
pub mod metrics;
pub mod readiness;
pub mod sql;
pub mod values;
pub mod version;

// The hall, the gate, the cellar, the trace and the contract. They know no room.
pub mod auth;
pub mod db;
pub mod http;
pub mod jobs;
pub mod journal;
pub mod openapi;

// The quiet rooms: pure rules, and files of rows.
pub mod rules;
pub mod tables;

// The rooms. Their order is organisations, clients, programmes, reviews, workers, completions, supervision,
// qualifications, rule_sets, status, attestation, simulations, imports, audit: each may import those before it,
// through their doors.
pub mod attestation;
pub mod audit;
pub mod clients;
pub mod completions;
pub mod imports;
pub mod organisations;
pub mod programmes;
pub mod qualifications;
pub mod reviews;
pub mod rule_sets;
pub mod simulations;
pub mod status;
pub mod supervision;
pub mod workers;
