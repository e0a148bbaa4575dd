//! The one evaluator: what follows from a rule set, a record and a day. Pure.
//!
//! [`DayRules::explain`] and [`DayRules::is_met`] run the same checks; the second leaves out what only an
//! explanation needs. The status query, a decision's evidence and a simulation all come here.

mod named;
mod service;
mod supervision;
mod training;

use super::Window;
use super::compiled::{Check, DayRules, Duty, Node, NodeGroup};
use super::explanation::{Amount, Counted, Explained, MOST_NOT_COUNTED, NotCounted, Reason, ShortfallCode};
use super::leaf::{Leaf, LookBack, bit};
use super::pause::Pauses;
use super::record::{Names, Record, Standing};
use crate::values::{Code, Day, OrganisationKind};

/// The result of a check. Quantities are in hundredths of the requirement's unit.
#[derive(Debug, Default)]
struct CheckFinding {
    met: bool,
    required: i64,
    actual: i64,
    window: Option<Window>,
    /// The last day on which it is met if nothing more happens; none when it lasts.
    until: Option<Day>,
    missed: Vec<Window>,
    /// The thing missing that no quantity says, where it is not met.
    shortfall: Option<ShortfallCode>,
    counted: Vec<Counted>,
    not_counted: Vec<NotCounted>,
    not_counted_left_out: i32,
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

impl DayRules {
    /// Whether the record meets what a grade asks for; grades are named by their place in the rule set.
    #[must_use]
    pub fn is_met(&self, record: &Record<'_>, grade: usize) -> bool {
        self.compiled.grades.get(grade).is_some_and(|node| self.holds(node, record))
    }

    /// The last day on which what a grade asks for is met if nothing more happens; none when it lasts, and
    /// when it is not met.
    #[must_use]
    pub fn valid_until(&self, record: &Record<'_>, grade: usize) -> Option<Day> {
        let node = self.compiled.grades.get(grade).filter(|node| self.holds(node, record))?;
        self.explained(node, &nameless(record)).valid_until
    }

    /// The requirement of a grade, explained.
    #[must_use]
    pub fn explain(&self, record: &Record<'_>, grade: usize) -> Option<Explained> {
        self.compiled.grades.get(grade).map(|node| self.explained(node, record))
    }

    /// The obligations of the posts that the worker holds on the day, explained or only answered.
    #[must_use]
    pub fn obligations(&self, record: &Record<'_>, explain: bool) -> Vec<Explained> {
        let answer = |duty: &Duty| {
            let hired = self.hired(record, &duty.posts)?;
            let explained = if explain {
                self.explained(&duty.node, record)
            } else {
                self.explained(&duty.node, &nameless(record)).shortened()
            };
            let due = self.due(duty, record, hired).filter(|_| !explained.met);
            let mut explained = Explained { due, ..explained };
            if let Some(due) = due.filter(|_| explain) {
                let from = explained.window.map_or(hired, |window| window.from.min(hired));
                explained.tell_absences(record, duty.node.paused_by, Window { from, to: due });
            }
            Some(explained)
        };
        self.compiled.obligations.iter().filter_map(answer).collect()
    }

