//! Columns of a file, found by their titles, in whatever language, case and order.

use super::{Cell, Code, Finding, MOST_COLUMNS, Refusal};
use crate::tables::{ADDED, Layout, REFERENCE, masked};
use crate::values::fold;

/// Characters of a text that lists titles.
const MOST_LISTED: usize = 200;

/// The columns of a file.
pub(super) struct ColumnPlaces {
    /// The place in the layout of each column of the file, where it is known.
    places: Vec<Option<usize>>,
    /// The name of each when something is wrong there.
    pub(super) names: Vec<String>,
    /// Whether each has a title at all.
    titled: Vec<bool>,
    /// Whether each counts the rows.
    ordinals: Vec<bool>,
    /// Columns that are not known.
    pub(super) warnings: Vec<Finding>,
    width: usize,
}

/// A title as it is compared: without capitals and diacritics, blanks and signs, and what stands in brackets
/// behind it.
fn plain(title: &str) -> String {
    let title = title.split_once('(').map_or(title, |(before, _)| before);
    fold(title)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.' | '*' | ':' | '\u{feff}'))
        .collect()
}

/// Titles of columns that count rows, as they are compared; none is a reference, for every list counts from
/// one again.
const ORDINALS: [&str; 16] = [
    "nr",
    "nrcrt",
    "nrcurent",
    "nrd/o",
    "nrord",
    "nrrand",
    "numar",
    "numarcurent",
    "crt",
    "no",
    "rownumber",
    "#",
    "№",
    "№п/п",
    "номер",
    "номерпопорядку",
];

/// Whether a title is of a column that counts rows.
pub(super) fn is_ordinal(title: &str) -> bool {
    ORDINALS.contains(&plain(title).as_str())
}

/// Whether a title is of a column that the register adds to a file that it gives back.
#[must_use]
pub fn is_added(title: &Cell) -> bool {
    let Cell::Text(title) = title else { return false };
    let title = plain(title);
    ADDED.iter().flatten().any(|added| plain(added) == title)
}

/// The titles by which the columns of a layout are known.
pub(super) struct Titles(Vec<(String, &'static str, usize)>);

impl Titles {
    pub(super) fn of(layout: &'static Layout) -> Self {
        let titles = layout.columns.iter().enumerate().flat_map(|(place, column)| {
            let all = std::iter::once(column.field).chain(column.titles).chain(column.also.iter().copied());
            all.map(move |title| (plain(title), title, place))
        });
        Self(titles.collect())
    }

    /// The place of the column with a title.
    pub(super) fn place(&self, title: &str) -> Option<usize> {
        let title = plain(title);
        self.0.iter().find(|(known, ..)| *known == title).map(|(.., place)| *place)
    }

    /// The number of columns of which a row has titles, and of those that are needed.
    pub(super) fn among(&self, cells: &[Cell], layout: &Layout) -> (usize, usize) {
        let texts = cells.iter().filter(|cell| matches!(cell, Cell::Text(_)));
        let mut places: Vec<_> = texts.filter_map(|cell| self.place(&cell.written())).collect();
        places.sort_unstable();
        places.dedup();
        let has = |field: &&str| layout.place(field).is_some_and(|place| places.contains(&place));
        (places.len(), layout.needs.iter().filter(|group| group.iter().any(&has)).count())
    }

    /// The known title that is most like one.
    fn near(&self, title: &str) -> Option<&'static str> {
        nearest(title, self.0.iter().map(|(known, shown, _)| (known.as_str(), *shown)))
    }
}

/// The field that is most like one that is not known.
pub(super) fn near(field: &str, layout: &Layout) -> Option<&'static str> {
    let fields: Vec<_> = layout.columns.iter().map(|column| (plain(column.field), column.field)).collect();
    nearest(field, fields.iter().map(|(known, shown)| (known.as_str(), *shown)))
}

