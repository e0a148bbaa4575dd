-- Decisions on grades: the application, what was seen when it was decided, and what has changed of that since.

CREATE TABLE attestation_applications (
    id UUID NOT NULL PRIMARY KEY,
    worker_id UUID NOT NULL REFERENCES workers (id),
    grade TEXT NOT NULL REFERENCES grades (code),
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'submitted', 'granted', 'refused', 'appealed')),
    -- One, and two after an appeal.
    round INTEGER NOT NULL CHECK (round BETWEEN 1 AND 2),
    created_at TIMESTAMPTZ NOT NULL,
    created_by UUID NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    appealed_at TIMESTAMPTZ,
    appeal_reason TEXT
);
CREATE INDEX attestation_applications_worker ON attestation_applications (worker_id, id);
CREATE INDEX attestation_applications_status ON attestation_applications (status, id);
-- Nobody asks twice for one grade at a time.
CREATE UNIQUE INDEX attestation_applications_open ON attestation_applications (worker_id, grade)
    WHERE status IN ('draft', 'submitted', 'appealed');

CREATE TABLE attestation_submissions (
    application_id UUID NOT NULL REFERENCES attestation_applications (id),
    round INTEGER NOT NULL,
    rule_set_id UUID NOT NULL REFERENCES rule_sets (id),
    valid_at DATE NOT NULL,
    known_at TIMESTAMPTZ NOT NULL,
    eligible BOOLEAN NOT NULL,
    -- Canonical JSON (RFC 8785): the record and the rules as they were, and what followed from them.
    evidence TEXT NOT NULL,
    evidence_sha256 TEXT NOT NULL,
    explanation TEXT NOT NULL,
    explanation_sha256 TEXT NOT NULL,
    submitted_at TIMESTAMPTZ NOT NULL,
    submitted_by UUID NOT NULL,
    PRIMARY KEY (application_id, round)
);

CREATE TABLE attestation_decisions (
    id UUID NOT NULL PRIMARY KEY,
    application_id UUID NOT NULL REFERENCES attestation_applications (id),
    round INTEGER NOT NULL,
    commission_id UUID NOT NULL REFERENCES organisations (id),
    outcome TEXT NOT NULL CHECK (outcome IN ('granted', 'refused')),
    reason TEXT,
    -- Whether it departs from the evaluation.
    departs BOOLEAN NOT NULL,
    decision_number TEXT NOT NULL,
    decided_on DATE NOT NULL,
    award_id UUID,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL,
    -- Of two commissions that decide at once one is first.
    UNIQUE (application_id, round),
    CHECK ((outcome = 'granted') = (award_id IS NOT NULL)),
    CHECK (outcome = 'granted' OR reason IS NOT NULL)
);

-- Which facts an award rests on.
CREATE TABLE award_evidence (
    fact_id UUID NOT NULL,
    award_id UUID NOT NULL,
    worker_id UUID NOT NULL REFERENCES workers (id),
    PRIMARY KEY (fact_id, award_id)
);

CREATE TABLE award_reviews (
    id UUID NOT NULL PRIMARY KEY,
    award_id UUID NOT NULL,
    worker_id UUID NOT NULL REFERENCES workers (id),
    fact_kind TEXT NOT NULL CHECK (fact_kind IN ('completion', 'supervisionSession', 'employment', 'award')),
    fact_id UUID NOT NULL,
    cause TEXT NOT NULL CHECK (cause IN ('voided', 'corrected', 'revoked')),
    status TEXT NOT NULL CHECK (status IN ('open', 'resolved')),
    raised_at TIMESTAMPTZ NOT NULL,
    outcome TEXT CHECK (outcome IN ('upheld', 'revoked')),
    resolution TEXT,
    resolved_at TIMESTAMPTZ,
    resolved_by UUID,
    UNIQUE (award_id, fact_id),
    CHECK ((status = 'resolved') = (resolved_at IS NOT NULL)),
    CHECK ((resolved_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX award_reviews_status ON award_reviews (status, id);
CREATE INDEX award_reviews_worker ON award_reviews (worker_id, id);
