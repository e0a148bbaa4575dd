-- An absence is a fact: believed from a moment, withdrawn at most once.
CREATE TABLE absences (
    worker_id UUID NOT NULL REFERENCES workers (id),
    valid_from DATE NOT NULL,
    id UUID NOT NULL UNIQUE,
    valid_until DATE,
    kind TEXT NOT NULL,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    legal_basis TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_by UUID,
    withdrawal TEXT CHECK (withdrawal IN ('voided', 'corrected')),
    withdrawal_reason TEXT,
    -- A digest of what it says, so that two calls at once record it once.
    said BYTEA,
    supersedes UUID,
    superseded_by UUID,
    PRIMARY KEY (worker_id, valid_from, id),
    CHECK (valid_until IS NULL OR valid_until >= valid_from),
    CHECK ((withdrawn_at IS NULL) = (withdrawal IS NULL))
);
CREATE UNIQUE INDEX absences_said ON absences (said) WHERE withdrawn_at IS NULL AND said IS NOT NULL;
-- An award may rest on an absence, whose days lengthen a window.
ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check CHECK (
        fact_kind IN ('completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge')
    );
