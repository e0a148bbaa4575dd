//! The answer of an evaluation for each requirement: met or not, by how much, and why each fact counted or
//! did not.

use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use uuid::Uuid;

use super::Window;
use super::language::RequirementKind;
use super::pause::{AbsenceKinds, Pauses};
use super::record::{Record, Standing};
use crate::values::{
    AbsenceId, AbsenceKind, AwardId, Code, CompletionId, Day, EmploymentId, Hours, LegalBasis, Part,
    SessionId, SuspensionId, vocabulary,
};

/// Facts named as not counted at the most, the latest first.
pub const MOST_NOT_COUNTED: usize = 200;

/// A quantity in hundredths of its unit, written as an exact decimal string: `44`, `14.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(pub i64);

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (whole, 0) => write!(f, "{whole}"),
            (whole, part) if part % 10 == 0 => write!(f, "{whole}.{}", part / 10),
            (whole, part) => write!(f, "{whole}.{part:02}"),
        }
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl ToSchema for Amount {}
impl utoipa::PartialSchema for Amount {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(13))
            .pattern(Some(r"^[0-9]{1,10}(\.[0-9]{1,2})?$"))
            .description(Some("A quantity as an exact decimal string"))
            .into()
    }
}

vocabulary! {
    /// The unit of a quantity.
    pub enum Unit {
        /// Hours.
        Hour = "hour",
        /// Study credits.
        Credit = "credit",
        /// Programmes.
        Programme = "programme",
        /// Supervision sessions.
        Session = "session",
        /// Months.
        Month = "month",
        /// Suspensions.
        Suspension = "suspension",
        /// Requirements.
        Requirement = "requirement",
    }
}

impl RequirementKind {
    /// The unit of its quantities.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::AllOf | Self::AnyOf | Self::AtLeast => Unit::Requirement,
            Self::TrainingHours | Self::SupervisionHours => Unit::Hour,
            Self::Credits => Unit::Credit,
            Self::Programmes => Unit::Programme,
            Self::SupervisionSessions => Unit::Session,
            Self::Tenure | Self::HoldsGrade => Unit::Month,
            Self::NoActiveSuspension => Unit::Suspension,
        }
    }
}

vocabulary! {
    /// Why a fact did not count.
    pub enum Reason {
        /// It lies before or after the days that count.
        OutsideWindow = "outsideWindow",
        /// Its programme is of another domain.
        WrongDomain = "wrongDomain",
        /// Its programme is none of those asked for.
        WrongProgramme = "wrongProgramme",
        /// Another kind of organisation taught it.
        WrongProviderKind = "wrongProviderKind",
        /// Sessions of another kind count.
        WrongSessionKind = "wrongSessionKind",
        /// Another post counts.
        WrongPost = "wrongPost",
        /// The grade is below the one asked for.
        LowerGrade = "lowerGrade",
        /// The hours of its programme that may count are used up.
        CapReached = "capReached",
        /// The worker failed.
        FailedResult = "failedResult",
        /// Only what was passed counts.
        ResultTooLow = "resultTooLow",
        /// The programme gives no credits.
        NoCredits = "noCredits",
        /// The same programme counted already.
        DuplicateProgramme = "duplicateProgramme",
        /// A longer break than allowed lies after it.
        BrokenOff = "brokenOff",
        /// Absences of other kinds stop the clock.
        WrongAbsenceKind = "wrongAbsenceKind",
        /// The worker is suspended by it.
        ActiveSuspension = "activeSuspension",
        /// It was voided.
        Voided = "voided",
        /// Another fact corrects it.
        Superseded = "superseded",
        /// It became known after the moment asked about.
        NotYetKnown = "notYetKnown",
    }
}

vocabulary! {
    /// A thing that is missing and is no quantity.
    pub enum ShortfallCode {
        /// The grade is not held on the day, however long it was before.
        GradeNotHeld = "gradeNotHeld",
        /// A suspension is in force.
        ActiveSuspension = "activeSuspension",
        /// A part of the window has no session.
        PeriodWithoutSession = "periodWithoutSession",
    }
}

