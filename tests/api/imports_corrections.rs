//! Files of completions that correct: what a correction meets with, what it makes room for, and what stays as
//! it was.

use serde_json::{Value, json};

use crate::fixtures::Scene;
use crate::imports::{believed, codes, counts, csv_of, import, rows_of};
use crate::service::Answer;

const PATH: &str = "/api/v1/completion-batches";
const COMMIT: &str = "mode=commit";
const BY_ROW: &str = "mode=commit&atomicity=row";
const CORRECT_ALL: &str = "mode=commit&onChange=correct";
const CORRECT: &str = "mode=commit&atomicity=row&onChange=correct";

/// Days and references of what is believed, in order.
async fn days(scene: &Scene) -> Vec<(String, String)> {
    let mut all: Vec<_> =
        believed(scene).await.into_iter().map(|[_, day, _, reference]| (reference, day)).collect();
    all.sort();
    all
}

fn of(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(reference, day)| ((*reference).to_owned(), (*day).to_owned())).collect()
}

/// A row's errors with their columns, and its warnings.
fn found(row: &Value) -> (Vec<(&str, &str)>, Vec<&str>) {
    let all = |of: &str| row[of].as_array().map_or(&[][..], Vec::as_slice);
    let errors = all("errors")
        .iter()
        .map(|one| (one["code"].as_str().unwrap_or_default(), one["column"].as_str().unwrap_or_default()));
    (errors.collect(), all("warnings").iter().map(|one| one["code"].as_str().unwrap_or_default()).collect())
}

#[actix_web::test]
async fn a_reference_of_another_persons_fact_is_told_so_and_that_fact_is_not_to_be_voided() {
    let scene = Scene::with_people(2).await;
    import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-06-01", "8", "6-1")])).await;
    for order in [BY_ROW, CORRECT] {
        // The list of the next month counts from one again.
        let batch = import(&scene, order, csv_of(&scene, &[(1, "2026-07-01", "8", "6-1")])).await;
        let row = rows_of(&scene, &batch).await.remove(0);
        assert_eq!(found(&row).0, [("referenceOfAnother", "idnp"), ("referenceOfAnother", "completedOn")]);
        // The list of another group of the same day does as well.
        let batch = import(&scene, order, csv_of(&scene, &[(1, "2026-06-01", "8", "6-1")])).await;
        assert_eq!(found(&rows_of(&scene, &batch).await[0]).0, [("referenceOfAnother", "idnp")]);
    }
    assert_eq!(days(&scene).await, of(&[("6-1", "2026-06-01")]));
}

#[actix_web::test]
async fn a_row_voids_nothing_that_is_another_fact_by_its_other_cells() {
    let scene = Scene::with_people(2).await;
    import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-06-01", "8", "W-2")])).await;
    let (own, other) = (scene.idnp(0), scene.idnp(1));
    let titles = "action,reference,idnp,programme,completedOn,hours,result";
    for (row, expected) in [
        (format!("{other},CFP-101,2026-06-01,8,passed"), vec![("voidsAnother", "idnp")]),
        ("123,,,,".to_owned(), vec![("idnpInvalid", "idnp")]),
        (format!("{own},CFP-101,2026-06-02,8,passed"), vec![("voidsAnother", "completedOn")]),
        (format!("{own},CFP-999,2026-06-01,,"), vec![("programmeUnknown", "programme")]),
        (",,31.02.2026,x,".to_owned(), vec![("dayInvalid", "completedOn"), ("hoursInvalid", "hours")]),
        (",,,9,".to_owned(), vec![("voidsAnother", "hours")]),
    ] {
        for order in [BY_ROW, CORRECT] {
            let batch = import(&scene, order, format!("{titles}\nvoid,W-2,{row}\n")).await;
            let rows = rows_of(&scene, &batch).await;
            assert_eq!(found(&rows[0]).0, expected, "{row} {order}");
        }
    }
    assert_eq!(days(&scene).await, of(&[("W-2", "2026-06-01")]));
    // By the name alone as well, and a fault of another cell hides nothing.
    let named = |name: &str| format!("action,reference,fullName\nvoid,W-2,{name}\n");
    let batch = import(&scene, CORRECT, named("Cebanu Ion")).await;
    assert_eq!(found(&rows_of(&scene, &batch).await[0]).0, [("nameDiffers", "fullName")]);
    assert_eq!(counts(&import(&scene, "mode=validate", named("Rusu Ana")).await), [0, 0, 1, 0, 0, 0]);
    let nobody = scene.service.fresh_code();
    let batch = import(&scene, CORRECT, format!("{titles}\nvoid,W-2,{nobody},,,9,\n")).await;
    let expected = [("workerUnknown", "idnp"), ("voidsAnother", "hours")];
    assert_eq!(found(&rows_of(&scene, &batch).await[0]).0, expected);
    // A row that is refused as somebody else's leaves the reference to the next one.
    let file = format!("{titles},fullName\nvoid,W-2,{own},,,,,Cebanu Ion\nvoid,W-2,{own},,,,,Rusu Ana\n");
    assert_eq!(counts(&import(&scene, "mode=validate&atomicity=row", file).await), [0, 0, 1, 0, 0, 1]);
    // As much as is said agrees; so does nothing at all.
    for row in [format!("{own},CFP-101,2026-06-01,8,passed"), format!("{own},,,,"), ",,2026-06-01,,".into()] {
        let order = "mode=validate&onChange=correct";
        let batch = import(&scene, order, format!("{titles}\nvoid,W-2,{row}\n")).await;
        assert_eq!(counts(&batch), [0, 0, 1, 0, 0, 0], "{row}");
    }
    // An empty cell says nothing of the part, either.
    let part = format!(
        "idnp,programme,completedOn,hours,result,reference,part\n{other},CFP-101,2026-06-03,8,passed,W-3,1\n"
    );
    assert_eq!(counts(&import(&scene, COMMIT, part).await), [1, 0, 0, 0, 0, 0]);
    let file = "action,reference,part\nvoid,W-3,\n";
    assert_eq!(counts(&import(&scene, COMMIT, file).await), [0, 0, 1, 0, 0, 0]);
}

