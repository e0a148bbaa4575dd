-- Named by entries of SQLite alone, where the journal of reads has a file of its own.
ALTER TABLE journal_entries ADD COLUMN witness BYTEA;

-- The index by worker is made anew, in runs: each is sorted by worker and divided into 256 buckets by the last
-- byte of the worker's id.
DROP TABLE journal_subjects;
DROP TABLE journal_indexed;
CREATE TABLE journal_runs (
    bucket INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    -- Sequence number of the last entry that the run knows.
    last BIGINT NOT NULL,
    packed BYTEA NOT NULL,
    PRIMARY KEY (bucket, lane, last)
);
-- The last entry of each lane that is in a run.
CREATE TABLE journal_indexed (
    lane INTEGER NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    digest BYTEA NOT NULL
);
