//! The ladder of grades, and awards of a grade by decision.

use futures_util::future::join_all;
use registry::call::Role;
use registry::samples;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::fixtures::{Draft, Scene};
use crate::service::{Answer, Service, TODAY};

const GRADES: &str = "/api/v1/grades";
const AWARDS: &str = "/api/v1/awards";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

fn new_grade(code: &str, rank: i32) -> Value {
    json!({
        "code": code, "rank": rank, "nameRo": "gradul II", "nameEn": "grade II", "nameRu": "II степень",
        "supplementPercent": "10", "legalBasis": "Ordinul 12/2024, pct. 3"
    })
}

async fn start() -> (Scene, String) {
    let scene = Scene::start().await;
    let grade = scene.new_grade("grade-2", 1).create().await;
    (scene, grade)
}

/// The award of decision `number` to the worker for a period.
fn new_award<'s>(scene: &'s Scene, grade: &str, number: &str, from: &str, until: Option<&str>) -> Draft<'s> {
    scene.award(grade).decided(number, "2025-02-20").valid(from, until)
}

async fn awarded(scene: &Scene, grade: &str, number: &str, from: &str, until: Option<&str>) -> Answer {
    new_award(scene, grade, number, from, until).send().await.expect(201)
}

fn revocations(award: &str) -> String {
    format!("{AWARDS}/{award}/revocations")
}

/// A moment in an answer; of its microseconds the engines make sure that they tell writes apart.
fn moment(value: &Value) -> &str {
    value.as_str().expect("a moment")
}

fn address(award: &Answer) -> Value {
    json!(format!("{AWARDS}/{}", award.id()))
}

#[actix_web::test]
async fn a_grade_is_added_to_the_ladder_and_anyone_reads_it() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let created = registrar.post(GRADES, new_grade("grade-2", 1)).await.expect(201);
    let path = format!("{GRADES}/{}", created.id());
    assert_eq!(created.header("location"), Some(path.as_str()));
    assert_eq!(
        (&created.body["supplementPercent"], &created.body["sample"]),
        (&json!("10.00"), &json!(false))
    );
    let read = service.get(&path).await.expect(200);
    assert_eq!(read.body, created.body);
    assert_eq!(read.header("cache-control"), Some("public, max-age=60"));
    service.get(&format!("{GRADES}/{NOBODY}")).await.expect(404);
}

#[actix_web::test]
async fn the_ladder_is_listed_by_rank_page_by_page() {
    let service = Service::start().await;
    let ministry = service.client(Role::Ministry).await;
    for rank in [7, 3, 100, 1, 5, 2, 50] {
        ministry.post(GRADES, new_grade(&format!("grade-{rank}"), rank)).await.expect(201);
    }
    let ranks: Vec<_> = ministry
        .list(GRADES, "grades")
        .await
        .iter()
        .map(|grade| grade["rank"].as_i64().expect("a rank"))
        .collect();
    assert_eq!(ranks, [1, 2, 3, 5, 7, 50, 100]);
    assert_eq!(service.get(GRADES).await.expect(200).body["grades"].as_array().map(Vec::len), Some(7));
}

#[actix_web::test]
async fn a_code_and_a_rank_are_on_the_ladder_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let first = registrar.post(GRADES, new_grade("grade-2", 1)).await.expect(201);
    for (code, rank) in [("grade-2", 2), ("grade-1", 1)] {
        let second = registrar.post(GRADES, new_grade(code, rank)).await.expect(409);
        assert_eq!(second.body["location"], json!(format!("{GRADES}/{}", first.id())), "{code}");
    }
    let parallel = join_all((0..16).map(|_| registrar.post(GRADES, new_grade("grade-1", 2)))).await;
    assert_eq!(parallel.iter().filter(|answer| answer.status == 201).count(), 1);
    assert!(
        parallel
            .iter()
            .filter(|answer| answer.status != 201)
            .all(|answer| answer.status == 409 && answer.body["location"].is_string())
    );
}

