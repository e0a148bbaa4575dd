DROP INDEX batches_finished;
DROP INDEX batch_chunks_uploaded;
