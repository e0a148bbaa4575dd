//! Organisations: public to read, kept by registrar and ministry.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use futures_util::future;
use registry::call::Role;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::fixtures::{Scene, text};
use crate::service::{Service, new_organisation};
use crate::slips::told;

const PATH: &str = "/api/v1/organisations";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

#[actix_web::test]
async fn an_organisation_is_created_read_and_changed() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let created = registrar.post(PATH, new_organisation("1008600038413")).await.expect(201);
    let path = format!("{PATH}/{}", created.id());
    assert_eq!(created.header("location"), Some(path.as_str()));
    let changed = registrar.patch(&path, json!({ "district": "MD-CU" })).await.expect(200);
    assert_eq!((&changed.body["district"], &changed.body["name"]), (&json!("MD-CU"), &created.body["name"]));
    assert_eq!(service.get(&path).await.expect(200).body, changed.body);
}

#[actix_web::test]
async fn an_idno_is_on_the_register_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let first = registrar.post(PATH, new_organisation("1008600038413")).await.expect(201);
    let second = registrar.post(PATH, new_organisation("1008600038413")).await.expect(409);
    assert_eq!(second.body["location"], json!(format!("{PATH}/{}", first.id())));
}

#[actix_web::test]
async fn every_fault_is_named_at_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let body = json!({ "idno": "1008600038412", "kind": "castle", "district": "MD-XX", "parentId": "x", "colour": "red" });
    let answer = registrar.post(PATH, body).await.expect_faults(&[
        "/idno",
        "/name",
        "/kind",
        "/district",
        "/parentId",
        "/colour",
    ]);
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("1008600038412"));
}

#[actix_web::test]
async fn a_change_needs_the_version_that_was_read() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let path =
        format!("{PATH}/{}", registrar.post(PATH, new_organisation("1008600038413")).await.expect(201).id());
    let change = json!({ "name": "Alt nume" });
    registrar.send(registrar.request(Method::PATCH, &path).set_json(&change)).await.expect(428);
    let stale = registrar.get(&path).await.etag();
    registrar.patch(&path, change.clone()).await.expect(200);
    let late = registrar
        .request(Method::PATCH, &path)
        .insert_header(("If-Match", stale.as_str()))
        .set_json(json!({ "name": "Târziu" }));
    registrar.send(late).await.expect(412);
    let unchanged = service.send(TestRequest::get().uri(&path).insert_header(("If-None-Match", stale))).await;
    assert_eq!(unchanged.expect(200).body["name"], "Alt nume");
}

#[actix_web::test]
async fn nobody_stands_above_itself() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let above = registrar.post(PATH, new_organisation("1008600038413")).await.expect(201).id();
    let mut child = new_organisation(&service.fresh_code());
    child["parentId"] = json!(above);
    let below = registrar.post(PATH, child).await.expect(201).id();
    registrar
        .patch(&format!("{PATH}/{above}"), json!({ "parentId": below }))
        .await
        .expect_faults(&["/parentId"]);
    registrar
        .patch(&format!("{PATH}/{above}"), json!({ "parentId": above }))
        .await
        .expect_faults(&["/parentId"]);
}

#[actix_web::test]
async fn pages_join_without_gap_or_double() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for _ in 0..7 {
        registrar.post(PATH, new_organisation(&service.fresh_code())).await.expect(201);
    }
    let ids: Vec<_> = registrar
        .list(&format!("{PATH}?kind=employer"), "organisations")
        .await
        .iter()
        .map(|one| one["id"].clone())
        .collect();
    let mut distinct = ids.clone();
    distinct.dedup();
    assert_eq!((ids.len(), distinct.len()), (7, 7));
}

/// Kind, district and parent.
fn terms(organisation: &Value) -> [&Value; 3] {
    ["kind", "district", "parentId"].map(|name| &organisation[name])
}

