//! An IDNP never leaks: wherever a caller puts one, it is in no log, metric, answer or file afterwards.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::program::{Place, Server, person, text, valid_code};
use crate::wire::exchange;

/// A number that nobody has and that nothing else contains.
const TWELVE: u64 = 298_765_432_101;

/// Everything that the server has answered.
struct Answers<'a> {
    server: &'a Server,
    token: String,
    all: Vec<u8>,
}

impl Answers<'_> {
    /// Sends a request with the client's token, and keeps the whole answer.
    fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> u16 {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        let usual =
            [("Host", "registry"), ("Content-Type", "application/json"), ("Call-Basis", "Legea 140/2001"), ("Call-Reason", "proba")];
        let bearer = format!("Bearer {}", self.token);
        let given: BTreeSet<_> = headers.iter().map(|(name, _)| *name).collect();
        let usual = usual.into_iter().chain([("Authorization", bearer.as_str())]).filter(|(name, _)| !given.contains(name));
        for (name, value) in usual.chain(headers.iter().copied()) {
            request.extend([name, ": ", value, "\r\n"]);
        }
        let answer = exchange(self.server.port, format!("{request}\r\n{body}"));
        let status = text(&answer).split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{}", text(&answer)));
        self.all.extend(answer);
        status
    }

    fn post(&mut self, path: &str, body: &Value) -> u16 {
        self.ask("POST", path, &[], &body.to_string())
    }
}

