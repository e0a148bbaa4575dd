//! The ladder of grades, awards of a grade by a commission's decision, and suspensions.
//!
//! Grades are data, public to read; no grade's name is known to the code. An award is a fact: it is never
//! overwritten, and a revocation says from which day on it no longer holds and since when that is known.

mod actions;
mod export;
mod http;
mod model;
mod store;
mod suspensions;

pub use actions::{add_grade, award_by_decision};
pub use http::routes;
pub use model::{Award, Grade, NewAward, NewGrade};
pub use store::{Held, each_held, find_code, graded, ladder};
pub use suspensions::{Barred, Suspended, each_barred, suspended};
