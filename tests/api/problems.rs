//! Every error that leaves the program is a problem, says all that is wrong at once, and repeats nothing
//! personal.

use actix_web::http::header::ContentType;
use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use registry::call::Role;
use serde_json::json;

use crate::service::{Answer, Client, Service, new_organisation};

const PATH: &str = "/api/v1/organisations";
const IDNP: &str = "2000000000004";
const LARGEST: usize = 64 * 1024;

/// This answer, if it is a problem in the form that the contract promises.
#[track_caller]
fn problem(answer: Answer, status: u16, name: &str) -> Answer {
    let answer = answer.expect(status);
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    assert_eq!(answer.body["type"], json!(format!("urn:registry:problem:{name}")), "{}", answer.body);
    assert_eq!(answer.body["status"], json!(status));
    for member in ["title", "detail"] {
        assert!(
            answer.body[member].as_str().is_some_and(|text| !text.is_empty()),
            "no {member} in {}",
            answer.body
        );
    }
    let trace = answer.body["traceId"].as_str().expect("a trace");
    assert!(
        trace.len() == 32 && trace.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
        "{trace}"
    );
    assert!(
        answer.header("traceparent").is_some_and(|parent| parent.contains(trace)),
        "the header tells another trace"
    );
    answer
}

fn raw(client: &Client, body: impl Into<actix_web::web::Bytes>) -> TestRequest {
    client
        .request(Method::POST, PATH)
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .set_payload(body.into())
}

#[actix_web::test]
async fn a_body_that_is_not_json_is_told_where() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for body in ["", "{", "{\"idno\": }", "{} {}", "{\"idno\": \"\u{1}\"}", "nul", "[1,]"] {
        let answer = problem(registrar.send(raw(&registrar, body)).await, 400, "validation");
        assert!(
            answer.body["detail"].as_str().expect("a detail").contains("line 1, column"),
            "{body}: {}",
            answer.body
        );
        assert_eq!(answer.body["instance"], PATH);
    }
    problem(registrar.send(raw(&registrar, b"{\"name\": \"\xff\"}".as_slice())).await, 400, "validation");
}

#[actix_web::test]
async fn a_body_of_another_shape_is_refused() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for body in ["[]", "7", "null", "\"text\"", "true"] {
        problem(registrar.send(raw(&registrar, body)).await, 400, "validation");
    }
}

#[actix_web::test]
async fn wrong_types_missing_and_unknown_fields_are_all_named() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let all_missing = problem(registrar.post(PATH, json!({})).await, 400, "validation");
    all_missing.expect_faults(&["/idno", "/kind", "/name"]);
    let body = json!({ "idno": 1_008_600_038_413_i64, "name": ["x"], "kind": {}, "sample": "yes", "district": null, "colour/~": 1 });
    let wrong = registrar.post(PATH, body).await.expect_faults(&[
        "/idno",
        "/name",
        "/kind",
        "/sample",
        "/colour~1~0",
    ]);
    assert!(wrong.body["errors"]["/colour~1~0"][0].as_str().expect("a fault").contains("not a field"));
    assert_eq!(wrong.body["errors"]["/sample"], json!(["expected a boolean"]));
}

#[actix_web::test]
async fn a_number_for_a_word_is_named_at_its_place() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let body = json!({ "idno": "1008600038413", "name": "Unu", "kind": 1 });
    let answer = problem(registrar.post(PATH, body).await, 400, "validation").expect_faults(&["/kind"]);
    assert_eq!(answer.body["faults"], json!([{ "place": "/kind", "code": "notAText" }]));
}

