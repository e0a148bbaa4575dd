//! A load on a server: one thread, many keep-alive connections, one request at a time on each.

use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

use futures_util::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::figures::{Figure, Values};
use crate::server::Server;

/// Many connections to one server.
pub struct Load<'s> {
    server: &'s Server,
    connections: usize,
}

/// Measurements of a run.
pub struct Run {
    took: Duration,
    cpu_microseconds: u64,
    /// The time that each answer took, the shortest first.
    microseconds: Vec<u64>,
    /// Requests that the server could not take then.
    refused: usize,
}

impl<'s> Load<'s> {
    pub fn new(server: &'s Server, connections: usize) -> Self {
        Self { server, connections }
    }

    /// Sends one request and gives the body of its answer.
    pub async fn once(&self, request: Vec<u8>) -> Vec<u8> {
        let mut connection = Connection::open(self.server).await;
        connection.ask(&request).await.expect("taken").to_vec()
    }

    /// Sends as many requests as it can in a time.
    pub async fn run(&self, time: Duration, request: &dyn Fn(usize) -> Vec<u8>) -> Run {
        let began = Instant::now();
        self.run_while(&|_| began.elapsed() < time, request).await
    }

    /// Sends so many requests.
    pub async fn times(&self, count: usize, request: &dyn Fn(usize) -> Vec<u8>) -> Run {
        self.run_while(&|n| n < count, request).await
    }

    async fn run_while(&self, goes_on: &dyn Fn(usize) -> bool, request: &dyn Fn(usize) -> Vec<u8>) -> Run {
        let connections = join_all((0..self.connections).map(|_| Connection::open(self.server))).await;
        let (next, refused, microseconds) = (&Cell::new(0), &Cell::new(0), &RefCell::new(Vec::new()));
        let (began, cpu) = (Instant::now(), self.server.cpu_microseconds());
        join_all(connections.into_iter().map(|mut connection| async move {
            while goes_on(next.get()) {
                let asked = request(next.replace(next.get() + 1));
                let sent = Instant::now();
                match connection.ask(&asked).await {
                    Some(_) => {
                        let took = u64::try_from(sent.elapsed().as_micros()).expect("short");
                        microseconds.borrow_mut().push(took);
                    }
                    None => refused.set(refused.get() + 1),
                }
            }
        }))
        .await;
        let mut microseconds = microseconds.take();
        microseconds.sort_unstable();
        Run {
            took: began.elapsed(),
            cpu_microseconds: self.server.cpu_microseconds() - cpu,
            microseconds,
            refused: refused.get(),
        }
    }
}

impl Run {
    pub fn values(&self) -> Values {
        let answered = self.microseconds.len() as f64;
        let after = |hundredths: usize| self.microseconds[self.microseconds.len() * hundredths / 100] as f64;
        Values::from([
            (Figure::PerSecond, answered / self.took.as_secs_f64()),
            (Figure::ServerMicroseconds, self.cpu_microseconds as f64 / answered),
            (Figure::P50Microseconds, after(50)),
            (Figure::P99Microseconds, after(99)),
            (Figure::SlowestMicroseconds, *self.microseconds.last().expect("answers") as f64),
            (Figure::Refused, self.refused as f64),
        ])
    }
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(server: &Server) -> Self {
        let stream = TcpStream::connect(server.address).await.expect("a connection");
        stream.set_nodelay(true).expect("an option");
        Self { stream, buffer: Vec::with_capacity(16_384) }
    }

    /// Sends a request and reads its whole answer: none where it is refused for now. Anything else but a 2xx
    /// ends the measurement.
    async fn ask(&mut self, request: &[u8]) -> Option<&[u8]> {
        self.stream.write_all(request).await.expect("sent");
        self.buffer.clear();
        let (is_taken, body, length) = loop {
            self.read().await;
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
                let is_taken = head.starts_with("http/1.1 2");
                let is_answer = is_taken || head.starts_with("http/1.1 503");
                assert!(is_answer, "{}", String::from_utf8_lossy(&self.buffer));
                let length =
                    head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
                break (is_taken, end + 4, length.parse::<usize>().expect("a number"));
            }
        };
        while self.buffer.len() < body + length {
            self.read().await;
        }
        is_taken.then(|| &self.buffer[body..body + length])
    }

    async fn read(&mut self) {
        let read = self.stream.read_buf(&mut self.buffer).await.expect("read");
        assert!(read > 0, "the server closed the connection");
    }
}
