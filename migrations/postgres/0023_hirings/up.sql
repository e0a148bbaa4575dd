-- An employer took on somebody who was on the register and whom it did not see.
CREATE TABLE hirings (
    id UUID NOT NULL PRIMARY KEY,
    worker_id UUID NOT NULL REFERENCES workers (id),
    employment_id UUID NOT NULL,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    valid_from DATE NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID NOT NULL,
    contested_at TIMESTAMPTZ,
    contested_by UUID,
    contest_reason TEXT,
    withdrawn_at TIMESTAMPTZ,
    withdrawn_by UUID,
    withdrawal_reason TEXT,
    CHECK ((contested_at IS NULL) = (contest_reason IS NULL)),
    CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL))
);
-- Former employers who are told of it.
CREATE TABLE hiring_notices (
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    hiring_id UUID NOT NULL REFERENCES hirings (id),
    PRIMARY KEY (organisation_id, hiring_id)
);
-- Times a day that a client was told that a number and a name do not go together.
CREATE TABLE identity_refusals (
    client_id UUID NOT NULL,
    on_day DATE NOT NULL,
    refused INTEGER NOT NULL CHECK (refused > 0),
    PRIMARY KEY (client_id, on_day)
);