#[actix_web::test]
async fn every_fault_of_a_grade_is_named_at_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let body = json!({ "code": "Gradul II", "rank": 0, "nameRo": "a\u{202E}b", "supplementPercent": 10, "colour": "red" });
    let faulty = registrar.post(GRADES, body).await;
    faulty.expect_faults(&["/code", "/rank", "/nameRo", "/supplementPercent", "/legalBasis", "/colour"]);
    registrar.post(GRADES, new_grade("grade-2", 101)).await.expect_faults(&["/rank"]);
    assert_eq!(service.get(GRADES).await.expect(200).body["grades"], json!([]));
}

#[actix_web::test]
async fn only_registrar_and_ministry_add_grades() {
    let service = Service::start().await;
    for role in [Role::Commission, Role::University, Role::Employer, Role::Payroll, Role::Auditor] {
        service.client(role).await.post(GRADES, new_grade("grade-2", 1)).await.expect(403);
    }
}

#[actix_web::test]
async fn the_sample_ladder_says_that_it_is_one() {
    let service = Service::start().await;
    assert_eq!(service.hall.db.write(samples::load_grades).await.expect("samples"), 3);
    let page = service.get(GRADES).await.expect(200).body;
    let ladder: Vec<_> = page["grades"].as_array().expect("a list").iter().collect();
    let shown: Vec<_> =
        ladder.iter().map(|grade| (&grade["code"], &grade["nameRo"], &grade["supplementPercent"])).collect();
    assert_eq!(
        json!(shown),
        json!([
            ["grade-2", "gradul II", "10.00"],
            ["grade-1", "gradul I", "20.00"],
            ["grade-superior", "grad superior", "30.00"]
        ])
    );
    for grade in ladder {
        assert_eq!(
            (&grade["sample"], &grade["legalBasis"]),
            (&json!(true), &json!("sample value, not an official one"))
        );
        assert!(grade["nameEn"].is_string() && grade["nameRu"].is_string());
    }
}

#[actix_web::test]
async fn an_award_is_recorded_and_read() {
    let (scene, grade) = start().await;
    let created = awarded(&scene, &grade, "17/2025", "2025-03-01", Some("2030-02-28")).await;
    assert_eq!(created.header("location").map(|path| json!(path)), Some(address(&created)));
    assert_eq!(created.body["commissionId"], json!(scene.commission.organisation));
    assert_eq!(created.body["recordedBy"], json!(scene.commission.id));
    assert!(moment(&created.body["recordedAt"]).starts_with("2026-11-23T10:00:00."));
    assert_eq!(created.body["revokedAt"], Value::Null);
    let path = format!("{AWARDS}/{}", created.id());
    for role in [Role::Registrar, Role::Ministry, Role::Commission, Role::Payroll] {
        let read = scene.service.client(role).await.get(&path).await.expect(200);
        assert_eq!(read.body, created.body);
        assert_eq!(read.header("cache-control"), Some("no-store"));
    }
    scene.registrar.get(&format!("{AWARDS}/{NOBODY}")).await.expect(404);
}

#[actix_web::test]
async fn every_fault_of_an_award_is_named_at_once() {
    let (scene, _) = start().await;
    let body = json!({
        "workerId": NOBODY, "gradeId": NOBODY, "decisionNumber": "17/2025", "decidedOn": "2026-11-24",
        "validFrom": "2026-12-01", "validUntil": "2026-11-30"
    });
    scene.commission.post(AWARDS, body).await.expect_faults(&[
        "/workerId",
        "/gradeId",
        "/decidedOn",
        "/validUntil",
    ]);
    let body = json!({ "workerId": "x", "gradeId": "y", "decisionNumber": "17\u{202e}/2025", "decidedOn": "20.02.2025", "commissionId": NOBODY });
    let places = ["/workerId", "/gradeId", "/decisionNumber", "/decidedOn", "/validFrom", "/commissionId"];
    scene.commission.post(AWARDS, body).await.expect_faults(&places);
    assert_eq!(scene.commission.list(AWARDS, "awards").await.len(), 0);
}