#[actix_web::test]
async fn what_an_organisation_is_has_two_times() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let first = registrar.post(PATH, new_organisation("1008600038413")).await.expect(201);
    let path = format!("{PATH}/{}", first.id());
    let above = service.organisation(OrganisationKind::Agency, None).await;
    assert_eq!(first.body["validFrom"], Value::Null, "nobody said since when");
    service.clock.advance_seconds(60);
    registrar.patch(&path, json!({ "district": "MD-CU", "parentId": above })).await.expect(200);
    service.clock.advance_seconds(60);
    let late = json!({ "kind": "ngo", "validFrom": "2026-05-01", "reason": "statut nou din mai" });
    let now = registrar.patch(&path, late).await.expect(200).body;
    assert_eq!(terms(&now), [&json!("ngo"), &json!("MD-CU"), &json!(above)]);
    assert_eq!(now["validFrom"], "2026-11-23");

    let (first_known, second_known) = ("2026-11-23T10:00:30.000000Z", "2026-11-23T10:01:30.000000Z");
    let (former, district, parent, none) = (json!("MD-FL"), json!("MD-CU"), json!(above), Value::Null);
    for (asked, expected) in [
        ("validAt=2026-11-23".to_owned(), ["ngo", "in", "below"]),
        ("validAt=2027-01-01".to_owned(), ["ngo", "in", "below"]),
        ("validAt=2026-11-22".to_owned(), ["ngo", "-", "-"]),
        ("validAt=2026-05-01".to_owned(), ["ngo", "-", "-"]),
        ("validAt=2026-04-30".to_owned(), ["employer", "-", "-"]),
        ("validAt=1990-01-01".to_owned(), ["employer", "-", "-"]),
        (format!("knownAt={second_known}"), ["employer", "in", "below"]),
        (format!("validAt=2026-05-01&knownAt={second_known}"), ["employer", "-", "-"]),
        (format!("knownAt={first_known}"), ["employer", "-", "-"]),
    ] {
        let found = service.get(&format!("{path}?{asked}")).await.expect(200).body;
        let expected = [
            &json!(expected[0]),
            if expected[1] == "in" { &district } else { &former },
            if expected[2] == "below" { &parent } else { &none },
        ];
        assert_eq!(terms(&found), expected, "{asked}");
        assert_eq!(found["name"], first.body["name"]);
        // The list asks the same.
        let kind = expected[0].as_str().expect("a kind");
        let listed = registrar.list(&format!("{PATH}?kind={kind}&{asked}"), "organisations").await;
        assert_eq!(listed, [found], "{asked}");
    }
    service.get(&format!("{path}?knownAt=2026-11-23T09:59:59.000000Z")).await.expect(404);
    service.get(&format!("{path}?knownAt=2099-01-01T00:00:00.000000Z&validAt=x")).await.expect(400);
    service.get(&format!("{PATH}?knownAt=2099-01-01T00:00:00.000000Z")).await.expect_faults(&["knownAt"]);
    let below = format!("{PATH}?parentId={above}");
    assert_eq!(registrar.list(&below, "organisations").await.len(), 1);
    assert!(registrar.list(&format!("{below}&validAt=2026-11-22"), "organisations").await.is_empty());

    // Every state that was ever believed, with its reason; what is believed joins without a gap.
    let states = registrar.list(&format!("{path}/states"), "organisationStates").await;
    assert_eq!(states[0]["id"], json!(first.id()));
    let believed: Vec<_> = states.iter().filter(|state| state["withdrawnAt"].is_null()).collect();
    let mut told: Vec<_> = believed
        .iter()
        .map(|state| {
            format!("{} {} {}", state["validFrom"], state["validUntil"], state["kind"]).replace('"', "")
        })
        .collect();
    told.sort();
    assert_eq!(told, ["1900-01-01 2026-04-30 employer", "2026-05-01 2026-11-22 ngo", "2026-11-23 null ngo"]);
    let reasons = believed.iter().filter(|state| state["reason"] == "statut nou din mai").count();
    assert_eq!((states.len(), reasons), (6, 3));
    service.get(&format!("{PATH}/01990000-0000-7000-8000-000000000009/states")).await.expect(404);
}

