-- The hirings of employments are looked for where another hiring is withdrawn.
CREATE INDEX hirings_employment ON hirings (employment_id);
