-- The count of what seldom changes also counts programmes and the numbers of completions: what a new completion names.
CREATE TRIGGER programmes_counted AFTER INSERT OR UPDATE OR DELETE ON programmes
    FOR EACH STATEMENT EXECUTE FUNCTION count_house_change();
CREATE TRIGGER completion_programmes_counted AFTER INSERT ON completion_programmes
    FOR EACH STATEMENT EXECUTE FUNCTION count_house_change();
CREATE TRIGGER completion_providers_counted AFTER INSERT ON completion_providers
    FOR EACH STATEMENT EXECUTE FUNCTION count_house_change();
CREATE TRIGGER completion_clients_counted AFTER INSERT ON completion_clients
    FOR EACH STATEMENT EXECUTE FUNCTION count_house_change();
