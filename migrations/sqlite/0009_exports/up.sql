-- How many rows left as a file; none where the answer was no file.
ALTER TABLE journal_entries ADD COLUMN row_count INTEGER;
