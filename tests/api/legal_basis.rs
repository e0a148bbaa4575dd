//! The act that a grade, an obligation or a requirement stands on: named once, inherited downwards, and shown
//! wherever one of them is explained or refused.

use registry::call::Role;
use serde_json::{Value, json};

use crate::fixtures::{Scene, text};
use crate::service::TODAY;
use crate::simulations::simulated;
use crate::status::{PATH, awarded, completed, grades, status};

const RULE_SETS: &str = "/api/v1/rule-sets";
const OWN: &str = "Ordinul-cadru nr. 1";

fn act(act: &str, article: &str, day: &str) -> Value {
    json!({ "act": act, "article": article, "day": day })
}

/// Rules of which parts stand on acts of their own, and parts on what is around them.
fn rules(from: &str) -> Value {
    let hours = |id: &str| json!({ "id": id, "kind": "trainingHours", "hours": "60", "withinMonths": 60 });
    let mut own = hours("own");
    own["legalBasis"] = act("Hotărârea nr. 7", "pct. 3", "2024-02-29");
    let group = json!({
        "id": "group", "kind": "anyOf", "legalBasis": act("Ordinul nr. 9", "anexa 2", "2025-05-05"),
        "of": [own, hours("inner")]
    });
    let all = json!({ "id": "all", "kind": "allOf", "of": [group, hours("plain")] });
    let free = json!({ "id": "free", "kind": "noActiveSuspension" });
    json!({
        "code": "law-rules", "nameRo": "Reguli", "effectiveFrom": from, "legalBasis": OWN,
        "grades": [
            {
                "grade": "grade-2", "supplement": { "percent": "10" }, "requirement": all,
                "legalBasis": act("Ordinul nr. 44", "pct. 12", "2026-01-15")
            },
            { "grade": "grade-1", "supplement": { "percent": "20" }, "requirement": free }
        ],
        "obligations": [
            {
                "legalBasis": { "act": "Regulamentul nr. 5", "day": "2020-03-01", "versionOf": "2025-01-01" },
                "requirement": { "id": "yearly", "kind": "trainingHours", "hours": "20", "withinMonths": 12 }
            },
            { "requirement": { "id": "bare", "kind": "noActiveSuspension" } }
        ]
    })
}

/// The first text of a list.
fn first(list: &Value) -> &str {
    list[0].as_str().expect("a text")
}

/// A worker with a little training, and these rules in force.
async fn scene() -> (Scene, [String; 2]) {
    let scene = Scene::start().await;
    let grades = grades(&scene).await;
    scene.publish(rules("2020-01-01")).await;
    completed(&scene, "2026-05-05", "24").await;
    (scene, grades)
}

/// The acts of a requirement and of all inside it, by their ids.
fn acts(one: &Value, all: &mut Vec<(String, Value)>) {
    all.push((text(one, "id").to_owned(), one["legalBasis"].clone()));
    for inner in one["of"].as_array().into_iter().flatten() {
        acts(inner, all);
    }
}

fn expected() -> Vec<(String, Value)> {
    let grade = act("Ordinul nr. 44", "pct. 12", "2026-01-15");
    let of = [
        ("group", act("Ordinul nr. 9", "anexa 2", "2025-05-05")),
        ("own", act("Hotărârea nr. 7", "pct. 3", "2024-02-29")),
        ("inner", act("Ordinul nr. 9", "anexa 2", "2025-05-05")),
        ("plain", grade),
    ];
    of.map(|(id, act)| (id.to_owned(), act)).to_vec()
}

