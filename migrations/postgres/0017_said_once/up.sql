-- A digest of what a fact says that was recorded by a call, so that two calls at once record it once. Empty for
-- what is known by a reference, and for what was recorded before.
ALTER TABLE employments ADD COLUMN said BYTEA;
CREATE UNIQUE INDEX employments_said ON employments (said) WHERE withdrawn_at IS NULL AND said IS NOT NULL;
ALTER TABLE supervision_sessions ADD COLUMN said BYTEA;
CREATE UNIQUE INDEX supervision_sessions_said ON supervision_sessions (said)
    WHERE withdrawn_at IS NULL AND said IS NOT NULL;
ALTER TABLE suspensions ADD COLUMN said BYTEA;
CREATE UNIQUE INDEX suspensions_said ON suspensions (said) WHERE withdrawn_at IS NULL AND said IS NOT NULL;
-- A suspension is corrected by another one.
ALTER TABLE suspensions ADD COLUMN supersedes UUID;
ALTER TABLE suspensions ADD COLUMN superseded_by UUID;
