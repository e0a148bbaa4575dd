//! The ladder of grades, awards of a grade by a commission's decision, and suspensions.
//!
//! Grades are data, public to read; no grade's name is known to the code. An award is a fact: what was known
//! of it stays. A revocation says from which day on it no longer holds, a correction what its decision says,
//! and each since when that is known.

mod actions;
mod bulk;
mod corrections;
mod events;
mod export;
mod facts;
pub mod faults;
mod former_grades;
mod graded;
mod grades;
mod http;
mod ladder;
mod model;
mod revocations;
mod stated;
mod store;
mod suspensions;
mod terms;

pub use actions::{award_by_decision, review_closing};
pub use bulk::keep;
pub use corrections::moved_since;
pub use facts::{AwardFact, awards_of_people, each_known_award, graded};
pub use graded::{GradedAward, Grades, graded_at};
pub use grades::{Grade, NewGrade};
pub use http::routes;
pub use ladder::{GradeUse, insert_sample_grade};
pub use model::{Award, NewAward};
pub use stated::{AwardRelation, StatedAward};
pub use store::{find_code, grades, ladder};
pub use suspensions::{
    SuspensionFact, each_believed_suspension, review_merge, review_suspensions_since, suspension_history,
};
