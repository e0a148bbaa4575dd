ALTER TABLE suspensions DROP COLUMN superseded_by;
ALTER TABLE suspensions DROP COLUMN supersedes;
DROP INDEX suspensions_said;
ALTER TABLE suspensions DROP COLUMN said;
DROP INDEX supervision_sessions_said;
ALTER TABLE supervision_sessions DROP COLUMN said;
DROP INDEX employments_said;
ALTER TABLE employments DROP COLUMN said;
