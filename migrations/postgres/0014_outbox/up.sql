-- Events for those who follow the register: a row holds a JSON array of those that share a commit. Rows may
-- be deleted from the oldest on once all have read them.
CREATE TABLE outbox (
    seq BIGINT NOT NULL GENERATED ALWAYS AS IDENTITY,
    -- Writers commit in another order than they began. Read in the order of transactions, and never up to one
    -- that still runs, nothing is missed. In a database that was restored into another cluster, whose
    -- transactions have smaller numbers, it is to be set to 0.
    transaction_id BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint),
    recorded_at TIMESTAMPTZ NOT NULL,
    events TEXT NOT NULL,
    PRIMARY KEY (transaction_id, seq)
);
