//! The whole house: which file uses which, with the line that says so.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::source::Source;

/// The files below `src/`, and what they use of each other.
pub struct House {
    /// The files, by name.
    pub files: BTreeMap<String, Source>,
    /// For each module the name of its file.
    modules: BTreeMap<Vec<String>, String>,
}

/// A path in a file that leads to another.
pub struct Use<'h> {
    /// The file.
    pub from: &'h str,
    /// The number of the line.
    pub line: usize,
    /// The text of the line.
    pub text: &'h str,
    /// The file in which what it names is found.
    pub to: &'h str,
    /// Whether it only hands on a part of the own folder, as a door does.
    pub is_door: bool,
}

impl Use<'_> {
    /// The line that says so.
    pub fn told(&self) -> String {
        format!("src/{}:{}: `{}`", self.from, self.line, self.text.trim())
    }
}

impl House {
    /// The house as it is checked in.
    pub fn here() -> Self {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        collect(&source, &source, &mut files);
        assert!(files.len() > 100, "the source is not where this test looks");
        Self::of(files.iter().map(|(name, text)| (name.as_str(), text.as_str())))
    }

    /// A house of these files.
    pub fn of<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        let is_test = |name: &str| name.ends_with("/tests.rs") || name.contains("/tests/");
        let files = files.into_iter().filter(|(name, _)| !is_test(name));
        let files: BTreeMap<_, _> = files.map(|(name, text)| (name.to_owned(), Source::read(text))).collect();
        let modules = files.keys().map(|name| (module(name), name.clone())).collect();
        Self { files, modules }
    }

    /// Everything that a file uses of others: paths of `use` and of code, through names brought into scope,
    /// and through doors to where a name is defined.
    pub fn uses(&self) -> Vec<Use<'_>> {
        let mut all = Vec::new();
        for (from, source) in &self.files {
            for statement in &source.statements {
                for path in &statement.paths {
                    let Some((to, _)) = self.find(from, path) else { continue };
                    if to != from {
                        let is_door = statement.is_door && module(to).starts_with(&module(from));
                        let (line, text) = (statement.line, statement.text.as_str());
                        all.push(Use { from, line, text, to, is_door });
                    }
                }
            }
        }
        all
    }

    /// The file to which a path leads from another, and what is left of the path there.
    pub fn find(&self, from: &str, path: &str) -> Option<(&str, Vec<String>)> {
        let source = self.files.get(from)?;
        let (here, parts) = (module(from), parts(path));
        let first = parts.first()?.as_str();
        let (mut at, rest) = match first {
            "crate" | "registry" => (Vec::new(), parts[1..].to_vec()),
            "self" | "super" => {
                let up = parts.iter().take_while(|part| *part == "super").count();
                let rest =
                    parts.iter().skip_while(|part| *part == "super" || *part == "self").cloned().collect();
                (here.get(..here.len().checked_sub(up)?)?.to_vec(), rest)
            }
            child if source.children.iter().any(|known| known == child) => (here, parts.clone()),
            name => {
                // A name that a `use` of this file brought into scope.
                let known = source.names.get(name).filter(|known| *known != path && *known != name)?;
                let rest = parts[1..].join("::");
                let whole = if rest.is_empty() { known.clone() } else { format!("{known}::{rest}") };
                return self.find(from, &whole);
            }
        };
        let mut rest: std::collections::VecDeque<String> = rest.into();
        let mut doors = 0;
        while let Some(next) = rest.pop_front() {
            let mut below = at.clone();
            below.push(next.clone());
            if self.modules.contains_key(&below) {
                at = below;
                continue;
            }
            // Through a door to where the name is defined.
            let door = self.modules.get(&at).and_then(|file| self.files[file].doors.get(&next));
            let beyond = door.map(|path| parts_at(&at, path));
            match beyond.filter(|_| doors < 8) {
                Some(Some((from, onward))) => {
                    doors += 1;
                    at = from;
                    for part in onward.into_iter().rev() {
                        rest.push_front(part);
                    }
                }
                _ => {
                    rest.push_front(next);
                    break;
                }
            }
        }
        let file = self.modules.get(&at)?;
        Some((file, rest.into()))
    }

    /// A circle of files, if there is one, as the lines that make it.
    pub fn circle(&self) -> Option<Vec<String>> {
        let uses = self.uses();
        let mut known: BTreeMap<&str, BTreeMap<&str, &Use<'_>>> = BTreeMap::new();
        for one in uses.iter().filter(|one| !one.is_door) {
            known.entry(one.from).or_default().entry(one.to).or_insert(one);
        }
        let (mut done, mut way) = (BTreeSet::new(), Vec::new());
        known.keys().find_map(|file| walk(file, &known, &mut done, &mut way))
    }
}

/// Goes down from a file; the lines of a circle as soon as the way comes back to itself.
fn walk<'h>(
    file: &'h str,
    known: &BTreeMap<&'h str, BTreeMap<&'h str, &Use<'h>>>,
    done: &mut BTreeSet<&'h str>,
    way: &mut Vec<&'h str>,
) -> Option<Vec<String>> {
    if let Some(begin) = way.iter().position(|on_it| *on_it == file) {
        let circle = way[begin..].iter().zip(way[begin + 1..].iter().chain([&file]));
        return Some(circle.map(|(from, to)| known[from][to].told()).collect());
    }
    if !done.insert(file) {
        return None;
    }
    way.push(file);
    let found = known.get(file).and_then(|next| next.keys().find_map(|next| walk(next, known, done, way)));
    way.pop();
    found
}

/// The module that a file is.
fn module(file: &str) -> Vec<String> {
    let name = file.trim_end_matches(".rs");
    let name = name.strip_suffix("/mod").unwrap_or(name);
    if name == "lib" { Vec::new() } else { name.split('/').map(str::to_owned).collect() }
}

fn parts(path: &str) -> Vec<String> {
    path.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A path as a module says it: from where, and what follows.
fn parts_at(at: &[String], path: &str) -> Option<(Vec<String>, Vec<String>)> {
    let parts = parts(path);
    match parts.first()?.as_str() {
        "crate" => Some((Vec::new(), parts[1..].to_vec())),
        "self" => Some((at.to_vec(), parts[1..].to_vec())),
        "super" => {
            let up = parts.iter().take_while(|part| *part == "super").count();
            Some((at.get(..at.len().checked_sub(up)?)?.to_vec(), parts[up..].to_vec()))
        }
        // A macro that is handed on under its own name leads nowhere else.
        _ if parts.len() < 2 => None,
        _ => Some((at.to_vec(), parts)),
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).expect("below src").to_string_lossy().replace('\\', "/");
            files.push((name, fs::read_to_string(&path).expect("readable")));
        }
    }
}
