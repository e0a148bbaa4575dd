DROP TABLE grades;
DROP TABLE programmes;
