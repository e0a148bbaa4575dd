//! The kinds of problem: HTTP status, stable name and title of each, in three languages.

use crate::values::Translated;

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
    /// The caller has asked too often.
    TooMany,
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
        Self::TooMany,
        Self::Internal,
        Self::Unavailable,
    ];

    /// HTTP status, the stable last part of the problem's `type`, and its title.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a table of words, one entry a kind")]
    pub const fn describe(self) -> (u16, &'static str, Translated) {
        const fn title(ro: &'static str, en: &'static str, ru: &'static str) -> Translated {
            Translated { ro, en, ru }
        }
        match self {
            Self::Moved => (
                308,
                "moved",
                title(
                    "Înregistrarea continuă la altă adresă",
                    "The record goes on under another address",
                    "Запись продолжается по другому адресу",
                ),
            ),
            Self::Validation => (
                400,
                "validation",
                title("Cererea conține greșeli", "The request has faults", "В запросе есть ошибки"),
            ),
            Self::Unauthenticated => (
                401,
                "unauthenticated",
                title(
                    "Este necesar un jeton valabil",
                    "A valid token is needed",
                    "Нужен действительный токен",
                ),
            ),
            Self::Forbidden => (
                403,
                "forbidden",
                title(
                    "Rolul apelantului nu permite aceasta",
                    "The caller's role may not do this",
                    "Роль вызывающего этого не позволяет",
                ),
            ),
            Self::NotFound => {
                (404, "not-found", title("Nu s-a găsit nimic", "Nothing found", "Ничего не найдено"))
            }
            Self::MethodNotAllowed => (
                405,
                "method-not-allowed",
                title(
                    "Metoda nu este oferită aici",
                    "The method is not offered here",
                    "Этот метод здесь не предусмотрен",
                ),
            ),
            Self::RequestTimeout => (
                408,
                "request-timeout",
                title(
                    "Cererea a sosit prea încet",
                    "The request took too long to arrive",
                    "Запрос поступал слишком долго",
                ),
            ),
            Self::Conflict => (
                409,
                "conflict",
                title(
                    "Starea registrului nu permite aceasta",
                    "The state of the register does not allow it",
                    "Состояние реестра этого не допускает",
                ),
            ),
            Self::Gone => {
                (410, "gone", title("Dosarul este închis", "The record is closed", "Запись закрыта"))
            }
            Self::PreconditionFailed => (
                412,
                "precondition-failed",
                title(
                    "Înregistrarea s-a schimbat de când a fost citită",
                    "The record has changed since it was read",
                    "Запись изменилась после прочтения",
                ),
            ),
            Self::TooLarge => (
                413,
                "too-large",
                title(
                    "Corpul cererii este prea mare",
                    "The body is too large",
                    "Тело запроса слишком велико",
                ),
            ),
            Self::UnsupportedMediaType => (
                415,
                "unsupported-media-type",
                title(
                    "Tipul sau codificarea corpului nu se acceptă",
                    "The body's media type or encoding is not taken",
                    "Тип или кодировка тела не принимаются",
                ),
            ),
            Self::KeyReused => (
                422,
                "idempotency-key-reused",
                title(
                    "Idempotency-Key a fost folosit pentru altă cerere",
                    "The Idempotency-Key was used for another request",
                    "Idempotency-Key уже использован для другого запроса",
                ),
            ),
            Self::PreconditionRequired => (
                428,
                "precondition-required",
                title("Este necesar If-Match", "If-Match is needed", "Нужен If-Match"),
            ),
            Self::TooMany => (
                429,
                "too-many-requests",
                title("Prea multe încercări", "Asked too often", "Слишком много попыток"),
            ),
            Self::Internal => {
                (500, "internal", title("Ceva nu a mers bine", "Something went wrong", "Что-то пошло не так"))
            }
            Self::Unavailable => (
                503,
                "unavailable",
                title(
                    "Registrul nu o poate prelua acum",
                    "The register cannot take it now",
                    "Реестр сейчас не может это принять",
                ),
            ),
        }
    }

    /// HTTP status.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.describe().0
    }
}
