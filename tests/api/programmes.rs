//! The catalogue: what can be learnt.

use actix_web::http::Method;
use registry::call::Role;
use registry::values::OrganisationKind;
use registry::{programmes, samples};
use serde_json::{Value, json};

use crate::fixtures::text;
use crate::service::{Client, Service};

const PATH: &str = "/api/v1/programmes";

/// A programme as a request.
fn new_programme(code: &str) -> Value {
    json!({
        "code": code, "titleRo": "Supervizarea în asistența socială", "domain": "supervision", "hours": "24.50",
        "hoursBasis": "documented", "provenance": "university curriculum"
    })
}

/// Drafts a programme and returns its path.
async fn draft(client: &Client, new: Value) -> String {
    format!("{PATH}/{}", client.post(PATH, new).await.expect(201).id())
}

/// Drafts and approves a programme and returns its path.
async fn approved(client: &Client, new: Value) -> String {
    let path = draft(client, new).await;
    approve(client, &path, "2024-03-01").await;
    path
}

async fn approve(client: &Client, path: &str, from: &str) -> Value {
    let approval = json!({ "approvedFrom": from, "legalBasis": "Ordinul nr. 41" });
    client.post(&format!("{path}/approvals"), approval).await.expect(201).body
}

async fn codes(client: &Client, filters: &str) -> Vec<String> {
    let found = client.list(&format!("{PATH}?{filters}"), "programmes").await;
    found.iter().map(|programme| programme["code"].as_str().expect("a code").to_owned()).collect()
}

#[actix_web::test]
async fn a_programme_is_drafted_edited_approved_and_retired() {
    let service = Service::start().await;
    let (university, ministry) =
        (service.client(Role::University).await, service.client(Role::Ministry).await);
    let created = university.post(PATH, new_programme("CFP-101")).await.expect(201);
    let path = format!("{PATH}/{}", created.id());
    assert_eq!(created.header("location"), Some(path.as_str()));
    assert_eq!(
        (&created.body["status"], &created.body["hours"], &created.body["sample"]),
        (&json!("draft"), &json!("24.5"), &json!(false))
    );
    assert_eq!(created.body["ownerId"], json!(university.organisation.to_string()));

    service.clock.advance_seconds(60);
    let edited = university
        .patch(&path, json!({ "titleEn": "Supervision", "hours": "30", "language": "ro" }))
        .await
        .expect(200)
        .body;
    assert_eq!(
        (&edited["titleEn"], &edited["hours"], &edited["language"]),
        (&json!("Supervision"), &json!("30"), &json!("ro"))
    );
    assert_eq!(
        (&edited["titleRo"], &edited["createdAt"]),
        (&created.body["titleRo"], &created.body["createdAt"])
    );
    assert_ne!(edited["updatedAt"], edited["createdAt"]);

    let approved = approve(&ministry, &path, "2026-12-01").await;
    assert_eq!((&approved["status"], &approved["approvedFrom"]), (&json!("approved"), &json!("2026-12-01")));
    assert_eq!(approved["approvalBasis"], "Ordinul nr. 41");
    assert_eq!(service.get(&path).await.expect(200).body, approved);

    let retirement = json!({ "retiredFrom": "2027-09-01", "reason": "înlocuit" });
    let retired = ministry.post(&format!("{path}/retirements"), retirement).await.expect(201).body;
    assert_eq!(
        (&retired["status"], &retired["retiredFrom"], &retired["retirementReason"]),
        (&json!("retired"), &json!("2027-09-01"), &json!("înlocuit"))
    );
    assert_eq!(service.get(&path).await.expect(200).body, retired);
}

