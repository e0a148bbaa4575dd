//! KNOWS what a new completion names: many name the same, which is asked of the database once.

use std::sync::Arc;

use super::numbers::{self, Names, Numbers};
use crate::db::{Conn, Question, Tx};
use crate::error::Result;
use crate::organisations;
use crate::programmes::{self, Programme};

/// The question what is known of these.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Naming(pub Names);

/// A programme, a provider and a client that a completion names, as the register knows them.
pub(super) struct Named {
    names: Names,
    pub programme: Option<Programme>,
    /// Whether the provider is on the register.
    pub is_provider_known: bool,
    /// None while one of them has none.
    numbers: Option<Numbers>,
}

impl Named {
    /// Their numbers, which are given where one has none yet.
    pub fn numbers(&self, tx: &mut Tx<'_>) -> Result<Numbers> {
        self.numbers.map_or_else(|| numbers::given(tx, self.names), Ok)
    }
}

impl Question for Naming {
    type Answer = Arc<Named>;

    fn ask(&self, conn: &mut Conn) -> Result<Arc<Named>> {
        let (programme, provider, _) = self.0;
        Ok(Arc::new(Named {
            names: self.0,
            programme: programmes::find(conn, programme)?,
            is_provider_known: organisations::find(conn, provider)?.is_some(),
            numbers: numbers::find(conn, self.0)?,
        }))
    }
}
