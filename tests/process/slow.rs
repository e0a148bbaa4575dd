//! Slow, silent and oversized callers hold nothing up, and are told why where they can be.
//!
//! Nothing here depends on the engine: on SQLite only.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::program::{PATIENCE, Place, Server, on_postgres, skipped_if};
use crate::wire::Wire;

const PATH: &str = "/api/v1/organisations";
const SECOND: Duration = Duration::from_secs(1);

/// A server, and the first client's token; none where this would only repeat what SQLite has shown.
fn server() -> Option<(Place, Server, String)> {
    if skipped_if(on_postgres(), "nothing here depends on the engine; SQLite has shown it") {
        return None;
    }
    let place = Place::on_sqlite();
    let server = place.serve(&["--empty"]);
    let token = server.client(&place.first_client()).token.expect("a token");
    Some((place, server, token))
}

/// The head of a POST of an organisation.
fn head(token: &str, more: &str) -> String {
    format!(
        "POST {PATH} HTTP/1.1\r\nHost: registry\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n{more}\r\n"
    )
}

/// The status and the problem of an answer.
#[track_caller]
fn problem(wire: &Wire) -> (u16, Value) {
    let answer = wire.answer();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer}"));
    assert!(head.to_ascii_lowercase().contains("content-type: application/problem+json"), "{answer}");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    (status, serde_json::from_str(body).unwrap_or_else(|_| panic!("{answer}")))
}

/// Sends a byte a second until the connection is closed, and says when that was; at the latest after `most`.
fn drip(wire: &mut Wire, byte: &str, most: Duration) -> Duration {
    let began = Instant::now();
    while began.elapsed() < most && wire.read_for(SECOND) {
        wire.send(byte);
    }
    began.elapsed()
}

/// One test, for each of these takes half a minute.
#[test]
fn nobody_holds_a_connection_by_sending_a_byte_a_second() {
    let Some((_place, server, token)) = server() else { return };
    let (port, token) = (server.port, token.as_str());
    std::thread::scope(|scope| {
        scope.spawn(move || a_body_is_ended(port, token));
        for more in ["Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"] {
            scope.spawn(move || a_refused_callers_body_is_not_waited_for(port, more));
        }
        scope.spawn(move || headers_are_cut_off_on_a_used_connection(port));
    });
}

fn a_body_is_ended(port: u16, token: &str) {
    let mut wire = Wire::open(port);
    wire.send(head(token, "Content-Length: 1000\r\n"));
    let took = drip(&mut wire, " ", Duration::from_secs(40)).as_secs();
    let (status, problem) = problem(&wire);
    assert_eq!((status, &problem["type"]), (408, &json!("urn:registry:problem:request-timeout")));
    assert!((29..=35).contains(&took), "{took} s");
}

/// A caller that is refused before the body is read cannot go on sending it for ever.
fn a_refused_callers_body_is_not_waited_for(port: u16, more: &str) {
    let byte = if more.contains("chunked") { "1\r\n \r\n" } else { " " };
    let mut wire = Wire::open(port);
    wire.send(head("forged", more));
    let took = drip(&mut wire, byte, Duration::from_secs(40)).as_secs();
    assert!(wire.answer().starts_with("HTTP/1.1 401 "), "{}", wire.answer());
    assert!(took <= 35, "{more}: still open after {took} s");
}

/// The second request of a connection has no endless time for its headers either.
fn headers_are_cut_off_on_a_used_connection(port: u16) {
    let mut wire = Wire::open(port);
    wire.send("GET /health/live HTTP/1.1\r\nHost: registry\r\n\r\n");
    assert!(wire.read_until(PATIENCE, |bytes| bytes.ends_with(b"}")), "it is kept open");
    wire.send("GET /health/live HTTP/1.1\r\nX: ");
    let took = drip(&mut wire, "X", Duration::from_secs(40)).as_secs();
    assert!(took <= 35, "still open after {took} s");
}

