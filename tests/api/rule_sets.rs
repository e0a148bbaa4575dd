//! Rules as data: drafted, replaced, published, and never changed again.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use actix_web::http::{Method, header};
use futures_util::future::join_all;
use registry::call::Role;
use registry::db::View;
use registry::error::Faults;
use registry::rule_sets;
use registry::rules::language::RequirementKind;
use registry::values::{Code, Day, Moment, OrganisationKind, ProgrammeId, RuleSetId};
use registry::{rules, samples};
use serde_json::{Value, json};

use crate::fixtures;
use crate::service::{Answer, Client, Service};

const PATH: &str = "/api/v1/rule-sets";

/// A rule set that the ladder of the samples can carry, from a day on.
fn new_rule_set(code: &str, from: &str) -> Value {
    json!({
        "code": code, "nameRo": "Regulile de calificare", "effectiveFrom": from, "legalBasis": "Ordinul ministrului nr. 44",
        "grades": [{
            "grade": "grade-2", "validityMonths": 60, "supplement": { "percent": "10" },
            "requirement": { "id": "hours", "kind": "trainingHours", "hours": "60", "withinMonths": 60 }
        }],
        "obligations": [{ "requirement": { "id": "yearly", "kind": "trainingHours", "hours": "20", "withinMonths": 12 } }]
    })
}

/// The same with another requirement of its one grade.
fn asking_for(requirement: Value) -> Value {
    let mut new = new_rule_set("rules", "2027-01-01");
    new["grades"][0]["requirement"] = requirement;
    new
}

/// A register with the sample ladder, its ministry and a registrar.
struct Setting {
    service: Service,
    ministry: Client,
    registrar: Client,
}

impl Setting {
    async fn start() -> Self {
        let service = Service::start().await;
        service.hall.db.write(samples::load_grades).await.expect("grades");
        let (ministry, registrar) =
            (service.client(Role::Ministry).await, service.client(Role::Registrar).await);
        Self { service, ministry, registrar }
    }

    /// A register with all samples.
    async fn with_samples() -> Self {
        let service = Service::start().await;
        let owner = service.organisation(OrganisationKind::Ministry, None).await;
        service.hall.db.write(move |tx| samples::load(tx, owner)).await.expect("samples");
        let (ministry, registrar) =
            (service.client(Role::Ministry).await, service.client(Role::Registrar).await);
        Self { service, ministry, registrar }
    }

    /// Drafts a rule set and returns its path.
    async fn draft(&self, new: Value) -> String {
        format!("{PATH}/{}", self.registrar.post(PATH, new).await.expect(201).id())
    }

    async fn publish(&self, path: &str) -> Answer {
        self.ministry.publish(path, "aprobat prin ordin").await
    }

    async fn published(&self, code: &str, from: &str) -> Answer {
        let path = self.draft(new_rule_set(code, from)).await;
        self.publish(&path).await.expect(201)
    }

    async fn replace(&self, path: &str, tag: &str, new: Value) -> Answer {
        let request = self.registrar.request(Method::PUT, path).insert_header((header::IF_MATCH, tag));
        self.registrar.send(request.set_json(new)).await
    }

    /// Drafts a document from its text.
    async fn post_text(&self, text: String) -> Answer {
        let request = self
            .registrar
            .request(Method::POST, PATH)
            .insert_header((header::CONTENT_TYPE, "application/json"));
        self.registrar.send(request.set_payload(text)).await
    }

    async fn expect_no_drafts(&self) {
        let drafts = self.registrar.list(&format!("{PATH}?status=draft"), "ruleSets").await;
        assert_eq!(drafts, Vec::<Value>::new(), "nothing is kept of what is refused");
    }
}

