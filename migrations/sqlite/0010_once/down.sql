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
    PRIMARY KEY (worker_id, completed_on, id),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO completions_kept
SELECT worker_id, completed_on, id, programme_id, provider_id, reference, hours, result, recorded_at, recorded_by, supersedes,
    withdrawn_at, withdrawn_by, withdrawal, withdrawal_reason, superseded_by
FROM completions ORDER BY worker_id, completed_on, id;
DROP TABLE completions;
ALTER TABLE completions_kept RENAME TO completions;
CREATE UNIQUE INDEX completions_reference ON completions (provider_id, reference) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX completions_once ON completions (worker_id, programme_id, completed_on) WHERE withdrawn_at IS NULL;
CREATE INDEX completions_provider ON completions (provider_id, id);
