-- The act on which an award was brought in that was decided before, or elsewhere.
ALTER TABLE awards ADD COLUMN migration_basis TEXT;
-- Files of awards.
DROP INDEX batches_organisation;
ALTER TABLE batches ADD COLUMN kind_kept TEXT NOT NULL DEFAULT 'completions'
    CHECK (kind_kept IN ('completions', 'workers', 'supervisionSessions', 'awards'));
UPDATE batches SET kind_kept = kind;
ALTER TABLE batches DROP COLUMN kind;
ALTER TABLE batches RENAME COLUMN kind_kept TO kind;
CREATE INDEX batches_organisation ON batches (organisation_id, kind, id);
