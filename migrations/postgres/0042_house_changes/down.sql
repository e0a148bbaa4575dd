DROP TRIGGER organisations_counted ON organisations;
DROP TRIGGER organisation_states_counted ON organisation_states;
DROP TRIGGER grades_counted ON grades;
DROP TRIGGER rule_sets_counted ON rule_sets;
DROP FUNCTION count_house_change();
DROP TABLE house_changes;