#[actix_web::test]
async fn each_step_is_taken_once_and_in_order() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let path = draft(&registrar, new_programme("CFP-101")).await;
    let (approvals, retirements) = (format!("{path}/approvals"), format!("{path}/retirements"));
    let approval = json!({ "approvedFrom": "2024-03-01", "legalBasis": "Ordinul nr. 41" });
    let retirement = json!({ "retiredFrom": "2025-03-01", "reason": "înlocuit" });
    registrar.post(&retirements, retirement.clone()).await.expect(409);
    registrar.post(&approvals, approval.clone()).await.expect(201);
    registrar.post(&approvals, approval.clone()).await.expect(409);
    registrar.patch(&path, json!({ "titleRo": "Alt titlu" })).await.expect(409);
    for too_early in ["2024-02-29", "2024-03-01"] {
        registrar
            .post(&retirements, json!({ "retiredFrom": too_early, "reason": "înlocuit" }))
            .await
            .expect_faults(&["/retiredFrom"]);
    }
    registrar.post(&retirements, retirement.clone()).await.expect(201);
    registrar.post(&retirements, retirement).await.expect(409);
    registrar.post(&approvals, approval).await.expect(409);
    registrar.patch(&path, json!({ "titleRo": "Alt titlu" })).await.expect(409);
    assert_eq!(service.get(&path).await.expect(200).body["titleRo"], "Supervizarea în asistența socială");
}

#[actix_web::test]
async fn a_draft_exists_only_for_those_who_may_draft_it() {
    let service = Service::start().await;
    let (ours, theirs) = (service.client(Role::University).await, service.client(Role::University).await);
    let path = draft(&ours, new_programme("CFP-101")).await;
    for blind in [&theirs, &service.client(Role::Provider).await, &service.client(Role::Commission).await] {
        blind.get(&path).await.expect(404);
        assert!(codes(blind, "status=draft").await.is_empty());
    }
    service.get(&path).await.expect(404);
    assert_eq!(service.get(&format!("{PATH}?status=draft")).await.expect(200).body["programmes"], json!([]));
    for seeing in [&ours, &service.client(Role::Registrar).await, &service.client(Role::Ministry).await] {
        let found = seeing.get(&path).await.expect(200);
        assert_eq!(found.header("cache-control"), Some("no-store"), "a draft is not for a shared cache");
        assert_eq!(codes(seeing, "status=draft").await, ["CFP-101"]);
        assert!(codes(seeing, "").await.is_empty(), "the catalogue is what is approved");
    }
    let tag = ours.get(&path).await.etag();
    let change = theirs
        .request(Method::PATCH, &path)
        .insert_header(("If-Match", tag))
        .set_json(json!({ "hours": "1" }));
    theirs.send(change).await.expect(404);
}

#[actix_web::test]
async fn a_conflict_does_not_tell_of_a_draft_out_of_sight() {
    let service = Service::start().await;
    let (ours, theirs) = (service.client(Role::University).await, service.client(Role::University).await);
    let path = draft(&ours, new_programme("CFP-101")).await;
    assert_eq!(ours.post(PATH, new_programme("CFP-101")).await.expect(409).body["location"], json!(path));
    assert_eq!(theirs.post(PATH, new_programme("CFP-101")).await.expect(409).body.get("location"), None);
}

#[actix_web::test]
async fn a_code_is_in_the_catalogue_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let first = approved(&registrar, new_programme("CFP-101")).await;
    let second = registrar.post(PATH, new_programme("CFP-101")).await.expect(409);
    assert_eq!(second.body["location"], json!(first));
    let other = draft(&registrar, new_programme("CFP-102")).await;
    let renamed = registrar.patch(&other, json!({ "code": "CFP-101" })).await.expect(409);
    assert_eq!(renamed.body["location"], json!(first));
    registrar.patch(&other, json!({ "code": "CFP-103" })).await.expect(200);
    draft(&registrar, new_programme("CFP-102")).await;
}

#[actix_web::test]
async fn a_university_drafts_only_its_own() {
    let service = Service::start().await;
    let (university, registrar) =
        (service.client(Role::University).await, service.client(Role::Registrar).await);
    let other = service.organisation(OrganisationKind::University, None).await;
    let mut new = new_programme("CFP-101");
    new["ownerId"] = json!(other.to_string());
    university.post(PATH, new.clone()).await.expect_faults(&["/ownerId"]);
    assert_eq!(registrar.post(PATH, new).await.expect(201).body["ownerId"], json!(other.to_string()));
    let mut own = new_programme("CFP-102");
    own["ownerId"] = json!(university.organisation.to_string());
    university.post(PATH, own).await.expect(201);
    let mut nobodys = new_programme("CFP-103");
    nobodys["ownerId"] = json!("01990000-0000-7000-8000-000000000001");
    registrar.post(PATH, nobodys).await.expect_faults(&["/ownerId"]);
}

