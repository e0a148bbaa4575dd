//! Bounded texts. Normalised to NFC, without control or direction-changing characters, never blank.

use std::fmt;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use encoding_rs::{UTF_8, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};
use serde::Serialize;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use super::{Expected, Idnp};
use crate::sql::columns;

/// Characters no text may hold: controls, and those that hide or turn what follows (Unicode TR 36, bidi).
fn forbidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{2069}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                // Where a letter was lost.
                | char::REPLACEMENT_CHARACTER
        )
}

fn clean(given: &str, least: usize, most: usize) -> Option<String> {
    // Four bytes a character at the most: refuse before normalising.
    if given.len() > most * 4 || given.chars().any(forbidden) || given.trim() != given {
        return None;
    }
    let text: String = if is_nfc(given) { given.to_owned() } else { given.nfc().collect() };
    (least..=most).contains(&text.chars().count()).then_some(text)
}

/// Lower case without diacritics, so that `sanatate` finds `Sănătate`.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a text was damaged before it came: a letter became a question mark or the sign for one that cannot
/// be read, or the text was taken for another encoding and written as UTF-8 once more.
#[must_use]
pub fn is_garbled(text: &str) -> bool {
    // Most texts of files are neither.
    if text.is_ascii() && !text.contains('?') {
        return false;
    }
    let letters: Vec<char> = text.chars().collect();
    // Within a word, or in place of its first letter: `?tefan`.
    let is_lost = |part: &[char]| match part {
        [before, '?' | '¿' | '\u{fffd}', after] => before.is_alphabetic() && after.is_alphabetic(),
        _ => false,
    };
    let begins_lost = |word: &str| {
        let mut letters = word.chars();
        letters.next() == Some('?') && letters.next().is_some_and(char::is_alphabetic)
    };
    text.contains(char::REPLACEMENT_CHARACTER)
        || letters.windows(3).any(is_lost)
        || text.split(|c: char| c.is_whitespace() || "-,;/(\"„“«".contains(c)).any(begins_lost)
        || (!text.is_ascii()
            && [WINDOWS_1252, WINDOWS_1250, WINDOWS_1251].iter().any(|page| {
                let (bytes, _, is_lossy) = page.encode(text);
                !is_lossy
                    && !bytes.is_ascii()
                    && UTF_8.decode_without_bom_handling_and_without_replacement(&bytes).is_some()
            }))
}

/// A name with the comma letters of Romanian: keyboards and fonts that lack them write a cedilla.
fn with_commas(name: &str) -> String {
    let letter = |letter| match letter {
        'Ş' => 'Ș',
        'ş' => 'ș',
        'Ţ' => 'Ț',
        'ţ' => 'ț',
        _ => letter,
    };
    name.nfc().map(letter).collect()
}

/// A text in one line: without blanks around it, and with one blank between words.
fn one_line(text: &str) -> String {
    // A blank of whatever width; what is no blank and cannot be seen stays, and is refused.
    let words = text.split([' ', '\u{a0}', '\u{202f}', '\t']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Capital letters of Cyrillic that look like Latin ones, and those.
const ALIKE: [(char, char); 13] = [
    ('А', 'A'),
    ('В', 'B'),
    ('Е', 'E'),
    ('І', 'I'),
    ('К', 'K'),
    ('М', 'M'),
    ('Н', 'H'),
    ('О', 'O'),
    ('Р', 'P'),
    ('С', 'C'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
];

/// A text in capitals, as codes are written, so that `m1` is `M1`; in Latin letters where all of its letters
/// look like these: keyboards of two alphabets write both.
fn in_capitals(text: &str) -> String {
    let capitals = text.to_uppercase();
    let alike = |c| ALIKE.iter().find(|(cyrillic, _)| *cyrillic == c).map_or(c, |(_, latin)| *latin);
    let latin: String = capitals.chars().map(alike).collect();
    if latin.chars().all(|c| c.is_ascii() || !c.is_alphabetic()) { latin } else { capitals }
}

/// The pattern of a text in the contract; the general one is what `clean` asks.
macro_rules! pattern {
    () => {
        concat!(
            r"^[^\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffd]",
            r"([^\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffd]*",
            r"[^\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffd])?$"
        )
    };
    ($own:literal) => {
        $own
    };
}

macro_rules! text {
    (
        $(
            $(#[$about:meta])* $name:ident,
            $(in $normal:ident:)? $least:literal to $most:literal $(, $rule:expr)?
            $(, unless $damaged:ident)? $(, pattern $pattern:literal)?; $expected:ident
        );+ $(;)?
    ) => { $(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, AsExpression, FromSqlRow)]
        #[diesel(sql_type = Text)]
        pub struct $name(String);

        impl $name {
            /// # Errors
            /// A text outside its bounds, or with characters that it may not hold.
            pub fn parse(given: &str) -> Result<Self, Expected> {
                $(let given = &$normal(given);)?
                let text = clean(given, $least, $most)
                    $(.filter(|text| ($rule)(text)))?
                    .ok_or_else(super::faults::$expected)?;
                $(if $damaged(&text) {
                    return Err(super::faults::garbled());
                })?
                Ok(Self(text))
            }

            /// A text that was taken once and is kept, whatever is asked of new ones since.
            pub(crate) fn kept(text: &str) -> Self {
                Self(text.to_owned())
            }

            /// The text itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            fn text(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        super::parsed_text!($name);
        columns::text_column!($name, |given: &str| Ok::<_, Expected>($name::kept(given)));

        impl utoipa::ToSchema for $name {}
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .min_length(Some($least))
                    .max_length(Some($most))
                    .pattern(Some(pattern!($($pattern)?)))
                    .description(Some(super::faults::$expected().to_string()))
                    .into()
            }
        }
    )+ };
}

fn lower_code(text: &str, separator: char) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == separator)
}

