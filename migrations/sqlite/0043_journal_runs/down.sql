CREATE TABLE journal_subjects (
    worker_id BLOB NOT NULL,
    lane INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (worker_id, lane, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE journal_indexed (
    lane INTEGER NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE journal_entries DROP COLUMN witness;
