//! Supervision sessions: who, when, how long; recorded, read and voided.

use registry::call::Role;
use registry::supervision::history;
use registry::values::{OrganisationId, OrganisationKind, SessionKind, WorkerId};
use serde_json::{Value, json};

use crate::fixtures::{self, Draft, Scene};
use crate::service::{Client, TODAY};

const PATH: &str = "/api/v1/supervision-sessions";
const NOBODY: &str = "01990000-0000-7000-8000-000000000001";

/// A session of the mentor with these attendees, on the day before today.
fn session<'s>(scene: &'s Scene, attendees: &[&str]) -> Draft<'s> {
    let kind = if attendees.len() == 1 { "individual" } else { "group" };
    let new = scene.session().by(&scene.supervisor).on("2026-11-22");
    new.with("kind", kind).with("attendeeIds", attendees)
}

async fn sessions(scene: &Scene) -> usize {
    scene.registrar.list(&format!("{PATH}?state=all"), "supervisionSessions").await.len()
}

/// A worker of an employer since this year.
async fn employed(registrar: &Client, employer: OrganisationId) -> String {
    fixtures::worker(registrar).employed_at(&employer).employed_with("validFrom", "2026-01-01").create().await
}

async fn ids(client: &Client, query: &str) -> Vec<String> {
    let sessions = client.list(&format!("{PATH}?{query}"), "supervisionSessions").await;
    sessions.iter().map(|session| session["id"].as_str().expect("an id").to_owned()).collect()
}

#[actix_web::test]
async fn an_individual_session_is_recorded_and_read() {
    let scene = Scene::with_people(3).await;
    let supervisor = &scene.supervisor;
    let body = session(&scene, &[scene.worker()]).reference("SUP-1").on(TODAY).body();
    let created = supervisor.post(PATH, body.clone()).await.expect(201);
    assert_eq!(created.header("location"), Some(format!("{PATH}/{}", created.id()).as_str()));
    assert_eq!(created.header("cache-control"), Some("no-store"));
    for (field, value) in body.as_object().expect("fields") {
        assert_eq!(&created.body[field], value, "{field}");
    }
    assert_eq!(created.body["organisationId"], json!(supervisor.organisation));
    assert_eq!(
        (&created.body["recordedBy"], &created.body["withdrawnAt"]),
        (&json!(supervisor.id), &Value::Null)
    );
    assert_eq!(supervisor.get(&format!("{PATH}/{}", created.id())).await.expect(200).body, created.body);
}

#[actix_web::test]
async fn a_group_session_names_each_attendee_in_one_order() {
    let scene = Scene::with_people(3).await;
    let body = session(&scene, &[scene.id(2), scene.worker()])
        .with("setting", "external")
        .with("method", "online")
        .body();
    let created = scene.supervisor.post(PATH, body).await.expect(201);
    assert_eq!(created.body["attendeeIds"], json!([scene.worker(), scene.id(2)]));
    assert_eq!(created.body["reference"], Value::Null);
    assert_eq!(
        scene.supervisor.get(&format!("{PATH}/{}", created.id())).await.expect(200).body,
        created.body
    );
    let listed = scene.supervisor.get(PATH).await.expect(200);
    assert_eq!(listed.body, json!({ "supervisionSessions": [created.body], "nextCursor": "" }));
}

#[actix_web::test]
async fn what_cannot_have_been_is_named_at_once_with_what_the_register_does_not_know() {
    let scene = Scene::with_people(3).await;
    let wrong = session(&scene, &[scene.mentor(), NOBODY, scene.worker(), scene.worker()])
        .with("organisationId", NOBODY)
        .with("kind", "individual")
        .on("2026-11-24")
        .with("minutes", 1500)
        .body();
    let places = [
        "/organisationId",
        "/heldOn",
        "/minutes",
        "/attendeeIds",
        "/attendeeIds/0",
        "/attendeeIds/1",
        "/attendeeIds/3",
    ];
    scene.registrar.post(PATH, wrong).await.expect_faults(&places);
    let nobody = session(&scene, &[]).with("supervisorId", NOBODY).with("minutes", 0).body();
    scene.supervisor.post(PATH, nobody).await.expect_faults(&["/supervisorId", "/minutes", "/attendeeIds"]);
    assert_eq!(sessions(&scene).await, 0);
}

