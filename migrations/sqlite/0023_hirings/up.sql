-- An employer took on somebody who was on the register and whom it did not see.
CREATE TABLE hirings (
    id BLOB NOT NULL PRIMARY KEY,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    employment_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    valid_from INTEGER NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB NOT NULL,
    contested_at INTEGER,
    contested_by BLOB,
    contest_reason TEXT,
    withdrawn_at INTEGER,
    withdrawn_by BLOB,
    withdrawal_reason TEXT,
    CHECK ((contested_at IS NULL) = (contest_reason IS NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL))
) STRICT, WITHOUT ROWID;
-- Former employers who are told of it.
CREATE TABLE hiring_notices (
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    hiring_id BLOB NOT NULL REFERENCES hirings (id),
    PRIMARY KEY (organisation_id, hiring_id)
) STRICT, WITHOUT ROWID;
-- Times a day that a client was told that a number and a name do not go together.
CREATE TABLE identity_refusals (
    client_id BLOB NOT NULL,
    on_day INTEGER NOT NULL,
    refused INTEGER NOT NULL CHECK (refused > 0),
    PRIMARY KEY (client_id, on_day)
) STRICT, WITHOUT ROWID;
