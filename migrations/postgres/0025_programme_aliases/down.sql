DROP TABLE programme_aliases;
