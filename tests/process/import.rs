//! `registry import`: the same file on a running server and on a data folder, looked at, taken, and sent
//! again.

use std::path::{Path, PathBuf};
use std::process::Output;

use calamine::Reader;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::program::{Caller, Place, Server, mode, person, text, valid_code};

/// A register with a person on it, and the code of a programme.
struct Bench {
    place: Place,
    credentials: Value,
    idnp: String,
    programme: String,
}

impl Bench {
    /// With its server.
    fn begin() -> (Self, Server, Caller) {
        let place = Place::new();
        let server = place.serve(&[]);
        let (credentials, idnp) = (place.first_client(), valid_code(204_000_000_011));
        let registrar = server.client(&credentials);
        registrar.post("/api/v1/workers", person(&idnp)).expect(201);
        let programme = server.get("/api/v1/programmes?limit=1").expect(200).body["programmes"][0]["code"]
            .as_str()
            .expect("a code")
            .to_owned();
        (Self { place, credentials, idnp, programme }, server, registrar)
    }

    /// A file of completions of the one person, each with its reference and hours.
    fn file(&self, name: &str, rows: &[(&str, &str)]) -> PathBuf {
        let file = self.place.data().join(name);
        let lines = rows.iter().map(|(reference, hours)| {
            let day = reference.bytes().last().map_or(1, |last| last % 8 + 1);
            format!("{};{};0{day}.03.2021;{hours};passed;{reference}\n", self.idnp, self.programme)
        });
        let titles = "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință\n";
        std::fs::write(&file, std::iter::once(titles.to_owned()).chain(lines).collect::<String>())
            .expect("written");
        file
    }

    fn import(&self, file: &Path, more: &[&str]) -> Output {
        self.import_of("completions", file, more)
    }

    fn import_of(&self, what: &str, file: &Path, more: &[&str]) -> Output {
        let mut command = self.place.command(&["import", what]);
        command
            .arg(file)
            .args(["--basis", "Legea 140/2001", "--reason", "absolvirile școlii de vară"])
            .args(more);
        let secret = self.credentials["clientSecret"].as_str().expect("a secret");
        command
            .env("REGISTRY_CLIENT_SECRET", secret)
            .env("LANG", "ro_MD.UTF-8")
            .output()
            .expect("the program runs")
    }

    fn there<'a>(&'a self, url: &'a str) -> [&'a str; 4] {
        ["--url", url, "--client-id", self.credentials["clientId"].as_str().expect("an id")]
    }
}

/// The batch that was printed, of a command that ended so.
#[track_caller]
fn batch(output: &Output, code: i32) -> Value {
    assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("not JSON: {}", text(&output.stdout)))
}

fn recorded(registrar: &Caller) -> usize {
    registrar.list("/api/v1/completions", "completions").len()
}

#[test]
fn a_server_takes_a_file_once_however_often_it_is_sent() {
    let (bench, server, registrar) = Bench::begin();
    let url = server.url("");
    let there = bench.there(&url);
    let good = bench.file("good.csv", &[("A-1", "24"), ("A-2", "8,5")]);

    let seen = batch(&bench.import(&good, &[&there[..], &["--dry-run"]].concat()), 0);
    assert_eq!(
        (&seen["mode"], &seen["counts"]["created"], recorded(&registrar)),
        (&"validate".into(), &2.into(), 0),
        "{seen}"
    );

    let taken = bench.import(&good, &there);
    assert!(text(&taken.stderr).contains("2 rânduri: 2 create (gata)"), "{}", text(&taken.stderr));
    let taken = batch(&taken, 0);
    assert_eq!(
        (&taken["status"], &taken["counts"]["created"], recorded(&registrar)),
        (&"completed".into(), &2.into(), 2),
        "{taken}"
    );

    let again = batch(&bench.import(&good, &there), 0);
    assert_eq!((&again["counts"]["unchanged"], recorded(&registrar)), (&2.into(), 2), "{again}");
    assert_ne!(again["id"], taken["id"]);

    // The reason came through as it was written.
    let auditor = bench.place.json(&[
        "clients",
        "create",
        "--name",
        "Audit",
        "--organisation",
        bench.credentials["organisationId"].as_str().expect("an id"),
        "--role",
        "auditor",
    ]);
    let entries = server.client(&auditor).list("/api/v1/journal-entries", "journalEntries");
    assert!(entries.iter().any(|entry| entry["operation"] == "create_completion_batch"
        && entry["reason"] == "absolvirile școlii de vară"));
}

