//! A file on its way in: taken piece by piece, each on the disk before the next, and looked at before it is
//! acknowledged.

use std::time::Duration;

use actix_web::web::Bytes;
use aws_lc_rs::digest::{Context, SHA256};
use futures_util::{Stream, StreamExt};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::actions::ArrivedFile;
use super::faults;
use super::file::{self, PIECE, Pieces};
use super::kinds::BatchKind;
use super::store;
use super::words::Order;
use crate::call::Actor;
use crate::error::{Error, Faults, Kind, Result};
use crate::http::Hall;
use crate::tables::{FileForm, Finding, Format, Layout, Refusal, Table};
use crate::values::BatchId;

/// The largest file, in bytes.
pub const LARGEST: u64 = 64 * 1024 * 1024;
/// Time in which a piece of a file has to arrive.
const DEADLINE: Duration = Duration::from_secs(30);

/// Workbooks that are looked through or written for callers at a time. Of each all texts are in memory, of
/// other files a little.
static WORKBOOKS: Workbooks = Workbooks(Semaphore::const_new(2));

/// Room for workbooks.
struct Workbooks(Semaphore);

/// A workbook's turn, which ends when this is dropped.
pub type WorkbookPermit = SemaphorePermit<'static>;

impl Workbooks {
    /// Waits for room for a file; what is no workbook does not wait.
    async fn permit(&'static self, format: Format) -> Result<Option<WorkbookPermit>> {
        if format != Format::Xlsx {
            return Ok(None);
        }
        self.0.acquire().await.map(Some).map_err(|_| Error::internal("the queue of workbooks is closed"))
    }
}

/// Waits until there is room in memory for a file of this format.
///
/// # Errors
/// None that is known.
pub async fn permit(format: Format) -> Result<Option<WorkbookPermit>> {
    WORKBOOKS.permit(format).await
}

/// A file that has arrived; all of it but the last piece is kept.
pub struct Upload {
    pub id: BatchId,
    pub size: u64,
    /// SHA-256 of what was asked and of the file, by which a repeated request is known.
    pub fingerprint: [u8; 32],
    last: Vec<u8>,
}

/// Findings about a file before it is acknowledged.
struct FilePreview {
    total: u32,
    warnings: Vec<Finding>,
    form: FileForm,
}

impl Upload {
    /// Takes a file in.
    ///
    /// # Errors
    /// 413, 408, 400 when the connection breaks off, or the database cannot take it; then nothing of it is
    /// kept.
    pub async fn receive<E>(
        hall: &Hall,
        payload: impl Stream<Item = Result<Bytes, E>> + Unpin,
        announced: Option<usize>,
        asked: &[u8],
    ) -> Result<Self> {
        if announced.is_some_and(|length| length as u64 > LARGEST) {
            return Err(too_large());
        }
        let id = BatchId::new();
        let received = Self::pieces(hall, id, payload, asked).await;
        if received.is_err() {
            discard(hall, id).await;
        }
        received
    }

    async fn pieces<E>(
        hall: &Hall,
        id: BatchId,
        mut payload: impl Stream<Item = Result<Bytes, E>> + Unpin,
        asked: &[u8],
    ) -> Result<Self> {
        let mut digest = Context::new(&SHA256);
        digest.update(&(asked.len() as u64).to_be_bytes());
        digest.update(asked);
        let (mut size, mut piece) = (0, Vec::new());
        let mut deadline = tokio::time::Instant::now() + DEADLINE;
        loop {
            let late = |_| Error::new(Kind::RequestTimeout, faults::late());
            let Some(chunk) = tokio::time::timeout_at(deadline, payload.next()).await.map_err(late)? else {
                break;
            };
            let chunk = chunk.map_err(|_| Error::new(Kind::Validation, faults::broke_off()))?;
            digest.update(&chunk);
            size += chunk.len() as u64;
            if size > LARGEST {
                return Err(too_large());
            }
            let mut rest = chunk.as_ref();
            while !rest.is_empty() {
                // A full piece is kept only when there is more: the last one comes with the batch.
                if piece.len() == PIECE {
                    let place =
                        u32::try_from((size - rest.len() as u64 - 1) / PIECE as u64).unwrap_or(u32::MAX);
                    keep(hall, id, place, std::mem::take(&mut piece)).await?;
                    deadline = tokio::time::Instant::now() + DEADLINE;
                }
                let (now, later) = rest.split_at(rest.len().min(PIECE - piece.len()));
                piece.extend_from_slice(now);
                rest = later;
            }
        }
        let mut fingerprint = [0; 32];
        fingerprint.copy_from_slice(digest.finish().as_ref());
        Ok(Self { id, size, fingerprint, last: piece })
    }

