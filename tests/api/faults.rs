//! Every fault of the program has a code of its own, words in three languages, and a place in the contract.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use registry::app::{DOCUMENT, faults};
use registry::imports::faults::of_rows;
use registry::values::Translated;
use serde_json::Value;

#[test]
fn a_code_stands_for_one_fault_or_for_cases_that_are_told_apart() {
    let mut seen: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for fault in faults() {
        let name = fault.name;
        assert!(
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.bytes().all(|b| b.is_ascii_alphanumeric()),
            "{name} is not camelCase"
        );
        assert!(seen.entry(name).or_default().insert(fault.case), "{name} {} is declared twice", fault.case);
    }
    for (name, cases) in seen {
        assert!(cases.len() == 1 || !cases.contains(""), "of {name} one has a case and another one has none");
    }
}

#[test]
fn what_a_room_declares_is_in_the_list() {
    let listed: BTreeSet<_> = faults().iter().map(|fault| fault.name).collect();
    let mut declared = 0;
    for file in files_named("faults.rs", Path::new("src")) {
        let text = fs::read_to_string(&file).expect("readable");
        for code in text.lines().filter_map(declared_code) {
            assert!(listed.contains(code), "{code} of {} is not in `app::faults`", file.display());
            declared += 1;
        }
    }
    assert!(declared > 150, "the form of a declaration has changed: only {declared} are found");
}

fn files_named(name: &str, under: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(under).expect("a folder").map(|entry| entry.expect("readable").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.is_dir());
    let here = files.into_iter().filter(|file| name.is_empty() || file.ends_with(name));
    here.chain(folders.iter().flat_map(|folder| files_named(name, folder))).collect()
}

/// The code of a line such as `closed() = "workerClosed" case "closed" {`.
fn declared_code(line: &str) -> Option<&str> {
    let (_, behind) = line.split_once(") = ")?;
    behind.trim_start_matches("warning ").strip_prefix('"')?.split('"').next()
}

#[test]
fn every_fault_speaks_three_languages() {
    for fault in faults() {
        for Translated { ro, en, ru } in fault.message.iter().chain([&fault.expected]) {
            for text in [ro, en, ru] {
                assert!((2..=400).contains(&text.chars().count()), "{}: {text}", fault.name);
                assert!(!text.ends_with('.') && text.trim() == *text, "{}: {text}", fault.name);
                assert_eq!(placeholders(text), placeholders(en), "{}: {text}", fault.name);
            }
            let is_cyrillic = |text: &str| text.chars().any(|c| ('а'..='я').contains(&c));
            let is_code = ru.chars().all(|c| !c.is_alphabetic());
            assert!(ro != en && ru != en && (is_cyrillic(ru) || is_code), "{}: {ro}, {en}, {ru}", fault.name);
            assert!(!is_cyrillic(en) && !is_cyrillic(ro), "{}: {en}, {ro}", fault.name);
            assert!(!en.chars().any(|c| "ăâîșțĂÂÎȘȚ".contains(c)), "{}: {en}", fault.name);
            assert!(!ro.chars().any(|c| "şţŞŢ".contains(c)), "{}: {ro} has a cedilla", fault.name);
        }
    }
}

fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect()
}

#[test]
fn the_contract_lists_every_code() {
    let codes: BTreeSet<_> = faults().iter().map(|fault| fault.name).collect();
    for schema in ["Problem", "ProblemFault"] {
        let listed = &DOCUMENT["components"]["schemas"][schema]["properties"]["code"]["enum"];
        let listed: BTreeSet<_> =
            listed.as_array().expect("codes").iter().filter_map(Value::as_str).collect();
        assert_eq!(listed, codes, "{schema}");
    }
}

#[test]
fn every_kind_of_problem_is_shown_by_one_of_its_own() {
    for (name, response) in DOCUMENT["components"]["responses"].as_object().expect("responses") {
        let example = &response["content"]["application/problem+json"]["example"];
        assert_eq!(example["type"], format!("urn:registry:problem:{name}"));
        assert!(example["code"].is_string() && example["detail"] != example["title"], "{name}: {example}");
    }
}

#[test]
fn a_problem_of_an_operation_is_shown_by_one_of_its_status() {
    let mut shown = 0;
    for (path, operations) in DOCUMENT["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                let Some(media) = response["content"].get("application/problem+json") else { continue };
                assert_eq!(media["example"]["status"].to_string(), *status, "{method} {path}");
                shown += 1;
            }
        }
    }
    assert!(shown > 0, "no operation describes a problem in its own words");
}

#[test]
fn what_a_row_can_be_told_is_read_again() {
    let known: BTreeSet<_> = of_rows().into_iter().flatten().map(|fault| fault.name).collect();
    let told = |room: &str| fs::read_to_string(format!("src/{room}/faults.rs")).expect("faults of a room");
    for room in rooms_whose_faults_are_used(Path::new("src/imports")) {
        for code in told(&room).lines().filter_map(declared_code) {
            assert!(known.contains(code), "{code} of {room} is not in `imports::faults::of_rows`");
        }
    }
}

/// The rooms of `organisations::faults::absent()` and its like in the files of a folder.
fn rooms_whose_faults_are_used(folder: &Path) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for file in files_named("", folder) {
        let text = fs::read_to_string(&file).expect("readable");
        for (before, _) in text.match_indices("::faults::").map(|(at, _)| text.split_at(at)) {
            let room: String =
                before.chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            rooms.insert(room.chars().rev().collect::<String>());
        }
    }
    rooms.retain(|room| !["super", "self"].contains(&room.as_str()));
    assert!(rooms.contains("workers"), "{rooms:?}");
    rooms
}
