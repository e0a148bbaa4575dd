DROP TABLE rule_sets;
DROP TABLE suspensions;
ALTER TABLE supervision_attendances DROP COLUMN kind;
ALTER TABLE employments DROP COLUMN base_pay;
ALTER TABLE programmes DROP COLUMN equivalent;
ALTER TABLE programmes DROP COLUMN supersedes_id;
ALTER TABLE programmes DROP COLUMN credits;