#[actix_web::test]
async fn a_number_without_a_fraction_is_an_integer_however_it_is_written() {
    const GRADES: &str = "/api/v1/grades";
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let grade = |rank: &str| {
        let names = r#""code":"grade-7","nameRo":"gradul VII","nameRu":"7.0","legalBasis":"Legea 140/2001""#;
        let body = format!(r#"{{{names},"rank":{rank}}}"#);
        registrar.request(Method::POST, GRADES).insert_header(ContentType::json()).set_payload(body)
    };
    registrar.send(grade("73.5")).await.expect_faults(&["/rank"]);
    registrar.send(grade(r#"73.0,"rank":73"#)).await.expect_faults(&["/rank"]);
    let created = registrar.send(grade("73.0")).await.expect(201).body;
    assert_eq!((&created["rank"], &created["nameRu"]), (&json!(73), &json!("7.0")));
}

#[actix_web::test]
async fn a_field_given_twice_is_named() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let body = r#"{"idno":"1008600038413","idno":"1008600038413","name":"Unu","kind":"ngo"}"#;
    let answer =
        problem(registrar.send(raw(&registrar, body)).await, 400, "validation").expect_faults(&["/idno"]);
    assert_eq!(answer.body["errors"]["/idno"], json!(["is given twice; give it once"]));
    assert_eq!(
        service.get(PATH).await.body["organisations"].as_array().expect("a list").len(),
        1,
        "nothing was written"
    );
}

#[actix_web::test]
async fn controls_and_characters_that_turn_text_are_refused() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for bad in [
        "a\u{0}b",
        "a\u{7}b",
        "a\nb",
        "a\u{202e}b",
        "a\u{2066}b",
        "a\u{200b}b",
        "\u{feff}a",
        "a\u{85}b",
        " a",
        "a ",
        "",
    ] {
        let mut new = new_organisation("1008600038413");
        new["name"] = json!(bad);
        problem(registrar.post(PATH, new).await, 400, "validation").expect_faults(&["/name"]);
    }
}

#[actix_web::test]
async fn deep_json_is_refused_and_not_followed() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let deep = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [200, 30_000] {
        problem(registrar.send(raw(&registrar, deep(depth))).await, 400, "validation");
        let inside = format!(
            r#"{{"idno":"1008600038413","name":{},"kind":"ngo","x":{}}}"#,
            deep(depth / 2),
            deep(depth / 2)
        );
        problem(registrar.send(raw(&registrar, inside)).await, 400, "validation");
    }
}

#[actix_web::test]
async fn a_body_may_have_so_many_bytes_and_not_one_more() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for (size, announced) in
        [LARGEST - 1, LARGEST, LARGEST + 1].into_iter().flat_map(|size| [(size, true), (size, false)])
    {
        let mut body = new_organisation(&service.fresh_code()).to_string();
        body.push_str(&" ".repeat(size - body.len()));
        let request = raw(&registrar, body);
        let request = if announced { request.insert_header((header::CONTENT_LENGTH, size)) } else { request };
        let answer = registrar.send(request).await;
        if size <= LARGEST {
            answer.expect(201);
        } else {
            problem(answer, 413, "too-large");
        }
    }
}

#[actix_web::test]
async fn another_media_type_or_a_compressed_body_is_refused() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let body = new_organisation("1008600038413").to_string();
    let bare = registrar.request(Method::POST, PATH).set_payload(body.clone());
    problem(registrar.send(bare).await, 415, "unsupported-media-type");
    for media_type in [
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "application/jsonx",
        "*/*",
        "ăî",
    ] {
        let request = registrar
            .request(Method::POST, PATH)
            .insert_header((header::CONTENT_TYPE, media_type))
            .set_payload(body.clone());
        problem(registrar.send(request).await, 415, "unsupported-media-type");
    }
    for encoding in ["gzip", "br", "deflate", "identity, gzip"] {
        let request = raw(&registrar, body.clone()).insert_header((header::CONTENT_ENCODING, encoding));
        problem(registrar.send(request).await, 415, "unsupported-media-type");
    }
    let accepted = registrar
        .request(Method::POST, PATH)
        .insert_header((header::CONTENT_TYPE, "Application/JSON; charset=utf-8"));
    registrar.send(accepted.set_payload(body)).await.expect(201);
}

#[actix_web::test]
async fn a_path_that_holds_no_id_is_refused() {
    let service = Service::start().await;
    for id in [
        "1",
        "not-an-id",
        "01990000000070008000000000000001",
        "%7B01990000-0000-7000-8000-000000000001%7D",
        "%00",
        "%ff",
    ] {
        let answer = problem(service.get(&format!("{PATH}/{id}")).await, 400, "validation");
        answer.expect_faults(&["id"]);
    }
}

