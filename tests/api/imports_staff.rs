//! Staff lists: second jobs, promotions, transfers and ends, by files of workers.

use registry::call::Role;
use registry::values::OrganisationKind;
use serde_json::{Value, json};

use crate::fixtures;
use crate::imports::{counts, faults};
use crate::service::{Answer, Client, Service};

const PATH: &str = "/api/v1/worker-batches";
const TITLES: &str = "IDNP;Nume;Prenume;Angajator;Funcția;Angajat din;Angajat până la";
/// Ways to send a file that is taken.
const ORDERS: [&str; 2] = ["mode=commit", "mode=commit&atomicity=row"];

/// An employer, and somebody who works for it since 2025-03-01.
struct Staff {
    service: Service,
    registrar: Client,
    employer: Client,
    idnp: String,
    id: String,
}

impl Staff {
    async fn start() -> Self {
        let service = Service::start().await;
        let (registrar, employer) =
            (service.client(Role::Registrar).await, service.client(Role::Employer).await);
        let idnp = service.fresh_code();
        let draft = fixtures::worker(&registrar).known_by(&idnp).employed_at(&employer.organisation);
        let id = draft.employed_with("basePay", "8500.00").create().await;
        Self { service, registrar, employer, idnp, id }
    }

    /// A row of the list: the post, and its days.
    fn row(&self, employment: &str) -> String {
        format!("{};Rusu;Ana;{};{employment}", self.idnp, self.employer.organisation)
    }

    async fn send(&self, order: &str, rows: &[&str]) -> Answer {
        let rows: Vec<_> = rows.iter().map(|employment| self.row(employment)).collect();
        send(&self.employer, order, &rows).await
    }

    async fn told(&self, batch: &Answer) -> Vec<Value> {
        rows(&self.employer, batch).await
    }

    /// What is believed of where the person works: post and days, in the order of days.
    async fn employments(&self) -> Vec<[String; 3]> {
        employments(&self.registrar, &self.id).await
    }
}

async fn send(client: &Client, order: &str, rows: &[String]) -> Answer {
    client.batch(PATH, order, "text/csv", format!("{TITLES}\n{}\n", rows.join("\n"))).await
}

async fn rows(client: &Client, batch: &Answer) -> Vec<Value> {
    client.list(&format!("{PATH}/{}/rows", batch.id()), "rows").await
}

async fn employments(registrar: &Client, id: &str) -> Vec<[String; 3]> {
    let all = registrar.list(&format!("/api/v1/workers/{id}/employments"), "employments").await;
    let believed = all.iter().filter(|one| one["withdrawnAt"].is_null());
    let mut told: Vec<_> = believed
        .map(|one| {
            ["validFrom", "validUntil", "post"].map(|field| one[field].as_str().unwrap_or("-").to_owned())
        })
        .collect();
    told.sort();
    told
}

fn warnings(row: &Value) -> Vec<&str> {
    row["warnings"]
        .as_array()
        .expect("warnings")
        .iter()
        .map(|one| one["code"].as_str().expect("a code"))
        .collect()
}

#[actix_web::test]
async fn a_promotion_ends_the_former_post_the_day_before_where_corrections_are_asked() {
    for order in ORDERS {
        let staff = Staff::start().await;
        let promotion = ["psiholog;2026-07-01;"];
        let correct = format!("{order}&onChange=correct");
        // A look says what would happen, and nothing happens.
        let look = staff.send("mode=validate&onChange=correct", &promotion).await;
        let told = staff.told(&look).await;
        assert_eq!((counts(&look), warnings(&told[0])), ([1, 0, 0, 0, 0, 0], vec!["employmentEnds"]));
        assert_eq!((&told[0]["objectId"], &told[0]["workerId"]), (&Value::Null, &json!(staff.id)));
        let ends = told[0]["warnings"][0]["message"]["ro"].as_str().expect("words");
        assert!(ends.contains("30.06.2026") && ends.contains("asistent-social"), "{ends}");
        assert_eq!(staff.employments().await, [["2025-03-01", "-", "asistent-social"]]);

        let batch = staff.send(&correct, &promotion).await;
        assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0], "{:?}", staff.told(&batch).await);
        let now = [["2025-03-01", "2026-06-30", "asistent-social"], ["2026-07-01", "-", "psiholog"]];
        assert_eq!(staff.employments().await, now);
        // The same list again, and the one from before, have nothing to add.
        for rows in [promotion, ["asistent-social;2025-03-01;"]] {
            assert_eq!(counts(&staff.send(&correct, &rows).await), [0, 0, 0, 1, 0, 0]);
        }
        assert_eq!(staff.employments().await, now);
        // The one that ended is corrected, with a reason; what it pays stays.
        let path = format!("/api/v1/workers/{}/employments", staff.id);
        let all = staff.registrar.list(&path, "employments").await;
        let ended = all.iter().find(|one| one["validUntil"] == "2026-06-30").expect("the former one");
        assert_eq!((&ended["basePay"], &ended["supersedes"]), (&json!("8500.00"), &all[0]["id"]));
        assert_eq!((&all[0]["withdrawal"], &all[0]["supersededBy"]), (&json!("corrected"), &ended["id"]));
        assert!(all[0]["withdrawalReason"].is_string());
    }
}