#[actix_web::test]
async fn a_row_that_would_void_what_was_voided_is_about_that_all_the_same() {
    let scene = Scene::with_people(2).await;
    import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-06-01", "8", "W-1"), (1, "2026-06-02", "8", "W-2")]))
        .await;
    let titles = "action,reference,idnp,fullName,programme,completedOn,hours,result";
    let void = async |row: &str| {
        let batch = import(&scene, BY_ROW, format!("{titles}\nvoid,W-1,{row}\n")).await;
        let rows = rows_of(&scene, &batch).await;
        let told: Vec<_> =
            found(&rows[0]).0.into_iter().map(|(code, field)| format!("{code} {field}")).collect();
        (counts(&batch), told)
    };
    let (own, other) = (scene.idnp(0), scene.idnp(1));
    assert_eq!(void(",,,,,").await.0, [0, 0, 1, 0, 0, 0]);
    for row in [",,,,,".to_owned(), format!("{own},Rusu Ana,CFP-101,2026-06-01,8,passed")] {
        assert_eq!(void(&row).await, ([0, 0, 0, 1, 0, 0], vec![]), "{row}");
    }
    // W-2 was meant.
    for (row, expected) in [
        (
            format!("{other},,CFP-101,2026-06-02,8,passed"),
            vec!["voidsAnother idnp", "voidsAnother completedOn"],
        ),
        (",Cebanu Ion,,,,".to_owned(), vec!["nameDiffers fullName"]),
    ] {
        let expected = expected.into_iter().map(str::to_owned).collect();
        assert_eq!(void(&row).await, ([0, 0, 0, 0, 0, 1], expected), "{row}");
    }
    // The reference was voided twice: the row is about either of them.
    import(&scene, "mode=commit&onChange=correct", csv_of(&scene, &[(1, "2026-06-03", "8", "W-1")])).await;
    assert_eq!(void(&format!("{other},,,,,")).await.0, [0, 0, 1, 0, 0, 0]);
    for one in [own, other] {
        assert_eq!(void(&format!("{one},,,,,")).await, ([0, 0, 0, 1, 0, 0], vec![]));
    }
}

