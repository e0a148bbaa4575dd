-- Parts whose letters the raising of parts before this did not know, as é and ü, and those of Latin letters beside
-- signs such as № and –. Of those that are one in capitals, on one day, the first is raised, unless one stands in
-- capitals.
CREATE TABLE parts_kept (written TEXT NOT NULL PRIMARY KEY, raised TEXT NOT NULL) STRICT, WITHOUT ROWID;
WITH RECURSIVE
letters (small, capital) AS (
    VALUES (
        'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżžſșțαβγδεζηθικλμνξοπρςστυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяѐёђѓєѕіїјљњћќѝўџґẃẁẅỳ',
        'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŸĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮIĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŹŻŽSȘȚΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏҐẂẀẄỲ'
    )
),
raised (written, at, text) AS (
    SELECT DISTINCT part, 1, replace(upper(part), 'ß', 'SS') FROM completions
    WHERE length(CAST(part AS BLOB)) <> length(part)
    UNION ALL
    SELECT written, at + 1, replace(text, substr(small, at, 1), substr(capital, at, 1)) FROM raised, letters
    WHERE at <= length(small)
)
INSERT INTO parts_kept SELECT written, text FROM raised, letters WHERE at > length(small);
WITH RECURSIVE
letters (cyrillic, latin, signs) AS (
    VALUES ('АВЕІКМНОРСТУХ', 'ABEIKMHOPCTYX', '–—‑−№„“”‘’«»…·•°§€×')
),
alike (written, at, text) AS (
    SELECT written, 1, raised FROM parts_kept
    UNION ALL
    SELECT written, at + 1, replace(text, substr(cyrillic, at, 1), substr(latin, at, 1)) FROM alike, letters
    WHERE at <= length(cyrillic)
),
bare (written, at, text, rest) AS (
    SELECT written, 1, text, text FROM alike, letters WHERE at > length(cyrillic)
    UNION ALL
    SELECT written, at + 1, text, replace(rest, substr(signs, at, 1), '') FROM bare, letters
    WHERE at <= length(signs)
)
INSERT INTO parts_kept SELECT written, text FROM bare, letters
WHERE at > length(signs) AND length(CAST(rest AS BLOB)) = length(rest)
ON CONFLICT (written) DO UPDATE SET raised = excluded.raised;
-- Those that are of plain letters already, or became so, may be the same.
INSERT INTO parts_kept SELECT DISTINCT part, part FROM completions
WHERE part IN (SELECT raised FROM parts_kept)
ON CONFLICT (written) DO NOTHING;
CREATE TABLE completions_raised (id BLOB NOT NULL PRIMARY KEY, part TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO completions_raised
SELECT one.id, own.raised FROM completions AS one JOIN parts_kept AS own ON own.written = one.part
WHERE own.raised <> one.part AND NOT EXISTS (
    SELECT 1 FROM completions AS other JOIN parts_kept AS its ON its.written = other.part
    WHERE other.worker_id = one.worker_id AND other.completed_on = one.completed_on
        AND other.programme_id = one.programme_id AND other.withdrawn_as = one.withdrawn_as
        AND its.raised = own.raised AND (other.part = own.raised OR other.id < one.id)
);
UPDATE completions SET part = (SELECT part FROM completions_raised WHERE completions_raised.id = completions.id)
WHERE id IN (SELECT id FROM completions_raised);
DROP TABLE completions_raised;
DROP TABLE parts_kept;
