//! `Accept-Language`: the language of the texts in an answer.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{AcceptLanguage, Header};
use actix_web::{FromRequest, HttpRequest};

use crate::error::Error;
use crate::values::Language;

/// The language that the caller likes best of those that the register speaks (RFC 9110, 12.5.4); Romanian for any other.
pub struct Spoken(pub Language);

impl FromRequest for Spoken {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // A header that cannot be read asks for nothing.
        let ranked = AcceptLanguage::parse(request).map(|accepted| accepted.ranked()).unwrap_or_default();
        let spoken = ranked.iter().find_map(|preference| {
            let tag = preference.to_string().to_ascii_lowercase();
            tag.split('-').next().and_then(|primary| primary.parse().ok())
        });
        ready(Ok(Self(spoken.unwrap_or(Language::Ro))))
    }
}
