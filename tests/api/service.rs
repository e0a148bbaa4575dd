//! A fresh service for each test, in process, and a client for each role.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

use actix_http::Request;
use actix_web::body::BoxBody;
use actix_web::dev::{Service as _, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::rt::spawn;
use actix_web::rt::task::{JoinHandle, yield_now};
use actix_web::rt::time::sleep;
use actix_web::test::{TestRequest, init_service, read_body};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use futures_util::FutureExt;
use registry::app;
use registry::call::{Actor, Call, Role};
use registry::clients::{self, NewClient};
use registry::clock::Clock;
use registry::config::DataOptions;
use registry::db::{Process, Tx, View};
use registry::error::Result;
use registry::http::Hall;
use registry::journal::{self, Filter};
use registry::organisations::{self, NewOrganisation};
use registry::record::{self, Packing};
use registry::start::{self, House};
use registry::values::{ClientId, Day, Idno, Moment, Name, Note, OrganisationId, OrganisationKind};
use serde_json::{Value, json};

use crate::architecture::OPERATIONS;
pub use crate::engine::{on_postgres, skipped_if};

/// The day on which every test begins, unless it moves the clock.
pub const TODAY: &str = "2026-11-23";
const NOW: &str = "2026-11-23T10:00:00Z";
pub const ISSUER: &str = "http://registry.test";
/// The most that anything may take that takes a moment on an idle machine.
const PATIENCE: Duration = Duration::from_mins(2);

type Send = dyn Fn(Request) -> Pin<Box<dyn Future<Output = ServiceResponse<BoxBody>>>>;

/// A service of its own: an empty database, keys, and a clock that stands until it is moved.
#[derive(Clone)]
pub struct Service {
    pub house: House,
    pub hall: Hall,
    pub clock: Clock,
    pub place: DataOptions,
    send: Rc<Send>,
    next_idno: Rc<Cell<u64>>,
    /// Whether records are packed before they are asked for.
    pub packs: Rc<Cell<bool>>,
    _noted: Rc<Noted>,
    _folder: Rc<tempfile::TempDir>,
}

/// Looks, when a test ends well, whether all that it had noted in the journal are operations of the contract.
/// On SQLite, whose reads wait for nobody.
struct Noted(Hall);

impl Drop for Noted {
    fn drop(&mut self) {
        if std::thread::panicking() || on_postgres() {
            return;
        }
        self.0.db.refresh();
        let read = |view: &mut View<'_>| journal::list(view, &Filter::default(), None, i64::MAX);
        let noted = self.0.db.read(read).now_or_never().expect("at once").expect("the journal");
        let operations: BTreeSet<_> = noted.into_iter().map(|row| row.operation).collect();
        let unknown: Vec<_> =
            operations.iter().filter(|operation| !OPERATIONS.contains(*operation)).collect();
        assert!(unknown.is_empty(), "noted in the journal, and no operations of the contract: {unknown:?}");
    }
}

/// A client of a role, with a token; it states a basis and a reason on every call.
#[derive(Clone)]
pub struct Client {
    service: Service,
    pub id: ClientId,
    pub organisation: OrganisationId,
    pub secret: String,
    pub token: String,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: header::HeaderMap,
    pub bytes: Vec<u8>,
    pub body: Value,
}

/// Looks until there is something, for as long as anything may take that takes a moment on an idle machine.
pub async fn wait_for<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}");
        sleep(Duration::from_millis(1)).await;
    }
}

