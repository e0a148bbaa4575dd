//! A lane of the journal as its one writer has it, and what it tells the lane in the other file.
//!
//! On SQLite a process writes two lanes: one in the file of the facts, with its changes, and one in the file
//! of the journal, with its reads. Each names the last link of the other whenever that has moved, and that of
//! reads those of other processes' changes too: where one file is put back from an older copy, the other has
//! seen what is missing.

use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::hmac;

/// Sequence number and digest of an entry.
pub type Link = (i64, [u8; 32]);

/// The last link of a lane that is on the disk, for the lane in the other file.
#[derive(Clone, Default)]
pub struct LaneHead(Arc<Mutex<Option<Link>>>);

impl LaneHead {
    fn get(&self) -> Option<Link> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set(&self, link: Option<Link>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = link;
    }
}

/// One lane of the journal: the entries that one connection writes.
pub struct JournalChain {
    /// The lane that only this connection writes.
    pub lane: i32,
    /// The key of the entries' digests.
    pub key: hmac::Key,
    /// The lane's last entry; unknown until read.
    pub head: Option<Link>,
    /// Whether entries that are committed together are packed in one row.
    pub is_packed: bool,
    /// The lanes in the other file, where there are two.
    beside: Option<LanesBeside>,
}

/// Lanes of two files as they know of each other, from one side.
struct LanesBeside {
    /// This lane's last link on the disk.
    ours: LaneHead,
    /// The lanes in the other file that this one names.
    theirs: Vec<OtherLane>,
}

/// A lane in the other file.
struct OtherLane {
    number: i32,
    /// Its last link on the disk.
    head: LaneHead,
    /// Its link that was named last.
    named: Option<Link>,
}

impl JournalChain {
    /// The one lane of a connection to a database that holds all.
    pub(super) const fn alone(lane: i32, key: hmac::Key) -> Self {
        Self { lane, key, head: None, is_packed: false, beside: None }
    }

    /// A lane with others in the other file.
    pub(super) fn beside(
        (lane, ours): (i32, LaneHead),
        theirs: &[(i32, LaneHead)],
        key: hmac::Key,
        is_packed: bool,
    ) -> Self {
        let other =
            |(number, head): &(i32, LaneHead)| OtherLane { number: *number, head: head.clone(), named: None };
        let beside = Some(LanesBeside { ours, theirs: theirs.iter().map(other).collect() });
        Self { lane, key, head: None, is_packed, beside }
    }

    /// The last link of a lane in the other file, for the next entry to name it; none where the last ones
    /// named are still the last.
    pub fn witness(&mut self) -> Option<(i32, Link)> {
        let theirs = self.beside.as_mut()?.theirs.iter_mut();
        theirs.into_iter().find_map(|other| {
            let link = other.head.get()?;
            if other.named.replace(link) == Some(link) { None } else { Some((other.number, link)) }
        })
    }

    /// Tells the other lane that what was appended is on the disk.
    pub(super) fn committed(&self) {
        if let (Some(beside), Some(head)) = (&self.beside, self.head) {
            beside.ours.set(Some(head));
        }
    }

    /// Forgets what may be undone: the lane's last entry is read afresh, since another process may have added
    /// to it, and the other lane named anew.
    pub(super) fn forget(&mut self) {
        self.head = None;
        for other in self.beside.iter_mut().flat_map(|beside| &mut beside.theirs) {
            other.named = None;
        }
    }
}
