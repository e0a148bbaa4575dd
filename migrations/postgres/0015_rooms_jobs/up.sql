-- Who works on batches and simulations is said by their jobs. What is at work waits: who comes next takes it
-- up at once.
INSERT INTO jobs (id, kind, size, ordering_key, created_at, attempts, failures)
SELECT id, 'batch', CASE WHEN total <= 5000 THEN 'small' ELSE 'large' END,
    CASE WHEN mode = 'commit' THEN organisation_id END, received_at, attempts, 0
FROM batches WHERE status IN ('received', 'validating', 'committing');
UPDATE batches SET status = 'received' WHERE status IN ('validating', 'committing');
ALTER TABLE batches DROP COLUMN runner;
ALTER TABLE batches DROP COLUMN heartbeat_at;
ALTER TABLE batches DROP COLUMN attempts;
INSERT INTO jobs (id, kind, size, created_at, attempts, failures)
SELECT id, 'simulation', 'large', created_at, attempts, 0
FROM rule_set_simulations WHERE status IN ('queued', 'running');
UPDATE rule_set_simulations SET status = 'queued' WHERE status = 'running';
ALTER TABLE rule_set_simulations DROP COLUMN runner;
ALTER TABLE rule_set_simulations DROP COLUMN heartbeat_at;
ALTER TABLE rule_set_simulations DROP COLUMN attempts;
