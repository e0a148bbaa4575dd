ALTER TABLE journal_entries DROP COLUMN row_count;
