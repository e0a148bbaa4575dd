//! The source reads as prose: a doc comment begins with the thing that it is about, and a line fits the page.

use std::fs;
use std::path::Path;

/// Longest line, in characters.
const WIDTH: usize = 110;

/// Words by which a sentence asks, where it should name its thing.
const ASKING: [&str; 9] = ["How", "That", "What", "Whatever", "Which", "Who", "Whoever", "Whom", "Whose"];

/// Signs of a line that cannot be broken: a web address, or a text that stands as it is.
const UNBREAKABLE: [&str; 3] = ["://", "r\"", "r#\""];

#[test]
fn a_doc_comment_begins_with_its_thing() {
    expect_none(&found(asking));
}

#[test]
fn a_line_fits_the_page() {
    expect_none(&found(overlong));
}

#[test]
fn these_laws_bite() {
    let first = |source| asking(source).first().map(|(line, _)| *line);
    assert_eq!(first("/// What a caller sees.\nstruct Sight;"), Some(1));
    assert_eq!(first("//! Whose it is."), Some(1));
    assert_eq!(first("/// A grade.\n///\n/// Who holds it is told."), Some(3));
    assert_eq!(first("    /// How many there are.\n    count: usize,"), Some(1));
    assert_eq!(
        first("/// A list of those\n/// who asked.\n// What follows is not for readers of the docs."),
        None
    );
    assert_eq!(first("/// Whether it is met.\n/// Whatsoever begins with no such word."), None);
    let long = "x".repeat(WIDTH + 1);
    assert_eq!(overlong(&format!("fn a() {{}}\n{long}")).len(), 1);
    assert_eq!(overlong(&"ș".repeat(WIDTH)).len(), 0, "characters count, and not bytes");
    assert_eq!(overlong(&format!("let link = \"https://{long}\";\nlet text = r\"{long}\";")).len(), 0);
}

/// The lines of a source at which a paragraph of a doc comment begins with an asking word.
fn asking(source: &str) -> Vec<(usize, &str)> {
    let paragraph = |line: &str| {
        let line = line.trim_start();
        let text = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"))?;
        (!text.trim().is_empty()).then(|| text.trim().to_owned())
    };
    let mut is_inside = false;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(source.lines()) {
        let text = paragraph(line);
        let word = text.as_deref().and_then(|text| text.split(|c: char| !c.is_alphabetic()).next());
        if !is_inside && word.is_some_and(|word| ASKING.contains(&word)) {
            lines.push((number, line));
        }
        is_inside = text.is_some();
    }
    lines
}

/// The lines of a source that are longer than the page is wide, and could be broken.
fn overlong(source: &str) -> Vec<(usize, &str)> {
    let is_overlong =
        |line: &str| line.chars().count() > WIDTH && !UNBREAKABLE.iter().any(|sign| line.contains(sign));
    (1..).zip(source.lines()).filter(|(_, line)| is_overlong(line)).collect()
}

/// The findings of a law in all files below `src/`.
fn found(law: fn(&str) -> Vec<(usize, &str)>) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files += 1;
                let source = fs::read_to_string(&path).expect("readable");
                let told = |(number, line)| format!("{}:{number}: {line}", path.display());
                found.extend(law(&source).into_iter().map(told));
            }
        }
    }
    assert!(files > 100, "the source is not where this test looks");
    found
}

fn expect_none(faults: &[String]) {
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
