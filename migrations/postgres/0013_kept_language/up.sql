-- A refusal that is kept stays in the language in which it was said; an answer in none has none.
ALTER TABLE idempotency_keys ADD COLUMN language TEXT;
