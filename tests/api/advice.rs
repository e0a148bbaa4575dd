//! Advice about somebody who is not on the register: whoever may not register people is told who does, in
//! every room and in files of every form.

use actix_web::http::Method;
use actix_web::http::header::ACCEPT_LANGUAGE;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::fixtures::Scene;
use crate::imports::rows_of;
use crate::service::Client;

const BATCHES: &str = "/api/v1/completion-batches";
const SESSION_BATCHES: &str = "/api/v1/supervision-session-batches";
const BY_ROW: &str = "mode=commit&atomicity=row";
/// Those who register people, in each language.
const WHO: [(&str, &str); 3] = [("ro", "angajatorul"), ("en", "the employer"), ("ru", "работодатель")];

/// Whether words say who registers people, and not that the reader is to do it.
fn names_who(said: &str, who: &str) -> bool {
    said.contains(who) && !said.contains("înregistrați") && !said.contains("register it")
}

async fn asked_in_each_language(client: &Client, path: &str, body: Value, place: &str) {
    for (language, who) in WHO {
        let request = client.request(Method::POST, path).insert_header((ACCEPT_LANGUAGE, language));
        let answer = client.send(request.set_json(&body)).await.expect(400);
        let said = answer.body["errors"][place][0].as_str().unwrap_or_default().to_owned();
        assert!(names_who(&said, who), "{path} {place} in {language}: {}", answer.body);
    }
}

#[actix_web::test]
async fn calls_about_nobody_say_who_registers_people() {
    let scene = Scene::start().await;
    let nobody = "01990000-0000-7000-8000-000000000001";
    let completion = scene.completion().with("workerId", nobody).body();
    asked_in_each_language(&scene.provider, "/api/v1/completions", completion, "/workerId").await;
    let path = "/api/v1/supervision-sessions";
    let session = scene.session().with("attendeeIds", json!([nobody])).body();
    asked_in_each_language(&scene.supervisor, path, session, "/attendeeIds/0").await;
    let session = scene.session().with("supervisorId", nobody).body();
    asked_in_each_language(&scene.supervisor, path, session, "/supervisorId").await;
}

/// Asks that each row of a batch says who registers people.
fn expect_advice(rows: &[Value], form: &str) {
    assert!(!rows.is_empty(), "{form}");
    for error in rows.iter().map(|row| &row["errors"][0]) {
        assert_eq!(error["code"], "workerUnknown", "{form}: {error}");
        for (language, who) in WHO {
            let said = error["expected"][language].as_str().unwrap_or_default();
            assert!(names_who(said, who), "{form} in {language}: {error}");
        }
    }
}

#[actix_web::test]
async fn files_about_nobody_say_who_registers_people() {
    let scene = Scene::start().await;
    let nobody = scene.service.fresh_code();
    let titles = ["IDNP", "Cod program", "Data absolvirii", "Ore", "Rezultat", "Referință"];
    let cells = [nobody.as_str(), "CFP-101", "2026-10-30", "24", "passed", "R-1"];
    let row = json!({
        "idnp": nobody, "programme": "CFP-101", "completedOn": "2026-10-30", "hours": "24", "result": "passed",
        "reference": "R-1"
    });
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (place, (title, cell)) in (0_u16..).zip(titles.iter().zip(cells)) {
        sheet.write(0, place, *title).expect("written");
        sheet.write(1, place, cell).expect("written");
    }
    let files = [
        ("text/csv", format!("{}\n{}\n", titles.join(";"), cells.join(";")).into_bytes()),
        ("application/json", json!([row]).to_string().into_bytes()),
        ("application/x-ndjson", format!("{row}\n").into_bytes()),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            book.save_to_buffer().expect("a workbook"),
        ),
    ];
    for (form, file) in files {
        let batch = scene.provider.batch(BATCHES, BY_ROW, form, file).await;
        expect_advice(&rows_of(&scene, &batch).await, form);
    }
    let known = scene.idnp(0);
    for (supervisor, attendee) in [(nobody.as_str(), known), (known, nobody.as_str())] {
        let file = format!(
            "Referință;IDNP supervizor;Participanți;Tip;Cadru;Mod;Data ședinței;Minute;Temă\n\
             S-1;{supervisor};{attendee};individual;internal;online;20.11.2026;90;burnout\n"
        );
        let batch = scene.supervisor.batch(SESSION_BATCHES, BY_ROW, "text/csv", file).await;
        let path = format!("{SESSION_BATCHES}/{}/rows", batch.id());
        expect_advice(&scene.supervisor.list(&path, "rows").await, "sessions");
    }
}
