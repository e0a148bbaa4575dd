//! Round trips: what leaves in the columns of the import can be sent back, unchanged or edited.

use std::io::{Cursor, Read, Seek};

use actix_web::http::Method;
use actix_web::http::header::ACCEPT;
use calamine::{Data, Reader};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use registry::tables::Cell;
use registry::tables::write::Xlsx;
use registry::values::{Day, Reference};
use serde_json::{Value, json};

use crate::fixtures::{Scene, text};
use crate::imports::counts;
use crate::service::{Answer, Client};

pub const NDJSON: &str = "application/x-ndjson";
pub const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub const FORMS: [&str; 3] = [NDJSON, CSV, XLSX];
/// Registers that are drawn.
const CASES: usize = 3;

pub async fn asked(client: &Client, path: &str, accept: &str) -> Answer {
    client.send(client.request(Method::GET, path).insert_header((ACCEPT, accept))).await
}

async fn export(client: &Client, path: &str, form: &str) -> Vec<u8> {
    asked(client, &format!("{path}?form=import"), form).await.expect(200).bytes.clone()
}

/// The file with another value in a column of some rows.
pub fn edited(form: &str, file: &[u8], column: &str, edits: &[(usize, String)]) -> Vec<u8> {
    if form == NDJSON {
        let mut rows = lines_of(file);
        for (row, value) in edits {
            rows[*row][column] = json!(value);
        }
        return rows.iter().map(|row| format!("{row}\n")).collect::<String>().into_bytes();
    }
    let (titles, mut rows) = table_of(form, file);
    let place = titles.iter().position(|title| title == column).expect("the column");
    for (row, value) in edits {
        rows[*row][place] = if value.is_empty() { Cell::Empty } else { Cell::Text(value.clone()) };
    }
    file_of(form, &titles, &rows)
}

/// The lines of a file as JSON.
pub fn lines_of(file: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(file).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

/// The titles and rows of a file of CSV or of a workbook.
pub fn table_of(form: &str, file: &[u8]) -> (Vec<String>, Vec<Vec<Cell>>) {
    let mut rows: Vec<Vec<Cell>> = if form == CSV {
        let file = file.strip_prefix(b"\xEF\xBB\xBF").expect("a byte order mark");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file);
        let cells = |row: csv::StringRecord| row.iter().map(|text| Cell::Text(text.to_owned())).collect();
        reader.records().map(|row| cells(row.expect("a row"))).collect()
    } else {
        let mut book = calamine::Xlsx::new(Cursor::new(file.to_vec())).expect("a workbook");
        let sheet = book.worksheet_range_at(0).expect("a sheet").expect("readable");
        sheet.rows().map(|row| row.iter().map(cell).collect()).collect()
    };
    (rows.remove(0).iter().map(|cell| cell.written().into_owned()).collect(), rows)
}

/// A file of CSV or a workbook of these titles and rows.
pub fn file_of(form: &str, titles: &[String], rows: &[Vec<Cell>]) -> Vec<u8> {
    if form == CSV {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(titles).expect("it takes it");
        for row in rows {
            writer.write_record(row.iter().map(|cell| cell.written().into_owned())).expect("it takes it");
        }
        return writer.into_inner().expect("it takes it");
    }
    let mut book = Xlsx::default();
    book.titles(&titles.iter().map(String::as_str).collect::<Vec<_>>()).expect("it takes it");
    for row in rows {
        book.row(row).expect("it takes it");
    }
    let (mut file, mut bytes) = (book.finish().expect("it takes it"), Vec::new());
    file.rewind().expect("a file");
    file.read_to_end(&mut bytes).expect("a file");
    bytes
}

fn cell(of: &Data) -> Cell {
    match of {
        Data::Empty => Cell::Empty,
        Data::Float(number) => Cell::Number(*number),
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            Cell::Day(Day::parse(&format!("{year}-{month:02}-{day:02}")).expect("a day"))
        }
        other => Cell::Text(other.to_string()),
    }
}

