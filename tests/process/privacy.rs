//! An IDNP never leaks: wherever a caller puts one, it is in no log, metric, answer or file afterwards.

use std::collections::BTreeSet;
use std::fmt::Write;

use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};

use crate::program::{Caller, PATIENCE, Place, Server, person, text, valid_code, wait_for};
use crate::wire::exchange;

/// A number that nobody has and that nothing else contains.
const TWELVE: u64 = 298_765_432_101;

/// Everything that the server has answered.
struct Answers<'a> {
    server: &'a Server,
    canary: String,
    token: String,
    commission: String,
    ministry: String,
    programme: String,
    worker: String,
    all: Vec<u8>,
}

impl<'a> Answers<'a> {
    fn new(place: &Place, server: &'a Server) -> Self {
        let first = place.first_client();
        let ministry = first["organisationId"].as_str().expect("an id").to_owned();
        let registrar = server.client(&first);
        let canary = valid_code(TWELVE);
        let worker = registrar.post("/api/v1/workers", person(&canary)).expect(201).id();
        let programmes = server.get("/api/v1/programmes?limit=1").body;
        let commission =
            ["clients", "create", "--name", "Comisia", "--organisation", &ministry, "--role", "commission"];
        Self {
            server,
            canary,
            token: registrar.token.expect("a token"),
            commission: server.client(&place.json(&commission)).token.expect("a token"),
            programme: programmes["programmes"][0]["id"].as_str().expect("an id").to_owned(),
            ministry,
            worker,
            all: Vec::new(),
        }
    }

    /// Sends a request with the client's token, and keeps the whole answer.
    fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> u16 {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        let usual = [
            ("Host", "registry"),
            ("Content-Type", "application/json"),
            ("Call-Basis", "Legea 140/2001"),
            ("Call-Reason", "proba"),
        ];
        let bearer = format!("Bearer {}", self.token);
        let given: BTreeSet<_> = headers.iter().map(|(name, _)| *name).collect();
        let usual = usual
            .into_iter()
            .chain([("Authorization", bearer.as_str())])
            .filter(|(name, _)| !given.contains(name));
        for (name, value) in usual.chain(headers.iter().copied()) {
            write!(request, "{name}: {value}\r\n").expect("written");
        }
        let answer = exchange(self.server.port, format!("{request}\r\n{body}"));
        let status = text(&answer)
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or_else(|| panic!("{}", text(&answer)));
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
    let mut answers = Answers::new(&place, &server);
    let canary = answers.canary.clone();
    where_it_belongs(&mut answers);
    in_an_address(&mut answers);
    in_a_header(&mut answers);
    in_a_body_of_the_wrong_shape(&mut answers);
    in_a_file(&mut answers);
    assert!(place.count("batches") > 10, "no file was taken: that proves nothing");
    in_the_wrong_field(&mut answers);
    in_a_form_and_in_what_is_not_http(&mut answers);

    let metrics = server.get("/metrics").expect(200).bytes;
    let answered = text(&answers.all);
    assert!(answered.len() > 10_000 && metrics.len() > 500);
    clean("the answers", answered.as_bytes(), &canary);
    clean("the metrics", &metrics, &canary);
    let log = server.stop();
    assert!(
        log.contains("\"answered\"") && log.contains("/api/v1/workers"),
        "the log is not what this test looks for: {log}"
    );
    clean("the log", log.as_bytes(), &canary);
    let mut holds_the_name = false;
    for entry in std::fs::read_dir(place.data()).expect("a folder") {
        let file = entry.expect("an entry").path();
        let bytes = std::fs::read(&file).expect("readable");
        clean(&file.display().to_string(), &bytes, &canary);
        holds_the_name |= bytes.windows(4).any(|four| four == b"Rusu");
    }
    if place.is_on_postgres() {
        let digits: Vec<_> = canary.chars().take(12).map(String::from).collect();
        assert_eq!(tables_with(&place, &digits.join("[ .-]?")), 0);
        holds_the_name = tables_with(&place, "Rusu") > 0;
    }
    // The look finds what is there: the name beside the number.
    assert!(holds_the_name);
}

/// Tables of a PostgreSQL database that have this somewhere, as a text or as the bytes of one.
fn tables_with(place: &Place, pattern: &str) -> i64 {
    let bytes: String =
        pattern.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| format!("{byte:02x}")).collect();
    let rows = format!(
        "format('SELECT 1 AS found FROM %I AS t WHERE t::text ~ %L OR t::text ~ %L', table_name, '{pattern}', '{bytes}')"
    );
    place.count(&format!(
        "information_schema.tables WHERE table_schema = 'public' AND query_to_xml({rows}, false, false, '')::text LIKE '%<found>%'"
    ))
}

