//! From which day to which day a worker may not practise: recorded, read and voided.

use registry::call::Role;
use registry::qualifications::{SuspensionFact, suspension_history};
use registry::values::{Recorded, WorkerId};
use serde_json::{Value, json};

use crate::fixtures;
use crate::service::{Client, Service, TODAY};

const PATH: &str = "/api/v1/suspensions";
const NOBODY: &str = "01990000-0000-7000-8000-000000000009";

/// A commission, and a worker with an employer.
struct Setting {
    service: Service,
    registrar: Client,
    commission: Client,
    employer: Client,
    worker: String,
}

impl Setting {
    async fn start() -> Self {
        let service = Service::start().await;
        let (registrar, commission) =
            (service.client(Role::Registrar).await, service.client(Role::Commission).await);
        let employer = service.client(Role::Employer).await;
        let worker = fixtures::worker(&employer).employed_at(&employer.organisation).create().await;
        Self { service, registrar, commission, employer, worker }
    }

    /// A suspension as a request, for a period.
    fn suspension(&self, from: &str, until: Option<&str>) -> Value {
        json!({
            "workerId": self.worker, "validFrom": from, "validUntil": until, "legalBasis": "Ordinul nr. 17 din 2026-10-28",
            "reason": "anchetă disciplinară"
        })
    }

    /// A suspension of the commission's, by its id.
    async fn suspended(&self, from: &str, until: Option<&str>) -> String {
        self.commission.post(PATH, self.suspension(from, until)).await.expect(201).id()
    }

    async fn ids(&self, client: &Client) -> Vec<String> {
        let found = client.list(&format!("{PATH}?workerId={}", self.worker), "suspensions").await;
        found.iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
    }

    /// What a status is found by.
    async fn told(&self) -> Vec<Recorded<SuspensionFact>> {
        let worker: WorkerId = self.worker.parse().expect("an id");
        self.service.hall.db.read(move |view| suspension_history(view, worker)).await.expect("suspensions")
    }
}

fn void() -> Value {
    json!({ "reason": "hotărârea a fost anulată" })
}

#[actix_web::test]
async fn a_suspension_is_recorded_read_and_voided_once() {
    let setting = Setting::start().await;
    let made =
        setting.commission.post(PATH, setting.suspension("2026-11-01", Some("2027-01-31"))).await.expect(201);
    let path = format!("{PATH}/{}", made.id());
    assert_eq!(made.header("location"), Some(path.as_str()));
    assert_eq!(
        (&made.body["validFrom"], &made.body["validUntil"]),
        (&json!("2026-11-01"), &json!("2027-01-31"))
    );
    assert_eq!(made.body["organisationId"], json!(setting.commission.organisation.to_string()));
    assert_eq!(setting.registrar.get(&path).await.expect(200).body, made.body);

    // Whoever may record suspensions may void another's.
    setting.service.clock.advance_seconds(60);
    let voided = setting.registrar.post(&format!("{path}/voids"), void()).await.expect(201).body;
    assert_eq!(
        (&voided["withdrawal"], &voided["withdrawalReason"]),
        (&json!("voided"), &json!("hotărârea a fost anulată"))
    );
    assert!(voided["withdrawnAt"].is_string());
    assert_eq!(setting.commission.get(&path).await.expect(200).body, voided, "it stays on the register");
    let again = setting.commission.post(&format!("{path}/voids"), void()).await.expect(409);
    assert_eq!(again.body["location"], json!(path));
    setting.commission.post(&format!("{PATH}/{NOBODY}/voids"), void()).await.expect(404);
}

#[actix_web::test]
async fn suspensions_overlap_and_one_without_an_end_is_recorded_again_with_it() {
    let setting = Setting::start().await;
    let open = setting.suspended("2026-11-01", None).await;
    let other = setting.suspended("2026-11-10", Some("2026-11-10")).await;
    setting.commission.post(&format!("{PATH}/{open}/voids"), void()).await.expect(201);
    let ended = setting.suspended("2026-11-01", Some(TODAY)).await;
    assert_eq!(setting.ids(&setting.commission).await, [open, other, ended]);
}

#[actix_web::test]
async fn every_fault_of_a_suspension_is_named_at_once() {
    let setting = Setting::start().await;
    let body = json!({ "workerId": "x", "validFrom": "2026-02-30", "validUntil": 7, "legalBasis": "", "colour": "red" });
    let unreadable = setting.commission.post(PATH, body).await;
    unreadable.expect_faults(&[
        "/workerId",
        "/validFrom",
        "/validUntil",
        "/legalBasis",
        "/reason",
        "/colour",
    ]);
    let mut wrong = setting.suspension("2026-11-02", Some("2026-11-01"));
    wrong["workerId"] = json!(NOBODY);
    setting.commission.post(PATH, wrong).await.expect_faults(&["/workerId", "/validUntil"]);
    setting
        .registrar
        .post(&format!("/api/v1/workers/{}/deactivations", setting.worker), json!({ "reason": "deces" }))
        .await
        .expect(201);
    setting.commission.post(PATH, setting.suspension("2026-11-01", None)).await.expect_faults(&["/workerId"]);
    assert!(setting.ids(&setting.commission).await.is_empty());
}

