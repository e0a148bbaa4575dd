//! Says a failure in HTTP: `application/problem+json` (RFC 9457), for every error that leaves the program.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Type};

use crate::error::{Error, Faults, Kind};
use crate::values::{Fault, Idnp, Language, Parameters};

/// Media type of every error.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// A problem as RFC 9457 has it, with the national guide's `traceId` and `errors`, and with codes for
/// programs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({
    "type": "urn:registry:problem:validation", "title": "The request has faults", "status": 400,
    "detail": "1 field has a fault; see errors", "code": "fieldFaulty", "instance": "/api/v1/completions",
    "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
    "errors": {
        "/workerId": ["expected a worker on the register: the employer or the registrar registers people"]
    },
    "faults": [{ "place": "/workerId", "code": "workerUnknown" }]
}))]
pub struct Problem<'a> {
    /// Type of the problem, stable: `urn:registry:problem:` and a name.
    #[schema(max_length = 80)]
    r#type: String,
    /// The problem in a few words; the same for every occurrence.
    #[schema(max_length = 200)]
    title: &'a str,
    /// The HTTP status.
    #[schema(minimum = 300, maximum = 599)]
    status: u16,
    /// This occurrence: what to know or do.
    #[schema(max_length = 1000)]
    detail: String,
    /// The code of the detail, for programs: it stays when words are made better.
    #[schema(max_length = 60)]
    code: &'static str,
    /// Values that the detail names: limits, days, what there is instead.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    #[schema(schema_with = Parameters::schema)]
    params: Parameters<'a>,
    /// The path that was asked; left out where it holds something that it should not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 2000)]
    instance: Option<&'a str>,
    /// Quote it when you ask for help: the log has the same.
    #[schema(min_length = 32, max_length = 32)]
    trace_id: &'a str,
    /// Every fault by place (a JSON pointer into the body, or a parameter's or header's name): the form
    /// expected.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(schema_with = errors)]
    errors: BTreeMap<&'a str, Vec<String>>,
    /// The same faults for programs, in the same order.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(max_items = 1000)]
    faults: Vec<ProblemFault<'a>>,
    /// OAuth's name of the error (RFC 6749, 5.2), on the token endpoint only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 40)]
    error: Option<&'static str>,
    /// The record that this is about, where there is one to name: the existing one of a duplicate, the
    /// surviving one of a merge.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    location: Option<&'a str>,
}

/// One fault of a request, for programs.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "place": "/workerId", "code": "workerUnknown" }))]
struct ProblemFault<'a> {
    /// Place: a JSON pointer into the body, or a parameter's or header's name.
    #[schema(max_length = 2000)]
    place: &'a str,
    /// The code of the fault at this place.
    #[schema(max_length = 60)]
    code: &'static str,
    /// Values that its text names: limits, days, the words that are taken.
    #[serde(skip_serializing_if = "Parameters::is_empty")]
    #[schema(schema_with = Parameters::schema)]
    params: Parameters<'a>,
}

/// The faults in the contract: so many at a place, each so long.
fn errors() -> Object {
    let expected = ObjectBuilder::new().schema_type(Type::String).max_length(Some(2000));
    ObjectBuilder::new()
        .schema_type(Type::Object)
        .description(Some(
            "Every fault by place (a JSON pointer into the body, or a parameter's or header's name): \
             the form expected",
        ))
        .additional_properties(Some(ArrayBuilder::new().items(expected).max_items(Some(100))))
        .build()
}

/// The body of a failure, in a language. The detail of a fault of ours stays in the log.
#[must_use]
pub fn render(
    error: &Error,
    oauth: Option<&'static str>,
    path: &str,
    trace_id: &str,
    language: Language,
) -> Vec<u8> {
    let (status, name, title) = error.kind().describe();
    let told = error.told();
    let problem = Problem {
        r#type: format!("urn:registry:problem:{name}"),
        title: title.of(language),
        status,
        detail: told.say(language),
        code: told.code().name,
        params: Parameters(&told),
        // Our own paths need no percent-encoding; it would hide what is looked for.
        instance: Some(path)
            .filter(|path| !Idnp::is_within(path) && !path.contains('%') && path.len() <= 2000),
        trace_id,
        errors: error.faults().say(language),
        faults: listed(error.faults()),
        error: oauth,
        location: error.location().filter(|location| location.starts_with('/')),
    };
    serde_json::to_vec(&problem).unwrap_or_default()
}

fn listed(faults: &Faults) -> Vec<ProblemFault<'_>> {
    let at = |(place, faults)| {
        let place: &String = place;
        let faults: &Vec<Fault> = faults;
        faults.iter().map(move |fault| ProblemFault {
            place,
            code: fault.code().name,
            params: Parameters(fault),
        })
    };
    faults.0.iter().flat_map(at).collect()
}

/// A failure on its way out; [`super::trace`] gives it its body, for only there path and trace are known.
pub struct Pending {
    /// The failure.
    pub error: Error,
    /// OAuth's name of it, on the token endpoint.
    pub oauth: Option<&'static str>,
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        if matches!(self.kind(), Kind::Internal | Kind::Unavailable) {
            tracing::error!(error = %self, "a request failed");
        }
        respond(self.clone(), None)
    }
}

/// A failure as a response that has no body yet.
#[must_use]
pub fn respond(error: Error, oauth: Option<&'static str>) -> HttpResponse {
    let mut response = HttpResponse::new(error.status_code());
    let headers = response.headers_mut();
    match error.kind() {
        Kind::Unavailable => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        Kind::Unauthenticated => {
            let challenge =
                if oauth.is_some() { "Basic realm=\"registry\"" } else { "Bearer realm=\"registry\"" };
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        Kind::MethodNotAllowed => {
            if let Some(Ok(allow)) = error.location().map(HeaderValue::from_str) {
                headers.insert(header::ALLOW, allow);
            }
        }
        Kind::RequestTimeout => {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Kind::Moved => {
            if let Some(Ok(location)) = error.location().map(HeaderValue::from_str) {
                headers.insert(header::LOCATION, location);
            }
        }
        _ => {}
    }
    response.extensions_mut().insert(Pending { error, oauth });
    response
}

/// Failure of ours for what actix itself refuses, which answers in plain text or not at all.
#[must_use]
pub fn from_status(status: StatusCode) -> Error {
    let kind = Kind::ALL.iter().copied().find(|kind| kind.status() == status.as_u16());
    match kind {
        Some(Kind::Internal) => Error::internal("the framework failed"),
        Some(Kind::Validation) => Error::new(Kind::Validation, super::faults::not_understood()),
        Some(kind) => Error::new(kind, super::faults::refused()),
        None if status.is_client_error() => Error::new(Kind::Validation, super::faults::not_understood()),
        None => Error::internal("the framework failed"),
    }
}
