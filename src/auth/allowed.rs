//! Demands of a handler on its caller, in its signature: 401 and 403 come before anything else is looked at.

use std::future::{Ready, ready};
use std::marker::PhantomData;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::gate::Gate;
use super::identity::Identity;
use super::permission::{self, Permission};
use crate::call::{Actor, Call};
use crate::error::{Error, Faults, Kind, Result};
use crate::http::Hall;
use crate::http::trace::{CallingClient, TraceId};
use crate::values::Note;

/// A caller whose role has the permission `P`.
pub struct Allowed<P> {
    /// The call; on the basis of the register's own administration where none is given.
    pub call: Arc<Call>,
    what: PhantomData<P>,
}

/// A caller whose role has the permission `P` and who has said on what basis and why it asks about people.
pub struct Traced<P> {
    /// The call.
    pub call: Arc<Call>,
    what: PhantomData<P>,
}

/// Anyone: the public, or a client that says who it is.
pub struct Visitor(pub Option<Actor>);

/// The caller, or the reason why it is not believed; found before the handler's extractors run.
#[derive(Clone)]
struct Recognition(Result<Arc<Identity>>);

/// The middleware that looks up who asks. A look into the database takes a moment, in which the other
/// extractors of a handler would answer 400 to somebody who may not even ask; so it is done before them.
///
/// # Errors
/// None of its own: what is wrong with a token is said by the handler that wants one.
pub async fn recognise<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        let recognised = Recognition(look_up(request.request()).await);
        request.extensions_mut().insert(recognised);
    }
    next.call(request).await
}

impl<P: Permission> FromRequest for Allowed<P> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl<P: Permission> FromRequest for Traced<P> {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.headers().contains_key(header::AUTHORIZATION);
        ready(if known { authenticate(request).map(|known| Self(Some(known.actor))) } else { Ok(Self(None)) })
    }
}

impl<P: Permission> Allowed<P> {
    fn of(request: &HttpRequest) -> Result<Self> {
        let known = admit::<P>(request)?;
        let CallHeaders { basis, reason, user } = headers(request)?;
        let ours = || Note::ours("administration of the register");
        let basis = basis.or_else(|| known.standing_basis.clone()).unwrap_or_else(ours);
        let call = call(request, known.actor, basis, reason.unwrap_or_else(ours), user)?;
        Ok(Self { call: Arc::new(call), what: PhantomData })
    }
}

impl<P: Permission> Traced<P> {
    fn of(request: &HttpRequest) -> Result<Self> {
        let known = admit::<P>(request)?;
        let CallHeaders { basis, reason, user } = headers(request)?;
        let basis = basis.or_else(|| known.standing_basis.clone());
        let mut faults = Faults::default();
        faults.require(basis.is_some(), "Call-Basis", super::faults::basis_missing());
        faults.require(reason.is_some(), "Call-Reason", super::faults::reason_missing());
        let (Some(basis), Some(reason)) = (basis, reason) else { return Err(Error::invalid(faults)) };
        let call = call(request, known.actor, basis, reason, user)?;
        Ok(Self { call: Arc::new(call), what: PhantomData })
    }
}

async fn look_up(request: &HttpRequest) -> Result<Arc<Identity>> {
    let gate = request.app_data::<web::Data<Gate>>();
    let gate = gate.ok_or_else(|| Error::internal("the service has no gate"))?;
    let known = gate.admit(bearer(request).ok_or_else(nobody)?).await?;
    request.extensions_mut().insert(CallingClient(known.actor.client));
    Ok(known)
}

fn nobody() -> Error {
    Error::new(Kind::Unauthenticated, super::faults::token_missing())
}

fn authenticate(request: &HttpRequest) -> Result<Arc<Identity>> {
    let recognised = request.extensions().get::<Recognition>().cloned();
    recognised.map_or_else(|| Err(nobody()), |Recognition(known)| known)
}

fn admit<P: Permission>(request: &HttpRequest) -> Result<Arc<Identity>> {
    let known = authenticate(request)?;
    permission::require::<P>(known.actor.role)?;
    Ok(known)
}

/// The scheme's name is not case-sensitive (RFC 9110, 11.1).
fn bearer(request: &HttpRequest) -> Option<&str> {
    let mut given = request.headers().get_all(header::AUTHORIZATION);
    let (only, None) = (given.next()?, given.next()) else { return None };
    let (scheme, token) = only.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Statements of a call about itself, from its headers.
struct CallHeaders {
    basis: Option<Note>,
    reason: Option<Note>,
    user: Option<Note>,
}

fn headers(request: &HttpRequest) -> Result<CallHeaders> {
    let mut faults = Faults::default();
    let mut header = |name: &str| {
        let value = request.headers().get(name)?;
        // Header values may be UTF-8: a reason is said in Romanian.
        let parsed = std::str::from_utf8(value.as_bytes())
            .map_err(|_| super::faults::not_utf8())
            .and_then(|text| Note::parse(text.trim()));
        parsed.map_err(|expected| faults.add(name, expected)).ok()
    };
    let headers = CallHeaders {
        basis: header("Call-Basis"),
        reason: header("Call-Reason"),
        user: header("Calling-User"),
    };
    faults.check().map(|()| headers)
}

fn call(request: &HttpRequest, actor: Actor, basis: Note, reason: Note, user: Option<Note>) -> Result<Call> {
    let hall = request.app_data::<web::Data<Hall>>();
    let today = hall.ok_or_else(|| Error::internal("the service has no hall"))?.today();
    Ok(Call { actor, user, basis, reason, trace_id: TraceId::of(request).0, today })
}