/// Sends a file back and finds how many of its rows are unchanged, and how many corrected.
pub async fn send_back(client: &Client, path: &str, form: &str, file: Vec<u8>) -> (i64, i64) {
    let batch = client.batch(path, "mode=commit&onChange=correct", form, file).await;
    let [created, corrected, voided, unchanged, duplicates, rejected] = counts(&batch);
    let rows = client.list(&format!("{path}/{}/rows", batch.id()), "rows").await;
    assert_eq!([created, voided, duplicates, rejected], [0; 4], "{form}: {rows:?}");
    (unchanged, corrected)
}

/// Sends back in every form what is there: as it left, and with other values in a column of some rows.
async fn goes_round(
    client: &Client,
    list: &str,
    batches: &str,
    column: &str,
    values: [&str; 3],
    drawn: &[bool],
) {
    for (form, value) in FORMS.into_iter().zip(values) {
        let file = export(client, list, form).await;
        let count = client.list(list, list.rsplit('/').next().map_or("", name)).await.len();
        let all = i64::try_from(count).expect("few");
        assert_eq!(send_back(client, batches, form, file.clone()).await, (all, 0), "{form}");
        let edits: Vec<_> =
            (0..count).filter(|row| drawn[row % drawn.len()]).map(|row| (row, value.to_owned())).collect();
        let corrected = i64::try_from(edits.len()).expect("few");
        let file = edited(form, &file, column, &edits);
        assert_eq!(
            send_back(client, batches, form, file.clone()).await,
            (all - corrected, corrected),
            "{form}"
        );
        // Sent once more, it is there.
        assert_eq!(send_back(client, batches, form, file).await, (all, 0), "{form}");
    }
}

/// The name under which a list has its items.
fn name(list: &str) -> &str {
    if list == "completions" { "completions" } else { "supervisionSessions" }
}

/// References that people and programs give, in their one form.
fn references(runner: &mut TestRunner, count: usize) -> Vec<String> {
    let one = "[0-9A-Za-zȘșăН№ /.,;:'\"=+@#_-]{1,16}";
    let mut all: Vec<String> = Vec::new();
    while all.len() < count {
        let drawn = one.new_tree(runner).expect("a text").current();
        match Reference::parse(&drawn).map(|reference| reference.to_string()) {
            Ok(reference) if !all.contains(&reference) => all.push(reference),
            _ => {}
        }
    }
    all
}

pub fn draw<S: Strategy>(runner: &mut TestRunner, strategy: S) -> S::Value {
    strategy.new_tree(runner).expect("a value").current()
}

#[actix_web::test]
async fn completions_that_left_come_back_unchanged_or_corrected() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..CASES {
        let scene = Scene::with_people(3).await;
        let second = scene.new_programme("CFP-102").approved_from("2015-01-01").create().await;
        let mut numbers = references(&mut runner, 14).into_iter();
        for known in ["'=1+1", "=1+1", "-5", "0007"] {
            let (person, day) = draw(&mut runner, (0..3_usize, 1..28_u8));
            let fact = scene.completion().of(scene.id(person)).on(&format!("2026-03-{day:02}"));
            fact.reference(known).with("part", known.len().to_string()).send().await;
        }
        for _ in 0..14 {
            let (person, is_second, day, hundredths, result, part) = draw(
                &mut runner,
                (
                    0..3_usize,
                    proptest::bool::ANY,
                    1..28_u8,
                    1..2400_i32,
                    0..3_usize,
                    "(|[AB][1-3]|Modulul 1)",
                ),
            );
            let programme = if is_second { &second } else { &scene.programme };
            let hours = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            let hours = hours.trim_end_matches('0').trim_end_matches('.').to_owned();
            let mut fact = scene
                .completion()
                .of(scene.id(person))
                .on(&format!("2026-05-{day:02}"))
                .with("programmeId", programme.as_str())
                .with("result", ["passed", "failed", "attended"][result])
                .reference(&numbers.next().expect("a reference"))
                .hours(&hours);
            if !part.is_empty() {
                fact = fact.with("part", part);
            }
            if day % 2 == 0 {
                fact = fact.with("startedOn", "2026-04-30");
            }
            // Two of one fact are a conflict.
            fact.send().await;
        }
        let first = scene.provider.list("/api/v1/completions", "completions").await;
        scene.void(&format!("completions/{}", text(&first[0], "id"))).await;
        let mut drawn = draw(&mut runner, proptest::collection::vec(proptest::bool::ANY, 3));
        drawn[0] = true;
        let values = ["100.5", "101.25", "102"];
        goes_round(
            &scene.provider,
            "/api/v1/completions",
            "/api/v1/completion-batches",
            "hours",
            values,
            &drawn,
        )
        .await;
    }
}

