//! KNOWS: requirements that ask for something themselves, each made ready to be looked up in tables.
//!
//! One struct for each such kind of the language. [`super::compiled`] makes them ready, and
//! [`super::evaluate`] has the finding of each. Every `match` over [`Leaf`] names all kinds, so that the
//! compiler asks a new kind for all that a kind must say.

use super::language::LeastResult;
use super::pause::AbsenceKinds;
use crate::values::{Code, OrganisationKind, SessionKind};

/// A requirement that asks for something itself, ready.
#[derive(Debug)]
pub(super) enum Leaf {
    TrainingHours(TrainingHoursCheck),
    Credits(CreditsCheck),
    Programmes(ProgrammesCheck),
    SupervisionHours(SupervisionHoursCheck),
    SupervisionSessions(SupervisionSessionsCheck),
    Tenure(TenureCheck),
    HoldsGrade(HoldsGradeCheck),
    NoActiveSuspension,
}

// Quantities are in hundredths, windows and series are known by their places in the compiled rules, and
// tables are by a programme's place in the catalogue.

/// The days up to the one asked about that count.
#[derive(Debug, Clone, Copy)]
pub(super) struct LookBack {
    /// Its months, by their place among the compiled spans.
    pub span: usize,
    /// Absences whose days lengthen it.
    pub paused_by: AbsenceKinds,
}

/// Hours of training.
#[derive(Debug)]
pub(super) struct TrainingHoursCheck {
    pub required: i64,
    pub window: LookBack,
    pub domain_filter: DomainFilter,
    /// The kinds of organisation that may have taught, as bits; any where there are none.
    pub providers: Option<u8>,
    pub caps: HourCaps,
    pub least: LeastResult,
}

/// Limits on what counts of one programme, in seconds.
#[derive(Debug)]
pub(super) struct HourCaps {
    /// The same for each programme, where there is one.
    pub of_each: Option<i32>,
    /// Each programme's own length, where no more than that counts.
    pub own: Option<Vec<Option<i32>>>,
}

impl HourCaps {
    /// The most that counts of a programme, where there is a limit.
    pub fn of(&self, programme: u32) -> Option<i32> {
        let own = self.own.as_ref().and_then(|own| own.get(programme as usize).copied().flatten());
        self.of_each.into_iter().chain(own).min()
    }
}

/// Study credits.
#[derive(Debug)]
pub(super) struct CreditsCheck {
    pub required: i64,
    pub window: LookBack,
    pub domain_filter: DomainFilter,
    pub worth: Vec<i32>,
}

/// Certain programmes.
#[derive(Debug)]
pub(super) struct ProgrammesCheck {
    pub needed: u32,
    pub window: LookBack,
    /// For each programme, which of the codes asked for it is good for, as bits.
    pub good_for: Vec<u64>,
    pub least: LeastResult,
}

/// Hours of supervision.
#[derive(Debug)]
pub(super) struct SupervisionHoursCheck {
    pub required: i64,
    pub window: LookBack,
    pub kind: Option<SessionKind>,
}

/// Supervision sessions.
#[derive(Debug)]
pub(super) struct SupervisionSessionsCheck {
    pub required: i64,
    pub window: LookBack,
    pub kind: Option<SessionKind>,
    /// The parts of the window each of which must have a session, where they must.
    pub series: Option<usize>,
}

/// Months of work.
#[derive(Debug)]
pub(super) struct TenureCheck {
    pub months: i32,
    pub posts: Vec<Code>,
    pub gap: i32,
}

/// A grade held.
#[derive(Debug)]
pub(super) struct HoldsGradeCheck {
    pub rank: i32,
    pub months: i32,
}

impl Leaf {
    /// The days that it looks back on, where it does.
    pub const fn window(&self) -> Option<LookBack> {
        match self {
            Self::TrainingHours(check) => Some(check.window),
            Self::Credits(check) => Some(check.window),
            Self::Programmes(check) => Some(check.window),
            Self::SupervisionHours(check) => Some(check.window),
            Self::SupervisionSessions(check) => Some(check.window),
            Self::Tenure(_) | Self::HoldsGrade(_) | Self::NoActiveSuspension => None,
        }
    }

    /// Whether it may come to be met, or be met again, by the passing of days alone: a window that was paused
    /// may begin a few days earlier than on the day before, for months are not of one length.
    pub fn returns(&self) -> bool {
        let spreads = matches!(self, Self::SupervisionSessions(check) if check.series.is_some());
        spreads || self.window().is_none_or(|window| !window.paused_by.is_empty())
    }

    /// The kinds of organisation, as bits, by whom it may have been taught; any where there are none.
    pub const fn providers(&self) -> Option<u8> {
        match self {
            Self::TrainingHours(check) => check.providers,
            Self::Credits(_)
            | Self::Programmes(_)
            | Self::SupervisionHours(_)
            | Self::SupervisionSessions(_)
            | Self::Tenure(_)
            | Self::HoldsGrade(_)
            | Self::NoActiveSuspension => None,
        }
    }
}

/// The domains asked for, and the programmes that are of them.
#[derive(Debug)]
pub(super) struct DomainFilter {
    /// The domains; any where there are none.
    pub domains: Vec<Code>,
    /// Whether each programme is of one of them.
    pub of: Vec<bool>,
}

impl DomainFilter {
    pub fn has(&self, programme: u32) -> bool {
        self.domains.is_empty() || self.of.get(programme as usize).copied().unwrap_or_default()
    }
}

/// The bit of a kind of organisation.
pub(super) const fn bit(kind: OrganisationKind) -> u8 {
    1 << kind as u8
}
