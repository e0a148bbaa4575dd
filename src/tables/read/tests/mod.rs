//! Files, good and bad, as people send them.

use std::io::Cursor;

use rust_xlsxwriter::{ExcelDateTime, Format as Look, Formula, Workbook};

mod bad;
mod hostile;

use super::*;
use crate::tables::{Column, Format, Layout};

static LAYOUT: Layout = Layout {
    name: "completions",
    columns: &[
        column("idnp", ["IDNP", "IDNP", "ИДНП"], &["cod personal"]),
        column("programme", ["Cod program", "Programme", "Программа"], &[]),
        column("completedOn", ["Data finalizării", "Completed on", "Дата завершения"], &["data"]),
        column("hours", ["Ore", "Hours", "Часы"], &[]),
        column("attendees", ["Participanți", "Attendees", "Участники"], &[]),
    ],
    needs: &[&["idnp"], &["programme", "hours"], &["completedOn"]],
    together: &[],
    days: &["completedOn"],
};

const fn column(field: &'static str, titles: [&'static str; 3], also: &'static [&'static str]) -> Column {
    Column { field, titles, also, about: [""; 3], example: "", words: &[] }
}

fn open(format: Format, bytes: impl Into<Vec<u8>>) -> Result<Table, Refusal> {
    Table::open(format, Box::new(Cursor::new(bytes.into())), &LAYOUT)
}

/// The rows of a file, or the findings for which it is not taken.
fn read(format: Format, bytes: impl Into<Vec<u8>>) -> Result<Vec<Row>, Vec<Finding>> {
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
fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("empty").expect("a name");
    let sheet = book.add_worksheet();
    for (at, title) in ["Ore", "IDNP", "Data finalizării", "Programme", "Note"].iter().enumerate() {
        sheet.write(0, u16::try_from(at).expect("few"), *title).expect("written");
    }
    sheet.write(1, 0, 7.5).expect("written");
    sheet.write(1, 1, "2000000000004").expect("written");
    let day = ExcelDateTime::parse_from_str("2026-03-01").expect("a day");
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
    // It has no column of attendees.
    let first = vec![text("2000000000004"), text("CFP-001"), Cell::Day(day), Cell::Number(7.5), Cell::Absent];
    let second =
        vec![Cell::Empty, Cell::Broken("#N/A".to_owned()), Cell::Empty, Cell::Truth(true), Cell::Absent];
    assert_eq!(
        rows,
        [
            Row { number: 2, cells: first, findings: vec![] },
            Row { number: 4, cells: second, findings: vec![] }
        ]
    );
    let warnings = open(Format::Xlsx, workbook()).expect("a good file").warnings();
    assert_eq!(warnings, [Finding::at(Code::ColumnUnknown, "Note")]);
}

#[test]
fn csv_is_read_with_each_delimiter_and_line_end() {
    let cells = vec![text("1"), text("a;b,c\td"), text("2026-03-01"), text("7,5"), text("x\"y\nz")];
    for delimiter in [";", ",", "\t"] {
        for end in ["\n", "\r\n", "\r"] {
            let file = format!(
                "Ore{delimiter}IDNP{delimiter}programme{delimiter}Дата завершения{delimiter}Attendees*{end}\
                {end}\"7,5\"{delimiter}1{delimiter}\"a;b,c\td\"\
                {delimiter}2026-03-01{delimiter}\"x\"\"y\nz\""
            );
            let rows = read(Format::Csv, file.clone()).expect("a good file");
            assert_eq!(rows, [Row { number: 3, cells: cells.clone(), findings: vec![] }], "{file:?}");
        }
    }
}

