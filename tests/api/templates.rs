//! Templates: files to fill in, for everybody.

use std::io::{Cursor, Read};

use actix_web::test::TestRequest;
use calamine::{Data, Reader, Xlsx};
use registry::call::Role;

use crate::service::{Answer, Service};

async fn template(service: &Service, name: &str, language: &str) -> Answer {
    let request = TestRequest::get()
        .uri(&format!("/api/v1/templates/{name}"))
        .insert_header(("Accept-Language", language));
    service.send(request).await
}

fn sheets(answer: &Answer) -> Vec<(String, Vec<Vec<Data>>)> {
    let mut workbook = Xlsx::new(Cursor::new(answer.bytes.clone())).expect("a workbook");
    workbook
        .worksheets()
        .into_iter()
        .map(|(name, range)| (name, range.rows().map(<[_]>::to_vec).collect()))
        .collect()
}

/// A part of a workbook, as it is packed.
fn part(answer: &Answer, name: &str) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(answer.bytes.clone())).expect("a package");
    let mut text = String::new();
    package.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
    text
}

#[actix_web::test]
async fn a_template_has_titles_in_the_callers_language_and_one_example() {
    let service = Service::start().await;
    for (language, titles) in [
        ("ro", "IDNP;ID lucrător;Cod program;Data absolvirii;Ore;Rezultat;"),
        ("en", "IDNP;Worker id;Programme code;Completed on;Hours;Result;"),
        ("ru", "IDNP;ID работника;Код программы;Дата окончания;Часы;Результат;"),
        ("fr", "IDNP;ID lucrător;"),
    ] {
        let csv = template(&service, "completions.csv", language).await.expect(200);
        let text = String::from_utf8(csv.bytes.clone()).expect("UTF-8");
        assert!(text.starts_with(&format!("\u{feff}{titles}")), "{language}: {text}");
        assert_eq!(text.lines().count(), 2, "{text}");
        assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
        assert_eq!(csv.header("content-disposition"), Some("attachment; filename=\"completions.csv\""));
    }
    for name in ["completions.pdf", "completions", "nothing.xlsx", "Completions.csv", "completions.csv.xlsx"]
    {
        template(&service, name, "ro").await.expect(404);
    }
}

#[actix_web::test]
async fn a_workbook_lists_the_approved_programmes_to_choose_from() {
    let service = Service::start().await;
    let ministry = service.client(Role::Ministry).await;
    let draft = |code: &str| {
        serde_json::json!({
            "code": code, "titleRo": "Protecția copilului", "titleEn": "Child protection", "domain": "child-protection",
            "hours": "24", "hoursBasis": "approved", "provenance": "test"
        })
    };
    let approved = ministry.post("/api/v1/programmes", draft("CFP-001")).await.expect(201).id();
    let approval = serde_json::json!({ "approvedFrom": "2024-03-01", "legalBasis": "Ordinul nr. 1" });
    ministry.post(&format!("/api/v1/programmes/{approved}/approvals"), approval).await.expect(201);
    ministry.post("/api/v1/programmes", draft("CFP-002")).await.expect(201);

    let workbook = template(&service, "completions.xlsx", "en").await.expect(200);
    let sheets = sheets(&workbook);
    let names: Vec<_> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Data", "Programmes", "Help"]);
    let listed: Vec<Vec<String>> =
        sheets[1].1.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    assert_eq!(listed, [["Code", "Title"], ["CFP-001", "Child protection"]]);
    let (titles, example) = (&sheets[0].1[0], &sheets[0].1[1]);
    let of = |title: &str| &example[titles.iter().position(|one| *one == title).expect("the column")];
    assert_eq!(of("Programme code"), "CFP-001");
    // A text: as a number it would lose what it begins with.
    assert!(matches!(of("IDNP"), Data::String(idnp) if idnp.len() == 13), "{:?}", of("IDNP"));
    assert!(matches!(of("Completed on"), Data::DateTime(_)), "{:?}", of("Completed on"));
    let rules = part(&workbook, "xl/worksheets/sheet1.xml");
    assert!(rules.contains("'Programmes'!$A$2:$A$2") && rules.contains("passed,failed,attended"), "{rules}");
}

/// An example that a sender forgets to delete is left out by name, and changes nothing.
#[actix_web::test]
async fn a_template_sent_as_it_is_changes_nothing() {
    let service = Service::start().await;
    let provider = service.client(Role::Provider).await;
    for (name, media_type) in [
        ("completions.csv", "text/csv"),
        ("completions.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ] {
        let file = template(&service, name, "ro").await.expect(200).bytes;
        let path = "/api/v1/completion-batches?mode=commit&atomicity=row";
        let request = provider
            .request(actix_web::http::Method::POST, path)
            .insert_header(("Content-Type", media_type))
            .set_payload(file);
        let refused = provider.send(request).await.expect(400);
        let faults = refused.body["faults"].to_string();
        assert!(faults.contains("noRows") && faults.contains("exampleRow"), "{faults}");
    }
}
