-- Revocations that were recorded in error, and when they were believed.
CREATE TABLE withdrawn_revocations (
    id UUID NOT NULL PRIMARY KEY,
    award_id UUID NOT NULL REFERENCES awards (id),
    worker_id UUID NOT NULL REFERENCES workers (id),
    revoked_from DATE NOT NULL,
    revoked_at TIMESTAMPTZ NOT NULL,
    revoked_by UUID,
    revocation_reason TEXT,
    withdrawn_at TIMESTAMPTZ NOT NULL,
    withdrawn_by UUID NOT NULL,
    withdrawal_reason TEXT NOT NULL
);
CREATE INDEX withdrawn_revocations_award ON withdrawn_revocations (award_id, withdrawn_at);
CREATE INDEX withdrawn_revocations_worker ON withdrawn_revocations (worker_id, withdrawn_at);

-- When a revocation of the award was last withdrawn, and why.
ALTER TABLE awards ADD COLUMN revocation_withdrawn_at TIMESTAMPTZ;
ALTER TABLE awards ADD COLUMN revocation_withdrawal_reason TEXT;

-- A review may be raised again: an award is revoked again, or stands again for which another one was revoked.
-- A decision may rest on a record's being open.
ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check CHECK (
        fact_kind IN (
            'completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge', 'organisation',
            'deactivation', 'suspension'
        )
    ),
    DROP CONSTRAINT award_reviews_cause_check,
    ADD CONSTRAINT award_reviews_cause_check
        CHECK (cause IN ('voided', 'corrected', 'revoked', 'restored', 'closed', 'suspended')),
    DROP CONSTRAINT award_reviews_award_id_fact_id_key;
CREATE UNIQUE INDEX award_reviews_open ON award_reviews (award_id, fact_kind, fact_id, cause) WHERE status = 'open';
CREATE INDEX award_reviews_fact ON award_reviews (fact_id);
CREATE INDEX award_reviews_award ON award_reviews (award_id, id);