#[test]
fn an_idnp_is_in_no_log_metric_answer_or_file() {
    let place = Place::new();
    let server = place.serve(&["--log", "debug"]);
    let canary = valid_code(TWELVE);
    let first = place.first_client();
    let ministry = first["organisationId"].as_str().expect("an id").to_owned();
    let registrar = server.client(&first);
    let programme = server.get("/api/v1/programmes?limit=1").body["programmes"][0]["id"].clone();
    let commission = ["clients", "create", "--name", "Comisia", "--organisation", &ministry, "--role", "commission"];
    let commission = server.client(&place.json(&commission)).token.expect("a token");
    let mut answers = Answers { server: &server, token: registrar.token.clone().expect("a token"), all: Vec::new() };

    // Where it belongs.
    let mut new = person(&canary);
    assert_eq!(answers.ask("POST", "/api/v1/workers", &[("Idempotency-Key", "canary-1")], &new.to_string()), 201);
    assert_eq!(answers.ask("POST", "/api/v1/workers", &[("Idempotency-Key", "canary-1")], &new.to_string()), 201);
    assert_eq!(answers.post("/api/v1/workers", &new), 409);
    assert_eq!(answers.post("/api/v1/worker-lookups", &json!({ "idnp": canary })), 200);
    let status = "/api/v1/qualification-status-queries";
    assert_eq!(answers.post(status, &json!({ "workers": [{ "idnp": canary }, { "idnp": valid_code(TWELVE + 1) }] })), 200);
    let worker = registrar.post("/api/v1/worker-lookups", json!({ "idnp": canary })).expect(200).id();

    // In the address.
    for path in ["workers", "completions", "organisations", "programmes", "awards", "clients"] {
        assert_eq!(answers.ask("GET", &format!("/api/v1/{path}/{canary}"), &[], ""), 400, "{path}");
    }
    assert_eq!(answers.ask("GET", &format!("/{canary}"), &[], ""), 404);
    assert_eq!(answers.ask("GET", &format!("/api/v1/workers/{canary}/employments/%20"), &[], ""), 404);
    assert_eq!(answers.ask(&canary, "/api/v1/workers", &[], ""), 405);
    // In the query.
    for query in ["workerId", "cursor", "limit", "state"] {
        assert_eq!(answers.ask("GET", &format!("/api/v1/completions?{query}={canary}"), &[], ""), 400, "{query}");
    }
    for query in [format!("{canary}=1"), format!("x{canary}={canary}"), format!("limit=1&limit={canary}")] {
        assert_eq!(answers.ask("GET", &format!("/api/v1/completions?{query}"), &[], ""), 400, "{query}");
    }
    assert_eq!(answers.ask("GET", &format!("/api/v1/programmes?q={canary}"), &[], ""), 200);

    // In a header.
    for name in ["Call-Basis", "Call-Reason", "Calling-User", "Idempotency-Key"] {
        assert_eq!(
            answers.ask("POST", "/api/v1/workers", &[(name, &format!("IDNP:{canary}"))], &person(&valid_code(TWELVE + 2)).to_string()),
            400,
            "{name}"
        );
    }
    let trace = format!("a{canary}{}", "b".repeat(18));
    let padded = format!("{canary:0>32}");
    for traceparent in [
        format!("00-{trace}-00f067aa0ba902b7-01"),
        format!("00-{padded}-00f067aa0ba902b7-01"),
        format!("00-{}-abc{canary}-01", "c".repeat(32)),
    ] {
        assert_eq!(
            answers.ask("POST", "/api/v1/worker-lookups", &[("traceparent", &traceparent)], &json!({ "idnp": canary }).to_string()),
            200
        );
    }
    for name in [
        "Host",
        "User-Agent",
        "Referer",
        "Cookie",
        "X-Forwarded-For",
        "X-Request-Id",
        "tracestate",
        "baggage",
        "Accept",
        "If-None-Match",
        &canary,
    ] {
        assert_eq!(answers.ask("GET", &format!("/api/v1/workers/{worker}"), &[(name, &canary)], ""), 200, "{name}");
    }
    for (name, value, status) in [
        ("Authorization", format!("Bearer {canary}"), 401),
        ("Authorization", format!("Basic {canary}"), 401),
        ("Content-Type", format!("application/{canary}"), 415),
        ("Content-Encoding", canary.clone(), 415),
        ("Expect", canary.clone(), 201),
    ] {
        let new = person(&valid_code(TWELVE + 3)).to_string();
        let answered = answers.ask("POST", "/api/v1/workers", &[(name, &value)], &new);
        assert!(answered == status || (name == "Expect" && answered == 417), "{name}: {answered}");
    }
    assert_eq!(
        answers.ask("PATCH", &format!("/api/v1/workers/{worker}"), &[("If-Match", &format!("\"{canary}\""))], r#"{"givenName":"Eva"}"#),
        412
    );

    // In a body of the wrong shape, or in the wrong field.
    let wrong = [
        format!("{{\"idnp\": {canary}}}"),
        format!("{{\"idnp\": \"{canary}\""),
        format!("{{\"idnp\": \"{canary}5\", \"familyName\": {canary}}}"),
        format!("{{\"{canary}\": \"{canary}\", \"idnp\": [\"{canary}\"]}}"),
        format!("{{\"idnp\": \"{canary}\", \"idnp\": \"{canary}\"}}"),
        format!("[\"{canary}\"]"),
        format!("\"{canary}\""),
        canary.clone(),
        format!("idnp={canary}"),
    ];
    for body in &wrong {
        for path in ["workers", "worker-lookups", "qualification-status-queries", "completions", "supervision-sessions", "organisations"] {
            assert_eq!(answers.ask("POST", &format!("/api/v1/{path}"), &[], body), 400, "{path}: {body}");
        }
    }
    new = person(&valid_code(TWELVE + 4));
    for (field, value) in [("familyName", format!("Rusu {canary}")), ("givenName", canary.clone())] {
        let mut new = new.clone();
        new[field] = json!(value);
        assert_eq!(answers.post("/api/v1/workers", &new), 400, "{field}");
    }
    new["employment"] = json!({ "organisationId": ministry, "post": format!("post-{canary}"), "validFrom": "2025-03-01" });
    assert_eq!(answers.post("/api/v1/workers", &new), 400);
    let completion = json!({
        "workerId": worker, "providerId": ministry, "programmeId": programme, "completedOn": "2026-05-12", "hours": "24", "result": "passed",
        "reference": canary
    });
    assert_eq!(answers.post("/api/v1/completions", &completion), 400);
    let session = json!({
        "supervisorId": worker, "kind": "individual", "setting": "internal", "method": "online", "heldOn": "2026-06-20", "minutes": 90,
        "theme": format!("t-{canary}"), "attendeeIds": [worker], "reference": format!("S/{canary}")
    });
    assert_eq!(answers.post("/api/v1/supervision-sessions", &session), 400);
    let organisation = json!({ "idno": "1008600038413", "name": format!("Direcția {canary}"), "kind": "employer" });
    assert_eq!(answers.post("/api/v1/organisations", &organisation), 400);
    let draft = json!({
        "code": "CFP-901", "titleRo": format!("Curs {canary}"), "domain": format!("d-{canary}"), "hours": "24", "hoursBasis": "documented",
        "provenance": canary, "source": canary, "sourceUrl": format!("https://example.md/{canary}")
    });
    assert_eq!(answers.post("/api/v1/programmes", &draft), 400);
    assert_eq!(answers.post(&format!("/api/v1/workers/{worker}/deactivations"), &json!({ "reason": format!("deces {canary}") })), 400);
    let client = json!({ "organisationId": ministry, "name": format!("Sistem {canary}"), "role": "payroll", "standingBasis": format!("Legea {canary}") });
    assert_eq!(answers.post("/api/v1/clients", &client), 400);
    answers.token = commission;
    let award =
        json!({ "workerId": worker, "gradeId": ministry, "decisionNumber": canary, "decidedOn": "2026-06-30", "validFrom": "2026-07-01" });
    assert_eq!(answers.post("/api/v1/awards", &award), 400);
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Authorization", "none")];
    for sent in [format!("grant_type={canary}"), format!("grant_type=client_credentials&client_id={canary}&client_secret={canary}")] {
        let status = answers.ask("POST", "/oauth2/token", &form, &sent);
        assert!(matches!(status, 400 | 401), "{status}");
    }
    // In what is not even HTTP.
    for request in [format!("{canary}\r\n\r\n"), format!("GET /{canary} HTTP/9\r\n\r\n"), format!("GET / HTTP/1.1\r\n{canary}\r\n\r\n")] {
        let answer = exchange(server.port, request);
        answers.all.extend(answer);
    }

    let metrics = server.get("/metrics").expect(200).bytes;
    let answered = text(&answers.all);
    assert!(answered.len() > 10_000 && metrics.len() > 500);
    clean("the answers", answered.as_bytes(), &canary);
    clean("the metrics", &metrics, &canary);
    let log = server.stop();
    assert!(log.contains("\"answered\"") && log.contains("/api/v1/workers"), "the log is not what this test looks for: {log}");
    clean("the log", log.as_bytes(), &canary);
    let mut holds_the_name = false;
    for entry in std::fs::read_dir(place.data()).expect("a folder") {
        let file = entry.expect("an entry").path();
        let bytes = std::fs::read(&file).expect("readable");
        clean(&file.display().to_string(), &bytes, &canary);
        holds_the_name |= bytes.windows(4).any(|four| four == b"Rusu");
    }
    // The look finds what is there: the name beside the number.
    assert!(holds_the_name || place.is_on_postgres());
}

/// The number's digits are nowhere in it, with its check digit or without.
#[track_caller]
fn clean(what: &str, bytes: &[u8], canary: &str) {
    let digits = &canary.as_bytes()[..12];
    if let Some(at) = bytes.windows(digits.len()).position(|part| part == digits) {
        let around = &bytes[at.saturating_sub(400)..(at + 100).min(bytes.len())];
        panic!("{what} has it: …{}…", text(around));
    }
}
