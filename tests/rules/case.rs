//! One case: a rule set, a catalogue, what is known of a worker, and a day. Plain data.

use std::fmt;
use std::sync::Arc;

use registry::rules::language::Rules;
use registry::rules::record::{
    AbsencePeriod, Holding, KnownProgramme, Names, Service, Session, Standing, SuspensionPeriod, Training,
};
use registry::rules::{Catalogue, CompiledRules, Record};
use registry::values::{
    AbsenceId, AbsenceKind, AwardId, Code, CompletionId, CompletionResult, Credits, EmploymentId, Hours,
    LegalBasis, OrganisationKind, ProgrammeCode, ProgrammeId, SessionId, SessionKind, SuspensionId,
};
use uuid::Uuid;

use crate::calendar::{civil, day};

/// The grades of the ladder, with their ranks.
pub const LADDER: [(&str, i32); 4] = [("grade-4", 1), ("grade-3", 2), ("grade-2", 5), ("grade-1", 9)];
pub const POSTS: [&str; 3] = ["asistent-social", "lucrator-social", "psiholog"];
pub const DOMAINS: [&str; 3] = ["protection", "foster_care", "ethics"];

#[derive(Clone, Copy)]
pub struct Taught {
    pub domain: usize,
    /// In hundredths of an hour.
    pub hours: i32,
    /// In hundredths.
    pub credits: Option<i32>,
    /// The older programme that it takes the place of.
    pub stands_for: Option<usize>,
}

#[derive(Clone, Copy)]
pub struct Completed {
    pub id: u128,
    pub on: i32,
    /// In hundredths of an hour.
    pub hours: i32,
    /// Minutes instead, where they are no hundredths of an hour.
    pub minutes: Option<i32>,
    pub programme: usize,
    /// 0 for all of it.
    pub part: u32,
    pub provider: OrganisationKind,
    pub result: CompletionResult,
    pub standing: Standing,
}

impl Completed {
    /// A minute has sixty seconds, a hundredth of an hour thirty-six.
    pub fn seconds(&self) -> i32 {
        self.minutes.map_or(self.hours * 36, |minutes| minutes * 60)
    }
}

#[derive(Clone, Copy)]
pub struct Sat {
    pub id: u128,
    pub on: i32,
    pub minutes: i16,
    pub kind: SessionKind,
    pub standing: Standing,
}

/// An employment, an award, a suspension or an absence: what holds from a day to a day.
#[derive(Clone, Copy)]
pub struct Span {
    pub id: u128,
    pub from: i32,
    pub until: i32,
    /// The post, the rank of the grade, or the kind of absence.
    pub what: i32,
    /// Whether an award ended by a revocation.
    pub revoked: bool,
    pub standing: Standing,
}

#[derive(Clone)]
pub struct Case {
    pub day: i32,
    pub rules: Rules,
    /// The act that the rule set stands on, where that is known.
    pub basis: Option<LegalBasis>,
    pub catalogue: Vec<Taught>,
    pub completions: Vec<Completed>,
    pub sessions: Vec<Sat>,
    pub employments: Vec<Span>,
    pub awards: Vec<Span>,
    pub suspensions: Vec<Span>,
    pub absences: Vec<Span>,
}

pub fn code(text: &str) -> Code {
    Code::parse(text).expect("a code")
}

pub fn programme_code(at: usize) -> ProgrammeCode {
    ProgrammeCode::parse(&format!("CFP-{at:03}")).expect("a programme's code")
}

pub fn absence_kind(absence: &Span) -> AbsenceKind {
    AbsenceKind::ALL[usize::try_from(absence.what).expect("a kind")]
}

/// A case in the form that the evaluator takes.
pub struct Ready {
    pub compiled: Arc<CompiledRules>,
    posts: Vec<Code>,
    trainings: (Vec<Training>, Vec<CompletionId>),
    sessions: (Vec<Session>, Vec<SessionId>),
    services: (Vec<Service>, Vec<EmploymentId>),
    holdings: (Vec<Holding>, Vec<AwardId>),
    suspensions: (Vec<SuspensionPeriod>, Vec<SuspensionId>),
    absences: (Vec<AbsencePeriod>, Vec<AbsenceId>),
}

