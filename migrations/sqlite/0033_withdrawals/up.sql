-- Revocations that were recorded in error, and when they were believed.
CREATE TABLE withdrawn_revocations (
    id BLOB NOT NULL PRIMARY KEY,
    award_id BLOB NOT NULL REFERENCES awards (id),
    worker_id BLOB NOT NULL REFERENCES workers (id),
    revoked_from INTEGER NOT NULL,
    revoked_at INTEGER NOT NULL,
    revoked_by BLOB,
    revocation_reason TEXT,
    withdrawn_at INTEGER NOT NULL,
    withdrawn_by BLOB NOT NULL,
    withdrawal_reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawn_revocations_award ON withdrawn_revocations (award_id, withdrawn_at);
CREATE INDEX withdrawn_revocations_worker ON withdrawn_revocations (worker_id, withdrawn_at);

-- When a revocation of the award was last withdrawn, and why.
ALTER TABLE awards ADD COLUMN revocation_withdrawn_at INTEGER;
ALTER TABLE awards ADD COLUMN revocation_withdrawal_reason TEXT;

-- A review may be raised again: an award is revoked again, or stands again for which another one was revoked.
-- A decision may rest on a record's being open.
CREATE TABLE award_reviews_kept (
    id BLOB NOT NULL PRIMARY KEY,
    award_id BLOB NOT NULL,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    fact_kind TEXT NOT NULL CHECK (
        fact_kind IN (
            'completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge', 'organisation',
            'deactivation', 'suspension'
        )
    ),
    fact_id BLOB NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('voided', 'corrected', 'revoked', 'restored', 'closed', 'suspended')),
    status TEXT NOT NULL CHECK (status IN ('open', 'resolved')),
    raised_at INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('upheld', 'revoked')),
    resolution TEXT,
    resolved_at INTEGER,
    resolved_by BLOB,
    CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
    CHECK ((resolved_at IS NULL) = (outcome IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO award_reviews_kept SELECT * FROM award_reviews;
DROP TABLE award_reviews;
ALTER TABLE award_reviews_kept RENAME TO award_reviews;
CREATE UNIQUE INDEX award_reviews_open ON award_reviews (award_id, fact_kind, fact_id, cause) WHERE status = 'open';
CREATE INDEX award_reviews_fact ON award_reviews (fact_id);
CREATE INDEX award_reviews_award ON award_reviews (award_id, id);
CREATE INDEX award_reviews_status ON award_reviews (status, id);
CREATE INDEX award_reviews_worker ON award_reviews (worker_id, id);