#[actix_web::test]
async fn an_employer_reads_the_suspensions_of_its_present_workers_and_records_none() {
    let setting = Setting::start().await;
    let id = setting.suspended("2026-11-01", None).await;
    assert_eq!(setting.ids(&setting.employer).await, [id.as_str()]);
    setting.employer.get(&format!("{PATH}/{id}")).await.expect(200);
    setting.employer.get(PATH).await.expect_faults(&["workerId"]);
    setting.employer.post(PATH, setting.suspension("2026-11-01", None)).await.expect(403);

    let other = setting.service.client(Role::Employer).await;
    other.get(&format!("{PATH}/{id}")).await.expect(404);
    other.get(&format!("{PATH}?workerId={}", setting.worker)).await.expect(404);
    setting.service.client(Role::Payroll).await.get(&format!("{PATH}/{id}")).await.expect(403);
}

#[actix_web::test]
async fn what_was_recorded_under_a_merged_record_is_listed_under_the_other_one() {
    let setting = Setting::start().await;
    let id = setting.suspended("2026-11-01", None).await;
    let survivor =
        fixtures::worker(&setting.employer).employed_at(&setting.employer.organisation).create().await;
    let merge = json!({ "into": survivor, "reason": "aceeași persoană" });
    setting.registrar.post(&format!("/api/v1/workers/{}/merges", setting.worker), merge).await.expect(201);
    let found = setting.employer.list(&format!("{PATH}?workerId={survivor}"), "suspensions").await;
    assert_eq!(found.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&json!(id)]);
    setting.employer.get(&format!("{PATH}/{id}")).await.expect(200);
}

#[actix_web::test]
async fn pages_join_without_gap_or_double() {
    let setting = Setting::start().await;
    let mut recorded = Vec::new();
    for day in 1..=7 {
        recorded.push(setting.suspended(&format!("2026-11-0{}", 8 - day), None).await);
    }
    assert_eq!(setting.ids(&setting.employer).await, recorded);
    let everyones = setting.registrar.list(PATH, "suspensions").await;
    assert_eq!(everyones.len(), 7);
    let cursor =
        setting.registrar.get(&format!("{PATH}?limit=2")).await.expect(200).body["nextCursor"].clone();
    let cursor = cursor.as_str().expect("a cursor");
    setting
        .registrar
        .get(&format!("{PATH}?workerId={}&cursor={cursor}", setting.worker))
        .await
        .expect_faults(&["cursor"]);
}

#[actix_web::test]
async fn the_same_suspension_sent_twice_is_recorded_once_and_everything_is_in_the_journal() {
    let setting = Setting::start().await;
    let new = setting.suspension("2026-11-01", None);
    let id = setting.commission.post_once(PATH, "s-1", new.clone()).await.expect(201).id();
    assert_eq!(setting.commission.post_once(PATH, "s-1", new).await.expect(201).id(), id);
    setting.employer.get(&format!("{PATH}/{id}")).await.expect(200);
    assert_eq!(setting.ids(&setting.employer).await, [id.as_str()]);
    setting.commission.post_once(&format!("{PATH}/{id}/voids"), "v-1", void()).await.expect(201);
    setting.commission.post_once(&format!("{PATH}/{id}/voids"), "v-1", void()).await.expect(201);

    let auditor = setting.service.client(Role::Auditor).await;
    let entries =
        auditor.list(&format!("/api/v1/journal-entries?workerId={}", setting.worker), "journalEntries").await;
    let ours: Vec<_> = entries.iter().filter(|entry| entry["objectType"] == "suspension").collect();
    let noted: Vec<_> = ours.iter().map(|entry| entry["operation"].as_str().expect("an operation")).collect();
    let mut sorted = noted.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["create_suspension", "create_suspension_void", "get_suspension", "list_suspensions"]);
}

#[actix_web::test]
async fn a_status_is_told_all_that_was_recorded_withdrawn_or_not() {
    let setting = Setting::start().await;
    let later = setting.suspended("2026-11-20", None).await;
    let earlier = setting.suspended("2026-11-01", Some("2026-11-05")).await;
    setting.commission.post(&format!("{PATH}/{earlier}/voids"), void()).await.expect(201);

    let ids = |told: &[Recorded<SuspensionFact>]| {
        told.iter().map(|one| one.fact.id.to_string()).collect::<Vec<_>>()
    };
    let all = setting.told().await;
    assert_eq!(ids(&all), [earlier, later]);
    assert!(
        all[0].withdrawn_at.is_some() && all[0].withdrawal.is_some() && all[0].fact.valid_until.is_some()
    );
    assert!(
        all[1].withdrawn_at.is_none() && all[1].withdrawal.is_none() && all[1].fact.valid_until.is_none()
    );
}
