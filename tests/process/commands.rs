//! The command line beside a running server, and what it says when something is wrong.

use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;
use std::time::Duration;

use registry::app::DOCUMENT;
use serde_json::{Value, json};

use crate::program::{ISSUER, Place, mode, program, text, wait_for};

/// The complaint about a failure: one line, for a person, without a secret.
#[track_caller]
fn complaint(output: &Output) -> String {
    let said = text(&output.stderr);
    assert!(!output.status.success(), "it succeeded: {}", text(&output.stdout));
    assert_eq!(said.trim_end().lines().count(), 1, "more than a line: {said}");
    assert!(
        said.starts_with("registry: ") && !said.contains("panicked") && !said.contains("hunter2"),
        "{said}"
    );
    assert!(output.stdout.is_empty(), "{}", text(&output.stdout));
    said
}

/// A place that has had a server, and its ministry's id.
fn furnished() -> (Place, String) {
    let place = Place::new();
    place.serve(&["--empty"]).stop();
    let ministry = place.first_client()["organisationId"].as_str().expect("an id").to_owned();
    (place, ministry)
}

#[test]
fn clients_are_created_listed_and_revoked_beside_a_running_server() {
    let place = Place::new();
    let server = place.serve(&["--empty"]);
    let ministry = place.first_client()["organisationId"].as_str().expect("an id").to_owned();
    let create = |name: &str, organisation: &str| {
        place.json(&[
            "clients",
            "create",
            "--name",
            name,
            "--organisation",
            organisation,
            "--role",
            "payroll",
            "--standing-basis",
            "Legea 270",
        ])
    };
    let by_id = create("Salarizare", &ministry);
    let by_idno = create("Salarizare 2", "1000000000007");
    for made in [&by_id, &by_idno] {
        assert_eq!(
            (&made["organisationId"], made["clientSecret"].as_str().map(str::len)),
            (&json!(ministry), Some(43))
        );
    }
    // The new client works at once, on the basis that it stands on.
    let payroll = server.client(&by_id);
    let asked = || {
        payroll
            .post("/api/v1/qualification-status-queries", json!({ "workers": [{ "idnp": "2000000000004" }] }))
    };
    asked().expect(200);

    let listed = place.run(&["clients", "list"]);
    assert!(listed.status.success());
    let listed: Vec<Value> = text(&listed.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let names: Vec<_> = listed.iter().map(|client| client["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["First client", "Salarizare", "Salarizare 2"]);
    assert!(listed.iter().all(|client| client["revokedAt"].is_null() && client["clientSecret"].is_null()));

    let id = by_id["clientId"].as_str().expect("an id");
    let revoked = place.json(&["clients", "revoke", id]);
    assert!(revoked["id"] == id && revoked["revokedAt"].is_string(), "{revoked}");
    assert_eq!(place.json(&["clients", "revoke", id]), revoked, "revoking twice changes nothing");
    server.token(&by_id).expect(401);
    server.client(&by_idno);
    // Its token, good for fifteen minutes, stops within one.
    wait_for("the revoked client's token stops", Duration::from_mins(1), || {
        (asked().status == 401).then_some(())
    });
    place.verify_journal();
}

#[test]
fn what_a_client_cannot_be_is_said_in_one_line() {
    let (place, ministry) = furnished();
    let create = |organisation: &str, name: &str, basis: &str| {
        let arguments =
            ["--organisation", organisation, "--name", name, "--standing-basis", basis, "--role", "payroll"];
        place.run(&[&["clients", "create"], &arguments[..]].concat())
    };
    for unknown in ["01990000-0000-7000-8000-00000000dead", "1008600038413", "ministerul"] {
        let said = complaint(&create(unknown, "Sistem", "Legea 270"));
        assert_eq!(
            said.trim_end(),
            "registry: --organisation: expected the id or the IDNO of an organisation on the register"
        );
    }
    assert!(complaint(&create(&ministry, "", "Legea 270")).contains("--name"));
    assert!(complaint(&create(&ministry, "Sistem", "x")).contains("--standing-basis"));
    complaint(&place.run(&["clients", "revoke", "01990000-0000-7000-8000-00000000dead"]));
    complaint(&place.run(&["clients", "revoke", "salarizare"]));
    let role =
        place.run(&["clients", "create", "--name", "Sistem", "--organisation", &ministry, "--role", "king"]);
    let said = text(&role.stderr);
    assert!(!role.status.success() && said.contains("--role") && !said.contains("panicked"), "{said}");
    assert_eq!(
        text(&place.run(&["clients", "list"]).stdout).lines().count(),
        1,
        "something was created after all"
    );
}

#[test]
fn migrating_twice_changes_nothing() {
    let place = Place::new();
    let first = place.run(&["migrate"]);
    assert!(first.status.success() && text(&first.stderr).contains("applied: "), "{}", text(&first.stderr));
    let second = place.run(&["migrate"]);
    assert!(
        second.status.success() && text(&second.stderr).contains("up to date"),
        "{}",
        text(&second.stderr)
    );
    // A migrated database is still empty: a server furnishes it.
    let server = place.serve(&[]);
    server.client(&place.first_client());
}

#[test]
fn the_document_is_printed_without_touching_any_data() {
    let place = Place::new();
    assert_eq!(place.json(&["openapi"]), *DOCUMENT);
    assert!(!place.data().exists());
}

#[test]
fn an_edit_of_the_journal_is_found_and_a_cut_tail_by_its_heads() {
    let (place, ministry) = furnished();
    place.verify_journal();
    let heads = place.run(&["journal", "heads"]);
    assert!(heads.status.success());
    let file = place.data().join("heads.json");
    std::fs::write(&file, &heads.stdout).expect("written");
    let verify = || place.run(&["journal", "verify", "--heads", file.to_str().expect("UTF-8")]);
    // Entries that come later are no fault.
    place.json(&["clients", "create", "--name", "Sistem", "--organisation", &ministry, "--role", "payroll"]);
    assert!(verify().status.success(), "{}", text(&verify().stdout));

    let table = if place.is_on_postgres() { " ON journal_entries" } else { "" };
    place.execute(&format!("DROP TRIGGER journal_entries_unchanged{table}"));
    if !place.is_on_postgres() {
        place.execute("DROP TRIGGER journal_entries_kept");
    }
    place.execute("UPDATE journal_entries SET reason = 'alt motiv' WHERE lane = 0 AND seq = 1");
    let found = place.run(&["journal", "verify"]);
    assert_eq!(found.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&found.stdout).expect("a report");
    assert!(report["faults"].as_array().is_some_and(|faults| !faults.is_empty()), "{report}");

    let (place, _) = furnished();
    std::fs::write(&file, place.run(&["journal", "heads"]).stdout).expect("written");
    place.execute(&format!(
        "DROP TRIGGER {}{table}",
        if place.is_on_postgres() { "journal_entries_unchanged" } else { "journal_entries_kept" }
    ));
    place.execute("DELETE FROM journal_entries WHERE seq = (SELECT max(seq) FROM journal_entries WHERE lane = 0) AND lane = 0");
    let verify = |more: &[&str]| place.run(&[&["journal", "verify"], more].concat()).status.code();
    // From the inside, a chain without its end is whole; that is what heads are for.
    assert_eq!(verify(&[]), Some(0));
    assert_eq!(verify(&["--heads", file.to_str().expect("UTF-8")]), Some(1));
    std::fs::write(&file, "not heads").expect("written");
    assert!(
        complaint(&place.run(&["journal", "verify", "--heads", file.to_str().expect("UTF-8")]))
            .contains("heads.json")
    );
}

#[test]
fn the_whole_register_is_verified() {
    let (place, _) = furnished();
    let report = place.json(&["verify"]);
    assert!(report["journal"]["entries"].as_u64().is_some_and(|entries| entries > 0), "{report}");
    assert_eq!(report["packedRecords"], serde_json::json!({ "compared": 0, "faults": [] }));
    // Of a worker who is not on the register.
    let (id, bytes) = if place.is_on_postgres() {
        ("gen_random_uuid()", "'\\x00'::bytea")
    } else {
        ("randomblob(16)", "x'00'")
    };
    place.execute(&format!("INSERT INTO packed_records VALUES ({id}, 1, {bytes})"));
    let found = place.run(&["verify"]);
    assert_eq!(found.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&found.stdout).expect("a report");
    assert_eq!(report["packedRecords"]["faults"].as_array().map(Vec::len), Some(1), "{report}");
}

/// A journal that is not there is not whole: a mistyped folder must not be verified with success.
#[test]
fn a_command_makes_no_register_where_there_is_none() {
    let place = Place::new();
    for arguments in [
        &["verify"][..],
        &["journal", "verify"],
        &["journal", "heads"],
        &["clients", "list"],
        &["keys", "rotate"],
    ] {
        complaint(&place.run(arguments));
        assert!(!place.data().exists(), "{arguments:?}");
    }
}

#[test]
fn a_rotated_key_signs_and_the_one_before_still_verifies() {
    let place = Place::new();
    let keys = |server: &crate::program::Server| -> Vec<String> {
        let set = server.get("/.well-known/jwks.json").expect(200).body;
        set["keys"]
            .as_array()
            .expect("keys")
            .iter()
            .map(|key| key["kid"].as_str().expect("an id").to_owned())
            .collect()
    };
    let arguments = ["--empty", "--public-url", ISSUER];
    let server = place.serve(&arguments);
    let (before, mut old) = (keys(&server), server.client(&place.first_client()));
    assert_eq!(before.len(), 1);
    let rotated = place.run(&["keys", "rotate"]);
    assert!(
        rotated.status.success() && text(&rotated.stderr).contains("new key"),
        "{}",
        text(&rotated.stderr)
    );
    old.get("/api/v1/clients").expect(200);
    // A running server takes the key up within half a minute; one that starts, at once.
    drop(server);
    let server = place.serve(&arguments);
    let after = keys(&server);
    assert!(after.len() == 2 && after[1] == before[0], "{before:?}, then {after:?}");
    old.port = server.port;
    old.get("/api/v1/clients").expect(200);
    let new = server.client(&place.first_client());
    new.get("/api/v1/clients").expect(200);
    let signed_by = |token: &str| {
        let head = data_encoding::BASE64URL_NOPAD
            .decode(token.split('.').next().expect("a head").as_bytes())
            .expect("base64url");
        serde_json::from_slice::<Value>(&head).expect("JSON")["kid"].as_str().expect("an id").to_owned()
    };
    assert_eq!(signed_by(&old.token.expect("a token")), before[0]);
    assert_eq!(signed_by(&new.token.expect("a token")), after[0]);
}

#[test]
fn a_database_that_cannot_be_is_said_in_one_line_and_its_password_is_not() {
    let place = Place::on_sqlite();
    let urls = [
        ("mysql://root:hunter2@127.0.0.1/register", "mysql"),
        ("root:hunter2@127.0.0.1/register", "scheme"),
        ("root:hunter2://127.0.0.1/register", "scheme"),
        ("postgres://root:hunter2@127.0.0.1:1/register", "database"),
        ("postgres://root:hunter2@[broken/register", "database"),
    ];
    for (url, named) in urls {
        for arguments in [&["serve", "--bind", "127.0.0.1:0"][..], &["migrate"], &["journal", "verify"]] {
            let said = complaint(
                &place.command(arguments).env("DATABASE_URL", url).output().expect("the program runs"),
            );
            assert!(said.contains(named) || arguments[0] == "journal", "{said}");
        }
    }
    let help = program(&["--help"])
        .env("DATABASE_URL", "postgres://root:hunter2@127.0.0.1/x")
        .output()
        .expect("the program runs");
    assert!(!text(&help.stdout).contains("hunter2"));
}

#[test]
fn a_newer_schema_is_refused() {
    let (place, _) = furnished();
    place.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999')");
    for arguments in [&["serve", "--bind", "127.0.0.1:0"][..], &["migrate"], &["clients", "list"]] {
        let said = complaint(&place.run(arguments));
        assert!(said.contains("9999") && said.contains("newer"), "{said}");
    }
}

#[test]
fn a_port_in_use_is_said_with_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let place = Place::new();
    let said = complaint(&place.run(&["serve", "--bind", &address]));
    assert!(said.contains(&address) && said.contains("--bind"), "{said}");
}

#[test]
fn a_key_that_others_may_read_is_refused() {
    let (place, _) = furnished();
    let keys =
        std::fs::read_dir(place.data()).expect("a folder").map(|entry| entry.expect("an entry").path());
    for key in keys.filter(|file| file.extension().is_some_and(|extension| extension == "key")) {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).expect("changed");
        let said = complaint(&place.run(&["serve", "--bind", "127.0.0.1:0"]));
        assert!(said.contains(&format!("chmod 600 {}", key.display())), "{said}");
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).expect("changed back");
    }
}

