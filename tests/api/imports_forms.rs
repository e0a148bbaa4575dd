//! Files as people keep them: several sheets, what stands around a table, ordinals, days with slashes.

use actix_web::http::Method;
use actix_web::http::header::ACCEPT_LANGUAGE;
use calamine::Reader;
use registry::call::Role;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::io::Cursor;

use crate::fixtures::Scene;
use crate::imports::{believed, codes, counts, faults, import, rows_of};

const PATH: &str = "/api/v1/completion-batches";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HEAD: &str = "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință";
const BY_ROW: &str = "mode=commit&atomicity=row";

/// A workbook of sheets, each with its name and rows of texts.
fn book(sheets: &[(&str, Vec<String>)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (row, cells) in (0_u32..).zip(rows) {
            for (place, cell) in (0_u16..).zip(cells.split(';')).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write(row, place, cell).expect("written");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

fn warned(batch: &crate::service::Answer) -> Vec<&str> {
    let warnings = batch.body["warnings"].as_array().expect("warnings");
    warnings.iter().map(|warning| warning["code"].as_str().expect("a code")).collect()
}

/// A row with a day and a reference.
fn row(scene: &Scene, day: &str, reference: &str) -> String {
    format!("{};CFP-101;{day};8;passed;{reference}", scene.idnp(0))
}

#[actix_web::test]
async fn every_sheet_with_the_titles_is_taken_and_comes_back_with_its_rows() {
    let scene = Scene::with_people(1).await;
    let lines = |lines: &[String]| lines.to_vec();
    let file = book(&[
        ("Coperta", vec![]),
        ("Ianuarie", lines(&[HEAD.to_owned(), row(&scene, "2026-01-12", "I-1")])),
        ("Note", lines(&["de văzut".to_owned()])),
        (
            "Februarie",
            lines(&[
                "Lista absolvenților".to_owned(),
                HEAD.to_owned(),
                row(&scene, "2026-02-12", "F-1"),
                row(&scene, "2026-02-13", "I-1"),
                "Total;;;16".to_owned(),
            ]),
        ),
    ]);
    let batch = scene.provider.batch(PATH, BY_ROW, XLSX, file).await;
    assert_eq!((counts(&batch), &batch.body["total"]), ([2, 0, 0, 0, 0, 1], &json!(3)));
    assert_eq!(warned(&batch), ["totalRow", "sheetUnread"], "{}", batch.body["warnings"]);
    assert_eq!(batch.body["warnings"][0]["message"]["en"], "Rows of totals are left out: Februarie!5");
    let rows = rows_of(&scene, &batch).await;
    let places: Vec<_> = rows.iter().map(|row| (&row["sheet"], &row["number"])).collect();
    assert_eq!(
        places,
        [(&json!("Ianuarie"), &json!(2)), (&json!("Februarie"), &json!(3)), (&json!("Februarie"), &json!(4))]
    );
    let said = rows[2]["errors"][0]["message"]["en"].as_str().expect("words");
    assert!(codes(&rows[2]) == ["referenceTwice"] && said.starts_with("Row Ianuarie!2 "), "{said}");
    let pages = scene.provider.get(&format!("{PATH}/{}/rows?limit=2", batch.id())).await.expect(200);
    let cursor = pages.body["nextCursor"].as_str().expect("more").to_owned();
    let next = scene.provider.get(&format!("{PATH}/{}/rows?limit=2&cursor={cursor}", batch.id())).await;
    assert_eq!(next.expect(200).body["rows"][0]["number"], 4);

    let path = format!("{PATH}/{}/annotated", batch.id());
    let request = scene.provider.request(Method::GET, &path).insert_header((ACCEPT_LANGUAGE, "en"));
    let back = scene.provider.send(request).await.expect(200);
    let mut read = calamine::Xlsx::new(Cursor::new(back.bytes.clone())).expect("a workbook");
    assert_eq!(read.sheet_names(), ["Ianuarie", "Februarie"]);
    let sheet = read.worksheet_range("Februarie").expect("readable");
    let text = |row, column| sheet.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!((text(0, 0), text(1, 6)), ("Lista absolvenților".into(), "Import result".into()));
    assert_eq!((text(2, 6), text(3, 6), text(4, 6)), ("created".into(), "rejected".into(), String::new()));
    let again = scene.provider.batch(PATH, BY_ROW, XLSX, back.bytes).await;
    assert_eq!(counts(&again), [0, 0, 0, 2, 0, 1]);
}

#[actix_web::test]
async fn an_ordinal_is_no_reference() {
    let scene = Scene::with_people(1).await;
    let line = row(&scene, "2026-01-12", "");
    for title in ["Nr.", "Nr. crt.", "№", "№ п/п", "Номер", "No.", "#"] {
        let file = format!("{title};IDNP;Cod program;Data absolvirii;Ore;Rezultat\n1;{line}\n");
        let refused = scene.provider.send_file(PATH, "mode=commit", "text/csv", file).await.expect(400);
        let faults = refused.body["faults"].to_string();
        assert!(faults.contains("columnMissing") && faults.contains("columnOrdinal"), "{title}: {faults}");
        let with = format!("{title};{HEAD}\n7;{}\n", row(&scene, "2026-01-12", "CERT-7"));
        let taken = import(&scene, "mode=validate", with).await;
        assert_eq!((counts(&taken)[0], warned(&taken)), (1, vec![]), "{title}");
    }
    let counted = format!(
        "Nr.;{}\n1;{}\n2;{}\n",
        HEAD.replace("Referință", "Nr. certificat"),
        row(&scene, "2026-01-12", "1"),
        row(&scene, "2026-01-13", "2")
    );
    let taken = import(&scene, "mode=validate", counted).await;
    assert_eq!((counts(&taken)[0], warned(&taken)), (2, vec!["referenceCounts"]));
}

#[actix_web::test]
async fn days_with_slashes_are_read_by_what_their_whole_column_shows() {
    let scene = Scene::with_people(1).await;
    let file = |days: &[&str]| {
        let row = |(at, day): (usize, &&str)| format!("{}\n", row(&scene, day, &format!("R-{at}")));
        format!("{HEAD}\n{}", days.iter().enumerate().map(row).collect::<String>())
    };
    let american = import(&scene, BY_ROW, file(&["3/4/2026", "17.03.2026", "3/17/2026"])).await;
    assert_eq!(counts(&american), [1, 0, 0, 0, 0, 2]);
    let rows = rows_of(&scene, &american).await;
    for refused in [&rows[0], &rows[2]] {
        assert_eq!(codes(refused), ["monthFirst"]);
        let said = refused["errors"][0]["message"]["en"].as_str().expect("words");
        assert!(said.ends_with("as row 4 shows"), "{said}");
        assert_eq!(refused["errors"][0]["column"], "completedOn");
    }
    assert_eq!(believed(&scene).await[0][1], "2026-03-17");
    let clear = import(&scene, "mode=validate", file(&["3/4/2026", "17/3/2026"])).await;
    assert_eq!((counts(&clear)[0] + counts(&clear)[3], warned(&clear)), (2, vec![]));
    let open = import(&scene, "mode=validate", file(&["3/4/2026", "5/6/2026"]).replace("R-", "O-")).await;
    assert_eq!((counts(&open)[0], warned(&open)), (2, vec!["dayFirstAssumed"]));
    // Another column shows it as well as its own does, unless that shows another order.
    let begun = |rows: &[(&str, &str)]| {
        let row = |(at, (from, day)): (usize, &(&str, &str))| {
            format!("{};{from}\n", row(&scene, day, &format!("B-{at}")))
        };
        format!("{HEAD};Începută la\n{}", rows.iter().enumerate().map(row).collect::<String>())
    };
    let two =
        import(&scene, "mode=validate", begun(&[("03/17/2026", "04/05/2026"), ("", "03/04/2026")])).await;
    let rows = rows_of(&scene, &two).await;
    assert_eq!((codes(&rows[0]), codes(&rows[1])), (vec!["monthFirst"; 2], vec!["monthFirst"]));
    assert_eq!(warned(&two), Vec::<&str>::new());
    let own =
        import(&scene, "mode=validate", begun(&[("03/17/2026", "17/03/2026"), ("", "03/04/2026")])).await;
    assert!(codes(&rows_of(&scene, &own).await[1]).is_empty());
    // Where all rows stand or fall together, one look through the file is enough to say so.
    let all = import(&scene, "mode=commit", file(&["3/4/2026", "3/17/2026"])).await;
    assert_eq!((&all.body["status"], counts(&all)[5]), (&json!("failed"), 2));
}

#[actix_web::test]
async fn days_of_a_workbook_decide_nothing_for_the_texts_beside_them() {
    let scene = Scene::with_people(1).await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (place, title) in (0_u16..).zip(HEAD.split(';')) {
        sheet.write(0, place, title).expect("written");
    }
    let look = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
    for (row, reference) in [(1, "D-1"), (2, "D-2")] {
        for (place, cell) in [(0, scene.idnp(0)), (1, "CFP-101"), (3, "8"), (4, "passed"), (5, reference)] {
            sheet.write(row, place, cell).expect("written");
        }
    }
    let day = rust_xlsxwriter::ExcelDateTime::parse_from_str("2026-03-17").expect("a day");
    sheet.write_with_format(1, 2, &day, &look).expect("written");
    sheet.write(2, 2, "3/4/2026").expect("written");
    let file = book.save_to_buffer().expect("a workbook");
    let batch = scene.provider.batch(PATH, BY_ROW, XLSX, file).await;
    assert_eq!((counts(&batch)[0], warned(&batch)), (2, vec!["dayFirstAssumed"]));
    let mut days: Vec<Value> = believed(&scene).await.iter().map(|one| json!(one[1])).collect();
    days.sort_by_key(Value::to_string);
    assert_eq!(days, ["2026-03-17", "2026-04-03"]);
}

#[actix_web::test]
async fn words_codes_and_references_are_taken_as_people_write_them() {
    let scene = Scene::with_people(1).await;
    let line = |day: &str, code: &str, word: &str, reference: &str| {
        format!("{};{code};{day};8;{word};{reference}\n", scene.idnp(0))
    };
    let rows = [
        line("2026-01-12", "cfp-101", "Admisă", "Seria AB nr. 000123"),
        line("2026-01-13", "CFP 101", "PROMOVATĂ", "nr. 17 din 10.06.2026"),
        line("2026-01-14", "CFP–101", "не сдала", "Серия АВ № 12"),
        line("2026-01-15", "CFP-101", "a participat", "  Seria   AB nr. 000124 "),
    ];
    // No code has a blank, so that one where the hyphen was is no guess.
    let batch = import(&scene, BY_ROW, format!("{HEAD}\n{}", rows.concat())).await;
    assert_eq!(counts(&batch), [4, 0, 0, 0, 0, 0]);
    let told = rows_of(&scene, &batch).await;
    let kept: Vec<_> = believed(&scene).await.into_iter().map(|[.., reference]| reference).collect();
    assert_eq!(
        kept,
        ["Seria AB nr. 000123", "nr. 17 din 10.06.2026", "Серия АВ № 12", "Seria AB nr. 000124"]
    );
    // The API has the same form.
    let completion = json!({
        "workerId": told[0]["workerId"], "programmeId": scene.programme, "completedOn": "2026-02-12",
        "hours": "8", "result": "passed", "reference": " Seria  AB nr. 000125"
    });
    let posted = scene.provider.post("/api/v1/completions", completion).await.expect(201);
    assert_eq!(posted.body["reference"], "Seria AB nr. 000125");
}

#[actix_web::test]
async fn names_that_lost_their_letters_are_refused_and_say_so() {
    let scene = Scene::with_people(1).await;
    let registrar = &scene.registrar;
    let line = |name: &str| format!("{};{name};Ana\n", scene.service.fresh_code());
    let names = ["B?lan", "B\u{fffd}lan", "BÄƒlan", "B_lan", "Ýurcan", "Țurcan", "Їжак"];
    let file = format!("IDNP;Nume;Prenume\n{}", names.map(line).concat());
    let batch = registrar.batch("/api/v1/worker-batches", BY_ROW, "text/csv", file).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 5]);
    let path = format!("/api/v1/worker-batches/{}/rows", batch.id());
    let told = registrar.list(&path, "rows").await;
    let found: Vec<_> = told.iter().map(codes).collect();
    let garbled = vec!["textGarbled"];
    assert_eq!(
        found,
        [garbled.clone(), garbled.clone(), garbled.clone(), garbled, vec!["letterForeign"], vec![], vec![]]
    );
    let worker =
        |name: &str| json!({ "idnp": scene.service.fresh_code(), "familyName": name, "givenName": "Ana" });
    for bad in ["B?lan", "B\u{fffd}lan", "BÄƒlan"] {
        registrar.post("/api/v1/workers", worker(bad)).await.expect(400);
    }
}

#[actix_web::test]
async fn a_post_is_named_by_its_code_or_title() {
    let scene = Scene::with_people(1).await;
    let employer = scene.service.client(Role::Employer).await;
    let line = |post: &str| {
        format!("{};Rusu;Ana;{};{post};2026-01-12\n", scene.service.fresh_code(), employer.organisation)
    };
    let titles = "IDNP;Nume;Prenume;IDNO angajator;Funcția;Angajat din\n";
    let posts = ["Asistent social", "asistentă socială", "Психолог", "asistent-social", "Vrăjitor Șef"];
    let file = format!("{titles}{}", posts.map(line).concat());
    let batch = employer.batch("/api/v1/worker-batches", BY_ROW, "text/csv", file).await;
    assert_eq!(counts(&batch), [4, 0, 0, 0, 0, 1]);
    let told = employer.list(&format!("/api/v1/worker-batches/{}/rows", batch.id()), "rows").await;
    assert_eq!(codes(&told[4]), ["wordUnknown"]);
}

#[actix_web::test]
async fn a_sheet_of_persons_that_lacks_titles_is_refused_by_name() {
    let scene = Scene::with_people(1).await;
    let good = || ("Ianuarie", vec![HEAD.to_owned(), row(&scene, "2026-01-12", "I-1")]);
    let short = |idnp: &str| {
        (
            "Februarie",
            vec!["IDNP;Cod program;Data absolvirii".to_owned(), format!("{idnp};CFP-101;2026-02-12")],
        )
    };
    let mut refused =
        scene.provider.send_file(PATH, BY_ROW, XLSX, book(&[good(), short(scene.idnp(0))])).await;
    if refused.status == 201 {
        refused = scene.provider.finished(&format!("{PATH}/{}", refused.id())).await;
    }
    let told = refused.body.to_string();
    assert!(told.contains("columnMissing") && told.contains("Februarie!1"), "{told}");
    assert_eq!(believed(&scene).await.len(), 0);
    // A sheet without persons, and a list of them for something else, are named and left out.
    let contacts = ("Contacte", vec!["IDNP;Telefon".to_owned(), format!("{};022", scene.idnp(0))]);
    let batch =
        scene.provider.batch(PATH, BY_ROW, XLSX, book(&[good(), short("de completat"), contacts])).await;
    assert_eq!((counts(&batch)[0], warned(&batch)), (1, vec!["sheetUnread"]), "{}", batch.body);
}

#[actix_web::test]
async fn causes_are_told_in_the_words_of_the_file() {
    let scene = Scene::with_people(1).await;
    let registrar = &scene.registrar;
    let said = |row: &Value, what: &str| row["errors"][0][what]["ro"].as_str().expect("words").to_owned();
    // The number of the template's example, left in a row that was filled in.
    let file = "IDNP;Nume;Prenume\n2000000000005;Bălan;Ion\n2000000000006;Bălan;Ion\n";
    let batch = registrar.batch("/api/v1/worker-batches", BY_ROW, "text/csv", file).await;
    let told = registrar.list(&format!("/api/v1/worker-batches/{}/rows", batch.id()), "rows").await;
    assert_eq!((codes(&told[0]), codes(&told[1])), (vec!["idnpInvalid"], vec!["idnpInvalid"]));
    assert!(said(&told[0], "message").contains("exemplul modelului"), "{}", told[0]);
    assert!(!said(&told[1], "message").contains("exemplu"), "{}", told[1]);
    // A last day before the first, by the title of the column.
    let (idnp, own) = (scene.service.fresh_code(), &scene.employer.organisation);
    let titles = "IDNP;Nume;Prenume;Angajator;Funcția;Angajat din;Angajat până la";
    let file = format!("{titles}\n{idnp};Bălan;Ion;{own};psiholog;2026-03-01;2026-02-01\n");
    let batch = registrar.batch("/api/v1/worker-batches", BY_ROW, "text/csv", file).await;
    let told = registrar.list(&format!("/api/v1/worker-batches/{}/rows", batch.id()), "rows").await;
    assert_eq!(codes(&told[0]), ["endsBeforeItBegins"]);
    assert!(said(&told[0], "expected").contains("«Angajat din»"), "{}", told[0]);
    // A day with a time is that day, in a text as in a cell of a workbook.
    let line = |day: &str, reference: &str| row(&scene, day, reference) + "\n";
    let file = format!("{HEAD}\n{}{}", line("04.03.2026 10:30", "T-1"), line("2026-03-05T23:10:00", "T-2"));
    assert_eq!(counts(&import(&scene, BY_ROW, file).await)[0], 2);
    let days: Vec<_> = believed(&scene).await.into_iter().map(|one| one[1].clone()).collect();
    assert_eq!(days, ["2026-03-04", "2026-03-05"]);
    // An encoding that is none, by the row of the letter.
    let file = b"IDNP;Nume;Prenume\n1;Rusu;Ana\n\n2;Ru\x81\x98u;Ana\n".to_vec();
    let refused = registrar.send_file("/api/v1/worker-batches", BY_ROW, "text/csv", file).await.expect(400);
    assert!(refused.body["detail"].to_string().contains("row 4"), "{}", refused.body);
    // The roles are named that may do it.
    let refused = scene.provider.send_file("/api/v1/award-batches", BY_ROW, "text/csv", "IDNP\n").await;
    let detail = refused.body["detail"].as_str().expect("words");
    assert!(detail.ends_with("roles that have it: commission, registrar"), "{detail}");
}

#[actix_web::test]
async fn a_formula_whose_value_was_not_saved_is_told_as_that() {
    let scene = Scene::start().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let titles = ["IDNP", "Cod program", "Data absolvirii", "Ore", "Rezultat", "Referință"];
    for (place, title) in (0_u16..).zip(titles) {
        sheet.write(0, place, title).expect("written");
    }
    for (row, hours) in [(1, ""), (2, "24")] {
        let cells = [scene.idnp(0), "CFP-101", "30.10.2026"];
        for (place, cell) in (0_u16..).zip(cells) {
            sheet.write(row, place, cell).expect("written");
        }
        let formula = rust_xlsxwriter::Formula::new("=20+4").set_result(hours);
        sheet.write(row, 3, formula).expect("written");
        sheet.write(row, 4, "passed").expect("written");
        sheet.write(row, 5, format!("R-{row}")).expect("written");
    }
    let file = unsaved(&book.save_to_buffer().expect("a workbook"));
    let batch = scene.provider.batch(PATH, "mode=validate", XLSX, file).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(faults(&rows[0]), [("formulaUncomputed", "hours")], "{}", rows[0]);
    let advice = rows[0]["errors"][0]["expected"]["ro"].as_str().unwrap_or_default();
    assert!(advice.contains("salvați-l din nou"), "{advice}");
    assert_eq!(rows[1]["outcome"], "created", "{}", rows[1]);
}

#[actix_web::test]
async fn a_signature_below_the_numbers_is_told_and_text_formulas_are_texts() {
    let scene = Scene::start().await;
    let idnp = scene.idnp(0);
    let file = format!(
        "№;{HEAD}\n1;=\"{idnp}\";CFP-101;30.10.2026 г.;24;passed;=\"R-1\"\n2.;;;;;;\n\
         Директор ______ Петров П.П.;;;;;;\n"
    );
    let batch = import(&scene, "mode=validate", file).await;
    let rows = rows_of(&scene, &batch).await;
    assert_eq!(
        (rows.len(), &rows[0]["outcome"], &rows[0]["reference"]),
        (1, &json!("created"), &json!("R-1"))
    );
    let told: Vec<_> = batch.body["warnings"].as_array().expect("warnings").iter().collect();
    assert!(told.iter().any(|one| one["code"] == "noteRow" && one["params"]["about"] == "4"), "{told:?}");
}

#[actix_web::test]
async fn a_second_table_is_read_by_its_own_titles() {
    let scene = Scene::with_people(2).await;
    let (one, other) = (scene.idnp(0), scene.idnp(1));
    let file = format!(
        "{HEAD}\n{one};CFP-101;30.10.2026;24;passed;R-1\n;;;;;\nGrupa 2;;;;;\n\
         Referință;IDNP;Program;Data absolvirii;Rezultat;Ore\nR-2;{other};CFP-101;29.10.2026;passed;8\n"
    );
    let batch = import(&scene, "mode=commit", file).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{:?}", rows_of(&scene, &batch).await);
    let codes: Vec<_> =
        batch.body["warnings"].as_array().expect("warnings").iter().map(|one| &one["code"]).collect();
    assert!(codes.contains(&&json!("titlesAgain")) && codes.contains(&&json!("noteRow")), "{codes:?}");
    assert!(believed(&scene).await.iter().any(|one| one[3] == "R-2" && one[1] == "2026-10-29"));
}

#[actix_web::test]
async fn titles_of_a_second_table_are_held_to_what_titles_are() {
    let scene = Scene::with_people(2).await;
    let (one, other) = (scene.idnp(0), scene.idnp(1));
    let first = format!("{HEAD}\n{one};CFP-101;30.10.2026;24;passed;R-1\n;;;;;");
    // Counted, with a row of numbers below, and with a column that nobody knows.
    let file = format!(
        "{first}\nNr. crt.;Referință;IDNP;Program;Data absolvirii;Rezultat;Ore;Culoare\n1;2;3;4;5;6;7;8\n\
         1;R-2;{other};CFP-101;29.10.2026;passed;8;verde\n"
    );
    let batch = import(&scene, "mode=validate", file).await;
    assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{:?}", rows_of(&scene, &batch).await);
    let told = batch.body["warnings"].as_array().expect("warnings");
    for code in ["titlesAgain", "numberRow", "columnUnknown"] {
        assert!(told.iter().any(|one| one["code"] == code), "{code}: {told:?}");
    }
    for (titles, expected) in [
        ("IDNP;IDNP;Program;Data absolvirii;Ore;Rezultat;Referință", "columnTwice"),
        ("IDNP;Program;Ore;Referință", "columnMissing"),
    ] {
        let file = format!("{first}\n{titles}\n{other};CFP-101;8;R-2\n");
        let refused = scene.provider.send_file(PATH, "mode=validate", "text/csv", file).await.expect(400);
        assert_eq!(refused.body["faults"][0]["code"], expected, "{}", refused.body);
    }
}

#[actix_web::test]
async fn formulas_without_a_value_beside_the_rows_are_none_of_them() {
    let scene = Scene::start().await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let head = format!("Nr. crt.;{HEAD}");
    let row = format!(";{};CFP-101;30.10.2026;24;passed;R-1", scene.idnp(0));
    for (number, cells) in (0_u32..).zip([&head, &row]) {
        for (place, cell) in (0_u16..).zip(cells.split(';')).filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(number, place, cell).expect("written");
        }
    }
    let formula = || rust_xlsxwriter::Formula::new("=20+4").set_result("");
    // Numbers that are drawn down beyond the list, and a sum below it.
    for (number, place) in [(1, 0), (2, 0), (3, 0), (4, 4)] {
        sheet.write(number, place, formula()).expect("written");
    }
    let file = unsaved(&book.save_to_buffer().expect("a workbook"));
    let batch = scene.provider.batch(PATH, "mode=validate", XLSX, file).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0], "{:?}", rows_of(&scene, &batch).await);
}

/// The workbook as a program writes it that computes no formulas: without the empty values.
fn unsaved(book: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut parts = zip::ZipArchive::new(Cursor::new(book)).expect("a zip");
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).expect("a part");
        let name = part.name().expect("a name").to_string();
        let mut text = Vec::new();
        part.read_to_end(&mut text).expect("read");
        if name.contains("worksheets/sheet") {
            let whole = String::from_utf8(text).expect("a text");
            text = whole.replace("<f>20+4</f><v>0</v>", "<f>20+4</f>").into_bytes();
        }
        out.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        out.write_all(&text).expect("written");
    }
    out.finish().expect("a zip").into_inner()
}