#[actix_web::test]
async fn a_decision_is_never_of_tomorrow_in_chisinau() {
    let (scene, grade) = start().await;
    let decided = |number: &str, day: &str| {
        let mut award = new_award(&scene, &grade, number, day, Some(day)).body();
        award["decidedOn"] = json!(day);
        award
    };
    scene.commission.post(AWARDS, decided("1", TODAY)).await.expect(201);
    scene.commission.post(AWARDS, decided("2", "2026-11-24")).await.expect_faults(&["/decidedOn"]);
    // Midnight there is 22:00 in UTC.
    scene.service.clock.advance_seconds(12 * 3_600);
    let commission = scene.service.client(Role::Commission).await;
    commission.post(AWARDS, decided("2", "2026-11-24")).await.expect(201);
}

#[actix_web::test]
async fn nothing_is_awarded_on_a_closed_record() {
    let (scene, grade) = start().await;
    let award = awarded(&scene, &grade, "17/2025", "2025-03-01", None).await;
    scene.deactivate(scene.worker()).await;
    new_award(&scene, &grade, "18/2025", "2024-01-01", Some("2024-12-31"))
        .send()
        .await
        .expect_faults(&["/workerId"]);
    // Awards recorded before stay, and may still be revoked.
    let revocation = json!({ "revokedFrom": "2026-11-01", "reason": "deces" });
    scene.commission.post(&revocations(&award.id()), revocation).await.expect(201);
}

#[actix_web::test]
async fn periods_of_one_grade_may_touch_and_never_share_a_day() {
    let (scene, grade) = start().await;
    let first = awarded(&scene, &grade, "2", "2025-03-01", Some("2025-03-31")).await;
    for (from, until) in [
        ("2025-02-01", Some("2025-03-01")),
        ("2025-03-31", Some("2025-04-30")),
        ("2025-03-10", Some("2025-03-10")),
        ("2025-01-01", Some("2025-12-31")),
        ("2025-02-01", None),
        ("2025-03-31", None),
    ] {
        let shared = new_award(&scene, &grade, "x", from, until).send().await.expect(409);
        assert_eq!(shared.body["location"], address(&first), "{from} to {until:?}");
    }
    awarded(&scene, &grade, "1", "2025-02-01", Some("2025-02-28")).await;
    let last = awarded(&scene, &grade, "3", "2025-04-01", None).await;
    let beyond = new_award(&scene, &grade, "4", "2099-01-01", None).send().await.expect(409);
    assert_eq!(beyond.body["location"], address(&last));
    // Another grade, or another worker, is another matter.
    let higher = scene.new_grade("grade-1", 2).create().await;
    new_award(&scene, &grade, "3", "2025-03-01", None).with("gradeId", higher).send().await.expect(201);
    let colleague = scene.new_worker().create().await;
    new_award(&scene, &grade, "3", "2025-03-01", None).of(&colleague).send().await.expect(201);
}

#[actix_web::test]
async fn awards_of_a_merged_record_count_as_the_survivors() {
    let (scene, grade) = start().await;
    let before = awarded(&scene, &grade, "1", "2025-03-01", None).await;
    let survivor = scene.new_worker().create().await;
    scene.merge(scene.worker(), &survivor).await;
    let refused = new_award(&scene, &grade, "2", "2026-01-01", None).of(&survivor).send().await.expect(409);
    assert_eq!(refused.body["location"], address(&before));
}

