-- The time of a completion in whole minutes, exactly: 7 hours 20 are no hundredths of an hour. What was recorded
-- before stays in hundredths.
ALTER TABLE completions ADD COLUMN minutes INTEGER CHECK (minutes > 0);
