use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::rules::language::LeastResult;

/// A rule set with every field of every form.
fn whole_language() -> Value {
    let leaves = json!([
        { "id": "hours", "kind": "trainingHours", "hours": "60", "withinMonths": 60,
          "domains": ["protection"], "providerKinds": ["university", "ngo"], "capPerProgramme": "24.5",
          "minimumResult": "passed" },
        {
            "id": "credits", "kind": "credits", "credits": "7.5", "withinMonths": 36,
            "domains": ["protection"]
        },
        {
            "id": "programmes", "kind": "programmes", "codes": ["CFP-001", "CFP-002"], "count": 1,
            "withinMonths": 12, "minimumResult": "passed"
        },
        {
            "id": "supervised", "kind": "supervisionHours", "hours": "12", "withinMonths": 12,
            "sessionKind": "group"
        },
        {
            "id": "sessions", "kind": "supervisionSessions", "sessions": 4, "withinMonths": 12,
            "sessionKind": "individual", "oneInEach": "quarter"
        },
        { "id": "tenure", "kind": "tenure", "months": 36, "posts": ["asistent-social"], "gapMonths": 3 },
        { "id": "held", "kind": "holdsGrade", "grade": "grade-2", "forMonths": 24 },
        {
            "id": "free", "kind": "noActiveSuspension",
            "legalBasis": { "act": "Ordinul nr. 9", "article": "anexa 2", "day": "2024-02-29" }
        }
    ]);
    let some = json!({ "id": "some", "kind": "atLeast", "count": 2, "of": leaves });
    let any = json!({ "id": "any", "kind": "anyOf", "of": [some] });
    let grades = json!([
        {
            "grade": "grade-2", "validityMonths": 60, "supplement": { "percent": "10.00" },
            "requirement": { "id": "all", "kind": "allOf", "of": [any] }
        },
        {
            "grade": "grade-1", "supplement": { "lei": "1500.00" }, "legalBasis": { "act": "Ordinul nr. 44" },
            "requirement": { "id": "free", "kind": "noActiveSuspension" }
        }
    ]);
    let obligations = json!([
        {
            "posts": ["asistent-social"], "monthsAfterHire": 6,
            "legalBasis": { "act": "Regulament", "day": "2024-02-29", "versionOf": "2026-01-01" },
            "requirement": { "id": "initial", "kind": "trainingHours", "hours": "40" }
        }
    ]);
    let payable = json!({ "employed": true, "notSuspended": true, "posts": ["asistent-social"] });
    json!({
        "grades": grades, "obligations": obligations, "payableWhile": payable,
        "applicationsUnderWay": "better"
    })
}

fn faults(grades: &Value, obligations: &Value) -> Vec<(String, String)> {
    let mut faults = Faults::default();
    let rules = read(&json!({ "grades": grades, "obligations": obligations }), &mut faults);
    assert_eq!(rules.is_none(), !faults.0.is_empty(), "rules or faults, never both or neither");
    faults
        .0
        .into_iter()
        .flat_map(|(at, all)| all.into_iter().map(move |one| (at.clone(), one.to_string())))
        .collect()
}

/// The faults of one grade's requirement, by their place in it.
fn of_requirement(requirement: &Value) -> Vec<(String, String)> {
    let all = faults(&json!([{ "grade": "grade-2", "requirement": requirement }]), &Value::Null);
    all.into_iter().map(|(at, said)| (at.replace("/grades/0/requirement", ""), said)).collect()
}

fn places(requirement: &Value) -> Vec<String> {
    of_requirement(requirement).into_iter().map(|(at, _)| at).collect()
}

#[test]
fn the_whole_language_is_read_and_written_as_it_was() {
    let whole = whole_language();
    let rules = read(&whole, &mut Faults::default()).expect("rules");
    assert_eq!(serde_json::to_value(&rules).expect("JSON"), whole);
}

