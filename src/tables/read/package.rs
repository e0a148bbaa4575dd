//! The package of a workbook: whether it is one, and whether it is small enough to be unpacked, before
//! anybody unpacks it.
//!
//! Nothing that the package says in its own favour is believed: what is not counted here is not read later.

use std::io::{self, Read, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Code, Finding, Refusal, Source, seems};

/// Bytes of all its parts together.
const MOST_UNPACKED: u64 = 300 << 20;
/// Bytes of the texts that its cells share, which are held while it is read.
const MOST_SHARED: u64 = 64 << 20;
/// Bytes of each other part that is held: styles, relations, the list of sheets.
const MOST_HELD: u64 = 8 << 20;
/// Parts.
const MOST_PARTS: usize = 1_000;
/// Bytes between two tags: the longest cell of Excel, with each of its characters escaped, and more.
const MOST_BETWEEN: usize = 256 * 1024;
/// Tags of the shared texts; each text is held apart, however short.
const MOST_TAGS: u64 = 8_000_000;

/// Bytes that are read of a part at a time.
const CHUNK: usize = 64 * 1024;

/// Signs that the sheets of a package show before they are read.
#[derive(Default)]
pub(super) struct SheetSigns {
    /// Rows that are hidden.
    pub rows_hidden: u32,
    /// Whether any cell has a formula.
    pub has_formulas: bool,
}

/// Looks at a file from its beginning, and at what its sheets show.
pub(super) fn check(source: &mut dyn Source) -> Result<SheetSigns, Refusal> {
    let head = bytes(source, SeekFrom::Start(0), 4096)?;
    if head.starts_with(seems::OLE) {
        let code =
            if is_encrypted(source, &head)? { Finding::of(Code::PasswordProtected) } else { other("XLS") };
        return Err(code.into());
    }
    if !head.starts_with(seems::ZIP) {
        let code = match seems::binary(&head) {
            Some(name) => other(name),
            None if seems::beginning(&head).is_empty() => Finding::of(Code::FileEmpty),
            None => Finding::of(Code::OtherFormat),
        };
        return Err(code.into());
    }
    if parts_told(source)? > MOST_PARTS as u64 {
        return Err(too_large().into());
    }
    let mut parts = ZipArchive::new(source).map_err(|error| broken(&error))?;
    if parts.len() > MOST_PARTS {
        return Err(too_large().into());
    }
    let names: Vec<String> = parts
        .file_names()
        .filter_map(Result::ok)
        .map(|name| name.to_lowercase().replace('\\', "/"))
        .collect();
    if let Some(name) = other_package(&names) {
        return Err(other(name).into());
    }
    // A package that says that it is too large is believed, which costs nothing; one that does not is
    // counted.
    if parts.decompressed_size().is_some_and(|size| size > u128::from(MOST_UNPACKED)) {
        return Err(too_large().into());
    }
    let (mut total, mut signs) = (0, SheetSigns::default());
    for index in 0..parts.len() {
        let mut part = parts.by_index(index).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.to_lowercase();
        let count = Count::of(&name, MOST_UNPACKED - total);
        if part.size() > count.most {
            return Err(too_large().into());
        }
        let (size, shown) = count.read(&mut part)?;
        total += size;
        signs.rows_hidden = signs.rows_hidden.saturating_add(shown.rows_hidden);
        signs.has_formulas |= shown.has_formulas;
    }
    Ok(signs)
}

/// Whether a tag of a sheet is that of a formula, under whatever prefix. One that is cut off by the end of a
/// chunk is taken for it: that costs a look more at worst.
fn may_be_formula(tag: &[u8]) -> bool {
    let end = tag.iter().position(|byte| matches!(byte, b'>' | b'/' | b' ' | b'\t' | b'\r' | b'\n'));
    end.is_none_or(|end| tag[..end].rsplit(|byte| *byte == b':').next() == Some(b"f"))
}

fn other(name: &str) -> Finding {
    Finding::of(Code::OtherFormat).about(name)
}

