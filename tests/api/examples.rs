//! Examples that a rule set carries itself: run with every draft, the first difference told, and published
//! only when there is none.

use actix_web::http::{Method, header};
use registry::call::Role;
use registry::samples;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::service::{Answer, Client, Service};

const PATH: &str = "/api/v1/rule-sets";

/// A register with all samples, a registrar who drafts and a ministry that publishes.
struct Setting {
    service: Service,
    registrar: Client,
    ministry: Client,
}

impl Setting {
    async fn start() -> Self {
        let service = Service::start().await;
        let owner = service.organisation(OrganisationKind::Ministry, None).await;
        service.hall.db.write(move |tx| samples::load(tx, owner)).await.expect("samples");
        let (registrar, ministry) =
            (service.client(Role::Registrar).await, service.client(Role::Ministry).await);
        Self { service, registrar, ministry }
    }

    async fn replace(&self, path: &str, tag: &str, new: &Value) -> Answer {
        let request = self.registrar.request(Method::PUT, path).insert_header((header::IF_MATCH, tag));
        self.registrar.send(request.set_json(new)).await
    }
}

/// A rule set that asks for so many hours of training, with examples.
fn asking_for(hours: &str, examples: &Value) -> Value {
    let hours = json!({ "id": "hours", "kind": "trainingHours", "hours": hours, "withinMonths": 60 });
    json!({
        "code": "rules", "nameRo": "Reguli", "effectiveFrom": "2027-01-01", "legalBasis": "Ordinul nr. 44",
        "grades": [{
            "grade": "grade-2", "requirement": hours,
            "legalBasis": { "act": "Ordinul nr. 45", "article": "pct. 12", "day": "2026-11-20" }
        }],
        "examples": examples
    })
}

/// An example of 24 hours, and whether these are enough.
fn example(name: &str, eligible: bool) -> Value {
    let completed =
        json!({ "programme": "CFP-016", "completedOn": "2027-03-01", "hours": "24", "result": "passed" });
    json!({
        "name": name, "day": "2027-06-30", "history": { "completions": [completed] },
        "expected": { "grades": [{ "grade": "grade-2", "eligible": eligible }] }
    })
}

#[actix_web::test]
async fn a_draft_tells_the_first_difference_and_is_published_only_when_there_is_none() {
    let setting = Setting::start().await;
    let examples = json!([
        {
            "name": "nimic", "day": "2027-06-30",
            "expected": { "grades": [{ "grade": "grade-2", "eligible": false }] }
        },
        example("exact cât trebuie", true)
    ]);
    // By 25 hours the second example comes out otherwise, and the draft is taken nevertheless.
    let made = setting.registrar.post(PATH, asking_for("25", &examples)).await.expect(201);
    let at = "/examples/1/expected/grades/0/eligible";
    let basis = json!({ "act": "Ordinul nr. 45", "article": "pct. 12", "day": "2026-11-20" });
    let difference = json!({
        "at": at, "name": "exact cât trebuie", "expected": "true", "actual": "false",
        "text": {
            "ro": format!("Exemplul „exact cât trebuie” ({at}): gradul grade-2 ar trebui să fie îndeplinit, dar nu este"),
            "en": format!("example \"exact cât trebuie\" ({at}): grade-2 was to be met, and is not"),
            "ru": format!("Пример «exact cât trebuie» ({at}): степень grade-2 должна выполняться, но не выполняется")
        },
        "legalBasis": basis
    });
    assert_eq!(made.body["exampleDifference"], difference);
    let path = format!("{PATH}/{}", made.id());
    let read = setting.registrar.get(&path).await.expect(200);
    assert_eq!(read.bytes, made.bytes, "who publishes reads it as well");
    // As it was read, with nothing left out.
    let mut written = examples.clone();
    written[0]["history"] = json!({});
    written[1]["history"]["completions"][0]["providerKind"] = json!("provider");
    assert_eq!(read.body["examples"], written);

    for (language, words) in [
        (
            "ro",
            "gradul grade-2 ar trebui să fie îndeplinit, dar nu este (temei: Ordinul nr. 45 din 20.11.2026, pct. 12)",
        ),
        ("en", "grade-2 was to be met, and is not (legal basis: Ordinul nr. 45 of 2026-11-20, pct. 12)"),
        ("ru", "должна выполняться, но не выполняется (основание: Ordinul nr. 45 от 20.11.2026, pct. 12)"),
    ] {
        let request = setting.ministry.request(Method::POST, &format!("{path}/publications"));
        let request = request
            .insert_header((header::IF_MATCH, read.etag()))
            .insert_header(("Accept-Language", language));
        let refused =
            setting.ministry.send(request.set_json(json!({ "reason": "aprobat" }))).await.expect(409);
        assert_eq!(refused.body["code"], "exampleDiffers");
        assert_eq!((&refused.body["location"], &refused.body["params"]["at"]), (&json!(path), &json!(at)));
        let detail = refused.body["detail"].as_str().expect("a detail");
        assert!(detail.ends_with(words), "{detail}");
    }
    assert_eq!(setting.registrar.get(&path).await.body["status"], "draft");

    // The rule is mended, and then it may be published.
    let mended = asking_for("24", &examples);
    setting.replace(&path, "\"old\"", &mended).await.expect(412);
    let replaced = setting.replace(&path, &made.etag(), &mended).await.expect(200);
    assert!(replaced.body.get("exampleDifference").is_none(), "{}", replaced.body);
    let published = setting.ministry.publish(&path, "aprobat prin ordin").await.expect(201);
    assert_eq!((&published.body["status"], &published.body["examples"]), (&json!("published"), &written));
    // It is for everyone to read.
    assert_eq!(setting.service.get(&path).await.expect(200).bytes, published.bytes);
}

