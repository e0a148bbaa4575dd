-- Titles by which an organisation names programmes, as it confirmed them: its files are read by them.
CREATE TABLE programme_aliases (
    id BLOB NOT NULL PRIMARY KEY,
    organisation_id BLOB NOT NULL REFERENCES organisations (id),
    -- The title as it is compared: without capitals, diacritics and signs.
    plain TEXT NOT NULL,
    title TEXT NOT NULL,
    programme_id BLOB NOT NULL REFERENCES programmes (id),
    confirmed_at INTEGER NOT NULL,
    confirmed_by BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX programme_aliases_title ON programme_aliases (organisation_id, plain);
