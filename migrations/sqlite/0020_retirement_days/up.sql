-- The last day to begin and the last day to finish are two days, and both can be put right.
ALTER TABLE programmes ADD COLUMN last_start_on INTEGER;
ALTER TABLE programmes ADD COLUMN last_completion_on INTEGER;
ALTER TABLE programmes ADD COLUMN retirement_correction TEXT;
UPDATE programmes SET last_start_on = retired_from - 1, last_completion_on = retired_from - 1 WHERE retired_from IS NOT NULL;
