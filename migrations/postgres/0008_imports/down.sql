DROP TABLE batch_rows;
DROP TABLE batch_chunks;
DROP TABLE batches;
