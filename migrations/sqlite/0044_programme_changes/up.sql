-- The count of what seldom changes also counts programmes and the numbers of completions: what a new completion names.
CREATE TRIGGER programmes_insert_counted AFTER INSERT ON programmes BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER programmes_update_counted AFTER UPDATE ON programmes BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER programmes_delete_counted AFTER DELETE ON programmes BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER completion_programmes_insert_counted AFTER INSERT ON completion_programmes BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER completion_providers_insert_counted AFTER INSERT ON completion_providers BEGIN UPDATE house_changes SET count = count + 1; END;
CREATE TRIGGER completion_clients_insert_counted AFTER INSERT ON completion_clients BEGIN UPDATE house_changes SET count = count + 1; END;
