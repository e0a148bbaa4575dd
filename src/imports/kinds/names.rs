//! Names beside a person's number in files of facts: they show that a column of numbers was moved.

use std::hash::{Hash, Hasher};

use super::cells::{self, Cells};
use crate::imports::faults;
use crate::tables::{Cell, Column, Finding, Severity};
use crate::values::{Name, NameMatch, compare_names};

/// The family name of the person whom a row is about.
pub const FAMILY_NAME: Column = Column {
    field: "familyName",
    titles: ["Nume", "Family name", "Фамилия"],
    also: &["numele", "nume de familie", "numele de familie", "surname", "last name"],
    about: [
        "Numele de familie, numai pentru a fi comparat cu registrul",
        "The family name, to be compared with the register only",
        "Фамилия, только для сверки с реестром",
    ],
    example: "",
    words: &[],
};

/// The given name.
pub const GIVEN_NAME: Column = Column {
    field: "givenName",
    titles: ["Prenume", "Given name", "Имя"],
    also: &["prenumele", "first name", "имя и отчество"],
    about: [
        "Prenumele, numai pentru a fi comparat cu registrul",
        "The given name, to be compared with the register only",
        "Имя, только для сверки с реестром",
    ],
    example: "",
    words: &[],
};

/// Both names in one cell.
pub const FULL_NAME: Column = Column {
    field: "fullName",
    titles: ["Nume și prenume", "Full name", "ФИО"],
    also: &[
        "nume prenume",
        "nume, prenume",
        "numele prenumele",
        "numele, prenumele",
        "numele si prenumele",
        "name",
        "ф.и.о.",
        "фамилия имя",
        "фамилия и имя",
        "фамилия имя отчество",
    ],
    about: [
        "Numele și prenumele, numai pentru a fi comparate cu registrul",
        "Both names, to be compared with the register only",
        "Фамилия и имя, только для сверки с реестром",
    ],
    example: "",
    words: &[],
};

/// Names that a row says, by their columns.
#[derive(Clone, Default)]
pub struct SaidNames(Vec<(&'static str, Name)>);

/// Names are compared with the register, row by row, and nothing of the fact: rows are told to say the same
/// without them.
impl Hash for SaidNames {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl SaidNames {
    /// Reads the names of a row, where there are any.
    pub fn read(cells: &mut Cells<'_>) -> Self {
        Self::read_in(cells, &[FAMILY_NAME.field, GIVEN_NAME.field, FULL_NAME.field])
    }

    /// Reads the names of one person in these columns, where there are any.
    pub fn read_in(cells: &mut Cells<'_>, columns: &[&'static str]) -> Self {
        let mut names = Vec::new();
        for field in columns {
            names.extend(cells.optional(field, cells::person_name).map(|name| (*field, name)));
        }
        Self(names)
    }

    /// Reads the names of several people in one cell.
    pub fn read_each(cells: &mut Cells<'_>, column: &'static str) -> Vec<Self> {
        if let Some(broken) = cells.cell(column).broken() {
            cells.fault(broken, column);
            return Vec::new();
        }
        let texts = match cells.cell(column) {
            Cell::List(texts) => texts.clone(),
            cell => {
                // A comma stands between people only where nothing else does.
                let written = cell.written();
                let signs: &[char] = &[';', '|', '\n'];
                let signs = if written.contains(signs) { signs } else { &[','] };
                written.split(signs).map(str::to_owned).collect()
            }
        };
        let mut people = Vec::new();
        for text in texts.iter().map(|text| Cell::text(text)).filter(|cell| !cell.is_empty()) {
            match cells::person_name(&text) {
                Ok(name) => people.push(Self(vec![(column, name)])),
                Err(fault) => {
                    cells.found(Finding::at(fault, column).with_value(&text.written()));
                    break;
                }
            }
        }
        people
    }

    /// All of them as they are written.
    pub fn written(&self) -> String {
        self.0.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Whether the row says none.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Compares them with those of the people whom the row names: of one of them they must be. What the
    /// register has is not told.
    pub fn compare<'n>(&self, people: impl Iterator<Item = &'n (Name, Name)>) -> Option<Finding> {
        let (whole, parts): (Vec<_>, Vec<_>) =
            self.0.iter().partition(|(column, _)| *column == FULL_NAME.field);
        let people: Vec<_> = people.collect();
        // Each way in which the row says it is compared by itself: one that is right excuses no other.
        let found = [parts, whole].into_iter().filter_map(|said| compare(&said, &people));
        found.max_by_key(|found| found.severity() == Severity::Error)
    }
}

/// Compares a name, as it stands in these columns, with those of people.
fn compare(said: &[&(&'static str, Name)], people: &[&(Name, Name)]) -> Option<Finding> {
    let (column, shown) = said.first()?;
    let said: Vec<_> = said.iter().map(|(_, name)| name).collect();
    let (mut is_met, mut is_other) = (false, false);
    for (family_name, given_name) in people {
        is_met = true;
        match compare_names(&said, &[family_name, given_name]) {
            NameMatch::Agrees => return None,
            NameMatch::OtherLetters => is_other = true,
            NameMatch::Differs => {}
        }
    }
    let fault = if is_other { faults::name_uncompared() } else { faults::name_differs() };
    is_met.then(|| Finding::at(fault, column).with_value(shown.as_str()))
}
