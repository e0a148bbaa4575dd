-- Who is who, who may call, and the trace of every call.

CREATE TABLE organisations (
    id BLOB NOT NULL PRIMARY KEY,
    idno TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('ministry', 'agency', 'university', 'provider', 'employer', 'ngo')),
    parent_id BLOB REFERENCES organisations (id),
    district TEXT,
    sample INTEGER NOT NULL CHECK (sample IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX organisations_parent ON organisations (parent_id);

CREATE TABLE clients (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    standing_basis TEXT,
    -- HMAC-SHA-256 of the secret's 256 random bits; the secret itself is shown once and never kept.
    secret_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;

-- The answer given for a key, in the same transaction as its effect.
CREATE TABLE idempotency_keys (
    client_id BLOB NOT NULL REFERENCES clients (id),
    key TEXT NOT NULL,
    -- SHA-256 of method, path and body: the same key with another payload is refused.
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    content_type TEXT NOT NULL,
    -- Sealed (AES-256-GCM): an answer may hold a name or a client's secret.
    body BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (client_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

-- Append-only; each entry's digest covers the entry and the digest before it in its lane.
-- SQLite has one writer and so one lane; each PostgreSQL connection writes a lane of its own.
CREATE TABLE journal_entries (
    lane INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    client_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    calling_user TEXT,
    basis TEXT NOT NULL,
    reason TEXT NOT NULL,
    event TEXT NOT NULL,
    operation TEXT NOT NULL,
    object_type TEXT NOT NULL,
    object_id BLOB,
    -- Worker ids, 16 bytes each, in the order of the answer.
    subjects BLOB NOT NULL,
    trace_id TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (lane, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_entries_at ON journal_entries (at, lane, seq);

-- Finds the entries about a worker. Filled from the entries later and in order: an entry is written for every
-- answer about a person, and a place in an index at random for each would cost more than the answer.
CREATE TABLE journal_subjects (
    worker_id BLOB NOT NULL,
    lane INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (worker_id, lane, seq)
) STRICT, WITHOUT ROWID;

-- How far each lane is in that index.
CREATE TABLE journal_indexed (
    lane INTEGER NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER journal_entries_unchanged BEFORE UPDATE ON journal_entries
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_entries_kept BEFORE DELETE ON journal_entries
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
