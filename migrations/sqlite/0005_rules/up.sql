-- Qualification rules as data, and the facts that they ask about.

-- Hundredths of a credit; none where the programme gives none.
ALTER TABLE programmes ADD COLUMN credits INTEGER;
-- The programme that this one takes the place of.
ALTER TABLE programmes ADD COLUMN supersedes_id BLOB;
-- Whether who completes this one counts as having completed the one that it supersedes.
ALTER TABLE programmes ADD COLUMN equivalent INTEGER NOT NULL DEFAULT 0;

-- Bani a month; for those who may see it.
ALTER TABLE employments ADD COLUMN base_pay INTEGER;

-- Repeats the session's kind, so that a worker's sessions remain one range of one table.
ALTER TABLE supervision_attendances ADD COLUMN kind TEXT NOT NULL DEFAULT 'group' CHECK (kind IN ('individual', 'group'));
UPDATE supervision_attendances SET kind = 'individual' WHERE session_id IN (SELECT id FROM supervision_sessions WHERE kind = 'individual');

-- A fact: from a day to a day the worker may not practise.
CREATE TABLE suspensions (
    worker_id BLOB NOT NULL REFERENCES workers (id),
    valid_from INTEGER NOT NULL,
    id BLOB NOT NULL UNIQUE,
    valid_until INTEGER,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    legal_basis TEXT NOT NULL,
    reason TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    recorded_by BLOB NOT NULL,
    withdrawn_at INTEGER,
    withdrawn_by BLOB,
    withdrawal TEXT CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawal_reason TEXT,
    PRIMARY KEY (worker_id, valid_from, id),
    CHECK (valid_until IS NULL OR valid_until >= valid_from),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL))
) STRICT, WITHOUT ROWID;

CREATE TABLE rule_sets (
    id BLOB NOT NULL PRIMARY KEY,
    code TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0),
    name_ro TEXT NOT NULL,
    name_en TEXT,
    name_ru TEXT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'published', 'superseded')),
    effective_from INTEGER NOT NULL,
    -- The day before the next one begins, where one does.
    effective_until INTEGER,
    legal_basis TEXT NOT NULL,
    sample INTEGER NOT NULL,
    -- Grades and obligations, as JSON; unchanged from the publication on.
    rules TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    published_at INTEGER,
    published_by BLOB,
    superseded_by BLOB,
    UNIQUE (code, version),
    CHECK ((status = 'draft') = (published_at IS NULL)),
    CHECK ((status = 'superseded') = (superseded_by IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX rule_sets_effective ON rule_sets (effective_from) WHERE published_at IS NOT NULL;
