//! ASKS: tokens, and the public keys by which they are known.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, ResponseError, get, post, web};
use data_encoding::BASE64;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::permission::{TABLE, scopes};
use super::{Gate, LIFETIME_SECONDS, faults, store};
use crate::error::{Error, Kind, Result};
use crate::http::body::{content_length, expect_media_type, read};
use crate::http::problem::{Problem, respond};
use crate::http::query::form;
use crate::http::{Hall, Reply};
use crate::values::{ClientId, Fault};

/// Largest form of the token endpoint, in bytes.
const LARGEST_FORM: usize = 16 * 1024;
/// Longest list of scopes, in characters.
const LONGEST_SCOPE: usize = 1000;

/// At the root.
pub fn routes(to: &mut ServiceConfig) {
    to.service(create_token).service(get_jwks).service(get_server_metadata);
}

/// Form of a token request (RFC 6749, 4.4.2).
#[derive(ToSchema)]
#[schema(example = json!({
    "grant_type": "client_credentials", "client_id": "01990000-0000-7000-8000-0000000000c1",
    "client_secret": "…"
}))]
#[expect(dead_code, reason = "the contract's shape of a form that is read by hand")]
struct TokenRequest {
    /// Always `client_credentials`.
    #[schema(pattern = "^client_credentials$", max_length = 18)]
    grant_type: String,
    /// The client's id, unless it is in the `Authorization` header.
    #[schema(required = false, max_length = 36)]
    client_id: String,
    /// The client's secret, unless it is in the `Authorization` header.
    #[schema(required = false, max_length = 200)]
    client_secret: String,
    /// Ignored: a token has all scopes of the client's role, and the answer names them.
    #[schema(required = false, max_length = 1000)]
    scope: String,
}

/// A token.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "access_token": "eyJ…", "token_type": "Bearer", "expires_in": 900, "scope": "status:query workers:find"
}))]
struct Token {
    /// The token, to be sent as `Authorization: Bearer`.
    #[schema(max_length = 4096)]
    access_token: String,
    /// Always `Bearer`.
    #[schema(max_length = 6)]
    token_type: &'static str,
    /// Its life in seconds.
    #[schema(minimum = 1, maximum = 900)]
    expires_in: i64,
    /// The scopes that it gives its bearer.
    #[schema(max_length = 1000)]
    scope: String,
}

/// A refusal in OAuth's words (RFC 6749, 5.2) and as a problem.
fn refusal(oauth: &'static str, kind: Kind, detail: Fault) -> HttpResponse {
    respond(Error::new(kind, detail), Some(oauth))
}

/// Get a token
///
/// Client credentials grant (RFC 6749, 4.4), with the secret in the form (`client_secret_post`) or in the
/// `Authorization` header (`client_secret_basic`). The token is a JWT (RFC 9068), good for 15 minutes.
#[utoipa::path(
    tag = "tokens",
    operation_id = "create_token",
    security(()),
    request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded",
        description = "The client's credentials"),
    responses(
        (status = 200, description = "A token", body = Token),
        (status = 400, description = "The form is not one of a client credentials grant", body = Problem,
            content_type = "application/problem+json"),
        (status = 401, description = "The client is unknown, revoked, or its secret is wrong", body = Problem,
            content_type = "application/problem+json"),
    )
)]
#[post("/oauth2/token")]
async fn create_token(
    request: HttpRequest,
    payload: web::Payload,
    hall: web::Data<Hall>,
    gate: web::Data<Gate>,
) -> HttpResponse {
    let body = async {
        expect_media_type(&request, "application/x-www-form-urlencoded")?;
        read(payload.into_inner(), content_length(&request), LARGEST_FORM).await
    };
    let body = match body.await {
        Ok(body) => body,
        Err(error) => return error.error_response(),
    };
    let invalid = |detail| refusal("invalid_request", Kind::Validation, detail);
    let (mut grant, mut id, mut secret) = (None, None, None);
    for (name, value) in form(std::str::from_utf8(&body).unwrap_or_default()) {
        let slot = match name.as_str() {
            "grant_type" => &mut grant,
            "client_id" => &mut id,
            "client_secret" => &mut secret,
            "scope" if value.chars().count() > LONGEST_SCOPE => {
                return invalid(faults::scope_too_long());
            }
            _ => continue,
        };
        if slot.replace(value).is_some() {
            return invalid(faults::parameter_twice());
        }
    }
    match grant.as_deref() {
        Some("client_credentials") => {}
        Some(_) => {
            return refusal("unsupported_grant_type", Kind::Validation, faults::grant_unsupported());
        }
        None => return invalid(faults::grant_missing()),
    }
    let wrong = || refusal("invalid_client", Kind::Unauthenticated, faults::credentials_wrong());
    if let Some(given) = request.headers().get(header::AUTHORIZATION) {
        if secret.is_some() {
            return invalid(faults::secret_twice());
        }
        let Some((basic_id, basic_secret)) = given.to_str().ok().and_then(basic) else { return wrong() };
        (id, secret) = (Some(basic_id), Some(basic_secret));
    }
    let (Some(id), Some(secret)) = (id, secret) else { return invalid(faults::credentials_missing()) };
    let Ok(id) = id.parse::<ClientId>() else { return wrong() };
    match issue(&hall, &gate, id, secret).await {
        Ok(Some(token)) => HttpResponse::Ok().json(token),
        Ok(None) => wrong(),
        Err(error) => error.error_response(),
    }
}