fn too_large() -> Finding {
    Finding::of(Code::UnpackedTooLarge).about(MOST_UNPACKED >> 20)
}

fn damaged() -> Refusal {
    Finding::of(Code::Damaged).into()
}

fn broken(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Finding::of(Code::PasswordProtected).into()
        }
        _ => damaged(),
    }
}

/// As many bytes as there are from a place, at most so many.
fn bytes(source: &mut dyn Source, from: SeekFrom, most: u64) -> io::Result<Vec<u8>> {
    source.seek(from)?;
    let mut bytes = Vec::new();
    source.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether an OLE file holds an encrypted workbook: a directory entry says so.
fn is_encrypted(source: &mut dyn Source, head: &[u8]) -> io::Result<bool> {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let holds = |bytes: &[u8]| bytes.windows(name.len()).any(|part| part == name);
    let number = |at: usize, length: usize| {
        head.get(at..at + length)
            .map_or(0, |bytes| bytes.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    // Sectors are counted behind the header, which is as long as one.
    let sector = 1_u64 << number(30, 2).clamp(9, 12);
    let directory = bytes(source, SeekFrom::Start((number(48, 4) + 1) * sector), 4096)?;
    Ok(holds(head) || holds(&directory))
}

/// The number of parts that the package says it has: opening it holds their list in memory, so it is asked
/// first.
fn parts_told(source: &mut dyn Source) -> io::Result<u64> {
    const LOCATOR: &[u8] = b"PK\x06\x07";
    let length = source.seek(SeekFrom::End(0))?;
    let tail = bytes(source, SeekFrom::Start(length.saturating_sub(66 * 1024)), 66 * 1024)?;
    let number = |bytes: &[u8], at: usize, length: usize| {
        bytes
            .get(at..at + length)
            .map_or(0, |bytes| bytes.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let mut most = 0;
    for (at, start) in tail.windows(4).enumerate() {
        if start == b"PK\x05\x06" {
            most = most.max(number(&tail, at + 10, 2));
        } else if start == LOCATOR {
            let record = bytes(source, SeekFrom::Start(number(&tail, at + 8, 8)), 56)?;
            most = most.max(number(&record, 32, 8));
        }
    }
    Ok(most)
}

/// The kind of a package that is no workbook.
fn other_package(names: &[String]) -> Option<&'static str> {
    let any = |start: &str| names.iter().any(|name| name.starts_with(start));
    match () {
        () if any("xl/workbook.bin") => Some("XLSB"),
        () if any("xl/") => None,
        () if any("word/") => Some("DOCX"),
        () if any("ppt/") => Some("PPTX"),
        () if any("mimetype") && any("content.xml") => Some("ODS"),
        () if !any("_rels/.rels") => Some("ZIP"),
        () => None,
    }
}

/// Counts what a part unpacks to.
struct Count {
    most: u64,
    is_xml: bool,
    is_shared: bool,
    is_sheet: bool,
    signs: SheetSigns,
    /// A row's tag that began in the chunk before.
    tag: Vec<u8>,
    tags: u64,
    between: usize,
    /// The end of the last chunk and the chunk: a word may lie across.
    window: Vec<u8>,
}

impl Count {
    fn of(name: &str, left: u64) -> Self {
        let ends = |end: &[&str]| end.iter().any(|end| name.ends_with(end));
        let is_shared = ends(&["sharedstrings.xml"]);
        let most = match () {
            () if is_shared => MOST_SHARED,
            () if ends(&[".rels", "styles.xml", "workbook.xml", "theme1.xml"]) => MOST_HELD,
            () => u64::MAX,
        };
        Self {
            most: most.min(left),
            is_xml: ends(&[".xml", ".rels"]),
            is_shared,
            is_sheet: name.starts_with("xl/worksheets/"),
            signs: SheetSigns::default(),
            tag: Vec::new(),
            tags: 0,
            between: 0,
            window: Vec::new(),
        }
    }

    fn read(mut self, part: &mut impl Read) -> Result<(u64, SheetSigns), Refusal> {
        let mut chunk = vec![0; CHUNK];
        let mut total = 0;
        loop {
            let length = match part.read(&mut chunk) {
                Ok(0) => return Ok((total, self.signs)),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(_) => return Err(damaged()),
            };
            total += length as u64;
            if total > self.most {
                return Err(too_large().into());
            }
            if self.is_xml {
                self.look(&chunk[..length])?;
            }
        }
    }

    fn look(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        // Bytes that XML in UTF-8 never has: with another encoding it could hide what is looked for.
        if chunk.iter().any(|byte| matches!(byte, 0 | 0x1B)) {
            return Err(damaged());
        }
        let mut rest = chunk;
        if !self.tag.is_empty() {
            self.look_at_row(chunk);
        }
        while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
            if self.is_sheet && rest[at + 1..].starts_with(b"row ") {
                self.look_at_row(&rest[at..]);
            }
            self.signs.has_formulas |= self.is_sheet && may_be_formula(&rest[at + 1..]);
            self.tags += 1;
            if self.between + at > MOST_BETWEEN {
                return Err(Finding::of(Code::CellTooLong).into());
            }
            self.between = 0;
            rest = &rest[at + 1..];
        }
        self.between += rest.len();
        if self.between > MOST_BETWEEN {
            return Err(Finding::of(Code::CellTooLong).into());
        }
        if self.is_shared {
            if self.tags > MOST_TAGS {
                return Err(too_large().into());
            }
            self.look_for_promises(chunk)?;
        }
        Ok(())
    }

    /// Looks whether a row is hidden, by a filter or by hand, as the tag says with which it begins. One that
    /// goes on in the next chunk is kept until then.
    fn look_at_row(&mut self, text: &[u8]) {
        const LONGEST: usize = 512;
        let end = text.iter().take(LONGEST).position(|byte| *byte == b'>');
        self.tag.extend_from_slice(&text[..end.unwrap_or(text.len().min(LONGEST))]);
        if end.is_some() || self.tag.len() >= LONGEST {
            let says = |word: &[u8]| self.tag.windows(word.len()).any(|part| part == word);
            self.signs.rows_hidden += u32::from(says(b" hidden=\"1\"") || says(b" hidden=\"true\""));
            self.tag.clear();
        }
    }

    /// The shared texts say how many they are, and calamine makes room for so many at once: a lie would end
    /// the process.
    fn look_for_promises(&mut self, chunk: &[u8]) -> Result<(), Refusal> {
        const PROMISE: &[u8] = b"uniqueCount";
        const LONGEST: usize = 128;
        self.window.drain(..self.window.len().saturating_sub(LONGEST));
        self.window.extend_from_slice(chunk);
        let mut rest = self.window.as_slice();
        while let Some(at) = rest.iter().position(|byte| *byte == PROMISE[0]) {
            rest = &rest[at..];
            if let Some(behind) = rest.strip_prefix(PROMISE) {
                let number = &behind[..behind.len().min(LONGEST - PROMISE.len())];
                let before = number
                    .iter()
                    .take_while(|byte| byte.is_ascii_whitespace() || b"='\"+".contains(byte))
                    .count();
                let digits = number[before..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                let told = std::str::from_utf8(&number[before..before + digits])
                    .ok()
                    .and_then(|digits| digits.parse::<u64>().ok());
                if before > LONGEST / 2 || digits > 20 || told.is_some_and(|told| told > MOST_TAGS) {
                    return Err(too_large().into());
                }
            }
            rest = &rest[1..];
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_a_formula_is_known_under_any_prefix() {
        for tag in ["f>A1", "f/>", "f t=\"shared\"", "x:f>A1", "x:f", "f"] {
            assert!(may_be_formula(tag.as_bytes()), "{tag}");
        }
        for tag in ["/f>", "font>", "c r=\"A1\"", "x:c r", "/x:f>", "x:filter>"] {
            assert!(!may_be_formula(tag.as_bytes()), "{tag}");
        }
    }
}
