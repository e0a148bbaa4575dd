//! Answers: JSON with a strong `ETag`, creation with `Location`, and the conditions that a caller sets.

use std::future::{Ready, ready};

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder, ResponseError};
use serde::Serialize;

use crate::error::{Error, Kind, Result};
use crate::values::Language;
use crate::version::{self, Condition};

/// An answer, ready to be sent or kept.
#[derive(Clone)]
pub struct Reply {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) content_type: &'static str,
    pub(super) body: Vec<u8>,
    /// The language of its texts, where it is said in one.
    pub(super) language: Option<Language>,
    /// Whether the public may keep it for a minute; everything else is for the caller alone.
    public: bool,
}

const JSON: &str = "application/json";
/// The longest condition, in characters.
const MOST_TAGS: usize = 200;

impl Reply {
    /// 200 with a body that only the caller may keep.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn ok(value: &impl Serialize) -> Result<Self> {
        let body =
            serde_json::to_vec(value).map_err(|_| Error::internal("an answer cannot be written as JSON"))?;
        Ok(Self { status: 200, location: None, content_type: JSON, body, language: None, public: false })
    }

    /// 200 with a text that is JSON already, as it stands.
    #[must_use]
    pub fn written(json: String) -> Self {
        Self {
            status: 200,
            location: None,
            content_type: JSON,
            body: json.into_bytes(),
            language: None,
            public: false,
        }
    }

    /// 200 with a body that anyone may have.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn public(value: &impl Serialize) -> Result<Self> {
        Ok(Self { public: true, ..Self::ok(value)? })
    }

    /// 201 with the new record and its address.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn created(location: String, value: &impl Serialize) -> Result<Self> {
        Ok(Self { status: 201, location: Some(location), ..Self::ok(value)? })
    }

    /// Whether it tells of the record at this address.
    #[must_use]
    pub fn is_at(&self, address: &str) -> bool {
        self.location.as_deref() == Some(address)
    }

    pub(super) const fn kept(
        status: u16,
        location: Option<String>,
        content_type: &'static str,
        body: Vec<u8>,
    ) -> Self {
        Self { status, location, content_type, body, language: None, public: false }
    }

    pub(super) const fn in_language(mut self, language: Option<Language>) -> Self {
        self.language = language;
        self
    }
}

impl Responder for Reply {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        if self.public {
            response.insert_header((header::CACHE_CONTROL, "public, max-age=60"));
        }
        if let Some(language) = self.language {
            response.insert_header((header::CONTENT_LANGUAGE, language.as_str()));
            response.insert_header((header::VARY, "Accept-Language"));
        }
        if let Some(location) = self.location {
            response.insert_header((header::LOCATION, location));
        }
        if self.content_type == JSON && (status == StatusCode::OK || status == StatusCode::CREATED) {
            let tag = version::etag(&self.body);
            let held =
                if request.method() == Method::GET { tags(request, "If-None-Match") } else { Ok(None) };
            let unchanged = match held {
                Ok(held) => held.is_some_and(|held| version::names(held, &tag)),
                Err(error) => return error.error_response(),
            };
            response.insert_header((header::ETAG, tag));
            if unchanged {
                return response.status(StatusCode::NOT_MODIFIED).finish();
            }
        }
        response.insert_header((header::CONTENT_TYPE, self.content_type)).body(self.body)
    }
}

impl FromRequest for Condition {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let missing = || Error::new(Kind::PreconditionRequired, super::faults::condition_missing());
        ready(tags(request, "If-Match").and_then(|given| given.map(Self::from).ok_or_else(missing)))
    }
}

/// The entity tags of a condition, where there is one.
fn tags<'r>(request: &'r HttpRequest, name: &'static str) -> Result<Option<&'r str>> {
    let Some(value) = request.headers().get(name) else { return Ok(None) };
    match value.to_str() {
        Ok(tags) if (1..=MOST_TAGS).contains(&tags.len()) => Ok(Some(tags)),
        _ => Err(Error::fault(name, super::faults::tags_invalid())),
    }
}