#[actix_web::test]
async fn a_voided_fact_does_not_come_back_with_its_file() {
    let scene = Scene::with_people(1).await;
    let file = csv_of(&scene, &[(0, "2026-10-30", "24", "R-1"), (0, "2026-10-31", "8", "R-2")]);
    let batch = import(&scene, COMMIT, file.clone()).await;
    let id = rows_of(&scene, &batch).await[0]["objectId"].as_str().expect("an id").to_owned();
    let void = json!({ "reason": "altă persoană" });
    scene.provider.post(&format!("/api/v1/completions/{id}/voids"), void).await.expect(201);
    let batch = import(&scene, BY_ROW, file.clone()).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(counts(&batch), [0, 0, 0, 1, 0, 1]);
    assert_eq!(found(&rows[0]).0, [("factVoided", "reference")]);
    let message = rows[0]["errors"][0]["message"]["ro"].as_str();
    assert_eq!(message, Some("Acest fapt a fost anulat: altă persoană"));
    // The same reference of what is another fact now.
    let right = csv_of(&scene, &[(0, "2026-10-30", "16", "R-1")]);
    assert_eq!(counts(&import(&scene, "mode=validate", right).await), [1, 0, 0, 0, 0, 0]);
    // It was true after all.
    assert_eq!(counts(&import(&scene, CORRECT, file).await), [1, 0, 0, 1, 0, 0]);
}

#[actix_web::test]
async fn a_correction_onto_a_fact_that_stays_is_refused_and_says_why() {
    let scene = Scene::with_people(1).await;
    import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-10-01", "8", "R-1"), (0, "2026-10-05", "8", "R-5")]))
        .await;
    let there = of(&[("R-1", "2026-10-01"), ("R-5", "2026-10-05")]);
    let onto = csv_of(&scene, &[(0, "2026-10-05", "8", "R-1")]);
    for (order, status) in
        [("mode=validate&onChange=correct", "completed"), (CORRECT, "completed"), (CORRECT_ALL, "failed")]
    {
        let batch = import(&scene, order, onto.clone()).await;
        assert_eq!((&batch.body["status"], counts(&batch)), (&json!(status), [0, 0, 0, 0, 0, 1]), "{order}");
        assert_eq!(
            found(&rows_of(&scene, &batch).await[0]),
            (vec![("cannotCorrect", "completedOn")], vec!["factKnown"])
        );
        assert_eq!(days(&scene).await, there);
    }
    // Of two that come to the same, the first one is made; and one that is not made is in the way of who
    // comes after it.
    let both = csv_of(&scene, &[(0, "2026-10-09", "8", "R-1"), (0, "2026-10-09", "8", "R-5")]);
    let batch = import(&scene, CORRECT, both).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 1]);
    assert_eq!(
        found(&rows_of(&scene, &batch).await[1]),
        (vec![("cannotCorrect", "completedOn")], vec!["rowTwice"])
    );
    let chain = csv_of(&scene, &[(0, "2026-10-05", "8", "R-1"), (0, "2026-10-20", "8", "R-5")]);
    import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-10-20", "8", "R-7")])).await;
    assert_eq!(counts(&import(&scene, CORRECT, chain).await), [0, 0, 0, 0, 0, 2]);
    assert_eq!(
        days(&scene).await,
        of(&[("R-1", "2026-10-09"), ("R-5", "2026-10-05"), ("R-7", "2026-10-20")])
    );
}

#[actix_web::test]
async fn what_is_corrected_away_from_its_fact_makes_room_for_others() {
    for order in [CORRECT, CORRECT_ALL] {
        let scene = Scene::with_people(1).await;
        import(
            &scene,
            COMMIT,
            csv_of(&scene, &[(0, "2026-10-01", "8", "R-1"), (0, "2026-10-02", "8", "R-2")]),
        )
        .await;
        // The days of two were mixed up.
        let swapped = csv_of(&scene, &[(0, "2026-10-02", "8", "R-1"), (0, "2026-10-01", "8", "R-2")]);
        assert_eq!(
            counts(&import(&scene, "mode=validate&onChange=correct", swapped.clone()).await),
            [0, 2, 0, 0, 0, 0]
        );
        assert_eq!(counts(&import(&scene, order, swapped.clone()).await), [0, 2, 0, 0, 0, 0]);
        assert_eq!(days(&scene).await, of(&[("R-1", "2026-10-02"), ("R-2", "2026-10-01")]));
        assert_eq!(counts(&import(&scene, order, swapped).await), [0, 0, 0, 2, 0, 0]);
        // Another one was on that day, whichever row says so first.
        let moved = csv_of(&scene, &[(0, "2026-10-02", "8", "R-3"), (0, "2026-10-12", "8", "R-1")]);
        assert_eq!(counts(&import(&scene, order, moved.clone()).await), [1, 1, 0, 0, 0, 0]);
        assert_eq!(
            days(&scene).await,
            of(&[("R-1", "2026-10-12"), ("R-2", "2026-10-01"), ("R-3", "2026-10-02")])
        );
        assert_eq!(counts(&import(&scene, order, moved).await), [0, 0, 0, 2, 0, 0]);
    }
}

