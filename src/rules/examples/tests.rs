use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::error::Faults;
use crate::rules::record::KnownProgramme;
use crate::rules::{Catalogue, CompiledRules, Rules, read, read_examples};
use crate::values::{Fault, LegalBasis, Note, ProgrammeId};

fn catalogue() -> Catalogue {
    let programme = KnownProgramme {
        id: ProgrammeId::new(),
        code: "CFP-001".parse().expect("a code"),
        domain: "protection".parse().expect("a domain"),
        hours: None,
        credits: None,
        stands_for: None,
    };
    let grades = [("grade-2", 1), ("grade-1", 2), ("superior", 3)];
    Catalogue::new(vec![programme], grades.map(|(grade, rank)| (grade.parse().expect("a grade"), rank)))
}

/// Rules of two grades and two obligations, one of which waits for half a year.
fn rules() -> Rules {
    let hours = |id: &str, hours: &str| {
        let mut leaf = json!({ "id": id, "kind": "trainingHours", "withinMonths": 60 });
        leaf["hours"] = json!(hours);
        leaf
    };
    let free = json!({ "id": "free", "kind": "noActiveSuspension" });
    let either = json!({
        "id": "either", "kind": "anyOf", "of": [hours("few", "8"), hours("many", "40")],
        "legalBasis": { "act": "Ordinul nr. 9", "article": "pct. 3" }
    });
    let of = json!([either, { "id": "sessions", "kind": "supervisionSessions", "sessions": 1 }, free]);
    let document = json!({
        "grades": [
            {
                "grade": "grade-2", "supplement": { "percent": "10" },
                "requirement": { "id": "all", "kind": "allOf", "of": of }
            },
            {
                "grade": "grade-1",
                "requirement": { "id": "held", "kind": "holdsGrade", "grade": "grade-2" }
            }
        ],
        "obligations": [
            { "requirement": hours("yearly", "20") },
            { "posts": ["psiholog"], "monthsAfterHire": 6, "requirement": hours("initial", "40") }
        ]
    });
    read(&document, &mut Faults::default()).expect("rules")
}

/// The faults of examples, wherever they are found: their places and what they say.
fn faults(examples: &Value) -> Vec<(String, String)> {
    let mut faults = Faults::default();
    if let Some(read) = read_examples(examples, &mut faults) {
        check_examples(&rules(), &read, &catalogue(), &mut faults);
    }
    let told = |(at, all): (String, Vec<Fault>)| (at, all[0].to_string());
    faults.0.into_iter().map(told).collect()
}

fn places(examples: &Value) -> Vec<String> {
    faults(examples).into_iter().map(|(at, _)| at.replace("/examples/0", "")).collect()
}

/// One example with nothing but an expectation.
fn expecting(expected: &Value) -> Value {
    json!([{ "name": "exemplu", "day": "2026-06-30", "expected": expected }])
}

fn of_grade(expected: &Value) -> Value {
    let mut grade = expected.clone();
    grade["grade"] = json!("grade-2");
    expecting(&json!({ "grades": [grade] }))
}