#[actix_web::test]
async fn drafting_and_deciding_are_for_those_whose_role_it_is() {
    let service = Service::start().await;
    let (university, provider) =
        (service.client(Role::University).await, service.client(Role::Provider).await);
    let path = draft(&university, new_programme("CFP-101")).await;
    provider.post(PATH, new_programme("CFP-102")).await.expect(403);
    let approval = json!({ "approvedFrom": "2024-03-01", "legalBasis": "Ordinul nr. 41" });
    university.post(&format!("{path}/approvals"), approval.clone()).await.expect(403);
    university
        .post(&format!("{path}/retirements"), json!({ "retiredFrom": "2025-03-01", "reason": "înlocuit" }))
        .await
        .expect(403);
    let ministry = service.client(Role::Ministry).await;
    ministry
        .post(&format!("{PATH}/01990000-0000-7000-8000-000000000001/approvals"), approval)
        .await
        .expect(404);
}

#[actix_web::test]
async fn search_finds_romanian_with_and_without_diacritics() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let titles = [
        (
            "CFP-101",
            json!({ "titleRo": "Îngrijirea copiilor care au trăit traume", "titleEn": "Caring for children with trauma" }),
        ),
        ("CFP-102", json!({ "titleRo": "Protecția copilului", "titleRu": "Защита ребёнка" })),
        ("CFP-103", json!({ "titleRo": "Calitate 100% în servicii_sociale" })),
    ];
    for (code, title) in titles {
        let mut new = new_programme(code);
        new.as_object_mut().expect("an object").extend(title.as_object().expect("an object").clone());
        approved(&registrar, new).await;
    }
    let table: [(&str, &[&str]); 13] = [
        ("îngrijirea", &["CFP-101"]),
        ("INGRIJIREA", &["CFP-101"]),
        ("traume copiilor", &["CFP-101"]),
        ("trauma caring", &["CFP-101"]),
        ("protectia", &["CFP-102"]),
        ("protecţia", &["CFP-102"]),
        ("защита ребенка", &["CFP-102"]),
        ("copi", &["CFP-101", "CFP-102"]),
        ("copil cfp-102", &["CFP-102"]),
        ("copi calitate", &[]),
        ("100%", &["CFP-103"]),
        ("%", &["CFP-103"]),
        ("i_s", &["CFP-103"]),
    ];
    for (words, expected) in table {
        let encoded: String = words.bytes().map(|byte| format!("%{byte:02X}")).collect();
        assert_eq!(codes(&registrar, &format!("q={encoded}")).await, expected, "{words}");
    }
}

#[actix_web::test]
async fn filters_narrow_the_catalogue() {
    let service = Service::start().await;
    let (registrar, university) =
        (service.client(Role::Registrar).await, service.client(Role::University).await);
    let with = |code: &str, changes: Value| {
        let mut new = new_programme(code);
        new.as_object_mut().expect("an object").extend(changes.as_object().expect("an object").clone());
        new
    };
    approved(&registrar, with("CFP-101", json!({ "domain": "foster_care", "language": "ro" }))).await;
    approved(&registrar, with("CFP-102", json!({ "domain": "foster_care", "language": "ru" }))).await;
    let retired =
        approved(&registrar, with("CFP-103", json!({ "ownerId": university.organisation.to_string() })))
            .await;
    registrar
        .post(&format!("{retired}/retirements"), json!({ "retiredFrom": "2025-03-01", "reason": "înlocuit" }))
        .await
        .expect(201);
    draft(&university, new_programme("CFP-104")).await;
    draft(&registrar, new_programme("CFP-105")).await;
    let own = format!("ownerId={}", university.organisation);
    assert_eq!(codes(&university, "domain=foster_care").await, ["CFP-101", "CFP-102"]);
    assert_eq!(codes(&university, "domain=foster_care&language=ru").await, ["CFP-102"]);
    assert_eq!(codes(&university, "status=approved").await, ["CFP-101", "CFP-102"]);
    assert_eq!(codes(&university, "status=retired").await, ["CFP-103"]);
    assert_eq!(codes(&university, "status=draft").await, ["CFP-104"]);
    assert_eq!(codes(&registrar, "status=draft").await, ["CFP-104", "CFP-105"]);
    assert_eq!(codes(&registrar, &format!("status=draft&{own}")).await, ["CFP-104"]);
    assert_eq!(codes(&registrar, &own).await, Vec::<String>::new());
    assert_eq!(
        service.get(&format!("{PATH}?status=retired")).await.expect(200).body["programmes"][0]["code"],
        "CFP-103"
    );
    service
        .get(&format!("{PATH}?status=gone&q=&language=de&limit=0&colour=red"))
        .await
        .expect_faults(&["colour", "language", "limit", "q", "status"]);
}

