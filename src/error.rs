//! Why something could not be done, in terms of the register; [`crate::http::problem`] says it in HTTP.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// The result of every action of the register.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The kinds of problem the API can answer with. Each is one documented problem type (RFC 9457).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The request is malformed or breaks a rule; every fault is named.
    Validation,
    /// No token, or one that is not good (any more).
    Unauthenticated,
    /// The caller's role may not do this.
    Forbidden,
    /// Nothing here that the caller may see.
    NotFound,
    /// The path exists, the method does not.
    MethodNotAllowed,
    /// The body did not arrive in time.
    RequestTimeout,
    /// The state of the register does not allow it: a duplicate, an overlap, a thing already ended.
    Conflict,
    /// It was here and is closed.
    Gone,
    /// It goes on under another address.
    Moved,
    /// `If-Match` names a version that is not the current one.
    PreconditionFailed,
    /// The body is larger than this operation takes.
    TooLarge,
    /// The body is not in a media type or encoding that this operation takes.
    UnsupportedMediaType,
    /// The `Idempotency-Key` was used for another request.
    KeyReused,
    /// A change needs `If-Match`.
    PreconditionRequired,
    /// The register cannot take it now; nothing was done.
    Unavailable,
    /// A fault of ours.
    Internal,
}

impl Kind {
    /// Every kind, in the order of its status.
    pub const ALL: &'static [Self] = &[
        Self::Moved,
        Self::Validation,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::RequestTimeout,
        Self::Conflict,
        Self::Gone,
        Self::PreconditionFailed,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::KeyReused,
        Self::PreconditionRequired,
        Self::Internal,
        Self::Unavailable,
    ];

    /// HTTP status, the stable last part of the problem's `type`, and its title.
    #[must_use]
    pub const fn describe(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::Moved => (308, "moved", "The record goes on under another address"),
            Self::Validation => (400, "validation", "The request has faults"),
            Self::Unauthenticated => (401, "unauthenticated", "A valid token is needed"),
            Self::Forbidden => (403, "forbidden", "The caller's role may not do this"),
            Self::NotFound => (404, "not-found", "Nothing found"),
            Self::MethodNotAllowed => (405, "method-not-allowed", "The method is not offered here"),
            Self::RequestTimeout => (408, "request-timeout", "The request took too long to arrive"),
            Self::Conflict => (409, "conflict", "The state of the register does not allow it"),
            Self::Gone => (410, "gone", "The record is closed"),
            Self::PreconditionFailed => {
                (412, "precondition-failed", "The record has changed since it was read")
            }
            Self::TooLarge => (413, "too-large", "The body is too large"),
            Self::UnsupportedMediaType => {
                (415, "unsupported-media-type", "The body's media type or encoding is not taken")
            }
            Self::KeyReused => {
                (422, "idempotency-key-reused", "The Idempotency-Key was used for another request")
            }
            Self::PreconditionRequired => (428, "precondition-required", "If-Match is needed"),
            Self::Internal => (500, "internal", "Something went wrong"),
            Self::Unavailable => (503, "unavailable", "The register cannot take it now"),
        }
    }

    /// HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.describe().0
    }
}

/// Faults by place: a JSON pointer into the body, or the name of a parameter or header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub BTreeMap<String, Vec<String>>);

impl Faults {
    /// One fault at one place.
    #[must_use]
    pub fn one(place: impl Into<String>, expected: impl Into<String>) -> Self {
        let mut faults = Self::default();
        faults.add(place, expected);
        faults
    }

    /// Adds a fault; the same fault twice is said once.
    pub fn add(&mut self, place: impl Into<String>, expected: impl Into<String>) {
        let (at, expected) = (self.0.entry(place.into()).or_default(), expected.into());
        if !at.contains(&expected) {
            at.push(expected);
        }
    }

    /// Adds a fault unless `holds`.
    pub fn require(&mut self, holds: bool, place: &str, expected: impl Into<String>) {
        if !holds {
            self.add(place, expected);
        }
    }

