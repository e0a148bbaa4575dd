//! The one evaluator: what follows from a rule set, a record and a day. Pure.
//!
//! [`Plan::explain`] and [`Plan::is_met`] run the same checks; the second leaves out what only an explanation needs. The
//! status query, a decision's evidence and a simulation all come here.

use super::Window;
use super::book::{Check, Duty, Node, Plan, Wanted, bit};
use super::explanation::{Amount, Counted, Explained, MOST_NOT_COUNTED, NotCounted, Reason};
use super::language::LeastResult;
use super::record::{Names, Record, Service, Standing, Training};
use crate::values::{Code, CompletionResult, Day, Hours, OrganisationKind};

/// What a check found. Quantities are in hundredths of the requirement's unit.
#[derive(Debug, Default)]
struct Finding {
    met: bool,
    required: i64,
    actual: i64,
    window: Option<Window>,
    /// The last day on which it is met if nothing more happens; none when it lasts.
    until: Option<Day>,
    missed: Vec<Window>,
    counted: Vec<Counted>,
    not_counted: Vec<NotCounted>,
}

/// Something that is missing, for a sum over many workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shortfall<'r> {
    /// Hundredths of an hour of training in these domains, or in any.
    Training(&'r [Code], i64),
    /// Hundredths of a study credit.
    Credits(i64),
    /// Programmes of a list.
    Programmes(i64),
    /// Hundredths of an hour of supervision.
    SupervisionHours(i64),
    /// Supervision sessions.
    SupervisionSessions(i64),
}

impl Plan {
    /// Whether the record meets what a grade asks for; grades are named by their place in the rule set.
    #[must_use]
    pub fn is_met(&self, record: &Record<'_>, grade: usize) -> bool {
        self.book.grades.get(grade).is_some_and(|node| self.holds(node, record))
    }

    /// The highest grade whose requirement the record meets.
    #[must_use]
    pub fn highest(&self, record: &Record<'_>) -> Option<usize> {
        (0..self.book.grades.len()).rev().find(|grade| self.is_met(record, *grade))
    }

    /// What a grade asks for, explained.
    #[must_use]
    pub fn explain(&self, record: &Record<'_>, grade: usize) -> Option<Explained> {
        self.book.grades.get(grade).map(|node| self.explained::<true>(node, record))
    }

    /// The obligations of the posts that the worker holds on the day, explained or only answered.
    #[must_use]
    pub fn obligations(&self, record: &Record<'_>, explain: bool) -> Vec<Explained> {
        let answer = |duty: &Duty| {
            let hired = self.hired(record, &duty.posts)?;
            let explained = if explain { self.explained::<true>(&duty.node, record) } else { self.explained::<false>(&duty.node, record) };
            let due = duty.months_after_hire.map(|months| hired.plus_months(months).min(Day::LAST));
            let due = due.filter(|due| self.day < *due && !explained.met);
            Some(Explained { due, ..explained })
        };
        self.book.obligations.iter().filter_map(answer).collect()
    }

