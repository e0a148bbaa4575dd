//! Connections, watched from outside the framework. It gives the headers of a connection's first request and
//! the wait for its next one a deadline, but not the headers of that next one, nor a body that nobody reads
//! any more, nor an answer that the caller does not take. So a connection on which nothing is under way for
//! too long is ended.

use std::any::Any;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use actix_web::dev::Extensions;

/// Time that a connection may stay open between two requests, however many bytes come or go meanwhile; longer
/// than the framework waits for a next request.
const IDLE: Duration = Duration::from_secs(30);
/// Pause between two looks for connections to end.
const BEAT: Duration = Duration::from_secs(1);

/// The open connections of a server.
#[derive(Default)]
pub struct Connections(Mutex<Vec<Weak<Connection>>>);

/// One of them; the framework drops it when the connection ends.
pub struct Connection {
    /// A second handle of the socket, to end it by.
    socket: TcpStream,
    /// The instant from which nothing is under way; none while a request is.
    idle: Mutex<Option<Instant>>,
}

impl Connections {
    /// Notes a new connection.
    pub fn greet(&self, connection: &dyn Any, data: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
        // Without a second handle, when the process is out of them, it is not watched.
        let Ok(socket) = stream.as_fd().try_clone_to_owned() else { return };
        let connection =
            Arc::new(Connection { socket: socket.into(), idle: Mutex::new(Some(Instant::now())) });
        lock(&self.0).push(Arc::downgrade(&connection));
        data.insert(connection);
    }

    /// Ends connections that are idle for too long, for ever.
    pub async fn watch(&self) {
        let mut beat = tokio::time::interval(BEAT);
        loop {
            beat.tick().await;
            lock(&self.0)
                .retain(|connection| connection.upgrade().is_some_and(|connection| connection.is_welcome()));
        }
    }
}

impl Connection {
    /// A request is under way: the caller waits for us.
    pub fn begin(&self) {
        *lock(&self.idle) = None;
    }

    /// It is answered, or a part of a long answer is ready: we wait for the caller.
    pub fn end(&self) {
        *lock(&self.idle) = Some(Instant::now());
    }

    /// Whether it stays; if not, it is ended.
    fn is_welcome(&self) -> bool {
        let stays = lock(&self.idle).is_none_or(|since| since.elapsed() < IDLE);
        if !stays {
            // It may have ended by itself meanwhile.
            let _ = self.socket.shutdown(Shutdown::Both);
        }
        stays
    }
}

/// Locks also after a panic: the list is whole at every step.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use actix_web::web::Bytes;
    use futures_util::future::{poll_immediate, ready};
    use futures_util::stream::{self, StreamExt};

    use super::*;
    use crate::http::outflow::Outflow;

    fn connection() -> Arc<Connection> {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let socket = TcpStream::connect(listener.local_addr().expect("an address")).expect("connected");
        Arc::new(Connection { socket, idle: Mutex::new(Some(Instant::now())) })
    }

    fn is_idle(connection: &Connection) -> bool {
        lock(&connection.idle).is_some()
    }

    #[actix_web::test]
    async fn a_long_answer_counts_as_idle_only_while_the_caller_takes_nothing() {
        let connection = connection();
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let late = stream::once(async { receiver.await.unwrap_or_else(|_| Ok(Bytes::new())) });
        let parts = stream::once(ready(Ok(Bytes::from(vec![b'x'; 40_000])))).chain(late);
        let mut answer = std::pin::pin!(Outflow::new(parts, Some(Arc::clone(&connection))));
        connection.begin();
        let mut pieces = Vec::new();
        for _ in 0..2 {
            pieces.push(answer.next().await.expect("a piece").expect("whole").len());
            assert!(is_idle(&connection), "a piece is ready: the caller is waited for");
        }
        assert_eq!(pieces, [32_768, 7_232]);
        assert!(poll_immediate(answer.next()).await.is_none());
        assert!(!is_idle(&connection), "the caller waits for us");
        assert!(sender.send(Ok(Bytes::from_static(b"end"))).is_ok());
        assert_eq!(answer.next().await.expect("a piece").expect("whole"), "end");
        assert!(is_idle(&connection) && answer.next().await.is_none() && is_idle(&connection));
    }

    #[actix_web::test]
    async fn an_answer_that_breaks_off_says_so_and_nothing_of_the_database() {
        let parts = stream::once(ready(Err(crate::error::Error::internal("a word of the database's"))));
        let mut answer = std::pin::pin!(Outflow::new(parts, None));
        let broken = answer.next().await.expect("an end").expect_err("broken");
        assert!(!format!("{broken:?}").contains("database"), "{broken:?}");
    }
}
