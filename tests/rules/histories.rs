//! Random rule sets and random workers, the same ones each time: a number names a case.

use registry::rules::language::{
    AllOf, AnyOf, AtLeast, CreditSum, Demand, GradeRule, GradeSupplement, HoldsGrade, LeastResult,
    NoActiveSuspension, Obligation, Period, Programmes, Requirement, RequirementKind, Rules,
    SupervisionHours, SupervisionSessions, Tenure, TrainingHours,
};
use registry::rules::record::Standing;
use registry::rules::terms::{PayableWhile, UnderWayRule};
use registry::values::{
    AbsenceKind, Article, Citation, Code, CompletionResult, Credits, Day, Hours, LegalBasis, Lei, Note,
    OrganisationKind, Percent, SessionKind,
};

use crate::calendar::{month_length, number, plus_months, window_start};
use crate::case::{Case, Completed, DOMAINS, LADDER, POSTS, Sat, Span, Taught, code, programme_code};

/// Months that windows, breaks and tenures have.
const MONTHS: [i32; 10] = [1, 2, 3, 6, 11, 12, 13, 18, 24, 36];

/// The case of a number.
pub fn case(number: u64) -> Case {
    let maker = |salt: u64| Maker {
        random: Random(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ salt),
        day: 0,
        names: 0,
    };
    let mut case = maker(0x5DEE_CE66_D1CE_4E5B).case();
    // Drawn apart, so that all else of a history is what it was before there were absences.
    if number % 5 > 1 {
        let absent = Maker { day: case.day, names: 10_000, ..maker(0x2F0B_4C47_2B6C_9A11) };
        absent.add_absences(&mut case);
    }
    if number % 3 == 1 {
        maker(0x71C9_30FD_5B2E_8A47).add_bases(&mut case);
    }
    case
}

/// xorshift64* (Marsaglia; Vigna).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    /// From the one to the other, both included.
    fn between(&mut self, least: i32, most: i32) -> i32 {
        let span = u64::from(most.abs_diff(least)) + 1;
        least + i32::try_from(self.next() % span).expect("within the span")
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next()).expect("48 bits") % end
    }

    fn percent(&mut self, share: i32) -> bool {
        self.between(1, 100) <= share
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Each of them as likely in as out; at times all out.
    fn some<T: Clone>(&mut self, of: &[T]) -> Vec<T> {
        if self.percent(50) { Vec::new() } else { of.iter().filter(|_| self.percent(50)).cloned().collect() }
    }
}

struct Maker {
    random: Random,
    day: i32,
    names: u128,
}

impl Maker {
    fn case(mut self) -> Case {
        self.day = self.any_day();
        let rules = self.rules();
        let catalogue = self.catalogue();
        let (completions, sessions) = (self.completions(), self.sessions());
        let (employments, awards, suspensions) = (self.employments(), self.awards(), self.suspensions());
        let mut case = Case {
            day: self.day,
            rules,
            basis: None,
            catalogue,
            completions,
            sessions,
            employments,
            awards,
            suspensions,
            absences: Vec::new(),
        };
        // A record lists its facts by their days.
        case.completions.sort_by_key(|fact| fact.on);
        case.sessions.sort_by_key(|fact| fact.on);
        for spans in [&mut case.employments, &mut case.awards, &mut case.suspensions] {
            spans.sort_by_key(|span| span.from);
        }
        self.pay(&mut case);
        case
    }

    /// Draws last of all, so that the rest of a case stays what it was, how awards ended and what pay asks for.
    fn pay(&mut self, case: &mut Case) {
        for award in &mut case.awards {
            let has_end = award.until < Day::LAST.since_epoch();
            award.revoked = award.until < award.from || has_end && self.random.percent(30);
        }
        let posts = self.random.some(&POSTS.map(code));
        let employed = !posts.is_empty() || self.random.percent(75);
        if self.random.percent(40) {
            case.rules.applications_under_way = Some(self.random.pick(UnderWayRule::ALL));
        }
        case.rules.payable_while = PayableWhile { employed, not_suspended: self.random.percent(80), posts };
    }

