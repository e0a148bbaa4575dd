//! Connections, watched from outside the framework. It gives the headers of a connection's first request and the
//! wait for its next one a deadline, but not the headers of that next one, nor a body that nobody reads any more,
//! nor an answer that the caller does not take. So a connection on which nothing is under way for too long is ended.

use std::any::Any;
use std::net::{Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use actix_web::dev::Extensions;

/// How long a connection may stay open between two requests, however many bytes come or go meanwhile. Longer than
/// the framework waits for a next request.
const IDLE: Duration = Duration::from_secs(30);
/// How often it is looked for connections to end.
const BEAT: Duration = Duration::from_secs(1);

/// The open connections of a server.
#[derive(Default)]
pub struct Connections(Mutex<Vec<Weak<Connection>>>);

/// One of them; the framework drops it when the connection ends.
pub struct Connection {
    /// A second handle of the socket, to end it by.
    socket: TcpStream,
    /// Since when nothing is under way; none while a request is.
    idle: Mutex<Option<Instant>>,
}

impl Connections {
    /// Notes a new connection.
    pub fn greet(&self, connection: &dyn Any, data: &mut Extensions) {
        let Some(stream) = connection.downcast_ref::<actix_web::rt::net::TcpStream>() else { return };
        // Without a second handle, when the process is out of them, it is not watched.
        let Ok(socket) = stream.as_fd().try_clone_to_owned() else { return };
        let connection = Arc::new(Connection { socket: socket.into(), idle: Mutex::new(Some(Instant::now())) });
        lock(&self.0).push(Arc::downgrade(&connection));
        data.insert(connection);
    }

    /// Ends connections that are idle for too long, for ever.
    pub async fn watch(&self) {
        let mut beat = tokio::time::interval(BEAT);
        loop {
            beat.tick().await;
            lock(&self.0).retain(|connection| connection.upgrade().is_some_and(|connection| connection.is_welcome()));
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

/// What is locked is whole at every step.
fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