#[actix_web::test]
async fn the_samples_examples_stand_at_the_edges_of_its_rules() {
    let setting = Setting::start().await;
    let sample = setting.service.get(PATH).await.expect(200).body["ruleSets"][0].clone();
    assert_eq!(sample["code"], "sample-rules");
    let examples = sample["examples"].as_array().expect("examples");
    assert!(examples.len() >= 6 && sample.get("exampleDifference").is_none(), "{}", examples.len());
    assert!(examples.iter().all(|one| one["name"].as_str().is_some_and(|name| name.starts_with("exemplu"))));

    // The same document under other rules tells each example that rests on what was changed.
    let mut other = sample.clone();
    for own in
        ["id", "version", "status", "effectiveUntil", "createdAt", "updatedAt", "publishedAt", "supersededBy"]
    {
        other.as_object_mut().expect("fields").remove(own);
    }
    other["effectiveFrom"] = json!("2028-01-01");
    let told = async |change: (&str, Value)| {
        let mut changed = other.clone();
        *changed.pointer_mut(change.0).expect("a place") = change.1;
        let made = setting.registrar.post(PATH, changed).await.expect(201).body;
        made["exampleDifference"]["name"].as_str().unwrap_or_default().to_owned()
    };
    let of = "/grades/0/requirement/of";
    let table = [
        ((format!("{of}/0/hours"), json!("25")), "exemplu: exact 24 de ore"),
        ((format!("{of}/0/hours"), json!("23")), "exemplu: o oră lipsă"),
        ((format!("{of}/1/withinMonths"), json!(13)), "exemplu: exact 24 de ore"),
        ((format!("{of}/0/withinMonths"), json!(61)), "exemplu: o zi înaintea celor cinci ani"),
        (("/obligations/0/requirement/pausedBy".into(), json!([])), "exemplu: concediul oprește anul"),
        (("/payableWhile/employed".into(), json!(false)), ""),
        (("/obligations/1/monthsAfterHire".into(), json!(5)), "exemplu: formarea inițială până mâine"),
        (("/grades/1/requirement/of/4/hours".into(), json!("12.01")), "exemplu: 12 ore de supervizare"),
    ];
    for ((place, value), name) in table {
        assert_eq!(told((&place, value.clone())).await, name, "{place} {value}");
    }
}

