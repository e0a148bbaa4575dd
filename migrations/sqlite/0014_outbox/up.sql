-- Events for those who follow the register: a row holds a JSON array of those that share a commit. Rows may
-- be deleted from the oldest on once all have read them, but never the newest: its number would be given again.
CREATE TABLE outbox (
    -- There is one writer at a time, so that this is also the order of commits.
    seq INTEGER NOT NULL PRIMARY KEY,
    -- PostgreSQL's alone.
    transaction_id INTEGER NOT NULL DEFAULT 0,
    recorded_at INTEGER NOT NULL,
    events TEXT NOT NULL
) STRICT;
