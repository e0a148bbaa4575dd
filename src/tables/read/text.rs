//! Text, whatever its encoding, as UTF-8: a window at a time.

use std::io;

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1251};

use super::Source;
use super::encodings::{Fit, fit};

/// Bytes that are looked at together to recognise an encoding.
const WINDOW: usize = 64 * 1024;

/// Why there is no more text.
pub(super) enum Trouble {
    /// The source fails.
    Source(io::Error),
    /// The encoding is not recognised, or broken; its name, where it is one that is not read, and the lines
    /// that end before the letter that shows it.
    Encoding(Option<&'static str>, u32),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Source(error)
    }
}

/// The way in which bytes become text.
enum Coding {
    /// Only ASCII so far: which code page it is shows with the first letter beyond.
    Open,
    Utf8,
    Other(Box<Decoder>),
}

impl Coding {
    fn other(encoding: &'static Encoding) -> Self {
        Self::Other(Box::new(encoding.new_decoder_without_bom_handling()))
    }
}

/// A text that is being read.
pub(super) struct Text {
    source: Box<dyn Source>,
    coding: Coding,
    /// Bytes as they came; those before `at` are used, those before `clear` are text.
    raw: Vec<u8>,
    at: usize,
    clear: usize,
    ended: bool,
    /// The text that was decoded, if it had to be, and how much of it is used.
    decoded: String,
    used: usize,
}