#[actix_web::test]
async fn a_status_names_the_act_of_each_requirement_and_the_short_form_none() {
    let (scene, awards) = scene().await;
    let found = status(&scene, TODAY, None).await;
    let eligibility = &found["eligibility"];
    assert_eq!(eligibility["legalBasis"], act("Ordinul nr. 44", "pct. 12", "2026-01-15"));
    assert_eq!(eligibility["ruleSet"]["legalBasis"], OWN);
    let mut told = Vec::new();
    for one in eligibility["requirements"].as_array().expect("requirements") {
        acts(one, &mut told);
    }
    assert_eq!(told, expected());
    let obligations = found["obligations"].as_array().expect("obligations");
    let regulation = json!({ "act": "Regulamentul nr. 5", "day": "2020-03-01", "versionOf": "2025-01-01" });
    assert_eq!(obligations[0]["legalBasis"], regulation);
    assert_eq!(obligations[1]["legalBasis"], json!({ "act": OWN }));

    // A grade without an act of its own stands on the rule set's.
    let query =
        json!({ "workers": [{ "workerId": scene.worker() }], "validAt": TODAY, "targetGrade": "grade-1" });
    let higher = scene.payroll.post(PATH, query).await.expect(200).body["results"][0]["eligibility"].clone();
    assert_eq!(higher["legalBasis"], json!({ "act": OWN }));
    assert_eq!(higher["requirements"][0]["legalBasis"], json!({ "act": OWN }));

    let query = json!({ "workers": [{ "workerId": scene.worker() }], "validAt": TODAY, "explain": false });
    let short = scene.payroll.post(PATH, query).await.expect(200);
    for kept_short in ["Ordinul nr. 44", "Hotărârea", "Regulamentul"] {
        assert!(!String::from_utf8_lossy(&short.bytes).contains(kept_short), "{kept_short}");
    }

    // A supplement names the act of the grade that brings it, beside the rule set's.
    awarded(&scene, &awards[0], "2025-03-01", Some("2026-10-31")).await;
    for (day, due) in [("2026-10-31", true), (TODAY, false)] {
        let supplement = status(&scene, day, None).await["supplement"].clone();
        assert_eq!((&supplement["due"], &supplement["legalBasis"]), (&json!(due), &json!(OWN)), "{day}");
        let grade = act("Ordinul nr. 44", "pct. 12", "2026-01-15");
        assert_eq!(supplement["gradeLegalBasis"], grade, "{day}");
    }
}

#[actix_web::test]
async fn the_way_to_a_grade_a_simulation_and_a_decision_name_it_as_well() {
    let (scene, _) = scene().await;
    let path = format!("/api/v1/workers/{}/pathway", scene.worker());
    let way = scene.registrar.get(&path).await.expect(200).body;
    assert_eq!(way["legalBasis"], act("Ordinul nr. 44", "pct. 12", "2026-01-15"));
    let left: Vec<_> =
        way["remaining"].as_array().expect("left").iter().map(|one| &one["legalBasis"]).collect();
    assert!(!left.is_empty() && left.iter().all(|basis| basis["act"].is_string()), "{way}");

    let draft = scene.registrar.post(RULE_SETS, rules("2027-01-01")).await.expect(201).id();
    let found = simulated(&scene, json!({ "ruleSetId": draft, "validAt": TODAY })).await;
    let told: Vec<_> =
        found["result"]["grades"].as_array().expect("grades").iter().map(|one| &one["legalBasis"]).collect();
    assert_eq!(told, [&act("Ordinul nr. 44", "pct. 12", "2026-01-15"), &json!({ "act": OWN })]);

    let applications = "/api/v1/attestation-applications";
    let new = json!({ "workerId": scene.worker(), "grade": "grade-2" });
    let made = scene.employer.post(applications, new).await.expect(201);
    let path = made.header("location").expect("an address").to_owned();
    let put = scene.employer.post(&format!("{path}/submissions"), json!({})).await.expect(201).body;
    let mut told = Vec::new();
    acts(&put["submission"]["explanation"], &mut told);
    let grade = ("all".to_owned(), act("Ordinul nr. 44", "pct. 12", "2026-01-15"));
    assert_eq!(told, [vec![grade], expected()].concat());

    // Granting a grade that is not met departs from that act, which is told in each language.
    let grant = json!({ "outcome": "granted", "decisionNumber": "17/2026", "decidedOn": TODAY });
    let decisions = format!("{path}/decisions");
    for (language, heading) in [
        ("ro", "(temei: Ordinul nr. 44 din 15.01.2026, pct. 12)"),
        ("en", "(legal basis: Ordinul nr. 44 of 2026-01-15, pct. 12)"),
        ("ru", "(основание: Ordinul nr. 44 от 15.01.2026, pct. 12)"),
    ] {
        let request = scene.commission.request(actix_web::http::Method::POST, &decisions);
        let request = request.insert_header(("Accept-Language", language)).set_json(&grant);
        let refused = scene.commission.send(request).await.expect_faults(&["/reason"]);
        let said = first(&refused.body["errors"]["/reason"]);
        assert!(said.ends_with(heading), "{said}");
        let params = &refused.body["faults"][0]["params"];
        assert_eq!(params["legalBasis"], "Ordinul nr. 44 of 2026-01-15, pct. 12");
    }
    // A submission under these acts is shown by them for ever.
    let refuse = json!({
        "outcome": "refused", "decisionNumber": "18/2026", "decidedOn": TODAY, "reason": "ore lipsă"
    });
    let decision = scene.commission.post(&decisions, refuse).await.expect(201).id();
    let replay = scene.commission.get(&format!("{decisions}/{decision}/replay")).await.expect(200).body;
    assert_eq!(replay, put["submission"]["explanation"]);
}

