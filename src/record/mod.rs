//! Record: what is known of a person, as rules take it.
//!
//! The one bridge from facts to rules. Each room of facts hands over what rules ask about (`CompletionFact`,
//! `SessionFact`, `EmploymentFact`, `AwardFact`, `SuspensionFact`, `AbsenceFact`): of one worker with all
//! that was ever recorded, or of a range of workers as it was believed at a moment. `mapping` says what each
//! becomes, and nobody else does. One person is read by a [`RecordReader`], the whole register by [`load()`];
//! what a decision is made on is frozen from a record and thawed again ([`FrozenRecord`]).

mod columns;
mod frozen;
mod load;
mod mapping;
mod owned;
mod reader;
mod withdrawn;

pub use columns::{Columns, Employer, EmploymentTerms, RegisterPart};
pub use frozen::FrozenRecord;
pub use load::{employers, load};
pub use owned::PersonRecord;
pub use reader::{LaterFacts, PersonFacts, RecordPart, RecordReader};
pub use withdrawn::withdrawn_since;
