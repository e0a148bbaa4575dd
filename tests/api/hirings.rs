//! Who may see: an employer hires whom it can name, learns nothing of others, and those who employed the person
//! are told.

use registry::call::Role;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::fixtures::{self, Scene, text, worker};
use crate::imports::faults;
use crate::service::{Answer, Client, TODAY};

const WORKERS: &str = "/api/v1/workers";
const HIRINGS: &str = "/api/v1/hirings";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";
const DAY: i64 = 86_400;

/// A call by which an employer hires whoever has the number, under a name.
async fn hire(employer: &Client, idnp: &str, family_name: &str, given_name: &str) -> Answer {
    let draft = worker(employer).known_by(idnp).named(family_name, given_name);
    draft.employed_at(&employer.organisation).send().await
}

async fn hirings(client: &Client) -> Vec<Value> {
    client.list(HIRINGS, "hirings").await
}

fn why(reason: &str) -> Value {
    json!({ "reason": reason })
}

#[actix_web::test]
async fn hiring_somebody_on_the_register_answers_as_hiring_somebody_new_does() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let known = hire(&other, scene.idnp(0), "RUSU", "Ana").await.expect(201);
    let new = hire(&other, &scene.service.fresh_code(), "Rusu", "Ana").await.expect(201);
    let fields =
        |answer: &Answer| answer.body.as_object().expect("a record").keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&known), fields(&new));
    assert_eq!(known.id(), scene.worker());
    assert_eq!(known.header("location"), Some(format!("{WORKERS}/{}", scene.worker()).as_str()));
    // The better spelling stays.
    assert_eq!(text(&known.body, "familyName"), "Rusu");
    other.get(&format!("{WORKERS}/{}", scene.worker())).await.expect(200);
    // Sent again it is the employer's own employment, which is on the register.
    let again = hire(&other, scene.idnp(0), "Rusu", "Ana").await.expect(409);
    assert_eq!(again.body["code"], "employmentKnown");
    assert_eq!(hirings(&scene.employer).await.len(), 1);
    // Under one key once.
    let person = worker(&other).known_by(scene.idnp(1)).employed_at(&other.organisation).body();
    let first = other.post_once(WORKERS, "h-1", person.clone()).await.expect(201);
    assert_eq!(other.post_once(WORKERS, "h-1", person).await.expect(201).body, first.body);
}

#[actix_web::test]
async fn a_number_and_a_name_that_do_not_go_together_are_one_refusal_that_says_nothing_else() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let closed = scene.service.fresh_code();
    let gone = scene.new_worker().known_by(&closed).create().await;
    scene.deactivate(&gone).await;
    let mut told = Vec::new();
    for (idnp, family_name) in [(scene.idnp(0), "Rusnac"), (scene.idnp(1), "Rus"), (&closed, "Rusu")] {
        let refused = hire(&other, idnp, family_name, "Ana").await.expect(409);
        assert_eq!(refused.body["code"], "identityToConfirm");
        let said = String::from_utf8_lossy(&refused.bytes).into_owned();
        let secrets = [scene.worker(), scene.mentor(), &gone, idnp];
        assert!(secrets.iter().all(|secret| !said.contains(secret)), "{said}");
        assert_eq!((refused.header("location"), &refused.body["location"]), (None, &Value::Null));
        let mut body = refused.body.clone();
        body["traceId"] = Value::Null;
        told.push(body);
    }
    assert!(told.iter().all(|body| *body == told[0]), "{told:#?}");
    // Each time it is noted about whom; nothing is recorded.
    let noted = scene.noted_about(scene.worker()).await;
    let ours =
        |entry: &&Value| entry["clientId"] == json!(other.id.to_string()) && entry["event"] == "search";
    assert_eq!(noted.iter().filter(ours).count(), 1);
    assert!(hirings(&scene.employer).await.is_empty());
    other.get(&format!("{WORKERS}/{}", scene.worker())).await.expect(404);
}

