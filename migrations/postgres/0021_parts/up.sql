-- A completion may be of a part of a programme: a module, a day, a resit. Each is a fact of its own.
-- Empty for all of the programme.
ALTER TABLE completions ADD COLUMN part TEXT NOT NULL DEFAULT '' CHECK (length(part) <= 16);
ALTER TABLE completions
    DROP CONSTRAINT completions_pkey,
    ADD PRIMARY KEY (worker_id, completed_on, programme_id, part, withdrawn_as);
