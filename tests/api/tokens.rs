//! Tokens: issued for a secret, checked strictly, gone with the client or the key.

use std::fs;

use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::test::TestRequest;
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
    KeyPair,
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use registry::call::Role;
use registry::clients;
use registry::values::ClientId;
use serde_json::{Value, json};

use crate::service::{Answer, Client, ISSUER, Service, operator};

/// An operation that every registrar may call.
const PATH: &str = "/api/v1/clients";
const FORM: &str = "application/x-www-form-urlencoded";

/// A holder of the service's signing key, who can sign what the service never would.
struct Forger {
    pkcs8: Vec<u8>,
    header: Value,
    claims: Value,
    token: String,
}

fn encode(part: &Value) -> String {
    BASE64URL_NOPAD.encode(part.to_string().as_bytes())
}

fn decode(part: &str) -> Value {
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).expect("base64url")).expect("JSON")
}

fn key_file(service: &Service) -> Vec<u8> {
    let files =
        fs::read_dir(&service.place.data_dir).expect("a folder").map(|entry| entry.expect("an entry").path());
    let is_key = |name: &str| {
        name.strip_prefix("token-signing-").is_some_and(|rest| rest.strip_suffix(".key").is_some())
    };
    let mut keys: Vec<_> =
        files.filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_key)).collect();
    keys.sort();
    let text = fs::read_to_string(keys.last().expect("a key")).expect("readable");
    BASE64URL_NOPAD.decode(text.trim().as_bytes()).expect("base64url")
}

fn sign(pkcs8: &[u8], algorithm: &'static EcdsaSigningAlgorithm, message: &str) -> String {
    let pair = EcdsaKeyPair::from_pkcs8(algorithm, pkcs8).expect("a key");
    let signature = pair.sign(&SystemRandom::new(), message.as_bytes()).expect("signed");
    format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
}

impl Forger {
    fn of(service: &Service, client: &Client) -> Self {
        let mut parts = client.token.split('.');
        let mut part = || decode(parts.next().expect("a part"));
        let (header, claims) = (part(), part());
        Self { pkcs8: key_file(service), header, claims, token: client.token.clone() }
    }

    /// A token with a right signature over any header and claims.
    fn sign(&self, header: &Value, claims: &Value) -> String {
        sign(&self.pkcs8, &ECDSA_P256_SHA256_FIXED_SIGNING, &format!("{}.{}", encode(header), encode(claims)))
    }

    /// The good header with some members changed; a member set to null is taken out.
    fn header(&self, change: &Value) -> String {
        self.sign(&changed(&self.header, change), &self.claims)
    }

    fn claims(&self, change: &Value) -> String {
        self.sign(&self.header, &changed(&self.claims, change))
    }
}

fn changed(of: &Value, change: &Value) -> Value {
    let mut all = of.clone();
    let fields = all.as_object_mut().expect("an object");
    for (name, value) in change.as_object().expect("an object") {
        if value.is_null() {
            fields.remove(name)
        } else {
            fields.insert(name.clone(), value.clone())
        };
    }
    all
}

async fn show(service: &Service, token: &str) -> Answer {
    service.send(TestRequest::get().uri(PATH).insert_header((AUTHORIZATION, format!("Bearer {token}")))).await
}