#[actix_web::test]
async fn a_client_is_refused_five_times_a_day_and_then_not_heard() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    // Hired before: the answer is kept, and given again whatever came meanwhile.
    let body = worker(&other).employed_at(&other.organisation).body();
    let hired = other.post_once(WORKERS, "key-1", body.clone()).await.expect(201).body;
    for _ in 0..5 {
        hire(&other, scene.idnp(0), "Rusnac", "Ana").await.expect(409);
    }
    // Nothing is looked at any more: wrong, right and new are one answer.
    let fresh = scene.service.fresh_code();
    for (idnp, family_name) in [(scene.idnp(0), "Rusnac"), (scene.idnp(0), "Rusu"), (&fresh, "Rusu")] {
        let refused = hire(&other, idnp, family_name, "Ana").await.expect(429);
        assert_eq!(refused.body["code"], "identitiesRefused");
    }
    scene.registrar.post("/api/v1/worker-lookups", json!({ "idnp": fresh })).await.expect(404);
    assert_eq!(other.post_once(WORKERS, "key-1", body).await.expect(201).body, hired);
    // Faults of the request come first, and count for nothing; another client is another one.
    worker(&other).send().await.expect_faults(&["/employment"]);
    let colleague = scene.service.client_of(other.organisation, Role::Employer).await;
    hire(&colleague, scene.idnp(0), "Rusnac", "Ana").await.expect(409);
    scene.service.clock.advance_seconds(DAY);
    hire(&other.token_again().await, scene.idnp(0), "Rusu", "Ana").await.expect(201);
    // The registrar sees everyone, and is told whom the number is of.
    for _ in 0..6 {
        let known =
            worker(&scene.registrar.token_again().await).known_by(scene.idnp(0)).send().await.expect(409);
        assert_eq!(known.body["location"], json!(format!("{WORKERS}/{}", scene.worker())));
    }
}

#[actix_web::test]
async fn an_employment_is_recorded_by_those_who_see_the_worker() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let bodies = [
        fixtures::employment(&other.organisation, TODAY),
        fixtures::employment(&scene.employer.organisation, TODAY),
        fixtures::employment(&NOBODY, TODAY),
    ];
    // Whoever is named, and whatever is said: nothing is there.
    for body in &bodies {
        for worker in [scene.worker(), NOBODY] {
            other.post(&format!("{WORKERS}/{worker}/employments"), body.clone()).await.expect(404);
        }
    }
    let path = format!("{WORKERS}/{}/employments", scene.worker());
    scene.employer.post(&path, bodies[0].clone()).await.expect_faults(&["/organisationId"]);
    scene.employer.post(&path, bodies[1].clone()).await.expect(201);
}

