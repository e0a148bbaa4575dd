//! Rows of facts, of whichever kind: each has a reference of its organisation, and may correct or void what
//! has it.

use std::collections::HashMap;
use std::hash::Hash;

use super::cells::{self, ACTIONS, Action, Cells, Given, OrganisationRef};
use super::lookups::{Organisations, People, References};
use super::{ImportContext, PlannedRow};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::imports::faults;
use crate::imports::words::{OnChange, RowOutcome};
use crate::tables::{Finding, Layout, Row, value};
use crate::values::{Note, OrganisationId, Reference, WorkerId};
use crate::{organisations, workers};

/// Row of a fact as it was read; `D` is what it says of the fact.
#[derive(Clone, Hash)]
pub struct FactRow<D> {
    /// Action that it asks for; none where that cannot be read.
    pub action: Option<Action>,
    /// The reference; none where it cannot be read.
    pub reference: Option<Reference>,
    /// Organisation that has the reference, as the row names it; the caller's own where it is left out.
    pub owner: Given<OrganisationRef>,
    pub reason: Option<Note>,
    /// Details of the fact; none of a row that voids.
    pub details: Option<D>,
    /// Details that a row says of the fact that it voids, as far as it says any.
    pub voids: Option<D>,
}

impl<D> FactRow<D> {
    /// Reads a row; `owner` is the column that names the organisation, and `details` reads the rest unless
    /// the row voids. Every fault is found.
    pub fn read(cells: &mut Cells<'_>, owner: &str, details: impl FnOnce(&mut Cells<'_>) -> D) -> Self {
        let action = match cells.given("action", |cell| value::word(cell, &ACTIONS)) {
            Given::Absent | Given::Empty => Some(Action::Create),
            given => given.said().copied(),
        };
        let reference = cells.required("reference", cells::plain);
        let owner = cells.given(owner, cells::organisation);
        let reason = cells.optional("reason", cells::plain);
        let (details, voids) = if action == Some(Action::Void) {
            (None, Some(cells.unrequired(details)))
        } else {
            (Some(details(cells)), None)
        };
        Self { action, reference, owner, reason, details, voids }
    }

    /// Details of the fact that the row is about, whatever it asks for.
    pub fn said(&self) -> Option<&D> {
        self.details.as_ref().or(self.voids.as_ref())
    }

    /// Key of the row in its file: the reference and whose it is, as the row names them.
    pub fn key(&self) -> String {
        let owner = match self.owner.said() {
            None => String::new(),
            Some(OrganisationRef::Id(id)) => id.to_string(),
            Some(OrganisationRef::Idno(idno)) => idno.to_string(),
        };
        owner + "/" + self.reference.as_ref().map_or("", Reference::as_str)
    }

    /// The reference, for the answer.
    pub fn told(&self) -> Option<String> {
        self.reference.as_ref().map(Reference::to_string)
    }

    /// Whether the row asks for corrections, by itself or with its file.
    pub fn corrects(&self, context: &ImportContext) -> bool {
        match self.action {
            Some(Action::Correct) => true,
            Some(Action::Void) => false,
            _ => context.on_change == OnChange::Correct,
        }
    }
}

/// Row of a fact with what the register knows of its reference.
pub struct FoundRow<'r, D, F> {
    pub number: u32,
    pub row: &'r FactRow<D>,
    /// Organisation that has the reference; none where the caller may not record for it, or the row does not
    /// say it.
    pub owner: Option<OrganisationId>,
    /// Fact that has the reference.
    pub before: Option<Box<F>>,
    /// Facts that had it and were voided, where the caller did not ask for changes.
    pub voided: Vec<F>,
}

impl<D, F> FoundRow<'_, D, F> {
    /// Fault of the column that names an organisation for which the caller may not record.
    pub fn of_owner(&self, column: &str) -> Option<Finding> {
        let is_unknown = self.owner.is_none() && !self.row.owner.is_unread();
        is_unknown.then(|| Finding::at(organisations::faults::unknown(), column))
    }

    /// Fault of a row that corrects what is not there.
    pub fn of_nothing(&self) -> Option<Finding> {
        let reference = self.row.reference.as_ref()?;
        let is_of_nothing = self.row.action == Some(Action::Correct) && self.before.is_none();
        is_of_nothing
            .then(|| Finding::at(faults::reference_unknown(), "reference").with_value(reference.as_str()))
    }
}

/// Register as the rows of a file of facts name it.
#[derive(Default)]
pub struct FactLookups {
    pub people: People,
    organisations: Organisations,
    references: References,
}

