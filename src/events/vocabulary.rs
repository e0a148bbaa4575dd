//! The vocabulary of events: every kind with its name, its version, and the body that it has.
//!
//! A name is the type of the object and a word for what happened to it. A body that says less, or something
//! else, than before is another version; a field may be added to one.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use uuid::Uuid;

use crate::values::{
    AbsenceId, AwardId, Code, CompletionId, CompletionResult, Day, DecisionId, EmploymentId, GradeId, Hours,
    OrganisationId, OrganisationKind, Part, ProgrammeCode, ProgrammeId, RuleSetId, SessionId, SessionKind,
    SuspensionId, WorkerId,
};

crate::values::id_type! {
    /// Id of the object that an event is about.
    ObjectId
}

/// An event: what happened, and to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// The object that it happened to.
    pub object: Uuid,
    /// The workers that it is about.
    pub workers: Vec<WorkerId>,
    /// The organisation whose object it is.
    pub organisation: Option<OrganisationId>,
    /// Valid time: the day from which it holds.
    pub valid_on: Option<Day>,
    /// The kind of event, with its body.
    pub body: Body,
}

impl Happening {
    /// An event that is about no worker.
    #[must_use]
    pub const fn to(object: Uuid, body: Body) -> Self {
        Self { object, workers: Vec::new(), organisation: None, valid_on: None, body }
    }

    /// With the workers that it is about.
    #[must_use]
    pub fn about(self, workers: impl Into<Vec<WorkerId>>) -> Self {
        Self { workers: workers.into(), ..self }
    }

    /// With the organisation whose object it is.
    #[must_use]
    pub fn at(self, organisation: OrganisationId) -> Self {
        Self { organisation: Some(organisation), ..self }
    }

    /// With the day from which it holds.
    #[must_use]
    pub fn on(self, day: Day) -> Self {
        Self { valid_on: Some(day), ..self }
    }
}

impl Serialize for Happening {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let kind = self.body.kind();
        let mut event = to.serialize_struct("Happening", 7)?;
        event.serialize_field("type", kind.name)?;
        event.serialize_field("version", &kind.version)?;
        event.serialize_field("objectId", &ObjectId(self.object))?;
        event.serialize_field("workerIds", &self.workers)?;
        event.serialize_field("organisationId", &self.organisation)?;
        event.serialize_field("validOn", &self.valid_on)?;
        event.serialize_field("body", &self.body)?;
        event.end()
    }
}

/// A kind of event.
#[derive(Debug, Clone, Copy)]
pub struct EventKind {
    /// The type of the object, and what happened to it.
    pub name: &'static str,
    /// The version of the body.
    pub version: u16,
    /// A sentence for readers of the vocabulary.
    pub about: &'static str,
    /// The JSON schema of the body, with a worked example.
    pub schema: fn() -> RefOr<Schema>,
}

impl EventKind {
    /// The type of the object, as the journal calls it.
    #[must_use]
    pub fn object_type(&self) -> &'static str {
        self.name.split_once('.').map_or(self.name, |(object, _)| object)
    }
}

