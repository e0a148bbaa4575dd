-- The people on the register and where they work.

CREATE TABLE workers (
    id UUID NOT NULL PRIMARY KEY,
    -- HMAC-SHA-256 of the IDNP: finds a worker, and keeps one worker per IDNP.
    idnp_hash BYTEA NOT NULL UNIQUE,
    -- AES-256-GCM of the IDNP, bound to the worker's id.
    idnp_sealed BYTEA NOT NULL,
    idnp_last4 TEXT NOT NULL,
    family_name TEXT NOT NULL,
    given_name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'deactivated', 'merged')),
    status_reason TEXT,
    status_since TIMESTAMPTZ NOT NULL,
    merged_into UUID REFERENCES workers (id),
    -- Whether another record was merged into this one, so that its facts are looked for as well.
    absorbed BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CHECK ((status = 'merged') = (merged_into IS NOT NULL))
);
CREATE INDEX workers_merged ON workers (merged_into) WHERE merged_into IS NOT NULL;

-- A fact: true from a day to a day, known from a moment, withdrawn at most once.
CREATE TABLE employments (
    worker_id UUID NOT NULL REFERENCES workers (id),
    valid_from DATE NOT NULL,
    id UUID NOT NULL UNIQUE,
    valid_until DATE,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    post TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL,
    supersedes UUID,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_by UUID,
    withdrawal TEXT CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawal_reason TEXT,
    superseded_by UUID,
    PRIMARY KEY (worker_id, valid_from, id),
    CHECK (valid_until IS NULL OR valid_until >= valid_from),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL))
);
CREATE INDEX employments_organisation ON employments (organisation_id, worker_id);