fn where_it_belongs(answers: &mut Answers<'_>) {
    let canary = answers.canary.clone();
    let status = "/api/v1/qualification-status-queries";
    // Registered already, and asked once more: a refusal, which is kept.
    for _ in 0..2 {
        assert_eq!(
            answers.ask(
                "POST",
                "/api/v1/workers",
                &[("Idempotency-Key", "canary-1")],
                &person(&canary).to_string()
            ),
            409
        );
    }
    let other = person(&valid_code(TWELVE + 5)).to_string();
    for _ in 0..2 {
        assert_eq!(answers.ask("POST", "/api/v1/workers", &[("Idempotency-Key", "canary-2")], &other), 201);
    }
    assert_eq!(answers.post("/api/v1/worker-lookups", &json!({ "idnp": canary })), 200);
    assert_eq!(
        answers.post(status, &json!({ "workers": [{ "idnp": canary }, { "idnp": valid_code(TWELVE + 1) }] })),
        200
    );
}

fn in_an_address(answers: &mut Answers<'_>) {
    let canary = answers.canary.clone();
    for path in ["workers", "completions", "organisations", "programmes", "awards", "clients"] {
        assert_eq!(answers.ask("GET", &format!("/api/v1/{path}/{canary}"), &[], ""), 400, "{path}");
    }
    assert_eq!(answers.ask("GET", &format!("/{canary}"), &[], ""), 404);
    assert_eq!(answers.ask("GET", &format!("/api/v1/workers/{canary}/employments/%20"), &[], ""), 404);
    assert_eq!(answers.ask(&canary, "/api/v1/workers", &[], ""), 405);
    // In the query.
    for query in ["workerId", "cursor", "limit", "state"] {
        assert_eq!(
            answers.ask("GET", &format!("/api/v1/completions?{query}={canary}"), &[], ""),
            400,
            "{query}"
        );
    }
    for query in [format!("{canary}=1"), format!("x{canary}={canary}"), format!("limit=1&limit={canary}")] {
        assert_eq!(answers.ask("GET", &format!("/api/v1/completions?{query}"), &[], ""), 400, "{query}");
    }
    assert_eq!(answers.ask("GET", &format!("/api/v1/programmes?q={canary}"), &[], ""), 200);
}

fn in_a_header(answers: &mut Answers<'_>) {
    let canary = answers.canary.clone();
    let worker = answers.worker.clone();
    for name in ["Call-Basis", "Call-Reason", "Calling-User", "Idempotency-Key"] {
        assert_eq!(
            answers.ask(
                "POST",
                "/api/v1/workers",
                &[(name, &format!("IDNP:{canary}"))],
                &person(&valid_code(TWELVE + 2)).to_string()
            ),
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
            answers.ask(
                "POST",
                "/api/v1/worker-lookups",
                &[("traceparent", &traceparent)],
                &json!({ "idnp": canary }).to_string()
            ),
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
        assert_eq!(
            answers.ask("GET", &format!("/api/v1/workers/{worker}"), &[(name, &canary)], ""),
            200,
            "{name}"
        );
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
        answers.ask(
            "PATCH",
            &format!("/api/v1/workers/{worker}"),
            &[("If-Match", &format!("\"{canary}\""))],
            r#"{"givenName":"Eva"}"#
        ),
        412
    );
}

fn in_a_body_of_the_wrong_shape(answers: &mut Answers<'_>) {
    let canary = answers.canary.clone();
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
        for path in [
            "workers",
            "worker-lookups",
            "qualification-status-queries",
            "completions",
            "supervision-sessions",
            "organisations",
        ] {
            assert_eq!(answers.ask("POST", &format!("/api/v1/{path}"), &[], body), 400, "{path}: {body}");
        }
    }
}

