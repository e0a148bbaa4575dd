//! Days on which the clock of a requirement stands. Pure.
//!
//! One law for all that has a clock: days of a pausing absence are not counted. A window of n months that
//! ends with a day has as many other days as it would have without absences; while an absence lasts, it
//! begins where it began on the last day before. What is due n months after a day is due later by the absent
//! days between, and never on one of them.

use super::Window;
use super::record::{Record, Standing};
use crate::values::{AbsenceKind, Day};

/// Kinds of absence, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct AbsenceKinds(u8);

impl AbsenceKinds {
    /// These and others.
    pub fn with(self, more: &[AbsenceKind]) -> Self {
        more.iter().fold(self, |all, kind| Self(all.0 | 1 << *kind as u8))
    }

    /// Whether a kind is one of them.
    pub const fn has(self, kind: AbsenceKind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Spans of days on which a clock stands, in the order of their days, with other days between them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pauses(Vec<Window>);

impl Pauses {
    /// The days of the absences of these kinds that are believed.
    pub fn of(record: &Record<'_>, kinds: AbsenceKinds) -> Self {
        let mut all: Vec<Window> = Vec::new();
        if kinds.is_empty() {
            return Self(all);
        }
        let pausing =
            record.absences.iter().filter(|one| one.standing == Standing::Believed && kinds.has(one.kind));
        for absence in pausing {
            match all.last_mut() {
                Some(last) if absence.from <= last.to.next() => last.to = last.to.max(absence.until),
                _ => all.push(Window { from: absence.from, to: absence.until }),
            }
        }
        Self(all)
    }

    /// Whether the clock never stands.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first day of the window of calendar months that ends with a day.
    pub fn begins(&self, months: i32, day: Day) -> Day {
        let before = self.0.partition_point(|pause| pause.from <= day);
        let (mut earlier, mut last) = (&self.0[..before], day);
        if let Some((pause, others)) = earlier.split_last().filter(|(pause, _)| pause.has(day)) {
            (earlier, last) = (others, pause.from.previous());
        }
        let mut from = last.window_start(months);
        for pause in earlier.iter().rev() {
            if pause.to < from {
                break;
            }
            from = moved(from, -length(*pause));
        }
        from
    }

    /// The last day, from one on which it does, on which a window of calendar months still has a fact of a
    /// day.
    pub fn last_day_in_window(&self, months: i32, on: Day, day: Day) -> Day {
        let plain = on.last_of_months(months);
        if self.is_empty() {
            return plain;
        }
        // Pauses only lengthen a window.
        let mut last = plain.max(day);
        while last < Day::LAST {
            let next = last.next();
            match self.pause_of(next) {
                Some(pause) => last = pause.to,
                None if self.begins(months, next) <= on => last = next,
                None => return last,
            }
        }
        Day::LAST
    }

    /// The day on which something is due that would be due on one, counted from another.
    pub fn due(&self, from: Day, due: Day) -> Day {
        let mut due = due;
        for pause in self.0.iter().filter(|pause| pause.to >= from) {
            if pause.from > due {
                break;
            }
            due = moved(due, length(Window { from: pause.from.max(from), to: pause.to }));
        }
        due.min(Day::LAST)
    }

    /// The pause that has a day.
    pub fn pause_of(&self, day: Day) -> Option<Window> {
        let before = self.0.partition_point(|pause| pause.from <= day);
        self.0[..before].last().copied().filter(|pause| pause.has(day))
    }

    /// The number of days that lie in a window.
    pub fn days_in(&self, window: Window) -> i32 {
        let within =
            |pause: &Window| Window { from: pause.from.max(window.from), to: pause.to.min(window.to) };
        self.0.iter().map(within).filter(|part| part.from <= part.to).map(length).sum()
    }
}

fn length(window: Window) -> i32 {
    window.to.since_epoch() - window.from.since_epoch() + 1
}

fn moved(day: Day, days: i32) -> Day {
    Day::from_epoch(day.since_epoch().saturating_add(days)).unwrap_or(Day::FIRST)
}

#[cfg(test)]
mod tests;
