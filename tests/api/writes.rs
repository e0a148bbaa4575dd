//! A read cannot write: by its signature, and where that is got round, by the engine.

use std::fs;
use std::path::Path;

use actix_web::rt::time::timeout;
use diesel::prelude::*;
use registry::db::Tx;
use registry::db::schema::stale_records as stale;
use registry::error::{Error, Kind, Result};
use registry::values::WorkerId;
use uuid::Uuid;

use super::service::Service;

/// Writes in the least way there is: a row about nobody, that no test looks at.
fn write(conn: &mut registry::db::Conn) -> Result<usize> {
    let row = (stale::worker_id.eq(WorkerId(Uuid::nil())), stale::change.eq(4_711));
    Ok(diesel::insert_into(stale::table).values(row).execute(conn)?)
}

async fn rows(service: &Service) -> i64 {
    let about_nobody = stale::table.filter(stale::worker_id.eq(WorkerId(Uuid::nil()))).count();
    service.hall.db.refresh();
    service.hall.db.read(move |view| Ok(about_nobody.get_result(&mut **view)?)).await.expect("read")
}

#[actix_web::test]
async fn the_engine_refuses_a_write_in_every_kind_of_read() {
    let service = Service::start().await;
    let db = &service.hall.db;
    db.read(|view| write(view)).await.expect_err("a read wrote");
    db.scan(|view| write(view)).await.expect_err("a long read wrote");
    db.access(|view| write(view), |_, _| Ok(())).await.expect_err("a read about a person wrote");
    let unheeded = db.access(|view| Ok(write(view).is_ok()), |_, _| Ok(())).await;
    assert!(!matches!(unheeded, Ok(true)), "a read about a person wrote");
    assert_eq!(rows(&service).await, 0);
    // The statement is a good one where writing is allowed.
    db.write(|tx| write(tx.conn())).await.expect("a write writes");
    assert_eq!(rows(&service).await, 1);
}

#[actix_web::test]
async fn a_read_that_was_refused_leaves_its_connection_as_it_was() {
    let service = Service::start().await;
    for _ in 0..40 {
        service.hall.db.read(|view| write(view)).await.expect_err("a read wrote");
        let access = service.hall.db.access(|view| write(view), |_, _| Ok(()));
        timeout(std::time::Duration::from_secs(10), access).await.expect("in time").expect_err("it wrote");
    }
    service.hall.db.write(|tx| write(tx.conn())).await.expect("a write writes");
    assert_eq!(rows(&service).await, 1);
}

/// Keeps a row of its own for each number, about nobody.
fn keep(tx: &mut Tx<'_>, number: i64) -> Result<()> {
    let row = (stale::worker_id.eq(WorkerId(Uuid::nil())), stale::change.eq(5_000 + number));
    diesel::insert_into(stale::table).values(row).execute(tx.conn())?;
    Ok(())
}

fn refused() -> Error {
    Error::conflict(registry::completions::faults::withdrawn())
}

/// Writes that come at once share a commit, and each ends as if it were alone.
#[actix_web::test]
async fn a_write_that_fails_or_panics_takes_no_other_with_it() {
    let service = Service::start().await;
    let db = &service.hall.db;
    let write = |number: i64| {
        db.write(move |tx| match number % 10 {
            3 => Err(refused()),
            5 => keep(tx, number).and_then(|()| Err(refused())),
            7 if number == 57 => panic!("{:?}", keep(tx, number)),
            // A part of it fails, and is undone by itself.
            9 => {
                let part = tx.nested(|tx| keep(tx, 1_000 + number).and_then(|()| Err::<(), _>(refused())));
                part.expect_err("refused");
                keep(tx, number)
            }
            _ => keep(tx, number),
        })
    };
    let ended = futures_util::future::join_all((0..100).map(write)).await;
    let is_done = |number: &i64| ![3, 5].contains(&(number % 10)) && *number != 57;
    for (number, ended) in (0..).zip(&ended) {
        assert_eq!(ended.is_ok(), is_done(&number), "{number}: {ended:?}");
        let is_refused = ended.as_ref().is_err_and(|error| error.kind() == Kind::Conflict);
        assert_eq!(is_refused, [3, 5].contains(&(number % 10)), "{number}: {ended:?}");
    }
    let about_nobody = stale::table.filter(stale::worker_id.eq(WorkerId(Uuid::nil()))).order(stale::change);
    let kept = db.read(move |view| Ok(about_nobody.select(stale::change).load::<i64>(&mut **view)?)).await;
    let expected: Vec<i64> = (0..100).filter(is_done).map(|number| 5_000 + number).collect();
    assert_eq!(kept.expect("read"), expected);
}

