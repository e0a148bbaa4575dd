//! Whole lists as files: the same as page by page, of one moment, noted once, and computed by no spreadsheet.

use std::collections::BTreeSet;
use std::future::poll_fn;
use std::io::Cursor;

use actix_web::body::MessageBody;
use actix_web::http::Method;
use actix_web::http::header::ACCEPT;
use calamine::{Data, Reader};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use registry::call::Role;
use registry::db::schema::{completion_clients, completion_programmes, completion_providers, completions};
use registry::values::{
    ClientId, CompletionId, CompletionResult, Day, Moment, ProgrammeId, Withdrawal, WorkerId,
};
use serde_json::{Value, json};

use crate::fixtures::{self, Scene};
use crate::service::{Answer, Client, on_postgres, refuse_entries};

const COMPLETIONS: &str = "/api/v1/completions";
const SESSIONS: &str = "/api/v1/supervision-sessions";
const AWARDS: &str = "/api/v1/awards";
const NDJSON: &str = "application/x-ndjson";
const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const FORMULA: &str = "=HYPERLINK(\"http://example.test\")";

/// Ion Ceban, whom nobody employs.
async fn another_worker(scene: &Scene) -> String {
    scene.new_worker().named("Ceban", "Ion").create().await
}

async fn asked(client: &Client, path: &str, accept: &str) -> Answer {
    client.send(client.request(Method::GET, path).insert_header((ACCEPT, accept))).await
}

/// A file as titles and rows of texts.
type Table = (Vec<String>, Vec<Vec<String>>);

fn csv_of(answer: &Answer) -> Table {
    let text = std::str::from_utf8(&answer.bytes).expect("UTF-8");
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let titles = reader.headers().expect("titles").iter().map(str::to_owned).collect();
    (titles, reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect())
}

fn workbook_of(answer: &Answer) -> calamine::Xlsx<Cursor<Vec<u8>>> {
    calamine::Xlsx::new(Cursor::new(answer.bytes.clone())).expect("a workbook")
}

