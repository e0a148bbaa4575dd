//! What files of facts have in common: each row has a reference of its organisation, and may correct or void
//! what has it.

use std::collections::HashMap;

use super::cells::{self, ACTIONS, Action, Body, Cells};
use super::{Desk, Judged};
use crate::db::Conn;
use crate::error::Result;
use crate::imports::words::RowOutcome;
use crate::tables::{Code, Finding, Layout, Row, value};
use crate::values::{Note, OrganisationId, Reference};

/// What every row of facts says first.
pub struct Head {
    /// What is to be done; `create` where the row leaves it out.
    pub action: Option<Action>,
    pub reference: Option<Reference>,
    /// Whose the reference is; the caller's own organisation's where the row leaves it out.
    pub owner: Option<Body>,
    pub reason: Option<Note>,
}

impl Head {
    /// Reads it; `owner` is the column that names the organisation. What is wrong is found, and then is none.
    pub fn read(cells: &mut Cells<'_>, owner: &str) -> Self {
        let action = cells.optional("action", |cell| value::word(cell, &ACTIONS));
        let is_plain = cells.cell("action").is_empty();
        let (reference, owner) =
            (cells.required("reference", cells::plain), cells.optional(owner, cells::body));
        let reason = cells.optional("reason", cells::plain);
        Self { action: action.or(is_plain.then_some(Action::Create)), reference, owner, reason }
    }
}

/// The caller's own reference, for the answer, even where the row is wrong in other cells; never an IDNP.
pub fn reference(layout: &Layout, row: &Row) -> Option<String> {
    let cell = layout.place("reference").and_then(|place| row.cells.get(place))?;
    cells::plain::<Reference>(cell).ok().map(|reference| reference.to_string())
}

/// A reference and whose it is, as a row names them.
pub fn key(body: Option<&Body>, reference: &Reference) -> String {
    match body {
        None => format!("/{reference}"),
        Some(Body::Id(id)) => format!("{id}/{reference}"),
        Some(Body::Idno(idno)) => format!("{idno}/{reference}"),
    }
}

/// What has the references of rows, by whose they are.
pub type Known<T> = HashMap<OrganisationId, HashMap<Reference, T>>;

/// Looks up, all together, what has the references of these rows.
///
/// # Errors
/// Those of `look`, which is asked for one organisation at a time.
pub fn known<'r, T>(
    conn: &mut Conn,
    rows: impl Iterator<Item = (Option<OrganisationId>, &'r Reference)>,
    look: impl Fn(&mut Conn, OrganisationId, &[&Reference]) -> Result<HashMap<Reference, T>>,
) -> Result<Known<T>> {
    let mut references: HashMap<OrganisationId, Vec<&Reference>> = HashMap::new();
    for (organisation, reference) in rows {
        if let Some(organisation) = organisation {
            references.entry(organisation).or_default().push(reference);
        }
    }
    references
        .into_iter()
        .map(|(organisation, own)| Ok((organisation, look(conn, organisation, &own)?)))
        .collect()
}

/// A row that voids, when nothing that is believed has its reference: it was done before, or there never was
/// any such thing.
pub fn nothing_to_void<C>(number: u32, reference: &Reference, was_voided: bool) -> Judged<C> {
    let own = Some(reference.to_string());
    if was_voided {
        return Judged::to(number, RowOutcome::Unchanged, own);
    }
    Judged::rejected(
        number,
        own,
        vec![Finding::at(Code::ReferenceUnknown, "reference").with_value(reference.as_str())],
    )
}

/// The reason of a correction or a void: the row's own, or what the call says.
pub fn reason(desk: &Desk, given: Option<&Note>) -> Note {
    given.unwrap_or(&desk.call.reason).clone()
}
