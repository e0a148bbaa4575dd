//! KNOWS: on which days a programme can be completed, and what a decision about it changes of them. Pure, but
//! for those who hear of it.

use super::model::Programme;
use crate::db::Tx;
use crate::error::Result;
use crate::values::{Day, ProgrammeId};

/// Days from one to another, both ends included.
pub type Days = (Day, Day);

/// Change of the days on which a programme can be completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeachingChange {
    /// The programme.
    pub programme: ProgrammeId,
    /// Days on which it could be, as was believed, and cannot.
    pub lost: Vec<Days>,
    /// Days on which it could not be, as was believed, and can.
    pub gained: Vec<Days>,
}

/// Hears of other days on which a programme can be completed, in the transaction that records them: whoever
/// keeps what rests on them.
#[derive(Clone, Copy)]
pub struct TeachingListener(pub fn(&mut Tx<'_>, &TeachingChange) -> Result<()>);

impl Programme {
    /// The days on which it can be completed: none of a draft.
    #[must_use]
    pub fn taught(&self) -> Option<Days> {
        let last = self.retired_from.map_or(Day::LAST, Day::previous);
        self.approved_from.map(|first| (first, last)).filter(|(first, last)| first <= last)
    }
}

impl TeachingChange {
    /// The change from one form of a programme to another, up to today: nothing is completed later.
    #[must_use]
    pub fn between(before: &Programme, after: &Programme, today: Day) -> Self {
        let past = |days: Option<Days>| {
            days.filter(|(first, _)| *first <= today).map(|(first, last)| (first, last.min(today)))
        };
        let (was, is) = (past(before.taught()), past(after.taught()));
        Self { programme: after.id, lost: without(was, is), gained: without(is, was) }
    }
}

/// The days of one span that another has not.
fn without(one: Option<Days>, other: Option<Days>) -> Vec<Days> {
    let Some((from, until)) = one else { return Vec::new() };
    let Some((first, last)) = other.filter(|(first, last)| *first <= until && from <= *last) else {
        return vec![(from, until)];
    };
    let mut days = Vec::new();
    if from < first {
        days.push((from, first.previous()));
    }
    if last < until {
        days.push((last.next(), until));
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_one_span_are_without_those_of_another() {
        let days = |text: &str| {
            let day = |text: &str| Day::parse(&format!("2026-01-{text}")).expect("a day");
            text.split_once("..").map(|(from, until)| (day(from), day(until)))
        };
        let told = |all: Vec<Days>| {
            let one =
                |(from, until): &Days| format!("{}..{}", &from.to_string()[8..], &until.to_string()[8..]);
            all.iter().map(one).collect::<Vec<_>>().join(" ")
        };
        for (one, other, left) in [
            ("10..20", "", "10..20"),
            ("", "10..20", ""),
            ("10..20", "10..20", ""),
            ("10..20", "05..25", ""),
            ("10..20", "12..18", "10..11 19..20"),
            ("10..20", "15..25", "10..14"),
            ("10..20", "01..10", "11..20"),
            ("10..20", "01..09", "10..20"),
            ("10..20", "21..25", "10..20"),
            ("10..20", "20..25", "10..19"),
        ] {
            assert_eq!(told(without(days(one), days(other))), left, "{one} {other}");
        }
    }
}