    /// The file as a batch is made of it: looked through, and its last piece sealed.
    ///
    /// # Errors
    /// Those of the look.
    pub async fn arrived(
        &self,
        hall: &Hall,
        (kind, actor): (BatchKind, &Actor),
        order: Order,
        format: Format,
    ) -> Result<ArrivedFile> {
        let FilePreview { total, warnings, form } = self.look(hall, format, kind.layout_for(actor)).await?;
        let place = self.last_place();
        let last = (file::place_of(place), file::seal(&hall.keys, self.id, place, &self.last)?);
        let (id, size) = (self.id, self.size);
        Ok(ArrivedFile { id, kind, order, format, size, total, warnings, form, last })
    }

    /// Place of the last piece.
    fn last_place(&self) -> u32 {
        u32::try_from(self.size.saturating_sub(1) / PIECE as u64).unwrap_or(u32::MAX)
    }

    /// Looks through the whole file: its form, its titles, how many rows it has, and what its columns show
    /// as a whole.
    ///
    /// # Errors
    /// Faults of the file, the first cause first; 413 for too many rows.
    async fn look(&self, hall: &Hall, format: Format, layout: &'static Layout) -> Result<FilePreview> {
        let (place, last, mut kept) = (self.last_place(), self.last.clone(), file::fetch(hall, self.id));
        let fetch = Box::new(move |asked| if asked == place { Ok(last.clone()) } else { kept(asked) });
        let pieces = Box::new(Pieces::new(self.size, fetch));
        let permit = permit(format).await?;
        let looked = tokio::task::spawn_blocking(move || {
            // Until the look ends, whether or not the caller still waits.
            let _permit = permit;
            let mut table = Table::open(format, pieces, layout)?;
            let mut total = 0;
            for row in table.by_ref() {
                row?;
                total += 1;
            }
            Ok(FilePreview { total, warnings: table.warnings(), form: table.form() })
        });
        match looked.await {
            Ok(Ok(form)) => Ok(form),
            Ok(Err(refusal)) => Err(refused(refusal)),
            Err(_) => Err(Error::internal("the look at a file panicked")),
        }
    }
}

/// Forgets what was kept of a file that is not taken.
pub async fn discard(hall: &Hall, id: BatchId) {
    if let Err(error) = hall.db.write(move |tx| store::delete_pieces(tx, id)).await {
        tracing::warn!(%error, "a file that was not taken could not be forgotten; it is swept away later");
    }
}

async fn keep(hall: &Hall, id: BatchId, place: u32, piece: Vec<u8>) -> Result<()> {
    let sealed = file::seal(&hall.keys, id, place, &piece)?;
    let write = hall.db.write(move |tx| {
        let now = tx.now;
        store::insert_piece(tx, id, file::place_of(place), &sealed, now)
    });
    write.await
}

fn too_large() -> Error {
    Error::new(Kind::TooLarge, faults::too_large())
}

fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::TooLarge(finding) => Error::new(Kind::TooLarge, finding.fault.in_full(None)),
        Refusal::Unreadable(_) => Error::unavailable(faults::unread_again()),
        Refusal::Faulty(findings) => {
            // The cause is what one reads first.
            let first = findings.first().map(|finding| finding.fault.clone().in_full(None));
            let mut named = Faults::default();
            for Finding { fault, column, .. } in findings {
                // The whole body: a title of a sheet or of CSV is at no place that JSON could point to.
                named.add("/", fault.in_full(column.as_deref()));
            }
            let refused = Error::invalid(named);
            match first {
                Some(first) => refused.saying(first),
                None => refused,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[actix_web::test]
    async fn a_third_workbook_waits_for_one_of_two_and_no_other_file_does() {
        static TWO: Workbooks = Workbooks(Semaphore::const_new(2));
        let one = TWO.permit(Format::Xlsx).await.expect("room");
        let _two = TWO.permit(Format::Xlsx).await.expect("room");
        assert!(TWO.permit(Format::Xlsx).now_or_never().is_none());
        for format in [Format::Csv, Format::Json, Format::Ndjson] {
            assert!(matches!(TWO.permit(format).now_or_never(), Some(Ok(None))), "{format}");
        }
        drop(one);
        assert!(matches!(TWO.permit(Format::Xlsx).now_or_never(), Some(Ok(Some(_)))));
    }
}
