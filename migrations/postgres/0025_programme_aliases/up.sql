-- Titles by which an organisation names programmes, as it confirmed them: its files are read by them.
CREATE TABLE programme_aliases (
    id UUID NOT NULL PRIMARY KEY,
    organisation_id UUID NOT NULL REFERENCES organisations (id),
    -- The title as it is compared: without capitals, diacritics and signs.
    plain TEXT NOT NULL,
    title TEXT NOT NULL,
    programme_id UUID NOT NULL REFERENCES programmes (id),
    confirmed_at TIMESTAMPTZ NOT NULL,
    confirmed_by UUID NOT NULL
);
CREATE UNIQUE INDEX programme_aliases_title ON programme_aliases (organisation_id, plain);
