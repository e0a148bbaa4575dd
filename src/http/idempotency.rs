//! `Idempotency-Key`: the same request twice has one effect and one answer.
//!
//! The answer, success or refusal, is kept in the same transaction as the effect, so there is no moment at
//! which one exists without the other. A copy that arrives meanwhile waits for the transaction and then gets
//! the kept answer, which is noted in the journal (`repeat`) and repeats no event. Keys belong to the client
//! that sent them and are kept for [`KEPT_DAYS`].

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use diesel::prelude::*;

use super::hall::Hall;
use super::language;
use super::problem;
use super::reply::Reply;
use super::trace::TraceId;
use crate::call::Call;
use crate::db::schema::idempotency_keys as keys;
use crate::db::{Conn, Tx};
use crate::error::{Error, Kind, Result};
use crate::journal;
use crate::values::{ClientId, Idnp, Language, Moment};

/// Days for which an answer is kept.
pub const KEPT_DAYS: i64 = 8;

/// Key under which a creating request takes effect once, if the caller sent one.
pub struct IdempotencyKey {
    key: Option<String>,
    method_and_path: String,
    trace: TraceId,
    language: Language,
}

impl FromRequest for IdempotencyKey {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let key = match request.headers().get("idempotency-key") {
            None => Ok(None),
            Some(value) => match value.to_str() {
                Ok(key)
                    if (1..=255).contains(&key.len())
                        && key.bytes().all(|b| b.is_ascii_graphic())
                        && !Idnp::is_within(key) =>
                {
                    Ok(Some(key.to_owned()))
                }
                _ => Err(Error::fault("Idempotency-Key", super::faults::key_invalid())),
            },
        };
        let method_and_path = format!("{} {}", request.method(), request.path());
        let trace = TraceId::of(request);
        let language = language::of_problems(request);
        ready(key.map(|key| Self { key, method_and_path, trace, language }))
    }
}

/// Answer that a request with a key had, as it is stored.
#[derive(Queryable)]
struct StoredAnswer {
    fingerprint: Vec<u8>,
    status: i32,
    location: Option<String>,
    content_type: String,
    body: Vec<u8>,
    language: Option<Language>,
    journal_lane: Option<i32>,
    journal_seq: Option<i64>,
}

impl IdempotencyKey {
    /// The key of who calls: only that client's answers are under it, and who is given one is noted.
    #[must_use]
    pub fn by(self, call: &Arc<Call>) -> OwnedKey {
        OwnedKey { key: self, call: Arc::clone(call) }
    }
}

/// Key of a client that calls.
pub struct OwnedKey {
    key: IdempotencyKey,
    call: Arc<Call>,
}