#[actix_web::test]
async fn a_refusal_about_a_grade_or_a_requirement_names_the_act() {
    let (scene, _) = scene().await;
    let asked = json!({ "workers": [{ "workerId": scene.worker() }], "targetGrade": "grade-9" });
    let refused = scene.payroll.post(PATH, asked).await.expect_faults(&["/targetGrade"]);
    let said = first(&refused.body["errors"]["/targetGrade"]).to_owned();
    assert!(said.ends_with(&format!("(legal basis: {OWN})")), "{said}");

    let mut wrong = rules("2027-01-01");
    let at = "/grades/0/requirement/of/0/of/0";
    *wrong.pointer_mut(at).expect("a requirement") = json!({
        "id": "own", "kind": "programmes", "codes": ["CFP-999"],
        "legalBasis": act("Hotărârea nr. 7", "pct. 3", "2024-02-29")
    });
    let place = format!("{at}/codes/0");
    let refused = scene.registrar.post(RULE_SETS, wrong).await.expect_faults(&[&place]);
    let said = first(&refused.body["errors"][&place]).to_owned();
    assert!(said.ends_with("(legal basis: Hotărârea nr. 7 of 2024-02-29, pct. 3)"), "{said}");
}

#[actix_web::test]
async fn every_fault_of_a_legal_basis_is_named_at_once() {
    let scene = Scene::start().await;
    grades(&scene).await;
    let registrar = scene.service.client(Role::Registrar).await;
    let mut wrong = rules("2027-01-01");
    wrong["grades"][0]["legalBasis"] = json!({ "act": "", "day": "2026-02-30", "paragraph": "2" });
    wrong["grades"][1]["legalBasis"] = json!("Ordinul nr. 44");
    wrong["grades"][0]["requirement"]["of"][0]["legalBasis"] =
        json!({ "act": "Ordinul nr. 9", "article": "x".repeat(101), "versionOf": "yesterday" });
    wrong["grades"][0]["requirement"]["of"][1]["legalBasis"] =
        json!({ "act": "Ordinul nr. 9", "day": "2026-01-02", "versionOf": "2026-01-01" });
    wrong["obligations"][0]["legalBasis"] = json!({ "article": "pct. 2", "act": "x".repeat(501) });
    wrong["obligations"][1]["requirement"]["legalBasis"] = json!({});
    let of = "/grades/0/requirement/of";
    let refused = registrar.post(RULE_SETS, wrong).await.expect_faults(&[
        "/grades/0/legalBasis/act",
        "/grades/0/legalBasis/day",
        "/grades/0/legalBasis/paragraph",
        "/grades/1/legalBasis",
        &format!("{of}/0/legalBasis/article"),
        &format!("{of}/0/legalBasis/versionOf"),
        &format!("{of}/1/legalBasis/versionOf"),
        "/obligations/0/legalBasis/act",
        "/obligations/1/requirement/legalBasis/act",
    ]);
    let early = &refused.body["errors"][format!("{of}/1/legalBasis/versionOf")][0];
    assert_eq!(*early, "expected the day of the act, 2026-01-02, or one after it");
}

#[actix_web::test]
async fn a_rule_set_is_given_back_as_it_was_written() {
    let scene = Scene::start().await;
    grades(&scene).await;
    let new = rules("2027-01-01");
    let made = scene.registrar.post(RULE_SETS, new.clone()).await.expect(201).body;
    assert_eq!(made["legalBasis"], OWN);
    for part in ["grades", "obligations"] {
        let mut written = new[part].clone();
        // Percent has one form.
        for grade in written.as_array_mut().into_iter().flatten() {
            if let Some(percent) = grade.pointer_mut("/supplement/percent") {
                *percent = json!(format!("{}.00", percent.as_str().expect("a text")));
            }
        }
        assert_eq!(made[part], written, "{part}");
    }
}