#[test]
fn conditions_of_pay_are_read_and_their_faults_named_at_once() {
    let grades = json!([
        { "grade": "grade-2", "requirement": { "id": "free", "kind": "noActiveSuspension" } }
    ]);
    let of = |payable: Value| {
        let mut faults = Faults::default();
        let rules = read(&json!({ "grades": grades, "payableWhile": payable }), &mut faults);
        (rules.map(|rules| rules.payable_while), faults.0.into_keys().collect::<Vec<_>>())
    };
    let employed = PayableWhile::default();
    for given in [json!(null), json!({}), json!({ "employed": null, "posts": [] })] {
        assert_eq!(of(given.clone()), (Some(employed.clone()), vec![]), "{given}");
    }
    let free = json!({ "employed": false, "notSuspended": true });
    assert_eq!(of(free).0, Some(PayableWhile { employed: false, not_suspended: true, posts: vec![] }));
    for (given, places) in [
        (json!("employed"), vec!["/payableWhile"]),
        (
            json!({
                "employed": "yes", "notSuspended": 1, "posts": ["Psiholog", "psiholog", "psiholog"], "sex": 1
            }),
            vec![
                "/payableWhile/employed",
                "/payableWhile/notSuspended",
                "/payableWhile/posts/0",
                "/payableWhile/posts/2",
                "/payableWhile/sex",
            ],
        ),
        (json!({ "employed": false, "posts": ["psiholog"] }), vec!["/payableWhile/employed"]),
    ] {
        assert_eq!(of(given.clone()), (None, places.iter().map(|at| (*at).to_owned()).collect()), "{given}");
    }
}

#[test]
fn what_is_left_out_or_null_has_its_default() {
    let all = json!({ "id": "all", "kind": "allOf", "of": [
        {
            "id": "hours", "kind": "trainingHours", "hours": "60", "withinMonths": null, "domains": null,
            "minimumResult": null
        },
        { "id": "tenure", "kind": "tenure", "months": 36 },
        { "id": "held", "kind": "holdsGrade", "grade": "grade-2" }
    ] });
    let bare = json!([
        { "grade": "grade-2", "validityMonths": null, "supplement": null, "requirement": all }
    ]);
    let rules = read(&json!({ "grades": bare }), &mut Faults::default()).expect("rules");
    assert_eq!(rules.payable_while, PayableWhile::default());
    let rule = &rules.grades[0];
    assert_eq!((rule.validity_months, rule.supplement, rules.obligations.len()), (None, None, 0));
    let Some((3, [hours, tenure, held])) = rule.requirement.demand.group() else { panic!("three of three") };
    let Demand::TrainingHours(hours) = &hours.demand else { panic!("hours") };
    assert!(hours.within_months.is_none() && hours.domains.is_empty() && hours.cap_per_programme.is_none());
    assert_eq!(hours.minimum_result, LeastResult::Attended);
    assert!(
        matches!(&tenure.demand, Demand::Tenure(tenure) if tenure.gap_months == 0 && tenure.posts.is_empty())
    );
    assert!(matches!(&held.demand, Demand::HoldsGrade(held) if held.for_months == 0));
}

#[test]
fn a_kind_that_is_not_known_is_refused_by_name_with_the_known_ones() {
    let said = of_requirement(&json!({ "id": "r-a", "kind": "trainingDays", "days": 5 }));
    let [(at, said)] = &said[..] else { panic!("{said:?}") };
    assert_eq!(at, "/kind");
    assert!(said.starts_with("trainingDays is not a kind of requirement"), "{said}");
    assert!(RequirementKind::ALL.iter().all(|kind| said.contains(kind.as_str())), "{said}");
    let of_a_person = of_requirement(&json!({ "id": "r-a", "kind": "of 2000000000004" }));
    assert!(!of_a_person[0].1.contains("2000000000004"), "{of_a_person:?}");
    let endless = of_requirement(&json!({ "id": "r-a", "kind": "k".repeat(100_000) }));
    assert!(endless[0].1.len() < 500, "a caller's own text is not said back at length");
    for kind in [json!(null), json!(5), json!(""), json!([])] {
        assert_eq!(places(&json!({ "id": "r-a", "kind": kind })), ["/kind"], "{kind}");
    }
    assert_eq!(places(&json!({ "id": "r-a" })), ["/kind"]);
}

