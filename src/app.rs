//! Opens every room's door, and starts and stops the server. The only file that knows all rooms.

use std::net::TcpListener;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{ResourceDef, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::{DefaultHeaders, from_fn};
use actix_web::web;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, ResponseError, get};
use serde_json::Value;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::error::{Error, Kind, Result};
use crate::http::connections::Connections;
use crate::http::problem::Problem;
use crate::http::{Hall, Reply, trace};
use crate::organisations::KindListener;
use crate::programmes::TeachingListener;
use crate::qualifications::GradeUse;
use crate::start::House;
use crate::values::FaultCode;
use crate::workers::{ClosingListener, MergeListener};
use crate::{
    attestation, audit, auth, clients, completions, db, http, imports, jobs, journal, openapi, organisations,
    programmes, qualifications, record, reviews, rule_sets, rules, simulations, status, supervision, tables,
    values, workers,
};

/// The paths of people's data and of the catalogue, one line a room.
fn api(to: &mut ServiceConfig) {
    // Routes are tried in this order; most requests ask a status, or record what was completed or attended.
    status::routes(to);
    completions::routes(to);
    supervision::routes(to);
    workers::routes(to);
    organisations::routes(to);
    programmes::routes(to);
    clients::routes(to);
    qualifications::routes(to);
    reviews::routes(to);
    rule_sets::routes(to);
    attestation::routes(to);
    simulations::routes(to);
    imports::routes(to);
    audit::routes(to);
}

/// Routes beside the API.
fn service(to: &mut ServiceConfig) {
    auth::routes(to);
    to.service(get_liveness)
        .service(get_readiness)
        .service(get_metrics)
        .service(get_openapi)
        .service(get_rule_set_schema);
}

/// Everything that can be wrong, in whichever room.
#[must_use]
pub fn faults() -> Vec<&'static FaultCode> {
    let lists = [
        crate::error::FAULTS,
        values::faults::FAULTS,
        db::faults::FAULTS,
        jobs::faults::FAULTS,
        http::faults::FAULTS,
        auth::faults::FAULTS,
        rules::faults::FAULTS,
        tables::FAULTS,
        organisations::faults::FAULTS,
        programmes::faults::FAULTS,
        reviews::faults::FAULTS,
        workers::faults::FAULTS,
        completions::faults::FAULTS,
        supervision::faults::FAULTS,
        qualifications::faults::FAULTS,
        rule_sets::faults::FAULTS,
        status::faults::FAULTS,
        attestation::faults::FAULTS,
        simulations::faults::FAULTS,
        imports::faults::FAULTS,
    ];
    lists.into_iter().flatten().collect()
}

/// A problem of each kind, for the contract.
fn example(kind: Kind) -> Error {
    let fault = match kind {
        Kind::Moved => workers::faults::moved(),
        Kind::Validation => return Error::fault("/workerId", workers::faults::unknown()),
        Kind::Unauthenticated => auth::faults::token_missing(),
        Kind::Forbidden => auth::faults::role_insufficient(
            "completions:record",
            "employer",
            "provider, registrar".to_owned(),
        ),
        Kind::NotFound => return Error::not_found(),
        Kind::MethodNotAllowed => http::faults::method_unexpected("GET, POST".to_owned()),
        Kind::RequestTimeout => http::faults::body_late(),
        Kind::Conflict => completions::faults::known(),
        Kind::Gone => workers::faults::gone(),
        Kind::PreconditionFailed => values::faults::version_outdated(),
        Kind::TooLarge => http::faults::body_too_large(64 * 1024),
        Kind::UnsupportedMediaType => http::faults::media_type_unexpected("application/json".to_owned()),
        Kind::KeyReused => http::faults::key_reused(),
        Kind::PreconditionRequired => http::faults::condition_missing(),
        Kind::TooMany => workers::faults::identities_refused(5),
        Kind::Unavailable => db::faults::queue_full(),
        Kind::Internal => return Error::internal("an example"),
    };
    Error::new(kind, fault)
}