#[actix_web::test]
async fn unless_corrections_are_asked_a_list_adds_jobs_and_changes_none() {
    for order in ORDERS {
        let staff = Staff::start().await;
        let batch = staff.send(order, &["psiholog;2026-07-01;"]).await;
        let told = staff.told(&batch).await;
        assert_eq!((counts(&batch), warnings(&told[0])), ([1, 0, 0, 0, 0, 0], vec!["employmentBeside"]));
        let both = [["2025-03-01", "-", "asistent-social"], ["2026-07-01", "-", "psiholog"]];
        assert_eq!(staff.employments().await, both);
        // The advice can be followed: a row of the former one with its last day.
        let end = ["asistent-social;2025-03-01;30.06.2026"];
        let refused = staff.send(order, &end).await;
        assert_eq!(faults(&staff.told(&refused).await[0]), [("differs", "validUntil")]);
        let batch = staff.send(&format!("{order}&onChange=correct"), &end).await;
        assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 0]);
        assert_eq!(staff.employments().await[0], ["2025-03-01", "2026-06-30", "asistent-social"]);
        // One post is not held twice at once.
        let refused = staff.send(order, &["psiholog;2026-07-02;"]).await;
        assert_eq!(faults(&staff.told(&refused).await[0]), [("differs", "validFrom")]);
    }
}

#[actix_web::test]
async fn a_second_job_is_a_row_of_its_own_of_who_is_known_and_of_who_comes() {
    for order in ORDERS {
        for change in ["", "&onChange=correct"] {
            let (staff, order) = (Staff::start().await, format!("{order}{change}"));
            let jobs = ["asistent-social;2025-03-01;", "psiholog;2026-07-01;"];
            let batch = staff.send(&order, &jobs).await;
            assert_eq!(counts(&batch), [1, 0, 0, 1, 0, 0], "{:?}", staff.told(&batch).await);
            assert_eq!(warnings(&staff.told(&batch).await[1]), Vec::<&str>::new());
            let both = [["2025-03-01", "-", "asistent-social"], ["2026-07-01", "-", "psiholog"]];
            assert_eq!(staff.employments().await, both);

            let new = Staff { idnp: staff.service.fresh_code(), ..staff };
            let look = new.send("mode=validate", &jobs).await;
            assert_eq!(counts(&look), [2, 0, 0, 0, 0, 0]);
            let told = new.told(&look).await;
            assert!(
                told.iter().all(|row| row["workerId"].is_null() && row["objectId"].is_null()),
                "{told:?}"
            );
            let batch = new.send(&order, &jobs).await;
            assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{:?}", new.told(&batch).await);
            let told = new.told(&batch).await;
            assert_eq!(told[0]["workerId"], told[1]["workerId"]);
            let id = told[0]["workerId"].as_str().expect("an id");
            assert_eq!(employments(&new.registrar, id).await, both);
            assert_eq!(counts(&new.send(&order, &jobs).await), [0, 0, 0, 2, 0, 0]);
        }
    }
}

#[actix_web::test]
async fn a_transfer_leaves_the_jobs_at_other_organisations_alone() {
    for order in ORDERS {
        let staff = Staff::start().await;
        let elsewhere = staff.service.organisation(OrganisationKind::Employer, None).await;
        let row = format!("{};Rusu;Ana;{elsewhere};asistent-social;2026-07-01;", staff.idnp);
        let batch = send(&staff.registrar, &format!("{order}&onChange=correct"), &[row]).await;
        assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0]);
        let both = [["2025-03-01", "-", "asistent-social"], ["2026-07-01", "-", "asistent-social"]];
        assert_eq!(staff.employments().await, both);
        // Of two rows that call one person otherwise the second is refused.
        let row = |names: &str| format!("{};{names};{elsewhere};psiholog;2026-08-01;", staff.idnp);
        let batch =
            send(&staff.registrar, "mode=validate&onChange=correct", &[row("Rusu;Ana"), row("Rusu;Ion")])
                .await;
        assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 1]);
    }
}

