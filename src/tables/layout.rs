//! The columns of a file, and the titles by which they are known.

use crate::values::Idnp;

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name in JSON, which is also an English title.
    pub field: &'static str,
    /// Its title in Romanian, English and Russian.
    pub titles: [&'static str; 3],
    /// Other titles by which it is known.
    pub also: &'static [&'static str],
    /// Its content, in Romanian, English and Russian.
    pub about: [&'static str; 3],
    /// A value that could stand in it.
    pub example: &'static str,
    /// The words that it takes, where they are few.
    pub words: &'static [&'static str],
}

/// The columns of one kind of file.
#[derive(Debug)]
pub struct Layout {
    /// The kind of its rows: the last part of the path at which they are taken, for example `completions`.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// Of each of these groups at least one column is there.
    pub needs: &'static [&'static [&'static str]],
    /// Columns that are in a file all together, or not at all; what else is there only with them.
    pub together: &'static [(&'static [&'static str], &'static [&'static str])],
    /// Columns of days, each of which is judged as a whole.
    pub days: &'static [&'static str],
}

/// Columns that the register adds to a file that it gives back: what became of each row, and why. Not read
/// when the file is sent again.
pub const ADDED: [[&str; 3]; 2] = [
    ["Rezultat import", "Import result", "Результат импорта"],
    ["Mesaj import", "Import message", "Сообщение импорта"],
];

/// Sheets that the register adds to a template: what may be chosen from, and help. They hold no rows, and
/// nobody is told that they are not read.
pub const AIDS: [[&str; 3]; 2] = [["Programe", "Programmes", "Программы"], ["Ajutor", "Help", "Справка"]];

/// The column of a row's own reference, in files that have one.
pub const REFERENCE: &str = "reference";
/// The words before the reference of a template's example row.
pub const EXAMPLE: [&str; 3] = ["EXEMPLU", "EXAMPLE", "ПРИМЕР"];

/// An example as a template has it: an IDNP with another last digit, so that it is nobody's, and anything
/// else as it is.
#[must_use]
pub fn nobodys(example: &str) -> String {
    let other = |word: &str| {
        let bare = word.trim_end_matches([';', ',']);
        match (Idnp::is_within(bare) && bare.len() == 13, bare.as_bytes().last()) {
            (true, Some(last)) => {
                format!("{}{}{}", &bare[..12], (last - b'0' + 1) % 10, &word[bare.len()..])
            }
            _ => word.to_owned(),
        }
    };
    example.split(' ').map(other).collect::<Vec<_>>().join(" ")
}

impl Layout {
    /// The place of a column.
    #[must_use]
    pub fn place(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field == field)
    }
}
