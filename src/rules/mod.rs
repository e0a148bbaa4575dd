//! The quiet room: what follows from facts. Pure: no I/O, no clock; the day and the facts come as arguments.
//!
//! [`language`] and [`terms`] are what rule sets are written in, [`read()`] and [`check()`] take them in,
//! [`CompiledRules`] makes one ready, [`record`] is what is known of a worker, and [`DayRules`] evaluates the
//! one over the other, with an [`explanation`]. [`examples`] are cases that a rule set carries itself.

mod check;
mod compiled;
mod evaluate;
pub mod examples;
pub mod explanation;
pub mod faults;
pub mod language;
mod leaf;
mod months;
mod pathway;
mod pause;
mod pay;
mod read;
pub mod record;
mod summary;
pub mod terms;
mod text;
mod window;

pub use self::record::{Catalogue, Record};
pub use check::{check, check_taught};
pub use compiled::{CompiledRules, DayRules};
pub use evaluate::Shortfall;
pub use examples::{Example, check_examples, first_difference};
pub use explanation::{Explained, Reason, ShortfallCode};
pub use language::Rules;
pub use months::MonthLaw;
pub use pathway::{Course, Pathway, pathway, remaining};
pub use pay::{Pay, PayTerms};
pub use read::{RulesDocument, read, read_examples};
pub use summary::{SupervisionSum, TrainingSum, supervision, training};
pub use terms::{PayReason, PayableWhile};
pub use window::Window;