#[test]
fn examples_are_written_as_they_were_read() {
    let whole = json!([{
        "name": "exemplu", "day": "2026-06-30",
        "history": {
            "completions": [
                {
                    "programme": "CFP-001", "completedOn": "2026-01-10", "part": "1", "hours": "8",
                    "result": "passed", "providerKind": "university"
                },
                {
                    "programme": "CFP-001", "completedOn": "2026-01-10", "part": "2", "minutes": 61,
                    "result": "failed", "providerKind": "provider"
                }
            ],
            "sessions": [{ "heldOn": "2026-01-10", "minutes": 720, "kind": "group" }],
            "employments": [{ "post": "psiholog", "validFrom": "2026-01-01", "validUntil": "2026-01-01" }],
            "awards": [
                {
                    "grade": "superior", "validFrom": "2020-01-01", "validUntil": "2025-12-31",
                    "revokedFrom": "2020-01-01"
                }
            ],
            "suspensions": [{ "validFrom": "2020-01-01" }],
            "absences": [{ "kind": "study-leave", "validFrom": "2020-01-01" }]
        },
        "expected": {
            "grades": [{
                "grade": "grade-2", "eligible": true, "validUntil": "2026-12-31", "met": ["few"],
                "unmet": ["many"]
            }],
            "obligations": [{ "requirement": "initial", "outcome": "notYetDue", "due": "2026-07-01" }],
            "supplement": { "due": false, "reason": "expired" }
        }
    }]);
    let read = read_examples(&whole, &mut Faults::default()).expect("examples");
    assert_eq!(serde_json::to_value(&read).expect("JSON"), whole);
    assert_eq!(faults(&whole), []);
    assert_eq!(faults(&Value::Null), []);
    assert_eq!(faults(&json!([])), []);
}

#[test]
fn each_fault_of_the_form_has_its_place() {
    let fact = |kind: &str, fact: Value| {
        let history = json!({ kind: [fact] });
        json!([{
            "name": "exemplu", "day": "2026-06-30", "history": history,
            "expected": { "supplement": { "due": false } }
        }])
    };
    let completion = |field: &str, value: Value| {
        let mut one = json!({
            "programme": "CFP-001", "completedOn": "2026-01-10", "hours": "8", "result": "passed"
        });
        one[field] = value;
        fact("completions", one)
    };
    let days = json!({ "validFrom": "2026-02-01", "validUntil": "2026-01-31" });
    let with = |field: &str, value: &str| {
        let mut days = days.clone();
        days[field] = json!(value);
        days
    };
    let revoked = json!({ "grade": "grade-2", "validFrom": "2026-02-01", "revokedFrom": "2026-01-31" });
    let table = [
        (json!("none"), vec!["/examples"]),
        (json!([7]), vec![""]),
        (json!([{}]), vec!["/day", "/expected", "/name"]),
        (
            json!([{ "name": "", "day": "2026-02-30", "expected": {}, "colour": 1, "history": [] }]),
            vec!["/colour", "/day", "/expected", "/history", "/name"],
        ),
        (expecting(&json!({ "grades": [{ "grade": "grade-2" }] })), vec!["/expected/grades/0"]),
        (expecting(&json!({ "grades": [] })), vec!["/expected"]),
        (
            expecting(&json!({ "supplement": { "reason": "rich" } })),
            vec!["/expected/supplement/due", "/expected/supplement/reason"],
        ),
        (
            expecting(&json!({ "obligations": [{ "outcome": "late" }] })),
            vec!["/expected/obligations/0/outcome", "/expected/obligations/0/requirement"],
        ),
        (completion("hours", Value::Null), vec!["/history/completions/0/hours"]),
        (completion("minutes", json!(60)), vec!["/history/completions/0/hours"]),
        (completion("minutes", json!(0)), vec!["/history/completions/0/minutes"]),
        (completion("result", json!("good")), vec!["/history/completions/0/result"]),
        (completion("mark", json!(10)), vec!["/history/completions/0/mark"]),
        (
            fact("sessions", json!({ "heldOn": "2026-01-10", "minutes": 721, "kind": "pair" })),
            vec!["/history/sessions/0/kind", "/history/sessions/0/minutes"],
        ),
        (fact("employments", with("post", "psiholog")), vec!["/history/employments/0/validUntil"]),
        (fact("awards", with("grade", "grade-2")), vec!["/history/awards/0/validUntil"]),
        (fact("awards", revoked), vec!["/history/awards/0/revokedFrom"]),
        (fact("suspensions", days.clone()), vec!["/history/suspensions/0/validUntil"]),
        (fact("absences", with("kind", "study-leave")), vec!["/history/absences/0/validUntil"]),
        (
            fact("absences", with("kind", "holiday")),
            vec!["/history/absences/0/kind", "/history/absences/0/validUntil"],
        ),
        // Against the catalogue and the rules.
        (completion("programme", json!("CFP-999")), vec!["/history/completions/0/programme"]),
        (
            fact("awards", json!({ "grade": "gold", "validFrom": "2026-02-01" })),
            vec!["/history/awards/0/grade"],
        ),
    ];
    for (examples, at) in table {
        assert_eq!(places(&examples), at, "{examples}");
    }
    let span = json!({ "validFrom": "2026-02-01" });
    let twice = json!([{
        "name": "exemplu", "day": "2026-06-30", "history": { "suspensions": [span, span] },
        "expected": { "supplement": { "due": false } }
    }]);
    assert_eq!(places(&twice), ["/history/suspensions/1"]);
    let session = json!({ "heldOn": "2026-01-10", "minutes": 60, "kind": "group" });
    let with_sessions = |count: usize| {
        json!([{
            "name": "exemplu", "day": "2026-06-30",
            "history": { "sessions": vec![session.clone(); count], "suspensions": [span] },
            "expected": { "supplement": { "due": false } }
        }])
    };
    assert_eq!(places(&with_sessions(49)), [""; 0]);
    assert_eq!(places(&with_sessions(50)), ["/history"]);
    assert_eq!(places(&with_sessions(51)), ["/history/sessions"]);
    let one = expecting(&json!({ "supplement": { "due": false } }))[0].clone();
    assert_eq!(places(&json!(vec![one; 51])), ["/examples"]);
}

