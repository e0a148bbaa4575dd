//! Follows a request through the house: its trace id, its line in the log, its count, and the headers and
//! problem body that every answer gets, whoever made it.

use std::sync::{Arc, Mutex};
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest};
use data_encoding::HEXLOWER;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

use super::connections::Connection;
use super::problem::{self, Pending};
use crate::keys::random;
use crate::state::State;
use crate::values::Idnp;

/// The trace that a request belongs to: 32 lower-case hexadecimal digits (W3C Trace Context).
#[derive(Clone)]
pub struct TraceId(pub String);

impl TraceId {
    /// The trace of a request; [`follow`] has put it there.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_else(|| Self("0".repeat(32)))
    }

    /// The caller's trace, or a new one where the header is missing or malformed.
    fn continued(traceparent: Option<&HeaderValue>) -> Self {
        let given = traceparent.and_then(|value| value.to_str().ok()).and_then(|value| {
            let parts: Vec<_> = value.split('-').collect();
            let hex = |part: &str, length| {
                part.len() == length && part.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
            };
            match parts[..] {
                // A later version may add parts; this one has four.
                [version, trace, parent, flags, ref rest @ ..]
                    if hex(version, 2)
                        && hex(trace, 32)
                        && hex(parent, 16)
                        && hex(flags, 2)
                        && version != "ff"
                        && (version != "00" || rest.is_empty())
                        && trace.bytes().any(|b| b != b'0')
                        && parent.bytes().any(|b| b != b'0')
                        && !is_a_number(trace) =>
                {
                    Some(trace.to_owned())
                }
                _ => None,
            }
        });
        Self(given.unwrap_or_else(|| HEXLOWER.encode(&random::<16>().unwrap_or([1; 16]))))
    }
}

/// Whether somebody's IDNP is given for a trace id, as it is or padded: the log, the journal and the answer
/// repeat it.
fn is_a_number(trace: &str) -> bool {
    Idnp::is_within(trace) || Idnp::is_within(trace.trim_start_matches('0'))
}

/// The client behind a request, noted by the gate for the log.
#[derive(Clone, Copy)]
pub struct Asked(pub crate::values::ClientId);

/// What the service counts, for `/metrics`.
pub struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Route, Counter>,
    seconds: Family<Timed, Histogram, fn() -> Histogram>,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Timed {
    route: String,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("registry");
        let requests = Family::default();
        let seconds = Family::new_with_constructor(
            (|| Histogram::new(exponential_buckets(0.0005, 2.0, 14))) as fn() -> Histogram,
        );
        registry.register("http_requests", "Requests answered", requests.clone());
        registry.register("http_request_seconds", "Time from request to answer in seconds", seconds.clone());
        Self { registry: Mutex::new(registry), requests, seconds }
    }
}

impl Metrics {
    /// The counts in the OpenMetrics text format.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        if let Ok(registry) = self.registry.lock() {
            let _ = encode(&mut text, &registry);
        }
        text
    }
}

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");

/// Headers that every answer gets (OWASP REST security).
const SECURITY: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000; includeSubDomains")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// The middleware around everything.
///
/// # Errors
/// None of its own: what fails inside becomes an answer.
pub async fn follow(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let began = Instant::now();
    let trace = TraceId::continued(request.headers().get(TRACEPARENT));
    request.extensions_mut().insert(trace.clone());
    let state = request.app_data::<actix_web::web::Data<State>>().cloned();
    let connection = request.request().conn_data::<Arc<Connection>>().cloned();
    if let Some(connection) = &connection {
        connection.begin();
    }
    // A failed extractor or handler is an answer by now; nothing below the hall passes an error on.
    let mut response = furnish(next.call(request).await?.map_into_boxed_body(), &trace);
    if state.as_ref().is_some_and(|state| !state.is_ready()) {
        // Whoever comes back comes on a new connection, and so to a service that stays.
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let asked = response.request();
    let status = response.status().as_u16();
    // The pattern, never the path: a path may hold what a log must not.
    let route = asked.match_pattern().unwrap_or_else(|| "(none)".into());
    let method = known(asked.method());
    let took = began.elapsed();
    let client = asked.extensions().get::<Asked>().map(|asked| asked.0);
    if let Some(state) = state {
        state.metrics.requests.get_or_create(&Route { method, route: route.clone(), status }).inc();
        state.metrics.seconds.get_or_create(&Timed { route: route.clone() }).observe(took.as_secs_f64());
    }
    tracing::info!(
        target: "registry::http",
        trace_id = trace.0, method, route, status,
        microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        client = client.map(tracing::field::debug),
        "answered"
    );
    if let Some(connection) = connection {
        connection.end();
    }
    Ok(response)
}

/// A method is the caller's text: only known ones are counted by name.
fn known(method: &actix_web::http::Method) -> &'static str {
    ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"]
        .into_iter()
        .find(|known| method == *known)
        .unwrap_or("other")
}

/// Gives a failure its body, and every answer its headers.
fn furnish(mut response: ServiceResponse<BoxBody>, trace: &TraceId) -> ServiceResponse<BoxBody> {
    let status = response.status();
    let bare = (status.is_client_error() || status.is_server_error()) && !is_problem(&response);
    let pending = response
        .response_mut()
        .extensions_mut()
        .remove::<Pending>()
        .or_else(|| bare.then(|| Pending { error: problem::from_status(status), oauth: None }));
    if let Some(Pending { error, oauth }) = pending {
        let body = problem::render(&error, oauth, response.request().path(), &trace.0);
        response = response.map_body(|_, _| BoxBody::new(body));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(problem::MEDIA_TYPE));
    }
    let headers = response.headers_mut();
    for (name, value) in SECURITY {
        headers.insert(name, value);
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"),
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    // Our own part of the trace has no id of its own to give: the parent id is drawn from the trace's.
    if let Ok(value) = HeaderValue::from_str(&format!("00-{}-{}-01", trace.0, &trace.0[16..])) {
        headers.insert(TRACEPARENT, value);
    }
    response
}

fn is_problem(response: &ServiceResponse<BoxBody>) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|media_type| media_type == problem::MEDIA_TYPE)
}
