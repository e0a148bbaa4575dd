-- Qualification rules as data, and the facts that they ask about.

-- Hundredths of a credit; none where the programme gives none.
ALTER TABLE programmes ADD COLUMN credits INTEGER;
-- The programme that this one takes the place of.
ALTER TABLE programmes ADD COLUMN supersedes_id UUID;
-- Whether who completes this one counts as having completed the one that it supersedes.
ALTER TABLE programmes ADD COLUMN equivalent BOOLEAN NOT NULL DEFAULT FALSE;

-- Bani a month; for those who may see it.
ALTER TABLE employments ADD COLUMN base_pay INTEGER;

-- Repeats the session's kind, so that a worker's sessions remain one range of one table.
ALTER TABLE supervision_attendances ADD COLUMN kind TEXT NOT NULL DEFAULT 'group' CHECK (kind IN ('individual', 'group'));
UPDATE supervision_attendances SET kind = 'individual' WHERE session_id IN (SELECT id FROM supervision_sessions WHERE kind = 'individual');

-- A fact: from a day to a day the worker may not practise.
CREATE TABLE suspensions (
    worker_id UUID NOT NULL REFERENCES workers (id),
    valid_from DATE NOT NULL,
    id UUID NOT NULL UNIQUE,
    valid_until DATE,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    legal_basis TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_by UUID,
    withdrawal TEXT CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawal_reason TEXT,
    PRIMARY KEY (worker_id, valid_from, id),
    CHECK (valid_until IS NULL OR valid_until >= valid_from),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL))
);

CREATE TABLE rule_sets (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    name_ro TEXT NOT NULL,
    name_en TEXT,
    name_ru TEXT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'superseded')),
    effective_from DATE NOT NULL,
    -- The day before the next one begins, where one does.
    effective_until DATE,
    legal_basis TEXT NOT NULL,
    sample BOOLEAN NOT NULL,
    -- Grades and obligations, as JSON; unchanged from the publication on.
    rules TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    published_at TIMESTAMPTZ,
    published_by UUID,
    superseded_by UUID,
    UNIQUE (code, version),
    CHECK ((status = 'draft') = (published_at IS NULL)),
    CHECK ((status = 'superseded') = (superseded_by IS NOT NULL))
);
CREATE UNIQUE INDEX rule_sets_effective ON rule_sets (effective_from) WHERE published_at IS NOT NULL;
