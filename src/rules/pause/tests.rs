//! Boundary days of pauses, each with the day before or after it.

use super::*;
use crate::rules::record::AbsencePeriod;

/// The first and the last day of an absence.
type Span = (&'static str, &'static str);

fn day(text: &str) -> Day {
    if text == "open" { Day::LAST } else { Day::parse(text).expect("a day") }
}

fn pauses(spans: &[Span]) -> Pauses {
    let absences: Vec<_> = spans
        .iter()
        .map(|(from, until)| AbsencePeriod {
            from: day(from),
            until: day(until),
            kind: AbsenceKind::MedicalLeave,
            standing: Standing::Believed,
        })
        .collect();
    let record = Record { absences: &absences, ..Record::default() };
    Pauses::of(&record, AbsenceKinds::default().with(&[AbsenceKind::MedicalLeave]))
}

#[test]
fn a_window_is_longer_by_the_paused_days_in_it() {
    // (absences, months, day, first day of the window)
    let cases: [(&[Span], i32, &str, &str); 16] = [
        (&[], 12, "2026-11-23", "2025-11-24"),
        // Within the window, at both of its ends, and a day beyond each.
        (&[("2026-02-02", "2026-02-02")], 12, "2026-11-23", "2025-11-23"),
        (&[("2026-02-02", "2026-03-03")], 12, "2026-11-23", "2025-10-25"),
        (&[("2025-11-24", "2025-11-24")], 12, "2026-11-23", "2025-11-23"),
        (&[("2025-11-23", "2025-11-23")], 12, "2026-11-23", "2025-11-24"),
        (&[("2026-11-22", "2026-11-22")], 12, "2026-11-23", "2025-11-23"),
        (&[("2026-11-24", "2026-11-30")], 12, "2026-11-23", "2025-11-24"),
        // Of one that reaches into the window all days lie in the longer one.
        (&[("2025-11-15", "2025-11-24")], 12, "2026-11-23", "2025-11-14"),
        // The days by which it is longer may be paused in turn.
        (&[("2025-11-23", "2025-11-23"), ("2026-02-02", "2026-02-02")], 12, "2026-11-23", "2025-11-22"),
        (&[("2025-11-22", "2025-11-22"), ("2026-02-02", "2026-02-02")], 12, "2026-11-23", "2025-11-23"),
        // Adjoining and overlapping ones are one.
        (&[("2026-02-02", "2026-02-03"), ("2026-02-04", "2026-02-05")], 12, "2026-11-23", "2025-11-20"),
        (&[("2026-02-02", "2026-02-05"), ("2026-02-03", "2026-02-04")], 12, "2026-11-23", "2025-11-20"),
        // While it lasts the window begins where it began on the last day before, and then where it did next.
        (&[("2026-11-01", "2026-11-23")], 12, "2026-10-31", "2025-11-01"),
        (&[("2026-11-01", "2026-11-23")], 12, "2026-11-23", "2025-11-01"),
        (&[("2026-11-01", "2026-11-23")], 12, "2026-11-24", "2025-11-02"),
        (&[("2026-11-01", "open")], 12, "2199-12-31", "2025-11-01"),
    ];
    for (spans, months, on, begins) in cases {
        assert_eq!(pauses(spans).begins(months, day(on)), day(begins), "{spans:?} {months} {on}");
    }
}

#[test]
fn a_fact_stays_in_the_window_longer_by_the_paused_days() {
    // (absences, months, the fact's day, asked on, last day)
    let cases: [(&[Span], i32, &str, &str, &str); 6] = [
        (&[], 12, "2026-01-10", "2026-02-01", "2027-01-09"),
        (&[("2026-03-01", "2026-03-31")], 12, "2026-01-10", "2026-02-01", "2027-02-09"),
        (&[("2025-03-01", "2025-03-31")], 12, "2026-01-10", "2026-02-01", "2027-01-09"),
        // An absence that begins on the last day stops it there, one that begins the day after does too: the
        // clock does not come to the day on which the fact would be too old.
        (&[("2027-01-09", "2027-01-18")], 12, "2026-01-10", "2026-02-01", "2027-01-19"),
        (&[("2027-01-10", "2027-01-19")], 12, "2026-01-10", "2026-02-01", "2027-01-19"),
        (&[("2026-03-01", "open")], 12, "2026-01-10", "2026-02-01", "2199-12-31"),
    ];
    for (spans, months, on, asked, last) in cases {
        let found = pauses(spans).last_day_in_window(months, day(on), day(asked));
        assert_eq!(found, day(last), "{spans:?} {on}");
    }
}

#[test]
fn a_due_day_is_later_by_the_paused_days_before_it() {
    // (absences, from, due without them, due)
    let cases: [(&[Span], &str, &str, &str); 10] = [
        (&[], "2026-01-10", "2026-07-10", "2026-07-10"),
        (&[("2026-03-01", "2026-03-31")], "2026-01-10", "2026-07-10", "2026-08-10"),
        (&[("2026-01-09", "2026-01-09")], "2026-01-10", "2026-07-10", "2026-07-10"),
        (&[("2026-01-09", "2026-01-10")], "2026-01-10", "2026-07-10", "2026-07-11"),
        (&[("2026-07-09", "2026-07-09")], "2026-01-10", "2026-07-10", "2026-07-11"),
        // Nothing is due on a day of absence.
        (&[("2026-07-10", "2026-07-10")], "2026-01-10", "2026-07-10", "2026-07-11"),
        (&[("2026-07-11", "2026-07-11")], "2026-01-10", "2026-07-10", "2026-07-10"),
        // The days by which it is later may be paused in turn.
        (
            &[("2026-03-01", "2026-03-01"), ("2026-07-11", "2026-07-12")],
            "2026-01-10",
            "2026-07-10",
            "2026-07-13",
        ),
        (
            &[("2026-03-01", "2026-03-01"), ("2026-07-12", "2026-07-13")],
            "2026-01-10",
            "2026-07-10",
            "2026-07-11",
        ),
        (&[("2026-03-01", "open")], "2026-01-10", "2026-07-10", "2199-12-31"),
    ];
    for (spans, from, due, later) in cases {
        assert_eq!(pauses(spans).due(day(from), day(due)), day(later), "{spans:?} {from}");
    }
}

#[test]
fn what_is_withdrawn_or_of_another_kind_stops_no_clock() {
    let absence = AbsencePeriod {
        from: day("2026-02-02"),
        until: day("2026-02-03"),
        kind: AbsenceKind::MedicalLeave,
        standing: Standing::Believed,
    };
    let kinds = AbsenceKinds::default().with(&[AbsenceKind::MedicalLeave]);
    for (other, is_empty) in [
        (absence, false),
        (AbsencePeriod { kind: AbsenceKind::StudyLeave, ..absence }, true),
        (AbsencePeriod { standing: Standing::Voided, ..absence }, true),
        (AbsencePeriod { standing: Standing::NotYetKnown, ..absence }, true),
    ] {
        let record = Record { absences: &[other], ..Record::default() };
        assert_eq!(Pauses::of(&record, kinds).is_empty(), is_empty, "{other:?}");
    }
    let window = Window { from: day("2026-02-03"), to: day("2026-11-23") };
    assert_eq!(pauses(&[("2026-02-02", "2026-02-03"), ("2026-11-23", "open")]).days_in(window), 2);
}
