DROP TABLE identity_refusals;
DROP TABLE hiring_notices;
DROP TABLE hirings;
