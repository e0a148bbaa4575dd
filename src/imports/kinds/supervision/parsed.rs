//! Rows of files of supervision sessions, as they were read.

use super::columns::{KINDS, METHODS, SETTINGS, THEMES};
use crate::imports::kinds::cells::{Cells, PersonRef};
use crate::imports::kinds::facts::FactRow;
use crate::imports::kinds::lookups::People;
use crate::imports::kinds::names::SaidNames;
use crate::supervision::{
    self, MOST_ATTENDEES, NewSupervisionSession, SessionMethod, SessionSetting, SupervisionSession,
};
use crate::tables::{Cell, Code as FormCode, Finding, Severity, value};
use crate::values::{
    Code as Theme, Day, Fault, Idnp, OrganisationId, Reference, SessionKind, WorkerId, fold, is_garbled,
};
use crate::workers::NamedWorker;

/// The columns that name the supervisor.
pub const SUPERVISOR: (&str, &str) = ("supervisorIdnp", "supervisorId");
/// The column that names those who attended.
pub const ATTENDEES: (&str, &str) = ("attendees", "attendees");

/// Row of a file of sessions as it was read.
pub type ParsedRow = FactRow<SessionDetails>;

/// Details of a session, as a row states them; none of what cannot be read.
#[derive(Clone, Hash)]
pub struct SessionDetails {
    pub supervisor: Option<PersonRef>,
    /// Names that are of somebody of the session, of the supervisor, and of those who attended.
    pub names: SaidNames,
    pub supervisor_names: SaidNames,
    pub attendee_names: Vec<SaidNames>,
    /// Those who attended, in their places; nobody where one cannot be read.
    pub attendees: Option<Vec<Option<PersonRef>>>,
    pub kind: Option<SessionKind>,
    pub setting: Option<SessionSetting>,
    pub method: Option<SessionMethod>,
    pub held_on: Option<Day>,
    pub minutes: Option<i32>,
    pub theme: Option<Theme>,
}

impl SessionDetails {
    /// The same, where what it does not say is as the session that it voids has it.
    pub fn completed_by(mut self, before: &SupervisionSession) -> Self {
        let by_id = |id: WorkerId| PersonRef { idnp: None, id: Some(id) };
        self.supervisor.get_or_insert_with(|| by_id(before.supervisor_id));
        self.attendees.get_or_insert_with(|| before.attendee_ids.iter().map(|id| Some(by_id(*id))).collect());
        self.held_on.get_or_insert(before.held_on);
        self
    }

    /// The column by which the row names who supervised.
    pub fn supervisor_column(&self) -> &'static str {
        self.supervisor.as_ref().map_or(SUPERVISOR.0, |person| person.column(SUPERVISOR))
    }

    /// Reads them; every fault is found.
    pub fn read(cells: &mut Cells<'_>) -> Self {
        Self {
            supervisor: cells.worker(SUPERVISOR.0, SUPERVISOR.1),
            names: SaidNames::read(cells),
            supervisor_names: SaidNames::read_in(cells, &["supervisorName", "supervisorGivenName"]),
            attendee_names: SaidNames::read_each(cells, "attendeeNames"),
            attendees: attendees(cells),
            kind: cells.required("kind", |cell| value::word(cell, &KINDS)),
            setting: cells.required("setting", |cell| value::word(cell, &SETTINGS)),
            method: cells.required("method", |cell| value::word(cell, &METHODS)),
            held_on: cells.required("heldOn", value::day),
            minutes: cells
                .required("minutes", |cell| value::minutes(cell).ok_or_else(supervision::minutes_invalid)),
            theme: cells.required("theme", theme),
        }
    }

    /// The session that the row states, if it states one: what it does not say of one that is on the register
    /// is as that has it.
    pub fn stated(
        &self,
        organisation: OrganisationId,
        reference: &Reference,
        (supervisor, attendees): (Option<WorkerId>, Option<Vec<WorkerId>>),
        before: Option<&SupervisionSession>,
    ) -> Option<NewSupervisionSession> {
        Some(NewSupervisionSession {
            organisation_id: Some(organisation),
            supervisor_id: supervisor.or(before.map(|before| before.supervisor_id))?,
            kind: self.kind.or(before.map(|before| before.kind))?,
            setting: self.setting.or(before.map(|before| before.setting))?,
            method: self.method.or(before.map(|before| before.method))?,
            held_on: self.held_on.or(before.map(|before| before.held_on))?,
            minutes: self.minutes.or(before.map(|before| before.minutes))?,
            theme: self.theme.clone().or(before.map(|before| before.theme.clone()))?,
            attendee_ids: attendees.or(before.map(|before| before.attendee_ids.clone()))?,
            reference: Some(reference.clone()),
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
        let attendees = self.attended().flatten();
        let attendees: Vec<_> = attendees.filter_map(|one| people.identify(one, ATTENDEES).ok()).collect();
        let supervisor = self.supervisor.as_ref().and_then(|one| people.identify(one, SUPERVISOR).ok());
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
        if self.attendees.as_ref().is_some_and(|named| named.len() == attendees.len()) {
            let each = self.attendee_names.iter();
            let each = each.filter_map(|names| names.compare(of_attendees.iter().copied()));
            // One finding for all of them; one that rejects the row before one that does not.
            found.extend(each.min_by_key(|finding| finding.severity() == Severity::Warning));
        }
        found
    }

    /// The people whom the row names.
    pub fn people(&self) -> impl Iterator<Item = &PersonRef> {
        self.supervisor.iter().chain(self.attended().flatten())
    }

    /// Those who attended, in their places.
    pub fn attended(&self) -> impl Iterator<Item = Option<&PersonRef>> {
        self.attendees.iter().flatten().map(Option::as_ref)
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
fn attendees(cells: &mut Cells<'_>) -> Option<Vec<Option<PersonRef>>> {
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
    let attendee = |one: &Cell| match one.written().parse() {
        Ok(id) => Some(PersonRef { idnp: None, id: Some(id) }),
        Err(_) => match value::idnp(one) {
            Ok(idnp) => Some(PersonRef { idnp: Some(idnp), id: None }),
            Err(code) => {
                cells.found(Finding::at(code, "attendees").with_value(&one.written()));
                None
            }
        },
    };
    Some(named.iter().map(attendee).collect())
}
