-- The session that takes the place of one that was corrected.
ALTER TABLE supervision_sessions ADD COLUMN superseded_by UUID;
-- The review that asks again what one says that was resolved wrongly, and why.
ALTER TABLE award_reviews ADD COLUMN reopens UUID;
ALTER TABLE award_reviews ADD COLUMN reopening_reason TEXT;
-- When a hiring was found to be contested in error, and why.
ALTER TABLE hirings ADD COLUMN contest_withdrawn_at TIMESTAMPTZ;
ALTER TABLE hirings ADD COLUMN contest_withdrawal_reason TEXT;
-- Why the approval of a programme was last corrected.
ALTER TABLE programmes ADD COLUMN approval_correction TEXT;
-- An application that was made in error.
DROP INDEX attestation_applications_open;
DROP INDEX attestation_applications_status;
ALTER TABLE attestation_applications ADD COLUMN status_kept TEXT NOT NULL DEFAULT 'draft'
    CHECK (status_kept IN ('draft', 'submitted', 'granted', 'refused', 'appealed', 'withdrawn'));
UPDATE attestation_applications SET status_kept = status;
ALTER TABLE attestation_applications DROP COLUMN status;
ALTER TABLE attestation_applications RENAME COLUMN status_kept TO status;
CREATE INDEX attestation_applications_status ON attestation_applications (status, id);
CREATE UNIQUE INDEX attestation_applications_open ON attestation_applications (worker_id, grade)
    WHERE status IN ('draft', 'submitted', 'appealed');
ALTER TABLE attestation_applications ADD COLUMN withdrawn_at TIMESTAMPTZ;
ALTER TABLE attestation_applications ADD COLUMN withdrawal_reason TEXT;