    /// Says what is missing of a grade's leaves; of alternatives those that are nearest.
    pub fn shortfalls<'p>(&'p self, record: &Record<'_>, grade: usize, say: &mut impl FnMut(Shortfall<'p>)) {
        if let Some(node) = self.book.grades.get(grade) {
            self.missing(node, record, say);
        }
    }

    /// A kind of organisation whose training counts for every leaf of a grade; a university where no one kind does.
    pub(super) fn accepted_provider(&self, grade: usize) -> OrganisationKind {
        fn narrow(node: &Node, kinds: &mut u8) {
            match &node.check {
                Check::Group { of, .. } => of.iter().for_each(|inner| narrow(inner, kinds)),
                Check::Training { providers: Some(wanted), .. } => *kinds &= wanted,
                _ => {}
            }
        }
        let mut kinds = u8::MAX;
        if let Some(node) = self.book.grades.get(grade) {
            narrow(node, &mut kinds);
        }
        let accepted = |kind: &&OrganisationKind| kinds & bit(**kind) != 0;
        let usual = [OrganisationKind::University, OrganisationKind::Provider];
        usual.iter().chain(OrganisationKind::ALL).find(accepted).copied().unwrap_or(OrganisationKind::University)
    }

    /// Since when the worker holds one of these posts (or any) without a break up to the day; none if it does not.
    fn hired(&self, record: &Record<'_>, posts: &[Code]) -> Option<Day> {
        let mut since: Option<Day> = None;
        // Backwards through time: whoever reaches the day before what is known so far goes on.
        for service in record.services.iter().rev().filter(|service| service.standing == Standing::Believed) {
            let wanted = posts.is_empty() || record.posts.get(service.post as usize).is_some_and(|post| posts.contains(post));
            let reached = since.map_or(self.day, Day::previous);
            if wanted && service.from <= self.day && service.until >= reached {
                since = Some(since.map_or(service.from, |day| day.min(service.from)));
            }
        }
        since
    }

    fn holds(&self, node: &Node, record: &Record<'_>) -> bool {
        match &node.check {
            Check::Group { needed, of, .. } => {
                let (mut met, mut left) = (0, of.len());
                for inner in of {
                    if met >= *needed || met + left < *needed {
                        break;
                    }
                    met += usize::from(self.holds(inner, record));
                    left -= 1;
                }
                met >= *needed
            }
            check => self.leaf::<false>(check, record).met,
        }
    }

    fn explained<const EXPLAIN: bool>(&self, node: &Node, record: &Record<'_>) -> Explained {
        let (found, of) = match &node.check {
            Check::Group { needed, of, shifts } => {
                let of: Vec<_> = of.iter().map(|inner| self.explained::<EXPLAIN>(inner, record)).collect();
                let mut found = group(*needed, &of);
                if EXPLAIN && *shifts && self.day == self.last && found.met {
                    found.until = self.lasts(node, record, found.until);
                }
                (found, if EXPLAIN { of } else { Vec::new() })
            }
            check => (self.leaf::<EXPLAIN>(check, record), Vec::new()),
        };
        let missing = if found.met { 0 } else { (found.required - found.actual).max(0) };
        Explained {
            id: node.id.clone(),
            kind: node.kind,
            met: found.met,
            required: Amount(found.required),
            actual: Amount(found.actual),
            missing: Amount(missing),
            unit: node.kind.unit(),
            text: None,
            window: found.window,
            // The short form says only what is met; past the calendar's end nothing lapses.
            valid_until: found.until.filter(|until| EXPLAIN && found.met && *until < Day::LAST),
            due: None,
            missed: found.missed,
            counted: found.counted,
            not_counted: found.not_counted,
            of,
        }
    }

    /// Until when a group goes on being met: where what meets it lapses, the rest of it may be met by then.
    fn lasts(&self, node: &Node, record: &Record<'_>, until: Option<Day>) -> Option<Day> {
        let (mut until, record) = (until?, Record { names: Names::default(), ..*record });
        while until < Day::LAST {
            let next = self.book.plan(until.next(), self.last).explained::<true>(node, &record);
            if !next.met {
                return Some(until);
            }
            until = next.valid_until?.max(until.next());
        }
        None
    }

    fn leaf<const EXPLAIN: bool>(&self, check: &Check, record: &Record<'_>) -> Finding {
        match check {
            // A group is no leaf: its caller opens it.
            Check::Group { .. } => Finding::default(),
            Check::Training { .. } => self.training::<EXPLAIN>(check, record),
            Check::Credits { required, window, wanted, worth } => {
                let mut tally = self.tally::<EXPLAIN>(*required, *window);
                let mut seen: Vec<u32> = Vec::new();
                for (at, fact) in record.trainings.iter().enumerate().rev() {
                    if !EXPLAIN && fact.on < tally.window.from {
                        break;
                    }
                    let credits = worth.get(fact.programme as usize).copied().unwrap_or_default();
                    let fits = tally
                        .fits(fact.standing, fact.on)
                        .and_then(|()| good_enough(fact, LeastResult::Attended))
                        .and_then(|()| in_domain(fact, wanted))
                        .and(if credits == 0 { Err(Reason::NoCredits) } else { Ok(()) })
                        .and_then(|()| if seen.contains(&fact.programme) { Err(Reason::DuplicateProgramme) } else { Ok(()) });
                    match fits {
                        Ok(()) => {
                            seen.push(fact.programme);
                            tally.add(credits.into(), fact.on);
                            if let Some(id) = record.names.trainings.get(at).filter(|_| EXPLAIN) {
                                let credits = Some(Amount(credits.into()));
                                tally.found.counted.push(Counted::Completion { completion_id: *id, hours: None, credits });
                            }
                        }
                        Err(reason) => refuse_training::<EXPLAIN>(&mut tally.found, record, at, reason),
                    }
                }
                tally.close()
            }
            Check::Programmes { needed, window, good_for, least } => {
                let mut tally = self.tally::<EXPLAIN>(i64::from(*needed) * 100, *window);
                let mut done = 0_u64;
                for (at, fact) in record.trainings.iter().enumerate().rev() {
                    if !EXPLAIN && fact.on < tally.window.from {
                        break;
                    }
                    let codes = good_for.get(fact.programme as usize).copied().unwrap_or_default();
                    let fits = tally
                        .fits(fact.standing, fact.on)
                        .and_then(|()| good_enough(fact, *least))
                        .and(if codes == 0 { Err(Reason::WrongProgramme) } else { Ok(()) })
                        .and(if codes & !done == 0 { Err(Reason::DuplicateProgramme) } else { Ok(()) });
                    match fits {
                        Ok(()) => {
                            tally.add(i64::from((codes & !done).count_ones()) * 100, fact.on);
                            done |= codes;
                            if let Some(id) = record.names.trainings.get(at).filter(|_| EXPLAIN) {
                                tally.found.counted.push(Counted::Completion { completion_id: *id, hours: None, credits: None });
                            }
                        }
                        Err(reason) => refuse_training::<EXPLAIN>(&mut tally.found, record, at, reason),
                    }
                }
                tally.close()
            }
            Check::SupervisionHours { required, window, kind } => {
                let mut tally = self.tally::<EXPLAIN>(*required, *window);
                let mut minutes = 0;
                Self::sessions::<EXPLAIN>(&mut tally, record, *kind, |tally, session| {
                    // The sum is cut to the hundredth, not each part of it.
                    let before = minutes * 5 / 3;
                    minutes += i64::from(session.minutes);
                    tally.add(minutes * 5 / 3 - before, session.on);
                });
                tally.close()
            }
            Check::SupervisionSessions { required, window, kind, series } => {
                let mut tally = self.tally::<EXPLAIN>(*required, *window);
                let mut days: Vec<Day> = Vec::new();
                Self::sessions::<EXPLAIN>(&mut tally, record, *kind, |tally, session| {
                    tally.add(100, session.on);
                    if series.is_some() {
                        days.push(session.on);
                    }
                });
                let mut found = tally.close();
                if let Some(series) = series {
                    self.spread::<EXPLAIN>(&mut found, &days, *series);
                }
                found
            }
            Check::Tenure { months, posts, gap } => self.tenure::<EXPLAIN>(record, *months, posts, *gap),
            Check::HoldsGrade { rank, months } => self.holding::<EXPLAIN>(record, *rank, *months),
            Check::NoActiveSuspension => self.suspension::<EXPLAIN>(record),
        }
    }

    fn training<const EXPLAIN: bool>(&self, check: &Check, record: &Record<'_>) -> Finding {
        let Check::Training { required, window, wanted, providers, cap, least } = check else { return Finding::default() };
        let mut tally = self.tally::<EXPLAIN>(*required, *window);
        let mut used: Vec<(u32, i32)> = Vec::new();
        let suits = |fact: &Training| {
            good_enough(fact, *least).and_then(|()| in_domain(fact, wanted)).and_then(|()| match providers {
                Some(kinds) if kinds & bit(fact.provider) == 0 => Err(Reason::WrongProviderKind),
                _ => Ok(()),
            })
        };
        for (at, fact) in record.trainings.iter().enumerate().rev() {
            if !EXPLAIN && fact.on < tally.window.from {
                break;
            }
            let fits = tally
                .fits(fact.standing, fact.on)
                .and_then(|()| suits(fact))
                .and_then(|()| if told_twice(record, at, suits) { Err(Reason::DuplicateProgramme) } else { Ok(()) });
            let taken = fits.and_then(|()| match cap {
                None => Ok(fact.hours.hundredths()),
                Some(cap) => capped(&mut used, fact, *cap).ok_or(Reason::CapReached),
            });
            match taken {
                Ok(taken) => {
                    tally.add(taken.into(), fact.on);
                    if let Some(id) = record.names.trainings.get(at).filter(|_| EXPLAIN) {
                        let hours = Some(Hours::from_hundredths(taken));
                        tally.found.counted.push(Counted::Completion { completion_id: *id, hours, credits: None });
                    }
                }
                Err(reason) => refuse_training::<EXPLAIN>(&mut tally.found, record, at, reason),
            }
        }
        tally.close()
    }

    fn tally<const EXPLAIN: bool>(&self, required: i64, window: usize) -> Tally {
        let months = self.months(window);
        let found = Finding { required, window: Some(self.windows[window]).filter(|_| EXPLAIN && months.is_some()), ..Finding::default() };
        Tally { found, window: self.windows[window], months, reached: None }
    }

    /// Counts sessions, the latest first.
    fn sessions<const EXPLAIN: bool>(
        tally: &mut Tally,
        record: &Record<'_>,
        kind: Option<crate::values::SessionKind>,
        mut add: impl FnMut(&mut Tally, &super::record::Session),
    ) {
        for (at, session) in record.sessions.iter().enumerate().rev() {
            if !EXPLAIN && session.on < tally.window.from {
                break;
            }
            let fits = tally.fits(session.standing, session.on).and_then(|()| match kind {
                Some(kind) if kind != session.kind => Err(Reason::WrongSessionKind),
                _ => Ok(()),
            });
            if fits.is_ok() {
                add(tally, session);
            }
            if let Some(id) = record.names.sessions.get(at).filter(|_| EXPLAIN) {
                match fits {
                    Ok(()) => tally.found.counted.push(Counted::Session { session_id: *id, minutes: session.minutes }),
                    Err(reason) => tally.found.refuse(|| NotCounted::Session { session_id: *id, reason }),
                }
            }
        }
    }

    /// Adds that each part of a series must have a session. `days` are those of the sessions, the latest first.
    fn spread<const EXPLAIN: bool>(&self, found: &mut Finding, days: &[Day], series: usize) {
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

    /// The first day after this one on which a part of the series would be empty if nothing more happened: a part lies whole
    /// between two neighbouring sessions, or after the last one.
    fn first_gap(&self, days: &[Day], period: i32, parts: usize) -> Day {
        let mut first = Day::LAST;
        for (later, day) in days.iter().enumerate() {
            let next = later.checked_sub(1).map(|at| days[at]);
            if next.is_some_and(|next| next.since_epoch() - day.since_epoch() < 28 * period) {
                continue;
            }
            for part in (0..).take(parts) {
                // From this day on the part begins after the session.
                let begins = day.last_day_in_window((part + 1) * period).next().max(self.day.next());
                let ends = if part == 0 { begins } else { begins.window_start(part * period).previous() };
                if next.is_none_or(|next| ends < next) {
                    first = first.min(begins);
                }
            }
        }
        first
    }

    fn tenure<const EXPLAIN: bool>(&self, record: &Record<'_>, months: i32, posts: &[Code], gap: i32) -> Finding {
        let mut found = Finding { required: i64::from(months) * 100, ..Finding::default() };
        let fits = |service: &Service| {
            standing(service.standing)?;
            let wanted = posts.is_empty() || record.posts.get(service.post as usize).is_some_and(|post| posts.contains(post));
            if wanted { Ok(()) } else { Err(Reason::WrongPost) }
        };
        // The last day to which a break after a last day of work may go: with none allowed, that day itself.
        let bridged = |last: Day| last.next().plus_months(gap).previous();
        // Back from the day, whatever reaches what is known so far. What is left out on the way lies within what is taken later.
        let (mut spans, mut reach): (Vec<(Day, Day)>, Option<Day>) = (Vec::new(), None);
        for service in record.services.iter().rev().filter(|service| service.from <= self.day && fits(service).is_ok()) {
            let mut last = service.until.min(self.day);
            if bridged(last) < spans.last().map_or(self.day, |(from, _)| from.previous()) {
                continue;
            }
            reach = reach.max(Some(service.until));
            while let Some((_, to)) = spans.pop_if(|(from, _)| *from <= last.next()) {
                last = last.max(to);
            }
            spans.push((service.from, last));
        }
        let (whole, days) =
            spans.iter().map(|(from, last)| from.months_through(*last)).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        found.actual = i64::from(whole + days / 30) * 100;
        found.met = found.actual >= found.required;
        if EXPLAIN {
            // Work that is known to begin after the day goes on with it.
            let later = record.services.iter().filter(|service| service.from > self.day && fits(service).is_ok());
            let reach = reach.map(|reach| {
                later.fold(reach, |reach, next| if next.from.previous() <= bridged(reach) { reach.max(next.until) } else { reach })
            });
            found.until = reach.filter(|reach| *reach < Day::LAST).map(bridged);
            let begins = spans.last().map(|(from, _)| *from);
            for (at, service) in record.services.iter().enumerate().rev() {
                let Some(id) = record.names.services.get(at).copied() else { break };
                let reason = match fits(service) {
                    Err(reason) => reason,
                    Ok(()) if service.from > self.day => Reason::OutsideWindow,
                    Ok(()) if begins.is_some_and(|begins| begins <= service.from) => {
                        found.counted.push(Counted::Employment { employment_id: id });
                        continue;
                    }
                    Ok(()) => Reason::BrokenOff,
                };
                found.refuse(|| NotCounted::Employment { employment_id: id, reason });
            }
        }
        found
    }

    fn holding<const EXPLAIN: bool>(&self, record: &Record<'_>, rank: i32, months: i32) -> Finding {
        let mut found = Finding { required: i64::from(months) * 100, ..Finding::default() };
        let fits = |holding: &super::record::Holding| match standing(holding.standing) {
            Err(reason) => Err(reason),
            Ok(()) if holding.rank < rank => Err(Reason::LowerGrade),
            // Revoked from its first day on it never held.
            Ok(()) if holding.until < holding.from => Err(Reason::Voided),
            Ok(()) => Ok(()),
        };
        let mut chain = Chain::of(self.day);
        // Awards may overlap and follow each other in any order; each round adds what touches the chain, until nothing does.
        let mut taken = vec![false; record.holdings.len()];
        while let Some(at) =
            (0..record.holdings.len()).find(|at| !taken[*at] && fits(&record.holdings[*at]).is_ok() && chain.joins(&record.holdings[*at]))
        {
            taken[at] = true;
            chain.join(&record.holdings[at]);
        }
        for (at, holding) in record.holdings.iter().enumerate().rev() {
            let Some(id) = record.names.holdings.get(at).filter(|_| EXPLAIN) else { break };
            match fits(holding) {
                // One that begins later says how long the grade will be held, not that it is.
                Ok(()) if taken[at] && holding.from <= self.day => found.counted.push(Counted::Award { award_id: *id }),
                Ok(()) => found.refuse(|| NotCounted::Award { award_id: *id, reason: Reason::OutsideWindow }),
                Err(reason) => found.refuse(|| NotCounted::Award { award_id: *id, reason }),
            }
        }
        if let Some((from, until)) = chain.held {
            found.actual = i64::from(from.months_through(self.day).0) * 100;
            found.met = found.actual >= found.required;
            found.until = Some(until).filter(|until| *until < Day::LAST);
        }
        found
    }

    fn suspension<const EXPLAIN: bool>(&self, record: &Record<'_>) -> Finding {
        let mut found = Finding { met: true, ..Finding::default() };
        for (at, suspension) in record.suspensions.iter().enumerate().rev() {
            let is_active = suspension.from <= self.day && self.day <= suspension.until;
            let reason = match standing(suspension.standing) {
                Err(reason) => reason,
                Ok(()) if is_active => {
                    found.met = false;
                    found.actual += 100;
                    Reason::ActiveSuspension
                }
                Ok(()) => {
                    if suspension.from > self.day {
                        found.until = [found.until, Some(suspension.from.previous())].into_iter().flatten().min();
                    }
                    Reason::OutsideWindow
                }
            };
            if let Some(id) = record.names.suspensions.get(at).filter(|_| EXPLAIN) {
                found.refuse(|| NotCounted::Suspension { suspension_id: *id, reason });
            }
        }
        found
    }

    fn missing<'p>(&'p self, node: &'p Node, record: &Record<'_>, say: &mut impl FnMut(Shortfall<'p>)) {
        if let Check::Group { needed, of, .. } = &node.check {
            let mut open: Vec<_> = of.iter().filter(|inner| !self.holds(inner, record)).collect();
            let needed = needed.saturating_sub(of.len() - open.len());
            // Nearest first: the share that is missing of what is required.
            open.sort_by_key(|inner| self.share_missing(inner, record));
            for inner in open.into_iter().take(needed) {
                self.missing(inner, record, say);
            }
            return;
        }
        let found = self.leaf::<false>(&node.check, record);
        let lacking = (found.required - found.actual).max(0);
        match &node.check {
            _ if found.met => {}
            Check::Training { wanted, .. } => say(Shortfall::Training(&wanted.domains, lacking)),
            Check::Credits { .. } => say(Shortfall::Credits(lacking)),
            Check::Programmes { .. } => say(Shortfall::Programmes(lacking / 100)),
            Check::SupervisionHours { .. } => say(Shortfall::SupervisionHours(lacking)),
            Check::SupervisionSessions { .. } => say(Shortfall::SupervisionSessions((lacking / 100).max(1))),
            _ => {}
        }
    }

    /// How much of a requirement is missing, in thousandths of it.
    fn share_missing(&self, node: &Node, record: &Record<'_>) -> i64 {
        match &node.check {
            Check::Group { needed, of, .. } => {
                let mut shares: Vec<_> = of.iter().map(|inner| self.share_missing(inner, record)).collect();
                shares.sort_unstable();
                shares.iter().take(*needed).sum()
            }
            check => {
                let found = self.leaf::<false>(check, record);
                if found.met { 0 } else { (found.required - found.actual).max(1) * 1_000 / found.required.max(1) }
            }
        }
    }
}