fn in_the_wrong_field(answers: &mut Answers<'_>) {
    let (canary, worker, ministry, programme) =
        (answers.canary.clone(), answers.worker.clone(), answers.ministry.clone(), answers.programme.clone());
    let mut new = person(&valid_code(TWELVE + 4));
    for (field, value) in [("familyName", format!("Rusu {canary}")), ("givenName", canary.clone())] {
        let mut new = new.clone();
        new[field] = json!(value);
        assert_eq!(answers.post("/api/v1/workers", &new), 400, "{field}");
    }
    new["employment"] =
        json!({ "organisationId": ministry, "post": format!("post-{canary}"), "validFrom": "2025-03-01" });
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
    let organisation =
        json!({ "idno": "1008600038413", "name": format!("Direcția {canary}"), "kind": "employer" });
    assert_eq!(answers.post("/api/v1/organisations", &organisation), 400);
    let draft = json!({
        "code": "CFP-901", "titleRo": format!("Curs {canary}"), "domain": format!("d-{canary}"), "hours": "24", "hoursBasis": "documented",
        "provenance": canary, "source": canary, "sourceUrl": format!("https://example.md/{canary}")
    });
    assert_eq!(answers.post("/api/v1/programmes", &draft), 400);
    assert_eq!(
        answers.post(
            &format!("/api/v1/workers/{worker}/deactivations"),
            &json!({ "reason": format!("deces {canary}") })
        ),
        400
    );
    let client = json!({ "organisationId": ministry, "name": format!("Sistem {canary}"), "role": "payroll", "standingBasis": format!("Legea {canary}") });
    assert_eq!(answers.post("/api/v1/clients", &client), 400);
    answers.token.clone_from(&answers.commission);
    let award = json!({ "workerId": worker, "gradeId": ministry, "decisionNumber": canary, "decidedOn": "2026-06-30", "validFrom": "2026-07-01" });
    assert_eq!(answers.post("/api/v1/awards", &award), 400);
}

fn in_a_form_and_in_what_is_not_http(answers: &mut Answers<'_>) {
    let canary = answers.canary.clone();
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Authorization", "none")];
    for sent in [
        format!("grant_type={canary}"),
        format!("grant_type=client_credentials&client_id={canary}&client_secret={canary}"),
    ] {
        let status = answers.ask("POST", "/oauth2/token", &form, &sent);
        assert!(matches!(status, 400 | 401), "{status}");
    }
    for request in [
        format!("{canary}\r\n\r\n"),
        format!("GET /{canary} HTTP/9\r\n\r\n"),
        format!("GET / HTTP/1.1\r\n{canary}\r\n\r\n"),
    ] {
        let answer = exchange(answers.server.port, request);
        answers.all.extend(answer);
    }
}

