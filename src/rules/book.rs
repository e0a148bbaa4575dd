//! A rule set made ready: what it says of programmes and grades is looked up once, the windows of a day are
//! laid once, and then any number of records is evaluated by looking into tables.

use std::sync::Arc;

use super::Window;
use super::language::{Demand, LeastResult, Period, Requirement, RequirementKind, Rules};
use super::record::{Catalogue, Programme};
use crate::values::{Code, Day, OrganisationKind, SessionKind};

/// A rule set, ready for a catalogue.
#[derive(Debug)]
pub struct Book {
    pub(super) grades: Vec<Node>,
    pub(super) obligations: Vec<Duty>,
    rules: Rules,
    /// The spans of months that windows have; windows are known by their place here.
    spans: Vec<Option<i32>>,
    /// Series of equal parts of a window: how many months each, and how many.
    series: Vec<(Period, i32)>,
}

/// An obligation, ready.
#[derive(Debug)]
pub(super) struct Duty {
    pub posts: Vec<Code>,
    pub months_after_hire: Option<i32>,
    pub node: Node,
}

/// A requirement, ready.
#[derive(Debug)]
pub(super) struct Node {
    pub id: Code,
    pub kind: RequirementKind,
    pub check: Check,
}

impl Node {
    /// Whether it may come to be met, or be met again, by the passing of days alone.
    fn returns(&self) -> bool {
        match &self.check {
            Check::Group { of, .. } => of.iter().any(Self::returns),
            Check::SupervisionSessions { series, .. } => series.is_some(),
            Check::Tenure { .. } | Check::HoldsGrade { .. } | Check::NoActiveSuspension => true,
            Check::Training { .. }
            | Check::Credits { .. }
            | Check::Programmes { .. }
            | Check::SupervisionHours { .. } => false,
        }
    }
}

/// What is checked. Quantities are in hundredths; tables are by a programme's place in the catalogue.
#[derive(Debug)]
pub(super) enum Check {
    Group {
        needed: usize,
        of: Vec<Node>,
        /// Whether it may go on being met by others of these than on the day, though nothing more happens.
        shifts: bool,
    },
    Training {
        required: i64,
        window: usize,
        wanted: Wanted,
        providers: Option<u8>,
        cap: Option<i32>,
        least: LeastResult,
    },
    Credits {
        required: i64,
        window: usize,
        wanted: Wanted,
        worth: Vec<i32>,
    },
    /// For each programme, which of the codes asked for it is good for, as bits.
    Programmes {
        needed: u32,
        window: usize,
        good_for: Vec<u64>,
        least: LeastResult,
    },
    SupervisionHours {
        required: i64,
        window: usize,
        kind: Option<SessionKind>,
    },
    SupervisionSessions {
        required: i64,
        window: usize,
        kind: Option<SessionKind>,
        series: Option<usize>,
    },
    Tenure {
        months: i32,
        posts: Vec<Code>,
        gap: i32,
    },
    HoldsGrade {
        rank: i32,
        months: i32,
    },
    NoActiveSuspension,
}

/// Which programmes are of the domains asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The domains; any where there are none.
    pub domains: Vec<Code>,
    of: Vec<bool>,
}

impl Wanted {
    pub fn has(&self, programme: u32) -> bool {
        self.domains.is_empty() || self.of.get(programme as usize).copied().unwrap_or_default()
    }
}

/// The bit of a kind of organisation.
pub(super) const fn bit(kind: OrganisationKind) -> u8 {
    1 << kind as u8
}

impl Book {
    /// Makes a rule set ready for a catalogue. A grade that is not on the ladder outranks all.
    #[must_use]
    pub fn new(rules: Rules, catalogue: &Catalogue) -> Self {
        let mut maker = Maker { catalogue, spans: vec![None], series: Vec::new() };
        let grades = rules.grades.iter().map(|rule| maker.node(&rule.requirement)).collect();
        let duty = |obligation: &super::language::Obligation| Duty {
            posts: obligation.posts.clone(),
            months_after_hire: obligation.months_after_hire,
            node: maker.node(&obligation.requirement),
        };
        let obligations = rules.obligations.iter().map(duty).collect();
        let (spans, series) = (maker.spans, maker.series);
        Self { grades, obligations, rules, spans, series }
    }

    /// What the rule set says.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The rule set as of a day.
    #[must_use]
    pub fn on(self: &Arc<Self>, day: Day) -> Plan {
        self.plan(day, day)
    }

    /// The rule set as of a day, as if nothing more had happened after one before it.
    pub(super) fn plan(self: &Arc<Self>, day: Day, last: Day) -> Plan {
        let window = |span: &Option<i32>| {
            let whole =
                span.map_or(Window { from: Day::FIRST, to: day }, |months| Window::of_months(months, day));
            Window { to: last, ..whole }
        };
        let parts = |(period, count): &(Period, i32)| {
            let part = |number: i32| Window {
                from: day.window_start((number + 1) * period.months()),
                to: if number == 0 { day } else { day.window_start(number * period.months()).previous() },
            };
            (0..*count).map(part).collect()
        };
        let (windows, parts) =
            (self.spans.iter().map(window).collect(), self.series.iter().map(parts).collect());
        Plan { book: Arc::clone(self), day, last, windows, parts }
    }
}

