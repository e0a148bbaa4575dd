//! Titles of programmes as people write them: found without regard to capitals, diacritics and signs, and
//! those that are near named.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::store::TitledProgramme;
use crate::values::{Day, Name, ProgrammeCode, ProgrammeId, fold};

/// Programmes that are named to choose from, at the most.
const MOST_NAMED: usize = 3;
/// Titles for which near ones are looked for, at the most: a file may have a hundred thousand.
const MOST_LOOKED_FOR: usize = 1_000;
/// Hundredths of likeness from which on a title is near.
const NEAR: usize = 45;

/// Result of a search by a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TitleMatch {
    /// The one programme that has it.
    One(ProgrammeId, ProgrammeCode),
    /// Programmes that all have it.
    Several(Vec<ProgrammeCode>),
    /// Programmes with titles that are like it; there may be none.
    Near(Vec<ProgrammeCode>),
}

/// The titles of the catalogue in all languages.
pub struct TitleIndex {
    programmes: Vec<TitledProgramme>,
    /// The places of the programmes with a title.
    places: HashMap<String, Vec<usize>>,
    /// The parts of each title, and the place of its programme.
    parts: Vec<(Vec<[char; 3]>, usize)>,
    looked_for: usize,
}

/// A title as it is compared.
#[must_use]
pub fn plain_title(title: &Name) -> String {
    let folded = fold(title.as_str());
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

impl TitleIndex {
    /// The titles of these programmes.
    #[must_use]
    pub fn new(programmes: Vec<TitledProgramme>) -> Self {
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, programme) in programmes.iter().enumerate() {
            for title in programme.titles() {
                let of = places.entry(plain_title(title)).or_default();
                if !of.contains(&place) {
                    of.push(place);
                }
            }
        }
        let mut parts: Vec<_> = places
            .iter()
            .flat_map(|(title, places)| places.iter().map(|place| (parts_of(title), *place)))
            .collect();
        parts.sort_unstable_by_key(|(_, place)| *place);
        Self { programmes, places, parts, looked_for: 0 }
    }

    /// Finds the programme with a title: of several, the one that was taught on a day.
    pub fn find(&mut self, title: &Name, on: Day) -> TitleMatch {
        let plain = plain_title(title);
        let Some(places) = self.places.get(&plain) else { return TitleMatch::Near(self.near(&plain)) };
        let all: Vec<_> = places.iter().map(|place| &self.programmes[*place]).collect();
        let taught: Vec<_> = all.iter().copied().filter(|one| one.is_taught_on(on)).collect();
        match (&taught[..], &all[..]) {
            ([one], _) | ([], [one]) => TitleMatch::One(one.id, one.code.clone()),
            ([], several) | (several, _) => {
                TitleMatch::Several(several.iter().take(MOST_NAMED).map(|one| one.code.clone()).collect())
            }
        }
    }

    /// The programmes that have a title, on whichever days they are taught.
    pub fn having(&self, title: &Name) -> impl Iterator<Item = &TitledProgramme> {
        let places = self.places.get(&plain_title(title)).map_or(&[][..], Vec::as_slice);
        places.iter().map(|place| &self.programmes[*place])
    }

    /// The programmes whose titles are most like one.
    fn near(&mut self, plain: &str) -> Vec<ProgrammeCode> {
        self.looked_for += 1;
        if self.looked_for > MOST_LOOKED_FOR {
            return Vec::new();
        }
        let own = parts_of(plain);
        let mut best: HashMap<usize, usize> = HashMap::new();
        for (parts, place) in &self.parts {
            let likeness = likeness(&own, parts);
            if likeness >= NEAR {
                best.entry(*place).and_modify(|most| *most = likeness.max(*most)).or_insert(likeness);
            }
        }
        let mut near: Vec<_> = best.into_iter().map(|(place, likeness)| (Reverse(likeness), place)).collect();
        near.sort_unstable();
        near.iter().take(MOST_NAMED).map(|(_, place)| self.programmes[*place].code.clone()).collect()
    }
}