#[actix_web::test]
async fn a_query_is_read_strictly() {
    let service = Service::start().await;
    let long = "x".repeat(300);
    let cases = [
        ("colour=red", vec!["colour"]),
        ("limit=1&limit=2", vec!["limit"]),
        ("limit=0", vec!["limit"]),
        ("limit=201", vec!["limit"]),
        ("limit=abc", vec!["limit"]),
        ("limit=-1", vec!["limit"]),
        ("limit=%2B1", vec!["limit"]),
        ("limit=1e2", vec!["limit"]),
        ("limit=", vec!["limit"]),
        ("kind=castle&district=MD-XX&parentId=7&limit=0", vec!["kind", "district", "parentId", "limit"]),
        ("kind=ngo%00", vec!["kind"]),
    ];
    for (query, faults) in cases {
        problem(service.get(&format!("{PATH}?{query}")).await, 400, "validation").expect_faults(&faults);
    }
    let answer = problem(service.get(&format!("{PATH}?{long}=1")).await, 400, "validation");
    assert!(answer.bytes.len() < 2_000, "a long name is cut");
    for good in ["limit=1", "limit=200", "kind=ngo", ""] {
        service.get(&format!("{PATH}?{good}")).await.expect(200);
    }
}

#[actix_web::test]
async fn a_cursor_belongs_to_its_question() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for _ in 0..3 {
        registrar.post(PATH, new_organisation(&service.fresh_code())).await.expect(201);
    }
    let page = service.get(&format!("{PATH}?kind=employer&limit=1")).await.expect(200);
    let cursor = page.body["nextCursor"].as_str().expect("a cursor").to_owned();
    service.get(&format!("{PATH}?kind=employer&limit=2&cursor={cursor}")).await.expect(200);
    let flipped: String = cursor
        .char_indices()
        .map(|(at, c)| if at == 3 { if c == 'A' { 'B' } else { 'A' } } else { c })
        .collect();
    let position =
        data_encoding::BASE64URL_NOPAD.decode(cursor.as_bytes()).expect("base64url")[16..].to_vec();
    let forged = data_encoding::BASE64URL_NOPAD.encode(&[[0; 16].as_slice(), &position].concat());
    let other = service.client(Role::Registrar).await.get("/api/v1/clients?limit=1").await.expect(200);
    let foreign = other.body["nextCursor"].as_str().expect("a cursor").to_owned();
    assert!(!foreign.is_empty());
    let bad = [
        format!("kind=employer&cursor={flipped}"),
        format!("kind=employer&cursor={forged}"),
        format!("kind=employer&cursor={foreign}"),
        format!("kind=ngo&cursor={cursor}"),
        format!("cursor={cursor}"),
        format!("kind=employer&cursor={}", &cursor[1..]),
        "kind=employer&cursor=x".to_owned(),
        "kind=employer&cursor=%F0%9F%98%80".to_owned(),
        format!("kind=employer&cursor={}", "A".repeat(5_000)),
    ];
    for query in bad {
        problem(service.get(&format!("{PATH}?{query}")).await, 400, "validation").expect_faults(&["cursor"]);
    }
}

#[actix_web::test]
async fn unknown_paths_and_methods_are_told_apart() {
    let service = Service::start().await;
    for path in [
        "/",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/castles",
        "/api/v2/organisations",
        "/api/v1/organisations/",
        "//",
        "/api/v1/organisations/x/y",
    ] {
        problem(service.get(path).await, 404, "not-found");
    }
    let cases = [
        (Method::DELETE, PATH, vec!["GET", "POST"]),
        (Method::PUT, "/api/v1/organisations/01990000-0000-7000-8000-000000000001", vec!["GET", "PATCH"]),
        (Method::GET, "/oauth2/token", vec!["POST"]),
        (Method::POST, "/health/live", vec!["GET"]),
        (Method::from_bytes(b"BREW").expect("a method"), PATH, vec!["GET", "POST"]),
    ];
    for (method, path, methods) in cases {
        let answer = problem(
            service.send(TestRequest::with_uri(path).method(method)).await,
            405,
            "method-not-allowed",
        );
        let mut allowed: Vec<_> = answer.header("allow").expect("Allow").split(", ").collect();
        allowed.sort_unstable();
        assert_eq!(allowed, methods);
    }
}

