//! Rights of each role: every operation of the contract, asked without a token and by each role.

use std::fmt::Write as _;
use std::path::Path;

use actix_web::http::{Method, header};
use actix_web::test::TestRequest;
use registry::call::Role;
use serde_json::json;

use crate::contract::operations;
use crate::service::{Client, Service, new_organisation};

const SNAPSHOT: &str = "tests/api/access.snapshot.txt";
const HEAD: &str = "# Who may call each operation: anyone, or the roles. Compared by access.rs.\n\
                    # After a change that is meant: UPDATE_SNAPSHOTS=1 cargo test --test api access\n\n";

async fn one_of_each_role(service: &Service) -> Vec<(Role, Client)> {
    let mut clients = Vec::new();
    for role in Role::ALL {
        clients.push((*role, service.client(*role).await));
    }
    clients
}

#[actix_web::test]
async fn every_operation_is_open_to_its_roles_and_to_nobody_else() {
    let service = Service::start().await;
    let clients = one_of_each_role(&service).await;
    let (mut seen, mut broken) = (HEAD.to_owned(), Vec::new());
    let mut operations = operations();
    operations.sort_by_key(|operation| operation.id);
    for operation in operations {
        let anonymous = service.send(operation.request()).await.status.as_u16();
        let is_right = if operation.is_public() { !matches!(anonymous, 401 | 403) } else { anonymous == 401 };
        if !is_right {
            broken.push(format!("{} without a token: {anonymous}", operation.id));
        }
        let mut may = Vec::new();
        for (role, client) in &clients {
            let request = operation
                .request()
                .insert_header((header::AUTHORIZATION, format!("Bearer {}", client.token)));
            let request = request
                .insert_header(("Call-Basis", "Legea 140/2001"))
                .insert_header(("Call-Reason", "verificare"));
            let status = service.send(request).await.status.as_u16();
            let refused = matches!(status, 401 | 403);
            if !refused {
                may.push(role.as_str());
            }
            let is_right = if operation.is_public() || operation.roles().contains(role) {
                !refused
            } else {
                status == 403
            };
            if !is_right || status >= 500 {
                broken.push(format!("{} as {role}: {status}", operation.id));
            }
        }
        let who = if anonymous == 401 { may.join(" ") } else { "anyone".into() };
        writeln!(seen, "{}: {who}", operation.id).expect("written");
    }
    assert!(broken.is_empty(), "the contract says otherwise:\n{}", broken.join("\n"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(SNAPSHOT);
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, &seen).expect("written");
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == seen,
        "{SNAPSHOT} differs; if the change is meant, run UPDATE_SNAPSHOTS=1 cargo test --test api access. Expected:\n\n{seen}"
    );
}

/// Also for a client that the service has not met before, whose token it has to look up first.
#[actix_web::test]
async fn who_asks_is_settled_before_what_is_asked() {
    let service = Service::start().await;
    let bad = |request: TestRequest| {
        request
            .insert_header(("Idempotency-Key", "not a key"))
            .insert_header((header::CONTENT_TYPE, "text/plain"))
            .set_payload("{")
    };
    let stranger = service.client(Role::Payroll).await;
    stranger.send(bad(stranger.request(Method::POST, "/api/v1/clients"))).await.expect(403);
    let stranger = service.client(Role::Payroll).await;
    stranger
        .send(bad(stranger.request(Method::POST, "/api/v1/clients/not-an-id/revocations")))
        .await
        .expect(403);
    let stranger = service.client(Role::Payroll).await;
    stranger.send(bad(stranger.request(Method::PATCH, "/api/v1/organisations/not-an-id"))).await.expect(403);
    let stranger = service.client(Role::Payroll).await;
    stranger.get("/api/v1/clients?limit=none").await.expect(403);
    let registrar = service.client(Role::Registrar).await;
    registrar.send(bad(registrar.request(Method::POST, "/api/v1/clients"))).await.expect(400);
}

/// A token's scopes are for its bearer to read; what it may do is the role's.
#[actix_web::test]
async fn a_refusal_names_the_scope_and_changes_nothing() {
    let service = Service::start().await;
    let provider = service.client(Role::Provider).await;
    let refused = provider.post("/api/v1/organisations", new_organisation("1008600038413")).await.expect(403);
    assert!(refused.body["detail"].as_str().expect("a detail").contains("organisations:manage"));
    let registrar = service.client(Role::Registrar).await;
    registrar.post("/api/v1/organisations", new_organisation("1008600038413")).await.expect(201);
}

#[actix_web::test]
async fn the_public_reads_with_a_token_that_is_good_or_none() {
    let service = Service::start().await;
    service.get("/api/v1/organisations").await.expect(200);
    let bad = TestRequest::get()
        .uri("/api/v1/organisations")
        .insert_header((header::AUTHORIZATION, "Bearer nonsense"));
    service.send(bad).await.expect(401);
    assert_eq!(service.get("/health/live").await.expect(200).body, json!({ "status": "live" }));
}
