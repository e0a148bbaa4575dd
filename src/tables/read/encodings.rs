//! Whether bytes that were taken for a code page of Windows read as words there, or rather in one of another
//! system: of MS-DOS, of old Macintoshes, of Unix. Those are never guessed: they are refused by name.

use encoding_rs::{Encoding, IBM866, ISO_8859_5, KOI8_R, KOI8_U, WINDOWS_1250, X_MAC_CYRILLIC};

use super::likely::lost;

/// Letters beyond ASCII of Romanian and Gagauz names.
const LATIN: &str = "ăâîșțşţĂÂÎȘȚŞŢäçêıöüÄÇÊİÖÜ";
/// Letters of Russian, Ukrainian, Bulgarian and Belarusian names besides а to я.
const CYRILLIC: &str = "ёіїєґўЁІЇЄҐЎ";

/// IBM 852 beyond ASCII.
const IBM_852: &str = "ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤\
    đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´\u{ad}˝˛ˇ˘§÷¸°¨˙űŘř■\u{a0}";
/// IBM 855 beyond ASCII.
const IBM_855: &str = "ђЂѓЃёЁєЄѕЅіІїЇјЈљЉњЊћЋќЌўЎџЏюЮъЪаАбБцЦдДеЕфФгГ«»░▒▓│┤хХиИ╣║╗╝йЙ┐\
    └┴┬├─┼кК╚╔╩╦╠═╬¤лЛмМнНоОп┘┌█▄Пя▀ЯрРсСтТуУжЖвВьЬ№\u{ad}ыЫзЗшШэЭщЩчЧ§■\u{a0}";
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
const OTHERS: [(&str, Other); 9] = [
    ("IBM 852 (MS-DOS)", Other::Table(IBM_852)),
    ("IBM 866 (MS-DOS)", Other::Standard(IBM866)),
    ("IBM 855 (MS-DOS)", Other::Table(IBM_855)),
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
    let others = OTHERS.iter().map(|(name, other)| {
        let text = match other {
            Other::Standard(encoding) => encoding.decode_without_bom_handling(window).0.into_owned(),
            Other::Table(letters) => by_table(window, letters),
        };
        (words(&text, false), *name)
    });
    let others: Vec<_> = others.collect();
    if let Some(own) = own.filter(|own| own.strange == 0) {
        // Words of one alphabet in both: those that are rather names. Whoever writes small letters only, or
        // capitals, is not misunderstood for it.
        let likelier = others.iter().filter(|(other, _)| other.is_likelier(&own));
        let best = likelier.min_by_key(|(other, _)| other.loss());
        return best.map_or(Fit::Fits, |(_, name)| Fit::Not(Some(name)));
    }
    let key = |read: &Words| (read.strange, std::cmp::Reverse(read.known), read.loss());
    let best = others.into_iter().min_by_key(|(read, _)| key(read));
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
    /// Bits that the known ones lose by how their letters follow each other, and pairs of letters in them.
    lost: usize,
    pairs: usize,
}

/// Bits that a pair of Latin letters loses: about as many as one of Cyrillic names.
const OF_LATIN: usize = 4;
/// Bits that another encoding has to be better by, in all, and by one in two pairs of letters.
const LEAST_GAIN: usize = 8;

impl Words {
    /// Bits lost by a hundred pairs of letters.
    fn loss(&self) -> usize {
        (self.lost * 100).checked_div(self.pairs).unwrap_or(usize::MAX)
    }

    /// Whether these, none of them strange, are names rather than those of another encoding.
    fn is_likelier(&self, other: &Self) -> bool {
        // A letter of this reading may be a sign of the other: counted as if that one had as many pairs.
        let lost = (other.lost * self.pairs).checked_div(other.pairs).unwrap_or_default();
        let gain = lost.saturating_sub(self.lost);
        self.strange == 0
            && self.known >= other.known
            && self.pairs >= other.pairs
            && gain >= LEAST_GAIN
            && gain * 2 >= self.pairs
    }
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
            let (lost, pairs) =
                if letters.iter().any(char::is_ascii) || letters.iter().any(|c| LATIN.contains(*c)) {
                    (OF_LATIN * (letters.len() + 1), letters.len() + 1)
                } else {
                    lost(&letters)
                };
            words.known += 1;
            words.lost += lost;
            words.pairs += pairs;
        } else {
            words.strange += 1;
        }
    }
    words
}