#[actix_web::test]
async fn what_a_list_cannot_mean_is_refused_for_its_true_cause() {
    let staff = Staff::start().await;
    let correct = "mode=commit&atomicity=row&onChange=correct";
    // Back-dated before the post that it would follow, and before the person was known at all.
    for day in ["2025-02-28", "2001-05-01"] {
        let batch = staff.send(correct, &[&format!("psiholog;{day};")]).await;
        assert_eq!(faults(&staff.told(&batch).await[0]), [("employmentLater", "validFrom")]);
    }
    // With a last day before that it is an earlier one.
    let batch = staff.send(correct, &["psiholog;2001-05-01;28.02.2025"]).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0]);
    let batch = staff.send(correct, &["psiholog;2026-05-02;2026-05-01"]).await;
    assert_eq!(faults(&staff.told(&batch).await[0]), [("endsBeforeItBegins", "validUntil")]);
    // Of two that go on, which one does it follow?
    let batch = staff.send("mode=commit", &["supervizor;2026-01-01;"]).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0]);
    let batch = staff.send(correct, &["psiholog;2026-07-01;"]).await;
    assert_eq!(faults(&staff.told(&batch).await[0]), [("employmentUnclear", "post")]);
    // The list says so itself.
    let rows = ["psiholog;2026-07-01;", "asistent-social;2025-03-01;"];
    assert_eq!(counts(&staff.send(correct, &rows).await), [1, 0, 0, 1, 0, 0]);
    let until = staff.employments().await;
    assert_eq!(until[2], ["2026-01-01", "2026-06-30", "supervizor"]);
}

#[actix_web::test]
async fn of_two_rows_that_follow_one_post_the_second_is_told_of_the_first() {
    for order in ORDERS {
        let staff = Staff::start().await;
        let rows = ["psiholog;2026-07-01;", "supervizor;2026-05-01;"];
        let batch = staff.send(&format!("{order}&onChange=correct"), &rows).await;
        let told = staff.told(&batch).await;
        assert_eq!(faults(&told[1]), [("employmentEnded", "post")]);
        assert_eq!(told[1]["errors"][0]["params"]["about"], "2", "{}", told[1]);
    }
}

#[actix_web::test]
async fn a_post_or_a_first_day_that_was_wrong_is_corrected() {
    let staff = Staff::start().await;
    let correct = "mode=commit&onChange=correct";
    let batch = staff.send(correct, &["psiholog;2025-03-01;"]).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 0]);
    assert_eq!(staff.employments().await, [["2025-03-01", "-", "psiholog"]]);
    let batch = staff.send(correct, &["psiholog;2025-02-01;"]).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 0]);
    assert_eq!(staff.employments().await, [["2025-02-01", "-", "psiholog"]]);
    // The same post from a later day is a new contract.
    let batch = staff.send(correct, &["psiholog;2026-02-01;"]).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 0]);
    let renewed = [["2025-02-01", "2026-01-31", "psiholog"], ["2026-02-01", "-", "psiholog"]];
    assert_eq!(staff.employments().await, renewed);
}

const CORRECT: &str = "mode=commit&atomicity=row&onChange=correct";

#[actix_web::test]
async fn of_several_jobs_the_one_whose_last_day_the_list_says_is_followed() {
    let staff = Staff::start().await;
    assert_eq!(counts(&staff.send("mode=commit", &["psiholog;2025-06-01;"]).await), [1, 0, 0, 0, 0, 0]);
    // Which of the two ended? The advice is to say it.
    let third = "supervizor;2026-07-01;";
    let batch = staff.send(CORRECT, &[third]).await;
    assert_eq!(faults(&staff.told(&batch).await[0]), [("employmentUnclear", "post")]);
    for order in ["mode=validate&onChange=correct", CORRECT] {
        let batch = staff.send(order, &["psiholog;2025-06-01;2026-06-30", third]).await;
        let told = staff.told(&batch).await;
        assert_eq!(counts(&batch), [1, 1, 0, 0, 0, 0], "{told:?}");
        assert_eq!(warnings(&told[1]), ["employmentBeside"]);
    }
    let three = [
        ["2025-03-01", "-", "asistent-social"],
        ["2025-06-01", "2026-06-30", "psiholog"],
        ["2026-07-01", "-", "supervizor"],
    ];
    assert_eq!(staff.employments().await, three);
}

