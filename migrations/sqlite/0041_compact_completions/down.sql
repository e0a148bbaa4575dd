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
    result TEXT NOT NULL CHECK (result = 'passed' OR result = 'failed' OR result = 'attended'),
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
    -- Empty for all of the programme.
    part TEXT NOT NULL DEFAULT '' CHECK (length(part) <= 16),
    minutes INTEGER CHECK (minutes > 0),
    started_on INTEGER CHECK (started_on <= completed_on),
    PRIMARY KEY (worker_id, completed_on, programme_id, part, withdrawn_as),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL)),
    CHECK (withdrawn_as = CASE WHEN withdrawn_at IS NULL THEN x'' ELSE id END)
) STRICT, WITHOUT ROWID;
INSERT INTO completions_kept
SELECT
    worker_id, completed_on, id,
    (SELECT programme_id FROM completion_programmes WHERE number = programme_number),
    (SELECT provider_id FROM completion_providers WHERE number = provider_number),
    reference, hours,
    CASE result WHEN 0 THEN 'passed' WHEN 1 THEN 'failed' ELSE 'attended' END,
    recorded_at, (SELECT client_id FROM completion_clients WHERE number = recorded_by),
    supersedes, withdrawn_at, (SELECT client_id FROM completion_clients WHERE number = withdrawn_by),
    CASE withdrawal WHEN 0 THEN 'voided' WHEN 1 THEN 'corrected' END,
    withdrawal_reason, superseded_by,
    CASE WHEN withdrawn_at IS NULL THEN x'' ELSE id END,
    part, minutes, started_on
FROM completions ORDER BY worker_id, completed_on;
DROP TABLE completions;
DROP TABLE completion_clients;
DROP TABLE completion_providers;
DROP TABLE completion_programmes;
ALTER TABLE completions_kept RENAME TO completions;
CREATE UNIQUE INDEX completions_reference ON completions (provider_id, reference) WHERE withdrawn_at IS NULL;
CREATE INDEX completions_provider ON completions (provider_id, id);
CREATE INDEX completions_withdrawn_reference ON completions (provider_id, withdrawal, reference)
WHERE withdrawn_at IS NOT NULL;
-- Triggers of the table went with it, and are made again.
CREATE TRIGGER completions_insert_stale AFTER INSERT ON completions BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER completions_update_stale AFTER UPDATE ON completions BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER completions_delete_stale AFTER DELETE ON completions BEGIN INSERT INTO stale_records VALUES (old.worker_id, random()); END;
