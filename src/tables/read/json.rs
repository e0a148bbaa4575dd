//! JSON: the objects of a list, or one a line. Each is cut out of the text before it is parsed, so that one
//! is held at a time.

use serde::de::IgnoredAny;

use super::object::{not_an_object, row};
use super::text::{Text, Trouble};
use super::{Code, Finding, MOST_RECORD, Refusal, Row, Source, seems};
use crate::tables::Layout;

/// The objects of a text.
pub(super) struct Objects {
    text: Text,
    layout: &'static Layout,
    /// The number of the row that was read last, and the place of what is read next.
    number: u32,
    line: u32,
    column: u32,
    next: NextElement,
    element: Vec<u8>,
}

/// The thing that comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum NextElement {
    /// A line.
    Line,
    /// The first element of the list, or its end.
    First,
    /// A comma and an element, or the end of the list.
    Further,
}

impl Objects {
    /// Opens one object a line.
    pub(super) fn lines(source: Box<dyn Source>, layout: &'static Layout) -> Result<Self, Refusal> {
        let mut objects = Self::open(source, layout, NextElement::Line)?;
        if objects.first()? == Some(b'[') {
            return Err(Finding::of(Code::OtherFormat).about("JSON").into());
        }
        Ok(objects)
    }

    /// Opens a list of objects.
    pub(super) fn list(source: Box<dyn Source>, layout: &'static Layout) -> Result<Self, Refusal> {
        let mut objects = Self::open(source, layout, NextElement::First)?;
        match objects.first()? {
            Some(b'[') => objects.skip(1),
            Some(b'{') => return Err(objects.not_a_list()?.into()),
            Some(b'"' | b'-' | b'0'..=b'9' | b'a'..=b'z') if objects.is_value()? => {
                return Err(Finding::of(Code::NotAnObject).into());
            }
            _ => return Err(Finding::of(Code::OtherFormat).into()),
        }
        Ok(objects)
    }

    fn open(source: Box<dyn Source>, layout: &'static Layout, next: NextElement) -> Result<Self, Refusal> {
        let text = Text::open(source, true)?;
        if let Some(other) = seems::binary(text.head()) {
            return Err(Finding::of(Code::OtherFormat).about(other).into());
        }
        Ok(Self { text, layout, number: 0, line: 1, column: 1, next, element: Vec::new() })
    }

    /// The first byte that is not blank; a file must have one.
    fn first(&mut self) -> Result<Option<u8>, Refusal> {
        self.skip_blanks()?;
        let first = self.chunk()?.first().copied();
        if first.is_none() { Err(Finding::of(Code::FileEmpty).into()) } else { Ok(first) }
    }

    /// The finding about an object in place of a list: it is the first of many lines, or holds the list, or
    /// is alone.
    fn not_a_list(&mut self) -> Result<Finding, Refusal> {
        let chunk = self.chunk()?;
        let mut lines =
            chunk.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
        let is_object = |line: &[u8]| serde_json::from_slice::<IgnoredAny>(line).is_ok();
        let (first, second) =
            (lines.next().is_some_and(is_object), lines.next().is_some_and(|line| line.starts_with(b"{")));
        Ok(match (first, second) {
            (true, true) => Finding::of(Code::OtherFormat).about("NDJSON"),
            _ => Finding::of(Code::NotAnObject).about("{…}"),
        })
    }

    /// Whether the beginning is a JSON value that is no list and no object.
    fn is_value(&mut self) -> Result<bool, Refusal> {
        let chunk = self.chunk()?;
        Ok(serde_json::from_slice::<IgnoredAny>(chunk.trim_ascii()).is_ok())
    }

    /// The next row.
    pub(super) fn next(&mut self) -> Result<Option<Row>, Refusal> {
        match self.next {
            NextElement::Line => self.next_line(),
            NextElement::First | NextElement::Further => self.next_element(),
        }
    }

    fn next_line(&mut self) -> Result<Option<Row>, Refusal> {
        loop {
            let mut ended = false;
            self.element.clear();
            while !ended {
                let chunk = self.text.chunk().map_err(|trouble| refused(trouble, self.line))?;
                if chunk.is_empty() {
                    break;
                }
                let end = chunk.iter().position(|byte| *byte == b'\n');
                let taken = end.map_or(chunk.len(), |end| end + 1);
                self.element.extend_from_slice(&chunk[..taken]);
                self.text.consume(taken);
                ended = end.is_some();
                if self.element.len() > MOST_RECORD {
                    return Err(Finding::of(Code::CellTooLong).about(self.line).into());
                }
            }
            if self.element.is_empty() {
                return Ok(None);
            }
            self.number = self.line;
            self.line = self.line.saturating_add(1);
            let text = std::str::from_utf8(&self.element)
                .map_err(|_| refused(Trouble::Encoding(None, 0), self.number))?
                .trim();
            if text.is_empty() {
                continue;
            }
            return match row(text, self.number, self.layout) {
                // Without a new line behind it the last line may have been cut off, and then its rest is
                // missing.
                Err(error) if error.is_eof() && !ended => Err(damaged(self.number, error.column()).into()),
                Err(_) => Ok(Some(not_an_object(self.number, text, self.layout))),
                row => Ok(row.ok()),
            };
        }
    }

