//! One call of the register: who makes it, for whom, on what basis and why, and the day on which it is made.
//!
//! It goes from the gate through a room's action down to the journal as one argument. What it says of the day
//! was read once, when the call came; the moment at which something is recorded is the transaction's.

use crate::values::{ClientId, Day, Note, OrganisationId, vocabulary};

/// A call, as actions are given it and the journal keeps it.
#[derive(Debug, Clone)]
pub struct Call {
    /// The client that calls.
    pub actor: Actor,
    /// The person behind the call, where there is one.
    pub user: Option<Note>,
    /// The legal basis.
    pub basis: Note,
    /// The reason.
    pub reason: Note,
    /// The trace of the request.
    pub trace_id: String,
    /// The day it is in Europe/Chisinau.
    pub today: Day,
}

/// A client that has shown a good token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Actor {
    /// The client.
    pub client: ClientId,
    /// The organisation that it belongs to.
    pub organisation: OrganisationId,
    /// Its role.
    pub role: Role,
}

/// The people about whom a client may ask. A required argument of whatever reads a person's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Everyone on the register.
    Everyone,
    /// The present workers of an organisation and of those below it.
    EmployedBy(OrganisationId),
    /// The facts that an organisation itself recorded, and no worker's record.
    RecordedBy(OrganisationId),
}

impl Actor {
    /// The people about whom it may ask.
    #[must_use]
    pub const fn reach(&self) -> Reach {
        match self.role {
            Role::Registrar | Role::Ministry | Role::Commission | Role::Payroll | Role::Auditor => {
                Reach::Everyone
            }
            Role::Employer => Reach::EmployedBy(self.organisation),
            Role::University | Role::Provider | Role::Supervisor => Reach::RecordedBy(self.organisation),
        }
    }

    /// Whether it may act for any organisation, not only for its own.
    #[must_use]
    pub const fn acts_for_anyone(&self) -> bool {
        matches!(self.role, Role::Registrar | Role::Ministry)
    }
}

vocabulary! {
    /// The part that a client has in the register's work, which decides what it may do.
    pub enum Role {
        /// Keeps the register: workers, organisations, clients.
        Registrar = "registrar",
        /// Approves programmes and reads everything.
        Ministry = "ministry",
        /// Decides on grades.
        Commission = "commission",
        /// Drafts programmes and logs completions.
        University = "university",
        /// Logs completions.
        Provider = "provider",
        /// Sees and keeps its own present workers.
        Employer = "employer",
        /// Logs supervision sessions.
        Supervisor = "supervisor",
        /// Asks for status, to pay supplements.
        Payroll = "payroll",
        /// Reads the journal.
        Auditor = "auditor",
    }
}

vocabulary! {
    /// The kind of deed that a call is in the journal, after the event types of the national journal (MLog).
    pub enum Event {
        /// Personal data was read.
        Access = "access",
        /// A person was looked for.
        Search = "search",
        /// Something was recorded, changed or withdrawn.
        Change = "change",
        /// Personal data left as a file.
        Export = "export",
        /// The kept answer of a call was given once more.
        Repeat = "repeat",
    }
}