#[actix_web::test]
async fn a_list_that_counts_from_one_again_corrects_nothing_of_the_month_before() {
    let scene = Scene::with_people(1).await;
    scene.new_programme("CFP-102").approved_from("2015-01-01").create().await;
    import(&scene, COMMIT, csv_of(&scene, &[(0, "2026-09-01", "8", "1"), (0, "2026-09-02", "8", "2")])).await;
    let october = csv_of(&scene, &[(0, "2026-10-01", "8", "1"), (0, "2026-10-02", "8", "2")])
        .replace("CFP-101", "CFP-102");
    for order in [BY_ROW, CORRECT] {
        let batch = import(&scene, order, october.clone()).await;
        assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 2], "{order}");
        for row in rows_of(&scene, &batch).await {
            let (errors, _) = found(&row);
            let expected = [("referenceOfAnother", "programme"), ("referenceOfAnother", "completedOn")];
            assert_eq!(errors, expected, "{order}");
            assert!(!row["errors"].to_string().contains("onChange"), "correcting is not advised: {row}");
        }
    }
    assert_eq!(days(&scene).await, of(&[("1", "2026-09-01"), ("2", "2026-09-02")]));
}

/// More rows of one worker than one commit usually takes: in parts, the first ones would meet with what the
/// others make room for.
#[actix_web::test]
async fn many_that_make_room_for_each_other_are_corrected_together() {
    const ROWS: usize = 300;
    let scene = Scene::with_people(1).await;
    let day = |n: usize| format!("2025-{:02}-{:02}", 1 + n / 28, 1 + n % 28);
    let file = |by: usize| {
        let line = |n: usize| format!("{},CFP-101,{},8,passed,R-{n:03}\n", scene.idnp(0), day(n + by));
        format!(
            "idnp,programme,completedOn,hours,result,reference\n{}",
            (0..ROWS).map(line).collect::<String>()
        )
    };
    assert_eq!(counts(&import(&scene, COMMIT, file(0)).await), [300, 0, 0, 0, 0, 0]);
    assert_eq!(counts(&import(&scene, CORRECT, file(1)).await), [0, 300, 0, 0, 0, 0]);
    let register = scene.provider.list_by("/api/v1/completions", "completions", 200).await;
    assert_eq!(register.len(), ROWS);
    for one in &register {
        let number: usize =
            one["reference"].as_str().and_then(|reference| reference[2..].parse().ok()).expect("its number");
        assert_eq!(one["completedOn"], day(number + 1), "{one}");
    }
    assert_eq!(counts(&import(&scene, CORRECT, file(1)).await), [0, 0, 0, 300, 0, 0]);
}

#[actix_web::test]
async fn a_correction_under_a_record_that_was_merged_since_meets_with_that_records_facts() {
    let scene = Scene::with_people(2).await;
    let sent = csv_of(
        &scene,
        &[(0, "2026-10-01", "8", "R-1"), (0, "2026-10-02", "8", "R-2"), (0, "2026-10-03", "8", "R-3")],
    );
    import(&scene, COMMIT, sent).await;
    scene.merge(scene.id(0), scene.id(1)).await;
    let changed = csv_of(
        &scene,
        &[(0, "2026-10-02", "8", "R-1"), (1, "2026-10-30", "8", "R-3"), (1, "2026-10-31", "8", "R-4")],
    );
    let batch = import(&scene, CORRECT, changed).await;
    assert_eq!(
        (&batch.body["status"], counts(&batch)),
        (&json!("completed"), [1, 1, 0, 0, 0, 1]),
        "{}",
        batch.body
    );
    assert_eq!(
        found(&rows_of(&scene, &batch).await[0]),
        (vec![("cannotCorrect", "completedOn")], vec!["factKnown"])
    );
}