#[test]
fn headers_that_never_end_are_cut_off() {
    let Some((_place, server, _)) = server() else { return };
    std::thread::scope(|scope| {
        for sent in ["", "G", "GET /health/live HTTP/1.1\r\nHost: registry\r\n"] {
            let port = server.port;
            scope.spawn(move || {
                let mut wire = Wire::open(port);
                wire.send(sent);
                let took = drip(&mut wire, "X", Duration::from_secs(10)).as_secs_f32();
                assert!(took < 7.0, "{sent:?}: still open after {took} s");
            });
        }
    });
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_sent() {
    let Some((_place, server, token)) = server() else { return };
    for more in [
        "Content-Length: 65537\r\n",
        "Content-Length: 65537\r\nExpect: 100-continue\r\n",
        "Content-Length: 99999999999\r\n",
    ] {
        let mut wire = Wire::open(server.port);
        let began = Instant::now();
        wire.send(head(&token, more));
        wire.read_until(PATIENCE, |bytes| bytes.ends_with(b"}"));
        wire.received =
            wire.received.strip_prefix(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap_or(&wire.received).to_vec();
        assert_eq!(problem(&wire).0, 413, "{more}");
        assert!(began.elapsed() < Duration::from_secs(5), "{more}: {:?}", began.elapsed());
    }
    // Of a body whose length is not announced, no more is read than may be sent.
    let mut wire = Wire::open(server.port);
    wire.send(head(&token, "Transfer-Encoding: chunked\r\n"));
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(4_096));
    for _ in 0..17 {
        wire.send(&chunk);
    }
    wire.read_until(PATIENCE, |bytes| bytes.ends_with(b"}"));
    assert_eq!(problem(&wire).0, 413);
}

#[test]
fn a_caller_who_waits_to_be_told_to_continue_is_told() {
    let Some((_place, server, token)) = server() else { return };
    let body = json!({ "idno": "1008600038413", "name": "Direcția", "kind": "employer" }).to_string();
    let mut wire = Wire::open(server.port);
    wire.send(head(&token, &format!("Content-Length: {}\r\nExpect: 100-continue\r\n", body.len())));
    wire.read_until(PATIENCE, |bytes| bytes.ends_with(b"\r\n\r\n"));
    assert_eq!(wire.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
    wire.send(&body);
    wire.read_until(PATIENCE, |bytes| bytes.ends_with(b"}"));
    assert!(wire.answer().contains("HTTP/1.1 201 "), "{}", wire.answer());
}

#[test]
fn two_hundred_idle_connections_keep_nobody_waiting() {
    let Some((_place, server, _)) = server() else { return };
    let mut idle: Vec<_> = (0..200).map(|_| Wire::open(server.port)).collect();
    for one in idle.iter_mut().step_by(2) {
        one.send("GET /health/live HTTP/1.1\r\n");
    }
    for _ in 0..20 {
        let began = Instant::now();
        server.get("/api/v1/organisations").expect(200);
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }
}

/// A request that the framework refuses before any of our code runs gets a status and no body; the answer is
/// short and never hangs.
#[test]
fn what_is_not_http_is_refused_and_the_connection_closed() {
    let Some((_place, server, _)) = server() else { return };
    let long = format!("GET / HTTP/1.1\r\nHost: registry\r\nX: {}\r\n\r\n", "x".repeat(200_000));
    let many = format!("GET / HTTP/1.1\r\nHost: registry\r\n{}\r\n", "X: x\r\n".repeat(200));
    let table = [
        ("NOT HTTP\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (long.as_str(), 431),
        (many.as_str(), 431),
    ];
    for (sent, status) in table {
        let mut wire = Wire::open(server.port);
        wire.send(sent);
        assert!(
            !wire.read_for(Duration::from_secs(10)),
            "still open after {:?}",
            &sent[..sent.len().min(40)]
        );
        assert!(
            wire.answer().starts_with(&format!("HTTP/1.1 {status} ")),
            "{:?}: {}",
            &sent[..sent.len().min(60)],
            wire.answer()
        );
    }
    server.get("/health/ready").expect(200);
}
