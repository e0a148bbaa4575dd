//! Boundary cases, each with the day before or after it.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::error::Faults;
use crate::rules::record::{
    AbsencePeriod, Holding, KnownProgramme, Names, Service, Session, SuspensionPeriod, Training,
};
use crate::rules::{Catalogue, CompiledRules};
use crate::values::{
    AbsenceId, AbsenceKind, AwardId, CompletionId, CompletionResult, EmploymentId, Hours, Language,
    OrganisationKind, ProgrammeId, SessionId, SessionKind, SuspensionId,
};

fn day(text: &str) -> Day {
    if text == "open" { Day::LAST } else { Day::parse(text).expect("a day") }
}

/// CFP-003 stands for CFP-002, and that one for CFP-001; FOS-001 is of another domain and gives no credits.
fn catalogue() -> Catalogue {
    let programme = |at: u128, code: &str, domain: &str, credits: Option<&str>, stands_for: Option<u128>| {
        KnownProgramme {
            id: ProgrammeId(Uuid::from_u128(at)),
            code: code.parse().expect("a code"),
            domain: domain.parse().expect("a domain"),
            hours: Hours::parse("12").ok(),
            credits: credits.map(|credits| credits.parse().expect("credits")),
            stands_for: stands_for.map(|at| ProgrammeId(Uuid::from_u128(at))),
        }
    };
    let programmes = vec![
        programme(1, "CFP-001", "protection", Some("2"), None),
        programme(2, "CFP-002", "protection", Some("1.5"), Some(1)),
        programme(3, "CFP-003", "protection", Some("3"), Some(2)),
        programme(4, "FOS-001", "foster_care", None, None),
    ];
    let grades = [("grade-2", 1), ("grade-1", 2), ("superior", 3)];
    Catalogue::new(programmes, grades.map(|(grade, rank)| (grade.parse().expect("a grade"), rank)))
}

/// The history of a worker; facts are added in the order of their days, and called by that order.
#[derive(Default)]
struct History {
    trainings: Vec<Training>,
    sessions: Vec<Session>,
    services: Vec<Service>,
    holdings: Vec<Holding>,
    suspensions: Vec<SuspensionPeriod>,
    absences: Vec<AbsencePeriod>,
}

impl History {
    fn trained(self, on: &str, programme: u32, hours: &str) -> Self {
        self.trained_for(on, programme, Hours::parse(hours).expect("hours").seconds())
    }

    fn trained_for(mut self, on: &str, programme: u32, seconds: i32) -> Self {
        let provider = OrganisationKind::University;
        self.trainings.push(Training {
            on: day(on),
            seconds,
            programme: programme - 1,
            part: 0,
            provider,
            result: CompletionResult::Passed,
            standing: Standing::Believed,
        });
        self
    }

    /// Changes the last completion.
    fn but(mut self, change: impl FnOnce(&mut Training)) -> Self {
        change(self.trainings.last_mut().expect("a completion"));
        self
    }

    fn sat(mut self, on: &str, minutes: i16) -> Self {
        self.sessions.push(Session {
            on: day(on),
            minutes,
            kind: SessionKind::Individual,
            standing: Standing::Believed,
        });
        self
    }

    /// In the post at a place: 0 for `asistent-social`, 1 for `psiholog`.
    fn worked(mut self, from: &str, until: &str, post: u32) -> Self {
        self.services.push(Service {
            from: day(from),
            until: day(until),
            post,
            standing: Standing::Believed,
        });
        self
    }

    fn held(mut self, from: &str, until: &str, rank: i32) -> Self {
        self.holdings.push(Holding {
            from: day(from),
            until: day(until),
            rank,
            revoked: false,
            standing: Standing::Believed,
        });
        self
    }

    fn suspended(mut self, from: &str, until: &str) -> Self {
        self.suspensions.push(SuspensionPeriod {
            from: day(from),
            until: day(until),
            standing: Standing::Believed,
        });
        self
    }

    fn absent(mut self, from: &str, until: &str, kind: AbsenceKind) -> Self {
        self.absences.push(AbsencePeriod {
            from: day(from),
            until: day(until),
            kind,
            standing: Standing::Believed,
        });
        self
    }

