-- Each worker's facts in one row, so that one look-up answers what six did. They stay in their own tables; this is made of them.
CREATE TABLE packed_records (
    -- No key of the table of workers: a row is made anew from what is there, and never says that somebody exists.
    worker_id UUID NOT NULL PRIMARY KEY,
    -- The version of the form in which it is packed.
    form INTEGER NOT NULL,
    packed BYTEA NOT NULL
);

-- Workers of whom something changed since they were packed. Each change leaves a row of its own, by a random number; one that
-- packs a worker takes away only the rows that it has seen.
CREATE TABLE stale_records (
    worker_id UUID NOT NULL,
    change BIGINT NOT NULL,
    PRIMARY KEY (worker_id, change)
);

-- The database itself marks them, so that no way of writing a fact can forget it.
CREATE FUNCTION mark_stale_records() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stale_records
    SELECT worker_id, (random() * 9007199254740991)::bigint FROM changed GROUP BY worker_id;
    RETURN NULL;
END $$;
CREATE FUNCTION mark_stale_workers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO stale_records SELECT id, (random() * 9007199254740991)::bigint FROM changed;
    RETURN NULL;
END $$;
CREATE TRIGGER completions_insert_stale AFTER INSERT ON completions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER completions_update_stale AFTER UPDATE ON completions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER completions_delete_stale AFTER DELETE ON completions REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER supervision_attendances_insert_stale AFTER INSERT ON supervision_attendances REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER supervision_attendances_update_stale AFTER UPDATE ON supervision_attendances REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER supervision_attendances_delete_stale AFTER DELETE ON supervision_attendances REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER employments_insert_stale AFTER INSERT ON employments REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER employments_update_stale AFTER UPDATE ON employments REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER employments_delete_stale AFTER DELETE ON employments REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER awards_insert_stale AFTER INSERT ON awards REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER awards_update_stale AFTER UPDATE ON awards REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER awards_delete_stale AFTER DELETE ON awards REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER suspensions_insert_stale AFTER INSERT ON suspensions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER suspensions_update_stale AFTER UPDATE ON suspensions REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER suspensions_delete_stale AFTER DELETE ON suspensions REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER absences_insert_stale AFTER INSERT ON absences REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER absences_update_stale AFTER UPDATE ON absences REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER absences_delete_stale AFTER DELETE ON absences REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER worker_closures_insert_stale AFTER INSERT ON worker_closures REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER worker_closures_update_stale AFTER UPDATE ON worker_closures REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER worker_closures_delete_stale AFTER DELETE ON worker_closures REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_records();
CREATE TRIGGER workers_insert_stale AFTER INSERT ON workers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_workers();
CREATE TRIGGER workers_update_stale AFTER UPDATE ON workers REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_workers();
CREATE TRIGGER workers_delete_stale AFTER DELETE ON workers REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION mark_stale_workers();

-- Whoever is on the register already is packed when the service runs.
INSERT INTO stale_records SELECT id, 0 FROM workers;