/// Every three letters of a title that follow each other, in their order and each once.
fn parts_of(plain: &str) -> Vec<[char; 3]> {
    let letters: Vec<char> = format!(" {plain} ").chars().collect();
    let mut parts: Vec<_> = letters.windows(3).map(|part| [part[0], part[1], part[2]]).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// Likeness of two titles in hundredths: by all of both, or nearly as much by all of the shorter one.
fn likeness(one: &[[char; 3]], other: &[[char; 3]]) -> usize {
    let (mut at, mut common) = (0, 0);
    for part in one {
        while other.get(at).is_some_and(|next| next < part) {
            at += 1;
        }
        common += usize::from(other.get(at) == Some(part));
    }
    let shorter = one.len().min(other.len());
    let of_both = 200 * common / (one.len() + other.len()).max(1);
    // Short titles are within many.
    let of_shorter = if shorter < 8 { 0 } else { 80 * common / shorter };
    of_both.max(of_shorter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programme(number: u128, titles: [&str; 2], retired_from: Option<&str>) -> TitledProgramme {
        let day = |text: &str| Day::parse(text).expect("a day");
        TitledProgramme {
            id: ProgrammeId(uuid::Uuid::from_u128(number)),
            code: ProgrammeCode::parse(&format!("CFP-{number:03}")).expect("a code"),
            title_ro: Name::parse(titles[0]).expect("a title"),
            title_en: Name::parse(titles[1]).ok(),
            title_ru: None,
            approved_from: Some(day("2020-01-01")),
            retired_from: retired_from.map(day),
        }
    }

    #[test]
    fn a_title_finds_its_programme_and_near_ones_are_named() {
        let mut index = TitleIndex::new(vec![
            programme(1, ["Supervizarea în asistența socială", "Supervision in social assistance"], None),
            programme(2, ["Prevenirea epuizării profesionale", ""], None),
            programme(3, ["Plasament familial", "Foster care"], Some("2024-01-01")),
            programme(4, ["Plasament familial", "Foster care"], None),
            programme(5, ["Etica", ""], None),
            programme(6, ["ETICĂ", ""], None),
        ]);
        let day = Day::parse("2026-10-30").expect("a day");
        let mut found = |title: &str| index.find(&Name::parse(title).expect(title), day);
        let codes = |numbers: &[u32]| {
            let code = |number: &u32| ProgrammeCode::parse(&format!("CFP-{number:03}")).expect("a code");
            numbers.iter().map(code).collect::<Vec<_>>()
        };
        for title in [
            "Supervizarea în asistența socială",
            "SUPERVIZAREA IN ASISTENTA SOCIALA",
            "„Supervizarea, în asistenţa socială”",
            "supervision in social assistance",
        ] {
            let TitleMatch::One(_, code) = found(title) else { panic!("{title}") };
            assert_eq!(code.as_str(), "CFP-001");
        }
        let having = |title: &str| {
            let title = Name::parse(title).expect(title);
            index.having(&title).map(|one| one.code.clone()).collect::<Vec<_>>()
        };
        assert_eq!((having("Etica"), having("foster care")), (codes(&[5, 6]), codes(&[3, 4])));
        assert_eq!(having("Prevenirea"), []);
        let mut found = |title: &str| index.find(&Name::parse(title).expect(title), day);
        // Of a programme and the one whose place it takes, the one that was taught on the day.
        assert!(matches!(found("Foster care"), TitleMatch::One(_, code) if code.as_str() == "CFP-004"));
        assert_eq!(found("etica"), TitleMatch::Several(codes(&[5, 6])));
        assert_eq!(found("Supervizare în asistenta sociala"), TitleMatch::Near(codes(&[1])));
        assert_eq!(found("Prevenirea epuizării"), TitleMatch::Near(codes(&[2])));
        assert_eq!(found("Plasamentul familial"), TitleMatch::Near(codes(&[3, 4])));
        assert_eq!(found("Contabilitate"), TitleMatch::Near(vec![]));
    }
}