#[actix_web::test]
async fn an_end_that_was_not_meant_is_taken_away_by_the_words_for_none() {
    let staff = Staff::start().await;
    let batch = staff.send(CORRECT, &["supervizor;2026-07-01;"]).await;
    let told = staff.told(&batch).await;
    assert_eq!(warnings(&told[0]), ["employmentEnds"]);
    let advice = &told[0]["warnings"][0]["expected"];
    let says =
        |language: &str, words: &str| advice[language].as_str().is_some_and(|said| said.contains(words));
    assert!(says("ro", "fără termen") && says("en", "no last day") && says("ru", "бессрочно"), "{advice}");
    let [ended, open] = ["2026-06-30", "-"].map(|last| {
        [["2025-03-01", last, "asistent-social"], ["2026-07-01", "-", "supervizor"]]
            .map(|row| row.map(str::to_owned))
    });
    assert_eq!(staff.employments().await, ended);
    // An empty cell says nothing of it, and neither does a dash.
    for last in ["", "-", "—"] {
        let batch = staff.send(CORRECT, &[&format!("asistent-social;2025-03-01;{last}")]).await;
        assert_eq!(counts(&batch), [0, 0, 0, 1, 0, 0], "{last}");
    }
    let refused = staff.send("mode=commit", &["asistent-social;2025-03-01;fără termen"]).await;
    assert_eq!(faults(&staff.told(&refused).await[0]), [("differs", "validUntil")]);
    for (words, expected) in [("fără termen", [0, 1, 0, 0, 0, 0]), ("Бессрочно", [0, 0, 0, 1, 0, 0])]
    {
        let batch = staff.send(CORRECT, &[&format!("asistent-social;2025-03-01;{words}")]).await;
        assert_eq!(counts(&batch), expected, "{words}: {:?}", staff.told(&batch).await);
        assert_eq!(staff.employments().await, open);
    }
    // Said beforehand, nothing ends.
    let rows = [
        "asistent-social;2025-03-01;Nedeterminată",
        "psiholog;2026-08-01;no last day",
        "supervizor;2026-07-01;",
    ];
    let batch = staff.send(CORRECT, &rows).await;
    assert_eq!(counts(&batch), [1, 0, 0, 2, 0, 0], "{:?}", staff.told(&batch).await);
    let refused = staff.send(CORRECT, &["asistent-social;2025-03-01;cândva"]).await;
    assert_eq!(faults(&staff.told(&refused).await[0]), [("dayInvalid", "validUntil")]);
}

#[actix_web::test]
async fn one_post_is_not_held_twice_at_once_by_whichever_rows() {
    for change in ["reject", "correct"] {
        let (staff, order) = (Staff::start().await, format!("mode=commit&atomicity=row&onChange={change}"));
        let twice = |told: &[Value]| {
            assert_eq!(faults(&told[1]), [("employmentTwice", "validFrom")], "{told:?}");
            let said = told[1]["errors"][0]["message"]["ro"].as_str().expect("words");
            assert!(said.contains("psiholog") && said.contains("01.01.2026"), "{said}");
        };
        let rows = ["psiholog;01.01.2026;", "psiholog;02.01.2026;"];
        // Of somebody known, of somebody new, and of somebody whom another employer hires.
        twice(&staff.told(&staff.send(&order, &rows).await).await);
        let new = Staff { idnp: staff.service.fresh_code(), ..staff };
        twice(&new.told(&new.send(&order, &rows).await).await);
        let other = new.service.client(Role::Employer).await;
        let of_other = rows.map(|row| format!("{};Rusu;Ana;{};{row}", new.idnp, other.organisation));
        let batch = send(&other, &order, &of_other).await;
        assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 1]);
        // An old row beside the renewed one: the old one has its last day first.
        let batch = new.send(&order, &["psiholog;01.01.2026;", "psiholog;01.07.2026;"]).await;
        assert_eq!(counts(&batch), [0, 0, 0, 1, 0, 1]);
        twice(&new.told(&batch).await);
        let batch = new.send(CORRECT, &["psiholog;01.01.2026;30.06.2026", "psiholog;01.07.2026;"]).await;
        assert_eq!(counts(&batch), [1, 1, 0, 0, 0, 0], "{:?}", new.told(&batch).await);
    }
}

#[actix_web::test]
async fn one_post_is_not_held_twice_beside_what_the_register_has() {
    // Two contracts of one post, the second after a pause.
    let staff = Staff::start().await;
    let post = "asistent-social";
    let rows = ["asistent-social;2025-03-01;2026-01-31", "asistent-social;2026-03-01;"];
    let batch = staff.send(CORRECT, &rows).await;
    assert_eq!(counts(&batch), [1, 1, 0, 0, 0, 0], "{:?}", staff.told(&batch).await);
    let contracts = [["2025-03-01", "2026-01-31", post], ["2026-03-01", "-", post]];
    assert_eq!(staff.employments().await, contracts);
    for row in [
        "asistent-social;15.01.2026;",
        "asistent-social;15.01.2026;30.06.2026",
        "asistent-social;2025-03-01;2026-06-30",
        "asistent-social;2025-03-01;fără termen",
    ] {
        let batch = staff.send(CORRECT, &[row]).await;
        assert_eq!(counts(&batch), [0, 0, 0, 0, 0, 1], "{row}: {:?}", staff.told(&batch).await);
        let told = staff.told(&batch).await;
        assert_eq!(faults(&told[0]), [("employmentTwice", "validFrom")], "{row}: {told:?}");
        let said = told[0]["errors"][0]["message"]["ro"].as_str().expect("words");
        assert!(said.contains(post) && said.contains("01.03.2026"), "{row}: {said}");
        assert_eq!(staff.employments().await, contracts, "{row}");
    }
    let batch = staff.send(CORRECT, &["asistent-social;2025-03-01;2026-02-28"]).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 0], "{:?}", staff.told(&batch).await);
}