#[test]
fn examples_that_contradict_themselves_are_named_with_what_they_contradict() {
    let obligation = |id: &str, outcome: &str, due: Value| {
        expecting(&json!({ "obligations": [{ "requirement": id, "outcome": outcome, "due": due }] }))
    };
    let table = [
        (of_grade(&json!({ "met": ["few"], "unmet": ["few"] })), vec!["unmet/0"]),
        (of_grade(&json!({ "met": ["gone"], "unmet": ["initial"] })), vec!["met/0", "unmet/0"]),
        (of_grade(&json!({ "eligible": false, "validUntil": "2026-12-31" })), vec!["validUntil"]),
        // A requirement inside says otherwise.
        (of_grade(&json!({ "eligible": true, "unmet": ["sessions"] })), vec!["eligible"]),
        (of_grade(&json!({ "validUntil": "2026-12-31", "unmet": ["free"] })), vec!["eligible"]),
        (of_grade(&json!({ "eligible": false, "met": ["either", "sessions", "free"] })), vec!["eligible"]),
        (of_grade(&json!({ "met": ["either"], "unmet": ["few", "many"] })), vec!["met/0"]),
        (of_grade(&json!({ "met": ["many"], "unmet": ["either"] })), vec!["unmet/0"]),
        (of_grade(&json!({ "eligible": true, "unmet": ["all"] })), vec!["unmet/0"]),
        (of_grade(&json!({ "eligible": true, "unmet": ["many"] })), vec![]),
        (of_grade(&json!({ "met": ["either"], "unmet": ["few"] })), vec![]),
    ];
    for (examples, at) in table {
        let at: Vec<_> = at.iter().map(|at| format!("/expected/grades/0/{at}")).collect();
        assert_eq!(places(&examples), at, "{examples}");
    }
    let grade = |grade: &str| json!({ "grade": grade, "eligible": true });
    let whole = [
        (
            expecting(&json!({ "grades": [grade("grade-2"), grade("grade-2")] })),
            vec!["/expected/grades/1/grade"],
        ),
        (expecting(&json!({ "grades": [grade("superior")] })), vec!["/expected/grades/0/grade"]),
        (
            expecting(&json!({ "supplement": { "due": true, "reason": "expired" } })),
            vec!["/expected/supplement/reason"],
        ),
        (
            expecting(&json!({ "supplement": { "due": false, "reason": "awarded" } })),
            vec!["/expected/supplement/reason"],
        ),
        (obligation("initial", "notYetDue", json!("2026-07-01")), vec![]),
        (obligation("initial", "met", json!("2026-07-01")), vec!["/expected/obligations/0/due"]),
        (obligation("yearly", "notYetDue", json!(null)), vec!["/expected/obligations/0/outcome"]),
        (obligation("few", "met", json!(null)), vec!["/expected/obligations/0/requirement"]),
    ];
    for (examples, at) in whole {
        assert_eq!(places(&examples), at, "{examples}");
    }
    let said = faults(&of_grade(&json!({ "met": ["few"], "unmet": ["few"] })));
    let words = "expected what can hold together with /examples/0/expected/grades/0/met/0, on the same facts \
                 and day";
    assert_eq!(said[0].1, words);
}

