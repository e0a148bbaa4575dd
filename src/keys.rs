//! The register's keys: files in the data folder that only its owner may read.
//!
//! One root key of 256 random bits; each use has a key of its own derived from it (HKDF-SHA-256, RFC 5869),
//! so that no two uses share one. Lose the root key and IDNPs cannot be read again: back it up apart from the
//! data.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::{digest, hmac, rand};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};

use crate::error::{Error, Result};
use crate::values::{Idnp, WorkerId};

/// Keys for everything but tokens. No `Debug`, no `Clone`.
pub struct Keys {
    idnp_seal: LessSafeKey,
    idnp_find: hmac::Key,
    client_secret: hmac::Key,
    cursor: hmac::Key,
    answer_seal: LessSafeKey,
    piece_seal: LessSafeKey,
    journal: hmac::Key,
}

/// The root key's file.
const ROOT: &str = "register.key";

impl Keys {
    /// Whether a folder holds a root key.
    #[must_use]
    pub fn are_in(folder: &Path) -> bool {
        folder.join(ROOT).exists()
    }

    /// Reads the root key, or makes one in an empty folder.
    ///
    /// # Errors
    /// The file cannot be read or written, or does not hold a key.
    pub fn open(folder: &Path) -> Result<Self> {
        let file = folder.join(ROOT);
        let root = match read_private(&file)? {
            Some(text) => BASE64URL_NOPAD
                .decode(text.trim().as_bytes())
                .ok()
                .filter(|key| key.len() == 32)
                .ok_or_else(|| {
                Error::internal(format!("{} does not hold a key: restore it from its backup", file.display()))
            })?,
            None => {
                let key = random::<32>()?;
                return match write_private(&file, BASE64URL_NOPAD.encode(&key).as_bytes()) {
                    Ok(()) => Self::derive(&key),
                    // Another process that starts at the same time was first: its key is the one.
                    Err(_) if file.exists() => Self::open(folder),
                    Err(error) => Err(error),
                };
            }
        };
        Self::derive(&root)
    }

    fn derive(root: &[u8]) -> Result<Self> {
        let derive = |label: &str| -> Result<[u8; 32]> {
            let mut key = [0; 32];
            Salt::new(HKDF_SHA256, b"registry/1")
                .extract(root)
                .expand(&[label.as_bytes()], HKDF_SHA256)
                .and_then(|okm| okm.fill(&mut key))
                .map_err(|_| Error::internal("a key cannot be derived"))?;
            Ok(key)
        };
        let sealing = |label| -> Result<LessSafeKey> {
            let key = UnboundKey::new(&AES_256_GCM, &derive(label)?)
                .map_err(|_| Error::internal("a key cannot be derived"))?;
            Ok(LessSafeKey::new(key))
        };
        let hashing = |label| -> Result<hmac::Key> { Ok(hmac::Key::new(hmac::HMAC_SHA256, &derive(label)?)) };
        Ok(Self {
            idnp_seal: sealing("idnp seal")?,
            idnp_find: hashing("idnp find")?,
            client_secret: hashing("client secret")?,
            cursor: hashing("cursor")?,
            answer_seal: sealing("answer seal")?,
            piece_seal: sealing("piece seal")?,
            journal: hashing("journal")?,
        })
    }

    /// The keyed hash by which a worker is found.
    #[must_use]
    pub fn idnp_hash(&self, idnp: &Idnp) -> Vec<u8> {
        hmac::sign(&self.idnp_find, idnp.digits()).as_ref().to_vec()
    }

    /// The IDNP encrypted for one worker; it cannot be moved to another one.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn seal_idnp(&self, idnp: &Idnp, worker: WorkerId) -> Result<Vec<u8>> {
        seal(&self.idnp_seal, idnp.digits(), worker.0.as_bytes())
    }

    /// The keyed hash of a client's secret (256 random bits: no slow hash is needed).
    #[must_use]
    pub fn secret_hash(&self, secret: &str) -> Vec<u8> {
        hmac::sign(&self.client_secret, secret.as_bytes()).as_ref().to_vec()
    }

    /// Compares in constant time.
    #[must_use]
    pub fn is_secret(&self, secret: &str, hash: &[u8]) -> bool {
        hmac::verify(&self.client_secret, secret.as_bytes(), hash).is_ok()
    }

    /// The tag that binds a cursor to its question.
    #[must_use]
    pub fn cursor_tag(&self, question: &[u8], position: &[u8]) -> [u8; 16] {
        let mut context = hmac::Context::with_key(&self.cursor);
        context.update(&(question.len() as u64).to_be_bytes());
        context.update(question);
        context.update(position);
        let mut tag = [0; 16];
        tag.copy_from_slice(&context.sign().as_ref()[..16]);
        tag
    }

    /// Encrypts a kept answer for one client.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn seal_answer(&self, body: &[u8], client: &[u8]) -> Result<Vec<u8>> {
        seal(&self.answer_seal, body, client)
    }

    /// Decrypts a kept answer.
    ///
    /// # Errors
    /// It was sealed under another key, for another client, or changed since.
    pub fn open_answer(&self, sealed: &[u8], client: &[u8]) -> Result<Vec<u8>> {
        open(&self.answer_seal, sealed, client)
            .ok_or_else(|| Error::internal("a kept answer cannot be opened"))
    }

    /// Encrypts a piece of a file for its place in it.
    ///
    /// # Errors
    /// The system has no randomness.
    pub fn seal_piece(&self, piece: &[u8], place: &[u8]) -> Result<Vec<u8>> {
        seal(&self.piece_seal, piece, place)
    }

    /// Decrypts a piece of a file.
    ///
    /// # Errors
    /// It was sealed under another key, for another place, or changed since.
    pub fn open_piece(&self, sealed: &[u8], place: &[u8]) -> Result<Vec<u8>> {
        open(&self.piece_seal, sealed, place)
            .ok_or_else(|| Error::internal("a piece of a file cannot be opened"))
    }

    /// The key of the journal's digests.
    #[must_use]
    pub fn journal(&self) -> hmac::Key {
        self.journal.clone()
    }
}