/// The word of some that is most like one that is none of them.
#[must_use]
pub fn near_word(given: &str, words: &[&'static str]) -> Option<&'static str> {
    let known: Vec<_> = words.iter().map(|word| (plain(word), *word)).collect();
    nearest(given, known.iter().map(|(known, shown)| (known.as_str(), *shown)))
}

/// Of some words, with what is shown for each, the one most like a given one.
fn nearest<'a>(given: &str, known: impl Iterator<Item = (&'a str, &'static str)>) -> Option<&'static str> {
    let given: Vec<char> = plain(given).chars().collect();
    if given.len() > 40 {
        return None;
    }
    let distances = known.map(|(word, shown)| (distance(&given, word), shown));
    // Any two short words are alike.
    distances
        .filter(|(distance, _)| *distance <= 2 && *distance * 2 < given.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, shown)| shown)
}

/// Letters to change, add, leave out or exchange with the next to make one word of another.
fn distance(word: &[char], other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let (mut before, mut above): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=word.len()).collect());
    for (down, letter) in other.iter().enumerate() {
        let mut row = vec![down + 1];
        for (at, own) in word.iter().enumerate() {
            let mut least = (above[at] + usize::from(own != letter)).min(above[at + 1] + 1).min(row[at] + 1);
            if at > 0 && down > 0 && *own == other[down - 1] && word[at - 1] == *letter {
                least = least.min(before[at - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

impl ColumnPlaces {
    /// Finds the columns by the titles of a file, which stand at a place.
    pub(super) fn find(
        titles: &[Cell],
        layout: &'static Layout,
        place_of_titles: Option<&str>,
    ) -> Result<Self, Refusal> {
        let count = titles.iter().rposition(|title| !title.is_empty()).map_or(0, |last| last + 1);
        let added = titles[..count].iter().filter(|title| is_added(title)).count();
        if count - added > MOST_COLUMNS {
            return Err(Finding::of(Code::TooManyColumns).about(MOST_COLUMNS).into());
        }
        let known = Titles::of(layout);
        let mut found = Self {
            places: Vec::new(),
            names: Vec::new(),
            titled: Vec::new(),
            ordinals: Vec::new(),
            warnings: Vec::new(),
            width: layout.columns.len(),
        };
        let (mut faults, mut ordinal) = (Vec::new(), None);
        for title in &titles[..count] {
            let written = title.written();
            let place = known.place(&written).filter(|_| !title.is_empty());
            match place.and_then(|place| layout.columns.get(place)) {
                Some(column) if found.places.contains(&place) => {
                    faults.push(Finding::at(Code::ColumnTwice, column.field).about(masked(&written)));
                    found.names.push(column.field.to_owned());
                }
                Some(column) => found.names.push(column.field.to_owned()),
                None => {
                    let shown = masked(&written);
                    if is_ordinal(&written) {
                        ordinal = ordinal.or_else(|| Some(shown.clone()));
                    } else if !title.is_empty() && !is_added(title) {
                        let unknown = Finding::at(Code::ColumnUnknown, &shown);
                        found.warnings.push(match known.near(&written) {
                            Some(near) => unknown.about(near),
                            None => unknown,
                        });
                    }
                    found.names.push(shown);
                }
            }
            found.places.push(place);
            found.titled.push(!title.is_empty());
            found.ordinals.push(place.is_none() && is_ordinal(&written));
        }
        if found.places.iter().all(Option::is_none) {
            return Err(Finding::of(Code::TitlesMissing).about(expected(layout)).into());
        }
        let missing = found.missing(layout, place_of_titles);
        let lacks_reference = missing.iter().any(|finding| finding.column.as_deref() == Some(REFERENCE));
        faults.extend(missing);
        if let Some(title) = ordinal.filter(|_| lacks_reference) {
            faults.push(Finding::at(Code::ColumnOrdinal, &title));
        }
        if faults.is_empty() {
            return Ok(found);
        }
        // A title that is nearly right is the likely cause of one that is missing.
        faults
            .extend(found.warnings.into_iter().filter(|unknown| unknown.fault.parameters().next().is_some()));
        Err(Refusal::Faulty(faults))
    }

    /// The groups of which no column is there.
    fn missing(&self, layout: &'static Layout, place_of_titles: Option<&str>) -> Vec<Finding> {
        let is_there =
            |field: &str| layout.place(field).is_some_and(|place| self.places.contains(&Some(place)));
        let missing = layout.needs.iter().copied().filter(|group| !group.iter().any(|field| is_there(field)));
        // Of those that stand together each is missed where one of them, or what goes with them, is there.
        let begun =
            layout.together.iter().filter(|(all, with)| all.iter().chain(*with).any(|field| is_there(field)));
        let apart =
            begun.flat_map(|(all, _)| all.chunks(1)).filter(|one| !one.iter().any(|field| is_there(field)));
        let told = missing.chain(apart).filter_map(|group| {
            let columns = group.iter().filter_map(|field| layout.columns.get(layout.place(field)?));
            let titles: Vec<_> = columns.map(|column| column.titles.join(" / ")).collect();
            let titles = listed(&titles, " | ");
            let about = place_of_titles.map_or_else(|| titles.clone(), |place| format!("{titles} ({place})"));
            group.first().map(|field| Finding::at(Code::ColumnMissing, field).about(about))
        });
        told.collect()
    }

    /// Whether nothing stands in a row but its number among the rows.
    pub(super) fn only_count(&self, cells: &[Cell]) -> bool {
        let mut filled = cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).peekable();
        // A signature or a note may stand there as well.
        let is_number = |cell: &Cell| {
            // A formula whose value was not saved counts as well.
            matches!(cell, Cell::Uncomputed)
                || cell.written().trim_end_matches(['.', ')']).parse::<f64>().is_ok()
        };
        let counts = |at: usize| self.ordinals.get(at).is_some_and(|counts| *counts);
        filled.peek().is_some() && filled.all(|(at, cell)| counts(at) && is_number(cell))
    }

    /// The place in the layout of each column of the file, where it is known.
    pub(super) fn places(&self) -> impl Iterator<Item = Option<usize>> {
        self.places.iter().copied()
    }

    /// The cells of a row in the order of the layout, and what is wrong with its form.
    pub(super) fn arrange(&self, cells: Vec<Cell>) -> (Vec<Cell>, Vec<Finding>) {
        let mut arranged = vec![Cell::Absent; self.width];
        for place in self.places.iter().flatten() {
            if let Some(slot) = arranged.get_mut(*place) {
                *slot = Cell::Empty;
            }
        }
        let mut findings = Vec::new();
        for (at, cell) in cells.into_iter().enumerate() {
            match self.places.get(at) {
                Some(Some(place)) => {
                    if let Some(slot) = arranged.get_mut(*place) {
                        *slot = cell;
                    }
                }
                _ if cell.is_empty() || self.titled.get(at).is_some_and(|titled| *titled) => {}
                // A value that nobody said the meaning of; told once a row.
                _ if findings.is_empty() => {
                    findings
                        .push(Finding::of(Code::RowTooLong).with_value(&cell.written()).about(letters(at)));
                }
                _ => {}
            }
        }
        (arranged, findings)
    }
}

/// The name of a column as a spreadsheet shows it: `A`, `Z`, `AA`.
fn letters(mut place: usize) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + u8::try_from(place % 26).unwrap_or_default()));
        if place < 26 {
            return letters.iter().rev().collect();
        }
        place = place / 26 - 1;
    }
}