#[actix_web::test]
async fn a_trace_is_continued_or_begun() {
    let service = Service::start().await;
    let ask = async |parent: &str| {
        service.send(TestRequest::get().uri("/nowhere").insert_header(("traceparent", parent))).await
    };
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    for parent in [format!("00-{trace}-00f067aa0ba902b7-01"), format!("01-{trace}-00f067aa0ba902b7-01-more")]
    {
        let answer = problem(ask(&parent).await, 404, "not-found");
        assert_eq!(answer.body["traceId"], trace, "{parent}");
    }
    let malformed = [
        String::new(),
        trace.to_owned(),
        format!("00-{trace}-00f067aa0ba902b7"),
        format!("00-{trace}-00f067aa0ba902b7-01-more"),
        format!("ff-{trace}-00f067aa0ba902b7-01"),
        format!("00-{}-00f067aa0ba902b7-01", trace.to_uppercase()),
        format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32)),
        format!("00-{trace}-{}-01", "0".repeat(16)),
        format!("00-{}x-00f067aa0ba902b7-01", &trace[1..]),
    ];
    for parent in malformed {
        let answer = problem(ask(&parent).await, 404, "not-found");
        assert_ne!(answer.body["traceId"], trace, "{parent}");
    }
    let (one, two) = (service.get("/nowhere").await, service.get("/nowhere").await);
    assert_ne!(one.body["traceId"], two.body["traceId"]);
}

#[actix_web::test]
async fn every_answer_carries_the_security_headers() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let made = registrar.post(PATH, new_organisation("1008600038413")).await.expect(201);
    let unchanged = {
        let path = made.header("location").expect("an address");
        let tag = service.get(path).await.etag();
        service
            .send(TestRequest::get().uri(path).insert_header((header::IF_NONE_MATCH, tag)))
            .await
            .expect(304)
    };
    assert!(unchanged.bytes.is_empty());
    let answers = vec![
        made,
        unchanged,
        service.get(PATH).await.expect(200),
        service.get("/health/live").await.expect(200),
        service.get("/metrics").await.expect(200),
        service.get("/openapi.json").await.expect(200),
        service.get("/nowhere").await.expect(404),
        service.get("/api/v1/clients").await.expect(401),
        service.send(TestRequest::delete().uri(PATH)).await.expect(405),
        registrar.post(PATH, json!({})).await.expect(400),
        registrar.get("/api/v1/journal-entries").await.expect(403),
    ];
    for answer in answers {
        let expected = [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
            ("x-frame-options", "DENY"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ];
        for (name, value) in expected {
            assert_eq!(answer.header(name), Some(value), "{name} of {}", answer.status);
        }
        assert!(
            answer.header("traceparent").is_some() && answer.header("cache-control").is_some(),
            "{}",
            answer.status
        );
        if answer.status.is_client_error() {
            assert_eq!(answer.header("cache-control"), Some("no-store"));
        }
    }
    assert!(
        service
            .get("/api/v1/clients")
            .await
            .header("www-authenticate")
            .is_some_and(|challenge| challenge.starts_with("Bearer"))
    );
}

#[actix_web::test]
async fn a_problem_is_said_in_the_language_that_the_caller_asks_for() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let ask = async |languages: Option<&str>| {
        let request = raw(&registrar, "{}");
        let request = match languages {
            Some(languages) => request.insert_header((header::ACCEPT_LANGUAGE, languages)),
            None => request,
        };
        problem(registrar.send(request).await, 400, "validation")
    };
    let english = ask(None).await;
    assert_eq!(english.body["title"], "The request has faults");
    assert_eq!(english.body["detail"], "3 fields have faults; see errors");
    for (languages, language, title) in [
        ("ro", "ro", "Cererea conține greșeli"),
        ("ro-MD, en;q=0.5", "ro", "Cererea conține greșeli"),
        ("fr, ru;q=0.8, ro;q=0.2", "ru", "В запросе есть ошибки"),
        ("en;q=0.1, RU", "ru", "В запросе есть ошибки"),
        ("ro;q=0, ru;q=0.1", "ru", "В запросе есть ошибки"),
        ("en", "en", "The request has faults"),
        ("fr", "en", "The request has faults"),
        ("*", "en", "The request has faults"),
        ("ro;q=0", "en", "The request has faults"),
        ("ăî", "en", "The request has faults"),
        (&"ro,".repeat(200), "en", "The request has faults"),
    ] {
        let answer = ask(Some(languages)).await;
        assert_eq!(answer.body["title"], title, "{languages}");
        assert_eq!(answer.header("content-language"), Some(language), "{languages}");
        assert_eq!(answer.header("vary"), Some("Accept-Language"), "{languages}");
        // The part for programs is the same in every language.
        for member in ["type", "status", "code", "params", "faults"] {
            assert_eq!(answer.body[member], english.body[member], "{languages}: {member}");
        }
    }
    assert_eq!(
        (&english.body["code"], &english.body["params"]),
        (&json!("fieldsFaulty"), &json!({ "count": 3 }))
    );
    let places: Vec<_> =
        english.body["faults"].as_array().expect("faults").iter().map(|fault| &fault["place"]).collect();
    assert_eq!(places, ["/idno", "/kind", "/name"]);
}