#[actix_web::test]
async fn a_decision_awards_a_grade_to_a_worker_once() {
    let (scene, grade) = start().await;
    let first = awarded(&scene, &grade, "17/2025", "2025-03-01", Some("2025-03-31")).await;
    let again = new_award(&scene, &grade, "17/2025", "2027-01-01", None).send().await.expect(409);
    assert_eq!(again.body["location"], address(&first));
    // Another commission counts its decisions for itself.
    let other = scene.service.client(Role::Commission).await;
    other.post(AWARDS, new_award(&scene, &grade, "17/2025", "2027-01-01", None).body()).await.expect(201);
}

#[actix_web::test]
async fn of_sixteen_awards_at_once_one_is_recorded() {
    let (scene, grade) = start().await;
    let other = scene.service.client(Role::Commission).await;
    let attempts = (0..16).map(|turn| {
        let commission = if turn % 2 == 0 { &scene.commission } else { &other };
        commission.post(AWARDS, new_award(&scene, &grade, "17/2025", "2025-03-01", None).body())
    });
    let answers = join_all(attempts).await;
    let recorded: Vec<_> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(recorded.len(), 1);
    let existing = address(recorded[0]);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        assert_eq!((refused.status.as_u16(), &refused.body["location"]), (409, &existing));
    }
    assert_eq!(scene.registrar.list(AWARDS, "awards").await.len(), 1);
}

#[actix_web::test]
async fn the_same_award_with_one_key_is_recorded_once_and_answered_twice() {
    let (scene, grade) = start().await;
    let award = new_award(&scene, &grade, "17/2025", "2025-03-01", None).body();
    let first = scene.commission.post_once(AWARDS, "decision-17", award.clone()).await.expect(201);
    let id = first.id();
    let second = scene.commission.post_once(AWARDS, "decision-17", award).await.expect(201);
    assert_eq!((first.bytes, first.headers.get("location")), (second.bytes, second.headers.get("location")));
    let path = revocations(&id);
    let revocation = json!({ "revokedFrom": "2026-12-01", "reason": "decizia a fost anulată" });
    let first = scene.commission.post_once(&path, "revocation-17", revocation.clone()).await.expect(201);
    let second = scene.commission.post_once(&path, "revocation-17", revocation).await.expect(201);
    assert_eq!(first.bytes, second.bytes);
}

#[actix_web::test]
async fn an_award_is_revoked_once_from_a_day_of_its_period() {
    let (scene, grade) = start().await;
    let award = awarded(&scene, &grade, "17/2025", "2025-03-01", Some("2025-03-31")).await;
    let path = revocations(&award.id());
    let from = |day: &str| json!({ "revokedFrom": day, "reason": "decizia a fost anulată" });
    for outside in ["2025-02-28", "2025-04-01"] {
        scene.commission.post(&path, from(outside)).await.expect_faults(&["/revokedFrom"]);
    }
    scene.commission.post(&path, json!({ "reason": "x" })).await.expect_faults(&["/revokedFrom", "/reason"]);
    scene.service.clock.advance_seconds(60);
    let revoked = scene.commission.post(&path, from("2025-03-31")).await.expect(201);
    assert_eq!(revoked.header("location").map(|path| json!(path)), Some(address(&award)));
    assert_eq!(revoked.body["revokedFrom"], "2025-03-31");
    assert!(moment(&revoked.body["revokedAt"]).starts_with("2026-11-23T10:01:00."));
    assert_eq!(revoked.body["revocationReason"], "decizia a fost anulată");
    // All that was recorded is as it was.
    for kept in ["validFrom", "validUntil", "recordedAt", "decisionNumber"] {
        assert_eq!(revoked.body[kept], award.body[kept]);
    }
    let again = scene.commission.post(&path, from("2025-03-15")).await.expect(409);
    assert_eq!(again.body["location"], address(&award));
    assert_eq!(
        scene.commission.get(&format!("{AWARDS}/{}", award.id())).await.expect(200).body,
        revoked.body
    );
}

