-- What can be learnt, and the ranks that can be held.

CREATE TABLE programmes (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    title_ro TEXT NOT NULL,
    title_en TEXT,
    title_ru TEXT,
    domain TEXT NOT NULL,
    -- Hundredths of an hour.
    hours INTEGER NOT NULL CHECK (hours > 0),
    hours_basis TEXT NOT NULL CHECK (hours_basis IN ('documented', 'indicative', 'approved')),
    delivery_mode TEXT CHECK (delivery_mode IN ('in_person', 'online', 'blended')),
    language TEXT CHECK (language IN ('ro', 'en', 'ru')),
    owner_id UUID NOT NULL REFERENCES organisations (id),
    provenance TEXT NOT NULL,
    source TEXT,
    source_url TEXT,
    status TEXT NOT NULL CHECK (status IN ('draft', 'approved', 'retired')),
    approved_from DATE,
    approval_basis TEXT,
    retired_from DATE,
    retirement_reason TEXT,
    sample BOOLEAN NOT NULL,
    -- Code and titles in lower case without diacritics.
    search_text TEXT NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CHECK (status = 'draft' OR approved_from IS NOT NULL),
    CHECK ((status = 'retired') = (retired_from IS NOT NULL))
);
CREATE INDEX programmes_owner ON programmes (owner_id);

CREATE TABLE grades (
    id UUID NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    -- A higher rank outranks a lower one.
    rank INTEGER NOT NULL UNIQUE,
    name_ro TEXT NOT NULL,
    name_en TEXT,
    name_ru TEXT,
    -- Hundredths of a percent of base pay; none when the grade carries no supplement.
    supplement_percent INTEGER,
    legal_basis TEXT NOT NULL,
    sample BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL
);