#[actix_web::test]
async fn null_takes_away_and_what_is_left_out_stays() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let above = service.organisation(OrganisationKind::Agency, None).await;
    let mut new = new_organisation("1008600038413");
    (new["parentId"], new["district"]) = (json!(above), json!("MD-CU"));
    let path = format!("{PATH}/{}", registrar.post(PATH, new).await.expect(201).id());
    let alone = registrar.patch(&path, json!({ "parentId": null })).await.expect(200).body;
    assert_eq!(terms(&alone), [&json!("employer"), &json!("MD-CU"), &Value::Null]);
    let nowhere =
        registrar.patch(&path, json!({ "district": null, "name": "Alt nume" })).await.expect(200).body;
    assert_eq!(terms(&nowhere), [&json!("employer"), &Value::Null, &Value::Null]);
    // Of two changes on one day the later is believed, the first stays to be read.
    registrar.patch(&path, json!({ "district": "MD-FL" })).await.expect(200);
    let states = registrar.list(&format!("{path}/states"), "organisationStates").await;
    let withdrawn = states.iter().filter(|state| !state["withdrawnAt"].is_null()).count();
    assert_eq!((states.len(), withdrawn), (5, 3), "{states:?}");
    // A change of nothing leaves no state.
    registrar.patch(&path, json!({ "district": "MD-FL" })).await.expect(200);
    assert_eq!(registrar.list(&format!("{path}/states"), "organisationStates").await.len(), 5);
}

#[actix_web::test]
async fn a_change_of_what_it_is_names_every_fault() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let mut new = new_organisation("1008600038413");
    new["validFrom"] = json!("2026-11-24");
    registrar.post(PATH, new.clone()).await.expect_faults(&["/validFrom"]);
    new["validFrom"] = json!("2020-03-01");
    let made = registrar.post(PATH, new).await.expect(201);
    assert_eq!(made.body["validFrom"], "2020-03-01");
    let path = format!("{PATH}/{}", made.id());
    service.get(&format!("{path}?validAt=2020-03-01")).await.expect(200);
    service.get(&format!("{path}?validAt=2020-02-29")).await.expect(404);
    let nobody = "01990000-0000-7000-8000-000000000009";
    let late = service.organisation(OrganisationKind::Agency, None).await.to_string();
    for (change, places) in [
        (json!({ "kind": "ngo", "validFrom": "2026-11-24" }), &["/validFrom"][..]),
        (json!({ "kind": "ngo", "validFrom": "2020-02-29" }), &["/reason", "/validFrom"]),
        (
            json!({ "kind": "ngo", "validFrom": "2020-02-29", "parentId": nobody }),
            &["/parentId", "/reason", "/validFrom"],
        ),
        (json!({ "kind": "ngo", "validFrom": "2026-11-22" }), &["/reason"]),
        (
            json!({ "name": "Alt nume", "validFrom": "2026-11-22", "reason": "greșeală" }),
            &["/reason", "/validFrom"],
        ),
        (json!({ "parentId": nobody }), &["/parentId"]),
        (json!({ "district": "MD-XX", "kind": "castle" }), &["/district", "/kind"]),
    ] {
        registrar.patch(&path, change).await.expect_faults(places);
    }
    for (language, said) in
        [("ro", "prima zi a organizației"), ("en", "the first day"), ("ru", "первого дня")]
    {
        let request = registrar
            .request(Method::PATCH, &path)
            .insert_header(("If-Match", "*"))
            .insert_header(("Accept-Language", language))
            .set_json(json!({ "kind": "ngo", "validFrom": "2020-02-29", "reason": "greșeală" }));
        let refused = registrar.send(request).await.expect_faults(&["/validFrom"]);
        assert!(refused.body.to_string().contains(said), "{}", refused.body);
    }
    // One above that was not there yet.
    let mut new = new_organisation(&service.fresh_code());
    new["validFrom"] = json!("2024-01-01");
    let young = registrar.post(PATH, new).await.expect(201).id();
    let below = |from: &str| json!({ "parentId": young, "validFrom": from, "reason": "reorganizare" });
    registrar.patch(&path, below("2023-12-31")).await.expect_faults(&["/parentId"]);
    registrar.patch(&path, below("2024-01-01")).await.expect(200);
    assert_eq!(service.get(&path).await.body["kind"], "employer");
    registrar.patch(&format!("{PATH}/{late}"), json!({ "name": "Agenția" })).await.expect(200);
}

