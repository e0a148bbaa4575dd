//! Bad files: each is answered with its cause, at once, and nothing of it is kept.

use std::io::{Cursor, Write};

use actix_web::http::{Method, header};
use diesel::prelude::*;
use registry::db::schema::{batch_chunks, batches, completions};
use registry::imports::LARGEST_FILE;
use serde_json::json;

use crate::fixtures::Scene;
use crate::imports::{believed, codes, counts, import, rows_of};
use crate::service::Answer;

const PATH: &str = "/api/v1/completion-batches";
const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HEAD: &str = "idnp,programme,completedOn,hours,result,reference\n";

/// Pieces of files, batches and completions, behind the service's back.
async fn kept(scene: &Scene) -> [i64; 3] {
    let counted = scene.service.hall.db.read(|view| {
        Ok([
            batch_chunks::table.count().get_result(&mut **view)?,
            batches::table.count().get_result(&mut **view)?,
            completions::table.count().get_result(&mut **view)?,
        ])
    });
    counted.await.expect("counted")
}

/// A workbook whose one part unpacks to 400 MB.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    let some = vec![b'<'; 1 << 20];
    for _ in 0..400 {
        zip.write_all(&some).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A workbook with a password as Excel writes it: an OLE file that holds the encrypted one.
fn locked() -> Vec<u8> {
    let mut file = vec![0; 2048];
    file[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    file[30] = 9;
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    file[512..512 + name.len()].copy_from_slice(&name);
    file
}

/// A good row with the `n`th reference.
fn row(scene: &Scene, n: usize) -> String {
    format!("{},CFP-101,{}-10-{:02},24,passed,R-{n}\n", scene.idnp(0), 2024 + n % 3, 1 + n % 28)
}

#[actix_web::test]
async fn a_bad_file_is_answered_with_its_cause_and_nothing_is_kept() {
    let scene = Scene::with_people(1).await;
    let good = row(&scene, 1);
    let wide = format!("{}\n1\n", (0..500).map(|at| format!("c{at}")).collect::<Vec<_>>().join(","));
    let large_cell =
        format!("{HEAD}{good}{},CFP-101,2026-10-30,24,passed,{}\n", scene.idnp(0), "x".repeat(2 << 20));
    let many = format!("{HEAD}{}", good.repeat(100_001));
    let cut = bomb();
    let table: Vec<(&str, &str, Vec<u8>, u16, &str)> = vec![
        ("an empty file", CSV, Vec::new(), 400, "The file is empty"),
        ("an empty workbook", XLSX, Vec::new(), 400, "The file is empty"),
        ("titles only", CSV, HEAD.into(), 400, "The file has no row of data"),
        ("one column", CSV, b"idnp\n2000000000004\n".to_vec(), 400, "A required column is missing"),
        (
            "one unknown column",
            CSV,
            b"x\n1\n".to_vec(),
            400,
            "None of the first ten rows has the known titles",
        ),
        ("500 columns", CSV, wide.into(), 400, "There are too many columns"),
        ("half a bomb", XLSX, cut[..cut.len() / 2].to_vec(), 400, "The file is damaged or breaks off"),
        ("a bomb", XLSX, cut, 400, "Unpacked, the workbook is too large"),
        ("a password", XLSX, locked(), 400, "The workbook is protected by a password"),
        (
            "a PDF",
            CSV,
            b"%PDF-1.7\n1 0 obj\n".to_vec(),
            400,
            "The content is not of the format that was said; it seems to be PDF",
        ),
        (
            "a quote that is not closed",
            CSV,
            format!("{HEAD}\"{good}{good}").into(),
            400,
            "A quote that opens in row 2 is never closed",
        ),
        ("a cell of 2 MB", CSV, large_cell.into(), 400, "A cell is too long, row 3"),
        (
            "half a list",
            "application/json",
            br#"[{"idnp":"200"#.to_vec(),
            400,
            "The file is damaged or breaks off: line 1",
        ),
        (
            "no list",
            "application/json",
            b"false".to_vec(),
            400,
            "Not a JSON object, or not a list of objects",
        ),
        (
            "half a line",
            "application/x-ndjson",
            br#"{"idnp":"200"#.to_vec(),
            400,
            "The file is damaged or breaks off: line 1",
        ),
        ("100,001 rows", CSV, many.into(), 413, "There are too many rows"),
    ];
    for (what, media_type, file, status, cause) in table {
        for order in ["mode=commit", "mode=commit&atomicity=row", "mode=validate"] {
            let answer = scene.provider.send_file(PATH, order, media_type, file.clone()).await;
            let said = answer.body["detail"].as_str().unwrap_or_default();
            assert_eq!(
                (answer.status.as_u16(), said.starts_with(cause)),
                (status, true),
                "{what}: {}",
                answer.body
            );
            assert_eq!(kept(&scene).await, [0, 0, 0], "{what}");
        }
    }
}

#[actix_web::test]
async fn a_request_that_is_no_file_of_rows_is_refused_before_anything_is_kept() {
    let scene = Scene::with_people(1).await;
    let file = format!("{HEAD}{}", row(&scene, 1));
    let send = async |order: &str, headers: &[(&str, &str)], body: Vec<u8>| -> Answer {
        let mut request = scene.provider.request(Method::POST, &format!("{PATH}{order}"));
        for header in headers {
            request = request.insert_header(*header);
        }
        scene.provider.send(request.set_payload(body)).await
    };
    let csv = (header::CONTENT_TYPE.as_str(), CSV);
    let largest = usize::try_from(LARGEST_FILE).expect("fits");
    for (order, headers, body, status) in [
        ("", vec![csv], file.clone().into_bytes(), 400),
        ("?mode=perhaps", vec![csv], file.clone().into_bytes(), 400),
        ("?mode=commit&atomicity=some", vec![csv], file.clone().into_bytes(), 400),
        ("?mode=commit&mod=1", vec![csv], file.clone().into_bytes(), 400),
        ("?mode=commit", vec![], file.clone().into_bytes(), 415),
        ("?mode=commit", vec![("content-type", "application/vnd.ms-excel")], file.clone().into_bytes(), 415),
        ("?mode=commit", vec![csv, ("content-encoding", "gzip")], file.clone().into_bytes(), 415),
        // By what it announces; what comes unannounced is counted in the tests of the process.
        ("?mode=commit", vec![csv], vec![b'\n'; largest + 1], 413),
    ] {
        let answer = send(order, &headers, body).await;
        assert_eq!(answer.status.as_u16(), status, "{order} {headers:?}: {}", answer.body);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{order} {headers:?}");
        assert_eq!(kept(&scene).await, [0, 0, 0], "{order} {headers:?}");
    }
}

#[actix_web::test]
async fn one_bad_row_keeps_all_others_from_the_register_when_that_is_asked() {
    let scene = Scene::with_people(1).await;
    let other = scene.service.client(registry::call::Role::Provider).await.organisation;
    let (good, idnp) = (row(&scene, 1), scene.idnp(0).to_owned());
    for (what, head, bad, code) in [
        (
            "an IDNP as a number of science",
            HEAD,
            "2.00E+12,CFP-101,2026-10-30,24,passed,R-9\n".to_owned(),
            "idnpScientific",
        ),
        (
            "an IDNP without its zeros",
            HEAD,
            "123,CFP-101,2026-10-30,24,passed,R-9\n".to_owned(),
            "idnpInvalid",
        ),
        (
            "another row with its reference",
            HEAD,
            format!("{idnp},CFP-101,2026-10-31,8,passed,R-1\n"),
            "referenceTwice",
        ),
        (
            "a row for another provider",
            "idnp,programme,completedOn,hours,result,reference,provider\n",
            format!("{idnp},CFP-101,2026-10-31,8,passed,R-9,{other}\n"),
            "organisationUnknown",
        ),
    ] {
        let batch = import(
            &scene,
            "mode=commit",
            format!("{head}{}{bad}", good.replace("R-1\n", if head == HEAD { "R-1\n" } else { "R-1,\n" })),
        )
        .await;
        assert_eq!(
            (&batch.body["status"], counts(&batch)),
            (&json!("failed"), [1, 0, 0, 0, 0, 1]),
            "{what}: {}",
            batch.body
        );
        assert_eq!(batch.body["failure"]["params"], json!({ "rejected": 1, "total": 2 }), "{what}");
        let rows = rows_of(&scene, &batch).await;
        assert_eq!((codes(&rows[0]), codes(&rows[1])), (vec![], vec![code]), "{what}");
        assert_eq!(kept(&scene).await[2], 0, "{what}");
        assert!(believed(&scene).await.is_empty(), "{what}");
    }
}

#[actix_web::test]
async fn lines_may_end_in_every_way_in_one_file() {
    let scene = Scene::with_people(1).await;
    let [one, two, three] = [1, 2, 3].map(|n| row(&scene, n).trim_end().to_owned());
    let batch =
        import(&scene, "mode=commit", format!("{}\r\n{one}\n{two}\r\n\r\n{three}", HEAD.trim_end())).await;
    assert_eq!(
        (&batch.body["status"], counts(&batch)),
        (&json!("completed"), [3, 0, 0, 0, 0, 0]),
        "{:?}",
        rows_of(&scene, &batch).await
    );
}
