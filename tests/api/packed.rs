//! Packed records: whatever happens to facts, a status made from a packed record is the status made from the
//! facts, to the byte, on every day and as known at every moment.

use actix_web::http::Method;
use diesel::RunQueryDsl;
use registry::db::Tx;
use registry::record;
use serde_json::{Value, json};

use crate::fixtures::{Scene, employment, grade};
use crate::service::{Answer, Client, TODAY, skipped_if};
use crate::status::PATH;

/// Histories that are tried, and deeds in each.
const HISTORIES: u64 = 6;
const DEEDS: usize = 60;
/// Questions asked of each history.
const QUESTIONS: usize = 40;

/// Days on which things happen, today among them.
const DAYS: [&str; 10] = [
    "2019-05-01",
    "2021-11-23",
    "2021-11-24",
    "2023-02-28",
    "2024-02-29",
    "2025-03-01",
    "2025-11-24",
    "2026-02-01",
    "2026-11-01",
    TODAY,
];

/// xorshift64* (Marsaglia; Vigna).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16).expect("48 bits") % end
    }

    fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    fn day(&mut self) -> &'static str {
        self.pick::<&'static str>(&DAYS)
    }

    /// A first day, and a last one that may be before it, which is refused, or none.
    fn days(&mut self) -> (&'static str, Value) {
        let from = self.day();
        let until = if self.below(3) == 0 { Value::Null } else { json!(self.day()) };
        (from, until)
    }
}

/// A scene in which things happen.
struct History {
    scene: Scene,
    random: Random,
    grades: Vec<String>,
    programmes: Vec<String>,
    /// What was recorded, each by its path, with the client that recorded it.
    facts: Vec<(&'static str, String)>,
    /// Moments at which something became known.
    moments: Vec<String>,
    taken: usize,
}

impl History {
    async fn start(seed: u64) -> Self {
        let scene = Scene::with_people(4).await;
        let grades = vec![
            grade(&scene.registrar, "grade-2", 1).with("supplementPercent", "10.00").create().await,
            grade(&scene.registrar, "grade-1", 2).create().await,
        ];
        let programmes = vec![
            scene.programme.clone(),
            scene.new_programme("CFP-102").approved_from("2015-01-01").create().await,
        ];
        let random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Self { scene, random, grades, programmes, facts: Vec::new(), moments: Vec::new(), taken: 0 }
    }

    async fn publish_rules(&self) {
        let rules = json!({
            "code": "test-rules", "nameRo": "Reguli", "effectiveFrom": "2024-01-01", "legalBasis": "Ordinul 44",
            "grades": [
                { "grade": "grade-2", "validityMonths": 60, "supplement": { "percent": "12.50" }, "requirement": {
                    "id": "all", "kind": "allOf", "of": [
                        { "id": "hours", "kind": "trainingHours", "hours": "30", "withinMonths": 60,
                          "pausedBy": ["medical-leave"] },
                        { "id": "sessions", "kind": "supervisionSessions", "sessions": 1, "withinMonths": 12 },
                        { "id": "free", "kind": "noActiveSuspension" }
                    ]
                } },
                { "grade": "grade-1", "supplement": { "lei": "1500.00" }, "requirement": {
                    "id": "held", "kind": "holdsGrade", "grade": "grade-2", "forMonths": 12 } }
            ],
            "obligations": [
                { "requirement": { "id": "yearly", "kind": "trainingHours", "hours": "20", "withinMonths": 12 } },
                { "posts": ["asistent-social"], "monthsAfterHire": 24, "requirement": {
                    "id": "initial", "kind": "trainingHours", "hours": "100" } }
            ]
        });
        self.scene.publish(rules).await;
    }

    fn worker(&mut self) -> String {
        let at = self.random.below(4);
        self.scene.id(at).to_owned()
    }

    /// A step that may be refused, as a deed of a person may.
    async fn does(&mut self, client: &Client, path: &str, body: Value) -> Answer {
        let answer = client.post(path, body).await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.body);
        if answer.status.is_success() {
            self.taken += 1;
        }
        answer
    }

    async fn records(&mut self, kind: &'static str, client: &Client, path: &str, body: Value) {
        let answer = self.does(client, path, body).await;
        if answer.status.is_success() {
            self.facts.push((kind, answer.id()));
        }
    }

