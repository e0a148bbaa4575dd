//! The ladder of grades, and awards of a grade by decision.