    /// Says what is missing of a grade's leaves; of alternatives those that are nearest.
    pub fn shortfalls<'p>(&'p self, record: &Record<'_>, grade: usize, say: &mut impl FnMut(Shortfall<'p>)) {
        if let Some(node) = self.compiled.grades.get(grade) {
            self.missing(node, record, say);
        }
    }

    /// A kind of organisation whose training counts for every leaf of a grade; a university where no one kind
    /// does.
    pub(super) fn accepted_provider(&self, grade: usize) -> OrganisationKind {
        fn narrow(node: &Node, kinds: &mut u8) {
            match &node.check {
                Check::Group(group) => group.of.iter().for_each(|inner| narrow(inner, kinds)),
                Check::Leaf(leaf) => *kinds &= leaf.providers().unwrap_or(u8::MAX),
            }
        }
        let mut kinds = u8::MAX;
        if let Some(node) = self.compiled.grades.get(grade) {
            narrow(node, &mut kinds);
        }
        let accepted = |kind: &&OrganisationKind| kinds & bit(**kind) != 0;
        let usual = [OrganisationKind::University, OrganisationKind::Provider];
        usual
            .iter()
            .chain(OrganisationKind::ALL)
            .find(accepted)
            .copied()
            .unwrap_or(OrganisationKind::University)
    }

    fn holds(&self, node: &Node, record: &Record<'_>) -> bool {
        match &node.check {
            Check::Group(NodeGroup { needed, of, .. }) => {
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
            Check::Leaf(leaf) => self.finding::<false>(leaf, record).met,
        }
    }

    fn explained(&self, node: &Node, record: &Record<'_>) -> Explained {
        let (found, of) = match &node.check {
            Check::Group(NodeGroup { needed, of, shifts }) => {
                let of: Vec<_> = of.iter().map(|inner| self.explained(inner, record)).collect();
                let mut found = group(*needed, &of);
                if *shifts && self.day == self.last && found.met {
                    found.until = self.lasts(node, record, found.until);
                }
                (found, of)
            }
            Check::Leaf(leaf) => (self.finding::<true>(leaf, record), Vec::new()),
        };
        let missing = if found.met { 0 } else { (found.required - found.actual).max(0) };
        let shortfall = found.shortfall.filter(|_| !found.met);
        let window = found.window;
        let mut explained = Explained {
            id: node.id.clone(),
            kind: node.kind,
            met: found.met,
            required: Amount(found.required),
            actual: Amount(found.actual),
            // Nobody is told that nothing is missing of what is not met.
            missing: (missing > 0 || shortfall.is_none()).then_some(Amount(missing)),
            shortfall,
            unit: node.kind.unit(),
            text: None,
            legal_basis: node.basis.clone(),
            window: found.window,
            // Past the calendar's end nothing lapses.
            valid_until: found.until.filter(|until| found.met && *until < Day::LAST),
            due: None,
            missed: found.missed,
            paused: Vec::new(),
            paused_days: 0,
            counted: found.counted,
            not_counted: found.not_counted,
            not_counted_left_out: found.not_counted_left_out,
            of,
        };
        if let Some(window) = window {
            explained.tell_absences(record, node.paused_by, window);
        }
        explained
    }

    /// Until when a group goes on being met: where what meets it lapses, the rest of it may be met by then.
    fn lasts(&self, node: &Node, record: &Record<'_>, until: Option<Day>) -> Option<Day> {
        let (mut until, record) = (until?, nameless(record));
        while until < Day::LAST {
            let next = self.compiled.on_until(until.next(), self.last).explained(node, &record);
            if !next.met {
                return Some(until);
            }
            until = next.valid_until?.max(until.next());
        }
        None
    }

    fn finding<const EXPLAIN: bool>(&self, leaf: &Leaf, record: &Record<'_>) -> CheckFinding {
        match leaf {
            Leaf::TrainingHours(check) => check.finding::<EXPLAIN>(self, record),
            Leaf::Credits(check) => check.finding::<EXPLAIN>(self, record),
            Leaf::Programmes(check) => check.finding::<EXPLAIN>(self, record),
            Leaf::SupervisionHours(check) => check.finding::<EXPLAIN>(self, record),
            Leaf::SupervisionSessions(check) => check.finding::<EXPLAIN>(self, record),
            Leaf::Tenure(check) => check.finding::<EXPLAIN>(self, record),
            Leaf::HoldsGrade(check) => check.finding::<EXPLAIN>(self, record),
            Leaf::NoActiveSuspension => self.active_suspensions::<EXPLAIN>(record),
        }
    }

    fn tally<const EXPLAIN: bool>(
        &self,
        required: i64,
        look_back: LookBack,
        record: &Record<'_>,
    ) -> FactTally {
        let (months, mut window) = (self.months(look_back), self.windows[look_back.span]);
        let pauses = Pauses::of(record, look_back.paused_by);
        if let Some(months) = months.filter(|_| !pauses.is_empty()) {
            window.from = pauses.begins(months, self.day).max(Day::FIRST);
        }
        let found = CheckFinding {
            required,
            window: Some(window).filter(|_| EXPLAIN && months.is_some()),
            ..CheckFinding::default()
        };
        // How long it lasts is only asked where it is explained.
        FactTally { found, window, months: months.filter(|_| EXPLAIN), pauses, day: self.day, reached: None }
    }

    fn missing<'p>(&'p self, node: &'p Node, record: &Record<'_>, say: &mut impl FnMut(Shortfall<'p>)) {
        match &node.check {
            Check::Group(NodeGroup { needed, of, .. }) => {
                let mut open: Vec<_> = of.iter().filter(|inner| !self.holds(inner, record)).collect();
                let needed = needed.saturating_sub(of.len() - open.len());
                // Nearest first: the share that is missing of what is required.
                open.sort_by_key(|inner| self.share_missing(inner, record));
                for inner in open.into_iter().take(needed) {
                    self.missing(inner, record, say);
                }
            }
            Check::Leaf(leaf) => {
                let found = self.finding::<false>(leaf, record);
                if !found.met {
                    let lacking = (found.required - found.actual).max(0);
                    shortfall(leaf, lacking).map(say);
                }
            }
        }
    }

    /// The missing share of a requirement, in thousandths of it.
    fn share_missing(&self, node: &Node, record: &Record<'_>) -> i64 {
        match &node.check {
            Check::Group(NodeGroup { needed, of, .. }) => {
                let mut shares: Vec<_> = of.iter().map(|inner| self.share_missing(inner, record)).collect();
                shares.sort_unstable();
                shares.iter().take(*needed).sum()
            }
            Check::Leaf(leaf) => {
                let found = self.finding::<false>(leaf, record);
                if found.met {
                    0
                } else {
                    (found.required - found.actual).max(1) * 1_000 / found.required.max(1)
                }
            }
        }
    }
}

