//! The plan of the house: who may know whom, who touches which table, and what the journal may say was done.
//!
//! The order of the modules stands in the list of `src/lib.rs`, from the ground up: each may know those
//! before it and none after it. A path is followed to the file in which what it names is defined, through
//! names that a `use` brings into scope and through doors; so the laws hold of what is used, however it is
//! spelled. Two things do not count as using: that a folder's `mod.rs` hands on a part of its own folder,
//! which is what a door is for, and what stands in tests. A method is not followed to where it is written,
//! nor a name that a door hands on by `*`.

mod house;
mod source;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use registry::app::DOCUMENT;

use self::house::{House, Use};

/// Below a room's `http.rs`, what is behind its door and no business of another module.
const BEHIND_THE_DOOR: [&str; 4] = ["actions", "http", "model", "store"];

/// A table, and the files that touch it.
struct Table {
    name: &'static str,
    /// Those of its own room, which may change it.
    own: &'static [&'static str],
    /// Those that only look something up in it.
    looks: &'static [&'static str],
}

/// A table that only its own room touches.
const fn table(name: &'static str, own: &'static [&'static str]) -> Table {
    Table { name, own, looks: &[] }
}

/// Every table of the register.
const TABLES: [Table; 50] = [
    table("attestation_applications", &["attestation/model.rs", "attestation/store.rs"]),
    table("attestation_decisions", &["attestation/model.rs", "attestation/store.rs"]),
    table("attestation_submissions", &["attestation/model.rs", "attestation/store.rs"]),
    table("award_evidence", &["reviews/store.rs"]),
    table("award_reviews", &["reviews/model.rs", "reviews/store.rs"]),
    table(
        "awards",
        &[
            "qualifications/model.rs",
            "qualifications/store.rs",
            "qualifications/facts.rs",
            "qualifications/revocations.rs",
            "qualifications/corrections.rs",
        ],
    ),
    table("batch_chunks", &["imports/store.rs"]),
    table("batch_rows", &["imports/model.rs", "imports/store.rs"]),
    table("batches", &["imports/model.rs", "imports/store.rs"]),
    // The gate looks up who calls.
    Table { name: "clients", own: &["clients/model.rs", "clients/store.rs"], looks: &["auth/store.rs"] },
    table("completion_clients", &["completions/model.rs", "completions/numbers.rs"]),
    table(
        "completion_programmes",
        &["completions/model.rs", "completions/numbers.rs", "completions/facts.rs"],
    ),
    table(
        "completion_providers",
        &["completions/model.rs", "completions/numbers.rs", "completions/facts.rs"],
    ),
    table(
        "completions",
        &[
            "completions/model.rs",
            "completions/numbers.rs",
            "completions/store.rs",
            "completions/bulk.rs",
            "completions/facts.rs",
        ],
    ),
    table(
        "corrected_awards",
        &["qualifications/terms.rs", "qualifications/store.rs", "qualifications/corrections.rs"],
    ),
    table(
        "employments",
        &[
            "workers/model.rs",
            "workers/store.rs",
            "workers/employments.rs",
            "workers/bulk.rs",
            "workers/facts.rs",
            "workers/lists/store.rs",
        ],
    ),
    table("former_grades", &["qualifications/former_grades.rs"]),
    table("grades", &["qualifications/grades.rs", "qualifications/store.rs", "qualifications/facts.rs"]),
    table("idempotency_keys", &["http/idempotency.rs"]),
    table("jobs", &["jobs/model.rs", "jobs/store.rs"]),
    // The cellar begins after the last moment that was recorded.
    Table {
        name: "journal_entries",
        own: &["journal/model.rs", "journal/store.rs"],
        looks: &["db/moments.rs"],
    },
    table("journal_flush_clients", &["journal/flushes.rs"]),
    Table { name: "journal_flushes", own: &["journal/flushes.rs"], looks: &["db/moments.rs"] },
    table("journal_indexed", &["journal/runs.rs"]),
    table("journal_runs", &["journal/runs.rs"]),
    table("organisations", &["organisations/model.rs", "organisations/store.rs"]),
    table("organisation_states", &["organisations/model.rs", "organisations/states.rs"]),
    table("outbox", &["events/store.rs"]),
    table("packed_records", &["record/store.rs"]),
    table("programme_aliases", &["programmes/aliases.rs"]),
    table("programme_stages", &["programmes/stages.rs"]),
    table("programmes", &["programmes/model.rs", "programmes/store.rs"]),
    table("rule_set_simulation_changes", &["simulations/model.rs", "simulations/store.rs"]),
    table("rule_set_simulations", &["simulations/model.rs", "simulations/store.rs"]),
    table("rule_sets", &["rule_sets/model.rs", "rule_sets/store.rs"]),
    table("stale_records", &["record/store.rs"]),
    table(
        "supervision_attendances",
        &["supervision/store.rs", "supervision/bulk.rs", "supervision/facts.rs"],
    ),
    table(
        "supervision_sessions",
        &["supervision/model.rs", "supervision/store.rs", "supervision/bulk.rs", "supervision/facts.rs"],
    ),
    table(
        "suspensions",
        &[
            "qualifications/suspensions/model.rs",
            "qualifications/suspensions/store.rs",
            "qualifications/suspensions/facts.rs",
        ],
    ),
    table("hiring_contests", &["workers/hirings/model.rs", "workers/hirings/store.rs"]),
    table("hiring_notices", &["workers/hirings/store.rs"]),
    table("hirings", &["workers/hirings/model.rs", "workers/hirings/store.rs"]),
    table("house_changes", &["db/memory.rs"]),
    table("identity_refusals", &["workers/hirings/identities.rs"]),
    table(
        "absences",
        &["workers/absences/model.rs", "workers/absences/store.rs", "workers/absences/facts.rs"],
    ),
    table("withdrawn_idnos", &["organisations/idnos.rs"]),
    table("withdrawn_idnps", &["workers/idnps.rs"]),
    table(
        "withdrawn_revocations",
        &["qualifications/model.rs", "qualifications/store.rs", "qualifications/revocations.rs"],
    ),
    table("worker_closures", &["workers/closures.rs"]),
    table(
        "workers",
        &[
            "workers/model.rs",
            "workers/store.rs",
            "workers/bulk.rs",
            "workers/closures.rs",
            "workers/idnps.rs",
            "workers/lists/store.rs",
        ],
    ),
];

/// The house as it is checked in.
static HOUSE: LazyLock<House> = LazyLock::new(House::here);

#[test]
fn no_file_knows_itself_through_others() {
    let circle = HOUSE.circle().unwrap_or_default();
    assert!(circle.is_empty(), "these lines make a circle:\n{}", circle.join("\n"));
}

#[test]
fn every_module_knows_only_those_before_it() {
    let (house, plan) = (&*HOUSE, Plan::here());
    let declared: BTreeSet<_> = house.files["lib.rs"].children.iter().map(String::as_str).collect();
    let planned: Vec<_> = plan.order.iter().map(String::as_str).collect();
    assert_eq!(planned.iter().copied().collect::<BTreeSet<_>>(), declared, "the list of src/lib.rs");
    assert_eq!(planned.len(), declared.len(), "a module stands twice in the list of src/lib.rs");
    expect_none(&out_of_order(house, &plan));
}

#[test]
fn what_is_pure_and_what_is_behind_a_door_stays_so() {
    expect_none(&trespasses(&HOUSE, &Plan::here()));
}

#[test]
fn a_table_is_touched_by_its_own_room() {
    let schema = &HOUSE.files["db/schema.rs"];
    let begun = |line: &str| line.strip_prefix("    ")?.split_once(" (").map(|(table, _)| table.to_owned());
    let tables: BTreeSet<_> =
        schema.statements.iter().filter_map(|statement| begun(&statement.text)).collect();
    let known: BTreeSet<_> = TABLES.iter().map(|table| table.name.to_owned()).collect();
    assert_eq!(tables, known, "the tables of db/schema.rs, and those whose files are named here");
    expect_none(&foreign_tables(&HOUSE, &TABLES));
    let touched: BTreeSet<_> = touched(&HOUSE).into_iter().map(|(table, one)| (table, one.from)).collect();
    let idle = |table: &Table, file: &&str| !touched.contains(&(table.name.to_owned(), *file));
    for table in &TABLES {
        let idle: Vec<_> = table.own.iter().chain(table.looks).filter(|file| idle(table, file)).collect();
        assert!(idle.is_empty(), "{idle:?} no longer touch {}", table.name);
    }
}

#[test]
fn what_is_noted_is_an_operation_of_the_contract() {
    assert!(OPERATIONS.len() > 80, "the contract is not where this test looks");
    expect_none(&unknown_operations(&HOUSE, &OPERATIONS));
}

/// The order of the modules, as the list of `src/lib.rs` has it.
struct Plan {
    /// All modules, from the ground up.
    order: Vec<String>,
    /// The rooms.
    rooms: Vec<String>,
    /// Those that alone know all rooms.
    porch: Vec<String>,
}

impl Plan {
    fn here() -> Self {
        Self::of(include_str!("../../src/lib.rs"))
    }

    fn of(text: &str) -> Self {
        let (mut order, mut rooms, mut porch) = (Vec::new(), Vec::new(), Vec::new());
        let mut layer = "";
        for line in text.lines().filter_map(|line| line.strip_prefix("//! ")) {
            let modules = match (
                line.strip_prefix("- ").and_then(|item| item.split_once(':')),
                line.strip_prefix("  "),
            ) {
                (Some((begun, modules)), _) => {
                    layer = begun;
                    modules
                }
                (None, Some(modules)) if !layer.is_empty() => modules,
                _ => continue,
            };
            for module in modules.split('`').skip(1).step_by(2).map(str::to_owned) {
                match layer.split(',').next() {
                    Some("rooms") => rooms.push(module.clone()),
                    Some("porch") => porch.push(module.clone()),
                    _ => {}
                }
                order.push(module);
            }
        }
        Self { order, rooms, porch }
    }

    fn place(&self, file: &str) -> Option<usize> {
        self.order.iter().position(|module| module == top(file))
    }

    fn is_room(&self, file: &str) -> bool {
        self.rooms.iter().any(|room| room == top(file))
    }

    fn is_porch(&self, file: &str) -> bool {
        matches!(file, "main.rs" | "lib.rs") || self.porch.iter().any(|module| module == top(file))
    }
}

/// The module at the top in which a file is.
fn top(file: &str) -> &str {
    file.split('/').next().unwrap_or_default().trim_end_matches(".rs")
}

fn expect_none(broken: &[String]) {
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Uses of a module that comes later.
fn out_of_order(house: &House, plan: &Plan) -> Vec<String> {
    let uses = house.uses();
    let late = uses
        .iter()
        .filter(|one| !matches!(one.from, "main.rs" | "lib.rs") && plan.place(one.from) < plan.place(one.to));
    late.map(|one| format!("{}: {} comes after {}", one.told(), top(one.to), top(one.from))).collect()
}

/// Uses that break a law of their file's kind.
fn trespasses(house: &House, plan: &Plan) -> Vec<String> {
    let inside = house.uses();
    let inside = inside.iter().filter_map(|one| Some((one.told(), forbidden(one, plan)?)));
    let outside = house.files.iter().flat_map(|(file, source)| {
        source.statements.iter().filter_map(move |statement| {
            let law = statement.paths.iter().find_map(|path| outside(file, path));
            law.map(|law| (format!("src/{file}:{}: `{}`", statement.line, statement.text.trim()), law))
        })
    });
    let mut all: Vec<_> = inside.chain(outside).map(|(line, law)| format!("{line}: {law}")).collect();
    all.dedup();
    all
}

/// Whether a file is one of a kind that each room has: `model.rs`, or in `model/`.
fn is_a(file: &str, kind: &str) -> bool {
    file.ends_with(&format!("/{kind}.rs")) || file.contains(&format!("/{kind}/"))
}

fn is_pure(file: &str) -> bool {
    matches!(top(file), "rules" | "tables") || is_a(file, "model")
}

/// The law that a use breaks, if it breaks one.
fn forbidden(one: &Use<'_>, plan: &Plan) -> Option<&'static str> {
    if is_pure(one.from) {
        if matches!(top(one.to), "config" | "clock" | "http") {
            return Some("rules, tables and models are pure: time and settings come as arguments");
        }
        if top(one.to) == "db" && one.to != "db/schema.rs" {
            return Some("rules, tables and models touch no database");
        }
    }
    if plan.is_porch(one.from) || top(one.from) == top(one.to) || !plan.is_room(one.to) {
        return None;
    }
    // Another room is named by its door, wherever beyond it the thing is.
    let named = paths_of(one).into_iter().find(|parts| {
        parts.first().is_some_and(|first| first == top(one.to))
            && parts.get(1).is_some_and(|next| BEHIND_THE_DOOR.contains(&next.as_str()))
    });
    named.map(|_| "another room is entered by its door")
}

/// The paths of the line of a use, without what leads up to the modules at the top.
fn paths_of(one: &Use<'_>) -> Vec<Vec<String>> {
    let source = source::Source::read(one.text);
    let paths = source.statements.into_iter().flat_map(|statement| statement.paths);
    let onward = |path: String| {
        let parts = path.split("::").map(str::to_owned);
        parts.skip_while(|part| matches!(part.as_str(), "crate" | "super" | "self" | "registry")).collect()
    };
    paths.map(onward).collect()
}

/// The law that a path to another crate breaks, if it breaks one.
fn outside(file: &str, path: &str) -> Option<&'static str> {
    let is_actix = path.starts_with("actix");
    if is_actix && is_pure(file) {
        return Some("rules, tables and models are pure: time and settings come as arguments");
    }
    (is_actix && (is_a(file, "store") || is_a(file, "actions")))
        .then_some("below http.rs nobody knows of HTTP")
}

/// The tables that are touched, and where.
fn touched(house: &House) -> Vec<(String, Use<'_>)> {
    let mut all = Vec::new();
    for (from, source) in &house.files {
        for statement in &source.statements {
            for path in &statement.paths {
                let Some((to @ "db/schema.rs", rest)) = house.find(from, path) else { continue };
                let Some(table) = rest.first().filter(|_| to != from) else { continue };
                let (line, text) = (statement.line, statement.text.as_str());
                all.push((table.clone(), Use { from, line, text, to, is_door: false }));
            }
        }
    }
    all
}

/// Tables that a file touches, or names in SQL, which are not its own; and changes by one that only looks.
fn foreign_tables(house: &House, tables: &[Table]) -> Vec<String> {
    let owners: BTreeMap<_, _> = tables.iter().map(|table| (table.name, table)).collect();
    let looks = |file: &str, table: &str| owners.get(table).is_some_and(|table| table.looks.contains(&file));
    let may = |file: &str, table: &str| {
        owners.get(table).is_some_and(|table| table.own.contains(&file)) || looks(file, table)
    };
    let uses = touched(house).into_iter().filter(|(table, one)| !may(one.from, table));
    let mut all: Vec<_> =
        uses.map(|(table, one)| format!("{}: {table} is not its own", one.told())).collect();
    for (file, source) in &house.files {
        for (line, text) in &source.texts {
            let words: Vec<_> = text.split_whitespace().collect();
            for pair in words.windows(2).filter(|pair| matches!(pair[0], "FROM" | "INTO" | "UPDATE" | "JOIN"))
            {
                let table = pair[1].trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
                if owners.contains_key(table) && !may(file, table) {
                    all.push(format!("src/{file}:{line}: `{} {table}`: it is not its own", pair[0]));
                }
            }
        }
        let only_looks = tables.iter().any(|table| table.looks.contains(&file.as_str()));
        for statement in source.statements.iter().filter(|_| only_looks) {
            if ["insert_into", "diesel::update", "diesel::delete"]
                .iter()
                .any(|word| statement.text.contains(word))
            {
                all.push(format!(
                    "src/{file}:{}: `{}`: it may only look",
                    statement.line,
                    statement.text.trim()
                ));
            }
        }
    }
    all
}

/// The operations of the contract. What is noted in the journal while the tests run is held to them as well
/// (see [`crate::service`]).
pub static OPERATIONS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let paths = DOCUMENT["paths"].as_object().expect("paths");
    let all = paths.values().flat_map(|methods| methods.as_object().into_iter().flatten());
    all.filter_map(|(_, operation)| operation["operationId"].as_str().map(str::to_owned)).collect()
});

