//! Record: what is known of a person, as rules take it.
//!
//! The one bridge from facts to rules. Each room of facts hands over what rules ask about (`CompletionFact`,
//! `SessionFact`, `EmploymentFact`, `AwardFact`, `SuspensionFact`, `AbsenceFact`): of one worker with all
//! that was ever recorded, or of a range of workers as it was believed at a moment. `mapping` says what each
//! becomes, and nobody else does. One person is read by a [`RecordReader`], the whole register by [`load()`];
//! what a decision is made on is frozen from a record and thawed again ([`FrozenRecord`]).
//!
//! A record is also kept packed in one row, so that a status is one look-up. Triggers of the database mark it
//! as stale in the transaction that changes a fact, whatever changes it; a stale record is read from the
//! facts until it has been packed again ([`keep_packed`]).

mod columns;
mod facts;
mod frozen;
mod load;
mod mapping;
mod owned;
mod packed;
mod packed_facts;
mod packing;
mod reader;
mod store;
mod withdrawn;

pub use columns::{Columns, Employer, EmploymentTerms, RegisterPart};
pub use facts::{PersonFacts, RecordPart};
pub use frozen::FrozenRecord;
pub use load::{employers, load};
pub use owned::PersonRecord;
pub use packing::{Packing, Report, keep_packed, pack, verify};
pub use reader::{LaterFacts, RecordReader};
pub use withdrawn::withdrawn_since;
