//! Files, good and bad, as people send them.

use std::io::Cursor;

use rust_xlsxwriter::{ExcelDateTime, Format as Look, Formula, Workbook};

use super::*;
use crate::tables::{Column, Format, Layout};

pub(super) static LAYOUT: Layout = Layout {
    name: "completions",
    columns: &[
        column("idnp", ["IDNP", "IDNP", "ИДНП"], &["cod personal"]),
        column("programme", ["Cod program", "Programme", "Программа"], &[]),
        column("completedOn", ["Data finalizării", "Completed on", "Дата завершения"], &["data"]),
        column("hours", ["Ore", "Hours", "Часы"], &[]),
        column("attendees", ["Participanți", "Attendees", "Участники"], &[]),
    ],
    needs: &[&["idnp"], &["programme", "hours"], &["completedOn"]],
};

const fn column(field: &'static str, titles: [&'static str; 3], also: &'static [&'static str]) -> Column {
    Column { field, titles, also, about: [""; 3], example: "", words: &[] }
}

pub(super) fn open(format: Format, bytes: impl Into<Vec<u8>>) -> Result<Table, Refusal> {
    Table::open(format, Box::new(Cursor::new(bytes.into())), &LAYOUT)
}

/// The rows of a file, or the findings for which it is not taken.
pub(super) fn read(format: Format, bytes: impl Into<Vec<u8>>) -> Result<Vec<Row>, Vec<Finding>> {
    let table = open(format, bytes).map_err(findings)?;
    table.collect::<Result<_, _>>().map_err(findings)
}

fn findings(refusal: Refusal) -> Vec<Finding> {
    match refusal {
        Refusal::Faulty(findings) => findings,
        Refusal::TooLarge(finding) => vec![finding],
        Refusal::Unreadable(error) => panic!("{error}"),
    }
}

fn text(text: &str) -> Cell {
    Cell::text(text)
}

const HEAD: &str = "IDNP;Cod program;Data finalizării;Ore;Participanți\n";

fn csv(rows: &str) -> Vec<u8> {
    format!("{HEAD}{rows}").into_bytes()
}

/// A workbook with a row of each kind of cell.
pub(super) fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("empty").expect("a name");
    let sheet = book.add_worksheet();
    for (at, title) in ["Ore", "IDNP", "Data finalizării", "Programme", "Note"].iter().enumerate() {
        sheet.write(0, u16::try_from(at).expect("few"), *title).expect("written");
    }
    sheet.write(1, 0, 7.5).expect("written");
    sheet.write(1, 1, "2000000000004").expect("written");
    let day = ExcelDateTime::parse_from_str("2026-03-01T14:30").expect("a moment");
    sheet.write_with_format(1, 2, &day, &Look::new().set_num_format("dd.mm.yyyy")).expect("written");
    sheet.write(1, 3, Formula::new("=\"CFP-\"&\"001\"").set_result("CFP-001")).expect("written");
    sheet.write(3, 0, true).expect("written");
    sheet.write(3, 3, Formula::new("=NA()").set_result("#N/A")).expect("written");
    book.save_to_buffer().expect("a workbook")
}

#[test]
fn rows_of_a_workbook_have_their_values_and_numbers() {
    let rows = read(Format::Xlsx, workbook()).expect("a good file");
    let day = crate::values::Day::parse("2026-03-01").expect("a day");
    let first = vec![text("2000000000004"), text("CFP-001"), Cell::Day(day), Cell::Number(7.5), Cell::Empty];
    let second = vec![Cell::Empty, Cell::Broken("#N/A".to_owned()), Cell::Empty, Cell::Truth(true), Cell::Empty];
    assert_eq!(rows, [Row { number: 2, cells: first, findings: vec![] }, Row { number: 4, cells: second, findings: vec![] }]);
    let warnings = open(Format::Xlsx, workbook()).expect("a good file").warnings().to_vec();
    assert_eq!(warnings, [Finding::at(Code::ColumnUnknown, "Note")]);
}

