DROP INDEX attestation_decisions_award;
DELETE FROM award_reviews WHERE fact_kind = 'organisation';
ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check CHECK (
        fact_kind IN ('completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge')
    );
ALTER TABLE organisations DROP COLUMN valid_from;
DROP TABLE organisation_states;