    async fn deed(&mut self) {
        let worker = self.worker();
        let (from, until) = self.random.days();
        let (registrar, commission) = (self.scene.registrar.clone(), self.scene.commission.clone());
        match self.random.below(14) {
            0..=3 => {
                let programme = self.random.pick(&self.programmes.clone()).clone();
                let part = *self.random.pick(&[None, Some("M1"), Some("M2")]);
                let result = *self.random.pick(&["passed", "failed", "attended"]);
                let mut new = self.scene.completion().of(&worker).on(from).with("programmeId", programme);
                new = new.with("result", result).hours(self.random.pick::<&str>(&["8", "24.5", "7.33"]));
                let body = if let Some(part) = part { new.with("part", part).body() } else { new.body() };
                let provider = self.scene.provider.clone();
                self.records("completions", &provider, "/api/v1/completions", body).await;
            }
            4 | 5 => {
                let minutes = *self.random.pick(&[45, 90]);
                let mut body = self.scene.session().on(from).with("minutes", minutes).body();
                let (mentor, other) = (self.worker(), self.worker());
                body["supervisorId"] = json!(mentor);
                body["attendeeIds"] = json!(if other == worker { vec![worker] } else { vec![worker, other] });
                body["kind"] = json!(if body["attendeeIds"][1].is_null() { "individual" } else { "group" });
                self.records("supervision-sessions", &registrar, "/api/v1/supervision-sessions", body).await;
            }
            6 => {
                let mut body = employment(&self.scene.employer.organisation, from);
                body["validUntil"] = until;
                body["post"] = json!(self.random.pick(&["psiholog", "asistent-social"]));
                body["basePay"] = json!(self.random.pick(&["8500.00", "9000.50"]));
                let path = format!("/api/v1/workers/{worker}/employments");
                self.records("employments", &registrar, &path, body).await;
            }
            7 => {
                let kind = self.random.pick(&["medical-leave", "study-leave", "childcare-leave"]);
                let body = json!({
                    "kind": kind, "validFrom": from, "validUntil": until, "legalBasis": "Codul muncii, art. 126"
                });
                let employer = self.scene.employer.clone();
                let path = format!("/api/v1/workers/{worker}/absences");
                self.records("absences", &employer, &path, body).await;
            }
            8 | 9 => {
                let body = json!({
                    "workerId": worker, "gradeId": self.random.pick(&self.grades.clone()), "validFrom": from,
                    "validUntil": until, "decisionNumber": format!("{}/2026", self.facts.len()),
                    "decidedOn": TODAY
                });
                self.records("awards", &commission, "/api/v1/awards", body).await;
            }
            10 => {
                let body = json!({
                    "workerId": worker, "validFrom": from, "validUntil": until, "legalBasis": "Ordinul nr. 17",
                    "reason": "anchetă disciplinară"
                });
                self.records("suspensions", &commission, "/api/v1/suspensions", body).await;
            }
            11 => self.record_is_closed_or_opened(&worker, from).await,
            _ => self.fact_is_put_right(from, until).await,
        }
    }

    async fn record_is_closed_or_opened(&mut self, worker: &str, day: &str) {
        let other = self.worker();
        let registrar = self.scene.registrar.clone();
        let (step, body) = match self.random.below(4) {
            0 => ("merges", json!({ "into": other, "reason": "aceeași persoană" })),
            1 => ("merge-withdrawals", json!({ "reason": "două persoane" })),
            2 => ("deactivations", json!({ "effectiveOn": day, "reason": "a plecat" })),
            _ => ("deactivation-withdrawals", json!({ "reason": "altă persoană" })),
        };
        self.does(&registrar, &format!("/api/v1/workers/{worker}/{step}"), body).await;
    }

