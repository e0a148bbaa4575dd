-- The form that only a look through the whole file shows: which sheets are read, and how its days are written, as JSON.
ALTER TABLE batches ADD COLUMN form TEXT;