#[actix_web::test]
async fn a_rule_set_is_drafted_replaced_published_and_superseded() {
    let setting = Setting::start().await;
    let made = setting.registrar.post(PATH, new_rule_set("rules", "2027-01-01")).await.expect(201);
    let path = made.header("location").expect("an address").to_owned();
    assert_eq!(
        (&made.body["version"], &made.body["status"], &made.body["sample"]),
        (&json!(1), &json!("draft"), &json!(false))
    );
    assert_eq!(made.body["grades"][0]["supplement"], json!({ "percent": "10.00" }));
    assert_eq!(made.body["obligations"][0]["requirement"]["id"], "yearly");

    let mut other = new_rule_set("rules", "2027-02-01");
    other["nameEn"] = json!("Rules");
    other["grades"][0]["requirement"]["hours"] = json!("40");
    other.as_object_mut().expect("fields").remove("obligations");
    setting.service.clock.advance_seconds(60);
    let replaced = setting.replace(&path, &made.etag(), other.clone()).await.expect(200);
    assert_eq!((replaced.id(), &replaced.body["version"]), (made.id(), &json!(1)));
    assert_eq!(replaced.body["grades"][0]["requirement"]["hours"], "40");
    assert_eq!(replaced.body["obligations"], json!([]), "what is left out is gone");
    assert_eq!(replaced.body["createdAt"], made.body["createdAt"]);
    assert_ne!(replaced.body["updatedAt"], made.body["updatedAt"]);

    setting.replace(&path, &made.etag(), other.clone()).await.expect(412);
    setting.registrar.send(setting.registrar.request(Method::PUT, &path).set_json(&other)).await.expect(428);

    let published = setting.publish(&path).await.expect(201);
    assert_eq!(published.header("location"), Some(path.as_str()));
    assert_eq!(
        (&published.body["status"], &published.body["effectiveUntil"]),
        (&json!("published"), &Value::Null)
    );
    assert_eq!(published.body["publishedAt"], published.body["updatedAt"]);

    let next = setting.published("rules", "2028-01-01").await;
    assert_eq!(next.body["version"], 2);
    let before = setting.service.get(&path).await.expect(200).body;
    assert_eq!((&before["status"], &before["effectiveUntil"]), (&json!("superseded"), &json!("2027-12-31")));
    assert_eq!(before["supersededBy"], json!(next.id()));
    assert_eq!(before["grades"], published.body["grades"]);

    // Under another code a draft is the next version of that.
    let third = setting.draft(new_rule_set("others", "2029-01-01")).await;
    let tag = setting.registrar.get(&third).await.etag();
    assert_eq!(
        setting.replace(&third, &tag, new_rule_set("rules", "2029-01-01")).await.expect(200).body["version"],
        3
    );
}

#[actix_web::test]
async fn what_is_published_never_changes() {
    let setting = Setting::start().await;
    let published = setting.published("rules", "2027-01-01").await;
    let path = format!("{PATH}/{}", published.id());
    let refused =
        setting.replace(&path, &published.etag(), new_rule_set("rules", "2028-01-01")).await.expect(409);
    assert_eq!(refused.body["detail"], "only a draft can be replaced; this one is published");
    let refused = setting.publish(&path).await.expect(409);
    assert_eq!(refused.body["detail"], "only a draft can be published; this one is published");
    assert_eq!(setting.service.get(&path).await.bytes, published.bytes);
    for path in [format!("{PATH}/01990000-0000-7000-8000-000000000009"), format!("{PATH}/x")] {
        let status = if path.ends_with('x') { 400 } else { 404 };
        setting.replace(&path, "*", new_rule_set("rules", "2028-01-01")).await.expect(status);
        let publication = setting
            .ministry
            .request(Method::POST, &format!("{path}/publications"))
            .insert_header((header::IF_MATCH, "*"));
        setting.ministry.send(publication.set_json(json!({ "reason": "aprobat" }))).await.expect(status);
    }
}

