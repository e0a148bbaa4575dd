//! DOES: finds the workers that a caller may list.

use super::store::{Employed, Selection};
use crate::call::Call;
use crate::db::View;
use crate::error::Result;
use crate::values::{Day, Moment, OrganisationId};
use crate::workers::model::Sight;
use crate::workers::sight;

/// Conditions on the workers that are asked for.
#[derive(Clone, Copy)]
pub(super) struct Filter {
    /// Those whom this organisation employs.
    pub organisation: Option<OrganisationId>,
    /// Day on which they are employed.
    pub valid_at: Option<Day>,
    /// Moment at which that was known so.
    pub known_at: Option<Moment>,
    /// Whether only those are asked for who are employed.
    pub is_of_staff: bool,
}

/// The workers that a caller asks for, of those whom it sees today. An employer asks for its own, wherever it
/// sees them.
///
/// # Errors
/// The database cannot be read.
pub(super) fn select(view: &mut View<'_>, call: &Call, filter: Filter) -> Result<Selection> {
    let now = view.now;
    let known_at = filter.known_at.unwrap_or(now);
    let on = filter.valid_at.unwrap_or(call.today);
    let is_asked = filter.is_of_staff || filter.organisation.is_some() || filter.valid_at.is_some();
    let named = filter.organisation.map(|one| vec![one]);
    let (seen, at) = match sight(view, call)? {
        Sight::Everyone if is_asked => (None, named),
        Sight::Everyone => return Selection::of(view, None, None, known_at),
        Sight::EmployedBy(own, today) => {
            let at = named.map_or_else(
                || own.clone(),
                |named| named.into_iter().filter(|one| own.contains(one)).collect(),
            );
            (Some(Employed { at: Some(own), on: today, known_at: now }), Some(at))
        }
        Sight::Nobody => (None, Some(Vec::new())),
    };
    Selection::of(view, seen, Some(Employed { at, on, known_at }), known_at)
}