#[test]
fn what_is_wrong_is_told_by_row_and_by_the_code_at_the_end() {
    let (bench, server, registrar) = Bench::begin();
    let url = server.url("");
    let there = bench.there(&url);

    let bad = bench.file("bad.csv", &[("B-1", "24"), ("B-2", "multe")]);
    let rejected = bench.import(&bad, &there);
    let said = text(&rejected.stderr);
    assert!(
        said.contains("rândul 3, Ore: ")
            && said.contains("(multe)")
            && said.contains("nimic nu este în registru: 1 din 2 rânduri au greșeli"),
        "{said}"
    );
    assert!(!said.contains(&bench.idnp));
    assert_eq!((&batch(&rejected, 1)["status"], recorded(&registrar)), (&"failed".into(), 0));

    let each = batch(&bench.import(&bad, &[&there[..], &["--atomicity", "row"]].concat()), 1);
    assert_eq!(
        (&each["counts"]["created"], &each["counts"]["rejected"], recorded(&registrar)),
        (&1.into(), &1.into(), 1),
        "{each}"
    );

    let titles = bench.place.data().join("titles.csv");
    std::fs::write(&titles, "IDNP;Ore\n2000000000004;24\n").expect("written");
    let refused = bench.import(&titles, &there);
    assert!(text(&refused.stderr).starts_with("fișierul nu a fost preluat: "), "{}", text(&refused.stderr));
    assert_eq!(batch(&refused, 1)["status"], 400);

    let cannot = |output: Output, named: &str| {
        let said = text(&output.stderr);
        assert!(
            output.status.code() == Some(2) && output.stdout.is_empty() && said.contains(named),
            "{:?}: {said}",
            output.status.code()
        );
        assert!(
            !said.contains("panicked")
                && !said.contains(bench.credentials["clientSecret"].as_str().expect("a secret")),
            "{said}"
        );
    };
    cannot(bench.import(&bench.place.data().join("nothing.csv"), &there), "nothing.csv");
    cannot(bench.import(&bench.place.data().join("registry.toml"), &there), "--format");
    cannot(
        bench.import(&bench.place.data(), &[&there[..], &["--format", "csv"]].concat()),
        "nu este un fișier",
    );
    cannot(bench.import(&bad, &["--url", "http://registry.example", "--client-id", there[3]]), "https://");
    cannot(
        bench.import(&bad, &["--url", &url, "--client-id", &registry::values::ClientId::new().to_string()]),
        "401",
    );
    cannot(bench.import(&bad, &["--url", &url]), "--client-id");
    server.stop();
    cannot(bench.import(&bad, &there), "not reached");
}

