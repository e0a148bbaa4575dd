//! The id in a path.

use std::future::{Ready, ready};
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::error::{Error, Result};
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