impl Case {
    pub fn catalogue(&self) -> Catalogue {
        let id = |at: usize| ProgrammeId(Uuid::from_u128(at as u128 + 1));
        let programme = |(at, taught): (usize, &Taught)| KnownProgramme {
            id: id(at),
            code: programme_code(at),
            domain: code(DOMAINS[taught.domain]),
            hours: Some(Hours::from_hundredths(taught.hours)),
            credits: taught.credits.map(|credits| {
                Credits::parse(&format!("{}.{:02}", credits / 100, credits % 100)).expect("credits")
            }),
            stands_for: taught.stands_for.map(id),
        };
        Catalogue::new(
            self.catalogue.iter().enumerate().map(programme).collect(),
            LADDER.map(|(grade, rank)| (code(grade), rank)),
        )
    }

    pub fn ready(&self) -> Ready {
        Ready {
            compiled: Arc::new(CompiledRules::on_basis(
                self.rules.clone(),
                self.basis.clone(),
                &Arc::new(self.catalogue()),
            )),
            posts: POSTS.map(code).to_vec(),
            trainings: self
                .completions
                .iter()
                .map(|fact| {
                    let training = Training {
                        on: day(fact.on),
                        seconds: fact.seconds(),
                        programme: u32::try_from(fact.programme).expect("few programmes"),
                        part: fact.part,
                        provider: fact.provider,
                        result: fact.result,
                        standing: fact.standing,
                    };
                    (training, CompletionId(Uuid::from_u128(fact.id)))
                })
                .unzip(),
            sessions: self
                .sessions
                .iter()
                .map(|fact| {
                    let session = Session {
                        on: day(fact.on),
                        minutes: fact.minutes,
                        kind: fact.kind,
                        standing: fact.standing,
                    };
                    (session, SessionId(Uuid::from_u128(fact.id)))
                })
                .unzip(),
            services: self
                .employments
                .iter()
                .map(|fact| {
                    let post = u32::try_from(fact.what).expect("a post");
                    let service = Service {
                        from: day(fact.from),
                        until: day(fact.until),
                        post,
                        standing: fact.standing,
                    };
                    (service, EmploymentId(Uuid::from_u128(fact.id)))
                })
                .unzip(),
            holdings: self
                .awards
                .iter()
                .map(|fact| {
                    let holding = Holding {
                        from: day(fact.from),
                        until: day(fact.until),
                        rank: fact.what,
                        revoked: fact.revoked,
                        standing: fact.standing,
                    };
                    (holding, AwardId(Uuid::from_u128(fact.id)))
                })
                .unzip(),
            suspensions: self
                .suspensions
                .iter()
                .map(|fact| {
                    let suspension = SuspensionPeriod {
                        from: day(fact.from),
                        until: day(fact.until),
                        standing: fact.standing,
                    };
                    (suspension, SuspensionId(Uuid::from_u128(fact.id)))
                })
                .unzip(),
            absences: self
                .absences
                .iter()
                .map(|fact| {
                    let absence = AbsencePeriod {
                        from: day(fact.from),
                        until: day(fact.until),
                        kind: absence_kind(fact),
                        standing: fact.standing,
                    };
                    (absence, AbsenceId(Uuid::from_u128(fact.id)))
                })
                .unzip(),
        }
    }