fn xlsx_of(answer: &Answer) -> Table {
    let sheet = workbook_of(answer).worksheet_range_at(0).expect("a sheet").expect("readable");
    let text = |cell: &Data| match cell {
        Data::DateTime(day) => {
            let (year, month, day, ..) = day.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        other => other.to_string(),
    };
    let mut rows = sheet.rows().map(|row| row.iter().map(text).collect());
    (rows.next().expect("titles"), rows.collect())
}

fn lines_of(answer: &Answer) -> Vec<Value> {
    let text = std::str::from_utf8(&answer.bytes).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// An item of a list as it stands in a row under these titles.
fn row_of(item: &Value, titles: &[String]) -> Vec<String> {
    assert_eq!(item.as_object().expect("an object").len(), titles.len(), "{titles:?}");
    let text = |title: &String| match item.get(title).unwrap_or_else(|| panic!("{title} is no field")) {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(ids) => ids.iter().map(|id| id.as_str().expect("an id")).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    };
    titles.iter().map(text).collect()
}

/// Reads a question in all three forms and page by page, and finds the same.
pub async fn agree(client: &Client, path: &str, name: &str) -> Vec<Value> {
    let listed = client.list(path, name).await;
    assert_eq!(lines_of(&asked(client, path, NDJSON).await.expect(200)), listed, "{path}");
    for table in [
        csv_of(&asked(client, path, CSV).await.expect(200)),
        xlsx_of(&asked(client, path, XLSX).await.expect(200)),
    ] {
        let rows: Vec<_> = listed.iter().map(|item| row_of(item, &table.0)).collect();
        assert_eq!(table.1, rows, "{path}");
    }
    listed
}

#[actix_web::test]
async fn completions_are_the_same_in_every_form() {
    let scene = Scene::start().await;
    let other = another_worker(&scene).await;
    for (worker, on, hours, reference) in [
        (scene.worker(), "2026-10-30", "24", "2026/118-04"),
        (scene.worker(), "2026-10-29", "7.5", "0007"),
        (other.as_str(), "2026-10-28", "0.25", "a,\"b\";c"),
    ] {
        scene.completion().of(worker).on(on).hours(hours).reference(reference).create().await;
    }
    let voided = scene.completion().of(&other).on("2026-10-27").reference("V-1").create().await;
    scene.void(&format!("completions/{voided}")).await;
    for (filters, count) in [
        ("state=all", 4),
        ("state=withdrawn", 1),
        ("from=2026-10-29", 2),
        (&format!("workerId={other}"), 1),
        ("until=2020-01-01", 0),
    ] {
        assert_eq!(
            agree(&scene.registrar, &format!("{COMPLETIONS}?{filters}"), "completions").await.len(),
            count,
            "{filters}"
        );
    }
}

#[actix_web::test]
async fn sessions_and_awards_are_the_same_in_every_form() {
    let scene = Scene::start().await;
    let supervisor = &scene.supervisor;
    let (mentor, ion) = (another_worker(&scene).await, another_worker(&scene).await);
    let group = scene.session().by(supervisor).with("supervisorId", mentor.as_str()).reference("SUP-1");
    group.with("kind", "group").with("attendeeIds", [scene.worker(), &ion].as_slice()).create().await;
    let alone = fixtures::session(supervisor, &mentor, &ion).create().await;
    scene.void(&format!("supervision-sessions/{alone}")).await;
    assert_eq!(agree(supervisor, &format!("{SESSIONS}?state=all"), "supervisionSessions").await.len(), 2);
    assert_eq!(
        agree(supervisor, &format!("{SESSIONS}?workerId={ion}"), "supervisionSessions").await.len(),
        1
    );
    let entry = scene.exports().await.pop().expect("an entry");
    assert_eq!((&entry["operation"], &entry["rowCount"]), (&json!("list_supervision_sessions"), &json!(1)));
    assert_eq!(entry["workerIds"].as_array().map(Vec::len), Some(3), "the supervisor and both attendees");

    let commission = &scene.commission;
    let grade = scene.new_grade("grade-2", 1).create().await;
    let award = scene.award(&grade).decided("17/2025", "2025-02-20").valid("2025-03-01", Some("2027-02-28"));
    let first = award.send().await.expect(201);
    scene.service.clock.advance_seconds(60);
    let before = Moment::parse("2026-11-23T10:00:30Z").expect("a moment");
    let revocation = json!({ "revokedFrom": "2026-06-01", "reason": "decizia a fost anulată" });
    commission.post(&format!("{AWARDS}/{}/revocations", first.id()), revocation).await.expect(201);
    for (filters, count) in [
        (String::new(), 1),
        ("validAt=2025-02-28".into(), 0),
        ("validAt=2026-05-31".into(), 1),
        ("validAt=2026-06-01".into(), 0),
        (format!("validAt=2026-06-01&knownAt={before}"), 1),
        (format!("validAt=2027-03-01&knownAt={before}"), 0),
        ("knownAt=2026-11-23T09:00:00Z".into(), 0),
    ] {
        assert_eq!(
            agree(commission, &format!("{AWARDS}?{filters}"), "awards").await.len(),
            count,
            "{filters}"
        );
    }
    let then = commission.list(&format!("{AWARDS}?knownAt={before}"), "awards").await;
    assert_eq!(then, [first.body], "as it was known before it was revoked");
}

#[actix_web::test]
async fn a_file_names_itself_and_is_kept_by_nobody() {
    let scene = Scene::start().await;
    for (accept, name, media_type) in [
        (NDJSON, "completions-2026-11-23.ndjson", NDJSON),
        (CSV, "completions-2026-11-23.csv", "text/csv; charset=utf-8"),
        (XLSX, "completions-2026-11-23.xlsx", XLSX),
    ] {
        let file = asked(&scene.registrar, COMPLETIONS, accept).await.expect(200);
        assert_eq!(
            file.header("content-disposition"),
            Some(format!("attachment; filename=\"{name}\"").as_str())
        );
        assert_eq!(
            (file.header("content-type"), file.header("cache-control")),
            (Some(media_type), Some("no-store"))
        );
    }
    assert!(asked(&scene.registrar, COMPLETIONS, NDJSON).await.expect(200).bytes.is_empty());
    assert_eq!(csv_of(&asked(&scene.registrar, COMPLETIONS, CSV).await).1.len(), 0);
}

#[actix_web::test]
async fn the_form_that_is_liked_best_is_given_and_json_for_any_other() {
    let scene = Scene::start().await;
    for (accept, expected) in [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html, application/xhtml+xml, */*;q=0.8", "application/json"),
        ("image/png", "application/json"),
        ("nonsense", "application/json"),
        ("text/csv;q=0", "application/json"),
        ("text/csv;q=0.5, application/json", "application/json"),
        ("text/csv; charset=utf-8", "text/csv; charset=utf-8"),
        ("TEXT/CSV", "text/csv; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/x-ndjson, text/csv;q=0.9", NDJSON),
    ] {
        let answer = asked(&scene.registrar, COMPLETIONS, accept).await.expect(200);
        assert_eq!(answer.header("content-type"), Some(expected), "{accept}");
    }
    scene.registrar.get(COMPLETIONS).await.expect(200);
}

#[actix_web::test]
async fn a_file_has_no_pages() {
    let scene = Scene::start().await;
    for path in [COMPLETIONS, SESSIONS, AWARDS] {
        asked(&scene.registrar, &format!("{path}?limit=5&cursor="), CSV)
            .await
            .expect_faults(&["cursor", "limit"]);
        asked(&scene.registrar, &format!("{path}?limit=5"), XLSX).await.expect_faults(&["limit"]);
        asked(&scene.registrar, &format!("{path}?knownAt=2026-11-23T10:00:01Z"), NDJSON)
            .await
            .expect_faults(&["knownAt"]);
        scene
            .registrar
            .get(&format!("{path}?knownAt=2026-11-23T10:00:01Z"))
            .await
            .expect_faults(&["knownAt"]);
        scene
            .registrar
            .get(&format!("{path}?knownAt=now&validAt=today"))
            .await
            .expect_faults(&["knownAt", "validAt"]);
    }
    assert_eq!(scene.exports().await, [] as [Value; 0], "nothing left, and nothing is noted");
}

#[actix_web::test]
async fn what_would_be_a_formula_stays_a_text() {
    let scene = Scene::start().await;
    let id = scene.completion().on("2026-10-30").reference("F-1").create().await;
    let voids = format!("{COMPLETIONS}/{id}/voids");
    scene.provider.post(&voids, json!({ "reason": FORMULA })).await.expect(201);
    let path = format!("{COMPLETIONS}?state=all");
    let (titles, rows) = csv_of(&asked(&scene.provider, &path, CSV).await.expect(200));
    let reason = titles.iter().position(|title| title == "withdrawalReason").expect("a column");
    assert_eq!(rows[0][reason], format!("'{FORMULA}"));
    let workbook = asked(&scene.provider, &path, XLSX).await.expect(200);
    let (_, rows) = xlsx_of(&workbook);
    assert_eq!(rows[0][reason], FORMULA);
    let mut workbook = workbook_of(&workbook);
    let sheet = workbook.sheet_names()[0].clone();
    assert!(workbook.worksheet_formula(&sheet).expect("readable").is_empty(), "there is no formula");
    assert_eq!(lines_of(&asked(&scene.provider, &path, NDJSON).await)[0]["withdrawalReason"], FORMULA);
}

#[actix_web::test]
async fn a_file_holds_what_its_reader_may_see() {
    let scene = Scene::start().await;
    let rival = scene.service.client(Role::University).await;
    let ours = scene.completion().on("2026-10-30").reference("R-1").create().await;
    let theirs = scene.completion().by(&rival).on("2026-10-29").reference("R-1").create().await;
    let ids = async |client: &Client, filters: &str| -> Vec<String> {
        let lines = lines_of(&asked(client, &format!("{COMPLETIONS}?{filters}"), NDJSON).await.expect(200));
        lines.iter().map(|line| line["id"].as_str().expect("an id").to_owned()).collect()
    };
    assert_eq!(ids(&scene.provider, "").await, std::slice::from_ref(&ours));
    assert_eq!(ids(&rival, "").await, std::slice::from_ref(&theirs));
    assert_eq!(ids(&rival, &format!("providerId={}", scene.provider.organisation)).await, [] as [String; 0]);
    assert_eq!(ids(&scene.registrar, "").await, [ours.clone(), theirs.clone()]);
    // An employer asks about one of its workers, for a file as for a page.
    asked(&scene.employer, COMPLETIONS, CSV).await.expect_faults(&["workerId"]);
    asked(&scene.employer, AWARDS, CSV).await.expect_faults(&["workerId"]);
    assert_eq!(ids(&scene.employer, &format!("workerId={}", scene.worker())).await, [ours, theirs]);
    let other = another_worker(&scene).await;
    asked(&scene.employer, &format!("{COMPLETIONS}?workerId={other}"), CSV).await.expect(404);
    let payroll = scene.service.client(Role::Payroll).await;
    asked(&payroll, COMPLETIONS, CSV).await.expect(403);
    asked(&scene.employer, &format!("{SESSIONS}?organisationId={}", rival.organisation), CSV)
        .await
        .expect(200);
}

#[actix_web::test]
async fn what_was_known_before_is_asked_for_again() {
    let scene = Scene::start().await;
    let first = scene.completion().on("2026-10-30").reference("R-1").create().await;
    let was = scene.provider.get(&format!("{COMPLETIONS}/{first}")).await.expect(200).body;
    scene.service.clock.advance_seconds(60);
    scene.void(&format!("completions/{first}")).await;
    let second = scene.completion().on("2026-10-29").reference("R-2").create().await;
    let then = "knownAt=2026-11-23T10:00:30Z";
    assert_eq!(
        agree(&scene.provider, &format!("{COMPLETIONS}?{then}"), "completions").await,
        std::slice::from_ref(&was),
        "as it was known"
    );
    assert_eq!(
        agree(&scene.provider, &format!("{COMPLETIONS}?{then}&state=all"), "completions").await,
        [was]
    );
    assert_eq!(
        agree(&scene.provider, &format!("{COMPLETIONS}?{then}&state=withdrawn"), "completions").await,
        [] as [Value; 0]
    );
    scene.service.clock.advance_seconds(30);
    let since = agree(
        &scene.provider,
        &format!("{COMPLETIONS}?knownAt=2026-11-23T10:01:15Z&state=withdrawn"),
        "completions",
    )
    .await;
    assert_eq!(
        since.iter().map(|one| &one["id"]).collect::<Vec<_>>(),
        [&json!(first)],
        "as it is known since"
    );
    let now = agree(&scene.provider, COMPLETIONS, "completions").await;
    assert_eq!(now.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&json!(second)]);
    assert_eq!(
        agree(&scene.provider, &format!("{COMPLETIONS}?validAt=2026-10-28"), "completions").await,
        [] as [Value; 0]
    );
    assert_eq!(
        agree(&scene.provider, &format!("{COMPLETIONS}?validAt=2026-10-29"), "completions").await.len(),
        1
    );
}

#[actix_web::test]
async fn an_export_is_noted_once_with_its_rows_and_whom_it_is_about() {
    let scene = Scene::start().await;
    let other = another_worker(&scene).await;
    scene.completion().on("2026-10-30").reference("R-1").create().await;
    scene.completion().on("2026-10-29").reference("R-2").create().await;
    scene.completion().of(&other).on("2026-10-28").reference("R-3").create().await;
    for (count, accept) in [NDJSON, CSV, XLSX].into_iter().enumerate() {
        asked(&scene.provider, COMPLETIONS, accept).await.expect(200);
        assert_eq!(scene.exports().await.len(), count + 1, "{accept}");
    }
    let entry = scene.exports().await.pop().expect("an entry");
    let expected = json!({
        "clientId": scene.provider.id.to_string(), "event": "export", "operation": "list_completions", "objectType": "completion",
        "objectId": null, "rowCount": 3, "basis": "Legea 140/2001, art. 5", "reason": "verificare de rutină"
    });
    for (name, value) in expected.as_object().expect("an object") {
        assert_eq!(&entry[name], value, "{name}");
    }
    let about: BTreeSet<_> =
        entry["workerIds"].as_array().expect("ids").iter().filter_map(Value::as_str).collect();
    assert_eq!(about, BTreeSet::from([scene.worker(), other.as_str()]));
    let found =
        scene.auditor.list(&format!("/api/v1/journal-entries?workerId={other}"), "journalEntries").await;
    assert_eq!(
        found.iter().filter(|entry| entry["event"] == "export").count(),
        3,
        "found by whom it is about"
    );
    scene.provider.get(COMPLETIONS).await.expect(200);
    assert_eq!(scene.exports().await.len(), 3, "a page is no export");
    let key = scene.service.hall.keys.journal();
    let report = registry::journal::verify_all(&scene.service.hall.db, key, None).await.expect("read");
    assert_eq!(report.faults, [] as [String; 0]);
}

#[actix_web::test]
async fn where_no_trace_can_be_left_nothing_leaves() {
    let scene = Scene::start().await;
    scene.completion().on("2026-10-30").reference("R-1").create().await;
    refuse_entries(&scene.service).await;
    for path in [COMPLETIONS, SESSIONS, AWARDS] {
        for accept in [NDJSON, CSV, XLSX] {
            let answer = asked(&scene.registrar, path, accept).await.expect(503);
            let said = String::from_utf8_lossy(&answer.bytes).into_owned();
            assert!(
                !said.contains(scene.worker()) && !said.contains("workerId") && !said.contains("R-1"),
                "{said}"
            );
            assert_eq!(
                (answer.header("content-type"), answer.header("content-disposition")),
                (Some("application/problem+json"), None)
            );
        }
    }
}

/// More rows than are read at a time, about more people than an entry of the journal names.
#[actix_web::test]
async fn thousands_of_rows_leave_each_once() {
    let scene = Scene::start().await;
    let rows = 5_001;
    let people = copies_of(&scene, 1_250).await;
    let programme = scene.programme.parse().expect("an id");
    let provider = scene.provider.organisation;
    let all = people.clone();
    let inserted = scene.service.hall.db.write(move |tx| {
        // The first completions have the first numbers.
        let named = completion_programmes::programme_id.eq::<ProgrammeId>(programme);
        diesel::insert_into(completion_programmes::table).values(named).execute(&mut **tx)?;
        let named = completion_providers::provider_id.eq(provider);
        diesel::insert_into(completion_providers::table).values(named).execute(&mut **tx)?;
        let named = completion_clients::client_id.eq(ClientId::new());
        diesel::insert_into(completion_clients::table).values(named).execute(&mut **tx)?;
        let mut day = Day::parse("2024-03-01").expect("a day");
        for number in 0..rows {
            let values = (
                completions::id.eq(CompletionId::new()),
                completions::worker_id.eq(all[number % all.len()]),
                completions::programme_number.eq(1),
                completions::provider_number.eq(1),
                completions::reference.eq(format!("N-{number}")),
                completions::completed_on.eq(day),
                completions::hours.eq(2_400),
                completions::result.eq(CompletionResult::Passed.number()),
                completions::recorded_at.eq(tx.now),
                completions::recorded_by.eq(1),
            );
            diesel::insert_into(completions::table).values(values).execute(&mut **tx)?;
            if (number + 1) % all.len() == 0 {
                day = day.next();
            }
        }
        Ok(())
    });
    inserted.await.expect("inserted");
    let expected: BTreeSet<String> = (0..rows).map(|number| format!("N-{number}")).collect();
    for accept in [NDJSON, CSV, XLSX] {
        let file = asked(&scene.provider, COMPLETIONS, accept).await.expect(200);
        let references: Vec<String> = match accept {
            NDJSON => lines_of(&file)
                .iter()
                .map(|line| line["reference"].as_str().expect("a text").to_owned())
                .collect(),
            CSV => csv_of(&file).1.into_iter().map(|mut row| row.swap_remove(4)).collect(),
            _ => xlsx_of(&file).1.into_iter().map(|mut row| row.swap_remove(4)).collect(),
        };
        assert_eq!(
            (references.len(), references.into_iter().collect()),
            (rows, expected.clone()),
            "{accept}"
        );
    }
    let entry = scene.exports().await.pop().expect("an entry");
    assert_eq!((&entry["rowCount"], &entry["workerIds"]), (&json!(rows), &json!([])), "too many to name");
    let one =
        asked(&scene.provider, &format!("{COMPLETIONS}?workerId={}", people[0]), NDJSON).await.expect(200);
    assert_eq!(lines_of(&one).len(), 5);
    let entry = scene.exports().await.pop().expect("an entry");
    assert_eq!((&entry["rowCount"], &entry["workerIds"]), (&json!(5), &json!([people[0].to_string()])));
    a_file_stays_as_it_was_while_the_register_goes_on(&scene, rows).await;
}

/// Changes that are made while a file is taken are not in it: it is of the moment at which it
/// was asked for.
async fn a_file_stays_as_it_was_while_the_register_goes_on(scene: &Scene, rows: usize) {
    let app = actix_web::test::init_service(registry::app::build(&scene.service.house, false)).await;
    let request =
        scene.provider.request(Method::GET, COMPLETIONS).insert_header((ACCEPT, NDJSON)).to_request();
    let response = actix_web::test::call_service(&app, request).await;
    assert_eq!(response.status(), 200);
    let mut body = std::pin::pin!(response.into_body());
    let mut bytes = Vec::new();
    let begun = poll_fn(|context| body.as_mut().poll_next(context)).await.expect("a part").expect("whole");
    bytes.extend(begun);
    let voided = scene.service.hall.db.write(|tx| {
        let now = tx.now;
        let voided = (
            completions::withdrawn_at.eq(now),
            completions::withdrawal.eq(Withdrawal::Voided.number()),
            completions::withdrawn_as.eq(1),
        );
        Ok(diesel::update(completions::table).set(voided).execute(&mut **tx)?)
    });
    assert_eq!(voided.await.expect("voided"), rows);
    let late = scene.completion().on("2026-10-30").reference("late").create().await;
    while let Some(part) = poll_fn(|context| body.as_mut().poll_next(context)).await {
        bytes.extend(part.expect("whole"));
    }
    let text = String::from_utf8(bytes).expect("UTF-8");
    assert_eq!(
        (text.lines().count(), text.matches("\"withdrawnAt\":null").count(), text.contains(&late)),
        (rows, rows, false)
    );
    let after = lines_of(&asked(&scene.provider, COMPLETIONS, NDJSON).await.expect(200));
    assert_eq!(after.iter().map(|line| &line["reference"]).collect::<Vec<_>>(), ["late"]);
}

/// So many workers like the first one.
async fn copies_of(scene: &Scene, count: usize) -> Vec<WorkerId> {
    let (bytes, number) = if on_postgres() {
        ("decode(md5(n::text) || md5('x' || n::text), 'hex')", "generate_series(1, ")
    } else {
        ("randomblob(32)", "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ")
    };
    let id = if on_postgres() { "gen_random_uuid()" } else { "randomblob(16)" };
    let end = if on_postgres() { ") AS numbers(n)" } else { ") SELECT n FROM c) AS numbers" };
    let rest = "idnp_sealed, idnp_last4, family_name, given_name, status, status_reason, status_since, merged_into, absorbed, created_at, updated_at";
    let copy = format!(
        "INSERT INTO workers (id, idnp_hash, {rest}) SELECT {id}, {bytes}, {rest} FROM (SELECT * FROM workers LIMIT 1) AS one, {number}{count}{end}"
    );
    let copied = scene.service.hall.db.write(move |tx| {
        tx.batch_execute(&copy)?;
        Ok(registry::db::schema::workers::table
            .select(registry::db::schema::workers::id)
            .load::<WorkerId>(&mut **tx)?)
    });
    let mut all = copied.await.expect("copied");
    all.truncate(count);
    assert_eq!(all.len(), count);
    all
}