#[actix_web::test]
async fn no_forgery_is_taken_for_a_token() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let revoked = service.client(Role::Registrar).await;
    let provider = service.client(Role::Provider).await;
    let path = format!("{PATH}/{}/revocations", revoked.id);
    registrar.post(&path, json!({})).await.expect(201);
    let forger = Forger::of(&service, &registrar);
    let now = service.clock.now().as_second();
    let public = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &forger.pkcs8)
        .expect("a key")
        .public_key()
        .as_ref()
        .to_vec();
    let own = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
        .expect("a key")
        .as_ref()
        .to_vec();
    let own_public = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &own)
        .expect("a key")
        .public_key()
        .as_ref()
        .to_vec();
    let own_jwk = json!({ "kty": "EC", "crv": "P-256", "x": BASE64URL_NOPAD.encode(&own_public[1..33]), "y": BASE64URL_NOPAD.encode(&own_public[33..]) });
    let by_own = |header: Value| {
        let message = format!("{}.{}", encode(&changed(&forger.header, &header)), encode(&forger.claims));
        sign(&own, &ECDSA_P256_SHA256_FIXED_SIGNING, &message)
    };
    let by_mac = |key: &[u8]| {
        let message = format!(
            "{}.{}",
            encode(&changed(&forger.header, &json!({ "alg": "HS256" }))),
            encode(&forger.claims)
        );
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), message.as_bytes());
        format!("{message}.{}", BASE64URL_NOPAD.encode(tag.as_ref()))
    };
    let unsigned = |alg: &str| {
        format!("{}.{}.", encode(&changed(&forger.header, &json!({ "alg": alg }))), encode(&forger.claims))
    };
    let [header, payload, signature] = forger.token.split('.').collect::<Vec<_>>()[..] else {
        panic!("three parts")
    };
    let promoted = encode(&changed(
        &forger.claims,
        &json!({ "sub": provider.id.to_string(), "client_id": provider.id.to_string() }),
    ));
    let as_der = sign(&forger.pkcs8, &ECDSA_P256_SHA256_ASN1_SIGNING, &format!("{header}.{payload}"));

    // The forger can sign: what it signs without a change is good. So each refusal below has one cause.
    show(&service, &forger.claims(&json!({}))).await.expect(200);
    show(&service, &forger.claims(&json!({ "nbf": now + 5, "iat": now + 5, "exp": now + 900 })))
        .await
        .expect(200);

    let forgeries = [
        ("alg none", unsigned("none")),
        ("alg None", unsigned("None")),
        ("no signature", unsigned("ES256")),
        ("HS256 with the public point", by_mac(&public)),
        ("HS256 with the bare coordinates", by_mac(&public[1..])),
        ("RS256", forger.header(&json!({ "alg": "RS256" }))),
        ("ES384", forger.header(&json!({ "alg": "ES384" }))),
        ("EdDSA", forger.header(&json!({ "alg": "EdDSA" }))),
        ("no alg", forger.header(&json!({ "alg": null }))),
        ("typ JWT", forger.header(&json!({ "typ": "JWT" }))),
        ("no typ", forger.header(&json!({ "typ": null }))),
        ("typ of an id token", forger.header(&json!({ "typ": "id_token+jwt" }))),
        ("no aud", forger.claims(&json!({ "aud": null }))),
        ("wrong aud", forger.claims(&json!({ "aud": "https://elsewhere.test" }))),
        ("aud as a list", forger.claims(&json!({ "aud": [ISSUER, "https://elsewhere.test"] }))),
        ("no iss", forger.claims(&json!({ "iss": null }))),
        ("wrong iss", forger.claims(&json!({ "iss": "https://elsewhere.test" }))),
        ("iss with a slash", forger.claims(&json!({ "iss": format!("{ISSUER}/") }))),
        ("no exp", forger.claims(&json!({ "exp": null }))),
        ("exp as text", forger.claims(&json!({ "exp": (now + 900).to_string() }))),
        ("expired", forger.claims(&json!({ "iat": now - 900, "exp": now - 5 }))),
        ("no iat", forger.claims(&json!({ "iat": null }))),
        ("iat to come", forger.claims(&json!({ "iat": now + 6, "exp": now + 900 }))),
        ("nbf to come", forger.claims(&json!({ "nbf": now + 6 }))),
        ("longer than 15 minutes", forger.claims(&json!({ "iat": now, "exp": now + 901 }))),
        ("an endless life", forger.claims(&json!({ "exp": i64::MAX }))),
        ("an endless past", forger.claims(&json!({ "iat": i64::MIN }))),
        ("no sub", forger.claims(&json!({ "sub": null }))),
        ("no client_id", forger.claims(&json!({ "client_id": null }))),
        ("sub of another client", forger.claims(&json!({ "sub": provider.id.to_string() }))),
        ("sub that is no client", {
            let nobody = ClientId::new().to_string();
            forger.claims(&json!({ "sub": nobody, "client_id": nobody }))
        }),
        ("a revoked client", {
            let revoked = revoked.id.to_string();
            forger.claims(&json!({ "sub": revoked, "client_id": revoked }))
        }),
        ("unknown kid", forger.header(&json!({ "kid": "AAAAAAAAAAAAAAAA" }))),
        ("no kid", forger.header(&json!({ "kid": null }))),
        ("kid as a path", forger.header(&json!({ "kid": "../../../dev/null" }))),
        ("another key under our kid", by_own(json!({}))),
        ("another key, shown in jwk", by_own(json!({ "jwk": own_jwk }))),
        ("another key, at jku", by_own(json!({ "jku": "https://evil.test/jwks.json" }))),
        ("another key, at x5u", by_own(json!({ "x5u": "https://evil.test/cert.pem" }))),
        ("our key with a jwk", forger.header(&json!({ "jwk": own_jwk }))),
        ("our key with a jku", forger.header(&json!({ "jku": "https://evil.test/jwks.json" }))),
        ("our key with an x5u", forger.header(&json!({ "x5u": "https://evil.test/cert.pem" }))),
        ("our key with an x5c", forger.header(&json!({ "x5c": ["MIIB"] }))),
        ("crit", forger.header(&json!({ "crit": ["exp"] }))),
        ("b64", forger.header(&json!({ "b64": false, "crit": ["b64"] }))),
        ("an unknown header", forger.header(&json!({ "admin": true }))),
        ("a cut signature", format!("{header}.{payload}.{}", &signature[..signature.len() - 2])),
        ("an empty signature", format!("{header}.{payload}.")),
        ("zeros as a signature", format!("{header}.{payload}.{}", BASE64URL_NOPAD.encode(&[0; 64]))),
        ("a DER signature", as_der),
        ("another payload under the signature", format!("{header}.{promoted}.{signature}")),
        ("two parts", format!("{header}.{payload}")),
        ("four parts", format!("{}.{signature}", forger.token)),
        ("a padded signature", format!("{}==", forger.token)),
        ("blanks inside", format!("{header}. {payload}.{signature}")),
        ("an oversized token", forger.claims(&json!({ "scope": "x".repeat(5_000) }))),
        ("not a token", "nonsense".into()),
        ("nothing", String::new()),
        ("Bearer twice", format!("Bearer {}", forger.token)),
    ];
    assert!(forgeries.len() >= 25);
    let mut taken = Vec::new();
    for (what, token) in &forgeries {
        let answer = show(&service, token).await;
        if answer.status != 401 || answer.header("www-authenticate").is_none() {
            taken.push(format!("{what}: {} {}", answer.status, answer.body));
        }
    }
    assert!(taken.is_empty(), "{}", taken.join("\n"));
}

