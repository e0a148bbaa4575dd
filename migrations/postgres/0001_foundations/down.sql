DROP TABLE journal_indexed;
DROP TABLE journal_subjects;
DROP TABLE journal_entries;
DROP TABLE idempotency_keys;
DROP TABLE clients;
DROP TABLE organisations;
DROP FUNCTION journal_is_append_only();
