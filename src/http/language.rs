//! `Accept-Language`: the language of the texts in an answer.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{self, AcceptLanguage, Header, HeaderValue, Quality};
use actix_web::{FromRequest, HttpRequest};

use crate::error::Error;
use crate::values::Language;

/// Characters of the header at the most.
const MOST: usize = 200;

/// The language that the caller likes best of those that the register speaks (RFC 9110, 12.5.4); Romanian for
/// any other.
pub struct PreferredLanguage(pub Language);

impl FromRequest for PreferredLanguage {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if !is_in_form(request) {
            return ready(Err(Error::fault("Accept-Language", super::faults::languages_invalid())));
        }
        ready(Ok(Self(preferred(request).unwrap_or(Language::Ro))))
    }
}

/// The language of a problem: English for whoever asks for none that the register speaks.
#[must_use]
pub fn of_problems(request: &HttpRequest) -> Language {
    Some(request).filter(|request| is_in_form(request)).and_then(preferred).unwrap_or(Language::En)
}

/// The language that the caller likes best. What cannot be read asks for nothing, and what has no weight is
/// not wanted.
fn preferred(request: &HttpRequest) -> Option<Language> {
    let AcceptLanguage(mut accepted) = AcceptLanguage::parse(request).ok()?;
    accepted.retain(|one| one.quality > Quality::ZERO);
    AcceptLanguage(accepted).ranked().iter().find_map(|preference| {
        let tag = preference.to_string().to_ascii_lowercase();
        tag.split('-').next().and_then(Language::named)
    })
}

fn is_in_form(request: &HttpRequest) -> bool {
    let known = |byte: &u8| byte.is_ascii_alphanumeric() || b"*,;=. -".contains(byte);
    let fits = |given: &HeaderValue| (1..=MOST).contains(&given.len()) && given.as_bytes().iter().all(known);
    request.headers().get_all(header::ACCEPT_LANGUAGE).all(fits)
}
