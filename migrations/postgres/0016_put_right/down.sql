DELETE FROM award_reviews WHERE fact_kind IN ('identity', 'merge');
ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check
        CHECK (fact_kind IN ('completion', 'supervisionSession', 'employment', 'award'));
DELETE FROM award_evidence WHERE fact_id IN (
    SELECT id FROM workers UNION SELECT id FROM worker_closures
    UNION SELECT id FROM withdrawn_idnps UNION SELECT superseded_by FROM withdrawn_idnps
);
DROP TABLE withdrawn_idnps;
ALTER TABLE workers DROP COLUMN deactivated_from;
DROP TABLE worker_closures;