#[actix_web::test]
async fn why_an_organisation_changed_is_for_those_who_manage_them() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let path =
        format!("{PATH}/{}", registrar.post(PATH, new_organisation("1008600038413")).await.expect(201).id());
    let change =
        json!({ "kind": "ngo", "validFrom": "2024-01-01", "reason": "o greșeală a registratorului" });
    registrar.patch(&path, change).await.expect(200);
    let provider = service.client(Role::Provider).await;
    let states = format!("{path}/states");
    let reason = |body: &Value| {
        let states = body["organisationStates"].as_array().expect("states").clone();
        states.iter().any(|state| state["reason"] == "o greșeală a registratorului")
    };
    assert!(reason(&registrar.get(&states).await.expect(200).body));
    for body in [service.get(&states).await.expect(200).body, provider.get(&states).await.expect(200).body] {
        assert!(!reason(&body), "{body}");
    }
}

#[actix_web::test]
async fn nobody_stands_above_itself_on_any_day() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(registrar.post(PATH, new_organisation(&service.fresh_code())).await.expect(201).id());
    }
    let path = |at: usize| format!("{PATH}/{}", ids[at]);
    let below =
        |at: usize, from: &str| json!({ "parentId": ids[at], "validFrom": from, "reason": "reorganizare" });
    let alone = |from: &str| json!({ "parentId": null, "validFrom": from, "reason": "reorganizare" });
    // The second was below the first in 2024, and the third below the second since.
    registrar.patch(&path(1), below(0, "2024-01-01")).await.expect(200);
    registrar.patch(&path(1), alone("2025-01-01")).await.expect(200);
    registrar.patch(&path(2), below(1, "2024-06-01")).await.expect(200);
    // A circle on days that are over is one.
    for from in ["2023-05-01", "2024-06-01", "2024-12-31"] {
        registrar.patch(&path(0), below(2, from)).await.expect_faults(&["/parentId"]);
        registrar.patch(&path(0), below(0, from)).await.expect_faults(&["/parentId"]);
    }
    registrar.patch(&path(0), below(2, "2025-01-01")).await.expect(200);
    // Put back from the day on which it was taken away: the days join those before, and are a circle all the same.
    registrar.patch(&path(1), below(0, "2025-01-01")).await.expect_faults(&["/parentId"]);
    // Of two at once that would make one together one is refused.
    registrar.patch(&path(0), alone("2025-01-01")).await.expect(200);
    registrar.patch(&path(2), alone("2024-06-01")).await.expect(200);
    let (first, second) = future::join(
        registrar.patch(&path(0), json!({ "parentId": ids[2] })),
        registrar.patch(&path(2), json!({ "parentId": ids[0] })),
    )
    .await;
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400]);
}

#[actix_web::test]
async fn an_agency_records_for_those_who_were_below_it_on_the_day() {
    let scene = Scene::start().await;
    let agency = scene.service.client(Role::Employer).await;
    let below =
        json!({ "parentId": agency.organisation, "validFrom": "2026-01-01", "reason": "reorganizare" });
    let path = format!("{PATH}/{}", scene.employer.organisation);
    scene.registrar.patch(&path, below).await.expect(200);
    let session = |on: &str| scene.session().by(&agency).on(on);
    session("2026-05-10").create().await;
    session("2025-12-31").send().await.expect_faults(&["/attendeeIds/0", "/supervisorId"]);
    let seen = format!("/api/v1/workers/{}", scene.worker());
    agency.get(&seen).await.expect(200);
    let alone = json!({ "parentId": null, "validFrom": "2026-06-01", "reason": "reorganizare" });
    scene.registrar.patch(&path, alone).await.expect(200);
    // Present sight follows who is below it today; sessions of past days follow who was below it then.
    agency.get(&seen).await.expect(404);
    session("2026-05-11").create().await;
    session("2026-06-01").send().await.expect_faults(&["/attendeeIds/0", "/supervisorId"]);
}

