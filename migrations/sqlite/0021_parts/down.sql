-- Two parts of one programme on one day are two facts: where there are any, the key refuses to be taken back.
CREATE TABLE completions_kept (
    worker_id BLOB NOT NULL REFERENCES workers (id),
    completed_on INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    programme_id BLOB NOT NULL REFERENCES programmes (id),
    provider_id BLOB NOT NULL REFERENCES organisations (id),
    -- The provider's own reference.
    reference TEXT NOT NULL,
    -- Hundredths of an hour.
    hours INTEGER NOT NULL CHECK (hours > 0),
    result TEXT NOT NULL CHECK (result IN ('passed', 'failed', 'attended')),
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB NOT NULL,
    supersedes BLOB,
    withdrawn_at INTEGER,
    withdrawn_by BLOB,
    withdrawal TEXT CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawal_reason TEXT,
    superseded_by BLOB,
    -- Empty while it is believed. Then its own id, which makes room for what is believed instead.
    withdrawn_as BLOB NOT NULL DEFAULT x'',
    PRIMARY KEY (worker_id, completed_on, programme_id, withdrawn_as),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL)),
    CHECK (withdrawn_as = CASE WHEN withdrawn_at IS NULL THEN x'' ELSE id END)
) STRICT, WITHOUT ROWID;
INSERT INTO completions_kept
SELECT worker_id, completed_on, id, programme_id, provider_id, reference, hours, result, recorded_at, recorded_by,
    supersedes, withdrawn_at, withdrawn_by, withdrawal, withdrawal_reason, superseded_by, withdrawn_as
FROM completions ORDER BY worker_id, completed_on, programme_id;
DROP TABLE completions;
ALTER TABLE completions_kept RENAME TO completions;
CREATE UNIQUE INDEX completions_reference ON completions (provider_id, reference) WHERE withdrawn_at IS NULL;
CREATE INDEX completions_provider ON completions (provider_id, id);
