//! A stop is graceful: whoever was let in is answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::program::{Caller, PATIENCE, Place, person, wait_for};
use crate::wire::Wire;

const LOOKUPS: &str = "/api/v1/worker-lookups";
const IDNP: &str = "2000000000004";

/// Asks until `enough`, and counts the answers; each is a success.
fn ask(
    caller: Caller,
    answered: &Arc<AtomicUsize>,
    enough: impl Fn(&crate::program::Answer) -> bool + Send + 'static,
) -> std::thread::JoinHandle<()> {
    let answered = Arc::clone(answered);
    std::thread::spawn(move || {
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < PATIENCE, "it goes on answering, and never says enough");
            let answer = caller
                .try_post(LOOKUPS, None, json!({ "idnp": IDNP }))
                .expect("who was let in is answered")
                .expect(200);
            answered.fetch_add(1, Ordering::SeqCst);
            if enough(&answer) {
                return;
            }
        }
    })
}

fn stops_gracefully_on(signal: &str) {
    let place = Place::new();
    let mut server = place.serve(&["--empty"]);
    let port = server.port;
    let registrar = server.client(&place.first_client());
    registrar.post("/api/v1/workers", person(IDNP)).expect(201);
    let own = || registrar.beside(port);

    // Some behave like a load balancer: they leave when the service is not ready. Others stay on their
    // connection until it is taken from them.
    let (left, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut asking = Vec::new();
    for _ in 0..4 {
        let left = Arc::clone(&left);
        asking.push(ask(own(), &answered, move |_| left.load(Ordering::SeqCst)));
        asking.push(ask(own(), &answered, |answer| answer.header("connection") == Some("close")));
    }
    // One request is half sent when the signal comes.
    let body = json!({ "organisationId": place.first_client()["organisationId"], "name": "Pe jumătate", "role": "payroll" }).to_string();
    let (head, tail) = body.split_at(body.len() / 2);
    let mut slow = Wire::open(port);
    slow.send(format!(
        "POST /api/v1/clients HTTP/1.1\r\nHost: registry\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{head}",
        registrar.token.as_deref().expect("a token"),
        body.len(),
    ));
    wait_for("there is load", PATIENCE, || (answered.load(Ordering::SeqCst) > 50).then_some(()));

    let told = Instant::now();
    server.signal(signal);
    wait_for("it says that it is not ready", Duration::from_secs(5), || {
        // While it still listens: it is asked on a connection of its own.
        (Caller::nobody(port).try_get("/health/ready").expect("it still listens").status == 503).then_some(())
    });
    left.store(true, Ordering::SeqCst);
    for one in asking {
        one.join().expect("all answers were successes");
    }
    wait_for("it listens no longer", Duration::from_secs(10), || (!server.is_listening()).then_some(()));
    // Nobody new is let in, and who was in before can still finish.
    slow.send(tail);
    assert!(!slow.read_for(Duration::from_secs(10)), "the connection is closed after the answer");
    assert!(slow.answer().starts_with("HTTP/1.1 201 "), "{}", slow.answer());

    let status = server.ended(Duration::from_secs(30).saturating_sub(told.elapsed()));
    assert!(status.success(), "{status}: {}", server.written());
    let server = place.serve(&[]);
    let names: Vec<_> = server
        .client(&place.first_client())
        .list("/api/v1/clients", "clients")
        .iter()
        .map(|client| client["name"].clone())
        .collect();
    assert!(names.contains(&json!("Pe jumătate")), "{names:?}");
}

#[test]
fn sigterm_under_load_fails_no_request_that_was_let_in() {
    stops_gracefully_on("TERM");
}

#[test]
fn sigint_under_load_fails_no_request_that_was_let_in() {
    stops_gracefully_on("INT");
}

/// A connection that asks nothing does not hold up the stop.
#[test]
fn idle_connections_do_not_delay_a_stop() {
    let place = Place::on_sqlite();
    let server = place.serve(&["--empty"]);
    let mut idle: Vec<_> = (0..20).map(|_| Wire::open(server.port)).collect();
    for one in &mut idle {
        one.send("GET /health/live HTTP/1.1\r\nHost: registry\r\n\r\n");
        assert!(one.read_until(PATIENCE, |bytes| bytes.ends_with(b"}")), "it is kept open");
    }
    let told = Instant::now();
    server.stop();
    assert!(told.elapsed() < Duration::from_secs(8), "{:?}", told.elapsed());
}