#[actix_web::test]
async fn pages_join_in_the_order_of_codes() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for code in ["CFP-107", "CFP-101", "ABC-900", "CFP-105", "CFP-103", "ZZ-001", "CFP-102"] {
        approved(&registrar, new_programme(code)).await;
    }
    assert_eq!(
        codes(&registrar, "").await,
        ["ABC-900", "CFP-101", "CFP-102", "CFP-103", "CFP-105", "CFP-107", "ZZ-001"]
    );
    let cursor = service.get(&format!("{PATH}?limit=3")).await.expect(200).body["nextCursor"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    service
        .get(&format!("{PATH}?limit=3&domain=supervision&cursor={cursor}"))
        .await
        .expect_faults(&["cursor"]);
}

#[actix_web::test]
async fn every_fault_is_named_at_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let body = json!({
        "code": "cfp-1", "titleEn": "turned \u{202E}around", "titleRu": "", "domain": "Foster Care", "hours": "0", "hoursBasis": "guessed",
        "deliveryMode": "post", "language": "de", "ownerId": "x", "provenance": "nul\0", "source": 7, "sourceUrl": "seed: file",
        "sample": "yes", "credits": 2, "supersedesId": "x", "equivalent": "yes", "status": "approved"
    });
    let places = [
        "/code",
        "/titleRo",
        "/titleEn",
        "/titleRu",
        "/domain",
        "/hours",
        "/hoursBasis",
        "/deliveryMode",
        "/language",
        "/ownerId",
        "/provenance",
        "/source",
        "/sourceUrl",
        "/sample",
        "/credits",
        "/supersedesId",
        "/equivalent",
        "/status",
    ];
    registrar.post(PATH, body).await.expect_faults(&places);
    let path = draft(&registrar, new_programme("CFP-101")).await;
    registrar
        .patch(&path, json!({ "hours": "2001", "ownerId": "x", "domain": 3 }))
        .await
        .expect_faults(&["/hours", "/ownerId", "/domain"]);
    let approvals = format!("{path}/approvals");
    registrar
        .post(&approvals, json!({ "approvedFrom": "2023-02-29", "legalBasis": "x" }))
        .await
        .expect_faults(&["/approvedFrom", "/legalBasis"]);
    registrar
        .post(&format!("{path}/retirements"), json!({ "retiredFrom": "2023-02-29" }))
        .await
        .expect_faults(&["/retiredFrom", "/reason"]);
    assert_eq!(registrar.get(&path).await.expect(200).body["status"], "draft");
}

