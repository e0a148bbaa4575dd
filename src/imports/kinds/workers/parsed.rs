//! Rows of files of workers, as they were read.

use std::str::FromStr;

use super::columns::{EMPLOYMENT, POSTS};
use crate::error::Result;
use crate::imports::faults;
use crate::imports::kinds::cells::{self, Cells, OrganisationRef, PersonRef};
use crate::tables::{self, Cell, value};
use crate::values::{Code, Day, EmploymentId, Idnp, Name};

/// Row of a file of workers as it was read.
#[derive(Clone, Hash)]
pub struct ParsedRow {
    pub person: PersonRef,
    pub family_name: Name,
    pub given_name: Name,
    pub employment: Option<EmploymentCells>,
}

/// The present employment.
#[derive(Clone, Hash)]
pub struct EmploymentCells {
    /// The one on the register of which the row says all that there is to say.
    pub id: Option<EmploymentId>,
    pub organisation: OrganisationRef,
    pub post: Code,
    pub valid_from: Day,
    pub valid_until: Option<Day>,
    /// Whether the row says that there is no last day. An empty cell says nothing of it, unless the row names
    /// the employment on the register; a column that is not there says nothing at all.
    pub is_open_ended: bool,
}

impl EmploymentCells {
    /// Whether a row has an employment.
    pub fn are_in(cells: &Cells<'_>) -> bool {
        EMPLOYMENT.iter().chain(&["validUntil", "employmentId"]).any(|field| !cells.cell(field).is_empty())
    }

    /// Reads the employment; some of its columns without the others are a fault.
    pub fn read(cells: &mut Cells<'_>) -> Option<Self> {
        let is_named = !cells.cell("employmentId").is_empty();
        let id = cells.optional("employmentId", cells::text(tables::Code::IdInvalid));
        let id = id.map(Some).or((!is_named).then_some(None));
        let organisation = cells.required("organisation", cells::organisation);
        let post = cells.required("post", post);
        let valid_from = cells.required("validFrom", value::day);
        let is_said = !cells.cell("validUntil").is_empty();
        let last = cells.optional("validUntil", cells::last_day);
        if valid_from.zip(last.flatten()).is_some_and(|(from, until)| until < from) {
            cells.fault(faults::employment_ends_early(), "validUntil");
        }
        let last = last.map(Some).or((!is_said).then_some(None));
        let (id, organisation, post, valid_from, last) = (id?, organisation?, post?, valid_from?, last?);
        let is_cleared = id.is_some() && last.is_none() && !cells.lacks("validUntil");
        let is_open_ended = last == Some(None) || is_cleared;
        let valid_until = last.flatten();
        Some(Self { id, organisation, post, valid_from, valid_until, is_open_ended })
    }
}

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
