//! The hall: what every request passes on its way to a room and back.

pub mod body;
pub mod connections;
pub mod export;
pub mod faults;
pub mod hall;
pub mod idempotency;
pub mod language;
mod numbers;
pub mod outflow;
pub mod page;
pub mod path;
pub mod problem;
pub mod query;
pub mod reply;
pub mod trace;

pub use body::Json;
pub use export::Representation;
pub use hall::{Hall, LookedAt};
pub use idempotency::IdempotencyKey;
pub use language::PreferredLanguage;
pub use page::{FactPage, FactPlace, Limit, Pages};
pub use path::{NestedPath, Path};
pub use query::Query;
pub use reply::Reply;
