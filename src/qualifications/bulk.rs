//! KEEPS many awards at once, for files of them.

use super::stated::StatedAward;
use super::{actions, events};
use crate::db::Tx;
use crate::error::Result;
use crate::events::record;
use crate::values::ClientId;

/// Records these awards, each as if by itself.
///
/// # Errors
/// A conflict when one of them meets with another change of the register; then none is kept.
pub fn keep(tx: &mut Tx<'_>, by: ClientId, awards: &[&StatedAward]) -> Result<()> {
    let mut happened = Vec::with_capacity(awards.len());
    for stated in awards {
        happened.push(events::awarded(&actions::keep_award(tx, by, stated)?));
    }
    record(tx, &happened)
}