/// Texts that begin as an operation does (`create_…`), and are none.
fn unknown_operations(house: &House, operations: &BTreeSet<String>) -> Vec<String> {
    let verb = |text: &str| text.split_once('_').map(|(verb, _)| verb.to_owned());
    let verbs: BTreeSet<_> = operations.iter().filter_map(|operation| verb(operation)).collect();
    let is_word = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    let texts = house
        .files
        .iter()
        .flat_map(|(file, source)| source.texts.iter().map(move |(line, text)| (file, line, text)));
    let unknown = texts.filter(|(_, _, text)| {
        is_word(text) && verb(text).is_some_and(|verb| verbs.contains(&verb)) && !operations.contains(*text)
    });
    unknown
        .map(|(file, line, text)| format!("src/{file}:{line}: `{text}` is no operation of the contract"))
        .collect()
}

/// The order of a small house.
const SMALL: &str = "//! - words: `clock` `error` `values`\n//! - cellar: `db` `journal`
//! - quiet rooms: `rules` `tables`\n//! - hall: `http` `auth`\n//! - rooms: `organisations` `workers`
//!   `completions` `status`\n//! - porch, which knows all: `config` `app`";

/// The files that the lines below speak of, each as bare as can be.
const BARE: [(&str, &str); 14] = [
    ("app.rs", ""),
    ("clock.rs", ""),
    ("config.rs", ""),
    ("error.rs", ""),
    ("values.rs", ""),
    ("db/mod.rs", "pub mod schema;\nmod connection;\npub use connection::Conn;"),
    ("db/schema.rs", "    workers (id) {\n    employments (id) {"),
    ("db/connection.rs", "pub struct Conn;"),
    ("http.rs", ""),
    ("organisations/mod.rs", ""),
    ("workers/mod.rs", "mod http;\nmod store;\npub use store::find;"),
    ("workers/http.rs", ""),
    ("workers/store.rs", ""),
    ("status/mod.rs", ""),
];

