//! Files that say something else of a fact than the register, or than another row: a different fact is never
//! called a duplicate.

use registry::call::Role;
use serde_json::{Value, json};

use crate::fixtures::Scene;
use crate::imports::{codes, counts, faults, import, rows_of};

const PATH: &str = "/api/v1/completion-batches";
const LOOK: &str = "mode=validate";
const BY_ROW: &str = "mode=commit&atomicity=row";
const CORRECT: &str = "mode=commit&atomicity=row&onChange=correct";

/// A file of the first person's completions of CFP-101 on 12 June: hours, result and reference.
fn csv(scene: &Scene, rows: &[(&str, &str, &str)]) -> String {
    let row = |(hours, result, reference): &(&str, &str, &str)| {
        format!("{};CFP-101;12.06.2026;{hours};{result};{reference}\n", scene.idnp(0))
    };
    format!(
        "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință\n{}",
        rows.iter().map(row).collect::<String>()
    )
}

/// Hours, result and reference of the provider's believed completions.
async fn believed(scene: &Scene) -> Vec<[String; 3]> {
    let completions = scene.provider.list("/api/v1/completions", "completions").await;
    let field = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let mut all: Vec<_> =
        completions.iter().map(|one| ["hours", "result", "reference"].map(|name| field(one, name))).collect();
    all.sort();
    all
}

#[actix_web::test]
async fn rows_of_one_fact_are_duplicates_only_where_they_agree() {
    for (rows, outcomes, differing, has) in [
        ([("24", "failed", "N-1"), ("24", "passed", "N-2")], [1, 0, 0, 0, 0, 1], vec!["result"], "failed"),
        ([("4", "attended", "O-1"), ("8", "attended", "O-2")], [1, 0, 0, 0, 0, 1], vec!["hours"], "4"),
        (
            [("4", "attended", "O-1"), ("8", "passed", "O-2")],
            [1, 0, 0, 0, 0, 1],
            vec!["hours", "result"],
            "4",
        ),
        ([("4", "attended", "O-1"), ("4,00", "attended", "O-2")], [1, 0, 0, 0, 1, 0], vec![], ""),
    ] {
        let scene = Scene::with_people(1).await;
        let file = csv(&scene, &rows);
        let as_json: Vec<_> = rows
            .iter()
            .map(|(hours, result, reference)| {
                json!({ "idnp": scene.idnp(0), "programme": "CFP-101", "completedOn": "2026-06-12",
                    "hours": hours.replace(',', "."), "result": result, "reference": reference })
            })
            .collect();
        let lines: String = as_json.iter().map(|row| format!("{row}\n")).collect();
        // The caller who asks for corrections is not asked which of two rows is right either.
        for (order, media_type, file) in [
            (LOOK, "text/csv", file.clone()),
            (LOOK, "application/json", json!(as_json).to_string()),
            (LOOK, "application/x-ndjson", lines),
            (CORRECT, "text/csv", file.clone()),
        ] {
            let batch = scene.provider.batch(PATH, order, media_type, file).await;
            let row = rows_of(&scene, &batch).await.remove(1);
            assert_eq!(counts(&batch), outcomes, "{row}");
            let expected: Vec<_> = differing.iter().map(|field| ("factDiffers", *field)).collect();
            assert_eq!(faults(&row), expected, "{row}");
            if has.is_empty() {
                assert_eq!(row["warnings"][0]["code"], "rowTwice");
            } else {
                let first = row["number"].as_i64().expect("a number") - 1;
                let message = row["errors"][0]["message"]["en"].as_str().expect("words");
                assert!(message.starts_with(&format!("Row {first} says")), "{row}");
                assert!(message.contains(&format!("({}: {has})", differing[0])), "{row}");
            }
        }
        // Sent again, it comes to the same.
        let again = import(&scene, CORRECT, file).await;
        assert_eq!(counts(&again), [0, 0, 0, 1, outcomes[4], outcomes[5]]);
    }
}

