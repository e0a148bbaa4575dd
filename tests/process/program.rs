//! The program and its servers: each with a data folder of its own, each killed at the latest when its test
//! ends.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use serde_json::{Value, json};

pub use crate::engine::{on_postgres, skipped_if};

/// The most that anything may take that takes a moment on an idle machine.
pub const PATIENCE: Duration = Duration::from_mins(1);
/// The issuer of tokens that stay good when the server starts again on another port.
pub const ISSUER: &str = "http://registry.test";

/// A data folder, and on PostgreSQL a database.
pub struct Place {
    folder: tempfile::TempDir,
    database_url: Option<String>,
}

impl Place {
    /// On the engine under test.
    pub fn new() -> Self {
        Self { database_url: on_postgres().then(crate::postgres::fresh_database), ..Self::on_sqlite() }
    }

    /// On SQLite, whatever is under test.
    pub fn on_sqlite() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), database_url: None }
    }

    /// On SQLite, in a folder whose name begins with this.
    pub fn named(name: &str) -> Self {
        let folder = tempfile::Builder::new().prefix(name).tempdir().expect("a folder");
        Self { folder, database_url: None }
    }

    /// The data folder; the program makes it.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The SQLite database.
    pub fn database(&self) -> PathBuf {
        self.data().join("registry.db")
    }

    /// The journal of reads beside the embedded database.
    pub fn journal(&self) -> PathBuf {
        self.data().join("journal.db")
    }

    /// Changes the database behind the program's back.
    pub fn execute(&self, sql: &str) {
        match &self.database_url {
            Some(url) => PgConnection::establish(url).expect("PostgreSQL answers").batch_execute(sql),
            None => {
                let mut conn = SqliteConnection::establish(self.database().to_str().expect("UTF-8"))
                    .expect("the database opens");
                conn.batch_execute(&format!("PRAGMA busy_timeout = 5000; {sql}"))
            }
        }
        .expect("done");
    }

    /// The count of one query, behind the program's back.
    pub fn count(&self, sql: &str) -> i64 {
        self.count_in(&self.database(), sql)
    }

    /// The number of reads by an operation that the journal has; each was flushed by itself.
    pub fn count_reads(&self, operation: &str) -> i64 {
        if self.is_on_postgres() {
            return self.count(&format!("journal_entries WHERE operation = '{operation}'"));
        }
        let has = format!("journal_flushes WHERE instr(packed, CAST('{operation}' AS BLOB)) > 0");
        self.count_in(&self.journal(), &has)
    }

    fn count_in(&self, file: &Path, sql: &str) -> i64 {
        #[derive(QueryableByName)]
        struct Counted {
            #[diesel(sql_type = BigInt)]
            n: i64,
        }
        let query = sql_query(format!("SELECT count(*) AS n FROM {sql}"));
        let counted: Counted = match &self.database_url {
            Some(url) => query.get_result(&mut PgConnection::establish(url).expect("PostgreSQL answers")),
            None => query.get_result(
                &mut SqliteConnection::establish(file.to_str().expect("UTF-8")).expect("the database opens"),
            ),
        }
        .expect("counted");
        counted.n
    }

    pub fn is_on_postgres(&self) -> bool {
        self.database_url.is_some()
    }

    /// The program with this place and nothing else in its environment.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command.env("REGISTRY_DATA_DIR", self.data());
        if let Some(url) = &self.database_url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    /// The JSON that the program prints, if it succeeds.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("not JSON: {}", text(&output.stdout)))
    }

    /// A server on a free port.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        let mut all = vec!["serve", "--bind", "127.0.0.1:0"];
        all.extend(arguments);
        Server::start(self.command(&all))
    }

    /// A server whose tokens another one on this place takes as well.
    pub fn serve_on(&self, port: u16) -> Server {
        Server::start(self.command(&[
            "serve",
            "--bind",
            &format!("127.0.0.1:{port}"),
            "--public-url",
            ISSUER,
            "--log",
            "warn",
        ]))
    }

    /// The first client's credentials.
    pub fn first_client(&self) -> Value {
        serde_json::from_slice(
            &std::fs::read(self.data().join("first-client.json")).expect("the first client"),
        )
        .expect("JSON")
    }

    /// The journal is as it was written.
    #[track_caller]
    pub fn verify_journal(&self) {
        let report = self.json(&["journal", "verify"]);
        assert!(report["entries"].as_u64().is_some_and(|entries| entries > 0), "{report}");
    }
}