#[expect(clippy::too_many_lines, reason = "a list of files")]
fn in_a_file(answers: &mut Answers<'_>) {
    let canary = answers.canary.clone();
    let idnp = &canary;
    let nobody = valid_code(TWELVE + 6);
    let science = format!("{}.{}E+12", &idnp[..1], &idnp[1..]);
    let wrong = wrong(idnp);
    // IDNPs where they belong, known and unknown; with a digit too many, too few and another one; as a number
    // of science, and in groups; and in every other column.
    let lines = [
        format!("{idnp},CFP-001,2026-10-30,24,passed,R-1,,"),
        format!("{nobody},CFP-001,2026-10-30,24,passed,R-2,,"),
        format!("{idnp}5,CFP-001,2026-10-30,24,passed,R-3,,"),
        format!("{science},CFP-001,2026-10-30,24,passed,R-4,,"),
        format!("{idnp},{idnp},2026-10-30,24,passed,R-5,,"),
        format!("{idnp},CFP-001,{idnp},24,passed,R-6,,"),
        format!("{idnp},CFP-001,2026-10-30,{idnp},passed,R-7,,"),
        format!("{idnp},CFP-001,2026-10-30,24,{idnp},R-8,,"),
        format!("{idnp},CFP-001,2026-10-30,24,passed,{idnp},,"),
        format!("{idnp},CFP-001,2026-10-30,24,passed,R/{idnp}/1,,"),
        format!("{idnp},CFP-001,2026-10-30,24,passed,R-11,{idnp},"),
        format!("{idnp},CFP-001,2026-10-30,24,passed,R-12,,{idnp}"),
        format!("{idnp},CFP-001,2026-10-30,24,passed,\"R-13 {idnp}\",,"),
        format!("{wrong},CFP-001,2026-10-30,24,passed,R-14,,"),
        format!("{},CFP-001,2026-10-30,24,passed,R-15,,", &idnp[..12]),
        format!("{},CFP-001,2026-10-30,24,passed,R-16,,", grouped(idnp, " ")),
        format!("{},CFP-001,2026-10-30,24,passed,R-17,,", grouped(&wrong, " ")),
        format!("{},CFP-001,2026-10-30,24,passed,R-18,,", grouped(idnp, ".")),
        format!("{idnp},CFP-001,{},{},passed,R-19,,", grouped(&wrong, "-"), grouped(&wrong, " ")),
        format!("{}.{}E+12,CFP-001,2026-10-30,24,passed,R-20,,", &idnp[..1], &idnp[1..12]),
        // Divided by what is not to be seen or looks alike; where the value is cut; and in groups where no
        // IDNP belongs.
        format!("{},CFP-001,2026-10-30,24,passed,R-21,,", grouped(&wrong, "\u{a0}")),
        format!("{},CFP-001,2026-10-30,24,passed,R-22,,", grouped(&wrong, "\u{202f}")),
        format!("{},CFP-001,2026-10-30,24,passed,R-23,,", grouped(&wrong, "\u{200b}")),
        format!("{},CFP-001,2026-10-30,24,passed,R-24,,", grouped(&wrong, "'")),
        format!(
            "{idnp},{},2026-10-30,{}{},passed,R-25,,",
            grouped(idnp, " "),
            "x".repeat(50),
            grouped(idnp, "   ")
        ),
        format!("{idnp},CFP-001,2026-10-30,24,{},R-26,{},", grouped(idnp, " "), grouped(idnp, "\u{a0}")),
    ];
    let titles = format!("idnp,programme,completedOn,hours,result,reference,provider,Nota {idnp}");
    let csv = format!("{titles}\n{}\n", lines.join("\n"));
    let as_json: Vec<_> = lines
        .iter()
        .map(|line| {
            let cells: Vec<_> = line.split(',').collect();
            json!({
                "idnp": cells[0], "programme": cells[1], "completedOn": cells[2], "hours": cells[3], "result": cells[4],
                "reference": cells[5], "provider": cells[6], idnp.as_str(): cells[7]
            })
        })
        .collect();
    let lines_of_json = as_json.iter().map(|row| format!("{row}\n")).collect::<String>();
    for order in [
        "mode=validate",
        "mode=commit",
        "mode=commit&atomicity=row",
        "mode=commit&atomicity=row&onChange=correct",
    ] {
        for (media_type, file) in [
            ("text/csv", &csv),
            ("application/json", &json!(as_json).to_string()),
            ("application/x-ndjson", &lines_of_json),
        ] {
            send_file(answers, "completion-batches", order, media_type, file);
        }
        let people = format!(
            "idnp,familyName,givenName,post,organisation,validFrom\n{idnp},Rusu {idnp},{idnp},\n{idnp},Rusu,Ana,p-{idnp}\n{idnp},Rusu,Eva,\n{wrong},Rusu,Ana,\n{},Rusu,Ana,\n",
            grouped(&wrong, " ")
        );
        send_file(answers, "worker-batches", order, "text/csv", &people);
        let sessions = format!(
            "supervisorIdnp,attendees,kind,setting,method,heldOn,minutes,theme,reference\n\
             {idnp},{nobody};{idnp},individual,internal,in_person,2026-11-20,90,t-{idnp},S-{idnp}\n{idnp},{idnp},{idnp},{idnp},{idnp},{idnp},{idnp},x,S-2\n\
             {wrong},{wrong}|{},individual,internal,in_person,2026-11-20,90,burnout-prevention,S-3\n\
             {idnp},{};{nobody},individual,internal,in_person,2026-11-20,90,burnout-prevention,S-4\n",
            grouped(&wrong, "."),
            grouped(&wrong, " ")
        );
        send_file(answers, "supervision-session-batches", order, "text/csv", &sessions);
    }
    send_file(
        answers,
        "completion-batches",
        "mode=commit",
        "application/x-ndjson",
        &format!("{idnp}\n\"{idnp}\"\n[{idnp}]\n"),
    );
    in_a_workbook(answers);
    // Files that are not taken, and an order that is none.
    for (media_type, file) in [
        ("text/csv", format!("{idnp}\n{idnp}\n")),
        ("text/csv", format!("{titles},idnp,{idnp},{idnp}\n{idnp}\n")),
        ("text/csv", format!("{titles}\n\"{idnp},\n")),
        ("text/csv", format!("%PDF-{idnp}")),
        ("application/json", format!("[{{\"idnp\":\"{idnp}\"}} {idnp}")),
        ("application/json", format!("{{\"{idnp}\": {idnp}}}")),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", format!("PK\u{3}\u{4}{idnp}")),
    ] {
        let status = answers.ask(
            "POST",
            "/api/v1/completion-batches?mode=commit",
            &[("Content-Type", media_type)],
            &file,
        );
        assert_eq!(status, 400, "{media_type}: {file}");
    }
    for query in
        [format!("mode={idnp}"), format!("mode=commit&{idnp}=1"), format!("mode=commit&atomicity={idnp}")]
    {
        assert_eq!(
            answers.ask(
                "POST",
                &format!("/api/v1/completion-batches?{query}"),
                &[("Content-Type", "text/csv")],
                &csv
            ),
            400
        );
    }
}

