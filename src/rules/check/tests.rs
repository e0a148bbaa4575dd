use serde_json::{Value, json};

use super::super::record::KnownProgramme;
use super::*;
use crate::values::ProgrammeId;

fn catalogue() -> Catalogue {
    let old = ProgrammeId::new();
    let programme = |id, code: &str, stands_for| KnownProgramme {
        id,
        code: code.parse().expect("a code"),
        domain: "protection".parse().expect("a domain"),
        hours: None,
        credits: None,
        stands_for,
    };
    let programmes = vec![
        programme(old, "CFP-001", None),
        programme(ProgrammeId::new(), "CFP-002", Some(old)),
        programme(ProgrammeId::new(), "CFP-003", None),
    ];
    let grades = [("grade-3", 1), ("grade-2", 2), ("grade-1", 3), ("superior", 4)];
    Catalogue::new(programmes, grades.map(|(grade, rank)| (grade.parse().expect("a grade"), rank)))
}

fn rules(grades: &Value, obligations: &Value) -> Rules {
    let mut faults = Faults::default();
    let document = json!({ "grades": grades, "obligations": obligations });
    crate::rules::read(&document, &mut faults).unwrap_or_else(|| panic!("{faults:?}"))
}

/// Grades with a requirement each.
fn grades(of: &[(&str, Value)]) -> Value {
    of.iter().map(|(grade, requirement)| json!({ "grade": grade, "requirement": requirement })).collect()
}

/// The places of the faults of grades.
fn faults(of: &[(&str, Value)]) -> Vec<String> {
    let mut faults = Faults::default();
    check(&rules(&grades(of), &Value::Null), &catalogue(), &mut faults);
    faults.0.into_keys().collect()
}

fn free() -> Value {
    json!({ "id": "free", "kind": "noActiveSuspension" })
}

fn holds(grade: &str) -> Value {
    json!({ "id": format!("holds-{grade}"), "kind": "holdsGrade", "grade": grade })
}

#[test]
fn grades_are_on_the_ladder_in_its_order_each_once() {
    for (order, at) in [
        (&["grade-3", "grade-2", "superior"] as &[_], &[] as &[&str]),
        (&["grade-2", "grade-3"], &["/grades/1/grade"]),
        (&["grade-3", "grade-3"], &["/grades/1/grade"]),
        (&["grade-3", "gold", "grade-2"], &["/grades/1/grade"]),
        (&["grade-1", "grade-3", "grade-2"], &["/grades/1/grade", "/grades/2/grade"]),
    ] {
        let given: Vec<_> = order.iter().map(|grade| (*grade, free())).collect();
        assert_eq!(faults(&given), at, "{order:?}");
    }
}

#[test]
fn what_a_requirement_names_exists() {
    let of = json!({ "id": "all", "kind": "allOf", "of": [
        { "id": "r-a", "kind": "trainingHours", "hours": "8", "domains": ["protection", "foster_care"] },
        { "id": "r-b", "kind": "credits", "credits": "8", "domains": ["foster_care"] },
        { "id": "r-c", "kind": "programmes", "codes": ["CFP-001", "CFP-009"] },
        { "id": "r-d", "kind": "holdsGrade", "grade": "gold" },
    ] });
    let at = "/grades/0/requirement/of";
    let expected =
        ["0/domains/1", "1/domains/0", "2/codes/1", "3/grade"].map(|place| format!("{at}/{place}"));
    assert_eq!(faults(&[("grade-3", of)]), expected);
}

#[test]
fn bounds_do_not_contradict_each_other() {
    let leaf = |codes: Value, count: i32| {
        json!({
            "id": "r-a", "kind": "programmes", "codes": codes, "count": count
        })
    };
    assert!(faults(&[("grade-3", leaf(json!(["CFP-001", "CFP-002"]), 2))]).is_empty());
    assert_eq!(
        faults(&[("grade-3", leaf(json!(["CFP-001", "CFP-002"]), 3))]),
        ["/grades/0/requirement/count"]
    );
    let group = |count: i32| json!({ "id": "r-a", "kind": "atLeast", "count": count, "of": [free()] });
    assert!(faults(&[("grade-3", group(1))]).is_empty());
    assert_eq!(faults(&[("grade-3", group(2))]), ["/grades/0/requirement/count"]);
    for (within, period, sound) in [
        (json!(12), "quarter", true),
        (json!(12), "month", true),
        (json!(8), "quarter", false),
        (json!(3), "halfYear", false),
        (json!(null), "month", false),
    ] {
        let asked = json!({
            "id": "r-a", "kind": "supervisionSessions", "sessions": 1, "withinMonths": within,
            "oneInEach": period
        });
        let expected: &[&str] = if sound { &[] } else { &["/grades/0/requirement/withinMonths"] };
        assert_eq!(faults(&[("grade-3", asked)]), expected, "{within} {period}");
    }
}

#[test]
fn an_id_names_one_requirement_of_a_grade_and_one_of_all_obligations() {
    let twice = json!({ "id": "free", "kind": "allOf", "of": [free()] });
    assert_eq!(faults(&[("grade-3", twice), ("grade-2", free())]), ["/grades/0/requirement/of/0/id"]);
    let obligations = json!([{ "requirement": free() }, { "requirement": free() }]);
    let mut faults = Faults::default();
    check(&rules(&grades(&[("grade-3", free())]), &obligations), &catalogue(), &mut faults);
    assert_eq!(faults.0.keys().collect::<Vec<_>>(), ["/obligations/1/requirement/id"]);
}