impl Text {
    /// Opens a text; one that must be UTF-8 (or UTF-16 with a mark) is not looked at for code pages.
    pub(super) fn open(source: Box<dyn Source>, must_be_unicode: bool) -> io::Result<Self> {
        let coding = if must_be_unicode { Coding::Utf8 } else { Coding::Open };
        let mut text = Self {
            source,
            coding,
            raw: Vec::new(),
            at: 0,
            clear: 0,
            ended: false,
            decoded: String::new(),
            used: 0,
        };
        text.fill()?;
        let (mark, coding) = match text.raw.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (3, Some(Coding::Utf8)),
            [0xFF, 0xFE, ..] => (2, Some(Coding::other(UTF_16LE))),
            [0xFE, 0xFF, ..] => (2, Some(Coding::other(UTF_16BE))),
            _ => (0, None),
        };
        text.at = mark;
        text.clear = mark;
        text.coding = coding.unwrap_or(text.coding);
        Ok(text)
    }

    /// The first bytes, before anything is read.
    pub(super) fn head(&self) -> &[u8] {
        &self.raw
    }

    /// The bytes that follow, at least one, none at the end. Valid UTF-8 only if they were decoded: bytes
    /// that were taken for UTF-8 are checked by whoever knows their row.
    pub(super) fn chunk(&mut self) -> Result<&[u8], Trouble> {
        while self.used == self.decoded.len() && self.at == self.clear {
            self.fill()?;
            if self.raw.is_empty() {
                break;
            }
            self.clear_up()?;
        }
        Ok(if self.used < self.decoded.len() {
            &self.decoded.as_bytes()[self.used..]
        } else {
            &self.raw[self.at..self.clear]
        })
    }

    /// So many bytes of the chunk are used.
    pub(super) const fn consume(&mut self, bytes: usize) {
        if self.used < self.decoded.len() {
            self.used += bytes;
        } else {
            self.at += bytes;
        }
    }

    /// Fills the window.
    fn fill(&mut self) -> io::Result<()> {
        self.raw.drain(..self.at);
        self.clear -= self.at;
        self.at = 0;
        while !self.ended && self.raw.len() < WINDOW {
            let before = self.raw.len();
            self.raw.resize(WINDOW, 0);
            let read = self.source.read(&mut self.raw[before..]);
            self.raw.truncate(before + *read.as_ref().unwrap_or(&0));
            match read {
                Ok(bytes) => self.ended = bytes == 0,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Makes text of the window, or of its part whose encoding is clear.
    fn clear_up(&mut self) -> Result<(), Trouble> {
        if matches!(self.coding, Coding::Open) {
            match self.raw.iter().position(|byte| !byte.is_ascii()) {
                None => {
                    self.clear = self.raw.len();
                    return Ok(());
                }
                Some(first) => {
                    // A letter late in the window is decided upon with what follows it.
                    let line =
                        self.raw[..first].iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                    if !self.ended && line > WINDOW / 2 {
                        self.clear = line;
                        return Ok(());
                    }
                    self.coding = recognised(&self.raw, self.ended)
                        .map_err(|name| Trouble::Encoding(name, lines(&self.raw[..first])))?;
                }
            }
        }
        match &mut self.coding {
            Coding::Open | Coding::Utf8 => self.clear = self.raw.len(),
            Coding::Other(decoder) => {
                self.decoded.clear();
                self.used = 0;
                self.decoded.reserve(
                    decoder.max_utf8_buffer_length_without_replacement(self.raw.len()).unwrap_or(WINDOW * 3),
                );
                let (result, read) =
                    decoder.decode_to_string_without_replacement(&self.raw, &mut self.decoded, self.ended);
                let before = lines(self.raw.get(..read).unwrap_or_default());
                self.raw.clear();
                self.clear = 0;
                if !matches!(result, DecoderResult::InputEmpty) {
                    return Err(Trouble::Encoding(None, before));
                }
                if decoder.encoding() == WINDOWS_1250 {
                    self.decoded = self.decoded.chars().map(with_comma).collect();
                }
            }
        }
        Ok(())
    }
}

/// The lines that end in some bytes.
fn lines(bytes: &[u8]) -> u32 {
    let ends = |end: u8| bytes.split(|byte| *byte == end).count() - 1;
    let ends = if bytes.contains(&b'\n') { ends(b'\n') } else { ends(b'\r') };
    u32::try_from(ends).unwrap_or(u32::MAX)
}

/// A letter as Romanian has it. Windows-1250 is older than the letters with a comma below, and who writes
/// Romanian in it has to take those with a cedilla. Unicode has both: there it is the writer who says which
/// one is meant, and Turkish and Gagauz names do have the cedilla; so it stays, as in whatever else the
/// register is sent.
const fn with_comma(letter: char) -> char {
    match letter {
        'Ş' => 'Ș',
        'ş' => 'ș',
        'Ţ' => 'Ț',
        'ţ' => 'ț',
        other => other,
    }
}

/// The encoding of a window that is not all ASCII; or the name of one that is not read, where it is known.
fn recognised(window: &[u8], is_all: bool) -> Result<Coding, Option<&'static str>> {
    match std::str::from_utf8(window) {
        Ok(_) => return Ok(Coding::Utf8),
        // The window may end in the middle of a letter.
        Err(error) if error.error_len().is_none() && !is_all => return Ok(Coding::Utf8),
        Err(_) => {}
    }
    // Broken UTF-8 is not a code page: by chance hardly any letters look like it.
    let chunks = window.utf8_chunks();
    let (valid, broken) = chunks.fold((0, 0), |(valid, broken), chunk| {
        let letters = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (valid + letters, broken + usize::from(!chunk.invalid().is_empty()))
    });
    if valid > broken * 2 {
        return Err(None);
    }
    let page = code_page(window);
    match (fit(window, page), page) {
        (Fit::Fits, Some(page)) => Ok(Coding::other(page)),
        (Fit::Not(name), _) => Err(name),
        (Fit::Fits, None) => Err(None),
    }
}

/// Windows-1250 for Romanian, Windows-1251 for Russian, or neither.
///
/// The same bytes are letters in both. But Romanian has single letters beyond ASCII in words of ASCII, and
/// Russian has words wholly beyond it, capitals at their beginning.
fn code_page(window: &[u8]) -> Option<&'static Encoding> {
    const ROMANIAN: &[u8] = b"\xE3\xC3\xE2\xC2\xEE\xCE\xBA\xAA\xFE\xDE";
    let (mut romanian, mut cyrillic, mut strange) = (0_usize, 0_usize, 0_usize);
    for word in window.split(|byte| !byte.is_ascii_alphabetic() && !is_letter(*byte)) {
        let beyond = word.iter().filter(|byte| !byte.is_ascii()).count();
        if beyond == 0 {
            continue;
        }
        if beyond == word.len() {
            // Small letters before capitals: KOI8, whose cases are the other way about.
            let upside_down = word.windows(2).any(|pair| pair[0] >= 0xE0 && (0xC0..0xE0).contains(&pair[1]));
            // With the letters of Ukrainian.
            let is_cyrillic = word
                .iter()
                .all(|byte| *byte >= 0xC0 || b"\xA8\xB8\xB2\xB3\xAF\xBF\xAA\xBA\xA5\xB4".contains(byte));
            match (is_cyrillic, upside_down, word.len()) {
                // One letter alone may be either: `î` and `о` are the same byte.
                (_, _, 1) => {}
                (true, false, _) => cyrillic += beyond,
                _ if word.iter().all(|byte| ROMANIAN.contains(byte)) => romanian += beyond,
                _ => strange += beyond,
            }
        } else {
            let known = word.iter().filter(|byte| ROMANIAN.contains(byte)).count();
            romanian += known;
            // Hungarian and Polish names are of the same code page.
            strange += (beyond - known) / 2;
        }
    }
    if strange > romanian.max(cyrillic) {
        None
    } else if cyrillic > romanian {
        Some(WINDOWS_1251)
    } else {
        // Quotes and dashes only, or single letters, are the same in both, or Romanian.
        Some(WINDOWS_1250)
    }
}