    /// Often one at which the lengths of months and years tell.
    fn any_day(&mut self) -> i32 {
        let year = self.random.between(2022, 2029);
        let month = self.random.between(1, 12);
        match self.random.below(6) {
            0 => number(self.random.pick(&[2024, 2028]), 2, self.random.between(27, 29)),
            1 => number(year, month, month_length(year, month)),
            2 => number(year, month, 1),
            3 => number(year, 3, self.random.between(27, 31)),
            _ => number(year, month, self.random.between(1, 28)),
        }
    }

    // Rules

    fn rules(&mut self) -> Rules {
        let mut grades: Vec<GradeRule> = Vec::new();
        for grade in LADDER.iter().take(self.random.below(3) + 1) {
            self.names = 0;
            let validity_months =
                if self.random.percent(50) { Some(self.random.pick(&MONTHS)) } else { None };
            let supplement = match self.random.below(3) {
                0 => None,
                1 => Some(GradeSupplement::Percent(
                    Percent::parse(self.random.pick(&["0", "10.00", "999.99"])).expect("a percentage"),
                )),
                _ => Some(GradeSupplement::Lei(
                    Lei::parse(self.random.pick(&["0.01", "1500", "1000000"])).expect("lei"),
                )),
            };
            grades.push(GradeRule {
                grade: code(grade.0),
                legal_basis: None,
                validity_months,
                supplement,
                requirement: self.requirement(3),
            });
        }
        self.names = 0;
        let mut obligations = Vec::new();
        for _ in 0..self.random.below(3) {
            let posts = self.random.some(&POSTS.map(code));
            let months_after_hire =
                if self.random.percent(50) { Some(self.random.pick(&MONTHS)) } else { None };
            let requirement = self.requirement(1);
            obligations.push(Obligation { posts, legal_basis: None, months_after_hire, requirement });
        }
        Rules { grades, obligations, payable_while: PayableWhile::default(), applications_under_way: None }
    }

    fn requirement(&mut self, groups: usize) -> Requirement {
        self.names += 1;
        let id = code(&format!("r{}", self.names));
        let kinds = if groups > 0 && self.random.percent(55) {
            &RequirementKind::ALL[..3]
        } else {
            &RequirementKind::ALL[3..]
        };
        let demand = match self.random.pick(kinds) {
            RequirementKind::AllOf => Demand::AllOf(AllOf { of: self.inner(groups) }),
            RequirementKind::AnyOf => Demand::AnyOf(AnyOf { of: self.inner(groups) }),
            RequirementKind::AtLeast => {
                let of = self.inner(groups);
                let count = self.random.between(1, i32::try_from(of.len()).expect("few"));
                Demand::AtLeast(AtLeast { count, of })
            }
            RequirementKind::TrainingHours => Demand::TrainingHours(TrainingHours {
                hours: self.hours(40),
                within_months: self.within(),
                domains: self.domains(),
                provider_kinds: self.random.some(&OrganisationKind::ALL[2..]),
                cap_per_programme: if self.random.percent(40) { Some(self.hours(20)) } else { None },
                cap_at_programme_hours: self.random.percent(30),
                minimum_result: self.random.pick(LeastResult::ALL),
            }),
            RequirementKind::Credits => {
                let credits = Credits::parse(&format!(
                    "{}.{}",
                    self.random.between(1, 7),
                    self.random.pick(&["0", "5", "25"])
                ));
                Demand::Credits(CreditSum {
                    credits: credits.expect("credits"),
                    within_months: self.within(),
                    domains: self.domains(),
                })
            }
            RequirementKind::Programmes => {
                let mut codes: Vec<_> =
                    (0..6).filter(|_| self.random.percent(35)).map(programme_code).collect();
                if codes.is_empty() {
                    codes.push(programme_code(0));
                }
                let most = i32::try_from(codes.len()).expect("few");
                let count = if self.random.percent(60) { Some(self.random.between(1, most)) } else { None };
                let (within_months, minimum_result) = (self.within(), self.random.pick(LeastResult::ALL));
                Demand::Programmes(Programmes { codes, count, within_months, minimum_result })
            }
            RequirementKind::SupervisionHours => Demand::SupervisionHours(SupervisionHours {
                hours: self.hours(12),
                within_months: self.within(),
                session_kind: self.session_kind(),
            }),
            RequirementKind::SupervisionSessions => {
                let sessions = self.random.between(1, 8);
                let session_kind = self.session_kind();
                if self.random.percent(50) {
                    let period = self.random.pick(Period::ALL);
                    let within_months = Some(period.months() * self.random.between(1, 5));
                    let one_in_each = Some(period);
                    Demand::SupervisionSessions(SupervisionSessions {
                        sessions,
                        within_months,
                        session_kind,
                        one_in_each,
                    })
                } else {
                    let within_months = self.within();
                    Demand::SupervisionSessions(SupervisionSessions {
                        sessions,
                        within_months,
                        session_kind,
                        one_in_each: None,
                    })
                }
            }
            RequirementKind::Tenure => {
                let gap_months = if self.random.percent(40) { 0 } else { self.random.pick(&MONTHS[..4]) };
                let posts = self.random.some(&POSTS.map(code));
                Demand::Tenure(Tenure { months: self.random.between(1, 40), posts, gap_months })
            }
            RequirementKind::HoldsGrade => {
                let for_months = if self.random.percent(40) { 0 } else { self.random.pick(&MONTHS) };
                Demand::HoldsGrade(HoldsGrade { grade: code(self.random.pick(&LADDER).0), for_months })
            }
            RequirementKind::NoActiveSuspension => Demand::NoActiveSuspension(NoActiveSuspension {}),
        };
        Requirement { id, legal_basis: None, paused_by: Vec::new(), demand }
    }

