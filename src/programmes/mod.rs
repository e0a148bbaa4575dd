//! The catalogue: what can be learnt.
//!
//! A programme is drafted, approved from a day on, and later retired from a day on. What was ever approved is
//! public; a draft is seen by its owner, the registrar and the ministry. Only a draft is edited: what people
//! have learnt does not change afterwards. How it stood before each decision is kept, and answers as known
//! before tell it.

mod actions;
mod alias_http;
mod aliases;
pub mod faults;
mod http;
mod model;
mod request;
mod retirement;
mod stages;
mod store;
mod teaching;
mod titles;
mod words;

pub use actions::insert_sample;
pub use aliases::aliases_of;
pub use http::routes;
pub use model::{Programme, ProgrammeStatus};
pub use request::{Approval, NewProgramme};
pub use stages::known_at;
pub use store::{
    ProgrammeTitles, RatedProgramme, TitledProgramme, approved, codes, find, find_by_code, rated, taught,
    titled,
};
pub use teaching::{TeachingChange, TeachingListener};
pub use titles::{TitleIndex, TitleMatch, plain_title};
pub use words::{DeliveryMode, HoursBasis};
