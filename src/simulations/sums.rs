//! KNOWS: the sums of what a rule set would change. Pure.

use crate::record::Columns;
use crate::values::{Code, WorkerId};

/// Numbers of workers who gain, lose, and neither, and the cost of that a month in bani.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ChangeTally {
    /// Workers looked at.
    pub evaluated: i64,
    /// Workers whose highest grade rises.
    pub gains: i64,
    /// Workers whose highest grade falls.
    pub losses: i64,
    /// Workers whose highest grade stays.
    pub unchanged: i64,
    /// The rise of the sum of all supplements.
    pub difference: i64,
}

impl std::ops::AddAssign for ChangeTally {
    fn add_assign(&mut self, other: Self) {
        self.evaluated += other.evaluated;
        self.gains += other.gains;
        self.losses += other.losses;
        self.unchanged += other.unchanged;
        self.difference += other.difference;
    }
}

/// Money a month, and how many workers it is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct PayTotal {
    /// The sum, in bani.
    pub bani: i64,
    /// Workers whose base pay is known.
    pub known: i64,
    /// Workers for whom base pay was assumed.
    pub assumed: i64,
}

impl std::ops::AddAssign for PayTotal {
    fn add_assign(&mut self, other: Self) {
        self.bani += other.bani;
        self.known += other.known;
        self.assumed += other.assumed;
    }
}

impl PayTotal {
    /// The pay of one worker; nobody, where that is nothing.
    #[must_use]
    pub fn to(bani: i64, is_assumed: bool) -> Self {
        let is_paid = bani != 0;
        Self { bani, known: i64::from(is_paid && !is_assumed), assumed: i64::from(is_paid && is_assumed) }
    }
}

/// Something that workers lack, in hundredths, and how many lack it.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub struct Shortage {
    /// The quantity, in hundredths.
    pub hundredths: i64,
    /// The number of workers.
    pub workers: i64,
}

/// The change for one worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GradeChange {
    /// The worker.
    pub worker: WorkerId,
    /// The highest grade before and after, by its step.
    pub before: Option<u8>,
    /// The highest grade after.
    pub after: Option<u8>,
    /// The rise of the supplement, in bani a month.
    pub difference: i32,
}

/// The sums over many workers.
#[derive(Default)]
pub struct Sums {
    /// Over all.
    pub total: ChangeTally,
    /// Of each step: who gains it, who loses it, who is eligible under both, who under neither.
    pub grades: Vec<[i64; 4]>,
    /// By employer, those without one last.
    pub employers: Vec<ChangeTally>,
    /// By post, those without one last.
    pub posts: Vec<ChangeTally>,
    /// Supplements before.
    pub before: PayTotal,
    /// Supplements after.
    pub after: PayTotal,
    /// By how much supplements become other ones.
    pub repaid: PayTotal,
    /// Workers for whom base pay was assumed.
    pub assumed: i64,
    /// Training that is missing, by the domains that it may be of.
    pub training: Vec<(Vec<Code>, Shortage)>,
    /// Supervision that is missing, in hours.
    pub hours: Shortage,
    /// Supervision that is missing, in sessions.
    pub sessions: Shortage,
    /// The changes, by worker.
    pub changes: Vec<GradeChange>,
}

impl Sums {
    pub(super) fn empty(columns: &Columns, grades: usize) -> Self {
        Self {
            grades: vec![[0; 4]; grades],
            employers: vec![ChangeTally::default(); columns.employers.len() + 1],
            posts: vec![ChangeTally::default(); columns.posts.len() + 1],
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.total += other.total;
        for (mine, theirs) in self.grades.iter_mut().zip(other.grades) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
        let tallies =
            self.employers.iter_mut().zip(other.employers).chain(self.posts.iter_mut().zip(other.posts));
        for (mine, theirs) in tallies {
            *mine += theirs;
        }
        self.before += other.before;
        self.after += other.after;
        self.repaid += other.repaid;
        self.assumed += other.assumed;
        for (domains, lack) in other.training {
            match self.training.iter_mut().find(|(known, _)| *known == domains) {
                Some((_, mine)) => mine.add(lack),
                None => self.training.push((domains, lack)),
            }
        }
        self.hours.add(other.hours);
        self.sessions.add(other.sessions);
        self.changes.extend(other.changes);
    }
}

impl Shortage {
    fn add(&mut self, other: Self) {
        self.hundredths += other.hundredths;
        self.workers += other.workers;
    }
}