impl OwnedKey {
    /// Runs `act` in one transaction, or gives the answer that the same request had before.
    ///
    /// # Errors
    /// 422 when the key was used for another request; otherwise those of `act`.
    pub async fn run(
        self,
        hall: &Hall,
        body: [u8; 32],
        act: impl Fn(&mut Tx<'_>) -> Result<Reply> + Send + 'static,
    ) -> Result<Reply> {
        if self.key.key.is_none() {
            return hall.db.write(act).await;
        }
        self.run_noting(hall, body, act, |_, _| Ok(())).await
    }

    /// The same, where something is kept of a refusal though what was done before it is undone.
    ///
    /// # Errors
    /// Those of [`run`](Self::run), and `refused` fails; then the refusal is not given either.
    pub async fn run_noting(
        self,
        hall: &Hall,
        body: [u8; 32],
        act: impl Fn(&mut Tx<'_>) -> Result<Reply> + Send + 'static,
        refused: impl Fn(&mut Tx<'_>, &Error) -> Result<()> + Send + 'static,
    ) -> Result<Reply> {
        let Self { key: IdempotencyKey { key, method_and_path, trace, language }, call } = self;
        let client = call.actor.client;
        let Some(key) = key else {
            return hall.db.write(move |tx| attempt(tx, &act, &refused)).await?;
        };
        let sealing = Arc::clone(&hall.keys);
        let fingerprint = crate::keys::sha256(&[method_and_path.as_bytes(), &body].concat());
        let path = method_and_path.split_once(' ').map(|(_, path)| path.to_owned()).unwrap_or_default();
        let answer = move |tx: &mut Tx<'_>| {
            if let Some(kept) = find(tx, client, &key)? {
                if kept.fingerprint != fingerprint {
                    return Err(Error::new(Kind::KeyReused, super::faults::key_reused()));
                }
                let body = sealing.open_answer(&kept.body, client.0.as_bytes())?;
                // The first telling was noted, and so is each further one.
                if let (Some(lane), Some(seq)) = (kept.journal_lane, kept.journal_seq) {
                    journal::note_again(tx, &call, (lane, seq))?;
                }
                return Ok(kept.reply(body));
            }
            let before = tx.chain.head.map(|(seq, _)| seq);
            let reply = attempt(tx, &act, &refused)?.unwrap_or_else(|error| {
                let body = problem::render(&error, None, &path, &trace.0, language);
                Reply::kept(error.kind().status(), None, problem::MEDIA_TYPE, body)
                    .in_language(Some(language))
            });
            let sealed = sealing.seal_answer(&reply.body, client.0.as_bytes())?;
            let noted = tx.chain.head.map(|(seq, _)| seq).filter(|seq| before != Some(*seq));
            let noted = noted.map(|seq| (tx.chain.lane, seq));
            keep(tx, (client, &key), &fingerprint, &reply, (sealed, noted))?;
            Ok(reply)
        };
        hall.db.write(answer).await
    }
}

/// Does something, or says (inside) why it is refused: what it did is undone, and what is kept of the refusal
/// is not.
///
/// # Errors
/// It may end otherwise when it is tried again, or the fault is ours: then nothing is kept.
fn attempt(
    tx: &mut Tx<'_>,
    act: &impl Fn(&mut Tx<'_>) -> Result<Reply>,
    refused: &impl Fn(&mut Tx<'_>, &Error) -> Result<()>,
) -> Result<Result<Reply>> {
    match tx.nested(act) {
        Ok(reply) => Ok(Ok(reply)),
        // One too many of a day may be no more tomorrow.
        Err(error)
            if error.is_retryable()
                || matches!(error.kind(), Kind::Internal | Kind::Unavailable | Kind::TooMany) =>
        {
            Err(error)
        }
        Err(error) => {
            refused(tx, &error)?;
            Ok(Err(error))
        }
    }
}

impl StoredAnswer {
    /// The answer, once its body is opened.
    fn reply(self, body: Vec<u8>) -> Reply {
        let content_type =
            if self.content_type == problem::MEDIA_TYPE { problem::MEDIA_TYPE } else { "application/json" };
        let status = u16::try_from(self.status).unwrap_or(500);
        Reply::kept(status, self.location, content_type, body).in_language(self.language)
    }
}

fn keep(
    tx: &mut Tx<'_>,
    (client, key): (ClientId, &str),
    fingerprint: &[u8],
    reply: &Reply,
    (sealed, noted): (Vec<u8>, Option<(i32, i64)>),
) -> Result<()> {
    let row = (
        keys::client_id.eq(client),
        keys::key.eq(key),
        keys::fingerprint.eq(fingerprint),
        keys::status.eq(i32::from(reply.status)),
        keys::location.eq(reply.location.as_deref()),
        keys::content_type.eq(reply.content_type),
        keys::body.eq(sealed),
        keys::created_at.eq(tx.now),
        keys::language.eq(reply.language),
        keys::journal_lane.eq(noted.map(|(lane, _)| lane)),
        keys::journal_seq.eq(noted.map(|(_, seq)| seq)),
    );
    diesel::insert_into(keys::table).values(row).execute(tx.conn())?;
    Ok(())
}

fn find(conn: &mut Conn, client: ClientId, key: &str) -> Result<Option<StoredAnswer>> {
    let kept = keys::table
        .find((client, key))
        .select((
            keys::fingerprint,
            keys::status,
            keys::location,
            keys::content_type,
            keys::body,
            keys::language,
            keys::journal_lane,
            keys::journal_seq,
        ))
        .get_result(conn)
        .optional()?;
    Ok(kept)
}

/// Forgets answers older than [`KEPT_DAYS`].
///
/// # Errors
/// The database cannot do it.
pub fn forget(tx: &mut Tx<'_>, now: Moment) -> Result<usize> {
    Ok(diesel::delete(keys::table.filter(keys::created_at.lt(now.plus_seconds(-KEPT_DAYS * 86_400))))
        .execute(tx.conn())?)
}
