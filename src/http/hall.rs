//! The hall itself, as every handler is given it: the database, the clock, the keys, the counts, and whether
//! the service takes new work. Nothing of a room is in it; rooms bring their own app data.

use std::sync::Arc;

use crate::clock::Clock;
use crate::db::Db;
use crate::keys::Keys;
use crate::metrics::Metrics;
use crate::readiness::Readiness;
use crate::values::Day;

/// Everything that handlers of all rooms share. Cheap to clone.
#[derive(Clone)]
pub struct Hall {
    /// The database.
    pub db: Db,
    /// The clock.
    pub clock: Clock,
    /// Keys for IDNPs, cursors and kept answers.
    pub keys: Arc<Keys>,
    /// Counts of the requests answered.
    pub metrics: Arc<Metrics>,
    /// Whether the service takes new work.
    pub readiness: Readiness,
}

impl Hall {
    /// A hall that is ready.
    #[must_use]
    pub fn new(db: Db, clock: Clock, keys: Arc<Keys>) -> Self {
        Self { db, clock, keys, metrics: Arc::default(), readiness: Readiness::default() }
    }

    /// The day it is in Europe/Chisinau.
    #[must_use]
    pub fn today(&self) -> Day {
        self.clock.day_of(self.clock.now())
    }

    /// Whether new work is wanted here.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.readiness.is_ready()
    }

    /// Says that the service is about to stop, before it stops taking work.
    pub fn leave(&self) {
        self.readiness.leave();
    }
}
