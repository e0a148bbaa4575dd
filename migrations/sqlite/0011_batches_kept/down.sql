ALTER TABLE batch_rows DROP COLUMN others;
DROP INDEX batches_finished;
DROP INDEX batch_chunks_uploaded;
