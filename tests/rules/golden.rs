//! Golden evidence: decisions of the past, which every later version evaluates to the same bytes.
//! `tests/golden/README.md` says how the files come about and why none of them is ever changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use registry::attestation::{Canonical, EvaluationTerms, Evidence, SCHEMA};
use registry::keys::sha256;
use registry::rules::language::RequirementKind;
use registry::rules::record::Standing;
use registry::rules::{Reason, ShortfallCode};
use registry::values::{Moment, RuleSetId};
use serde_json::Value;
use uuid::Uuid;

use crate::calendar::{day, last_of_months, months_and_days, number};
use crate::case::{Case, code};
use crate::histories;

/// The most histories that are looked through for what the files do not show yet.
const HISTORIES: u64 = 10_000;
/// In how many files everything is shown at least.
const LEAST: usize = 3;

/// Evidence as it was frozen, and what followed from it.
struct Golden {
    /// Its place, without the endings of its two files: `schema-1/history-12-grade-4`.
    name: String,
    evidence: String,
    explanation: String,
}

/// All files, as they are on disk; with `UPDATE_GOLDEN` set after those that are wanting were added.
static ALL: LazyLock<Vec<Golden>> = LazyLock::new(|| {
    #[expect(clippy::disallowed_methods, reason = "files are only added where that was asked for")]
    let wanted = std::env::var_os("UPDATE_GOLDEN").is_some();
    let mut all = read();
    if wanted {
        add(&draw(&all));
        all = read();
    }
    all
});

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn read() -> Vec<Golden> {
    let mut names: Vec<_> = files()
        .into_iter()
        .filter_map(|file| Some(file.strip_suffix(".evidence.json")?.to_owned()))
        .collect();
    names.sort();
    let text = |name: &str, ending: &str| {
        fs::read_to_string(folder().join(format!("{name}.{ending}.json"))).expect("both files of a decision")
    };
    names
        .into_iter()
        .map(|name| Golden {
            evidence: text(&name, "evidence"),
            explanation: text(&name, "explanation"),
            name,
        })
        .collect()
}

/// Every file of a decision, by its place in the folder.
fn files() -> BTreeSet<String> {
    let entries = |folder: &Path| -> Vec<_> {
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.expect("an entry").path()).collect()
    };
    let inner = entries(&folder()).into_iter().filter(|path| path.is_dir()).flat_map(|path| entries(&path));
    inner
        .map(|path| path.strip_prefix(folder()).expect("within").to_str().expect("a name").to_owned())
        .collect()
}

/// The digests that are checked in, in the form of `sha256sum`.
fn digests() -> BTreeMap<String, String> {
    let listed = fs::read_to_string(folder().join("SHA256SUMS")).unwrap_or_default();
    let entry = |line: &str| line.split_once("  ").map(|(digest, file)| (file.to_owned(), digest.to_owned()));
    listed.lines().map(|line| entry(line).expect("a digest and a file")).collect()
}

/// Histories that show what is not shown often enough by the files that there are.
fn draw(before: &[Golden]) -> Vec<Golden> {
    let mut wanting: BTreeMap<_, _> = everything().into_iter().map(|one| (one, LEAST)).collect();
    let mut take = |golden: &Golden| {
        let mut helps = false;
        for one in shown(golden) {
            if let Some(count) = wanting.get_mut(&one) {
                helps = true;
                *count -= 1;
            }
        }
        wanting.retain(|_, count| *count > 0);
        helps
    };
    let today = format!("schema-{SCHEMA}/");
    for golden in before.iter().filter(|golden| golden.name.starts_with(&today)) {
        take(golden);
    }
    let mut drawn = Vec::new();
    for number in 0..HISTORIES {
        let case = histories::case(number);
        for at in 0..case.rules.grades.len() {
            let golden = freeze(number, &case, at);
            if before.iter().all(|one| one.name != golden.name) && take(&golden) {
                drawn.push(golden);
            }
        }
    }
    drawn
}

