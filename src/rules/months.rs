//! Laws by which months are counted: the one of today, and the former one, by which evidence of the past is
//! understood.

use crate::values::Day;

/// A law by which months are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonthLaw {
    /// Months end as [`Day::last_of_months`] says, wherever they are counted.
    OneForAll,
    /// Months of work and those until something is due ended the day before the same day, or before the last
    /// one of a month that has no such day: one from 31 January on 27 February, though a fact of that day
    /// stayed in the window until the 28th. Evidence of the first form was evaluated by it.
    Former,
}

impl MonthLaw {
    /// The last of so many months that begin with a day.
    #[must_use]
    pub fn last_of(self, months: i32, from: Day) -> Day {
        match self {
            Self::OneForAll => from.last_of_months(months),
            Self::Former => from.plus_months(months).previous(),
        }
    }

    /// Whole months from a day up to and including another, and the days left over.
    ///
    /// 1 to 31 January is one month and no days. Nothing for a day before this one.
    #[must_use]
    pub fn through(self, from: Day, last: Day) -> (i32, i32) {
        if last < from {
            return (0, 0);
        }
        let at_most = last.next().months_since(from);
        let months = if self.last_of(at_most, from) > last { at_most - 1 } else { at_most };
        (months, last.since_epoch() - self.last_of(months, from).since_epoch())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn months_of_work_are_whole_and_leave_days() {
        let table = [
            ("2026-01-01", "2026-01-31", (1, 0), (1, 0)),
            ("2026-01-31", "2026-02-27", (0, 28), (1, 0)),
            ("2026-01-31", "2026-02-28", (1, 0), (1, 1)),
            ("2026-01-31", "2026-03-30", (2, 0), (2, 0)),
            ("2024-01-31", "2024-02-28", (0, 29), (1, 0)),
            ("2024-02-29", "2025-02-27", (11, 30), (12, 0)),
            ("2024-02-29", "2025-02-28", (12, 0), (12, 1)),
            ("2026-01-15", "2026-01-14", (0, 0), (0, 0)),
            ("2026-01-15", "2026-01-15", (0, 1), (0, 1)),
        ];
        for (from, last, today, formerly) in table {
            let (from, last) = (day(from), day(last));
            assert_eq!(MonthLaw::OneForAll.through(from, last), today, "{from} to {last}");
            assert_eq!(MonthLaw::Former.through(from, last), formerly, "{from} to {last}, formerly");
        }
    }

    /// Work of so many months is reached on the last day of them. Every day of eight years.
    #[test]
    fn work_is_counted_by_the_law_by_which_months_end() {
        let (first, after) = (day("2023-06-01").since_epoch(), day("2031-06-01").since_epoch());
        for from in (first..after).filter_map(Day::from_epoch) {
            for months in [1, 2, 11, 12, 13, 24, 48, 60] {
                for law in [MonthLaw::OneForAll, MonthLaw::Former] {
                    let last = law.last_of(months, from);
                    assert_eq!(law.through(from, last), (months, 0), "{from}, {law:?}");
                    assert_eq!(law.through(from, last.previous()).0, months - 1, "{from}, {law:?}");
                }
            }
        }
    }
}
