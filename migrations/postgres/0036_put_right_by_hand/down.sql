DROP TABLE withdrawn_idnos;
