//! DOES: puts organisations on the register and changes them.

use super::faults;
use super::model::{NewOrganisation, Organisation, OrganisationChange};
use super::store;
use crate::call::Call;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::events::{self, Body, Happening};
use crate::values::OrganisationId;
use crate::version::Condition;

/// Steps from a structure up to the ministry, at the most.
const DEEPEST: usize = 5;

/// Puts an organisation on the register.
///
/// # Errors
/// Its IDNO is on the register, or its parent is not.
pub fn create(tx: &mut Tx<'_>, call: &Call, new: &NewOrganisation) -> Result<Organisation> {
    if let Some(existing) = store::find_by_idno(tx, &new.idno)? {
        return Err(store::known_idno().at(address(existing.id)));
    }
    let now = tx.now;
    let organisation = Organisation {
        id: OrganisationId::new(),
        idno: new.idno.clone(),
        name: new.name.clone(),
        kind: new.kind,
        parent_id: new.parent_id,
        district: new.district.clone(),
        sample: new.sample,
        created_at: now,
        updated_at: now,
    };
    store::insert(tx, &organisation)?;
    events::happened(tx, call, "create_organisation", &registered(&organisation))?;
    Ok(organisation)
}

/// Changes an organisation that is as the caller read it.
///
/// # Errors
/// It does not exist, has changed meanwhile, or would stand above itself.
pub fn change(
    tx: &mut Tx<'_>,
    call: &Call,
    id: OrganisationId,
    condition: &Condition,
    change: &OrganisationChange,
) -> Result<Organisation> {
    let current = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    condition.check(&current)?;
    if let Some(parent) = change.parent_id
        && below(tx, id)?.contains(&parent)
    {
        return Err(Error::fault("/parentId", faults::below_itself()));
    }
    let now = tx.now;
    store::update(tx, id, change, now)?;
    let changed = store::find(tx, id)?.ok_or_else(Error::not_found)?;
    let event = happening(&changed, Body::OrganisationChanged(body(&changed)));
    events::happened(tx, call, "update_organisation", &event)?;
    Ok(changed)
}

fn registered(organisation: &Organisation) -> Happening {
    happening(organisation, Body::OrganisationRegistered(body(organisation)))
}

fn happening(organisation: &Organisation, body: Body) -> Happening {
    Happening::to(organisation.id.0, body).at(organisation.id)
}

const fn body(organisation: &Organisation) -> events::Organisation {
    events::Organisation { kind: organisation.kind, parent_id: organisation.parent_id }
}

/// An organisation and all below it.
///
/// # Errors
/// The database cannot be read.
pub fn below(conn: &mut Conn, id: OrganisationId) -> Result<Vec<OrganisationId>> {
    let (mut all, mut level) = (vec![id], vec![id]);
    for _ in 0..DEEPEST {
        level = store::children(conn, &level)?;
        if level.is_empty() {
            break;
        }
        all.extend(&level);
    }
    Ok(all)
}

pub(super) fn address(id: OrganisationId) -> String {
    format!("/api/v1/organisations/{id}")
}
