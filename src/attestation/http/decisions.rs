//! ASKS: what commissions decided, and the evaluation again that they decided on.

use std::sync::Arc;

use actix_web::{Responder, get, post, web};
use data_encoding::{BASE64, HEXLOWER};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::super::model::{AttestationDecision, NewAttestationDecision};
use super::super::{actions, store};
use crate::auth::Traced;
use crate::auth::permission::{ATTESTATION_DECIDE, ATTESTATION_READ, DecideAttestation, ReadAttestation};
use crate::error::{Error, Result};
use crate::http::{Hall, IdempotencyKey, Json, NestedPath, Path, Reply};
use crate::journal::Event;
use crate::rules::Explained;
use crate::values::{ApplicationId, DecisionId};

pub(super) fn routes(to: &mut ServiceConfig) {
    to.service(list_attestation_decisions).service(create_attestation_decision);
    to.service(get_attestation_decision).service(get_attestation_replay);
}

/// The decisions on an application.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({ "attestationDecisions": [] }))]
struct AttestationDecisions {
    /// One for each round, the first one first.
    #[schema(max_items = 2)]
    attestation_decisions: Vec<AttestationDecision>,
}

/// The header that repeats the SHA-256 of an answer (RFC 9530).
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^sha-256=:[A-Za-z0-9+/]{43}=:$", min_length = 54, max_length = 54)]
struct ReprDigest(String);

/// List what was decided on an application
///
/// One decision for each round.
#[utoipa::path(
    tag = "attestation", operation_id = "list_attestation_decisions",
    security(("oauth2" = [ATTESTATION_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    responses((status = 200, description = "The decisions", body = AttestationDecisions))
)]
#[get("/attestation-applications/{id}/decisions")]
async fn list_attestation_decisions(
    traced: Traced<ReadAttestation>,
    hall: web::Data<Hall>,
    Path(id): Path<ApplicationId>,
) -> Result<Reply> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let (_, attestation_decisions) = hall
        .db
        .access(
            move |view| Ok((actions::look_at(view, &call, id)?.worker_id, store::decisions(view, id)?)),
            move |notes, (worker, _)| {
                actions::note(
                    notes,
                    &noted,
                    Event::Access,
                    "list_attestation_decisions",
                    Some(id),
                    &[*worker],
                )
            },
        )
        .await?;
    Reply::ok(&AttestationDecisions { attestation_decisions })
}

/// Decide on an application
///
/// A grant awards the grade; the award rests on the facts that counted, and one that was withdrawn since the
/// submission is listed at `/api/v1/award-reviews` at once. A refusal needs a reason, and so does a decision
/// that departs from the evaluation: that grants what it finds unmet, or refuses what it finds met. A round
/// is decided once: a second decision is a conflict that names the first.
#[utoipa::path(
    tag = "attestation", operation_id = "create_attestation_decision",
    security(("oauth2" = [ATTESTATION_DECIDE])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application")),
    request_body(content = NewAttestationDecision, description = "What the commission decided"),
    responses((status = 201, description = "Decided", body = AttestationDecision))
)]
#[post("/attestation-applications/{id}/decisions")]
async fn create_attestation_decision(
    traced: Traced<DecideAttestation>,
    hall: web::Data<Hall>,
    once: IdempotencyKey,
    Path(id): Path<ApplicationId>,
    new: Json<NewAttestationDecision>,
) -> Result<Reply> {
    let call = traced.call;
    once.by(&call)
        .run(&hall, new.fingerprint, move |tx| {
            let decision = actions::decide(tx, &call, id, &new.value)?;
            Reply::created(actions::decision_address(id, decision.id), &decision)
        })
        .await
}

/// Read a decision on an application
///
/// Refusals stay to be read, with their reason, when an appeal has opened the application once more.
#[utoipa::path(
    tag = "attestation", operation_id = "get_attestation_decision", security(("oauth2" = [ATTESTATION_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application"),
        ("decisionId" = DecisionId, Path, description = "The decision")),
    responses((status = 200, description = "The decision", body = AttestationDecision))
)]
#[get("/attestation-applications/{id}/decisions/{decisionId}")]
async fn get_attestation_decision(
    traced: Traced<ReadAttestation>,
    hall: web::Data<Hall>,
    NestedPath(id, decision): NestedPath<ApplicationId, DecisionId>,
) -> Result<Reply> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let (_, decision) = hall
        .db
        .access(
            move |view| {
                let application = actions::look_at(view, &call, id)?;
                Ok((
                    application.worker_id,
                    store::find_decision(view, id, decision)?.ok_or_else(Error::not_found)?,
                ))
            },
            move |notes, (worker, _)| {
                actions::note(notes, &noted, Event::Access, "get_attestation_decision", Some(id), &[*worker])
            },
        )
        .await?;
    Reply::ok(&decision)
}

/// Evaluate again what was decided on
///
/// The frozen evidence, evaluated anew: the explanation in canonical JSON (RFC 8785), the same to the byte as
/// at the submission, whatever was recorded or published since. Its SHA-256 is `explanationSha256` of the
/// submission, and is repeated in `Repr-Digest` (RFC 9530).
#[utoipa::path(
    tag = "attestation", operation_id = "get_attestation_replay", security(("oauth2" = [ATTESTATION_READ])),
    extensions(("x-personal-data" = json!(true))),
    params(("id" = ApplicationId, Path, description = "The application"),
        ("decisionId" = DecisionId, Path, description = "The decision")),
    responses((
        status = 200, description = "The explanation, as it was and is", body = Explained,
        headers(("Repr-Digest" = inline(ReprDigest), description = "SHA-256 of the answer's bytes"))
    ))
)]
#[get("/attestation-applications/{id}/decisions/{decisionId}/replay")]
async fn get_attestation_replay(
    traced: Traced<ReadAttestation>,
    hall: web::Data<Hall>,
    NestedPath(id, decision): NestedPath<ApplicationId, DecisionId>,
) -> Result<impl Responder> {
    let call = traced.call;
    let noted = Arc::clone(&call);
    let (_, again) = hall
        .db
        .access(
            move |view| {
                Ok((actions::look_at(view, &call, id)?.worker_id, actions::replay(view, id, decision)?))
            },
            move |notes, (worker, _)| {
                actions::note(notes, &noted, Event::Access, "get_attestation_replay", Some(id), &[*worker])
            },
        )
        .await?;
    let digest = HEXLOWER.decode(again.sha256.as_bytes()).unwrap_or_default();
    let digest = ReprDigest(format!("sha-256=:{}:", BASE64.encode(&digest)));
    Ok(Reply::written(again.text).customize().insert_header(("Repr-Digest", digest.0)))
}