    /// The case with something less, in every way that there is one.
    pub fn smaller(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let mut less = |change: &dyn Fn(&mut Self)| {
            let mut case = self.clone();
            change(&mut case);
            all.push(case);
        };
        for at in 0..self.rules.obligations.len() {
            less(&|case| drop(case.rules.obligations.remove(at)));
        }
        for at in 0..self.rules.grades.len() {
            less(&|case| drop(case.rules.grades.remove(at)));
            let of = self.rules.grades[at].requirement.demand.group().map_or(&[] as &[_], |(_, of)| of);
            for inner in of {
                less(&|case| case.rules.grades[at].requirement = inner.clone());
            }
            for inner in 0..of.len() {
                less(&|case| drop_inner(&mut case.rules.grades[at].requirement, inner));
            }
        }
        for at in 0..self.rules.obligations.len() {
            for inner in
                self.rules.obligations[at].requirement.demand.group().map_or(&[] as &[_], |(_, of)| of)
            {
                less(&|case| case.rules.obligations[at].requirement = inner.clone());
            }
        }
        (0..self.completions.len()).for_each(|at| less(&|case| _ = case.completions.remove(at)));
        (0..self.sessions.len()).for_each(|at| less(&|case| _ = case.sessions.remove(at)));
        (0..self.employments.len()).for_each(|at| less(&|case| _ = case.employments.remove(at)));
        (0..self.awards.len()).for_each(|at| less(&|case| _ = case.awards.remove(at)));
        (0..self.suspensions.len()).for_each(|at| less(&|case| _ = case.suspensions.remove(at)));
        (0..self.absences.len()).for_each(|at| less(&|case| _ = case.absences.remove(at)));
        all
    }
}

fn drop_inner(requirement: &mut registry::rules::language::Requirement, at: usize) {
    use registry::rules::language::Demand;
    match &mut requirement.demand {
        Demand::AllOf(all) if all.of.len() > 1 => drop(all.of.remove(at)),
        Demand::AnyOf(any) if any.of.len() > 1 => drop(any.of.remove(at)),
        Demand::AtLeast(some) if some.of.len() > 1 => {
            some.of.remove(at);
            some.count = some.count.min(i32::try_from(some.of.len()).unwrap_or_default());
        }
        _ => {}
    }
}

impl Ready {
    pub fn record(&self) -> Record<'_> {
        Record {
            trainings: &self.trainings.0,
            sessions: &self.sessions.0,
            services: &self.services.0,
            holdings: &self.holdings.0,
            suspensions: &self.suspensions.0,
            absences: &self.absences.0,
            posts: &self.posts,
            parts: &[],
            names: Names {
                trainings: &self.trainings.1,
                sessions: &self.sessions.1,
                services: &self.services.1,
                holdings: &self.holdings.1,
                suspensions: &self.suspensions.1,
                absences: &self.absences.1,
            },
        }
    }
}

fn shown(day: i32) -> String {
    let (year, month, day) = civil(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Small enough to be read, and to be written as a test.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "on {}: {}",
            shown(self.day),
            serde_json::to_string_pretty(&self.rules).map_err(|_| fmt::Error)?
        )?;
        for (at, taught) in self.catalogue.iter().enumerate().filter(|(at, taught)| {
            taught.stands_for.is_some()
                || self.completions.iter().any(|fact| fact.programme == *at)
                || self.catalogue.iter().any(|other| other.stands_for == Some(*at))
        }) {
            let (domain, hours, credits) = (DOMAINS[taught.domain], taught.hours, taught.credits);
            writeln!(
                f,
                "programme {}: {domain}, {hours}/100 h, credits {credits:?}, stands for {:?}",
                programme_code(at),
                taught.stands_for
            )?;
        }
        for fact in &self.completions {
            let Completed { id, part, hours, minutes, provider, result, standing, .. } = fact;
            let programme = programme_code(fact.programme);
            writeln!(
                f,
                "completion {id}: {} {programme} part {part} {hours}/100 h {minutes:?} min, {provider}, {result}, {standing}",
                shown(fact.on)
            )?;
        }
        for fact in &self.sessions {
            writeln!(
                f,
                "session {}: {} {} min, {}, {}",
                fact.id,
                shown(fact.on),
                fact.minutes,
                fact.kind,
                fact.standing
            )?;
        }
        for (name, spans) in [
            ("employment", &self.employments),
            ("award", &self.awards),
            ("suspension", &self.suspensions),
            ("absence", &self.absences),
        ] {
            for span in spans {
                writeln!(
                    f,
                    "{name} {}: {} to {}, {}, {}{}",
                    span.id,
                    shown(span.from),
                    shown(span.until),
                    span.what,
                    span.standing,
                    if span.revoked { ", revoked" } else { "" }
                )?;
            }
        }
        Ok(())
    }
}
