-- Numbers of organisations that were recorded in error, and when they were believed.
CREATE TABLE withdrawn_idnos (
    id UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    idno TEXT NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ NOT NULL,
    withdrawn_by UUID NOT NULL,
    withdrawal_reason TEXT NOT NULL
);
CREATE INDEX withdrawn_idnos_organisation ON withdrawn_idnos (organisation_id, withdrawn_at);