/// A record whose facts have no names, so that none is listed: for those who only ask how long something
/// lasts.
fn nameless<'r>(record: &Record<'r>) -> Record<'r> {
    Record { names: Names::default(), ..*record }
}

/// The shortfall where a requirement lacks so many hundredths; nothing where no course or session can bring
/// it, but only time, a commission or the end of a suspension.
fn shortfall(leaf: &Leaf, lacking: i64) -> Option<Shortfall<'_>> {
    match leaf {
        Leaf::TrainingHours(check) => Some(Shortfall::Training(&check.domain_filter.domains, lacking)),
        Leaf::Credits(_) => Some(Shortfall::Credits(lacking)),
        Leaf::Programmes(_) => Some(Shortfall::Programmes(lacking / 100)),
        Leaf::SupervisionHours(_) => Some(Shortfall::SupervisionHours(lacking)),
        Leaf::SupervisionSessions(_) => Some(Shortfall::SupervisionSessions((lacking / 100).max(1))),
        Leaf::Tenure(_) | Leaf::HoldsGrade(_) | Leaf::NoActiveSuspension => None,
    }
}

/// A group is met when enough inside it is; it lapses when too little of that is left.
fn group(needed: usize, of: &[Explained]) -> CheckFinding {
    let mut lasting: Vec<Day> =
        of.iter().filter(|inner| inner.met).map(|inner| inner.valid_until.unwrap_or(Day::LAST)).collect();
    lasting.sort_unstable_by(|a, b| b.cmp(a));
    let until = needed.checked_sub(1).and_then(|at| lasting.get(at)).copied().filter(|day| *day < Day::LAST);
    let hundredths = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 100) * 100;
    CheckFinding {
        met: lasting.len() >= needed,
        required: hundredths(needed),
        actual: hundredths(lasting.len()),
        until,
        ..CheckFinding::default()
    }
}

/// A sum over facts, the latest first.
struct FactTally {
    found: CheckFinding,
    window: Window,
    /// The months that the window has, where it is asked how long it lasts.
    months: Option<i32>,
    pauses: Pauses,
    /// The day asked about.
    day: Day,
    /// The day of the fact with which it was enough: when that one leaves the window, what is left is too
    /// little.
    reached: Option<Day>,
}

impl FactTally {
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

    fn close(mut self) -> CheckFinding {
        self.found.met = self.found.actual >= self.found.required;
        let lasts = |(on, months)| self.pauses.last_day_in_window(months, on, self.day);
        self.found.until = self.reached.zip(self.months).map(lasts);
        self.found
    }
}

impl CheckFinding {
    fn refuse(&mut self, fact: impl FnOnce() -> NotCounted) {
        if self.not_counted.len() < MOST_NOT_COUNTED {
            self.not_counted.push(fact());
        } else {
            self.not_counted_left_out = self.not_counted_left_out.saturating_add(1);
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

#[cfg(test)]
mod tests;
