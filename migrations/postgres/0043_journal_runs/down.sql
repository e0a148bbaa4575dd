DROP TABLE journal_indexed;
DROP TABLE journal_runs;
CREATE TABLE journal_subjects (
    worker_id UUID NOT NULL,
    lane INTEGER NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (worker_id, lane, seq)
);
CREATE TABLE journal_indexed (
    lane INTEGER NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
ALTER TABLE journal_entries DROP COLUMN witness;
