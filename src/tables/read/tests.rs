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