#[actix_web::test]
async fn what_the_register_has_otherwise_is_told_and_corrected_where_that_is_asked() {
    let scene = Scene::with_people(1).await;
    import(&scene, BY_ROW, csv(&scene, &[("8", "passed", "R-1")])).await;
    let same = import(&scene, BY_ROW, csv(&scene, &[("8", "passed", "R-2")])).await;
    assert_eq!(counts(&same), [0, 0, 0, 0, 1, 0]);
    for order in [LOOK, BY_ROW] {
        let batch = import(&scene, order, csv(&scene, &[("40", "failed", "R-2")])).await;
        let row = rows_of(&scene, &batch).await.remove(0);
        assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 1]);
        assert_eq!(faults(&row), [("factDiffers", "hours"), ("factDiffers", "result")], "{row}");
        let message = row["errors"][0]["message"]["en"].as_str().expect("words");
        assert!(message.ends_with("(hours: 8; reference R-1)"), "{row}");
        // Programs read words for programs, people those of their language.
        let said = |at: usize, language: &str| {
            row["errors"][at]["message"][language].as_str().expect("words").to_owned()
        };
        assert!(said(0, "ro").ends_with("(ore: 8; referința R-1)"), "{row}");
        assert!(said(1, "ro").contains("(rezultat: promovat;"), "{row}");
        assert!(said(1, "ru").contains("(результат: сдано;"), "{row}");
        assert_eq!(row["errors"][1]["params"]["has"], "passed");
        assert!(row["objectId"].is_string(), "{row}");
    }
    let file = csv(&scene, &[("40", "failed", "R-2")]);
    let looked = import(&scene, "mode=validate&onChange=correct", file.clone()).await;
    assert_eq!(counts(&looked), [0, 1, 0, 0, 0, 0]);
    assert_eq!(believed(&scene).await, [["8", "passed", "R-1"]]);
    let batch = import(&scene, CORRECT, file.clone()).await;
    let row = rows_of(&scene, &batch).await.remove(0);
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 0], "{row}");
    let warned = row["warnings"].as_array().expect("warnings").iter();
    let warned: Vec<_> = warned.map(|warning| warning["code"].as_str().expect("a code")).collect();
    assert_eq!(warned, ["hoursOverProgramme", "corrects", "corrects", "corrects"], "{row}");
    assert_eq!(believed(&scene).await, [["40", "failed", "R-2"]]);
    assert_eq!(counts(&import(&scene, CORRECT, file).await), [0, 0, 0, 1, 0, 0]);
}

#[actix_web::test]
async fn a_row_that_changes_a_fact_does_not_change_what_another_row_says_of_it() {
    let scene = Scene::with_people(1).await;
    import(&scene, BY_ROW, csv(&scene, &[("24", "passed", "N-2")])).await;
    for rows in [
        [("24", "failed", "N-1"), ("24", "passed", "N-2")],
        [("24", "passed", "N-2"), ("24", "failed", "N-1")],
    ] {
        let batch = import(&scene, CORRECT, csv(&scene, &rows)).await;
        assert_eq!(counts(&batch), [0, 0, 0, 1, 0, 1], "{:?}", rows_of(&scene, &batch).await);
        assert_eq!(believed(&scene).await, [["24", "passed", "N-2"]]);
    }
}

#[actix_web::test]
async fn of_another_providers_fact_only_that_it_is_there_is_told() {
    let scene = Scene::with_people(1).await;
    let university = scene.service.client(Role::University).await;
    scene.completion().by(&university).on("2026-06-12").with("result", "failed").create().await;
    for order in [LOOK, BY_ROW, CORRECT] {
        let batch = import(&scene, order, csv(&scene, &[("24", "passed", "R-1")])).await;
        let row = rows_of(&scene, &batch).await.remove(0);
        assert_eq!(codes(&row), ["factDiffers"], "{row}");
        assert!(row["errors"][0]["column"].is_null() && row["objectId"].is_null(), "{row}");
        assert!(!row["errors"][0].to_string().contains("failed"), "{row}");
    }
    let same = import(&scene, CORRECT, csv(&scene, &[("24", "failed", "R-1")])).await;
    assert_eq!(counts(&same), [0, 0, 0, 0, 1, 0]);
}

#[actix_web::test]
async fn a_single_call_is_told_so_by_the_same_code() {
    let scene = Scene::start().await;
    let first = scene.completion().reference("R-1").create().await;
    let address = json!(format!("/api/v1/completions/{first}"));
    let same = scene.completion().reference("R-2").send().await.expect(409);
    assert_eq!((&same.body["code"], &same.body["location"]), (&json!("completionKnown"), &address));
    let other =
        scene.completion().reference("R-2").hours("8").with("result", "failed").send().await.expect(409);
    assert_eq!((&other.body["code"], &other.body["location"]), (&json!("factDiffers"), &address));
    let said = other.body["detail"].as_str().expect("words");
    assert!(said.contains("(hours, result: 24, passed; reference R-1)"), "{said}");
    let has = json!({ "case": "known", "fields": "hours, result", "has": "24, passed", "reference": "R-1" });
    assert_eq!(other.body["params"], has, "{}", other.body);
    let university = scene.service.client(Role::University).await;
    let elsewhere = scene.completion().by(&university).hours("8").send().await.expect(409);
    assert_eq!((&elsewhere.body["code"], &elsewhere.body["location"]), (&json!("factDiffers"), &Value::Null));
}

