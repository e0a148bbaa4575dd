//! Names as people write them: compared without capitals, diacritics and signs, and how well each is spelt.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{Name, fold};

/// Result of a comparison of a name in a document with that on the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameMatch {
    /// One of them has all words of the other.
    Agrees,
    /// They are in letters of two alphabets, and cannot be compared.
    OtherLetters,
    /// They are of two people.
    Differs,
}

/// The words of a name as they are compared.
fn words(name: &Name) -> Vec<String> {
    let folded = fold(name.as_str());
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// Whether a name is in Cyrillic letters.
fn is_cyrillic(name: &Name) -> bool {
    name.as_str().chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c))
}

/// Compares the names of a document with those of a person. Family and given names may stand in one cell or
/// in another order, and one of several given names may be left out.
#[must_use]
pub fn compare_names(said: &[&Name], known: &[&Name]) -> NameMatch {
    let all = |names: &[&Name]| names.iter().flat_map(|name| words(name)).collect::<Vec<_>>();
    let (said_words, known_words) = (all(said), all(known));
    let has_all = |of: &[String], other: &[String]| other.iter().all(|word| of.contains(word));
    if has_all(&known_words, &said_words) || has_all(&said_words, &known_words) {
        return NameMatch::Agrees;
    }
    let cyrillic = |names: &[&Name]| names.iter().any(|name| is_cyrillic(name));
    if cyrillic(said) == cyrillic(known) { NameMatch::Differs } else { NameMatch::OtherLetters }
}

impl Name {
    /// Whether two names are one, however it is written.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        words(self) == words(other)
    }

    /// Whether it may take the place of the same name as it is known: one in capitals, or without diacritics,
    /// never takes the place of one that has both.
    #[must_use]
    pub fn is_as_well_spelt(&self, known: &Self) -> bool {
        let (own, other) = (self.spelling(), known.spelling());
        own.0 >= other.0 && own.1 >= other.1
    }

    /// Whether it has both small letters and capitals, and the number of its diacritics.
    fn spelling(&self) -> (bool, usize) {
        let text = self.as_str();
        let is_cased = text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase);
        (is_cased, text.nfd().filter(|c| is_combining_mark(*c)).count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        Name::parse(text).expect(text)
    }

    #[test]
    fn names_are_alike_without_capitals_diacritics_and_signs() {
        for other in ["Țurcan-Rusu", "Ţurcan-Rusu", "ȚURCAN RUSU", "turcan-rusu", "Turcan  rusu"] {
            assert!(name("Țurcan-Rusu").is_alike(&name(other)), "{other}");
        }
        assert!(!name("Țurcan").is_alike(&name("Țurcanu")) && name("Ёлкин").is_alike(&name("ЕЛКИН")));
    }

    #[test]
    fn a_better_spelling_stays() {
        for (given, known, expected) in [
            ("RUSU", "Rusu", false),
            ("rusu", "Rusu", false),
            ("Rusu", "RUSU", true),
            ("Turcan", "Țurcan", false),
            ("Țurcan", "Turcan", true),
            ("ȚURCAN", "Turcan", false),
            ("ȚURCAN", "TURCAN", true),
            ("Țurcan", "ȚURCAN", true),
            ("Ana-Maria", "Ana-maria", true),
        ] {
            assert_eq!(name(given).is_as_well_spelt(&name(known)), expected, "{given} for {known}");
        }
    }

    #[test]
    fn names_of_one_person_agree_in_whatever_order_and_length() {
        let known = [&name("Țurcan"), &name("Ana Maria")];
        for said in ["Turcan Ana Maria", "ANA MARIA ȚURCAN", "Ţurcan Ana", "Țurcan", "Țurcan Ana Maria Ion"]
        {
            assert_eq!(compare_names(&[&name(said)], &known), NameMatch::Agrees, "{said}");
        }
        for said in ["Rusu Ana", "Țurcanu Ana Maria", "Țurcan Ion"] {
            assert_eq!(compare_names(&[&name(said)], &known), NameMatch::Differs, "{said}");
        }
        assert_eq!(compare_names(&[&name("Цуркан"), &name("Анна")], &known), NameMatch::OtherLetters);
    }
}
