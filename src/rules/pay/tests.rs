use super::*;
use crate::rules::record::{Service, SuspensionPeriod};
use crate::values::{Code, Lei, Percent};

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}

/// A span of days as `from..until`, either left out where it is open.
fn span(text: &str) -> (Day, Day) {
    let (from, until) = text.split_once("..").expect("a span");
    (day(from), if until.is_empty() { Day::LAST } else { day(until) })
}

/// Awards as (rank, days, revoked), employments as (post, days), and suspensions.
#[derive(Default)]
struct Told {
    awards: Vec<(i32, &'static str, bool)>,
    jobs: Vec<(u32, &'static str)>,
    suspensions: Vec<&'static str>,
    terms: PayableWhile,
}

impl Told {
    /// Due or not and why, by which award, since and until when.
    fn on(&self, on: &str) -> (PayReason, Option<usize>, String) {
        let standing = Standing::Believed;
        let holdings = self.awards.iter().map(|(rank, days, revoked)| {
            let (from, until) = span(days);
            Holding { from, until, rank: *rank, revoked: *revoked, standing }
        });
        let holdings = holdings.collect::<Vec<_>>();
        let services = self.jobs.iter().map(|(post, days)| {
            let (from, until) = span(days);
            Service { from, until, post: *post, standing }
        });
        let services = services.collect::<Vec<_>>();
        let suspensions = self.suspensions.iter().map(|days| {
            let (from, until) = span(days);
            SuspensionPeriod { from, until, standing }
        });
        let suspensions = suspensions.collect::<Vec<_>>();
        let posts = ["asistent-social", "psiholog"].map(|post| Code::parse(post).expect("a post"));
        let record = Record {
            holdings: &holdings,
            services: &services,
            suspensions: &suspensions,
            posts: &posts,
            ..Record::default()
        };
        let pay = PayTerms { payable_while: &self.terms, supplement: &supplement }.on(&record, day(on));
        assert_eq!(pay.is_due(), pay.amount.is_some(), "an amount is told where it is due, and only there");
        assert_eq!(pay.suspension.is_some(), record.suspended_on(day(on)).is_some());
        let shown = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        (pay.reason, pay.award, format!("{}..{}", shown(pay.since), shown(pay.until)))
    }
}

/// Grades of rank 1 and 2 bring a supplement, one of rank 3 does not.
fn supplement(rank: i32) -> Option<GradeSupplement> {
    match rank {
        1 => Some(GradeSupplement::Percent(Percent::parse("10").expect("a percentage"))),
        2 => Some(GradeSupplement::Lei(Lei::parse("1500").expect("lei"))),
        _ => None,
    }
}

fn posts(of: &[&str]) -> PayableWhile {
    let posts = of.iter().map(|post| Code::parse(post).expect("a post")).collect();
    PayableWhile { posts, ..PayableWhile::default() }
}

#[test]
fn pay_follows_grade_employment_and_suspension_to_the_day() {
    use PayReason::{Awarded, Expired, NoGrade, NotEmployed};
    let told = Told {
        awards: vec![(1, "2025-03-01..2026-12-31", false)],
        jobs: vec![(0, "2024-01-01..2026-09-30")],
        ..Told::default()
    };
    for (on, expected) in [
        ("2023-12-31", (NoGrade, None, "..2025-02-28")),
        ("2025-02-28", (NoGrade, None, "..2025-02-28")),
        ("2025-03-01", (Awarded, Some(0), "2025-03-01..2026-09-30")),
        ("2026-09-30", (Awarded, Some(0), "2025-03-01..2026-09-30")),
        ("2026-10-01", (NotEmployed, Some(0), "2026-10-01..2026-12-31")),
        ("2026-12-31", (NotEmployed, Some(0), "2026-10-01..2026-12-31")),
        ("2027-01-01", (Expired, Some(0), "2027-01-01..")),
        ("2190-01-01", (Expired, Some(0), "2027-01-01..")),
    ] {
        assert_eq!(told.on(on), (expected.0, expected.1, expected.2.to_owned()), "{on}");
    }
}

#[test]
fn a_break_of_one_day_is_a_break_and_two_jobs_at_once_are_one() {
    use PayReason::{Awarded, NotEmployed};
    let award = vec![(1, "2025-03-01..", false)];
    let table = [
        // One after the other without a day between.
        (vec![(0, "2024-01-01..2026-05-31"), (1, "2026-06-01..")], "2026-06-01", Awarded, "2025-03-01.."),
        // One day between.
        (
            vec![(0, "2024-01-01..2026-05-31"), (0, "2026-06-02..")],
            "2026-05-31",
            Awarded,
            "2025-03-01..2026-05-31",
        ),
        (
            vec![(0, "2024-01-01..2026-05-31"), (0, "2026-06-02..")],
            "2026-06-01",
            NotEmployed,
            "2026-06-01..2026-06-01",
        ),
        (vec![(0, "2024-01-01..2026-05-31"), (0, "2026-06-02..")], "2026-06-02", Awarded, "2026-06-02.."),
        // Two at once: the end of one changes nothing.
        (
            vec![(0, "2024-01-01..2026-05-31"), (1, "2026-01-01..2026-08-31")],
            "2026-06-01",
            Awarded,
            "2025-03-01..2026-08-31",
        ),
        // One that begins in the future.
        (vec![(0, "2027-01-01..")], "2026-12-31", NotEmployed, "2025-03-01..2026-12-31"),
        (vec![], "2026-12-31", NotEmployed, "2025-03-01.."),
    ];
    for (jobs, on, reason, days) in table {
        let said = format!("{jobs:?} on {on}");
        let told = Told { awards: award.clone(), jobs, ..Told::default() };
        assert_eq!(told.on(on), (reason, Some(0), days.to_owned()), "{said}");
    }
}

#[test]
fn a_lost_supplement_says_how_and_by_which_award() {
    use PayReason::{Awarded, Expired, GradeWithoutSupplement, NoGrade, Revoked};
    let jobs = vec![(0, "2020-01-01..")];
    let table = [
        (vec![(1, "2025-03-01..2026-05-31", true)], "2026-05-31", Awarded, Some(0), "2025-03-01..2026-05-31"),
        (vec![(1, "2025-03-01..2026-05-31", true)], "2026-06-01", Revoked, Some(0), "2026-06-01.."),
        // Revoked from its first day on: it never was held, and before it nothing was.
        (vec![(1, "2025-03-01..2025-02-28", true)], "2025-03-01", Revoked, Some(0), "2025-03-01.."),
        (vec![(1, "2025-03-01..2025-02-28", true)], "2025-02-28", NoGrade, None, "..2025-02-28"),
        // The one that ended last; of a higher grade the end of the lower one changes nothing.
        (
            vec![(1, "2021-01-01..2026-05-31", true), (2, "2022-01-01..2025-12-31", false)],
            "2026-01-01",
            Awarded,
            Some(0),
            "2026-01-01..2026-05-31",
        ),
        (
            vec![(1, "2021-01-01..2026-05-31", true), (2, "2022-01-01..2025-12-31", false)],
            "2026-06-01",
            Revoked,
            Some(0),
            "2026-06-01..",
        ),
        // The highest grade held decides, also where it brings nothing.
        (
            vec![(1, "2021-01-01..", false), (3, "2026-01-01..", false)],
            "2026-01-01",
            GradeWithoutSupplement,
            Some(1),
            "2026-01-01..",
        ),
        // One award after the other: each has days of its own.
        (
            vec![(1, "2021-01-01..2025-12-31", false), (1, "2026-01-01..", false)],
            "2026-01-01",
            Awarded,
            Some(1),
            "2026-01-01..",
        ),
        (
            vec![(1, "2021-01-01..2024-12-31", false), (1, "2027-01-01..", false)],
            "2026-01-01",
            Expired,
            Some(0),
            "2025-01-01..2026-12-31",
        ),
    ];
    for (awards, on, reason, award, days) in table {
        let said = format!("{awards:?} on {on}");
        let told = Told { awards, jobs: jobs.clone(), ..Told::default() };
        assert_eq!(told.on(on), (reason, award, days.to_owned()), "{said}");
    }
}

#[test]
fn the_terms_of_a_rule_set_stop_pay_and_nothing_else_does() {
    use PayReason::{Awarded, NotEmployed, PostWithoutSupplement, Suspended};
    let employed = PayableWhile::default();
    let free = PayableWhile { not_suspended: true, ..employed.clone() };
    let nobody = PayableWhile { employed: false, ..employed.clone() };
    let table = [
        (employed.clone(), "2026-06-01", Awarded, "2025-03-01..2026-10-31"),
        (free.clone(), "2026-05-31", Awarded, "2025-03-01..2026-05-31"),
        (free.clone(), "2026-06-01", Suspended, "2026-06-01..2026-06-30"),
        (free.clone(), "2026-07-01", Awarded, "2026-07-01..2026-10-31"),
        // Who is neither employed nor free is not employed.
        (free, "2026-12-01", NotEmployed, "2026-11-01.."),
        (nobody, "2026-12-01", Awarded, "2025-03-01.."),
        (posts(&["psiholog"]), "2026-04-30", PostWithoutSupplement, "2025-03-01..2026-04-30"),
        (posts(&["psiholog"]), "2026-05-01", Awarded, "2026-05-01..2026-08-31"),
        (posts(&["psiholog"]), "2026-09-01", PostWithoutSupplement, "2026-09-01..2026-10-31"),
        (posts(&["psiholog"]), "2026-11-01", NotEmployed, "2026-11-01.."),
        (posts(&["lucrator-social"]), "2026-06-01", PostWithoutSupplement, "2025-03-01..2026-10-31"),
        (posts(&["asistent-social", "psiholog"]), "2026-06-01", Awarded, "2025-03-01..2026-10-31"),
    ];
    for (terms, on, reason, days) in table {
        let said = format!("{terms:?} on {on}");
        let told = Told {
            awards: vec![(1, "2025-03-01..", false)],
            jobs: vec![(0, "2024-01-01..2026-10-31"), (1, "2026-05-01..2026-08-31")],
            suspensions: vec!["2026-06-01..2026-06-30", "2026-12-01..2026-12-31"],
            terms,
        };
        assert_eq!(told.on(on), (reason, Some(0), days.to_owned()), "{said}");
    }
}

#[test]
fn a_fact_that_is_not_believed_pays_nothing_and_stops_nothing() {
    let (from, until) = span("2025-03-01..");
    let (standing, voided) = (Standing::Believed, Standing::Voided);
    let holdings = [
        Holding { from, until, rank: 1, revoked: false, standing },
        Holding { from, until, rank: 2, revoked: false, standing: Standing::NotYetKnown },
    ];
    let services = [Service { from, until, post: 0, standing }];
    let suspensions = [SuspensionPeriod { from, until, standing: voided }];
    let record =
        Record { holdings: &holdings, services: &services, suspensions: &suspensions, ..Record::default() };
    let terms = PayableWhile { not_suspended: true, ..PayableWhile::default() };
    let pay = PayTerms { payable_while: &terms, supplement: &supplement }.on(&record, day("2026-01-01"));
    assert_eq!((pay.reason, pay.award, pay.suspension), (PayReason::Awarded, Some(0), None));
    let former = [Service { standing: Standing::Superseded, ..services[0] }];
    let record = Record { services: &former, ..record };
    let pay = PayTerms { payable_while: &terms, supplement: &supplement }.on(&record, day("2026-01-01"));
    assert_eq!(pay.reason, PayReason::NotEmployed);
}