/// New keys over an old database would find no worker by IDNP, and call the whole journal forged.
#[test]
fn a_register_without_its_keys_is_not_given_new_ones() {
    let (place, _) = furnished();
    let (key, elsewhere) = (place.data().join("register.key"), place.data().join("register.key.backup"));
    std::fs::rename(&key, &elsewhere).expect("moved");
    assert!(complaint(&place.run(&["serve", "--bind", "127.0.0.1:0"])).contains("keys"));
    assert!(!key.exists());
    std::fs::rename(&elsewhere, &key).expect("moved back");
    place.serve(&[]).client(&place.first_client());
    place.verify_journal();
}

#[test]
fn an_embedded_database_has_one_server() {
    let place = Place::on_sqlite();
    let server = place.serve(&["--empty"]);
    let said = complaint(&place.run(&["serve", "--bind", "127.0.0.1:0"]));
    assert!(said.contains("another server") && said.contains(&place.data().display().to_string()), "{said}");
    server.get("/health/ready").expect(200);
    // A lock of a server that was killed holds nobody up.
    server.kill();
    place.serve(&[]);
}

#[test]
fn every_command_explains_its_options() {
    let table: [(&[&str], &[&str]); 9] = [
        (
            &["--help"],
            &[
                "serve",
                "migrate",
                "openapi",
                "clients",
                "journal",
                "keys",
                "--data-dir",
                "REGISTRY_DATA_DIR",
                "--database-url",
                "DATABASE_URL",
            ],
        ),
        (
            &["serve", "--help"],
            &["--bind", "REGISTRY_BIND", "127.0.0.1:8080", "--public-url", "--empty", "--docs", "--log"],
        ),
        (&["migrate", "--help"], &["--data-dir", "--database-url"]),
        (&["clients", "--help"], &["create", "list", "revoke"]),
        (
            &["clients", "create", "--help"],
            &["--name", "--organisation", "--role", "--standing-basis", "commission", "payroll"],
        ),
        (&["import", "--help"], &["completions", "workers", "supervision", "awards", "--errors"]),
        (&["clients", "revoke", "--help"], &["within a minute"]),
        (&["journal", "verify", "--help"], &["--heads", "exits with 1"]),
        (&["keys", "rotate", "--help"], &["half a minute"]),
    ];
    for (arguments, mentioned) in table {
        let output = program(arguments).output().expect("the program runs");
        let help = text(&output.stdout);
        assert!(
            output.status.success() && mentioned.iter().all(|word| help.contains(word)),
            "{arguments:?}:\n{help}"
        );
    }
    let version = program(&["--version"]).output().expect("the program runs");
    assert_eq!(text(&version.stdout).trim(), format!("registry {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_register_without_the_journal_that_it_had_is_refused() {
    let place = Place::on_sqlite();
    place.serve(&[]).stop();
    for file in [place.database(), place.journal()] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    for name in ["journal.db", "journal.db-wal", "journal.db-shm"] {
        let _ = std::fs::remove_file(place.data().join(name));
    }
    for command in [&["verify"][..], &["journal", "heads"], &["migrate"]] {
        let said = complaint(&place.run(command));
        assert!(said.contains("journal.db is missing") && said.contains("backup"), "{said}");
    }
    assert!(!place.journal().exists(), "nothing is made in its place");
    std::fs::write(place.journal(), "").expect("an empty file");
    place.json(&["verify"]);
    std::fs::write(place.journal(), [7; 4096]).expect("another file");
    let said = complaint(&place.run(&["verify"]));
    assert!(said.contains("journal.db: ") && said.contains("not a database"), "{said}");
}

#[test]
fn a_data_folder_may_have_any_name() {
    let place = Place::named("l'an 100% #1? \"nou\"");
    place.serve(&["--empty"]).stop();
    let verified = place.run(&["verify"]);
    assert!(verified.status.success(), "{}", text(&verified.stderr));
    assert!(place.database().exists() && place.journal().exists());
}