/// The service with all its routes, as the server and the tests run it.
pub fn build(
    house: &House,
    docs: bool,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    > + use<>,
> {
    let (app, _) = App::new()
        .app_data(web::Data::new(house.hall.clone()))
        .app_data(web::Data::from(Arc::clone(&house.gate)))
        .app_data(web::Data::from(Arc::clone(&house.rule_cache)))
        .app_data(web::Data::from(Arc::clone(&house.importer)))
        .app_data(web::Data::new(house.runner.clone()))
        .app_data(web::Data::new(KindListener(attestation::review_kinds)))
        .app_data(web::Data::new(ClosingListener(qualifications::review_closing)))
        .app_data(web::Data::new(TeachingListener(completions::review_teaching)))
        .app_data(web::Data::new(GradeUse(attestation::expect_grade_unused)))
        .app_data(web::Data::new(MergeListener(qualifications::review_merge)))
        .wrap(from_fn(auth::recognise))
        .wrap(from_fn(trace::follow))
        .into_utoipa_app()
        .service(scope::scope("/api/v1").configure(api))
        .configure(service)
        .split_for_parts();
    let app = if docs { app.service(documentation()) } else { app };
    app.default_service(web::to(nothing_here))
}

/// The contract, as JSON. Built once, by mounting the same routes.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    let (_, document) = App::new()
        .into_utoipa_app()
        .openapi(openapi::base())
        .service(scope::scope("/api/v1").configure(api))
        .configure(service)
        .split_for_parts();
    openapi::furnish(&document, &faults(), &example)
});

/// Every path of the contract and the methods that it has.
static PATHS: LazyLock<Vec<(ResourceDef, String)>> = LazyLock::new(|| {
    let paths = DOCUMENT["paths"].as_object();
    let methods = |operations: &Value| {
        let methods: Vec<_> = operations
            .as_object()
            .into_iter()
            .flatten()
            .map(|(method, _)| method.to_ascii_uppercase())
            .collect();
        methods.join(", ")
    };
    paths
        .into_iter()
        .flatten()
        .map(|(path, operations)| (ResourceDef::new(path.as_str()), methods(operations)))
        .collect()
});

/// Interactive documentation. It alone loads scripts and styles, all from here.
fn documentation() -> actix_web::Scope<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let policy =
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";
    web::scope("/docs")
        .wrap(DefaultHeaders::new().add((header::CONTENT_SECURITY_POLICY, policy)))
        .service(web::redirect("", "/docs/"))
        .service(SwaggerUi::new("/{_:.*}").config(Config::new(["/openapi.json"])))
}

/// 405 where the path has other methods, 404 where there is no such path.
async fn nothing_here(request: HttpRequest) -> HttpResponse {
    let known = PATHS.iter().find(|(path, _)| path.is_match(request.path()));
    let error = match known {
        Some((_, methods)) => {
            Error::new(Kind::MethodNotAllowed, http::faults::method_unexpected(methods.clone()))
                .at(methods.clone())
        }
        None => Error::new(Kind::NotFound, http::faults::path_unknown()),
    };
    error.error_response()
}

/// Check that the process lives
///
/// Says nothing of the database: ask `/health/ready`.
#[utoipa::path(
    tag = "service", operation_id = "get_liveness", security(()),
    responses((
        status = 200, description = "It lives", body = Object, example = json!({ "status": "live" })
    ))
)]
#[get("/health/live")]
async fn get_liveness() -> Result<Reply> {
    Reply::ok(&serde_json::json!({ "status": "live" }))
}

/// Check that the service takes requests
///
/// Not ready while it stops, and when the database cannot be read.
#[utoipa::path(
    tag = "service", operation_id = "get_readiness", security(()),
    responses(
        (status = 200, description = "It takes requests", body = Object,
            example = json!({ "status": "ready" })),
        (status = 503, description = "It stops, or cannot reach its database", body = Problem,
            content_type = "application/problem+json")
    )
)]
#[get("/health/ready")]
async fn get_readiness(hall: web::Data<Hall>) -> Result<Reply> {
    if !hall.is_ready() {
        return Err(Error::unavailable(http::faults::stopping()));
    }
    hall.db.read(|view| organisations::any(view)).await?;
    Reply::ok(&serde_json::json!({ "status": "ready" }))
}

/// Read what the service counts
///
/// In the OpenMetrics text format, for Prometheus.
#[utoipa::path(
    tag = "service", operation_id = "get_metrics", security(()),
    responses((
        status = 200, description = "The counts", body = String, content_type = "application/openmetrics-text"
    ))
)]
#[get("/metrics")]
async fn get_metrics(hall: web::Data<Hall>) -> HttpResponse {
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, media_type)).body(hall.metrics.text())
}

/// Read this document
///
/// Generated from the routes that serve, so it is always of this version.
#[utoipa::path(
    tag = "service", operation_id = "get_openapi", security(()),
    responses((
        status = 200, description = "The contract in OpenAPI 3.1", body = Object,
        example = json!({ "openapi": "3.1.0" })
    ))
)]
#[get("/openapi.json")]
async fn get_openapi() -> Result<Reply> {
    Reply::public(&*DOCUMENT)
}