/// Whether a byte beyond ASCII is a letter of either code page; the others are signs.
const fn is_letter(byte: u8) -> bool {
    byte >= 0xC0
        || matches!(
            byte,
            0x8A | 0x8C..=0x8F
                | 0x9A
                | 0x9C..=0x9F
                | 0xA3
                | 0xA5
                | 0xA8
                | 0xAA
                | 0xAF
                | 0xB2..=0xB3
                | 0xB8..=0xBA
                | 0xBC..=0xBF
        )
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(bytes: &[u8]) -> Option<String> {
        let mut text =
            Text::open(Box::new(Cursor::new(bytes.to_vec())), false).expect("memory does not fail");
        let mut all = Vec::new();
        loop {
            let chunk = text.chunk().ok()?;
            if chunk.is_empty() {
                return String::from_utf8(all).ok();
            }
            let taken = chunk.len().min(1_000);
            all.extend_from_slice(&chunk[..taken]);
            text.consume(taken);
        }
    }

    #[test]
    fn encodings_are_recognised() {
        let romanian = "Numele;Data\nBălţi Ştefan;Însoţire şi îngrijire\n";
        let russian = "Имя;Дата\nПетров Иван;Уход и надзор в Chișinău\n".replace('ș', "s").replace('ă', "a");
        let wide = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(order).collect()
        };
        for text in [romanian, &russian, "titlu\nun—doi\n", "ascii\n", ""] {
            assert_eq!(read(text.as_bytes()).as_deref(), Some(text));
            assert_eq!(read(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()).as_deref(), Some(text));
            assert_eq!(read(&wide(text, u16::to_le_bytes)).as_deref(), Some(text));
            assert_eq!(read(&wide(text, u16::to_be_bytes)).as_deref(), Some(text));
        }
        assert_eq!(
            read(&WINDOWS_1250.encode(romanian).0).as_deref(),
            Some("Numele;Data\nBălți Ștefan;Însoțire și îngrijire\n")
        );
        assert_eq!(read(&WINDOWS_1251.encode(&russian).0).as_deref(), Some(russian.as_str()));
    }

    #[test]
    fn a_letter_late_in_a_long_file_decides() {
        for encoding in [WINDOWS_1250, encoding_rs::UTF_8] {
            let text = format!("{}Bălţi\n", "un rând fără nimic\n".replace(['â', 'ă'], "a").repeat(20_000));
            let expected = if encoding == WINDOWS_1250 { text.replace('ţ', "ț") } else { text.clone() };
            assert_eq!(read(&encoding.encode(&text).0), Some(expected));
        }
    }

    #[test]
    fn what_is_neither_is_not_guessed() {
        let koi8 = encoding_rs::KOI8_R.encode("Имя;Дата\nПетров Иван;Уход Надзор\n").0.into_owned();
        assert_eq!(read(&koi8), None);
        let mut broken = "Bălți și Șoldănești, în țară, cu învățătură".as_bytes().to_vec();
        broken.push(0xFF);
        assert_eq!(read(&broken), None);
        assert_eq!(read(b"\xFF\xFEa\0\0\xD8b\0"), None, "half a pair of UTF-16");
    }
}
