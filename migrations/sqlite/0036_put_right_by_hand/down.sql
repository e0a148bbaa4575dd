DROP TABLE hiring_contests;
DROP TABLE former_grades;
ALTER TABLE awards DROP COLUMN correction_reason;
ALTER TABLE awards DROP COLUMN corrected_at;
DROP TABLE corrected_awards;
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
    reopens BLOB,
    reopening_reason TEXT,
    CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
    CHECK ((resolved_at IS NULL) = (outcome IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO award_reviews_kept SELECT * FROM award_reviews WHERE fact_kind <> 'programme';
DROP TABLE award_reviews;
ALTER TABLE award_reviews_kept RENAME TO award_reviews;
CREATE UNIQUE INDEX award_reviews_open ON award_reviews (award_id, fact_kind, fact_id, cause) WHERE status = 'open';
CREATE INDEX award_reviews_fact ON award_reviews (fact_id);
CREATE INDEX award_reviews_award ON award_reviews (award_id, id);
CREATE INDEX award_reviews_status ON award_reviews (status, id);
CREATE INDEX award_reviews_worker ON award_reviews (worker_id, id);
DROP TABLE programme_stages;
DROP TABLE withdrawn_idnos;