#[test]
fn a_data_folder_without_a_server_takes_the_same_file() {
    let (bench, server, _) = Bench::begin();
    let file = bench.file("good.csv", &[("C-1", "24"), ("C-2", "8,5")]);
    // Of a database that many processes share, a server beside is none of our business.
    if !bench.place.is_on_postgres() {
        let output = bench.import(&file, &[]);
        assert!(
            output.status.code() == Some(2) && text(&output.stderr).contains("--url"),
            "{}",
            text(&output.stderr)
        );
    }
    server.stop();

    let seen = batch(&bench.import(&file, &["--dry-run"]), 0);
    assert_eq!((&seen["mode"], &seen["counts"]["created"]), (&"validate".into(), &2.into()), "{seen}");
    let taken = batch(&bench.import(&file, &[]), 0);
    assert_eq!((&taken["status"], &taken["counts"]["created"]), (&"completed".into(), &2.into()), "{taken}");
    let again = batch(&bench.import(&file, &[]), 0);
    assert_eq!(again["counts"]["unchanged"], 2, "{again}");

    let bad = bench.import(&bench.file("bad.csv", &[("C-3", "multe")]), &[]);
    assert!(text(&bad.stderr).contains("rândul 2, Ore: "), "{}", text(&bad.stderr));
    batch(&bad, 1);
    let titles = bench.place.data().join("titles.csv");
    std::fs::write(&titles, "IDNP;Ore\n2000000000004;24\n").expect("written");
    assert_eq!(batch(&bench.import(&titles, &[]), 1)["status"], 400);

    // A client whose role may not do it may not do it here either.
    let ministry = bench.credentials["organisationId"].as_str().expect("an id");
    let payroll = bench.place.json(&[
        "clients",
        "create",
        "--name",
        "Plata",
        "--organisation",
        ministry,
        "--role",
        "payroll",
    ]);
    let refused = bench.import(&file, &["--client-id", payroll["clientId"].as_str().expect("an id")]);
    assert!(
        refused.status.code() == Some(2) && text(&refused.stderr).contains("completions:record"),
        "{}",
        text(&refused.stderr)
    );

    bench.place.verify_journal();
    let server = bench.place.serve(&[]);
    let registrar = server.client(&bench.credentials);
    assert_eq!(recorded(&registrar), 2);
    let path = format!("/api/v1/completion-batches/{}", taken["id"].as_str().expect("an id"));
    assert_eq!(registrar.get(&path).expect(200).body, taken);
}

/// Files in the data folder that a test did not expect there.
fn strays(bench: &Bench) -> Vec<String> {
    let names = std::fs::read_dir(bench.place.data())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with(".registry-import"))
        .collect()
}

