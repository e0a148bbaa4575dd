-- Who is who, who may call, and the trace of every call.

CREATE TABLE organisations (
    id UUID NOT NULL PRIMARY KEY,
    idno TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('ministry', 'agency', 'university', 'provider', 'employer', 'ngo')),
    parent_id UUID REFERENCES organisations (id),
    district TEXT,
    sample BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX organisations_parent ON organisations (parent_id);

CREATE TABLE clients (
    id UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    standing_basis TEXT,
    -- HMAC-SHA-256 of the secret's 256 random bits; the secret itself is shown once and never kept.
    secret_hash BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ
);

-- The answer given for a key, in the same transaction as its effect.
CREATE TABLE idempotency_keys (
    client_id UUID NOT NULL REFERENCES clients (id),
    key TEXT NOT NULL,
    -- SHA-256 of method, path and body: the same key with another payload is refused.
    fingerprint BYTEA NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    content_type TEXT NOT NULL,
    -- Sealed (AES-256-GCM): an answer may hold a name or a client's secret.
    body BYTEA NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (client_id, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

-- Append-only; each entry's digest covers the entry and the digest before it in its lane.
-- SQLite has one writer and so one lane; each PostgreSQL connection writes a lane of its own.
CREATE TABLE journal_entries (
    lane INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    client_id UUID NOT NULL,
    organisation_id UUID NOT NULL,
    calling_user TEXT,
    basis TEXT NOT NULL,
    reason TEXT NOT NULL,
    event TEXT NOT NULL,
    operation TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id UUID,
    -- Worker ids, 16 bytes each, in the order of the answer.
    subjects BYTEA NOT NULL,
    trace_id TEXT NOT NULL,
    digest BYTEA NOT NULL,
    PRIMARY KEY (lane, seq)
);
CREATE INDEX journal_entries_at ON journal_entries (at, lane, seq);

-- Finds the entries about a worker. Filled from the entries later and in order: an entry is written for every
-- answer about a person, and a place in an index at random for each would cost more than the answer.
CREATE TABLE journal_subjects (
    worker_id UUID NOT NULL,
    lane INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (worker_id, lane, seq)
);

-- How far each lane is in that index.
CREATE TABLE journal_indexed (
    lane INTEGER NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);

CREATE FUNCTION journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only';
END
$$;
CREATE TRIGGER journal_entries_unchanged BEFORE UPDATE OR DELETE ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION journal_is_append_only();