#[actix_web::test]
async fn sessions_that_left_come_back_also_without_a_reference() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..CASES {
        let scene = Scene::with_people(5).await;
        let mut numbers = references(&mut runner, 10).into_iter();
        for _ in 0..10 {
            let (person, day, minutes, has_number, is_group) = draw(
                &mut runner,
                (2..5_usize, 1..28_u8, 1..600_i32, proptest::bool::ANY, proptest::bool::ANY),
            );
            let mut session = scene
                .session()
                .with("attendeeIds", json!([scene.id(person)]))
                .with("heldOn", format!("2026-06-{day:02}"))
                .with("minutes", minutes);
            if is_group {
                session = session
                    .with("attendeeIds", json!([scene.id(0), scene.id(person)]))
                    .with("kind", "group")
                    .with("method", "online");
            }
            let number = numbers.next().expect("a reference");
            session = session.with("reference", if has_number { json!(number) } else { Value::Null });
            session.send().await.expect(201);
        }
        let mut drawn = draw(&mut runner, proptest::collection::vec(proptest::bool::ANY, 3));
        drawn[0] = true;
        let path = "/api/v1/supervision-session-batches";
        let (client, values) = (&scene.registrar, ["701", "702", "703"]);
        goes_round(client, "/api/v1/supervision-sessions", path, "minutes", values, &drawn).await;
        // Who had no reference goes on under the id that it left with.
        let sessions = client.list("/api/v1/supervision-sessions", "supervisionSessions").await;
        let corrected = sessions.iter().filter(|one| one["minutes"].as_i64() > Some(700));
        assert!(corrected.into_iter().all(|one| one["reference"].is_string()));
    }
}

#[actix_web::test]
async fn the_columns_of_the_import_are_for_files_of_what_is_believed() {
    let scene = Scene::start().await;
    scene.completion().create().await;
    for list in ["/api/v1/completions", "/api/v1/supervision-sessions"] {
        asked(&scene.registrar, &format!("{list}?form=import"), "application/json")
            .await
            .expect_faults(&["form"]);
        let all = format!("{list}?form=import&state=all");
        asked(&scene.registrar, &all, CSV).await.expect_faults(&["state"]);
        asked(&scene.registrar, &format!("{list}?form=other"), CSV).await.expect_faults(&["form"]);
    }
    // Nothing that the caller does not see, and no more than the import asks for.
    let other = scene.service.client(registry::call::Role::Provider).await;
    assert_eq!(export(&other, "/api/v1/completions", NDJSON).await, b"");
    let file = export(&scene.provider, "/api/v1/completions", NDJSON).await;
    let row: Value = serde_json::from_slice(&file).expect("a line");
    let fields: Vec<_> = row.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut known = ["workerId", "programme", "completedOn", "hours", "result", "reference", "provider"];
    known.sort_unstable();
    assert_eq!(fields, known);
    assert_eq!(row["programme"], "CFP-101");
}
