//! Files that are not taken, each with the cause that is told first.

use super::*;
use Code::*;
use Format::{Csv, Json, Ndjson, Xlsx};

/// A bad file: its name, the form in which it is sent, its bytes; the code, the column, and what it is about.
type Bad = (&'static str, Format, Vec<u8>, Code, Option<&'static str>, Option<&'static str>);

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn bad_files_are_refused_with_their_cause_first() {
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
    let table: Vec<Bad> = vec![
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
        (
            "a column twice",
            Csv,
            b"IDNP,cod personal,Ore,Data\n1,2,3,4\n".to_vec(),
            ColumnTwice,
            Some("idnp"),
            Some("cod personal"),
        ),
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
        (
            "an object with the list",
            Json,
            b"{\"completions\":[{\"idnp\":1}]}".to_vec(),
            NotAnObject,
            None,
            Some("{…}"),
        ),
        ("a text of json", Json, b"\"idnp\"".to_vec(), NotAnObject, None, None),
        (
            "half a list",
            Json,
            b"[{\"idnp\":1},\n {\"idnp\":".to_vec(),
            Damaged,
            None,
            Some("line 2, column 10"),
        ),
        (
            "a list that is not closed",
            Json,
            b"[{\"idnp\":1}".to_vec(),
            Damaged,
            None,
            Some("line 1, column 12"),
        ),
        ("a comma too much", Json, b"[{\"idnp\":1},]".to_vec(), Damaged, None, Some("line 1, column 13")),
        (
            "a comma too few",
            Json,
            b"[{\"idnp\":1}\n{\"idnp\":1}]".to_vec(),
            Damaged,
            None,
            Some("line 2, column 1"),
        ),
        ("a wrong bracket", Json, b"[{\"idnp\":1]]".to_vec(), Damaged, None, Some("line 1, column 11")),
        (
            "more behind the list",
            Json,
            b"[{\"idnp\":1}] x".to_vec(),
            Damaged,
            None,
            Some("line 1, column 14"),
        ),
        (
            "a deep list",
            Json,
            format!("[{{\"idnp\":{}", "[".repeat(200_000)).into(),
            Damaged,
            None,
            Some("line 1, column 200010"),
        ),
        (
            "half a line",
            Ndjson,
            b"{\"idnp\":1}\n{\"idnp\":\"2".to_vec(),
            Damaged,
            None,
            Some("line 2, column 10"),
        ),
        (
            "a long line",
            Ndjson,
            format!("{{\"idnp\":1}}\n{{\"idnp\":\"{}\"}}\n", "x".repeat(2 << 20)).into(),
            CellTooLong,
            None,
            Some("2"),
        ),
        (
            "a long element",
            Json,
            format!("[{{\"idnp\":\"{}\"}}]", "x".repeat(2 << 20)).into(),
            CellTooLong,
            None,
            Some("1"),
        ),
        ("a quote at the end", Csv, with("1;\"2;3;4;5\n1;2;3;4;5\n"), QuoteOpen, None, Some("3")),
        ("a quote before others", Csv, with("1;\"2;3;4;5\n\"1\";2;3;4;5\n"), QuoteOpen, None, Some("3")),
        (
            "a quote in a long file",
            Csv,
            with(&format!("1;\"2;3;4;5\n{}", "1;2;3;4;5\n".repeat(200_000))),
            QuoteOpen,
            None,
            Some("3"),
        ),
        (
            "a quote in a long file of quotes",
            Csv,
            with(&format!("1;\"2;3;4;5\n{}\"6\";7\n", "1;2;3;4;5\n".repeat(200_000))),
            QuoteOpen,
            None,
            Some("3"),
        ),
        ("a quote in the titles", Csv, format!("\"{HEAD}1;2\n").into(), QuoteOpen, None, Some("1")),
        (
            "a cell of 2 MB in quotes",
            Csv,
            with(&format!("1;\"{}\";3\n", "x".repeat(2 << 20))),
            CellTooLong,
            Some("programme"),
            Some("3"),
        ),
        (
            "a cell of 2 MB",
            Csv,
            with(&format!("1;2;3;{}\n", "x".repeat(2 << 20))),
            CellTooLong,
            Some("hours"),
            Some("3"),
        ),
        (
            "a cell of 4,001",
            Csv,
            with(&format!("1;2;{long};4\n")),
            CellTooLong,
            Some("completedOn"),
            Some("3"),
        ),
        (
            "a broken letter",
            Csv,
            [&with("ăîș;țăș;3;4;5\n1;")[..], b"\xFF;3\n"].concat(),
            EncodingUnknown,
            None,
            Some("1"),
        ),
        (
            "half a workbook's cells",
            Xlsx,
            unpacked(&book, "xl/worksheets/sheet2.xml", |part| part.truncate(part.len() / 2)),
            Damaged,
            None,
            None,
        ),
        ("a zip", Xlsx, packed(&[("a.txt", b"a")]), OtherFormat, None, Some("ZIP")),
        (
            "a document",
            Xlsx,
            packed(&[("_rels/.rels", b"<a/>"), ("word/document.xml", b"<a/>")]),
            OtherFormat,
            None,
            Some("DOCX"),
        ),
        (
            "an open sheet",
            Xlsx,
            packed(&[
                ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                ("content.xml", b"<a/>"),
            ]),
            OtherFormat,
            None,
            Some("ODS"),
        ),
        (
            "a workbook without parts",
            Xlsx,
            packed(&[("_rels/.rels", b"<a/>"), ("xl/workbook.xml", b"<a/>")]),
            Damaged,
            None,
            None,
        ),
    ];
    for (name, format, bytes, code, column, about) in table {
        let found = read(format, bytes).map(|rows| rows.len()).expect_err(name);
        let first = found.first().expect(name);
        assert_eq!(
            (first.code(), first.column.as_deref(), about_of(first).as_deref()),
            (code.as_str(), column, about),
            "{name}"
        );
    }
}

#[test]
fn a_broken_letter_after_the_window_is_told_with_its_row() {
    let mut file = csv(&"ă;2;3;4;5\n".repeat(20_000));
    file.extend_from_slice(b"\xFF;2;3;4;5\n");
    assert_eq!(
        read(Format::Csv, file).expect_err("broken"),
        [Finding::of(Code::EncodingUnknown).about(20_002)]
    );
}

#[test]
fn more_rows_than_are_taken_are_too_large() {
    let most = usize::try_from(MOST_ROWS).expect("fits");
    for (format, head, row, tail) in [
        (Format::Csv, HEAD, "9;2;3;4;5\n", ""),
        (Format::Ndjson, "", "{\"idnp\":\"1\"}\n", ""),
        (Format::Json, "[{}", ",{\"idnp\":\"1\"}", "]"),
    ] {
        let file = |rows: usize| format!("{head}{}{tail}", row.repeat(rows));
        let own = usize::from(format == Format::Json);
        assert_eq!(read(format, file(most - own)).expect("the most that is taken").len(), most);
        let last = open(format, file(most + 1)).expect("the file begins well").last();
        assert!(
            matches!(last, Some(Err(Refusal::TooLarge(found))) if found.code() == "tooManyRows"),
            "{format}"
        );
    }
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
            let end = Table::open(format, Box::new(source), &LAYOUT)
                .and_then(Iterator::collect::<Result<Vec<_>, _>>);
            assert!(matches!(end, Err(Refusal::Unreadable(_))), "{format} after {reads} reads");
        }
    }
}
