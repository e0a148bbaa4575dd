//! Slips of those who work with the register: each operation that changes something says how a mistake in it is
//! put right, and what is said of it exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use actix_web::http::header::ACCEPT_LANGUAGE;
use futures_util::future::join_all;
use registry::call::Role;
use registry::values::{AwardId, WorkerId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::contract::operations;
use crate::fixtures::{Scene, text, worker};
use crate::service::{Answer, Client, TODAY};
use crate::status::{awarded, grades, now, status};

const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

/// Operations that ask by a method that could change something, or give a token.
const ASK: [&str; 3] = ["query_qualification_status", "create_worker_lookup", "create_token"];

/// Operations that a text names between ticks, as the papers write them.
fn named(text: &str) -> BTreeSet<String> {
    let spans = text.split('`').skip(1).step_by(2);
    let is_operation =
        |span: &&str| ["POST ", "PUT ", "PATCH ", "DELETE "].iter().any(|way| span.starts_with(way));
    spans.filter(is_operation).map(str::to_owned).collect()
}

/// Operations on the left of a table, and on the right.
fn sides(table: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut left, mut right) = (BTreeSet::new(), BTreeSet::new());
    for row in table.lines().filter_map(|line| line.strip_prefix("| ")) {
        let (done, put_right) = row.split_once(" | ").expect("two cells");
        left.extend(named(done));
        right.extend(named(put_right));
    }
    (left, right)
}

#[test]
fn every_change_says_how_a_mistake_in_it_is_put_right() {
    let paper = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/operations.md");
    let paper = fs::read_to_string(paper).expect("the paper");
    let (_, section) = paper.split_once("## Mistakes, and how each is put right").expect("the section");
    let section = section.split("\n## ").next().expect("its text");
    let (left, right) = sides(section);
    let changing = operations().into_iter().filter(|one| one.method != "GET" && !ASK.contains(&one.id));
    let changing: BTreeSet<String> = changing
        .map(|one| format!("{} {}", one.method, one.path.strip_prefix("/api/v1").unwrap_or(one.path)))
        .collect();
    let unsaid: Vec<_> = changing.difference(&left).collect();
    assert!(unsaid.is_empty(), "src/operations.md does not say how these are put right: {unsaid:#?}");
    let gone: Vec<_> = left.union(&right).filter(|one| !changing.contains(*one)).collect();
    assert!(gone.is_empty(), "src/operations.md names what is not there: {gone:#?}");
}

pub fn why() -> Value {
    json!({ "reason": "introdus din greșeală" })
}

/// A refusal with this code, of which each language says something of its own.
pub async fn told(client: &Client, path: &str, body: &Value, code: &str) -> Answer {
    let mut said = BTreeSet::new();
    for language in ["ro", "en", "ru"] {
        let request = client.correction(path).insert_header((ACCEPT_LANGUAGE, language));
        let refused = client.send(request.set_json(body)).await.expect(409);
        assert_eq!(text(&refused.body, "code"), code, "{}", refused.body);
        said.insert(text(&refused.body, "detail").to_owned());
    }
    assert_eq!(said.len(), 3, "{said:?}");
    client.correct(path, body.clone()).await
}

/// One of several that were made at once came through, and the others are conflicts.
fn once(all: &[Answer]) {
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(all.iter().all(|answer| answer.status == 201 || answer.status == 409));
}

pub async fn reviews(scene: &Scene, award: &str) -> Vec<Value> {
    scene.commission.list(&format!("/api/v1/award-reviews?awardId={award}"), "awardReviews").await
}

/// An award of the worker, which rests on a fact since it was granted.
async fn resting_on(scene: &Scene, fact: &str) -> String {
    let award = awarded(scene, &grades(scene).await[0], "2025-03-01", None).await;
    let (id, worker) =
        (award.parse::<AwardId>().expect("an id"), scene.worker().parse::<WorkerId>().expect("an id"));
    let facts: Vec<Uuid> = vec![fact.parse().expect("an id")];
    let resting = scene.service.hall.db.write(move |tx| registry::reviews::rest(tx, id, worker, &facts));
    resting.await.expect("it rests");
    award
}