impl FactLookups {
    /// Looks up, all together, what has the references of rows, by whose they are.
    ///
    /// # Errors
    /// Those of `look` and `look_voided`, which are asked for one organisation at a time.
    pub fn find<'r, D, F: Clone>(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &'r [(u32, FactRow<D>)],
        look: impl Fn(&mut Conn, OrganisationId, &[&Reference]) -> Result<HashMap<Reference, F>>,
        look_voided: impl Fn(&mut Conn, OrganisationId, &[&Reference]) -> Result<HashMap<Reference, Vec<F>>>,
    ) -> Result<Vec<FoundRow<'r, D, F>>> {
        let owners: Vec<_> = rows
            .iter()
            .map(|(_, row)| match &row.owner {
                Given::Unread => Ok(None),
                owner => self.organisations.find(conn, context, owner.said()),
            })
            .collect::<Result<_>>()?;
        let mut references: HashMap<OrganisationId, Vec<&Reference>> = HashMap::new();
        for ((_, row), owner) in rows.iter().zip(&owners) {
            if let (Some(owner), Some(reference)) = (owner, &row.reference) {
                references.entry(*owner).or_default().push(reference);
            }
        }
        let mut known = HashMap::with_capacity(references.len());
        let mut voided = HashMap::new();
        for (owner, mut own) in references {
            own.sort_unstable();
            own.dedup();
            // A file that is sent once more means no new facts, unless it asks for changes.
            if context.on_change == OnChange::Reject {
                voided.insert(owner, look_voided(conn, owner, &own)?);
            }
            known.insert(owner, look(conn, owner, &own)?);
        }
        let found = rows.iter().zip(owners).map(|((number, row), owner)| {
            let reference = row.reference.as_ref();
            let before = owner.and_then(|owner| known.get(&owner)?.get(reference?).cloned().map(Box::new));
            let voided = owner.and_then(|owner| voided.get(&owner)?.get(reference?).cloned());
            FoundRow { number: *number, row, owner, before, voided: voided.unwrap_or_default() }
        });
        Ok(found.collect())
    }

    /// Has a row take its reference; what it comes to where another row has that: it is rejected, or says the
    /// same once more. One that is of other people by its names, as `is_of_others` tells, takes none, and
    /// leaves what has it to the next one.
    pub fn claim<D: Hash, F, C>(
        &mut self,
        found: &FoundRow<'_, D, F>,
        is_of_others: impl Fn(&D, &People) -> bool,
    ) -> Option<PlannedRow<C>> {
        let (number, row) = (found.number, found.row);
        let is_claimed = !row.said().is_some_and(|said| is_of_others(said, &self.people));
        let (own, reference) = found.owner.zip(row.reference.as_ref()).filter(|_| is_claimed)?;
        let (first, is_same) = self.references.claim(own, reference, (number, row))?;
        let (outcome, twice) = if is_same {
            (RowOutcome::Duplicate, faults::row_twice())
        } else {
            (RowOutcome::Rejected, faults::reference_twice())
        };
        Some(PlannedRow::to(number, outcome, row.told()).found(Finding::of(twice).about(first)))
    }

    /// Forgets what was looked up on the register, because it has changed since.
    pub fn invalidate(&mut self) {
        self.people = People::default();
        self.organisations = Organisations::default();
    }
}

/// The caller's own reference, for the answer, even where the row is wrong in other cells; never an IDNP.
pub fn reference(layout: &Layout, row: &Row) -> Option<String> {
    let cell = layout.place("reference").and_then(|place| row.cells.get(place))?;
    cells::plain::<Reference>(cell).ok().map(|reference| reference.to_string())
}

/// A row that voids what there never was.
pub fn nothing_to_void<C>(number: u32, reference: &Reference) -> PlannedRow<C> {
    let unknown = Finding::at(faults::reference_unknown(), "reference").with_value(reference.as_str());
    PlannedRow::rejected(number, Some(reference.to_string()), vec![unknown])
}

/// The reason of a correction or a void: the row's own, or what the call says.
pub fn reason(context: &ImportContext, given: Option<&Note>) -> Note {
    given.unwrap_or(&context.call.reason).clone()
}

/// Refuses changes about people whose records were closed since the rows were planned.
///
/// # Errors
/// 409 where one was closed, so that the rows are planned anew.
pub fn require_active(tx: &mut Tx<'_>, records: impl Iterator<Item = WorkerId>) -> Result<()> {
    let mut records: Vec<_> = records.collect();
    records.sort_unstable();
    records.dedup();
    if workers::all_active(tx, &records)? {
        Ok(())
    } else {
        Err(Error::conflict(workers::faults::closed_meanwhile()))
    }
}
