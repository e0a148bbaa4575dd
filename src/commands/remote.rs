//! A register that a server serves, as `registry import` calls it.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Seek, Write};
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use serde_json::Value;
use ureq::http::{HeaderValue, Response, StatusCode, Uri, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Body, RequestBuilder};

use super::job::{ImportRequest, UploadAnswer};
use super::output::{say, usage};
use crate::config::ImportOptions;
use crate::error::{Error, Result};
use crate::imports::LARGEST_FILE;
use crate::values::{BatchId, Language, Note};

/// Attempts at a call before it is given up: at the first one, by which we learn whether anybody is there,
/// and at any other.
const FIRST_ATTEMPTS: u32 = 3;
const ATTEMPTS: u32 = 7;
/// Pause before the second attempt; twice as long before each further one.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest answer that is read, in bytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// A server, and who calls it.
pub(super) struct Remote {
    agent: Agent,
    base: String,
    client: String,
    secret: String,
    token: Option<String>,
    batches: String,
    reason: HeaderValue,
    basis: Option<HeaderValue>,
}

/// An answer.
struct Answer {
    status: StatusCode,
    body: Value,
}

impl Remote {
    pub fn open(url: &str, asked: &ImportOptions, job: &ImportRequest) -> Result<Self> {
        let client = asked.client_id.clone().ok_or_else(|| usage("--client-id", "is required with --url"))?;
        let base = url.trim_end_matches('/').to_owned();
        let is_secure = is_secure(&base)?;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(Duration::from_secs(10)))
            // A large workbook is read through before it is acknowledged.
            .timeout_recv_response(Some(Duration::from_mins(5)));
        let config = if is_secure { config.tls_config(tls()) } else { config };
        Ok(Self {
            agent: config.build().into(),
            batches: format!("{base}/api/v1{}", job.kind.descriptor().path),
            base,
            client,
            secret: asked.secret()?,
            token: None,
            reason: header(&job.reason)?,
            basis: job.basis.as_ref().map(header).transpose()?,
        })
    }

    /// Sends a file. However often this is tried, and if the command is repeated after it broke off, one
    /// batch comes of it.
    pub fn send(&mut self, job: &ImportRequest, file: &File) -> Result<UploadAnswer> {
        let unreadable = |error: std::io::Error| Error::internal(format!("cannot read the file: {error}"));
        if file.metadata().map_err(unreadable)?.len() > LARGEST_FILE {
            return Err(Error::internal(
                "the file may have at most 64 MB (67108864 bytes); send it in parts",
            ));
        }
        let (order, format) = (job.order, job.format);
        let query = format!("mode={}&atomicity={}&onChange={}", order.mode, order.atomicity, order.on_change);
        let key = self.key(&query, format.as_str(), file)?;
        let address = format!("{}?{query}", self.batches);
        let answer = self.call(|remote, token| {
            let mut file = file;
            file.rewind()?;
            let request = remote
                .agent
                .post(&address)
                .header("Idempotency-Key", &key)
                .header(header::CONTENT_TYPE, format.media_type())
                .header(header::ACCEPT_LANGUAGE, job.language.as_str());
            remote.traced(request, token).send(file)
        })?;
        match answer.status.as_u16() {
            201 => Ok(UploadAnswer::Accepted(answer.body)),
            400 | 413 | 415 => Ok(UploadAnswer::Refused(answer.body)),
            _ => Err(answer.unexpected()),
        }
    }

    pub fn find(&mut self, id: BatchId) -> Result<Value> {
        let address = format!("{}/{id}", self.batches);
        self.get(&address)
    }

    pub fn rows(&mut self, id: BatchId, outcome: &str, limit: usize) -> Result<Vec<Value>> {
        let address = format!("{}/{id}/rows?outcome={outcome}&limit={limit}", self.batches);
        Ok(self.get(&address)?["rows"].as_array().cloned().unwrap_or_default())
    }

    /// Writes the caller's own file, with what became of each row, as it arrives; from its beginning when a
    /// connection breaks.
    pub fn download(&mut self, id: BatchId, language: Language, into: &File) -> Result<()> {
        let address = format!("{}/{id}/annotated", self.batches);
        let failed = Cell::new(None);
        let ask = |remote: &Self, token: &str| {
            let request = remote.agent.get(&address).header(header::ACCEPT_LANGUAGE, language.as_str());
            remote.traced(request, token).call()
        };
        let answer = self.call_for(ask, |response| match response.status() {
            StatusCode::OK => {
                let kept = keep(response.into_body().into_reader(), into)?;
                failed.set(kept.err());
                Ok(Answer { status: StatusCode::OK, body: Value::Null })
            }
            _ => Answer::of(response),
        })?;
        match (answer.status, failed.take()) {
            (StatusCode::OK, None) => Ok(()),
            (StatusCode::OK, Some(error)) => {
                Err(Error::internal(format!("the file cannot be written: {error}")))
            }
            _ => Err(answer.unexpected()),
        }
    }

    /// The same for the same file and options, until a batch has ended: who repeats a command that broke off
    /// follows the batch that it began; who repeats one that ended has the file looked at anew.
    fn key(&mut self, query: &str, format: &str, mut file: &File) -> Result<String> {
        let mut digest = Context::new(&SHA256);
        for status in ["completed", "failed"] {
            let page = self.get(&format!("{}?status={status}&limit=1", self.batches))?;
            digest.update(page["batches"][0]["id"].as_str().unwrap_or("none").as_bytes());
        }
        digest.update(format!("{query}\n{format}\n").as_bytes());
        let mut chunk = vec![0; 64 * 1024];
        loop {
            match file
                .read(&mut chunk)
                .map_err(|error| Error::internal(format!("cannot read the file: {error}")))?
            {
                0 => break,
                read => digest.update(&chunk[..read]),
            }
        }
        // In letters: no run of digits can be taken for a person's number.
        let letters = digest
            .finish()
            .as_ref()
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .map(|half| char::from(b'a' + half))
            .collect();
        Ok(letters)
    }

    fn get(&mut self, address: &str) -> Result<Value> {
        let answer = self.call(|remote, token| remote.traced(remote.agent.get(address), token).call())?;
        if answer.status == StatusCode::OK { Ok(answer.body) } else { Err(answer.unexpected()) }
    }

    /// Adds who calls, on what basis and why.
    fn traced<B>(&self, request: RequestBuilder<B>, token: &str) -> RequestBuilder<B> {
        let request = request
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header("Call-Reason", self.reason.clone());
        match &self.basis {
            Some(basis) => request.header("Call-Basis", basis.clone()),
            None => request,
        }
    }

    /// Makes a call with a good token.
    fn call(&mut self, act: impl Fn(&Self, &str) -> Result<Response<Body>, ureq::Error>) -> Result<Answer> {
        self.call_for(act, Answer::of)
    }

    /// The same, for an answer that is read in a way of its own.
    fn call_for(
        &mut self,
        act: impl Fn(&Self, &str) -> Result<Response<Body>, ureq::Error>,
        read: impl Fn(Response<Body>) -> Result<Answer, ureq::Error>,
    ) -> Result<Answer> {
        for renewed in [false, true] {
            let token = match &self.token {
                Some(token) => token.clone(),
                None => self.renew()?,
            };
            let answer = persist(ATTEMPTS, || act(self, &token), &read)?;
            if answer.status != StatusCode::UNAUTHORIZED || renewed {
                return Ok(answer);
            }
            // Its quarter of an hour is over.
            self.token = None;
        }
        Err(Error::internal("the server does not take its own token"))
    }

    fn renew(&mut self) -> Result<String> {
        let address = format!("{}/oauth2/token", self.base);
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.client),
            ("client_secret", &self.secret),
        ];
        let answer = persist(FIRST_ATTEMPTS, || self.agent.post(&address).send_form(form), Answer::of)?;
        match answer.body["access_token"].as_str() {
            Some(token) if answer.status == StatusCode::OK => Ok(self.token.insert(token.to_owned()).clone()),
            _ => Err(answer.unexpected()),
        }
    }
}

