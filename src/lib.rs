//! Training catalogue and qualification registry of Moldova's social service workforce.
//!
//! The modules, from the ground up: each may know those before it and none after it, another room through its
//! door alone. `tests/api/architecture.rs` reads this list and holds the house to it; `README.md` has the
//! map, `.github/CONTRIBUTING.md` the recipes, [`papers`] how it is run and why it is as it is.
//!
//! - words: `sql` `values` `error` `clock` `keys` `version` `metrics` `readiness` `call`
//! - cellar: `db` `journal` `events` `jobs`
//! - quiet rooms, which are pure: `rules` `tables`
//! - hall: `http` `auth` `openapi`
//! - rooms: `organisations` `clients` `programmes` `reviews` `workers` `completions` `supervision`
//!   `qualifications` `rule_sets` `record` `status` `attestation` `simulations` `imports` `audit`
//! - porch, which alone knows all rooms: `config` `samples` `start` `app` `commands`

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

// The cellar: the database, who saw or changed what, what happened, and jobs.
pub mod db;
pub mod events;
pub mod jobs;
pub mod journal;

// The quiet rooms: pure rules, and files of rows.
pub mod rules;
pub mod tables;

// The hall, which every request passes, and the contract. They know no room.
pub mod auth;
pub mod http;
pub mod openapi;

// The rooms.
pub mod attestation;
pub mod audit;
pub mod clients;
pub mod completions;
pub mod imports;
pub mod organisations;
pub mod programmes;
pub mod qualifications;
pub mod record;
pub mod reviews;
pub mod rule_sets;
pub mod simulations;
pub mod status;
pub mod supervision;
pub mod workers;

// The porch, which alone knows all rooms: the command line, and what opens, starts and furnishes the house.
pub mod app;
pub mod commands;
pub mod config;
pub mod samples;
pub mod start;
