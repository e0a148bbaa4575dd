//! Clients: made and revoked by the registrar; a secret is seen once.

use registry::call::Role;
use serde_json::{Value, json};

use crate::service::{Client, Service};

const PATH: &str = "/api/v1/clients";

fn new_client(registrar: &Client, role: &str) -> Value {
    json!({ "organisationId": registrar.organisation.to_string(), "name": "Sistem de salarizare", "role": role })
}

#[actix_web::test]
async fn a_client_is_created_gets_a_token_and_is_revoked() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let made = registrar.post(PATH, new_client(&registrar, "payroll")).await.expect(201);
    let (id, secret) = (
        made.body["clientId"].as_str().expect("an id"),
        made.body["clientSecret"].as_str().expect("a secret"),
    );
    assert_eq!(made.header("location"), Some(format!("{PATH}/{id}").as_str()));
    assert_eq!(
        (secret.len(), &made.body["organisationId"]),
        (43, &json!(registrar.organisation.to_string()))
    );
    service.token(id.parse().expect("an id"), secret).await;
    let revoked = registrar.post(&format!("{PATH}/{id}/revocations"), json!({})).await.expect(201);
    assert!(revoked.body["revokedAt"].is_string());
    assert_eq!(registrar.get(&format!("{PATH}/{id}")).await.expect(200).body, revoked.body);
}

#[actix_web::test]
async fn revoking_twice_changes_nothing() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let made = registrar.post(PATH, new_client(&registrar, "payroll")).await.expect(201);
    let path = format!("{PATH}/{}/revocations", made.body["clientId"].as_str().expect("an id"));
    let first = registrar.post(&path, json!({})).await.expect(201).body;
    service.clock.advance_seconds(60);
    assert_eq!(registrar.post(&path, json!({})).await.expect(201).body, first);
}

#[actix_web::test]
async fn a_secret_is_shown_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let made = registrar.post(PATH, new_client(&registrar, "auditor")).await.expect(201);
    let (id, secret) = (
        made.body["clientId"].as_str().expect("an id"),
        made.body["clientSecret"].as_str().expect("a secret"),
    );
    let mut later =
        vec![registrar.get(&format!("{PATH}/{id}")).await.expect(200), registrar.get(PATH).await.expect(200)];
    later.push(registrar.post(&format!("{PATH}/{id}/revocations"), json!({})).await.expect(201));
    for answer in later {
        assert!(!String::from_utf8_lossy(&answer.bytes).contains(secret));
        assert!(answer.body.get("secretHash").is_none() && answer.body.get("clientSecret").is_none());
    }
    assert_eq!(made.header("cache-control"), Some("no-store"));
}

#[actix_web::test]
async fn clients_are_listed_page_by_page() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for _ in 0..6 {
        registrar.post(PATH, new_client(&registrar, "provider")).await.expect(201);
    }
    let clients = registrar.list(PATH, "clients").await;
    assert_eq!(clients.iter().filter(|client| client["role"] == "provider").count(), 6);
    assert_eq!(clients.len(), 7, "and the registrar itself");
}

#[actix_web::test]
async fn a_client_belongs_to_an_organisation_on_the_register() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let mut new = new_client(&registrar, "payroll");
    new["organisationId"] = json!("01990000-0000-7000-8000-00000000dead");
    registrar.post(PATH, new).await.expect_faults(&["/organisationId"]);
}

#[actix_web::test]
async fn every_fault_of_a_new_client_is_named_at_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let new = json!({ "organisationId": 7, "role": "emperor", "standingBasis": "x", "secret": "mine" });
    registrar.post(PATH, new).await.expect_faults(&[
        "/organisationId",
        "/name",
        "/role",
        "/secret",
        "/standingBasis",
    ]);
}

#[actix_web::test]
async fn a_client_that_is_not_there_is_not_found() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let path = format!("{PATH}/01990000-0000-7000-8000-00000000dead");
    registrar.get(&path).await.expect(404);
    registrar.post(&format!("{path}/revocations"), json!({})).await.expect(404);
}

/// A client with a standing basis may leave `Call-Basis` out, and its basis is what the journal says.
#[actix_web::test]
async fn a_standing_basis_stands_for_the_header() {
    use actix_web::http::header::AUTHORIZATION;
    use actix_web::test::TestRequest;
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let mut new = new_client(&registrar, "auditor");
    new["standingBasis"] = json!("Legea 133/2011, art. 20");
    let made = registrar.post(PATH, new).await.expect(201).body;
    let id = made["clientId"].as_str().expect("an id");
    let token =
        service.token(id.parse().expect("an id"), made["clientSecret"].as_str().expect("a secret")).await;
    let ask = |reason: Option<&str>| {
        let request = TestRequest::get()
            .uri("/api/v1/journal-entries")
            .insert_header((AUTHORIZATION, format!("Bearer {token}")));
        reason.into_iter().fold(request, |request, reason| request.insert_header(("Call-Reason", reason)))
    };
    service.send(ask(None)).await.expect_faults(&["Call-Reason"]);
    service.send(ask(Some("control anual"))).await.expect(200);
    let noted = service.send(ask(Some("control anual"))).await.expect(200).body;
    let ours = noted["journalEntries"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|entry| entry["clientId"] == id)
        .expect("noted");
    assert_eq!(
        (&ours["basis"], &ours["reason"]),
        (&json!("Legea 133/2011, art. 20"), &json!("control anual"))
    );
}
