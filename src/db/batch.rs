//! Writes of SQLite that share a commit, and with it a flush to the disk.
//!
//! They run one after the other, without savepoints, which would keep a copy of each page that is touched.
//! Where one fails after it changed something, or panics, the whole batch is taken back and run again,
//! without the one that panicked, each write in a savepoint: then a failure is undone by itself.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Receiver;

use tokio::sync::oneshot;

use super::connection::is_in_transaction;
use super::moments::Moments;
use super::transaction::Tx;
use crate::error::{Error, Result};

/// Writes that share one flush to the disk.
const MOST: usize = 512;

/// A write that waits for its turn, and then for the commit.
pub(super) struct QueuedWrite {
    pub work: Box<dyn Work>,
    /// Whether it is a batch by itself.
    pub alone: bool,
    /// Whether it may change what a read sees.
    pub changes: bool,
    /// Its place in the queue, until its turn comes.
    pub place: Option<QueuePlace>,
}

/// Place of a write in the queue, counted until it is dropped.
pub(super) struct QueuePlace(Arc<AtomicUsize>);

impl QueuePlace {
    pub(super) fn wait(waiting: &Arc<AtomicUsize>) -> Self {
        waiting.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(waiting))
    }
}

impl Drop for QueuePlace {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Work of one client in the transaction of a batch.
pub(super) trait Work: Send {
    /// Does it, once more where the batch was taken back. Whether it was done.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;

    /// Tells the client how it ended, once the batch is committed or gone.
    fn answer(self: Box<Self>, is_committed: bool);
}

/// Work that answers with what it did.
pub(super) struct Act<F, T> {
    act: F,
    done: Result<T>,
    answer: oneshot::Sender<Result<T>>,
}

impl<F, T> Act<F, T> {
    pub(super) fn new(act: F, answer: oneshot::Sender<Result<T>>) -> Self {
        Self { act, done: Err(lost()), answer }
    }
}

impl<T: Send, F: Fn(&mut Tx<'_>) -> Result<T> + Send> Work for Act<F, T> {
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.done = (self.act)(tx);
        self.done.is_ok()
    }

    fn answer(self: Box<Self>, is_committed: bool) {
        let done = if is_committed || self.done.is_err() { self.done } else { Err(lost()) };
        // A client that no longer waits has given up on the answer, not on the write.
        let _ = self.answer.send(done);
    }
}

/// Tells a client that what it wrote is not kept.
pub(super) fn lost() -> Error {
    Error::unavailable(super::faults::not_on_disk())
}

/// The writes of one commit.
#[derive(Default)]
pub(super) struct Batch {
    /// Those that are still to run.
    waiting: VecDeque<QueuedWrite>,
    /// Those that ran, in the order in which they came.
    ran: Vec<QueuedWrite>,
    /// Whether one runs.
    is_running: bool,
    /// Whether the last one that ran failed.
    has_failed: bool,
    /// Whether they were taken back, so that each has a savepoint now.
    is_again: bool,
}

impl Batch {
    /// Waits for a write, unless one waits already. False once nobody can write any more.
    pub(super) fn gather(&mut self, jobs: &Receiver<QueuedWrite>) -> bool {
        if self.waiting.is_empty() {
            self.waiting.extend(jobs.recv());
        }
        !self.waiting.is_empty()
    }

    pub(super) const fn is_again(&self) -> bool {
        self.is_again
    }

    /// Runs what waits, and what comes meanwhile. `is_half_done` is raised by a write that leaves a half.
    ///
    /// # Errors
    /// The transaction is gone, or is to be taken back.
    pub(super) fn run(
        &mut self,
        tx: &mut Tx<'_>,
        jobs: &Receiver<QueuedWrite>,
        moments: &Moments,
        is_half_done: &Cell<bool>,
    ) -> Result<()> {
        while let Some(mut write) = self.next(jobs) {
            write.place = None;
            if !self.ran.is_empty() {
                tx.now = moments.next_write();
            }
            self.is_running = true;
            self.has_failed = !write.work.run(tx);
            self.is_running = false;
            if self.has_failed && write.alone {
                is_half_done.set(true);
            }
            self.ran.push(write);
            // A disk that fails may make SQLite roll back by itself; what came next would stand alone.
            if is_half_done.get() || !is_in_transaction(tx.conn) {
                return Err(lost());
            }
        }
        Ok(())
    }

    /// The next write of this batch. One that is to be alone waits for a batch of its own.
    fn next(&mut self, jobs: &Receiver<QueuedWrite>) -> Option<QueuedWrite> {
        let is_open = self.ran.last().is_none_or(|last| !last.alone) && self.ran.len() < MOST;
        if self.waiting.is_empty() && is_open && !self.is_again {
            self.waiting.extend(jobs.try_recv());
        }
        let is_first = self.ran.is_empty();
        self.waiting.pop_front_if(|write| is_open && (is_first || !write.alone))
    }

    /// Whether the one write of the batch has failed: there is nothing else to be taken back with it.
    pub(super) fn is_a_failure(&self) -> bool {
        self.ran.len() == 1 && self.has_failed
    }

    /// Puts back what ran in a transaction that was taken back: it is to run again.
    pub(super) fn take_back(&mut self) {
        self.waiting = self.ran.drain(..).chain(self.waiting.drain(..)).collect();
        self.is_again = !self.waiting.is_empty();
    }

    /// The same after a panic. The write that panicked is dropped unanswered, which tells its client; where
    /// none did, all are.
    pub(super) fn take_back_from_panic(&mut self) {
        if !std::mem::take(&mut self.is_running) {
            *self = Self::default();
        }
        self.take_back();
    }

    /// Whether something that ran may have changed what a read sees.
    pub(super) fn changes(&self) -> bool {
        self.ran.iter().any(|write| write.changes)
    }

    /// Whether it changed thousands of rows.
    pub(super) fn changes_much(&self) -> bool {
        self.ran.iter().any(|write| write.changes && write.alone)
    }

    /// Number of writes that ran.
    pub(super) const fn len(&self) -> usize {
        self.ran.len()
    }

    /// Answers those that ran, and begins anew.
    pub(super) fn answer(&mut self, is_committed: bool) {
        self.is_again = false;
        if self.ran.is_empty() {
            // Not even a transaction could begin: the clients of all that waits are told by this.
            self.waiting.clear();
        }
        for write in self.ran.drain(..) {
            write.work.answer(is_committed);
        }
    }
}