const SESSIONS: &str = "/api/v1/supervision-sessions";

fn corrections(session: &str) -> String {
    format!("{SESSIONS}/{session}/corrections")
}

async fn minutes(scene: &Scene, known_at: Option<&str>) -> i64 {
    let told = status(scene, TODAY, known_at).await;
    told["supervision"]["lastTwelveMonths"]["minutes"].as_i64().expect("minutes")
}

#[actix_web::test]
async fn a_session_with_wrong_minutes_is_corrected() {
    let scene = Scene::with_people(3).await;
    // Without a reference, so that nothing but the register knows what took its place.
    let first = scene.session().by(&scene.supervisor).create().await;
    let award = resting_on(&scene, &first).await;
    let before = now(&scene).await;
    let correction = |minutes: i32| json!({ "session": scene.session().with("minutes", minutes).body(), "reason": "durata greșită" });
    let supervisor = &scene.supervisor;
    // It says what is recorded already, and nothing is reviewed for it.
    supervisor.post(&corrections(&first), correction(90)).await.expect_faults(&["/session"]);
    assert!(reviews(&scene, &award).await.is_empty());
    let corrected = supervisor.post(&corrections(&first), correction(60)).await.expect(201);
    let second = corrected.id();
    assert_eq!(corrected.header("location"), Some(format!("{SESSIONS}/{second}").as_str()));
    assert_eq!(corrected.body["organisationId"], json!(supervisor.organisation), "also without saying so");
    assert_eq!([minutes(&scene, None).await, minutes(&scene, Some(&before)).await], [60, 90]);
    let gone = supervisor.get(&format!("{SESSIONS}/{first}")).await.expect(200).body;
    assert_eq!((text(&gone, "withdrawal"), text(&gone, "withdrawalReason")), ("corrected", "durata greșită"));
    told(supervisor, &corrections(&first), &correction(30), "sessionWithdrawn").await;
    // Awards that rest on it are reviewed, and rest on the other from now on.
    scene.void(&format!("supervision-sessions/{second}")).await;
    let found = reviews(&scene, &award).await;
    let causes: Vec<_> = found.iter().map(|one| (text(one, "factId"), text(one, "cause"))).collect();
    assert_eq!(causes, [(first.as_str(), "corrected"), (second.as_str(), "voided")]);
    assert_eq!([minutes(&scene, None).await, minutes(&scene, Some(&before)).await], [0, 90]);
}

#[actix_web::test]
async fn a_correction_of_a_session_is_looked_at_as_a_session_is() {
    let scene = Scene::with_people(4).await;
    let supervisor = &scene.supervisor;
    let own = || scene.session().by(supervisor);
    let session = own().reference("S-1").create().await;
    let other = own().reference("S-2").create().await;
    let correction = |session: Value| json!({ "session": session, "reason": "greșit" });
    let path = corrections(&session);
    // All at once, by their places.
    let mut wrong = own().with("minutes", 0).on("2026-11-24").with("attendeeIds", json!([NOBODY])).body();
    wrong["organisationId"] = json!(scene.employer.organisation);
    let places = ["/session/minutes", "/session/heldOn", "/session/attendeeIds/0", "/session/organisationId"];
    supervisor.post(&path, correction(wrong)).await.expect_faults(&places);
    supervisor.post(&path, json!({})).await.expect_faults(&["/reason", "/session"]);
    let taken = correction(own().reference("S-2").body());
    let refused = told(supervisor, &path, &taken, "sessionReferenceKnown").await;
    assert_eq!(refused.body["location"], json!(format!("{SESSIONS}/{other}")));
    let known = own().with("minutes", 45).create().await;
    let same = correction(own().with("minutes", 45).body());
    let refused = told(supervisor, &path, &same, "sessionKnown").await;
    assert_eq!(refused.body["location"], json!(format!("{SESSIONS}/{known}")));
    // Refused, it is as it was.
    assert!(supervisor.get(&format!("{SESSIONS}/{session}")).await.body["withdrawal"].is_null());
    // Others than its organisation and the registrar are not told that it is there.
    let stranger = scene.service.client(Role::Supervisor).await;
    stranger.post(&path, correction(own().body())).await.expect(404);
    supervisor.post(&corrections(NOBODY), correction(own().body())).await.expect(404);
    for client in [&scene.provider, &scene.commission, &scene.ministry, &scene.payroll] {
        client.post(&path, correction(own().body())).await.expect(403);
    }
    // Somebody who attended may be gone by now; somebody who is added may not.
    scene.deactivate(scene.worker()).await;
    scene.deactivate(scene.id(2)).await;
    let group = |people: [&str; 2]| own().with("kind", "group").with("attendeeIds", json!(people));
    let with = |people: [&str; 2]| correction(group(people).reference("S-1").body());
    supervisor
        .post(&path, with([scene.worker(), scene.id(2)]))
        .await
        .expect_faults(&["/session/attendeeIds/1"]);
    let all = join_all((0..8).map(|_| supervisor.post(&path, with([scene.worker(), scene.id(3)])))).await;
    once(&all);
}

