ALTER TABLE programmes DROP COLUMN retirement_correction;
ALTER TABLE programmes DROP COLUMN last_completion_on;
ALTER TABLE programmes DROP COLUMN last_start_on;
