DELETE FROM batch_rows WHERE batch_id IN (SELECT id FROM batches WHERE kind = 'awards');
DELETE FROM batch_chunks WHERE batch_id IN (SELECT id FROM batches WHERE kind = 'awards');
DELETE FROM jobs WHERE id IN (SELECT id FROM batches WHERE kind = 'awards');
DELETE FROM batches WHERE kind = 'awards';
DROP INDEX batches_organisation;
ALTER TABLE batches ADD COLUMN kind_kept TEXT NOT NULL DEFAULT 'completions'
    CHECK (kind_kept IN ('completions', 'workers', 'supervisionSessions'));
UPDATE batches SET kind_kept = kind;
ALTER TABLE batches DROP COLUMN kind;
ALTER TABLE batches RENAME COLUMN kind_kept TO kind;
CREATE INDEX batches_organisation ON batches (organisation_id, kind, id);
ALTER TABLE awards DROP COLUMN migration_basis;
