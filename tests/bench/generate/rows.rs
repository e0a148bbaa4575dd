//! Rows of each table as they are kept: what a table is made of is written here and nowhere else in benches.
#![expect(clippy::ref_option_ref, reason = "the derive refers to every column")]

use diesel::prelude::*;
use registry::db::Conn;
use registry::db::schema::*;
use registry::values::{
    AbsenceId, AbsenceKind, AwardId, ClientId, CompletionId, Day, EmploymentId, GradeId, Moment,
    OrganisationId, OrganisationKind, ProgrammeId, SessionId, SessionKind, SuspensionId, Withdrawal,
    WorkerId,
};

/// Declares the row of a table.
macro_rules! row {
    ($name:ident of $table:ident { $($column:ident: $type:ty),+ $(,)? }) => {
        #[derive(Insertable)]
        #[diesel(table_name = $table)]
        #[diesel(treat_none_as_default_value = false)]
        pub struct $name { $(pub $column: $type),+ }
    };
}

row!(OrganisationRow of organisations {
    id: OrganisationId, idno: String, name: String, kind: OrganisationKind, district: &'static str,
    sample: bool, created_at: Moment, updated_at: Moment,
});

row!(OrganisationStateRow of organisation_states {
    organisation_id: OrganisationId, valid_from: Day, id: OrganisationId, kind: OrganisationKind,
    district: &'static str, recorded_at: Moment, recorded_by: ClientId,
});

row!(WorkerRow of workers {
    id: WorkerId, idnp_hash: Vec<u8>, idnp_sealed: Vec<u8>, idnp_last4: String, family_name: &'static str,
    given_name: &'static str, status: &'static str, status_reason: Option<&'static str>,
    status_since: Moment, merged_into: Option<WorkerId>, absorbed: bool, created_at: Moment,
    updated_at: Moment, deactivated_from: Option<Day>,
});

row!(ClosureRow of worker_closures {
    id: WorkerId, worker_id: WorkerId, merged_into: Option<WorkerId>, effective_on: Option<Day>,
    reason: &'static str, recorded_at: Moment, recorded_by: ClientId,
});

row!(EmploymentRow of employments {
    worker_id: WorkerId, valid_from: Day, id: EmploymentId, valid_until: Option<Day>,
    organisation_id: OrganisationId, post: &'static str, recorded_at: Moment, recorded_by: ClientId,
    supersedes: Option<EmploymentId>, withdrawn_at: Option<Moment>, withdrawn_by: Option<ClientId>,
    withdrawal: Option<Withdrawal>, withdrawal_reason: Option<&'static str>,
    superseded_by: Option<EmploymentId>, base_pay: Option<i32>,
});

// Whoever is put into one of these three first has the number 1, the next 2: the table gives them, as it does
// in service, and so knows which comes next.
row!(ProgrammeNumberRow of completion_programmes { programme_id: ProgrammeId });
row!(ProviderNumberRow of completion_providers { provider_id: OrganisationId });
row!(ClientNumberRow of completion_clients { client_id: ClientId });

row!(CompletionRow of completions {
    worker_id: WorkerId, completed_on: Day, programme_number: i32, part: String, withdrawn_as: i32,
    id: CompletionId, provider_number: i32, reference: String, hours: i32, minutes: Option<i32>,
    result: i32, recorded_at: Moment, recorded_by: i32, supersedes: Option<CompletionId>,
    withdrawn_at: Option<Moment>, withdrawn_by: Option<i32>, withdrawal: Option<i32>,
    withdrawal_reason: Option<&'static str>, superseded_by: Option<CompletionId>,
});

row!(SessionRow of supervision_sessions {
    id: SessionId, organisation_id: OrganisationId, supervisor_id: WorkerId, kind: SessionKind,
    setting: &'static str, method: &'static str, held_on: Day, minutes: i32, theme: &'static str,
    recorded_at: Moment, recorded_by: ClientId, withdrawn_at: Option<Moment>, withdrawn_by: Option<ClientId>,
    withdrawal: Option<Withdrawal>, withdrawal_reason: Option<&'static str>, superseded_by: Option<SessionId>,
});

row!(AttendanceRow of supervision_attendances {
    worker_id: WorkerId, held_on: Day, session_id: SessionId, minutes: i32, recorded_at: Moment,
    withdrawn_at: Option<Moment>, kind: SessionKind,
});

row!(AwardRow of awards {
    worker_id: WorkerId, valid_from: Day, id: AwardId, valid_until: Option<Day>, grade_id: GradeId,
    commission_id: OrganisationId, decision_number: String, decided_on: Day, recorded_at: Moment,
    recorded_by: ClientId, revoked_from: Option<Day>, revoked_at: Option<Moment>,
    revoked_by: Option<ClientId>, revocation_reason: Option<&'static str>,
    revocation_withdrawn_at: Option<Moment>, revocation_withdrawal_reason: Option<&'static str>,
});

