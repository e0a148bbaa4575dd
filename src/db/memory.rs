//! Remembers answers of a snapshot: a question about the house that every status asks is put to the database
//! once, until something changes.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::Hash;

use super::Conn;
use crate::error::Result;

/// Answers that are kept of one snapshot; then it begins anew. Far above the questions that a moment brings.
const MOST: usize = 10_000;

/// A question about little that changes seldom: not about a person.
pub trait Question: Clone + Eq + Hash + Send + 'static {
    /// The answer; cheap to clone.
    type Answer: Clone + Send + 'static;

    /// Asks the database.
    ///
    /// # Errors
    /// It cannot be read.
    fn ask(&self, conn: &mut Conn) -> Result<Self::Answer>;
}

/// Answers that hold as long as the snapshot is open in which they were found.
#[derive(Default)]
pub struct SnapshotMemory {
    /// For each type of question a map from question to answer.
    answers: HashMap<TypeId, Box<dyn Any + Send>>,
    kept: usize,
}

impl SnapshotMemory {
    /// The answer to a question, asked of the database if it is new.
    pub fn answer<Q: Question>(&mut self, conn: &mut Conn, question: &Q) -> Result<Q::Answer> {
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

    /// Forgets everything, for the snapshot is closed.
    pub fn forget(&mut self) {
        self.answers.clear();
        self.kept = 0;
    }

    fn of_type<Q: Question>(&self) -> Option<&Answers<Q>> {
        self.answers.get(&TypeId::of::<Q>())?.downcast_ref()
    }
}

type Answers<Q> = HashMap<Q, <Q as Question>::Answer>;
