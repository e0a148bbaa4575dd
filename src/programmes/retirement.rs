//! KNOWS: the two last days of a programme that is retired: to begin it, and to finish it.

use super::faults;
use super::request::Retirement;
use crate::values::{self, Day, Fault};

impl Retirement {
    /// The last day to begin and the last to finish a programme that is approved from a day on.
    ///
    /// # Errors
    /// They contradict each other, or the approval; the field, and the form expected.
    pub fn days(&self, approved: Day) -> Result<(Day, Day), (&'static str, Fault)> {
        let completed = match (self.last_completion_on, self.retired_from) {
            (None, None) => return Err(("lastCompletionOn", faults::last_day_missing())),
            (None, Some(from)) if from <= approved => {
                return Err(("retiredFrom", faults::retired_before_approved(approved)));
            }
            (None, Some(from)) => from.previous(),
            (Some(last), _) if last >= Day::LAST => {
                return Err(("lastCompletionOn", values::faults::not_a_day()));
            }
            (Some(last), Some(from)) if from != last.next() => {
                return Err(("retiredFrom", faults::retirement_contradicts(last.next())));
            }
            (Some(last), _) => last,
        };
        let begun = self.last_start_on.unwrap_or(completed);
        for (place, last) in [("lastCompletionOn", completed), ("lastStartOn", begun)] {
            if last < approved {
                return Err((place, faults::ends_before_approved(approved)));
            }
        }
        if begun > completed {
            return Err(("lastStartOn", faults::starts_after_last_completion(completed)));
        }
        Ok((begun, completed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Note;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    #[test]
    fn the_days_of_a_retirement_are_two_and_agree() {
        let days = |start: &str, completion: &str, from: &str| {
            let said = |text: &str| Some(text).filter(|text| !text.is_empty()).map(day);
            let (last_start_on, last_completion_on) = (said(start), said(completion));
            let reason = Note::ours("out of date");
            Retirement { last_start_on, last_completion_on, retired_from: said(from), reason }
                .days(day("2024-03-01"))
                .map(|(begun, completed)| format!("{begun} {completed}"))
                .map_err(|(place, fault)| format!("{place} {}", fault.code().name))
        };
        let table = [
            ("", "2025-08-31", "", Ok("2025-08-31 2025-08-31")),
            ("", "", "2025-09-01", Ok("2025-08-31 2025-08-31")),
            ("2025-05-31", "2025-08-31", "2025-09-01", Ok("2025-05-31 2025-08-31")),
            ("2025-05-31", "", "2025-09-01", Ok("2025-05-31 2025-08-31")),
            ("2024-03-01", "2024-03-01", "", Ok("2024-03-01 2024-03-01")),
            ("2025-05-31", "", "", Err("lastCompletionOn lastDayMissing")),
            ("", "2025-08-31", "2025-08-31", Err("retiredFrom retirementContradicts")),
            ("2025-09-01", "2025-08-31", "", Err("lastStartOn startsAfterLastCompletion")),
            ("2024-02-29", "2025-08-31", "", Err("lastStartOn endsBeforeApproved")),
            ("", "2024-02-29", "", Err("lastCompletionOn endsBeforeApproved")),
            ("", "", "2024-03-01", Err("retiredFrom retiredBeforeApproved")),
            ("", "2199-12-31", "", Err("lastCompletionOn notADay")),
        ];
        for (start, completion, from, expected) in table {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(days(start, completion, from), expected, "{start} {completion} {from}");
        }
    }
}