row!(WithdrawnRevocationRow of withdrawn_revocations {
    id: AwardId, award_id: AwardId, worker_id: WorkerId, revoked_from: Day, revoked_at: Moment,
    revoked_by: Option<ClientId>, revocation_reason: Option<&'static str>, withdrawn_at: Moment,
    withdrawn_by: ClientId, withdrawal_reason: &'static str,
});

row!(SuspensionRow of suspensions {
    worker_id: WorkerId, valid_from: Day, id: SuspensionId, valid_until: Option<Day>,
    organisation_id: OrganisationId, legal_basis: &'static str, reason: &'static str, recorded_at: Moment,
    recorded_by: ClientId, withdrawn_at: Option<Moment>, withdrawn_by: Option<ClientId>,
    withdrawal: Option<Withdrawal>, withdrawal_reason: Option<&'static str>,
    supersedes: Option<SuspensionId>, superseded_by: Option<SuspensionId>,
});

row!(AbsenceRow of absences {
    worker_id: WorkerId, valid_from: Day, id: AbsenceId, valid_until: Option<Day>, kind: AbsenceKind,
    organisation_id: OrganisationId, legal_basis: &'static str, recorded_at: Moment, recorded_by: ClientId,
    withdrawn_at: Option<Moment>, withdrawn_by: Option<ClientId>, withdrawal: Option<Withdrawal>,
    withdrawal_reason: Option<&'static str>, supersedes: Option<AbsenceId>, superseded_by: Option<AbsenceId>,
});

row!(JournalRow of journal_entries {
    lane: i32, seq: i64, at: Moment, client_id: ClientId, organisation_id: OrganisationId,
    basis: &'static str, reason: &'static str, event: &'static str, operation: &'static str,
    object_type: &'static str, subjects: Vec<u8>, trace_id: String, digest: Vec<u8>,
});

impl JournalRow {
    /// An entry about a worker as long as those of a service; it is a link of no chain.
    pub fn about(worker: WorkerId, lane: i32, seq: i64) -> Self {
        Self {
            lane,
            seq,
            at: Moment::from_microsecond(seq),
            client_id: ClientId(worker.0),
            organisation_id: OrganisationId(worker.0),
            basis: "measurement",
            reason: "measurement",
            event: "access",
            operation: "create_qualification_status_query",
            object_type: "qualificationStatus",
            subjects: worker.0.as_bytes().to_vec(),
            trace_id: "0".repeat(32),
            digest: vec![0; 32],
        }
    }
}

/// Rows that are put onto a register at once, table by table.
#[derive(Default)]
pub struct Rows {
    pub organisations: Vec<OrganisationRow>,
    pub organisation_states: Vec<OrganisationStateRow>,
    pub workers: Vec<WorkerRow>,
    pub closures: Vec<ClosureRow>,
    pub employments: Vec<EmploymentRow>,
    pub programme_numbers: Vec<ProgrammeNumberRow>,
    pub provider_numbers: Vec<ProviderNumberRow>,
    pub client_numbers: Vec<ClientNumberRow>,
    pub completions: Vec<CompletionRow>,
    pub sessions: Vec<SessionRow>,
    pub attendances: Vec<AttendanceRow>,
    pub awards: Vec<AwardRow>,
    pub withdrawn_revocations: Vec<WithdrawnRevocationRow>,
    pub suspensions: Vec<SuspensionRow>,
    pub absences: Vec<AbsenceRow>,
}

/// Puts rows into a table: one prepared statement for each on SQLite, a copy of all on PostgreSQL.
macro_rules! put {
    ($conn:expr, $($rows:expr => $table:ident),+ $(,)?) => { $(
        match $conn {
            Conn::Sqlite(c) => {
                for row in $rows {
                    diesel::insert_into($table::table).values(row).execute(c)?;
                }
            }
            Conn::Postgres(c) => {
                diesel::copy_from($table::table).from_insertable($rows).execute(c)?;
            }
        }
    )+ };
}

impl Rows {
    /// Puts them all in one transaction.
    pub fn put(&self, conn: &mut Conn) -> QueryResult<()> {
        conn.transaction(|conn| {
            put!(
                conn,
                &self.organisations => organisations,
                &self.organisation_states => organisation_states,
                &self.workers => workers,
                &self.closures => worker_closures,
                &self.employments => employments,
                &self.programme_numbers => completion_programmes,
                &self.provider_numbers => completion_providers,
                &self.client_numbers => completion_clients,
                &self.completions => completions,
                &self.sessions => supervision_sessions,
                &self.attendances => supervision_attendances,
                &self.awards => awards,
                &self.withdrawn_revocations => withdrawn_revocations,
                &self.suspensions => suspensions,
                &self.absences => absences,
            );
            Ok(())
        })
    }
}
