//! Organisations: the ministry, territorial agencies and their structures, universities, providers,
//! employers.
//!
//! Public. A parent stands above its children: an agency sees the workers of the structures below it. Kind,
//! parent and district are facts with two times (`organisation_states`): an organisation's own row is its
//! last state, which is that of today, since no change is recorded before its day. A number that was recorded
//! in error is corrected as a fact: answers as known before have the one that was believed.

mod actions;
pub mod faults;
mod http;
mod idnos;
mod model;
mod states;
mod store;
mod timeline;

pub use actions::{KindChange, KindListener, below, below_on, create};
pub use http::routes;
pub use model::{NewOrganisation, Organisation, OrganisationState, OrganisationStateId};
pub use states::{histories, history};
pub use store::{all, any, find, find_by_idno};
pub use timeline::{KindsByDay, StateHistory};
