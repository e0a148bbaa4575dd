//! The ladder of grades, awards of a grade by a commission's decision, and suspensions.
//!
//! Grades are data, public to read; no grade's name is known to the code. An award is a fact: it is never
//! overwritten, and a revocation says from which day on it no longer holds and since when that is known.

mod actions;
mod bulk;
mod events;
mod export;
mod facts;
pub mod faults;
mod http;
mod model;
mod revocations;
mod stated;
mod store;
mod suspensions;

pub use actions::{award_by_decision, insert_sample_grade, review_closing};
pub use bulk::keep;
pub use facts::{AwardFact, awards_of_people, each_known_award, graded, graded_at};
pub use http::routes;
pub use model::{Award, Grade, NewAward, NewGrade};
pub use stated::{AwardRelation, StatedAward};
pub use store::{find_code, grades, ladder};
pub use suspensions::{
    SuspensionFact, each_believed_suspension, review_suspensions_since, suspension_history,
};