#[actix_web::test]
async fn every_fault_of_the_form_is_named_at_once() {
    let setting = Setting::start().await;
    let document = json!({
        "code": "Not a code", "effectiveFrom": "2027-02-30", "legalBasis": "x", "colour": 1,
        "grades": [
            {
                "grade": "grade-2", "validityMonths": 0, "supplement": { "percent": "1000", "euro": "1" },
                "requirement": { "id": "all", "kind": "allOf", "of": [
                    { "id": "hours", "kind": "trainingHours", "hours": "-3" },
                    { "id": "Hours", "kind": "trainingHours", "hours": "3", "withinMonths": 601, "providerKinds": ["castle"] },
                    { "id": "x1", "kind": "trainingDays", "days": 3 },
                    { "kind": "supervisionSessions", "sessions": 1, "oneInEach": "week" },
                    { "id": "s1", "kind": "supervisionSessions", "sessions": 1, "minutes": 3 },
                    { "id": "none", "kind": "anyOf", "of": [] },
                    7
                ] }
            },
            { "grade": "grade-1", "supplement": { "percent": "1", "lei": "1" } }
        ],
        "obligations": [{ "monthsAfterHire": "six", "requirement": { "id": "codes", "kind": "programmes", "codes": [] } }]
    });
    let of = "/grades/0/requirement/of";
    let refused = setting.registrar.post(PATH, document).await.expect_faults(&[
        "/code",
        "/nameRo",
        "/effectiveFrom",
        "/legalBasis",
        "/colour",
        "/grades/0/validityMonths",
        "/grades/0/supplement/percent",
        "/grades/0/supplement/euro",
        &format!("{of}/0/hours"),
        &format!("{of}/1/id"),
        &format!("{of}/1/withinMonths"),
        &format!("{of}/1/providerKinds/0"),
        &format!("{of}/2/kind"),
        &format!("{of}/3/id"),
        &format!("{of}/3/oneInEach"),
        &format!("{of}/4/minutes"),
        &format!("{of}/5/of"),
        &format!("{of}/6"),
        "/grades/1/requirement",
        "/grades/1/supplement",
        "/obligations/0/monthsAfterHire",
        "/obligations/0/requirement/codes",
    ]);
    let kind = refused.body["errors"][format!("{of}/2/kind")][0].as_str().expect("a fault");
    assert!(
        kind.starts_with(
            "trainingDays is not a kind of requirement; expected one of: allOf, anyOf, atLeast, trainingHours"
        ),
        "{kind}"
    );
    assert!(RequirementKind::ALL.iter().all(|known| kind.contains(known.as_str())), "{kind}");
    setting.registrar.post(PATH, json!({})).await.expect_faults(&[
        "/code",
        "/nameRo",
        "/effectiveFrom",
        "/legalBasis",
        "/grades",
    ]);
    setting.expect_no_drafts().await;
}

#[actix_web::test]
async fn every_fault_against_the_catalogue_is_named_at_once() {
    let setting = Setting::with_samples().await;
    let holds = |id: &str, grade: &str| json!({ "id": id, "kind": "holdsGrade", "grade": grade });
    let mut document = new_rule_set("rules", "2020-01-01");
    document["grades"] = json!([
        { "grade": "grade-2", "requirement": holds("circle", "grade-1") },
        { "grade": "grade-1", "requirement": { "id": "all", "kind": "allOf", "of": [
            holds("circle", "grade-2"),
            holds("unknown", "grade-9"),
            { "id": "codes", "kind": "programmes", "codes": ["CFP-001", "CFP-999"], "count": 3 },
            { "id": "domains", "kind": "credits", "credits": "1", "domains": ["supervision", "alchemy"] },
            { "id": "often", "kind": "supervisionSessions", "sessions": 4, "withinMonths": 10, "oneInEach": "quarter" },
            { "id": "often", "kind": "atLeast", "count": 2, "of": [{ "id": "one", "kind": "noActiveSuspension" }] }
        ] } },
        { "grade": "grade-1", "requirement": { "id": "fine", "kind": "noActiveSuspension" } }
    ]);
    let of = "/grades/1/requirement/of";
    let refused = setting.registrar.post(PATH, document).await.expect_faults(&[
        "/effectiveFrom",
        "/grades/0/requirement/grade",
        &format!("{of}/0/grade"),
        &format!("{of}/1/grade"),
        &format!("{of}/2/codes/1"),
        &format!("{of}/2/count"),
        &format!("{of}/3/domains/1"),
        &format!("{of}/4/withinMonths"),
        &format!("{of}/5/id"),
        &format!("{of}/5/count"),
        "/grades/2/grade",
    ]);
    let late = "expected a day after 2020-01-01, on which version 1 of sample-rules begins";
    assert_eq!(refused.body["errors"]["/effectiveFrom"], json!([late]));
    setting.expect_no_drafts().await;
}

