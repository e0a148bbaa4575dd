//! HTTP byte by byte, for what no HTTP client would send.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::program::PATIENCE;

/// A connection on which nothing is sent but what the test sends.
pub struct Wire {
    stream: TcpStream,
    pub received: Vec<u8>,
}

impl Wire {
    pub fn open(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
        stream.set_nodelay(true).expect("set");
        Self { stream, received: Vec::new() }
    }

    /// Sends bytes; a server that has closed the connection is found out by reading.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).is_ok()
    }

    /// Reads what comes within a time; whether the connection is still open.
    pub fn read_for(&mut self, time: Duration) -> bool {
        self.read_until(time, |_| false)
    }

    /// Reads until `enough` or the time is over; whether the connection is still open.
    pub fn read_until(&mut self, time: Duration, enough: impl Fn(&[u8]) -> bool) -> bool {
        let began = Instant::now();
        let mut buffer = [0; 16_384];
        loop {
            let left = time.saturating_sub(began.elapsed());
            if left.is_zero() || enough(&self.received) {
                return true;
            }
            self.stream.set_read_timeout(Some(left)).expect("set");
            match self.stream.read(&mut buffer) {
                Ok(0) => return false,
                Ok(read) => self.received.extend(&buffer[..read]),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => return false,
            }
        }
    }

    /// The head and body of the answer received so far.
    pub fn answer(&self) -> String {
        String::from_utf8_lossy(&self.received).into_owned()
    }
}

/// Sends a request and reads until the server closes: all that it says, heads included.
pub fn exchange(port: u16, request: impl AsRef<[u8]>) -> Vec<u8> {
    let mut wire = Wire::open(port);
    wire.send(request);
    assert!(!wire.read_for(PATIENCE), "the server did not close: {}", wire.answer());
    wire.received
}
