//! Faults of a caller who is not let in, and of what a call says of itself.

use crate::values::faults;

faults! {
    /// No token.
    token_missing() = "tokenMissing" {
        ro: "Trimiteți Authorization: Bearer și un jeton de la /oauth2/token",
        en: "send Authorization: Bearer and a token of /oauth2/token",
        ru: "Отправьте Authorization: Bearer и токен от /oauth2/token",
    }

    /// A token that is not good.
    token_invalid() = "tokenInvalid" {
        ro: "Jetonul nu este valabil sau a expirat: obțineți altul la /oauth2/token",
        en: "the token is not good, or no longer: get a new one at /oauth2/token",
        ru: "Токен недействителен или истёк: получите новый в /oauth2/token",
    }

    /// A client that is revoked.
    client_revoked() = "clientRevoked" {
        ro: "Clientul acestui jeton este revocat",
        en: "the client of this token is revoked",
        ru: "Клиент этого токена отозван",
    }

    /// A role that may not do it.
    role_insufficient(scope: &str, role: &str, roles: String) = "roleInsufficient" {
        ro: "Este necesar {scope}, pe care rolul {role} nu îl are; îl au rolurile: {roles}",
        en: "this needs {scope}, which the role {role} does not have; roles that have it: {roles}",
        ru: "Требуется {scope}, чего нет у роли {role}; есть у ролей: {roles}",
    }

    /// No legal basis.
    basis_missing() = "basisMissing" {
        ro: "Este obligatoriu: temeiul legal al întrebării despre persoane",
        en: "is required: the legal basis on which you ask about people",
        ru: "Обязательно: правовое основание запроса о людях",
    }

    /// No reason.
    reason_missing() = "reasonMissing" {
        ro: "Este obligatoriu: de ce întrebați despre persoane",
        en: "is required: why you ask about people",
        ru: "Обязательно: зачем вы запрашиваете сведения о людях",
    }

    /// A header that is no text.
    not_utf8() = "notUtf8" { ro: "Text UTF-8", en: "expected UTF-8", ru: "Текст UTF-8" }

    /// A list of scopes that is too long.
    scope_too_long() = "scopeTooLong" {
        ro: "scope poate avea cel mult 1000 de caractere",
        en: "scope may have at most 1000 characters",
        ru: "scope может иметь не более 1000 знаков",
    }

    /// A parameter that is there twice.
    parameter_twice() = "parameterTwice" {
        ro: "Fiecare parametru poate fi indicat o singură dată",
        en: "each parameter may be given once",
        ru: "Каждый параметр указывается один раз",
    }

    /// Another grant.
    grant_unsupported() = "grantUnsupported" {
        ro: "grant_type este client_credentials",
        en: "grant_type is client_credentials",
        ru: "grant_type должен быть client_credentials",
    }

    /// No grant.
    grant_missing() = "grantMissing" {
        ro: "Trimiteți grant_type=client_credentials ca formular",
        en: "send grant_type=client_credentials as a form",
        ru: "Отправьте grant_type=client_credentials формой",
    }

    /// Two ways at once.
    secret_twice() = "secretTwice" {
        ro: "Trimiteți secretul în formular sau în antetul Authorization, nu în ambele",
        en: "send the secret in the form or in the Authorization header, not in both",
        ru: "Отправьте секрет в форме или в заголовке Authorization, но не в обоих",
    }

    /// Nobody says who they are.
    credentials_missing() = "credentialsMissing" {
        ro: "Trimiteți client_id și client_secret",
        en: "send client_id and client_secret",
        ru: "Отправьте client_id и client_secret",
    }

    /// Nobody whom we know.
    credentials_wrong() = "credentialsWrong" {
        ro: "Clientul este necunoscut sau revocat, ori secretul său este greșit",
        en: "the client is unknown or revoked, or its secret is wrong",
        ru: "Клиент неизвестен или отозван, либо его секрет неверен",
    }
}
