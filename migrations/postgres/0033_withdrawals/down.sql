DROP INDEX award_reviews_award;
DROP INDEX award_reviews_fact;
DROP INDEX award_reviews_open;
DELETE FROM award_reviews
WHERE fact_kind IN ('deactivation', 'suspension') OR cause IN ('restored', 'closed', 'suspended');
-- Of several reviews for one fact the last.
DELETE FROM award_reviews AS kept USING award_reviews AS later
WHERE later.award_id = kept.award_id AND later.fact_id = kept.fact_id AND later.id > kept.id;
ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check CHECK (
        fact_kind IN ('completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge', 'organisation')
    ),
    DROP CONSTRAINT award_reviews_cause_check,
    ADD CONSTRAINT award_reviews_cause_check CHECK (cause IN ('voided', 'corrected', 'revoked')),
    ADD CONSTRAINT award_reviews_award_id_fact_id_key UNIQUE (award_id, fact_id);
ALTER TABLE awards DROP COLUMN revocation_withdrawal_reason;
ALTER TABLE awards DROP COLUMN revocation_withdrawn_at;
DROP TABLE withdrawn_revocations;
