//! The tables, in portable types ([`crate::sql::columns`]). A room's `store.rs` is the only reader of its own
//! tables.
#![expect(missing_docs, reason = "columns are documented where they are read: in each room's model")]

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    organisations (id) {
        id -> Id,
        idno -> Text,
        name -> Text,
        kind -> Text,
        parent_id -> Nullable<Id>,
        district -> Nullable<Text>,
        sample -> Bool,
        created_at -> Moment,
        updated_at -> Moment,
        valid_from -> Nullable<Day>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    organisation_states (organisation_id, valid_from, id) {
        organisation_id -> Id,
        valid_from -> Day,
        id -> Id,
        valid_until -> Nullable<Day>,
        kind -> Text,
        parent_id -> Nullable<Id>,
        district -> Nullable<Text>,
        reason -> Nullable<Text>,
        recorded_at -> Moment,
        recorded_by -> Nullable<Id>,
        withdrawn_at -> Nullable<Moment>,
        withdrawn_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    clients (id) {
        id -> Id,
        organisation_id -> Id,
        name -> Text,
        role -> Text,
        standing_basis -> Nullable<Text>,
        secret_hash -> Binary,
        created_at -> Moment,
        revoked_at -> Nullable<Moment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    idempotency_keys (client_id, key) {
        client_id -> Id,
        key -> Text,
        fingerprint -> Binary,
        status -> Integer,
        location -> Nullable<Text>,
        content_type -> Text,
        body -> Binary,
        created_at -> Moment,
        language -> Nullable<Text>,
        journal_lane -> Nullable<Integer>,
        journal_seq -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    journal_entries (lane, seq) {
        lane -> Integer,
        seq -> BigInt,
        at -> Moment,
        client_id -> Id,
        organisation_id -> Id,
        calling_user -> Nullable<Text>,
        basis -> Text,
        reason -> Text,
        event -> Text,
        operation -> Text,
        object_type -> Text,
        object_id -> Nullable<Id>,
        subjects -> Binary,
        trace_id -> Text,
        digest -> Binary,
        row_count -> Nullable<BigInt>,
        witness -> Nullable<Binary>,
    }
}

// On SQLite the tables from here to `journal_indexed` are in the journal's own file; a reader finds them
// there by their names. On PostgreSQL there are no flushes.
diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    journal_flushes (lane, last) {
        lane -> Integer,
        last -> BigInt,
        digest -> Binary,
        at -> Moment,
        packed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    journal_flush_clients (client_id, at, lane, last) {
        client_id -> Id,
        at -> Moment,
        lane -> Integer,
        last -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    journal_runs (bucket, lane, last) {
        bucket -> Integer,
        lane -> Integer,
        last -> BigInt,
        packed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    journal_indexed (lane) {
        lane -> Integer,
        seq -> BigInt,
        digest -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    outbox (transaction_id, seq) {
        seq -> BigInt,
        transaction_id -> BigInt,
        recorded_at -> Moment,
        events -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    programmes (id) {
        id -> Id,
        code -> Text,
        title_ro -> Text,
        title_en -> Nullable<Text>,
        title_ru -> Nullable<Text>,
        domain -> Text,
        hours -> Integer,
        hours_basis -> Text,
        delivery_mode -> Nullable<Text>,
        language -> Nullable<Text>,
        owner_id -> Id,
        provenance -> Text,
        source -> Nullable<Text>,
        source_url -> Nullable<Text>,
        status -> Text,
        approved_from -> Nullable<Day>,
        approval_basis -> Nullable<Text>,
        retired_from -> Nullable<Day>,
        last_start_on -> Nullable<Day>,
        last_completion_on -> Nullable<Day>,
        retirement_correction -> Nullable<Text>,
        retirement_reason -> Nullable<Text>,
        sample -> Bool,
        search_text -> Text,
        created_at -> Moment,
        updated_at -> Moment,
        credits -> Nullable<Integer>,
        supersedes_id -> Nullable<Id>,
        equivalent -> Bool,
        approval_correction -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    grades (id) {
        id -> Id,
        code -> Text,
        rank -> Integer,
        name_ro -> Text,
        name_en -> Nullable<Text>,
        name_ru -> Nullable<Text>,
        supplement_percent -> Nullable<Integer>,
        legal_basis -> Text,
        sample -> Bool,
        created_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    workers (id) {
        id -> Id,
        idnp_hash -> Binary,
        idnp_sealed -> Binary,
        idnp_last4 -> Text,
        family_name -> Text,
        given_name -> Text,
        status -> Text,
        status_reason -> Nullable<Text>,
        status_since -> Moment,
        merged_into -> Nullable<Id>,
        absorbed -> Bool,
        created_at -> Moment,
        updated_at -> Moment,
        deactivated_from -> Nullable<Day>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    worker_closures (id) {
        id -> Id,
        worker_id -> Id,
        merged_into -> Nullable<Id>,
        effective_on -> Nullable<Day>,
        reason -> Text,
        recorded_at -> Moment,
        recorded_by -> Nullable<Id>,
        withdrawn_at -> Nullable<Moment>,
        withdrawn_by -> Nullable<Id>,
        withdrawal_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Id, Moment};

    withdrawn_idnps (id) {
        id -> Id,
        worker_id -> Id,
        idnp_hash -> Binary,
        idnp_sealed -> Binary,
        idnp_last4 -> Text,
        recorded_at -> Moment,
        withdrawn_at -> Moment,
        withdrawn_by -> Id,
        withdrawal_reason -> Text,
        superseded_by -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    employments (worker_id, valid_from, id) {
        worker_id -> Id,
        valid_from -> Day,
        id -> Id,
        valid_until -> Nullable<Day>,
        organisation_id -> Id,
        post -> Text,
        recorded_at -> Moment,
        recorded_by -> Id,
        supersedes -> Nullable<Id>,
        withdrawn_at -> Nullable<Moment>,
        withdrawn_by -> Nullable<Id>,
        withdrawal -> Nullable<Text>,
        withdrawal_reason -> Nullable<Text>,
        superseded_by -> Nullable<Id>,
        base_pay -> Nullable<Integer>,
        said -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    completions (worker_id, completed_on, programme_number, part, withdrawn_as) {
        worker_id -> Id,
        completed_on -> Day,
        programme_number -> Integer,
        part -> Text,
        withdrawn_as -> Integer,
        id -> Id,
        provider_number -> Integer,
        reference -> Text,
        started_on -> Nullable<Day>,
        hours -> Integer,
        minutes -> Nullable<Integer>,
        result -> Integer,
        recorded_at -> Moment,
        recorded_by -> Integer,
        supersedes -> Nullable<Id>,
        withdrawn_at -> Nullable<Moment>,
        withdrawn_by -> Nullable<Integer>,
        withdrawal -> Nullable<Integer>,
        withdrawal_reason -> Nullable<Text>,
        superseded_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    completion_programmes (number) {
        number -> Integer,
        programme_id -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    completion_providers (number) {
        number -> Integer,
        provider_id -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    completion_clients (number) {
        number -> Integer,
        client_id -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    supervision_sessions (id) {
        id -> Id,
        organisation_id -> Id,
        supervisor_id -> Id,
        kind -> Text,
        setting -> Text,
        method -> Text,
        held_on -> Day,
        minutes -> Integer,
        theme -> Text,
        reference -> Nullable<Text>,
        recorded_at -> Moment,
        recorded_by -> Id,
        withdrawn_at -> Nullable<Moment>,
        withdrawn_by -> Nullable<Id>,
        withdrawal -> Nullable<Text>,
        withdrawal_reason -> Nullable<Text>,
        said -> Nullable<Binary>,
        superseded_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    supervision_attendances (worker_id, held_on, session_id) {
        worker_id -> Id,
        held_on -> Day,
        session_id -> Id,
        minutes -> Integer,
        recorded_at -> Moment,
        withdrawn_at -> Nullable<Moment>,
        kind -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    awards (worker_id, valid_from, id) {
        worker_id -> Id,
        valid_from -> Day,
        id -> Id,
        valid_until -> Nullable<Day>,
        grade_id -> Id,
        commission_id -> Id,
        decision_number -> Text,
        decided_on -> Day,
        recorded_at -> Moment,
        recorded_by -> Id,
        revoked_from -> Nullable<Day>,
        revoked_at -> Nullable<Moment>,
        revoked_by -> Nullable<Id>,
        revocation_reason -> Nullable<Text>,
        migration_basis -> Nullable<Text>,
        revocation_withdrawn_at -> Nullable<Moment>,
        revocation_withdrawal_reason -> Nullable<Text>,
        corrected_at -> Nullable<Moment>,
        correction_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    withdrawn_revocations (id) {
        id -> Id,
        award_id -> Id,
        worker_id -> Id,
        revoked_from -> Day,
        revoked_at -> Moment,
        revoked_by -> Nullable<Id>,
        revocation_reason -> Nullable<Text>,
        withdrawn_at -> Moment,
        withdrawn_by -> Id,
        withdrawal_reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    suspensions (worker_id, valid_from, id) {
        worker_id -> Id,
        valid_from -> Day,
        id -> Id,
        valid_until -> Nullable<Day>,
        organisation_id -> Id,
        legal_basis -> Text,
        reason -> Text,
        recorded_at -> Moment,
        recorded_by -> Id,
        withdrawn_at -> Nullable<Moment>,
        withdrawn_by -> Nullable<Id>,
        withdrawal -> Nullable<Text>,
        withdrawal_reason -> Nullable<Text>,
        said -> Nullable<Binary>,
        supersedes -> Nullable<Id>,
        superseded_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    hirings (id) {
        id -> Id,
        worker_id -> Id,
        employment_id -> Id,
        organisation_id -> Id,
        valid_from -> Day,
        recorded_at -> Moment,
        recorded_by -> Id,
        contested_at -> Nullable<Moment>,
        contested_by -> Nullable<Id>,
        contest_reason -> Nullable<Text>,
        withdrawn_at -> Nullable<Moment>,
        withdrawn_by -> Nullable<Id>,
        withdrawal_reason -> Nullable<Text>,
        contest_withdrawn_at -> Nullable<Moment>,
        contest_withdrawal_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::sql::columns::Id;

    hiring_notices (organisation_id, hiring_id) {
        organisation_id -> Id,
        hiring_id -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id};

    identity_refusals (client_id, on_day, guess) {
        client_id -> Id,
        on_day -> Day,
        guess -> Binary,
        batch_id -> Nullable<Id>,
        times -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    absences (worker_id, valid_from, id) {
        worker_id -> Id,
        valid_from -> Day,
        id -> Id,
        valid_until -> Nullable<Day>,
        kind -> Text,
        organisation_id -> Id,
        legal_basis -> Text,
        recorded_at -> Moment,
        recorded_by -> Id,
        withdrawn_at -> Nullable<Moment>,
        withdrawn_by -> Nullable<Id>,
        withdrawal -> Nullable<Text>,
        withdrawal_reason -> Nullable<Text>,
        said -> Nullable<Binary>,
        supersedes -> Nullable<Id>,
        superseded_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    rule_sets (id) {
        id -> Id,
        code -> Text,
        version -> Integer,
        name_ro -> Text,
        name_en -> Nullable<Text>,
        name_ru -> Nullable<Text>,
        status -> Text,
        effective_from -> Day,
        effective_until -> Nullable<Day>,
        legal_basis -> Text,
        sample -> Bool,
        rules -> Text,
        created_at -> Moment,
        updated_at -> Moment,
        published_at -> Nullable<Moment>,
        published_by -> Nullable<Id>,
        superseded_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Id, Moment};

    attestation_applications (id) {
        id -> Id,
        worker_id -> Id,
        grade -> Text,
        organisation_id -> Id,
        status -> Text,
        round -> Integer,
        created_at -> Moment,
        created_by -> Id,
        updated_at -> Moment,
        appealed_at -> Nullable<Moment>,
        appeal_reason -> Nullable<Text>,
        withdrawn_at -> Nullable<Moment>,
        withdrawal_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    attestation_submissions (application_id, round) {
        application_id -> Id,
        round -> Integer,
        rule_set_id -> Id,
        valid_at -> Day,
        known_at -> Moment,
        eligible -> Bool,
        evidence -> Text,
        evidence_sha256 -> Text,
        explanation -> Text,
        explanation_sha256 -> Text,
        submitted_at -> Moment,
        submitted_by -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    attestation_decisions (id) {
        id -> Id,
        application_id -> Id,
        round -> Integer,
        commission_id -> Id,
        outcome -> Text,
        reason -> Nullable<Text>,
        departs -> Bool,
        decision_number -> Text,
        decided_on -> Day,
        award_id -> Nullable<Id>,
        recorded_at -> Moment,
        recorded_by -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::Id;

    award_evidence (fact_id, award_id) {
        fact_id -> Id,
        award_id -> Id,
        worker_id -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Id, Moment};

    award_reviews (id) {
        id -> Id,
        award_id -> Id,
        worker_id -> Id,
        fact_kind -> Text,
        fact_id -> Id,
        cause -> Text,
        status -> Text,
        raised_at -> Moment,
        outcome -> Nullable<Text>,
        resolution -> Nullable<Text>,
        resolved_at -> Nullable<Moment>,
        resolved_by -> Nullable<Id>,
        reopens -> Nullable<Id>,
        reopening_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    rule_set_simulations (id) {
        id -> Id,
        organisation_id -> Id,
        rule_set_id -> Id,
        against_id -> Nullable<Id>,
        valid_at -> Day,
        known_at -> Moment,
        district -> Nullable<Text>,
        employer_id -> Nullable<Id>,
        post -> Nullable<Text>,
        assumed_base_pay -> Integer,
        status -> Text,
        processed -> Integer,
        total -> Nullable<Integer>,
        failure -> Nullable<Text>,
        result -> Nullable<Text>,
        created_at -> Moment,
        created_by -> Id,
        started_at -> Nullable<Moment>,
        finished_at -> Nullable<Moment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::Id;

    rule_set_simulation_changes (simulation_id, worker_id) {
        simulation_id -> Id,
        worker_id -> Id,
        before_grade -> Nullable<Text>,
        after_grade -> Nullable<Text>,
        pay_difference -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Id, Moment};

    batches (id) {
        id -> Id,
        kind -> Text,
        client_id -> Id,
        organisation_id -> Id,
        role -> Text,
        calling_user -> Nullable<Text>,
        basis -> Text,
        reason -> Text,
        trace_id -> Text,
        mode -> Text,
        atomicity -> Text,
        on_change -> Text,
        format -> Text,
        size -> BigInt,
        status -> Text,
        total -> Integer,
        processed -> Integer,
        created -> Integer,
        corrected -> Integer,
        voided -> Integer,
        unchanged -> Integer,
        duplicates -> Integer,
        rejected -> Integer,
        warnings -> Text,
        failure -> Nullable<Text>,
        received_at -> Moment,
        started_at -> Nullable<Moment>,
        finished_at -> Nullable<Moment>,
        forgotten_at -> Nullable<Moment>,
        form -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Id, Moment};

    batch_chunks (batch_id, place) {
        batch_id -> Id,
        place -> Integer,
        sealed -> Binary,
        uploaded_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::Id;

    batch_rows (batch_id, number) {
        batch_id -> Id,
        number -> Integer,
        outcome -> Text,
        object_id -> Nullable<Id>,
        worker_id -> Nullable<Id>,
        reference -> Nullable<Text>,
        findings -> Nullable<Text>,
        others -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Id, Moment};

    jobs (id) {
        id -> Id,
        kind -> Text,
        size -> Text,
        ordering_key -> Nullable<Id>,
        created_at -> Moment,
        due_at -> Nullable<Moment>,
        lease -> Nullable<Id>,
        attempts -> Integer,
        failures -> Integer,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Id, Moment};

    programme_aliases (id) {
        id -> Id,
        organisation_id -> Id,
        plain -> Text,
        title -> Text,
        programme_id -> Id,
        confirmed_at -> Moment,
        confirmed_by -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    withdrawn_idnos (id) {
        id -> Id,
        organisation_id -> Id,
        idno -> Text,
        recorded_at -> Moment,
        withdrawn_at -> Moment,
        withdrawn_by -> Id,
        withdrawal_reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    corrected_awards (id) {
        id -> Id,
        award_id -> Id,
        worker_id -> Id,
        decision_number -> Text,
        decided_on -> Day,
        valid_from -> Day,
        valid_until -> Nullable<Day>,
        recorded_at -> Moment,
        corrected_at -> Moment,
        corrected_by -> Id,
        correction_reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    programme_stages (id) {
        id -> Id,
        programme_id -> Id,
        status -> Text,
        approved_from -> Nullable<Day>,
        approval_basis -> Nullable<Text>,
        approval_correction -> Nullable<Text>,
        retired_from -> Nullable<Day>,
        last_start_on -> Nullable<Day>,
        last_completion_on -> Nullable<Day>,
        retirement_reason -> Nullable<Text>,
        retirement_correction -> Nullable<Text>,
        updated_at -> Moment,
        ended_at -> Moment,
        ended_by -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    former_grades (id) {
        id -> Id,
        grade_id -> Id,
        code -> Text,
        rank -> Integer,
        name_ro -> Text,
        name_en -> Nullable<Text>,
        name_ru -> Nullable<Text>,
        supplement_percent -> Nullable<Integer>,
        legal_basis -> Text,
        withdrawal -> Text,
        withdrawn_at -> Moment,
        withdrawn_by -> Id,
        withdrawal_reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::{Day, Id, Moment};

    hiring_contests (hiring_id, contested_at) {
        hiring_id -> Id,
        contested_at -> Moment,
        contested_by -> Id,
        reason -> Text,
        withdrawn_at -> Nullable<Moment>,
        withdrawal_reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::Id;

    packed_records (worker_id) {
        worker_id -> Id,
        form -> Integer,
        packed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::sql::columns::Id;

    stale_records (worker_id, change) {
        worker_id -> Id,
        change -> BigInt,
    }
}

diesel::table! {
    house_changes (id) {
        id -> Integer,
        count -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    organisations,
    clients,
    idempotency_keys,
    journal_entries,
    journal_flushes,
    journal_flush_clients,
    journal_runs,
    journal_indexed,
    programmes,
    programme_aliases,
    grades,
    workers,
    worker_closures,
    withdrawn_idnps,
    employments,
    completions,
    completion_programmes,
    completion_providers,
    completion_clients,
    supervision_sessions,
    supervision_attendances,
    awards,
    withdrawn_revocations,
    corrected_awards,
    suspensions,
    absences,
    hirings,
    hiring_notices,
    identity_refusals,
    rule_sets,
    attestation_applications,
    attestation_submissions,
    attestation_decisions,
    award_evidence,
    award_reviews,
    rule_set_simulations,
    rule_set_simulation_changes,
    batches,
    batch_chunks,
    batch_rows,
    jobs,
    packed_records,
    stale_records,
);
