-- The journal's entry of what a kept answer tells: its link in a lane.
ALTER TABLE idempotency_keys ADD COLUMN journal_lane INTEGER;
ALTER TABLE idempotency_keys ADD COLUMN journal_seq BIGINT;