    fn inner(&mut self, groups: usize) -> Vec<Requirement> {
        (0..=self.random.below(4)).map(|_| self.requirement(groups - 1)).collect()
    }

    fn within(&mut self) -> Option<i32> {
        if self.random.percent(20) { None } else { Some(self.random.pick(&MONTHS)) }
    }

    fn hours(&mut self, most: i32) -> Hours {
        let part = self.random.pick(&[0, 0, 50, 25, 33, 1]);
        Hours::from_hundredths(self.random.between(1, most) * 100 + part)
    }

    fn domains(&mut self) -> Vec<Code> {
        self.random.some(&DOMAINS.map(code))
    }

    fn session_kind(&mut self) -> Option<SessionKind> {
        if self.random.percent(60) { None } else { Some(self.random.pick(SessionKind::ALL)) }
    }

    // Facts

    fn catalogue(&mut self) -> Vec<Taught> {
        let taught = |at: usize| Taught {
            domain: self.random.below(DOMAINS.len()),
            hours: self.random.between(2, 24) * 100 + self.random.pick(&[0, 0, 0, 50]),
            credits: if self.random.percent(70) {
                Some(self.random.pick(&[100, 150, 200, 325]))
            } else {
                None
            },
            stands_for: if at > 0 && self.random.percent(40) { Some(self.random.below(at)) } else { None },
        };
        (0..6).map(taught).collect()
    }

    fn name(&mut self) -> u128 {
        self.names += 1;
        self.names
    }

    fn standing(&mut self) -> Standing {
        if self.random.percent(82) { Standing::Believed } else { self.random.pick(Standing::ALL) }
    }

    /// A day near an edge of some window that ends with the day, or any other around.
    fn near(&mut self) -> i32 {
        match self.random.below(8) {
            0..=2 => window_start(self.day, self.random.pick(&MONTHS)) + self.random.between(-2, 2),
            3 => self.day + self.random.between(-1, 1),
            4 => self.any_day(),
            _ => self.day - self.random.between(-60, 1_300),
        }
    }