/// The file of `--errors`, wherever the register is.
#[track_caller]
fn errors_are_written_down(bench: &Bench, register: &[&str], prefix: &str) {
    let path = |name: &str| bench.place.data().join(format!("{prefix}-{name}"));
    let import = |file: &Path, errors: &Path, more: &[&str]| {
        let errors = errors.to_str().expect("UTF-8");
        bench.import(file, &[register, &["--atomicity", "row", "--errors", errors], more].concat())
    };
    let bad = bench
        .file(&format!("{prefix}.csv"), &[(&format!("{prefix}-1"), "24"), (&format!("{prefix}-2"), "multe")]);
    let errors = path("errors.csv");
    let told = import(&bad, &errors, &[]);
    assert!(
        text(&told.stderr).ends_with(&format!("ce a devenit fiecare rând este în {}\n", errors.display())),
        "{}",
        text(&told.stderr)
    );
    assert_eq!(batch(&told, 1)["counts"]["rejected"], 1);
    assert_eq!(mode(&errors), 0o600, "it names people");
    let written = std::fs::read_to_string(&errors).expect("written");
    let lines: Vec<_> = written.trim_start_matches('\u{feff}').split("\r\n").collect();
    assert_eq!(
        lines[0],
        "IDNP;Cod program;Data absolvirii;Ore;Rezultat;Referință;Rezultat import;Mesaj import"
    );
    assert!(lines[1].ends_with(&format!(";{prefix}-1;înregistrat;")), "{written}");
    assert!(
        lines[2].contains(&format!(";multe;passed;{prefix}-2;respins;")) && lines[2].contains("Ore: "),
        "{written}"
    );
    assert!(lines[2].starts_with(&bench.idnp) && lines.len() == 4, "{written}");

    // Nothing is overwritten, and nothing is imported where that would be so; nor where the file could not be
    // written or is none.
    let before = bench.place.count("batches");
    let cannot = |file: &Path, errors: &Path, why: &str| {
        let refused = import(file, errors, &[]);
        let said = text(&refused.stderr);
        assert!(
            refused.status.code() == Some(2) && refused.stdout.is_empty() && said.contains(why),
            "{said}"
        );
        assert_eq!(bench.place.count("batches"), before, "{why}");
    };
    cannot(&bad, &errors, "is not overwritten");
    assert_eq!(std::fs::read_to_string(&errors).expect("there"), written);
    cannot(&bad, &bad, "is not overwritten");
    cannot(&bad, &bench.place.data().join("nowhere/errors.csv"), "cannot write");
    cannot(&bad, &path("errors.xlsx"), "ends in .csv");
    let lines = bench.place.data().join("rows.ndjson");
    std::fs::write(&lines, "{}\n").expect("written");
    cannot(&lines, &path("other.csv"), "is for CSV and XLSX");
    let titles = bench.place.data().join("titles.csv");
    std::fs::write(&titles, "IDNP;Ore\n2000000000004;24\n").expect("written");
    assert_eq!(batch(&import(&titles, &path("titles-errors.csv"), &[]), 1)["status"], 400);
    assert!(!path("titles-errors.csv").exists(), "there are no rows to tell of");

    // Mended, it is sent again: what was taken before stays as it is.
    let mended = path("mended.csv");
    std::fs::write(&mended, written.replace(";multe;", ";7,5;")).expect("written");
    let again = batch(&import(&mended, &path("again.csv"), &["--dry-run"]), 0);
    assert_eq!(
        (&again["counts"]["created"], &again["counts"]["unchanged"]),
        (&1.into(), &1.into()),
        "{again}"
    );
    assert!(std::fs::read_to_string(path("again.csv")).expect("written").contains(";ar fi înregistrat;"));

    // A workbook comes back as one.
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in (0..).zip(["idnp", "programme", "completedOn", "hours", "result", "reference"]) {
        sheet.write(0, column, title).expect("written");
    }
    let reference = format!("{prefix}-3");
    for (column, cell) in
        (0..).zip([&bench.idnp, &bench.programme, "2021-04-01", "multe", "passed", &reference])
    {
        sheet.write(1, column, cell).expect("written");
    }
    let (workbook, errors) = (path("book.xlsx"), path("errors.xlsx"));
    book.save(&workbook).expect("saved");
    batch(&import(&workbook, &errors, &["--language", "en"]), 1);
    assert_eq!(mode(&errors), 0o600, "it names people");
    let mut read: calamine::Xlsx<_> = calamine::open_workbook(&errors).expect("a workbook");
    let sheet = read.worksheet_range_at(0).expect("a sheet").expect("readable");
    let cell =
        |row: u32, column: u32| sheet.get_value((row, column)).map(ToString::to_string).unwrap_or_default();
    assert_eq!(
        (cell(0, 6), cell(1, 5), cell(1, 6)),
        ("Import result".to_owned(), reference, "rejected".to_owned())
    );
    assert!(cell(1, 7).starts_with("Hours: "), "{}", cell(1, 7));
    assert_eq!(strays(bench), [""; 0]);
}

/// Each file that was given back, as the journal has it.
fn given_back(bench: &Bench) -> i64 {
    bench.place.verify_journal();
    bench.place.count_reads("get_completion_batch_annotated")
}

#[test]
fn what_became_of_each_row_is_written_into_a_file() {
    let (bench, server, _) = Bench::begin();
    let url = server.url("");
    errors_are_written_down(&bench, &bench.there(&url), "E");
    assert_eq!(given_back(&bench), 3);
}

#[test]
fn what_became_of_each_row_is_written_into_a_file_without_a_server() {
    let (bench, server, _) = Bench::begin();
    server.stop();
    errors_are_written_down(&bench, &[], "F");
    assert_eq!(given_back(&bench), 3);
}