#[actix_web::test]
async fn what_cannot_be_read_is_named_at_once() {
    let scene = Scene::with_people(3).await;
    let body = json!({
        "supervisorId": "x", "kind": "duo", "setting": "internal", "method": "by_phone", "heldOn": "23.11.2026", "minutes": "90",
        "attendeeIds": [scene.worker(), "x"], "notes": "what was said"
    });
    let places =
        ["/supervisorId", "/kind", "/method", "/heldOn", "/minutes", "/theme", "/attendeeIds/1", "/notes"];
    let answer = scene.supervisor.post(PATH, body).await.expect_faults(&places);
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("what was said"));
}

#[actix_web::test]
async fn nobody_supervises_themselves() {
    let scene = Scene::with_people(3).await;
    let group = session(&scene, &[scene.worker(), scene.mentor()]).body();
    scene.supervisor.post(PATH, group).await.expect_faults(&["/attendeeIds/1"]);
    session(&scene, &[scene.mentor()]).send().await.expect_faults(&["/attendeeIds/0"]);
}

#[actix_web::test]
async fn an_individual_session_has_one_attendee_and_a_group_more() {
    let scene = Scene::with_people(3).await;
    let of = |attendees: &[&str], kind: &str| session(&scene, attendees).with("kind", kind).body();
    let (ana, ion) = (scene.worker(), scene.id(2));
    for wrong in [of(&[], "individual"), of(&[], "group"), of(&[ana, ion], "individual"), of(&[ana], "group")]
    {
        scene.supervisor.post(PATH, wrong).await.expect_faults(&["/attendeeIds"]);
    }
    scene.supervisor.post(PATH, of(&[ana, ana], "group")).await.expect_faults(&["/attendeeIds/1"]);
}

#[actix_web::test]
async fn a_session_takes_fifty_attendees_and_twelve_hours_at_the_most() {
    let scene = Scene::with_people(3).await;
    let mut workers = Vec::new();
    for _ in 0..51 {
        workers.push(scene.new_worker().create().await);
    }
    let all: Vec<_> = workers.iter().map(String::as_str).collect();
    session(&scene, &all).send().await.expect_faults(&["/attendeeIds"]);
    for (minutes, status) in [(-1, 400), (0, 400), (1, 201), (720, 201), (721, 400), (1500, 400)] {
        let session = session(&scene, &all[..50]).with("minutes", minutes).body();
        let answer = scene.supervisor.post(PATH, session).await.expect(status);
        assert_eq!(status == 400, answer.body["errors"].get("/minutes").is_some());
    }
}

#[actix_web::test]
async fn nothing_is_recorded_about_a_closed_record() {
    let scene = Scene::with_people(3).await;
    scene.deactivate(scene.worker()).await;
    session(&scene, &[scene.id(2), scene.worker()]).send().await.expect_faults(&["/attendeeIds/1"]);
    scene.deactivate(scene.mentor()).await;
    session(&scene, &[scene.id(2)]).send().await.expect_faults(&["/supervisorId"]);
}

#[actix_web::test]
async fn the_day_turns_at_midnight_in_chisinau() {
    let scene = Scene::with_people(3).await;
    let tomorrow = session(&scene, &[scene.worker()]).on("2026-11-24").body();
    scene.supervisor.post(PATH, tomorrow.clone()).await.expect_faults(&["/heldOn"]);
    // 22:00 in UTC, still today there.
    scene.service.clock.advance_seconds(12 * 3600);
    let supervisor = scene.service.client_of(scene.supervisor.organisation, Role::Supervisor).await;
    supervisor.post(PATH, tomorrow).await.expect(201);
}