#[actix_web::test]
async fn a_review_that_was_resolved_wrongly_is_asked_again() {
    let scene = Scene::start().await;
    let fact = scene.completion().create().await;
    let award = resting_on(&scene, &fact).await;
    scene.void(&format!("completions/{fact}")).await;
    let review = text(&reviews(&scene, &award).await[0], "id").to_owned();
    let path = |review: &str, way: &str| format!("/api/v1/award-reviews/{review}/{way}");
    let again = path(&review, "reopenings");
    let open = told(&scene.commission, &again, &why(), "reviewOpen").await;
    assert_eq!(open.body["location"], json!(format!("/api/v1/award-reviews/{review}")));
    let resolution = json!({ "outcome": "upheld", "reason": "orele rămase ajung" });
    scene.commission.post(&path(&review, "resolutions"), resolution.clone()).await.expect(201);
    for client in [&scene.registrar, &scene.ministry, &scene.employer] {
        client.post(&again, why()).await.expect(403);
    }
    scene.commission.post(&path(NOBODY, "reopenings"), why()).await.expect(404);
    scene.commission.post(&again, json!({})).await.expect_faults(&["/reason"]);
    let all = join_all((0..8).map(|_| scene.commission.post(&again, why()))).await;
    once(&all);
    let found = reviews(&scene, &award).await;
    assert_eq!(found.len(), 2);
    for field in ["awardId", "workerId", "factKind", "factId", "cause"] {
        assert_eq!(found[0][field], found[1][field], "{field}");
    }
    assert_eq!((text(&found[0], "outcome"), text(&found[0], "resolution")), ("upheld", "orele rămase ajung"));
    assert_eq!((text(&found[1], "status"), text(&found[1], "reopens")), ("open", review.as_str()));
    assert_eq!(found[1]["reopeningReason"], why()["reason"]);
    let second = text(&found[1], "id");
    scene.commission.post(&path(second, "resolutions"), resolution).await.expect(201);
    scene.commission.post(&path(second, "reopenings"), why()).await.expect(201);
}