impl Answer {
    fn of(mut response: Response<Body>) -> Result<Self, ureq::Error> {
        let status = response.status();
        let text = response.body_mut().with_config().limit(LONGEST).read_to_vec()?;
        Ok(Self { status, body: serde_json::from_slice(&text).unwrap_or_default() })
    }

    /// The answer as an error, where the command cannot go on with it.
    fn unexpected(&self) -> Error {
        let detail = self.body["detail"].as_str().unwrap_or("it is not said why; check --url");
        let faults = self.body["errors"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(place, expected)| format!("; {place}: {expected}"));
        Error::internal(format!(
            "the server answers {}: {detail}{}",
            self.status.as_u16(),
            faults.collect::<String>()
        ))
    }
}

/// Tries again while the server cannot be reached or is too busy, each time a little later.
fn persist(
    attempts: u32,
    act: impl Fn() -> Result<Response<Body>, ureq::Error>,
    read: impl Fn(Response<Body>) -> Result<Answer, ureq::Error>,
) -> Result<Answer> {
    let mut pause = PAUSE;
    for attempt in 1.. {
        let (why, wait) = match act().and_then(|response| Ok((retry_after(&response), read(response)?))) {
            Ok((wait, answer)) if matches!(answer.status.as_u16(), 429 | 503) && attempt < attempts => {
                ("the server is busy".to_owned(), wait.unwrap_or(pause))
            }
            Ok((_, answer)) => return Ok(answer),
            Err(error) if attempt < attempts && is_passing(&error) => {
                (format!("the server was not reached ({error})"), pause)
            }
            Err(error) => return Err(Error::internal(format!("the server was not reached: {error}"))),
        };
        say(&format!("{why}; trying again in {:.1} s", wait.as_secs_f64()));
        std::thread::sleep(wait);
        pause *= 2;
    }
    Err(Error::internal("the server was not reached"))
}

