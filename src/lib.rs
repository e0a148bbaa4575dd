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
//!
//! # Glossary
//!
//! **fact**: what is recorded of a worker and never overwritten: a completion, a session, an employment, an
//! award, a suspension, an absence.
//!
//! **valid time**: the days on which a fact is true, in Europe/Chisinau; `validAt` asks for one of them.
//!
//! **transaction time**: the moments since which, and until which, the register believes a fact (UTC);
//! `knownAt` asks for one. Both times together are what the literature calls *bitemporal*.
//!
//! **believed, withdrawn**: within its transaction time, and after its end; a fact is withdrawn by a void
//! (it never was) or a correction (another takes its place).
//!
//! **record**: all that rules see of a worker (`rules::record`); also the worker's own row, where that is
//! meant it is said.
//!
//! **packed record**: the facts of a worker's record in one row, so that a status is one look-up; stale from
//! a change of a fact until it is packed again.
//!
//! **rule set**: qualification rules as a document; compiled with the catalogue it can be evaluated, and
//! a cache keeps those asked about of late.
//!
//! **requirement, finding**: what a rule asks for; what came of it: met or not, required, actual, missing,
//! which facts counted.
//!
//! **evidence, replay**: what a decision was a function of, frozen; its evaluation again, to the same
//! bytes.
//!
//! **call, actor, reach**: a request or job with who stands behind it, on what basis and why, on which day;
//! the client; whose records it may see.
//!
//! **room, door**: a module of the domain; its `mod.rs`, the only way in.
//!
//! **hall, gate, cellar, porch**: what every request passes; who may pass; the database and what is written
//! beside every fact; what opens the house.
//!
//! **journal, lane**: the chained entries of who saw or changed what; the part of it that one connection
//! writes.
//!
//! **event, outbox**: what happened, for those who follow the register; the table in which events wait, in
//! one order.
//!
//! **job, lease**: work beside the requests; the right of one process to work on it, for seconds, renewed
//! by *heartbeats*.
//!
//! **fault, problem**: one thing that is wrong, as a code with parameters and words; the HTTP answer that
//! carries faults (RFC 9457).
//!
//! **cursor**: where the next page of a list begins (keyset pagination), sealed.
//!
//! **batch, row, outcome**: a file of rows sent to be looked at or committed; one line of it; what became
//! of it.

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

/// Answers and rows of files are made of many small texts, which the allocator of most systems is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
