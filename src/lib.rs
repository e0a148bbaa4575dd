//! Training catalogue and qualification registry.
pub mod app;
pub mod auth;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod http;
pub mod journal;
pub mod keys;
pub mod openapi;
pub mod organisations;
pub mod state;
pub mod values;
pub mod version;
