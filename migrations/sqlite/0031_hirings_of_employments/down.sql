DROP INDEX hirings_employment;
