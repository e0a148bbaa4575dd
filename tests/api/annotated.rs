//! The caller's own file given back: as it was sent, with what became of each row behind it, for the sender
//! alone, noted, and good to be mended and sent again.

use std::io::Cursor;

use actix_web::http::Method;
use actix_web::http::header::{ACCEPT_LANGUAGE, CONTENT_DISPOSITION, CONTENT_TYPE};
use calamine::{Data, Reader};
use registry::call::Role;
use registry::imports;
use serde_json::json;

use crate::fixtures::Scene;
use crate::service::{Answer, Client};

const PATH: &str = "/api/v1/completion-batches";
const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const BY_ROW: &str = "mode=commit&atomicity=row";

async fn annotated(client: &Client, batch: &Answer, language: &str) -> Answer {
    let path = format!("{PATH}/{}/annotated", batch.id());
    client.send(client.request(Method::GET, &path).insert_header((ACCEPT_LANGUAGE, language))).await
}

fn text_of(answer: &Answer) -> &str {
    std::str::from_utf8(&answer.bytes).expect("UTF-8").strip_prefix('\u{feff}').expect("a byte order mark")
}

#[actix_web::test]
async fn a_text_comes_back_with_outcomes_and_can_be_mended_and_sent_again() {
    let scene = Scene::start().await;
    let idnp = scene.idnp(0);
    let file = format!(
        "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință;Observații\n\
         {idnp};CFP-101;2026-10-30;24;passed;R-1;\"a;b\"\n\n\
         {idnp};CFP-101;31.02.2026;8;passed;R-2;=1+1\n"
    );
    let batch = scene.provider.batch(PATH, BY_ROW, CSV, file).await;
    let answer = annotated(&scene.provider, &batch, "ro").await.expect(200);
    assert_eq!(answer.header(CONTENT_TYPE.as_str()), Some("text/csv; charset=utf-8"));
    let name = format!("attachment; filename=\"completions-{}.csv\"", batch.id());
    assert_eq!(answer.header(CONTENT_DISPOSITION.as_str()), Some(name.as_str()));
    let lines: Vec<_> = text_of(&answer).split("\r\n").collect();
    assert_eq!(
        lines[0],
        "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință;Observații;Rezultat import;Mesaj import"
    );
    assert_eq!(lines[1], format!("{idnp};CFP-101;2026-10-30;24;passed;R-1;\"a;b\";înregistrat;"));
    assert_eq!((lines[2], lines.len()), ("\"\"", 5));
    assert!(
        lines[3].starts_with(&format!("{idnp};CFP-101;31.02.2026;8;passed;R-2;'=1+1;respins;")),
        "{}",
        lines[3]
    );
    assert!(lines[3].contains("Data absolvirii: "), "{}", lines[3]);
    for (language, titles, outcome) in [
        ("en", ";Import result;Import message", ";rejected;"),
        ("ru", ";Результат импорта;Сообщение импорта", ";отклонено;"),
    ] {
        let answer = annotated(&scene.provider, &batch, language).await.expect(200);
        assert!(text_of(&answer).lines().next().expect("titles").ends_with(titles));
        assert!(text_of(&answer).contains(outcome));
    }
    // Mended, it is the same file with one row more on the register, and what was added is replaced, not
    // added once more.
    let mended = text_of(&answer).replace("31.02.2026", "2026-10-31");
    let again = scene.provider.batch(PATH, BY_ROW, CSV, mended).await;
    assert_eq!(
        again.body["counts"],
        json!({ "created": 1, "corrected": 0, "voided": 0, "unchanged": 1, "duplicates": 0, "rejected": 0 })
    );
    assert_eq!(
        again.body["warnings"].as_array().expect("warnings").len(),
        1,
        "only Observații is not known: {}",
        again.body["warnings"]
    );
    let answer = annotated(&scene.provider, &again, "en").await.expect(200);
    let lines: Vec<_> = text_of(&answer).split("\r\n").collect();
    assert_eq!(
        lines[0],
        "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință;Observații;Import result;Import message"
    );
    assert_eq!(lines[1], format!("{idnp};CFP-101;2026-10-30;24;passed;R-1;\"a;b\";unchanged;"));
    assert_eq!(lines[3], format!("{idnp};CFP-101;2026-10-31;8;passed;R-2;'=1+1;created;"));
}

#[actix_web::test]
async fn tables_below_each_other_have_each_its_outcomes_and_can_be_sent_again() {
    let scene = Scene::start().await;
    let idnp = scene.idnp(0);
    let titles = "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință";
    let file = format!(
        "{titles}\n{idnp};CFP-101;2026-10-30;24;passed;R-1\n{titles}\n{idnp};CFP-101;2026-10-29;8;passed;R-2\n\
         {titles};Observații\n{idnp};CFP-101;2026-10-28;8;passed;R-3;-\n"
    );
    let batch = scene.provider.batch(PATH, BY_ROW, CSV, file).await;
    let answer = annotated(&scene.provider, &batch, "ro").await.expect(200);
    let lines: Vec<_> = text_of(&answer).split("\r\n").collect();
    assert_eq!(lines[2], lines[0]);
    assert!(lines[4].ends_with("Referință;Observații;Rezultat import;Mesaj import"), "{}", lines[4]);
    assert!(lines[5].starts_with(&format!("{idnp};CFP-101;2026-10-28;8;passed;R-3;")), "{}", lines[5]);
    let again = scene.provider.batch(PATH, BY_ROW, CSV, answer.bytes.clone()).await;
    let rows = scene.provider.list(&format!("{PATH}/{}/rows", again.id()), "rows").await;
    assert!(rows.len() == 3 && rows.iter().all(|row| row["outcome"] == "unchanged"), "{rows:?}");
}