/// A group is met when enough inside it is; it lapses when too little of that is left.
fn group(needed: usize, of: &[Explained]) -> Finding {
    let mut lasting: Vec<Day> = of.iter().filter(|inner| inner.met).map(|inner| inner.valid_until.unwrap_or(Day::LAST)).collect();
    lasting.sort_unstable_by(|a, b| b.cmp(a));
    let until = needed.checked_sub(1).and_then(|at| lasting.get(at)).copied().filter(|day| *day < Day::LAST);
    let hundredths = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 100) * 100;
    Finding { met: lasting.len() >= needed, required: hundredths(needed), actual: hundredths(lasting.len()), until, ..Finding::default() }
}

/// A sum over facts, the latest first.
struct Tally {
    found: Finding,
    window: Window,
    months: Option<i32>,
    /// The day of the fact with which it was enough: when that one leaves the window, what is left is too little.
    reached: Option<Day>,
}

impl Tally {
    fn fits(&self, fact: Standing, on: Day) -> Result<(), Reason> {
        standing(fact)?;
        if self.window.has(on) { Ok(()) } else { Err(Reason::OutsideWindow) }
    }

    fn add(&mut self, hundredths: i64, on: Day) {
        self.found.actual += hundredths;
        if self.reached.is_none() && self.found.actual >= self.found.required {
            self.reached = Some(on);
        }
    }