#[actix_web::test]
async fn a_programme_that_was_retired_too_early_is_corrected_for_courses_under_way() {
    let scene = crate::fixtures::Scene::start().await;
    let path = format!("{PATH}/{}", scene.programme);
    let (retirements, corrections) =
        (format!("{path}/retirements"), format!("{path}/retirement-corrections"));
    let retirement = |begun: &str, completed: &str| json!({ "lastStartOn": begun, "lastCompletionOn": completed, "reason": "înlocuit" });
    let correction = |begun: &str, completed: &str| json!({ "retirement": retirement(begun, completed), "reason": "cursul din mai se încheie în octombrie" });
    let body = correction("2026-05-31", "2026-10-30");
    scene.ministry.post(&corrections, body.clone()).await.expect(409);
    scene
        .ministry
        .post(&retirements, json!({ "reason": "înlocuit" }))
        .await
        .expect_faults(&["/lastCompletionOn"]);
    let retired =
        scene.ministry.post(&retirements, retirement("2026-05-31", "2026-08-31")).await.expect(201).body;
    let days = |programme: &Value| {
        ["retiredFrom", "lastStartOn", "lastCompletionOn"].map(|name| text(programme, name).to_owned())
    };
    assert_eq!(days(&retired), ["2026-09-01", "2026-05-31", "2026-08-31"]);
    // A course that was begun in May is finished after that.
    scene.completion().on("2026-10-30").send().await.expect_faults(&["/completedOn"]);
    scene.completion().on("2026-08-31").create().await;
    scene.provider.post(&corrections, body.clone()).await.expect(403);
    scene.ministry.post(&corrections, json!({})).await.expect_faults(&["/retirement", "/reason"]);
    let wrong = correction("2026-10-31", "2026-10-30");
    scene.ministry.post(&corrections, wrong).await.expect_faults(&["/retirement/lastStartOn"]);
    let corrected = scene.ministry.post(&corrections, body).await.expect(201).body;
    assert_eq!(days(&corrected), ["2026-10-31", "2026-05-31", "2026-10-30"]);
    assert_eq!(
        (&corrected["status"], &corrected["retirementCorrection"]),
        (&json!("retired"), &json!("cursul din mai se încheie în octombrie"))
    );
    let late = scene.completion().on("2026-10-30").create().await;
    // The last day to begin binds those who say when they began.
    let begun = |day: &'static str| scene.completion().on("2026-10-29").with("startedOn", day).send();
    let refused = begun("2026-06-01").await;
    assert_eq!(refused.body["faults"][0]["code"], "programmeNotBegun", "{}", refused.body);
    refused.expect_faults(&["/startedOn"]);
    assert_eq!(begun("2026-10-30").await.expect(400).body["faults"][0]["code"], "startsAfterItEnds");
    let kept = begun("2026-05-31").await.expect(201);
    assert_eq!(kept.body["startedOn"], "2026-05-31");
    let void = format!("/api/v1/completions/{}/voids", kept.id());
    scene.provider.post(&void, crate::fixtures::void()).await.expect(201);
    scene.completion().on("2026-10-31").send().await.expect_faults(&["/completedOn"]);
    // Corrected back, what was taken meanwhile stays.
    let back = scene.ministry.post(&corrections, correction("2026-05-31", "2026-08-31")).await.expect(201);
    assert_eq!(scene.service.get(&path).await.expect(200).body, back.body);
    let kept = format!("/api/v1/completions?workerId={}", scene.worker());
    assert_eq!(scene.registrar.list(&kept, "completions").await.len(), 2);
    // Its hours are corrected all the same; it is not moved to another day that is too late.
    let correction = |day: &str| {
        let completion = json!({
            "programmeId": scene.programme, "completedOn": day, "hours": "7.5", "result": "passed", "reference": "C-late",
        });
        json!({ "completion": completion, "reason": "o jumătate de oră lipsea" })
    };
    let corrections = format!("/api/v1/completions/{late}/corrections");
    scene
        .provider
        .post(&corrections, correction("2026-10-29"))
        .await
        .expect_faults(&["/completion/completedOn"]);
    let corrected = scene.provider.post(&corrections, correction("2026-10-30")).await.expect(201);
    assert_eq!(corrected.body["hours"], "7.5");
    let row = format!(
        "idnp,programme,completedOn,hours,result,reference\n{},CFP-101,2026-10-30,7,passed,C-late\n",
        scene.idnp(0)
    );
    let batches = "/api/v1/completion-batches";
    let batch = scene.provider.batch(batches, "mode=commit&onChange=correct", "text/csv", row.clone()).await;
    assert_eq!(crate::imports::counts(&batch), [0, 1, 0, 0, 0, 0]);
    let batch =
        scene.provider.batch(batches, "mode=commit", "text/csv", row.replace("10-30,", "10-29,")).await;
    assert_eq!(crate::imports::counts(&batch), [0, 0, 0, 0, 0, 1]);
}

#[actix_web::test]
async fn an_edit_needs_the_version_that_was_read() {
    let service = Service::start().await;
    let university = service.client(Role::University).await;
    let path = draft(&university, new_programme("CFP-101")).await;
    university
        .send(university.request(Method::PATCH, &path).set_json(json!({ "hours": "30" })))
        .await
        .expect(428);
    let stale = university.get(&path).await.etag();
    university.patch(&path, json!({ "hours": "30" })).await.expect(200);
    let late = university
        .request(Method::PATCH, &path)
        .insert_header(("If-Match", stale))
        .set_json(json!({ "hours": "40" }));
    university.send(late).await.expect(412);
    assert_eq!(university.get(&path).await.expect(200).body["hours"], "30");
}