#[actix_web::test]
async fn a_token_is_shown_in_one_way_only() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let token = &registrar.token;
    for good in ["Bearer", "bearer", "BEARER"] {
        service
            .send(TestRequest::get().uri(PATH).insert_header((AUTHORIZATION, format!("{good} {token}"))))
            .await
            .expect(200);
    }
    let twice = TestRequest::get().uri(PATH).append_header((AUTHORIZATION, format!("Bearer {token}")));
    service.send(twice.append_header((AUTHORIZATION, format!("Bearer {token}")))).await.expect(401);
    for bad in [
        token.clone(),
        format!("Basic {token}"),
        format!("Token {token}"),
        format!("Bearer{token}"),
        "Bearer".into(),
        String::new(),
    ] {
        service.send(TestRequest::get().uri(PATH).insert_header((AUTHORIZATION, bad))).await.expect(401);
    }
    service.get(&format!("{PATH}?access_token={token}")).await.expect(401);
}

#[actix_web::test]
async fn a_token_lives_for_fifteen_minutes() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    service.clock.advance_seconds(15 * 60 - 1);
    registrar.get(PATH).await.expect(200);
    // Clocks may differ by five seconds.
    service.clock.advance_seconds(6);
    registrar.get(PATH).await.expect(401);
    let again = service.token(registrar.id, &registrar.secret).await;
    show(&service, &again).await.expect(200);
}

async fn ask(service: &Service, form: &str, basic: Option<String>) -> Answer {
    let request = TestRequest::post()
        .uri("/oauth2/token")
        .insert_header((CONTENT_TYPE, FORM))
        .set_payload(form.to_owned());
    let request = match basic {
        Some(credentials) => {
            request.insert_header((AUTHORIZATION, format!("Basic {}", BASE64.encode(credentials.as_bytes()))))
        }
        None => request,
    };
    service.send(request).await
}

