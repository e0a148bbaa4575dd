//! Failures, in terms of the register; [`crate::http::problem`] says them in HTTP.

mod kind;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

pub use kind::Kind;

use crate::values::{Fault, Language, faults};

/// The result of every action of the register.
pub type Result<T, E = Error> = std::result::Result<T, E>;

faults! {
    /// One field or more has a fault.
    one_field() = "fieldFaulty" {
        ro: "Un câmp conține o greșeală; vedeți errors",
        en: "1 field has a fault; see errors",
        ru: "Ошибка в одном поле; см. errors",
    }

    /// Several fields have faults.
    several_fields(count: usize) = "fieldsFaulty" {
        ro: "Câmpuri cu greșeli: {count}; vedeți errors",
        en: "{count} fields have faults; see errors",
        ru: "Полей с ошибками: {count}; см. errors",
    }

    /// Not there, or not for the caller to see.
    not_found() = "notFound" {
        ro: "Aici nu este nimic ce puteți vedea; verificați identificatorul",
        en: "there is nothing here that you may see; check the id",
        ru: "Здесь нет ничего, что вам доступно; проверьте идентификатор",
    }

    /// The database failed.
    database_failed() = "databaseFailed" {
        ro: "Baza de date nu a putut face aceasta; nu s-a schimbat nimic, încercați din nou",
        en: "the database could not do it; nothing was changed, try again",
        ru: "База данных не смогла это выполнить; ничего не изменено, попробуйте снова",
    }

    /// A fault of ours, of which the caller is told nothing else.
    internal() = "internal" {
        ro: "Greșeala este a noastră și a fost notată în jurnalul tehnic; indicați traceId",
        en: "the fault is ours and has been logged; quote the traceId",
        ru: "Ошибка на нашей стороне и записана в журнал; укажите traceId",
    }
}

/// Faults by place: a JSON pointer into the body, or the name of a parameter or header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults(pub BTreeMap<String, Vec<Fault>>);

impl Faults {
    /// One fault at one place.
    #[must_use]
    pub fn one(place: impl Into<String>, fault: impl Into<Fault>) -> Self {
        let mut faults = Self::default();
        faults.add(place, fault);
        faults
    }

    /// Adds a fault; the same fault twice is said once.
    pub fn add(&mut self, place: impl Into<String>, fault: impl Into<Fault>) {
        let (at, fault) = (self.0.entry(place.into()).or_default(), fault.into());
        if !at.contains(&fault) {
            at.push(fault);
        }
    }

    /// Adds a fault unless `holds`.
    pub fn require(&mut self, holds: bool, place: &str, fault: impl Into<Fault>) {
        if !holds {
            self.add(place, fault);
        }
    }

    /// # Errors
    /// All faults as one [`Kind::Validation`], if there are any.
    pub fn check(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::invalid(self)) }
    }

    /// The texts by place, in a language.
    #[must_use]
    pub fn say(&self, language: Language) -> BTreeMap<&str, Vec<String>> {
        let texts = |faults: &Vec<Fault>| faults.iter().map(|fault| fault.say(language)).collect();
        self.0.iter().map(|(place, faults)| (place.as_str(), texts(faults))).collect()
    }
}

/// The origin of a failure.
#[derive(Debug, Clone)]
enum Origin {
    /// Something that the caller is told.
    Told(Fault),
    /// Something for the log only.
    Logged(Cow<'static, str>),
}

/// A failure. Its text is meant for the caller: no internals, no personal data.
#[derive(Debug, Clone)]
pub struct Error {
    kind: Kind,
    reason: Origin,
    faults: Faults,
    location: Option<String>,
    raced: bool,
    source: Option<Arc<DieselError>>,
}

impl Error {
    /// A failure of a kind, with what the caller should know or do.
    #[must_use]
    pub fn new(kind: Kind, fault: impl Into<Fault>) -> Self {
        Self::because(kind, Origin::Told(fault.into()))
    }

    fn because(kind: Kind, reason: Origin) -> Self {
        Self { kind, reason, faults: Faults::default(), location: None, raced: false, source: None }
    }

    /// All faults of a request at once.
    #[must_use]
    pub fn invalid(faults: Faults) -> Self {
        let count = faults.0.len();
        let fault = if count == 1 { one_field() } else { several_fields(count) };
        Self { faults, ..Self::new(Kind::Validation, fault) }
    }

    /// The same, said in other words.
    #[must_use]
    pub fn saying(self, fault: impl Into<Fault>) -> Self {
        Self { reason: Origin::Told(fault.into()), ..self }
    }

    /// One fault at one place.
    #[must_use]
    pub fn fault(place: impl Into<String>, fault: impl Into<Fault>) -> Self {
        Self::invalid(Faults::one(place, fault))
    }

    /// Not there, or not for the caller to see: the two look the same.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(Kind::NotFound, not_found())
    }

    /// A conflict with the state of the register.
    #[must_use]
    pub fn conflict(fault: impl Into<Fault>) -> Self {
        Self::new(Kind::Conflict, fault)
    }

    /// A fault of ours. The text goes to the log only.
    #[must_use]
    pub fn internal(text: impl Into<Cow<'static, str>>) -> Self {
        Self::because(Kind::Internal, Origin::Logged(text.into()))
    }

    /// The register cannot take it now, and nothing was done.
    #[must_use]
    pub fn unavailable(fault: impl Into<Fault>) -> Self {
        Self::new(Kind::Unavailable, fault)
    }

    /// The address of the record that this is about: the existing one, or where it goes on.
    #[must_use]
    pub fn at(mut self, location: impl Into<String>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// The same, without the address of what it is about: for a caller that does not see that.
    #[must_use]
    pub fn nowhere(mut self) -> Self {
        self.location = None;
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

    /// The fault that the caller should know of. Of a fault of ours it is told nothing else.
    #[must_use]
    pub fn told(&self) -> Fault {
        match &self.reason {
            Origin::Told(fault) if self.kind != Kind::Internal => fault.clone(),
            _ => internal(),
        }
    }

    /// The failure in English, for the log and the command line.
    #[must_use]
    pub fn detail(&self) -> Cow<'_, str> {
        match &self.reason {
            Origin::Told(fault) => fault.to_string().into(),
            Origin::Logged(text) => text.as_ref().into(),
        }
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
            .say(Language::En)
            .into_iter()
            .map(|(place, expected)| format!("{place}: {}", expected.join(", ")))
            .collect();
        f.write_str(&if faults.is_empty() { self.detail() } else { faults.join("; ").into() })?;
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
        Self { source: Some(Arc::new(source)), ..Self::new(kind, database_failed()) }
    }
}
