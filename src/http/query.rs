//! Query parameters: strict, and every fault in them named at once.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use validator::Validate;

use super::body::{collect, masked, repair};
use crate::error::{Error, Faults, Result};
use crate::values;

/// The query, deserialised and valid. Every parameter arrives as a string and is parsed by its own type.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self))
    }
}

/// # Errors
/// Every unknown, repeated or malformed parameter.
fn parse<T: DeserializeOwned + Validate>(query: &str) -> Result<T> {
    let mut faults = Faults::default();
    let mut given = Map::new();
    for (name, value) in form(query) {
        if given.insert(name.clone(), Value::String(value)).is_some() {
            faults.add(format!("/{}", masked(&name)), values::faults::given_twice());
        }
    }
    let read = repair::<T>(Value::Object(given), None, &mut faults);
    if let Some(Err(found)) = read.as_ref().map(Validate::validate) {
        collect(&found, "", &mut faults);
    }
    // A parameter is known by its name, not by a pointer.
    let faults = Faults(
        faults
            .0
            .into_iter()
            .map(|(place, expected)| (place.trim_start_matches('/').to_owned(), expected))
            .collect(),
    );
    match read {
        Some(read) if faults.0.is_empty() => Ok(read),
        _ => Err(Error::invalid(faults)),
    }
}

/// Names and values of `application/x-www-form-urlencoded`.
pub fn form(encoded: &str) -> impl Iterator<Item = (String, String)> {
    actix_web::web::Query::<Vec<(String, String)>>::from_query(encoded)
        .map(actix_web::web::Query::into_inner)
        .unwrap_or_default()
        .into_iter()
}
