//! Follows a request through the house: its trace id, its line in the log, its count, and the headers and
//! problem body that every answer gets, whoever made it.

use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::ConnectionType;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest};
use data_encoding::HEXLOWER;

use super::connections::Connection;
use super::hall::Hall;
use super::language;
use super::problem::{self, Pending};
use crate::keys::random;
use crate::metrics::Route;
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
pub struct CallingClient(pub crate::values::ClientId);

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
    let hall = request.app_data::<actix_web::web::Data<Hall>>().cloned();
    let connection = request.request().conn_data::<Arc<Connection>>().cloned();
    if let Some(connection) = &connection {
        connection.begin();
    }
    // A failed extractor or handler is an answer by now; nothing below the hall passes an error on.
    let mut response = furnish(next.call(request).await?.map_into_boxed_body(), &trace);
    if hall.as_ref().is_some_and(|hall| !hall.is_ready()) {
        // Whoever comes back comes on a new connection, and so to a service that stays.
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let asked = response.request();
    let status = response.status().as_u16();
    // The pattern, never the path: a path may hold what a log must not.
    let route = asked.match_pattern().unwrap_or_else(|| "(none)".into());
    let method = known(asked.method());
    let took = began.elapsed();
    let client = asked.extensions().get::<CallingClient>().map(|asked| asked.0);
    if let Some(hall) = hall {
        hall.metrics.count(&Route { method, route: route.clone(), status }, took);
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
        let language = language::of_problems(response.request());
        let body = problem::render(&error, oauth, response.request().path(), &trace.0, language);
        response = response.map_body(|_, _| BoxBody::new(body));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(problem::MEDIA_TYPE));
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str()));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Language"));
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
