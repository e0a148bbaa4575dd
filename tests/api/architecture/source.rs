//! One source file as the laws read it: without comments, tests, and what stands between quotes.

use std::collections::BTreeMap;

/// A file below `src/`.
pub struct Source {
    /// The text, statement by statement.
    pub statements: Vec<Statement>,
    /// Its texts between quotes, each with its line.
    pub texts: Vec<(usize, String)>,
    /// The modules that it declares, each in a file of its own.
    pub children: Vec<String>,
    /// Names that it brings into scope, and the paths that they stand for.
    pub names: BTreeMap<String, String>,
    /// Those of them that it hands on, as a door does.
    pub doors: BTreeMap<String, String>,
}

/// A line, or a `use` of several.
pub struct Statement {
    /// The number of its first line.
    pub line: usize,
    /// Its text.
    pub text: String,
    /// The paths that it names.
    pub paths: Vec<String>,
    /// Whether it hands on what it names.
    pub is_door: bool,
}

impl Source {
    /// Reads a file.
    pub fn read(text: &str) -> Self {
        let (code, texts) = without_comments(text);
        let mut source = Self {
            statements: Vec::new(),
            texts: Vec::new(),
            children: Vec::new(),
            names: BTreeMap::new(),
            doors: BTreeMap::new(),
        };
        let (statements, tests) = statements(&code);
        source.texts = texts.into_iter().filter(|(line, _)| !tests.contains(line)).collect();
        for (line, text) in statements {
            source.take(line, text);
        }
        source
    }

    fn take(&mut self, line: usize, text: String) {
        let words = text.trim().trim_end_matches(';');
        if let Some(child) =
            after_visibility(words).strip_prefix("mod ").filter(|_| text.trim().ends_with(';'))
        {
            self.children.push(child.trim().to_owned());
            return;
        }
        let (mut paths, mut is_door) = (Vec::new(), false);
        match after_visibility(words).strip_prefix("use ") {
            Some(tree) => {
                is_door = words.starts_with("pub");
                for (path, name) in spread(tree) {
                    self.names.insert(name.clone(), path.clone());
                    if is_door {
                        self.doors.insert(name, path.clone());
                    }
                    paths.push(path);
                }
            }
            None => paths.extend(named(&text)),
        }
        self.statements.push(Statement { line, text, paths, is_door });
    }
}

/// The rest after `pub`, `pub(crate)` and the like.
fn after_visibility(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("pub") else { return text };
    match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((_, rest)) => rest.trim_start(),
        None => rest.trim_start(),
    }
}

/// The paths of a `use`, with braces spread out, and the name by which each is known here: of
/// `a::{self, b as c}` they are `a` as `a`, and `a::b` as `c`.
fn spread(tree: &str) -> Vec<(String, String)> {
    let tree = tree.trim();
    let Some((prefix, inner)) = tree.split_once('{') else {
        let (path, name) = tree.split_once(" as ").unwrap_or((tree, ""));
        let path = path.trim().trim_end_matches("::self").to_owned();
        let name = if name.is_empty() { path.rsplit("::").next().unwrap_or_default() } else { name.trim() };
        return vec![(path.clone(), name.to_owned())];
    };
    let inner = inner.trim_end().strip_suffix('}').unwrap_or(inner);
    let (mut parts, mut depth, mut begun) = (Vec::new(), 0, String::new());
    for c in inner.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(std::mem::take(&mut begun));
                continue;
            }
            _ => {}
        }
        begun.push(c);
    }
    parts.push(begun);
    let parts = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
    parts.flat_map(|part| spread(&format!("{prefix}{part}"))).collect()
}

/// The paths that a line of code names.
fn named(line: &str) -> Vec<String> {
    let words = line.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    // A generic's type follows its path with `::<`; a label or a type follows a name with one colon.
    let words = words.map(|word| word.trim_matches(':')).filter(|word| word.contains("::"));
    words.map(str::to_owned).collect()
}

/// Code without comments and with empty quotes, line by line as it was; and the texts between quotes.
fn without_comments(text: &str) -> (String, Vec<(usize, String)>) {
    let (mut code, mut texts, mut line) = (String::new(), Vec::new(), 1);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if let Some((length, said)) = quoted(rest, code.chars().last()) {
            code.push_str("\"\"");
            texts.push((line, said.to_owned()));
            length
        } else {
            let length = character(rest).unwrap_or(c.len_utf8());
            if length == c.len_utf8() && c != '\n' {
                code.push(c);
            }
            if c == '\n' { 0 } else { length }
        };
        let (passed, after) = rest.split_at(skipped.max(usize::from(c == '\n')));
        let lines = passed.matches('\n').count();
        code.extend(std::iter::repeat_n('\n', lines));
        line += lines;
        rest = after;
    }
    (code, texts)
}

/// The length of a text in quotes, raw or not, at the beginning, and what it says.
fn quoted(rest: &str, before: Option<char>) -> Option<(usize, &str)> {
    let is_name = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if let Some(raw) = rest.strip_prefix('r').filter(|_| !is_name) {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let begin = 2 + hashes;
            let end = rest[begin..].find(&format!("\"{}", "#".repeat(hashes)))? + begin;
            return Some((end + 1 + hashes, &rest[begin..end]));
        }
    }
    let inner = rest.strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.find(|c| {
        let is_end = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        is_end
    })?;
    Some((end + 2, &inner[..end]))
}

/// The length of a character in quotes at the beginning; nothing for a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let one =
        if inner.starts_with('\\') { inner[2..].find('\'')? + 2 } else { inner.chars().next()?.len_utf8() };
    inner[one..].starts_with('\'').then_some(one + 2)
}

/// Statements with the numbers of their lines, and the lines of tests, which are no statements.
fn statements(code: &str) -> (Vec<(usize, String)>, Vec<usize>) {
    let (mut all, mut tests) = (Vec::<(usize, String)>::new(), Vec::new());
    // Of a test that is being passed over: how deep in braces, and whether it has begun.
    let mut test: Option<(i32, bool)> = None;
    let mut open = false;
    for (index, line) in code.lines().enumerate() {
        if line.trim_start().starts_with("#[cfg(test)]") {
            test = Some((0, false));
            tests.push(index + 1);
            continue;
        }
        if let Some((depth, begun)) = &mut test {
            tests.push(index + 1);
            for c in line.chars() {
                *depth += i32::from(c == '{') - i32::from(c == '}');
                *begun |= c == '{';
            }
            if *depth == 0 && (*begun || line.trim_end().ends_with(';')) {
                test = None;
            }
            continue;
        }
        match all.last_mut().filter(|_| open) {
            Some((_, begun)) => {
                begun.push(' ');
                begun.push_str(line.trim());
            }
            None => all.push((index + 1, line.to_owned())),
        }
        let text = all.last().map_or("", |(_, text)| text.trim());
        open = after_visibility(text).starts_with("use ") && !text.ends_with(';');
    }
    all.retain(|(_, text)| !text.trim().is_empty());
    (all, tests)
}
