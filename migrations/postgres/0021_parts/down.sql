-- Two parts of one programme on one day are two facts: where there are any, the key refuses to be taken back.
ALTER TABLE completions
    DROP CONSTRAINT completions_pkey,
    ADD PRIMARY KEY (worker_id, completed_on, programme_id, withdrawn_as);
ALTER TABLE completions DROP COLUMN part;
