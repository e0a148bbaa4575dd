-- Decisions on grades: the application, what was seen when it was decided, and what has changed of that since.

CREATE TABLE attestation_applications (
    id BLOB NOT NULL PRIMARY KEY,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    grade TEXT NOT NULL REFERENCES grades (code),
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'granted', 'refused', 'appealed')),
    -- One, and two after an appeal.
    round INTEGER NOT NULL CHECK (round BETWEEN 1 AND 2),
    created_at INTEGER NOT NULL,
    created_by BLOB NOT NULL,
    updated_at INTEGER NOT NULL,
    appealed_at INTEGER,
    appeal_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX attestation_applications_worker ON attestation_applications (worker_id, id);
CREATE INDEX attestation_applications_status ON attestation_applications (status, id);
-- Nobody asks twice for one grade at a time.
CREATE UNIQUE INDEX attestation_applications_open ON attestation_applications (worker_id, grade)
    WHERE status IN ('draft', 'submitted', 'appealed');

CREATE TABLE attestation_submissions (
    application_id BLOB NOT NULL REFERENCES attestation_applications (id),
    round INTEGER NOT NULL,
    rule_set_id BLOB NOT NULL REFERENCES rule_sets (id),
    valid_at INTEGER NOT NULL,
    known_at INTEGER NOT NULL,
    eligible INTEGER NOT NULL,
    -- Canonical JSON (RFC 8785): the record and the rules as they were, and what followed from them.
    evidence TEXT NOT NULL,
    evidence_sha256 TEXT NOT NULL,
    explanation TEXT NOT NULL,
    explanation_sha256 TEXT NOT NULL,
    submitted_at INTEGER NOT NULL,
    submitted_by BLOB NOT NULL,
    PRIMARY KEY (application_id, round)
) STRICT;

CREATE TABLE attestation_decisions (
    id BLOB NOT NULL PRIMARY KEY,
    application_id BLOB NOT NULL REFERENCES attestation_applications (id),
    round INTEGER NOT NULL,
    commission_id BLOB NOT NULL REFERENCES organisations (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('granted', 'refused')),
    reason TEXT,
    -- Whether it departs from the evaluation.
    departs INTEGER NOT NULL,
    decision_number TEXT NOT NULL,
    decided_on INTEGER NOT NULL,
    award_id BLOB,
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB NOT NULL,
    -- Of two commissions that decide at once one is first.
    UNIQUE (application_id, round),
    CHECK ((outcome = 'granted') = (award_id IS NOT NULL)),
    CHECK (outcome = 'granted' OR reason IS NOT NULL)
) STRICT, WITHOUT ROWID;

-- Which facts an award rests on.
CREATE TABLE award_evidence (
    fact_id BLOB NOT NULL,
    award_id BLOB NOT NULL,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    PRIMARY KEY (fact_id, award_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE award_reviews (
    id BLOB NOT NULL PRIMARY KEY,
    award_id BLOB NOT NULL,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    fact_kind TEXT NOT NULL CHECK (fact_kind IN ('completion', 'supervisionSession', 'employment', 'award')),
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
CREATE INDEX award_reviews_status ON award_reviews (status, id);
CREATE INDEX award_reviews_worker ON award_reviews (worker_id, id);
