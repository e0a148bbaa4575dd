//! Gives writes and reads their moments, so that a question asked again `knownAt` the same moment has the
//! same answer.

use std::sync::Mutex;

use diesel::prelude::*;

use super::schema::{journal_entries as entries, journal_flushes as flushes};
use crate::clock::Clock;
use crate::error::Result;
use crate::sql::Conn;
use crate::values::Moment;

/// Writes get ever later moments; a read gets a moment before any write that is not finished yet.
pub(super) struct Moments {
    clock: Clock,
    state: Mutex<MomentState>,
}

/// Moments given so far.
struct MomentState {
    /// The latest moment given to anyone.
    latest: Moment,
    /// The moment of the write that is under way.
    writing: Option<Moment>,
    /// The moment of the notes that are under way.
    noting: Option<Moment>,
}

impl MomentState {
    fn begin(&mut self, clock: &Clock) -> Moment {
        let moment = clock.now().max(self.latest.next());
        (self.latest, self.writing) = (moment, Some(moment));
        moment
    }
}

impl Moments {
    /// Begins after the last moment that the database holds, also where the clock went back since.
    pub(super) fn new(clock: Clock, last: Option<Moment>) -> Self {
        let now = clock.now();
        let latest = last.map_or(now, |last| last.max(now));
        Self { clock, state: Mutex::new(MomentState { latest, writing: None, noting: None }) }
    }

    /// The moment of the first of a batch of writes: later than any moment given before.
    pub(super) fn begin_write(&self) -> Moment {
        self.lock().begin(&self.clock)
    }

    /// The moment of the next write of the batch that is under way: what two of them say of one thing is
    /// known one after the other.
    pub(super) fn next_write(&self) -> Moment {
        let mut state = self.lock();
        state.latest = state.latest.next();
        state.latest
    }

    /// The batch is committed, or gone.
    pub(super) fn end_write(&self) {
        self.lock().writing = None;
    }

    /// The moment of one of several writes that are under way side by side. A read does not wait for them:
    /// its moment may lie after that of a write that commits later (PostgreSQL, for the length of a
    /// transaction).
    pub(super) fn write_beside_others(&self) -> Moment {
        let mut state = self.lock();
        let moment = state.begin(&self.clock);
        state.writing = None;
        moment
    }

    /// The moment of a read, to be taken before its view is opened.
    pub(super) fn read(&self) -> Moment {
        let mut state = self.lock();
        let moment = state.writing.map_or_else(|| self.clock.now().max(state.latest), Moment::previous);
        state.latest = state.latest.max(moment);
        moment
    }

    /// The moment of notes of reads, which are written beside the changes: later than any given before.
    pub(super) fn begin_note(&self) -> Moment {
        let mut state = self.lock();
        let moment = self.clock.now().max(state.latest.next());
        (state.latest, state.noting) = (moment, Some(moment));
        moment
    }

    /// The notes are on the disk, or gone.
    pub(super) fn end_note(&self) {
        self.lock().noting = None;
    }

    /// The moment up to which the journal has every entry that it will have.
    pub(super) fn journal_complete_until(&self) -> Moment {
        let state = self.lock();
        let first = [state.writing, state.noting].into_iter().flatten().min().map(Moment::previous);
        first.unwrap_or_else(|| self.clock.now().max(state.latest))
    }

    /// The present: no read of later moments can be had.
    pub(super) fn present(&self) -> Moment {
        self.clock.now()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, MomentState> {
        // The state is two plain values, whole at every step.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// The last moment at which anything was recorded or read: all that is has its entry in the journal.
pub(super) fn last_moment(conn: &mut Conn) -> Result<Option<Moment>> {
    let changed = entries::table.select(entries::at).order(entries::at.desc()).first(conn).optional()?;
    let noted = match conn {
        Conn::Sqlite(_) => {
            flushes::table.select(flushes::at).order(flushes::at.desc()).first(conn).optional()?
        }
        Conn::Postgres(_) => None,
    };
    Ok(changed.max(noted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_went_back_does_not_take_the_register_back() {
        let last = Moment::from_microsecond(5_000);
        let moments = Moments::new(Clock::standing(Moment::from_microsecond(1_000)), Some(last));
        assert_eq!(moments.read(), last);
        assert!(moments.begin_write() > last);
    }

    #[test]
    fn a_read_never_sees_the_moment_of_an_unfinished_write() {
        let moments = Moments::new(Clock::standing(Moment::from_microsecond(1_000)), None);
        let before = moments.read();
        let write = moments.begin_write();
        assert!(write > before);
        assert!(moments.read() < write);
        let next = moments.next_write();
        assert!(next > write);
        assert!(moments.read() < write);
        moments.end_write();
        assert_eq!(moments.read(), next);
        assert!(moments.begin_write() > next);
    }
}
