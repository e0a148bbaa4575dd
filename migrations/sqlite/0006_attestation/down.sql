DROP TABLE award_reviews;
DROP TABLE award_evidence;
DROP TABLE attestation_decisions;
DROP TABLE attestation_submissions;
DROP TABLE attestation_applications;