/// Wherever a caller puts a person's number by mistake, the answer does not repeat it.
#[actix_web::test]
async fn an_idnp_is_never_echoed() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let mut answers = Vec::new();
    for path in [
        format!("/{IDNP}"),
        format!("/api/v1/workers/{IDNP}"),
        format!("{PATH}/{IDNP}"),
        format!("{PATH}/%3{IDNP}"),
        format!("{PATH}/%32{}", &IDNP[1..]),
        format!("{PATH}/x{IDNP}x/y"),
        format!("{PATH}?{IDNP}=1"),
        format!("{PATH}?{IDNP}=1&{IDNP}=1"),
        format!("{PATH}?limit=1&{IDNP}&limit=2"),
        format!("{PATH}?kind={IDNP}"),
        format!("{PATH}?parentId={IDNP}&cursor={IDNP}&limit={IDNP}&district={IDNP}"),
        format!("{PATH}?limit=expected%20{IDNP}"),
        format!("{PATH}?kind=%60,%20expected%20{IDNP}"),
        format!("{PATH}?kind=expected%20{IDNP}"),
    ] {
        answers.push((path.clone(), registrar.get(&path).await));
        answers
            .push((format!("DELETE {path}"), registrar.send(registrar.request(Method::DELETE, &path)).await));
    }
    let twice = format!(r#"{{"{IDNP}":1,"{IDNP}":2}}"#);
    let bodies = [
        json!({ "idno": IDNP, "name": IDNP, "kind": IDNP, "district": IDNP, "parentId": IDNP, "sample": IDNP }).to_string(),
        json!({ IDNP: IDNP }).to_string(),
        json!({ "idno": { IDNP: [IDNP] }, "name": [IDNP], "kind": { IDNP: null }, (format!("x{IDNP}")): 1 }).to_string(),
        json!({ "kind": format!("expected {IDNP}"), "sample": format!("expected {IDNP}") }).to_string(),
        json!({ "kind": format!("`, expected {IDNP}"), (format!("a`, {IDNP}")): 1, (format!("a`, expected {IDNP}")): 1 }).to_string(),
        json!({ "sample": 2_000_000_000_004_i64, "name": 2_000_000_000_004_i64, "idno": 2_000_000_000_004_i64 }).to_string(),
        json!(2_000_000_000_004_i64).to_string(),
        json!(IDNP).to_string(),
        json!([IDNP]).to_string(),
        twice,
        format!(r#"{{"idno":"{IDNP}"#),
        IDNP.to_owned(),
    ];
    for body in bodies {
        answers.push((body.clone(), registrar.send(raw(&registrar, body)).await));
    }
    for name in [
        "Call-Basis",
        "Call-Reason",
        "Calling-User",
        "Idempotency-Key",
        "If-Match",
        "If-None-Match",
        "Accept",
        "Authorization",
        "Content-Type",
    ] {
        for value in [IDNP.to_owned(), format!("Bearer {IDNP}"), format!("\"{IDNP}\"")] {
            let request = raw(&registrar, "{}").insert_header((name, value.clone()));
            answers.push((format!("{name}: {value}"), registrar.send(request).await));
        }
    }
    let form = format!("grant_type={IDNP}&client_id={IDNP}&client_secret={IDNP}&{IDNP}={IDNP}");
    let token = TestRequest::post()
        .uri("/oauth2/token")
        .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"));
    answers.push((form.clone(), service.send(token.set_payload(form)).await));
    answers.push(("metrics".into(), service.get("/metrics").await));
    let leaks: Vec<_> = answers
        .iter()
        .filter(|(_, answer)| leaks(answer))
        .map(|(sent, answer)| format!("{sent}\n  {}", said(answer)))
        .collect();
    assert!(leaks.is_empty(), "{}", leaks.join("\n"));
}

fn said(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.bytes).into_owned()
}

fn leaks(answer: &Answer) -> bool {
    said(answer).contains(IDNP)
        || answer.headers.iter().any(|(_, value)| String::from_utf8_lossy(value.as_bytes()).contains(IDNP))
}

/// The test above finds what it looks for: an organisation's number has the same form, and is answered.
#[actix_web::test]
async fn the_search_for_echoes_finds_one() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    assert!(leaks(&registrar.post(PATH, new_organisation(IDNP)).await.expect(201)));
}
