//! Rows of files of workers, as they were read.

use std::str::FromStr;

use super::columns::{EMPLOYMENT, KNOWN_POSTS, POSTS};
use crate::imports::faults;
use crate::imports::kinds::cells::{self, Cells, Given, OrganisationRef, PersonRef};
use crate::tables::{self, Cell, Finding, value};
use crate::values::{Code, Day, EmploymentId, Fault, Idnp, Name, OrganisationId};
use crate::workers::{self, EmploymentPeriod, ListedEmployment, NewEmployment, Worker};

/// Row of a file of workers as it was read; it says nothing of cells that cannot be.
#[derive(Clone, Hash)]
pub struct ParsedRow {
    pub person: Option<PersonRef>,
    pub family_name: Option<Name>,
    pub given_name: Option<Name>,
    /// Version of the record that was edited, where the row says it.
    pub version: Option<String>,
    pub employment: Option<EmploymentCells>,
}

/// Person of a row, under the names that it says.
#[derive(Clone, Copy)]
pub struct SaidPerson<'r> {
    pub person: &'r PersonRef,
    pub family_name: &'r Name,
    pub given_name: &'r Name,
    /// Version of the record that was edited, where the row says it.
    pub version: Option<&'r str>,
    /// Whether the cell of the last day is there and empty, of an employment that the row does not name by
    /// its id.
    pub is_last_day_empty: bool,
}

impl ParsedRow {
    /// Reads a row; every fault is found.
    pub fn read(cells: &mut Cells<'_>) -> Self {
        let person = cells.worker("idnp", "workerId");
        // Of who is named by the id, letters are looked at beside those that the register has.
        let is_by_id = !cells.cell("workerId").is_empty();
        let name = move |cell: &Cell| {
            if is_by_id { cells::plain::<Name>(cell).map_err(Fault::from) } else { cells::person_name(cell) }
        };
        let (family_name, given_name) =
            (cells.required("familyName", name), cells.required("givenName", name));
        let version =
            cells.optional("recordVersion", |cell| Ok::<_, tables::Code>(cell.written().into_owned()));
        let employment = EmploymentCells::are_in(cells).then(|| EmploymentCells::read(cells));
        Self { person, family_name, given_name, version, employment }
    }

    /// Doubt about a post that is one letter or two from one that is known: any code may be a post.
    pub fn mistyped(&self) -> Option<Finding> {
        let post = self.employment.as_ref()?.post.as_ref()?;
        let is_known = KNOWN_POSTS.contains(&post.as_str());
        let near = tables::near_word(post.as_str(), KNOWN_POSTS).filter(|_| !is_known)?;
        let near = workers::faults::post_near(near);
        Some(Finding::at(near, "post").with_value(post.as_str()))
    }

    /// The person, where all of that could be read.
    pub fn said(&self) -> Option<SaidPerson<'_>> {
        Some(self.under(self.person.as_ref()?, self.family_name.as_ref()?, self.given_name.as_ref()?))
    }

    /// The person, under the names of the register where the row's cannot be read.
    pub fn said_beside<'r>(&'r self, known: &'r Worker) -> Option<SaidPerson<'r>> {
        let family_name = self.family_name.as_ref().unwrap_or(&known.family_name);
        let given_name = self.given_name.as_ref().unwrap_or(&known.given_name);
        Some(self.under(self.person.as_ref()?, family_name, given_name))
    }

    fn under<'r>(
        &'r self,
        person: &'r PersonRef,
        family_name: &'r Name,
        given_name: &'r Name,
    ) -> SaidPerson<'r> {
        let is_empty = |cells: &EmploymentCells| cells.last_day == Given::Empty && cells.id.said().is_none();
        let is_last_day_empty = self.employment.as_ref().is_some_and(is_empty);
        SaidPerson { person, family_name, given_name, version: self.version.as_deref(), is_last_day_empty }
    }
}

/// The present employment.
#[derive(Clone, Hash)]
pub struct EmploymentCells {
    /// The one on the register of which the row says all that there is to say.
    pub id: Given<EmploymentId>,
    pub organisation: Option<OrganisationRef>,
    pub post: Option<Code>,
    pub valid_from: Option<Day>,
    /// The last day, or that there is none. An empty cell says nothing of it, unless the row names the
    /// employment on the register; a column that is not there says nothing at all.
    pub last_day: Given<LastDay>,
}

impl EmploymentCells {
    /// Whether a row has an employment.
    pub fn are_in(cells: &Cells<'_>) -> bool {
        EMPLOYMENT.iter().chain(&["validUntil", "employmentId"]).any(|field| !cells.cell(field).is_empty())
    }

    /// Reads the employment; some of its columns without the others are a fault.
    pub fn read(cells: &mut Cells<'_>) -> Self {
        let id = cells.given("employmentId", cells::text(tables::Code::IdInvalid));
        let organisation = cells.required("organisation", cells::organisation);
        let post = cells.required("post", post);
        let valid_from = cells.required("validFrom", value::day);
        let last_day = cells.given("validUntil", |cell| cells::last_day(cell).map(LastDay));
        let until = last_day.said().and_then(|LastDay(day)| *day);
        if valid_from.zip(until).is_some_and(|(from, until)| until < from) {
            cells.fault(faults::employment_ends_early(), "validUntil");
        }
        Self { id, organisation, post, valid_from, last_day }
    }

    /// The employment on the register that the row names at an organisation, of which it may say no more that
    /// could be read.
    pub fn names<'h>(
        &self,
        organisation: Option<OrganisationId>,
        held: &'h [EmploymentPeriod],
    ) -> Option<&'h EmploymentPeriod> {
        if let Some(id) = self.id.said() {
            return held.iter().find(|one| one.id == *id);
        }
        let said = (organisation?, self.post.as_ref()?, self.valid_from?);
        held.iter().find(|one| (one.organisation_id, &one.post, one.valid_from) == said)
    }

    /// The employment that the row lists at an organisation, where all of it could be read.
    pub fn listed(&self, number: u32, organisation_id: OrganisationId) -> Option<ListedEmployment> {
        if self.id.is_unread() || self.last_day.is_unread() {
            return None;
        }
        let id = self.id.said().copied();
        let is_open_ended = match self.last_day {
            Given::Said(LastDay(day)) => day.is_none(),
            Given::Empty => id.is_some(),
            Given::Absent | Given::Unread => false,
        };
        let employment = NewEmployment {
            organisation_id,
            post: self.post.clone()?,
            valid_from: self.valid_from?,
            valid_until: self.last_day.said().and_then(|LastDay(day)| *day),
            base_pay: None,
        };
        Some(ListedEmployment { number, id, employment, is_open_ended })
    }
}

/// Last day of an employment; none where it is said that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LastDay(pub Option<Day>);

/// Reads a post: its code, or its title.
fn post(cell: &Cell) -> Result<Code, tables::Code> {
    let written = cell.written();
    if Idnp::is_within(&written) {
        return Err(tables::Code::TextHasIdnp);
    }
    let titled = || value::word::<Post>(cell, &POSTS.map(|(title, code)| (title, Post(code))));
    written.parse().or_else(|_| titled().map(|Post(code)| Code::ours(code)))
}

/// Code of a post that has titles.
#[derive(Clone)]
struct Post(&'static str);

impl FromStr for Post {
    type Err = ();

    /// None but by its titles.
    fn from_str(_: &str) -> Result<Self, ()> {
        Err(())
    }
}
