-- Numbers of organisations that were recorded in error, and when they were believed.
CREATE TABLE withdrawn_idnos (
    id UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    idno TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ NOT NULL,
    withdrawn_by UUID NOT NULL,
    withdrawal_reason TEXT NOT NULL
);
CREATE INDEX withdrawn_idnos_organisation ON withdrawn_idnos (organisation_id, withdrawn_at);

-- Programmes as they stood before a decision about them, or its correction.
CREATE TABLE programme_stages (
    id UUID NOT NULL PRIMARY KEY,
    programme_id UUID NOT NULL REFERENCES programmes (id),
    status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'retired')),
    approved_from DATE,
    approval_basis TEXT,
    approval_correction TEXT,
    retired_from DATE,
    last_start_on DATE,
    last_completion_on DATE,
    retirement_reason TEXT,
    retirement_correction TEXT,
    updated_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ NOT NULL,
    ended_by UUID NOT NULL
);
CREATE INDEX programme_stages_programme ON programme_stages (programme_id, ended_at);

-- A decision may rest on a programme's being taught on a day.
ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check CHECK (
        fact_kind IN (
            'completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge', 'organisation',
            'deactivation', 'suspension', 'programme'
        )
    );

-- Awards as they were before they were corrected, and when that was believed.
CREATE TABLE corrected_awards (
    id UUID NOT NULL PRIMARY KEY,
    award_id UUID NOT NULL REFERENCES awards (id),
    worker_id UUID NOT NULL REFERENCES workers (id),
    decision_number TEXT NOT NULL,
    decided_on DATE NOT NULL,
    valid_from DATE NOT NULL,
    valid_until DATE,
    recorded_at TIMESTAMPTZ NOT NULL,
    corrected_at TIMESTAMPTZ NOT NULL,
    corrected_by UUID NOT NULL,
    correction_reason TEXT NOT NULL
);
CREATE INDEX corrected_awards_award ON corrected_awards (award_id, corrected_at);
CREATE INDEX corrected_awards_worker ON corrected_awards (worker_id, corrected_at);
-- When the award was last corrected, and why.
ALTER TABLE awards ADD COLUMN corrected_at TIMESTAMPTZ;
ALTER TABLE awards ADD COLUMN correction_reason TEXT;

-- Grades as they stood before they were corrected or taken off the ladder, on which nothing rested.
CREATE TABLE former_grades (
    id UUID NOT NULL PRIMARY KEY,
    grade_id UUID NOT NULL,
    code TEXT NOT NULL,
    rank INTEGER NOT NULL,
    name_ro TEXT NOT NULL,
    name_en TEXT,
    name_ru TEXT,
    supplement_percent INTEGER,
    legal_basis TEXT NOT NULL,
    withdrawal TEXT NOT NULL CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawn_at TIMESTAMPTZ NOT NULL,
    withdrawn_by UUID NOT NULL,
    withdrawal_reason TEXT NOT NULL
);
CREATE INDEX former_grades_grade ON former_grades (grade_id, withdrawn_at);

-- Contests of hirings, of which the hiring itself tells the last.
CREATE TABLE hiring_contests (
    hiring_id UUID NOT NULL REFERENCES hirings (id),
    contested_at TIMESTAMPTZ NOT NULL,
    contested_by UUID NOT NULL REFERENCES organisations (id),
    reason TEXT NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    withdrawal_reason TEXT,
    PRIMARY KEY (hiring_id, contested_at)
);
INSERT INTO hiring_contests
SELECT id, contested_at, contested_by, contest_reason, contest_withdrawn_at, contest_withdrawal_reason FROM hirings
WHERE contested_at IS NOT NULL AND contested_by IS NOT NULL AND contest_reason IS NOT NULL;

-- Parts are kept in capitals, and in Latin letters where all of them look like these, as they are compared. Of
-- those that were kept otherwise and are one in capitals, on one day, the first is raised, unless one stands in
-- capitals: the others stay, each a fact by itself, to be voided by whoever recorded it twice.
WITH capitals AS (
    SELECT DISTINCT
        part AS written,
        translate(upper(part), 'ăâîșțабвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ', 'ĂÂÎȘȚАБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐ') AS text
    FROM completions WHERE part <> ''
),
alike AS (
    SELECT written, text, translate(text, 'АВЕІКМНОРСТУХ', 'ABEIKMHOPCTYX') AS latin FROM capitals
),
kept AS (
    SELECT written, CASE WHEN octet_length(latin) = char_length(latin) THEN latin ELSE text END AS raised FROM alike
)
UPDATE completions AS one SET part = own.raised FROM kept AS own
WHERE own.written = one.part AND own.raised <> one.part AND NOT EXISTS (
    SELECT 1 FROM completions AS other JOIN kept AS its ON its.written = other.part
    WHERE other.worker_id = one.worker_id AND other.completed_on = one.completed_on
        AND other.programme_id = one.programme_id AND other.withdrawn_as = one.withdrawn_as
        AND its.raised = own.raised AND (other.part = own.raised OR other.id < one.id)
);
