//! Attempts of a client to name people whom it does not see, in the rows of a staff list.

use std::collections::HashMap;

use crate::db::Conn;
use crate::error::Result;
use crate::imports::kinds::ImportContext;
use crate::values::BatchId;
use crate::workers::{self, Guess, RefusedGuess};

/// Attempts of a client to name people whom it does not see.
#[derive(Default)]
pub struct Attempts {
    /// Guesses of which the client was told today, by whichever file or call.
    told: Vec<RefusedGuess>,
    /// Guesses of this file, each with the row that is told first.
    own: HashMap<Guess, u32>,
}

impl Attempts {
    /// Looks what the client was told by now.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn look(&mut self, conn: &mut Conn, context: &ImportContext) -> Result<()> {
        if workers::must_employ(&context.call.actor) {
            self.told = workers::told(conn, context.call.actor.client, context.call.today)?;
        }
        Ok(())
    }

    /// Whether nothing is looked at any more when it comes to a row. What other files and calls were told
    /// counts, and of this file the guesses of the rows before: the same when its rows are planned again.
    pub fn are_used_up(&self, file: BatchId, row: u32) -> bool {
        let others = self.told.iter().filter(|told| told.batch_id != Some(file));
        let others: i32 = others.map(|told| told.times).sum();
        let own = self.own.values().filter(|first| **first < row).count();
        others.saturating_add(i32::try_from(own).unwrap_or(i32::MAX)) >= workers::MOST_A_DAY
    }

    /// A row guesses; the same guess is one, also where a call or another file was told of it.
    pub fn take(&mut self, file: BatchId, row: u32, guess: &Guess) {
        if !self.told.iter().any(|told| told.guess == *guess && told.batch_id != Some(file)) {
            let first = self.own.entry(guess.clone()).or_insert(row);
            *first = row.min(*first);
        }
    }
}
