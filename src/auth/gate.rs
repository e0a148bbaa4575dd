//! The gate: from a bearer token to the client behind it.
//!
//! A signature costs more than everything else in a small request, so a token is verified once and remembered
//! by its hash. What is remembered is asked again of the database after [`RECHECK_SECONDS`], so that a
//! revocation works within that time also when another process made it.

use std::sync::Arc;

use quick_cache::sync::Cache;

use super::identity::Identity;
use super::store;
use super::token::{Claims, SigningKeys};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::{Error, Kind, Result};
use crate::keys::sha256;
use crate::values::{ClientId, Moment};

/// Seconds for which a client is believed without asking the database again.
const RECHECK_SECONDS: i64 = 20;
/// Tokens remembered at once.
const REMEMBERED: usize = 20_000;

/// Knows who may come in.
pub struct Gate {
    /// The keys that sign and verify tokens.
    pub tokens: SigningKeys,
    db: Db,
    clock: Clock,
    known: Cache<[u8; 32], CachedIdentity>,
}

/// Identity behind a token, as the gate remembers it.
#[derive(Clone)]
struct CachedIdentity {
    identity: Arc<Identity>,
    expires: i64,
    asked: Moment,
}

impl Gate {
    /// A gate that remembers nobody yet.
    #[must_use]
    pub fn new(tokens: SigningKeys, db: Db, clock: Clock) -> Self {
        Self { tokens, db, clock, known: Cache::new(REMEMBERED) }
    }

    /// The living client that a token was issued to.
    ///
    /// # Errors
    /// 401 for a token that is not good or whose client is revoked.
    pub async fn admit(&self, token: &str) -> Result<Arc<Identity>> {
        let (hash, now) = (sha256(token.as_bytes()), self.clock.now());
        let remembered = self.known.get(&hash).filter(|known| now.as_second() < known.expires);
        if let Some(known) = &remembered
            && (known.asked..known.asked.plus_seconds(RECHECK_SECONDS)).contains(&now)
        {
            return Ok(Arc::clone(&known.identity));
        }
        let (client, expires) = match remembered {
            Some(known) => (known.identity.actor.client, known.expires),
            None => {
                let Claims { sub, exp, .. } = self.tokens.verify(token, now)?;
                (sub, exp)
            }
        };
        let Some(identity) = self.living(client).await? else {
            self.known.remove(&hash);
            return Err(Error::new(Kind::Unauthenticated, super::faults::client_revoked()));
        };
        let identity = Arc::new(identity);
        self.known.insert(hash, CachedIdentity { identity: Arc::clone(&identity), expires, asked: now });
        Ok(identity)
    }

    async fn living(&self, id: ClientId) -> Result<Option<Identity>> {
        self.db.refresh();
        self.db.read(move |view| store::identity(view, id)).await
    }

    /// Forgets every token, so that a revocation made here works at once.
    pub fn forget(&self) {
        self.known.clear();
    }
}
