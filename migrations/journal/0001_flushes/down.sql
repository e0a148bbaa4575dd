DROP TABLE journal_indexed;
DROP TABLE journal_runs;
DROP TABLE journal_flush_clients;
DROP TABLE journal_flushes;