#[actix_web::test]
async fn the_same_creation_twice_has_one_effect_and_one_answer() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let first = registrar.post_once(PATH, "draft-1", new_programme("CFP-101")).await.expect(201);
    service.clock.advance_seconds(60);
    let again = registrar.post_once(PATH, "draft-1", new_programme("CFP-101")).await.expect(201);
    assert_eq!((&first.bytes, first.header("location")), (&again.bytes, again.header("location")));
    registrar.post_once(PATH, "draft-1", new_programme("CFP-102")).await.expect(422);
    assert_eq!(codes(&registrar, "status=draft").await, ["CFP-101"]);

    let approvals = format!("{PATH}/{}/approvals", first.id());
    let approval = json!({ "approvedFrom": "2024-03-01", "legalBasis": "Ordinul nr. 41" });
    let approved = registrar.post_once(&approvals, "approve-1", approval.clone()).await.expect(201);
    assert_eq!(
        registrar.post_once(&approvals, "approve-1", approval).await.expect(201).bytes,
        approved.bytes
    );
}

#[actix_web::test]
async fn every_change_is_in_the_journal() {
    let service = Service::start().await;
    let (registrar, auditor) = (service.client(Role::Registrar).await, service.client(Role::Auditor).await);
    let path = approved(&registrar, new_programme("CFP-101")).await;
    registrar
        .post(&format!("{path}/retirements"), json!({ "retiredFrom": "2025-03-01", "reason": "înlocuit" }))
        .await
        .expect(201);
    registrar
        .patch(&draft(&registrar, new_programme("CFP-102")).await, json!({ "hours": "30" }))
        .await
        .expect(200);
    let entries =
        auditor.list(&format!("/api/v1/journal-entries?clientId={}", registrar.id), "journalEntries").await;
    let mut operations: Vec<_> = entries
        .iter()
        .filter(|entry| entry["objectType"] == "programme")
        .map(|entry| entry["operation"].as_str().expect("an operation"))
        .collect();
    // On PostgreSQL each connection has a chain of its own: what happened in one moment has no order.
    operations.sort_unstable();
    assert_eq!(
        operations,
        [
            "create_programme",
            "create_programme",
            "create_programme_approval",
            "create_programme_retirement",
            "update_programme"
        ]
    );
}

#[actix_web::test]
async fn the_sample_catalogue_has_66_programmes_and_says_that_it_is_one() {
    let service = Service::start().await;
    let owner = service.organisation(OrganisationKind::Ministry, None).await;
    let loaded = service.hall.db.write(move |tx| samples::load(tx, owner)).await.expect("samples");
    assert_eq!(loaded, 66);
    let page = service.get(&format!("{PATH}?limit=200")).await.expect(200).body;
    let programmes = page["programmes"].as_array().expect("a list");
    assert_eq!(programmes.len(), 66);
    for programme in programmes {
        assert_eq!(
            (&programme["sample"], &programme["status"], &programme["approvedFrom"]),
            (&json!(true), &json!("approved"), &json!("2020-01-01"))
        );
        assert_eq!(programme["approvalBasis"], "sample data, not an official approval");
        assert_eq!(programme["ownerId"], json!(owner.to_string()));
    }
    let documented = programmes.iter().filter(|programme| programme["hoursBasis"] == "documented").count();
    let linked = programmes.iter().filter(|programme| programme["sourceUrl"].is_string()).count();
    assert_eq!((documented, linked), (5, 60), "what no source says is not made up");
    let found = service.get(&format!("{PATH}?q=epuizarii")).await.expect(200).body;
    assert_eq!(found["programmes"][0]["code"], "CFP-050");
    assert_eq!(found["programmes"].as_array().map(Vec::len), Some(1));
}

/// A programme as a request, with other values.
fn new_with(code: &str, other: &Value) -> Value {
    let mut new = new_programme(code);
    for (field, value) in other.as_object().expect("fields") {
        new[field] = value.clone();
    }
    new
}

fn id(path: &str) -> &str {
    path.rsplit('/').next().expect("an id")
}

