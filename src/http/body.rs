//! A JSON body: bounded in size and time, and every fault in it named at once.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use utoipa::PartialSchema;
use utoipa::openapi::{RefOr, Schema};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::{faults, numbers};
use crate::error::{Error, Faults, Kind, Result};
use crate::keys::sha256;
use crate::rules;
use crate::values::{self, Fault, Idnp};

/// The largest body of an operation that does not say otherwise, in bytes.
pub const LARGEST: usize = 64 * 1024;
/// Time in which a body has to arrive.
const DEADLINE: Duration = Duration::from_secs(30);
/// Faults named in one answer; whoever has more will read these first.
const MOST_FAULTS: usize = 100;

/// A JSON body of at most `BYTES` bytes, deserialised and valid.
pub struct Json<T, const BYTES: usize = LARGEST> {
    /// The request.
    pub value: T,
    /// SHA-256 of the body as it came, by which a repeated request is known.
    pub fingerprint: [u8; 32],
}

impl<T, const BYTES: usize> FromRequest for Json<T, BYTES>
where
    T: DeserializeOwned + Validate + PartialSchema + 'static,
{
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let asked = expect_media_type(request, "application/json");
        let length = content_length(request);
        let payload = payload.take();
        Box::pin(async move {
            asked?;
            let body = read(payload, length, BYTES).await?;
            let value = parse(&body)?;
            Ok(Self { value, fingerprint: sha256(&body) })
        })
    }
}

/// # Errors
/// 415 for another media type, or for a body that is compressed.
pub fn expect_media_type(request: &HttpRequest, expected: &'static str) -> Result<()> {
    expect_one_of(request, |given| (given == expected).then_some(()), expected)
}

/// The meaning that `known` has for the body's media type, in lower case and without its parameters.
///
/// # Errors
/// 415 for one that is not known, or for a body that is compressed.
pub fn expect_one_of<T>(
    request: &HttpRequest,
    known: impl FnOnce(&str) -> Option<T>,
    expected: &str,
) -> Result<T> {
    let essence = |value: &str| value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let given =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(essence);
    let Some(found) = given.as_deref().and_then(known) else {
        return Err(Error::new(
            Kind::UnsupportedMediaType,
            faults::media_type_unexpected(expected.to_owned()),
        ));
    };
    match request.headers().get(header::CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => {
            Err(Error::new(Kind::UnsupportedMediaType, faults::body_encoded()))
        }
        _ => Ok(found),
    }
}