#[test]
fn each_fault_has_its_place() {
    let hours = |field: &str, value: Value| {
        let mut leaf = json!({ "id": "r-a", "kind": "trainingHours", "hours": "8" });
        leaf[field] = value;
        places(&leaf)
    };
    for (field, value) in [
        ("hours", json!("-3")),
        ("hours", json!(-3)),
        ("hours", json!("0")),
        ("hours", json!("2000.01")),
        ("hours", json!("1e3")),
        ("hours", json!(null)),
        ("withinMonths", json!(0)),
        ("withinMonths", json!(601)),
        ("withinMonths", json!(-12)),
        ("withinMonths", json!(12.5)),
        ("withinMonths", json!("12")),
        ("withinMonths", json!(4_294_967_308_i64)),
        ("domains", json!("protection")),
        ("domains", json!(vec!["protection"; 101])),
        ("providerKinds", json!(vec!["ngo"; 7])),
        ("capPerProgramme", json!("-1")),
        ("minimumResult", json!("failed")),
        ("id", json!("Not a code")),
        ("unheardOf", json!(null)),
        ("of", json!([])),
    ] {
        assert_eq!(hours(field, value.clone()), [format!("/{field}")], "{field} {value}");
    }
    for (field, value, item) in [
        ("domains", json!(["protection", "Foster"]), 1),
        ("domains", json!(["protection", "ethics", "protection"]), 2),
        ("providerKinds", json!(["shop"]), 0),
        ("providerKinds", json!(["ngo", "ngo"]), 1),
    ] {
        assert_eq!(hours(field, value.clone()), [format!("/{field}/{item}")], "{field} {value}");
    }
    for (leaf, at) in [
        (json!({ "id": "r-a", "kind": "credits", "credits": "300.01" }), "/credits"),
        (json!({ "id": "r-a", "kind": "programmes" }), "/codes"),
        (json!({ "id": "r-a", "kind": "programmes", "codes": [] }), "/codes"),
        (json!({ "id": "r-a", "kind": "programmes", "codes": ["CFP-001"], "count": 0 }), "/count"),
        (json!({ "id": "r-a", "kind": "programmes", "codes": ["CFP-001", "CFP-001"] }), "/codes/1"),
        (json!({ "id": "r-a", "kind": "programmes", "codes": ["cfp"] }), "/codes/0"),
        (json!({ "id": "r-a", "kind": "supervisionHours" }), "/hours"),
        (
            json!({ "id": "r-a", "kind": "supervisionHours", "hours": "1", "sessionKind": "pair" }),
            "/sessionKind",
        ),
        (json!({ "id": "r-a", "kind": "supervisionSessions", "sessions": 1001 }), "/sessions"),
        (
            json!({ "id": "r-a", "kind": "supervisionSessions", "sessions": 1, "oneInEach": "week" }),
            "/oneInEach",
        ),
        (json!({ "id": "r-a", "kind": "tenure", "months": 0 }), "/months"),
        (json!({ "id": "r-a", "kind": "tenure", "months": 1, "gapMonths": 121 }), "/gapMonths"),
        (json!({ "id": "r-a", "kind": "holdsGrade", "grade": "Grade" }), "/grade"),
        (json!({ "id": "r-a", "kind": "holdsGrade", "grade": "grade-2", "forMonths": -1 }), "/forMonths"),
        (json!({ "id": "r-a", "kind": "noActiveSuspension", "months": 5 }), "/months"),
        (json!({ "id": "r-a", "kind": "allOf" }), "/of"),
        (json!({ "id": "r-a", "kind": "anyOf", "of": [] }), "/of"),
        (json!({ "id": "r-a", "kind": "allOf", "of": [5] }), "/of/0"),
        (
            json!({ "id": "r-a", "kind": "atLeast", "of": [{ "id": "r-b", "kind": "noActiveSuspension" }] }),
            "/count",
        ),
        (json!({ "id": "r-a", "kind": "noActiveSuspension", "a/b~c": 5 }), "/a~1b~0c"),
        (json!({ "kind": "noActiveSuspension" }), "/id"),
        (json!("all"), ""),
    ] {
        assert_eq!(places(&leaf), [at], "{leaf}");
    }
}