#[actix_web::test]
async fn former_workers_whose_records_are_closed_are_named_without_a_guess() {
    let staff = Staff::start().await;
    let (service, registrar, employer) = (&staff.service, &staff.registrar, &staff.employer);
    let here = employer.organisation;
    let other = service.client(Role::Employer).await;
    let (mut retired, mut foreign) = (Vec::new(), Vec::new());
    for (place, people) in [(here, &mut retired), (other.organisation, &mut foreign)] {
        for _ in 0..6 {
            let idnp = service.fresh_code();
            let draft = fixtures::worker(registrar).known_by(&idnp).named("Pens", "Ana").employed_at(&place);
            let id = draft.employed_with("validUntil", "2026-08-31").create().await;
            let closing = json!({ "reason": "pensionare", "effectiveOn": "2026-09-01" });
            registrar.post(&format!("/api/v1/workers/{id}/deactivations"), closing).await.expect(201);
            people.push(idnp);
        }
    }
    let row = |idnp: &str, said: &str| format!("{idnp};Pens;Ana;{here};asistent-social;{said}");
    let list = |said: &str| retired.iter().map(|idnp| row(idnp, said)).collect::<Vec<_>>();
    // A list of what the register has is taken, and brings the new colleague.
    let mut lines = list("2025-03-01;2026-08-31");
    lines.push(row(&service.fresh_code(), "2026-10-01;"));
    for order in ["mode=validate", "mode=commit"] {
        let batch = send(employer, order, &lines).await;
        assert_eq!(counts(&batch), [1, 0, 0, 6, 0, 0], "{:?}", rows(employer, &batch).await);
    }
    // What would change is refused for its cause; so is hiring.
    for said in ["2025-03-01;2026-07-31", "2025-03-01;fără termen", "2026-10-01;"] {
        for order in ["mode=commit&atomicity=row", CORRECT] {
            for told in rows(employer, &send(employer, order, &list(said)).await).await {
                assert_eq!(faults(&told), [("workerClosed", "idnp")], "{said}: {told}");
            }
        }
    }
    for idnp in &retired {
        let draft = fixtures::worker(employer).known_by(idnp).named("PENS", "Ana").employed_at(&here);
        assert_eq!(draft.send().await.expect(409).body["code"], "workerClosed");
    }
    // Nothing of it was a guess, and nothing is told of others' former workers.
    let lines: Vec<_> = foreign.iter().map(|idnp| row(idnp, "2025-03-01;2026-08-31")).collect();
    let told = rows(employer, &send(employer, "mode=validate", &lines).await).await;
    let codes: Vec<_> = told.iter().map(|row| faults(row)[0].0).collect();
    assert_eq!(codes, [vec!["identityToConfirm"; 5], vec!["identitiesRefused"]].concat());
    assert!(told.iter().all(|row| row["workerId"].is_null() && row["objectId"].is_null()), "{told:?}");
    // Also then it names its own; under another name they are anybody.
    let own = list("2025-03-01;2026-08-31");
    let batch = send(employer, "mode=commit", &own).await;
    assert_eq!(counts(&batch), [0, 0, 0, 6, 0, 0], "{:?}", rows(employer, &batch).await);
    let another = [own[0].replace("Pens", "Penso")];
    let told = rows(employer, &send(employer, "mode=validate", &another).await).await;
    assert_eq!(faults(&told[0]), [("identitiesRefused", "")]);
    fixtures::worker(employer).employed_at(&here).send().await.expect(429);
}

