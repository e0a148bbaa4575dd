ALTER TABLE attestation_applications DROP COLUMN withdrawal_reason;
ALTER TABLE attestation_applications DROP COLUMN withdrawn_at;
DROP INDEX attestation_applications_open;
DROP INDEX attestation_applications_status;
ALTER TABLE attestation_applications ADD COLUMN status_kept TEXT NOT NULL DEFAULT 'draft'
    CHECK (status_kept IN ('draft', 'submitted', 'granted', 'refused', 'appealed'));
UPDATE attestation_applications SET status_kept = CASE status WHEN 'withdrawn' THEN 'refused' ELSE status END;
ALTER TABLE attestation_applications DROP COLUMN status;
ALTER TABLE attestation_applications RENAME COLUMN status_kept TO status;
CREATE INDEX attestation_applications_status ON attestation_applications (status, id);
CREATE UNIQUE INDEX attestation_applications_open ON attestation_applications (worker_id, grade)
    WHERE status IN ('draft', 'submitted', 'appealed');
ALTER TABLE programmes DROP COLUMN approval_correction;
ALTER TABLE hirings DROP COLUMN contest_withdrawal_reason;
ALTER TABLE hirings DROP COLUMN contest_withdrawn_at;
ALTER TABLE award_reviews DROP COLUMN reopening_reason;
ALTER TABLE award_reviews DROP COLUMN reopens;
ALTER TABLE supervision_sessions DROP COLUMN superseded_by;