#[actix_web::test]
async fn every_fault_of_examples_is_named_at_once_beside_those_of_the_rules() {
    let setting = Setting::start().await;
    let mut contradicts = example("doi", false);
    contradicts["history"]["completions"][0]["reference"] = json!("N-1");
    let examples = json!([
        example("unu", true), contradicts,
        { "name": "trei", "day": "2027-02-30", "history": { "absences": [
            { "kind": "holiday", "validFrom": "2027-01-02" },
            { "kind": "study-leave", "validFrom": "2027-01-02", "validUntil": "2027-01-01" }
        ] }, "expected": {} }
    ]);
    let mut new = asking_for("24", &examples);
    new["grades"][0]["legalBasis"]["act"] = json!("");
    setting.registrar.post(PATH, new).await.expect_faults(&[
        "/grades/0/legalBasis/act",
        "/examples/1/history/completions/0/reference",
        "/examples/2/day",
        "/examples/2/history/absences/0/kind",
        "/examples/2/history/absences/1/validUntil",
        "/examples/2/expected",
    ]);

    let mut unknown = example("trei", true);
    unknown["history"]["completions"][0]["programme"] = json!("CFP-999");
    unknown["expected"]["grades"][0] = json!({ "grade": "grade-2", "met": ["gone"] });
    let mut absent = example("patru", true);
    absent["expected"]["grades"][0]["grade"] = json!("grade-1");
    absent["day"] = json!("2027-06-29");
    let examples = json!([example("unu", true), example("unu", false), unknown, absent]);
    let refused = setting.registrar.post(PATH, asking_for("24", &examples)).await.expect_faults(&[
        "/examples/1/name",
        "/examples/1/expected/grades/0/eligible",
        "/examples/2/history/completions/0/programme",
        "/examples/2/expected/grades/0/met/0",
        "/examples/3/expected/grades/0/grade",
    ]);
    let codes: Vec<_> =
        refused.body["faults"].as_array().expect("faults").iter().map(|one| &one["code"]).collect();
    assert!(codes.contains(&&json!("exampleContradicts")), "{codes:?}");
    let drafts = setting.registrar.list(&format!("{PATH}?status=draft"), "ruleSets").await;
    assert_eq!(drafts, Vec::<Value>::new());

    // Together they may be no more than can be run while somebody waits.
    let many = json!((0..51).map(|at| example(&format!("exemplul {at}"), true)).collect::<Vec<_>>());
    setting.registrar.post(PATH, asking_for("24", &many)).await.expect_faults(&["/examples"]);
}

#[actix_web::test]
async fn a_rule_set_of_before_has_no_examples_and_is_published_as_ever() {
    let setting = Setting::start().await;
    let mut new = asking_for("24", &json!([]));
    new.as_object_mut().expect("fields").remove("examples");
    let made = setting.registrar.post(PATH, new).await.expect(201);
    assert_eq!(made.body["examples"], json!([]));
    let id = made.id();
    // As it was kept before there were any.
    let strip = format!(
        "UPDATE rule_sets SET rules = replace(rules, ',\"examples\":[]', '') WHERE code = '{}'",
        "rules"
    );
    setting
        .service
        .hall
        .db
        .write(move |tx| Ok(diesel::connection::SimpleConnection::batch_execute(tx.conn(), &strip)?))
        .await
        .expect("kept");
    let path = format!("{PATH}/{id}");
    assert_eq!(setting.registrar.get(&path).await.expect(200).body["examples"], json!([]));
    setting.ministry.publish(&path, "aprobat").await.expect(201);
}

#[actix_web::test]
async fn the_schema_of_the_language_has_examples() {
    let service = Service::start().await;
    let schema = service.get("/schemas/rule-set.json").await.expect(200).body;
    assert_eq!(schema["properties"]["examples"]["maxItems"], 50);
    for name in ["RuleExample", "ExampleHistory", "ExampleExpected", "LegalBasis"] {
        assert!(schema["$defs"][name].is_object(), "{name}");
        assert_eq!(schema["$defs"][name]["unevaluatedProperties"], false, "{name} takes what nobody knows");
    }
}
