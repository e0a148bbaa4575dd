-- Work that is open, of every kind. A row goes when the work on it ends; what came of it is kept by its room.
CREATE TABLE jobs (
    -- That of what is worked on.
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    size TEXT NOT NULL CHECK (size IN ('small', 'large')),
    -- Of the jobs with one key the next begins when the one before has ended.
    ordering_key BLOB,
    created_at INTEGER NOT NULL,
    -- When it may be taken up: after a pause, or when the lease ends of who works on it; at once where it is
    -- empty.
    due_at INTEGER,
    -- The turn of who works on it; nobody does where it is empty.
    lease BLOB,
    -- How often it was taken up, and how often it failed in a way that may pass, since it last got on.
    attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    last_error TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_arrival ON jobs (kind, size, created_at, id);
CREATE INDEX jobs_order ON jobs (ordering_key, created_at, id) WHERE ordering_key IS NOT NULL;
