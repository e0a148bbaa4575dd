//! Exact minutes of training: as people write them in files, by the API, and as rules add them up; and more
//! hours than a programme has.

use rust_xlsxwriter::{Format, Workbook};
use serde_json::{Value, json};

use crate::fixtures::Scene;
use crate::imports::{codes, counts, import, rows_of, warned};
use crate::service::Answer;

const PATH: &str = "/api/v1/completion-batches";
const COMPLETIONS: &str = "/api/v1/completions";
const BY_ROW: &str = "mode=commit&atomicity=row";
const CORRECT: &str = "mode=commit&atomicity=row&onChange=correct";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A file of completions of one day after the other: hours as they are written.
fn csv(scene: &Scene, hours: &[&str]) -> String {
    let row = |(day, hours): (i32, &&str)| {
        format!("{};CFP-101;{day}.10.2026;\"{hours}\";passed;M-{day}\n", scene.idnp(0))
    };
    let rows = (1..).zip(hours).map(row).collect::<String>();
    format!("IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință\n{rows}")
}

/// Hours and minutes of what the provider taught, by the day.
async fn times(scene: &Scene) -> Vec<(String, i64)> {
    let mut listed = scene.provider.list(COMPLETIONS, "completions").await;
    listed.sort_by_key(|one| one["completedOn"].as_str().map(str::to_owned));
    let time = |one: &Value| {
        (one["hours"].as_str().expect("hours").to_owned(), one["minutes"].as_i64().unwrap_or_default())
    };
    listed.iter().map(time).collect()
}

/// A grade that asks for 24 hours of training.
async fn rules(scene: &Scene, option: &str, value: impl Into<Value>) {
    scene.new_grade("grade-2", 1).create().await;
    let mut asked = json!({ "id": "hours", "kind": "trainingHours", "hours": "24" });
    asked[option] = value.into();
    let rules = json!({
        "code": "rules", "nameRo": "rules", "effectiveFrom": "2020-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-2", "requirement": asked }]
    });
    scene.publish(rules).await;
}

async fn requirement(scene: &Scene) -> Value {
    let asked = json!({ "workers": [{ "workerId": scene.worker() }], "explain": true });
    let answer = scene.registrar.post("/api/v1/qualification-status-queries", asked).await.expect(200);
    answer.body["results"][0]["eligibility"]["requirements"][0].clone()
}

#[actix_web::test]
async fn hours_and_minutes_are_read_as_people_write_them() {
    let scene = Scene::with_people(1).await;
    let written = [
        "8:20",
        "8 h 20",
        "8 h 20 min",
        "24 ore",
        "7,33",
        "7.5",
        "8h20",
        "24 de ore",
        "8 ч 20 мин",
        "45 min",
    ];
    let batch = import(&scene, BY_ROW, csv(&scene, &written)).await;
    assert_eq!(counts(&batch), [10, 0, 0, 0, 0, 0], "{:?}", rows_of(&scene, &batch).await);
    let minutes: Vec<_> = times(&scene).await.into_iter().map(|(_, minutes)| minutes).collect();
    assert_eq!(minutes, [500, 500, 500, 1_440, 440, 450, 500, 1_440, 500, 45]);
    // The same in other words changes nothing.
    let again = ["8 h 20", "8.33", "8:20", "24", "7:20", "7 h 30", "8:20", "24:00", "8:20", "0,75"];
    assert_eq!(counts(&import(&scene, CORRECT, csv(&scene, &again)).await), [0, 0, 0, 10, 0, 0]);
    let batch = import(&scene, BY_ROW, csv(&scene, &["8:60", "24 ore academice", "8 20", "0:00"])).await;
    let rows = rows_of(&scene, &batch).await;
    assert!(rows.iter().all(|row| codes(row) == ["hoursInvalid"]), "{rows:?}");
}

#[actix_web::test]
async fn a_workbook_has_times_and_what_it_computed() {
    let scene = Scene::with_people(1).await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (place, title) in
        (0_u16..).zip(["IDNP", "Cod program", "Data absolvirii", "Ore", "Rezultat", "Referință"])
    {
        sheet.write(0, place, title).expect("written");
    }
    let time = (8.0 * 60.0 + 20.0) / (24.0 * 60.0);
    for (row, hours, form) in
        [(1, time, "h:mm"), (2, 1.0, "[h]:mm"), (3, 22.0 / 3.0, "General"), (4, 7.5, "0.00")]
    {
        for (place, cell) in [(0, scene.idnp(0)), (1, "CFP-101"), (4, "passed")] {
            sheet.write(row, place, cell).expect("written");
        }
        sheet.write(row, 2, format!("{row:02}.10.2026")).expect("written");
        sheet.write_with_format(row, 3, hours, &Format::new().set_num_format(form)).expect("written");
        sheet.write(row, 5, format!("X-{row}")).expect("written");
    }
    let file = book.save_to_buffer().expect("a workbook");
    let batch = scene.provider.batch(PATH, BY_ROW, XLSX, file).await;
    assert_eq!(counts(&batch), [4, 0, 0, 0, 0, 0], "{:?}", rows_of(&scene, &batch).await);
    let minutes: Vec<_> = times(&scene).await.into_iter().map(|(_, minutes)| minutes).collect();
    assert_eq!(minutes, [500, 1_440, 440, 450]);
}

#[actix_web::test]
async fn three_courses_of_hours_and_minutes_are_twenty_four_hours() {
    for written in [["7:20", "8:20", "8:20"], ["7,33", "8,33", "8,33"]] {
        let scene = Scene::with_people(1).await;
        rules(&scene, "withinMonths", 60).await;
        assert_eq!(counts(&import(&scene, BY_ROW, csv(&scene, &written)).await), [3, 0, 0, 0, 0, 0]);
        let found = requirement(&scene).await;
        assert_eq!((&found["met"], &found["actual"]), (&json!(true), &json!("24")), "{found}");
        let hours = |hours: &str, minutes| (hours.to_owned(), minutes);
        assert_eq!(times(&scene).await, [hours("7.33", 440), hours("8.33", 500), hours("8.33", 500)]);
    }
}

