//! Access tokens: JWT after RFC 9068, ES256, 15 minutes, strictly checked.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::{Error, Kind, Result};
use crate::keys::{read_private, write_private};
use crate::values::{ClientId, Moment};

/// Seconds for which a token is good.
pub const LIFETIME_SECONDS: i64 = 15 * 60;
/// Seconds by which the clocks of two machines may differ.
const LEEWAY_SECONDS: i64 = 5;
/// Seconds for which a key still verifies after a newer one took over: a token's life and some.
const RETIRED_AFTER_SECONDS: i64 = LIFETIME_SECONDS + 300;
/// `typ` of an access token (RFC 9068, 2.1).
const TYPE: &str = "at+jwt";
/// Longest token that is looked at, in bytes; ours have some 700.
const LONGEST: usize = 4_096;

/// Claims of a token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    pub sub: ClientId,
    client_id: ClientId,
    pub exp: i64,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    jti: String,
    scope: String,
}

/// The keys that sign tokens: one file each, the newest signs, the ones before it verify for a while.
pub struct SigningKeys {
    folder: PathBuf,
    issuer: String,
    ring: RwLock<Arc<Vec<SigningKey>>>,
}

struct SigningKey {
    id: String,
    since: Moment,
    signs: EncodingKey,
    verifies: DecodingKey,
    point: Vec<u8>,
}

const PREFIX: &str = "token-signing-";
const SUFFIX: &str = ".key";

impl SigningKeys {
    /// Reads the keys of a folder, making the first one where there is none. `issuer` is the service's public
    /// address.
    ///
    /// # Errors
    /// A key cannot be read or made.
    pub fn open(folder: &Path, issuer: &str, now: Moment) -> Result<Self> {
        let keys = Self { folder: folder.to_owned(), issuer: issuer.to_owned(), ring: RwLock::default() };
        keys.reload()?;
        if keys.ring().is_empty() {
            keys.rotate(now)?;
        }
        Ok(keys)
    }

    /// Makes a new key that signs from now on.
    ///
    /// # Errors
    /// It cannot be made or written.
    pub fn rotate(&self, now: Moment) -> Result<()> {
        let key = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|_| Error::internal("a signing key cannot be made"))?;
        let file = self.folder.join(format!("{PREFIX}{}{SUFFIX}", now.as_microsecond()));
        write_private(&file, BASE64URL_NOPAD.encode(key.as_ref()).as_bytes())?;
        self.reload()
    }

    /// Reads the folder again, so that a key made by another process is used.
    ///
    /// # Errors
    /// A key cannot be read.
    pub fn reload(&self) -> Result<()> {
        let fail = |error: std::io::Error| {
            Error::internal(format!("cannot read {}: {error}", self.folder.display()))
        };
        let mut keys = Vec::new();
        for entry in std::fs::read_dir(&self.folder).map_err(fail)? {
            let name = entry.map_err(fail)?.file_name();
            let since =
                name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok());
            if let Some(since) = since {
                keys.push(SigningKey::read(&self.folder.join(&name), Moment::from_microsecond(since))?);
            }
        }
        keys.sort_by_key(|key| std::cmp::Reverse(key.since));
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }

    fn ring(&self) -> Arc<Vec<SigningKey>> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The service's public address, `iss` and `aud` of every token.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    pub(super) fn issue(&self, client: ClientId, scope: String, now: Moment) -> Result<String> {
        let ring = self.ring();
        let key = ring.first().ok_or_else(|| Error::internal("there is no signing key"))?;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.issuer.clone(),
            sub: client,
            client_id: client,
            exp: now.as_second() + LIFETIME_SECONDS,
            iat: now.as_second(),
            nbf: None,
            jti: uuid::Uuid::now_v7().to_string(),
            scope,
        };
        jsonwebtoken::encode(&header(&key.id), &claims, &key.signs)
            .map_err(|_| Error::internal("a token cannot be signed"))
    }

    /// # Errors
    /// 401, without saying which check failed: that would help nobody but a forger.
    pub(super) fn verify(&self, token: &str, now: Moment) -> Result<Claims> {
        self.checked(token, now)
            .ok_or_else(|| Error::new(Kind::Unauthenticated, super::faults::token_invalid()))
    }

    fn checked(&self, token: &str, now: Moment) -> Option<Claims> {
        if token.len() > LONGEST {
            return None;
        }
        let given = jsonwebtoken::decode_header(token).ok()?;
        let ring = self.ring();
        let key = verifying(&ring, now).find(|key| given.kid.as_deref() == Some(&key.id))?;
        // Nothing else may stand in the header: no other algorithm or type, no key or address of the caller's
        // own.
        if given != header(&key.id) {
            return None;
        }
        let mut validation = Validation::new(Algorithm::ES256);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.issuer]);
        // Times are checked below, by the register's own clock.
        validation.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.verifies, &validation).ok()?.claims;
        let (now, late) = (now.as_second(), now.as_second() + LEEWAY_SECONDS);
        let in_time = now < claims.exp.saturating_add(LEEWAY_SECONDS)
            && claims.iat <= late
            && claims.nbf.is_none_or(|nbf| nbf <= late)
            && claims.exp.saturating_sub(claims.iat) <= LIFETIME_SECONDS;
        (in_time && claims.sub == claims.client_id).then_some(claims)
    }

    /// The public keys as a JWK set (RFC 7517).
    #[must_use]
    pub fn jwks(&self, now: Moment) -> Value {
        let keys: Vec<_> = verifying(&self.ring(), now)
            .map(|key| {
                // An uncompressed point: 4, then x and y of 32 bytes each (SEC 1, 2.3.3).
                let x = BASE64URL_NOPAD.encode(&key.point[1..33]);
                let y = BASE64URL_NOPAD.encode(&key.point[33..]);
                json!({
                    "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": key.id, "x": x, "y": y
                })
            })
            .collect();
        json!({ "keys": keys })
    }
}

/// The newest key, and each older one until its tokens have run out.
fn verifying(ring: &[SigningKey], now: Moment) -> impl Iterator<Item = &SigningKey> {
    let successors = std::iter::once(None).chain(ring.iter().map(|key| Some(key.since)));
    ring.iter()
        .zip(successors)
        .filter(move |(_, successor)| {
            successor.is_none_or(|since| now < since.plus_seconds(RETIRED_AFTER_SECONDS))
        })
        .map(|(key, _)| key)
}

fn header(key: &str) -> Header {
    Header { typ: Some(TYPE.into()), kid: Some(key.to_owned()), ..Header::new(Algorithm::ES256) }
}

impl SigningKey {
    fn read(file: &Path, since: Moment) -> Result<Self> {
        let broken = || {
            Error::internal(format!("{} does not hold a signing key: restore or remove it", file.display()))
        };
        let text = read_private(file)?.ok_or_else(broken)?;
        let der = BASE64URL_NOPAD.decode(text.trim().as_bytes()).map_err(|_| broken())?;
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).map_err(|_| broken())?;
        let point = pair.public_key().as_ref().to_vec();
        let id = BASE64URL_NOPAD.encode(&digest::digest(&digest::SHA256, &point).as_ref()[..12]);
        Ok(Self {
            id,
            since,
            signs: EncodingKey::from_ec_der(&der),
            verifies: DecodingKey::from_ec_der(&point),
            point,
        })
    }
}
