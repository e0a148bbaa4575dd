//! A rule set made ready: what it says of programmes and grades is looked up once, the windows of a day are
//! laid once, and then any number of records is evaluated by looking into tables.

use std::sync::Arc;

use super::language::{
    CreditSum, Demand, GradeRule, GradeSupplement, NoActiveSuspension, Obligation, Period, Programmes,
    Requirement, RequirementKind, Rules, SupervisionHours, SupervisionSessions, TrainingHours,
};
use super::leaf::{
    CreditsCheck, DomainFilter, HoldsGradeCheck, HourCaps, Leaf, LookBack, ProgrammesCheck,
    SupervisionHoursCheck, SupervisionSessionsCheck, TenureCheck, TrainingHoursCheck, bit,
};
use super::pause::AbsenceKinds;
use super::pay::{Pay, PayTerms};
use super::record::{Catalogue, KnownProgramme, Record};
use super::{MonthLaw, Window};
use crate::values::{Code, Credits, Day, Hours, LegalBasis, TrainingTime};

/// A rule set, ready for a catalogue.
#[derive(Debug)]
pub struct CompiledRules {
    pub(super) grades: Vec<Node>,
    pub(super) obligations: Vec<Duty>,
    /// The supplement of each grade that brings one, by the grade's rank.
    supplements: Vec<(i32, GradeSupplement)>,
    /// The act that the rule set itself stands on, where that is known.
    basis: Option<LegalBasis>,
    rules: Rules,
    catalogue: Arc<Catalogue>,
    /// The spans of months that windows have; windows are known by their place here.
    spans: Vec<Option<i32>>,
    /// Series of equal parts of a window: how many months each, and how many.
    series: Vec<(Period, i32)>,
    /// The law by which months of work are counted, and those until something is due.
    pub(super) month_law: MonthLaw,
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
    /// The act that it stands on, its own or that of what it stands in.
    pub basis: Option<LegalBasis>,
    /// Absences that stop its clock.
    pub paused_by: AbsenceKinds,
    pub check: Check,
}

/// The way in which a requirement is checked.
#[derive(Debug)]
pub(super) enum Check {
    /// By those inside it.
    Group(NodeGroup),
    /// By itself.
    Leaf(Leaf),
}

/// So many of several requirements.
#[derive(Debug)]
pub(super) struct NodeGroup {
    pub needed: usize,
    pub of: Vec<Node>,
    /// Whether it may go on being met by others of these than on the day, though nothing more happens.
    pub shifts: bool,
}

impl Node {
    /// Whether it may come to be met, or be met again, by the passing of days alone.
    fn returns(&self) -> bool {
        match &self.check {
            Check::Group(group) => group.of.iter().any(Self::returns),
            Check::Leaf(leaf) => leaf.returns(),
        }
    }
}

impl CompiledRules {
    /// Makes a rule set of which no more than its rules is known ready for a catalogue. A grade that is not
    /// on the ladder outranks all.
    #[must_use]
    pub fn new(rules: Rules, catalogue: &Arc<Catalogue>) -> Self {
        Self::on_basis(rules, None, catalogue)
    }

    /// Makes a rule set that stands on an act ready for a catalogue.
    #[must_use]
    pub fn on_basis(rules: Rules, basis: Option<LegalBasis>, catalogue: &Arc<Catalogue>) -> Self {
        let mut compiler = Compiler { catalogue, spans: vec![None], series: Vec::new() };
        let mut root = |requirement: &Requirement, own: Option<&LegalBasis>| {
            compiler.node(requirement, AbsenceKinds::default(), own.or(basis.as_ref()))
        };
        let grades =
            rules.grades.iter().map(|rule| root(&rule.requirement, rule.legal_basis.as_ref())).collect();
        let duty = |obligation: &Obligation| Duty {
            posts: obligation.posts.clone(),
            months_after_hire: obligation.months_after_hire,
            node: root(&obligation.requirement, obligation.legal_basis.as_ref()),
        };
        let obligations = rules.obligations.iter().map(duty).collect();
        let Compiler { spans, series, .. } = compiler;
        let supplement = |rule: &GradeRule| Some((catalogue.rank(&rule.grade)?, rule.supplement?));
        let supplements = rules.grades.iter().filter_map(supplement).collect();
        let (catalogue, month_law) = (Arc::clone(catalogue), MonthLaw::OneForAll);
        Self { grades, obligations, supplements, basis, rules, catalogue, spans, series, month_law }
    }