    async fn fact_is_put_right(&mut self, from: &str, until: Value) {
        if self.facts.is_empty() {
            return;
        }
        let at = self.random.below(self.facts.len());
        let (kind, id) = self.facts[at].clone();
        let path = format!("/api/v1/{kind}/{id}");
        let (registrar, commission) = (self.scene.registrar.clone(), self.scene.commission.clone());
        let reason = "introdus din greșeală";
        match (kind, self.random.below(3)) {
            ("awards", 0) => {
                let body = json!({ "revokedFrom": from, "reason": reason });
                self.does(&commission, &format!("{path}/revocations"), body).await;
            }
            ("awards", 1) => {
                let path = format!("{path}/revocation-withdrawals");
                self.does(&commission, &path, json!({ "reason": reason })).await;
            }
            ("awards", _) => {
                let known = commission.get(&path).await;
                let body = json!({ "reason": reason, "award": {
                    "decisionNumber": known.body["decisionNumber"], "decidedOn": TODAY, "validFrom": from,
                    "validUntil": until
                } });
                let request = commission.request(Method::POST, &format!("{path}/corrections"));
                let request = request.insert_header(("If-Match", known.etag())).set_json(body);
                let answer = commission.send(request).await;
                assert!(!answer.status.is_server_error(), "{}", answer.body);
            }
            ("completions", 0) => {
                let body = json!({ "reason": reason, "completion": {
                    "programmeId": self.programmes[0], "completedOn": from, "hours": "12", "result": "passed",
                    "reference": format!("C-{}", self.facts.len())
                } });
                self.records("completions", &registrar, &format!("{path}/corrections"), body).await;
            }
            ("absences", 0) => {
                let body = json!({ "reason": reason, "absence": {
                    "kind": "medical-leave", "validFrom": from, "validUntil": until, "legalBasis": "Certificat 7"
                } });
                self.records("absences", &registrar, &format!("{path}/corrections"), body).await;
            }
            ("employments", 0) => {
                let mut fact = employment(&self.scene.employer.organisation, from);
                fact["validUntil"] = until;
                let body = json!({ "reason": reason, "employment": fact });
                self.records("employments", &registrar, &format!("{path}/corrections"), body).await;
            }
            ("suspensions", 0) => {
                let body = json!({ "reason": reason, "suspension": {
                    "validFrom": from, "validUntil": until, "legalBasis": "Ordinul nr. 17", "reason": reason
                } });
                self.records("suspensions", &commission, &format!("{path}/corrections"), body).await;
            }
            _ => {
                self.does(&registrar, &format!("{path}/voids"), json!({ "reason": reason })).await;
            }
        }
    }

    fn moves_on(&mut self) {
        let now = self.scene.service.clock.now();
        self.moments.push(serde_json::to_value(now).expect("a moment").as_str().expect("text").to_owned());
        self.scene.service.clock.advance_seconds(1);
    }

    fn question(&mut self) -> Value {
        let mut workers = Vec::new();
        for person in 0..4 {
            workers.push(match self.random.below(2) {
                0 => json!({ "workerId": self.scene.id(person) }),
                _ => json!({ "idnp": self.scene.idnp(person) }),
            });
        }
        let mut question = json!({
            "workers": workers, "validAt": self.random.day(), "explain": self.random.below(3) > 0
        });
        if self.random.below(2) == 0 {
            question["knownAt"] = json!(self.random.pick(&self.moments.clone()));
        }
        if self.random.below(4) == 0 {
            question["include"] = json!(["grade", "employments", "supplement"]);
        }
        if self.random.below(4) == 0 {
            question["targetGrade"] = json!("grade-1");
        }
        question
    }

    /// Nothing was packed that the facts do not say.
    async fn holds(&self) {
        self.scene.service.pack().await;
        let found = self.scene.service.hall.db.read(|view| record::verify(view)).await.expect("compared");
        assert_eq!(found, record::Report { compared: 4, faults: Vec::new() });
    }
}

async fn changes(scene: &Scene, statement: &'static str) {
    let change = move |tx: &mut Tx<'_>| Ok(diesel::sql_query(statement).execute(tx.conn())?);
    scene.service.hall.db.write(change).await.expect("changed");
}

/// Has every record read from its facts until it is packed again.
async fn forget_what_is_packed(scene: &Scene) {
    changes(scene, "INSERT INTO stale_records SELECT id, -1 FROM workers").await;
}

/// The bytes of the results in an answer, without the moment and the trace of the call.
fn told(answer: &Answer) -> &str {
    let text = std::str::from_utf8(&answer.bytes).expect("text");
    text.split_once("\"results\"").map_or("", |(_, results)| results)
}

#[actix_web::test]
async fn packed_records_answer_as_the_facts_do() {
    let (mut answers, mut taken) = (0, 0);
    for seed in 1..=HISTORIES {
        let mut history = History::start(seed).await;
        if seed % 3 > 0 {
            history.publish_rules().await;
        }
        history.moves_on();
        for deed in 0..DEEDS {
            history.deed().await;
            history.moves_on();
            if deed % 20 == 0 {
                history.scene.service.pack().await;
            }
        }
        history.holds().await;
        let questions: Vec<Value> = (0..QUESTIONS).map(|_| history.question()).collect();
        let payroll = history.scene.payroll.clone();
        let mut packed = Vec::new();
        for question in &questions {
            packed.push(payroll.post(PATH, question.clone()).await);
        }
        forget_what_is_packed(&history.scene).await;
        history.scene.service.packs.set(false);
        for (question, packed) in questions.iter().zip(packed) {
            let read = payroll.post(PATH, question.clone()).await;
            assert_eq!((packed.status, told(&packed)), (read.status, told(&read)), "{question}");
            answers += usize::from(read.status.is_success());
        }
        taken += history.taken;
    }
    assert!(answers > 150 && taken > 150, "{answers} answers, {taken} deeds: too little happened");
}

