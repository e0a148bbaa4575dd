//! The file itself: kept in encrypted pieces, for it names people, and read from them as if it were one.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use tokio::runtime::Handle;

use super::model::Batch;
use super::store;
use crate::error::{Error, Result};
use crate::http::Hall;
use crate::keys::Keys;
use crate::values::BatchId;

/// Bytes of a piece; the last one may be shorter.
pub const PIECE: usize = 1024 * 1024;

/// Fetches a piece by its place.
pub type Fetch = Box<dyn FnMut(u32) -> io::Result<Vec<u8>> + Send>;

/// A file that is read piece by piece; one piece is in memory at a time.
pub struct Pieces {
    fetch: Fetch,
    size: u64,
    at: u64,
    held: Option<(u64, Vec<u8>)>,
}

impl Pieces {
    /// A file of so many bytes.
    #[must_use]
    pub fn new(size: u64, fetch: Fetch) -> Self {
        Self { fetch, size, at: 0, held: None }
    }
}

/// The file of a batch, as it is kept. Read on a thread that may wait.
pub fn kept(hall: &Hall, batch: &Batch) -> Pieces {
    let size = u64::try_from(batch.size).unwrap_or_default();
    Pieces::new(size, fetch(hall, batch.id))
}

/// Fetches the pieces that are in the database.
pub fn fetch(hall: &Hall, id: BatchId) -> Fetch {
    // Workbooks are read on a thread of their own, which has no runtime.
    let (hall, runtime) = (hall.clone(), Handle::current());
    Box::new(move |place| {
        let keys = Arc::clone(&hall.keys);
        let read = hall.db.read(move |view| {
            let sealed = store::piece(view, id, place_of(place))?
                .ok_or_else(|| Error::internal("a piece of a file is not there"))?;
            keys.open_piece(&sealed, &bound_to(id, place))
        });
        runtime.block_on(read).map_err(io::Error::other)
    })
}

/// A piece as it is kept; it cannot be moved to another file or place.
///
/// # Errors
/// The system has no randomness.
pub fn seal(keys: &Keys, id: BatchId, place: u32, piece: &[u8]) -> Result<Vec<u8>> {
    keys.seal_piece(piece, &bound_to(id, place))
}

/// A place as a column holds it.
pub fn place_of(place: u32) -> i32 {
    i32::try_from(place).unwrap_or(i32::MAX)
}

fn bound_to(id: BatchId, place: u32) -> Vec<u8> {
    [id.0.as_bytes().as_slice(), &place.to_be_bytes()].concat()
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.size || into.is_empty() {
            return Ok(0);
        }
        let (place, offset) =
            (self.at / PIECE as u64, usize::try_from(self.at % PIECE as u64).unwrap_or_default());
        if self.held.as_ref().is_none_or(|(held, _)| *held != place) {
            let piece = (self.fetch)(u32::try_from(place).unwrap_or(u32::MAX))?;
            self.held = Some((place, piece));
        }
        let rest = self.held.as_ref().and_then(|(_, piece)| piece.get(offset..)).unwrap_or_default();
        if rest.is_empty() {
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "a piece of the file is shorter than it was",
            ));
        }
        let read = rest.len().min(into.len());
        into[..read].copy_from_slice(&rest[..read]);
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Pieces {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let moved = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = moved
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning"))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_read_as_one_file_from_anywhere() {
        let whole: Vec<u8> = (0..PIECE * 2 + 77).map(|at| u8::try_from(at % 251).expect("small")).collect();
        let kept = whole.clone();
        let fetch = move |place: u32| {
            let from = place as usize * PIECE;
            Ok(kept[from..kept.len().min(from + PIECE)].to_vec())
        };
        let mut file = Pieces::new(whole.len() as u64, Box::new(fetch));
        let mut read = Vec::new();
        file.read_to_end(&mut read).expect("readable");
        assert!(read == whole);
        file.seek(SeekFrom::End(-5)).expect("within");
        read.clear();
        file.read_to_end(&mut read).expect("readable");
        assert_eq!(read, whole[whole.len() - 5..]);
        assert!(file.seek(SeekFrom::Current(-i64::MAX)).is_err());
        file.seek(SeekFrom::Start(u64::MAX)).expect("past the end is no fault");
        assert_eq!(file.read(&mut [0; 4]).expect("nothing there"), 0);
    }
}
