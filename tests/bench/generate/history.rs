//! A fact as a register keeps it: since when it is known, and what became of it.

use registry::values::{Moment, Withdrawal};

use super::days::{LATE, noon};
use super::dice::Dice;

/// Facts of a thousand that another one takes the place of, and that never were.
const CORRECTED: usize = 20;
const VOIDED: usize = 10;

/// One fact, of which a correction keeps two.
#[derive(Clone)]
pub struct Kept<F> {
    /// Its number among all facts of its kind.
    pub number: u64,
    pub fact: F,
    pub recorded_at: Moment,
    pub supersedes: Option<u64>,
    pub withdrawn: Option<Withdrawn>,
}

/// The end of its being believed.
#[derive(Clone, Copy)]
pub struct Withdrawn {
    pub at: Moment,
    pub how: Withdrawal,
    pub superseded_by: Option<u64>,
}

impl<F> Kept<F> {
    pub const fn believed(number: u64, fact: F, recorded_at: Moment) -> Self {
        Self { number, fact, recorded_at, supersedes: None, withdrawn: None }
    }

    pub const fn is_believed(&self) -> bool {
        self.withdrawn.is_none()
    }
}

/// All facts of a kind of one worker or one group, numbered on from a first number.
pub struct History<F> {
    pub kept: Vec<Kept<F>>,
    next: u64,
}

impl<F> History<F> {
    pub const fn from(number: u64) -> Self {
        Self { kept: Vec::new(), next: number }
    }

    /// Those that are believed.
    pub fn believed(&self) -> impl Iterator<Item = &Kept<F>> {
        self.kept.iter().filter(|one| one.is_believed())
    }

    /// Records a fact some days after a day. A few are voided later, and a few were recorded wrongly first:
    /// `wrong` says how.
    pub fn record(&mut self, dice: &mut Dice, day: i32, fact: F, wrong: impl FnOnce(&F) -> F) {
        // Two days for what becomes of it: nothing is known later than `LATE` days after it happened.
        let recorded = day + dice.between(0, LATE - 2);
        let fate = dice.below(1_000);
        if fate < CORRECTED {
            let first = self.push(wrong(&fact), recorded, None);
            let second = self.push(fact, recorded + 1, Some(first));
            self.withdraw(2, recorded + 1, Withdrawal::Corrected, Some(second));
        } else {
            self.push(fact, recorded, None);
            if fate < CORRECTED + VOIDED {
                self.withdraw(1, recorded + 2, Withdrawal::Voided, None);
            }
        }
    }

    fn push(&mut self, fact: F, recorded: i32, supersedes: Option<u64>) -> u64 {
        let number = self.next;
        self.next += 1;
        self.kept.push(Kept { supersedes, ..Kept::believed(number, fact, noon(recorded)) });
        number
    }

    /// Withdraws the last fact but so many.
    fn withdraw(&mut self, from_end: usize, day: i32, how: Withdrawal, superseded_by: Option<u64>) {
        let at = self.kept.len() - from_end;
        self.kept[at].withdrawn = Some(Withdrawn { at: noon(day), how, superseded_by });
    }
}
