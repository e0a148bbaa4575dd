ALTER TABLE completions DROP COLUMN minutes;