    fn close(mut self) -> Finding {
        self.found.met = self.found.actual >= self.found.required;
        self.found.until = self.reached.zip(self.months).map(|(on, months)| on.last_day_in_window(months));
        self.found
    }
}

/// Days without a break around one day.
struct Chain {
    day: Day,
    held: Option<(Day, Day)>,
}

impl Chain {
    const fn of(day: Day) -> Self {
        Self { day, held: None }
    }

    fn joins(&self, holding: &super::record::Holding) -> bool {
        match self.held {
            None => holding.from <= self.day && self.day <= holding.until,
            Some((from, until)) => holding.from <= until.next() && from.previous() <= holding.until,
        }
    }

    fn join(&mut self, holding: &super::record::Holding) {
        let (from, until) = self.held.unwrap_or((holding.from, holding.until));
        self.held = Some((from.min(holding.from), until.max(holding.until)));
    }
}

impl Finding {
    fn refuse(&mut self, fact: impl FnOnce() -> NotCounted) {
        if self.not_counted.len() < MOST_NOT_COUNTED {
            self.not_counted.push(fact());
        }
    }
}

const fn standing(standing: Standing) -> Result<(), Reason> {
    match standing {
        Standing::Believed => Ok(()),
        Standing::Voided => Err(Reason::Voided),
        Standing::Superseded => Err(Reason::Superseded),
        Standing::NotYetKnown => Err(Reason::NotYetKnown),
    }
}