/// A rule set as of a day.
#[derive(Debug)]
pub struct Plan {
    pub(super) book: Arc<Book>,
    /// The day.
    pub day: Day,
    /// The last day of which completions and sessions count; the day itself, unless a later one is looked at
    /// from it.
    pub(super) last: Day,
    pub(super) windows: Vec<Window>,
    /// The parts of each series, the latest first.
    pub(super) parts: Vec<Vec<Window>>,
}

impl Plan {
    /// What the rule set says.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.book.rules
    }

    pub(super) fn months(&self, window: usize) -> Option<i32> {
        self.book.spans[window]
    }

    pub(super) fn period(&self, series: usize) -> i32 {
        self.book.series[series].0.months()
    }
}

struct Maker<'c> {
    catalogue: &'c Catalogue,
    spans: Vec<Option<i32>>,
    series: Vec<(Period, i32)>,
}

impl Maker<'_> {
    fn node(&mut self, requirement: &Requirement) -> Node {
        let check = match &requirement.demand {
            Demand::AllOf(_) | Demand::AnyOf(_) | Demand::AtLeast(_) => {
                let (needed, of) = requirement.demand.group().unwrap_or_default();
                let of: Vec<_> = of.iter().map(|inner| self.node(inner)).collect();
                let shifts = needed < of.len() && of.iter().any(Node::returns);
                Check::Group { needed, of, shifts }
            }
            Demand::TrainingHours(leaf) => {
                let (required, window, wanted) = (
                    leaf.hours.hundredths().into(),
                    self.window(leaf.within_months),
                    self.wanted(&leaf.domains),
                );
                let kinds = &leaf.provider_kinds;
                let providers =
                    (!kinds.is_empty()).then(|| kinds.iter().fold(0, |bits, kind| bits | bit(*kind)));
                let (cap, least) =
                    (leaf.cap_per_programme.map(crate::values::Hours::hundredths), leaf.minimum_result);
                Check::Training { required, window, wanted, providers, cap, least }
            }
            Demand::Credits(leaf) => {
                let (required, window, wanted) = (
                    leaf.credits.hundredths().into(),
                    self.window(leaf.within_months),
                    self.wanted(&leaf.domains),
                );
                let worth =
                    |programme: &Programme| programme.credits.map_or(0, crate::values::Credits::hundredths);
                let worth = self.catalogue.programmes().iter().map(worth).collect();
                Check::Credits { required, window, wanted, worth }
            }
            Demand::Programmes(leaf) => {
                let place = |code| leaf.codes.iter().position(|wanted| wanted == code);
                let bits = |programme| {
                    self.catalogue
                        .stands_for(programme)
                        .filter_map(place)
                        .fold(0, |bits, place| bits | 1_u64 << place)
                };
                let good_for = self.catalogue.programmes().iter().map(bits).collect();
                let needed = leaf
                    .count
                    .and_then(|count| u32::try_from(count).ok())
                    .unwrap_or(u32::try_from(leaf.codes.len()).unwrap_or(64));
                let (window, least) = (self.window(leaf.within_months), leaf.minimum_result);
                Check::Programmes { needed, window, good_for, least }
            }
            Demand::SupervisionHours(leaf) => {
                let (required, window, kind) =
                    (leaf.hours.hundredths().into(), self.window(leaf.within_months), leaf.session_kind);
                Check::SupervisionHours { required, window, kind }
            }
            Demand::SupervisionSessions(leaf) => {
                let (window, kind) = (self.window(leaf.within_months), leaf.session_kind);
                let series = leaf.one_in_each.zip(leaf.within_months).map(|(period, months)| {
                    self.series.push((period, months / period.months()));
                    self.series.len() - 1
                });
                let required = i64::from(leaf.sessions) * 100;
                Check::SupervisionSessions { required, window, kind, series }
            }
            Demand::Tenure(leaf) => {
                Check::Tenure { months: leaf.months, posts: leaf.posts.clone(), gap: leaf.gap_months }
            }
            Demand::HoldsGrade(leaf) => {
                let rank = self.catalogue.rank(&leaf.grade).unwrap_or(i32::MAX);
                Check::HoldsGrade { rank, months: leaf.for_months }
            }
            Demand::NoActiveSuspension(_) => Check::NoActiveSuspension,
        };
        Node { id: requirement.id.clone(), kind: requirement.demand.kind(), check }
    }

    fn window(&mut self, months: Option<i32>) -> usize {
        self.spans.iter().position(|span| *span == months).unwrap_or_else(|| {
            self.spans.push(months);
            self.spans.len() - 1
        })
    }

    fn wanted(&self, domains: &[Code]) -> Wanted {
        let of =
            self.catalogue.programmes().iter().map(|programme| domains.contains(&programme.domain)).collect();
        Wanted { domains: domains.to_vec(), of }
    }
}
