//! The speed at which a loaded record is evaluated by the sample rule set, explained and not: `cargo bench
//! --bench rules`.
//!
//! Processor time of one thread, the median of many rounds. Nothing is asserted.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench stops at the first surprise, and prints what it measured"
)]
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use registry::error::Faults;
use registry::rules::record::{
    Catalogue, Holding, KnownProgramme, Names, Record, Service, Session, Standing, Training,
};
use registry::rules::{self, CompiledRules};
use registry::values::{
    AwardId, Code, CompletionId, CompletionResult, Day, EmploymentId, Hours, Language, OrganisationKind,
    ProgrammeCode, ProgrammeId, SessionId, SessionKind,
};
use serde_json::Value;

const ROUNDS: usize = 31;
const EACH: usize = 10_000;

fn main() {
    let sample: Value = serde_json::from_str(include_str!("../../src/samples/rule_set.json")).expect("JSON");
    let rules = rules::read(&sample, &mut Faults::default()).expect("the sample");
    let ladder = rules.grades.iter().zip(1..).map(|(rule, rank)| (rule.grade.clone(), rank));
    let catalogue = Arc::new(Catalogue::new(programmes(), ladder));
    let day_rules = Arc::new(CompiledRules::new(rules, &catalogue)).on(day("2026-11-23"));

    let trainings: Vec<_> = (0..10).map(|n| training(&catalogue, n)).collect();
    let sessions: Vec<_> = (0..12).map(session).collect();
    let services =
        [Service { from: day("2020-03-01"), until: Day::LAST, post: 0, standing: Standing::Believed }];
    let holdings = [Holding {
        from: day("2024-03-01"),
        until: day("2029-02-28"),
        rank: 1,
        revoked: false,
        standing: Standing::Believed,
    }];
    let posts = [Code::parse("asistent-social").expect("a code")];
    let names = (
        std::array::from_fn::<_, 10, _>(|_| CompletionId::new()),
        std::array::from_fn::<_, 12, _>(|_| SessionId::new()),
        [EmploymentId::new()],
        [AwardId::new()],
    );
    let record = Record {
        trainings: &trainings,
        sessions: &sessions,
        services: &services,
        holdings: &holdings,
        suspensions: &[],
        absences: &[],
        posts: &posts,
        parts: &[],
        names: Names {
            trainings: &names.0,
            sessions: &names.1,
            services: &names.2,
            holdings: &names.3,
            suspensions: &[],
            absences: &[],
        },
    };

    let short = median(|| {
        black_box((
            day_rules.is_met(black_box(&record), 1),
            day_rules.obligations(black_box(&record), false),
        ));
    });
    let explained = median(|| {
        black_box((
            day_rules.explain(black_box(&record), 1),
            day_rules.obligations(black_box(&record), true),
        ));
    });
    let said = median(|| {
        let mut root = day_rules.explain(black_box(&record), 1).expect("the grade");
        root.say(Language::Ro);
        for mut one in day_rules.obligations(black_box(&record), true) {
            one.say(Language::Ro);
            black_box(one);
        }
        black_box(root);
    });
    let answer = (day_rules.explain(&record, 1), day_rules.obligations(&record, true));
    let bytes = serde_json::to_vec(&answer).expect("JSON").len();
    let written = median(|| {
        black_box(serde_json::to_vec(black_box(&answer)).expect("JSON"));
    });
    println!("short form: {short:.2} µs");
    println!("explained: {explained:.2} µs (ratio to the short form {:.1})", explained / short);
    println!("explained and said in words: {said:.2} µs");
    println!("written as JSON, {bytes} bytes: {written:.2} µs");
}

/// Microseconds that one run takes.
fn median(mut run: impl FnMut()) -> f64 {
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            (0..EACH).for_each(|_| run());
            began.elapsed().as_secs_f64() * 1e6 / EACH as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[ROUNDS / 2]
}

fn programmes() -> Vec<KnownProgramme> {
    let line = |n: usize| KnownProgramme {
        id: ProgrammeId::new(),
        code: ProgrammeCode::parse(&format!("CFP-{:03}", n + 1)).expect("a code"),
        domain: Code::parse(["foster_care", "child_protection", "supervision", "family_support"][n % 4])
            .expect("a code"),
        hours: None,
        credits: None,
        stands_for: None,
    };
    (0..66).map(line).collect()
}

fn training(catalogue: &Catalogue, n: i32) -> Training {
    Training {
        on: day("2020-01-10").plus_months(n * 8),
        seconds: Hours::parse("24").expect("hours").seconds(),
        programme: catalogue
            .place(catalogue.programmes()[usize::try_from(n * 7).expect("small") % 66].id)
            .expect("a place"),
        part: 0,
        provider: OrganisationKind::University,
        result: CompletionResult::Passed,
        standing: Standing::Believed,
    }
}

fn session(n: i32) -> Session {
    Session {
        on: day("2025-12-05").plus_months(n),
        minutes: 90,
        kind: SessionKind::Group,
        standing: Standing::Believed,
    }
}

fn day(text: &str) -> Day {
    Day::parse(text).expect("a day")
}
