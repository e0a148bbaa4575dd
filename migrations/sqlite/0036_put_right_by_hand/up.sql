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

-- Parts are kept in capitals, and in Latin letters where all of them look like these, as they are compared. Of
-- those that were kept otherwise and are one in capitals, on one day, the first is raised, unless one stands in
-- capitals: the others stay, each a fact by itself, to be voided by whoever recorded it twice.
CREATE TABLE parts_kept (written TEXT NOT NULL PRIMARY KEY, raised TEXT NOT NULL) STRICT, WITHOUT ROWID;
WITH RECURSIVE
letters (small, capital) AS (
    VALUES ('ăâîșțабвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ', 'ĂÂÎȘȚАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐ')
),
raised (written, at, text) AS (
    SELECT DISTINCT part, 1, upper(part) FROM completions WHERE part <> ''
    UNION ALL
    SELECT written, at + 1, replace(text, substr(small, at, 1), substr(capital, at, 1)) FROM raised, letters
    WHERE at <= length(small)
)
INSERT INTO parts_kept SELECT written, text FROM raised, letters WHERE at > length(small);
WITH RECURSIVE
letters (cyrillic, latin) AS (
    VALUES ('АВЕІКМНОРСТУХ', 'ABEIKMHOPCTYX')
),
alike (written, at, text) AS (
    SELECT written, 1, raised FROM parts_kept
    UNION ALL
    SELECT written, at + 1, replace(text, substr(cyrillic, at, 1), substr(latin, at, 1)) FROM alike, letters
    WHERE at <= length(cyrillic)
)
INSERT INTO parts_kept SELECT written, text FROM alike, letters
WHERE at > length(cyrillic) AND length(CAST(text AS BLOB)) = length(text)
ON CONFLICT (written) DO UPDATE SET raised = excluded.raised;
CREATE TABLE completions_raised (id BLOB NOT NULL PRIMARY KEY, part TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO completions_raised
SELECT one.id, own.raised FROM completions AS one JOIN parts_kept AS own ON own.written = one.part
WHERE own.raised <> one.part AND NOT EXISTS (
    SELECT 1 FROM completions AS other JOIN parts_kept AS its ON its.written = other.part
    WHERE other.worker_id = one.worker_id AND other.completed_on = one.completed_on
        AND other.programme_id = one.programme_id AND other.withdrawn_as = one.withdrawn_as
        AND its.raised = own.raised AND (other.part = own.raised OR other.id < one.id)
);
UPDATE completions SET part = (SELECT part FROM completions_raised WHERE completions_raised.id = completions.id)
WHERE id IN (SELECT id FROM completions_raised);
DROP TABLE completions_raised;
DROP TABLE parts_kept;
