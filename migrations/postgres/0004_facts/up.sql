-- What happened: completions, supervision and awards. A fact is withdrawn at most once, never overwritten.

CREATE TABLE completions (
    worker_id UUID NOT NULL REFERENCES workers (id),
    completed_on DATE NOT NULL,
    id UUID NOT NULL UNIQUE,
    programme_id UUID NOT NULL REFERENCES programmes (id),
    provider_id UUID NOT NULL REFERENCES organisations (id),
    -- The provider's own reference.
    reference TEXT NOT NULL,
    -- Hundredths of an hour.
    hours INTEGER NOT NULL CHECK (hours > 0),
    result TEXT NOT NULL CHECK (result IN ('passed', 'failed', 'attended')),
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL,
    supersedes UUID,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_by UUID,
    withdrawal TEXT CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawal_reason TEXT,
    superseded_by UUID,
    PRIMARY KEY (worker_id, completed_on, id),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL))
);
CREATE UNIQUE INDEX completions_reference ON completions (provider_id, reference) WHERE withdrawn_at IS NULL;
CREATE UNIQUE INDEX completions_once ON completions (worker_id, programme_id, completed_on) WHERE withdrawn_at IS NULL;
CREATE INDEX completions_provider ON completions (provider_id, id);

CREATE TABLE supervision_sessions (
    id UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    supervisor_id UUID NOT NULL REFERENCES workers (id),
    kind TEXT NOT NULL CHECK (kind IN ('individual', 'group')),
    setting TEXT NOT NULL CHECK (setting IN ('internal', 'external')),
    method TEXT NOT NULL CHECK (method IN ('in_person', 'online')),
    held_on DATE NOT NULL,
    minutes INTEGER NOT NULL CHECK (minutes BETWEEN 1 AND 720),
    theme TEXT NOT NULL,
    -- The organisation's own reference, if it keeps one.
    reference TEXT,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_by UUID,
    withdrawal TEXT CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawal_reason TEXT,
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL))
);
CREATE UNIQUE INDEX supervision_sessions_reference ON supervision_sessions (organisation_id, reference)
    WHERE withdrawn_at IS NULL;
CREATE INDEX supervision_sessions_organisation ON supervision_sessions (organisation_id, id);

-- Repeats the day, the minutes and both moments of the session, so that a worker's hours are one range of one table.
CREATE TABLE supervision_attendances (
    worker_id UUID NOT NULL REFERENCES workers (id),
    held_on DATE NOT NULL,
    session_id UUID NOT NULL REFERENCES supervision_sessions (id),
    minutes INTEGER NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    PRIMARY KEY (worker_id, held_on, session_id)
);
CREATE INDEX supervision_attendances_session ON supervision_attendances (session_id);

CREATE TABLE awards (
    worker_id UUID NOT NULL REFERENCES workers (id),
    valid_from DATE NOT NULL,
    id UUID NOT NULL UNIQUE,
    valid_until DATE,
    grade_id UUID NOT NULL REFERENCES grades (id),
    commission_id UUID NOT NULL REFERENCES organisations (id),
    decision_number TEXT NOT NULL,
    decided_on DATE NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL,
    -- The first day on which the award no longer holds, and when that became known.
    revoked_from DATE,
    revoked_at TIMESTAMPTZ,
    revoked_by UUID,
    revocation_reason TEXT,
    PRIMARY KEY (worker_id, valid_from, id),
    CHECK (valid_until IS NULL OR valid_until >= valid_from),
    CHECK ((revoked_at IS NULL) = (revoked_from IS NULL))
);
CREATE UNIQUE INDEX awards_decision ON awards (commission_id, decision_number, worker_id, grade_id);
CREATE INDEX awards_commission ON awards (commission_id, id);