/// A file with a column for the part: part, hours, result and reference.
fn in_parts(scene: &Scene, rows: &[(&str, &str, &str, &str)]) -> String {
    let row = |(part, hours, result, reference): &(&str, &str, &str, &str)| {
        format!("{};CFP-101;12.06.2026;{part};{hours};{result};{reference}\n", scene.idnp(0))
    };
    format!(
        "IDNP;Cod program;Data absolvirii;Parte;Ore;Rezultat;Referință\n{}",
        rows.iter().map(row).collect::<String>()
    )
}

#[actix_web::test]
async fn parts_of_a_programme_and_resits_are_facts_of_their_own() {
    let scene = Scene::with_people(1).await;
    let file = in_parts(
        &scene,
        &[
            ("1", "4", "attended", "O-1"),
            ("2", "4", "attended", "O-2"),
            ("", "24", "failed", "N-1"),
            ("reexaminare", "24", "passed", "N-2"),
            ("2", "4", "attended", "O-3"),
            ("2", "5", "attended", "O-4"),
            (&"x".repeat(17), "4", "attended", "O-5"),
        ],
    );
    let batch = import(&scene, BY_ROW, file.clone()).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(counts(&batch), [4, 0, 0, 0, 1, 2], "{rows:?}");
    assert_eq!(
        (faults(&rows[5]), faults(&rows[6])),
        (vec![("factDiffers", "hours")], vec![("notAPart", "part")])
    );
    assert_eq!(counts(&import(&scene, BY_ROW, file).await), [0, 0, 0, 4, 1, 2]);
    // Hours of parts add up; what was failed does not count.
    let asked = json!({ "workers": [{ "workerId": scene.worker() }], "validAt": "2026-10-01" });
    let path = "/api/v1/qualification-status-queries";
    let status = scene.registrar.post(path, asked).await.expect(200);
    let year = &status.body["results"][0]["training"]["lastTwelveMonths"];
    assert_eq!((&year["hours"], &year["completions"]), (&json!("32"), &json!(3)), "{}", status.body);
    // Another part is another fact; the same part is not.
    let known = scene.completion().on("2026-06-12").hours("4").with("part", "2").send().await.expect(409);
    assert_eq!(known.body["code"], "factDiffers");
    scene.completion().on("2026-06-12").hours("4").with("part", "3").create().await;
    scene.completion().with("part", "").send().await.expect_faults(&["/part"]);
    // A file moves a fact to another part, unless that is taken.
    let moved = [("4", "4", "attended", "O-1"), ("3", "4", "attended", "O-2")];
    let batch = import(&scene, CORRECT, in_parts(&scene, &moved)).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 1], "{rows:?}");
    assert_eq!(faults(&rows[1])[0], ("cannotCorrect", "part"));
    let listed = scene.provider.list("/api/v1/completions", "completions").await;
    let mut parts: Vec<_> = listed.iter().map(|one| one["part"].as_str().unwrap_or("-").to_owned()).collect();
    parts.sort();
    assert_eq!(parts, ["-", "2", "3", "4", "REEXAMINARE"]);
    // A file without the column says nothing of parts; an empty cell would say that it is the whole.
    let bare = format!(
        "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință\n{};CFP-101;12.06.2026;4;attended;O-2\n",
        scene.idnp(0)
    );
    assert_eq!(counts(&import(&scene, CORRECT, bare).await), [0, 0, 0, 1, 0, 0]);
    let known = scene.completion().on("2026-06-12").hours("4").with("part", "Reexaminare").send().await;
    known.expect(409);
}

#[actix_web::test]
async fn a_requirement_adds_parts_up_and_names_them() {
    let scene = Scene::start().await;
    scene.new_grade("grade-1", 1).create().await;
    scene
        .publish(json!({
            "code": "rules-of-parts", "nameRo": "Reguli", "legalBasis": "Ordinul 12/2026",
            "effectiveFrom": "2020-02-01", "obligations": [],
            "grades": [{ "grade": "grade-1",
                "requirement": { "id": "hours", "kind": "trainingHours", "hours": "8" } }]
        }))
        .await;
    for part in ["1", "2"] {
        scene.completion().hours("4").with("part", part).create().await;
    }
    let asked = json!({ "workers": [{ "workerId": scene.worker() }], "validAt": "2026-11-01" });
    let status = scene.registrar.post("/api/v1/qualification-status-queries", asked).await.expect(200);
    let requirement = &status.body["results"][0]["eligibility"]["requirements"][0];
    assert_eq!((&requirement["met"], &requirement["actual"]), (&json!(true), &json!("8")), "{}", status.body);
    let parts = |one: &Value| one["part"].as_str().unwrap_or_default().to_owned();
    let mut parts: Vec<_> = requirement["counted"].as_array().expect("counted").iter().map(parts).collect();
    parts.sort();
    assert_eq!(parts, ["1", "2"]);
}
