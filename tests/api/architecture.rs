//! Who may import whom. A room is known by its door; what breaks in is named with its file and line.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms, each of which may import only those to its left.
const ROOMS: [&str; 14] = [
    "organisations",
    "clients",
    "programmes",
    "reviews",
    "workers",
    "completions",
    "supervision",
    "qualifications",
    "rule_sets",
    "status",
    "attestation",
    "simulations",
    "imports",
    "audit",
];
/// What opens, starts, commands and furnishes the house, and so knows all rooms; the command line names the
/// kinds of file.
const KNOWS_ALL: [&str; 7] =
    ["app.rs", "commands", "commands.rs", "config.rs", "main.rs", "samples", "start.rs"];
/// What is behind a door and no business of another module.
const BEHIND_THE_DOOR: [&str; 4] = ["actions", "http", "model", "store"];

#[test]
fn every_import_keeps_to_the_plan_of_the_house() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&source, &mut files);
    assert!(files.len() > 20, "the source is not where this test looks");
    let mut broken = Vec::new();
    for file in files {
        let name = file.strip_prefix(&source).expect("below src").to_string_lossy().replace('\\', "/");
        broken.extend(violations(&name, &fs::read_to_string(&file).expect("readable")));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_check_sees_each_kind_of_break_in() {
    let bad = [
        ("rules/evaluate.rs", "use actix_web::web;"),
        ("rules/evaluate.rs", "use crate::clock::Clock;"),
        ("rules/evaluate.rs", "    let now = crate::clock::Clock::system();"),
        ("tables/cell.rs", "use crate::db::Conn;"),
        ("workers/model.rs", "use crate::db::Conn;"),
        ("workers/model.rs", "use crate::{config, values};"),
        ("workers/model.rs", "use crate::db::{self, schema::workers};"),
        ("workers/store.rs", "use actix_web::web;"),
        ("completions/store.rs", "use crate::workers::store::find;"),
        ("completions/actions.rs", "use actix_web::HttpRequest;"),
        ("completions/actions.rs", "use crate::workers::store::find;"),
        ("completions/actions.rs", "use crate::{\n    error::Error,\n    workers::http::WorkerPage,\n};"),
        ("completions/http.rs", "use crate::workers::http::WorkerPage;"),
        ("completions/http/pages.rs", "use super::super::super::workers::http::WorkerPage;"),
        ("completions/http.rs", "    crate::status::query(tx)"),
        ("organisations/mod.rs", "use crate::workers::Worker;"),
        ("organisations/mod.rs", "use crate::app;"),
        ("journal/store.rs", "use crate::workers::Worker;"),
        ("db/mod.rs", "use crate::{app, error};"),
    ];
    for (file, line) in bad {
        assert!(!violations(file, line).is_empty(), "{file}: {line}");
    }
    let good = [
        ("workers/model.rs", "use crate::db::schema::{employments, workers};"),
        ("status/actions.rs", "use crate::{completions, workers::Worker};"),
        ("completions/actions.rs", "use super::store;"),
        ("completions/http.rs", "use crate::http::{Json, Reply};"),
        ("completions/http.rs", "/// See crate::status::query."),
        ("workers/store.rs", "use crate::db::schema::workers::dsl;"),
        ("app.rs", "use crate::{organisations, status};"),
        ("auth/actions.rs", "use crate::values::OrganisationId;"),
    ];
    for (file, line) in good {
        assert_eq!(violations(file, line), Vec::<String>::new());
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// What a file may not say, each with the line that says it.
fn violations(file: &str, source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, statement) in statements(source) {
        for law in paths(&statement).iter().filter_map(|path| forbidden(file, path)) {
            found.push(format!("src/{file}:{number}: `{}`: {law}", statement.trim()));
        }
    }
    found.dedup();
    found
}

/// Lines with their numbers, without comments; a `use` that spans several is one.
fn statements(source: &str) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (index, line) in source.lines().enumerate() {
        let line = line.split("//").next().unwrap_or_default();
        match all.last_mut().filter(|_| open) {
            Some((_, begun)) => begun.push_str(line.trim()),
            None => all.push((index + 1, line.to_owned())),
        }
        let code = all.last().map_or("", |(_, statement)| statement.trim_start());
        let is_use = ["use ", "pub use ", "pub(super) use ", "pub(crate) use "]
            .iter()
            .any(|start| code.starts_with(start));
        open = is_use && !code.contains(';');
    }
    all
}

/// Every path that a statement names, with braces spread out: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(statement: &str) -> Vec<String> {
    let (mut prefixes, mut path, mut all) = (Vec::<String>::new(), String::new(), Vec::new());
    for c in statement.chars() {
        match c {
            '{' => {
                prefixes.push(path.clone());
            }
            '}' => {
                all.push(std::mem::take(&mut path));
                prefixes.pop();
            }
            c if c.is_alphanumeric() || c == '_' || c == ':' => path.push(c),
            ',' => {
                all.push(std::mem::replace(&mut path, prefixes.last().cloned().unwrap_or_default()));
            }
            _ => {
                // A blank after a brace or a comma is layout; elsewhere it ends the path.
                let begun = prefixes.last().cloned().unwrap_or_default();
                if path != begun {
                    all.push(std::mem::replace(&mut path, begun));
                }
            }
        }
    }
    all.push(path);
    all.into_iter().filter(|path| path.contains("::")).collect()
}

/// The law that a path breaks in a file, if it breaks one.
fn forbidden(file: &str, path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split("::").collect();
    let is = |name: &str| file.ends_with(&format!("/{name}.rs")) || file.contains(&format!("/{name}/"));
    let room = file.split('/').next().and_then(|own| ROOMS.iter().position(|room| *room == own));
    let (first, inner) = match parts[..] {
        ["crate" | "registry", first, ref inner @ ..] => (first, inner),
        // Climbing out of the own folder leads to the same rooms.
        ["super", ..] => {
            let climbed: Vec<&str> = parts.iter().copied().skip_while(|part| *part == "super").collect();
            let depth = file.matches('/').count() + usize::from(!file.ends_with("mod.rs"));
            if parts.len() - climbed.len() < depth || climbed.is_empty() {
                return None;
            }
            return forbidden(file, &format!("crate::{}", climbed.join("::")));
        }
        [outside, ..] => (outside, &[] as &[&str]),
        [] => return None,
    };
    let is_actix = first.starts_with("actix");
    let is_pure = file.starts_with("rules/") || file.starts_with("tables/") || is("model");
    if is_pure && (is_actix || matches!(first, "config" | "clock" | "http")) {
        return Some("rules, tables and models are pure: time and settings come as arguments");
    }
    if is_pure && first == "db" && !matches!(inner.first(), Some(&("schema" | "columns"))) {
        return Some("rules, tables and models touch no database");
    }
    if (is("store") || is("actions")) && is_actix {
        return Some("below http.rs nobody knows of HTTP");
    }
    if file.split('/').next().is_some_and(|first| KNOWS_ALL.contains(&first)) {
        return None;
    }
    if first == "app" {
        return Some("app.rs opens the doors; nobody reaches back into it");
    }
    let other = ROOMS.iter().position(|name| *name == first).filter(|other| Some(*other) != room)?;
    let Some(own) = room else { return Some("the hall knows no room") };
    if own < other {
        return Some("a room imports only rooms to its left");
    }
    if inner.first().is_some_and(|part| BEHIND_THE_DOOR.contains(part)) {
        return Some("another room is entered by its door");
    }
    None
}