#[actix_web::test]
async fn from_the_day_of_revocation_the_grade_can_be_awarded_again() {
    let (scene, grade) = start().await;
    let award = awarded(&scene, &grade, "1", "2025-03-01", None).await;
    let revocation = json!({ "revokedFrom": "2025-03-11", "reason": "decizia a fost anulată" });
    scene.commission.post(&revocations(&award.id()), revocation).await.expect(201);
    new_award(&scene, &grade, "2", "2025-03-10", None).send().await.expect(409);
    let second = awarded(&scene, &grade, "2", "2025-03-11", None).await;
    // Revoked from its first day, an award leaves all its days free.
    let revocation = json!({ "revokedFrom": "2025-03-11", "reason": "decizia a fost anulată" });
    scene.commission.post(&revocations(&second.id()), revocation).await.expect(201);
    awarded(&scene, &grade, "3", "2025-03-11", None).await;
}

#[actix_web::test]
async fn another_commission_cannot_revoke() {
    let (scene, grade) = start().await;
    let award = awarded(&scene, &grade, "17/2025", "2025-03-01", None).await;
    let other = scene.service.client(Role::Commission).await;
    let revocation = json!({ "revokedFrom": "2026-12-01", "reason": "decizia a fost anulată" });
    other.post(&revocations(&award.id()), revocation.clone()).await.expect(404);
    scene.commission.post(&revocations(NOBODY), revocation.clone()).await.expect(404);
    scene.ministry.post(&revocations(&award.id()), revocation.clone()).await.expect(403);
    // The registrar revokes what was brought in, and no more.
    let refused = scene.registrar.post(&revocations(&award.id()), revocation).await.expect(409);
    assert_eq!(refused.body["code"], "awardOfItsCommission");
    assert_eq!(
        other.get(&format!("{AWARDS}/{}", award.id())).await.expect(200).body["revokedAt"],
        Value::Null
    );
}

#[actix_web::test]
async fn only_a_commission_awards() {
    let (scene, grade) = start().await;
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::Commission) {
        let client = scene.service.client(role).await;
        client
            .post(AWARDS, new_award(&scene, &grade, "17/2025", "2025-03-01", None).body())
            .await
            .expect(403);
    }
    for role in [Role::University, Role::Provider, Role::Supervisor, Role::Auditor] {
        scene.service.client(role).await.get(AWARDS).await.expect(403);
    }
}

#[actix_web::test]
async fn an_employer_sees_the_awards_of_its_present_workers() {
    let (scene, grade) = start().await;
    let award = awarded(&scene, &grade, "17/2025", "2025-03-01", None).await;
    let agency = scene.service.client(Role::Employer).await;
    let structure = scene.service.organisation(OrganisationKind::Employer, Some(agency.organisation)).await;
    let employer = scene.service.client_of(structure, Role::Employer).await;
    let (path, list) = (format!("{AWARDS}/{}", award.id()), format!("{AWARDS}?workerId={}", scene.worker()));
    for out_of_sight in [&path, &list] {
        employer.get(out_of_sight).await.expect(404);
    }
    let employment = json!({ "organisationId": structure, "post": "asistent-social", "validFrom": "2025-03-01", "validUntil": TODAY });
    scene
        .registrar
        .post(&format!("/api/v1/workers/{}/employments", scene.worker()), employment)
        .await
        .expect(201);
    for sees in [&employer, &agency] {
        assert_eq!(sees.get(&path).await.expect(200).body, award.body);
        assert_eq!(sees.list(&list, "awards").await, std::slice::from_ref(&award.body));
        sees.get(AWARDS).await.expect_faults(&["workerId"]);
        sees.get(&format!("{AWARDS}?workerId={NOBODY}")).await.expect(404);
    }
    let stranger = scene.service.client(Role::Employer).await;
    // Tomorrow the worker is no longer there.
    scene.service.clock.advance_seconds(86_400);
    for gone in [
        scene.service.client_of(structure, Role::Employer).await,
        scene.service.client_of(stranger.organisation, Role::Employer).await,
    ] {
        gone.get(&path).await.expect(404);
        gone.get(&list).await.expect(404);
    }
}