#[actix_web::test]
async fn the_api_takes_minutes_beside_hours() {
    let scene = Scene::with_people(1).await;
    let send = async |hours: Value, minutes: Value| {
        scene.completion().with("hours", hours).with("minutes", minutes).send().await
    };
    for (hours, minutes, at) in [
        (Value::Null, Value::Null, "/hours"),
        (Value::Null, json!(0), "/minutes"),
        (Value::Null, json!(120_001), "/minutes"),
        (json!("7"), json!(20), "/minutes"),
    ] {
        send(hours, minutes).await.expect_faults(&[at]);
    }
    let created = send(Value::Null, json!(440)).await.expect(201);
    let told = |answer: &Answer| (answer.body["hours"].clone(), answer.body["minutes"].clone());
    assert_eq!(told(&created), (json!("7.33"), json!(440)));
    let path = format!("{COMPLETIONS}/{}", created.id());
    assert_eq!(scene.provider.get(&path).await.expect(200).body, created.body);
    // The same fact, however it is told; another one is told exactly.
    for (hours, minutes) in [(json!("7.33"), Value::Null), (json!("7.33"), json!(440))] {
        assert_eq!(send(hours, minutes).await.expect(409).body["code"], "completionKnown");
    }
    let other = send(json!("7.5"), Value::Null).await.expect(409);
    assert_eq!(other.body["params"]["has"], "7:20", "{}", other.body);
    let correction = json!({
        "completion": {
            "programmeId": scene.programme, "completedOn": "2026-10-30", "minutes": 500, "result": "passed",
            "reference": "R-500"
        },
        "reason": "ore introduse greșit"
    });
    let corrected = scene.provider.post(&format!("{path}/corrections"), correction).await.expect(201);
    assert_eq!(told(&corrected), (json!("8.33"), json!(500)));
    // Rows of JSON have the same field.
    let row = json!({
        "idnp": scene.idnp(0), "programme": "CFP-101", "completedOn": "2026-10-29", "minutes": 440,
        "result": "passed", "reference": "R-440"
    });
    let both = json!({ "hours": "7", "minutes": 20, "reference": "R-20" });
    let mut contradicts = row.clone();
    contradicts.as_object_mut().expect("an object").extend(both.as_object().expect("an object").clone());
    let rows = json!([row, contradicts]).to_string();
    let batch = scene.provider.batch(PATH, BY_ROW, "application/json", rows).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!((counts(&batch), codes(&rows[1])), ([1, 0, 0, 0, 0, 1], vec!["timeContradicts"]), "{rows:?}");
}

#[actix_web::test]
async fn more_hours_than_the_programme_has_are_taken_with_a_warning() {
    let scene = Scene::with_people(1).await;
    let usual = scene.completion().on("2026-09-01").send().await.expect(201);
    assert!(usual.body.get("warnings").is_none(), "{}", usual.body);
    let over = scene.completion().hours("480").send().await.expect(201);
    let warning = &over.body["warnings"][0];
    assert_eq!((&warning["code"], &warning["field"]), (&json!("hoursOverProgramme"), &json!("hours")));
    assert_eq!(warning["message"]["en"], "More hours (480) than the programme has (24)");
    assert!(["ro", "ru"].iter().all(|language| warning["message"][language].is_string()), "{warning}");
    let correction = json!({
        "completion": {
            "programmeId": scene.programme, "completedOn": "2026-10-30", "minutes": 1_441, "result": "passed",
            "reference": "R-1441"
        },
        "reason": "ore introduse greșit"
    });
    let path = format!("{COMPLETIONS}/{}/corrections", over.id());
    let corrected = scene.provider.post(&path, correction).await.expect(201);
    assert_eq!(
        corrected.body["warnings"][0]["message"]["en"],
        "More hours (24:01) than the programme has (24)"
    );
    let batch = import(&scene, BY_ROW, csv(&scene, &["480", "24"])).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{rows:?}");
    assert_eq!((warned(&rows[0]), warned(&rows[1])), (vec!["hoursOverProgramme"], vec![]), "{rows:?}");
    let batch = import(&scene, CORRECT, csv(&scene, &["240"])).await;
    let rows = rows_of(&scene, &batch).await;
    assert!(warned(&rows[0]).contains(&"hoursOverProgramme"), "{rows:?}");
}

#[actix_web::test]
async fn a_rule_may_count_no_more_than_the_programme_has() {
    let scene = Scene::with_people(1).await;
    rules(&scene, "capAtProgrammeHours", true).await;
    scene.completion().hours("480").create().await;
    let found = requirement(&scene).await;
    assert_eq!((&found["met"], &found["actual"]), (&json!(true), &json!("24")), "{found}");
    let counted = &found["counted"][0];
    assert_eq!((&counted["hours"], &counted["hoursOver"]), (&json!("24"), &json!("456")), "{found}");
    let text = found["text"].as_str().expect("words");
    assert!(text.ends_with("orele peste durata programului nu se iau în calcul"), "{text}");
    let bad = json!({
        "code": "bad", "nameRo": "bad", "effectiveFrom": "2020-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-2", "requirement": {
            "id": "hours", "kind": "trainingHours", "hours": "24", "capAtProgrammeHours": "yes"
        } }]
    });
    let at = ["/grades/0/requirement/capAtProgrammeHours"];
    scene.registrar.post("/api/v1/rule-sets", bad).await.expect_faults(&at);
}