#[actix_web::test]
async fn two_promotions_follow_each_other_where_the_first_has_its_last_day() {
    for rows in [
        ["supervizor;2026-04-01;2026-06-30", "sef-serviciu;2026-07-01;"],
        ["sef-serviciu;2026-07-01;", "supervizor;2026-04-01;2026-06-30"],
    ] {
        let staff = Staff::start().await;
        // Without it, the second would end what the first ends, and the cure is named.
        let open = rows.map(|row| row.replace("2026-06-30", ""));
        let batch = staff.send(CORRECT, &open.each_ref().map(String::as_str)).await;
        let told = staff.told(&batch).await;
        assert_eq!(faults(&told[1]), [("employmentEnded", "post")], "{told:?}");
        assert_eq!(told[1]["errors"][0]["params"], json!({ "case": "followed", "about": "2" }));
        let cure = told[1]["errors"][0]["expected"]["ro"].as_str().expect("words");
        assert!(cure.contains("ultima zi a celei dintâi"), "{cure}");

        let staff = Staff::start().await;
        let batch = staff.send(CORRECT, &rows).await;
        assert_eq!(counts(&batch), [2, 0, 0, 0, 0, 0], "{:?}", staff.told(&batch).await);
        let one_after_the_other = [
            ["2025-03-01", "2026-03-31", "asistent-social"],
            ["2026-04-01", "2026-06-30", "supervizor"],
            ["2026-07-01", "-", "sef-serviciu"],
        ];
        assert_eq!(staff.employments().await, one_after_the_other);
        assert_eq!(counts(&staff.send(CORRECT, &rows).await), [0, 0, 0, 2, 0, 0]);
    }
}

#[actix_web::test]
async fn a_first_day_that_was_a_few_days_early_is_corrected_unless_the_list_says_otherwise() {
    let staff = Staff::start().await;
    let batch = staff.send(CORRECT, &["asistent-social;02.03.2025;"]).await;
    let told = staff.told(&batch).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 0], "{told:?}");
    assert_eq!(warnings(&told[0]), ["corrects", "employmentMoved"]);
    let said = told[0]["warnings"][1]["message"]["ru"].as_str().expect("words");
    assert!(said.contains("01.03.2025"), "{said}");
    assert_eq!(staff.employments().await, [["2025-03-02", "-", "asistent-social"]]);
    // A new contract after days: the row of the former one has its last day.
    let rows = ["asistent-social;02.03.2025;15.03.2025", "asistent-social;16.03.2025;"];
    assert_eq!(counts(&staff.send(CORRECT, &rows).await), [1, 1, 0, 0, 0, 0]);
    let both = [["2025-03-02", "2025-03-15", "asistent-social"], ["2025-03-16", "-", "asistent-social"]];
    assert_eq!(staff.employments().await, both);
}

#[actix_web::test]
async fn initials_name_a_person_beside_a_whole_name_alone() {
    let staff = Staff::start().await;
    let row = |names: &str, post: &str| {
        format!("{};{names};{};{post};2026-07-01;", staff.idnp, staff.employer.organisation)
    };
    let send = async |order: &str, names: [&str; 2]| {
        let file = [row(names[0], "psiholog"), row(names[1], "educator")];
        rows(&staff.employer, &send(&staff.employer, order, &file).await).await
    };
    let told = send("mode=validate&onChange=correct", ["R.;A.", "R.;Ana"]).await;
    assert_eq!(
        (&told[0]["outcome"], &told[1]["outcome"]),
        (&json!("rejected"), &json!("created")),
        "{told:#?}"
    );
    // Each is the person's; so they are together.
    let told = send("mode=commit&atomicity=row", ["Rusu;Ana", "Rusu;A."]).await;
    assert!(told.iter().all(|row| row["outcome"] == "created"), "{told:#?}");
}

#[actix_web::test]
async fn of_two_rows_of_a_person_the_better_spelling_is_kept_by_whichever() {
    for order in [["Turcan", "Țurcan"], ["Țurcan", "Turcan"]] {
        let staff = Staff::start().await;
        let path = format!("/api/v1/workers/{}", staff.id);
        staff.registrar.patch(&path, json!({ "familyName": "Turcan" })).await.expect(200);
        let [first, second] = order;
        let row = |name: &str, post: &str, from: &str| {
            format!("{};{name};Ana;{};{post};{from};", staff.idnp, staff.employer.organisation)
        };
        let file = [row(first, "asistent-social", "2025-03-01"), row(second, "educator", "2026-07-01")];
        let batch = send(&staff.registrar, "mode=commit", &file).await;
        assert_eq!(counts(&batch)[5], 0, "{order:?}");
        let file = [row(first, "asistent-social", "2025-03-01"), row(second, "educator", "2026-07-01")];
        let batch = send(&staff.registrar, "mode=commit&onChange=correct", &file).await;
        let told = rows(&staff.registrar, &batch).await;
        let mut outcomes: Vec<_> = told.iter().map(|row| row["outcome"].as_str().expect("one")).collect();
        outcomes.sort_unstable();
        assert_eq!(outcomes, ["corrected", "unchanged"], "{order:?}: {told:#?}");
        assert_eq!(staff.registrar.get(&path).await.expect(200).body["familyName"], "Țurcan", "{order:?}");
    }
}