    /// # Errors
    /// All faults as one [`Kind::Validation`], if there are any.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::invalid(self)) }
    }
}

/// A failure. Its text is meant for the caller: no internals, no personal data.
#[derive(Debug, Clone)]
pub struct Error {
    kind: Kind,
    detail: Cow<'static, str>,
    faults: Faults,
    location: Option<String>,
    raced: bool,
    source: Option<Arc<DieselError>>,
}

impl Error {
    /// A failure of a kind, with what the caller should know or do.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            faults: Faults::default(),
            location: None,
            raced: false,
            source: None,
        }
    }

    /// All faults of a request at once.
    #[must_use]
    pub fn invalid(faults: Faults) -> Self {
        let detail = match faults.0.len() {
            1 => Cow::from("1 field has a fault; see errors"),
            n => Cow::from(format!("{n} fields have faults; see errors")),
        };
        Self { faults, ..Self::new(Kind::Validation, detail) }
    }

    /// The same, said in other words.
    #[must_use]
    pub fn saying(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// One fault at one place.
    #[must_use]
    pub fn fault(place: impl Into<String>, expected: impl Into<String>) -> Self {
        Self::invalid(Faults::one(place, expected))
    }

    /// Not there, or not for the caller to see: the two look the same.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, "there is nothing here that you may see; check the id")
    }

    /// A conflict with the state of the register.
    #[must_use]
    pub fn conflict(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Conflict, detail)
    }

    /// A fault of ours. The detail goes to the log only.
    #[must_use]
    pub fn internal(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Internal, detail)
    }

    /// The register cannot take it now, and nothing was done.
    #[must_use]
    pub fn unavailable(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Kind::Unavailable, detail)
    }

    /// The address of the record that this is about: the existing one, or where it goes on.
    #[must_use]
    pub fn at(mut self, location: impl Into<String>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// Somebody else did the same between our look and our write: run again, the look finds it and can name
    /// it.
    #[must_use]
    pub fn raced(mut self) -> Self {
        self.raced = true;
        self
    }

    /// The kind of problem.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// What the caller should know or do.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The faults by place.
    #[must_use]
    pub const fn faults(&self) -> &Faults {
        &self.faults
    }

    /// The address of the record that this is about.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// The database's own failure, for the constraint it names.
    #[must_use]
    pub fn database(&self) -> Option<&DieselError> {
        self.source.as_deref()
    }

    /// Whether the same transaction, run again, may end otherwise (PostgreSQL 40001 and 40P01, and races).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.raced
            || matches!(
                self.database(),
                Some(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _))
            )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The detail of faults only counts them.
        let faults: Vec<_> = self
            .faults
            .0
            .iter()
            .map(|(place, expected)| format!("{place}: {}", expected.join(", ")))
            .collect();
        f.write_str(if faults.is_empty() { &self.detail } else { "" })?;
        f.write_str(&faults.join("; "))?;
        match self.database() {
            // The kind only: a database's message may quote values.
            Some(DieselError::DatabaseError(kind, _)) => write!(f, " ({kind:?})"),
            Some(other) => write!(f, " ({other})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

impl From<DieselError> for Error {
    fn from(source: DieselError) -> Self {
        let kind = match &source {
            DieselError::NotFound => return Self::not_found(),
            DieselError::DatabaseError(
                DatabaseErrorKind::SerializationFailure
                | DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand,
                _,
            )
            | DieselError::BrokenTransactionManager => Kind::Unavailable,
            // A full disk, a locked file, a refused journal entry: nothing was kept.
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, _)
            | DieselError::RollbackErrorOnCommit { .. } => Kind::Unavailable,
            _ => Kind::Internal,
        };
        Self {
            source: Some(Arc::new(source)),
            ..Self::new(kind, "the database could not do it; nothing was changed, try again")
        }
    }
}
