//! Remembers answers: a question about the house that every status asks is put to the database once, until
//! something changes of what such questions are about.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::Hash;

use diesel::prelude::*;

use super::schema::house_changes;
use super::{Conn, each};
use crate::error::Result;

/// Answers that are kept; then it begins anew. Far above the questions that a house brings.
const MOST: usize = 10_000;

/// A question about organisations, programmes, grades, rule sets and the numbers of completions alone, whose
/// changes `house_changes` counts: not about a person.
pub trait Question: Clone + Eq + Hash + Send + 'static {
    /// The answer; cheap to clone.
    type Answer: Clone + Send + 'static;

    /// Asks the database.
    ///
    /// # Errors
    /// It cannot be read.
    fn ask(&self, conn: &mut Conn) -> Result<Self::Answer>;
}

/// Answers that hold as long as the house is as it was when they were found.
#[derive(Default)]
pub struct HouseMemory {
    /// For each type of question a map from question to answer.
    answers: HashMap<TypeId, Box<dyn Any + Send>>,
    kept: usize,
    /// The count of changes at which they were found.
    changes: i64,
    /// Whether the count is the one of the snapshot that is looked at.
    is_current: bool,
}

impl HouseMemory {
    /// The answer to a question, asked of the database if it is new or the house has changed.
    pub fn answer<Q: Question>(&mut self, conn: &mut Conn, question: &Q) -> Result<Q::Answer> {
        self.look(conn)?;
        if let Some(answer) = self.of_type::<Q>().and_then(|answers| answers.get(question)) {
            return Ok(answer.clone());
        }
        let answer = question.ask(conn)?;
        if self.kept >= MOST {
            self.forget();
        }
        let kind = self.answers.entry(TypeId::of::<Q>()).or_insert_with(|| Box::new(Answers::<Q>::new()));
        if let Some(answers) = kind.downcast_mut::<Answers<Q>>() {
            answers.insert(question.clone(), answer.clone());
            self.kept += 1;
        }
        Ok(answer)
    }

    /// From here on another snapshot is looked at.
    pub fn turn(&mut self) {
        self.is_current = false;
    }

    /// Looks, once in a snapshot, whether the house has changed.
    fn look(&mut self, conn: &mut Conn) -> Result<()> {
        if !self.is_current {
            let changes = each!(conn, c => house_changes::table.select(house_changes::count).get_result(c)?);
            if self.changes != changes {
                self.forget();
            }
            (self.changes, self.is_current) = (changes, true);
        }
        Ok(())
    }

    /// Forgets all: what was found may have been undone, and its count may be another state's next.
    pub fn forget(&mut self) {
        self.answers.clear();
        self.kept = 0;
    }

    fn of_type<Q: Question>(&self) -> Option<&Answers<Q>> {
        self.answers.get(&TypeId::of::<Q>())?.downcast_ref()
    }
}

type Answers<Q> = HashMap<Q, <Q as Question>::Answer>;
