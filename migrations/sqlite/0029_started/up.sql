-- The day on which a completion was begun, where its provider says so: by it the last day to begin a programme binds it.
ALTER TABLE completions ADD COLUMN started_on INTEGER CHECK (started_on <= completed_on);
