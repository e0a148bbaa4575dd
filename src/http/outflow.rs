//! A body that takes long to send: its connection stays while the caller takes it, and is ended when it does
//! not.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::web::Bytes;
use futures_util::stream::{Stream, StreamExt};

use super::connections::Connection;
use crate::error::Result;

/// Bytes that are handed on at a time, so that a slow caller is seen to take them.
const PIECE: usize = 32 * 1024;

/// A stream of bytes on a watched connection.
pub struct Outflow<S> {
    parts: Pin<Box<S>>,
    /// Rest of the part that is being sent.
    rest: Bytes,
    connection: Option<Arc<Connection>>,
}

impl<S: Stream<Item = Result<Bytes>>> Outflow<S> {
    /// The parts, for who is at the other end of the connection.
    #[must_use]
    pub fn new(parts: S, connection: Option<Arc<Connection>>) -> Self {
        Self { parts: Box::pin(parts), rest: Bytes::new(), connection }
    }

    /// Whether the caller waits for us, or we for the caller.
    fn watch(&self, is_ours: bool) {
        match &self.connection {
            Some(connection) if is_ours => connection.begin(),
            Some(connection) => connection.end(),
            None => {}
        }
    }
}

impl<S: Stream<Item = Result<Bytes>>> Stream for Outflow<S> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while self.rest.is_empty() {
            match self.parts.poll_next_unpin(context) {
                Poll::Pending => {
                    self.watch(true);
                    return Poll::Pending;
                }
                Poll::Ready(Some(Ok(part))) => self.rest = part,
                Poll::Ready(Some(Err(error))) => {
                    self.watch(false);
                    tracing::error!(%error, "an answer broke off");
                    // The framework logs it as it is: no word of the database's.
                    return Poll::Ready(Some(Err(io::Error::other("the answer broke off"))));
                }
                Poll::Ready(None) => {
                    self.watch(false);
                    return Poll::Ready(None);
                }
            }
        }
        self.watch(false);
        let length = self.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(self.rest.split_to(length))))
    }
}
