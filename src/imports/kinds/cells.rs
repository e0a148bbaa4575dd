//! Cells of a row as the register's own values; every fault is found.

use std::str::FromStr;

use crate::tables::{Cell, Code, Finding, Layout, Row, is_of_known_letters, value};
use crate::values::{
    Day, Expected, Fault, Idno, Idnp, Misnomer, Name, OrganisationId, WorkerId, is_garbled, vocabulary,
};
use crate::workers;

vocabulary! {
    /// Action that a row asks for, where it says so.
    pub enum Action {
        /// Puts the fact on the register.
        Create = "create",
        /// Replaces the fact that is there.
        Correct = "correct",
        /// Withdraws the fact that is there: it never was.
        Void = "void",
    }
}

/// The titles by which an action is known besides.
pub const ACTIONS: [(&str, Action); 13] = [
    ("adauga", Action::Create),
    ("corecteaza", Action::Correct),
    ("anuleaza", Action::Void),
    ("добавить", Action::Create),
    ("исправить", Action::Correct),
    ("аннулировать", Action::Void),
    ("adaugare", Action::Create),
    ("corectare", Action::Correct),
    ("anulare", Action::Void),
    ("add", Action::Create),
    ("добавление", Action::Create),
    ("исправление", Action::Correct),
    ("аннулирование", Action::Void),
];

/// A row's cells by their fields, and what is wrong with them.
pub struct Cells<'r> {
    layout: &'static Layout,
    /// Place of the column that was asked for last.
    last: std::cell::Cell<usize>,
    row: &'r Row,
    findings: &'r mut Vec<Finding>,
}

impl<'r> Cells<'r> {
    /// The cells of a row.
    pub fn of(layout: &'static Layout, row: &'r Row, findings: &'r mut Vec<Finding>) -> Self {
        Self { layout, last: std::cell::Cell::new(0), row, findings }
    }

    /// Place of a column. Most are asked for in the order of the layout, and many twice.
    fn place(&self, field: &str) -> Option<usize> {
        let last = self.last.get();
        let is_at = |place: &usize| self.layout.columns.get(*place).is_some_and(|it| it.field == field);
        let place = [last, last + 1].into_iter().find(is_at).or_else(|| self.layout.place(field))?;
        self.last.set(place);
        Some(place)
    }

    /// Cell of a column; a dash alone stands for nothing.
    pub fn cell(&self, field: &str) -> &'r Cell {
        match self.place(field).and_then(|place| self.row.cells.get(place)) {
            Some(Cell::Text(text)) if text.chars().all(is_dash) => &Cell::Empty,
            Some(cell) => cell,
            None => &Cell::Empty,
        }
    }

    /// The titles of a column.
    fn titles(&self, field: &str) -> String {
        let column = self.layout.place(field).map(|place| &self.layout.columns[place]);
        let mut titles = column.map_or_else(Vec::new, |column| column.titles.to_vec());
        titles.dedup();
        titles.join(" / ")
    }

    /// Adds a fault of a column.
    pub fn fault(&mut self, fault: impl Into<Fault>, field: &str) {
        let shown = self.cell(field).written();
        let words = self
            .layout
            .place(field)
            .map(|place| self.layout.columns[place].words.join(", "))
            .filter(|words| !words.is_empty());
        let finding = Finding::at(fault, field);
        let finding = match words {
            Some(words) => finding.about(words),
            None => finding,
        };
        self.findings.push(if shown.is_empty() { finding } else { finding.with_value(&shown) });
    }

    /// Something else that was found.
    pub fn found(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// A value that may be left out.
    pub fn optional<T, E: Into<Fault>>(
        &mut self,
        field: &str,
        read: impl FnOnce(&Cell) -> Result<T, E>,
    ) -> Option<T> {
        match self.cell(field) {
            Cell::Empty | Cell::Absent | Cell::Refused(_) => None,
            Cell::Broken(_) | Cell::Uncomputed => {
                let broken = self.cell(field).broken().unwrap_or(Code::CellBroken);
                self.fault(broken, field);
                None
            }
            cell => read(cell).map_err(|fault| self.fault(fault, field)).ok(),
        }
    }

    /// A value that may be left out, and whether it is, or cannot be read.
    pub fn given<T, E: Into<Fault>>(
        &mut self,
        field: &str,
        read: impl FnOnce(&Cell) -> Result<T, E>,
    ) -> Given<T> {
        match self.cell(field) {
            Cell::Absent => Given::Absent,
            Cell::Empty => Given::Empty,
            _ => self.optional(field, read).map_or(Given::Unread, Given::Said),
        }
    }

    /// A value that must be there.
    pub fn required<T, E: Into<Fault>>(
        &mut self,
        field: &str,
        read: impl FnOnce(&Cell) -> Result<T, E>,
    ) -> Option<T> {
        if self.cell(field).is_empty() {
            self.fault(Code::Required, field);
        }
        self.optional(field, read)
    }

    /// Reads cells of which none is required: an empty one says nothing.
    pub fn unrequired<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.findings.len();
        let said = read(self);
        let required = Finding::of(Code::Required);
        let found = self.findings.split_off(before);
        self.findings.extend(found.into_iter().filter(|one| one.code() != required.code()));
        said
    }

    /// Person whom the row is about: by IDNP, by id, or by both.
    pub fn worker(&mut self, by_idnp: &str, by_id: &str) -> Option<PersonRef> {
        let idnp = self.optional(by_idnp, value::idnp);
        let id = self.optional(by_id, text::<WorkerId>(Code::IdInvalid));
        if self.cell(by_idnp).is_empty() && self.cell(by_id).is_empty() {
            let either = [by_idnp, by_id].map(|field| self.titles(field)).join(" | ");
            self.findings.push(Finding::at(Code::Required, by_idnp).about(either));
        }
        (idnp.is_some() || id.is_some()).then_some(PersonRef { idnp, id })
    }
}

