//! Names as people write them: compared without capitals, diacritics and signs, and how well each is spelt.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Name;

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

/// Reason why a text is no person's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misnomer {
    /// A letter of it became a sign: `Ionu?`, `Ru_u`.
    Garbled,
    /// It has no letters, or digits and signs that no name has: `12.05.1980`, `#N/A`.
    Unfit,
    /// A word of it is in letters of two alphabets that look alike.
    Mixed,
}

/// Signs that stand in names besides letters.
const SIGNS: &str = " -‐‑–—'’ʼ‘`´.,()\u{a0}\"„”“«»";

/// Word of a name as it is compared.
#[derive(Clone)]
struct NameWord {
    /// Its letters, small and without diacritics but for `â`, `î` and `ă`.
    letters: Vec<char>,
    /// Whether it is an initial, or cut short: `A.`, `Gh.`.
    is_short: bool,
}

impl NameWord {
    /// Whether both are the same word.
    fn is_same(&self, other: &Self) -> bool {
        self.letters.len() == other.letters.len() && self.begins(other)
    }

    /// Whether both are one word, but for a letter that is left out or, in a longer word, another.
    fn is_near(&self, other: &Self) -> bool {
        let (short, long) =
            if self.letters.len() <= other.letters.len() { (self, other) } else { (other, self) };
        let is_same = |pair: &(&char, &char)| is_same_letter(*pair.0, *pair.1);
        let pairs = || short.letters.iter().zip(&long.letters);
        let begin = pairs().take_while(is_same).count();
        let ends = short.letters.iter().rev().zip(long.letters.iter().rev());
        let end = ends.take_while(is_same).count();
        match long.letters.len() - short.letters.len() {
            0 => {
                begin == short.letters.len()
                    || (short.letters.len() > 4 && begin + end + 1 >= short.letters.len())
            }
            1 => short.letters.len() > 2 && begin + end >= short.letters.len(),
            _ => false,
        }
    }

    /// Whether another word begins with this one.
    fn begins(&self, other: &Self) -> bool {
        self.letters.len() <= other.letters.len()
            && self.letters.iter().zip(&other.letters).all(|(own, its)| is_same_letter(*own, *its))
    }

    /// Whether one of both is short for the other.
    fn fits(&self, other: &Self) -> bool {
        (self.is_short && self.begins(other)) || (other.is_short && other.begins(self))
    }
}

/// Whether two letters are one without diacritics. `â` and `î` are two spellings of one sound, either of
/// which may have lost its sign; of `a` and `i` nobody knows it.
fn is_same_letter(one: char, other: char) -> bool {
    let is_sound = |c| matches!(c, 'â' | 'î');
    let may_be_sound = |c| is_sound(c) || matches!(c, 'a' | 'i');
    let bare = |c| match c {
        'â' | 'ă' => 'a',
        'î' => 'i',
        c => c,
    };
    bare(one) == bare(other)
        || (is_sound(one) && may_be_sound(other))
        || (is_sound(other) && may_be_sound(one))
}

/// The words of a name as they are compared.
fn words(name: &Name) -> Vec<NameWord> {
    let is_part = |c: char| c.is_alphanumeric() || is_combining_mark(c) || c == '.';
    let parts = name.as_str().split(|c| !is_part(c)).flat_map(|part| part.split_inclusive('.'));
    let bare = |c: char| std::iter::once(c).nfd().filter(|c| c.is_alphanumeric());
    let word = |part: &str| {
        let mut letters = Vec::with_capacity(part.len());
        for c in part.nfc().flat_map(char::to_lowercase) {
            match c {
                'â' | 'î' | 'ă' => letters.push(c),
                c => letters.extend(bare(c)),
            }
        }
        NameWord { is_short: letters.len() == 1 || part.ends_with('.'), letters }
    };
    parts.map(word).filter(|word| !word.letters.is_empty()).collect()
}

/// Whether a name is in Cyrillic letters.
fn is_cyrillic(name: &Name) -> bool {
    name.as_str().chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c))
}

/// Compares the names of a document with those of a person. Family and given names may stand in one cell or
/// in another order, one of several given names may be left out, and beside a whole word others may be short.
#[must_use]
pub fn compare_names(said: &[&Name], known: &[&Name]) -> NameMatch {
    let all = |names: &[&Name]| names.iter().flat_map(|name| words(name)).collect::<Vec<_>>();
    let (said_words, known_words) = (all(said), all(known));
    let is_in = |word: &NameWord, other: &[NameWord]| other.iter().any(|one| one.is_same(word));
    let rest = |of: &[NameWord], other: &[NameWord]| {
        of.iter().filter(|word| !is_in(word, other)).cloned().collect::<Vec<_>>()
    };
    let (said_rest, known_rest) = (rest(&said_words, &known_words), rest(&known_words, &said_words));
    let all_fit =
        |of: &[NameWord], other: &[NameWord]| of.iter().all(|word| other.iter().any(|one| one.fits(word)));
    let all_short = |of: &[NameWord]| of.iter().all(|word| word.is_short);
    let (said_fit, known_fit) = (all_fit(&said_rest, &known_rest), all_fit(&known_rest, &said_rest));
    // Of initials alone anybody's name may be made.
    let is_whole = |word: &NameWord, one: &NameWord| one.is_same(word) && !(word.is_short && one.is_short);
    let has_whole = said_words.iter().any(|word| known_words.iter().any(|one| is_whole(word, one)));
    let is_left_out = said_rest.is_empty() || known_rest.is_empty();
    let is_shortened = all_short(&said_rest) || all_short(&known_rest);
    // A whole word that nothing answers to is somebody else's.
    if has_whole && (is_left_out || (said_fit && known_fit) || (is_shortened && (said_fit || known_fit))) {
        return NameMatch::Agrees;
    }
    let cyrillic = |names: &[&Name]| names.iter().any(|name| is_cyrillic(name));
    if cyrillic(said) == cyrillic(known) { NameMatch::Differs } else { NameMatch::OtherLetters }
}

