-- A decision whose award was revoked is no obstacle to the award as it should be.
DROP INDEX awards_decision;
CREATE UNIQUE INDEX awards_standing_decision ON awards (commission_id, decision_number, worker_id, grade_id)
WHERE revoked_at IS NULL;
