-- The closing of a record is a fact: believed from a moment, withdrawn at most once.
CREATE TABLE worker_closures (
    id UUID NOT NULL PRIMARY KEY,
    worker_id UUID NOT NULL REFERENCES workers (id),
    -- The record under which it goes on; else it is deactivated, from a day on.
    merged_into UUID REFERENCES workers (id),
    effective_on DATE,
    reason TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    -- Empty for what was closed before closures were kept.
    recorded_by UUID,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_by UUID,
    withdrawal_reason TEXT,
    CHECK ((merged_into IS NULL) <> (effective_on IS NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL))
);
CREATE UNIQUE INDEX worker_closures_once ON worker_closures (worker_id) WHERE withdrawn_at IS NULL;
CREATE INDEX worker_closures_worker ON worker_closures (worker_id);
CREATE INDEX worker_closures_into ON worker_closures (merged_into) WHERE merged_into IS NOT NULL;

-- First day of a deactivation, beside the status that it explains.
ALTER TABLE workers ADD COLUMN deactivated_from DATE;
UPDATE workers SET deactivated_from = (status_since AT TIME ZONE 'Europe/Chisinau')::date
WHERE status = 'deactivated';
INSERT INTO worker_closures (id, worker_id, merged_into, effective_on, reason, recorded_at)
SELECT gen_random_uuid(), id, merged_into, deactivated_from, coalesce(status_reason, ''), status_since
FROM workers WHERE status <> 'active';

-- Numbers recorded in error, and what was known by them.
CREATE TABLE withdrawn_idnps (
    -- The number as a fact: the first of a record has the record's id.
    id UUID NOT NULL PRIMARY KEY,
    worker_id UUID NOT NULL REFERENCES workers (id),
    idnp_hash BYTEA NOT NULL,
    idnp_sealed BYTEA NOT NULL,
    idnp_last4 TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ NOT NULL,
    withdrawn_by UUID NOT NULL,
    withdrawal_reason TEXT NOT NULL,
    superseded_by UUID NOT NULL
);
CREATE INDEX withdrawn_idnps_hash ON withdrawn_idnps (idnp_hash);
CREATE INDEX withdrawn_idnps_worker ON withdrawn_idnps (worker_id, withdrawn_at);

-- An award rests on whose record it is on, and on the merges that made several records one person's.
INSERT INTO award_evidence (fact_id, award_id, worker_id) SELECT worker_id, id, worker_id FROM awards;
WITH RECURSIVE joined (award_id, holder, recorded_at, worker_id, closure_id) AS (
    SELECT awards.id, awards.worker_id, awards.recorded_at, closure.worker_id, closure.id
    FROM awards JOIN worker_closures closure ON closure.merged_into = awards.worker_id
        AND closure.recorded_at <= awards.recorded_at
    UNION
    SELECT joined.award_id, joined.holder, joined.recorded_at, closure.worker_id, closure.id
    FROM joined JOIN worker_closures closure ON closure.merged_into = joined.worker_id
        AND closure.recorded_at <= joined.recorded_at
)
INSERT INTO award_evidence (fact_id, award_id, worker_id)
SELECT worker_id, award_id, holder FROM joined UNION SELECT closure_id, award_id, holder FROM joined;

ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check
        CHECK (fact_kind IN ('completion', 'supervisionSession', 'employment', 'award', 'identity', 'merge'));