/// The length that the request announces, if it does.
#[must_use]
pub fn content_length(request: &HttpRequest) -> Option<usize> {
    request.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads a whole body of at most `largest` bytes within the deadline.
///
/// # Errors
/// 413, 408, or 400 when the connection breaks off.
pub async fn read(mut payload: Payload, announced: Option<usize>, largest: usize) -> Result<Bytes> {
    let too_large = || Error::new(Kind::TooLarge, faults::body_too_large(largest));
    if announced.is_some_and(|length| length > largest) {
        return Err(too_large());
    }
    let arrive = async {
        let mut body = BytesMut::with_capacity(announced.unwrap_or(0));
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Error::new(Kind::Validation, faults::body_broke_off()))?;
            if body.len() + chunk.len() > largest {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    };
    match tokio::time::timeout(DEADLINE, arrive).await {
        Ok(body) => body,
        Err(_) => Err(Error::new(Kind::RequestTimeout, faults::body_late())),
    }
}

/// Reads `T` from JSON.
///
/// # Errors
/// Every fault, by JSON pointer.
pub fn parse<T: DeserializeOwned + Validate + PartialSchema>(body: &[u8]) -> Result<T> {
    // serde would take the items of a list for the fields in their order.
    let list = || Error::new(Kind::Validation, faults::body_is_a_list());
    match serde_json::from_slice::<T>(body) {
        Ok(_) if body.trim_ascii_start().starts_with(b"[") => Err(list()),
        Ok(value) => match value.validate() {
            Ok(()) => Ok(value),
            Err(found) => {
                let mut faults = Faults::default();
                collect(&found, "", &mut faults);
                Err(Error::invalid(faults))
            }
        },
        Err(error) => match (numbers::with_whole_numbers(body), serde_json::from_slice(body)) {
            (Some(body), _) => parse(&body),
            (None, Ok(Value::Array(_))) => Err(list()),
            // serde_json calls it a fault of syntax as well where a number stands for a word.
            (None, Ok(value)) => Err(Error::invalid(all_faults::<T>(value, &error.to_string()))),
            (None, Err(error)) => Err(not_json(&error)),
        },
    }
}

fn not_json(error: &serde_json::Error) -> Error {
    // serde_json has no kind of its own for it.
    if error.to_string().starts_with("recursion limit exceeded") {
        return Error::new(Kind::Validation, faults::body_too_deep(error.line(), error.column()));
    }
    Error::new(Kind::Validation, faults::body_not_json(error.line(), error.column()))
}

/// serde stops at the first fault. To name them all, each faulty place is noted and then filled from the
/// schema's own example (or emptied), until the rest can be read and validated as well.
fn all_faults<T: DeserializeOwned + Validate + PartialSchema>(value: Value, first: &str) -> Faults {
    let mut faults = Faults::default();
    if let Some(field) = first.strip_prefix("duplicate field `").and_then(|rest| rest.split('`').next()) {
        faults.add(format!("/{}", masked(field)), values::faults::given_twice());
    }
    let example = match T::schema() {
        RefOr::T(Schema::Object(object)) => object.example,
        RefOr::T(Schema::OneOf(one_of)) => one_of.example,
        _ => None,
    };
    if let Some(read) = repair::<T>(value, example.as_ref(), &mut faults)
        && let Err(found) = read.validate()
    {
        let mut more = Faults::default();
        collect(&found, "", &mut more);
        // A place that was filled from the example has had its fault named.
        more.0.retain(|place, _| !faults.0.contains_key(place));
        faults.0.append(&mut more.0);
    }
    faults
}

/// Notes each place that cannot be read as `T` wants it, and goes on as if it could.
pub(super) fn repair<T: DeserializeOwned>(
    mut value: Value,
    example: Option<&Value>,
    faults: &mut Faults,
) -> Option<T> {
    for _ in 0..MOST_FAULTS {
        let error = match serde_path_to_error::deserialize::<_, T>(value.clone()) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let message = error.inner().to_string();
        let mut place: Vec<String> = error
            .path()
            .iter()
            .filter_map(|segment| match segment {
                serde_path_to_error::Segment::Seq { index } => Some(index.to_string()),
                serde_path_to_error::Segment::Map { key } => Some(key.clone()),
                _ => None,
            })
            .collect();
        let named = |prefix: &str| {
            message.strip_prefix(prefix).and_then(|rest| rest.split('`').next()).map(str::to_owned)
        };
        let missing = named("missing field `");
        // A name may hold a back-quote itself, and is then cut short.
        let unknown = named("unknown field `")
            .filter(|field| place.last().is_none_or(|last| !last.starts_with(field.as_str())));
        place.extend(missing.clone().or(unknown));
        faults.add(
            pointer(&place),
            if missing.is_some() { values::faults::required() } else { fault_of(&message) },
        );
        if !substitute(&mut value, example, &place) {
            return None;
        }
    }
    None
}

fn pointer(place: &[String]) -> String {
    place.iter().map(|part| format!("/{}", masked(&part.replace('~', "~0").replace('/', "~1")))).collect()
}

/// A field name is the caller's own text: it may be long, or a person's number by mistake.
pub(super) fn masked(field: &str) -> String {
    if Idnp::is_within(field) { "(an IDNP)".into() } else { field.chars().take(64).collect() }
}

/// Puts the example's value in a faulty place, or takes the place out. Whether anything changed.
fn substitute(value: &mut Value, example: Option<&Value>, place: &[String]) -> bool {
    let Some((last, way)) = place.split_last() else { return false };
    let (mut at, mut shown) = (value, example);
    for part in way {
        shown = shown.and_then(|shown| step(shown, part));
        at = match at {
            Value::Object(fields) => match fields.get_mut(part) {
                Some(inner) => inner,
                None => return false,
            },
            Value::Array(items) => match part.parse::<usize>().ok().and_then(|index| items.get_mut(index)) {
                Some(inner) => inner,
                None => return false,
            },
            _ => return false,
        };
    }
    let shown = shown.and_then(|shown| step(shown, last)).cloned();
    match at {
        Value::Object(fields) => match shown {
            Some(shown) if fields.get(last) != Some(&shown) => {
                fields.insert(last.clone(), shown).is_some() || fields.contains_key(last)
            }
            _ => fields.remove(last).is_some(),
        },
        Value::Array(items) => match last.parse::<usize>().ok().filter(|index| *index < items.len()) {
            Some(index) => {
                let shown = shown.filter(|shown| items[index] != *shown).unwrap_or(Value::Null);
                let changed = items[index] != shown;
                items[index] = shown;
                changed
            }
            None => false,
        },
        _ => false,
    }
}

/// One step into the example; any item of a list is as good as its first.
fn step<'v>(example: &'v Value, part: &str) -> Option<&'v Value> {
    match example {
        Value::Object(fields) => fields.get(part),
        Value::Array(items) => items.first(),
        _ => None,
    }
}

