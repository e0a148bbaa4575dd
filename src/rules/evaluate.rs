//! The one evaluator: what follows from a rule set, a record and a day. Pure.
//!
//! [`Plan::explain`] and [`Plan::is_met`] run the same checks; the second leaves out what only an explanation
//! needs. The status query, a decision's evidence and a simulation all come here.

mod service;
mod supervision;
mod training;

use super::Window;
use super::book::{Check, Duty, Node, Plan, bit};
use super::explanation::{Amount, Counted, Explained, MOST_NOT_COUNTED, NotCounted, Reason};
use super::record::{Names, Record, Standing};
use crate::values::{Code, Day, OrganisationKind};

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
            let explained = if explain {
                self.explained::<true>(&duty.node, record)
            } else {
                self.explained::<false>(&duty.node, record)
            };
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

    /// A kind of organisation whose training counts for every leaf of a grade; a university where no one kind
    /// does.
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
        usual
            .iter()
            .chain(OrganisationKind::ALL)
            .find(accepted)
            .copied()
            .unwrap_or(OrganisationKind::University)
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
            Check::Credits { .. } => self.credits::<EXPLAIN>(check, record),
            Check::Programmes { .. } => self.certain_programmes::<EXPLAIN>(check, record),
            Check::SupervisionHours { required, window, kind } => {
                self.supervision_hours::<EXPLAIN>(record, *required, *window, *kind)
            }
            Check::SupervisionSessions { .. } => self.supervision_sessions::<EXPLAIN>(check, record),
            Check::Tenure { months, posts, gap } => self.tenure::<EXPLAIN>(record, *months, posts, *gap),
            Check::HoldsGrade { rank, months } => self.holding::<EXPLAIN>(record, *rank, *months),
            Check::NoActiveSuspension => self.suspension::<EXPLAIN>(record),
        }
    }

    fn tally<const EXPLAIN: bool>(&self, required: i64, window: usize) -> Tally {
        let months = self.months(window);
        let found = Finding {
            required,
            window: Some(self.windows[window]).filter(|_| EXPLAIN && months.is_some()),
            ..Finding::default()
        };
        Tally { found, window: self.windows[window], months, reached: None }
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
                if found.met {
                    0
                } else {
                    (found.required - found.actual).max(1) * 1_000 / found.required.max(1)
                }
            }
        }
    }
}

/// A group is met when enough inside it is; it lapses when too little of that is left.
fn group(needed: usize, of: &[Explained]) -> Finding {
    let mut lasting: Vec<Day> =
        of.iter().filter(|inner| inner.met).map(|inner| inner.valid_until.unwrap_or(Day::LAST)).collect();
    lasting.sort_unstable_by(|a, b| b.cmp(a));
    let until = needed.checked_sub(1).and_then(|at| lasting.get(at)).copied().filter(|day| *day < Day::LAST);
    let hundredths = |count: usize| i64::try_from(count).unwrap_or(i64::MAX / 100) * 100;
    Finding {
        met: lasting.len() >= needed,
        required: hundredths(needed),
        actual: hundredths(lasting.len()),
        until,
        ..Finding::default()
    }
}

/// A sum over facts, the latest first.
struct Tally {
    found: Finding,
    window: Window,
    months: Option<i32>,
    /// The day of the fact with which it was enough: when that one leaves the window, what is left is too
    /// little.
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

#[cfg(test)]
mod tests;