/// Writes an answer into a file, in place of what is there. The outer result is of the answer, the inner one
/// of the file.
fn keep(mut answer: impl Read, mut file: &File) -> io::Result<io::Result<()>> {
    if let Err(error) = file.set_len(0).and_then(|()| file.rewind()) {
        return Ok(Err(error));
    }
    let mut chunk = vec![0; 64 * 1024];
    loop {
        match answer.read(&mut chunk)? {
            0 => return Ok(Ok(())),
            read => {
                if let Err(error) = file.write_all(&chunk[..read]) {
                    return Ok(Err(error));
                }
            }
        }
    }
}

fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let seconds = response.headers().get(header::RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds).min(Duration::from_mins(1)))
}

/// Whether the same call may succeed a moment later. A certificate that is not good stays so.
fn is_passing(error: &ureq::Error) -> bool {
    use ureq::Error::{ConnectionFailed, Io, Protocol, Timeout};
    match error {
        Io(error) => error.kind() != ErrorKind::InvalidData,
        Timeout(_) | ConnectionFailed | Protocol(_) => true,
        _ => false,
    }
}

/// Whether an address is one of TLS. In the clear a secret is only sent within this machine.
fn is_secure(base: &str) -> Result<bool> {
    let expected = "expected the address of a server, for example https://registry.example";
    let address: Uri = base.parse().map_err(|_| usage("--url", expected))?;
    let host = address.host().unwrap_or_default().trim_matches(['[', ']']);
    match address.scheme_str() {
        Some("https") => Ok(true),
        Some("http")
            if host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()) =>
        {
            Ok(false)
        }
        Some("http") => Err(usage(
            "--url",
            "expected https://: over http:// the client's secret can be read on its way to another machine",
        )),
        _ => Err(usage("--url", expected)),
    }
}

/// Certificates are good that the system takes for good.
fn tls() -> TlsConfig {
    let roots: Vec<_> = rustls_native_certs::load_native_certs()
        .certs
        .iter()
        .map(|root| Certificate::from_der(root).to_owned())
        .collect();
    TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .build()
}

/// A header may be UTF-8: a reason is said in Romanian.
fn header(note: &Note) -> Result<HeaderValue> {
    HeaderValue::from_bytes(note.as_str().as_bytes())
        .map_err(|_| Error::internal("a reason or basis cannot be sent"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_sent_in_the_clear_within_this_machine_only() {
        for (address, secure) in [
            ("https://registry.example", true),
            ("http://127.0.0.1:8080", false),
            ("http://localhost", false),
            ("http://[::1]:80", false),
        ] {
            assert_eq!(is_secure(address).ok(), Some(secure), "{address}");
        }
        for address in [
            "http://registry.example",
            "http://127.0.0.1.example",
            "registry.example",
            "ftp://localhost",
            "",
            "http://",
        ] {
            assert!(is_secure(address).is_err(), "{address}");
        }
    }

    #[test]
    fn an_answer_that_breaks_off_is_not_taken_for_a_whole_one() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"what came before it broke off").expect("written");
        for (end, is_whole) in [("", false), ("3\r\ncd", false), ("3\r\ncde\r\n0\r\n\r\n", true)] {
            let server = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
            let address = format!("http://{}", server.local_addr().expect("an address"));
            let answer = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n{end}");
            let answered = std::thread::spawn(move || {
                let (mut connection, _) = server.accept().expect("a caller");
                let _ = connection.read(&mut [0; 1024]).expect("a request");
                connection.write_all(answer.as_bytes()).expect("answered");
            });
            let response = ureq::get(&address).call().expect("an answer");
            let kept = keep(response.into_body().into_reader(), &file);
            answered.join().expect("answered");
            assert_eq!(kept.is_ok_and(|written| written.is_ok()), is_whole, "{end}");
        }
        file.rewind().expect("rewound");
        assert_eq!(io::read_to_string(file).expect("readable"), "abcde");
    }

    #[test]
    fn the_certificates_of_the_system_can_be_read() {
        tls();
    }
}