/// The fault that serde's message is about, without the value that it quotes: only the form expected, which
/// is the last thing it says.
fn fault_of(message: &str) -> Fault {
    let own = |text: &str| {
        let said = values::faults::said(text, values::faults::FAULTS);
        said.or_else(|| values::faults::said(text, faults::FAULTS))
    };
    if let Some(fault) = own(message) {
        return fault;
    }
    let known = message.rsplit_once(", expected ").map(|(_, known)| known);
    match known.or_else(|| message.strip_prefix("expected ")) {
        Some(known) if message.starts_with("unknown field `") => {
            values::faults::field_unexpected(Some(listed(known)))
        }
        None if message.starts_with("unknown field `") => values::faults::field_unexpected(None::<String>),
        None if message.starts_with("duplicate field") => values::faults::given_twice(),
        Some(known) if message.starts_with("unknown variant `") => {
            values::faults::word_unknown(listed(known))
        }
        Some("a boolean") => values::faults::not_a_boolean(),
        Some("a string" | "string or map") => values::faults::not_a_text(),
        Some("a sequence") => values::faults::not_a_list(),
        Some(known) if is_integer_type(known) => values::faults::not_an_integer(),
        Some(known) if known == "a map" || known.starts_with("struct ") => values::faults::not_an_object(),
        Some(known) => values::faults::type_unexpected(known.replace('`', "")),
        None => values::faults::form_unexpected(),
    }
}

/// Whether serde expected a whole number, of which it says Rust's name: `i32`, `u64`.
fn is_integer_type(known: &str) -> bool {
    known.strip_prefix(['i', 'u']).is_some_and(|bits| bits == "size" || bits.parse::<u8>().is_ok())
}

/// The names that serde lists between back-quotes.
fn listed(known: &str) -> String {
    let names: Vec<_> = known.split('`').skip(1).step_by(2).collect();
    if names.is_empty() { known.to_owned() } else { names.join(", ") }
}

/// validator's findings, which are a tree, as faults by JSON pointer.
pub(super) fn collect(found: &ValidationErrors, at: &str, faults: &mut Faults) {
    for (field, kind) in found.errors() {
        // Rules over the whole struct are filed under this name.
        let place = if field == "__all__" { at.to_owned() } else { format!("{at}/{}", camel_case(field)) };
        match kind {
            ValidationErrorsKind::Field(errors) => {
                for error in errors {
                    // A rule over several fields says which one to mend.
                    let place = error
                        .params
                        .get("place")
                        .and_then(Value::as_str)
                        .map_or_else(|| place.clone(), |own| format!("{at}{own}"));
                    faults.add(place, broken(error));
                }
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &place, faults),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{place}/{index}"), faults);
                }
            }
        }
    }
}

/// The fault of a rule, as validator keeps it.
fn broken(error: &ValidationError) -> Fault {
    let written = error.params.get("fault");
    let fault =
        written.and_then(|written| Fault::read(written, &[values::faults::FAULTS, rules::faults::FAULTS]));
    fault.unwrap_or_else(values::faults::form_unexpected)
}

fn camel_case(field: &str) -> String {
    let mut parts = field.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut name, part| {
        let mut letters = part.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name.push_str(letters.as_str());
        name
    })
}
