//! Round trips of staff lists: what an employer's HR or the registrar downloads can be sent back, unchanged
//! or edited.

use proptest::test_runner::TestRunner;
use registry::call::Role;
use registry::tables::Cell;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::fixtures::{self, Scene, text};
use crate::imports::{counts, faults};
use crate::round_trip::{CSV, FORMS, NDJSON, asked, draw, edited, file_of, lines_of, send_back, table_of};
use crate::service::{Answer, Client, Service};

const LIST: &str = "/api/v1/workers?form=import";
const PATH: &str = "/api/v1/worker-batches";
/// Registers that are drawn.
const CASES: usize = 3;
/// Titles of the columns in each language.
const TITLES: [[&str; 10]; 3] = [
    [
        "IDNP",
        "ID lucrător",
        "Nume",
        "Prenume",
        "ID angajare",
        "IDNO angajator",
        "Funcția",
        "Angajat din",
        "Angajat până la",
        "Versiunea fișei",
    ],
    [
        "IDNP",
        "Worker id",
        "Family name",
        "Given name",
        "Employment id",
        "Employer IDNO",
        "Post",
        "Employed from",
        "Employed until",
        "Record version",
    ],
    [
        "IDNP",
        "ID работника",
        "Фамилия",
        "Имя",
        "ID записи о работе",
        "IDNO работодателя",
        "Должность",
        "Работает с",
        "Работает до",
        "Версия записи",
    ],
];
const NAMES: [[&str; 2]; 9] = [
    ["Ţurcan", "Ştefăniţă"],
    ["D'Angelo", "Ana-Maria"],
    ["O’Brien", "Șt."],
    ["Русу", "Анна Ивановна"],
    ["Łukasiewicz", "Øyvind"],
    ["-Ion", "(Ana)"],
    ["Adevărat", "Mai"],
    ["R.", "A."],
    ["RUSU moraru", "gheorghe, al IV-lea"],
];

/// A register of an employer with an organisation below it, and of another employer.
struct Register {
    service: Service,
    registrar: Client,
    employer: Client,
    /// The employer, what is below it, and another employer.
    organisations: [String; 3],
    people: Vec<String>,
}

impl Register {
    async fn start() -> Self {
        let service = Service::start().await;
        let registrar = service.client(Role::Registrar).await;
        let employer = service.client(Role::Employer).await;
        let below = service.organisation(OrganisationKind::Employer, Some(employer.organisation)).await;
        let other = service.organisation(OrganisationKind::Employer, None).await;
        let organisations = [employer.organisation, below, other].map(|one| one.to_string());
        Self { service, registrar, employer, organisations, people: Vec::new() }
    }

    async fn draw(runner: &mut TestRunner) -> Self {
        let mut register = Self::start().await;
        for place in 0..5 {
            let name = NAMES[(draw(runner, 0..NAMES.len()) + place) % NAMES.len()];
            let id = fixtures::worker(&register.registrar).named(name[0], name[1]).create().await;
            for turn in 0..draw(runner, 1..4_usize) {
                register.employ(runner, &id, turn).await;
            }
            register.people.push(id);
        }
        // The second is the first under another number, and somebody else is gone.
        if draw(runner, proptest::bool::ANY) {
            let merge = json!({ "into": register.people[0], "reason": "aceeași persoană" });
            let path = format!("/api/v1/workers/{}/merges", register.people[1]);
            register.registrar.post(&path, merge).await.expect(201);
        }
        let path = format!("/api/v1/workers/{}/deactivations", register.people[4]);
        register.registrar.post(&path, json!({ "reason": "a plecat" })).await.expect(201);
        register
    }

    /// A job: of the present or the past, open or not, paid or not, one of several at once.
    async fn employ(&self, runner: &mut TestRunner, worker: &str, turn: usize) {
        let (at, post, year, end, pay) =
            draw(runner, (0..3_usize, 0..4_usize, 2010..2026_u16, 0..3_usize, 0..2_usize));
        let post = ["asistent-social", "psiholog", "007-x", "a"][post];
        let until = [Value::Null, json!("2027-02-28"), json!(format!("{year}-12-31"))][end].clone();
        let pay = [Value::Null, json!("8500.50")][pay].clone();
        let employment = json!({
            "organisationId": self.organisations[at], "post": post,
            "validFrom": format!("{year}-0{}-15", turn + 1), "validUntil": until, "basePay": pay
        });
        // Two of one fact are a conflict.
        self.registrar.post(&format!("/api/v1/workers/{worker}/employments"), employment).await;
    }