fn seal(key: &LessSafeKey, plain: &[u8], bound_to: &[u8]) -> Result<Vec<u8>> {
    let nonce = random::<NONCE_LEN>()?;
    let mut sealed = nonce.to_vec();
    let mut body = plain.to_vec();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(bound_to), &mut body)
        .map_err(|_| Error::internal("it cannot be encrypted"))?;
    sealed.append(&mut body);
    Ok(sealed)
}

fn open(key: &LessSafeKey, sealed: &[u8], bound_to: &[u8]) -> Option<Vec<u8>> {
    let (nonce, rest) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut body = rest.to_vec();
    let opened = key.open_in_place(nonce, Aad::from(bound_to), &mut body).ok()?.len();
    body.truncate(opened);
    Some(body)
}

/// So many random bytes.
///
/// # Errors
/// The system has no randomness.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| Error::internal("the system has no randomness"))?;
    Ok(bytes)
}

/// SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    hash
}

/// Digest of what a fact says. The database keeps one that is believed, so that two calls at once record a
/// fact once.
///
/// # Errors
/// It cannot be written as JSON.
pub fn said(fact: &impl serde::Serialize) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(fact).map_err(|_| Error::internal("a fact cannot be written as JSON"))?;
    Ok(sha256(&text)[..16].to_vec())
}

/// Whether two byte strings are the same, in constant time.
#[must_use]
pub fn same(left: &[u8], right: &[u8]) -> bool {
    verify_slices_are_equal(left, right).is_ok()
}

/// Reads a file of ours, if it is there; one that others may read is refused.
///
/// # Errors
/// It cannot be read, or its mode is wider than 0600.
pub fn read_private(file: &Path) -> Result<Option<String>> {
    let fail = |error: std::io::Error| Error::internal(format!("cannot read {}: {error}", file.display()));
    match fs::metadata(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fail(error)),
        Ok(about) if about.permissions().mode() & 0o077 != 0 => {
            Err(Error::internal(format!("{} can be read by others: run chmod 600 {0}", file.display())))
        }
        Ok(_) => fs::read_to_string(file).map(Some).map_err(fail),
    }
}

/// Writes a new file that only its owner may read, whole or not at all.
///
/// # Errors
/// It exists already, or cannot be written.
pub fn write_private(file: &Path, content: &[u8]) -> Result<()> {
    let fail = |error: std::io::Error| Error::internal(format!("cannot write {}: {error}", file.display()));
    // A name of its own: two that start at once do not write into each other's file.
    let part: PathBuf = file.with_extension(format!("{}.part", HEXLOWER.encode(&random::<8>()?)));
    let mut open = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&part).map_err(fail)?;
    open.write_all(content).and_then(|()| open.sync_all()).map_err(fail)?;
    // A hard link fails where a file is: nobody's key is overwritten. The folder is flushed as well, for a
    // key that a power cut takes away takes all it has sealed.
    let linked = fs::hard_link(&part, file)
        .and_then(|()| fs::File::open(file.parent().unwrap_or(Path::new(".")))?.sync_all());
    fs::remove_file(&part).map_err(fail)?;
    linked.map_err(fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::derive(&[7; 32]).expect("derived")
    }

    #[test]
    fn a_sealed_answer_opens_for_its_client_only() {
        let sealed = keys().seal_answer(b"secret", b"client").expect("sealed");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(keys().open_answer(&sealed, b"client").expect("opened"), b"secret");
        assert!(keys().open_answer(&sealed, b"other").is_err());
        assert!(keys().open_answer(&sealed[1..], b"client").is_err());
        assert!(keys().open_answer(b"", b"client").is_err());
    }

    #[test]
    fn secrets_are_compared_by_hash() {
        let hash = keys().secret_hash("right");
        assert!(keys().is_secret("right", &hash) && !keys().is_secret("wrong", &hash));
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        Keys::open(folder.path()).expect("made");
        let file = folder.path().join("register.key");
        assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
        Keys::open(folder.path()).expect("read again");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("changed");
        assert!(Keys::open(folder.path()).is_err());
    }
}
