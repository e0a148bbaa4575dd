ALTER TABLE completions DROP COLUMN started_on;
