-- An absence is a fact: believed from a moment, withdrawn at most once.
CREATE TABLE absences (
    worker_id BLOB NOT NULL REFERENCES workers (id),
    valid_from INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    valid_until INTEGER,
    kind TEXT NOT NULL,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    legal_basis TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB NOT NULL,
    withdrawn_at INTEGER,
    withdrawn_by BLOB,
    withdrawal TEXT CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawal_reason TEXT,
    -- A digest of what it says, so that two calls at once record it once.
    said BLOB,
    supersedes BLOB,
    superseded_by BLOB,
    PRIMARY KEY (worker_id, valid_from, id),
    CHECK (valid_until IS NULL OR valid_until >= valid_from),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX absences_said ON absences (said) WHERE withdrawn_at IS NULL AND said IS NOT NULL;
-- An award may rest on an absence, whose days lengthen a window.
CREATE TABLE award_reviews_kept (
    id BLOB NOT NULL PRIMARY KEY,
    award_id BLOB NOT NULL,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    fact_kind TEXT NOT NULL CHECK (
        fact_kind IN ('completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge')
    ),
    fact_id BLOB NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('voided', 'corrected', 'revoked')),
    status TEXT NOT NULL CHECK (status IN ('open', 'resolved')),
    raised_at INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('upheld', 'revoked')),
    resolution TEXT,
    resolved_at INTEGER,
    resolved_by BLOB,
    UNIQUE (award_id, fact_id),
    CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
    CHECK ((resolved_at IS NULL) = (outcome IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO award_reviews_kept SELECT * FROM award_reviews;
DROP TABLE award_reviews;
ALTER TABLE award_reviews_kept RENAME TO award_reviews;
CREATE INDEX award_reviews_status ON award_reviews (status, id);
CREATE INDEX award_reviews_worker ON award_reviews (worker_id, id);