    fn with<T>(&self, see: impl FnOnce(&Record<'_>) -> T) -> T {
        let posts: Vec<Code> =
            ["asistent-social", "psiholog"].map(|post| post.parse().expect("a post")).to_vec();
        let ids = |facts: usize| (1..=facts as u128).map(Uuid::from_u128);
        see(&Record {
            trainings: &self.trainings,
            sessions: &self.sessions,
            services: &self.services,
            holdings: &self.holdings,
            suspensions: &self.suspensions,
            absences: &self.absences,
            posts: &posts,
            parts: &[],
            names: Names {
                trainings: &ids(self.trainings.len()).map(CompletionId).collect::<Vec<_>>(),
                sessions: &ids(self.sessions.len()).map(SessionId).collect::<Vec<_>>(),
                services: &ids(self.services.len()).map(EmploymentId).collect::<Vec<_>>(),
                holdings: &ids(self.holdings.len()).map(AwardId).collect::<Vec<_>>(),
                suspensions: &ids(self.suspensions.len()).map(SuspensionId).collect::<Vec<_>>(),
                absences: &ids(self.absences.len()).map(AbsenceId).collect::<Vec<_>>(),
            },
        })
    }

    /// Evaluates a requirement on a day.
    fn on(&self, on: &str, requirement: &Value) -> Explained {
        let mut requirement = requirement.clone();
        name(&mut requirement, &mut 0);
        let day_rules =
            day_rules(&json!([{ "grade": "grade-2", "requirement": requirement }]), &json!([]), on);
        self.with(|record| {
            let explained = day_rules.explain(record, 0).expect("the grade");
            assert_eq!(day_rules.is_met(record, 0), explained.met, "short and long answers are the same");
            explained
        })
    }

    fn obliged(&self, on: &str, obligations: &Value) -> Vec<Explained> {
        let grades =
            json!([{ "grade": "grade-2", "requirement": { "id": "free", "kind": "noActiveSuspension" } }]);
        self.with(|record| day_rules(&grades, obligations, on).obligations(record, true))
    }
}

/// Gives every requirement an id.
fn name(requirement: &mut Value, named: &mut u32) {
    *named += 1;
    requirement["id"] = json!(format!("r{named}"));
    for inner in requirement.get_mut("of").and_then(Value::as_array_mut).into_iter().flatten() {
        name(inner, named);
    }
}

fn day_rules(grades: &Value, obligations: &Value, on: &str) -> DayRules {
    let mut faults = Faults::default();
    let document = json!({ "grades": grades, "obligations": obligations });
    let rules = crate::rules::read(&document, &mut faults);
    let rules = rules.unwrap_or_else(|| panic!("{faults:?}"));
    Arc::new(CompiledRules::new(rules, &Arc::new(catalogue()))).on(day(on))
}

/// The facts that counted, by their order, and the counted part of each.
fn counted(explained: &Explained) -> Vec<(u128, String)> {
    let tell = |fact: &Counted| match fact {
        Counted::Completion { completion_id, hours, credits, .. } => {
            let taken = hours.map(|hours| hours.to_string()).or(credits.map(|credits| credits.to_string()));
            (completion_id.0.as_u128(), taken.unwrap_or_default())
        }
        Counted::Session { session_id, minutes } => (session_id.0.as_u128(), minutes.to_string()),
        Counted::Employment { employment_id } => (employment_id.0.as_u128(), String::new()),
        Counted::Award { award_id } => (award_id.0.as_u128(), String::new()),
    };
    explained.counted.iter().map(tell).collect()
}

fn reasons(explained: &Explained) -> Vec<Reason> {
    explained.not_counted.iter().map(NotCounted::reason).collect()
}

fn until(explained: &Explained) -> Option<String> {
    explained.valid_until.map(|day| day.to_string())
}

#[test]
fn a_window_has_both_its_ends_whatever_the_lengths_of_months() {
    for (months, on, first) in [
        (12, "2026-11-23", "2025-11-24"),
        (12, "2024-02-29", "2023-03-01"),
        (12, "2025-02-28", "2024-02-29"),
        (12, "2025-03-01", "2024-03-02"),
        (48, "2028-02-29", "2024-03-01"),
        (1, "2026-03-31", "2026-03-01"),
        (1, "2026-03-28", "2026-03-01"),
        (1, "2026-02-28", "2026-01-29"),
        (6, "2026-08-31", "2026-03-01"),
        (1, "2026-12-31", "2026-12-01"),
    ] {
        let asked = json!({ "kind": "trainingHours", "hours": "8", "withinMonths": months });
        let known = |fact: Day| History::default().trained(&fact.to_string(), 1, "8").on(on, &asked);
        for fact in [day(first), day(on)] {
            assert!(known(fact).met, "{fact} is within {months} months that end with {on}");
        }
        for fact in [day(first).previous(), day(on).next()] {
            let explained = known(fact);
            assert_eq!(
                (explained.met, reasons(&explained)),
                (false, vec![Reason::OutsideWindow]),
                "{fact} of {months} months to {on}"
            );
            assert_eq!(explained.window.map(|window| (window.from, window.to)), Some((day(first), day(on))));
        }
    }
}

#[test]
fn hours_lapse_with_the_one_without_which_they_are_too_few() {
    for (fact, months, last) in [
        ("2025-11-24", 12, "2026-11-23"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-02-28", 1, "2026-03-27"),
        ("2026-08-31", 6, "2027-02-28"),
    ] {
        let asked = json!({ "kind": "trainingHours", "hours": "8", "withinMonths": months });
        let known = History::default().trained(fact, 1, "8");
        assert_eq!(until(&known.on(fact, &asked)), Some(last.to_owned()), "{fact}, {months} months");
        assert!(
            known.on(last, &asked).met && !known.on(&day(last).next().to_string(), &asked).met,
            "{fact}, {months} months"
        );
    }
    // The oldest of three is not needed; the middle one is.
    let known = History::default().trained("2026-01-10", 1, "8").trained("2026-03-10", 1, "8").trained(
        "2026-05-10",
        4,
        "8",
    );
    let asked = json!({ "kind": "trainingHours", "hours": "16", "withinMonths": 12 });
    assert_eq!(until(&known.on("2026-11-23", &asked)), Some("2027-03-09".into()));
    let asked = json!({ "kind": "trainingHours", "hours": "16" });
    assert_eq!(until(&known.on("2026-11-23", &asked)), None, "without a window it lasts");
}

#[test]
fn no_answer_has_a_day_outside_the_registers_calendar() {
    let asked =
        json!({ "kind": "supervisionSessions", "sessions": 1, "withinMonths": 600, "oneInEach": "halfYear" });
    let explained = History::default().on("1900-01-01", &asked);
    let windows = explained.window.iter().chain(&explained.missed);
    assert!(
        windows.clone().all(|window| Day::FIRST <= window.from && window.from <= window.to),
        "{explained:?}"
    );
    assert_eq!((explained.missed.len(), explained.met), (100, false));
    let hired = History::default().worked("2199-12-01", "2199-12-30", 0).trained("2199-12-01", 1, "8");
    let asked = json!({ "kind": "trainingHours", "hours": "8", "withinMonths": 600 });
    assert_eq!(hired.on("2199-12-30", &asked).valid_until, None);
    assert_eq!(
        hired.on("2199-12-30", &json!({ "kind": "tenure", "months": 1, "gapMonths": 120 })).valid_until,
        None
    );
    let obligations = json!([
        { "monthsAfterHire": 600, "requirement": { "id": "hours", "kind": "trainingHours", "hours": "40" } }
    ]);
    assert_eq!(hired.obliged("2199-12-30", &obligations)[0].due, Some(Day::LAST));
}

#[test]
fn minutes_add_up_exactly() {
    let three = History::default()
        .trained_for("2026-01-10", 1, 440 * 60)
        .trained_for("2026-02-10", 2, 500 * 60)
        .trained_for("2026-03-10", 4, 500 * 60);
    let asked = json!({ "kind": "trainingHours", "hours": "24" });
    let explained = three.on("2026-11-23", &asked);
    assert_eq!((explained.met, explained.actual.to_string()), (true, "24".into()));
    assert_eq!(counted(&explained), [(3, "8.33".into()), (2, "8.33".into()), (1, "7.33".into())]);
    let minutes = |fact: &Counted| match fact {
        Counted::Completion { minutes, .. } => *minutes,
        _ => None,
    };
    assert_eq!(explained.counted.iter().filter_map(minutes).collect::<Vec<_>>(), [500, 500, 440]);
    // A minute less is too little, and not by nothing.
    let less = History::default().trained_for("2026-01-10", 1, 1_439 * 60);
    let explained = less.on("2026-11-23", &asked);
    assert_eq!((explained.met, explained.missing), (false, Some(Amount(2))));
}

#[test]
fn a_cap_at_a_programmes_hours_leaves_out_what_is_over_and_says_so() {
    let known = History::default()
        .trained("2026-01-10", 2, "4")
        .trained("2026-02-10", 1, "480")
        .trained("2026-03-10", 1, "2")
        .trained("2026-04-10", 2, "12");
    let asked = json!({ "kind": "trainingHours", "hours": "24", "capAtProgrammeHours": true });
    let mut explained = known.on("2026-11-23", &asked);
    assert_eq!((explained.met, explained.actual.to_string()), (true, "24".into()));
    assert_eq!(counted(&explained), [(4, "12".into()), (3, "2".into()), (2, "10".into())]);
    assert_eq!(reasons(&explained), [Reason::CapReached]);
    let over = |fact: &Counted| match fact {
        Counted::Completion { hours_over, .. } => hours_over.map(|over| over.to_string()),
        _ => None,
    };
    assert_eq!(explained.counted.iter().filter_map(over).collect::<Vec<_>>(), ["470"]);
    for (language, end) in [
        (Language::Ro, "orele peste durata programului nu se iau în calcul"),
        (Language::En, "hours beyond those of the programme do not count"),
        (Language::Ru, "часы сверх длительности программы не учитываются"),
    ] {
        explained.say(language);
        assert!(explained.text.as_ref().is_some_and(|text| text.ends_with(end)), "{:?}", explained.text);
    }
    // The lower of two limits holds.
    let both = json!({
        "kind": "trainingHours", "hours": "24", "capAtProgrammeHours": true, "capPerProgramme": "5"
    });
    assert_eq!(known.on("2026-11-23", &both).actual.to_string(), "10");
}

#[test]
fn a_cap_takes_the_latest_hours_of_each_programme() {
    let known = History::default()
        .trained("2026-01-10", 1, "8")
        .trained("2026-02-10", 1, "8")
        .trained("2026-03-10", 4, "8")
        .trained("2026-04-10", 1, "7.5");
    let asked =
        json!({ "kind": "trainingHours", "hours": "18", "withinMonths": 12, "capPerProgramme": "10" });
    let explained = known.on("2026-11-23", &asked);
    assert_eq!((explained.met, explained.actual.to_string()), (true, "18".into()));
    assert_eq!(counted(&explained), [(4, "7.5".into()), (3, "8".into()), (2, "2.5".into())]);
    assert_eq!(reasons(&explained), [Reason::CapReached]);
    // When the second leaves, the first has left before it.
    assert_eq!(until(&explained), Some("2027-02-09".into()));
}

#[test]
fn a_programme_completed_twice_on_a_day_counts_once_and_only_what_could_count_takes_a_place() {
    let asked = json!({
        "kind": "trainingHours", "hours": "8", "providerKinds": ["university"], "minimumResult": "passed"
    });
    let twice = || History::default().trained("2026-01-10", 1, "8").trained("2026-01-10", 1, "8");
    let explained = twice().on("2026-11-23", &asked);
    assert_eq!(
        (explained.actual.to_string(), reasons(&explained)),
        ("8".into(), vec![Reason::DuplicateProgramme])
    );
    for (change, reason) in [
        ((|fact| fact.standing = Standing::Voided) as fn(&mut Training), Reason::Voided),
        (|fact| fact.standing = Standing::NotYetKnown, Reason::NotYetKnown),
        (|fact| fact.result = CompletionResult::Failed, Reason::FailedResult),
        (|fact| fact.result = CompletionResult::Attended, Reason::ResultTooLow),
        (|fact| fact.provider = OrganisationKind::Ngo, Reason::WrongProviderKind),
    ] {
        let explained = twice().but(change).on("2026-11-23", &asked);
        assert_eq!((counted(&explained), reasons(&explained)), (vec![(1, "8".into())], vec![reason]));
    }
    let next_day = History::default()
        .trained("2026-01-10", 1, "8")
        .trained("2026-01-11", 1, "8")
        .on("2026-11-23", &asked);
    assert_eq!(next_day.actual.to_string(), "16", "on another day it was taken again");
}

#[test]
fn credits_of_a_programme_count_once_by_its_latest_completion() {
    let known = History::default().trained("2026-01-10", 1, "8").trained("2026-02-10", 4, "8").trained(
        "2026-03-10",
        1,
        "8",
    );
    let known = known.trained("2026-04-10", 2, "8").but(|fact| fact.result = CompletionResult::Attended);
    let explained =
        known.on("2026-11-23", &json!({ "kind": "credits", "credits": "3.5", "withinMonths": 12 }));
    assert_eq!((explained.met, counted(&explained)), (true, vec![(4, "1.5".into()), (3, "2".into())]));
    assert_eq!(reasons(&explained), [Reason::NoCredits, Reason::DuplicateProgramme]);
    assert_eq!(until(&explained), Some("2027-03-09".into()));
    let explained =
        known.on("2026-11-23", &json!({ "kind": "credits", "credits": "1", "domains": ["foster_care"] }));
    assert_eq!(
        reasons(&explained),
        [Reason::WrongDomain, Reason::WrongDomain, Reason::NoCredits, Reason::WrongDomain]
    );
}

#[test]
fn a_programme_stands_for_those_before_it_and_not_for_those_after() {
    let newest = History::default().trained("2026-01-10", 3, "8");
    for codes in [json!(["CFP-001"]), json!(["CFP-002"]), json!(["CFP-001", "CFP-002", "CFP-003"])] {
        assert!(newest.on("2026-11-23", &json!({ "kind": "programmes", "codes": codes })).met, "{codes}");
    }
    let oldest = History::default().trained("2026-01-10", 1, "8");
    let explained = oldest.on("2026-11-23", &json!({ "kind": "programmes", "codes": ["CFP-002"] }));
    assert_eq!((explained.met, reasons(&explained)), (false, vec![Reason::WrongProgramme]));
    // Of both, one of two is enough, and the older brings nothing new.
    let both = History::default().trained("2026-01-10", 1, "8").trained("2026-02-10", 2, "8").trained(
        "2026-03-10",
        4,
        "8",
    );
    let explained = both.on(
        "2026-11-23",
        &json!({ "kind": "programmes", "codes": ["CFP-001", "FOS-001"], "withinMonths": 12 }),
    );
    assert_eq!((explained.met, reasons(&explained)), (true, vec![Reason::DuplicateProgramme]));
    assert_eq!(until(&explained), Some("2027-02-09".into()));
    let explained = both.on(
        "2026-11-23",
        &json!({ "kind": "programmes", "codes": ["CFP-001", "FOS-001"], "count": 1, "withinMonths": 12 }),
    );
    assert_eq!((explained.required.to_string(), explained.actual.to_string()), ("1".into(), "2".into()));
    assert_eq!(until(&explained), Some("2027-03-09".into()), "the later one is enough");
}

#[test]
fn minutes_of_supervision_are_summed_before_they_are_cut() {
    let known = History::default().sat("2026-01-10", 20).sat("2026-02-10", 20).sat("2026-03-10", 20);
    let explained = known.on("2026-11-23", &json!({ "kind": "supervisionHours", "hours": "1" }));
    assert_eq!((explained.met, explained.actual.to_string()), (true, "1".into()));
    let two = History::default().sat("2026-01-10", 20).sat("2026-02-10", 20);
    let explained = two.on("2026-11-23", &json!({ "kind": "supervisionHours", "hours": "1" }));
    assert_eq!((explained.actual, explained.missing), (Amount(66), Some(Amount(34))));
}

#[test]
fn a_session_in_each_quarter_counts_back_from_the_day() {
    let asked =
        json!({ "kind": "supervisionSessions", "sessions": 2, "withinMonths": 6, "oneInEach": "quarter" });
    // On 2026-11-30 the quarters begin on 2026-08-31 and 2026-05-31.
    for (sessions, missed) in [
        (["2026-08-31", "2026-08-30"], None),
        (["2026-11-30", "2026-05-31"], None),
        (["2026-08-31", "2026-11-30"], Some(("2026-05-31", "2026-08-30"))),
        (["2026-05-31", "2026-08-30"], Some(("2026-08-31", "2026-11-30"))),
    ] {
        let mut days = sessions;
        days.sort_unstable();
        let explained =
            days.iter().fold(History::default(), |known, on| known.sat(on, 60)).on("2026-11-30", &asked);
        assert_eq!(explained.met, missed.is_none(), "{days:?}");
        assert_eq!(
            explained.missed.first().map(|part| (part.from, part.to)),
            missed.map(|(from, to)| (day(from), day(to))),
            "{days:?}"
        );
        // A quarter without a session is no quantity.
        let nothing = missed.is_none().then_some(Amount(0));
        assert_eq!((explained.actual, explained.missing), (Amount(200), nothing), "{days:?}");
    }
    // It lapses when a quarter without a session can be laid between two of them, or after the last one.
    let known = History::default().sat("2026-06-15", 60).sat("2026-09-20", 60);
    let explained = known.on("2026-09-30", &asked);
    assert_eq!((explained.met, until(&explained)), (true, Some("2026-12-14".into())));
    assert!(known.on("2026-12-14", &asked).met && !known.on("2026-12-15", &asked).met);
    let known = History::default().sat("2026-05-01", 60).sat("2026-09-20", 60);
    let explained = known.on("2026-09-30", &asked);
    assert_eq!((explained.met, until(&explained)), (true, Some("2026-10-31".into())));
}

#[test]
fn a_break_of_exactly_the_months_allowed_does_not_end_the_tenure() {
    for (gap, last, joins, breaks) in [
        (1, "2026-04-30", "2026-06-01", "2026-06-02"),
        (1, "2026-01-31", "2026-03-01", "2026-03-02"),
        (1, "2026-02-28", "2026-04-01", "2026-04-02"),
        (1, "2024-01-30", "2024-03-01", "2024-03-02"),
        (3, "2026-01-15", "2026-04-16", "2026-04-17"),
        (12, "2024-02-28", "2025-03-01", "2025-03-02"),
        (0, "2026-04-30", "2026-05-01", "2026-05-02"),
    ] {
        let asked = json!({ "kind": "tenure", "months": 24, "gapMonths": gap });
        let from = day(last).plus_months(-36).to_string();
        for (again, counts) in [(joins, 2), (breaks, 1)] {
            let known = History::default().worked(&from, last, 0).worked(again, "open", 0);
            let explained = known.on(again, &asked);
            assert_eq!(
                (explained.met, explained.counted.len()),
                (counts == 2, counts),
                "{gap} months after {last}, again on {again}"
            );
            assert_eq!(reasons(&explained), [Reason::BrokenOff].repeat(2 - counts));
        }
        // The same up to the day asked about: work lapses with the last day of a break that is allowed.
        let known = History::default().worked(&from, last, 0);
        let lapses = day(joins).previous();
        let explained = known.on(last, &asked);
        assert_eq!((explained.met, explained.valid_until), (true, Some(lapses)), "{gap} months after {last}");
        assert!(
            known.on(&lapses.to_string(), &asked).met && !known.on(joins, &asked).met,
            "{gap} months after {last}"
        );
    }
}

#[test]
fn months_of_work_are_whole_and_the_rest_is_put_together() {
    let asked = json!({ "kind": "tenure", "months": 3, "gapMonths": 2 });
    // One month and ten days, another month and nineteen: with one day more they are three.
    let known = History::default().worked("2026-01-01", "2026-02-10", 0).worked("2026-03-01", "open", 0);
    assert_eq!(known.on("2026-04-19", &asked).actual.to_string(), "2");
    assert_eq!(known.on("2026-04-20", &asked).actual.to_string(), "3");
    // Two employments at once are one time, also when one outlasts the other.
    let known = History::default().worked("2026-01-01", "open", 0).worked("2026-02-01", "2026-02-28", 0);
    let explained = known.on("2026-03-31", &asked);
    assert_eq!(
        (explained.actual.to_string(), counted(&explained).len(), until(&explained)),
        ("3".into(), 2, None)
    );
    // Other posts do not count, nor does what begins later; what is known to begin in time goes on.
    let asked = json!({ "kind": "tenure", "months": 3, "posts": ["asistent-social"] });
    let known = History::default()
        .worked("2026-01-01", "2026-05-31", 0)
        .worked("2026-02-01", "open", 1)
        .worked("2026-06-01", "2026-08-31", 0);
    let explained = known.on("2026-04-15", &asked);
    assert_eq!(reasons(&explained), [Reason::OutsideWindow, Reason::WrongPost]);
    assert_eq!((explained.met, until(&explained)), (true, Some("2026-08-31".into())));
}

#[test]
fn a_grade_is_held_through_awards_that_touch() {
    let asked = json!({ "kind": "holdsGrade", "grade": "grade-1", "forMonths": 12 });
    for (what, awards, met, last) in [
        ("exactly twelve months", &[("2025-11-24", "open", 2)] as &[_], true, None),
        ("a day less", &[("2025-11-25", "open", 2)], false, None),
        (
            "adjoining",
            &[("2024-01-01", "2026-05-31", 2), ("2026-06-01", "2026-12-31", 2)],
            true,
            Some("2026-12-31"),
        ),
        ("a day between", &[("2024-01-01", "2026-05-30", 2), ("2026-06-01", "2026-12-31", 2)], false, None),
        (
            "overlapping",
            &[("2024-01-01", "2027-05-31", 2), ("2026-06-01", "2026-12-31", 3)],
            true,
            Some("2027-05-31"),
        ),
        ("outranked", &[("2024-01-01", "2027-05-31", 3)], true, Some("2027-05-31")),
        (
            "a lower one between",
            &[("2024-01-01", "2026-05-31", 2), ("2026-06-01", "2026-06-30", 1), ("2026-07-01", "open", 2)],
            false,
            None,
        ),
        (
            "another follows",
            &[("2024-01-01", "2026-12-31", 2), ("2027-01-01", "2027-12-31", 2)],
            true,
            Some("2027-12-31"),
        ),
        ("ended on the day", &[("2024-01-01", "2026-11-23", 2)], true, Some("2026-11-23")),
    ] {
        let known = awards
            .iter()
            .fold(History::default(), |known, (from, until, rank)| known.held(from, until, *rank));
        let explained = known.on("2026-11-23", &asked);
        assert_eq!((explained.met, until(&explained)), (met, last.map(str::to_owned)), "{what}");
    }
    // An award that begins later lengthens, and does not count.
    let known = History::default().held("2024-01-01", "2026-12-31", 2).held("2027-01-01", "2027-12-31", 2);
    let explained = known.on("2026-11-23", &asked);
    assert_eq!(
        (counted(&explained), reasons(&explained)),
        (vec![(1, String::new())], vec![Reason::OutsideWindow])
    );
    // One that was revoked from its first day on was never held.
    let explained = History::default()
        .held("2024-01-01", "2023-12-31", 2)
        .on("2024-01-01", &json!({ "kind": "holdsGrade", "grade": "grade-1" }));
    assert_eq!((explained.met, reasons(&explained)), (false, vec![Reason::Voided]));
    let lower = History::default().held("2024-01-01", "open", 1).on("2026-11-23", &asked);
    assert_eq!((lower.met, reasons(&lower)), (false, vec![Reason::LowerGrade]));
}

#[test]
fn a_suspension_holds_on_its_first_and_last_day() {
    let known = History::default().suspended("2026-11-10", "2026-11-20");
    let asked = json!({ "kind": "noActiveSuspension" });
    for (on, met, last, reason) in [
        ("2026-11-09", true, Some("2026-11-09"), Reason::OutsideWindow),
        ("2026-11-10", false, None, Reason::ActiveSuspension),
        ("2026-11-20", false, None, Reason::ActiveSuspension),
        ("2026-11-21", true, None, Reason::OutsideWindow),
    ] {
        let explained = known.on(on, &asked);
        assert_eq!(
            (explained.met, until(&explained), reasons(&explained)),
            (met, last.map(str::to_owned), vec![reason]),
            "{on}"
        );
    }
    let mut voided = known;
    voided.suspensions[0].standing = Standing::Voided;
    let explained = voided.on("2026-11-10", &asked);
    assert_eq!((explained.met, reasons(&explained)), (true, vec![Reason::Voided]));
}

#[test]
fn groups_lapse_when_too_little_of_them_is_left() {
    // Alone they hold until 2027-01-09, 2027-03-09 and 2027-05-09; the last is not met.
    let known = History::default().trained("2026-01-10", 1, "8").trained("2026-03-10", 2, "8").trained(
        "2026-05-10",
        4,
        "8",
    );
    let leaf = |code: &str| json!({ "kind": "programmes", "codes": [code], "withinMonths": 12 });
    let of = json!([leaf("CFP-001"), leaf("CFP-002"), leaf("FOS-001"), leaf("CFP-003")]);
    let first_three = json!([of[0], of[1], of[2]]);
    for (group, met, actual, last) in [
        (json!({ "kind": "allOf", "of": first_three }), true, "3", Some("2027-03-09")),
        (json!({ "kind": "allOf", "of": of }), false, "3", None),
        (json!({ "kind": "anyOf", "of": of }), true, "3", Some("2027-05-09")),
        (json!({ "kind": "atLeast", "count": 2, "of": of }), true, "3", Some("2027-03-09")),
        (json!({ "kind": "atLeast", "count": 3, "of": of }), true, "3", Some("2027-03-09")),
        (json!({ "kind": "atLeast", "count": 4, "of": of }), false, "3", None),
    ] {
        let explained = known.on("2026-11-23", &group);
        assert_eq!(
            (explained.met, explained.actual.to_string(), until(&explained)),
            (met, actual.into(), last.map(str::to_owned)),
            "{group}"
        );
    }
    // CFP-002 stands for CFP-001: that one lasts as long as it.
    assert_eq!(until(&known.on("2026-11-23", &leaf("CFP-001"))), Some("2027-03-09".into()));
}

#[test]
fn a_group_goes_on_with_what_comes_to_be_met_by_then() {
    let known = History::default()
        .trained("2026-01-10", 1, "8")
        .worked("2024-01-01", "2027-06-30", 0)
        .suspended("2026-11-01", "2026-12-31");
    let hours = json!({ "kind": "trainingHours", "hours": "8", "withinMonths": 12 });
    let with = |other: Value| known.on("2026-11-23", &json!({ "kind": "anyOf", "of": [hours, other] }));
    // Hours last until 2027-01-09.
    assert_eq!(
        until(&with(json!({ "kind": "tenure", "months": 37 }))),
        Some("2027-01-09".into()),
        "a day late"
    );
    assert_eq!(until(&with(json!({ "kind": "tenure", "months": 36 }))), Some("2027-06-30".into()));
    assert_eq!(until(&with(json!({ "kind": "noActiveSuspension" }))), None, "the suspension ends before");
}

#[test]
fn obligations_are_of_the_posts_held_and_due_some_months_after_hire() {
    let hours = json!({ "id": "hours", "kind": "trainingHours", "hours": "40" });
    let asked = json!([{ "posts": ["asistent-social"], "monthsAfterHire": 6, "requirement": hours }]);
    let known = History::default().worked("2020-01-01", "2026-05-31", 1).worked("2026-08-31", "open", 0);
    assert!(known.obliged("2026-08-30", &asked).is_empty(), "in no post, or in another one");
    for (on, due) in
        [("2026-08-31", Some("2027-03-01")), ("2027-02-28", Some("2027-03-01")), ("2027-03-01", None)]
    {
        let told = known.obliged(on, &asked);
        assert_eq!(
            told.iter().map(|one| (one.met, one.due)).collect::<Vec<_>>(),
            [(false, due.map(day))],
            "{on}"
        );
    }
    // Hired is who came without having been there the day before.
    let renewed = History::default().worked("2026-01-01", "2026-08-30", 0).worked("2026-08-31", "open", 0);
    assert_eq!(renewed.obliged("2026-09-15", &asked)[0].due, None, "due since 2026-07-01");
    let met = History::default().trained("2026-09-01", 1, "40").worked("2026-08-31", "open", 0);
    let told = met.obliged("2026-09-15", &asked);
    assert_eq!((told[0].met, told[0].due), (true, None));
    // Of every post where none is named; of nobody who is not employed.
    let all = json!([{ "requirement": hours }]);
    assert_eq!(known.obliged("2026-01-01", &all).len(), 1);
    assert!(
        known.obliged("2026-06-01", &all).is_empty()
            && History::default().obliged("2026-06-01", &all).is_empty()
    );
}

#[test]
fn the_short_form_says_the_same_and_nothing_of_facts() {
    let known = History::default()
        .trained("2026-01-10", 1, "8")
        .worked("2026-01-01", "open", 0)
        .sat("2026-02-01", 60);
    let asked = json!([{ "requirement": { "id": "all", "kind": "allOf", "of": [
        { "id": "hours", "kind": "trainingHours", "hours": "8", "withinMonths": 12 },
        {
            "id": "even", "kind": "supervisionSessions", "sessions": 1, "withinMonths": 3,
            "oneInEach": "month"
        }
    ] } }]);
    let grades =
        json!([{ "grade": "grade-2", "requirement": { "id": "free", "kind": "noActiveSuspension" } }]);
    let day_rules = day_rules(&grades, &asked, "2026-02-15");
    let (long, short) =
        known.with(|record| (day_rules.obligations(record, true), day_rules.obligations(record, false)));
    assert_eq!(
        (short[0].met, short[0].actual, short[0].required),
        (long[0].met, long[0].actual, long[0].required)
    );
    assert!(long[0].of.len() == 2 && short[0].of.is_empty() && short[0].valid_until == long[0].valid_until);
}

#[test]
fn what_is_missing_is_said_of_the_nearest_alternative() {
    let known = History::default().trained("2026-01-10", 1, "30").sat("2026-01-10", 60);
    let grades = json!([{ "grade": "grade-2", "requirement": { "id": "any", "kind": "anyOf", "of": [
        { "id": "half", "kind": "supervisionHours", "hours": "2" },
        { "id": "inner", "kind": "anyOf", "of": [
            { "id": "near", "kind": "trainingHours", "hours": "40" },
            { "id": "far", "kind": "trainingHours", "hours": "400", "domains": ["foster_care"] }
        ] }
    ] } }]);
    let day_rules = day_rules(&grades, &json!([]), "2026-11-23");
    let mut said = Vec::new();
    known.with(|record| day_rules.shortfalls(record, 0, &mut |short| said.push(short)));
    assert_eq!(said, [Shortfall::Training(&[], 1_000)]);
}

#[test]
fn of_many_facts_that_do_not_count_the_latest_are_named() {
    let first = day("2000-01-01");
    let days = std::iter::successors(Some(first), |on| Some(on.next())).take(MOST_NOT_COUNTED + 50);
    let known = days.fold(History::default(), |known, on| known.trained(&on.to_string(), 1, "8"));
    let explained =
        known.on("2026-11-23", &json!({ "kind": "trainingHours", "hours": "8", "withinMonths": 12 }));
    assert_eq!((explained.not_counted.len(), explained.not_counted_left_out), (MOST_NOT_COUNTED, 50));
    let latest = CompletionId(Uuid::from_u128(MOST_NOT_COUNTED as u128 + 50));
    assert_eq!(
        explained.not_counted[0],
        NotCounted::Completion { completion_id: latest, part: None, reason: Reason::OutsideWindow }
    );
}

#[test]
fn a_pause_of_a_group_is_one_of_all_inside_and_of_each_part_of_a_window() {
    let history = || {
        History::default().sat("2026-01-20", 60).sat("2026-06-20", 60).absent(
            "2026-03-01",
            "2026-05-31",
            AbsenceKind::MaternityLeave,
        )
    };
    let asked = |kinds: &Value| {
        json!({ "kind": "anyOf", "pausedBy": kinds, "of": [{
            "kind": "supervisionSessions", "sessions": 2, "withinMonths": 6, "oneInEach": "quarter"
        }] })
    };
    let plain = history().on("2026-08-31", &asked(&json!([])));
    assert!(!plain.met && plain.of[0].paused.is_empty());
    let paused = history().on("2026-08-31", &asked(&json!(["maternity-leave", "medical-leave"])));
    let inner = &paused.of[0];
    // The latest quarter is June to August, the one before begins as many days earlier as the leave has.
    assert_eq!(inner.window, Some(Window { from: day("2025-11-29"), to: day("2026-08-31") }));
    assert!(paused.met && inner.missed.is_empty());
    assert_eq!((inner.paused[0].from, inner.paused_days), (day("2026-03-01"), 92));
    // The session of June leaves the latest quarter on 20 September.
    assert_eq!(paused.valid_until, Some(day("2026-09-19")));
    // A leave to come stops the clock from its first day on.
    let later = history().absent("2026-09-01", "2026-10-31", AbsenceKind::MaternityLeave);
    let later = later.on("2026-08-31", &asked(&json!(["maternity-leave"])));
    assert_eq!(later.valid_until, Some(day("2026-11-19")));
}