    /// All that is believed of where people work, as the registrar is told, and their names.
    async fn facts(&self) -> Vec<Value> {
        let mut facts = self.registrar.list("/api/v1/workers", "workers").await;
        for worker in facts.clone() {
            let path = format!("/api/v1/workers/{}/employments", text(&worker, "id"));
            facts.extend(self.registrar.list(&path, "employments").await);
        }
        facts
    }
}

/// The file under the titles of a language.
fn titled(form: &str, file: &[u8], titles: &[&str; 10]) -> Vec<u8> {
    let (fields, rows) = table_of(form, file);
    assert_eq!(fields.len(), titles.len());
    file_of(form, &titles.map(str::to_owned), &rows)
}

async fn export(client: &Client, form: &str) -> Vec<u8> {
    asked(client, LIST, form).await.expect(200).bytes.clone()
}

async fn rows(client: &Client, batch: &Answer) -> Vec<Value> {
    client.list(&format!("{PATH}/{}/rows", batch.id()), "rows").await
}

/// An edit of one row: its column, the value, and what the register has then.
fn edit(runner: &mut TestRunner, lines: &[Value], register: &Register) -> (usize, &'static str, String) {
    let (place, kind, day) = draw(runner, (0..lines.len(), 0..5_usize, 1..28_u8));
    let line = &lines[place];
    let other = register.organisations[..2].iter().find(|one| *one != text(line, "organisation"));
    match kind {
        0 => (place, "post", "supervizor".to_owned()),
        1 => (place, "validFrom", format!("2009-10-{day:02}")),
        2 if line["validUntil"].is_string() => (place, "validUntil", String::new()),
        2 | 3 => (place, "validUntil", format!("2029-01-{day:02}")),
        _ => (place, "organisation", other.expect("another one").clone()),
    }
}

#[actix_web::test]
async fn staff_lists_that_left_come_back_unchanged_or_corrected() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..CASES {
        let register = Register::draw(&mut runner).await;
        for client in [&register.employer, &register.registrar] {
            for (form, titles) in FORMS.into_iter().zip(TITLES) {
                let lines = lines_of(&export(client, NDJSON).await);
                let all = i64::try_from(lines.len()).expect("few");
                let before = register.facts().await;
                let file = export(client, form).await;
                assert_eq!(send_back(client, PATH, form, file.clone()).await, (all, 0), "{form}");
                if form != NDJSON {
                    for titles in [titles, TITLES[0]] {
                        let file = titled(form, &file, &titles);
                        assert_eq!(send_back(client, PATH, form, file).await, (all, 0), "{titles:?}");
                    }
                }
                assert_eq!(register.facts().await, before, "nothing new");
                if lines.is_empty() {
                    continue;
                }
                let (place, column, value) = edit(&mut runner, &lines, &register);
                let file = edited(form, &file, column, &[(place, value.clone())]);
                let batch = client.batch(PATH, "mode=commit&onChange=correct", form, file.clone()).await;
                let told = rows(client, &batch).await;
                if counts(&batch)[5] == 1 {
                    // Two employments would be one, or of one post on the same days.
                    assert_eq!(faults(&told[place])[0].0, "employmentTwice", "{column} {value}: {told:?}");
                    assert_eq!(register.facts().await, before);
                    continue;
                }
                assert_eq!(counts(&batch), [0, 1, 0, all - 1, 0, 0], "{column} {value}: {told:?}");
                assert_eq!(told[place]["outcome"], "corrected");
                // The register says it, of this employment and of no other.
                let now = lines_of(&asked(client, LIST, NDJSON).await.bytes);
                let mut expected = lines[place].clone();
                expected[column] = if value.is_empty() { Value::Null } else { json!(value) };
                let is_it = |line: &&Value| {
                    let mut line = (*line).clone();
                    line["employmentId"] = expected["employmentId"].clone();
                    line == expected
                };
                assert_eq!(now.iter().filter(is_it).count(), 1, "{column} {value}: {now:?}");
                let kept = lines.iter().filter(|line| now.contains(line)).count();
                assert_eq!((now.len(), kept), (lines.len(), lines.len() - 1), "{column} {value}");
                // Sent once more, it is there.
                assert_eq!(send_back(client, PATH, form, file).await, (all, 0), "{column} {value}");
            }
        }
    }
}