#[actix_web::test]
async fn what_was_only_looked_at_would_have_been() {
    let scene = Scene::start().await;
    let file = format!(
        "idnp,programme,completedOn,hours,result,reference\n{},CFP-101,2026-10-30,24,passed,R-1\n",
        scene.idnp(0)
    );
    let batch = scene.provider.batch(PATH, "mode=validate", CSV, file).await;
    let answer = annotated(&scene.provider, &batch, "en").await.expect(200);
    assert!(text_of(&answer).ends_with("R-1,would be created,\r\n"), "{}", text_of(&answer));
}

#[actix_web::test]
async fn a_workbook_comes_back_as_one_with_every_row_in_its_place() {
    let scene = Scene::start().await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(["idnp", "programme", "completedOn", "hours", "result", "reference"]) {
        sheet.write(0, column, title).expect("written");
    }
    for (row, reference, day) in [(1, "R-1", "2026-10-30"), (4, "R-2", "2027-10-30")] {
        for (column, text) in (0..).zip([scene.idnp(0), "CFP-101", day]) {
            sheet.write(row, column, text).expect("written");
        }
        sheet.write(row, 3, 7.5).expect("written");
        sheet.write(row, 4, "passed").expect("written").write(row, 5, reference).expect("written");
    }
    let batch = scene.provider.batch(PATH, BY_ROW, XLSX, book.save_to_buffer().expect("written")).await;
    let answer = annotated(&scene.provider, &batch, "en").await.expect(200);
    assert_eq!(answer.header(CONTENT_TYPE.as_str()), Some(XLSX));
    let mut read = calamine::Xlsx::new(Cursor::new(answer.bytes.clone())).expect("a workbook");
    let sheet = read.worksheet_range_at(0).expect("a sheet").expect("readable");
    let text =
        |row: u32, column: u32| sheet.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!((text(0, 6), text(0, 7)), ("Import result".into(), "Import message".into()));
    assert_eq!((text(1, 6), text(1, 7), text(4, 6)), ("created".into(), String::new(), "rejected".into()));
    assert!(text(4, 7).contains(": "), "{}", text(4, 7));
    assert_eq!((text(3, 0), sheet.get_value((4, 3))), (String::new(), Some(&Data::Float(7.5))));
    let again = scene.provider.batch(PATH, BY_ROW, XLSX, answer.bytes).await;
    assert_eq!((&again.body["counts"]["unchanged"], &again.body["warnings"]), (&json!(1), &json!([])));
}

#[actix_web::test]
async fn it_is_the_senders_own_and_each_time_is_in_the_journal() {
    let scene = Scene::start().await;
    let file = format!(
        "idnp,programme,completedOn,hours,result,reference\n{},CFP-101,2026-10-30,24,passed,R-1\n",
        scene.idnp(0)
    );
    let batch = scene.provider.batch(PATH, BY_ROW, CSV, file).await;
    let other = scene.service.client(Role::Provider).await;
    annotated(&other, &batch, "ro").await.expect(404);
    assert!(scene.exports().await.is_empty());
    annotated(&scene.provider, &batch, "ro").await.expect(200);
    annotated(&scene.registrar, &batch, "ro").await.expect(200);
    let exports = scene.exports().await;
    assert_eq!(exports.len(), 2);
    for entry in exports {
        assert_eq!(
            (&entry["operation"], &entry["objectId"], &entry["rowCount"]),
            (&json!("get_completion_batch_annotated"), &json!(batch.id()), &json!(1))
        );
        assert_eq!(entry["workerIds"].as_array().map(Vec::len), Some(1), "{entry}");
    }
}

#[actix_web::test]
async fn json_and_forgotten_files_are_not_given_back() {
    let scene = Scene::start().await;
    let row = json!({
        "idnp": scene.idnp(0), "programme": "CFP-101", "completedOn": "2026-10-30", "hours": "24", "result": "passed", "reference": "R-1"
    });
    let sent = scene.provider.batch(PATH, BY_ROW, "application/json", json!([row]).to_string()).await;
    annotated(&scene.provider, &sent, "ro").await.expect(409);
    let file = format!(
        "idnp,programme,completedOn,hours,result,reference\n{},CFP-101,2026-10-30,24,passed,R-1\n",
        scene.idnp(0)
    );
    let batch = scene.provider.batch(PATH, BY_ROW, CSV, file).await;
    scene.service.clock.advance_seconds(31 * 24 * 60 * 60);
    imports::housekeeping(&scene.service.hall).await.expect("kept");
    let provider = scene.provider.token_again().await;
    annotated(&provider, &batch, "ro").await.expect(410);
    assert_eq!(provider.list(&format!("{PATH}/{}/rows", batch.id()), "rows").await.len(), 1);
}

#[actix_web::test]
async fn more_rows_than_are_read_at_a_time_have_each_its_own_outcome() {
    let scene = Scene::start().await;
    let mut file = "idnp,programme,completedOn,hours,result,reference\n".to_owned();
    for row in 0..4_500 {
        let result = if row % 7 == 0 { "perhaps" } else { "passed" };
        file.extend([scene.idnp(0), ",CFP-101,2026-10-30,24,", result, ",R-", &row.to_string(), "\n"]);
    }
    let batch = scene.provider.batch(PATH, "mode=validate", CSV, file).await;
    let answer = annotated(&scene.provider, &batch, "en").await.expect(200);
    let lines: Vec<_> = text_of(&answer).lines().skip(1).collect();
    assert_eq!(lines.len(), 4_500);
    for (row, line) in lines.iter().enumerate() {
        assert!(line.contains(&format!(",R-{row},")), "{line}");
        assert_eq!(line.contains(",rejected,"), row % 7 == 0, "{line}");
    }
}