/// Whether letters are of one alphabet, without capitals behind small ones. Of Latin letters beyond ASCII
/// none is a capital within a word that has small ones: in IBM 852 the byte of `Ç` is `ă`.
fn is_word(letters: &[char]) -> bool {
    let is_latin = |c: &char| c.is_ascii_alphabetic() || LATIN.contains(*c);
    let is_cyrillic = |c: &char| ('А'..='я').contains(c) || CYRILLIC.contains(*c);
    let is_cased = letters.windows(2).all(|pair| {
        !(pair[0].is_lowercase() && pair[1].is_uppercase()) || (pair[0].is_ascii() && pair[1].is_ascii())
    });
    let has_small = letters.iter().any(|c| c.is_lowercase());
    let is_within = |c: &char| has_small && !c.is_ascii() && c.is_uppercase();
    let is_latin_word = letters.iter().all(is_latin) && !letters.iter().skip(1).any(is_within);
    is_cased && (is_latin_word || letters.iter().all(is_cyrillic))
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
        for table in [IBM_852, IBM_855, MAC_ROMANIAN, MAC_CENTRAL] {
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
        for text in ["Bălan", "Fătu;Mălina", "IDNP;Nume\n2000000000004;Bălan;Ion"] {
            assert_eq!(named(&bytes(text, IBM_852), Some(WINDOWS_1250)), Some("IBM 852 (MS-DOS)"), "{text}");
        }
        for text in ["РУСУ;АННА", "Русу;Анна", "русу;анна"] {
            let window = bytes(text, IBM_855);
            assert_eq!(named(&window, Some(WINDOWS_1251)), Some("IBM 855 (MS-DOS)"), "{text}");
            assert_eq!(named(&WINDOWS_1251.encode(text).0, Some(WINDOWS_1251)), Some("fits"), "{text}");
        }
        for (encoding, text, name) in [
            (KOI8_R, "РУСУ;АННА", "KOI8-R"),
            (KOI8_R, "русу;анна", "KOI8-R"),
            (KOI8_R, "ЦУРКАН;ИОН", "KOI8-R"),
            (KOI8_U, "ЖУК;ІВАН;ЇЖАК", "KOI8-U"),
            (ISO_8859_5, "Юн;Ия", "ISO 8859-5"),
            (ISO_8859_5, "РУСУ;АННА", "ISO 8859-5"),
            (X_MAC_CYRILLIC, "Русу;Анна", "Macintosh"),
            (IBM866, "Русу;Анна", "IBM 866 (MS-DOS)"),
            (IBM866, "РУСУ;АННА", "IBM 866 (MS-DOS)"),
        ] {
            assert_eq!(named(&encoding.encode(text).0, Some(WINDOWS_1251)), Some(name), "{text}");
        }
        for (encoding, name) in
            [(IBM866, "IBM 866 (MS-DOS)"), (ISO_8859_5, "ISO 8859-5"), (X_MAC_CYRILLIC, "Macintosh")]
        {
            for page in [WINDOWS_1250, WINDOWS_1251] {
                assert_eq!(named(&encoding.encode("Имя\nПетров Иван;Яковлев").0, Some(page)), Some(name));
            }
        }
        for text in [
            "Sîrbu Ion",
            "Pîntea",
            "reîncadrat în muncă",
            "„Casa Aşchiuţă” – Bălţi",
            "Çelebi Şişman",
            "ÇAKIR;ÖZÇELİK",
            "McDonald DeLuca Ştefan",
        ] {
            assert_eq!(named(&WINDOWS_1250.encode(text).0, Some(WINDOWS_1250)), Some("fits"), "{text}");
        }
        for text in [
            "Петров Иван",
            "Ілля Їжак",
            "№ 5 «Мечта»",
            "русу;анна",
            "ПЕТРОВ;ИЯ",
            "Ян;Ия",
            "Цырдя;Юн",
            "гагауз;дойна",
            "Щербина;Юлія",
        ] {
            assert_eq!(named(&WINDOWS_1251.encode(text).0, Some(WINDOWS_1251)), Some("fits"), "{text}");
        }
    }

    #[test]
    fn letters_of_the_countrys_names_are_known() {
        assert!(is_of_known_letters("Țurcan-Ştefan O’Neil Їжак Çelebi"));
        assert!(!is_of_known_letters("Ýurcan") && !is_of_known_letters("¸tefania"));
    }
}