#[test]
fn csv_in_old_code_pages_is_read() {
    let rows = "2;CFP-001;01.03.2026;7,5;Bălţi, Şoldăneşti";
    let bytes =
        encoding_rs::WINDOWS_1250.encode(&format!("{}{rows}\n", HEAD.replace('ț', "ţ"))).0.into_owned();
    assert_eq!(read(Format::Csv, bytes).expect("a good file")[0].cells[4], text("Bălți, Șoldănești"));
    // Unicode has the letters of Romanian, and those of others.
    assert_eq!(
        read(Format::Csv, csv("2;CFP-001;01.03.2026;7,5;Gheorghe Küçük-Arnaut Şişman\n"))
            .expect("a good file")[0]
            .cells[4],
        text("Gheorghe Küçük-Arnaut Şişman")
    );
    let head = "ИДНП;Программа;Дата завершения;Часы;Участники\n";
    let bytes = encoding_rs::WINDOWS_1251
        .encode(&format!("{head}2;CFP-001;01.03.2026;7,5;Иванов и Попова\n"))
        .0
        .into_owned();
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
        for (format, file) in [
            (Format::Json, format!("[{good},{row},{good}]")),
            (Format::Ndjson, format!("{good}\n{row}\n{good}\n")),
        ] {
            let rows = read(format, file).expect("a good file");
            assert_eq!(
                rows.iter().map(|row| row.findings.as_slice()).collect::<Vec<_>>(),
                [&[][..], std::slice::from_ref(&finding), &[]],
                "{row}"
            );
        }
    }
    let rows =
        read(Format::Ndjson, "{\"idnp\":\"1\"}\n{\"idnp\":}\n{\"idnp\":\"2\"}\n").expect("a good file");
    assert_eq!(rows[1].findings[0].code(), "notAnObject");
    let rows = read(Format::Ndjson, format!("{{{}\"idnp\":\"1\"}}\n{{}}\n", "\"a\":1,".repeat(30_000)))
        .expect("a good file");
    assert_eq!((rows[0].findings.len(), &rows[0].cells[0], rows[1].findings.len()), (20, &text("1"), 0));
    let rows =
        read(Format::Ndjson, format!("{{\"idnp\":\"{}\"}}\n", "x".repeat(5_000))).expect("a good file");
    assert_eq!(rows[0].findings, [Finding::at(Code::CellTooLong, "idnp").about(1)]);
}

#[test]
fn unknown_titles_are_warnings_with_the_near_title() {
    let table =
        open(Format::Csv, "IDNP,Ore,Data finalizari,Observații,data\n9,2,3,4,5\n").expect("a good file");
    let near = Finding::at(Code::ColumnUnknown, "Data finalizari").about("Data finalizării");
    assert_eq!(table.warnings(), [near, Finding::at(Code::ColumnUnknown, "Observații")]);
}

#[test]
fn values_without_a_title_are_told() {
    let rows =
        read(Format::Csv, csv("9;2;3;4;5\n1;2;3;4;5;;\n1;2;3;4;5;;note 2000000000004;more\n;;;;\nx\n"))
            .expect("a good file");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 3, 4, 6]);
    let findings: Vec<_> = rows.iter().map(|row| row.findings.as_slice()).collect();
    let told = Finding::of(Code::RowTooLong).with_value("note *********0004").about("G");
    assert_eq!(findings, [&[][..], &[], &[told], &[]]);
}

#[test]
fn what_the_register_added_is_not_read_and_no_fault() {
    let text = "IDNP;Data finalizării;Ore;Rezultat import;Message;Сообщение \
        импорта\n1;2026-03-01;2;respins;mine;'=x\n";
    let table = open(Format::Csv, text).expect("a good file");
    assert_eq!(table.warnings(), [Finding::at(Code::ColumnUnknown, "Message")]);
}

#[test]
fn an_apostrophe_before_a_formula_is_not_of_the_text() {
    let source = Box::new(Cursor::new("IDNP,Ore,Data\n'=1+1,'a\n\"'@b\",'\n'-5,'＝1\n".as_bytes().to_vec()));
    let rows =
        sheet(Format::Csv, source, &LAYOUT).expect("a file").skip(1).map(|row| row.expect("a row").cells);
    let expected = [["=1+1", "'a"], ["@b", "'"], ["-5", "＝1"]].map(|row| row.map(text).to_vec());
    assert_eq!(rows.collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_is_given_back_as_it_stands() {
    let source = |bytes: &[u8]| Box::new(Cursor::new(bytes.to_vec()));
    let file = sheet(Format::Csv, source(b"what it is about\nIDNP,Ore,Data\n\n9,2,3\nTotal,2,\n"), &LAYOUT)
        .expect("a file");
    assert_eq!(file.delimiter(), Some(b','));
    let record = |number, part, cells| Record { number, cells, part };
    let rows: Vec<_> = file.map(|row| row.expect("a row")).collect();
    assert_eq!(
        rows,
        [
            record(1, Part::Around, vec![text("what it is about")]),
            record(2, Part::Titles, ["IDNP", "Ore", "Data"].map(text).to_vec()),
            record(3, Part::Around, vec![Cell::Empty]),
            record(4, Part::Row, ["9", "2", "3"].map(text).to_vec()),
            record(5, Part::Beside(Code::TotalRow), ["Total", "2", ""].map(text).to_vec()),
        ]
    );
    let rows: Vec<_> = sheet(Format::Xlsx, source(&workbook()), &LAYOUT)
        .expect("a file")
        .map(|row| row.expect("a row"))
        .collect();
    assert_eq!(
        rows.iter().map(|row| (row.number, row.cells.len())).collect::<Vec<_>>(),
        [(1, 5), (2, 4), (3, 0), (4, 4)]
    );
}

/// A workbook of sheets, each with its name and rows of texts.
fn book(sheets: &[(&str, &[&str])]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a name");
        for (row, cells) in (0_u32..).zip(*rows) {
            for (place, cell) in (0_u16..).zip(cells.split(';')).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write(row, place, cell).expect("written");
            }
        }
    }
    book.save_to_buffer().expect("a workbook")
}

