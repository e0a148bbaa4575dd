CREATE TABLE award_reviews_kept (
    id BLOB NOT NULL PRIMARY KEY,
    award_id BLOB NOT NULL,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    fact_kind TEXT NOT NULL CHECK (
        fact_kind IN ('completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge', 'organisation')
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
-- Of several reviews for one fact the last.
INSERT INTO award_reviews_kept SELECT * FROM award_reviews AS kept
WHERE fact_kind NOT IN ('deactivation', 'suspension') AND cause NOT IN ('restored', 'closed', 'suspended')
    AND NOT EXISTS (
        SELECT 1 FROM award_reviews AS later
        WHERE later.award_id = kept.award_id AND later.fact_id = kept.fact_id AND later.id > kept.id
            AND later.fact_kind NOT IN ('deactivation', 'suspension') AND later.cause NOT IN ('restored', 'closed', 'suspended')
    );
DROP TABLE award_reviews;
ALTER TABLE award_reviews_kept RENAME TO award_reviews;
CREATE INDEX award_reviews_status ON award_reviews (status, id);
CREATE INDEX award_reviews_worker ON award_reviews (worker_id, id);
ALTER TABLE awards DROP COLUMN revocation_withdrawal_reason;
ALTER TABLE awards DROP COLUMN revocation_withdrawn_at;
DROP TABLE withdrawn_revocations;