#[actix_web::test]
async fn a_hiring_contested_in_error_is_no_longer_contested() {
    let scene = Scene::start().await;
    let other = scene.service.client(Role::Employer).await;
    let hired = worker(&other).known_by(scene.idnp(0)).employed_at(&other.organisation);
    hired.send().await.expect(201);
    let hiring = scene.employer.list("/api/v1/hirings", "hirings").await;
    let at = format!("/api/v1/hirings/{}", text(&hiring[0], "id"));
    let (contests, path) = (format!("{at}/contests"), format!("{at}/contest-withdrawals"));
    told(&scene.employer, &path, &why(), "hiringNotContested").await;
    scene.employer.post(&contests, why()).await.expect(201);
    other.post(&path, why()).await.expect(404);
    for client in [&scene.registrar, &scene.ministry, &scene.auditor, &scene.commission] {
        client.post(&path, why()).await.expect(403);
    }
    scene.employer.post(&path, json!({})).await.expect_faults(&["/reason"]);
    let all = join_all((0..8).map(|_| scene.employer.post(&path, why()))).await;
    once(&all);
    let told_now = scene.employer.get(&at).await.expect(200).body;
    assert_eq!(told_now["contestWithdrawalReason"], why()["reason"]);
    assert!(!told_now["contestedAt"].is_null(), "it was contested, and is so told");
    // It may be contested again, and then stands contested.
    let again = scene.employer.post(&contests, why()).await.expect(201).body;
    assert!(again["contestWithdrawnAt"].is_null(), "{again}");
    told(&scene.employer, &contests, &why(), "hiringContested").await;
    // All that was ever said of it stays to be read, by whoever is told of the hiring.
    let filed = scene.employer.list_by(&contests, "contests", 1).await;
    assert_eq!((filed.len(), &filed[0]["withdrawalReason"]), (2, &why()["reason"]));
    assert!(filed[0]["withdrawnAt"].is_string() && filed[1]["withdrawnAt"].is_null(), "{filed:?}");
    assert_eq!(filed[1]["contestedAt"], again["contestedAt"]);
    assert_eq!(scene.auditor.list(&contests, "contests").await, filed);
    other.get(&contests).await.expect(404);
    scene.commission.get(&contests).await.expect(403);
    scene.registrar.post(&format!("{at}/withdrawals"), why()).await.expect(201);
    told(&scene.employer, &path, &why(), "hiringWithdrawn").await;
}

#[actix_web::test]
async fn an_approval_with_a_wrong_day_is_corrected() {
    let scene = Scene::start().await;
    let programme = scene.new_programme("CFP-301").approved_from("2026-06-01").create().await;
    let at = format!("/api/v1/programmes/{programme}");
    let path = format!("{at}/approval-corrections");
    let correction = |from: &str| json!({ "approval": { "approvedFrom": from, "legalBasis": "Ordinul nr. 42" }, "reason": "altă zi" });
    let completed = || scene.completion().with("programmeId", programme.as_str()).on("2026-05-20");
    completed().send().await.expect_faults(&["/completedOn"]);
    let corrected = scene.ministry.post(&path, correction("2026-05-01")).await.expect(201).body;
    let fields = ["approvedFrom", "approvalBasis", "approvalCorrection"].map(|name| text(&corrected, name));
    assert_eq!(fields, ["2026-05-01", "Ordinul nr. 42", "altă zi"]);
    let completion = completed().create().await;
    // Completions that were taken stay, and a programme that was retired does not begin after its end.
    scene.registrar.post(&path, correction("2026-06-01")).await.expect(201);
    scene.provider.get(&format!("/api/v1/completions/{completion}")).await.expect(200);
    let retirement = json!({ "lastCompletionOn": "2026-10-31", "reason": "înlocuit" });
    scene.ministry.post(&format!("{at}/retirements"), retirement).await.expect(201);
    scene.ministry.post(&path, correction("2026-11-01")).await.expect_faults(&["/approval/approvedFrom"]);
    scene.ministry.post(&path, correction("2026-10-31")).await.expect(201);
    scene.ministry.post(&path, json!({})).await.expect_faults(&["/approval", "/reason"]);
    for client in [&scene.provider, &scene.employer, &scene.commission] {
        client.post(&path, correction("2026-05-01")).await.expect(403);
    }
    let draft = scene.new_programme("CFP-302").create().await;
    let draft = format!("/api/v1/programmes/{draft}/approval-corrections");
    told(&scene.ministry, &draft, &correction("2026-05-01"), "programmeNotYetApproved").await;
    scene.ministry.post(&path.replace(&programme, NOBODY), correction("2026-05-01")).await.expect(404);
}

