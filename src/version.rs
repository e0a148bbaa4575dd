//! Versions of a record: strong entity tags, and the condition that it is still as the caller read it.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use serde::Serialize;

use crate::error::{Error, Kind, Result};
use crate::keys::sha256;
use crate::values;

/// The strong entity tag of a representation (RFC 9110, 8.8.3): a hash of its bytes.
#[must_use]
pub fn etag(body: &[u8]) -> String {
    format!("\"{}\"", BASE64URL_NOPAD.encode(&sha256(body)[..16]))
}

/// The version of a record in a cell of a file: short, and a text to every spreadsheet program.
///
/// # Errors
/// The record cannot be written as JSON.
pub fn in_cell(record: &impl Serialize) -> Result<String> {
    let body =
        serde_json::to_vec(record).map_err(|_| Error::internal("a record cannot be written as JSON"))?;
    Ok(format!("v{}", HEXLOWER.encode(&sha256(&body)[..8])))
}

/// Whether a list of entity tags names this one, or any (RFC 9110, 13.1).
#[must_use]
pub fn names(list: &str, tag: &str) -> bool {
    list.split(',').map(str::trim).any(|one| one == "*" || one == tag)
}

/// `If-Match` of a change: the version that the caller has read.
#[derive(Debug, Clone)]
pub struct Condition(String);

impl From<&str> for Condition {
    fn from(if_match: &str) -> Self {
        Self(if_match.to_owned())
    }
}

impl Condition {
    /// # Errors
    /// 412 when the record is not as the caller read it.
    pub fn check(&self, current: &impl Serialize) -> Result<()> {
        let body =
            serde_json::to_vec(current).map_err(|_| Error::internal("a record cannot be written as JSON"))?;
        if names(&self.0, &etag(&body)) {
            return Ok(());
        }
        Err(Error::new(Kind::PreconditionFailed, values::faults::version_outdated()))
    }
}
