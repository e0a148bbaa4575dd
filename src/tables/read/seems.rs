//! The kind of file by its first bytes, whatever its sender said.

/// The beginning of a zip, and so of an Excel workbook.
pub(super) const ZIP: &[u8] = b"PK\x03\x04";
/// The beginning of an OLE file: a workbook of Excel 97, or a newer one under a password.
pub(super) const OLE: &[u8] = b"\xD0\xCF\x11\xE0";

/// The name of a format that is certainly not text.
pub(super) fn binary(head: &[u8]) -> Option<&'static str> {
    let text = beginning(head);
    let starts =
        |word: &str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()));
    if head.starts_with(ZIP) {
        Some(zip(head))
    } else if head.starts_with(OLE) {
        Some("XLS")
    } else if starts("%PDF") {
        Some("PDF")
    } else if starts(r"{\rtf") {
        Some("RTF")
    } else if starts("<html") || starts("<!doctype html") || starts("<table") {
        Some("HTML")
    } else if starts("<?xml") {
        Some("XML")
    } else if !is_wide(head) && head.contains(&0) {
        Some("binary")
    } else {
        None
    }
}

/// The kind of zip, as far as its beginning tells.
pub(super) fn zip(head: &[u8]) -> &'static str {
    let holds = |word: &[u8]| head.windows(word.len()).any(|part| part == word);
    match () {
        () if holds(b"mimetypeapplication/vnd.oasis.opendocument") => "ODS",
        () if holds(b"word/") => "DOCX",
        () if holds(b"[Content_Types].xml") || holds(b"xl/") => "XLSX",
        () => "ZIP",
    }
}

/// Whether it is UTF-16, by its mark.
fn is_wide(head: &[u8]) -> bool {
    head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF])
}

/// Without a mark and blanks.
pub(super) fn beginning(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start()
}
