DELETE FROM award_reviews WHERE fact_kind = 'absence';
ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check CHECK (
        fact_kind IN ('completion', 'supervisionSession', 'employment', 'award', 'identity', 'merge')
    );
DELETE FROM award_evidence WHERE fact_id IN (SELECT id FROM absences);
DROP TABLE absences;
