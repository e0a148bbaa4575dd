-- The journal of reads: entries that were committed together, in one row. An entry's digest covers the one
-- before it, also across rows.
CREATE TABLE journal_flushes (
    lane INTEGER NOT NULL,
    -- Sequence number of the last entry, and its digest.
    last INTEGER NOT NULL,
    digest BLOB NOT NULL,
    -- Moment of all its entries.
    at INTEGER NOT NULL,
    -- Entries, as `src/journal/packed.rs` packs them.
    packed BLOB NOT NULL,
    PRIMARY KEY (lane, last)
) STRICT;
CREATE INDEX journal_flushes_at ON journal_flushes (at, lane, last);

CREATE TRIGGER journal_flushes_unchanged BEFORE UPDATE ON journal_flushes
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_flushes_kept BEFORE DELETE ON journal_flushes
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Finds the rows with entries of a client.
CREATE TABLE journal_flush_clients (
    client_id BLOB NOT NULL,
    at INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (client_id, at, lane, last)
) STRICT, WITHOUT ROWID;

-- Finds the entries about a worker, of both files. Made from the entries later, thousands at a time: each run
-- is sorted by worker and divided into 256 buckets by the last byte of the worker's id.
CREATE TABLE journal_runs (
    bucket INTEGER NOT NULL,
    lane INTEGER NOT NULL,
    -- Sequence number of the last entry that the run knows.
    last INTEGER NOT NULL,
    packed BLOB NOT NULL,
    PRIMARY KEY (bucket, lane, last)
) STRICT, WITHOUT ROWID;

-- The last entry of each lane that is in a run. Where the lane has another one there, its file was put back
-- from an older copy, and its runs are made anew.
CREATE TABLE journal_indexed (
    lane INTEGER NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT, WITHOUT ROWID;