#[test]
fn grades_that_ask_for_each_other_are_reached_by_nobody() {
    let group = |kind: &str, of: &[Value]| json!({ "id": "group", "kind": kind, "of": of });
    let at = |index: usize| format!("/grades/{index}/requirement/grade");
    let inner = |index: usize, of: usize| format!("/grades/{index}/requirement/of/{of}/grade");
    assert_eq!(faults(&[("grade-3", holds("grade-3"))]), [at(0)], "itself");
    assert_eq!(
        faults(&[("grade-3", holds("grade-2")), ("grade-2", holds("grade-3"))]),
        [at(0), at(1)],
        "each other"
    );
    let ladder = [("grade-3", free()), ("grade-2", holds("grade-3")), ("grade-1", holds("grade-2"))];
    assert!(faults(&ladder).is_empty(), "a ladder is no circle");
    let three = [("grade-3", holds("grade-1")), ("grade-2", holds("grade-3")), ("grade-1", holds("grade-2"))];
    assert_eq!(faults(&three), [at(0), at(1), at(2)], "by way of others");
    // A grade behind a circle is not of it: mending the circle mends this.
    let behind = [("grade-3", holds("grade-3")), ("grade-2", holds("grade-3"))];
    assert_eq!(faults(&behind), [at(0)]);
    // Another way leads out; if all ways lead back, none does.
    let out = [("grade-3", group("anyOf", &[holds("grade-2"), free()])), ("grade-2", holds("grade-3"))];
    assert!(faults(&out).is_empty());
    let back = [
        ("grade-3", group("anyOf", &[holds("grade-2"), holds("grade-1")])),
        ("grade-2", holds("grade-3")),
        ("grade-1", holds("grade-3")),
    ];
    assert_eq!(faults(&back), [inner(0, 0), inner(0, 1), at(1), at(2)]);
    let two_of_three = json!({
        "id": "group", "kind": "atLeast", "count": 2, "of": [holds("grade-2"), holds("grade-1"), free()]
    });
    let needed = [("grade-3", two_of_three), ("grade-2", holds("grade-3")), ("grade-1", free())];
    assert!(faults(&needed).is_empty(), "grade-1 and the other are enough");
    // A grade that the rule set says nothing of may be held already.
    assert!(faults(&[("grade-3", holds("superior"))]).is_empty());
}

#[test]
fn a_retired_programme_is_named_unless_enough_others_or_one_that_stands_for_it_are_taught() {
    let retired = |codes: Value, count: Value, taught: &[&str]| {
        let rules = rules(
            &grades(&[(
                "grade-3",
                json!({ "id": "r-a", "kind": "programmes", "codes": codes, "count": count }),
            )]),
            &Value::Null,
        );
        let mut faults = Faults::default();
        check_taught(&rules, &catalogue(), &|code| taught.contains(&code.as_str()), &mut faults);
        faults.0.into_keys().collect::<Vec<_>>()
    };
    let at = |index: usize| format!("/grades/0/requirement/codes/{index}");
    let none: [String; 0] = [];
    assert_eq!(retired(json!(["CFP-001", "CFP-003"]), Value::Null, &["CFP-001", "CFP-003"]), none);
    assert_eq!(retired(json!(["CFP-001", "CFP-003"]), Value::Null, &["CFP-001"]), [at(1)]);
    assert_eq!(retired(json!(["CFP-001", "CFP-003"]), json!(1), &["CFP-001"]), none);
    assert_eq!(retired(json!(["CFP-001", "CFP-003"]), json!(1), &[]), [at(0), at(1)]);
    assert_eq!(retired(json!(["CFP-001"]), Value::Null, &["CFP-002"]), none, "CFP-002 stands for it");
    assert_eq!(
        retired(json!(["CFP-002"]), Value::Null, &["CFP-001"]),
        [at(0)],
        "and not the other way round"
    );
}

#[test]
fn a_fault_names_the_act_of_the_innermost_that_has_one() {
    let unknown = |id: &str| json!({ "id": id, "kind": "programmes", "codes": ["CFP-009"] });
    let mut own = unknown("own");
    own["legalBasis"] = json!({ "act": "Ordinul nr. 9", "article": "pct. 3" });
    let of = json!([own, unknown("inherits")]);
    let grades = json!([
        {
            "grade": "grade-3", "legalBasis": { "act": "Ordinul nr. 44", "day": "2026-11-20" },
            "requirement": { "id": "all", "kind": "allOf", "of": of }
        },
        { "grade": "grade-2", "requirement": unknown("bare") }
    ]);
    let rules = rules(&grades, &Value::Null);
    let (mut named, mut retired) = (Faults::default(), Faults::default());
    check(&rules, &catalogue(), &mut named);
    check_taught(&rules, &catalogue(), &|_| false, &mut retired);
    for faults in [named, retired] {
        let acts = faults.0.into_iter().map(|(at, all)| (at, all[0].act().map(|act| act.en.clone())));
        let said = |act: &str| Some(act.to_owned());
        let expected = [
            ("/grades/0/requirement/of/0/codes/0", said("Ordinul nr. 9, pct. 3")),
            ("/grades/0/requirement/of/1/codes/0", said("Ordinul nr. 44 of 2026-11-20")),
            ("/grades/1/requirement/codes/0", None),
        ];
        assert_eq!(acts.collect::<Vec<_>>(), expected.map(|(at, act)| (at.to_owned(), act)));
    }
}
