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

-- Programmes as they stood before a decision about them, or its correction.
CREATE TABLE programme_stages (
    id BLOB NOT NULL PRIMARY KEY,
    programme_id BLOB NOT NULL REFERENCES programmes (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'retired')),
    approved_from INTEGER,
    approval_basis TEXT,
    approval_correction TEXT,
    retired_from INTEGER,
    last_start_on INTEGER,
    last_completion_on INTEGER,
    retirement_reason TEXT,
    retirement_correction TEXT,
    updated_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    ended_by BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX programme_stages_programme ON programme_stages (programme_id, ended_at);

-- A decision may rest on a programme's being taught on a day.
CREATE TABLE award_reviews_kept (
    id BLOB NOT NULL PRIMARY KEY,
    award_id BLOB NOT NULL,
    worker_id BLOB NOT NULL REFERENCES workers (id),
    fact_kind TEXT NOT NULL CHECK (
        fact_kind IN (
            'completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge', 'organisation',
            'deactivation', 'suspension', 'programme'
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
INSERT INTO award_reviews_kept SELECT * FROM award_reviews;
DROP TABLE award_reviews;
ALTER TABLE award_reviews_kept RENAME TO award_reviews;
CREATE UNIQUE INDEX award_reviews_open ON award_reviews (award_id, fact_kind, fact_id, cause) WHERE status = 'open';
CREATE INDEX award_reviews_fact ON award_reviews (fact_id);
CREATE INDEX award_reviews_award ON award_reviews (award_id, id);
CREATE INDEX award_reviews_status ON award_reviews (status, id);
CREATE INDEX award_reviews_worker ON award_reviews (worker_id, id);

-- Awards as they were before they were corrected, and when that was believed.
CREATE TABLE corrected_awards (
    id BLOB NOT NULL PRIMARY KEY,
    award_id BLOB NOT NULL REFERENCES awards (id),
    worker_id BLOB NOT NULL REFERENCES workers (id),
    decision_number TEXT NOT NULL,
    decided_on INTEGER NOT NULL,
    valid_from INTEGER NOT NULL,
    valid_until INTEGER,
    recorded_at INTEGER NOT NULL,
    corrected_at INTEGER NOT NULL,
    corrected_by BLOB NOT NULL,
    correction_reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX corrected_awards_award ON corrected_awards (award_id, corrected_at);
CREATE INDEX corrected_awards_worker ON corrected_awards (worker_id, corrected_at);
-- When the award was last corrected, and why.
ALTER TABLE awards ADD COLUMN corrected_at INTEGER;
ALTER TABLE awards ADD COLUMN correction_reason TEXT;

-- Grades as they stood before they were corrected or taken off the ladder, on which nothing rested.
CREATE TABLE former_grades (
    id BLOB NOT NULL PRIMARY KEY,
    grade_id BLOB NOT NULL,
    code TEXT NOT NULL,
    rank INTEGER NOT NULL,
    name_ro TEXT NOT NULL,
    name_en TEXT,
    name_ru TEXT,
    supplement_percent INTEGER,
    legal_basis TEXT NOT NULL,
    withdrawal TEXT NOT NULL CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawn_at INTEGER NOT NULL,
    withdrawn_by BLOB NOT NULL,
    withdrawal_reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX former_grades_grade ON former_grades (grade_id, withdrawn_at);

-- Contests of hirings, of which the hiring itself tells the last.
CREATE TABLE hiring_contests (
    hiring_id BLOB NOT NULL REFERENCES hirings (id),
    contested_at INTEGER NOT NULL,
    contested_by BLOB NOT NULL REFERENCES organisations (id),
    reason TEXT NOT NULL,
    withdrawn_at INTEGER,
    withdrawal_reason TEXT,
    PRIMARY KEY (hiring_id, contested_at)
) STRICT, WITHOUT ROWID;
INSERT INTO hiring_contests
SELECT id, contested_at, contested_by, contest_reason, contest_withdrawn_at, contest_withdrawal_reason FROM hirings
WHERE contested_at IS NOT NULL AND contested_by IS NOT NULL AND contest_reason IS NOT NULL;