    /// The act that a grade stands on, its own or the rule set's; grades are named by their place.
    #[must_use]
    pub fn grade_basis(&self, grade: usize) -> Option<&LegalBasis> {
        let own = self.rules.grades.get(grade).and_then(|rule| rule.legal_basis.as_ref());
        own.or(self.basis.as_ref())
    }

    /// The same by another law of months.
    #[must_use]
    pub fn by(self, month_law: MonthLaw) -> Self {
        Self { month_law, ..self }
    }

    /// The catalogue that it was made ready for; a record's completions name their programmes in it.
    #[must_use]
    pub const fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The content of the rule set.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The rule set as of a day.
    #[must_use]
    pub fn on(self: &Arc<Self>, day: Day) -> DayRules {
        self.on_until(day, day)
    }

    /// The rule set as of a day, as if nothing more had happened after one before it.
    pub(super) fn on_until(self: &Arc<Self>, day: Day, last: Day) -> DayRules {
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
        DayRules { compiled: Arc::clone(self), day, last, windows, parts }
    }
}

/// A rule set as of a day.
#[derive(Debug)]
pub struct DayRules {
    pub(super) compiled: Arc<CompiledRules>,
    /// The day.
    pub day: Day,
    /// The last day of which completions and sessions count; the day itself, unless a later one is looked at
    /// from it.
    pub(super) last: Day,
    pub(super) windows: Vec<Window>,
    /// The parts of each series, the latest first.
    pub(super) parts: Vec<Vec<Window>>,
}

impl DayRules {
    /// The content of the rule set.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.compiled.rules
    }

    /// The catalogue in which a record's completions name their programmes.
    #[must_use]
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.compiled.catalogue
    }

    /// The act that a grade stands on, its own or the rule set's; grades are named by their place.
    #[must_use]
    pub fn grade_basis(&self, grade: usize) -> Option<&LegalBasis> {
        self.compiled.grade_basis(grade)
    }

    /// The act that the rule set itself stands on, where that is known.
    #[must_use]
    pub fn basis(&self) -> Option<&LegalBasis> {
        self.compiled.basis.as_ref()
    }

    /// The act that the rule set names for the grade of a rank, where it does.
    #[must_use]
    pub fn own_basis(&self, rank: i32) -> Option<&LegalBasis> {
        let is_it = |rule: &&GradeRule| self.catalogue().rank(&rule.grade) == Some(rank);
        self.rules().grades.iter().find(is_it)?.legal_basis.as_ref()
    }

    /// The supplement of the worker on the day.
    #[must_use]
    pub fn pay(&self, record: &Record<'_>) -> Pay {
        let supplements = &self.compiled.supplements;
        let supplement =
            |rank: i32| supplements.iter().find(|(of, _)| *of == rank).map(|(_, supplement)| *supplement);
        PayTerms { payable_while: &self.rules().payable_while, supplement: &supplement }.on(record, self.day)
    }

    pub(super) fn months(&self, window: LookBack) -> Option<i32> {
        self.compiled.spans[window.span]
    }

    pub(super) fn period(&self, series: usize) -> i32 {
        self.compiled.series[series].0.months()
    }
}

struct Compiler<'c> {
    catalogue: &'c Catalogue,
    spans: Vec<Option<i32>>,
    series: Vec<(Period, i32)>,
}