#[actix_web::test]
async fn a_hiring_is_told_to_former_employers_contested_once_and_withdrawn_by_the_registrar() {
    let scene = Scene::start().await;
    let (other, third) =
        (scene.service.client(Role::Employer).await, scene.service.client(Role::Employer).await);
    hire(&other, scene.idnp(0), "Rusu", "Ana").await.expect(201);
    let [hiring] = hirings(&scene.employer).await.try_into().expect("one");
    assert_eq!(
        (text(&hiring, "workerId"), text(&hiring, "organisationId")),
        (scene.worker(), other.organisation.to_string().as_str())
    );
    assert_eq!(hirings(&scene.auditor).await, std::slice::from_ref(&hiring));
    let path = format!("{HIRINGS}/{}", text(&hiring, "id"));
    for outsider in [&other, &third] {
        assert!(hirings(outsider).await.is_empty());
        outsider.get(&path).await.expect(404);
        outsider.post(&format!("{path}/contests"), why("nu este așa")).await.expect(404);
    }
    scene.provider.get(HIRINGS).await.expect(403);
    scene.employer.post(&format!("{path}/withdrawals"), why("nu este așa")).await.expect(403);
    scene.employer.post(&format!("{path}/contests"), json!({})).await.expect_faults(&["/reason"]);

    let contested =
        scene.employer.post(&format!("{path}/contests"), why("lucrează la noi")).await.expect(201);
    assert_eq!(contested.body["contestedBy"], json!(scene.employer.organisation.to_string()));
    let again = scene.employer.post(&format!("{path}/contests"), why("lucrează la noi")).await.expect(409);
    assert_eq!(again.body["code"], "hiringContested");
    // It stays until the registrar has looked.
    let record = format!("{WORKERS}/{}", scene.worker());
    other.get(&record).await.expect(200);
    let withdrawn = scene.registrar.post(&format!("{path}/withdrawals"), why("nu a fost angajată")).await;
    assert_eq!(withdrawn.expect(201).body["withdrawalReason"], "nu a fost angajată");
    other.get(&record).await.expect(404);
    scene.employer.get(&record).await.expect(200);
    let employments = scene.registrar.list(&format!("{record}/employments"), "employments").await;
    let voided: Vec<_> = employments.iter().filter(|one| one["withdrawal"] == "voided").collect();
    assert_eq!(voided.len(), 1);
    assert_eq!(voided[0]["organisationId"], json!(other.organisation.to_string()));
    for way in ["withdrawals", "contests"] {
        let client = if way == "contests" { &scene.employer } else { &scene.registrar };
        let again = client.post(&format!("{path}/{way}"), why("încă o dată")).await.expect(409);
        assert_eq!(again.body["code"], "hiringWithdrawn");
    }
    assert_eq!(scene.employer.get(&path).await.expect(200).body["withdrawalReason"], "nu a fost angajată");
}

#[actix_web::test]
async fn a_hiring_that_was_corrected_since_is_withdrawn_as_it_is_believed() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    hire(&other, scene.idnp(0), "Rusu", "Ana").await.expect(201);
    let record = format!("{WORKERS}/{}", scene.worker());
    let [hiring] = hirings(&scene.auditor).await.try_into().expect("one");
    let mut employment = fixtures::employment(&other.organisation, "2025-06-01");
    employment["basePay"] = json!("9000");
    let correction = json!({ "employment": employment, "reason": "data greșită" });
    let path = format!("/api/v1/employments/{}/corrections", text(&hiring, "employmentId"));
    let after = other.post(&path, correction).await.expect(201).id();
    let withdrawals = format!("{HIRINGS}/{}/withdrawals", text(&hiring, "id"));
    scene.registrar.post(&withdrawals, why("nu a fost angajată")).await.expect(201);
    let employments = scene.registrar.list(&format!("{record}/employments"), "employments").await;
    let last = employments.iter().find(|one| text(one, "id") == after).expect("the correction");
    assert_eq!(last["withdrawal"], "voided");
    // Corrected to another employer it was the same mistake.
    let third = scene.service.client(Role::Employer).await;
    hire(&third, scene.idnp(0), "Rusu", "Ana").await.expect(201);
    let hiring = hirings(&scene.auditor).await.pop().expect("another one");
    let elsewhere = fixtures::employment(&other.organisation, "2025-07-01");
    let correction = json!({ "employment": elsewhere, "reason": "alt angajator" });
    let path = format!("/api/v1/employments/{}/corrections", text(&hiring, "employmentId"));
    let moved = scene.registrar.post(&path, correction).await.expect(201).id();
    let withdrawals = format!("{HIRINGS}/{}/withdrawals", text(&hiring, "id"));
    scene.registrar.post(&withdrawals, why("nu a fost angajată")).await.expect(201);
    let employments = scene.registrar.list(&format!("{record}/employments"), "employments").await;
    let last = employments.iter().find(|one| text(one, "id") == moved).expect("the correction");
    assert_eq!(last["withdrawal"], "voided");
    // Voided before, there is nothing more to void.
    hire(&other, scene.idnp(1), "Rusu", "Ana").await.expect(201);
    let hiring = hirings(&scene.auditor).await.pop().expect("another one");
    let void = format!("/api/v1/employments/{}/voids", text(&hiring, "employmentId"));
    other.post(&void, fixtures::void()).await.expect(201);
    let withdrawals = format!("{HIRINGS}/{}/withdrawals", text(&hiring, "id"));
    scene.registrar.post(&withdrawals, why("nu a fost angajată")).await.expect(201);
}