/// Measures of how well a name is spelt, each of which a better spelling has at least as much of.
struct Spelling {
    /// Whether it has both small letters and capitals.
    is_cased: bool,
    /// Words that begin with a capital.
    capitals: usize,
    /// Signs that join words.
    joints: usize,
    /// Its diacritics.
    marks: usize,
}

impl Spelling {
    fn of(name: &Name) -> Self {
        let text = name.as_str();
        let words = text.split(|c: char| !c.is_alphanumeric());
        Self {
            is_cased: text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase),
            capitals: words.filter(|word| word.starts_with(char::is_uppercase)).count(),
            joints: text.chars().filter(|c| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\'' | '’')).count(),
            marks: text.nfd().filter(|c| is_combining_mark(*c)).count(),
        }
    }
}

impl Name {
    /// The reason why this is no person's name, if it is none.
    #[must_use]
    pub fn misnomer(&self) -> Option<Misnomer> {
        let text = self.as_str();
        let letters: Vec<char> = text.chars().collect();
        let is_between = |part: &[char]| match part {
            [before, '_', after] => before.is_alphabetic() && after.is_alphabetic(),
            _ => false,
        };
        let has_letters = letters.iter().any(|c| c.is_alphabetic());
        if has_letters && (text.contains('?') && !text.contains('#') || letters.windows(3).any(is_between)) {
            return Some(Misnomer::Garbled);
        }
        let is_of_names = |c: &char| c.is_alphabetic() || is_combining_mark(*c) || SIGNS.contains(*c);
        if !has_letters || !letters.iter().all(is_of_names) {
            return Some(Misnomer::Unfit);
        }
        let is_mixed = |word: &str| {
            let cyrillic = word.chars().filter(|c| ('\u{400}'..='\u{52f}').contains(c)).count();
            cyrillic > 0 && cyrillic < word.chars().filter(|c| c.is_alphabetic()).count()
        };
        let mut words = text.split(|c: char| !c.is_alphabetic() && !is_combining_mark(c));
        words.any(is_mixed).then_some(Misnomer::Mixed)
    }