#[actix_web::test]
async fn a_voided_employment_does_not_come_back_with_its_list() {
    let staff = Staff::start().await;
    let list = ["psiholog;2026-02-01;"];
    assert_eq!(counts(&staff.send(ORDERS[0], &list).await)[0], 1);
    let all = staff.registrar.list(&format!("/api/v1/workers/{}/employments", staff.id), "employments").await;
    let second = all.iter().find(|one| one["post"] == "psiholog").expect("the second job");
    let path = format!("/api/v1/employments/{}/voids", second["id"].as_str().expect("an id"));
    staff.employer.post(&path, json!({ "reason": "nu a lucrat" })).await.expect(201);
    let again = staff.send(ORDERS[1], &list).await;
    let told = staff.told(&again).await;
    assert_eq!(faults(&told[0]), [("factVoided", "validFrom")]);
    assert_eq!(told[0]["errors"][0]["message"]["ro"], "Acest fapt a fost anulat: nu a lucrat");
    // Another first day is another employment.
    assert_eq!(counts(&staff.send(ORDERS[1], &["psiholog;2026-03-01;"]).await)[0], 1);
}

#[actix_web::test]
async fn a_column_that_is_not_there_takes_no_last_day_away() {
    let staff = Staff::start().await;
    let all = staff.registrar.list(&format!("/api/v1/workers/{}/employments", staff.id), "employments").await;
    let id = all[0]["id"].as_str().expect("an id").to_owned();
    let mut ended = fixtures::employment(&staff.employer.organisation, "2025-03-01");
    ended["validUntil"] = json!("2026-12-31");
    let correction = json!({ "employment": ended, "reason": "contract pe termen" });
    let id = staff.employer.post(&format!("/api/v1/employments/{id}/corrections"), correction).await.id();
    let row =
        format!("{};Rusu;Ana;{id};{};asistent-social;2025-03-01", staff.id, staff.employer.organisation);
    let titles = "Worker id;Nume;Prenume;ID angajare;Angajator;Funcția;Angajat din";
    let order = "mode=commit&onChange=correct";
    let batch = staff.employer.batch(PATH, order, "text/csv", format!("{titles}\n{row}\n")).await;
    assert_eq!(counts(&batch), [0, 0, 0, 1, 0, 0], "{:?}", staff.told(&batch).await);
    // Copied for a promotion, with the id of the post before.
    let promoted = row.replace("asistent-social;2025-03-01", "psiholog;2026-07-01");
    let file = format!("{titles}\n{row}\n{promoted}\n");
    let batch = staff.employer.batch(PATH, ORDERS[1], "text/csv", file).await;
    let error = &staff.told(&batch).await[1]["errors"][0];
    assert_eq!(
        (&error["code"], &error["params"]["case"]),
        (&json!("referenceTwice"), &json!("employmentId"))
    );
    // An empty cell does, for the row says all of that employment.
    let titles = format!("{titles};Angajat până la");
    let batch = staff.employer.batch(PATH, order, "text/csv", format!("{titles}\n{row};\n")).await;
    assert_eq!(counts(&batch), [0, 1, 0, 0, 0, 0], "{:?}", staff.told(&batch).await);
    assert_eq!(staff.employments().await, [["2025-03-01", "-", "asistent-social"].map(str::to_owned)]);
}

#[actix_web::test]
async fn two_rows_of_one_job_are_told_what_differs() {
    let staff = Staff::start().await;
    let job = |name: &str, last: &str| {
        let organisation = &staff.employer.organisation;
        format!("{};{name};{organisation};asistent-social;2025-03-01;{last}", staff.idnp)
    };
    let plain = format!("{};Rusu;Ana;;;;", staff.idnp);
    for (rows, case) in [
        ([job("Rusu;Ana", ""), job("Rusu;Ana", "2026-06-30")], "job"),
        ([job("Rusu;Ana", ""), job("Rusu;Ion", "")], "job"),
        ([job("Rusu;Ana", ""), job("Rusu;Ion", "").replace("asistent-social", "psiholog")], "names"),
        ([plain.clone(), plain.replace("Ana", "Ion")], "job"),
    ] {
        let batch = send(&staff.registrar, "mode=validate&onChange=correct", &rows).await;
        let told = self::rows(&staff.registrar, &batch).await;
        let error = &told[1]["errors"][0];
        assert_eq!(
            (&error["code"], &error["params"]["case"]),
            (&json!("referenceTwice"), &json!(case)),
            "{told:?}"
        );
        assert!(!error["expected"]["ro"].as_str().expect("words").contains("o singură dată"), "{error}");
    }
}