#[actix_web::test]
async fn a_document_too_large_or_too_deep_is_refused_clearly() {
    let setting = Setting::start().await;
    let leaf = |id: usize| format!(r#"{{"id":"r{id}","kind":"noActiveSuspension"}}"#);
    let text = |requirement: &str| asking_for(json!("HERE")).to_string().replace("\"HERE\"", requirement);
    let join = |items: Vec<String>| items.join(",");

    let hundred = |at: usize| {
        format!(
            r#"{{"id":"g{at}","kind":"allOf","of":[{}]}}"#,
            join((0..100).map(|leaf_at| leaf(at * 100 + leaf_at)).collect())
        )
    };
    let ten_thousand =
        format!(r#"{{"id":"all","kind":"allOf","of":[{}]}}"#, join((0..100).map(hundred).collect()));
    let refused = setting.post_text(text(&ten_thousand)).await.expect_faults(&["/grades"]);
    assert_eq!(refused.body["errors"]["/grades"], json!(["expected at most 500 requirements in a rule set"]));

    let nested = |levels: usize| {
        let open = (1..levels).fold(String::new(), |mut text, level| {
            write!(text, r#"{{"id":"g{level}","kind":"allOf","of":["#).expect("written");
            text
        });
        format!("{open}{}{}", leaf(0), "]}".repeat(levels - 1))
    };
    setting.post_text(text(&nested(12))).await.expect(201);
    let path = format!(
        "{PATH}/{}",
        setting.registrar.list(&format!("{PATH}?status=draft"), "ruleSets").await[0]["id"]
            .as_str()
            .expect("an id")
    );
    setting.publish(&path).await.expect(201);
    let refused = setting.post_text(text(&nested(13)).replace("2027-01-01", "2028-01-01")).await;
    let deepest = format!("/grades/0/requirement{}", "/of/0".repeat(12));
    let refused = refused.expect_faults(&[&deepest]);
    assert_eq!(refused.body["errors"][&deepest], json!(["expected requirements at most 12 deep"]));
    for levels in [200, 5_000] {
        let refused = setting.post_text(text(&nested(levels))).await.expect(400);
        let detail = refused.body["detail"].as_str().expect("a detail");
        assert!(detail.starts_with("the body is nested too deeply; at most 127 levels are read"), "{detail}");
    }
    setting.post_text(format!("{}{}", text(&leaf(0)), " ".repeat(512 * 1024))).await.expect(413);

    // An answer does not grow with what is sent.
    let many = join((0..20_000).map(|at| format!(r#""f{at}":1"#)).collect());
    let refused = setting
        .post_text(text(&format!(r#"{{"id":"all","kind":"noActiveSuspension",{many}}}"#)))
        .await
        .expect(400);
    assert!(refused.bytes.len() < 64 * 1024, "{}", refused.bytes.len());
    setting.expect_no_drafts().await;
}

#[actix_web::test]
async fn rule_sets_follow_each_other_and_never_overlap() {
    let setting = Setting::start().await;
    // Written while nothing was published, so its day was good.
    let early = setting.draft(new_rule_set("early", "2026-06-01")).await;
    let same = setting.draft(new_rule_set("same", "2027-01-01")).await;
    let published = setting.published("rules", "2027-01-01").await;
    let address = format!("{PATH}/{}", published.id());
    let after = "expected a day after 2027-01-01, on which version 1 of rules begins";
    for path in [&early, &same] {
        let refused = setting.publish(path).await.expect(409);
        assert_eq!(refused.body["detail"], json!(format!("effectiveFrom: {after}")));
        assert_eq!(refused.body["location"], json!(address));
        let tag = setting.registrar.get(path).await.etag();
        let refused = setting
            .replace(path, &tag, new_rule_set("early", "2026-12-31"))
            .await
            .expect_faults(&["/effectiveFrom"]);
        assert_eq!(refused.body["errors"]["/effectiveFrom"], json!([after]));
    }
    setting.registrar.post(PATH, new_rule_set("late", "2027-01-01")).await.expect_faults(&["/effectiveFrom"]);
    let tag = setting.registrar.get(&early).await.etag();
    setting.replace(&early, &tag, new_rule_set("early", "2027-01-02")).await.expect(200);
    setting.publish(&early).await.expect(201);
    assert_eq!(setting.service.get(&address).await.body["effectiveUntil"], "2027-01-01");
}

#[actix_web::test]
async fn of_publications_at_once_one_wins_and_none_overlap() {
    let setting = Setting::start().await;
    let path = setting.draft(new_rule_set("rules", "2027-01-01")).await;
    let mut statuses: Vec<_> = join_all((0..4).map(|_| setting.publish(&path)))
        .await
        .iter()
        .map(|answer| answer.status.as_u16())
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409, 409]);

    let mut paths = Vec::new();
    for from in ["2028-01-01", "2028-01-01", "2028-02-01", "2028-03-01"] {
        paths.push(setting.draft(new_rule_set("rules", from)).await);
    }
    let answers = join_all(paths.iter().map(|path| setting.publish(path))).await;
    assert!(answers.iter().all(|answer| matches!(answer.status.as_u16(), 201 | 409)));
    let mut all = setting.registrar.list(PATH, "ruleSets").await;
    assert_eq!(all.len(), 1 + answers.iter().filter(|answer| answer.status == 201).count());
    all.sort_by_key(|one| one["effectiveFrom"].to_string());
    for pair in all.windows(2) {
        let next: Day = serde_json::from_value(pair[1]["effectiveFrom"].clone()).expect("a day");
        assert_eq!(pair[0]["effectiveUntil"], json!(next.previous()));
        assert_eq!(pair[0]["supersededBy"], pair[1]["id"]);
    }
    assert_eq!(all.last().map(|last| &last["effectiveUntil"]), Some(&Value::Null));
}

#[actix_web::test]
async fn drafts_at_once_have_versions_of_their_own() {
    let setting = Setting::start().await;
    let answers =
        join_all((0..6).map(|_| setting.registrar.post(PATH, new_rule_set("rules", "2027-01-01")))).await;
    let versions: BTreeSet<_> =
        answers.iter().map(|answer| answer.body["version"].as_i64().expect("a version")).collect();
    assert_eq!(versions, (1..=6).collect());
}

#[actix_web::test]
async fn a_draft_is_there_for_those_who_write_them() {
    let setting = Setting::start().await;
    let path = setting.draft(new_rule_set("rules", "2027-01-01")).await;
    let published = format!("{PATH}/{}", setting.published("others", "2026-01-01").await.id());
    let count =
        async |client: &Client, query: &str| client.list(&format!("{PATH}{query}"), "ruleSets").await.len();
    for role in Role::ALL {
        let client = setting.service.client(*role).await;
        let sees = matches!(role, Role::Registrar | Role::Ministry);
        client.get(&path).await.expect(if sees { 200 } else { 404 });
        client.get(&published).await.expect(200);
        assert_eq!(count(&client, "?status=draft").await, usize::from(sees), "{role}");
        assert_eq!(count(&client, "").await, 1, "{role}");
    }
    setting.service.get(&path).await.expect(404);
    let open = setting.service.get(&published).await.expect(200);
    assert_eq!(open.header("cache-control"), Some("public, max-age=60"));
    assert_eq!(setting.registrar.get(&path).await.header("cache-control"), Some("no-store"));
    assert_eq!(count(&setting.registrar, "?code=rules").await, 0);
    assert_eq!(count(&setting.registrar, "?code=others&status=published").await, 1);
    assert_eq!(count(&setting.registrar, "?status=superseded").await, 0);
    // A client that drafts does not publish.
    setting.registrar.publish(&path, "aprobat").await.expect(403);
}

#[actix_web::test]
async fn a_draft_is_checked_again_when_it_is_published() {
    let setting = Setting::with_samples().await;
    let codes = |codes: &[&str], count: i32| json!({ "id": "codes", "kind": "programmes", "codes": codes, "count": count });
    let both = setting.draft(asking_for(codes(&["CFP-059", "CFP-060"], 2))).await;
    let either = setting.draft(asking_for(codes(&["CFP-059", "CFP-060"], 1))).await;
    let found = setting.registrar.get("/api/v1/programmes?q=CFP-059").await.expect(200);
    let programme =
        format!("/api/v1/programmes/{}", found.body["programmes"][0]["id"].as_str().expect("an id"));
    let retirement = json!({ "retiredFrom": "2026-12-01", "reason": "nu se mai predă" });
    setting.registrar.post(&format!("{programme}/retirements"), retirement).await.expect(201);
    let refused = setting.publish(&both).await.expect_faults(&["/grades/0/requirement/codes/0"]);
    let fault = refused.body["errors"]["/grades/0/requirement/codes/0"][0].as_str().expect("a fault");
    assert!(fault.contains("CFP-059 is retired"), "{fault}");
    assert_eq!(setting.registrar.get(&both).await.body["status"], "draft");
    setting.publish(&either).await.expect(201);
}

#[actix_web::test]
async fn the_rules_in_force_are_those_of_the_day_as_known_at_the_moment() {
    let setting = Setting::start().await;
    let mut known = vec![setting.service.clock.now()];
    for from in ["2026-01-01", "2026-07-01"] {
        setting.service.clock.advance_seconds(60);
        let published = setting.published("rules", from).await;
        known.push(
            Moment::parse(published.body["publishedAt"].as_str().expect("a moment")).expect("a moment"),
        );
    }
    let table = [
        ("2026-08-01", [None, Some(1), Some(2)]),
        ("2026-07-01", [None, Some(1), Some(2)]),
        ("2026-06-30", [None, Some(1), Some(1)]),
        ("2026-01-01", [None, Some(1), Some(1)]),
        ("2025-12-31", [None, None, None]),
    ];
    for (on, versions) in table {
        for (known_at, version) in known.iter().zip(versions) {
            let (day, known_at) = (Day::parse(on).expect("a day"), *known_at);
            let found = setting
                .service
                .hall
                .db
                .read(move |view| rule_sets::in_force(view, day, known_at))
                .await
                .expect("read");
            assert_eq!(found.map(|rule_set| rule_set.version), version, "{on} as known at {known_at}");
        }
    }
}

#[actix_web::test]
async fn the_catalogue_is_read_once_and_grows_with_what_is_asked_of_it() {
    let setting = Setting::start().await;
    let (db, rule_cache) = (&setting.service.hall.db, &setting.service.house.rule_cache);
    let at_hand = async || {
        let rule_cache = Arc::clone(rule_cache);
        db.read(move |view| rule_cache.catalogue(view)).await.expect("a catalogue")
    };
    let again = async || {
        let rule_cache = Arc::clone(rule_cache);
        db.read(move |view| rule_cache.reload(view)).await.expect("a catalogue")
    };
    let before = at_hand().await;
    assert!(Arc::ptr_eq(&before, &at_hand().await), "it is read once");
    assert!(Arc::ptr_eq(&before, &again().await), "it is the same while nothing has come");

    let grade =
        json!({ "code": "grade-0", "rank": 50, "nameRo": "gradul zero", "legalBasis": "Ordinul 12/2024" });
    setting.registrar.post("/api/v1/grades", grade).await.expect(201);
    let path =
        setting.draft(asking_for(json!({ "id": "held", "kind": "holdsGrade", "grade": "grade-0" }))).await;
    let id: RuleSetId = path.replace(&format!("{PATH}/"), "").parse().expect("an id");
    let (ours, find) = (Arc::clone(rule_cache), move |view: &mut View<'_>| rule_sets::find(view, id));
    let rule_set = db.read(find).await.expect("read").expect("a rule set");
    let compiled = db.read(move |view| ours.compiled(view, &rule_set)).await.expect("compiled rules");
    let wanted = Code::parse("grade-0").expect("a code");
    assert_eq!((before.rank(&wanted), compiled.catalogue().rank(&wanted)), (None, Some(50)));
    assert!(Arc::ptr_eq(compiled.catalogue(), &at_hand().await));

    let id = fixtures::programme(&setting.registrar, "CFP-101").create().await;
    let wanted: ProgrammeId = id.parse().expect("an id");
    assert_eq!(again().await.place(wanted), None, "rules know no drafts");
    let approval = json!({ "approvedFrom": "2024-01-01", "legalBasis": "Ordinul 12/2024" });
    setting.registrar.post(&format!("/api/v1/programmes/{id}/approvals"), approval).await.expect(201);
    assert_eq!((at_hand().await.place(wanted), again().await.place(wanted)), (None, Some(0)));
    assert_eq!(at_hand().await.place(wanted), Some(0));
}

#[actix_web::test]
async fn the_sample_rule_set_covers_every_kind_of_requirement() {
    let setting = Setting::with_samples().await;
    let all = setting.service.get(PATH).await.expect(200).body;
    let sample = &all["ruleSets"][0];
    assert_eq!(
        (&sample["code"], &sample["status"], &sample["sample"]),
        (&json!("sample-rules"), &json!("published"), &json!(true))
    );
    let mut faults = Faults::default();
    let read = rules::read(sample, &mut faults).expect("rules");
    let mut kinds = BTreeSet::new();
    read.walk(&mut |_, requirement| {
        kinds.insert(requirement.demand.kind());
    });
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), RequirementKind::ALL);
    let grades: Vec<_> = read.grades.iter().map(|rule| rule.grade.as_str().to_owned()).collect();
    assert_eq!(grades, ["grade-2", "grade-1", "grade-superior"]);
}

#[actix_web::test]
async fn the_schema_of_the_language_is_published() {
    let service = Service::start().await;
    let answer = service.get("/schemas/rule-set.json").await.expect(200);
    assert_eq!(answer.header("content-type"), Some("application/schema+json"));
    let schema = &answer.body;
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let (text, mut references) = (schema.to_string(), 0);
    assert!(!text.contains("#/components"), "a reference leads out of it");
    for (at, _) in text.match_indices("#/$defs/") {
        let name: String = text[at + 8..].chars().take_while(char::is_ascii_alphanumeric).collect();
        assert!(schema["$defs"][&name].is_object(), "{name}");
        references += 1;
    }
    assert!(references > 30, "{references}");
    for name in ["GradeRule", "Requirement", "Obligation"] {
        assert_eq!(schema["$defs"][name]["unevaluatedProperties"], false, "{name} takes what nobody knows");
    }
    let kinds: BTreeSet<_> = schema["$defs"]["Demand"]["oneOf"]
        .as_array()
        .expect("forms")
        .iter()
        .map(|form| &form["allOf"][1]["properties"]["kind"]["enum"][0])
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(kinds, RequirementKind::ALL.iter().map(|kind| kind.as_str()).collect());
}

#[actix_web::test]
async fn the_same_request_twice_has_one_effect_and_the_journal_says_why() {
    let setting = Setting::start().await;
    let first =
        setting.registrar.post_once(PATH, "draft-1", new_rule_set("rules", "2027-01-01")).await.expect(201);
    let again =
        setting.registrar.post_once(PATH, "draft-1", new_rule_set("rules", "2027-01-01")).await.expect(201);
    assert_eq!(first.bytes, again.bytes);
    let path = format!("{PATH}/{}", first.id());
    let replaced =
        setting.replace(&path, &first.etag(), new_rule_set("rules", "2027-02-01")).await.expect(200);
    let publish = async |tag: &str, key: &str| {
        let request = setting
            .ministry
            .request(Method::POST, &format!("{path}/publications"))
            .insert_header((header::IF_MATCH, tag));
        let request = request
            .insert_header(("Idempotency-Key", key))
            .set_json(json!({ "reason": "aprobat prin Ordinul 44" }));
        setting.ministry.send(request).await
    };
    let published = publish(&replaced.etag(), "publish-1").await.expect(201);
    assert_eq!(publish(&replaced.etag(), "publish-1").await.expect(201).bytes, published.bytes);

    let auditor = setting.service.client(Role::Auditor).await;
    let entries = auditor.list("/api/v1/journal-entries", "journalEntries").await;
    let about = entries.iter().filter(|entry| entry["objectType"] == "rule_set");
    let (again, mut about): (Vec<_>, Vec<_>) = about.partition(|entry| entry["event"] == "repeat");
    assert_eq!(again.len(), 2, "the kept answer of each was given once more");
    // On PostgreSQL each connection has a chain of its own: what happened in one moment has no order.
    about.sort_by_key(|entry| entry["operation"].to_string());
    let operations: Vec<_> =
        about.iter().map(|entry| entry["operation"].as_str().expect("an operation")).collect();
    assert_eq!(operations, ["create_rule_set", "create_rule_set_publication", "replace_rule_set"]);
    assert!(about.iter().all(|entry| entry["objectId"] == json!(first.id())));
    assert_eq!(about[1]["reason"], "aprobat prin Ordinul 44");
}

#[actix_web::test]
async fn what_is_published_is_what_was_read() {
    let setting = Setting::start().await;
    let read = setting.registrar.post(PATH, new_rule_set("rules", "2027-01-01")).await.expect(201);
    let path = format!("{PATH}/{}", read.id());
    let replaced =
        setting.replace(&path, &read.etag(), new_rule_set("rules", "2027-02-01")).await.expect(200);
    let publication = || setting.ministry.request(Method::POST, &format!("{path}/publications"));
    let body = json!({ "reason": "aprobat" });
    setting.ministry.send(publication().set_json(&body)).await.expect(428);
    setting
        .ministry
        .send(publication().insert_header((header::IF_MATCH, read.etag())).set_json(&body))
        .await
        .expect(412);
    assert_eq!(setting.ministry.get(&path).await.body["status"], "draft");
    let published = setting
        .ministry
        .send(publication().insert_header((header::IF_MATCH, replaced.etag())).set_json(&body))
        .await
        .expect(201);
    assert_eq!(
        (&published.body["status"], &published.body["effectiveFrom"]),
        (&json!("published"), &json!("2027-02-01"))
    );
}