#[actix_web::test]
async fn a_name_is_changed_in_every_row_of_its_person() {
    let register = Register::start().await;
    let id = fixtures::worker(&register.registrar).named("Łukasz", "Ana").create().await;
    for post in ["psiholog", "supervizor"] {
        let employment = json!({
            "organisationId": register.organisations[0], "post": post, "validFrom": "2025-03-01"
        });
        let path = format!("/api/v1/workers/{id}/employments");
        register.registrar.post(&path, employment).await.expect(201);
    }
    let file = export(&register.employer, CSV).await;
    // One of two contradicts the other, and neither is taken for the right one.
    let one = edited(CSV, &file, "familyName", &[(0, "Ceban".to_owned())]);
    let batch = register.employer.batch(PATH, "mode=commit&onChange=correct", CSV, one).await;
    assert_eq!(counts(&batch)[5], 1, "{:?}", rows(&register.employer, &batch).await);
    let both = edited(CSV, &file, "familyName", &[(0, "Ceban".to_owned()), (1, "Ceban".to_owned())]);
    assert_eq!(send_back(&register.employer, PATH, CSV, both).await, (1, 1));
    let told = register.employer.get(&format!("/api/v1/workers/{id}")).await.expect(200).body;
    assert_eq!(told["familyName"], "Ceban");
    // Letters that no name of the country has are those of a broken file, unless the register has them.
    let (titles, mut cells) = table_of(CSV, &file);
    for row in &mut cells {
        (row[2], row[9]) = (Cell::Text("Łukas".to_owned()), Cell::Empty);
    }
    let both = file_of(CSV, &titles, &cells);
    let batch = register.employer.batch(PATH, "mode=commit&onChange=correct", CSV, both).await;
    let told = rows(&register.employer, &batch).await;
    assert_eq!(faults(&told[0]), [("letterForeign", "familyName")]);
}

#[actix_web::test]
async fn what_an_edited_list_cannot_mean_is_refused_for_its_true_cause() {
    let register = Register::start().await;
    let [own, _, other] = register.organisations.clone();
    let registrar = &register.registrar;
    let id = fixtures::worker(registrar).employed_at(&own).create().await;
    let path = format!("/api/v1/workers/{id}/employments");
    let elsewhere = registrar.post(&path, fixtures::employment(&other, "2024-01-01")).await.expect(201).id();
    let stranger = fixtures::worker(registrar).employed_at(&other).create().await;
    let line = lines_of(&export(&register.employer, NDJSON).await).remove(0);
    let with = |field: &str, value: Value| {
        let mut line = line.clone();
        line[field] = value;
        line
    };
    let fresh = register.service.fresh_code();
    let mut nowhere = with("employmentId", json!(id));
    nowhere["validUntil"] = json!("2026-12-31");
    for (line, expected) in [
        // Of somebody else, of nobody, of another employer: one answer.
        (with("workerId", json!(stranger)), ("workerUnknown", "workerId")),
        (with("workerId", line["employmentId"].clone()), ("workerUnknown", "workerId")),
        (with("employmentId", json!(elsewhere)), ("employmentUnknown", "employmentId")),
        (nowhere, ("employmentUnknown", "employmentId")),
        (with("idnp", json!(fresh)), ("workerContradicts", "workerId")),
        (with("organisation", json!(other)), ("organisationUnknown", "organisation")),
        (with("employmentId", json!("x")), ("idInvalid", "employmentId")),
        (with("post", Value::Null), ("required", "post")),
    ] {
        let batch =
            register.employer.batch(PATH, "mode=commit&onChange=correct", NDJSON, format!("{line}\n")).await;
        let told = rows(&register.employer, &batch).await;
        assert_eq!(faults(&told[0]), [expected], "{line}");
        assert!(told[0]["workerId"].is_null(), "{}", told[0]);
    }
    // Unless it is asked, nothing is corrected.
    let ended = format!("{}\n", with("validUntil", json!("2026-12-31")));
    let batch = register.employer.batch(PATH, "mode=commit", NDJSON, ended.clone()).await;
    assert_eq!(faults(&rows(&register.employer, &batch).await[0]), [("differs", "validUntil")]);
    // Corrected by somebody else meanwhile, it is not corrected back.
    let path = format!("/api/v1/employments/{}/corrections", text(&line, "employmentId"));
    let mut employment = fixtures::employment(&own, "2025-04-01");
    employment["validUntil"] = json!("2026-12-31");
    registrar.post(&path, json!({ "employment": employment, "reason": "contract" })).await.expect(201);
    for file in [format!("{line}\n"), ended] {
        let batch = register.employer.batch(PATH, "mode=commit&onChange=correct", NDJSON, file).await;
        let told = rows(&register.employer, &batch).await;
        assert_eq!(faults(&told[0]), [("employmentUnknown", "employmentId")]);
    }
}