/// Value of a column that a row need not have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Given<T> {
    /// The file does not have the column.
    Absent,
    /// Nothing stands in the cell.
    Empty,
    /// Something stands there that cannot be read.
    Unread,
    /// The value that stands there.
    Said(T),
}

impl<T> Given<T> {
    /// The value, where it stands there.
    pub const fn said(&self) -> Option<&T> {
        if let Self::Said(value) = self { Some(value) } else { None }
    }

    /// Whether something stands there that cannot be read.
    pub const fn is_unread(&self) -> bool {
        matches!(self, Self::Unread)
    }
}

/// Reads a text as one of the register's values.
pub fn text<T: FromStr<Err = Expected>>(code: Code) -> impl FnOnce(&Cell) -> Result<T, Code> {
    move |cell| cell.written().parse().map_err(|_| code)
}

/// Whether a character is a dash, of whichever length.
const fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// Words for no last day.
const NO_LAST_DAY: [&str; 19] = [
    "fara termen",
    "nedeterminat",
    "nedeterminata",
    "pe perioada nedeterminata",
    "perioada nedeterminata",
    "pe durata nedeterminata",
    "durata nedeterminata",
    "prezent",
    "in prezent",
    "pana in prezent",
    "open",
    "open ended",
    "indefinite",
    "present",
    "no last day",
    "бессрочно",
    "без срока",
    "по настоящее время",
    "настоящее время",
];

/// Reads a last day, or the words for none.
///
/// # Errors
/// Neither of them.
pub fn last_day(cell: &Cell) -> Result<Option<Day>, Code> {
    value::day(cell).map(Some).or_else(|code| {
        let words: Vec<_> = NO_LAST_DAY.iter().map(|words| (*words, NoLastDay)).collect();
        value::word(cell, &words).map(|NoLastDay| None).map_err(|_| code)
    })
}

/// No last day, which has words only.
#[derive(Clone)]
struct NoLastDay;

impl FromStr for NoLastDay {
    type Err = ();

    /// None but by its words.
    fn from_str(_: &str) -> Result<Self, ()> {
        Err(())
    }
}

/// Numbers from here on may have lost their last digits: a workbook keeps fifteen.
const TOO_LONG: f64 = 1e15;

/// A text that the register keeps and tells. What reads as an IDNP is not one, and no more is what a
/// spreadsheet made a day of, or a number with a fraction: who knows what stood there?
pub fn plain<T: FromStr<Err = Expected>>(cell: &Cell) -> Result<T, Code> {
    let given = match cell {
        Cell::Text(_) => cell.written(),
        Cell::Number(number) if number.fract() == 0.0 && (0.0..TOO_LONG).contains(number) => cell.written(),
        Cell::Number(_) | Cell::Day(_) => return Err(Code::TextReshaped),
        _ => return Err(Code::TextInvalid),
    };
    if Idnp::is_within(&given) {
        return Err(Code::TextHasIdnp);
    }
    if is_garbled(&given) {
        return Err(Code::TextGarbled);
    }
    let too_long = || if given.chars().count() > LONGEST { Code::TextTooLong } else { Code::TextInvalid };
    given.parse().map_err(|_| too_long())
}

/// Characters that the shortest of the texts may have: a reference.
const LONGEST: usize = 64;

/// A person's name, in letters in which names of the country are written: others show that the file was read
/// or written in another encoding than it had.
pub fn person_name(cell: &Cell) -> Result<Name, Fault> {
    let name: Name = match cell {
        Cell::Broken(_) | Cell::Uncomputed => return Err(cell.broken().unwrap_or(Code::CellBroken).into()),
        // A number is nobody's name, however it is written.
        Cell::Number(_) => return Err(workers::faults::name_unfit()),
        cell => plain(cell)?,
    };
    is_of_person(&name).map(|()| name)
}

/// Whether a name is a person's, in such letters.
///
/// # Errors
/// It is not.
pub fn is_of_person(name: &Name) -> Result<(), Fault> {
    match workers::misnamed(name) {
        Some(_) if name.misnomer() == Some(Misnomer::Garbled) => Err(Code::TextGarbled.into()),
        Some(fault) => Err(fault),
        None if is_of_known_letters(name.as_str()) => Ok(()),
        None => Err(Code::LetterForeign.into()),
    }
}

/// A person as a row names them.
#[derive(Debug, Clone, Hash)]
pub struct PersonRef {
    /// By IDNP.
    pub idnp: Option<Idnp>,
    /// By id.
    pub id: Option<WorkerId>,
}

impl PersonRef {
    /// The column by which the row names the person, of the two for it: by IDNP, and by id.
    pub const fn column(&self, (by_idnp, by_id): (&'static str, &'static str)) -> &'static str {
        if self.idnp.is_some() { by_idnp } else { by_id }
    }
}

/// An organisation as a row names it: by id or IDNO.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum OrganisationRef {
    /// By id.
    Id(OrganisationId),
    /// By IDNO.
    Idno(Idno),
}

/// Reads an organisation.
///
/// # Errors
/// Neither an id nor an IDNO.
pub fn organisation(cell: &Cell) -> Result<OrganisationRef, Code> {
    let given = cell.written();
    given
        .parse()
        .map(OrganisationRef::Id)
        .or_else(|_| Idno::parse(&given).map(OrganisationRef::Idno))
        .map_err(|_| Code::IdnoInvalid)
}
