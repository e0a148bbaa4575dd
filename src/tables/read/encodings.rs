//! Whether bytes that were taken for a code page of Windows read as words there, or rather in one of another
//! system: of MS-DOS, of old Macintoshes, of Unix. Those are never guessed: they are refused by name.

use encoding_rs::{Encoding, IBM866, ISO_8859_5, KOI8_R, KOI8_U, WINDOWS_1250, X_MAC_CYRILLIC};

/// Letters beyond ASCII of Romanian and Gagauz names.
const LATIN: &str = "ăâîșțşţĂÂÎȘȚŞŢäçêıöüÄÇÊİÖÜ";
/// Letters of Russian, Ukrainian, Bulgarian and Belarusian names besides а to я.
const CYRILLIC: &str = "ёіїєґўЁІЇЄҐЎ";

/// IBM 852 beyond ASCII.
const IBM_852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤\
    đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";
/// The Romanian of old Macintoshes beyond ASCII.
const MAC_ROMANIAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ĂȘ∞±≤≥¥µ∂∑∏π∫ªºΩăș¿¡¬√ƒ≈∆«»…\
    \u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›Țț‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";
/// The Central European of old Macintoshes beyond ASCII.
const MAC_CENTRAL: &str = "ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü†°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅņŃ¬√ńŇ∆«»…\
    \u{a0}ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖŗŠ‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ";