#[actix_web::test]
async fn a_title_confirmed_in_error_is_withdrawn() {
    let scene = Scene::start().await;
    let aliases = "/api/v1/programme-aliases";
    let alias = json!({ "title": "Curs de vară", "programmeId": scene.programme });
    let id = scene.provider.post(aliases, alias.clone()).await.expect(201).id();
    let path = format!("{aliases}/{id}/withdrawals");
    let stranger = scene.service.client(Role::Provider).await;
    stranger.post(&path, why()).await.expect(404);
    scene.employer.post(&path, why()).await.expect(403);
    scene.provider.post(&path, json!({})).await.expect_faults(&["/reason"]);
    let row = format!(
        "IDNP;Program;Data absolvirii;Ore;Rezultat;Referință\n{};Curs de vară;12.06.2026;8;passed;V-1\n",
        scene.idnp(0)
    );
    let look = async || {
        let file =
            scene.provider.batch("/api/v1/completion-batches", "mode=validate", "text/csv", row.clone());
        file.await.body["counts"]["rejected"].clone()
    };
    assert_eq!(look().await, 0);
    let all = join_all((0..4).map(|_| scene.provider.post(&path, why()))).await;
    assert_eq!(all.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(all.iter().all(|answer| answer.status == 201 || answer.status == 404));
    assert_eq!(look().await, 1, "it means nothing any more");
    assert!(scene.provider.list(aliases, "programmeAliases").await.is_empty());
    scene.provider.post(aliases, alias).await.expect(201);
    assert_eq!(look().await, 0);
}

#[actix_web::test]
async fn an_application_made_in_error_is_withdrawn_until_it_is_decided_on() {
    let scene = Scene::start().await;
    grades(&scene).await;
    let rules = json!({
        "code": "rules", "nameRo": "rules", "effectiveFrom": "2020-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{ "grade": "grade-2", "requirement": { "id": "free", "kind": "noActiveSuspension" } }]
    });
    scene.publish(rules).await;
    let applications = "/api/v1/attestation-applications";
    let apply = async || {
        let new = json!({ "workerId": scene.worker(), "grade": "grade-2" });
        let made = scene.employer.post(applications, new).await.expect(201).id();
        format!("{applications}/{made}")
    };
    let withdrawals = |at: &str| format!("{at}/withdrawals");
    // A draft, and one that was put forward: another one takes its place.
    let draft = apply().await;
    let stranger = scene.service.client(Role::Employer).await;
    stranger.post(&withdrawals(&draft), why()).await.expect(404);
    scene.commission.post(&withdrawals(&draft), why()).await.expect(403);
    scene.employer.post(&withdrawals(&draft), json!({})).await.expect_faults(&["/reason"]);
    let path = withdrawals(&draft);
    let all = join_all((0..8).map(|_| scene.employer.post(&path, why()))).await;
    once(&all);
    let read = scene.employer.get(&draft).await.expect(200).body;
    assert_eq!((text(&read, "status"), &read["withdrawalReason"]), ("withdrawn", &why()["reason"]));
    told(&scene.employer, &withdrawals(&draft), &why(), "applicationNotUnderWay").await;
    told(&scene.employer, &format!("{draft}/submissions"), &json!({}), "applicationWithdrawn").await;
    let second = apply().await;
    scene.employer.post(&format!("{second}/submissions"), json!({})).await.expect(201);
    scene.registrar.post(&withdrawals(&second), why()).await.expect(201);
    let decision = json!({ "outcome": "granted", "decisionNumber": "17/2026", "decidedOn": TODAY });
    told(&scene.commission, &format!("{second}/decisions"), &decision, "applicationWithdrawn").await;
    // Decided on, it stays.
    let third = apply().await;
    scene.employer.post(&format!("{third}/submissions"), json!({})).await.expect(201);
    let (decided, withdrawn) = futures_util::future::join(
        scene.commission.post(&format!("{third}/decisions"), decision),
        scene.employer.post(&withdrawals(&third), why()),
    )
    .await;
    once(&[decided, withdrawn]);
    let status = scene.employer.get(&third).await.expect(200).body;
    assert!(["granted", "withdrawn"].contains(&text(&status, "status")), "{status}");
}
