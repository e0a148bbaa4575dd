-- One row that counts the changes of what nearly every answer asks about and what seldom changes: organisations and what they were,
-- grades, rule sets. An answer about them holds as long as the count does, in whichever process.
CREATE TABLE house_changes (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    count BIGINT NOT NULL
);
INSERT INTO house_changes VALUES (1, 0);
CREATE FUNCTION count_house_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE house_changes SET count = count + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER organisations_counted AFTER INSERT OR UPDATE OR DELETE ON organisations
    FOR EACH STATEMENT EXECUTE FUNCTION count_house_change();
CREATE TRIGGER organisation_states_counted AFTER INSERT OR UPDATE OR DELETE ON organisation_states
    FOR EACH STATEMENT EXECUTE FUNCTION count_house_change();
CREATE TRIGGER grades_counted AFTER INSERT OR UPDATE OR DELETE ON grades
    FOR EACH STATEMENT EXECUTE FUNCTION count_house_change();
CREATE TRIGGER rule_sets_counted AFTER INSERT OR UPDATE OR DELETE ON rule_sets
    FOR EACH STATEMENT EXECUTE FUNCTION count_house_change();
