//! Lists of workers: whom each caller is given, on which day, as pages and as files.

use registry::call::Role;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::exports::agree;
use crate::fixtures::{self, Scene, text};
use crate::round_trip::{CSV, NDJSON, asked};
use crate::service::Client;

const LIST: &str = "/api/v1/workers";

async fn ids(client: &Client, filters: &str) -> Vec<String> {
    let found = agree(client, &format!("{LIST}?{filters}"), "workers").await;
    found.iter().map(|worker| text(worker, "id").to_owned()).collect()
}

#[actix_web::test]
async fn each_caller_is_given_whom_it_sees_and_others_nobody() {
    let scene = Scene::with_people(2).await;
    let (ana, ion) = (scene.id(0).to_owned(), scene.id(1).to_owned());
    let free = scene.new_worker().named("Ţurcan", "Ştefan").create().await;
    let rival = scene.service.client(Role::Employer).await;
    let below = scene.service.organisation(OrganisationKind::Employer, Some(rival.organisation)).await;
    let elena = fixtures::worker(&scene.registrar).employed_at(&below).create().await;
    let everyone = [&ana, &ion, &free, &elena].map(ToOwned::to_owned);
    for client in [&scene.registrar, &scene.ministry, &scene.commission, &scene.payroll] {
        assert_eq!(ids(client, "").await, everyone);
    }
    assert_eq!(ids(&scene.employer, "").await, [ana.clone(), ion.clone()]);
    assert_eq!(ids(&rival, "").await, std::slice::from_ref(&elena));
    let payroll = scene.service.client_of(scene.employer.organisation, Role::Payroll).await;
    assert_eq!(ids(&payroll, "").await, [ana.clone(), ion.clone()]);
    for client in [&scene.provider, &scene.supervisor, &scene.auditor] {
        client.get(LIST).await.expect(403);
        asked(client, LIST, CSV).await.expect(403);
    }
    // An organisation alone, and one of which nothing is told.
    let at = |one: &dyn std::fmt::Display| format!("organisationId={one}");
    assert_eq!(ids(&scene.registrar, &at(&below)).await, std::slice::from_ref(&elena));
    assert_eq!(ids(&scene.registrar, &at(&rival.organisation)).await, [] as [String; 0]);
    assert_eq!(ids(&scene.employer, &at(&below)).await, [] as [String; 0]);
    assert_eq!(ids(&rival, &at(&below)).await, [elena]);
    // A record that is closed is gone.
    scene.deactivate(&ion).await;
    assert_eq!(ids(&scene.employer, "").await, [ana]);
}

#[actix_web::test]
async fn a_day_asks_for_who_is_employed_on_it_of_those_who_are_seen_today() {
    let scene = Scene::with_people(1).await;
    let ana = scene.id(0).to_owned();
    let own = scene.employer.organisation;
    // Somebody who has left, and somebody who is yet to come.
    let left = fixtures::worker(&scene.registrar).employed_at(&own);
    let left = left.employed_with("validUntil", "2026-11-22").create().await;
    let comes = fixtures::worker(&scene.registrar).employed_at(&own);
    let comes = comes.employed_with("validFrom", "2026-11-24").create().await;
    for (filters, registrar, employer) in [
        ("validAt=2025-02-28", vec![], vec![]),
        ("validAt=2025-03-01", vec![&ana, &left], vec![&ana]),
        ("validAt=2026-11-22", vec![&ana, &left], vec![&ana]),
        ("validAt=2026-11-23", vec![&ana], vec![&ana]),
        ("validAt=2026-11-24", vec![&ana, &comes], vec![&ana]),
        ("", vec![&ana, &left, &comes], vec![&ana]),
    ] {
        assert_eq!(ids(&scene.registrar, filters).await.iter().collect::<Vec<_>>(), registrar, "{filters}");
        assert_eq!(ids(&scene.employer, filters).await.iter().collect::<Vec<_>>(), employer, "{filters}");
    }
    // As it was known.
    let before = "knownAt=2026-11-23T10:00:30Z";
    scene.service.clock.advance_seconds(60);
    let path = format!("/api/v1/workers/{ana}/employments");
    let first = scene.registrar.list(&path, "employments").await.remove(0);
    scene.void(&format!("employments/{}", text(&first, "id"))).await;
    let then = ids(&scene.registrar, &format!("organisationId={own}&{before}")).await;
    assert_eq!(then, std::slice::from_ref(&ana));
    assert_eq!(ids(&scene.registrar, &format!("organisationId={own}")).await, [] as [String; 0]);
    assert_eq!(ids(&scene.employer, before).await, [] as [String; 0], "out of sight now");
    assert_eq!(ids(&scene.registrar, "knownAt=2026-11-23T09:00:00Z").await, [] as [String; 0]);
    let future = "knownAt=2026-11-24T00:00:00Z";
    scene.registrar.get(&format!("{LIST}?{future}")).await.expect_faults(&["knownAt"]);
}