#[actix_web::test]
async fn what_was_taken_stays_unchanged_when_the_catalogue_has_changed() {
    let scene = Scene::with_people(1).await;
    let file = csv_of(&scene, &[(0, "2026-10-30", "24", "R-1")]);
    import(&scene, COMMIT, file.clone()).await;
    let retirement = json!({ "retiredFrom": "2026-01-01", "reason": "înlocuit" });
    let path = format!("/api/v1/programmes/{}/retirements", scene.programme);
    scene.registrar.post(&path, retirement).await.expect(201);
    assert_eq!(counts(&import(&scene, COMMIT, file).await), [0, 0, 0, 1, 0, 0]);
    // Its hours are corrected all the same; new rows, and one that moves, follow the catalogue.
    let changed = csv_of(&scene, &[(0, "2026-10-30", "16", "R-1"), (0, "2026-10-31", "8", "R-2")]);
    let rows = rows_of(&scene, &import(&scene, CORRECT, changed).await).await;
    assert_eq!((&rows[0]["outcome"], codes(&rows[1])), (&json!("corrected"), vec!["programmeNotTaught"]));
    let moved = csv_of(&scene, &[(0, "2026-10-29", "16", "R-1")]);
    let rows = rows_of(&scene, &import(&scene, CORRECT, moved).await).await;
    assert_eq!(codes(&rows[0]), ["programmeNotTaught"]);
}

#[actix_web::test]
async fn a_first_day_that_a_file_does_not_say_stays_as_it_is() {
    let scene = Scene::with_people(1).await;
    let file = |begun: &str, hours: &str, reference: &str| {
        let row = format!("{},CFP-101,2026-10-30,{hours},passed,{reference},{begun}", scene.idnp(0));
        format!("IDNP,Cod program,Data absolvirii,Ore,Rezultat,Referință,Data începerii\n{row}\n")
    };
    assert_eq!(counts(&import(&scene, COMMIT, file("05.10.2026", "24", "R-1")).await), [1, 0, 0, 0, 0, 0]);
    let day = async || {
        let all = scene.provider.list("/api/v1/completions", "completions").await;
        let believed = all.into_iter().find(|one| one["withdrawnAt"].is_null()).expect("a completion");
        (believed["startedOn"].clone(), believed["hours"].clone())
    };
    // Empty it says nothing, unless corrections are asked for: then it says that the day is not known.
    assert_eq!(counts(&import(&scene, COMMIT, file("", "24", "R-1")).await), [0, 0, 0, 1, 0, 0]);
    // A file without the column says nothing of it, whatever it is asked.
    let bare = |hours: &str| file("", hours, "R-1").replace(",Data începerii", "").replace("R-1,", "R-1");
    assert_eq!(counts(&import(&scene, CORRECT, bare("16")).await), [0, 1, 0, 0, 0, 0]);
    assert_eq!(day().await, (json!("2026-10-05"), json!("16")));
    let cleared = import(&scene, CORRECT, file("", "16", "R-1")).await;
    assert_eq!(counts(&cleared), [0, 1, 0, 0, 0, 0]);
    let warning = &rows_of(&scene, &cleared).await[0]["warnings"][0];
    let told = json!({ "before": "2026-10-05", "after": "–" });
    assert_eq!((&warning["column"], &warning["params"]), (&json!("startedOn"), &told), "{warning}");
    assert_eq!(day().await, (Value::Null, json!("16")));
    assert_eq!(counts(&import(&scene, CORRECT, file("", "16", "R-1")).await), [0, 0, 0, 1, 0, 0]);
    assert_eq!(counts(&import(&scene, CORRECT, file("2026-10-06", "16", "R-1")).await), [0, 1, 0, 0, 0, 0]);
    assert_eq!(day().await, (json!("2026-10-06"), json!("16")));
    // Under another reference it is the same course, or another statement about it.
    for (begun, expected) in [("", [0, 0, 0, 0, 1, 0]), ("2026-10-06", [0, 0, 0, 0, 1, 0])] {
        assert_eq!(counts(&import(&scene, COMMIT, file(begun, "16", "R-2")).await), expected, "{begun}");
    }
    for (begun, code) in [("2026-10-07", "factDiffers"), ("31.10.2026", "startsAfterItEnds")] {
        let batch = import(&scene, COMMIT, file(begun, "16", "R-2")).await;
        assert_eq!(codes(&rows_of(&scene, &batch).await[0]), [code]);
    }
}

