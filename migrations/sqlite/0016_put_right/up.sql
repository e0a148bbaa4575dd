-- The closing of a record is a fact: believed from a moment, withdrawn at most once.
CREATE TABLE worker_closures (
    id BLOB NOT NULL PRIMARY KEY,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    -- The record under which it goes on; else it is deactivated, from a day on.
    merged_into BLOB REFERENCES workers (id),
    effective_on INTEGER,
    reason TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    -- Empty for what was closed before closures were kept.
    recorded_by BLOB,
    withdrawn_at INTEGER,
    withdrawn_by BLOB,
    withdrawal_reason TEXT,
    CHECK ((merged_into IS NULL) <> (effective_on IS NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX worker_closures_once ON worker_closures (worker_id) WHERE withdrawn_at IS NULL;
CREATE INDEX worker_closures_worker ON worker_closures (worker_id);
CREATE INDEX worker_closures_into ON worker_closures (merged_into) WHERE merged_into IS NOT NULL;

-- First day of a deactivation, beside the status that it explains.
ALTER TABLE workers ADD COLUMN deactivated_from INTEGER;
-- The day in Chisinau, which is two hours ahead of UTC and three from the last Sunday of March to that of October.
UPDATE workers SET deactivated_from = (status_since / 1000000 + CASE
    WHEN date(status_since / 1000000, 'unixepoch')
        >= date(strftime('%Y', status_since / 1000000, 'unixepoch') || '-03-25', 'weekday 0')
    AND date(status_since / 1000000, 'unixepoch')
        < date(strftime('%Y', status_since / 1000000, 'unixepoch') || '-10-25', 'weekday 0')
    THEN 10800 ELSE 7200 END) / 86400
WHERE status = 'deactivated';
INSERT INTO worker_closures (id, worker_id, merged_into, effective_on, reason, recorded_at)
SELECT randomblob(16), id, merged_into, deactivated_from, coalesce(status_reason, ''), status_since
FROM workers WHERE status <> 'active';

-- Numbers recorded in error, and what was known by them.
CREATE TABLE withdrawn_idnps (
    -- The number as a fact: the first of a record has the record's id.
    id BLOB NOT NULL PRIMARY KEY,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    idnp_hash BLOB NOT NULL,
    idnp_sealed BLOB NOT NULL,
    idnp_last4 TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    withdrawn_at INTEGER NOT NULL,
    withdrawn_by BLOB NOT NULL,
    withdrawal_reason TEXT NOT NULL,
    superseded_by BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawn_idnps_hash ON withdrawn_idnps (idnp_hash);
CREATE INDEX withdrawn_idnps_worker ON withdrawn_idnps (worker_id, withdrawn_at);

-- An award rests on whose record it is on, and on the merges that made several records one person's.
INSERT INTO award_evidence (fact_id, award_id, worker_id) SELECT worker_id, id, worker_id FROM awards;
INSERT INTO award_evidence (fact_id, award_id, worker_id)
WITH RECURSIVE joined (award_id, holder, recorded_at, worker_id, closure_id) AS (
    SELECT awards.id, awards.worker_id, awards.recorded_at, closure.worker_id, closure.id
    FROM awards JOIN worker_closures closure ON closure.merged_into = awards.worker_id
        AND closure.recorded_at <= awards.recorded_at
    UNION
    SELECT joined.award_id, joined.holder, joined.recorded_at, closure.worker_id, closure.id
    FROM joined JOIN worker_closures closure ON closure.merged_into = joined.worker_id
        AND closure.recorded_at <= joined.recorded_at
)
SELECT worker_id, award_id, holder FROM joined UNION SELECT closure_id, award_id, holder FROM joined;

CREATE TABLE award_reviews_kept (
    id BLOB NOT NULL PRIMARY KEY,
    award_id BLOB NOT NULL,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    fact_kind TEXT NOT NULL
        CHECK (fact_kind IN ('completion', 'supervisionSession', 'employment', 'award', 'identity', 'merge')),
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
