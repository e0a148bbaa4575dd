//! Pay: whether a grade's supplement is due on a day, why, and since and until when. Pure.
//!
//! The status of one or a thousand workers, explained or in its short form, comes here, and a simulation asks
//! the same terms.

use super::language::GradeSupplement;
use super::record::{Holding, Record, Standing};
use super::terms::{PayReason, PayableWhile};
use crate::values::Day;

/// The supplement of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pay {
    /// Why it is due or not.
    pub reason: PayReason,
    /// The amount, where it is due.
    pub amount: Option<GradeSupplement>,
    /// The award that it rests or rested on, by its place in the record.
    pub award: Option<usize>,
    /// The suspension in force on the day, by its place in the record, whether it stops pay or not.
    pub suspension: Option<usize>,
    /// The first of the days around this one on which the same holds for the same reason, by the same award;
    /// none where that was ever so.
    pub since: Option<Day>,
    /// The last of those days if nothing more happens; none where it lasts.
    pub until: Option<Day>,
}

impl Pay {
    /// Whether it is due.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.reason == PayReason::Awarded
    }
}

/// The terms of pay on every day: while what it is paid, and the supplement of a grade by its rank.
pub struct PayTerms<'t> {
    /// While what supplements are paid.
    pub payable_while: &'t PayableWhile,
    /// The supplement of a grade by its rank, where it brings one.
    pub supplement: &'t dyn Fn(i32) -> Option<GradeSupplement>,
}

impl PayTerms<'_> {
    /// The pay of a day. These terms are taken to have held always.
    #[must_use]
    pub fn on(&self, record: &Record<'_>, day: Day) -> Pay {
        let (reason, award) = self.standing(record, day);
        let turns = turns(record);
        let differs = |other: Day| self.standing(record, other) != (reason, award);
        let (past, future) = turns.split_at(turns.partition_point(|turn| *turn <= day));
        let since = past.iter().rev().find(|turn| differs(turn.previous())).copied();
        let until = future.iter().find(|turn| differs(**turn)).map(|turn| turn.previous());
        let is_due = reason == PayReason::Awarded;
        let rank = award.filter(|_| is_due).and_then(|at| record.holdings.get(at)).map(|one| one.rank);
        Pay {
            reason,
            amount: rank.and_then(self.supplement),
            award,
            suspension: record.suspended_on(day),
            since,
            until,
        }
    }

    /// Why a supplement is due on a day or not, and the award that it rests or rested on.
    fn standing(&self, record: &Record<'_>, day: Day) -> (PayReason, Option<usize>) {
        let Some((at, held)) = held(record, day) else { return lost(record, day) };
        let reason = if (self.supplement)(held.rank).is_none() {
            PayReason::GradeWithoutSupplement
        } else {
            self.payable_while.stops(record, day).unwrap_or(PayReason::Awarded)
        };
        (reason, Some(at))
    }
}

/// The awards that are believed, each with its place.
fn believed<'r>(record: &Record<'r>) -> impl Iterator<Item = (usize, &'r Holding)> {
    record.holdings.iter().enumerate().filter(|(_, holding)| holding.standing == Standing::Believed)
}

/// The award of the highest grade held on a day; of two of one grade, the later one.
fn held<'r>(record: &Record<'r>, day: Day) -> Option<(usize, &'r Holding)> {
    let holding = believed(record).filter(|(_, holding)| holding.from <= day && day <= holding.until);
    holding.max_by_key(|(at, holding)| (holding.rank, holding.from, *at))
}

/// Why no grade is held on a day, and the award that ended last before it.
fn lost(record: &Record<'_>, day: Day) -> (PayReason, Option<usize>) {
    let past = believed(record).filter(|(_, holding)| holding.from <= day && holding.until < day);
    let last = past.max_by_key(|(at, holding)| (holding.until, holding.rank, holding.from, *at));
    let reason = match last {
        None => PayReason::NoGrade,
        Some((_, holding)) if holding.revoked => PayReason::Revoked,
        Some(_) => PayReason::Expired,
    };
    (reason, last.map(|(at, _)| at))
}

/// The days on which something of a record begins, or is over, in their order. Nothing is over after the last
/// day of the calendar.
fn turns(record: &Record<'_>) -> Vec<Day> {
    let holdings = record.holdings.iter().map(|one| (one.standing, one.from, one.until));
    let services = record.services.iter().map(|one| (one.standing, one.from, one.until));
    let suspensions = record.suspensions.iter().map(|one| (one.standing, one.from, one.until));
    let spans = holdings.chain(services).chain(suspensions);
    let spans = spans.filter(|(standing, ..)| *standing == Standing::Believed);
    let days = spans.flat_map(|(_, from, until)| [from, until.next()]);
    let mut turns: Vec<Day> = days.filter(|day| *day <= Day::LAST).collect();
    turns.sort_unstable();
    turns.dedup();
    turns
}

#[cfg(test)]
mod tests;
