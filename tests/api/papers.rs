//! The papers are true: paths, links, commands and fields that Markdown names exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use registry::config::CommandLine;
use serde_json::Value;

/// Folders in which papers stand.
const FOLDERS: [&str; 3] = [".github", "src", "tests"];
/// Beginnings of the paths that are ours.
const OURS: [&str; 7] = ["src/", "tests/", "migrations/", "openapi/", ".ci/", ".cargo/", ".github/"];
/// Signs of a path that stands for many, or for one that is yet to be.
const PLACEHOLDERS: [&str; 5] = ["NNNN", "NAME", "<", "…", "*"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every paper by its place, and what it says.
fn papers() -> Vec<(PathBuf, String)> {
    let mut found = vec![root().join("README.md"), root().join("CHANGELOG.md")];
    let mut folders: Vec<_> = FOLDERS.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    let read = |path: PathBuf| (path.clone(), fs::read_to_string(path).expect("readable"));
    found.into_iter().map(read).collect()
}

/// Prose and blocks of code, each block with its language. A block begins and ends with three ticks.
fn parts(paper: &str) -> (String, Vec<(String, String)>) {
    let (mut prose, mut blocks) = (String::new(), Vec::<(String, String)>::new());
    let mut inside = false;
    for line in paper.lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            inside = !inside;
            if inside {
                blocks.push((language.to_owned(), String::new()));
            }
        } else if let Some((_, block)) = blocks.last_mut().filter(|_| inside) {
            block.extend([line, "\n"]);
        } else {
            prose.extend([line, "\n"]);
        }
    }
    (prose, blocks)
}