impl Service {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database_url = on_postgres().then(super::postgres::fresh_database);
        let place = DataOptions { data_dir: folder.path().to_owned(), database_url };
        let clock = Clock::standing(Moment::parse(NOW).expect("a moment"));
        let house = start::open(&place, ISSUER, clock.clone(), Process::Server).expect("a service");
        let inner = Rc::new(init_service(app::build(&house, false)).await);
        let send: Rc<Send> = Rc::new(move |request| {
            let inner = Rc::clone(&inner);
            Box::pin(async move { inner.call(request).await.expect("an answer") })
        });
        let hall = house.hall.clone();
        let noted = Rc::new(Noted(hall.clone()));
        Self {
            house,
            hall,
            clock,
            place,
            send,
            next_idno: Rc::new(Cell::new(100_000_000_000)),
            packs: Rc::new(Cell::new(true)),
            _noted: noted,
            _folder: Rc::new(folder),
        }
    }

    /// Another process on the same place, with the same clock and the same keys.
    pub async fn beside(&self) -> Self {
        let house = start::open(&self.place, ISSUER, self.clock.clone(), Process::Server).expect("a service");
        let inner = Rc::new(init_service(app::build(&house, false)).await);
        let send: Rc<Send> = Rc::new(move |request| {
            let inner = Rc::clone(&inner);
            Box::pin(async move { inner.call(request).await.expect("an answer") })
        });
        let hall = house.hall.clone();
        Self { house, hall, send, ..self.clone() }
    }

    /// A service on files that were put back by `put`, with the same keys and clock.
    pub async fn restored(&self, put: impl FnOnce(&std::path::Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for entry in std::fs::read_dir(&self.place.data_dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "key") {
                std::fs::copy(&path, folder.path().join(path.file_name().expect("a name"))).expect("copied");
            }
        }
        put(folder.path());
        let place = DataOptions { data_dir: folder.path().to_owned(), database_url: None };
        let service = Self { place, ..self.clone() }.beside().await;
        Self { _folder: Rc::new(folder), ..service }
    }

    /// An organisation that no other test organisation is.
    pub async fn organisation(
        &self,
        kind: OrganisationKind,
        parent: Option<OrganisationId>,
    ) -> OrganisationId {
        let new = NewOrganisation {
            idno: Idno::parse(&self.fresh_code()).expect("valid"),
            name: Name::parse(&format!("Organizația {kind} {}", self.next_idno.get())).expect("valid"),
            kind,
            parent_id: parent,
            district: None,
            valid_from: None,
            sample: false,
        };
        self.hall
            .db
            .write(move |tx| organisations::create(tx, &operator(), &new))
            .await
            .expect("an organisation")
            .id
    }

    /// Packs every record that changed, as a server does beside its requests, unless a slow write was begun,
    /// behind which it would wait.
    pub async fn pack(&self) {
        while self.packs.get() && self.hall.db.tidy(record::pack).await.expect("packed") != Packing::Done {}
    }

    /// Begins a write that goes on until it is told to end. On SQLite other writes wait for it meanwhile, and
    /// share its commit.
    pub async fn slow_write(&self) -> (JoinHandle<Result<()>>, SyncSender<()>) {
        self.packs.set(false);
        let (begun, begins) = sync_channel(1);
        let (end, ends) = sync_channel(1);
        let (db, ends) = (self.hall.db.clone(), Mutex::new(ends));
        let write = spawn(async move {
            let write = move |_: &mut Tx<'_>| {
                begun.send(()).expect("heard");
                ends.lock().expect("whole").recv_timeout(PATIENCE).expect("told to end");
                Ok(())
            };
            db.write(write).await
        });
        yield_now().await;
        begins.recv_timeout(PATIENCE).expect("it begins");
        (write, end)
    }

    /// A valid IDNO or IDNP that this service has not seen.
    pub fn fresh_code(&self) -> String {
        let twelve = self.next_idno.get();
        self.next_idno.set(twelve + 1);
        valid_code(twelve)
    }

    /// A client of a role in an organisation of its own.
    pub async fn client(&self, role: Role) -> Client {
        let kind = match role {
            Role::Registrar | Role::Ministry | Role::Payroll | Role::Auditor | Role::Commission => {
                OrganisationKind::Ministry
            }
            Role::University => OrganisationKind::University,
            Role::Provider => OrganisationKind::Provider,
            Role::Employer | Role::Supervisor => OrganisationKind::Employer,
        };
        let organisation = self.organisation(kind, None).await;
        self.client_of(organisation, role).await
    }

    /// A client of a role in an organisation.
    pub async fn client_of(&self, organisation: OrganisationId, role: Role) -> Client {
        let keys = std::sync::Arc::clone(&self.hall.keys);
        let new = NewClient {
            organisation_id: organisation,
            name: Name::parse("Test").expect("valid"),
            role,
            standing_basis: None,
        };
        let made = self
            .hall
            .db
            .write(move |tx| clients::create(tx, &keys, &operator(), &new))
            .await
            .expect("a client");
        let token = self.token(made.client_id, &made.client_secret).await;
        Client { service: self.clone(), id: made.client_id, organisation, secret: made.client_secret, token }
    }

    /// A token for a secret, as a client gets one.
    pub async fn token(&self, client: ClientId, secret: &str) -> String {
        let form = format!("grant_type=client_credentials&client_id={client}&client_secret={secret}");
        let request = TestRequest::post()
            .uri("/oauth2/token")
            .insert_header(("content-type", "application/x-www-form-urlencoded"));
        let answer = self.send(request.set_payload(form)).await.expect(200);
        answer.body["access_token"].as_str().expect("a token").to_owned()
    }

    /// Sends a request as it is: no token, no headers of ours.
    pub async fn send(&self, request: TestRequest) -> Answer {
        let request = request.to_request();
        if ["/qualification-status-queries", "/pathway"].iter().any(|end| request.path().ends_with(end)) {
            self.pack().await;
        }
        let response = (self.send)(request).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = read_body(response).await.to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Answer { status, headers, bytes, body }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(TestRequest::get().uri(path)).await
    }
}

