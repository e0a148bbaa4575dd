-- Parts whose letters the raising of parts before this did not know, as é and ü, and those of Latin letters beside
-- signs such as № and –. Of those that are one in capitals, on one day, the first is raised, unless one stands in
-- capitals.
WITH capitals AS (
    SELECT DISTINCT
        part AS written,
        translate(
            replace(upper(part), 'ß', 'SS'),
            'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿāăąćĉċčďđēĕėęěĝğġģĥħĩīĭįıĳĵķĺļľŀłńņňŋōŏőœŕŗřśŝşšţťŧũūŭůűųŵŷźżžſșțαβγδεζηθικλμνξοπρςστυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяѐёђѓєѕіїјљњћќѝўџґẃẁẅỳ',
            'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞŸĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮIĲĴĶĹĻĽĿŁŃŅŇŊŌŎŐŒŔŖŘŚŜŞŠŢŤŦŨŪŬŮŰŲŴŶŹŻŽSȘȚΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏҐẂẀẄỲ'
        ) AS text
    FROM completions WHERE octet_length(part) <> char_length(part)
),
alike AS (
    SELECT written, text, translate(text, 'АВЕІКМНОРСТУХ', 'ABEIKMHOPCTYX') AS latin FROM capitals
),
bare AS (
    SELECT written, text, latin, translate(latin, '–—‑−№„“”‘’«»…·•°§€×', '') AS rest FROM alike
),
raised AS (
    SELECT written, CASE WHEN octet_length(rest) = char_length(rest) THEN latin ELSE text END AS raised FROM bare
),
-- Those that are of plain letters already, or became so, may be the same.
kept AS (
    SELECT written, raised FROM raised
    UNION
    SELECT DISTINCT part, part FROM completions
    WHERE part IN (SELECT raised FROM raised) AND part NOT IN (SELECT written FROM raised)
)
UPDATE completions AS one SET part = own.raised FROM kept AS own
WHERE own.written = one.part AND own.raised <> one.part AND NOT EXISTS (
    SELECT 1 FROM completions AS other JOIN kept AS its ON its.written = other.part
    WHERE other.worker_id = one.worker_id AND other.completed_on = one.completed_on
        AND other.programme_id = one.programme_id AND other.withdrawn_as = one.withdrawn_as
        AND its.raised = own.raised AND (other.part = own.raised OR other.id < one.id)
);