/// The text between ticks in prose, also across the end of a line.
fn spans(prose: &str) -> Vec<String> {
    let spans = prose.split('`').skip(1).step_by(2);
    spans.map(|span| span.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// A name with alternatives in braces, once for each.
fn spelled_out(name: &str) -> Vec<String> {
    let Some((before, rest)) = name.split_once('{') else { return vec![name.to_owned()] };
    let (inside, after) = rest.split_once('}').expect("a closing brace");
    inside.split(',').flat_map(|one| spelled_out(&format!("{before}{one}{after}"))).collect()
}

/// Paths of ours that a paper names and that are not there, and links that lead nowhere.
fn missing(place: &Path, paper: &str) -> Vec<String> {
    let (prose, _) = parts(paper);
    let spans = spans(&prose);
    let named = spans.iter().flat_map(|span| span.split_whitespace());
    let ours = named
        .filter(|word| OURS.iter().any(|start| word.starts_with(start)))
        .filter(|word| !PLACEHOLDERS.iter().any(|sign| word.contains(sign)))
        .flat_map(spelled_out)
        .map(|name| (root().join(&name), name));
    let links = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link);
    let folder = place.parent().expect("a folder");
    let inner = links
        .filter(|link| !link.contains("://"))
        .map(|link| (folder.join(link.split('#').next().unwrap_or(link)), link.to_owned()));
    ours.chain(inner).filter(|(path, _)| !path.exists()).map(|(_, name)| name).collect()
}

/// Everything that a paper has one type into a terminal: spans, and the lines of blocks, continued ones as
/// one.
fn typed(paper: &str) -> Vec<String> {
    let (prose, blocks) = parts(paper);
    let mut typed = spans(&prose);
    for (_, block) in blocks.iter().filter(|(language, _)| language.starts_with("sh")) {
        typed.extend(block.replace("\\\n", " ").lines().map(str::to_owned));
    }
    typed
}

/// Why a line is not a command of the program or of cargo's that would run, if it is meant as one.
fn not_a_command(line: &str) -> Option<String> {
    let words: Vec<_> = line.split_whitespace().take_while(|word| !["|", ">", "#"].contains(word)).collect();
    let after = |word: &str| words.iter().position(|one| *one == word).map(|at| &words[at + 1..]);
    let cargo = words.iter().position(|word| *word == "cargo").map(|at| &words[at + 1..]);
    match cargo {
        Some(["run", ..]) => not_of_the_program(after("--").unwrap_or_default()),
        Some(["test", ..]) => not_a_test(after("--test")?),
        Some(["bench", ..]) => {
            let bench = root().join(format!("tests/bench/{}.rs", after("--bench")?.first()?));
            (!bench.exists()).then(|| format!("{} is not there", bench.display()))
        }
        Some(_) => None,
        None => match words.strip_prefix(&["registry"]) {
            Some(arguments) if !arguments.is_empty() => not_of_the_program(arguments),
            _ => None,
        },
    }
}

/// A binary of tests, and the file in it that a filter names.
fn not_a_test(words: &[&str]) -> Option<String> {
    let (binary, filter) = (words.first()?, words.get(1));
    let folder = root().join("tests").join(binary);
    let file = filter.map_or(folder.join("main.rs"), |filter| folder.join(format!("{filter}.rs")));
    (!file.exists()).then(|| format!("{} is not there", file.display()))
}

fn not_of_the_program(arguments: &[&str]) -> Option<String> {
    let mut command = CommandLine::command();
    command.build();
    let mut at = &command;
    let mut open = true;
    for word in arguments {
        if let Some(option) = word.strip_prefix("--") {
            let known = |option: &str| at.get_arguments().any(|known| known.get_long() == Some(option));
            if !option.is_empty() && !known(option) && option != "help" {
                return Some(format!("{} has no --{option}", at.get_name()));
            }
            open = false;
        } else if open && at.has_subcommands() {
            match at.find_subcommand(word) {
                Some(inner) => at = inner,
                None => return Some(format!("{} has no command {word}", at.get_name())),
            }
        }
    }
    None
}

#[test]
fn what_papers_name_is_there() {
    let papers = papers();
    assert!(papers.len() > 6, "the papers are not where this test looks");
    let wrong: Vec<_> = papers
        .iter()
        .flat_map(|(place, paper)| missing(place, paper).into_iter().map(move |name| (place, name)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn commands_in_papers_are_commands() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (place, paper) in papers() {
        for line in typed(&paper) {
            seen += usize::from(line.contains("cargo ") || line.starts_with("registry "));
            wrong.extend(not_a_command(&line).map(|why| format!("{}: {line}: {why}", place.display())));
        }
    }
    assert!(seen > 20, "only {seen} commands were seen");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names of all fields, however deep.
fn fields(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(inner) => {
            for (name, value) in inner {
                found.insert(name.clone());
                fields(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| fields(item, found)),
        _ => {}
    }
}

/// Blocks of JSON speak of fields that the contract has.
#[test]
fn answers_in_papers_are_of_the_contract() {
    let contract = fs::read_to_string(root().join("openapi/registry.json")).expect("the contract");
    let mut known = BTreeSet::new();
    fields(&serde_json::from_str(&contract).expect("JSON"), &mut known);
    let mut shown = BTreeSet::new();
    for (_, paper) in papers() {
        for (_, block) in parts(&paper).1.iter().filter(|(language, _)| language == "json") {
            fields(&serde_json::from_str(block).expect("JSON"), &mut shown);
        }
    }
    assert!(shown.contains("missing"), "no answer is shown");
    let unknown: Vec<_> = shown.difference(&known).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_checks_see_what_is_wrong() {
    let bad = [
        "`src/nowhere.rs` does it",
        "see [there](nowhere.md)",
        "in `migrations/{sqlite,oracle}/`",
        "`src/lib.rs`, and\n`cat tests/nowhere`",
    ];
    for paper in bad {
        assert_eq!(missing(&root().join("README.md"), paper).len(), 1, "{paper}");
    }
    let good = "`src/lib.rs`, `tests/{api,rules}/main.rs`, `migrations/NNNN_name`, [a](CHANGELOG.md#x), [b](https://x.md)";
    assert_eq!(missing(&root().join("README.md"), good), [] as [String; 0]);
    for line in [
        "registry clients make",
        "registry serve --nowhere",
        "cargo run -- fly",
        "cargo run -q -- openapi --far > file",
        "UPDATE=1 cargo test --test api nowhere",
        "cargo test --test nowhere",
        "cargo bench --bench nowhere",
    ] {
        assert!(not_a_command(line).is_some(), "{line}");
    }
    for line in
        ["registry journal verify --heads FILE", "cargo run", "cargo build --release", "registry", "git log"]
    {
        assert_eq!(not_a_command(line), None, "{line}");
    }
}
