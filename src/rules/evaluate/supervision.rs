//! Checks over supervision sessions: hours, and how evenly sessions are spread.

use super::{CheckFinding, FactTally};
use crate::rules::Window;
use crate::rules::compiled::DayRules;
use crate::rules::explanation::{Counted, NotCounted, Reason, ShortfallCode};
use crate::rules::leaf::{SupervisionHoursCheck, SupervisionSessionsCheck};
use crate::rules::pause::Pauses;
use crate::rules::record::{Record, Session, Standing};
use crate::values::{Day, SessionKind};

impl SupervisionHoursCheck {
    pub(super) fn finding<const EXPLAIN: bool>(
        &self,
        day_rules: &DayRules,
        record: &Record<'_>,
    ) -> CheckFinding {
        let mut minutes = 0;
        let tally = day_rules.tally::<EXPLAIN>(self.required, self.window, record);
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
        let tally = day_rules.tally::<EXPLAIN>(self.required, self.window, record);
        let mut found = sessions::<EXPLAIN>(tally, record, self.kind, |tally, session| {
            tally.add(100, session.on);
        });
        if let Some(series) = self.series {
            let spread = Spread {
                // The latest first; also those before the window, which may begin earlier again after a
                // pause.
                days: record
                    .sessions
                    .iter()
                    .rev()
                    .filter(|session| session.standing == Standing::Believed && session.on <= day_rules.last)
                    .filter(|session| self.kind.is_none_or(|kind| kind == session.kind))
                    .map(|session| session.on)
                    .collect(),
                parts: &day_rules.parts[series],
                period: day_rules.period(series),
                pauses: Pauses::of(record, self.window.paused_by),
            };
            spread.judge::<EXPLAIN>(&mut found, day_rules.day);
        }
        found
    }
}

/// Sessions over the parts of a window each of which must have one.
struct Spread<'d> {
    /// The days of the sessions, the latest first.
    days: Vec<Day>,
    /// The parts as they are without pauses, the latest first.
    parts: &'d [Window],
    /// The months of each.
    period: i32,
    pauses: Pauses,
}

impl Spread<'_> {
    /// Adds that each part must have a session.
    fn judge<const EXPLAIN: bool>(&self, found: &mut CheckFinding, day: Day) {
        let paused = (!self.pauses.is_empty()).then(|| self.paused_parts(day));
        let parts = paused.as_deref().unwrap_or(self.parts);
        let empty = |part: &&Window| self.is_empty(**part);
        if !EXPLAIN {
            found.met = found.met && !parts.iter().any(|part| empty(&part));
            return;
        }
        let shown = |part: &Window| Window { from: part.from.max(Day::FIRST), to: part.to.max(Day::FIRST) };
        found.missed = parts.iter().filter(empty).map(shown).collect();
        found.met = found.met && found.missed.is_empty();
        found.shortfall = (!found.missed.is_empty()).then_some(ShortfallCode::PeriodWithoutSession);
        if found.met {
            let lasts = match &paused {
                None => self.first_gap(day).previous(),
                Some(_) => self.last_day_without_gap(day),
            };
            found.until = [found.until, Some(lasts)].into_iter().flatten().min();
        }
    }

    fn is_empty(&self, part: Window) -> bool {
        !self.days.iter().any(|day| part.has(*day))
    }

    /// The parts of the window that ends with a day, with the pauses in them.
    fn paused_parts(&self, day: Day) -> Vec<Window> {
        let (mut parts, mut to, mut months) = (Vec::with_capacity(self.parts.len()), day, 0);
        for _ in self.parts {
            months += self.period;
            let from = self.pauses.begins(months, day);
            parts.push(Window { from, to });
            to = from.previous();
        }
        parts
    }

    /// The last day from one on, on which no part is empty if nothing more happens. While the clock stands,
    /// all stays as it is; and when it goes on, the latest part is soon empty.
    fn last_day_without_gap(&self, day: Day) -> Day {
        let mut last = day;
        while last < Day::LAST {
            let next = last.next();
            match self.pauses.pause_of(next) {
                Some(pause) => last = pause.to,
                None if self.paused_parts(next).iter().any(|part| self.is_empty(*part)) => return last,
                None => last = next,
            }
        }
        Day::LAST
    }

    /// The first day after this one on which a part of the series would be empty if nothing more happened: a
    /// part lies whole between two neighbouring sessions, or after the last one.
    fn first_gap(&self, today: Day) -> Day {
        let (period, mut first) = (self.period, Day::LAST);
        for (later, day) in self.days.iter().enumerate() {
            let next = later.checked_sub(1).map(|at| self.days[at]);
            if next.is_some_and(|next| next.since_epoch() - day.since_epoch() < 28 * period) {
                continue;
            }
            for part in (0..).take(self.parts.len()) {
                // From this day on the part begins after the session.
                let begins = day.last_of_months((part + 1) * period).next().max(today.next());
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