#[actix_web::test]
async fn a_merged_record_and_its_persons_idnp_are_one_person() {
    let scene = Scene::with_people(3).await;
    scene.merge(scene.id(0), scene.id(1)).await;
    let row = |idnp: usize, id: usize, reference: &str| {
        let (idnp, id) = (scene.idnp(idnp), scene.id(id));
        format!("{idnp},{id},CFP-101,2026-10-{reference},24,passed,R-{reference}\n")
    };
    let (same, other) = (row(1, 0, "28") + &row(0, 0, "29"), row(2, 0, "30"));
    let file = format!("idnp,workerId,programme,completedOn,hours,result,reference\n{same}{other}");
    let batch = import(&scene, BY_ROW, file).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 1], "{:?}", rows_of(&scene, &batch).await);
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(codes(&rows[2]), ["workerContradicts"]);
    assert_eq!((&rows[0]["workerId"], &rows[1]["workerId"]), (&json!(scene.id(1)), &json!(scene.id(1))));
}

#[actix_web::test]
async fn whom_a_rejected_row_finds_is_in_the_journal() {
    let scene = Scene::with_people(4).await;
    scene.deactivate(scene.id(1)).await;
    let (known, closed, id) = (scene.idnp(0), scene.idnp(1), scene.id(3));
    let file = format!(
        "idnp,workerId,programme,completedOn,hours,result,reference\n\
         {known},,CFP-999,2026-10-30,24,passed,R-1\n\
         {closed},,CFP-101,2026-10-30,24,passed,R-2\n\
         {known},{id},CFP-101,2026-10-30,24,passed,R-3\n"
    );
    let batch = import(&scene, "mode=validate", file).await;
    assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 3]);
    for (worker, is_named) in [(0, true), (1, true), (2, false), (3, true)] {
        let path =
            format!("/api/v1/journal-entries?workerId={}&clientId={}", scene.id(worker), scene.provider.id);
        let entries = scene.auditor.list(&path, "journalEntries").await;
        assert_eq!(
            entries.iter().any(|entry| entry["operation"] == "create_completion_batch"),
            is_named,
            "{worker}: {entries:?}"
        );
    }
}

#[actix_web::test]
async fn a_reference_is_a_text_or_a_whole_number_that_lost_nothing() {
    let scene = Scene::with_people(1).await;
    let row = |reference: Value, day: usize| {
        json!({
            "idnp": scene.idnp(0), "programme": "CFP-101", "completedOn": format!("2026-10-{day:02}"), "hours": 24, "result": "passed", "reference": reference
        })
    };
    let send = async |references: &[Value]| -> Answer {
        let rows: Vec<_> = references.iter().enumerate().map(|(n, one)| row(one.clone(), n + 1)).collect();
        scene.provider.batch(PATH, BY_ROW, "application/json", json!(rows).to_string()).await
    };
    let bad = [json!(118.1), json!(12_345_678_901_234_567_u64), json!(-4), json!(true)];
    let batch = send(&bad).await;
    assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 4], "{:?}", rows_of(&scene, &batch).await);
    for row in rows_of(&scene, &batch).await {
        assert_eq!((codes(&row), &row["errors"][0]["column"]), (vec!["textInvalid"], &json!("reference")));
    }
    let batch = send(&[json!("118.10"), json!(118)]).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{:?}", rows_of(&scene, &batch).await);
    assert_eq!(days(&scene).await, of(&[("118", "2026-10-02"), ("118.10", "2026-10-01")]));
}

#[actix_web::test]
async fn what_a_workbook_made_a_day_of_is_no_reference() {
    let scene = Scene::with_people(1).await;
    let mut book = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    for (column, title) in
        ["idnp", "programme", "completedOn", "hours", "result", "reference"].into_iter().enumerate()
    {
        sheet.write(0, u16::try_from(column).expect("few"), title).expect("written");
    }
    for (column, text) in [(0, scene.idnp(0)), (1, "CFP-101"), (2, "2026-10-30"), (3, "24"), (4, "passed")] {
        sheet.write(1, column, text).expect("written");
    }
    let november = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 11, 1).expect("a day");
    sheet.write_with_format(1, 5, &november, &day).expect("written");
    let file = book.save_to_buffer().expect("a workbook");
    let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let batch = scene.provider.batch(PATH, BY_ROW, media_type, file).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(
        (codes(&rows[0]), &rows[0]["errors"][0]["value"]),
        (vec!["textInvalid"], &json!("2026-11-01"))
    );
}
