DROP INDEX attestation_decisions_award;
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
INSERT INTO award_reviews_kept SELECT * FROM award_reviews WHERE fact_kind <> 'organisation';
DROP TABLE award_reviews;
ALTER TABLE award_reviews_kept RENAME TO award_reviews;
CREATE INDEX award_reviews_status ON award_reviews (status, id);
CREATE INDEX award_reviews_worker ON award_reviews (worker_id, id);
ALTER TABLE organisations DROP COLUMN valid_from;
DROP TABLE organisation_states;