/// The program, told nothing by the environment of the tests.
pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_registry"));
    for (name, _) in
        std::env::vars().filter(|(name, _)| name.starts_with("REGISTRY_") || name == "DATABASE_URL")
    {
        command.env_remove(name);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Waits until `look` finds something.
#[track_caller]
pub fn wait_for<T>(what: &str, patience: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < patience, "{what}: not within {patience:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A running server, and all that it has written so far.
pub struct Server {
    child: Child,
    pub port: u16,
    written: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    fn start(mut command: Command) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let written = Arc::new(Mutex::new(Vec::new()));
        keep(child.stdout.take().expect("piped"), &written);
        keep(child.stderr.take().expect("piped"), &written);
        let mut server = Self { child, port: 0, written };
        server.port = wait_for("the server says where it is", PATIENCE, || {
            let written = server.written();
            assert!(server.child.try_wait().expect("a child").is_none(), "the server ended: {written}");
            let (_, address) = written.split_once(" serves http://127.0.0.1:")?;
            address.split_once(',')?.0.parse().ok()
        });
        wait_for("the server is ready", PATIENCE, || {
            (server.get("/health/ready").status == 200).then_some(())
        });
        server
    }

    /// All that it has written so far, on either stream.
    pub fn written(&self) -> String {
        text(&self.written.lock().expect("whole"))
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// A public answer.
    pub fn get(&self, path: &str) -> Answer {
        Caller::nobody(self.port).get(path)
    }

    /// A client with a token, if its credentials are good.
    pub fn client(&self, credentials: &Value) -> Caller {
        let answer = self.token(credentials).expect(200);
        Caller {
            token: Some(answer.body["access_token"].as_str().expect("a token").to_owned()),
            ..Caller::nobody(self.port)
        }
    }

    /// The answer to a request for a token.
    pub fn token(&self, credentials: &Value) -> Answer {
        let part =
            |name: &str| credentials[name].as_str().unwrap_or_else(|| panic!("no {name} in {credentials}"));
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", part("clientId")),
            ("client_secret", part("clientSecret")),
        ];
        Answer::of(Caller::nobody(self.port).agent.post(self.url("/oauth2/token")).send_form(form))
            .expect("an answer")
    }

    pub fn is_listening(&self) -> bool {
        std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &self.child.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(sent.success());
    }

    /// The status with which it ended, once it has.
    pub fn ended(&mut self, patience: Duration) -> ExitStatus {
        wait_for("the server ends", patience, || self.child.try_wait().expect("a child"))
    }

    /// Ends at once, without a chance to do anything (SIGKILL).
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// Asks it to stop, and gives all that it has written.
    pub fn stop(mut self) -> String {
        self.signal("TERM");
        assert!(self.ended(Duration::from_secs(30)).success(), "{}", self.written());
        self.written()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Keeps what a stream brings, until it ends.
fn keep(stream: impl Read + Send + 'static, written: &Arc<Mutex<Vec<u8>>>) {
    let written = Arc::clone(written);
    std::thread::spawn(move || {
        let mut lines = BufReader::new(stream);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            written.lock().expect("whole").append(&mut line);
        }
    });
}

/// Somebody who calls a server, on connections of their own.
#[derive(Clone)]
pub struct Caller {
    agent: ureq::Agent,
    pub port: u16,
    pub token: Option<String>,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub bytes: Vec<u8>,
    pub body: Value,
}

impl Caller {
    pub fn nobody(port: u16) -> Self {
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build()
            .into();
        Self { agent, port, token: None }
    }

    /// The same client on connections of its own, to a server on this port.
    pub fn beside(&self, port: u16) -> Self {
        Self { token: self.token.clone(), ..Self::nobody(port) }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The headers that every call has.
    fn headers<B>(&self, mut request: ureq::RequestBuilder<B>) -> ureq::RequestBuilder<B> {
        if let Some(token) = &self.token {
            request = request.header("Authorization", format!("Bearer {token}"));
        }
        request.header("Call-Basis", "Legea 140/2001").header("Call-Reason", "proba de proces")
    }

    /// # Errors
    /// There was no answer: the server does not listen, or broke off.
    pub fn try_get(&self, path: &str) -> Result<Answer, ureq::Error> {
        Answer::of(self.headers(self.agent.get(self.url(path))).call())
    }

    /// # Errors
    /// There was no answer: the server does not listen, or broke off.
    pub fn try_post(
        &self,
        path: &str,
        key: Option<&str>,
        body: impl serde::Serialize,
    ) -> Result<Answer, ureq::Error> {
        let mut request = self.headers(self.agent.post(self.url(path)));
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        Answer::of(request.send_json(body))
    }

    /// Sends a file; the order is in the path.
    ///
    /// # Errors
    /// There was no answer: the server does not listen, or broke off.
    pub fn try_send(
        &self,
        path: &str,
        key: Option<&str>,
        media_type: &str,
        file: &[u8],
    ) -> Result<Answer, ureq::Error> {
        let mut request = self.headers(self.agent.post(self.url(path))).header("Content-Type", media_type);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        Answer::of(request.send(file))
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.try_get(path).expect("an answer")
    }

    #[track_caller]
    pub fn post(&self, path: &str, body: Value) -> Answer {
        self.try_post(path, None, body).expect("an answer")
    }

    /// All items of a list, page by page.
    pub fn list(&self, path: &str, name: &str) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page = self.get(&format!("{path}{joint}limit=200&cursor={cursor}")).expect(200).body;
            items.extend(page[name].as_array().expect("a list").iter().cloned());
            page["nextCursor"].as_str().expect("a cursor").clone_into(&mut cursor);
            if cursor.is_empty() {
                return items;
            }
        }
    }
}

impl Answer {
    fn of(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Self, ureq::Error> {
        let mut answer = answer?;
        let bytes = answer.body_mut().read_to_vec()?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Self { status: answer.status().as_u16(), headers: answer.headers().clone(), bytes, body })
    }

    /// This answer, if it has the status expected.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", text(&self.bytes));
        self
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The id of the record in the body.
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id in {}", self.body)).to_owned()
    }
}

/// Thirteen digits with a right check digit.
pub fn valid_code(twelve: u64) -> String {
    let digits = format!("{twelve:012}");
    let sum: u32 = digits
        .bytes()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    format!("{digits}{}", sum % 10)
}

/// A person to register.
pub fn person(idnp: &str) -> Value {
    json!({ "idnp": idnp, "familyName": "Rusu", "givenName": "Ana" })
}

/// The mode of a file or folder, without its type.
pub fn mode(file: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).unwrap_or_else(|error| panic!("{}: {error}", file.display())).permissions().mode()
        & 0o777
}