/// An encoding that is refused by its name.
enum Other {
    Standard(&'static Encoding),
    Table(&'static str),
}

/// Encodings of other systems, by the names under which programs offer them.
const OTHERS: [(&str, Other); 8] = [
    ("IBM 852 (MS-DOS)", Other::Table(IBM_852)),
    ("IBM 866 (MS-DOS)", Other::Standard(IBM866)),
    ("Macintosh", Other::Table(MAC_ROMANIAN)),
    ("Macintosh", Other::Table(MAC_CENTRAL)),
    ("Macintosh", Other::Standard(X_MAC_CYRILLIC)),
    ("KOI8-R", Other::Standard(KOI8_R)),
    ("KOI8-U", Other::Standard(KOI8_U)),
    ("ISO 8859-5", Other::Standard(ISO_8859_5)),
];

/// The judgement about a code page.
pub(super) enum Fit {
    /// It reads as words.
    Fits,
    /// It does not, and does in an encoding with a name, or in none that is known.
    Not(Option<&'static str>),
}

/// Judges the code page of Windows that was found for some bytes; none was found for what looks like none.
pub(super) fn fit(window: &[u8], page: Option<&'static Encoding>) -> Fit {
    let read =
        |page: &'static Encoding| words(&page.decode_without_bom_handling(window).0, page == WINDOWS_1250);
    let own = page.map(read);
    if own.is_some_and(|own| own.strange == 0) {
        return Fit::Fits;
    }
    let others = OTHERS.iter().map(|(name, other)| {
        let text = match other {
            Other::Standard(encoding) => encoding.decode_without_bom_handling(window).0.into_owned(),
            Other::Table(letters) => by_table(window, letters),
        };
        (words(&text, false), *name)
    });
    let best = others.min_by_key(|(read, _)| (read.strange, std::cmp::Reverse(read.known)));
    match (own, best) {
        // Where there are words of both, the one that explains nearly all of them.
        (Some(own), Some((other, name))) if other.known > 0 && other.strange * 2 < own.strange => {
            Fit::Not(Some(name))
        }
        (Some(own), _) if own.strange <= own.known => Fit::Fits,
        (None, Some((other, name))) if other.known > 0 && other.strange == 0 => Fit::Not(Some(name)),
        _ => Fit::Not(None),
    }
}

/// Whether bytes are UTF-16 without the mark that says so: every other one is of the same few.
pub(super) fn is_wide(head: &[u8]) -> bool {
    let head = head.get(..head.len().min(512)).unwrap_or_default();
    let high = |from: usize| head.iter().skip(from).step_by(2).filter(|byte| matches!(byte, 0 | 1 | 2 | 4));
    let half = head.len() / 2;
    let zeros = head.split(|byte| *byte == 0).count() - 1;
    half > 3 && zeros * 8 > half && (high(0).count() == half || high(1).count() == half)
}

fn by_table(window: &[u8], letters: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    let letter = |byte: &u8| {
        let beyond = byte.checked_sub(0x80).map(|place| letters.get(usize::from(place)).copied());
        beyond.map_or_else(|| char::from(*byte), |letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
    };
    window.iter().map(letter).collect()
}

/// Words with letters beyond ASCII.
#[derive(Clone, Copy, Default)]
struct Words {
    /// Those that a name may be.
    known: usize,
    /// Those that no name is.
    strange: usize,
}

/// Counts the words of a text that has letters beyond ASCII.
fn words(text: &str, is_1250: bool) -> Words {
    let divides = |c: char| (c.is_ascii() && !c.is_ascii_alphabetic()) || "–—…•’\u{a0}№§°".contains(c);
    let mut words = Words::default();
    for word in text.split(divides) {
        let word = word.trim_matches(|c| "„“”«»‘‚›‹".contains(c));
        let letters: Vec<char> = word.chars().collect();
        // A letter alone, or cut off at the end of the window, may be of any language.
        if letters.len() < 2 || word.is_ascii() {
            continue;
        }
        if is_word(&letters) && !(is_1250 && is_out_of_place(&letters)) {
            words.known += 1;
        } else {
            words.strange += 1;
        }
    }
    words
}

/// Whether letters are of one alphabet, without capitals behind small ones.
fn is_word(letters: &[char]) -> bool {
    let is_latin = |c: &char| c.is_ascii_alphabetic() || LATIN.contains(*c);
    let is_cyrillic = |c: &char| ('А'..='я').contains(c) || CYRILLIC.contains(*c);
    let is_cased = letters.windows(2).all(|pair| {
        !(pair[0].is_lowercase() && pair[1].is_uppercase()) || (pair[0].is_ascii() && pair[1].is_ascii())
    });
    is_cased && (letters.iter().all(is_latin) || letters.iter().all(is_cyrillic))
}

/// Whether an `î` stands where Romanian has none: before a vowel, or at the end. In IBM 852 its byte is `ţ`,
/// which does stand there.
fn is_out_of_place(letters: &[char]) -> bool {
    let stands_badly = |(at, letter): (usize, &char)| {
        let next = letters.get(at + 1).map(char::to_ascii_lowercase);
        *letter == 'î' && letters.len() > 2 && next.is_none_or(|next| "aeiouăâ".contains(next))
    };
    letters.iter().enumerate().any(stands_badly)
}

/// Whether all letters are of alphabets in which names of the country are written.
#[must_use]
pub fn is_of_known_letters(text: &str) -> bool {
    text.chars().filter(|c| !c.is_ascii()).all(|c| {
        LATIN.contains(c) || CYRILLIC.contains(c) || ('А'..='я').contains(&c) || "’ʼ‘–—‑\u{a0}".contains(c)
    })
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1251;

    use super::*;

    fn bytes(text: &str, letters: &str) -> Vec<u8> {
        let place = |c: char| letters.chars().position(|letter| letter == c).expect("a letter of the table");
        text.chars()
            .map(|c| if c.is_ascii() { c as u8 } else { u8::try_from(place(c) + 0x80).expect("a byte") })
            .collect()
    }

    #[test]
    fn tables_have_a_letter_for_each_byte() {
        for table in [IBM_852, MAC_ROMANIAN, MAC_CENTRAL] {
            assert_eq!(table.chars().count(), 128);
        }
    }

    #[test]
    fn texts_of_other_systems_are_known_by_name() {
        let named = |window: &[u8], page| match fit(window, page) {
            Fit::Fits => Some("fits"),
            Fit::Not(name) => name,
        };
        for text in ["Nume\nŢurcan Ştefania", "Bălţi;Întreţinere", "Straţan", "POPĂ;MORARU", "Moraţ Ion"]
        {
            assert_eq!(named(&bytes(text, IBM_852), Some(WINDOWS_1250)), Some("IBM 852 (MS-DOS)"), "{text}");
        }
        for text in ["Țurcan Ștefania", "Bălți", "Sîrbu Țîmbal"] {
            assert_eq!(named(&bytes(text, MAC_ROMANIAN), Some(WINDOWS_1250)), Some("Macintosh"), "{text}");
        }
        for (encoding, name) in
            [(IBM866, "IBM 866 (MS-DOS)"), (ISO_8859_5, "ISO 8859-5"), (X_MAC_CYRILLIC, "Macintosh")]
        {
            for page in [WINDOWS_1250, WINDOWS_1251] {
                assert_eq!(named(&encoding.encode("Имя\nПетров Иван;Яковлев").0, Some(page)), Some(name));
            }
        }
        for text in ["Sîrbu Ion", "Pîntea", "reîncadrat în muncă", "„Casa Aşchiuţă” – Bălţi", "Çelebi Şişman"]
        {
            assert_eq!(named(&WINDOWS_1250.encode(text).0, Some(WINDOWS_1250)), Some("fits"), "{text}");
        }
        for text in ["Петров Иван", "Ілля Їжак", "№ 5 «Мечта»"] {
            assert_eq!(named(&WINDOWS_1251.encode(text).0, Some(WINDOWS_1251)), Some("fits"), "{text}");
        }
    }

    #[test]
    fn letters_of_the_countrys_names_are_known() {
        assert!(is_of_known_letters("Țurcan-Ştefan O’Neil Їжак Çelebi"));
        assert!(!is_of_known_letters("Ýurcan") && !is_of_known_letters("¸tefania"));
    }
}