/// The small house with a line in one of its files.
fn with(file: &str, line: &str) -> House {
    let bare = BARE.iter().copied().filter(|(name, _)| *name != file);
    House::of(bare.chain([(file, line)]))
}

fn broken(file: &str, line: &str) -> Vec<String> {
    let (house, plan) = (with(file, line), Plan::of(SMALL));
    [out_of_order(&house, &plan), trespasses(&house, &plan), foreign_tables(&house, SMALL_TABLES)].concat()
}

const SMALL_TABLES: &[Table] = &[
    Table { name: "workers", own: &["workers/model.rs", "workers/store.rs"], looks: &["auth/store.rs"] },
    table("employments", &["workers/store.rs"]),
];

#[test]
fn the_check_sees_each_kind_of_break_in() {
    let bad = [
        ("rules/evaluate.rs", "use actix_web::web;"),
        ("rules/evaluate.rs", "use crate::clock::Clock;"),
        ("rules/evaluate.rs", "    let now = crate::clock::Clock::system();"),
        ("tables/cell.rs", "use crate::db::Conn;"),
        ("workers/model.rs", "use crate::db::Conn;"),
        ("workers/model.rs", "use crate::{config, values};"),
        ("workers/model.rs", "use crate::db::{self, schema::workers};\nfn f() { db::read() }"),
        ("workers/store.rs", "use actix_web::web;"),
        ("completions/store.rs", "use crate::workers::store::find;"),
        ("completions/actions.rs", "use actix_web::HttpRequest;"),
        ("completions/actions.rs", "use crate::workers::store::find;"),
        ("completions/actions.rs", "use crate::{\n    error::Error,\n    workers::http::WorkerPage,\n};"),
        ("completions/http.rs", "use crate::workers::http::WorkerPage;"),
        ("completions/http/pages.rs", "use super::super::super::workers::http::WorkerPage;"),
        ("completions/http.rs", "    crate::status::query(tx)"),
        ("completions/http.rs", "use crate::{status as later};"),
        ("organisations/mod.rs", "use crate::workers::Worker;"),
        ("organisations/mod.rs", "use crate::app;"),
        ("journal/store.rs", "use crate::workers::Worker;"),
        ("db/mod.rs", "use crate::{app, error};"),
        ("completions/store.rs", "use crate::db::schema::workers;"),
        (
            "completions/store.rs",
            "use crate::db::schema::{self, completions};\nfn f() { schema::workers::table }",
        ),
        ("completions/store.rs", "let sql = \"SELECT 1 FROM workers\";"),
        ("workers/model.rs", "use crate::db::schema::employments;"),
        ("auth/store.rs", "use crate::db::schema::workers;\nfn f() { diesel::update(workers::table) }"),
    ];
    for (file, line) in bad {
        assert!(!broken(file, line).is_empty(), "{file}: {line}");
    }
    let good = [
        ("workers/model.rs", "use crate::db::schema::workers;"),
        ("status/actions.rs", "use crate::{completions, workers::Worker};"),
        ("completions/actions.rs", "use super::store;"),
        ("completions/http.rs", "use crate::http::{Json, Reply};"),
        ("completions/http.rs", "/// See crate::status::query."),
        ("completions/http.rs", "let path = \"crate::status::query\"; // crate::status"),
        ("completions/http.rs", "#[cfg(test)]\nmod tests {\n    use crate::status::query;\n}"),
        ("completions/store.rs", "let sql = \"SELECT 1 FROM nowhere\";"),
        ("workers/store.rs", "use crate::db::schema::workers::dsl;"),
        ("auth/store.rs", "use crate::db::schema::workers;\nfn f() { workers::table.find(id) }"),
        ("app.rs", "use crate::{organisations, status};"),
        ("auth/actions.rs", "use crate::values::OrganisationId;"),
    ];
    for (file, line) in good {
        assert_eq!(broken(file, line), Vec::<String>::new(), "{file}: {line}");
    }
}

