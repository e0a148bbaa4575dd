-- That a worker completes a programme on a day once is the key's rule now, so that one index fewer is kept.
-- Zero while it is believed. Then its own id, which makes room for what is believed instead.
ALTER TABLE completions ADD COLUMN withdrawn_as UUID NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000';
UPDATE completions SET withdrawn_as = id WHERE withdrawn_at IS NOT NULL;
ALTER TABLE completions
    DROP CONSTRAINT completions_pkey,
    ADD PRIMARY KEY (worker_id, completed_on, programme_id, withdrawn_as),
    ADD CHECK (withdrawn_as = CASE WHEN withdrawn_at IS NULL THEN '00000000-0000-0000-0000-000000000000' ELSE id END);
DROP INDEX completions_once;