    fn next_element(&mut self) -> Result<Option<Row>, Refusal> {
        self.skip_blanks()?;
        match (self.chunk()?.first().copied(), self.next) {
            (Some(b']'), _) => {
                self.skip(1);
                self.skip_blanks()?;
                return if self.chunk()?.is_empty() { Ok(None) } else { Err(self.damaged().into()) };
            }
            (Some(b','), NextElement::Further) => {
                self.skip(1);
                self.skip_blanks()?;
            }
            (Some(_), NextElement::First) => {}
            _ => return Err(self.damaged().into()),
        }
        self.next = NextElement::Further;
        self.number = self.number.saturating_add(1);
        let (line, column) = (self.line, self.column);
        self.cut_element()?;
        let text = std::str::from_utf8(&self.element)
            .map_err(|_| refused(Trouble::Encoding(None, 0), self.number))?
            .trim_ascii_end();
        row(text, self.number, self.layout).map(Some).map_err(|error| {
            // The parser tells its place from the beginning of the element.
            let lines = u32::try_from(error.line().saturating_sub(1)).unwrap_or_default();
            let before = if lines == 0 { column.saturating_sub(1) } else { 0 };
            let at = usize::try_from(before).unwrap_or_default() + error.column().max(1);
            damaged(line.saturating_add(lines), at).into()
        })
    }

    /// Takes the bytes of an element, up to the comma or bracket that follows it.
    fn cut_element(&mut self) -> Result<(), Refusal> {
        let (mut depth, mut in_text, mut is_escaped) = (0_u32, false, false);
        self.element.clear();
        loop {
            let chunk = self.text.chunk().map_err(|trouble| refused(trouble, self.number))?;
            if chunk.is_empty() {
                return Err(self.damaged().into());
            }
            let end = chunk.iter().position(|byte| {
                match (in_text, byte) {
                    (true, _) if is_escaped => is_escaped = false,
                    (true, b'\\') => is_escaped = true,
                    (_, b'"') => in_text = !in_text,
                    (false, b'{' | b'[') => depth += 1,
                    (false, b',' | b']' | b'}') if depth == 0 => return true,
                    (false, b'}' | b']') => depth -= 1,
                    _ => {}
                }
                false
            });
            let taken = end.unwrap_or(chunk.len());
            self.element.extend_from_slice(&chunk[..taken]);
            self.skip(taken);
            if self.element.len() > MOST_RECORD {
                return Err(Finding::of(Code::CellTooLong).about(self.number).into());
            }
            if end.is_some() {
                return Ok(());
            }
        }
    }

    fn chunk(&mut self) -> Result<&[u8], Refusal> {
        let number = self.number;
        self.text.chunk().map_err(|trouble| refused(trouble, number))
    }

    fn skip_blanks(&mut self) -> Result<(), Refusal> {
        loop {
            let chunk = self.chunk()?;
            let blanks = chunk.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if blanks == 0 {
                return Ok(());
            }
            self.skip(blanks);
        }
    }

    /// Uses bytes of the chunk, and counts lines and columns.
    fn skip(&mut self, bytes: usize) {
        if let Ok(chunk) = self.text.chunk() {
            for byte in chunk.iter().take(bytes) {
                if *byte == b'\n' {
                    self.line = self.line.saturating_add(1);
                    self.column = 1;
                } else {
                    self.column = self.column.saturating_add(1);
                }
            }
            self.text.consume(bytes);
        }
    }

    /// The file is damaged where one is.
    fn damaged(&self) -> Finding {
        damaged(self.line, usize::try_from(self.column).unwrap_or_default())
    }
}

fn damaged(line: u32, column: usize) -> Finding {
    Finding::of(Code::Damaged).about(format_args!("line {line}, column {column}"))
}

fn refused(trouble: Trouble, number: u32) -> Refusal {
    match trouble {
        Trouble::Source(error) => Refusal::Unreadable(error),
        Trouble::Encoding(..) => Finding::of(Code::EncodingUnknown).about(number.max(1)).into(),
    }
}