#[actix_web::test]
async fn awards_are_listed_by_worker_grade_and_commission_without_gap_or_double() {
    let (scene, grade) = start().await;
    let other = scene.service.client(Role::Commission).await;
    let colleague = scene.new_worker().create().await;
    for year in 2010..2017 {
        awarded(&scene, &grade, &year.to_string(), &format!("{year}-01-01"), Some(&format!("{year}-12-31")))
            .await;
    }
    let higher = scene.new_grade("grade-1", 2).create().await;
    let theirs = new_award(&scene, &grade, "1", "2025-01-01", None)
        .by(&other)
        .of(&colleague)
        .with("gradeId", higher)
        .send()
        .await
        .expect(201);
    let numbers = async |filter: String| {
        let found = scene.registrar.list(&format!("{AWARDS}{filter}"), "awards").await;
        found
            .iter()
            .map(|award| award["decisionNumber"].as_str().expect("a number").to_owned())
            .collect::<Vec<_>>()
    };
    let years: Vec<_> = (2010..2017).map(|year| year.to_string()).collect();
    assert_eq!(numbers(format!("?workerId={}", scene.worker())).await, years);
    assert_eq!(numbers(format!("?gradeId={grade}")).await, years);
    assert_eq!(numbers(format!("?commissionId={}", scene.commission.organisation)).await, years);
    for filter in [
        format!("?workerId={colleague}"),
        format!("?gradeId={}", theirs.body["gradeId"].as_str().expect("an id")),
        format!("?commissionId={}", other.organisation),
    ] {
        assert_eq!(numbers(filter).await, ["1"]);
    }
    assert_eq!(numbers(String::new()).await.len(), 8);
    assert_eq!(other.list(AWARDS, "awards").await.len(), 8);
    let cursor =
        scene.registrar.get(&format!("{AWARDS}?limit=1")).await.expect(200).body["nextCursor"].clone();
    let elsewhere = format!("{AWARDS}?workerId={colleague}&cursor={}", cursor.as_str().expect("a cursor"));
    scene.registrar.get(&elsewhere).await.expect_faults(&["cursor"]);
}

#[actix_web::test]
async fn whoever_records_reads_or_revokes_an_award_is_in_the_journal_about_the_worker() {
    let (scene, grade) = start().await;
    let colleague = scene.new_worker().create().await;
    let award = awarded(&scene, &grade, "17/2025", "2025-03-01", None).await;
    let payroll = scene.service.client(Role::Payroll).await;
    payroll.get(&format!("{AWARDS}/{}", award.id())).await.expect(200);
    payroll.get(AWARDS).await.expect(200);
    payroll.get(&format!("{AWARDS}?workerId={colleague}")).await.expect(200);
    let revocation = json!({ "revokedFrom": "2026-12-01", "reason": "decizia a fost anulată" });
    scene.commission.post(&revocations(&award.id()), revocation).await.expect(201);
    let about = async |worker: &str| {
        let entries =
            scene.auditor.list(&format!("/api/v1/journal-entries?workerId={worker}"), "journalEntries").await;
        entries
            .iter()
            .filter(|entry| entry["operation"].as_str().is_some_and(|operation| operation.contains("award")))
            .map(|entry| {
                format!(
                    "{} {} {}",
                    entry["event"],
                    entry["operation"],
                    entry["objectId"] == json!(award.id())
                )
                .replace('"', "")
            })
            .collect::<Vec<_>>()
    };
    let mut expected = [
        "change create_award true",
        "access get_award true",
        "access list_awards false",
        "change create_award_revocation true",
    ];
    let mut found = about(scene.worker()).await;
    // The clock stands, and on PostgreSQL one moment has no order across lanes.
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
    assert_eq!(about(&colleague).await, ["access list_awards false"]);
}
