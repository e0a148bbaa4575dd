-- What is no longer needed is found without reading the pieces of every file, beside which the moment stands.
CREATE INDEX batch_chunks_uploaded ON batch_chunks (uploaded_at, batch_id);
CREATE INDEX batches_finished ON batches (finished_at) WHERE forgotten_at IS NULL;
-- Who else a row is about: their ids, one behind the other.
ALTER TABLE batch_rows ADD COLUMN others BYTEA;