fn good_enough(fact: &Training, least: LeastResult) -> Result<(), Reason> {
    match (fact.result, least) {
        (CompletionResult::Failed, _) => Err(Reason::FailedResult),
        (CompletionResult::Attended, LeastResult::Passed) => Err(Reason::ResultTooLow),
        _ => Ok(()),
    }
}

fn in_domain(fact: &Training, wanted: &Wanted) -> Result<(), Reason> {
    if wanted.has(fact.programme) { Ok(()) } else { Err(Reason::WrongDomain) }
}

/// Whether a later one of the list that would count says the same day and programme: two records of a person that were merged
/// may both.
fn told_twice(record: &Record<'_>, at: usize, suits: impl Fn(&Training) -> Result<(), Reason>) -> bool {
    let fact = &record.trainings[at];
    let mut later = record.trainings[at + 1..].iter().take_while(|other| other.on == fact.on);
    later.any(|other| other.programme == fact.programme && other.standing == Standing::Believed && suits(other).is_ok())
}

/// The hours that a programme's cap leaves of a fact; none when it is used up.
fn capped(used: &mut Vec<(u32, i32)>, fact: &Training, cap: i32) -> Option<i32> {
    let at = used.iter().position(|(programme, _)| *programme == fact.programme).unwrap_or_else(|| {
        used.push((fact.programme, 0));
        used.len() - 1
    });
    let taken = fact.hours.hundredths().min(cap - used[at].1);
    used[at].1 += taken;
    Some(taken).filter(|taken| *taken > 0)
}

fn refuse_training<const EXPLAIN: bool>(found: &mut Finding, record: &Record<'_>, at: usize, reason: Reason) {
    if let Some(id) = record.names.trainings.get(at).filter(|_| EXPLAIN) {
        found.refuse(|| NotCounted::Completion { completion_id: *id, reason });
    }
}

#[cfg(test)]
mod tests;
