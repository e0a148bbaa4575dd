//! Permissions of each role: one table.

use crate::call::Role;
use crate::error::{Error, Kind, Result};

/// Something that a role may or may not do. Each is a type, so that a handler's signature states it.
pub trait Permission: 'static {
    /// Its name in tokens and in the contract.
    const SCOPE: &'static str;
    /// The roles that have it.
    const ROLES: &'static [Role];
}

macro_rules! permissions {
    ($($(#[$about:meta])* $name:ident, $constant:ident = $scope:literal: $($role:ident)+;)+) => {
        $(
            $(#[$about])*
            pub struct $name;

            impl Permission for $name {
                const SCOPE: &'static str = $scope;
                const ROLES: &'static [Role] = &[$(Role::$role),+];
            }

            /// The scope's name, for the contract.
            pub const $constant: &str = $scope;
        )+

        /// Every permission: its scope, what it is for, and the roles that have it.
        pub const TABLE: &[(&str, &[Role])] = &[$(($scope, $name::ROLES)),+];
    };
}

permissions! {
    /// Read the journal.
    ReadJournal, JOURNAL_READ = "journal:read": Auditor;
    /// Create, list and revoke clients.
    ManageClients, CLIENTS_MANAGE = "clients:manage": Registrar;
    /// Create and change organisations.
    ManageOrganisations, ORGANISATIONS_MANAGE = "organisations:manage": Registrar Ministry;
    /// Correct a number of an organisation that was recorded in error.
    CorrectIdnos, IDNOS_CORRECT = "idnos:correct": Registrar;
    /// Draft programmes and edit drafts: a university its own, registrar and ministry any.
    DraftProgrammes, PROGRAMMES_DRAFT = "programmes:draft": Registrar Ministry University;
    /// Approve and retire programmes, and correct either.
    ApproveProgrammes, PROGRAMMES_APPROVE = "programmes:approve": Registrar Ministry;
    /// Add grades to the ladder, correct them and take them off.
    ManageGrades, GRADES_MANAGE = "grades:manage": Registrar Ministry;
    /// Draft rule sets and replace drafts.
    DraftRuleSets, RULE_SETS_DRAFT = "rule-sets:draft": Registrar Ministry;
    /// Publish rule sets.
    PublishRuleSets, RULE_SETS_PUBLISH = "rule-sets:publish": Ministry;
    /// Register a worker.
    RegisterWorkers, WORKERS_REGISTER = "workers:register": Registrar Employer;
    /// Find a worker by IDNP.
    FindWorkers, WORKERS_FIND = "workers:find":
        Registrar Ministry Commission University Provider Employer Supervisor Payroll;
    /// Read a worker's record.
    ReadWorkers, WORKERS_READ = "workers:read": Registrar Ministry Commission Employer Payroll;
    /// Change a worker's name.
    ChangeWorkers, WORKERS_CHANGE = "workers:change": Registrar Employer;
    /// Correct a number of a worker that was recorded in error.
    CorrectIdnps, IDNPS_CORRECT = "idnps:correct": Registrar;
    /// Deactivate a worker, merge two records of one person, or put right that either was done.
    CloseWorkers, WORKERS_CLOSE = "workers:close": Registrar;
    /// Record, correct and void employments.
    RecordEmployments, EMPLOYMENTS_RECORD = "employments:record": Registrar Employer;
    /// Record, correct and void absences: an employer those of its own workers.
    RecordAbsences, ABSENCES_RECORD = "absences:record": Registrar Employer;
    /// Read absences.
    ReadAbsences, ABSENCES_READ = "absences:read": Registrar Ministry Commission Employer;
    /// Read hirings: an employer those of people whom it employed before.
    ReadHirings, HIRINGS_READ = "hirings:read": Registrar Ministry Auditor Employer;
    /// Contest a hiring of somebody whom it employed before, and withdraw that.
    ContestHirings, HIRINGS_CONTEST = "hirings:contest": Employer;
    /// Withdraw a hiring.
    WithdrawHirings, HIRINGS_WITHDRAW = "hirings:withdraw": Registrar;
    /// Be told base pay in answers about employments: an employer that of its own workers.
    ReadPay, PAY_READ = "pay:read": Registrar Ministry Payroll Employer;
    /// Record, correct and void completions.
    RecordCompletions, COMPLETIONS_RECORD = "completions:record": Registrar University Provider;
    /// Read completions.
    ReadCompletions, COMPLETIONS_READ = "completions:read":
        Registrar Ministry Commission University Provider Employer;
    /// Record, correct and void supervision sessions.
    RecordSupervision, SUPERVISION_RECORD = "supervision:record": Registrar Employer Supervisor;
    /// Read supervision sessions.
    ReadSupervision, SUPERVISION_READ = "supervision:read": Registrar Ministry Commission Employer Supervisor;
    /// Record awards by decision.
    DecideAwards, AWARDS_DECIDE = "awards:decide": Commission;
    /// Record by file awards that are kept elsewhere, and correct and revoke awards: a commission its own,
    /// the registrar any that were brought in.
    RecordAwards, AWARDS_RECORD = "awards:record": Commission Registrar;
    /// Read awards.
    ReadAwards, AWARDS_READ = "awards:read": Registrar Ministry Commission Employer Payroll;
    /// Read reviews of awards.
    ReadReviews, REVIEWS_READ = "reviews:read": Registrar Ministry Commission;
    /// Resolve reviews of awards, and ask again those that were resolved wrongly.
    ResolveReviews, REVIEWS_RESOLVE = "reviews:resolve": Commission;
    /// Record, correct and void suspensions.
    RecordSuspensions, SUSPENSIONS_RECORD = "suspensions:record": Registrar Commission;
    /// Read suspensions.
    ReadSuspensions, SUSPENSIONS_READ = "suspensions:read": Registrar Ministry Commission Employer;
    /// Apply for a grade, put the application forward, withdraw it, and appeal against a refusal: an employer
    /// for its own workers.
    ApplyForAttestation, ATTESTATION_APPLY = "attestation:apply": Registrar Employer;
    /// Decide on applications for grades.
    DecideAttestation, ATTESTATION_DECIDE = "attestation:decide": Commission;
    /// Read applications for grades, what was put forward and the decisions.
    ReadAttestation, ATTESTATION_READ = "attestation:read": Registrar Ministry Commission Employer;
    /// Try a rule set on the register, and cancel a trial.
    SimulateRuleSets, SIMULATIONS_RUN = "simulations:run": Registrar Ministry;
    /// Read what simulations found, without small numbers of people unless each worker's changes may be read
    /// as well.
    ReadSimulations, SIMULATIONS_READ = "simulations:read": Registrar Ministry Commission;
    /// Read what a simulation found for each worker.
    ReadSimulationChanges, SIMULATIONS_CHANGES = "simulations:changes": Registrar Ministry;
    /// Ask for qualification status.
    QueryStatus, STATUS_QUERY = "status:query": Registrar Ministry Commission Employer Payroll;
}

/// The scopes of a role, as a token names them.
#[must_use]
pub fn scopes(role: Role) -> String {
    let scopes: Vec<_> =
        TABLE.iter().filter(|(_, roles)| roles.contains(&role)).map(|(scope, _)| *scope).collect();
    scopes.join(" ")
}

/// Checks that a role has a permission.
///
/// # Errors
/// 403 where it does not.
pub fn require<P: Permission>(role: Role) -> Result<()> {
    if P::ROLES.contains(&role) {
        Ok(())
    } else {
        let roles = P::ROLES.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ");
        Err(Error::new(Kind::Forbidden, super::faults::role_insufficient(P::SCOPE, role.as_str(), roles)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_may_do_something_and_no_scope_is_named_twice() {
        assert!(Role::ALL.iter().all(|role| !scopes(*role).is_empty()));
        let mut names: Vec<_> = TABLE.iter().map(|(scope, _)| scope).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
    }
}