#[test]
fn csv_is_read_with_each_delimiter_and_line_end() {
    let cells = vec![text("1"), text("a;b,c\td"), text("2026-03-01"), text("7,5"), text("x\"y\nz")];
    for delimiter in [";", ",", "\t"] {
        for end in ["\n", "\r\n", "\r"] {
            let file = format!(
                "Ore{delimiter}IDNP{delimiter}programme{delimiter}Дата завершения{delimiter}Attendees*{end}{end}\"7,5\"{delimiter}1{delimiter}\"a;b,c\td\"{delimiter}2026-03-01{delimiter}\"x\"\"y\nz\""
            );
            let rows = read(Format::Csv, file.clone()).expect("a good file");
            assert_eq!(rows, [Row { number: 3, cells: cells.clone(), findings: vec![] }], "{file:?}");
        }
    }
}

#[test]
fn csv_in_old_code_pages_is_read() {
    let rows = "2;CFP-001;01.03.2026;7,5;Bălţi, Şoldăneşti";
    let bytes = encoding_rs::WINDOWS_1250.encode(&format!("{}{rows}\n", HEAD.replace('ț', "ţ"))).0.into_owned();
    assert_eq!(read(Format::Csv, bytes).expect("a good file")[0].cells[4], text("Bălţi, Şoldăneşti"));
    let head = "ИДНП;Программа;Дата завершения;Часы;Участники\n";
    let bytes = encoding_rs::WINDOWS_1251.encode(&format!("{head}2;CFP-001;01.03.2026;7,5;Иванов и Попова\n")).0.into_owned();
    assert_eq!(read(Format::Csv, bytes).expect("a good file")[0].cells[4], text("Иванов и Попова"));
}

#[test]
fn json_values_become_cells() {
    let object = r#"{"idnp":"2000000000004","hours":7.5,"programme":null,"completedOn":{"year":2026},"attendees":["a","b"]}"#;
    let cells = vec![
        text("2000000000004"),
        Cell::Empty,
        Cell::Broken("{…}".to_owned()),
        Cell::Number(7.5),
        Cell::List(vec!["a".to_owned(), "b".to_owned()]),
    ];
    let list = format!("\u{feff} [\n {object} ,\n{object}]\n ");
    let rows = read(Format::Json, list).expect("a good file");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 2]);
    assert!(rows.iter().all(|row| row.cells == cells && row.findings.is_empty()), "{rows:?}");
    let lines = format!("\u{feff}{object}\r\n\n   \n{object}");
    let rows = read(Format::Ndjson, lines).expect("a good file");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 4]);
    assert!(rows.iter().all(|row| row.cells == cells && row.findings.is_empty()), "{rows:?}");
}