#[actix_web::test]
async fn what_is_packed_of_another_is_found_and_is_gone_once_it_is_packed_again() {
    let scene = Scene::start().await;
    scene.completion().create().await;
    scene.service.pack().await;
    let verified = async || scene.service.hall.db.read(|view| record::verify(view)).await.expect("a report");
    assert_eq!(verified().await.faults, Vec::<String>::new());
    // The facts of one in the record of the other.
    changes(
        &scene,
        "UPDATE packed_records SET packed = (SELECT packed FROM packed_records ORDER BY worker_id LIMIT 1)",
    )
    .await;
    let report = verified().await;
    assert_eq!(report.compared, 2);
    assert!(report.faults.len() == 1 && report.faults[0].contains(scene.mentor()), "{report:?}");
    forget_what_is_packed(&scene).await;
    scene.service.pack().await;
    assert_eq!(verified().await, record::Report { compared: 2, faults: Vec::new() });
}

#[actix_web::test]
async fn a_packed_record_that_cannot_be_read_is_no_loss() {
    let scene = Scene::start().await;
    scene.completion().create().await;
    let query =
        json!({ "workers": [{ "workerId": scene.worker() }, { "idnp": scene.idnp(1) }], "validAt": TODAY });
    let packed = scene.payroll.post(PATH, query.clone()).await.expect(200);
    let broken = if crate::service::on_postgres() {
        "UPDATE packed_records SET packed = '\\x01'::bytea"
    } else {
        "UPDATE packed_records SET packed = x'01'"
    };
    changes(&scene, broken).await;
    let read = scene.payroll.post(PATH, query).await.expect(200);
    assert_eq!(told(&packed), told(&read));
    let report = scene.service.hall.db.read(|view| record::verify(view)).await.expect("a report");
    assert_eq!((report.compared, report.faults.len()), (2, 2));
}

#[actix_web::test]
async fn what_was_acknowledged_is_in_the_next_status() {
    let scene = Scene::start().await;
    let hours = async |client: &Client| {
        let query =
            json!({ "workers": [{ "workerId": scene.worker() }], "validAt": TODAY, "explain": false });
        let body = client.post(PATH, query).await.expect(200).body;
        body["results"][0]["training"]["lastFiveYears"]["completions"].clone()
    };
    for count in 0..20 {
        assert_eq!(hours(&scene.payroll).await, json!(count));
        let day = format!("2026-03-{:02}", count + 1);
        scene.completion().on(&day).create().await;
        // Read from the facts, for it is stale, and then packed again.
        scene.service.packs.set(false);
        assert_eq!(hours(&scene.payroll).await, json!(count + 1));
        scene.service.packs.set(true);
    }
}

#[actix_web::test]
async fn two_servers_never_read_what_is_stale() {
    if skipped_if(!crate::service::on_postgres(), "two servers share a PostgreSQL") {
        return;
    }
    let scene = Scene::start().await;
    let beside = scene.service.beside().await;
    let asking = scene.payroll.of(&beside);
    // One packs without a pause, while the other is asked after each write of the first.
    let packing = actix_web::rt::spawn(async move {
        loop {
            beside.hall.db.tidy(record::pack).await.expect("packed");
            actix_web::rt::task::yield_now().await;
        }
    });
    scene.service.packs.set(false);
    for count in 1..=60 {
        let day = format!("2026-{:02}-{:02}", 1 + count / 28, 1 + count % 28);
        scene.service.clock.advance_seconds(1);
        scene.completion().on(&day).create().await;
        let query =
            json!({ "workers": [{ "workerId": scene.worker() }], "validAt": TODAY, "explain": false });
        let body = asking.post(PATH, query).await.expect(200).body;
        assert_eq!(body["results"][0]["training"]["lastFiveYears"]["completions"], json!(count));
    }
    packing.abort();
}