/// Declares the kinds of events: the variant and its body, the name, the version.
macro_rules! kinds {
    ($($(#[doc = $about:literal])+ $variant:ident($body:ty) = $name:literal, $version:literal;)+) => {
        /// A change as it is told: one variant a kind of event, with its body.
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
        #[serde(untagged)]
        pub enum Body { $($(#[doc = $about])+ $variant($body)),+ }

        impl Body {
            /// The kind of event that has this body.
            #[must_use]
            pub const fn kind(&self) -> EventKind {
                match self { $(Self::$variant(_) => kind!($($about)+, $name, $version, $body)),+ }
            }
        }

        /// Every kind of event.
        pub const KINDS: &[EventKind] = &[$(kind!($($about)+, $name, $version, $body)),+];
    };
}

macro_rules! kind {
    ($($about:literal)+, $name:literal, $version:literal, $body:ty) => {
        EventKind {
            name: $name,
            version: $version,
            about: concat!($($about),+),
            schema: <$body as PartialSchema>::schema,
        }
    };
}

kinds! {
    /// An organisation came onto the register.
    OrganisationRegistered(Organisation) = "organisation.registered", 1;
    /// An organisation was changed.
    OrganisationChanged(Organisation) = "organisation.changed", 1;
    /// The number of an organisation, recorded in error, was put right.
    OrganisationIdnoCorrected(Organisation) = "organisation.idno_corrected", 1;
    /// A client was created.
    ClientCreated(Client) = "client.created", 1;
    /// A client was revoked.
    ClientRevoked(Empty) = "client.revoked", 1;
    /// A programme was drafted.
    ProgrammeDrafted(Programme) = "programme.drafted", 1;
    /// The draft of a programme was changed.
    ProgrammeChanged(Programme) = "programme.changed", 1;
    /// A programme was approved, from a day on.
    ProgrammeApproved(Programme) = "programme.approved", 1;
    /// The approval of a programme was corrected, from a day on.
    ProgrammeApprovalCorrected(Programme) = "programme.approval_corrected", 1;
    /// A programme was retired, from a day on.
    ProgrammeRetired(Programme) = "programme.retired", 1;
    /// The days of a programme's retirement were corrected.
    ProgrammeRetirementCorrected(RetirementDays) = "programme.retirement_corrected", 1;
    /// An organisation confirmed by which title it names a programme.
    ProgrammeAliasConfirmed(Alias) = "programme_alias.confirmed", 1;
    /// An organisation withdrew a title that it had confirmed in error.
    ProgrammeAliasWithdrawn(Alias) = "programme_alias.withdrawn", 1;
    /// A worker came onto the register.
    WorkerRegistered(Empty) = "worker.registered", 1;
    /// A worker's record was changed.
    WorkerChanged(Empty) = "worker.changed", 1;
    /// A worker's record was closed, from a day on.
    WorkerDeactivated(Empty) = "worker.deactivated", 1;
    /// The day from which a worker's record is closed was corrected.
    WorkerDeactivationCorrected(Empty) = "worker.deactivation_corrected", 1;
    /// The closing of a worker's record was withdrawn: it is open again, from the day from which it was
    /// closed.
    WorkerDeactivationWithdrawn(Empty) = "worker.deactivation_withdrawn", 1;
    /// A worker's record was merged into another one.
    WorkerMerged(Merge) = "worker.merged", 1;
    /// A merge was withdrawn: the record is in use again, and its facts are its own.
    WorkerMergeWithdrawn(Merge) = "worker.merge_withdrawn", 1;
    /// The number of a worker's record, recorded in error, was put right.
    WorkerIdnpCorrected(Empty) = "worker.idnp_corrected", 1;
    /// An employment was recorded, from a day on.
    EmploymentRecorded(Employment) = "employment.recorded", 1;
    /// An employment took the place of another one.
    EmploymentCorrected(Employment) = "employment.corrected", 1;
    /// An employment turned out never to have been.
    EmploymentVoided(Empty) = "employment.voided", 1;
    /// A completion was recorded.
    CompletionRecorded(Completion) = "completion.recorded", 1;
    /// A completion took the place of another one.
    CompletionCorrected(Completion) = "completion.corrected", 1;
    /// A completion turned out never to have been.
    CompletionVoided(Empty) = "completion.voided", 1;
    /// A supervision session was recorded.
    SessionRecorded(Session) = "supervision_session.recorded", 1;
    /// A supervision session took the place of another one.
    SessionCorrected(Session) = "supervision_session.corrected", 1;
    /// A supervision session turned out never to have been.
    SessionVoided(Empty) = "supervision_session.voided", 1;
    /// A grade was added to the ladder.
    GradeAdded(Grade) = "grade.added", 1;
    /// A grade of the ladder was corrected.
    GradeCorrected(Grade) = "grade.corrected", 1;
    /// A grade that was added in error was taken off the ladder.
    GradeWithdrawn(Grade) = "grade.withdrawn", 1;
    /// A grade was awarded, from a day on.
    AwardRecorded(Award) = "award.recorded", 1;
    /// Number, day of decision, first or last day of an award were corrected.
    AwardCorrected(Award) = "award.corrected", 1;
    /// An award was revoked, from a day on.
    AwardRevoked(Award) = "award.revoked", 1;
    /// A revocation was withdrawn: the award stands again, from the day from which it was revoked.
    AwardRevocationWithdrawn(Award) = "award.revocation_withdrawn", 1;
    /// An award is to be looked at again: something happened to what it rests on.
    ReviewRaised(Review) = "award_review.raised", 1;
    /// The review of an award was resolved.
    ReviewResolved(ReviewOutcome) = "award_review.resolved", 1;
    /// A suspension was recorded, from a day on.
    SuspensionRecorded(Suspension) = "suspension.recorded", 1;
    /// A suspension took the place of another one.
    SuspensionCorrected(Suspension) = "suspension.corrected", 1;
    /// A suspension turned out never to have been.
    SuspensionVoided(Suspension) = "suspension.voided", 1;
    /// An employer took on somebody whom it did not see before.
    HiringRecorded(Hiring) = "hiring.recorded", 1;
    /// A former employer contests a hiring.
    HiringContested(Hiring) = "hiring.contested", 1;
    /// A former employer contested a hiring in error.
    HiringContestWithdrawn(Hiring) = "hiring.contest_withdrawn", 1;
    /// The registrar withdrew a hiring, whose employment never was.
    HiringWithdrawn(Hiring) = "hiring.withdrawn", 1;
    /// An absence was recorded, from a day on.
    AbsenceRecorded(Absence) = "absence.recorded", 1;
    /// An absence took the place of another one.
    AbsenceCorrected(Absence) = "absence.corrected", 1;
    /// An absence turned out never to have been.
    AbsenceVoided(Absence) = "absence.voided", 1;
    /// A version of a rule set was drafted.
    RuleSetDrafted(RuleSet) = "rule_set.drafted", 1;
    /// The draft of a rule set was replaced.
    RuleSetReplaced(RuleSet) = "rule_set.replaced", 1;
    /// A rule set was published, to be in force from a day on.
    RuleSetPublished(RuleSet) = "rule_set.published", 1;
    /// A worker's application for a grade was made.
    ApplicationCreated(Application) = "attestation_application.created", 1;
    /// An application was put forward.
    ApplicationSubmitted(Submission) = "attestation_application.submitted", 1;
    /// An application was decided on.
    ApplicationDecided(Decision) = "attestation_application.decided", 1;
    /// A refused application was opened once more.
    ApplicationAppealed(Application) = "attestation_application.appealed", 1;
    /// An application that was made in error was withdrawn.
    ApplicationWithdrawn(Application) = "attestation_application.withdrawn", 1;
    /// A simulation of a rule set was asked for.
    SimulationRequested(Simulation) = "rule_set_simulation.requested", 1;
    /// A simulation was cancelled.
    SimulationCancelled(Simulation) = "rule_set_simulation.cancelled", 1;
    /// A file of rows was taken in.
    BatchReceived(Batch) = "batch.received", 1;
}

/// Declares bodies: structs of public fields, each with a worked example.
macro_rules! bodies {
    ($(
        $(#[$about:meta])*
        $name:ident { $($(#[$note:meta])* $field:ident: $type:ty),* $(,)? } = $example:tt
    )+) => { $(
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[schema(as = $name, example = json!($example))]
        pub struct $name { $($(#[$note])* pub $field: $type),* }
    )+ };
}

bodies! {
    /// Nothing more than that it happened.
    Empty {} = {}

    /// An organisation.
    Organisation {
        /// The kind of organisation.
        kind: OrganisationKind,
        /// The organisation above it.
        parent_id: Option<OrganisationId>,
    } = { "kind": "employer", "parentId": "01990000-0000-7000-8000-0000000000a1" }

    /// A client.
    Client {
        /// Its role.
        #[schema(max_length = 20)]
        role: &'static str,
    } = { "role": "provider" }

    /// A programme of the catalogue.
    Programme {
        /// Its code.
        code: ProgrammeCode,
        /// The programme whose place it takes.
        supersedes_id: Option<ProgrammeId>,
    } = { "code": "ASI-01", "supersedesId": null }

    /// A title by which an organisation names a programme.
    Alias {
        /// The programme.
        programme_id: ProgrammeId,
    } = { "programmeId": "01990000-0000-7000-8000-0000000000b1" }

    /// Days of a programme's retirement.
    RetirementDays {
        /// The last day on which it can be begun.
        last_start_on: Option<Day>,
        /// The last day on which it can be completed.
        last_completion_on: Option<Day>,
    } = { "lastStartOn": "2027-05-31", "lastCompletionOn": "2027-08-31" }

    /// The merging of a record.
    Merge {
        /// The record under which the person goes on.
        into: WorkerId,
    } = { "into": "01990000-0000-7000-8000-000000000002" }

    /// An employment; its pay is told to those alone who may read it.
    Employment {
        /// The post.
        post: Code,
        /// Its last day.
        valid_until: Option<Day>,
        /// The employment whose place it takes.
        supersedes: Option<EmploymentId>,
    } = { "post": "social_worker", "validUntil": null, "supersedes": null }

    /// A completion.
    Completion {
        /// The programme.
        programme_id: ProgrammeId,
        /// The day on which it was begun, if that was said.
        started_on: Option<Day>,
        /// The part of the programme, where it is not all of it.
        part: Option<Part>,
        /// Its hours.
        hours: Hours,
        /// The same in minutes, where they are whole.
        #[schema(minimum = 1, maximum = 120_000)]
        minutes: Option<i32>,
        /// The result.
        result: CompletionResult,
        /// The completion whose place it takes.
        supersedes: Option<CompletionId>,
    } = {
        "programmeId": "01990000-0000-7000-8000-0000000000f1", "startedOn": "2026-10-05", "part": null,
        "hours": "40.00",
        "minutes": 2400, "result": "passed",
        "supersedes": null
    }

    /// A supervision session.
    Session {
        /// With one or with many.
        kind: SessionKind,
        /// Its length in minutes.
        #[schema(minimum = 1, maximum = 1440)]
        minutes: i32,
        /// The session whose place it takes.
        supersedes: Option<SessionId>,
    } = { "kind": "group", "minutes": 90, "supersedes": null }

    /// A grade of the ladder.
    Grade {
        /// Its code.
        code: Code,
        /// Its place on the ladder.
        #[schema(minimum = 1, maximum = 100)]
        rank: i32,
    } = { "code": "superior", "rank": 3 }

    /// An award of a grade.
    Award {
        /// The grade.
        grade_id: GradeId,
        /// Its last day.
        valid_until: Option<Day>,
    } = { "gradeId": "01990000-0000-7000-8000-0000000000e1", "validUntil": "2031-11-22" }

    /// The review of an award.
    Review {
        /// The award.
        award_id: AwardId,
        /// The kind of fact to which something happened.
        #[schema(max_length = 40)]
        fact_kind: &'static str,
        /// The thing that happened to it.
        #[schema(max_length = 20)]
        cause: &'static str,
    } = { "awardId": "01990000-0000-7000-8000-0000000000d1", "factKind": "completion", "cause": "voided" }

    /// The outcome of a review.
    ReviewOutcome {
        /// The award.
        award_id: AwardId,
        /// Whether it stands.
        #[schema(max_length = 20)]
        outcome: Option<&'static str>,
    } = { "awardId": "01990000-0000-7000-8000-0000000000d1", "outcome": "upheld" }

    /// A suspension.
    Suspension {
        /// Its last day.
        valid_until: Option<Day>,
        /// The suspension whose place it takes.
        supersedes: Option<SuspensionId>,
    } = { "validUntil": "2027-02-28", "supersedes": null }

    /// A hiring.
    Hiring {
        /// The employment that was recorded.
        employment_id: EmploymentId,
    } = { "employmentId": "01990000-0000-7000-8000-0000000000e1" }

    /// An absence: neither its kind nor its act.
    Absence {
        /// Its last day.
        valid_until: Option<Day>,
        /// The absence whose place it takes.
        supersedes: Option<AbsenceId>,
    } = { "validUntil": "2027-01-31", "supersedes": null }

    /// A version of a rule set.
    RuleSet {
        /// Its code.
        code: Code,
        /// Its version.
        #[schema(minimum = 1, maximum = 1_000_000)]
        version: i32,
        /// The rule set that ends on the day before.
        ends: Option<RuleSetId>,
    } = { "code": "attestation", "version": 2, "ends": null }

    /// An application for a grade.
    Application {
        /// The code of the grade.
        grade: Code,
        /// The round: 1, or 2 after an appeal.
        #[schema(minimum = 1, maximum = 2)]
        round: i32,
    } = { "grade": "superior", "round": 1 }

    /// An application that was put forward.
    Submission {
        /// The code of the grade.
        grade: Code,
        /// The round: 1, or 2 after an appeal.
        #[schema(minimum = 1, maximum = 2)]
        round: i32,
        /// The rule set by which it was evaluated.
        rule_set_id: RuleSetId,
        /// Whether the rules were met.
        eligible: bool,
    } = {
        "grade": "superior", "round": 1, "ruleSetId": "01990000-0000-7000-8000-0000000000b1",
        "eligible": true
    }

    /// A decision on an application.
    Decision {
        /// The decision.
        decision_id: DecisionId,
        /// The outcome of a decision.
        #[schema(max_length = 20)]
        outcome: &'static str,
        /// The award that it granted.
        award_id: Option<AwardId>,
    } = {
        "decisionId": "01990000-0000-7000-8000-0000000000c9", "outcome": "granted",
        "awardId": "01990000-0000-7000-8000-0000000000d1"
    }

    /// A simulation of a rule set.
    Simulation {
        /// The rule set that is tried.
        rule_set_id: RuleSetId,
    } = { "ruleSetId": "01990000-0000-7000-8000-0000000000b1" }

    /// A file of rows.
    Batch {
        /// The kind of rows that it has.
        #[schema(max_length = 40)]
        kind: &'static str,
        /// Number of rows.
        #[schema(minimum = 0, maximum = 2_147_483_647)]
        rows: i32,
    } = { "kind": "completions", "rows": 1200 }
}
