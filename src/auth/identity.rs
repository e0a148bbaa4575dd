//! KNOWS: who calls, once a token or a secret has shown it.

use crate::call::Actor;
use crate::values::Note;

/// A living client, as its token or its secret shows it.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The client, as an actor.
    pub actor: Actor,
    /// The legal basis that it stands on when a call names none.
    pub standing_basis: Option<Note>,
}
