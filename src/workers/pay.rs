//! KNOWS: what an employment pays, and who is told.

use serde::Serialize;

use crate::values::{Lei, OrganisationId};

/// The base pay of an employment, as far as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum BasePay {
    /// Told, where it is known.
    Told(Option<Lei>),
    /// Not for this caller to know.
    Withheld,
}

impl BasePay {
    /// Whether an answer leaves it out.
    #[must_use]
    pub const fn is_withheld(&self) -> bool {
        matches!(self, Self::Withheld)
    }
}

impl From<Option<Lei>> for BasePay {
    fn from(known: Option<Lei>) -> Self {
        Self::Told(known)
    }
}

impl From<BasePay> for Option<Lei> {
    fn from(pay: BasePay) -> Self {
        match pay {
            BasePay::Told(known) => known,
            BasePay::Withheld => None,
        }
    }
}

/// The workers whose pay a caller is told, made from its role and its [`crate::call::Reach`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaySight {
    /// Everyone's.
    Everyone,
    /// The pay of workers employed by one of these organisations.
    EmployedBy(Vec<OrganisationId>),
    /// Nobody's.
    Nobody,
}

impl PaySight {
    /// Whether the pay of who is employed by this organisation is told.
    #[must_use]
    pub fn shows(&self, employer: OrganisationId) -> bool {
        match self {
            Self::Everyone => true,
            Self::EmployedBy(organisations) => organisations.contains(&employer),
            Self::Nobody => false,
        }
    }
}