/// The titles that a file is expected to have, those that are needed first.
fn expected(layout: &'static Layout) -> String {
    let is_needed = |field: &str| layout.needs.iter().any(|group| group.contains(&field));
    let (needed, other): (Vec<_>, Vec<_>) = layout.columns.iter().partition(|column| is_needed(column.field));
    let titles: Vec<_> = needed.iter().chain(&other).map(|column| column.titles[0].to_owned()).collect();
    listed(&titles, ", ")
}

/// As many of some titles as one reads.
fn listed(titles: &[String], between: &str) -> String {
    let mut all = String::new();
    for title in titles {
        if all.chars().count() + title.chars().count() > MOST_LISTED {
            all.push('…');
            break;
        }
        if !all.is_empty() {
            all.push_str(between);
        }
        all.push_str(title);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_without_what_people_add_to_them() {
        for title in [
            "Data finalizării",
            "DATA  FINALIZARII*",
            "data_finalizarii",
            "Data finalizării (zz.ll.aaaa)",
            "data-finalizarii.",
        ] {
            assert_eq!(plain(title), "datafinalizarii", "{title}");
        }
    }

    #[test]
    fn distances_are_of_letters() {
        for (word, other, expected) in
            [("ore", "ore", 0), ("oer", "ore", 1), ("orele", "ore", 2), ("", "ore", 3), ("дата", "дате", 1)]
        {
            assert_eq!(distance(&word.chars().collect::<Vec<_>>(), other), expected, "{word} {other}");
        }
    }

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (place, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (99, "CV"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(place), expected);
        }
    }
}
