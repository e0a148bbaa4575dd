//! Organisations: public to read, kept by registrar and ministry.

use actix_web::http::Method;
use actix_web::test::TestRequest;
use registry::call::Role;
use serde_json::json;

use crate::service::{Service, new_organisation};

const PATH: &str = "/api/v1/organisations";

#[actix_web::test]
async fn an_organisation_is_created_read_and_changed() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let created = registrar.post(PATH, new_organisation("1008600038413")).await.expect(201);
    let path = format!("{PATH}/{}", created.id());
    assert_eq!(created.header("location"), Some(path.as_str()));
    let changed = registrar.patch(&path, json!({ "district": "MD-CU" })).await.expect(200);
    assert_eq!((&changed.body["district"], &changed.body["name"]), (&json!("MD-CU"), &created.body["name"]));
    assert_eq!(service.get(&path).await.expect(200).body, changed.body);
}

#[actix_web::test]
async fn an_idno_is_on_the_register_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let first = registrar.post(PATH, new_organisation("1008600038413")).await.expect(201);
    let second = registrar.post(PATH, new_organisation("1008600038413")).await.expect(409);
    assert_eq!(second.body["location"], json!(format!("{PATH}/{}", first.id())));
}

#[actix_web::test]
async fn every_fault_is_named_at_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let body = json!({ "idno": "1008600038412", "kind": "castle", "district": "MD-XX", "parentId": "x", "colour": "red" });
    let answer = registrar.post(PATH, body).await.expect_faults(&[
        "/idno",
        "/name",
        "/kind",
        "/district",
        "/parentId",
        "/colour",
    ]);
    assert!(!String::from_utf8_lossy(&answer.bytes).contains("1008600038412"));
}

#[actix_web::test]
async fn a_change_needs_the_version_that_was_read() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let path =
        format!("{PATH}/{}", registrar.post(PATH, new_organisation("1008600038413")).await.expect(201).id());
    let change = json!({ "name": "Alt nume" });
    registrar.send(registrar.request(Method::PATCH, &path).set_json(&change)).await.expect(428);
    let stale = registrar.get(&path).await.etag();
    registrar.patch(&path, change.clone()).await.expect(200);
    let late = registrar
        .request(Method::PATCH, &path)
        .insert_header(("If-Match", stale.as_str()))
        .set_json(json!({ "name": "Târziu" }));
    registrar.send(late).await.expect(412);
    let unchanged = service.send(TestRequest::get().uri(&path).insert_header(("If-None-Match", stale))).await;
    assert_eq!(unchanged.expect(200).body["name"], "Alt nume");
}

#[actix_web::test]
async fn nobody_stands_above_itself() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let above = registrar.post(PATH, new_organisation("1008600038413")).await.expect(201).id();
    let mut child = new_organisation(&service.fresh_code());
    child["parentId"] = json!(above);
    let below = registrar.post(PATH, child).await.expect(201).id();
    registrar
        .patch(&format!("{PATH}/{above}"), json!({ "parentId": below }))
        .await
        .expect_faults(&["/parentId"]);
    registrar
        .patch(&format!("{PATH}/{above}"), json!({ "parentId": above }))
        .await
        .expect_faults(&["/parentId"]);
}

#[actix_web::test]
async fn pages_join_without_gap_or_double() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    for _ in 0..7 {
        registrar.post(PATH, new_organisation(&service.fresh_code())).await.expect(201);
    }
    let ids: Vec<_> = registrar
        .list(&format!("{PATH}?kind=employer"), "organisations")
        .await
        .iter()
        .map(|one| one["id"].clone())
        .collect();
    let mut distinct = ids.clone();
    distinct.dedup();
    assert_eq!((ids.len(), distinct.len()), (7, 7));
}
