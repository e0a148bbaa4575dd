//! Rows of facts, of whichever kind: each has a reference of its organisation, and may correct or void what
//! has it.

use std::collections::HashMap;
use std::hash::Hash;

use super::cells::{self, ACTIONS, Action, Cells, OrganisationRef};
use super::lookups::{Organisations, People, References};
use super::{ImportContext, PlannedRow};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::imports::faults;
use crate::imports::words::{OnChange, RowOutcome};
use crate::tables::{Finding, Layout, Row, value};
use crate::values::{Note, OrganisationId, Reference, WorkerId};
use crate::workers;

/// Row of a fact as it was read; `D` is what it says of the fact.
#[derive(Clone, Hash)]
pub struct FactRow<D> {
    pub action: Action,
    pub reference: Reference,
    /// Organisation that has the reference, as the row names it; the caller's own where it is left out.
    pub owner: Option<OrganisationRef>,
    pub reason: Option<Note>,
    /// Details of the fact; none of a row that voids.
    pub details: Option<D>,
}

impl<D> FactRow<D> {
    /// Reads a row; `owner` is the column that names the organisation, and `details` reads the rest unless
    /// the row voids. Every fault is found, and then there is nothing.
    pub fn read(
        cells: &mut Cells<'_>,
        owner: &str,
        details: impl FnOnce(&mut Cells<'_>) -> Option<D>,
    ) -> Option<Self> {
        let action = cells.optional("action", |cell| value::word(cell, &ACTIONS));
        let is_plain = cells.cell("action").is_empty();
        let action = action.or(is_plain.then_some(Action::Create));
        let reference = cells.required("reference", cells::plain);
        let owner = cells.optional(owner, cells::organisation);
        let reason = cells.optional("reason", cells::plain);
        let details = if action == Some(Action::Void) { None } else { Some(details(cells)?) };
        Some(Self { action: action?, reference: reference?, owner, reason, details })
    }

    /// Key of the row in its file: the reference and whose it is, as the row names them.
    pub fn key(&self) -> String {
        let reference = &self.reference;
        match &self.owner {
            None => format!("/{reference}"),
            Some(OrganisationRef::Id(id)) => format!("{id}/{reference}"),
            Some(OrganisationRef::Idno(idno)) => format!("{idno}/{reference}"),
        }
    }
}

/// Row of a fact with what the register knows of its reference.
pub struct FoundRow<'r, D, F> {
    pub number: u32,
    pub row: &'r FactRow<D>,
    /// Organisation that has the reference; none where the caller may not record for it.
    pub owner: Option<OrganisationId>,
    /// Fact that has the reference.
    pub before: Option<F>,
    /// Facts that had it and were voided, where the caller did not ask for changes.
    pub voided: Vec<F>,
}

/// Row that was looked up, or is rejected already.
pub type RowLookup<'r, D, F, C> = Result<FoundRow<'r, D, F>, PlannedRow<C>>;

/// Register as the rows of a file of facts name it.
#[derive(Default)]
pub struct FactLookups {
    pub people: People,
    organisations: Organisations,
    references: References,
}

impl FactLookups {
    /// Looks up, all together, what has the references of rows, by whose they are. A row whose reference
    /// another one has is rejected, or says the same once more; one that is of other people by the names in
    /// it, which `is_of_others` tells, has no reference of theirs.
    ///
    /// # Errors
    /// Those of `look` and `look_voided`, which are asked for one organisation at a time.
    pub fn find<'r, D: Hash, F: Clone, C>(
        &mut self,
        conn: &mut Conn,
        context: &ImportContext,
        rows: &'r [(u32, FactRow<D>)],
        is_of_others: impl Fn(&D, &People) -> bool,
        look: impl Fn(&mut Conn, OrganisationId, &[&Reference]) -> Result<HashMap<Reference, F>>,
        look_voided: impl Fn(&mut Conn, OrganisationId, &[&Reference]) -> Result<HashMap<Reference, Vec<F>>>,
    ) -> Result<Vec<RowLookup<'r, D, F, C>>> {
        let owners: Vec<_> = rows
            .iter()
            .map(|(_, row)| self.organisations.find(conn, context, row.owner.as_ref()))
            .collect::<Result<_>>()?;
        let mut references: HashMap<OrganisationId, Vec<&Reference>> = HashMap::new();
        for ((_, row), owner) in rows.iter().zip(&owners) {
            if let Some(owner) = owner {
                references.entry(*owner).or_default().push(&row.reference);
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
        // A row that claims nothing leaves what has the reference to the next one.
        let mut found = Vec::with_capacity(rows.len());
        for ((number, row), owner) in rows.iter().zip(owners) {
            let number = *number;
            let is_claimed = !row.details.as_ref().is_some_and(|said| is_of_others(said, &self.people));
            let twice = owner
                .filter(|_| is_claimed)
                .and_then(|own| self.references.claim(own, &row.reference, (number, row)));
            let before = owner.and_then(|owner| known.get(&owner)?.get(&row.reference).cloned());
            let voided = owner.and_then(|owner| voided.get(&owner)?.get(&row.reference).cloned());
            let voided = voided.unwrap_or_default();
            found.push(match twice {
                Some((first, is_same)) => {
                    let (outcome, twice) = if is_same {
                        (RowOutcome::Duplicate, faults::row_twice())
                    } else {
                        (RowOutcome::Rejected, faults::reference_twice())
                    };
                    let repeated = PlannedRow::to(number, outcome, Some(row.reference.to_string()));
                    Err(repeated.found(Finding::of(twice).about(first)))
                }
                None => Ok(FoundRow { number, row, owner, before, voided }),
            });
        }
        Ok(found)
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

/// A row that voids, when nothing that is believed has its reference: it was done before, or there never was
/// any such thing.
pub fn nothing_to_void<C>(number: u32, reference: &Reference, was_voided: bool) -> PlannedRow<C> {
    let own = Some(reference.to_string());
    if was_voided {
        return PlannedRow::to(number, RowOutcome::Unchanged, own);
    }
    PlannedRow::rejected(
        number,
        own,
        vec![Finding::at(faults::reference_unknown(), "reference").with_value(reference.as_str())],
    )
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