#[actix_web::test]
async fn payroll_of_an_employer_asks_about_its_own_workers_and_that_of_the_ministry_about_all() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let theirs = worker(&other).employed_at(&other.organisation).create().await;
    let own = scene.service.client_of(scene.employer.organisation, Role::Payroll).await;
    let query =
        json!({ "workers": [{ "workerId": scene.worker() }, { "workerId": theirs }], "validAt": TODAY });
    for (payroll, expected) in [(&own, ["found", "unknown"]), (&scene.payroll, ["found", "found"])] {
        let answer = payroll.post("/api/v1/qualification-status-queries", query.clone()).await.expect(200);
        let outcome = |at: usize| text(&answer.body["results"][at], "outcome").to_owned();
        assert_eq!([outcome(0), outcome(1)], expected);
    }
    own.get(&format!("{WORKERS}/{}", scene.worker())).await.expect(200);
    own.get(&format!("{WORKERS}/{theirs}")).await.expect(404);
    own.get(&format!("{WORKERS}/{theirs}/employments")).await.expect(404);
    scene.payroll.get(&format!("{WORKERS}/{theirs}")).await.expect(200);
}

#[actix_web::test]
async fn a_withdrawn_hiring_takes_along_what_was_recorded_by_the_sight_that_it_gave() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let record = format!("{WORKERS}/{}", scene.worker());
    hire(&other, scene.idnp(0), "Rusu", "Ana").await.expect(201);
    let mut second = fixtures::employment(&other.organisation, "2025-09-01");
    second["post"] = json!("educator");
    other.post(&format!("{record}/employments"), second).await.expect(201);
    let [hiring] = hirings(&scene.auditor).await.try_into().expect("one");
    let withdrawals = format!("{HIRINGS}/{}/withdrawals", text(&hiring, "id"));
    scene.registrar.post(&withdrawals, why("nu a fost angajată")).await.expect(201);
    other.get(&record).await.expect(404);
    let believed = scene.registrar.list(&format!("{record}/employments"), "employments").await;
    let believed: Vec<_> = believed.iter().filter(|one| one["withdrawnAt"].is_null()).collect();
    let employer = json!(scene.employer.organisation.to_string());
    assert!(
        !believed.is_empty() && believed.iter().all(|one| one["organisationId"] == employer),
        "{believed:?}"
    );
}

