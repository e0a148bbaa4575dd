//! The hall itself, as every handler is given it: the database, the clock, the keys, the counts, and whether
//! the service takes new work. Nothing of a room is in it; rooms bring their own app data.

use std::sync::Arc;

use uuid::Uuid;

use crate::call::Call;
use crate::clock::Clock;
use crate::db::{Db, Notes, View};
use crate::error::Result;
use crate::journal::{self, Event, JournalNote};
use crate::keys::Keys;
use crate::metrics::Metrics;
use crate::readiness::Readiness;
use crate::values::{Day, WorkerId};

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

/// The object of a look at one worker, as the journal has it.
#[derive(Debug, Clone, Copy)]
pub struct LookedAt {
    /// The operation of the contract.
    pub operation: &'static str,
    /// The kind of the object.
    pub object_type: &'static str,
    /// Its id.
    pub object: Uuid,
}

impl Hall {
    /// A hall that is ready.
    #[must_use]
    pub fn new(db: Db, clock: Clock, keys: Arc<Keys>) -> Self {
        Self { db, clock, keys, metrics: Arc::default(), readiness: Readiness::default() }
    }

    /// Reads what is about one worker, and notes who looked; the answer is given once the note is on the
    /// disk.
    ///
    /// # Errors
    /// Those of `read` (then nothing is noted), or the note cannot be kept.
    pub async fn look<T: Send + 'static>(
        &self,
        call: Arc<Call>,
        at: LookedAt,
        read: impl Fn(&mut View<'_>, &Call) -> Result<T> + Send + 'static,
        worker: impl Fn(&T) -> WorkerId + Send + 'static,
    ) -> Result<T> {
        let noted = Arc::clone(&call);
        let LookedAt { operation, object_type, object } = at;
        let note = move |notes: &mut Notes, found: &T| {
            let subjects = [worker(found)];
            let (event, object) = (Event::Access, Some(object));
            let note = JournalNote { event, operation, object_type, object, subjects: &subjects };
            journal::note(notes, &noted, &note)
        };
        self.db.access(move |view| read(view, &call), note).await
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
