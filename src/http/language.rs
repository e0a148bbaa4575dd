//! `Accept-Language`: the language of the texts in an answer.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{self, AcceptLanguage, Header, HeaderValue};
use actix_web::{FromRequest, HttpRequest};

use crate::error::Error;
use crate::values::Language;

/// Characters of the header at the most.
const MOST: usize = 200;

/// The language that the caller likes best of those that the register speaks (RFC 9110, 12.5.4); Romanian for
/// any other.
pub struct Spoken(pub Language);

impl FromRequest for Spoken {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if !request.headers().get_all(header::ACCEPT_LANGUAGE).all(is_in_form) {
            let expected = "expected languages, for example: en, ro;q=0.8; at most 200 characters";
            return ready(Err(Error::fault("Accept-Language", expected)));
        }
        // What has the form and still cannot be read asks for nothing.
        let ranked = AcceptLanguage::parse(request).map(|accepted| accepted.ranked()).unwrap_or_default();
        let spoken = ranked.iter().find_map(|preference| {
            let tag = preference.to_string().to_ascii_lowercase();
            tag.split('-').next().and_then(|primary| primary.parse().ok())
        });
        ready(Ok(Self(spoken.unwrap_or(Language::Ro))))
    }
}

fn is_in_form(given: &HeaderValue) -> bool {
    let known = |byte: &u8| byte.is_ascii_alphanumeric() || b"*,;=. -".contains(byte);
    (1..=MOST).contains(&given.len()) && given.as_bytes().iter().all(known)
}
