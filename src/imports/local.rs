//! DOES: imports a file in this process, for a command on a data folder that no server serves. The same
//! pieces, the same look, the same engine, journal and permissions as over HTTP.

use std::fs::File;
use std::io::{self, Read, Write};
use std::pin::pin;
use std::sync::Arc;

use actix_web::web::Bytes;
use futures_util::{TryStreamExt, stream};

use super::actions;
use super::annotated::AnnotatedFile;
use super::jobs::Importer;
use super::kinds::{BatchKind, KindTask, ListedKind, Operations};
use super::report::{BatchReport, BatchRow};
use super::upload::{self, Upload};
use super::words::{Order, RowOutcome};
use crate::auth::permission;
use crate::call::{Actor, Call, Role};
use crate::error::{Error, Result};
use crate::http::Hall;
use crate::tables::Format;
use crate::values::{BatchId, Language};

/// Bytes that are read of a file at a time.
const AT_A_TIME: usize = 64 * 1024;

/// Looks whether a client may send files of a kind, and follow them.
struct PermissionCheck(Role);

impl KindTask for PermissionCheck {
    type Output = Result<()>;

    fn run<K: ListedKind>(self) -> Self::Output {
        permission::require::<K::Permission>(self.0)
    }
}

fn permitted(actor: &Actor, kind: BatchKind) -> Result<&'static Operations> {
    kind.dispatch(PermissionCheck(actor.role))?;
    Ok(&kind.descriptor().operations)
}

/// Takes a file in, and begins to work on it.
///
/// # Errors
/// Faults of the file, or the client's role may not do it.
pub async fn begin(
    importer: &Arc<Importer>,
    call: &Arc<Call>,
    kind: BatchKind,
    order: Order,
    format: Format,
    from: File,
) -> Result<BatchReport> {
    let operations = permitted(&call.actor, kind)?;
    let hall = &importer.hall;
    let upload = Upload::receive(hall, stream::iter(Chunks(from)), None, &[]).await?;
    let id = upload.id;
    let taken = async {
        let arrived = upload.arrived(hall, (kind, &call.actor), order, format).await?;
        let call = Arc::clone(call);
        hall.db.write(move |tx| actions::create(tx, &call, operations.create, &arrived)).await
    };
    let taken = taken.await;
    match &taken {
        Ok(_) => importer.wake(),
        Err(_) => upload::discard(hall, id).await,
    }
    taken.map(BatchReport::from)
}

/// Report on how far a batch is. A command has no worker of jobs beside it: each look takes up what waits.
///
/// # Errors
/// 404 out of sight.
pub async fn report(
    importer: &Arc<Importer>,
    actor: &Actor,
    kind: BatchKind,
    id: BatchId,
) -> Result<BatchReport> {
    let actor = *actor;
    let batch = importer.hall.db.read(move |view| actions::find(view, &actor, kind, id)).await?;
    if batch.finished_at.is_none() {
        importer.wake();
    }
    Ok(BatchReport::from(batch))
}

/// The first rows of a batch that came to an outcome.
///
/// # Errors
/// 404 out of sight, or the look cannot be noted.
pub async fn rows(
    hall: &Hall,
    call: &Arc<Call>,
    (kind, id): (BatchKind, BatchId),
    outcome: RowOutcome,
    limit: i64,
) -> Result<Vec<BatchRow>> {
    let operations = permitted(&call.actor, kind)?;
    let (actor, call) = (call.actor, Arc::clone(call));
    let rows = hall.db.access(
        move |view| actions::rows(view, &actor, (kind, id), Some(outcome), None, limit),
        move |notes, (_, found): &(_, Vec<_>)| {
            actions::note_rows(notes, &call, operations.list_rows, id, found)
        },
    );
    let (form, rows) = rows.await?;
    Ok(rows.into_iter().map(|row| BatchRow::of(row, &form)).collect())
}

/// Writes the caller's own file, with what became of each row, as its parts come.
///
/// # Errors
/// 404 out of sight, 409 for a list of objects; or it cannot be read, noted or written.
pub async fn download(
    hall: &Hall,
    call: &Arc<Call>,
    (kind, id): (BatchKind, BatchId),
    language: Language,
    mut into: &File,
) -> Result<()> {
    let operations = permitted(&call.actor, kind)?;
    let full = |error| Error::internal(format!("the file cannot be written: {error}"));
    let file = AnnotatedFile::give(hall, call, operations.get_annotated, (kind, id), language).await?;
    if file.format() == Format::Csv {
        let mut parts = pin!(file.csv());
        while let Some(part) = parts.try_next().await? {
            into.write_all(&part).map_err(full)?;
        }
    } else {
        io::copy(&mut file.workbook().await?, &mut into).map_err(full)?;
    }
    Ok(())
}

/// A file, bit by bit.
struct Chunks(File);

impl Iterator for Chunks {
    type Item = io::Result<Bytes>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut chunk = vec![0; AT_A_TIME];
        match self.0.read(&mut chunk) {
            Ok(0) => None,
            Ok(read) => {
                chunk.truncate(read);
                Some(Ok(chunk.into()))
            }
            Err(error) => Some(Err(error)),
        }
    }
}