#[actix_web::test]
async fn a_last_day_that_an_empty_cell_leaves_is_told() {
    let staff = Staff::start().await;
    let order = "mode=commit&onChange=correct";
    let until = staff.send(order, &["asistent-social;2025-03-01;2026-12-31"]).await;
    assert_eq!(counts(&until), [0, 1, 0, 0, 0, 0]);
    let warning = &staff.told(&until).await[0]["warnings"][0];
    let told = json!({ "before": "–", "after": "2026-12-31" });
    assert_eq!((&warning["code"], &warning["params"]), (&json!("corrects"), &told));
    for (order, warned) in [("mode=validate", None), ("mode=validate&onChange=correct", Some("lastDayStays"))]
    {
        let rows = staff.told(&staff.send(order, &["asistent-social;2025-03-01;"]).await).await;
        let warning = rows[0]["warnings"].as_array().and_then(|warnings| warnings.first());
        assert_eq!(warning.and_then(|one| one["code"].as_str()), warned, "{rows:?}");
        assert_eq!(rows[0]["outcome"], "unchanged");
    }
    let open = staff.send(order, &["asistent-social;2025-03-01;fără termen"]).await;
    assert_eq!(counts(&open), [0, 1, 0, 0, 0, 0]);
}

#[actix_web::test]
async fn a_post_that_is_nearly_one_that_is_known_is_a_doubt() {
    let staff = Staff::start().await;
    for (post, near) in [
        ("psiholg", Some("psiholog")),
        ("asistent-socal", Some("asistent-social")),
        ("Psiholog", None),
        ("bucatar", None),
        ("asistent-social-comunitar", None),
    ] {
        let idnp = staff.service.fresh_code();
        let row = format!("{idnp};Ceban;Ion;{};{post};2026-10-01;", staff.employer.organisation);
        let batch = send(&staff.employer, "mode=validate", &[row]).await;
        let rows = rows(&staff.employer, &batch).await;
        let told = rows[0]["warnings"].as_array().and_then(|warnings| warnings.first());
        assert_eq!(told.map(|one| one["params"]["known"].as_str()), near.map(Some), "{rows:?}");
        assert_eq!(rows[0]["outcome"], "created", "{rows:?}");
    }
}

#[actix_web::test]
async fn a_column_that_every_row_needs_is_missed_once() {
    let staff = Staff::start().await;
    let (idnp, employer) = (staff.service.fresh_code(), staff.employer.organisation);
    let commission = staff.service.client(Role::Commission).await;
    let send = async |client: &Client, path: &str, file: String| {
        let answer = client.send_file(path, "mode=validate", "text/csv", file).await;
        (answer.status.as_u16(), answer.body["detail"].as_str().unwrap_or_default().to_owned())
    };
    let bare = format!("IDNP;Nume;Prenume\n{idnp};Ceban;Ion\n");
    let half = format!("IDNP;Nume;Prenume;Angajator;Angajat din\n{idnp};Ceban;Ion;{employer};2026-10-01\n");
    let award = "IDNP;Cod grad;Număr decizie;Data deciziei;Valabil din\n\
                 2000000000004;g-2;1;2025-03-01;2025-03-01\n";
    for (client, path, file, missed) in [
        (&staff.employer, PATH, &bare, Some("Employer IDNO")),
        (&staff.employer, PATH, &half, Some("Post")),
        // The registrar may leave all of an employment out, and no part of it.
        (&staff.registrar, PATH, &bare, None),
        (&staff.registrar, PATH, &half, Some("Post")),
        (&staff.registrar, "/api/v1/award-batches", &award.to_owned(), Some("Commission IDNO")),
        (&commission, "/api/v1/award-batches", &award.to_owned(), None),
    ] {
        let (status, said) = send(client, path, file.clone()).await;
        assert_eq!(status, if missed.is_some() { 400 } else { 201 }, "{said}");
        assert!(missed.is_none_or(|title| said.contains(title)), "{said}");
    }
}

#[actix_web::test]
async fn a_row_that_cannot_be_read_ends_nothing_by_another_one() {
    let staff = Staff::start().await;
    let order = "mode=commit&atomicity=row&onChange=correct";
    let before = staff.employments().await;
    // The job goes on, as its row says; alone the other row would be a promotion.
    for faulty in ["asistent-social;2025-03-01;31.02.2027", "asistent-social;2025-03-01;?"] {
        let rows = ["supervizor;2026-10-01;", faulty];
        let batch = staff.send("mode=validate&onChange=correct&atomicity=row", &rows).await;
        let told = staff.told(&batch).await;
        assert_eq!(faults(&told[1]), [("dayInvalid", "validUntil")]);
        let warned: Vec<_> = told[0]["warnings"].as_array().expect("warnings").iter().collect();
        assert!(warned.iter().all(|one| one["code"] != "employmentEnds"), "{told:?}");
    }
    let batch = staff.send(order, &["supervizor;2026-10-01;", "asistent-social;2025-03-01;?"]).await;
    assert_eq!(counts(&batch), [1, 0, 0, 0, 0, 1], "{:?}", staff.told(&batch).await);
    let after = staff.employments().await;
    assert!(before.iter().all(|one| after.contains(one)), "{after:?}");
}