#[actix_web::test]
async fn a_secret_is_shown_in_the_form_or_in_the_header() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let (id, secret) = (registrar.id, &registrar.secret);
    let in_form =
        ask(&service, &format!("grant_type=client_credentials&client_id={id}&client_secret={secret}"), None)
            .await
            .expect(200);
    let in_header =
        ask(&service, "grant_type=client_credentials", Some(format!("{id}:{secret}"))).await.expect(200);
    for answer in [in_form, in_header] {
        assert_eq!((&answer.body["token_type"], &answer.body["expires_in"]), (&json!("Bearer"), &json!(900)));
        assert!(
            answer.body["scope"].as_str().expect("a scope").split(' ').any(|scope| scope == "clients:manage")
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        show(&service, answer.body["access_token"].as_str().expect("a token")).await.expect(200);
    }
}

#[actix_web::test]
async fn a_token_names_its_bearer_and_no_more() {
    let service = Service::start().await;
    let payroll = service.client(Role::Payroll).await;
    let forger = Forger::of(&service, &payroll);
    assert_eq!((&forger.header["alg"], &forger.header["typ"]), (&json!("ES256"), &json!("at+jwt")));
    let names: Vec<_> = forger.claims.as_object().expect("claims").keys().map(String::as_str).collect();
    assert_eq!(names, ["aud", "client_id", "exp", "iat", "iss", "jti", "scope", "sub"]);
    let lasts = forger.claims["exp"].as_i64().expect("exp") - forger.claims["iat"].as_i64().expect("iat");
    assert_eq!((lasts, &forger.claims["sub"]), (900, &json!(payroll.id.to_string())));
}

#[actix_web::test]
async fn wrong_token_requests_are_refused_in_oauths_words() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let (id, secret) = (registrar.id, registrar.secret.clone());
    let grant = "grant_type=client_credentials";
    let nobody = ClientId::new();
    let cases = [
        (format!("{grant}&client_id={id}&client_secret=wrong"), None, 401, "invalid_client"),
        (format!("{grant}&client_id={id}&client_secret={}", &secret[1..]), None, 401, "invalid_client"),
        (format!("{grant}&client_id={nobody}&client_secret={secret}"), None, 401, "invalid_client"),
        (format!("{grant}&client_id=me&client_secret={secret}"), None, 401, "invalid_client"),
        (grant.to_owned(), Some(format!("{id}:wrong")), 401, "invalid_client"),
        (grant.to_owned(), Some(format!("{id}{secret}")), 401, "invalid_client"),
        (
            format!("grant_type=password&client_id={id}&client_secret={secret}"),
            None,
            400,
            "unsupported_grant_type",
        ),
        (format!("client_id={id}&client_secret={secret}"), None, 400, "invalid_request"),
        (grant.to_owned(), None, 400, "invalid_request"),
        (format!("{grant}&client_id={id}"), None, 400, "invalid_request"),
        (format!("{grant}&client_secret={secret}"), None, 400, "invalid_request"),
        (format!("{grant}&{grant}&client_id={id}&client_secret={secret}"), None, 400, "invalid_request"),
        (
            format!("{grant}&client_id={id}&client_id={id}&client_secret={secret}"),
            None,
            400,
            "invalid_request",
        ),
        (
            format!("{grant}&client_id={id}&client_secret={secret}&client_secret={secret}"),
            None,
            400,
            "invalid_request",
        ),
        (
            format!("{grant}&client_id={id}&client_secret={secret}"),
            Some(format!("{id}:{secret}")),
            400,
            "invalid_request",
        ),
        (String::new(), None, 400, "invalid_request"),
        ("%%%".to_owned(), None, 400, "invalid_request"),
    ];
    for (form, basic, status, error) in cases {
        let answer = ask(&service, &form, basic).await.expect(status);
        assert_eq!(answer.body["error"], error, "{form}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(&secret[1..]));
    }
    let json =
        TestRequest::post().uri("/oauth2/token").set_json(json!({ "grant_type": "client_credentials" }));
    service.send(json).await.expect(415);
    ask(&service, &"x".repeat(16 * 1024 + 1), None).await.expect(413);
}

/// A client unknown and a secret wrong are answered alike, so that ids cannot be tried out.
#[actix_web::test]
async fn it_is_not_told_which_of_id_and_secret_is_wrong() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let grant = "grant_type=client_credentials";
    let wrong = ask(&service, &format!("{grant}&client_id={}&client_secret=wrong", registrar.id), None)
        .await
        .expect(401);
    let unknown = ask(&service, &format!("{grant}&client_id={}&client_secret=wrong", ClientId::new()), None)
        .await
        .expect(401);
    assert_eq!(wrong.body["detail"], unknown.body["detail"]);
}

