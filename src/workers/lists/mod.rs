//! Lists of workers: whom a caller sees and asks for, as pages, as files, and as the staff list that can be
//! sent back.

mod actions;
mod export;
mod http;
mod import_form;
mod store;

pub(super) use http::routes;
