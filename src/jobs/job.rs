//! A kind of job, as its room describes it.

use super::lease::Lease;
use super::model::JobId;
use crate::db::Tx;
use crate::error::Result;
use crate::values::Fault;

/// A kind of job, and how one is done.
pub trait Job: Send + Sync {
    /// Names the kind in the table of jobs.
    fn kind(&self) -> &'static str;

    /// The retries, and the pauses before them, of a job that failed in a way that may pass.
    fn retries(&self) -> Retries {
        Retries::USUAL
    }

    /// Keeps where a job stands in the room's own table, in the transaction that changes it.
    ///
    /// # Errors
    /// The database cannot take it; then the job stands where it stood.
    fn keep(&self, tx: &mut Tx<'_>, id: JobId, standing: &JobStanding<'_>) -> Result<()>;

    /// Does a job, on a thread that may wait. The last transaction ends the lease; without that the job is
    /// left: it is another's by now, or was cancelled, or this process is about to stop.
    ///
    /// # Errors
    /// The job fails. An error of [`Unavailable`](crate::error::Kind::Unavailable) may pass: then it is done
    /// again.
    fn run(&self, lease: &Lease) -> Result<()>;
}

/// The stage that a job has reached.
#[derive(Debug)]
pub enum JobStanding<'a> {
    /// It waits.
    Waiting,
    /// A process has begun to work on it, for the first time or again.
    Begun,
    /// So much of it is done, as [`Lease::tell`] was told.
    At {
        /// Units of work done, such as rows.
        done: i32,
        /// Units of work in all.
        total: i32,
    },
    /// It failed with this fault, and is not done again.
    Failed(&'a Fault),
}

/// The number of times that a job is done again.
#[derive(Debug, Clone, Copy)]
pub struct Retries {
    /// Failures in a row after which it is given up.
    pub most: i32,
    /// The pause after the first one, in seconds; each one is twice as long as the one before.
    pub first: i64,
    /// The longest pause, in seconds.
    pub longest: i64,
}

impl Retries {
    /// Some four minutes in all: a database that starts again, a disk on which somebody makes room.
    pub const USUAL: Self = Self { most: 8, first: 1, longest: 120 };

    /// The pause after so many failures in a row, in seconds; none when the job is given up.
    #[must_use]
    pub fn pause(self, failures: i32) -> Option<i64> {
        let doublings = u32::try_from(failures.checked_sub(1)?).ok()?;
        let pause = 2_i64.checked_pow(doublings).and_then(|times| self.first.checked_mul(times));
        (failures <= self.most).then(|| pause.unwrap_or(self.longest).min(self.longest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_limit_and_end() {
        let retries = Retries { most: 5, first: 3, longest: 20 };
        let pauses: Vec<_> = (1..=6).map(|failures| retries.pause(failures)).collect();
        assert_eq!(pauses, [Some(3), Some(6), Some(12), Some(20), Some(20), None]);
        let ever = Retries { most: i32::MAX, ..retries };
        assert_eq!(ever.pause(i32::MAX), Some(20));
        assert_eq!(ever.pause(i32::MIN), None);
    }
}
