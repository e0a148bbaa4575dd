-- Numbers of organisations that were recorded in error, and when they were believed.
CREATE TABLE withdrawn_idnos (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    idno TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    withdrawn_at INTEGER NOT NULL,
    withdrawn_by BLOB NOT NULL,
    withdrawal_reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawn_idnos_organisation ON withdrawn_idnos (organisation_id, withdrawn_at);
