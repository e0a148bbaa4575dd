-- A completion names its programme, its provider and the clients that recorded and withdrew it by small numbers, and
-- says the rest in numbers where it can: each tree that it stands in repeats what it is found by, and a row is half as
-- long. A number is given once, with the first completion that needs it, and never taken back.
CREATE TABLE completion_programmes (
    number INTEGER NOT NULL PRIMARY KEY,
    programme_id BLOB NOT NULL UNIQUE REFERENCES programmes (id)
) STRICT;
CREATE TABLE completion_providers (
    number INTEGER NOT NULL PRIMARY KEY,
    provider_id BLOB NOT NULL UNIQUE REFERENCES organisations (id)
) STRICT;
CREATE TABLE completion_clients (
    number INTEGER NOT NULL PRIMARY KEY,
    client_id BLOB NOT NULL UNIQUE
) STRICT;
-- In the order of their ids, so that rows by number stand as they stood by id, and are copied from one end to the other.
INSERT INTO completion_programmes (programme_id) SELECT DISTINCT programme_id FROM completions ORDER BY programme_id;
INSERT INTO completion_providers (provider_id) SELECT DISTINCT provider_id FROM completions ORDER BY provider_id;
INSERT INTO completion_clients (client_id)
SELECT recorded_by FROM completions UNION SELECT withdrawn_by FROM completions WHERE withdrawn_by IS NOT NULL;

CREATE TABLE completions_kept (
    worker_id BLOB NOT NULL REFERENCES workers (id),
    completed_on INTEGER NOT NULL,
    programme_number INTEGER NOT NULL REFERENCES completion_programmes (number),
    -- Empty for all of the programme.
    part TEXT NOT NULL DEFAULT '' CHECK (length(part) <= 16),
    -- Zero while it is believed. Then the next number among its like, which makes room for what is believed instead.
    withdrawn_as INTEGER NOT NULL DEFAULT 0,
    id BLOB NOT NULL,
    provider_number INTEGER NOT NULL REFERENCES completion_providers (number),
    -- The provider's own reference.
    reference TEXT NOT NULL,
    started_on INTEGER CHECK (started_on <= completed_on),
    -- Hundredths of an hour.
    hours INTEGER NOT NULL CHECK (hours > 0),
    minutes INTEGER CHECK (minutes > 0),
    -- Passed, failed, attended.
    result INTEGER NOT NULL CHECK (result BETWEEN 0 AND 2),
    recorded_at INTEGER NOT NULL,
    -- Numbers of clients.
    recorded_by INTEGER NOT NULL,
    supersedes BLOB,
    withdrawn_at INTEGER,
    withdrawn_by INTEGER,
    -- Voided, corrected.
    withdrawal INTEGER CHECK (withdrawal BETWEEN 0 AND 1),
    withdrawal_reason TEXT,
    superseded_by BLOB,
    PRIMARY KEY (worker_id, completed_on, programme_number, part, withdrawn_as),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawn_as = 0))
) STRICT, WITHOUT ROWID;
INSERT INTO completions_kept
SELECT
    worker_id, completed_on,
    (SELECT number FROM completion_programmes WHERE completion_programmes.programme_id = completions.programme_id),
    part,
    CASE WHEN withdrawn_at IS NULL THEN 0 ELSE (
        SELECT count(*) FROM completions AS other
        WHERE other.worker_id = completions.worker_id AND other.completed_on = completions.completed_on
            AND other.programme_id = completions.programme_id AND other.part = completions.part
            AND other.withdrawn_at IS NOT NULL AND other.id <= completions.id
    ) END,
    id,
    (SELECT number FROM completion_providers WHERE completion_providers.provider_id = completions.provider_id),
    reference, started_on, hours, minutes,
    CASE result WHEN 'passed' THEN 0 WHEN 'failed' THEN 1 ELSE 2 END,
    recorded_at, (SELECT number FROM completion_clients WHERE client_id = recorded_by),
    supersedes, withdrawn_at, (SELECT number FROM completion_clients WHERE client_id = withdrawn_by),
    CASE withdrawal WHEN 'voided' THEN 0 WHEN 'corrected' THEN 1 END,
    withdrawal_reason, superseded_by
FROM completions ORDER BY worker_id, completed_on, programme_id, part, withdrawn_as;
DROP TABLE completions;
ALTER TABLE completions_kept RENAME TO completions;
-- Made last, each from rows in its own order.
CREATE UNIQUE INDEX completions_id ON completions (id);
CREATE UNIQUE INDEX completions_reference ON completions (provider_number, reference) WHERE withdrawn_at IS NULL;
CREATE INDEX completions_withdrawn_reference ON completions (provider_number, withdrawal, reference)
WHERE withdrawn_at IS NOT NULL;
CREATE INDEX completions_provider ON completions (provider_number, id);
-- Triggers of the table went with it, and are made again.
CREATE TRIGGER completions_insert_stale AFTER INSERT ON completions BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER completions_update_stale AFTER UPDATE ON completions BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER completions_delete_stale AFTER DELETE ON completions BEGIN INSERT INTO stale_records VALUES (old.worker_id, random()); END;