#[test]
fn the_check_sees_a_circle_however_it_is_spelled() {
    let circles: [&[(&str, &str)]; 6] = [
        &[("a.rs", "use crate::b::B;"), ("b.rs", "use crate::a::A;")],
        &[("a.rs", "use crate::b::B;"), ("b.rs", "use crate::c::C;"), ("c.rs", "fn f() { crate::a::f() }")],
        // A child that uses what its parent has of its own, while the parent uses the child.
        &[("a/mod.rs", "mod part;\nfn f() { part::g() }"), ("a/part.rs", "use super::Own;")],
        // Through a door: what `a` hands on is defined in its part.
        &[
            ("a/mod.rs", "mod part;\npub use part::Part;"),
            ("a/part.rs", "use crate::b::B;"),
            ("b.rs", "use crate::a::Part;"),
        ],
        &[
            ("a/mod.rs", "mod part;\npub use part::f;"),
            ("a/part.rs", "use crate::b::B;"),
            ("b.rs", "use crate::a;\nfn g() { a::f() }"),
        ],
        &[
            ("a.rs", "use crate::{\n    b::{self as other, B},\n};\nfn f() { other::f() }"),
            ("b.rs", "use super::a::A;"),
        ],
    ];
    for files in circles {
        assert!(House::of(files.iter().copied()).circle().is_some(), "{files:?}");
    }
    let ways: [&[(&str, &str)]; 5] = [
        &[("a.rs", "use crate::b::B;"), ("b.rs", "")],
        &[
            ("a/mod.rs", "mod part;\nmod other;\npub use part::Part;"),
            ("a/part.rs", ""),
            ("a/other.rs", "use super::Part;"),
        ],
        &[("a.rs", "use crate::b::B;"), ("b.rs", "// use crate::a::A;")],
        &[("a.rs", "use crate::b::B;"), ("b.rs", "#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}")],
        &[("a.rs", "use crate::b::B;"), ("b.rs", "let text = r#\"crate::a::A\"#;")],
    ];
    for files in ways {
        assert_eq!(House::of(files.iter().copied()).circle(), None, "{files:?}");
    }
}

#[test]
fn the_check_sees_what_is_no_operation() {
    let operations = BTreeSet::from(["create_worker".to_owned(), "list_workers".to_owned()]);
    let unknown = |line: &str| unknown_operations(&House::of([("workers/actions.rs", line)]), &operations);
    assert_eq!(unknown("note(tx, call, \"create_wroker\", id)?;").len(), 1);
    assert_eq!(unknown("let operation = \"list_worker\";").len(), 1);
    assert_eq!(unknown("note(tx, call, \"create_worker\", id)?;"), Vec::<String>::new());
    assert_eq!(unknown("let object_type = \"worker\"; // create_wroker"), Vec::<String>::new());
}
