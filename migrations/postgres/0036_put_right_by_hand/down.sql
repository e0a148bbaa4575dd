DROP TABLE hiring_contests;
DROP TABLE former_grades;
ALTER TABLE awards DROP COLUMN correction_reason;
ALTER TABLE awards DROP COLUMN corrected_at;
DROP TABLE corrected_awards;
DELETE FROM award_reviews WHERE fact_kind = 'programme';
ALTER TABLE award_reviews
    DROP CONSTRAINT award_reviews_fact_kind_check,
    ADD CONSTRAINT award_reviews_fact_kind_check CHECK (
        fact_kind IN (
            'completion', 'supervisionSession', 'employment', 'absence', 'award', 'identity', 'merge', 'organisation',
            'deactivation', 'suspension'
        )
    );
DROP TABLE programme_stages;
DROP TABLE withdrawn_idnos;