#[test]
fn each_fault_of_grades_and_obligations_has_its_place() {
    let free = json!({ "id": "free", "kind": "noActiveSuspension" });
    for (grade, at) in [
        (
            json!({ "grade": "grade-2", "requirement": free, "supplement": { "percent": "1000" } }),
            "/grades/0/supplement/percent",
        ),
        (
            json!({ "grade": "grade-2", "requirement": free, "supplement": { "lei": "1000000.01" } }),
            "/grades/0/supplement/lei",
        ),
        (
            json!({ "grade": "grade-2", "requirement": free, "supplement": { "percent": "1", "lei": "1" } }),
            "/grades/0/supplement",
        ),
        (json!({ "grade": "grade-2", "requirement": free, "supplement": {} }), "/grades/0/supplement"),
        (json!({ "grade": "grade-2", "requirement": free, "supplement": "10" }), "/grades/0/supplement"),
        (json!({ "grade": "grade-2", "requirement": free, "validityMonths": 0 }), "/grades/0/validityMonths"),
        (
            json!({ "grade": "grade-2", "requirement": free, "validityMonths": 601 }),
            "/grades/0/validityMonths",
        ),
        (json!({ "grade": "grade-2", "requirement": free, "rank": 1 }), "/grades/0/rank"),
        (json!({ "grade": "grade-2" }), "/grades/0/requirement"),
        (json!({ "grade": "grade-2", "requirement": null }), "/grades/0/requirement"),
        (json!({ "requirement": free }), "/grades/0/grade"),
        (json!(null), "/grades/0"),
    ] {
        let said: Vec<_> = faults(&json!([grade]), &Value::Null).into_iter().map(|(at, _)| at).collect();
        assert_eq!(said, [at], "{grade}");
    }
    let grades = json!([{ "grade": "grade-2", "requirement": free }]);
    for (obligation, at) in [
        (json!({ "requirement": free, "posts": ["Post"] }), "/obligations/0/posts/0"),
        (json!({ "requirement": free, "posts": ["post", "post"] }), "/obligations/0/posts/1"),
        (json!({ "requirement": free, "monthsAfterHire": 0 }), "/obligations/0/monthsAfterHire"),
        (json!({ "requirement": free, "months": 1 }), "/obligations/0/months"),
        (json!({ "posts": [] }), "/obligations/0/requirement"),
    ] {
        let said: Vec<_> = faults(&grades, &json!([obligation])).into_iter().map(|(at, _)| at).collect();
        assert_eq!(said, [at], "{obligation}");
    }
    for (given, at) in [
        (json!([]), "/grades"),
        (json!({}), "/grades"),
        (json!(null), "/grades"),
        (json!(vec![grades[0].clone(); 21]), "/grades"),
    ] {
        assert_eq!(faults(&given, &Value::Null)[0].0, at, "{given}");
    }
    assert_eq!(faults(&grades, &json!("none"))[0].0, "/obligations");
}

#[test]
fn all_faults_are_named_at_once() {
    let all = json!({ "id": "r-a", "kind": "allOf", "of": [
        { "id": "r-b", "kind": "trainingHours", "hours": "-3", "withinMonths": 0 },
        { "id": "r-c", "kind": "unheardOf" },
        { "id": "r-d", "kind": "credits", "credits": "1", "extra": 1 }
    ] });
    let grades = json!([
        { "grade": "Grade", "supplement": { "percent": "1000" }, "requirement": all },
        { "grade": "grade-1" }
    ]);
    let obligations = json!([{ "monthsAfterHire": -1, "requirement": { "id": "r-e", "kind": "tenure" } }]);
    let at: Vec<_> = faults(&grades, &obligations).into_iter().map(|(at, _)| at).collect();
    let expected = [
        "/grades/0/grade",
        "/grades/0/requirement/of/0/hours",
        "/grades/0/requirement/of/0/withinMonths",
        "/grades/0/requirement/of/1/kind",
        "/grades/0/requirement/of/2/extra",
        "/grades/0/supplement/percent",
        "/grades/1/requirement",
        "/obligations/0/monthsAfterHire",
        "/obligations/0/requirement/months",
    ];
    assert_eq!(at, expected);
}