#[actix_web::test]
async fn who_is_employed_under_a_merged_record_is_listed_once_under_the_one_in_use() {
    let scene = Scene::with_people(3).await;
    let survivor = scene.new_worker().create().await;
    let rest = scene.id(2).to_owned();
    scene.merge(scene.id(0), scene.id(1)).await;
    assert_eq!(ids(&scene.employer, "").await, [scene.id(1).to_owned(), rest.clone()]);
    scene.merge(scene.id(1), &survivor).await;
    for filters in ["", "validAt=2026-01-01"] {
        assert_eq!(ids(&scene.employer, filters).await, [rest.clone(), survivor.clone()]);
        assert_eq!(ids(&scene.registrar, filters).await, [rest.clone(), survivor.clone()]);
    }
    let list = "/api/v1/workers?form=import";
    let file = asked(&scene.employer, list, NDJSON).await.expect(200);
    let lines = std::str::from_utf8(&file.bytes).expect("UTF-8");
    let of_survivor = lines.lines().filter(|line| line.contains(&survivor));
    assert_eq!((lines.lines().count(), of_survivor.count()), (3, 2), "{lines}");
    assert_eq!(scene.exports().await.last().expect("an entry")["rowCount"], 3);
    scene.deactivate(&survivor).await;
    assert_eq!(ids(&scene.employer, "").await, [rest]);
    let file = asked(&scene.employer, list, NDJSON).await.expect(200);
    assert_eq!(std::str::from_utf8(&file.bytes).expect("UTF-8").lines().count(), 1);
}

#[actix_web::test]
async fn pages_go_on_with_what_the_first_one_knew() {
    let scene = Scene::with_people(3).await;
    let own = scene.employer.organisation;
    let path = format!("{LIST}?organisationId={own}&limit=2");
    for client in [&scene.registrar, &scene.employer] {
        scene.service.clock.advance_seconds(60);
        let first = client.get(&path).await.expect(200).body;
        assert_eq!(first["workers"].as_array().map(Vec::len), Some(2));
        scene.service.clock.advance_seconds(60);
        let late = fixtures::worker(&scene.registrar).employed_at(&own).create().await;
        let next =
            client.get(&format!("{path}&cursor={}", text(&first, "nextCursor"))).await.expect(200).body;
        let found: Vec<_> =
            next["workers"].as_array().expect("workers").iter().map(|one| &one["id"]).collect();
        assert!(!found.contains(&&json!(late)) && found.contains(&&json!(scene.id(2))), "{found:?}");
        // The cursor belongs to its question.
        let other = format!("{LIST}?limit=2&cursor={}", text(&first, "nextCursor"));
        client.get(&other).await.expect_faults(&["cursor"]);
        scene.registrar.get(&format!("{LIST}?limit=201")).await.expect_faults(&["limit"]);
    }
}

#[actix_web::test]
async fn a_list_leaves_a_trace_and_no_number() {
    let scene = Scene::with_people(2).await;
    let list = scene.employer.get(LIST).await.expect(200);
    for person in &scene.people {
        let noted = scene.noted_about(&person.id).await;
        assert!(noted.iter().any(|entry| entry["operation"] == "list_workers"), "{noted:?}");
        assert!(!String::from_utf8_lossy(&list.bytes).contains(&person.idnp));
    }
    for (form, count) in [("", 2), ("?form=import", 2)] {
        let file = asked(&scene.employer, &format!("{LIST}{form}"), CSV).await.expect(200);
        for person in &scene.people {
            assert!(!String::from_utf8_lossy(&file.bytes).contains(&person.idnp));
        }
        let entry = scene.exports().await.pop().expect("an entry");
        assert_eq!((&entry["operation"], &entry["rowCount"]), (&json!("list_workers"), &json!(count)));
        assert_eq!(entry["workerIds"].as_array().map(Vec::len), Some(2));
    }
    assert_eq!(scene.exports().await.len(), 2);
    scene.employer.get(&format!("{LIST}?form=import")).await.expect_faults(&["form"]);
    let of_nobody: Vec<Value> = scene.registrar.list(&format!("{LIST}?validAt=1950-01-01"), "workers").await;
    assert_eq!(of_nobody, [] as [Value; 0]);
}
