-- Facts that were voided are looked for by their references when a file is sent once more.
CREATE INDEX completions_withdrawn_reference ON completions (provider_id, withdrawal, reference)
WHERE withdrawn_at IS NOT NULL;
CREATE INDEX supervision_sessions_withdrawn_reference
ON supervision_sessions (organisation_id, withdrawal, reference) WHERE withdrawn_at IS NOT NULL;