#[test]
fn functions_that_write_take_a_transaction() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut broken, mut sites) = (vec![source.clone()], Vec::new(), 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(&source).expect("below src").to_string_lossy().into_owned();
            if path.is_dir() {
                // The engine itself opens transactions, and brings the schema up to date.
                if name != "db" {
                    folders.push(path);
                }
            } else if name == "sql/insert.rs" {
                // It composes a statement; whoever executes that is looked at.
                assert!(!fs::read_to_string(&path).expect("readable").contains("execute("));
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("readable");
                sites += write_sites(&text).len();
                broken.extend(violations(&name, &text));
            }
        }
    }
    assert!(sites > 50, "only {sites} writes were found: the source does not look as this test expects");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_check_sees_each_way_to_write() {
    let bad = [
        "fn f(conn: &mut Conn) {\n    diesel::insert_into(t::table).values(v).execute(conn)?;\n}",
        "fn f(conn: &mut Conn) {\n    let new = diesel::insert_into(t::table).values(v);\n}",
        "fn f(view: &mut View<'_>) {\n    diesel::update(t::table).set(s);\n}",
        "fn f(\n    conn: &mut Conn,\n    id: Id,\n) {\n    diesel::delete(t::table);\n}",
        "fn f(c: &mut SqliteConnection) {\n    c.batch_execute(\"VACUUM\");\n}",
        "fn f(conn: &mut Conn) {\n    sql_query(\"UPDATE t SET a = 1 RETURNING a\").get_result(conn)?;\n}",
        "fn f(conn: &mut Conn) {\n    each!(conn, c => statement.execute(c)?);\n}",
        "fn f(conn: &mut Conn) {\n    diesel::copy_from(t::table);\n}",
        "fn f(conn: &mut Conn) {\n    change.save_changes::<T>(conn)?;\n}",
        "use diesel::{prelude::*, update};",
        "fn f(tx: &mut Tx<'_>, conn: &mut Conn) {\n    diesel::delete(t::table).execute(conn)?;\n}",
        "impl A {\n    fn f(&self, conn: &mut Conn) {\n        diesel::delete(t::table);\n    }\n}",
        "fn g(tx: &mut Tx<'_>) {\n}\n\nfn f(conn: &mut Conn) {\n    diesel::delete(t::table);\n}",
    ];
    for source in bad {
        assert!(!violations("a.rs", source).is_empty(), "{source}");
    }
    let good = [
        "fn f(tx: &mut Tx<'_>) {\n    diesel::insert_into(t::table).values(v).execute(tx.conn())?;\n}",
        "fn f(\n    tx: &mut Tx<'_>,\n    id: Id,\n) {\n    diesel::delete(t::table);\n}",
        "fn f(conn: &mut Conn) {\n    t::table.load(conn)?;\n}",
        "fn f(conn: &mut Conn) {\n    // Before diesel::delete(t::table).\n}",
        "impl A {\n    fn f(&self, tx: &mut Tx<'_>) {\n        diesel::delete(t::table);\n    }\n}",
        "use diesel::prelude::*;",
    ];
    for source in good {
        assert_eq!(violations("a.rs", source), Vec::<String>::new());
    }
}

/// Code in which something is written, or may be.
const WRITES: [&str; 11] = [
    "diesel::insert_into(",
    "diesel::insert_or_ignore_into(",
    "diesel::replace_into(",
    "diesel::update(",
    "diesel::delete(",
    "diesel::copy_from(",
    ".save_changes",
    "execute(",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
];

/// Every place of a source at which something is written, without comments.
fn write_sites(source: &str) -> Vec<usize> {
    let mut sites = Vec::new();
    for word in WRITES {
        for (at, _) in source.match_indices(word) {
            let line = source[..at].rfind('\n').map_or(0, |newline| newline + 1);
            if !source[line..at].contains("//") {
                sites.push(at);
            }
        }
    }
    sites
}

/// Functions that write and could be called by a read, each with its place.
fn violations(file: &str, source: &str) -> Vec<String> {
    let functions = functions(source);
    let mut found = Vec::new();
    for at in write_sites(source) {
        let line = source[..at].matches('\n').count() + 1;
        let around = functions.iter().rfind(|(begin, end, _)| *begin < at && at < *end);
        match around {
            Some((_, _, signature)) if signature.contains("&mut Tx<'_>") && !reads(signature) => {}
            Some(_) => {
                found.push(format!("src/{file}:{line}: what writes takes `&mut Tx<'_>` and nothing else"));
            }
            None => found.push(format!("src/{file}:{line}: a statement outside a function")),
        }
    }
    let names = ["insert_into", "update", "delete", "copy_from", "replace_into"];
    for (index, line) in source.lines().enumerate().filter(|(_, line)| line.starts_with("use diesel")) {
        if line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| names.contains(&word)) {
            found.push(format!("src/{file}:{}: a statement that writes is named in full", index + 1));
        }
    }
    found
}

/// Whether a function takes a connection that a read has as well.
fn reads(signature: &str) -> bool {
    ["&mut Conn", "&mut View", "Connection"].iter().any(|connection| signature.contains(connection))
}

/// The beginning and end of each function, by its indentation, with its signature.
fn functions(source: &str) -> Vec<(usize, usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let code = line.trim_start();
        let words = code.split(|c: char| c == '(' || c.is_whitespace());
        if words.take_while(|word| !word.is_empty()).any(|word| word == "fn") {
            let end = format!("\n{}}}", &line[..line.len() - code.len()]);
            let end = source[at..].find(&end).map_or(source.len(), |length| at + length);
            let signature = source[at..end].split('{').next().unwrap_or_default();
            found.push((at, end, signature));
        }
        at += line.len();
    }
    found
}
