-- PostgreSQL compares a list of words without a table of its own: there is nothing to do.
SELECT 1;