/// Rows by their names, with the first cell of each, and the warnings once all are read.
fn told(format: Format, bytes: impl Into<Vec<u8>>) -> (Vec<(String, String)>, Vec<Finding>) {
    let mut table = open(format, bytes).expect("a good file");
    let rows: Vec<_> = table.by_ref().map(|row| row.expect("a row")).collect();
    let form = table.form();
    let rows = rows.iter().map(|row| (form.name(row.number), row.cells[0].written().into_owned())).collect();
    (rows, table.warnings())
}

#[test]
fn every_sheet_with_the_titles_is_read_and_others_are_named() {
    let titles = "IDNP;Ore;Data";
    let bytes = book(&[
        ("Coperta", &[]),
        ("Ianuarie", &[titles, "1;8;2026-01-02"]),
        ("Note", &["ceva", "altceva"]),
        ("Februarie", &["", "Lista lunii;;", titles, "", "2;8;2026-02-02", "3;8;2026-02-03"]),
        ("Lung", &[&"x".repeat(5_000)]),
        ("Martie", &["Data;IDNP;Programme", "2026-03-02;4;CFP-001"]),
        ("Programe", &["Cod;Denumire", "CFP-001;Protecție"]),
    ]);
    let (rows, warnings) = told(Format::Xlsx, bytes);
    let named = |rows: &[(&str, &str)]| {
        rows.iter().map(|(name, cell)| ((*name).to_owned(), (*cell).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(
        rows,
        named(&[("Ianuarie!2", "1"), ("Februarie!5", "2"), ("Februarie!6", "3"), ("Martie!2", "4")])
    );
    assert_eq!(warnings, [Finding::of(Code::SheetUnread).about("Note, Lung")]);
    // Most of the titles: it was meant, and is not passed over.
    let bytes = book(&[("A", &[titles, "1;8;2026-01-02"]), ("B", &["", "IDNP;Orre;Data", "2;8;2026-01-02"])]);
    let found = read(Format::Xlsx, bytes).expect_err("a sheet lacks a column");
    let about = "Cod program / Programme / Программа | Ore / Hours / Часы (B!2)";
    assert_eq!(found[0], Finding::at(Code::ColumnMissing, "programme").about(about));
}

#[test]
fn hidden_rows_and_sheets_are_told() {
    let mut book = Workbook::new();
    for (name, rows) in [("A", 3_u32), ("B", 0)] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (place, title) in (0..).zip(["IDNP", "Ore", "Data"]) {
            sheet.write(0, place, title).expect("written");
        }
        for row in 1..=rows {
            sheet.write(row, 0, "x").expect("written");
        }
        sheet.set_row_hidden(2).expect("hidden").set_hidden(rows == 0);
    }
    let (rows, warnings) = told(Format::Xlsx, book.save_to_buffer().expect("a workbook"));
    assert_eq!(rows.len(), 3);
    let hidden = Finding::of(Code::RowsHidden).about(2);
    assert_eq!(warnings, [Finding::of(Code::SheetUnread).about("B"), hidden]);
}

#[test]
fn old_encodings_of_other_systems_are_refused_by_name() {
    // `Țurcan Ștefania` as MS-DOS writes it, under titles without diacritics.
    let file =
        [&b"IDNP;Ore;Data\n1;8;2026-03-01;\xDDurcan \xB8tefania\n"[..], b"2;8;2026-03-02;B\xC7l\xEEi\n"]
            .concat();
    let found = |file: Vec<u8>| read(Format::Csv, file).expect_err("not read");
    assert_eq!(found(file), [Finding::of(Code::EncodingOther).about("IBM 852 (MS-DOS)")]);
    let wide = HEAD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(found(wide), [Finding::of(Code::EncodingOther).about("UTF-16")]);
}

#[test]
fn what_stands_around_a_table_is_left_out_by_name() {
    let file = "sep=;\nLista absolvenților, mai 2026;;;\n\nPersoana;;Program;\nNr.;IDNP;Data;Ore\n1;2;3;4\n\
        1;2000000000004;2026-03-01;8\nNr.;IDNP;Data;Ore\n2;2001000000012;2026-03-02;8\n\
        Total general;;;16\n;;;16\n3;;;\n4;;;\nDirector;;____;Popa Ion\n;Data: 30.11.2026;;\n";
    let (rows, warnings) = told(Format::Csv, file);
    assert_eq!(rows.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["7", "9"]);
    assert_eq!(
        warnings,
        [
            Finding::of(Code::NumberRow).about("6"),
            Finding::of(Code::TotalRow).about("10, 11"),
            Finding::of(Code::TitlesAgain).about("8"),
            Finding::of(Code::NoteRow).about("14, 15"),
        ]
    );
    // A person alone is a row that was not finished.
    let (rows, warnings) = told(Format::Csv, "Nr.;IDNP;Data;Ore\n1;2000000000004;;\n;2000000000004;;\n");
    assert_eq!((rows.len(), warnings), (2, vec![]));
    for first in ["\"sep=|\"", "sep=|", "SEP=|||"] {
        let (rows, _) = told(Format::Csv, format!("{first}\r\nIDNP|Data|Ore\r\n1|2026-03-01|8,5;x\r\n"));
        assert_eq!(rows, [("3".to_owned(), "1".to_owned())]);
    }
    let far = format!("{}IDNP;Data;Ore\n9;2;3\n", "x\n".repeat(9));
    assert_eq!(read(Format::Csv, far.clone()).expect("the tenth row").len(), 1);
    assert_eq!(read(Format::Csv, format!("x\n{far}")).expect_err("the eleventh")[0].code(), "titlesMissing");
    let above = "Lista\nIDNP;Orre;Data\n1;2;3\n";
    let about = "Cod program / Programme / Программа | Ore / Hours / Часы (2)";
    assert_eq!(
        read(Format::Csv, above).expect_err("a column is missing")[0],
        Finding::at(Code::ColumnMissing, "programme").about(about)
    );
}

#[test]
fn a_column_of_days_is_judged_as_a_whole() {
    let judged = |format: Format, bytes: Vec<u8>| {
        let mut table = open(format, bytes.clone()).expect("a good file");
        assert_eq!(
            table.by_ref().filter(|row| row.as_ref().is_ok_and(|row| row.findings.is_empty())).count(),
            3
        );
        let again = Table::open_as(format, Box::new(Cursor::new(bytes)), &LAYOUT, table.form());
        let rows: Vec<_> = again.expect("a good file").map(|row| row.expect("a row")).collect();
        (rows, table.warnings())
    };
    let head = "IDNP;Ore;Data";
    let csv = |days: [&str; 3]| {
        let rows: String = days.iter().map(|day| format!("1;2;{day}\n")).collect();
        format!("{head}\n{rows}").into_bytes()
    };
    let (rows, warnings) = judged(Format::Csv, csv(["3/4/2026", "03.04.2026", "3/17/2026"]));
    let told = |value: &str| vec![Finding::at(Code::MonthFirst, "completedOn").with_value(value).about("4")];
    assert_eq!(
        rows.iter().map(|row| row.findings.clone()).collect::<Vec<_>>(),
        [told("3/4/2026"), vec![], told("3/17/2026")]
    );
    assert_eq!((rows[0].cells[2].clone(), warnings), (Cell::Refused("3/4/2026".to_owned()), vec![]));
    let (rows, warnings) = judged(Format::Csv, csv(["3/4/2026", "17/3/2026", "5/6/2026"]));
    assert!(rows.iter().all(|row| row.findings.is_empty()) && warnings.is_empty());
    let (rows, warnings) = judged(Format::Csv, csv(["2026-03-01", "3/4/2026", "5/6/2026"]));
    let assumed = Finding::at(Code::DayFirstAssumed, "completedOn").with_value("3/4/2026").about("3");
    assert!(rows.iter().all(|row| row.findings.is_empty()));
    assert_eq!(warnings, [assumed]);
    // Of several sheets one shows it for all.
    let sheets = book(&[("A", &[head, "1;2;3/4/2026"]), ("B", &[head, "1;2;3/17/2026", "1;2;2026-03-01"])]);
    let (rows, _) = judged(Format::Xlsx, sheets);
    let shown: Vec<_> = rows.iter().flat_map(|row| &row.findings).filter_map(about_of).collect();
    assert_eq!(shown, ["B!2", "B!2"]);
    let json = r#"[{"completedOn":"3/4/2026"},{"completedOn":"3/17/2026"},{}]"#;
    let (rows, _) = judged(Format::Json, json.as_bytes().to_vec());
    assert_eq!(rows.iter().map(|row| row.findings.len()).collect::<Vec<_>>(), [1, 1, 0]);
}

/// The value that a finding names.
fn about_of(finding: &Finding) -> Option<String> {
    finding.fault.parameters().next().map(|(_, about)| about.say(crate::values::Language::En))
}

#[test]
fn days_of_a_workbook_are_days_from_either_beginning_and_spans_are_none() {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};
    let day = |text: &str| Cell::Day(crate::values::Day::parse(text).expect("a day"));
    let table = [
        (46082.0, DateTime, false, day("2026-03-01")),
        (46_082.604_166_667, DateTime, false, text("2026-03-01 14:30:00")),
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