#[actix_web::test]
async fn a_list_takes_new_rows_and_a_promotion_beside_what_left() {
    let register = Register::start().await;
    let own = &register.organisations[0];
    let ana = fixtures::worker(&register.registrar).employed_at(own).create().await;
    let (titles, mut rows_of) = table_of(CSV, &export(&register.employer, CSV).await);
    let text_of = |text: &str| if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) };
    let row = |cells: [&str; 9]| [&cells.map(text_of)[..], &[Cell::Empty]].concat();
    let idnp = register.service.fresh_code();
    rows_of.push(row(["", &ana, "Rusu", "Ana", "", own, "psiholog", "2026-10-01", ""]));
    rows_of.push(row([&idnp, "", "Ceban", "Ion", "", own, "psiholog", "2026-10-01", ""]));
    let file = file_of(CSV, &titles, &rows_of);
    let batch = register.employer.batch(PATH, "mode=commit&onChange=correct", CSV, file.clone()).await;
    // The row that left says that the first job goes on.
    assert_eq!(counts(&batch), [2, 0, 0, 1, 0, 0], "{:?}", rows(&register.employer, &batch).await);
    let batch = register.employer.batch(PATH, "mode=commit&onChange=correct", CSV, file).await;
    assert_eq!(counts(&batch), [0, 0, 0, 3, 0, 0], "{:?}", rows(&register.employer, &batch).await);
    let lines = lines_of(&export(&register.employer, NDJSON).await);
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|line| line.get("idnp").is_none()), "{lines:?}");
}