impl Client {
    /// A request with this client's token, basis and reason.
    pub fn request(&self, method: Method, path: &str) -> TestRequest {
        TestRequest::with_uri(path)
            .method(method)
            .insert_header((header::AUTHORIZATION, format!("Bearer {}", self.token)))
            .insert_header(("Call-Basis", "Legea 140/2001, art. 5"))
            .insert_header(("Call-Reason", "verificare de rutină"))
    }

    pub async fn send(&self, request: TestRequest) -> Answer {
        self.service.send(request).await
    }

    /// A valid IDNO or IDNP that the service has not seen.
    pub fn fresh_code(&self) -> String {
        self.service.fresh_code()
    }

    /// The same client of another process.
    pub fn of(&self, service: &Service) -> Self {
        Self { service: service.clone(), ..self.clone() }
    }

    /// The same client with a new token, after the clock was moved.
    pub async fn token_again(&self) -> Self {
        Self { token: self.service.token(self.id, &self.secret).await, ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).set_json(body)).await
    }

    /// The same request again has the same effect once.
    pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Answer {
        self.send(self.request(Method::POST, path).insert_header(("Idempotency-Key", key)).set_json(body))
            .await
    }

    /// Sends a file; `order` is the query, without its question mark.
    pub async fn send_file(
        &self,
        path: &str,
        order: &str,
        media_type: &str,
        file: impl Into<Vec<u8>>,
    ) -> Answer {
        let request = self
            .request(Method::POST, &format!("{path}?{order}"))
            .insert_header((header::CONTENT_TYPE, media_type));
        self.send(request.set_payload(file.into())).await
    }

    /// Sends a file, and waits for the end of the work on it: the batch as it is then.
    pub async fn batch(&self, path: &str, order: &str, media_type: &str, file: impl Into<Vec<u8>>) -> Answer {
        let sent = self.send_file(path, order, media_type, file).await.expect(201);
        self.finished(&format!("{path}/{}", sent.id())).await
    }

    /// The batch at a path once it has ended, whoever works on it.
    pub async fn finished(&self, path: &str) -> Answer {
        wait_for(&format!("the end of {path}"), async || {
            let answer = self.get(path).await.expect(200);
            answer.body["finishedAt"].is_string().then_some(answer)
        })
        .await
    }

    /// Publishes a rule set that is as it was read.
    pub async fn publish(&self, rule_set: &str, reason: &str) -> Answer {
        let tag = self.get(rule_set).await.expect(200).etag();
        let request = self
            .request(Method::POST, &format!("{rule_set}/publications"))
            .insert_header((header::IF_MATCH, tag));
        self.send(request.set_json(json!({ "reason": reason }))).await
    }

    /// Corrects a record, however it is: where the version that was read is asked for, any will do.
    pub async fn correct(&self, path: &str, body: Value) -> Answer {
        self.send(self.correction(path).set_json(body)).await
    }

    pub fn correction(&self, path: &str) -> TestRequest {
        self.request(Method::POST, path).insert_header((header::IF_MATCH, "*"))
    }

    /// Changes a record that is as it was read: reads it for its tag first.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        let tag = self.get(path).await.expect(200).etag();
        self.send(self.request(Method::PATCH, path).insert_header((header::IF_MATCH, tag)).set_json(body))
            .await
    }

    /// All items of a list, page by page.
    pub async fn list(&self, path: &str, name: &str) -> Vec<Value> {
        self.list_by(path, name, 3).await
    }

    /// All items of a list, by pages of so many.
    pub async fn list_by(&self, path: &str, name: &str, limit: usize) -> Vec<Value> {
        let (mut items, mut cursor) = (Vec::new(), String::new());
        loop {
            let joint = if path.contains('?') { '&' } else { '?' };
            let page =
                self.get(&format!("{path}{joint}limit={limit}&cursor={cursor}")).await.expect(200).body;
            items.extend(page[name].as_array().expect("a list").iter().cloned());
            page["nextCursor"].as_str().expect("a cursor").clone_into(&mut cursor);
            if cursor.is_empty() {
                return items;
            }
        }
    }
}

