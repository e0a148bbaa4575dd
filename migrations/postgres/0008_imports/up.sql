-- Files of rows that were sent, how far each is, and what became of each row.

CREATE TABLE batches (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('completions', 'workers', 'supervisionSessions')),
    -- Who sent it, as the journal names the caller: the work goes on in the caller's name after a restart.
    client_id UUID NOT NULL,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    role TEXT NOT NULL,
    calling_user TEXT,
    basis TEXT NOT NULL,
    reason TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    mode TEXT NOT NULL CHECK (mode IN ('validate', 'commit')),
    atomicity TEXT NOT NULL CHECK (atomicity IN ('all', 'row')),
    on_change TEXT NOT NULL CHECK (on_change IN ('reject', 'correct')),
    format TEXT NOT NULL CHECK (format IN ('json', 'ndjson', 'csv', 'xlsx')),
    -- Bytes of the file.
    size BIGINT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('received', 'validating', 'committing', 'completed', 'failed')),
    -- Rows of the file, and how many of them are done.
    total INTEGER NOT NULL,
    processed INTEGER NOT NULL,
    created INTEGER NOT NULL,
    corrected INTEGER NOT NULL,
    voided INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    rejected INTEGER NOT NULL,
    -- What was found about the file itself, as JSON.
    warnings TEXT NOT NULL,
    failure TEXT,
    -- The process that works on it, and when it last said so.
    runner UUID,
    heartbeat_at TIMESTAMPTZ,
    attempts INTEGER NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    started_at TIMESTAMPTZ,
    finished_at TIMESTAMPTZ,
    -- When the file was forgotten.
    forgotten_at TIMESTAMPTZ
);
CREATE INDEX batches_status ON batches (status, id);
CREATE INDEX batches_organisation ON batches (organisation_id, kind, id);

-- A file in pieces, encrypted: it names people. A piece may be there before its batch is; what never becomes one is swept away.
CREATE TABLE batch_chunks (
    batch_id UUID NOT NULL,
    place INTEGER NOT NULL,
    sealed BYTEA NOT NULL,
    uploaded_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (batch_id, place)
);

CREATE TABLE batch_rows (
    batch_id UUID NOT NULL REFERENCES batches (id),
    -- As the caller counts.
    number INTEGER NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('created', 'corrected', 'voided', 'unchanged', 'duplicate', 'rejected')),
    -- What was created, or what is on the register already.
    object_id UUID,
    worker_id UUID,
    reference TEXT,
    -- Errors, warnings and the fields that differ, as JSON.
    findings TEXT,
    PRIMARY KEY (batch_id, number)
);