fn programme_code(text: &str) -> bool {
    text.split_once('-').is_some_and(|(letters, digits)| {
        (2..=5).contains(&letters.len())
            && (3..=5).contains(&digits.len())
            && letters.bytes().all(|letter| letter.is_ascii_uppercase())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

text! {
    /// A person's or an organisation's name, or a title.
    Name, in with_commas: 1 to 200, |text: &str| !Idnp::is_within(text), unless is_garbled;
        not_a_name;
    /// A reason, a legal basis or a note; it may not name a person by IDNP.
    Note, 3 to 500, |text: &str| !Idnp::is_within(text);
        not_a_note;
    /// A reference or decision number given by another system; unique within its owner.
    Reference, in one_line: 1 to 64, |text: &str| !Idnp::is_within(text), unless is_garbled;
        not_a_reference;
    /// A part of a programme as its provider names it: a module, a day, a resit. In capitals.
    Part, in in_capitals: 1 to 16, |text: &str| !Idnp::is_within(text);
        not_a_part;
    /// An article, a point or an annex of an act.
    Article, in one_line: 1 to 100, |text: &str| !Idnp::is_within(text), unless is_garbled;
        not_an_article;
    /// A case, named so that people find it again.
    CaseName, in one_line: 1 to 100, |text: &str| !Idnp::is_within(text), unless is_garbled;
        not_a_case_name;
    /// A code of a vocabulary that is data: a post, a theme, a domain, a grade.
    Code, 2 to 64, |text: &str| (lower_code(text, '-') || lower_code(text, '_')) && !Idnp::is_within(text),
        pattern "^[a-z]([a-z0-9-]+|[a-z0-9_]+)$";
        not_a_code;
    /// A programme's code in the catalogue.
    ProgrammeCode, 6 to 11, programme_code, pattern "^[A-Z]{2,5}-[0-9]{3,5}$";
        not_a_programme_code;
    /// Words to search for.
    Words, 1 to 100; not_words;
    /// A district of the Republic of Moldova by ISO 3166-2:MD.
    District, 5 to 5, |text: &str| text.strip_prefix("MD-").is_some_and(|code| DISTRICTS.contains(&code)),
        pattern "^MD-(AN|BA|BD|BR|BS|CA|CL|CM|CR|CS|CT|CU|DO|DR|DU|ED|FA|FL|GA|GL|HI|IA|LE|NI|OC|OR|RE|RI|SD\
            |SI|SN|SO|ST|SV|TA|TE|UN)$";
        not_a_district;
    /// A web address of a source.
    Link, 8 to 500, |text: &str| (text.starts_with("https://") || text.starts_with("http://"))
            && text.chars().all(|c| c.is_ascii_graphic()) && !Idnp::is_within(text),
        pattern r"^https?://[\u0021-\u007e]+$";
        not_a_link;
}

/// Texts that the program itself writes.
macro_rules! ours {
    ($($name:ident),+) => { $(
        impl $name {
            /// A text of the program's own, known to be good.
            pub(crate) fn ours(text: &'static str) -> Self {
                Self(text.to_owned())
            }
        }
    )+ };
}

ours!(Name, Note, Code);

/// The subdivisions of ISO 3166-2:MD: 32 districts, 3 cities, Găgăuzia and the left bank of the Dniester.
const DISTRICTS: [&str; 37] = [
    "AN", "BA", "BD", "BR", "BS", "CA", "CL", "CM", "CR", "CS", "CT", "CU", "DO", "DR", "DU", "ED", "FA",
    "FL", "GA", "GL", "HI", "IA", "LE", "NI", "OC", "OR", "RE", "RI", "SD", "SI", "SN", "SO", "ST", "SV",
    "TA", "TE", "UN",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_every_alphabet_and_no_tricks() {
        for good in ["Ștefan Țurcanu", "Șt. O'Neil-Вася", "Ţ", "李"] {
            assert!(Name::parse(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "a\0b", "a\u{202E}b", "a\nb", " a", "a ", "\u{FEFF}a", "a\u{200B}b"] {
            assert!(Name::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Name::parse(&"ă".repeat(200)).is_ok() && Name::parse(&"ă".repeat(201)).is_err());
    }

    #[test]
    fn references_are_written_as_people_write_them_and_have_one_form() {
        let form = |given: &str| Reference::parse(given).map(|reference| reference.to_string()).ok();
        for given in ["Seria AB nr. 000123", " Seria  AB\u{a0}nr. 000123 ", "Seria AB\tnr. 000123"] {
            assert_eq!(form(given).as_deref(), Some("Seria AB nr. 000123"), "{given:?}");
        }
        for good in ["2026/118-04", "nr. 17 din 10.06.2026", "Серия АВ № 12", "Cert. Ș-1"] {
            assert_eq!(form(good).as_deref(), Some(good));
        }
        for bad in ["", "  ", "a\u{200b}b", "a\nb", "2000000000004", "B?l", &"x".repeat(65)] {
            assert_eq!(form(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn damaged_texts_are_known_and_good_ones_are_not() {
        for bad in ["Bălan", "Țurcan Ștefania", "Иванов", "Rusu Ionuț"] {
            for page in [WINDOWS_1252, WINDOWS_1250, WINDOWS_1251] {
                let twice = page.decode_without_bom_handling(bad.as_bytes()).0.into_owned();
                assert!(is_garbled(&twice), "{twice}");
            }
        }
        for bad in
            ["B?lan", "?tefan", "Rusu-?urcan", "Rusu ?tefan", "Popescu \u{fffd}tefan", "BÄƒlan", "Èšurcan"]
        {
            assert!(is_garbled(bad) && Name::parse(bad).is_err(), "{bad}");
        }
        for good in
            ["Bălan", "Ștefan Țurcanu", "Иванов", "Who am I?", "ce? cum?", "Cine? - eu", "Çelebi", "Łukasz"]
        {
            assert!(!is_garbled(good) && Name::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn names_have_comma_letters_however_they_come() {
        for given in ["Ţurcan Şt. ţş", "T\u{327}urcan S\u{327}t. t\u{327}s\u{327}", "Țurcan Șt. țș"] {
            assert_eq!(Name::parse(given).map(|name| name.to_string()).as_deref(), Ok("Țurcan Șt. țș"));
        }
    }

    #[test]
    fn composed_and_decomposed_letters_are_one() {
        assert_eq!(Name::parse("a\u{306}"), Name::parse("ă"));
    }

    #[test]
    fn no_text_that_is_kept_holds_an_idnp() {
        assert!(Note::parse("entered twice").is_ok());
        assert!(Name::parse("Rusu 2000000000004").is_err() && Code::parse("post-2000000000004").is_err());
        assert!(Link::parse("https://example.md/2000000000004").is_err());
        assert!(Note::parse("of 2000000000004").is_err() && Reference::parse("2000000000004").is_err());
    }

    #[test]
    fn a_part_is_the_same_in_small_letters_and_from_another_keyboard() {
        for (written, part) in [
            ("M1", "M1"),
            ("m1", "M1"),
            ("М1", "M1"),
            ("м-1", "M-1"),
            ("Modulul 1", "MODULUL 1"),
            ("zi de vară", "ZI DE VARĂ"),
            ("модуль 1", "МОДУЛЬ 1"),
            ("2", "2"),
        ] {
            assert_eq!(Part::parse(written).expect("a part").as_str(), part);
        }
        // Sixteen characters as they are kept.
        assert!(Part::parse(&"ß".repeat(9)).is_err());
    }

    #[test]
    fn folding_finds_romanian_without_diacritics() {
        assert_eq!(fold("Îngrijirea și protecţia"), "ingrijirea si protectia");
    }

    #[test]
    fn codes_and_districts() {
        assert!(Code::parse("foster_care").is_ok() && Code::parse("grade-2").is_ok());
        for bad in ["Foster", "2x", "a-b_c", "x", "a b"] {
            assert!(Code::parse(bad).is_err(), "{bad}");
        }
        assert!(
            District::parse("MD-CU").is_ok()
                && District::parse("MD-XX").is_err()
                && District::parse("ăăă").is_err()
                && District::parse("ăăăăă").is_err()
        );
        let schema = serde_json::to_value(<District as utoipa::PartialSchema>::schema()).expect("a schema");
        assert_eq!(
            schema["pattern"],
            format!("^MD-({})$", DISTRICTS.join("|")),
            "the contract names the same districts"
        );
    }

    #[test]
    fn programme_codes_have_letters_a_hyphen_and_digits() {
        for good in ["CFP-001", "AB-123", "ABCDE-12345"] {
            assert!(ProgrammeCode::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "cfp-001",
            "CFP001",
            "A-0001",
            "CFP-01",
            "ABCDEF-001",
            "CFP-123456",
            "CFP-00A",
            "CFP-00-1",
            "ȘCFP-001",
            "",
        ] {
            assert!(ProgrammeCode::parse(bad).is_err(), "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn parsing_never_panics(text in "\\PC{0,12}") {
            let _ = (
                Name::parse(&text), Note::parse(&text), Reference::parse(&text), Code::parse(&text),
                District::parse(&text), Link::parse(&text)
            );
        }
    }
}
