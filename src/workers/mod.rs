//! Workers: the people on the register, and where they work when.
//!
//! A worker is found by IDNP through a keyed hash; the IDNP itself is kept encrypted and never given back.

mod absences;
mod actions;
mod amendments;
mod bulk;
mod closures;
mod deactivations;
mod employments;
mod events;
mod facts;
pub mod faults;
mod hirings;
mod http;
mod idnps;
mod lists;
mod model;
mod pay;
mod sight;
mod staffing;
mod store;

pub use absences::{AbsenceFact, absence_history, absences_withdrawn_since, each_believed_absence};
pub use actions::{MergeChange, MergeListener, grounds, grounds_withdrawn_since, look_at, must_employ};
pub use amendments::{Amendment, Correcting, Renaming, beginning};
pub use bulk::{
    Change, NamedWorker, WorkerSnapshot, all_active, by_hashes, by_ids, keep, names, records_of_people,
    snapshots_by_hashes, snapshots_by_ids,
};
pub use closures::{Closure, all_closed_at, closed_at, was_ever_closed};
pub use deactivations::{ClosingChange, ClosingListener};
pub use facts::{EmploymentFact, each_believed_employment, employment_history, employments_withdrawn_since};
pub use hirings::{Guess, MOST_A_DAY, RefusedGuess, count_guesses, guess, is_called, is_named, told};
pub use http::routes;
pub use idnps::find_by_hash_at;
pub use model::{NewEmployment, NewWorker, Sight, Worker, WorkerReference, WorkerStatus, misnamed};
pub use pay::{BasePay, PaySight};
pub use sight::{CallerSight, caller_sight, pay_sight, sight, sight_on};
pub use staffing::{EmploymentPeriod, ListedEmployment, Staffing, listed_twice, staffing};
pub use store::{
    absorbed, each_known, find, find_by_hash, find_seen, id_by_hash, records_of_person, records_of_person_at,
    sees,
};