/// Id and secret of `Authorization: Basic`, each form-encoded (RFC 6749, 2.3.1).
fn basic(given: &str) -> Option<(String, String)> {
    let (scheme, credentials) = given.split_once(' ')?;
    let decoded = String::from_utf8(BASE64.decode(credentials.trim().as_bytes()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let decode = |text: &str| form(&format!("v={text}")).next().map(|(_, value)| value);
    if scheme.eq_ignore_ascii_case("basic") { Some((decode(id)?, decode(secret)?)) } else { None }
}

async fn issue(hall: &Hall, gate: &Gate, id: ClientId, secret: String) -> Result<Option<Token>> {
    // A client that was created at the command line a moment ago works at once.
    hall.db.refresh();
    let found = hall.db.read(move |view| store::credentials(view, id)).await?;
    let Some((identity, hash)) = found else { return Ok(None) };
    if !hall.keys.is_secret(&secret, &hash) {
        return Ok(None);
    }
    let scope = scopes(identity.actor.role);
    let access_token = gate.tokens.issue(id, scope.clone(), hall.clock.now())?;
    Ok(Some(Token { access_token, token_type: "Bearer", expires_in: LIFETIME_SECONDS, scope }))
}

/// Read the public keys of tokens
///
/// A JWK set (RFC 7517). A key that has just been replaced stays in it until its last token has run out.
#[utoipa::path(tag = "tokens", operation_id = "get_jwks", security(()), responses((
    status = 200, description = "The keys", body = Object,
    example = json!({
        "keys": [{
            "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "…", "x": "…", "y": "…"
        }]
    })
)))]
#[get("/.well-known/jwks.json")]
async fn get_jwks(hall: web::Data<Hall>, gate: web::Data<Gate>) -> Result<Reply> {
    Reply::public(&gate.tokens.jwks(hall.clock.now()))
}

/// Read where tokens are to be had
///
/// Authorization server metadata (RFC 8414).
#[utoipa::path(tag = "tokens", operation_id = "get_server_metadata", security(()), responses((
    status = 200, description = "The metadata", body = Object,
    example = json!(metadata("https://registry.example"))
)))]
#[get("/.well-known/oauth-authorization-server")]
async fn get_server_metadata(gate: web::Data<Gate>) -> Result<Reply> {
    Reply::public(&metadata(gate.tokens.issuer()))
}

fn metadata(issuer: &str) -> Value {
    let scopes: Vec<_> = TABLE.iter().map(|(scope, _)| scope).collect();
    json!({
        "issuer": issuer,
        "token_endpoint": format!("{issuer}/oauth2/token"),
        "jwks_uri": format!("{issuer}/.well-known/jwks.json"),
        "grant_types_supported": ["client_credentials"],
        "response_types_supported": [],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "scopes_supported": scopes,
    })
}
