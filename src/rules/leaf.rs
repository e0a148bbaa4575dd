//! KNOWS: requirements that ask for something themselves, each made ready to be looked up in tables.
//!
//! One struct for each such kind of the language. [`super::compiled`] makes them ready, and
//! [`super::evaluate`] has the finding of each. Every `match` over [`Leaf`] names all kinds, so that the
//! compiler asks a new kind for all that a kind must say.

use super::language::LeastResult;
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

/// Hours of training.
#[derive(Debug)]
pub(super) struct TrainingHoursCheck {
    pub required: i64,
    pub window: usize,
    pub domain_filter: DomainFilter,
    /// The kinds of organisation that may have taught, as bits; any where there are none.
    pub providers: Option<u8>,
    pub cap: Option<i32>,
    pub least: LeastResult,
}

/// Study credits.
#[derive(Debug)]
pub(super) struct CreditsCheck {
    pub required: i64,
    pub window: usize,
    pub domain_filter: DomainFilter,
    pub worth: Vec<i32>,
}

/// Certain programmes.
#[derive(Debug)]
pub(super) struct ProgrammesCheck {
    pub needed: u32,
    pub window: usize,
    /// For each programme, which of the codes asked for it is good for, as bits.
    pub good_for: Vec<u64>,
    pub least: LeastResult,
}

/// Hours of supervision.
#[derive(Debug)]
pub(super) struct SupervisionHoursCheck {
    pub required: i64,
    pub window: usize,
    pub kind: Option<SessionKind>,
}

/// Supervision sessions.
#[derive(Debug)]
pub(super) struct SupervisionSessionsCheck {
    pub required: i64,
    pub window: usize,
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
    /// Whether it may come to be met, or be met again, by the passing of days alone.
    pub const fn returns(&self) -> bool {
        match self {
            Self::SupervisionSessions(check) => check.series.is_some(),
            Self::Tenure(_) | Self::HoldsGrade(_) | Self::NoActiveSuspension => true,
            Self::TrainingHours(_) | Self::Credits(_) | Self::Programmes(_) | Self::SupervisionHours(_) => {
                false
            }
        }
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