/// A file of another kind than completions, titles first: looked at, taken, sent again; and once more with a
/// row that is at fault.
#[track_caller]
fn a_kind_is_taken(bench: &Bench, register: &[&str], what: &str, good: &[String], faulty: &str, fault: &str) {
    let file = |name: &str, lines: &[&str]| {
        let file = bench.place.data().join(name);
        std::fs::write(&file, lines.join("\n")).expect("written");
        file
    };
    let import = |file: &Path, more: &[&str]| bench.import_of(what, file, &[register, more].concat());
    let created = Value::from(good.len() - 1);
    let whole = file("good.csv", &good.iter().map(String::as_str).collect::<Vec<_>>());
    let seen = batch(&import(&whole, &["--dry-run"]), 0);
    assert_eq!((&seen["mode"], &seen["counts"]["created"]), (&"validate".into(), &created), "{seen}");
    let taken = import(&whole, &[]);
    assert!(text(&taken.stderr).contains(&format!("{created} create (gata)")), "{}", text(&taken.stderr));
    let taken = batch(&taken, 0);
    assert_eq!((&taken["status"], &taken["counts"]["created"]), (&"completed".into(), &created), "{taken}");
    let again = batch(&import(&whole, &[]), 0);
    assert_eq!(again["counts"]["unchanged"], created, "{again}");

    let rejected = import(&file("bad.csv", &[&good[0], &good[1], faulty]), &[]);
    let said = text(&rejected.stderr);
    assert!(
        said.contains("2 rânduri: 1 neschimbate, 1 respinse (nimic nu este în registru: ")
            && said.contains(fault),
        "{said}"
    );
    assert!(!said.contains(&bench.idnp), "{said}");
    assert_eq!(batch(&rejected, 1)["status"], "failed");
}

#[test]
fn a_file_of_workers_is_taken() {
    let (bench, server, registrar) = Bench::begin();
    let url = server.url("");
    let idnps = [204_000_000_021, 204_000_000_022].map(valid_code);
    let titles = "IDNP;Nume;Prenume;IDNO angajator;Funcția;Angajat din";
    let good =
        [titles.to_owned(), format!("{};Țurcanu;Ion;;;", idnps[0]), format!("{};Moraru;Eva;;;", idnps[1])];
    let faulty = format!("{};Rusu;;;;", bench.idnp);
    a_kind_is_taken(
        &bench,
        &bench.there(&url),
        "workers",
        &good,
        &faulty,
        "rândul 3, Prenume: Lipsește o valoare obligatorie. ",
    );
    let found = registrar.post("/api/v1/worker-lookups", json!({ "idnp": idnps[1] })).expect(200);
    assert_eq!(found.body["familyName"], "Moraru");
    // A data folder takes it as well.
    server.stop();
    let file = bench.place.data().join("good.csv");
    assert_eq!(batch(&bench.import_of("workers", &file, &[]), 0)["counts"]["unchanged"], 2);
}

#[test]
fn a_file_of_supervision_sessions_is_taken() {
    let (bench, server, registrar) = Bench::begin();
    let url = server.url("");
    let supervisor = valid_code(204_000_000_031);
    registrar.post("/api/v1/workers", person(&supervisor)).expect(201);
    let titles = "Referință;IDNP supervizor;Participanți;Tip;Cadru;Mod;Data ședinței;Minute;Temă";
    let session = |reference: &str, attendee: &str, minutes: u32| {
        format!(
            "{reference};{supervisor};{attendee};individuală;intern;fizic;01.03.2021;{minutes};burnout-prevention"
        )
    };
    let good = [titles.to_owned(), session("S-1", &bench.idnp, 90), session("S-2", &bench.idnp, 60)];
    let faulty = session("S-3", &supervisor, 90);
    a_kind_is_taken(&bench, &bench.there(&url), "supervision", &good, &faulty, "rândul 3, Participanți: ");
    assert_eq!(registrar.list("/api/v1/supervision-sessions", "supervisionSessions").len(), 2);
    server.stop();
    let file = bench.place.data().join("good.csv");
    assert_eq!(batch(&bench.import_of("supervision", &file, &[]), 0)["counts"]["unchanged"], 2);
}