/// A fact that counted, and how much of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Counted {
    /// A completion.
    Completion {
        /// The completion.
        #[serde(rename = "completionId")]
        completion_id: CompletionId,
        /// The part of its programme, where it is not all of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        part: Option<Part>,
        /// The hours taken from it, cut to the hundredth.
        #[serde(skip_serializing_if = "Option::is_none")]
        hours: Option<Hours>,
        /// The same in minutes, where hours are not exact.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(minimum = 1, maximum = 120_000)]
        minutes: Option<i32>,
        /// Hours of it over those of its programme, where no more than these count.
        #[serde(rename = "hoursOver", skip_serializing_if = "Option::is_none")]
        hours_over: Option<Hours>,
        /// The credits taken from it.
        #[serde(skip_serializing_if = "Option::is_none")]
        credits: Option<Amount>,
    },
    /// A supervision session.
    Session {
        /// The session.
        #[serde(rename = "sessionId")]
        session_id: SessionId,
        /// Its minutes.
        #[schema(minimum = 1, maximum = 720)]
        minutes: i16,
    },
    /// An employment.
    Employment {
        /// The employment.
        #[serde(rename = "employmentId")]
        employment_id: EmploymentId,
    },
    /// An award.
    Award {
        /// The award.
        #[serde(rename = "awardId")]
        award_id: AwardId,
    },
}

impl Counted {
    /// The fact's id, whatever kind it is.
    #[must_use]
    pub const fn fact(&self) -> Uuid {
        match self {
            Self::Completion { completion_id, .. } => completion_id.0,
            Self::Session { session_id, .. } => session_id.0,
            Self::Employment { employment_id } => employment_id.0,
            Self::Award { award_id } => award_id.0,
        }
    }
}

/// A fact that did not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum NotCounted {
    /// A completion.
    Completion {
        /// The completion.
        #[serde(rename = "completionId")]
        completion_id: CompletionId,
        /// The part of its programme, where it is not all of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        part: Option<Part>,
        /// Why not.
        reason: Reason,
    },
    /// A supervision session.
    Session {
        /// The session.
        #[serde(rename = "sessionId")]
        session_id: SessionId,
        /// Why not.
        reason: Reason,
    },
    /// An employment.
    Employment {
        /// The employment.
        #[serde(rename = "employmentId")]
        employment_id: EmploymentId,
        /// Why not.
        reason: Reason,
    },
    /// An award.
    Award {
        /// The award.
        #[serde(rename = "awardId")]
        award_id: AwardId,
        /// Why not.
        reason: Reason,
    },
    /// A suspension.
    Suspension {
        /// The suspension.
        #[serde(rename = "suspensionId")]
        suspension_id: SuspensionId,
        /// Why not.
        reason: Reason,
    },
    /// An absence.
    Absence {
        /// The absence.
        #[serde(rename = "absenceId")]
        absence_id: AbsenceId,
        /// Why not.
        reason: Reason,
    },
}

impl NotCounted {
    /// Why the fact did not count.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::Completion { reason, .. }
            | Self::Session { reason, .. }
            | Self::Employment { reason, .. }
            | Self::Award { reason, .. }
            | Self::Suspension { reason, .. }
            | Self::Absence { reason, .. } => *reason,
        }
    }
}