#[actix_web::test]
async fn the_published_keys_verify_a_token() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let metadata = service.get("/.well-known/oauth-authorization-server").await.expect(200).body;
    assert_eq!(metadata["issuer"], ISSUER);
    assert_eq!(metadata["token_endpoint"], format!("{ISSUER}/oauth2/token"));
    assert_eq!(
        metadata["token_endpoint_auth_methods_supported"],
        json!(["client_secret_basic", "client_secret_post"])
    );
    let address =
        metadata["jwks_uri"].as_str().expect("an address").strip_prefix(ISSUER).expect("ours").to_owned();
    let jwks = service.get(&address).await.expect(200).body;
    let [key] = jwks["keys"].as_array().expect("keys").as_slice() else { panic!("one key") };
    assert!(key.get("d").is_none(), "the private part stays here");
    let given = jsonwebtoken::decode_header(&registrar.token).expect("a header");
    assert_eq!(key["kid"], json!(given.kid));
    let part = |name: &str| key[name].as_str().expect("a coordinate").to_owned();
    let verifies = jsonwebtoken::DecodingKey::from_ec_components(&part("x"), &part("y")).expect("a key");
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
    validation.set_audience(&[ISSUER]);
    validation.validate_exp = false;
    jsonwebtoken::decode::<Value>(&registrar.token, &verifies, &validation).expect("the signature is good");
}

async fn published(service: &Service) -> usize {
    service.get("/.well-known/jwks.json").await.expect(200).body["keys"].as_array().expect("keys").len()
}

#[actix_web::test]
async fn after_a_rotation_old_tokens_are_good_until_they_expire_and_the_old_key_is_not() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let old = Forger::of(&service, &registrar);
    service.clock.advance_seconds(60);
    service.house.gate.tokens.rotate(service.clock.now()).expect("a new key");
    assert_eq!(published(&service).await, 2);
    let renewed = registrar.token_again().await;
    let new = Forger::of(&service, &renewed);
    assert_ne!(old.header["kid"], new.header["kid"]);
    registrar.get(PATH).await.expect(200);
    renewed.get(PATH).await.expect(200);
    service.clock.advance_seconds(13 * 60);
    registrar.get(PATH).await.expect(200);

    let fresh = |forger: &Forger| {
        let now = service.clock.now().as_second();
        forger.claims(&json!({ "iat": now, "exp": now + 900, "jti": format!("{now}") }))
    };
    show(&service, &fresh(&old)).await.expect(200);
    service.clock.advance_seconds(7 * 60);
    assert_eq!(published(&service).await, 1);
    show(&service, &fresh(&old)).await.expect(401);
    show(&service, &fresh(&new)).await.expect(200);
}

#[actix_web::test]
async fn a_revocation_made_here_works_at_once() {
    let service = Service::start().await;
    let (registrar, other) = (service.client(Role::Registrar).await, service.client(Role::Registrar).await);
    other.get(PATH).await.expect(200);
    registrar.post(&format!("{PATH}/{}/revocations", other.id), json!({})).await.expect(201);
    other.get(PATH).await.expect(401);
    let form = format!("grant_type=client_credentials&client_id={}&client_secret={}", other.id, other.secret);
    assert_eq!(ask(&service, &form, None).await.expect(401).body["error"], "invalid_client");
    registrar.get(PATH).await.expect(200);
}

#[actix_web::test]
async fn a_revocation_made_by_another_process_works_within_a_minute() {
    let service = Service::start().await;
    let other = service.client(Role::Registrar).await;
    other.get(PATH).await.expect(200);
    let id = other.id;
    service.hall.db.write(move |tx| clients::revoke(tx, &operator(), id)).await.expect("revoked");
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={}", other.secret);
    ask(&service, &form, None).await.expect(401);
    service.clock.advance_seconds(60);
    other.get(PATH).await.expect(401);
}

/// Roles change with the client's row: what the token says it may do is not what decides.
#[actix_web::test]
async fn a_scope_that_a_token_claims_gives_nothing() {
    let service = Service::start().await;
    let provider = service.client(Role::Provider).await;
    let forger = Forger::of(&service, &provider);
    show(&service, &forger.claims(&json!({ "scope": "clients:manage" }))).await.expect(403);
}
