//! Files that were made to hurt, and files of chance.

use super::*;

/// A zip with the one part of another under several names, without unpacking it.
fn copies(bomb: &[u8], names: &[&str]) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(bomb)).expect("a zip");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        zip.raw_copy_file_rename(from.by_index_raw(0).expect("a part"), *name).expect("copied");
    }
    zip.finish().expect("a zip").into_inner()
}

#[test]
fn bombs_cost_little() {
    let begun = std::time::Instant::now();
    let bomb = packed(&[("bomb", &vec![b'<'; 70 << 20])]);
    let strings =
        |content: Vec<u8>| unpacked(&workbook(), "xl/sharedStrings.xml", move |part| *part = content.clone());
    let titles = ["IDNP", "Ore", "Data"].map(|title| format!("<c t=\"str\"><v>{title}</v></c>")).concat();
    let sheet = |content: &str| {
        unpacked(&workbook(), "xl/worksheets/sheet2.xml", move |part| {
            let whole = String::from_utf8(part.clone()).expect("text");
            *part = whole.replace("<sheetData>", &format!("<sheetData>{content}")).into_bytes();
        })
    };
    let many: Vec<(String, Vec<u8>)> = (0..1_001).map(|at| (format!("xl/{at}.xml"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> =
        many.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    let mut lying = copies(&bomb, &["xl/sharedStrings.xml"]);
    for at in 0..lying.len() - 4 {
        // The size that it says it unpacks to, in both places.
        if lying[at..at + 4] == (70_u32 << 20).to_le_bytes() {
            lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
    }
    let table = [
        (copies(&bomb, &["xl/sharedStrings.xml"]), Code::UnpackedTooLarge),
        (lying, Code::Damaged),
        (
            copies(&bomb, &["xl/a.bin", "xl/b.bin", "xl/c.bin", "xl/d.bin", "xl/e.bin"]),
            Code::UnpackedTooLarge,
        ),
        (packed(&many), Code::UnpackedTooLarge),
        (strings(b"<sst uniqueCount=\"99999999999999\"></sst>".to_vec()), Code::UnpackedTooLarge),
        (strings([b"<sst>".as_slice(), &vec![b'x'; 2 << 20], b"</sst>"].concat()), Code::CellTooLong),
        (sheet("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"), Code::TooManyColumns),
        (sheet("<row r=\"4294967295\"><c r=\"A4294967295\"><v>1</v></c></row>"), Code::Damaged),
        (sheet("<row r=\"99999999999\"><c r=\"A99999999999\"><v>1</v></c></row>"), Code::Damaged),
        (sheet(&format!("<row r=\"1\">{titles}</row><row r=\"9\"><c><v>9</v></c></row>")), Code::Damaged),
        (sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>999999</v></c></row>"), Code::Damaged),
    ];
    for (at, (bytes, code)) in table.into_iter().enumerate() {
        assert_eq!(read(Format::Xlsx, bytes).expect_err("hostile")[0].code(), code.as_str(), "{at}");
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

/// Reads everything of a file in every way; that it ends without a panic is all that is asked.
fn exhaust(format: Format, bytes: &[u8]) {
    if let Ok(table) = open(format, bytes) {
        assert!(table.count() <= 200_000);
    }
    if matches!(format, Format::Csv | Format::Xlsx)
        && let Ok(rows) = sheet(format, Box::new(Cursor::new(bytes.to_vec())), &LAYOUT)
    {
        // A sheet has a million rows if its last cell says so.
        let _ = rows.take(10_000).count();
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, ..Default::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600)
    ) {
        for format in Format::ALL {
            exhaust(*format, &bytes);
            for start in [&b"[{\"idnp\":"[..], HEAD.as_bytes(), seems::ZIP, seems::OLE] {
                exhaust(*format, &[start, &bytes].concat());
            }
        }
    }

    #[test]
    fn text_with_the_signs_of_its_format_never_panics(text in "[{}\\[\\]\",:;\\\\\t\r\n a1eă-]{0,200}") {
        for format in [Format::Csv, Format::Json, Format::Ndjson] {
            exhaust(format, text.as_bytes());
            exhaust(format, format!("[{text}").as_bytes());
            exhaust(format, format!("{HEAD}{text}").as_bytes());
        }
    }

    #[test]
    fn damaged_files_never_panic(
        flips in proptest::collection::vec((0.0..1.0_f64, proptest::prelude::any::<u8>()), 0..6),
        cut in 0.0..1.4_f64
    ) {
        static BOOK: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(workbook);
        let object = r#"{"idnp":"2000000000004","hours":7.5,"attendees":["a","b"]}"#;
        let files = [
            (Format::Csv, csv("1;\"2\n\";3;\"4\"\"\";5\r\n1;2;ă;4;5\n")),
            (Format::Ndjson, format!("{object}\n{object}\n").into_bytes()),
            (Format::Json, format!("[{object},{object}]").into_bytes()),
            (Format::Xlsx, BOOK.clone()),
            (Format::Xlsx, unpacked(&BOOK, "xl/worksheets/sheet2.xml", |part| damage(part, &flips, cut))),
            (Format::Xlsx, unpacked(&BOOK, "xl/workbook.xml", |part| damage(part, &flips, cut))),
            (Format::Xlsx, unpacked(&BOOK, "xl/styles.xml", |part| damage(part, &flips, cut))),
            (Format::Xlsx, unpacked(&BOOK, "xl/sharedStrings.xml", |part| damage(part, &flips, cut))),
        ];
        for (at, (format, mut bytes)) in files.into_iter().enumerate() {
            if at < 4 {
                damage(&mut bytes, &flips, cut);
            }
            exhaust(format, &bytes);
        }
    }
}

/// Changes some bytes, and cuts the end off.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a short file"
)]
fn damage(bytes: &mut Vec<u8>, flips: &[(f64, u8)], cut: f64) {
    let place = |of: f64, length: usize| (of * length as f64) as usize;
    let length = bytes.len();
    for (at, value) in flips {
        if let Some(byte) = bytes.get_mut(place(*at, length)) {
            *byte = *value;
        }
    }
    bytes.truncate(place(cut, length));
}