#[actix_web::test]
async fn a_withdrawn_hiring_leaves_what_was_there_and_what_others_recorded() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let record = format!("{WORKERS}/{}", scene.worker());
    let post = |post: &str, from: &str| {
        let mut employment = fixtures::employment(&other.organisation, from);
        employment["post"] = json!(post);
        employment
    };
    // A job of the past, whose last day is put right after the hiring; one that the registrar records; and one
    // below the employer.
    let mut past = post("educator", "2020-01-01");
    past["validUntil"] = json!("2022-12-31");
    let list = format!("{record}/employments");
    let known = scene.registrar.post(&list, past.clone()).await.expect(201).id();
    hire(&other, scene.idnp(0), "Rusu", "Ana").await.expect(201);
    past["validUntil"] = json!("2022-11-30");
    let correction = json!({ "employment": past, "reason": "conform ordinului" });
    let corrected = other.post(&format!("/api/v1/employments/{known}/corrections"), correction).await;
    let corrected = corrected.expect(201).id();
    let official = scene.registrar.post(&list, post("manager", "2025-01-01")).await.expect(201).id();
    let branch = scene.service.organisation(OrganisationKind::Employer, Some(other.organisation)).await;
    let below = other.post(&list, fixtures::employment(&branch, "2025-10-01")).await.expect(201).id();
    let [hiring] = hirings(&scene.auditor).await.try_into().expect("one");
    let withdrawals = format!("{HIRINGS}/{}/withdrawals", text(&hiring, "id"));
    scene.registrar.post(&withdrawals, why("nu a fost angajată")).await.expect(201);
    let all = scene.registrar.list(&list, "employments").await;
    let voided: Vec<_> =
        all.iter().filter(|one| one["withdrawal"] == "voided").map(|one| text(one, "id")).collect();
    assert_eq!(voided.len(), 2, "{all:#?}");
    assert!(voided.contains(&text(&hiring, "employmentId")) && voided.contains(&below.as_str()));
    for kept in [&corrected, &official] {
        assert!(all.iter().any(|one| text(one, "id") == kept && one["withdrawnAt"].is_null()), "{kept}");
    }
}

#[actix_web::test]
async fn a_withdrawn_hiring_for_an_organisation_below_takes_its_employments_along() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let branch = scene.service.organisation(OrganisationKind::Employer, Some(other.organisation)).await;
    let of_branch = scene.service.client_of(branch, Role::Employer).await;
    let record = format!("{WORKERS}/{}", scene.worker());
    let person = worker(&other).known_by(scene.idnp(0)).named("Rusu", "Ana");
    other.post(WORKERS, person.employed_at(&branch).body()).await.expect(201);
    // By who hired, and by whom it was hired for.
    let list = format!("{record}/employments");
    other.post(&list, fixtures::employment(&other.organisation, "2025-10-01")).await.expect(201);
    let mut second = fixtures::employment(&branch, "2025-11-01");
    second["post"] = json!("educator");
    of_branch.post(&list, second).await.expect(201);
    let [hiring] = hirings(&scene.auditor).await.try_into().expect("one");
    let withdrawals = format!("{HIRINGS}/{}/withdrawals", text(&hiring, "id"));
    scene.registrar.post(&withdrawals, why("nu a fost angajată")).await.expect(201);
    for client in [&other, &of_branch] {
        client.get(&record).await.expect(404);
    }
    let all = scene.registrar.list(&list, "employments").await;
    assert_eq!(all.iter().filter(|one| one["withdrawal"] == "voided").count(), 3, "{all:#?}");
}

#[actix_web::test]
async fn one_too_many_today_is_heard_tomorrow_under_the_same_key() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    for name in ["Rus", "Ruso", "Rusnac", "Russu", "Rusul"] {
        hire(&other, scene.idnp(0), name, "Ana").await.expect(409);
    }
    let person = worker(&other).known_by(scene.idnp(0)).named("Rusu", "Ana");
    let person = person.employed_at(&other.organisation).body();
    other.post_once(WORKERS, "k-1", person.clone()).await.expect(429);
    scene.service.clock.advance_seconds(DAY);
    other.token_again().await.post_once(WORKERS, "k-1", person).await.expect(201);
}

#[actix_web::test]
async fn a_refused_hiring_is_answered_alike_when_it_is_asked_again_under_its_key() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let person = |family_name: &str| {
        let draft = worker(&other).known_by(scene.idnp(0)).named(family_name, "Ana");
        draft.employed_at(&other.organisation).body()
    };
    let refused = other.post_once(WORKERS, "k-1", person("Rusnac")).await.expect(409);
    for _ in 0..6 {
        let again = other.post_once(WORKERS, "k-1", person("Rusnac")).await.expect(409);
        assert_eq!(again.bytes, refused.bytes);
    }
    // It was one refusal; another body under the key is a mistake of the client.
    other.post_once(WORKERS, "k-1", person("Rusu")).await.expect(422);
    other.post_once(WORKERS, "k-2", person("Rusu")).await.expect(201);
    // An employment that is its own already tells that the person is there, and that is noted as well.
    let before = looks(&scene, &other).await;
    let known = hire(&other, scene.idnp(0), "Rusu", "Ana").await.expect(409);
    assert_eq!(known.body["code"], "employmentKnown");
    assert_eq!(looks(&scene, &other).await, before + 1);
}