    fn completions(&mut self) -> Vec<Completed> {
        let mut all = Vec::new();
        for _ in 0..self.random.below(13) {
            let fact = Completed {
                id: self.name(),
                on: self.near(),
                hours: self.random.between(1, 20) * 100 + self.random.pick(&[0, 0, 50, 75, 67]),
                minutes: if self.random.percent(30) { Some(self.random.between(1, 1_200)) } else { None },
                programme: self.random.below(6),
                part: if self.random.percent(20) { 1 + u32::from(self.random.percent(50)) } else { 0 },
                provider: self.random.pick(&OrganisationKind::ALL[2..]),
                result: self.random.pick(&[
                    CompletionResult::Passed,
                    CompletionResult::Passed,
                    CompletionResult::Attended,
                    CompletionResult::Failed,
                ]),
                standing: self.standing(),
            };
            all.push(fact);
            // A fact that two merged records both had, or a correction of it.
            if self.random.percent(20) {
                let again = Completed { id: self.name(), standing: self.standing(), ..fact };
                all.push(match self.random.below(3) {
                    0 => again,
                    1 => Completed { hours: self.random.between(1, 20) * 100, minutes: None, ..again },
                    _ => Completed {
                        provider: self.random.pick(&OrganisationKind::ALL[2..]),
                        result: self.random.pick(CompletionResult::ALL),
                        ..again
                    },
                });
            }
        }
        all
    }

    fn sessions(&mut self) -> Vec<Sat> {
        let mut days: Vec<i32> = (0..self.random.below(8)).map(|_| self.near()).collect();
        if self.random.percent(60) {
            // Regular ones, back from the day, a little early or late each time.
            let (mut on, step) =
                (self.day - self.random.between(0, 40), self.random.pick(&[14, 28, 30, 60, 88, 91, 150]));
            for _ in 0..self.random.between(1, 16) {
                days.push(on);
                on -= step + self.random.between(-3, 3);
            }
        }
        let usual = self.random.pick(SessionKind::ALL);
        let sat = |on: i32| Sat {
            id: self.name(),
            on,
            minutes: self.random.pick(&[20, 45, 50, 60, 90, 95, 121]),
            kind: if self.random.percent(70) { usual } else { self.random.pick(SessionKind::ALL) },
            standing: self.standing(),
        };
        days.into_iter().map(sat).collect()
    }

    /// Spans that follow each other backwards from around the day: adjoining, with breaks of months and a day
    /// more or less, or overlapping.
    fn spans(&mut self, most: usize, what: &[i32]) -> Vec<Span> {
        let last = Day::LAST.since_epoch();
        let around = self.day + self.random.between(-90, 300);
        let months = self.random.pick(&MONTHS[..5]);
        let edge = plus_months(self.day, -months) + self.random.between(-2, 1);
        let mut until = self.random.pick(&[last, last, self.day, self.day - 1, around, around, edge]);
        let (mut all, count) = (Vec::new(), self.random.below(most + 1));
        while all.len() < count {
            let end = until.min(self.day + 200);
            let from = if self.random.percent(40) {
                plus_months(end, -self.random.pick(&MONTHS)) + self.random.between(-1, 2)
            } else {
                end - self.random.between(0, 700)
            };
            all.push(Span {
                id: self.name(),
                from: from.min(until),
                until,
                what: self.random.pick(what),
                revoked: false,
                standing: self.standing(),
            });
            until = match self.random.below(6) {
                0 | 1 => from - 1,
                2 => plus_months(from, -self.random.pick(&MONTHS[..4])) + self.random.between(-2, 2),
                3 => from - self.random.between(1, 200),
                4 => (from + self.random.between(0, 400)).min(last),
                _ => until,
            };
        }
        all
    }

    fn employments(&mut self) -> Vec<Span> {
        self.spans(6, &[0, 0, 0, 1, 2])
    }

    fn awards(&mut self) -> Vec<Span> {
        let mut all = self.spans(4, &LADDER.map(|(_, rank)| rank));
        // One that was revoked from its first day on.
        if let Some(award) = all.first_mut().filter(|_| self.random.percent(10)) {
            award.until = award.from - 1;
        }
        all
    }

    /// Rules that are paused, and absences that pause them.
    fn add_absences(mut self, case: &mut Case) {
        for rule in &mut case.rules.grades {
            self.pause(&mut rule.requirement, false);
        }
        for obligation in &mut case.rules.obligations {
            self.pause(&mut obligation.requirement, obligation.months_after_hire.is_some());
        }
        case.absences = self.absences();
        case.absences.sort_by_key(|absence| absence.from);
    }

