//! Columns of days that are written with slashes: whether the day comes first, or the month.
//!
//! `3/4/2026` is 3 April here and 4 March elsewhere, and a program that was told the one may write the other.
//! No cell tells alone; a column does, as soon as one of its cells can be read in one way only. Days of a
//! workbook tell nothing of the texts beside them: a spreadsheet makes days of the texts that it takes for
//! some, and leaves the others.

use super::{Cell, Code, Finding};

/// The two numbers before the year of a day with slashes, in whatever way the year and a time follow.
fn slashed(text: &str) -> Option<(u32, u32)> {
    let day = text.split([' ', 'T', '\u{a0}']).next()?;
    let mut parts = day.split('/');
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    let number = |part: &str| part.parse().ok().filter(|_| (1..=2).contains(&part.len()));
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|digit| digit.is_ascii_digit());
    let (first, second) = (number(first)?, number(second)?);
    (is_year && parts.next().is_none()).then_some((first, second))
}

/// Whether a cell is a day with slashes.
pub(super) fn is_slashed(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if slashed(text).is_some())
}

/// The order of day and month in a column, as its cells show it.
#[derive(Debug, Default)]
pub(super) struct DayOrder {
    /// The row of the first cell that can only be month first.
    pub month_first: Option<u32>,
    /// Whether a cell can only be day first.
    is_day_first: bool,
    /// The first cell that can be either, and its row.
    either: Option<(u32, String)>,
}

impl DayOrder {
    /// Takes one more cell into account.
    pub(super) fn see(&mut self, row: u32, cell: &Cell) {
        let Cell::Text(text) = cell else { return };
        let Some((first, second)) = slashed(text) else { return };
        match (first, second) {
            (1..=12, 13..=31) => self.month_first = self.month_first.or(Some(row)),
            (13..=31, 1..=12) => self.is_day_first = true,
            (1..=12, 1..=12) if first != second && self.either.is_none() => {
                self.either = Some((row, text.clone()));
            }
            _ => {}
        }
    }

    /// Whether the column has days with slashes that can be read in either way, and nothing in it decides.
    pub(super) const fn is_open(&self) -> bool {
        self.either.is_some() && self.month_first.is_none() && !self.is_day_first
    }

    /// The warning about a column in which nothing decides: it is read day first.
    pub(super) fn doubt(&self, field: &str, place: impl Fn(u32) -> String) -> Option<Finding> {
        let (row, text) = self.either.as_ref()?;
        self.is_open().then(|| Finding::at(Code::DayFirstAssumed, field).with_value(text).about(place(*row)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_shows_its_order_by_the_cells_that_can_be_read_in_one_way_only() {
        let day = crate::values::Day::parse("2026-03-17").expect("a day");
        let table: [(&[&str], Option<u32>, bool); 11] = [
            (&["3/4/2026", "3/17/2026"], Some(2), false),
            (&["3/17/2026", "17/3/2026", "3/18/2026"], Some(1), false),
            (&["3/4/2026", "17/3/2026"], None, false),
            (&["3/4/2026", "5/6/2026"], None, true),
            (&["3/17/26", "3/4/2026"], Some(1), false),
            (&["03/17/2026 0:00"], Some(1), false),
            (&["3/17/2026 12:00:00 AM"], Some(1), false),
            (&["4/4/2026", "04/04/2026"], None, false),
            (&["3.17.2026", "2026-03-17", "2026/03/17", "", "a/b/c"], None, false),
            (&["40/50/2026", "13/13/2026", "0/17/2026"], None, false),
            (&[], None, false),
        ];
        for (cells, month_first, is_doubted) in table {
            let mut order = DayOrder::default();
            for (row, cell) in (1..).zip(cells) {
                order.see(row, &Cell::text(cell));
                order.see(row, &Cell::Day(day));
            }
            let doubt = order.doubt("completedOn", |row| row.to_string());
            assert_eq!((order.month_first, doubt.is_some()), (month_first, is_doubted), "{cells:?}");
        }
    }
}