/// A history as a submission freezes it.
fn freeze(number: u64, case: &Case, at: usize) -> Golden {
    let (ready, grade) = (case.ready(), &case.rules.grades[at].grade);
    let question = EvaluationTerms {
        rule_set: RuleSetId(Uuid::from_u128(u128::from(number))),
        code: &code("histories"),
        version: 1,
        rules: &case.rules,
        legal_basis: case.basis.as_ref().map(|basis| &basis.act),
        grade,
        day: day(case.day),
        known_at: Moment::parse("2030-01-01T00:00:00Z").expect("a moment"),
        under_way: None,
    };
    let evidence = Evidence::freeze(&question, &case.catalogue(), &ready.record()).expect("evidence");
    let explained = ready.compiled.on(day(case.day)).explain(&ready.record(), at).expect("the grade");
    Golden {
        name: format!("schema-{SCHEMA}/history-{number}-{grade}"),
        evidence: Canonical::of(&evidence).expect("evidence").text,
        explanation: Canonical::of(&explained).expect("an explanation").text,
    }
}

/// Adds files and their digests. One that is there already is not touched: that is an error.
fn add(new: &[Golden]) {
    let open = |file: &str| fs::OpenOptions::new().append(true).create(true).open(folder().join(file));
    for golden in new {
        for (ending, text) in [("evidence", &golden.evidence), ("explanation", &golden.explanation)] {
            let file = format!("{}.{ending}.json", golden.name);
            let path = folder().join(&file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            let mut to = fs::File::create_new(path).expect("a file that is not there yet");
            to.write_all(text.as_bytes()).expect("written");
            let mut list = open("SHA256SUMS").expect("the digests");
            writeln!(list, "{}  {file}", HEXLOWER.encode(&sha256(text.as_bytes()))).expect("written");
        }
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Each thing that evidence and its explanation show, in words.
fn shown(golden: &Golden) -> BTreeSet<String> {
    let (evidence, explanation) = (json(&golden.evidence), json(&golden.explanation));
    let mut shown = BTreeSet::new();
    explained(&explanation, &mut shown);
    let rules = &evidence["ruleSet"]["rules"];
    for rule in list(&rules["grades"]).iter().filter(|rule| rule["grade"] == evidence["grade"]) {
        asked(&rule["requirement"], &mut shown);
        edges(&evidence, &rule["requirement"], &explanation, &mut shown);
        standing(&rule["requirement"], &explanation, &mut shown);
        for option in ["validityMonths", "supplement", "legalBasis"]
            .into_iter()
            .filter(|option| rule.get(option).is_some())
        {
            shown.insert(format!("a grade with {option}"));
        }
    }
    recorded(&evidence, &mut shown);
    shown
}

/// Notes how requirements were met or not, and why facts did not count.
fn explained(one: &Value, shown: &mut BTreeSet<String>) {
    let kind = one["kind"].as_str().expect("a kind");
    let outcome = match (one["met"] == true, one.get("validUntil").is_some()) {
        (false, _) => "not met",
        (true, false) => "met for good",
        (true, true) => "met until a day",
    };
    shown.insert(format!("{kind} {outcome}"));
    for fact in list(&one["notCounted"]) {
        shown.insert(format!("not counted: {}", fact["reason"].as_str().expect("a reason")));
    }
    if !list(&one["paused"]).is_empty() {
        shown.insert("a requirement that was paused".to_owned());
    }
    if !list(&one["missed"]).is_empty() {
        shown.insert("a part of the window missed".to_owned());
    }
    if let Some(code) = one.get("shortfall") {
        shown.insert(format!("shortfall: {}", code.as_str().expect("a code")));
    }
    let minutes: i64 = list(&one["counted"]).iter().filter_map(|fact| fact["minutes"].as_i64()).sum();
    if kind == "supervisionHours" && minutes % 3 != 0 {
        shown.insert("minutes that are no hundredths of an hour".to_owned());
    }
    for inner in list(&one["of"]) {
        explained(inner, shown);
    }
}

/// The options of requirements.
fn asked(one: &Value, shown: &mut BTreeSet<String>) {
    let kind = one["kind"].as_str().expect("a kind");
    let options = one.as_object().into_iter().flatten().map(|(option, _)| option.as_str());
    shown.extend(options.map(|option| format!("{kind} with {option}")));
    for inner in list(&one["of"]) {
        asked(inner, shown);
    }
}

/// The acts that requirements stand on.
fn standing(asked: &Value, found: &Value, shown: &mut BTreeSet<String>) {
    let act = match (asked.get("legalBasis"), found.get("legalBasis")) {
        (_, None) => "no act",
        (None, Some(_)) => "the act of what it stands in",
        (Some(_), Some(_)) => "its own act",
    };
    shown.insert(format!("a requirement that stands on {act}"));
    for (asked, found) in list(&asked["of"]).iter().zip(list(&found["of"])) {
        standing(asked, found, shown);
    }
}

/// The corners of the calendar: facts at the very edge of what counts.
fn edges(evidence: &Value, asked: &Value, found: &Value, shown: &mut BTreeSet<String>) {
    for (asked, found) in list(&asked["of"]).iter().zip(list(&found["of"])) {
        edges(evidence, asked, found, shown);
    }
    if found["kind"] == "tenure" {
        tenure(evidence, asked, found, shown);
    }
    let Some(first) = found.get("window").map(|window| date(&window["from"])) else { return };
    for (facts, on, edge) in [
        ("counted", first, "a fact on the first day of a window"),
        ("notCounted", first - 1, "a fact on the day before a window"),
    ] {
        let at_edge = |fact: &Value| {
            ["completion", "session"].iter().any(|kind| {
                let id = &fact[format!("{kind}Id")];
                list(&evidence["record"][format!("{kind}s")])
                    .iter()
                    .any(|fact| fact["id"] == *id && date(&fact["on"]) == on)
            })
        };
        if list(&found[facts]).iter().any(at_edge) {
            shown.insert(edge.to_owned());
        }
    }
}

/// Months of work that are just reached, and breaks that are just allowed.
fn tenure(evidence: &Value, asked: &Value, found: &Value, shown: &mut BTreeSet<String>) {
    let day = date(&evidence["day"]);
    let counted: Vec<_> = list(&found["counted"]).iter().map(|fact| &fact["employmentId"]).collect();
    // The first one first.
    let spans: Vec<_> = list(&evidence["record"]["employments"])
        .iter()
        .filter(|fact| counted.contains(&&fact["id"]))
        .map(|fact| (date(&fact["from"]), date(&fact["until"]).min(day)))
        .collect();
    if spans.windows(2).any(|pair| pair[1].0 <= pair[0].1 + 1) {
        return;
    }
    let left: i32 = spans.iter().map(|(from, until)| months_and_days(*from, *until).1).sum();
    if left == 30 {
        shown.insert("thirty days left over".to_owned());
    }
    if spans.len() > 1 && left > 30 {
        shown.insert("more than thirty days left over".to_owned());
    }
    let gap = i32::try_from(asked["gapMonths"].as_i64().unwrap_or_default()).expect("months");
    if spans.windows(2).any(|pair| pair[1].0 == last_of_months(pair[0].1 + 1, gap) + 1) {
        shown.insert("a break as long as is allowed".to_owned());
    }
}

/// A day by its number.
fn date(value: &Value) -> i32 {
    let parts = value.as_str().expect("a day").splitn(3, '-').map(|part| part.parse().expect("a number"));
    let [year, month, day] = parts.collect::<Vec<_>>().try_into().expect("year, month and day");
    number(year, month, day)
}

/// Facts, and the corners of the calendar.
fn recorded(evidence: &Value, shown: &mut BTreeSet<String>) {
    let record = &evidence["record"];
    for kind in ["completions", "sessions", "employments", "awards", "suspensions", "absences"] {
        for fact in list(&record[kind]) {
            shown.insert(format!("{kind} {}", fact["standing"].as_str().expect("a standing")));
        }
        if list(&record[kind]).is_empty() {
            shown.insert(format!("no {kind}"));
        }
    }
    let completions = list(&record["completions"]);
    let twice = completions.iter().enumerate().any(|(at, fact)| {
        let same = |other: &Value| ["on", "programme", "standing"].iter().all(|of| fact[of] == other[of]);
        fact["standing"] == "believed" && completions[at + 1..].iter().any(same)
    });
    let programmes = list(&evidence["catalogue"]["programmes"]);
    let awards = list(&record["awards"]);
    let day = evidence["day"].as_str().expect("a day");
    let rare = [
        ("a programme twice on a day, of records that were merged", twice),
        ("a programme that stands for another", programmes.iter().any(|one| one.get("standsFor").is_some())),
        ("a programme without credits", programmes.iter().any(|one| one.get("credits").is_none())),
        (
            "an award that was revoked from its first day on",
            awards.iter().any(|award| award["until"].as_str() < award["from"].as_str()),
        ),
        (
            "minutes of training that are no hundredths of an hour",
            completions.iter().any(|fact| fact.get("minutes").is_some()),
        ),
        ("a rule set that stands on an act", evidence["ruleSet"].get("legalBasis").is_some()),
        ("a leap day", day.ends_with("-02-29")),
        ("the last day of a long month", day.ends_with("-31")),
    ];
    shown.extend(rare.into_iter().filter(|(_, is_shown)| *is_shown).map(|(name, _)| name.to_owned()));
}

/// Everything that must be shown.
fn everything() -> BTreeSet<String> {
    let outcomes = ["not met", "met for good", "met until a day"];
    let kinds = RequirementKind::ALL.iter();
    let mut all: BTreeSet<_> =
        kinds.flat_map(|kind| outcomes.map(|outcome| format!("{kind} {outcome}"))).collect();
    all.extend(Reason::ALL.iter().map(|reason| format!("not counted: {reason}")));
    all.extend(ShortfallCode::ALL.iter().map(|code| format!("shortfall: {code}")));
    for kind in ["completions", "sessions", "employments", "awards", "suspensions", "absences"] {
        all.extend(Standing::ALL.iter().map(|standing| format!("{kind} {standing}")));
        all.insert(format!("no {kind}"));
    }
    let options: [(&str, &[&str]); 8] = [
        ("a grade", &["validityMonths", "supplement", "legalBasis"]),
        (
            "trainingHours",
            &[
                "withinMonths",
                "domains",
                "providerKinds",
                "capPerProgramme",
                "capAtProgrammeHours",
                "minimumResult",
            ],
        ),
        ("credits", &["withinMonths", "domains"]),
        ("programmes", &["count", "withinMonths", "minimumResult"]),
        ("supervisionHours", &["withinMonths", "sessionKind"]),
        ("supervisionSessions", &["withinMonths", "sessionKind", "oneInEach"]),
        ("tenure", &["posts", "gapMonths"]),
        ("holdsGrade", &["forMonths"]),
    ];
    for (kind, options) in options {
        all.extend(options.iter().map(|option| format!("{kind} with {option}")));
    }
    all.extend(
        ["allOf", "anyOf", "atLeast", "trainingHours", "credits", "programmes"]
            .iter()
            .chain(&["supervisionHours", "supervisionSessions"])
            .map(|kind| format!("{kind} with pausedBy")),
    );
    let rare = [
        "a requirement that was paused",
        "a requirement that stands on no act",
        "a requirement that stands on the act of what it stands in",
        "a requirement that stands on its own act",
        "a rule set that stands on an act",
        "a fact on the first day of a window",
        "a fact on the day before a window",
        "thirty days left over",
        "more than thirty days left over",
        "a break as long as is allowed",
        "a part of the window missed",
        "minutes that are no hundredths of an hour",
        "minutes of training that are no hundredths of an hour",
        "a programme twice on a day, of records that were merged",
        "a programme that stands for another",
        "a programme without credits",
        "an award that was revoked from its first day on",
        "a leap day",
        "the last day of a long month",
    ];
    all.extend(rare.map(str::to_owned));
    all
}

/// By the function that answers `GET …/decisions/{id}/replay`.
#[test]
fn golden_evidence_is_evaluated_to_the_same_byte() {
    for Golden { name, evidence, explanation } in ALL.iter() {
        let again = Evidence::replay(evidence).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(&again.text, explanation, "{name}");
        let schema = format!("schema-{}/", json(evidence)["schema"]);
        assert!(name.starts_with(&schema), "{name} is evidence of {schema}");
        let canonical = Canonical::of(&json(evidence)).expect("canonical");
        assert_eq!(&canonical.text, evidence, "{name} is not in canonical form");
    }
}

#[test]
fn golden_files_are_what_they_were() {
    // Once, so that files that are wanted have been added.
    assert!(!ALL.is_empty());
    let digests = digests();
    let listed: BTreeSet<_> = digests.keys().cloned().collect();
    assert_eq!(files(), listed, "files and SHA256SUMS");
    for (file, digest) in digests {
        let found = HEXLOWER.encode(&sha256(&fs::read(folder().join(&file)).expect("a file")));
        assert_eq!(found, digest, "{file} was changed");
    }
}

/// Nothing is proven of what is never shown. Evidence of the form written today shows all that there is
/// today.
#[test]
fn golden_files_show_everything() {
    let mut seen = BTreeMap::<String, usize>::new();
    let today = format!("schema-{SCHEMA}/");
    for golden in ALL.iter().filter(|golden| golden.name.starts_with(&today)) {
        for one in shown(golden) {
            *seen.entry(one).or_default() += 1;
        }
    }
    let wanting: Vec<_> =
        everything().into_iter().filter(|one| seen.get(one).is_none_or(|seen| *seen < LEAST)).collect();
    assert!(wanting.is_empty(), "UPDATE_GOLDEN=1 adds files that show {wanting:#?}");
}