fn renumbered(idno: &str) -> Value {
    json!({ "idno": idno, "reason": "IDNO-ul altei instituții" })
}

#[actix_web::test]
async fn a_number_of_an_organisation_recorded_in_error_is_free_and_was_known() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let (wrong, right) = (service.fresh_code(), service.fresh_code());
    let made = registrar.post(PATH, new_organisation(&wrong)).await.expect(201);
    let path = format!("{PATH}/{}", made.id());
    let corrections = format!("{path}/idno-corrections");
    let before = text(&made.body, "updatedAt").to_owned();
    service.clock.advance_seconds(60);
    let corrected = registrar.post(&corrections, renumbered(&right)).await.expect(201);
    assert_eq!(corrected.header("location"), Some(path.as_str()));
    assert_eq!(text(&corrected.body, "idno"), right);
    assert_eq!((&corrected.body["name"], &corrected.body["id"]), (&made.body["name"], &made.body["id"]));
    let between = text(&corrected.body, "updatedAt").to_owned();
    // The number is another one's now.
    let other = registrar.post(PATH, new_organisation(&wrong)).await.expect(201).id();
    service.clock.advance_seconds(60);
    let last = service.fresh_code();
    registrar.post(&corrections, renumbered(&last)).await.expect(201);
    let known = async |known_at: &str| {
        let one = service.get(&format!("{path}?knownAt={known_at}")).await.expect(200).body;
        let all = registrar.list(&format!("{PATH}?knownAt={known_at}"), "organisations").await;
        let listed = all.iter().find(|listed| listed["id"] == one["id"]).expect("it is listed");
        assert_eq!(listed["idno"], one["idno"]);
        text(&one, "idno").to_owned()
    };
    assert_eq!([known(&before).await, known(&between).await], [wrong.clone(), right.clone()]);
    assert_eq!(text(&service.get(&path).await.expect(200).body, "idno"), last);
    // In use by another one, or its own already.
    let conflict = told(&registrar, &corrections, &renumbered(&wrong), "organisationKnown").await;
    assert_eq!(conflict.body["location"], json!(format!("{PATH}/{other}")));
    let same = registrar.post(&corrections, renumbered(&last)).await.expect_faults(&["/idno"]);
    assert_eq!(same.body["faults"][0]["code"], "nothingCorrected");
}

#[actix_web::test]
async fn a_number_of_an_organisation_is_corrected_by_the_registrar_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let made = registrar.post(PATH, new_organisation(&service.fresh_code())).await.expect(201).id();
    let corrections = |id: &str| format!("{PATH}/{id}/idno-corrections");
    let path = corrections(&made);
    registrar.post(&path, json!({})).await.expect_faults(&["/idno", "/reason"]);
    let bad = registrar.post(&path, renumbered("1008600038412")).await.expect_faults(&["/idno"]);
    assert!(!String::from_utf8_lossy(&bad.bytes).contains("1008600038412"));
    let right = service.fresh_code();
    registrar.post(&corrections(NOBODY), renumbered(&right)).await.expect(404);
    for role in [Role::Ministry, Role::Employer, Role::Provider, Role::Commission, Role::Auditor] {
        service.client(role).await.post(&path, renumbered(&right)).await.expect(403);
    }
    // Two organisations are given the number at once, and one has it.
    let other = registrar.post(PATH, new_organisation(&service.fresh_code())).await.expect(201).id();
    let paths = [path, corrections(&other)];
    let all = future::join_all((0..8).map(|at| registrar.post(&paths[at % 2], renumbered(&right)))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(all.iter().all(|answer| [201, 400, 409].contains(&answer.status.as_u16())));
    let listed = registrar.list(PATH, "organisations").await;
    assert_eq!(listed.iter().filter(|one| one["idno"] == json!(right)).count(), 1);
}