#[actix_web::test]
async fn a_programme_takes_the_place_of_one_that_was_approved_and_may_count_for_it() {
    let service = Service::start().await;
    let ministry = service.client(Role::Ministry).await;
    let old = approved(&ministry, new_programme("CFP-101")).await;
    let plain = ministry.get(&old).await.expect(200).body;
    assert_eq!(
        (&plain["credits"], &plain["supersedesId"], &plain["equivalent"]),
        (&Value::Null, &Value::Null, &json!(false))
    );

    let new =
        new_with("CFP-102", &json!({ "credits": "1.50", "supersedesId": id(&old), "equivalent": true }));
    let path = draft(&ministry, new).await;
    let read = ministry.get(&path).await.expect(200).body;
    assert_eq!(
        (&read["credits"], &read["supersedesId"], &read["equivalent"]),
        (&json!("1.5"), &json!(id(&old)), &json!(true))
    );
    let retirement = json!({ "retiredFrom": "2027-09-01", "reason": "înlocuit" });
    ministry.post(&format!("{old}/retirements"), retirement).await.expect(201);
    let edited = ministry.patch(&path, json!({ "credits": "2", "equivalent": false })).await.expect(200).body;
    assert_eq!(
        (&edited["credits"], &edited["supersedesId"], &edited["equivalent"]),
        (&json!("2"), &json!(id(&old)), &json!(false))
    );

    let late = draft(&ministry, new_programme("CFP-103")).await;
    let edited =
        ministry.patch(&late, json!({ "supersedesId": id(&old), "equivalent": true })).await.expect(200).body;
    assert_eq!((&edited["supersedesId"], &edited["equivalent"]), (&json!(id(&old)), &json!(true)));
}

#[actix_web::test]
async fn a_programme_takes_the_place_of_no_draft_nor_of_itself_and_counts_for_nothing_unnamed() {
    let service = Service::start().await;
    let (ministry, university) =
        (service.client(Role::Ministry).await, service.client(Role::University).await);
    let other = draft(&ministry, new_programme("CFP-101")).await;
    let own = draft(&university, new_programme("CFP-102")).await;
    let nobody = "01990000-0000-7000-8000-00000000dead";
    for superseded in [nobody, id(&other), id(&own)] {
        let new = new_with("CFP-103", &json!({ "supersedesId": superseded, "equivalent": true }));
        university.post(PATH, new).await.expect_faults(&["/supersedesId"]);
        university.patch(&own, json!({ "supersedesId": superseded })).await.expect_faults(&["/supersedesId"]);
    }
    university.patch(&own, json!({ "equivalent": true })).await.expect_faults(&["/equivalent"]);
    let all = json!({ "ownerId": ministry.organisation.to_string(), "equivalent": true });
    university.post(PATH, new_with("CFP-103", &all)).await.expect_faults(&["/ownerId", "/equivalent"]);
    assert_eq!(university.get(&own).await.expect(200).body["supersedesId"], Value::Null);
}

#[actix_web::test]
async fn rules_are_told_of_every_programme_that_was_approved() {
    let service = Service::start().await;
    let ministry = service.client(Role::Ministry).await;
    let old = approved(&ministry, new_programme("CFP-109")).await;
    let new = new_with("CFP-101", &json!({ "credits": "3", "supersedesId": id(&old), "equivalent": true }));
    let new = approved(&ministry, new).await;
    draft(&ministry, new_programme("CFP-102")).await;
    let retirement = json!({ "retiredFrom": "2027-09-01", "reason": "înlocuit" });
    ministry.post(&format!("{old}/retirements"), retirement).await.expect(201);

    let rated = service.hall.db.read(|view| programmes::rated(view)).await.expect("programmes");
    let told: Vec<_> = rated
        .iter()
        .map(|one| (one.id.to_string(), one.code.as_str(), one.status.as_str(), one.equivalent))
        .collect();
    assert_eq!(
        told,
        [
            (id(&old).to_owned(), "CFP-109", "retired", false),
            (id(&new).to_owned(), "CFP-101", "approved", true)
        ]
    );
    assert_eq!(rated[1].supersedes_id, Some(rated[0].id));
    assert_eq!(
        (rated[0].credits, rated[1].credits.map(|credits| credits.to_string())),
        (None, Some("3".to_owned()))
    );
    assert_eq!((rated[1].domain.as_str(), rated[1].hours.to_string()), ("supervision", "24.5".to_owned()));
}