#[test]
fn rows_of_json_that_are_wrong_are_told_and_the_file_goes_on() {
    let bad = [
        (r#"{"idnp":"1","idnp":"2"}"#, Finding::at(Code::ColumnTwice, "idnp")),
        (r#"{"idpn":"1"}"#, Finding::at(Code::FieldUnknown, "idpn").about("idnp")),
        (r#"{"whatever":{"deep":[1]}}"#, Finding::at(Code::FieldUnknown, "whatever")),
        ("5", Finding::of(Code::NotAnObject).with_value("5")),
        ("[1,2]", Finding::of(Code::NotAnObject).with_value("[1,2]")),
    ];
    for (row, finding) in bad {
        // The order decides what the first byte looks like.
        let good = r#"{"idnp":"1"}"#;
        for (format, file) in [(Format::Json, format!("[{good},{row},{good}]")), (Format::Ndjson, format!("{good}\n{row}\n{good}\n"))] {
            let rows = read(format, file).expect("a good file");
            assert_eq!(rows.iter().map(|row| row.findings.as_slice()).collect::<Vec<_>>(), [&[][..], &[finding.clone()], &[]], "{row}");
        }
    }
    let rows = read(Format::Ndjson, "{\"idnp\":\"1\"}\n{\"idnp\":}\n{\"idnp\":\"2\"}\n").expect("a good file");
    assert_eq!(rows[1].findings[0].code, Code::NotAnObject);
    let rows = read(Format::Ndjson, format!("{{\"idnp\":\"{}\"}}\n", "x".repeat(5_000))).expect("a good file");
    assert_eq!(rows[0].findings, [Finding::at(Code::CellTooLong, "idnp").about(1)]);
}

#[test]
fn unknown_titles_are_warnings_with_the_near_title() {
    let table = open(Format::Csv, "IDNP,Ore,Data finalizari,Observații,data\n1,2,3,4,5\n").expect("a good file");
    let near = Finding::at(Code::ColumnUnknown, "Data finalizari").about("Data finalizării");
    assert_eq!(table.warnings(), [near, Finding::at(Code::ColumnUnknown, "Observații")]);
}

#[test]
fn values_without_a_title_are_told() {
    let rows = read(Format::Csv, csv("1;2;3;4;5\n1;2;3;4;5;;\n1;2;3;4;5;;note 2000000000004;more\n;;;;\n1\n")).expect("a good file");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3, 4, 6]);
    let findings: Vec<_> = rows.iter().map(|row| row.findings.as_slice()).collect();
    let told = Finding::of(Code::RowTooLong).with_value("note *********0004").about("G");
    assert_eq!(findings, [&[][..], &[], &[told], &[]]);
}

/// Files that are not taken, each with its first finding's code, column, and what it is about.
#[test]
fn bad_files_are_refused_with_their_cause_first() {
    use Code::*;
    use Format::{Csv, Json, Ndjson, Xlsx};
    let good = csv("1;2;3;4;5\n");
    let with = |rows: &str| csv(&format!("1;2;3;4;5\n{rows}"));
    let wide = |columns: usize| (0..columns).map(|at| format!("c{at};")).collect::<String>() + "IDNP\n1\n";
    let book = workbook();
    let long = "x".repeat(4_001);
    let ole = |name: &str| {
        let mut file = vec![0_u8; 2048];
        file[..4].copy_from_slice(seems::OLE);
        file[30] = 9;
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        file[512..512 + name.len()].copy_from_slice(&name);
        file
    };
    let table: Vec<(&str, Format, Vec<u8>, Code, Option<&str>, Option<&str>)> = vec![
        ("empty csv", Csv, vec![], FileEmpty, None, None),
        ("a mark and blanks", Csv, b"\xEF\xBB\xBF \r\n\n ;;\n".to_vec(), FileEmpty, None, None),
        ("empty json", Json, b" \n".to_vec(), FileEmpty, None, None),
        ("empty ndjson", Ndjson, vec![], FileEmpty, None, None),
        ("empty xlsx", Xlsx, vec![], FileEmpty, None, None),
        ("empty sheet", Xlsx, Workbook::new().save_to_buffer().expect("a workbook"), FileEmpty, None, None),
        ("titles only", Csv, HEAD.into(), NoRows, None, None),
        ("an empty list", Json, b"[ ]".to_vec(), NoRows, None, None),
        (
            "no known title",
            Csv,
            b"a,b\n1,2\n".to_vec(),
            TitlesMissing,
            None,
            Some("IDNP, Cod program, Data finalizării, Ore, Participanți"),
        ),
        (
            "one column",
            Csv,
            b"IDNP\n1\n".to_vec(),
            ColumnMissing,
            Some("programme"),
            Some("Cod program / Programme / Программа | Ore / Hours / Часы"),
        ),
        ("500 columns", Csv, wide(500).into(), TooManyColumns, None, Some("100")),
        ("30,000 columns", Csv, wide(30_000).into(), TooManyColumns, None, Some("100")),
        ("a column twice", Csv, b"IDNP,cod personal,Ore,Data\n1,2,3,4\n".to_vec(), ColumnTwice, Some("idnp"), Some("cod personal")),
        ("a PDF", Csv, b"%PDF-1.7 \0".to_vec(), OtherFormat, None, Some("PDF")),
        ("a workbook as csv", Csv, book.clone(), OtherFormat, None, Some("XLSX")),
        ("a workbook as json", Json, book.clone(), OtherFormat, None, Some("XLSX")),
        ("html as csv", Csv, b"\n<HTML><table>".to_vec(), OtherFormat, None, Some("HTML")),
        ("rtf as csv", Csv, b"{\\rtf1".to_vec(), OtherFormat, None, Some("RTF")),
        ("json as csv", Csv, b"[{\"idnp\":1}]".to_vec(), OtherFormat, None, Some("JSON")),
        ("nothing of text", Csv, b"IDNP\0".to_vec(), OtherFormat, None, Some("binary")),
        ("an old workbook as csv", Csv, ole("Workbook"), OtherFormat, None, Some("XLS")),
        ("an old workbook", Xlsx, ole("Workbook"), OtherFormat, None, Some("XLS")),
        ("a password", Xlsx, ole("EncryptedPackage"), PasswordProtected, None, None),
        ("csv as workbook", Xlsx, good.clone(), OtherFormat, None, None),
        ("a PDF as workbook", Xlsx, b"%PDF-1.7".to_vec(), OtherFormat, None, Some("PDF")),
        ("half a workbook", Xlsx, book[..book.len() / 2].to_vec(), Damaged, None, None),
        ("csv as json", Json, good, OtherFormat, None, None),
        ("ndjson as json", Json, b"{\"idnp\":1}\n{\"idnp\":2}\n".to_vec(), OtherFormat, None, Some("NDJSON")),
        ("json as ndjson", Ndjson, b"[{\"idnp\":1}]".to_vec(), OtherFormat, None, Some("JSON")),
        ("an object with the list", Json, b"{\"completions\":[{\"idnp\":1}]}".to_vec(), NotAnObject, None, Some("{…}")),
        ("a text of json", Json, b"\"idnp\"".to_vec(), NotAnObject, None, None),
        ("half a list", Json, b"[{\"idnp\":1},\n {\"idnp\":".to_vec(), Damaged, None, Some("line 2, column 10")),
        ("a list that is not closed", Json, b"[{\"idnp\":1}".to_vec(), Damaged, None, Some("line 1, column 12")),
        ("a comma too much", Json, b"[{\"idnp\":1},]".to_vec(), Damaged, None, Some("line 1, column 13")),
        ("a comma too few", Json, b"[{\"idnp\":1}\n{\"idnp\":1}]".to_vec(), Damaged, None, Some("line 2, column 1")),
        ("a wrong bracket", Json, b"[{\"idnp\":1]]".to_vec(), Damaged, None, Some("line 1, column 11")),
        ("more behind the list", Json, b"[{\"idnp\":1}] x".to_vec(), Damaged, None, Some("line 1, column 14")),
        ("a deep list", Json, format!("[{{\"idnp\":{}", "[".repeat(200_000)).into(), Damaged, None, Some("line 1, column 200010")),
        ("half a line", Ndjson, b"{\"idnp\":1}\n{\"idnp\":\"2".to_vec(), Damaged, None, Some("line 2, column 10")),
        ("a long line", Ndjson, format!("{{\"idnp\":1}}\n{{\"idnp\":\"{}\"}}\n", "x".repeat(2 << 20)).into(), CellTooLong, None, Some("2")),
        ("a long element", Json, format!("[{{\"idnp\":\"{}\"}}]", "x".repeat(2 << 20)).into(), CellTooLong, None, Some("1")),
        ("a quote at the end", Csv, with("1;\"2;3;4;5\n1;2;3;4;5\n"), QuoteOpen, None, Some("3")),
        ("a quote before others", Csv, with("1;\"2;3;4;5\n\"1\";2;3;4;5\n"), QuoteOpen, None, Some("3")),
        ("a quote in a long file", Csv, with(&format!("1;\"2;3;4;5\n{}", "1;2;3;4;5\n".repeat(200_000))), QuoteOpen, None, Some("3")),
        (
            "a quote in a long file of quotes",
            Csv,
            with(&format!("1;\"2;3;4;5\n{}\"6\";7\n", "1;2;3;4;5\n".repeat(200_000))),
            QuoteOpen,
            None,
            Some("3"),
        ),
        ("a quote in the titles", Csv, format!("\"{HEAD}1;2\n").into(), QuoteOpen, None, Some("1")),
        ("a cell of 2 MB in quotes", Csv, with(&format!("1;\"{}\";3\n", "x".repeat(2 << 20))), CellTooLong, Some("programme"), Some("3")),
        ("a cell of 2 MB", Csv, with(&format!("1;2;3;{}\n", "x".repeat(2 << 20))), CellTooLong, Some("hours"), Some("3")),
        ("a cell of 4,001", Csv, with(&format!("1;2;{long};4\n")), CellTooLong, Some("completedOn"), Some("3")),
        ("a broken letter", Csv, [&with("ăîș;țăș;3;4;5\n1;")[..], b"\xFF;3\n"].concat(), EncodingUnknown, None, Some("1")),
        (
            "half a workbook's cells",
            Xlsx,
            unpacked(&book, "xl/worksheets/sheet2.xml", |part| part.truncate(part.len() / 2)),
            Damaged,
            None,
            None,
        ),
        ("a zip", Xlsx, packed(&[("a.txt", b"a")]), OtherFormat, None, Some("ZIP")),
        ("a document", Xlsx, packed(&[("_rels/.rels", b"<a/>"), ("word/document.xml", b"<a/>")]), OtherFormat, None, Some("DOCX")),
        (
            "an open sheet",
            Xlsx,
            packed(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a/>")]),
            OtherFormat,
            None,
            Some("ODS"),
        ),
        ("a workbook without parts", Xlsx, packed(&[("_rels/.rels", b"<a/>"), ("xl/workbook.xml", b"<a/>")]), Damaged, None, None),
    ];
    for (name, format, bytes, code, column, about) in table {
        let found = read(format, bytes).map(|rows| rows.len()).expect_err(name);
        let first = found.first().expect(name);
        assert_eq!((first.code, first.column.as_deref(), first.about.as_deref()), (code, column, about), "{name}");
    }
}

#[test]
fn a_broken_letter_after_the_window_is_told_with_its_row() {
    let mut file = csv(&"ă;2;3;4;5\n".repeat(20_000));
    file.extend_from_slice(b"\xFF;2;3;4;5\n");
    assert_eq!(read(Format::Csv, file).expect_err("broken"), [Finding::of(Code::EncodingUnknown).about(20_002)]);
}

#[test]
fn more_rows_than_are_taken_are_too_large() {
    let most = usize::try_from(MOST_ROWS).expect("fits");
    for (format, head, row, tail) in [
        (Format::Csv, HEAD, "1;2;3;4;5\n", ""),
        (Format::Ndjson, "", "{\"idnp\":\"1\"}\n", ""),
        (Format::Json, "[{}", ",{\"idnp\":\"1\"}", "]"),
    ] {
        let file = |rows: usize| format!("{head}{}{tail}", row.repeat(rows));
        let own = usize::from(format == Format::Json);
        assert_eq!(read(format, file(most - own)).expect("the most that is taken").len(), most);
        let last = open(format, file(most + 1)).expect("the file begins well").last();
        assert!(matches!(last, Some(Err(Refusal::TooLarge(Finding { code: Code::TooManyRows, .. })))), "{format}");
    }
}

#[test]
fn a_file_is_given_back_as_it_stands() {
    let source = |bytes: &[u8]| Box::new(Cursor::new(bytes.to_vec()));
    let file = sheet(Format::Csv, source(b"IDNP,Ore\n\n1,2,3\n")).expect("a file");
    assert_eq!(file.delimiter(), Some(b','));
    let rows: Vec<_> = file.map(|row| row.expect("a row")).collect();
    assert_eq!(rows, [(1, vec![text("IDNP"), text("Ore")]), (2, vec![Cell::Empty]), (3, vec![text("1"), text("2"), text("3")])]);
    let rows: Vec<_> = sheet(Format::Xlsx, source(&workbook())).expect("a file").map(|row| row.expect("a row")).collect();
    assert_eq!(rows.iter().map(|(number, cells)| (*number, cells.len())).collect::<Vec<_>>(), [(1, 5), (2, 4), (3, 0), (4, 4)]);
}

#[test]
fn days_of_a_workbook_are_days_from_either_beginning_and_spans_are_none() {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};
    let day = |text: &str| Cell::Day(crate::values::Day::parse(text).expect("a day"));
    let table = [
        (46082.604, DateTime, false, day("2026-03-01")),
        (44620.0, DateTime, true, day("2026-03-01")),
        (1.0, DateTime, false, day("1900-01-01")),
        (60.0, DateTime, false, text("1900-02-29")),
        (0.5, DateTime, false, text("12:00")),
        (1.0625, TimeDelta, false, text("25:30")),
        (1e12, DateTime, false, text("9999-12-31")),
    ];
    for (number, kind, is_1904, expected) in table {
        assert_eq!(xlsx::day(&calamine::ExcelDateTime::new(number, kind, is_1904)), expected, "{number}");
    }
}

/// A zip of some parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(content).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A workbook, one part of which is changed.
fn unpacked(book: &[u8], name: &str, change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    use std::io::Read as _;
    let mut zip = zip::ZipArchive::new(Cursor::new(book)).expect("a zip");
    let mut parts = Vec::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).expect("a part");
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("read");
        let own = part.name().expect("a name").to_string();
        if own == name {
            change(&mut content);
        }
        parts.push((own, content));
    }
    let parts: Vec<_> = parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    packed(&parts)
}

