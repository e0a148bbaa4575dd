-- State of an organisation from a day to a day: a fact, believed from a moment and withdrawn at most once.
CREATE TABLE organisation_states (
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    -- The first day of the calendar where it is not known since when.
    valid_from DATE NOT NULL,
    -- The first of an organisation has the organisation's id.
    id UUID NOT NULL UNIQUE,
    valid_until DATE,
    kind TEXT NOT NULL CHECK (kind IN ('ministry', 'agency', 'university', 'provider', 'employer', 'ngo')),
    parent_id UUID REFERENCES organisations (id),
    district TEXT,
    -- Empty for what was there before states were kept, and for what was said when it was registered.
    reason TEXT,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_by UUID,
    PRIMARY KEY (organisation_id, valid_from, id),
    CHECK (valid_until IS NULL OR valid_until >= valid_from)
);
CREATE UNIQUE INDEX organisation_states_once ON organisation_states (organisation_id, valid_from)
    WHERE withdrawn_at IS NULL;
CREATE INDEX organisation_states_parent ON organisation_states (parent_id) WHERE parent_id IS NOT NULL;
-- It is not known since when they have been as they are: for days before, that is the answer as it was until now.
INSERT INTO organisation_states
    (organisation_id, valid_from, id, valid_until, kind, parent_id, district, reason, recorded_at)
SELECT id, DATE '1900-01-01', id, NULL, kind, parent_id, district, NULL, created_at FROM organisations;

-- Since when it is as it is now, where that is known.
ALTER TABLE organisations ADD COLUMN valid_from DATE;

-- An award may rest on the kind of who taught.
ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check CHECK (
        fact_kind IN ('completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge', 'organisation')
    );
CREATE INDEX attestation_decisions_award ON attestation_decisions (award_id) WHERE award_id IS NOT NULL;
