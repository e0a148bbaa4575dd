//! A small load client: one thread, many keep-alive connections, one request at a time on each.

use std::cell::Cell;
use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::server::Server;

/// One caller of the API.
pub struct Client {
    headers: String,
}

impl Client {
    pub fn request(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let length = body.len();
        format!(
            "{method} {path} HTTP/1.1\r\nhost: bench\r\n{}content-length: {length}\r\n\r\n{body}",
            self.headers
        )
        .into_bytes()
    }

    /// A file in a body of its own media type.
    pub fn file(&self, path: &str, media_type: &str, body: &[u8]) -> Vec<u8> {
        let headers = self.headers.replace("application/json", media_type);
        let head =
            format!("POST {path} HTTP/1.1\r\nhost: bench\r\n{headers}content-length: {}\r\n\r\n", body.len());
        [head.as_bytes(), body].concat()
    }

    pub fn post(&self, path: &str, body: &Value) -> Vec<u8> {
        self.request("POST", path, &body.to_string())
    }
}

/// The callers that the measurement needs.
pub struct Clients {
    pub server: Server,
    pub anyone: Client,
    pub payroll: Client,
    pub registrar: Client,
    programme: String,
    /// The code of the programme that everybody completes.
    pub programme_code: String,
    /// The most memory of the server that was seen, in megabytes.
    pub peak: Cell<u64>,
    supervisor: String,
}

impl Clients {
    pub async fn open(server: Server, folder: &Path) -> Self {
        let anyone = Client { headers: String::new() };
        let first: Value = serde_json::from_slice(
            &std::fs::read(folder.join("first-client.json")).expect("the first client"),
        )
        .expect("JSON");
        let load = Load::new(&server, 1);
        let registrar = token(&load, &first).await;
        let new = json!({ "organisationId": first["organisationId"], "name": "bench", "role": "payroll", "standingBasis": "measurement" });
        let payroll = token(&load, &parsed(&load.once(registrar.post("/api/v1/clients", &new)).await)).await;
        let programmes = parsed(&load.once(anyone.request("GET", "/api/v1/programmes?limit=1", "")).await);
        let text = |field: &str| programmes["programmes"][0][field].as_str().expect("a programme").to_owned();
        let (programme, programme_code) = (text("id"), text("code"));
        let supervisor = id(&load.once(registrar.post("/api/v1/workers", &person(9_999_999))).await);
        Self {
            server,
            anyone,
            payroll,
            registrar,
            programme,
            programme_code,
            peak: Cell::default(),
            supervisor,
        }
    }

    pub fn worker(&self, n: usize) -> Vec<u8> {
        self.registrar.post("/api/v1/workers", &person(n))
    }

    /// A completion so many days before 2026-11-01.
    pub fn completion(&self, worker: &str, days: usize, reference: &str) -> Vec<u8> {
        let new = json!({ "workerId": worker, "programmeId": self.programme, "completedOn": day(days), "hours": "24", "result": "passed", "reference": reference });
        self.registrar.post("/api/v1/completions", &new)
    }

    /// A group session so many days before 2026-11-01.
    pub fn session(&self, attendees: &[String], days: usize) -> Vec<u8> {
        let new = json!({
            "supervisorId": self.supervisor, "kind": "group", "setting": "internal", "method": "online", "heldOn": day(days),
            "minutes": 90, "theme": "burnout", "attendeeIds": attendees
        });
        self.registrar.post("/api/v1/supervision-sessions", &new)
    }
}

async fn token(load: &Load<'_>, credentials: &Value) -> Client {
    let text = |name: &str| credentials[name].as_str().expect("credentials").to_owned();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        text("clientId"),
        text("clientSecret")
    );
    let asking = Client { headers: "content-type: application/x-www-form-urlencoded\r\n".into() };
    let answer = parsed(&load.once(asking.request("POST", "/oauth2/token", &form)).await);
    let token = answer["access_token"].as_str().expect("a token");
    let headers = format!(
        "authorization: Bearer {token}\r\ncontent-type: application/json\r\nCall-Basis: measurement\r\nCall-Reason: measurement\r\n"
    );
    Client { headers }
}

fn person(n: usize) -> Value {
    json!({ "idnp": idnp(n), "familyName": "Rusu", "givenName": "Ana" })
}

pub fn idnp(n: usize) -> String {
    let digits = format!("{:012}", 200_000_000_000 + n);
    let sum: usize = digits
        .bytes()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(digit, weight)| usize::from(digit - b'0') * weight)
        .sum();
    format!("{digits}{}", sum % 10)
}

pub fn day(before: usize) -> String {
    let day: jiff::civil::Date = "2026-11-01".parse().expect("a day");
    let span = jiff::Span::new().days(i64::try_from(before % 2_400).expect("few"));
    day.checked_sub(span).expect("a day").to_string()
}

pub fn parsed(body: &[u8]) -> Value {
    serde_json::from_slice(body).expect("JSON")
}

pub fn id(body: &[u8]) -> String {
    parsed(body)["id"].as_str().expect("an id").to_owned()
}

/// Many connections to one server.
pub struct Load<'s> {
    server: &'s Server,
    connections: usize,
}