/// The same number with another check digit: nobody's.
fn wrong(idnp: &str) -> String {
    let last = idnp.as_bytes()[12] - b'0';
    format!("{}{}", &idnp[..12], (last + 1) % 10)
}

/// A number as people write it.
fn grouped(idnp: &str, divider: &str) -> String {
    [&idnp[..1], &idnp[1..4], &idnp[4..7], &idnp[7..10], &idnp[10..]].join(divider)
}

fn in_a_workbook(answers: &mut Answers<'_>) {
    let idnp = answers.canary.clone();
    let wrong = wrong(&idnp);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let titles = ["idnp", "programme", "completedOn", "hours", "result", "reference", &idnp];
    for (at, title) in (0..).zip(titles) {
        sheet.write(0, at, title).expect("written");
        // In each column, as a text and as a number.
        for (row, number) in [(u32::from(at) * 2 + 1, false), (u32::from(at) * 2 + 2, true)] {
            for (other, cell) in (0..).zip(["", "CFP-001", "2026-10-30", "24", "passed"]) {
                sheet.write(row, other, cell).expect("written");
            }
            sheet.write(row, 0, &idnp).expect("written");
            sheet.write(row, 5, format!("X-{row}")).expect("written");
            if number {
                sheet.write(row, at, idnp.parse::<f64>().expect("a number")).expect("written");
            } else {
                sheet.write(row, at, &idnp).expect("written");
            }
        }
    }
    // Faulty: as a text, in groups, in scientific notation, as a number, and where the reference belongs.
    let science = format!("{}.{}E+12", &idnp[..1], &idnp[1..12]);
    for (row, text) in (20..).zip([
        &wrong,
        &idnp[..12],
        &grouped(&idnp, " "),
        &grouped(&wrong, " "),
        &grouped(&wrong, "."),
        &science,
    ]) {
        for (at, cell) in
            (0..).zip([text, "CFP-001", "2026-10-30", "24", "passed", &format!("X-{row}"), &idnp])
        {
            sheet.write(row, at, cell).expect("written");
        }
    }
    for (row, number) in
        [(30, wrong.parse::<f64>().expect("a number")), (31, idnp[..12].parse().expect("a number"))]
    {
        for (at, cell) in (1..).zip(["CFP-001", "2026-10-30", "24", "passed", &idnp, &idnp]) {
            sheet.write(row, at, cell).expect("written");
        }
        sheet.write(row, 0, number).expect("written");
    }
    let file = book.save_to_buffer().expect("a workbook");
    let mut caller = Caller::nobody(answers.server.port);
    caller.token = Some(answers.token.clone());
    let media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let path = "/api/v1/completion-batches";
    let sent = caller
        .try_send(&format!("{path}?mode=commit&atomicity=row"), None, media_type, &file)
        .expect("an answer")
        .expect(201);
    answers.all.extend(&sent.bytes);
    told_of(answers, &format!("{path}/{}", sent.id()));
}

