ALTER TABLE idempotency_keys DROP COLUMN journal_seq;
ALTER TABLE idempotency_keys DROP COLUMN journal_lane;