#[test]
fn ten_thousand_requirements_are_refused_once() {
    let leaf = json!({ "id": "r-a", "kind": "noActiveSuspension" });
    let hundred = json!({ "id": "r-a", "kind": "allOf", "of": vec![leaf; 100] });
    let ten_thousand = json!({ "id": "r-a", "kind": "allOf", "of": vec![hundred.clone(); 100] });
    let said = of_requirement(&ten_thousand);
    assert_eq!(said, [("/grades".to_owned(), "expected at most 500 requirements in a rule set".to_owned())]);
    let wide = json!({
        "id": "r-a", "kind": "allOf",
        "of": vec![json!({ "id": "r-a", "kind": "noActiveSuspension" }); 10_000]
    });
    assert_eq!(of_requirement(&wide), [("/of".to_owned(), "expected a list of 1 to 100".to_owned())]);
    // Up to the bound all are read: 4 groups of 100 and one of 95, and the groups themselves.
    let mut of = vec![hundred; 4];
    of.push(json!({
        "id": "r-a", "kind": "allOf",
        "of": vec![json!({ "id": "r-a", "kind": "noActiveSuspension" }); 94]
    }));
    assert_eq!(of_requirement(&json!({ "id": "r-a", "kind": "allOf", "of": of.clone() })), []);
    of.push(json!({ "id": "r-a", "kind": "noActiveSuspension" }));
    assert_eq!(places(&json!({ "id": "r-a", "kind": "allOf", "of": of })), ["/grades"]);
}

#[test]
fn two_hundred_levels_are_refused_at_the_first_that_is_too_deep() {
    let nested = |levels: usize| {
        let free = json!({ "id": "r-a", "kind": "noActiveSuspension" });
        (1..levels).fold(free, |inner, _| json!({ "id": "r-a", "kind": "allOf", "of": [inner] }))
    };
    assert_eq!(of_requirement(&nested(DEEPEST)), []);
    for levels in [DEEPEST + 1, 200] {
        let said = of_requirement(&nested(levels));
        assert_eq!(
            said,
            [("/of/0".repeat(DEEPEST), "expected requirements at most 12 deep".to_owned())],
            "{levels} levels"
        );
    }
}

/// Any JSON, that often has the words of the language in it.
fn json_like() -> impl Strategy<Value = Value> {
    let word = prop::sample::select(
        [
            "id",
            "kind",
            "of",
            "count",
            "hours",
            "withinMonths",
            "domains",
            "providerKinds",
            "capPerProgramme",
            "minimumResult",
            "credits",
            "codes",
            "sessions",
            "sessionKind",
            "oneInEach",
            "months",
            "posts",
            "gapMonths",
            "grade",
            "forMonths",
            "requirement",
            "supplement",
            "percent",
            "lei",
            "validityMonths",
            "monthsAfterHire",
            "allOf",
            "anyOf",
            "atLeast",
            "trainingHours",
            "programmes",
            "supervisionHours",
            "supervisionSessions",
            "tenure",
            "holdsGrade",
            "noActiveSuspension",
            "8",
            "CFP-001",
            "grade-2",
            "quarter",
        ]
        .map(str::to_owned)
        .to_vec(),
    );
    let leaf = prop_oneof![
        word.clone().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (1..20_i32).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        Just(Value::Null),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Every place of a document.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| pointers(item, &format!("{at}/{index}"), all));
        }
        Value::Object(fields) => {
            fields.iter().for_each(|(name, item)| pointers(item, &format!("{at}/{name}"), all));
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn reading_anything_never_panics(grades in json_like(), other in json_like()) {
        let mut faults = Faults::default();
        let whole = json!({
            "grades": grades, "obligations": other, "payableWhile": other, "applicationsUnderWay": other
        });
        let rules = read(&whole, &mut faults);
        prop_assert_eq!(rules.is_none(), !faults.0.is_empty());
    }

    /// One thing of a good rule set is replaced by anything: either it is still one, and is written as it is
    /// read, or there is a fault at the place, or within what holds it.
    #[test]
    fn a_spoilt_rule_set_is_refused_near_where_it_was_spoilt(
        at in any::<prop::sample::Index>(), spoilt in json_like()
    ) {
        let mut whole = whole_language();
        let mut places = Vec::new();
        pointers(&whole, "", &mut places);
        let place = at.get(&places[1..]).clone();
        *whole.pointer_mut(&place).expect("a place") = spoilt;
        let mut faults = Faults::default();
        match read(&whole, &mut faults) {
            Some(rules) => {
                let written = serde_json::to_value(&rules).expect("JSON");
                prop_assert_eq!(read(&written, &mut Faults::default()), Some(rules));
            }
            None => {
                let parent = place.rsplit_once('/').map_or("", |(parent, _)| parent);
                prop_assert!(
                    faults.0.keys().all(|fault| fault.starts_with(parent) || fault == "/grades"),
                    "{faults:?} for {place}"
                );
            }
        }
    }
}