/// Sends a file; then how it ended, and all that is told of its rows, is among the answers.
fn send_file(answers: &mut Answers<'_>, path: &str, order: &str, media_type: &str, file: &str) {
    let path = format!("/api/v1/{path}");
    let before = answers.all.len();
    let status = answers.ask("POST", &format!("{path}?{order}"), &[("Content-Type", media_type)], file);
    let answer = text(&answers.all[before..]);
    // A form that is refused is an answer as good: what it says is looked at.
    if status != 201 {
        assert_eq!(status, 400, "{answer}");
        return;
    }
    let body: Value = serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).expect("JSON");
    told_of(answers, &format!("{path}/{}", body["id"].as_str().expect("an id")));
}

fn told_of(answers: &mut Answers<'_>, batch: &str) {
    wait_for("the batch ends", PATIENCE, || {
        let before = answers.all.len();
        assert_eq!(answers.ask("GET", batch, &[], ""), 200);
        (!text(&answers.all[before..]).contains("\"finishedAt\":null")).then_some(())
    });
    assert_eq!(answers.ask("GET", &format!("{batch}/rows?limit=200"), &[], ""), 200);
}

/// The number's digits are nowhere in it, with its check digit or without, in one run or in groups.
#[track_caller]
fn clean(what: &str, bytes: &[u8], canary: &str) {
    let digits = &canary.as_bytes()[..12];
    let close: Vec<u8> = bytes.iter().copied().filter(|byte| !b" .-'".contains(byte)).collect();
    // Nor do digits in UTF-8 hide behind a letter that is not ASCII.
    let closer: Vec<u8> = close.iter().copied().filter(u8::is_ascii).collect();
    for bytes in [bytes, &close, &closer] {
        if let Some(at) = bytes.windows(digits.len()).position(|part| part == digits) {
            let around = &bytes[at.saturating_sub(400)..(at + 100).min(bytes.len())];
            panic!("{what} has it: …{}…", text(around));
        }
    }
}
