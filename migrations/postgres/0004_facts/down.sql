DROP TABLE awards;
DROP TABLE supervision_attendances;
DROP TABLE supervision_sessions;
DROP TABLE completions;