/// Times that the journal says that a client looked for the scene's worker.
async fn looks(scene: &Scene, client: &Client) -> usize {
    let noted = scene.noted_about(scene.worker()).await;
    let id = json!(client.id.to_string());
    noted.iter().filter(|entry| entry["clientId"] == id && entry["event"] == "search").count()
}

/// A file of an employer that hires: numbers and names.
async fn hire_by_file(employer: &Client, order: &str, people: &[(&str, &str)]) -> Vec<Value> {
    let employer_id = employer.organisation;
    let row = |(idnp, family_name): &(&str, &str)| {
        format!("{idnp};{family_name};Ana;{employer_id};educator;2026-01-01")
    };
    let rows: Vec<_> = people.iter().map(row).collect();
    let file = format!("IDNP;Nume;Prenume;Angajator;Funcția;Angajat din\n{}\n", rows.join("\n"));
    let batch = employer.batch("/api/v1/worker-batches", order, "text/csv", file).await;
    employer.list(&format!("/api/v1/worker-batches/{}/rows", batch.id()), "rows").await
}

#[actix_web::test]
async fn guesses_of_files_and_of_calls_count_once_each_and_together() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let (ana, ion) = (scene.idnp(0), scene.idnp(1));
    let fresh = scene.service.fresh_code();
    // A guess of a file is one, though its rows are looked at for the check and for the commit, and sent again.
    let rows = [(ana, "Rusnac"), (ion, "Rusnac")];
    hire_by_file(&other, "mode=validate", &rows).await;
    let told = hire_by_file(&other, "mode=commit&atomicity=row", &rows).await;
    for row in &told {
        assert_eq!(faults(row), [("identityToConfirm", "")], "{row}");
        assert_eq!((&row["workerId"], &row["objectId"]), (&Value::Null, &Value::Null));
    }
    for name in ["Rus", "Ruso"] {
        hire(&other, ana, name, "Ana").await.expect(409);
    }
    // One is left: after it nothing of a file is looked at.
    let told =
        hire_by_file(&other, "mode=commit&atomicity=row", &[(ana, "Russu"), (ion, "Rusu"), (&fresh, "Rusu")])
            .await;
    let codes: Vec<_> = told.iter().map(|row| faults(row)[0].0).collect();
    assert_eq!(codes, ["identityToConfirm", "identitiesRefused", "identitiesRefused"]);
    hire(&other, ana, "Rusu", "Ana").await.expect(429);
    scene.registrar.post("/api/v1/worker-lookups", json!({ "idnp": fresh })).await.expect(404);
}

#[actix_web::test]
async fn rows_of_a_file_about_one_person_are_one_person() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let ana = scene.idnp(0);
    let told =
        hire_by_file(&other, "mode=commit&atomicity=row", &[(ana, "Rusu"), (ana, "Rusu"), (ana, "Rusnac")])
            .await;
    let outcomes: Vec<_> = told.iter().map(|row| text(row, "outcome")).collect();
    assert_eq!(outcomes, ["created", "duplicate", "rejected"], "{told:#?}");
    assert_eq!(scene.registrar.list(HIRINGS, "hirings").await.len(), 1);
    // Once more it is the employer's own list.
    let told = hire_by_file(&other, "mode=commit&atomicity=row", &[(ana, "Rusu")]).await;
    assert_eq!(text(&told[0], "outcome"), "unchanged", "{told:#?}");
}