    /// Acts that the rule set and parts of it stand on.
    fn add_bases(mut self, case: &mut Case) {
        case.basis = self.basis().map(|basis| LegalBasis::from(basis.act.clone()));
        for rule in &mut case.rules.grades {
            rule.legal_basis = self.basis();
            self.base(&mut rule.requirement);
        }
        for obligation in &mut case.rules.obligations {
            obligation.legal_basis = self.basis();
            self.base(&mut obligation.requirement);
        }
    }

    fn base(&mut self, requirement: &mut Requirement) {
        requirement.legal_basis = self.basis();
        let inner: &mut [Requirement] = match &mut requirement.demand {
            Demand::AllOf(all) => &mut all.of,
            Demand::AnyOf(any) => &mut any.of,
            Demand::AtLeast(some) => &mut some.of,
            _ => &mut [],
        };
        for requirement in inner {
            self.base(requirement);
        }
    }

    fn basis(&mut self) -> Option<LegalBasis> {
        let act = self.random.pick(&["Ordinul nr. 44", "Hotărârea nr. 7", "Регламент"]);
        let article = self.random.pick(&[None, Some("art. 3 alin. (2)"), Some("pct. 12")]);
        let date = |text: &str| Day::parse(text).expect("a day");
        let day = self.random.pick(&[None, Some("2024-02-29"), Some("2026-11-20")]).map(date);
        let version_of = day.filter(|_| self.random.percent(30)).map(|_| date("2027-01-01"));
        let citation = Citation {
            act: Note::parse(act).expect("an act"),
            article: article.map(|article| Article::parse(article).expect("an article")),
            day,
            version_of,
        };
        self.random.percent(40).then(|| citation.into())
    }

    /// Pauses what has a clock: itself or inside it.
    fn pause(&mut self, requirement: &mut Requirement, is_due: bool) {
        let mut has_clock = is_due;
        requirement.walk("", &mut |_, inner| has_clock |= inner.demand.within_months().is_some());
        if has_clock && self.random.percent(60) {
            requirement.paused_by =
                AbsenceKind::ALL.iter().filter(|_| self.random.percent(60)).copied().collect();
        }
        let inner: &mut [Requirement] = match &mut requirement.demand {
            Demand::AllOf(all) => &mut all.of,
            Demand::AnyOf(any) => &mut any.of,
            Demand::AtLeast(some) => &mut some.of,
            _ => &mut [],
        };
        for requirement in inner {
            self.pause(requirement, false);
        }
    }

    fn absences(&mut self) -> Vec<Span> {
        let mut all: Vec<Span> = Vec::new();
        for _ in 0..self.random.below(5) {
            let days = self.random.pick(&[1, 2, 7, 29, 30, 31, 126, 365, 700]);
            let mut from = match all.last() {
                // Adjoining the one before, or within it.
                Some(last) if self.random.percent(30) => {
                    last.until.min(self.day + 400) + self.random.between(-3, 2)
                }
                _ => self.near() - self.random.pick(&[0, 0, days - 1, days]),
            };
            from = from.min(self.day + 900);
            let is_open = self.random.percent(8);
            let until = if is_open { Day::LAST.since_epoch() } else { from + days - 1 };
            let what = self.random.between(0, 5);
            all.push(Span { id: self.name(), from, until, what, revoked: false, standing: self.standing() });
        }
        all
    }

    fn suspensions(&mut self) -> Vec<Span> {
        let mut all = Vec::new();
        for _ in 0..[0, 0, 1, 2][self.random.below(4)] {
            let from = self.day + self.random.between(-60, 60);
            let from = self.random.pick(&[from, self.day, self.day + 1]);
            let until = self.random.pick(&[
                from,
                from + 30,
                from.max(self.day),
                self.day.max(from),
                Day::LAST.since_epoch(),
                (self.day - 1).max(from),
            ]);
            all.push(Span {
                id: self.name(),
                from,
                until,
                what: 0,
                revoked: false,
                standing: self.standing(),
            });
        }
        all
    }
}
