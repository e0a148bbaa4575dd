PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(
    sql,
    'result = ''passed'' OR result = ''failed'' OR result = ''attended''',
    'result IN (''passed'', ''failed'', ''attended'')'
)
WHERE type = 'table' AND name = 'completions';
PRAGMA writable_schema = RESET;
CREATE TABLE completions_checked (id INTEGER PRIMARY KEY) STRICT;
DROP TABLE completions_checked;