/// Measurements of a run.
pub struct Run {
    answered: usize,
    took: Duration,
    cpu_microseconds: u64,
    microseconds: Vec<u64>,
}

impl<'s> Load<'s> {
    pub fn new(server: &'s Server, connections: usize) -> Self {
        Self { server, connections }
    }

    /// Sends one request and gives the body of its answer.
    pub async fn once(&self, request: Vec<u8>) -> Vec<u8> {
        let mut connection = Connection::open(self.server).await;
        connection.ask(&request).await.to_vec()
    }

    /// Sends so many requests, and gives the bodies in the order of the requests.
    pub async fn all(&self, requests: usize, request: &dyn Fn(usize) -> Vec<u8>) -> Vec<Vec<u8>> {
        let next = Cell::new(0);
        let bodies = std::cell::RefCell::new(vec![Vec::new(); requests]);
        self.on_each(async |mut connection| {
            loop {
                let n = next.replace(next.get() + 1);
                if n >= requests {
                    return;
                }
                let body = connection.ask(&request(n)).await.to_vec();
                bodies.borrow_mut()[n] = body;
            }
        })
        .await;
        bodies.into_inner()
    }

    /// Sends as many requests as it can in a time.
    pub async fn run(&self, time: Duration, request: &dyn Fn(usize) -> Vec<u8>) -> Run {
        let (next, microseconds) = (Cell::new(0), std::cell::RefCell::new(Vec::new()));
        let (began, cpu) = (Instant::now(), self.server.cpu_microseconds());
        self.on_each(async |mut connection| {
            while began.elapsed() < time {
                let asked = request(next.replace(next.get() + 1));
                let sent = Instant::now();
                connection.ask(&asked).await;
                microseconds.borrow_mut().push(u64::try_from(sent.elapsed().as_micros()).expect("short"));
            }
        })
        .await;
        let mut microseconds = microseconds.into_inner();
        microseconds.sort_unstable();
        Run {
            answered: microseconds.len(),
            took: began.elapsed(),
            cpu_microseconds: self.server.cpu_microseconds() - cpu,
            microseconds,
        }
    }

    async fn on_each(&self, work: impl AsyncFn(Connection)) {
        let connections =
            futures_util::future::join_all((0..self.connections).map(|_| Connection::open(self.server)))
                .await;
        futures_util::future::join_all(connections.into_iter().map(|connection| work(connection))).await;
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

    /// Sends a request and reads its whole answer; anything but a 2xx ends the measurement.
    async fn ask(&mut self, request: &[u8]) -> &[u8] {
        self.stream.write_all(request).await.expect("sent");
        self.buffer.clear();
        let (body, length) = loop {
            assert!(
                self.stream.read_buf(&mut self.buffer).await.expect("read") > 0,
                "the server closed the connection"
            );
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(&self.buffer[..end]).to_ascii_lowercase();
                assert!(head.starts_with("http/1.1 2"), "{}", String::from_utf8_lossy(&self.buffer));
                let length =
                    head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
                break (end + 4, length.parse::<usize>().expect("a number"));
            }
        };
        while self.buffer.len() < body + length {
            assert!(
                self.stream.read_buf(&mut self.buffer).await.expect("read") > 0,
                "the server closed the connection"
            );
        }
        &self.buffer[body..body + length]
    }
}

impl Run {
    pub fn per_second(&self) -> f64 {
        self.answered as f64 / self.took.as_secs_f64()
    }

    /// Microseconds of server processor for each answer.
    pub fn cpu_each(&self) -> f64 {
        self.cpu_microseconds as f64 / self.answered as f64
    }
}

/// One kind of run over another, round by round.
pub struct Ratio(Vec<f64>);

impl Ratio {
    pub fn of(these: &[Run], those: &[Run], figure: impl Fn(&Run) -> f64) -> Self {
        let mut ratios: Vec<_> =
            these.iter().zip(those).map(|(this, that)| figure(this) / figure(that)).collect();
        ratios.sort_by(f64::total_cmp);
        Self(ratios)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (lowest, highest) = (self.0.first().expect("rounds"), self.0.last().expect("rounds"));
        write!(f, "{:.2} (lowest {lowest:.2}, highest {highest:.2})", self.0[self.0.len() / 2])
    }
}

/// Several runs as one line: medians.
pub struct Sum {
    per_second: f64,
    cpu: f64,
    p50: u64,
    p99: u64,
}

impl Sum {
    pub fn of(runs: &[Run]) -> Self {
        let median = |mut values: Vec<f64>| {
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        let mut all: Vec<_> = runs.iter().flat_map(|run| run.microseconds.iter().copied()).collect();
        all.sort_unstable();
        Self {
            per_second: median(runs.iter().map(Run::per_second).collect()),
            cpu: median(runs.iter().map(Run::cpu_each).collect()),
            p50: all[all.len() / 2],
            p99: all[all.len() * 99 / 100],
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { per_second, cpu, p50, p99 } = self;
        write!(f, "{per_second:.0}/s, {cpu:.1} µs of server processor each, p50 {p50} µs, p99 {p99} µs")
    }
}
