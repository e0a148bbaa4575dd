-- Each worker's facts in one row, so that one look-up answers what six did. They stay in their own tables; this is made of them.
CREATE TABLE packed_records (
    -- No key of the table of workers: a row is made anew from what is there, and never says that somebody exists.
    worker_id BLOB NOT NULL PRIMARY KEY,
    -- The version of the form in which it is packed.
    form INTEGER NOT NULL,
    packed BLOB NOT NULL
) STRICT;

-- Workers of whom something changed since they were packed. Each change leaves a row of its own, by a random number; one that
-- packs a worker takes away only the rows that it has seen.
CREATE TABLE stale_records (
    worker_id BLOB NOT NULL,
    change INTEGER NOT NULL,
    PRIMARY KEY (worker_id, change)
) STRICT, WITHOUT ROWID;

-- The database itself marks them, so that no way of writing a fact can forget it.
CREATE TRIGGER completions_insert_stale AFTER INSERT ON completions BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER completions_update_stale AFTER UPDATE ON completions BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER completions_delete_stale AFTER DELETE ON completions BEGIN INSERT INTO stale_records VALUES (old.worker_id, random()); END;
CREATE TRIGGER supervision_attendances_insert_stale AFTER INSERT ON supervision_attendances BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER supervision_attendances_update_stale AFTER UPDATE ON supervision_attendances BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER supervision_attendances_delete_stale AFTER DELETE ON supervision_attendances BEGIN INSERT INTO stale_records VALUES (old.worker_id, random()); END;
CREATE TRIGGER employments_insert_stale AFTER INSERT ON employments BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER employments_update_stale AFTER UPDATE ON employments BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER employments_delete_stale AFTER DELETE ON employments BEGIN INSERT INTO stale_records VALUES (old.worker_id, random()); END;
CREATE TRIGGER awards_insert_stale AFTER INSERT ON awards BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER awards_update_stale AFTER UPDATE ON awards BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER awards_delete_stale AFTER DELETE ON awards BEGIN INSERT INTO stale_records VALUES (old.worker_id, random()); END;
CREATE TRIGGER suspensions_insert_stale AFTER INSERT ON suspensions BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER suspensions_update_stale AFTER UPDATE ON suspensions BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER suspensions_delete_stale AFTER DELETE ON suspensions BEGIN INSERT INTO stale_records VALUES (old.worker_id, random()); END;
CREATE TRIGGER absences_insert_stale AFTER INSERT ON absences BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER absences_update_stale AFTER UPDATE ON absences BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER absences_delete_stale AFTER DELETE ON absences BEGIN INSERT INTO stale_records VALUES (old.worker_id, random()); END;
CREATE TRIGGER worker_closures_insert_stale AFTER INSERT ON worker_closures BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER worker_closures_update_stale AFTER UPDATE ON worker_closures BEGIN INSERT INTO stale_records VALUES (new.worker_id, random()); END;
CREATE TRIGGER worker_closures_delete_stale AFTER DELETE ON worker_closures BEGIN INSERT INTO stale_records VALUES (old.worker_id, random()); END;
CREATE TRIGGER workers_insert_stale AFTER INSERT ON workers BEGIN INSERT INTO stale_records VALUES (new.id, random()); END;
CREATE TRIGGER workers_update_stale AFTER UPDATE OF status, absorbed, created_at ON workers BEGIN INSERT INTO stale_records VALUES (new.id, random()); END;
CREATE TRIGGER workers_delete_stale AFTER DELETE ON workers BEGIN INSERT INTO stale_records VALUES (old.id, random()); END;

-- Whoever is on the register already is packed when the service runs.
INSERT INTO stale_records SELECT id, 0 FROM workers;