impl Compiler<'_> {
    fn node(&mut self, requirement: &Requirement, around: AbsenceKinds, outer: Option<&LegalBasis>) -> Node {
        let basis = requirement.legal_basis.as_ref().or(outer);
        let paused_by = around.with(&requirement.paused_by);
        let check = match &requirement.demand {
            Demand::AllOf(all) => self.group(all.of.len(), &all.of, paused_by, basis),
            Demand::AnyOf(any) => self.group(1, &any.of, paused_by, basis),
            Demand::AtLeast(some) => self.group(some.needed(), &some.of, paused_by, basis),
            Demand::TrainingHours(asked) => {
                Check::Leaf(Leaf::TrainingHours(self.training_hours(asked, paused_by)))
            }
            Demand::Credits(asked) => Check::Leaf(Leaf::Credits(self.credits(asked, paused_by))),
            Demand::Programmes(asked) => Check::Leaf(Leaf::Programmes(self.programmes(asked, paused_by))),
            Demand::SupervisionHours(asked) => {
                Check::Leaf(Leaf::SupervisionHours(self.supervision_hours(asked, paused_by)))
            }
            Demand::SupervisionSessions(asked) => {
                Check::Leaf(Leaf::SupervisionSessions(self.supervision_sessions(asked, paused_by)))
            }
            Demand::Tenure(asked) => Check::Leaf(Leaf::Tenure(TenureCheck {
                months: asked.months,
                posts: asked.posts.clone(),
                gap: asked.gap_months,
            })),
            Demand::HoldsGrade(asked) => Check::Leaf(Leaf::HoldsGrade(HoldsGradeCheck {
                rank: self.catalogue.rank(&asked.grade).unwrap_or(i32::MAX),
                months: asked.for_months,
            })),
            Demand::NoActiveSuspension(NoActiveSuspension {}) => Check::Leaf(Leaf::NoActiveSuspension),
        };
        let (id, kind, basis) = (requirement.id.clone(), requirement.demand.kind(), basis.cloned());
        Node { id, kind, basis, paused_by, check }
    }

    fn group(
        &mut self,
        needed: usize,
        of: &[Requirement],
        paused_by: AbsenceKinds,
        basis: Option<&LegalBasis>,
    ) -> Check {
        let of: Vec<_> = of.iter().map(|inner| self.node(inner, paused_by, basis)).collect();
        let shifts = needed < of.len() && of.iter().any(Node::returns);
        Check::Group(NodeGroup { needed, of, shifts })
    }

    fn training_hours(&mut self, asked: &TrainingHours, paused_by: AbsenceKinds) -> TrainingHoursCheck {
        let kinds = &asked.provider_kinds;
        TrainingHoursCheck {
            required: asked.hours.hundredths().into(),
            window: self.window(asked.within_months, paused_by),
            domain_filter: self.domain_filter(&asked.domains),
            providers: (!kinds.is_empty()).then(|| kinds.iter().fold(0, |bits, kind| bits | bit(*kind))),
            caps: HourCaps {
                of_each: asked.cap_per_programme.map(Hours::seconds),
                own: asked.cap_at_programme_hours.then(|| self.lengths()),
            },
            least: asked.minimum_result,
        }
    }

    /// The length of each programme in seconds, where it is known.
    fn lengths(&self) -> Vec<Option<i32>> {
        let length =
            |programme: &KnownProgramme| programme.hours.map(|hours| TrainingTime::of_hours(hours).seconds());
        self.catalogue.programmes().iter().map(length).collect()
    }

    fn credits(&mut self, asked: &CreditSum, paused_by: AbsenceKinds) -> CreditsCheck {
        let worth = |programme: &KnownProgramme| programme.credits.map_or(0, Credits::hundredths);
        CreditsCheck {
            required: asked.credits.hundredths().into(),
            window: self.window(asked.within_months, paused_by),
            domain_filter: self.domain_filter(&asked.domains),
            worth: self.catalogue.programmes().iter().map(worth).collect(),
        }
    }

    fn programmes(&mut self, asked: &Programmes, paused_by: AbsenceKinds) -> ProgrammesCheck {
        let place = |code| asked.codes.iter().position(|domain_filter| domain_filter == code);
        let bits = |programme| {
            let places = self.catalogue.stands_for(programme).filter_map(place);
            places.fold(0, |bits, place| bits | 1_u64 << place)
        };
        let good_for = self.catalogue.programmes().iter().map(bits).collect();
        ProgrammesCheck {
            needed: u32::try_from(asked.needed()).unwrap_or(u32::MAX),
            window: self.window(asked.within_months, paused_by),
            good_for,
            least: asked.minimum_result,
        }
    }

    fn supervision_hours(
        &mut self,
        asked: &SupervisionHours,
        paused_by: AbsenceKinds,
    ) -> SupervisionHoursCheck {
        SupervisionHoursCheck {
            required: asked.hours.hundredths().into(),
            window: self.window(asked.within_months, paused_by),
            kind: asked.session_kind,
        }
    }

    fn supervision_sessions(
        &mut self,
        asked: &SupervisionSessions,
        paused_by: AbsenceKinds,
    ) -> SupervisionSessionsCheck {
        let series = asked.one_in_each.zip(asked.within_months).map(|(period, months)| {
            self.series.push((period, months / period.months()));
            self.series.len() - 1
        });
        SupervisionSessionsCheck {
            required: i64::from(asked.sessions) * 100,
            window: self.window(asked.within_months, paused_by),
            kind: asked.session_kind,
            series,
        }
    }

    fn window(&mut self, months: Option<i32>, paused_by: AbsenceKinds) -> LookBack {
        let span = self.spans.iter().position(|span| *span == months).unwrap_or_else(|| {
            self.spans.push(months);
            self.spans.len() - 1
        });
        LookBack { span, paused_by }
    }

    fn domain_filter(&self, domains: &[Code]) -> DomainFilter {
        let of =
            self.catalogue.programmes().iter().map(|programme| domains.contains(&programme.domain)).collect();
        DomainFilter { domains: domains.to_vec(), of }
    }
}