#[actix_web::test]
async fn pages_join_without_gap_or_double_and_filters_narrow_them() {
    let scene = Scene::with_people(3).await;
    let (supervisor, ana, ion) = (&scene.supervisor, scene.worker(), scene.id(2));
    let mut recorded = Vec::new();
    for at in 0..7 {
        let attendees: &[&str] = if at % 2 == 0 { &[ana, ion] } else { &[ion] };
        let session = session(&scene, attendees).on(&format!("2026-11-1{at}")).body();
        recorded.push(supervisor.post(PATH, session).await.expect(201).id());
    }
    assert_eq!(ids(supervisor, "state=current").await, recorded);
    let even: Vec<_> = recorded.iter().step_by(2).cloned().collect();
    assert_eq!(ids(supervisor, &format!("workerId={ana}")).await, even);
    assert_eq!(
        ids(supervisor, &format!("workerId={ana}&from=2026-11-12&until=2026-11-14")).await,
        recorded[2..=4].iter().step_by(2).cloned().collect::<Vec<_>>()
    );
    assert_eq!(ids(supervisor, &format!("supervisorId={}", scene.mentor())).await, recorded);
    assert!(ids(supervisor, &format!("supervisorId={ana}")).await.is_empty());
    assert!(ids(supervisor, &format!("organisationId={}", scene.registrar.organisation)).await.is_empty());
    assert_eq!(ids(&scene.registrar, &format!("organisationId={}", supervisor.organisation)).await, recorded);
    // A cursor belongs to its question.
    let cursor = supervisor.get(&format!("{PATH}?limit=2")).await.expect(200).body["nextCursor"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    supervisor
        .get(&format!("{PATH}?limit=2&workerId={ana}&cursor={cursor}"))
        .await
        .expect_faults(&["cursor"]);
    supervisor
        .get(&format!("{PATH}?state=gone&from=soon&colour=red"))
        .await
        .expect_faults(&["state", "from", "colour"]);
}

#[actix_web::test]
async fn another_organisations_session_does_not_exist() {
    let scene = Scene::with_people(3).await;
    let body = session(&scene, &[scene.worker()]).reference("SUP-1").body();
    let path = format!("{PATH}/{}", scene.supervisor.post(PATH, body.clone()).await.expect(201).id());
    let (other, employer) =
        (scene.service.client(Role::Supervisor).await, scene.service.client(Role::Employer).await);
    for stranger in [&other, &employer] {
        stranger.get(&path).await.expect(404);
        stranger.post(&format!("{path}/voids"), json!({ "reason": "nu este a noastră" })).await.expect(404);
        assert!(ids(stranger, "state=all").await.is_empty());
        assert!(ids(stranger, &format!("organisationId={}", scene.supervisor.organisation)).await.is_empty());
    }
    let mut theirs = body.clone();
    theirs["organisationId"] = json!(scene.supervisor.organisation);
    other.post(PATH, theirs).await.expect_faults(&["/organisationId"]);
    // Its reference is its own.
    other.post(PATH, body).await.expect(201);
    scene.service.client(Role::Ministry).await.get(&path).await.expect(200);
    scene.service.client(Role::Payroll).await.get(&path).await.expect(403);
    scene
        .service
        .client(Role::Ministry)
        .await
        .post(&format!("{path}/voids"), json!({ "reason": "din greșeală" }))
        .await
        .expect(403);
    scene.service.get(&path).await.expect(401);
}

#[actix_web::test]
async fn an_agency_records_and_reads_for_the_structures_below_it() {
    let scene = Scene::with_people(3).await;
    // Where the mentor works supervision is offered to others.
    scene.service.client_of(scene.employer.organisation, Role::Supervisor).await;
    let service = &scene.service;
    let agency = service.client(Role::Employer).await;
    let structure = service.organisation(OrganisationKind::Employer, Some(agency.organisation)).await;
    let (below, beside) =
        (service.client_of(structure, Role::Supervisor).await, service.client(Role::Employer).await);
    let own = employed(&scene.registrar, structure).await;
    let first = below.post(PATH, session(&scene, &[&own]).body()).await.expect(201);
    agency.get(&format!("{PATH}/{}", first.id())).await.expect(200);
    let second = agency
        .post(
            PATH,
            session(&scene, &[&own]).reference("S-2").with("organisationId", structure.to_string()).body(),
        )
        .await
        .expect(201);
    assert_eq!(ids(&agency, &format!("organisationId={structure}")).await, [first.id(), second.id()]);
    assert_eq!(ids(&below, "state=current").await, [first.id(), second.id()]);
    let above = below
        .post(PATH, session(&scene, &[&own]).with("organisationId", agency.organisation.to_string()).body())
        .await;
    above.expect_faults(&["/organisationId"]);
    beside.get(&format!("{PATH}/{}", first.id())).await.expect(404);
    agency
        .post(&format!("{PATH}/{}/voids", first.id()), json!({ "reason": "introdus din greșeală" }))
        .await
        .expect(201);
}

#[actix_web::test]
async fn an_employer_records_of_those_who_worked_for_it_on_the_day() {
    let scene = Scene::with_people(3).await;
    // Where the mentor works supervision is offered to others.
    scene.service.client_of(scene.employer.organisation, Role::Supervisor).await;
    let employer = scene.service.client(Role::Employer).await;
    let own = employed(&scene.registrar, employer.organisation).await;
    employer.post(PATH, session(&scene, &[&own]).body()).await.expect(201);
    employer
        .post(PATH, session(&scene, &[&own, scene.worker()]).body())
        .await
        .expect_faults(&["/attendeeIds/1"]);
    let before = session(&scene, &[&own]).on("2025-12-31").body();
    employer.post(PATH, before.clone()).await.expect_faults(&["/attendeeIds/0"]);
    scene.registrar.post(PATH, before).await.expect(201);
}

#[actix_web::test]
async fn a_void_withdraws_the_session_once_and_hides_it_from_the_current_ones() {
    let scene = Scene::with_people(3).await;
    let supervisor = &scene.supervisor;
    let created = session(&scene, &[scene.worker()]).reference("SUP-1").send().await.expect(201);
    let kept = session(&scene, &[scene.worker()]).with("minutes", 60).send().await.expect(201);
    let path = format!("{PATH}/{}", created.id());
    supervisor.post(&format!("{path}/voids"), json!({ "reason": "x" })).await.expect_faults(&["/reason"]);
    let why = json!({ "reason": "introdusă de două ori" });
    let voided = supervisor.post(&format!("{path}/voids"), why.clone()).await.expect(201);
    assert_eq!(
        (&voided.body["withdrawal"], &voided.body["withdrawalReason"]),
        (&json!("voided"), &why["reason"])
    );
    assert!(voided.body["withdrawnAt"].is_string());
    assert_eq!(voided.body["attendeeIds"], created.body["attendeeIds"]);
    assert_eq!(supervisor.get(&path).await.expect(200).body, voided.body);
    supervisor.post(&format!("{path}/voids"), why).await.expect(409);
    supervisor.post(&format!("{PATH}/{NOBODY}/voids"), json!({ "reason": "nu există" })).await.expect(404);
    assert_eq!(ids(supervisor, "from=2026-11-22").await, [kept.id()]);
    assert_eq!(
        ids(supervisor, &format!("workerId={}&state=withdrawn", scene.worker())).await,
        [created.id()]
    );
    assert_eq!(ids(supervisor, "state=all").await, [created.id(), kept.id()]);
    // The reference is free again.
    session(&scene, &[scene.worker()]).reference("SUP-1").send().await.expect(201);
}

#[actix_web::test]
async fn a_reference_is_recorded_once_by_an_organisation_also_when_eight_do_it_at_once() {
    let scene = Scene::with_people(3).await;
    let body = session(&scene, &[scene.worker()]).reference("SUP-1").body();
    let all = futures_util::future::join_all((0..8).map(|_| scene.supervisor.post(PATH, body.clone()))).await;
    let created: Vec<_> =
        all.iter().filter(|answer| answer.status == 201).map(crate::service::Answer::id).collect();
    assert_eq!(created.len(), 1);
    let existing = json!(format!("{PATH}/{}", created[0]));
    assert!(
        all.iter()
            .filter(|answer| answer.status != 201)
            .all(|answer| answer.status == 409 && answer.body["location"] == existing)
    );
    assert_eq!(sessions(&scene).await, 1);
}

#[actix_web::test]
async fn the_same_request_again_has_the_same_answer_and_one_effect() {
    let scene = Scene::with_people(3).await;
    let body = session(&scene, &[scene.worker(), scene.id(2)]).body();
    let first = scene.supervisor.post_once(PATH, "session-1", body.clone()).await.expect(201);
    let again = scene.supervisor.post_once(PATH, "session-1", body).await.expect(201);
    assert_eq!((&first.bytes, sessions(&scene).await), (&again.bytes, 1));
    scene
        .supervisor
        .post_once(PATH, "session-1", session(&scene, &[scene.worker()]).body())
        .await
        .expect(422);
    let (path, why) = (format!("{PATH}/{}/voids", first.id()), json!({ "reason": "din greșeală" }));
    let voided = scene.supervisor.post_once(&path, "void-1", why.clone()).await.expect(201);
    assert_eq!(scene.supervisor.post_once(&path, "void-1", why).await.expect(201).bytes, voided.bytes);
}

#[actix_web::test]
async fn each_person_of_a_session_is_in_the_journal_whenever_it_is_touched() {
    let scene = Scene::with_people(3).await;
    let supervisor = &scene.supervisor;
    let id = session(&scene, &[scene.worker(), scene.id(2)]).send().await.expect(201).id();
    supervisor.get(&format!("{PATH}/{id}")).await.expect(200);
    supervisor.get(PATH).await.expect(200);
    supervisor.post(&format!("{PATH}/{id}/voids"), json!({ "reason": "din greșeală" })).await.expect(201);
    for person in [scene.worker(), scene.id(2), scene.mentor()] {
        let entries = scene
            .auditor
            .list(
                &format!("/api/v1/journal-entries?workerId={person}&clientId={}", supervisor.id),
                "journalEntries",
            )
            .await;
        let noted: Vec<_> = entries
            .iter()
            .map(|entry| (entry["operation"].as_str(), entry["event"].as_str(), &entry["objectId"]))
            .collect();
        let (this, none) = (json!(id), Value::Null);
        let expected = [
            (Some("create_supervision_session"), Some("change"), &this),
            (Some("get_supervision_session"), Some("access"), &this),
            (Some("list_supervision_sessions"), Some("access"), &none),
            (Some("create_supervision_session_void"), Some("change"), &this),
        ];
        assert_eq!(noted, expected);
    }
}

#[actix_web::test]
async fn asking_about_somebody_is_noted_although_nothing_is_found() {
    let scene = Scene::with_people(3).await;
    scene.supervisor.get(&format!("{PATH}?workerId={}", scene.worker())).await.expect(200);
    scene.supervisor.get(PATH).await.expect(200);
    let by = format!("/api/v1/journal-entries?clientId={}", scene.supervisor.id);
    let entries = scene.auditor.list(&by, "journalEntries").await;
    let about: Vec<_> = entries.iter().map(|entry| &entry["workerIds"]).collect();
    assert_eq!(about, [&json!([scene.worker()]), &json!([])]);
}

#[actix_web::test]
async fn a_merged_persons_sessions_are_found_under_the_surviving_record() {
    let scene = Scene::with_people(3).await;
    let id = session(&scene, &[scene.worker()]).send().await.expect(201).id();
    scene.merge(scene.worker(), scene.id(2)).await;
    assert_eq!(ids(&scene.supervisor, &format!("workerId={}", scene.id(2))).await, [id]);
}

#[actix_web::test]
async fn a_status_is_told_of_each_session_whether_it_was_with_one_or_with_many() {
    let scene = Scene::with_people(3).await;
    let (ana, ion) = (scene.worker(), scene.id(2));
    let alone = session(&scene, &[ana]).on("2026-11-20").with("minutes", 60).body();
    let together = session(&scene, &[ana, ion]).on("2026-11-10").body();
    let alone = scene.supervisor.post(PATH, alone).await.expect(201).id();
    let together = scene.supervisor.post(PATH, together).await.expect(201).id();
    scene
        .supervisor
        .post(&format!("{PATH}/{together}/voids"), json!({ "reason": "nu a avut loc" }))
        .await
        .expect(201);

    let worker: WorkerId = ana.parse().expect("an id");
    let told = scene.service.hall.db.read(move |view| history(view, worker)).await.expect("sessions");
    let shown: Vec<_> = told
        .iter()
        .map(|one| {
            (one.fact.session_id.to_string(), one.fact.minutes, one.fact.kind, one.withdrawn_at.is_some())
        })
        .collect();
    assert_eq!(
        shown,
        [(together, 90, SessionKind::Group, true), (alone, 60, SessionKind::Individual, false)]
    );
}

#[actix_web::test]
async fn an_employer_names_a_supervisor_of_its_own_or_of_those_who_offer_supervision() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let theirs = fixtures::worker(&other).employed_at(&other.organisation).create().await;
    let kept = |client| {
        let attendees = json!([theirs]);
        fixtures::session(client, scene.mentor(), &theirs).with("attendeeIds", attendees)
    };
    // Somebody else's worker does not exist, as one who is not there at all.
    kept(&other).send().await.expect_faults(&["/supervisorId"]);
    kept(&other).with("supervisorId", NOBODY).send().await.expect_faults(&["/supervisorId"]);
    let supervisor = scene.service.client_of(scene.employer.organisation, Role::Supervisor).await;
    kept(&other).create().await;
    // As long as it is offered, and by whoever works there on the day.
    kept(&other).on("2025-02-28").send().await.expect_faults(&["/supervisorId", "/attendeeIds/0"]);
    let revocations = format!("/api/v1/clients/{}/revocations", supervisor.id);
    scene.registrar.post(&revocations, json!({})).await.expect(201);
    kept(&other).on("2026-11-19").send().await.expect_faults(&["/supervisorId"]);
    kept(&scene.registrar).on("2026-11-18").create().await;
}