#[test]
fn bombs_cost_little() {
    let begun = std::time::Instant::now();
    let zeros = vec![b'<'; 70 << 20];
    let strings = |content: Vec<u8>| unpacked(&workbook(), "xl/sharedStrings.xml", move |part| *part = content.clone());
    let titles = ["IDNP", "Ore", "Data"].map(|title| format!("<c t=\"str\"><v>{title}</v></c>")).concat();
    let sheet = |content: &str| {
        unpacked(&workbook(), "xl/worksheets/sheet2.xml", move |part| {
            let whole = String::from_utf8(part.clone()).expect("text");
            *part = whole.replace("<sheetData>", &format!("<sheetData>{content}")).into_bytes();
        })
    };
    let many: Vec<(String, Vec<u8>)> = (0..1_001).map(|at| (format!("xl/{at}.xml"), Vec::new())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    let table = [
        (strings(zeros.clone()), Code::UnpackedTooLarge),
        (
            packed(&[("xl/a.bin", &zeros), ("xl/b.bin", &zeros), ("xl/c.bin", &zeros), ("xl/d.bin", &zeros), ("xl/e.bin", &zeros)]),
            Code::UnpackedTooLarge,
        ),
        (packed(&many), Code::UnpackedTooLarge),
        (strings(b"<sst uniqueCount=\"99999999999999\"></sst>".to_vec()), Code::UnpackedTooLarge),
        (strings([b"<sst>".as_slice(), &[b'x'; 2 << 20], b"</sst>"].concat()), Code::CellTooLong),
        (sheet("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>"), Code::TooManyColumns),
        (sheet("<row r=\"4294967295\"><c r=\"A4294967295\"><v>1</v></c></row>"), Code::Damaged),
        (sheet("<row r=\"99999999999\"><c r=\"A99999999999\"><v>1</v></c></row>"), Code::Damaged),
        (sheet(&format!("<row r=\"1\">{titles}</row><row r=\"9\"><c><v>9</v></c></row>")), Code::Damaged),
        (sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>999999</v></c></row>"), Code::Damaged),
    ];
    for (at, (bytes, code)) in table.into_iter().enumerate() {
        assert_eq!(read(Format::Xlsx, bytes).expect_err("hostile")[0].code, code, "{at}");
    }
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
}

/// A source that fails is not the caller's fault, whatever reads it.
#[test]
fn a_source_that_fails_is_not_a_faulty_file() {
    struct Failing(Cursor<Vec<u8>>, usize);
    impl std::io::Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.1 == 0 {
                return Err(std::io::Error::other("the disk is gone"));
            }
            self.1 -= 1;
            let some = buffer.len().min(1_000);
            self.0.read(&mut buffer[..some])
        }
    }
    impl std::io::Seek for Failing {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            self.0.seek(to)
        }
    }
    let files = [
        (Format::Csv, csv(&"1;2;3;4;5\n".repeat(20_000))),
        (Format::Ndjson, "{}\n".repeat(50_000).into_bytes()),
        (Format::Json, format!("[{}{{}}]", "{},".repeat(50_000)).into_bytes()),
        (Format::Xlsx, workbook()),
    ];
    for (format, bytes) in files {
        for reads in [0, 1, 3, 10] {
            let source = Failing(Cursor::new(bytes.clone()), reads);
            let end = Table::open(format, Box::new(source), &LAYOUT).and_then(|table| table.collect::<Result<Vec<_>, _>>());
            assert!(matches!(end, Err(Refusal::Unreadable(_))), "{format} after {reads} reads");
        }
    }
}

/// Reads everything of a file in every way; that it ends without a panic is all that is asked.
fn exhaust(format: Format, bytes: &[u8]) {
    if let Ok(table) = open(format, bytes) {
        assert!(table.count() <= 200_000);
    }
    if matches!(format, Format::Csv | Format::Xlsx)
        && let Ok(rows) = sheet(format, Box::new(Cursor::new(bytes.to_vec())))
    {
        // A sheet has a million rows if its last cell says so.
        let _ = rows.take(10_000).count();
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, ..Default::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..600)) {
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
    fn damaged_files_never_panic(flips in proptest::collection::vec((0.0..1.0_f64, proptest::prelude::any::<u8>()), 0..6), cut in 0.0..1.4_f64) {
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
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short file")]
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
