ALTER TABLE identity_refusals RENAME TO identity_refusals_since;
CREATE TABLE identity_refusals (
    client_id UUID NOT NULL,
    on_day DATE NOT NULL,
    refused INTEGER NOT NULL CHECK (refused > 0),
    PRIMARY KEY (client_id, on_day)
);
INSERT INTO identity_refusals (client_id, on_day, refused)
SELECT client_id, on_day, SUM(times) FROM identity_refusals_since GROUP BY client_id, on_day;
DROP TABLE identity_refusals_since;
