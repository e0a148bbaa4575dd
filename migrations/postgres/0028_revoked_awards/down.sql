DROP INDEX awards_standing_decision;
CREATE UNIQUE INDEX awards_decision ON awards (commission_id, decision_number, worker_id, grade_id);
