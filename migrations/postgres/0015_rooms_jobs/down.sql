ALTER TABLE rule_set_simulations ADD COLUMN runner UUID;
ALTER TABLE rule_set_simulations ADD COLUMN heartbeat_at TIMESTAMPTZ;
ALTER TABLE rule_set_simulations ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
UPDATE rule_set_simulations SET
    attempts = coalesce((SELECT jobs.attempts FROM jobs WHERE jobs.id = rule_set_simulations.id), 0);
ALTER TABLE batches ADD COLUMN runner UUID;
ALTER TABLE batches ADD COLUMN heartbeat_at TIMESTAMPTZ;
ALTER TABLE batches ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
UPDATE batches SET
    attempts = coalesce((SELECT jobs.attempts FROM jobs WHERE jobs.id = batches.id), 0);
UPDATE rule_set_simulations SET status = 'queued' WHERE status IN ('running');
UPDATE batches SET status = 'received' WHERE status IN ('validating', 'committing');
DELETE FROM jobs WHERE kind IN ('batch', 'simulation');