/// An absence on whose days the clock stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "absenceId": "01990000-0000-7000-8000-0000000000b1", "kind": "medical-leave", "from": "2026-02-02",
    "to": "2026-03-04"
}))]
pub struct PausingAbsence {
    /// The absence.
    pub absence_id: AbsenceId,
    /// Its kind.
    pub kind: AbsenceKind,
    /// The first of its days that were left out.
    pub from: Day,
    /// The last of them.
    pub to: Day,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_none_left(count: &i32) -> bool {
    *count == 0
}

/// One requirement, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "id": "hours", "kind": "trainingHours", "met": false, "required": "60", "actual": "44", "missing": "16",
    "unit": "hour",
    "text": "Ore de formare: 44 din 60; lipsesc 16",
    "legalBasis": { "act": "Ordinul ministrului nr. 44", "article": "pct. 12", "day": "2026-11-20" },
    "window": { "from": "2021-11-24", "to": "2026-11-23" },
    "counted": [{ "completionId": "01990000-0000-7000-8000-0000000000d1", "hours": "24" }],
    "notCounted": [{ "completionId": "01990000-0000-7000-8000-0000000000d2", "reason": "outsideWindow" }]
}))]
pub struct Explained {
    /// The requirement's name in the rule set.
    pub id: Code,
    /// Its kind.
    pub kind: RequirementKind,
    /// Whether it is met.
    pub met: bool,
    /// The quantity required.
    pub required: Amount,
    /// The quantity that there is.
    pub actual: Amount,
    /// The quantity missing; 0 when it is met, and left out when what is missing is no quantity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<Amount>,
    /// The thing missing that no quantity says; always there when it is not met and `missing` is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shortfall: Option<ShortfallCode>,
    /// The unit of these quantities.
    pub unit: Unit,
    /// The same in words, in the language of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub text: Option<String>,
    /// The act that it stands on, its own or that of what it stands in; left out of the short form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    /// The days that count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// The last day on which it will be met if nothing more happens; left out when it lasts, and when it is
    /// not met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// The day by which an obligation is to be met, where it is not yet due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// Parts of the window without a session, where each must have one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 600)]
    pub missed: Vec<Window>,
    /// Absences that stopped the clock, with the days by which the window is longer or the due day later; the
    /// latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub paused: Vec<PausingAbsence>,
    /// The days of all these, each once.
    #[serde(skip)]
    pub paused_days: i32,
    /// Facts that counted, the latest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 100_000)]
    pub counted: Vec<Counted>,
    /// Facts that did not, and why; the latest first, 200 at the most.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub not_counted: Vec<NotCounted>,
    /// The number of facts that did not count and are not named.
    #[serde(skip_serializing_if = "is_none_left")]
    #[schema(minimum = 0, maximum = 100_000_000, required = false)]
    pub not_counted_left_out: i32,
    /// The requirements inside this one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion, max_items = 100)]
    pub of: Vec<Explained>,
}

impl Explained {
    /// This requirement and all inside it.
    pub fn walk<'e>(&'e self, visit: &mut impl FnMut(&'e Self)) {
        visit(self);
        for inner in &self.of {
            inner.walk(visit);
        }
    }

    /// The same as it was told while what is no quantity was missing to the amount of 0.
    #[must_use]
    pub fn with_nothing_missing(self) -> Self {
        let of = self.of.into_iter().map(Self::with_nothing_missing).collect();
        Self { missing: self.missing.or(Some(Amount(0))), of, ..self }
    }

    /// The same as it was told before shortfalls had codes, and before facts that are not named were counted.
    #[must_use]
    pub fn of_former_form(self) -> Self {
        let of = self.of.into_iter().map(Self::of_former_form).collect();
        Self { shortfall: None, not_counted_left_out: 0, of, ..self }
    }

    /// Its short form: what is met, by how much and until when, without the facts.
    #[must_use]
    pub fn shortened(self) -> Self {
        let (missed, paused, counted, not_counted, of) = Default::default();
        Self {
            legal_basis: None,
            window: None,
            missed,
            paused,
            paused_days: 0,
            counted,
            not_counted,
            not_counted_left_out: 0,
            of,
            ..self
        }
    }

    /// Tells which absences stopped the clock within these days, and why the others did not. Told once more,
    /// it is told anew.
    pub(super) fn tell_absences(&mut self, record: &Record<'_>, kinds: AbsenceKinds, days: Window) {
        if kinds.is_empty() || record.names.absences.is_empty() {
            return;
        }
        self.paused.clear();
        self.not_counted.retain(|fact| !matches!(fact, NotCounted::Absence { .. }));
        self.paused_days = Pauses::of(record, kinds).days_in(days);
        for (absence, id) in record.absences.iter().zip(record.names.absences).rev() {
            let (from, to) = (absence.from.max(days.from), absence.until.min(days.to));
            let reason = match absence.standing {
                Standing::Voided => Some(Reason::Voided),
                Standing::Superseded => Some(Reason::Superseded),
                Standing::NotYetKnown => Some(Reason::NotYetKnown),
                Standing::Believed if !kinds.has(absence.kind) => Some(Reason::WrongAbsenceKind),
                Standing::Believed if from > to => Some(Reason::OutsideWindow),
                Standing::Believed => None,
            };
            match reason {
                None if self.paused.len() < MOST_NOT_COUNTED => {
                    self.paused.push(PausingAbsence { absence_id: *id, kind: absence.kind, from, to });
                }
                Some(reason) if self.not_counted.len() < MOST_NOT_COUNTED => {
                    self.not_counted.push(NotCounted::Absence { absence_id: *id, reason });
                }
                _ => {}
            }
        }
    }
}