/// The language of rule sets, as a JSON Schema.
static RULE_SET_SCHEMA: LazyLock<String> =
    LazyLock::new(|| openapi::json_schema(&DOCUMENT, "NewRuleSet").to_string());

/// Read the schema of rule sets
///
/// A JSON Schema (2020-12) of what `POST /api/v1/rule-sets` takes, for editors that check while one writes.
#[utoipa::path(
    tag = "service", operation_id = "get_rule_set_schema", security(()),
    responses((
        status = 200, description = "The schema", body = Object, content_type = "application/schema+json",
        example = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "NewRuleSet" })
    ))
)]
#[get("/schemas/rule-set.json")]
async fn get_rule_set_schema() -> HttpResponse {
    let kept = (header::CACHE_CONTROL, "public, max-age=60");
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/schema+json"))
        .insert_header(kept)
        .body(RULE_SET_SCHEMA.as_str())
}

/// Seconds that requests under way may take to finish when the service stops.
const FINISH_SECONDS: u64 = 20;
/// Time that jobs under way may take to give their leases back.
const REST: Duration = Duration::from_secs(5);
/// Time for which the service says that it is not ready before it stops to listen.
const LEAVE: Duration = Duration::from_secs(2);
/// Pause between two looks for new signing keys and for old answers to forget.
const HOUSEKEEPING: Duration = Duration::from_secs(30);

/// Serves until it is told to stop (SIGTERM or SIGINT): it says that it is not ready, finishes what is under
/// way, and ends.
///
/// # Errors
/// The address cannot be listened on.
pub async fn serve(house: House, listener: TcpListener, docs: bool) -> Result<()> {
    let served = house.clone();
    let connections = Arc::new(Connections::default());
    let watched = Arc::clone(&connections);
    let server = HttpServer::new(move || build(&served, docs))
        .on_connect(move |connection, data| watched.greet(connection, data))
        .workers(std::thread::available_parallelism().map_or(2, usize::from))
        .client_request_timeout(Duration::from_secs(5))
        .client_disconnect_timeout(Duration::from_secs(1))
        .keep_alive(Duration::from_secs(15))
        .shutdown_timeout(FINISH_SECONDS)
        .disable_signals()
        .listen(listener)
        .map_err(|error| Error::internal(format!("cannot listen: {error}")))?
        .run();
    let (handle, runner) = (server.handle(), house.runner.clone());
    runner.start()?;
    let kept = actix_web::rt::spawn(housekeeping(house.clone()));
    let packed = actix_web::rt::spawn(record::keep_packed(house.hall.db.clone()));
    let watching = actix_web::rt::spawn(async move { connections.watch().await });
    actix_web::rt::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping: not ready from now on, then finishing what is under way");
        house.hall.leave();
        tokio::time::sleep(LEAVE).await;
        handle.stop(true).await;
    });
    let served = server.await;
    kept.abort();
    packed.abort();
    watching.abort();
    // Whoever is at work hears of the stop and gives its lease back, so that another process goes on at once.
    if tokio::time::timeout(REST, runner.rest()).await.is_err() {
        tracing::warn!("a job is left at work; it is taken over when its lease ends");
    }
    served.map_err(|error| Error::internal(format!("the server failed: {error}")))
}

async fn housekeeping(house: House) {
    let hall = &house.hall;
    let mut beat = tokio::time::interval(HOUSEKEEPING);
    loop {
        beat.tick().await;
        if let Err(error) = house.gate.tokens.reload() {
            tracing::error!(%error, "the signing keys cannot be read again; the known ones stay in use");
        }
        if let Err(error) = journal::index(&hall.db).await {
            tracing::warn!(%error, "the journal's index could not be filled; tried again later");
        }
        if let Err(error) = simulations::housekeeping(&house.simulator).await {
            tracing::warn!(%error, "simulations could not be tidied; tried again later");
        }
        if let Err(error) = imports::housekeeping(hall).await {
            tracing::warn!(%error, "files of rows could not be tidied; tried again later");
        }
        let now = hall.clock.now();
        if let Err(error) = hall.db.write(move |tx| http::idempotency::forget(tx, now)).await {
            tracing::warn!(%error, "old answers could not be forgotten; tried again later");
        }
    }
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let both = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()));
    let (Ok(mut terminate), Ok(mut interrupt)) = both else { return std::future::pending().await };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