#[actix_web::test]
async fn who_has_left_is_corrected_by_the_id_and_not_taken_on() {
    let scene = Scene::start().await;
    let line = lines_of(&export(&scene.employer, NDJSON).await).remove(0);
    let mut ended = line.clone();
    ended["validUntil"] = json!("2026-10-31");
    let file = format!("{ended}\n");
    assert_eq!(send_back(&scene.employer, PATH, NDJSON, file.into_bytes()).await, (0, 1));
    scene.employer.get(&format!("/api/v1/workers/{}", text(&line, "workerId"))).await.expect(404);
    // Not on the list of today, and on the one of the day for who sees the person.
    assert_eq!(lines_of(&export(&scene.employer, NDJSON).await).len(), 1);
    let then = asked(&scene.registrar, &format!("{LIST}&validAt=2026-10-31"), NDJSON).await.expect(200);
    let then = lines_of(&then.bytes);
    let past = then.iter().find(|one| one["workerId"] == line["workerId"]).expect("it");
    assert_eq!(past["validUntil"], "2026-10-31");
    // An old list tells a former employer no more: not that somebody changed the record since.
    let worker = format!("/api/v1/workers/{}", text(&line, "workerId"));
    scene.registrar.patch(&worker, json!({ "givenName": "Anna" })).await.expect(200);
    let mut longer = past.clone();
    longer["givenName"] = json!("Anna");
    longer["validUntil"] = json!("2026-11-10");
    let mut other_name = longer.clone();
    other_name["familyName"] = json!("Ceban");
    // With the IDNP as well: another name is not what a former employer changes.
    let mut both = longer.clone();
    both["idnp"] = json!(scene.idnp(0));
    both["familyName"] = json!("Ceban");
    both["employmentId"] = Value::Null;
    both["validFrom"] = json!("2026-11-15");
    both["validUntil"] = Value::Null;
    let mut again = longer.clone();
    again["employmentId"] = Value::Null;
    again["validFrom"] = json!("2026-11-15");
    again["validUntil"] = Value::Null;
    for (line, expected) in [
        (other_name, vec![("nameDiffers", "familyName")]),
        (both, vec![("nameDiffers", "familyName")]),
        (again, vec![("required", "idnp")]),
    ] {
        let batch = scene.employer.batch(PATH, "mode=commit&onChange=correct", NDJSON, format!("{line}\n"));
        let told = rows(&scene.employer, &batch.await).await;
        assert_eq!(faults(&told[0]), expected, "{line}");
    }
    assert_eq!(send_back(&scene.employer, PATH, NDJSON, format!("{longer}\n").into_bytes()).await, (0, 1));
}

#[actix_web::test]
async fn a_list_of_before_turns_no_name_back() {
    let scene = Scene::start().await;
    let file = export(&scene.employer, CSV).await;
    let line = lines_of(&export(&scene.employer, NDJSON).await).remove(0);
    let worker = format!("/api/v1/workers/{}", text(&line, "workerId"));
    scene.employer.patch(&worker, json!({ "familyName": "Rusu-Moraru" })).await.expect(200);
    let name = async || scene.employer.get(&worker).await.expect(200).body["familyName"].clone();
    // A colleague corrected the name since: the list is older, and says so, whatever it is asked.
    for order in ["mode=commit", "mode=commit&onChange=correct", "mode=commit&atomicity=row&onChange=correct"]
    {
        let batch = scene.employer.batch(PATH, order, CSV, file.clone()).await;
        let told = rows(&scene.employer, &batch).await;
        let stale = told.iter().find(|row| row["outcome"] == "rejected").expect("a row");
        assert_eq!(faults(stale), [("listOutdated", "recordVersion")], "{stale}");
        assert_eq!(name().await, "Rusu-Moraru");
    }
    // A row whose names are as on the register is none that its age could harm.
    let mut same = line.clone();
    same["familyName"] = json!("RUSU-MORARU");
    let ended = json!("2026-12-31");
    same["validUntil"] = ended.clone();
    let sent = send_back(&scene.employer, PATH, NDJSON, format!("{same}\n").into_bytes()).await;
    assert_eq!((sent, name().await), ((0, 1), json!("Rusu-Moraru")));
    // Of the list of now, and without a version, the name is corrected, and both are told.
    let now = lines_of(&export(&scene.employer, NDJSON).await);
    let mut now = now.into_iter().find(|one| one["workerId"] == line["workerId"]).expect("the row");
    now["familyName"] = json!("Rusu");
    let batch =
        scene.employer.batch(PATH, "mode=validate&onChange=correct", NDJSON, format!("{now}\n")).await;
    let warning = &rows(&scene.employer, &batch).await[0]["warnings"][0];
    assert_eq!(warning["params"], json!({ "before": "Rusu-Moraru", "after": "Rusu" }), "{warning}");
    assert_eq!(send_back(&scene.employer, PATH, NDJSON, format!("{now}\n").into_bytes()).await, (0, 1));
    now["familyName"] = json!("Rusu-Moraru");
    now["recordVersion"] = Value::Null;
    assert_eq!(send_back(&scene.employer, PATH, NDJSON, format!("{now}\n").into_bytes()).await, (0, 1));
    assert_eq!(name().await, "Rusu-Moraru");
}
