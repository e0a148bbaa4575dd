//! Checks over supervision sessions: hours, and how evenly sessions are spread.

use super::{CheckFinding, FactTally};
use crate::rules::Window;
use crate::rules::compiled::DayRules;
use crate::rules::explanation::{Counted, NotCounted, Reason};
use crate::rules::leaf::{SupervisionHoursCheck, SupervisionSessionsCheck};
use crate::rules::record::{Record, Session};
use crate::values::{Day, SessionKind};

impl SupervisionHoursCheck {
    pub(super) fn finding<const EXPLAIN: bool>(
        &self,
        day_rules: &DayRules,
        record: &Record<'_>,
    ) -> CheckFinding {
        let mut minutes = 0;
        let tally = day_rules.tally::<EXPLAIN>(self.required, self.window);
        sessions::<EXPLAIN>(tally, record, self.kind, |tally, session| {
            // The sum is cut to the hundredth, not each part of it.
            let before = minutes * 5 / 3;
            minutes += i64::from(session.minutes);
            tally.add(minutes * 5 / 3 - before, session.on);
        })
    }
}

impl SupervisionSessionsCheck {
    pub(super) fn finding<const EXPLAIN: bool>(
        &self,
        day_rules: &DayRules,
        record: &Record<'_>,
    ) -> CheckFinding {
        let mut days: Vec<Day> = Vec::new();
        let tally = day_rules.tally::<EXPLAIN>(self.required, self.window);
        let mut found = sessions::<EXPLAIN>(tally, record, self.kind, |tally, session| {
            tally.add(100, session.on);
            if self.series.is_some() {
                days.push(session.on);
            }
        });
        if let Some(series) = self.series {
            day_rules.spread::<EXPLAIN>(&mut found, &days, series);
        }
        found
    }
}

impl DayRules {
    /// Adds that each part of a series must have a session. `days` are those of the sessions, the latest
    /// first.
    fn spread<const EXPLAIN: bool>(&self, found: &mut CheckFinding, days: &[Day], series: usize) {
        let parts = &self.parts[series];
        let empty = |part: &&Window| !days.iter().any(|day| part.has(*day));
        if !EXPLAIN {
            found.met = found.met && !parts.iter().any(|part| empty(&part));
            return;
        }
        let shown = |part: &Window| Window { from: part.from.max(Day::FIRST), to: part.to.max(Day::FIRST) };
        found.missed = parts.iter().filter(empty).map(shown).collect();
        found.met = found.met && found.missed.is_empty();
        if found.met {
            let lapses = self.first_gap(days, self.period(series), parts.len());
            found.until = [found.until, Some(lapses.previous())].into_iter().flatten().min();
        }
    }

    /// The first day after this one on which a part of the series would be empty if nothing more happened: a
    /// part lies whole between two neighbouring sessions, or after the last one.
    fn first_gap(&self, days: &[Day], period: i32, parts: usize) -> Day {
        let mut first = Day::LAST;
        for (later, day) in days.iter().enumerate() {
            let next = later.checked_sub(1).map(|at| days[at]);
            if next.is_some_and(|next| next.since_epoch() - day.since_epoch() < 28 * period) {
                continue;
            }
            for part in (0..).take(parts) {
                // From this day on the part begins after the session.
                let begins = day.last_of_months((part + 1) * period).next().max(self.day.next());
                let ends = if part == 0 { begins } else { begins.window_start(part * period).previous() };
                if next.is_none_or(|next| ends < next) {
                    first = first.min(begins);
                }
            }
        }
        first
    }
}

/// Counts sessions, the latest first.
fn sessions<const EXPLAIN: bool>(
    mut tally: FactTally,
    record: &Record<'_>,
    kind: Option<SessionKind>,
    mut add: impl FnMut(&mut FactTally, &Session),
) -> CheckFinding {
    for (at, session) in record.sessions.iter().enumerate().rev() {
        if !EXPLAIN && session.on < tally.window.from {
            break;
        }
        let fits = tally.fits(session.standing, session.on).and_then(|()| match kind {
            Some(kind) if kind != session.kind => Err(Reason::WrongSessionKind),
            _ => Ok(()),
        });
        if fits.is_ok() {
            add(&mut tally, session);
        }
        if let Some(id) = record.names.sessions.get(at).filter(|_| EXPLAIN) {
            match fits {
                Ok(()) => {
                    tally.found.counted.push(Counted::Session { session_id: *id, minutes: session.minutes });
                }
                Err(reason) => tally.found.refuse(|| NotCounted::Session { session_id: *id, reason }),
            }
        }
    }
    tally.close()
}
