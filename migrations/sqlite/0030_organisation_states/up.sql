-- State of an organisation from a day to a day: a fact, believed from a moment and withdrawn at most once.
CREATE TABLE organisation_states (
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    -- The first day of the calendar where it is not known since when.
    valid_from INTEGER NOT NULL,
    -- The first of an organisation has the organisation's id.
    id BLOB NOT NULL UNIQUE,
    valid_until INTEGER,
    kind TEXT NOT NULL CHECK (kind IN ('ministry', 'agency', 'university', 'provider', 'employer', 'ngo')),
    parent_id BLOB REFERENCES organisations (id),
    district TEXT,
    -- Empty for what was there before states were kept, and for what was said when it was registered.
    reason TEXT,
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB,
    withdrawn_at INTEGER,
    withdrawn_by BLOB,
    PRIMARY KEY (organisation_id, valid_from, id),
    CHECK (valid_until IS NULL OR valid_until >= valid_from)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX organisation_states_once ON organisation_states (organisation_id, valid_from)
    WHERE withdrawn_at IS NULL;
CREATE INDEX organisation_states_parent ON organisation_states (parent_id) WHERE parent_id IS NOT NULL;
-- It is not known since when they have been as they are: for days before, that is the answer as it was until now.
INSERT INTO organisation_states
    (organisation_id, valid_from, id, valid_until, kind, parent_id, district, reason, recorded_at)
SELECT id, -25567, id, NULL, kind, parent_id, district, NULL, created_at FROM organisations;

-- Since when it is as it is now, where that is known.
ALTER TABLE organisations ADD COLUMN valid_from INTEGER;

-- An award may rest on the kind of who taught.
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
INSERT INTO award_reviews_kept SELECT * FROM award_reviews;
DROP TABLE award_reviews;
ALTER TABLE award_reviews_kept RENAME TO award_reviews;
CREATE INDEX award_reviews_status ON award_reviews (status, id);
CREATE INDEX award_reviews_worker ON award_reviews (worker_id, id);
CREATE INDEX attestation_decisions_award ON attestation_decisions (award_id) WHERE award_id IS NOT NULL;
