//! No update is lost: a change names the version that it was made from.

use actix_web::http::{Method, header};
use futures_util::future::{join, join_all};
use registry::call::Role;
use registry::values::Moment;
use serde_json::json;

use crate::fixtures::Scene;
use crate::service::{Client, Service, new_organisation};

const WRITERS: usize = 16;
const ROUNDS: usize = 4;

/// Reads the counter in the name and writes one more; whether it was taken.
async fn count_on(client: &Client, path: &str) -> bool {
    let read = client.get(path).await.expect(200);
    let name = read.body["name"].as_str().expect("a name");
    let count: usize = name.rsplit(' ').next().and_then(|count| count.parse().ok()).expect("a counter");
    let change = client.request(Method::PATCH, path).insert_header((header::IF_MATCH, read.etag()));
    let answer = client.send(change.set_json(json!({ "name": format!("Contor {}", count + 1) }))).await;
    match answer.status.as_u16() {
        200 => true,
        412 => false,
        _ => panic!("{}", answer.body),
    }
}

#[actix_web::test]
async fn sixteen_writers_lose_no_update() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let mut new = new_organisation("1008600038413");
    new["name"] = json!("Contor 0");
    let path = format!(
        "/api/v1/organisations/{}",
        registrar.post("/api/v1/organisations", new).await.expect(201).id()
    );
    let (mut taken, mut refused) = (0, 0);
    for _ in 0..ROUNDS {
        let answers = join_all((0..WRITERS).map(|_| count_on(&registrar, &path))).await;
        taken += answers.iter().filter(|taken| **taken).count();
        refused += answers.iter().filter(|taken| !**taken).count();
    }
    assert_eq!(service.get(&path).await.body["name"], json!(format!("Contor {taken}")));
    // Without a collision the figure above would prove nothing.
    assert!(taken >= ROUNDS && refused > 0, "{taken} taken, {refused} refused");
}

#[actix_web::test]
async fn writers_that_try_again_all_arrive() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let mut new = new_organisation("1008600038413");
    new["name"] = json!("Contor 0");
    let path = format!(
        "/api/v1/organisations/{}",
        registrar.post("/api/v1/organisations", new).await.expect(201).id()
    );
    let insist = || async { while !count_on(&registrar, &path).await {} };
    join_all((0..WRITERS).map(|_| insist())).await;
    assert_eq!(service.get(&path).await.body["name"], json!(format!("Contor {WRITERS}")));
}

#[actix_web::test]
async fn a_change_without_a_version_is_asked_for_one() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let path = format!(
        "/api/v1/organisations/{}",
        registrar.post("/api/v1/organisations", new_organisation("1008600038413")).await.expect(201).id()
    );
    let change = |tag: Option<&str>| {
        let request = registrar.request(Method::PATCH, &path);
        tag.into_iter()
            .fold(request, |request, tag| request.insert_header((header::IF_MATCH, tag)))
            .set_json(json!({ "name": "Nou" }))
    };
    registrar.send(change(None)).await.expect(428);
    let current = registrar.get(&path).await.etag();
    registrar.send(change(Some("\"stale\""))).await.expect(412);
    registrar.send(change(Some(&format!("W/{current}")))).await.expect(412);
    assert_eq!(registrar.get(&path).await.etag(), current, "a refused change changes nothing");
    registrar.send(change(Some(&format!("\"another\", {current}")))).await.expect(200);
    registrar.send(change(Some(&current))).await.expect(412);
    registrar.send(change(Some("*"))).await.expect(200);
}

/// The same record made by many at once is there once, and every other caller is told where.
#[actix_web::test]
async fn an_organisation_registered_by_many_at_once_is_there_once() {
    let service = Service::start().await;
    let registrar = service.client(Role::Registrar).await;
    let answers = join_all(
        (0..WRITERS).map(|_| registrar.post("/api/v1/organisations", new_organisation("1008600038413"))),
    )
    .await;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 201);
    assert_eq!((made.len(), refused.len()), (1, WRITERS - 1));
    let address = made[0].header("location").expect("an address");
    for answer in refused {
        assert_eq!(answer.expect(409).body["location"], address);
    }
}

/// A write that is slow keeps nobody from asking about a moment that has passed since it began.
#[actix_web::test]
async fn a_moment_that_is_past_can_be_asked_about_whatever_is_being_written() {
    let scene = Scene::with_people(1).await;
    let (service, payroll) = (&scene.service, scene.service.client(Role::Payroll).await);
    let organisation = format!("/api/v1/organisations/{}", scene.provider.organisation);
    let programme = format!("/api/v1/programmes/{}", scene.programme);
    for path in ["", "/api/v1/completions", "/api/v1/completions as a file", &organisation, &programme] {
        let (slow, end) = service.slow_write().await;
        service.clock.advance_seconds(10);
        let past = service.clock.now();
        let ask = async |known_at: Moment| match path.strip_suffix(" as a file") {
            None if path.is_empty() => {
                let query = json!({ "workers": [{ "workerId": scene.id(0) }], "knownAt": known_at });
                payroll.post("/api/v1/qualification-status-queries", query).await
            }
            None => scene.provider.get(&format!("{path}?knownAt={known_at}")).await,
            Some(path) => {
                let request = scene.provider.request(Method::GET, &format!("{path}?knownAt={known_at}"));
                scene.provider.send(request.insert_header((header::ACCEPT, "text/csv"))).await
            }
        };
        let (answer, ()) = join(ask(past), async { end.send(()).expect("heard") }).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        slow.await.expect("ended").expect("written");
        let to_come = Moment::from_microsecond(past.as_microsecond() + 1_000_000);
        assert_eq!(ask(to_come).await.status, 400, "{path}");
    }
}
