-- Guesses of a client: a number and a name that do not go together. The same guess of a file is one, also when its rows
-- are planned again.
ALTER TABLE identity_refusals RENAME TO identity_refusals_before;
CREATE TABLE identity_refusals (
    client_id UUID NOT NULL,
    on_day DATE NOT NULL,
    guess BYTEA NOT NULL,
    -- The file that first was told; none of a call.
    batch_id UUID,
    times INTEGER NOT NULL CHECK (times > 0),
    PRIMARY KEY (client_id, on_day, guess)
);
INSERT INTO identity_refusals (client_id, on_day, guess, batch_id, times)
SELECT client_id, on_day, ''::bytea, NULL, refused FROM identity_refusals_before;
DROP TABLE identity_refusals_before;