impl Answer {
    /// This answer, if it has the status expected.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// This answer, if it is a validation problem with a fault at exactly these places.
    #[track_caller]
    pub fn expect_faults(self, places: &[&str]) -> Self {
        let answer = self.expect(400);
        let found: Vec<_> = answer.body["errors"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(place, _)| place.as_str())
            .collect();
        let mut expected = places.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{}", answer.body);
        answer
    }

    /// The id of the record in the body.
    #[track_caller]
    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id in {}", self.body)).to_owned()
    }

    #[track_caller]
    pub fn etag(&self) -> String {
        self.header("etag").expect("an ETag").to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
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

/// The register's own operator, for what tests set up.
pub fn operator() -> Call {
    let note = || Note::parse("set-up of a test").expect("valid");
    Call {
        actor: Actor {
            client: ClientId(uuid::Uuid::nil()),
            organisation: OrganisationId(uuid::Uuid::nil()),
            role: Role::Registrar,
        },
        user: None,
        basis: note(),
        reason: note(),
        trace_id: "0".repeat(32),
        today: Day::parse(TODAY).expect("a day"),
    }
}

/// An organisation as a request.
pub fn new_organisation(idno: &str) -> Value {
    json!({ "idno": idno, "name": "Direcția Asistență Socială", "kind": "employer", "district": "MD-FL" })
}

/// Statements on the journal's own file, behind the program's back.
pub fn on_journal_file(service: &Service, sql: &str) {
    let file = service.place.data_dir.join("journal.db");
    let mut conn = SqliteConnection::establish(file.to_str().expect("UTF-8")).expect("the file opens");
    conn.batch_execute(&format!("PRAGMA busy_timeout = 5000; {sql}")).expect("done");
}

/// Has the disk refuse entries of the journal from now on, of changes and of reads.
pub async fn refuse_entries(service: &Service) {
    let refuse = refuse_rows_of("journal_entries");
    service.hall.db.write(move |tx| Ok(tx.batch_execute(&refuse)?)).await.expect("refused from now on");
    if !on_postgres() {
        on_journal_file(service, &refuse_rows_of("journal_flushes"));
    }
}

/// Has the disk take entries again.
pub async fn allow_entries(service: &Service) {
    let allow = allow_rows_of("journal_entries");
    service.hall.db.write(move |tx| Ok(tx.batch_execute(&allow)?)).await.expect("taken again");
    if !on_postgres() {
        on_journal_file(service, &allow_rows_of("journal_flushes"));
    }
}

/// Has the database refuse rows of a table from now on, as a full disk would.
pub fn refuse_rows_of(table: &str) -> String {
    if on_postgres() {
        format!(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql
             AS $$ BEGIN RAISE EXCEPTION 'the disk is full'; END $$;
             CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )
    } else {
        format!(
            "CREATE TRIGGER full_disk BEFORE INSERT ON {table}
             BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
    }
}

/// Has the database take rows of the table again.
pub fn allow_rows_of(table: &str) -> String {
    let of = if on_postgres() { format!(" ON {table}") } else { String::new() };
    format!("DROP TRIGGER full_disk{of}")
}
