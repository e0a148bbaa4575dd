//! Rows of files of supervision sessions, as they were read.

use super::columns::{KINDS, METHODS, SETTINGS, THEMES};
use crate::error::Result;
use crate::imports::kinds::cells::{Cells, PersonRef};
use crate::imports::kinds::facts::FactRow;
use crate::imports::kinds::lookups::People;
use crate::imports::kinds::names::SaidNames;
use crate::supervision::{self, MOST_ATTENDEES, SessionMethod, SessionSetting};
use crate::tables::{Cell, Code as FormCode, Finding, Severity, value};
use crate::values::{Code as Theme, Day, Fault, Idnp, SessionKind, fold, is_garbled};
use crate::workers::NamedWorker;

/// The columns that name the supervisor.
pub const SUPERVISOR: (&str, &str) = ("supervisorIdnp", "supervisorId");
/// The column that names those who attended.
pub const ATTENDEES: (&str, &str) = ("attendees", "attendees");

/// Row of a file of sessions as it was read.
pub type ParsedRow = FactRow<SessionDetails>;

/// Details of a session, as a row states them.
#[derive(Clone, Hash)]
pub struct SessionDetails {
    pub supervisor: PersonRef,
    /// Names that are of somebody of the session, of the supervisor, and of those who attended.
    pub names: SaidNames,
    pub supervisor_names: SaidNames,
    pub attendee_names: Vec<SaidNames>,
    pub attendees: Vec<PersonRef>,
    pub kind: SessionKind,
    pub setting: SessionSetting,
    pub method: SessionMethod,
    pub held_on: Day,
    pub minutes: i32,
    pub theme: Theme,
}

impl SessionDetails {
    /// Reads them; every fault is found, and then there is nothing.
    pub fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let supervisor = cells.worker(SUPERVISOR.0, SUPERVISOR.1);
        let names = SaidNames::read(cells);
        let supervisor_names = SaidNames::read_in(cells, &["supervisorName", "supervisorGivenName"]);
        let attendee_names = SaidNames::read_each(cells, "attendeeNames");
        let attendees = attendees(cells);
        let kind = cells.required("kind", |cell| value::word(cell, &KINDS));
        let setting = cells.required("setting", |cell| value::word(cell, &SETTINGS));
        let method = cells.required("method", |cell| value::word(cell, &METHODS));
        let held_on = cells.required("heldOn", value::day);
        let minutes =
            cells.required("minutes", |cell| value::minutes(cell).ok_or_else(supervision::minutes_invalid));
        let theme = cells.required("theme", theme);
        Some(Self {
            supervisor: supervisor?,
            names,
            supervisor_names,
            attendee_names,
            attendees: attendees?,
            kind: kind?,
            setting: setting?,
            method: method?,
            held_on: held_on?,
            minutes: minutes?,
            theme: theme?,
        })
    }

    /// Whether the row says names.
    pub fn has_names(&self) -> bool {
        !self.names.is_empty() || !self.supervisor_names.is_empty() || !self.attendee_names.is_empty()
    }

    /// Whether names of the row are of others than those of the session.
    pub fn is_of_others(&self, people: &People) -> bool {
        if !self.has_names() {
            return false;
        }
        let attendees = self.attendees.iter().filter_map(|one| people.identify(one, ATTENDEES).ok());
        let attendees: Vec<_> = attendees.collect();
        let supervisor = people.identify(&self.supervisor, SUPERVISOR).ok();
        let compared = self.compare_names(people, supervisor, &attendees);
        compared.iter().any(|found| found.severity() == Severity::Error)
    }

    /// Compares the names that a row says with those of the people whom it names: the supervisor's with the
    /// supervisor's, attendees' with attendees'; names of which the row says no more are of one of them.
    pub fn compare_names(
        &self,
        people: &People,
        supervisor: Option<NamedWorker>,
        attendees: &[NamedWorker],
    ) -> Vec<Finding> {
        let names = |of: &[NamedWorker]| of.iter().filter_map(|one| people.names(*one)).collect::<Vec<_>>();
        let (of_supervisor, of_attendees) = (names(supervisor.as_slice()), names(attendees));
        let anybody = of_supervisor.iter().chain(&of_attendees).copied();
        let mut found: Vec<_> = self.names.compare(anybody).into_iter().collect();
        found.extend(self.supervisor_names.compare(of_supervisor.iter().copied()));
        // Where somebody was not found, the name may be that one's.
        if attendees.len() == self.attendees.len() {
            let each = self.attendee_names.iter();
            let each = each.filter_map(|names| names.compare(of_attendees.iter().copied()));
            // One finding for all of them; one that rejects the row before one that does not.
            found.extend(each.min_by_key(|finding| finding.severity() == Severity::Warning));
        }
        found
    }

    /// The people whom the row names.
    pub fn people(&self) -> impl Iterator<Item = &PersonRef> {
        std::iter::once(&self.supervisor).chain(&self.attendees)
    }
}

/// Reads a theme: its code, a word for one that is known, or the code that Latin letters make of what it is
/// called: `Epuizare profesională` and `Lucrul în echipă` are as good as codes.
fn theme(cell: &Cell) -> Result<Theme, Fault> {
    let written = cell.written();
    if Idnp::is_within(&written) {
        return Err(FormCode::TextHasIdnp.into());
    }
    if is_garbled(&written) {
        return Err(FormCode::TextGarbled.into());
    }
    let called =
        fold(&written).split(is_between).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-");
    let known = THEMES.iter().find(|(words, _)| *words == called).map(|(_, code)| *code);
    let code = written.parse().or_else(|_| known.unwrap_or(&called).parse());
    code.map_err(|_| supervision::faults::not_a_theme())
}

/// Whether a character stands between the words of a theme.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '_' | '\u{2010}'..='\u{2015}')
}

/// Reads the attendees: IDNPs and ids in one cell.
fn attendees(cells: &mut Cells<'_>) -> Option<Vec<PersonRef>> {
    let named = cells.required("attendees", |cell| match cell {
        // One IDNP that a workbook keeps as a number is looked at as one.
        Cell::Number(_) => Ok::<_, Fault>(vec![cell.clone()]),
        _ => Ok(value::list(cell).iter().map(|one| Cell::text(one)).collect()),
    })?;
    if named.is_empty() || named.len() > MOST_ATTENDEES {
        cells.fault(
            if named.is_empty() {
                supervision::faults::no_attendees()
            } else {
                supervision::faults::too_many_attendees(MOST_ATTENDEES)
            },
            "attendees",
        );
        return None;
    }
    let mut attendees = Vec::with_capacity(named.len());
    for one in &named {
        match one.written().parse() {
            Ok(id) => attendees.push(PersonRef { idnp: None, id: Some(id) }),
            Err(_) => match value::idnp(one) {
                Ok(idnp) => attendees.push(PersonRef { idnp: Some(idnp), id: None }),
                Err(code) => cells.found(Finding::at(code, "attendees").with_value(&one.written())),
            },
        }
    }
    (attendees.len() == named.len()).then_some(attendees)
}
