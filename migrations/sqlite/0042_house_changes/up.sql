-- One row that counts the changes of what nearly every answer asks about and what seldom changes: organisations and what they were,
-- grades, rule sets. An answer about them holds as long as the count does, in whichever process.
CREATE TABLE house_changes (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
) STRICT;
INSERT INTO house_changes VALUES (1, 0);
CREATE TRIGGER organisations_insert_counted AFTER INSERT ON organisations BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER organisations_update_counted AFTER UPDATE ON organisations BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER organisations_delete_counted AFTER DELETE ON organisations BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER organisation_states_insert_counted AFTER INSERT ON organisation_states BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER organisation_states_update_counted AFTER UPDATE ON organisation_states BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER organisation_states_delete_counted AFTER DELETE ON organisation_states BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER grades_insert_counted AFTER INSERT ON grades BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER grades_update_counted AFTER UPDATE ON grades BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER grades_delete_counted AFTER DELETE ON grades BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER rule_sets_insert_counted AFTER INSERT ON rule_sets BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER rule_sets_update_counted AFTER UPDATE ON rule_sets BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER rule_sets_delete_counted AFTER DELETE ON rule_sets BEGIN UPDATE house_changes SET count = count + 1; END;
