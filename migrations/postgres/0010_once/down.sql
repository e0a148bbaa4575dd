CREATE UNIQUE INDEX completions_once ON completions (worker_id, programme_id, completed_on) WHERE withdrawn_at IS NULL;
ALTER TABLE completions DROP CONSTRAINT completions_pkey, ADD PRIMARY KEY (worker_id, completed_on, id);
ALTER TABLE completions DROP COLUMN withdrawn_as;
