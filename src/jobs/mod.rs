//! Jobs: work beside the requests, one table and one lease for every kind of it.
//!
//! A row of the table is a job that is open: it waits, or a process is at work on it. It is made in the
//! transaction that asks for the work, and goes in the one that keeps what came of it, so that a job is done
//! once or stays. What came of it is the room's to keep.
//!
//! A process that takes a job up gets a *lease* on it, renewed by heartbeats, which ends within seconds of
//! its process. Everything that the work writes asks first, in the same transaction, whether the lease still
//! holds: a process that was taken for dead can change nothing any more. An embedded database has one server,
//! so there the leases of all others have ended with them.

mod failure;
pub mod faults;
mod job;
mod lease;
mod model;
mod runner;
mod store;

pub use failure::{Failure, FailureReport};
pub use job::{Job, JobStanding, Retries};
pub use lease::Lease;
pub use model::{JobId, NewJob, OrderingKey, Size};
pub use runner::Runner;
pub use store::{add, cancel};
