//! The ids in a path.

use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::error::{Error, Faults, Result};
use crate::values::Expected;

/// The path's `{id}`, parsed.
pub struct Path<T>(pub T);

impl<T: FromStr<Err = Expected> + 'static> FromRequest for Path<T> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let given = request.match_info().get("id").unwrap_or_default();
        ready(given.parse().map(Self).map_err(|expected| Error::fault("id", expected)))
    }
}

/// The path's `{id}` and the id of what lies within it, both parsed.
pub struct NestedPath<A, B>(pub A, pub B);

impl<A, B> FromRequest for NestedPath<A, B>
where
    A: FromStr<Err = Expected> + 'static,
    B: FromStr<Err = Expected> + 'static,
{
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut faults = Faults::default();
        let mut given = request.match_info().iter();
        let (outer, inner) = (id(given.next(), &mut faults), id(given.next(), &mut faults));
        ready(match (outer, inner) {
            (Some(outer), Some(inner)) => Ok(Self(outer, inner)),
            _ => Err(Error::invalid(faults)),
        })
    }
}

fn id<T: FromStr<Err = Expected>>(given: Option<(&str, &str)>, faults: &mut Faults) -> Option<T> {
    let (name, text) = given.unwrap_or_default();
    text.parse().map_err(|expected| faults.add(name, expected)).ok()
}