#[test]
fn two_examples_of_one_history_and_day_agree() {
    let completed =
        |on: &str| json!({ "programme": "CFP-001", "completedOn": on, "hours": "8", "result": "passed" });
    let (first, second) = (completed("2026-01-10"), completed("2026-02-10"));
    let example = |name: &str, day: &str, facts: [&Value; 2], expected: Value| {
        let mut one = json!({ "name": name, "day": day, "expected": expected });
        one["history"]["completions"] = json!(facts);
        one
    };
    let grade = |expected: Value| json!({ "grades": [expected] });
    let pair = |day: &str, one: Value, other: Value| {
        json!([
            example("unu", "2026-06-30", [&first, &second], one),
            example("doi", day, [&second, &first], other)
        ])
    };
    let met = grade(json!({ "grade": "grade-2", "eligible": true, "met": ["few"] }));
    let outcome = |outcome: &str| json!({ "obligations": [{ "requirement": "yearly", "outcome": outcome }] });
    let table = [
        (met.clone(), grade(json!({ "grade": "grade-2", "eligible": false })), vec!["grades/0/eligible"]),
        (met.clone(), grade(json!({ "grade": "grade-2", "unmet": ["few"] })), vec!["grades/0/unmet/0"]),
        (met.clone(), grade(json!({ "grade": "grade-1", "eligible": false })), vec![]),
        (met.clone(), met.clone(), vec![]),
        (outcome("met"), outcome("unmet"), vec!["obligations/0/outcome"]),
        (
            json!({ "supplement": { "due": false, "reason": "noGrade" } }),
            json!({ "supplement": { "due": false, "reason": "expired" } }),
            vec!["supplement/reason"],
        ),
    ];
    for (one, other, at) in table {
        let at: Vec<_> = at.iter().map(|at| format!("/examples/1/expected/{at}")).collect();
        assert_eq!(places(&pair("2026-06-30", one.clone(), other.clone())), at, "{one} and {other}");
        assert_eq!(places(&pair("2026-06-29", one, other)), [""; 0], "another day is another case");
    }
    let named = json!([
        example("unu", "2026-06-30", [&first, &second], met.clone()),
        example("unu", "2026-06-29", [&first, &second], met)
    ]);
    assert_eq!(places(&named), ["/examples/1/name"]);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of all differences")]
fn the_first_difference_says_what_was_expected_what_comes_out_and_by_which_act() {
    let own = LegalBasis::from(Note::parse("Ordinul nr. 44").expect("an act"));
    let compiled = Arc::new(CompiledRules::on_basis(rules(), Some(own), &Arc::new(catalogue())));
    let history = json!({
        "completions": [
            { "programme": "CFP-001", "completedOn": "2026-01-10", "hours": "8", "result": "passed" }
        ],
        "sessions": [{ "heldOn": "2026-01-10", "minutes": 60, "kind": "group" }],
        "employments": [{ "post": "psiholog", "validFrom": "2026-01-01" }],
        "awards": [{ "grade": "grade-2", "validFrom": "2020-01-01", "validUntil": "2026-06-29" }]
    });
    let run = |expected: Value| {
        let document =
            json!([{ "name": "exemplu", "day": "2026-06-30", "history": history, "expected": expected }]);
        let read = read_examples(&document, &mut Faults::default()).expect("examples");
        first_difference(&compiled, &read).map(|difference| {
            let (said, told) = (difference.fault().to_string(), difference.told());
            (told.at.replace("/examples/0/expected/", ""), told.expected, told.actual, said)
        })
    };
    let grade = |expected: Value| json!({ "grades": [expected] });
    let whole = json!({
        "grades": [
            {
                "grade": "grade-2", "eligible": true, "validUntil": "2031-01-09", "met": ["few"],
                "unmet": ["many"]
            },
            { "grade": "grade-1", "eligible": false, "unmet": ["held"] }
        ],
        "obligations": [
            { "requirement": "initial", "outcome": "notYetDue", "due": "2026-07-01" },
            { "requirement": "yearly", "outcome": "unmet" }
        ],
        "supplement": { "due": false, "reason": "expired" }
    });
    assert_eq!(run(whole), None);
    let obligation = |outcome: &str, due: Value| {
        let one = json!({ "requirement": "initial", "outcome": outcome, "due": due });
        json!({ "obligations": [one] })
    };
    let table = [
        (
            grade(json!({ "grade": "grade-2", "eligible": false })),
            ("grades/0/eligible", "false", "true", "grade-2 was not to be met, and is", "Ordinul nr. 44"),
        ),
        (
            grade(json!({ "grade": "grade-2", "validUntil": "2031-01-10" })),
            (
                "grades/0/validUntil",
                "2031-01-10",
                "2031-01-09",
                "grade-2 was to be met until 2031-01-10, and is until 2031-01-09",
                "Ordinul nr. 44",
            ),
        ),
        (
            grade(json!({ "grade": "grade-2", "met": ["few", "many"] })),
            (
                "grades/0/met/1",
                "met",
                "unmet",
                "many was to be met, and is not: 8 of 40",
                "Ordinul nr. 9, pct. 3",
            ),
        ),
        (
            grade(json!({ "grade": "grade-2", "unmet": ["either"] })),
            (
                "grades/0/unmet/0",
                "unmet",
                "met",
                "either was not to be met, and is: 1 of 1",
                "Ordinul nr. 9, pct. 3",
            ),
        ),
        (
            grade(json!({ "grade": "grade-1", "met": ["held"] })),
            ("grades/0/met/0", "met", "unmet", "held was to be met, and is not", "Ordinul nr. 44"),
        ),
        (
            obligation("unmet", Value::Null),
            (
                "obligations/0/outcome",
                "unmet",
                "notYetDue",
                "of initial, unmet was to come out, and notYetDue does",
                "Ordinul nr. 44",
            ),
        ),
        (
            obligation("notYetDue", json!("2026-06-30")),
            (
                "obligations/0/due",
                "2026-06-30",
                "2026-07-01",
                "initial was to be due on 2026-06-30, and is on 2026-07-01",
                "Ordinul nr. 44",
            ),
        ),
        (
            json!({ "supplement": { "due": true } }),
            (
                "supplement/due",
                "true",
                "false",
                "the supplement was to be due, and is not: expired",
                "Ordinul nr. 44",
            ),
        ),
        (
            json!({ "supplement": { "due": false, "reason": "revoked" } }),
            (
                "supplement/reason",
                "revoked",
                "expired",
                "the reason of the supplement was to be revoked, and is expired",
                "Ordinul nr. 44",
            ),
        ),
    ];
    for (given, (at, expected, actual, said, act)) in table {
        let words = format!("example \"exemplu\" (/examples/0/expected/{at}): {said} (legal basis: {act})");
        let told = (at.to_owned(), expected.to_owned(), actual.to_owned(), words);
        assert_eq!(run(given.clone()), Some(told), "{given}");
    }
}