    /// Whether two names are one, however it is written: without capitals, diacritics and what joins words,
    /// and by either spelling of one sound (`Sârbu`, `Sîrbu`). An initial is no name.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        if self == other {
            return true;
        }
        let (own, its) = (words(self), words(other));
        own.len() == its.len() && own.iter().zip(&its).all(|(one, other)| one.is_same(other))
    }

    /// Whether both have a whole word in common, or nearly: of somebody who married, has a second given name,
    /// or was misspelt by a letter.
    #[must_use]
    pub fn shares_word(&self, other: &Self) -> bool {
        let (own, its) = (words(self), words(other));
        let mut whole = own.iter().filter(|word| !word.is_short);
        whole.any(|word| its.iter().any(|one| !one.is_short && one.is_near(word)))
    }

    /// Whether it is the other name with words of it cut short, or left out behind them: `A.` of `Ana Maria`.
    #[must_use]
    pub fn is_short_for(&self, other: &Self) -> bool {
        let (own, its) = (words(self), words(other));
        let mut pairs = own.iter().zip(&its);
        let has_short = own.iter().any(|word| word.is_short) && self != other;
        has_short
            && own.len() <= its.len()
            && pairs.all(|(one, other)| one.is_same(other) || (one.is_short && one.begins(other)))
    }

    /// Whether it may take the place of the same name as it is known: one in capitals, or that lost a
    /// capital, a hyphen or a diacritic, never takes the place of one that has them.
    #[must_use]
    pub fn is_as_well_spelt(&self, known: &Self) -> bool {
        let (own, other) = (Spelling::of(self), Spelling::of(known));
        own.is_cased >= other.is_cased
            && own.capitals >= other.capitals
            && own.joints >= other.joints
            && own.marks >= other.marks
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
        for [one, other] in
            [["Rusu-Moraru", "rusu  moraru"], ["Plămădeală", "Plamadeala"], ["Ștefăniță", "Ştefaniţa"]]
        {
            assert!(name(one).is_alike(&name(other)), "{one} {other}");
        }
        for [one, other] in [["Sârbu", "Sîrbu"], ["Sârbu", "SIRBU"], ["Sarbu", "Sîrbu"], ["Sarbu", "Sârbu"]]
        {
            assert!(name(one).is_alike(&name(other)) && name(other).is_alike(&name(one)), "{one} {other}");
        }
        // Of bare letters nobody knows which sound they were, and an initial is not a name.
        for [one, other] in [["Sarbu", "Sirbu"], ["Sărbu", "Sîrbu"], ["Ana", "A."], ["Rusu", "Rusu Moraru"]]
        {
            assert!(!name(one).is_alike(&name(other)), "{one} {other}");
        }
        assert!(!name("Țurcan").is_alike(&name("Țurcanu")) && name("Ёлкин").is_alike(&name("ЕЛКИН")));
    }

    #[test]
    fn what_is_no_name_is_known_by_its_cause() {
        for (text, expected) in [
            ("Ionu?", Some(Misnomer::Garbled)),
            ("B_lan", Some(Misnomer::Garbled)),
            ("#N/A", Some(Misnomer::Unfit)),
            ("#NUME?", Some(Misnomer::Unfit)),
            ("0", Some(Misnomer::Unfit)),
            ("12.05.1980", Some(Misnomer::Unfit)),
            ("########", Some(Misnomer::Unfit)),
            ("Rusu 2", Some(Misnomer::Unfit)),
            ("-", Some(Misnomer::Unfit)),
            ("?", Some(Misnomer::Unfit)),
            ("n/a", Some(Misnomer::Unfit)),
            ("R\u{443}su", Some(Misnomer::Mixed)),
            ("Ру\u{63}у", Some(Misnomer::Mixed)),
            ("Rusu Анна", None),
            ("Țurcan-Ştefan (Rusu)", None),
            ("O’Neil", None),
            ("D'Angelo", None),
            ("Gh. A.", None),
            ("Їжак", None),
            ("N\u{303}guyen", None),
            ("李", None),
        ] {
            assert_eq!(name(text).misnomer(), expected, "{text}");
        }
    }

    #[test]
    fn names_share_a_word_though_it_is_misspelt() {
        for (one, other, expected) in [
            ("Rusu", "Moraru-Rusu", true),
            ("Ana", "Anna", true),
            ("Ana Maria", "MARIA", true),
            ("Popescu", "Popesku", true),
            ("Elena", "Ilena", true),
            ("Ana", "Ina", false),
            ("Ion", "Ivan", false),
            ("Popescu", "Rusu", false),
            ("A.", "A.", false),
            ("Rusu", "Русу", false),
        ] {
            assert_eq!(name(one).shares_word(&name(other)), expected, "{one} {other}");
            assert_eq!(name(other).shares_word(&name(one)), expected, "{other} {one}");
        }
    }

    #[test]
    fn a_name_is_cut_short() {
        for (short, whole, expected) in [
            ("V.", "Vasile", true),
            ("v", "Vasile", true),
            ("M.", "Maria Elena", true),
            ("Maria E.", "Maria Elena", true),
            ("M.E.", "Maria-Elena", true),
            ("Șt.", "Ștefan", true),
            ("I.", "Vasile", false),
            ("Maria", "Maria Elena", false),
            ("Vasile", "V.", false),
            ("V.", "V.", false),
            ("M. E. A.", "Maria Elena", false),
        ] {
            assert_eq!(name(short).is_short_for(&name(whole)), expected, "{short} {whole}");
        }
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
            ("Turcan Ceban", "Turcan-Ceban", false),
            ("Turcan-ceban", "Turcan-Ceban", false),
            ("Turcan-Ceban", "TURCAN CEBAN", true),
            ("Sîrbu", "Sârbu", true),
            ("Sirbu", "Sârbu", false),
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
        for said in
            ["Țurcan A.", "A. M. Turcan", "Țurcan A.M.", "Turcan Ana M.", "Țurcan An. Maria", "ȚURCAN A"]
        {
            assert_eq!(compare_names(&[&name(said)], &known), NameMatch::Agrees, "{said}");
        }
        for said in ["Țurcan I.", "T. A. M.", "A", "Rusu A. M.", "Țurcan T.", "Țurcan Ion A."] {
            assert_eq!(compare_names(&[&name(said)], &known), NameMatch::Differs, "{said}");
        }
        // Initials on the register as well: of them alone nothing is known.
        let initials = [&name("T."), &name("A.")];
        assert_eq!(compare_names(&[&name("T. A.")], &initials), NameMatch::Differs);
        assert_eq!(compare_names(&[&name("Sârbu A.")], &[&name("Sîrbu"), &name("Ana")]), NameMatch::Agrees);
        let cyrillic = [&name("Русу"), &name("Анна")];
        assert_eq!(compare_names(&[&name("Русу А. И.")], &cyrillic), NameMatch::Agrees);
        assert_eq!(compare_names(&[&name("Цуркан"), &name("Анна")], &known), NameMatch::OtherLetters);
    }
}
